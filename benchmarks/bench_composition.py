"""What composed zonings cost and keep: zones shown, error of index, rates and LISA, seconds.

Usage: ``python benchmarks/bench_composition.py [demo|5000|20000|bondy …] [--retrait]``. Errors are
against the exact zoning before any protection; every figure is recomputed from counts.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools.datasets import fictitious_territory
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.groups import group
from geotools.diagnostic.location import locate
from geotools.diagnostic.material import read_material
from geotools.diagnostic.measures import measure
from geotools.diagnostic.protection import known_bases, rule_of
from geotools.progress import SILENT
from geotools.secrecy import (
    Limits,
    audit_release,
    compose_zoning,
    derived_counts,
    hierarchical_grouping,
    load_rule,
    protect,
    release_whole,
)
from geotools.spatial import local_moran
from geotools.territory import tile_ids

BONDY = ("93010", "93053", "93057")
NUMERATORS = {
    "tbr": ("plus", 0.4), "apl": ("menages", 0.5), "recents": ("menages", 0.3),
    "chomeurs": ("majeurs", 0.15), "sans_emploi": ("majeurs", 0.35), "precaires": ("majeurs", 0.12),
}  # fmt: skip
"""Six indicators: numerator to its base and its share."""


@dataclass
class Case:
    """Residences with zonings, counts and bases, and the polygons of some zonings."""

    residences: gpd.GeoDataFrame
    counts: pd.DataFrame
    bases: dict[str, str]
    parts: dict[str, tuple[str, ...]]
    zones: dict[str, pd.Series]
    polygons: dict[str, gpd.GeoDataFrame]
    size: pd.Series
    known: list


def drawn_households(dwellings: pd.Series, seed: int = 93) -> pd.DataFrame:
    """Draw households and adults for each residence: its own level around the mean."""
    draws = np.random.default_rng(seed)
    level = draws.normal(0, 0.6, len(dwellings))
    table = pd.DataFrame({"menages": draws.binomial(dwellings, 0.93)}, index=dwellings.index)
    table["plus"] = draws.binomial(table["menages"], 0.95)
    table["majeurs"] = table["menages"] + draws.binomial(table["menages"], 0.7)
    left = {"plus": None, "menages": None}
    for name, (base, share) in NUMERATORS.items():
        odds = share / (1 - share) * np.exp(level)
        total = table[base] if base != "majeurs" else table["majeurs"] - left.get("majeurs", 0)
        table[name] = draws.binomial(total, (odds / (1 + odds)).clip(0, 0.9))
        if base == "majeurs":
            left["majeurs"] = left.get("majeurs", 0) + table[name]
    return table


def from_files(path: Path) -> Case:
    configuration = load_configuration(path)
    material = read_material(configuration, SILENT)
    located = locate(material, SILENT)
    measured = measure(material, located, SILENT)
    group(material, located, measured, rule_of(configuration), SILENT)  # compiles the kernels
    atoms = located.atoms[located.atoms.geometry.notna()][["geometry"]]
    counts = measured.counts.loc[atoms.index, measured.columns]
    keep = counts.gt(0).any(axis=1)
    return Case(
        atoms[keep],
        counts[keep],
        measured.bases,
        measured.parts,
        {n: z.reindex(atoms.index)[keep] for n, z in located.zones.items()},
        material.zones(),
        measured.counts.loc[counts.index[keep], "menages"].astype(float),
        known_bases(material, measured),
    )


def synthetic(size: int) -> Case:
    """Residences in a plane: communes of 2 km, IRIS of 500 m, QPV around some centres."""
    draws = np.random.default_rng(size)
    side = 1_000 * np.sqrt(size / 25)
    x, y = draws.uniform(0, side, size), draws.uniform(0, side, size)
    origin = (600_000.0, 6_800_000.0)
    points = gpd.points_from_xy(x + origin[0], y + origin[1])
    index = pd.Index([f"r{i}" for i in range(size)])
    atoms = gpd.GeoDataFrame(geometry=points, crs=2154, index=index)
    cell = lambda step: pd.Series(  # noqa: E731
        [f"{int(a)}_{int(b)}" for a, b in zip(x // step, y // step, strict=True)], index
    )
    centres = draws.uniform(0, side, (max(size // 250, 2), 2))
    gap = np.hypot(x[:, None] - centres[:, 0], y[:, None] - centres[:, 1])
    near = pd.Series(gap.argmin(axis=1).astype(str), index)
    qpv = near.where(pd.Series(gap.min(axis=1) < 350, index), None)
    dwellings = pd.Series(draws.geometric(1 / 22, size), index)
    table = drawn_households(dwellings)
    table = table[table["menages"] > 0]
    zones = {"communes": cell(3_000), "qpv": qpv, "iris": cell(700)}
    zones["carreaux"] = pd.Series(tile_ids(points.x, points.y, crs=2154), index)
    return prepared(atoms.loc[table.index], table, {n: z[table.index] for n, z in zones.items()})


def bondy() -> Case:
    """Addresses, QPV and IRIS of the register; households are drawn."""
    data = Path(os.environ.get("GEOTOOLS_DATA", Path(__file__).parents[2] / "shared" / "data"))
    stock = pd.read_parquet(data / "seine-saint-denis" / "rpls2020.parquet")
    stock = stock.assign(commune=stock["DEPCOM"].astype(str).str[-5:])
    stock = stock[stock["commune"].isin(BONDY)].dropna(subset=["X", "Y"])
    place = stock.groupby(["X", "Y"], as_index=False).agg(
        logements=("X", "size"), commune=("commune", "first"),
        iris=("PLG_IRIS", "first"), qpv=("PLG_QP", "first"),
    )  # fmt: skip
    place["qpv"] = place["qpv"].where(place["qpv"].astype(str).str.startswith("QP"), None)
    place.index = pd.Index([f"r{i}" for i in range(len(place))])
    points = gpd.points_from_xy(place["X"].astype(float), place["Y"].astype(float))
    table = drawn_households(place["logements"])
    table = table[table["menages"] > 0]
    atoms = gpd.GeoDataFrame(geometry=points, crs=2154, index=place.index).loc[table.index]
    zones = {"communes": place["commune"], "qpv": place["qpv"], "iris": place["iris"]}
    zones["carreaux"] = pd.Series(tile_ids(points.x, points.y, crs=2154), place.index)
    return prepared(atoms, table, {n: z[table.index] for n, z in zones.items()})


def prepared(atoms: gpd.GeoDataFrame, table: pd.DataFrame, zones: dict[str, pd.Series]) -> Case:
    bases = {name: base for name, (base, _) in NUMERATORS.items()}
    adults = ("chomeurs", "sans_emploi", "precaires")
    parts = {name: (name,) for name in adults} | {"majeurs": (*adults, "stables")}
    return Case(atoms, table, bases, parts, zones, {}, table["menages"].astype(float), [])


def index_of(counts: pd.DataFrame, total: pd.Series, bases: dict[str, str]) -> pd.Series:
    """Return the mean of the shares over those of the territory, 100 for the territory."""
    shares = {n: counts[n] / counts[b].where(counts[b] > 0) for n, b in bases.items()}
    return 100 * pd.DataFrame(
        {n: s / (total[n] / total[bases[n]]) for n, s in shares.items()}
    ).mean(axis=1, skipna=False)


def run(name: str, case: Case, withhold: bool) -> None:
    times, columns = {}, list(case.counts.columns)
    frame = gpd.GeoDataFrame(case.residences.assign(**case.zones), crs=case.residences.crs)
    start = time.perf_counter()
    grouping = hierarchical_grouping(
        frame, case.counts, derived_counts(columns, case.bases, case.parts), threshold=11,
        limits=Limits(("communes", "iris"), ("qpv",)), seed=1,
    )  # fmt: skip
    times["groups"] = time.perf_counter() - start
    start = time.perf_counter()
    composed = {n: compose_zoning(z, grouping.membership, case.size) for n, z in case.zones.items()}
    units = {n: c.units for n, c in composed.items()} | {"groupes": grouping.membership}
    rule = load_rule("ops")
    release = release_whole(case.counts, units, case.bases, rule=rule, parts=case.parts)
    times["compose"] = time.perf_counter() - start
    start = time.perf_counter()
    audit = audit_release(release.tables, rule=rule, known=case.known)
    times["audit"] = time.perf_counter() - start
    total = case.counts.sum()
    print(f"\n## {name}: {len(case.residences)} residences, {int(case.size.sum())} households")
    print(f"groups {len(grouping.groups)}, without group {len(grouping.ungrouped)}, "
          f"withheld {len(release.withheld)}, audit {'passed' if audit.passed else 'REFUSED'}; "
          + ", ".join(f"{k} {v:.2f} s" for k, v in times.items()))  # fmt: skip
    print(
        "| zoning | zones | units | exact | moved % | index: median error / sd "
        "| rates: median error, points |"
    )
    print("|---|---|---|---|---|---|---|")
    for zoning, found in composed.items():
        own = case.zones[zoning].astype("object")
        truth = case.counts.groupby(own).sum()
        shown = release.tables[zoning].counts
        read = {zone: unit for unit, zones in found.zones.items() for zone in zones}
        known = [zone for zone in truth.index if zone in read]
        unit = pd.Series({zone: read[zone] for zone in known})
        exact = index_of(truth.loc[known], total, case.bases)
        published = index_of(shown, total, case.bases).reindex(unit).set_axis(unit.index)
        gaps = (published - exact).abs().dropna()
        rates = [
            (
                (shown[n] / shown[b]).reindex(unit).to_numpy() - (truth[n] / truth[b]).loc[known]
            ).abs()
            for n, b in case.bases.items()
        ]
        rate = 100 * float(np.nanmedian(np.concatenate(rates)))
        exactly = int((found.quality == "exacte").sum())
        print(
            f"| {zoning} | {len(truth)} | {len(found.zones)} | {exactly} "
            f"| {100 * found.moved:.2f} | {gaps.median():.2f} / {exact.std():.1f} | {rate:.2f} |"
        )
    if "iris" in case.polygons:
        lisa(case, composed["iris"], release.tables["iris"].counts, total)
    if withhold:
        start = time.perf_counter()
        exact_units = {n: z.astype("object") for n, z in case.zones.items()}
        exact_units |= {"groupes": grouping.membership}
        other = protect(case.counts, exact_units, case.bases, rule=rule, parts=case.parts)
        print(f"withholding: {time.perf_counter() - start:.1f} s\n{other.price.to_string()}")


def lisa(case: Case, found, shown: pd.DataFrame, total: pd.Series) -> None:
    """Compare the clusters of IRIS: exact values against those read on the composed map."""
    truth = case.counts.groupby(case.zones["iris"].astype("object")).sum()
    read = {zone: unit for unit, zones in found.zones.items() for zone in zones}
    frame = case.polygons["iris"].loc[[z for z in truth.index if z in read], ["geometry"]].copy()
    frame["exact"] = index_of(truth, total, case.bases).reindex(frame.index)
    unit = pd.Series(read).reindex(frame.index)
    frame["read"] = index_of(shown, total, case.bases).reindex(unit).to_numpy()
    frame = frame.dropna()
    one, two = (local_moran(frame, v, weights="knn:6", seed=1) for v in ("exact", "read"))
    same = (one["grappe"] == two["grappe"]).mean()
    before, after = (t["grappe"].value_counts().to_dict() for t in (one, two))
    print(f"LISA classes of IRIS: {100 * same:.0f} % the same ({before} against {after})")


def main() -> None:
    asked = [a for a in sys.argv[1:] if not a.startswith("--")] or [
        "demo",
        "5000",
        "20000",
        "bondy",
    ]
    for name in asked:
        if name == "demo":
            with tempfile.TemporaryDirectory() as folder:
                case = from_files(fictitious_territory(Path(folder) / "donnees"))
        else:
            case = bondy() if name == "bondy" else synthetic(int(name))
        run(name, case, "--retrait" in sys.argv)


if __name__ == "__main__":
    main()
