#!/usr/bin/env bash
# Make .venv from the locked list. Debian's own Python is preferred because its QGIS binds to it:
# one environment then holds QGIS and the pip packages in one process.
set -euo pipefail
cd "$(dirname "$0")/.."

base=""
for candidate in /usr/bin/python3 python3.11 python3; do
    if command -v "$candidate" >/dev/null &&
        "$candidate" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
        base=$candidate
        break
    fi
done
if [ -z "$base" ]; then
    echo "Il faut Python 3.10 ou plus, avec le module venv (Debian : apt install python3-venv)." >&2
    exit 1
fi

[ -x .venv/bin/python ] || "$base" -m venv --system-site-packages .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
touch .venv/ready
