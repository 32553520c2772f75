#!/usr/bin/env bash
# Install what the tests need from Debian when it is missing, then run the whole suite.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
[ -x /usr/bin/qgis_process.bin ] || [ -x /usr/bin/qgis_process ] || packages+=(qgis)
/usr/bin/python3 -c 'import qgis.core' 2>/dev/null || packages+=(python3-qgis)
command -v chromium >/dev/null || packages+=(chromium)
command -v chromedriver >/dev/null || packages+=(chromium-driver)
command -v Xvfb >/dev/null || packages+=(xvfb xauth)
command -v pdftoppm >/dev/null || packages+=(poppler-utils)
compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || packages+=(postgresql-postgis)
if [ ${#packages[@]} -gt 0 ]; then
    root=""
    [ "$(id -u)" -eq 0 ] || root="sudo"
    export DEBIAN_FRONTEND=noninteractive
    $root apt-get update -qq
    $root apt-get install -y -qq --no-install-recommends "${packages[@]}" fonts-dejavu-core >/dev/null
fi

XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
chmod 700 "$XDG_RUNTIME_DIR"
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
# Two workers at least, and no more than the memory of a small machine holds. Measuring coverage doubles the
# time of the suite: `make coverage` does it apart.
workers=$(nproc)
[ "$workers" -ge 2 ] || workers=2
[ "$workers" -le 4 ] || workers=4
.venv/bin/python -m pytest -n "$workers" --dist loadfile --durations=25 --durations-min=5 "$@"
