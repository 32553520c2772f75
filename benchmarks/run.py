"""Run every benchmark against its peers and write RESULTS.md.

Each ``bench_<room>.py`` has a ``main()`` that measures the product and its peers in one run and
returns a Markdown section. Figures depend on the machine: what holds is the ratio in one run.

Usage: ``python benchmarks/run.py [--resume] [room …]``. Each section is recorded as it ends; one
that was not run again, or that failed, is kept as it was. ``--resume`` leaves out those that were
recorded today from this commit.
"""

from __future__ import annotations

import importlib
import platform
import re
import subprocess
import sys
import traceback
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
PACKAGES = (
    "numpy", "scipy", "pandas", "geopandas", "shapely", "numba", "esda", "libpysal",
    "pygeoda", "duckdb", "sedonadb", "spopt", "pytauargus", "distributed",
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


def commit() -> str:
    """Return the commit that is measured, with a mark when files differ from it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=HERE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return told.stdout.strip() or "unknown"


def record(kept: dict[str, str], rooms: list[str]) -> None:
    """Write every section that there is, in order."""
    body = "\n".join(
        f"<!-- section {room} -->\n{kept[room]}<!-- end -->\n" for room in rooms if room in kept
    )
    RESULTS.write_text(
        "# Benchmarks\n\nMade by `make bench`. Machines are noisy: read the ratios, each of them "
        "taken within one run.\n\n" + body,
        encoding="utf-8",
    )


def main() -> int:
    sys.path.insert(0, str(HERE))
    rooms = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    resume, asked = "--resume" in sys.argv, [a for a in sys.argv[1:] if not a.startswith("--")]
    kept = sections(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    mark = f"*Run on {date.today().isoformat()} at {commit()}: "
    failed = []
    for room in asked or rooms:
        if resume and mark in kept.get(room, ""):
            print(f"== {room}: recorded already", flush=True)
            continue
        print(f"== {room}", flush=True)
        try:
            section = importlib.import_module(f"bench_{room}").main()
        except Exception:  # the others are measured all the same
            traceback.print_exc()
            failed.append(room)
            continue
        kept[room] = f"{section.strip()}\n\n{mark}{machine()}*\n"
        record(kept, rooms)
    if failed:
        print(f"Not measured: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
