#!/usr/bin/env bash
# Make .venv from a locked list: requirements.lock, or the short one of « make demo ».
#   tools/environment.sh [demo]
# Debian's own Python is preferred because its QGIS binds to it:
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

lock=requirements.lock done=.venv/ready
[ "${1:-}" != demo ] || { lock=requirements-demo.lock; done=.venv/demo; }
echo "Environnement Python : $(grep -c '==' $lock) paquets à installer dans .venv (une fois)." >&2
[ -x .venv/bin/python ] || "$base" -m venv --system-site-packages .venv
# Wheels only, and compiled as they are first imported: most of them never are.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    --prefer-binary --requirement $lock
# setuptools 64 is enough for an editable install: no environment of its own is made for it.
alone=--no-build-isolation
.venv/bin/python -c 'import setuptools as s; assert int(s.__version__.split(".")[0]) >= 64' 2>/dev/null ||
    alone=
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps $alone --editable .
touch $done
