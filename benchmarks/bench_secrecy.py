"""Secrecy: groups against spopt's max-p, differencing on 50 000 atoms, the audit of an EPCI."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial.distance import pdist

from geotools.secrecy import audit_release, build_grouping, protect
from geotools.secrecy.grouping.bound import covering_bound
from geotools.secrecy.suppression.release import build_tables

SIZES = (200, 1_000, 5_000, 20_000)

MAX_P = 5_000
"""Beyond, MaxP takes gigabytes: 4.9 for 20 000 residences."""


EPCI_CASES = ((500, 1), (1_000, 1), (5_000, 6))
"""Residences and indicators of the territories audited whole, in five zonings."""


def stock(n: int, seed: int = 1) -> gpd.GeoDataFrame:
    """Residences of lognormal size, about 58 % of them under 11 households."""
    draws = np.random.default_rng(seed)
    sizes = np.maximum(1, np.round(draws.lognormal(2.2, 0.9, n)))
    x, y = draws.uniform(0, 100 * np.sqrt(n), (2, n))
    frame = {"menages": sizes, "taux": np.sin(x / 900) + draws.normal(0, 0.5, n)}
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(x, y), crs=2154)


def scatter(values: pd.Series, groups: pd.Series) -> float:
    """Share of the variance left inside groups."""
    inside = ((values - values.groupby(groups).transform("mean")) ** 2).sum()
    return float(inside / ((values - values.mean()) ** 2).sum())


def diameters(residences: gpd.GeoDataFrame, groups: pd.Series) -> str:
    """Mean and 95th percentile of the largest distance inside a group, in metres."""
    widths = residences.geometry.groupby(groups).apply(
        lambda members: pdist(shapely.get_coordinates(members.to_numpy())).max(initial=0)
    )
    return f"{widths.mean():.0f} / {widths.quantile(0.95):.0f}"


def max_p(residences: gpd.GeoDataFrame) -> tuple[pd.Series, float] | None:
    """Groups of spopt's heuristic on the same triangulation, and the seconds it takes."""
    try:
        from libpysal.weights import Delaunay
        from spopt.region import MaxPHeuristic
    except ImportError:
        return None
    points = np.column_stack([residences.geometry.x, residences.geometry.y])
    weights = Delaunay(points)
    np.random.seed(0)
    start = time.perf_counter()
    model = MaxPHeuristic(residences, weights, ["taux"], "menages", 11, top_n=2)
    model.solve()
    seconds = time.perf_counter() - start
    return pd.Series(model.labels_, index=residences.index), seconds


MEMORY = """
from bench_secrecy import stock
from geotools.secrecy import build_grouping

def peak():
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024

build_grouping(stock(50), ["menages"])
residences, loaded = stock({n}), peak()
build_grouping(residences, ["menages"], homogeneity="taux", max_distance=None)
print(loaded, peak())
"""


