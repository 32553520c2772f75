"""The main job from a cold process, files in, files out: seconds and peak memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT / "tests" / "real"
CASES = {
    "demo (fictitious)": (["demo"], "60 s"),
    "Tours (census 2019)": (["diagnostic", str(REAL / "tours" / "territoire.toml")], "15 s, 1 GB"),
    "Bondy (RPLS 2020)": (["diagnostic", str(REAL / "bondy" / "territoire.toml")], "15 s, 1 GB"),
    "Seine-Saint-Denis (RPLS 2020, 231 016 dwellings)": (
        ["diagnostic", str(REAL / "seine-saint-denis" / "territoire.toml")],
        "60 s",
    ),
}


def measure(arguments: list[str]) -> tuple[float, float, int]:
    """Return seconds, peak memory of the process in MB, and its exit code."""
    folder = Path(tempfile.mkdtemp())
    command = [sys.executable, "-m", "geotools", *arguments, "--out", str(folder / "out")]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    shutil.rmtree(folder)
    return seconds, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> str:
    rows = ["| territory | median s of 3 | peak MB | goal |", "|---|---|---|---|"]
    for name, (arguments, goal) in CASES.items():
        runs = sorted(measure(arguments) for _ in range(3))
        if any(code for _, _, code in runs):
            rows.append(f"| {name} | failed (exit {[code for _, _, code in runs]}) | | {goal} |")
            continue
        rows.append(
            f"| {name} | {runs[1][0]:.1f} | {max(memory for _, memory, _ in runs):.0f} | {goal} |"
        )
    return "## The main job, cold process, files in, files out\n\n" + "\n".join(rows)


if __name__ == "__main__":
    print(main())
