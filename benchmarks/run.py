"""Run every benchmark against its peers and write RESULTS.md.

Each ``bench_<room>.py`` has a ``main()`` that measures the product and its peers in one run and
returns a Markdown section. Figures depend on the machine: what holds is the ratio in one run.

Usage: ``python benchmarks/run.py [room …]``. A section that was not run again is kept as it was.
"""

from __future__ import annotations

import importlib
import platform
import re
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
PACKAGES = (
    "numpy", "scipy", "pandas", "geopandas", "shapely", "numba", "esda", "libpysal",
    "pygeoda", "duckdb", "spopt", "pytauargus",
)  # fmt: skip


def machine() -> str:
    """Tell the processor, its count and the memory, and the versions compared."""
    cpu = platform.processor() or platform.machine()
    text = Path("/proc/cpuinfo")
    if text.is_file():
        found = re.search(r"model name\s*: (.*)", text.read_text())
        cpu = found.group(1) if found else cpu
    cores = len(re.findall(r"^processor", text.read_text(), re.M)) if text.is_file() else "?"
    listed = []
    for package in PACKAGES:
        try:
            listed.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            listed.append(f"{package} absent")
    return (
        f"{cpu}, {cores} cores, {platform.system()}, Python {platform.python_version()}. "
        f"Versions: {', '.join(listed)}."
    )


def sections(text: str) -> dict[str, str]:
    """Split RESULTS.md into its sections, by the name in their marker."""
    found = re.findall(r"<!-- section (\w+) -->\n(.*?)<!-- end -->", text, re.S)
    return dict(found)


def main() -> None:
    sys.path.insert(0, str(HERE))
    rooms = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    asked = sys.argv[1:] or rooms
    kept = sections(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    for room in asked:
        print(f"== {room}", flush=True)
        section = importlib.import_module(f"bench_{room}").main()
        stamp = f"*Run on {date.today().isoformat()}: {machine()}*"
        kept[room] = f"{section.strip()}\n\n{stamp}\n"
    body = "\n".join(
        f"<!-- section {room} -->\n{kept[room]}<!-- end -->\n" for room in rooms if room in kept
    )
    RESULTS.write_text(
        "# Benchmarks\n\nMade by `make bench`. Machines are noisy: read the ratios, each of them "
        "taken within one run.\n\n" + body,
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