def grouping_memory(n: int) -> str:
    """Memory of a fresh process that groups: once everything is loaded, then at its peak."""
    here = Path(__file__).resolve().parent
    done = subprocess.run(
        [sys.executable, "-c", MEMORY.format(n=n)],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(here.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, peak = done.stdout.split()
    return f"{peak} Mo, dont {loaded} avant de commencer"


def grouping_lines() -> list[str]:
    lines = [
        "| résidences | borne | programme | groupes | part de la borne | dispersion "
        "| diamètre moyen / 95 % (m) | s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    build_grouping(stock(50), ["menages"])  # compiles, or reads the cache
    for n in SIZES:
        residences = stock(n)
        start = time.perf_counter()
        ours = build_grouping(residences, ["menages"], homogeneity="taux", max_distance=None)
        found = {"geotools": (ours.membership, time.perf_counter() - start)}
        peer = max_p(residences) if n <= MAX_P else None
        found |= {} if peer is None else {"spopt MaxP": peer}
        bound = covering_bound(residences[["menages"]].to_numpy(), 11)
        for name, (groups, seconds) in found.items():
            count = groups.nunique()
            lines.append(
                f"| {n} | {bound} | {name} | {count} | {count / bound:.1%} | "
                f"{scatter(residences['taux'], groups):.3f} | {diameters(residences, groups)} | "
                f"{seconds:.2f} |"
            )
    lines += ["", f"Mémoire à {SIZES[-1]} résidences : {grouping_memory(SIZES[-1])}."]
    return lines


def differencing_seconds(atoms: int = 50_000) -> float:
    """Seconds of G1 on two zonings of 10 000 units whose crossing has that many parts."""
    draws = np.random.default_rng(2)
    counts = pd.DataFrame({"menages": draws.integers(20, 90, atoms)})
    cell, shift = divmod(draws.choice(100_000, atoms, replace=False), 10)
    first = pd.Series(cell, counts.index).astype(str)
    second = pd.Series((cell + 37 * shift) % 10_000, counts.index).astype(str)
    tables = build_tables(counts, {"iris": first, "carreaux": second}, {})
    start = time.perf_counter()
    audit_release(tables, guarantees=("G1",))
    return time.perf_counter() - start


def epci(n: int, indicators: int) -> tuple[pd.DataFrame, dict[str, pd.Series], dict[str, str]]:
    """Residences around 120 centres, five zonings of which QPV is partial."""
    draws = np.random.default_rng(0)
    households = np.maximum(1, np.round(draws.lognormal(1.9, 1.0, n))).astype(int)
    atoms = pd.DataFrame({"menages": households}, index=[f"r{i}" for i in range(n)])
    for j in range(indicators):
        atoms[f"n{j}"] = draws.binomial(households, draws.uniform(0.2, 0.6))
    centres = draws.uniform(0, 15_000, (120, 2))
    place = centres[draws.integers(0, 120, n)] + draws.normal(0, 400, (n, 2))

    def grid(size: float, shift: float) -> pd.Series:
        codes = np.floor((place + shift) / size).astype(int)
        return pd.Series([f"{a}-{b}" for a, b in codes], atoms.index)

    estates = draws.uniform(0, 15_000, (15, 2))
    gap = np.linalg.norm(place[:, None] - estates[None], axis=2)
    qpv = pd.Series(gap.argmin(axis=1).astype(str), atoms.index).where(gap.min(axis=1) < 500)
    zonings = {"commune": grid(4_000, 100), "qpv": qpv, "iris": grid(1_500, 700)}
    zonings |= {"carreau": grid(1_000, 0), "groupe": grid(500, 50)}
    return atoms, zonings, {f"n{j}": "menages" for j in range(indicators)}


def audit_lines() -> list[str]:
    lines = [
        "| résidences | indicateurs | protection (s) | audit G0-G2 (s) | passe | retenus |",
        "|---|---|---|---|---|---|",
    ]
    for n, indicators in EPCI_CASES:
        atoms, zonings, bases = epci(n, indicators)
        start = time.perf_counter()
        release = protect(atoms, zonings, bases, priority=("commune", "qpv", "iris"))
        middle = time.perf_counter()
        audit = audit_release(release.tables)
        end = time.perf_counter()
        share = release.price["retenus"].sum() / release.price["chiffres"].sum()
        lines.append(
            f"| {n} | {indicators} | {middle - start:.1f} | {end - middle:.1f} | "
            f"{'oui' if audit.passed else 'non'} | {share:.1%} |"
        )
    return lines


def main() -> str:
    """Run everything and return the Markdown section."""
    section = ["## Secret statistique", "", "### Groupes d’au moins 11", "", *grouping_lines()]
    section += [
        "",
        "### Audit",
        "",
        f"G1, 2 zonages, 50 000 atomes : {differencing_seconds():.2f} s.",
    ]
    section += ["", *audit_lines()]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    section += ["", f"Mémoire maximale du processus : {peak:.0f} Mo."]
    return "\n".join(section)


if __name__ == "__main__":
    print(main())
