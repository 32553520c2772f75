"""Secrecy: groups against spopt's max-p, differencing on 50 000 atoms, the audit of an EPCI."""

from __future__ import annotations

import resource
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools.secrecy import audit_release, build_grouping, protect
from geotools.secrecy.grouping_bound import covering_bound
from geotools.secrecy.suppression import build_tables

SIZES = (200, 1_000, 5_000)


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


def max_p(residences: gpd.GeoDataFrame) -> tuple[int, float, float] | None:
    """Groups, scatter and seconds of spopt's heuristic on the same triangulation."""
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
    labels = pd.Series(model.labels_, index=residences.index)
    return int(labels.nunique()), scatter(residences["taux"], labels), seconds


def grouping_lines() -> list[str]:
    lines = [
        "| résidences | borne | geotools : groupes, dispersion, s "
        "| spopt MaxP : groupes, dispersion, s |",
        "|---|---|---|---|",
    ]
    build_grouping(stock(50), ["menages"])  # compiles, or reads the cache
    for n in (*SIZES, 20_000):
        residences = stock(n)
        start = time.perf_counter()
        result = build_grouping(residences, ["menages"], homogeneity="taux", max_distance=None)
        seconds = time.perf_counter() - start
        bound = covering_bound(residences[["menages"]].to_numpy(), 11)
        ours = f"{len(result.groups)} ({len(result.groups) / bound:.1%} de la borne)"
        spread = scatter(residences["taux"], result.membership)
        peer = max_p(residences) if n in SIZES else None
        theirs = "non mesuré" if peer is None else f"{peer[0]}, {peer[1]:.3f}, {peer[2]:.2f}"
        lines.append(f"| {n} | {bound} | {ours}, {spread:.3f}, {seconds:.2f} | {theirs} |")
    return lines


def differencing_seconds(atoms: int = 50_000) -> float:
    """Seconds of G1 on two zonings that cross."""
    draws = np.random.default_rng(2)
    counts = pd.DataFrame({"menages": draws.integers(20, 90, atoms)})
    cells = draws.integers(0, 100, (2, atoms))
    first = pd.Series(cells[0] * 100 + cells[1], counts.index).astype(str)
    second = pd.Series((cells[0] + draws.integers(0, 3, atoms)) * 100 + cells[1], counts.index)
    tables = build_tables(counts, {"iris": first, "carreaux": second.astype(str)}, {})
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


def audit_lines(sizes: tuple[tuple[int, int], ...] = ((500, 1), (1_000, 1))) -> list[str]:
    lines = [
        "| résidences | indicateurs | protection (s) | audit G0-G2 (s) | passe | retenus |",
        "|---|---|---|---|---|---|",
    ]
    for n, indicators in sizes:
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
