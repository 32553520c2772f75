"""One operation at several sizes against its peers: a process for each case, growth, a picture.

A case is a function that prepares its data and returns the call to be timed. Every figure comes
from its own process: the first call (compilation or its cache included), the median of the next
ones, and the peak memory above that of the data.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Measure = dict[str, float]
Call = Callable[[], Any]

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
"""Share of the sizes to run: 0.01 shows in a minute that everything runs."""

LONG = 3.0
"""Seconds of warm calls after which no other is made."""

ONCE = 12.0
"""Seconds from which a first call that compiles nothing is not repeated, and stands for both."""


def sized(n: int) -> int:
    return max(1_000, round(n * SCALE))


def peak() -> float:
    """Peak memory of this process in MB. Not getrusage: its peak includes the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found is not None
    return int(found.group(1)) / 1024


def worker(call: Call, *, once: bool) -> Measure:
    """Measure a call in this process; ``once``: a long first call is enough (see ONCE)."""
    # Forgets the peak of the preparation (man 5 proc): what is left is the data.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, times = peak(), []
    while len(times) < 2 or (len(times) < 6 and sum(times[1:]) < LONG):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        if once and times[0] > ONCE:
            break
    return {
        "first": times[0],
        "warm": statistics.median(times[1:] or times),
        "memory": peak() - before,
        "total": peak(),
    }


def measure(script: str, *case: str) -> Measure | None:
    """Run ``script --worker case…`` in a fresh process; None where the peer is missing or fails."""
    done = subprocess.run(
        [sys.executable, script, "--worker", *case],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        print(f"{', '.join(case)}: {reason}", file=sys.stderr)
        return None
    found: Measure = json.loads(done.stdout.splitlines()[-1])
    print(", ".join(case), {name: round(value, 4) for name, value in found.items()}, flush=True)
    return found


def answer(prepare: Callable[[], Call], *, once: bool = False) -> None:
    """Be the worker: prepare, measure, print."""
    warnings.simplefilter("ignore")
    print(json.dumps(worker(prepare(), once=once)))


def spaced(n: int) -> str:
    return f"{n:,}".replace(",", " ")


def seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def growth(times: dict[int, float]) -> str:
    """Exponent b of time = a · n^b, by least squares on logarithms."""
    if len(times) < 2:
        return ""
    return f"{np.polyfit(np.log(list(times)), np.log(list(times.values())), 1)[0]:.2f}"


def draw(curves: dict[str, dict[int, float]], path: Path, title: str) -> None:
    """Draw warm seconds against n, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    for case, found in curves.items():
        if found:
            axes.loglog(list(found), list(found.values()), "o-", label=case)
    axes.set_xlabel("n")
    axes.set_ylabel("s, warm")
    axes.set_title(title)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)
    figure.savefig(path, dpi=110, bbox_inches="tight")
    pyplot.close(figure)
