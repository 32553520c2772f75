#!/bin/bash
# Passe les tests QGIS de l’extension dans une autre Debian, faite au besoin dans un dossier.
#   tools/qgis_in_debootstrap.sh [--within SECONDES] [--quick] [trixie|sid] [dossier de la racine]
# trixie porte QGIS 3.40, sid QGIS 3.44. Demande les droits de root. Tous les paquets Python sont
# ceux de Debian : c’est aussi l’essai du plancher (ni numba, ni scikit-learn, ni rasterio, ni fiona).
# Avec --within, une racine qu’on ne peut pas faire dans ce temps n’est pas une faute : on le dit, et
# c’est tout ; les tests, eux, décident toujours. --quick ne garde que les tests dont la réponse
# dépend de la version de QGIS : ouverture, chargement, styles, projet, modèles, formulaires,
# atlas, qgis_process ; les opérations une par une sont comparées sous QGIS 3.22. Un miroir figé demande
# APT_OPTIONS='-o Acquire::Check-Valid-Until=false'.
set -euo pipefail

within=""
tests="tests/qgis"
if [ "${1:-}" = --within ]; then
    within=$2
    shift 2
fi
if [ "${1:-}" = --quick ]; then
    tests="$(printf "tests/qgis/test_%s.py " atlas folder_form help loading models opening panel \
        process reach translation versions) tests/unit/outputs/test_qgis.py -k 'not floor'"
    shift
fi
suite=${1:-trixie}
root=${2:-/var/tmp/equilibre-$suite}
project=$(cd "$(dirname "$0")/.." && pwd)
packages="qgis python3-qgis python3-scipy python3-geopandas python3-pyogrio python3-pytest
python3-pytest-timeout python3-hypothesis python3-typer python3-rich python3-jinja2
python3-openpyxl python3-xlsxwriter python3-matplotlib python3-setuptools
python3-pyqt6 fonts-dejavu-core poppler-utils postgresql-postgis"

give_up() {
    echo "QGIS de Debian $suite : $1" >&2
    [ -n "$within" ] && exit 0
    exit 1
}

# Run a command in the root, with a /proc that vanishes with it where the machine allows one.
enter() {
    if unshare --mount true 2>/dev/null; then
        unshare --mount sh -c 'mount -t proc proc "$0/proc"; exec chroot "$0" sh -c "$1"' "$root" "$1"
    else
        chroot "$root" sh -c "$1"
    fi
}

make_root() {
    if ! command -v debootstrap >/dev/null; then
        apt-get update -qq && apt-get install -qq --yes --no-install-recommends debootstrap || return 1
    fi
    if [ ! -e "$root/debian" ]; then
        [ ! -d "$root/debootstrap" ] || rm -rf "$root" # an interrupted run cannot be taken up again
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security)
        debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" "${mirror%%$'\n'*}" \
            || return 1
        touch "$root/debian"
    fi
    options="${APT_OPTIONS:-} -qq"
    enter "apt-get $options update && DEBIAN_FRONTEND=noninteractive apt-get $options install \
        --yes --no-install-recommends $(echo $packages)" || return 1
    echo "$packages" >"$root/ready"
}

[ "$(id -u)" -eq 0 ] || give_up "non essayé, il y faut les droits de root."
if [ -d "$root" ] && [ ! -e "$root/debian" ] && [ ! -d "$root/debootstrap" ]; then
    give_up "non essayé, $root existe et n’est pas une racine de ce script."
fi
if [ "$(cat "$root/ready" 2>/dev/null)" != "$packages" ]; then
    begun=$SECONDS
    export -f make_root enter
    export suite root packages
    timeout ${within:-3600} bash -c make_root >"/tmp/racine-$suite.log" 2>&1 \
        || give_up "non essayé, la racine n’a pas pu être faite en ${within:-3600} s (voir /tmp/racine-$suite.log)."
    echo "Racine de Debian $suite faite en $((SECONDS - begun)) s dans $root."
fi

rm -rf "$root/project"
mkdir -p "$root/project"
tar -C "$project" -cf - --exclude=__pycache__ --exclude='*_cache' \
    geotools qgis_plugin processing_models docs tests tools metadata.txt pyproject.toml LICENSE \
    | tar -C "$root/project" -xf -
begun=$SECONDS
enter "qgis --version 2>/dev/null || true"
enter "cd /project && QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1 \
    python3 -m pytest -q -p no:cacheprovider -W ignore $tests"
echo "Tests QGIS de l’extension dans Debian $suite : passés en $((SECONDS - begun)) s."
