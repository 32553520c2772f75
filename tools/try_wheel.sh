#!/usr/bin/env bash
# Build the wheel, install it in an empty environment and run the demo from it, as a new user does.
#   tools/try_wheel.sh [--oldest] [extra] [python…]     extra: all by default, « floor » for none
# With --oldest, the oldest versions that pyproject.toml accepts (requirements-oldest.lock).
set -euo pipefail
cd "$(dirname "$0")/.."
oldest=""
if [ "${1:-}" = --oldest ]; then oldest=--constraint=$PWD/requirements-oldest.lock; shift; fi
extra=${1:-all}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A version whose wheels an index lacks is told, and stops no other.
.venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir "$work/dist" .
wheel=$(echo "$work"/dist/*.whl)
[ "$extra" = floor ] && wanted="$wheel" || wanted="$wheel[$extra]"
for python in "$@"; do
    rm -rf "$work/env" "$work/demo"
    "$python" -m venv "$work/env"
    if ! "$work/env/bin/python" -m pip install --quiet --disable-pip-version-check \
        --only-binary :all: $oldest "$wanted" 2>"$work/pip"; then
        echo "$("$python" --version), extra « $extra » : $(grep -m 1 ERROR "$work/pip")" >&2
        failed=1
        continue
    fi
    (cd "$work" && env/bin/geotools --version && env/bin/geotools demo --out demo --residences 300 >/dev/null)
    test -s "$work/demo/diffusion/certificat.json"
    echo "$("$python" --version), ${oldest:+versions les plus anciennes, }extra « $extra » : démonstration faite."
done
exit "${failed:-0}"
