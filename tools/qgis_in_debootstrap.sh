#!/bin/sh
# Passe les tests QGIS de l’extension dans une autre Debian, par exemple trixie (QGIS 3.40).
#   tools/qgis_in_debootstrap.sh [trixie|sid] [dossier de la racine]
# Demande les droits de root. Tous les paquets Python sont ceux de Debian : c’est aussi l’essai du
# plancher de l’extension (ni numba, ni scikit-learn, ni rasterio, ni fiona).
set -eu

suite=${1:-trixie}
root=${2:-/var/tmp/equilibre-$suite}
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 -v security)}
project=$(cd "$(dirname "$0")/.." && pwd)
packages="qgis python3-qgis python3-scipy python3-geopandas python3-pyogrio python3-pytest
  python3-pytest-timeout python3-hypothesis python3-typer python3-rich python3-jinja2
  python3-openpyxl python3-xlsxwriter python3-matplotlib python3-setuptools"

command -v debootstrap >/dev/null || apt-get install --yes --no-install-recommends debootstrap

if [ ! -e "$root/ready" ]; then
  [ -d "$root/usr" ] || debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "$mirror"
  # Chromium, services and documentation are not wanted: only what the tests import.
  chroot "$root" sh -c "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install \
    --yes --no-install-recommends $(echo $packages)"
  touch "$root/ready"
fi

mkdir -p "$root/project"
tar -C "$project" -cf - --exclude=__pycache__ --exclude='*_cache' \
  geotools qgis_plugin processing_models tests tools metadata.txt pyproject.toml LICENSE \
  | tar -C "$root/project" -xf -
chroot "$root" sh -c "cd /project && QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1 \
  python3 -m pytest -q -p no:cacheprovider tests/qgis"
