"""The audit of public instances: ours, the peer's engine and plain HiGHS, in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from geotools.secrecy.audit.attack import attack
from geotools.secrecy.audit.files import audit_frames
from geotools.secrecy.audit.jj import LinearSystem, read_jj, write_jj

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "sdc"
INSTANCES = ("HIE1372D", "HIER13", "HIER16", "TWO5IN6", "NINE12")
WITNESS = 250
"""Plain programmes are asked of so few withheld cells: two fresh ones for each."""

MEMORY = """
import sys
from pathlib import Path
from geotools.secrecy.audit.attack import attack
from geotools.secrecy.audit.files import audit_frames
from geotools.secrecy.audit.jj import read_jj
attack(read_jj(Path(sys.argv[1])))
status = open("/proc/self/status").read()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def best(call: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a call gives and the shortest of three times."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - start)
    return result, min(seconds)


def peer_intervals(system: LinearSystem) -> tuple[np.ndarray, float] | None:
    """Intervals of pytauargus and the seconds that they take; None when it is not installed."""
    try:
        from pytauargus.engine import audit_jj
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "systeme.jj"
        path.write_bytes(write_jj(system, confidential=True))
        rows, seconds = best(lambda: audit_jj(str(path)))
    return np.array([(row["min"], row["max"]) for row in rows]), seconds


def plain_intervals(system: LinearSystem) -> tuple[np.ndarray, float]:
    """Intervals by a fresh programme for each end, with scipy's HiGHS."""
    start = time.perf_counter()
    hidden = np.flatnonzero(system.hidden)
    matrix = system.matrix[:, hidden]
    right = system.right - system.matrix @ np.where(system.hidden, 0.0, system.value)
    bounds = np.column_stack([system.low[hidden], system.high[hidden]])
    ends = np.empty((len(hidden), 2))
    for k, sign in ((k, sign) for k in range(len(hidden)) for sign in (1.0, -1.0)):
        cost = np.zeros(len(hidden))
        cost[k] = sign
        found = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds)
        ends[k, int(sign < 0)] = sign * found.fun
    return ends, time.perf_counter() - start


def memory(name: str) -> int:
    """Peak memory of a fresh process that audits an instance, in megabytes."""
    root = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(FOLDER / f"{name}.jj.gz")],
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def line(name: str) -> str:
    """Return the row of one instance."""
    path = FOLDER / f"{name}.jj.gz"
    system, reading = best(lambda: read_jj(path))
    found, auditing = best(lambda: attack(system))
    ours = np.column_stack([found.low, found.high])
    others, same = [], True
    peer = peer_intervals(system)
    if peer is not None:
        same &= bool(np.allclose(ours, peer[0], atol=1e-6))
    others.append("—" if peer is None else f"{peer[1]:.2f}")
    others.append("—" if peer is None else f"{peer[1] / (reading + auditing):.0f} ×")
    if len(found.cells) <= WITNESS:
        plain = plain_intervals(system)
        same &= bool(np.allclose(ours, plain[0], atol=1e-6))
        others.append(f"{plain[1]:.2f}")
    else:
        others.append("—")
    return (
        f"| {name} | {len(system.value)} | {system.matrix.shape[0]} | {len(found.cells)} | "
        f"{int(found.exact.sum())} | {reading:.3f} + {auditing:.3f} | "
        f"{' | '.join(others)} | {'oui' if same else 'NON'} | {memory(name)} |"
    )


def plain_table(n: int, *, total: bool) -> pd.DataFrame:
    """Units with a base and a part of it, withheld where it or the rest is under the threshold."""
    draws = np.random.default_rng(0)
    base = draws.integers(15, 60, n)
    part = draws.binomial(base, 0.4)
    codes = [f"U{i:06d}" for i in range(n)]
    frame = pd.DataFrame({"code": codes, "menages": base * 1.0, "apl": part * 1.0})
    frame.loc[(part < 11) | (base - part < 11), "apl"] = np.nan
    if total:
        frame.loc[n] = ["Total", base.sum(), part.sum()]
    return frame


def cost_lines() -> list[str]:
    """Seconds of processor of the audit of plain tables."""
    lines = ["| unités | ligne de total | retenus | audit G0-G2 (s) |", "|---|---|---|---|"]
    for n, total in (
        (1_000, False),
        (10_000, False),
        (100_000, False),
        (1_000, True),
        (20_000, True),
    ):
        frame = plain_table(n, total=total)
        start = time.process_time()
        audit_frames({"t": frame}, bases={"apl": "menages"})
        seconds = time.process_time() - start
        hidden = int(frame["apl"].isna().sum())
        lines.append(f"| {n} | {'oui' if total else 'non'} | {hidden} | {seconds:.1f} |")
    return lines


def main() -> str:
    """Run everything and return the Markdown section."""
    section = ["## Preuve : instances publiques", ""]
    if not FOLDER.is_dir():
        return "\n".join([*section, "Les instances ne sont pas là (../shared/data/sdc)."])
    section += [
        "Primaires seules retenues. « Exactes » : cellules dont la valeur se lit. Secondes (le "
        "meilleur de trois) : lecture du fichier + audit ; le rapport compare leur somme au pair, "
        "qui lit aussi le fichier.",
        "",
        "| instance | cellules | relations | retenues | exactes | geotools (s) | pytauargus (s) "
        "| rapport | HiGHS simple (s) | mêmes intervalles | mémoire (Mo) |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *(line(name) for name in INSTANCES),
        "",
        "### Tables reçues : coût de l’audit",
        "",
        *cost_lines(),
    ]
    return "\n".join(section)


if __name__ == "__main__":
    print(main())
