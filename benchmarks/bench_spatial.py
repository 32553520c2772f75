"""Local Moran and weights against esda, GeoDa and libpysal, in one run.

Every figure comes from its own process (see ``measuring.py``); imports are not measured. Run it
alone: ratios hold on a noisy machine, seconds do not. Prints a Markdown section and draws
``spatial.png``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from measuring import Measure, answer, draw, growth, measure, sized, spaced

HERE = Path(__file__).resolve()
SMALL, MIDDLE, LARGE = (sized(n) for n in (10_000, 100_000, 1_000_000))
K = 8
NEIGHBOURHOOD = 500
"""Units of the neighbourhoods of the segregation profile; places hold 20 on average."""


def points(n: int) -> gpd.GeoDataFrame:
    generator = np.random.default_rng(0)
    xy = generator.uniform(0, 1e4 * math.sqrt(n / 1e4), (n, 2))
    value = np.sin(xy[:, 0] / 2000) + generator.normal(size=n)
    return gpd.GeoDataFrame({"v": value}, geometry=gpd.points_from_xy(*xy.T), crs=2154)


def squares(n: int) -> gpd.GeoDataFrame:
    import shapely

    side = round(math.sqrt(n))
    row, column = (a.ravel() * 200 for a in np.indices((side, side)))
    names = [f"CRS3035RES200mN{r}E{c}" for r, c in zip(row.tolist(), column.tolist(), strict=True)]
    boxes = shapely.box(column, row, column + 200, row + 200)
    return gpd.GeoDataFrame(geometry=boxes, index=names, crs=3035)


def ours(
    n: int, permutations: int, *, uneven: bool = False, numba: bool = True
) -> Callable[[], Any]:
    from geotools.spatial import Weights, build_weights, local_moran, permutation

    features = points(n)
    weights = build_weights(features, f"knn:{K}")
    if uneven:
        matrix = weights.matrix.copy()
        matrix.data = np.random.default_rng(1).uniform(0.1, 1, len(matrix.data))
        weights = Weights(matrix, weights.index, "inverse")
    if not numba:
        permutation.HAS_NUMBA = False
    else:
        import numba as _  # noqa: F401 - imports are not what is measured
    return lambda: local_moran(features, "v", weights=weights, permutations=permutations)


def ours_whole(n: int) -> Callable[[], Any]:
    import numba as _  # noqa: F401

    from geotools.spatial import local_moran

    features = points(n)
    return lambda: local_moran(features, "v", weights=f"knn:{K}")


def esda_moran(n: int, jobs: int) -> Callable[[], Any]:
    import esda

    from geotools.spatial import build_weights

    features = points(n)
    graph = build_weights(features, f"knn:{K}").to_graph()
    return lambda: esda.Moran_Local(
        features["v"], graph, permutations=999, n_jobs=jobs, keep_simulations=False, seed=1
    )


def pygeoda_moran(n: int, method: str) -> Callable[[], Any]:
    import pygeoda

    features = points(n)
    opened = pygeoda.open(features)
    weights = pygeoda.knn_weights(opened, K)
    values = features["v"].tolist()
    return lambda: pygeoda.local_moran(
        weights, values, permutations=999, permutation_method=method, cpu_threads=2
    )


def build(n: int, recipe: str) -> Callable[[], Any]:
    from geotools.spatial import build_weights

    features = points(n) if recipe.startswith("knn") else squares(n)
    return lambda: build_weights(features, recipe)


def libpysal_build(n: int, kind: str) -> Callable[[], Any]:
    from libpysal.graph import Graph

    features = points(n) if kind == "knn" else squares(n)
    if kind == "knn":
        return lambda: Graph.build_knn(features, k=K)
    return lambda: Graph.build_contiguity(features, rook=False)


def neighbourhoods(n: int) -> Callable[[], Any]:
    from geotools.spatial.neighbours import neighbourhood_shares

    xy = np.column_stack([points(n).geometry.x, points(n).geometry.y])
    generator = np.random.default_rng(2)
    units = generator.integers(1, 40, n)
    group = generator.binomial(units, 0.3)
    sizes = [NEIGHBOURHOOD // 5, NEIGHBOURHOOD]
    return lambda: neighbourhood_shares(xy, group, units, sizes)


NEIGHBOURHOODS = f"neighbourhoods: {NEIGHBOURHOOD} nearest units"
CASES: dict[str, tuple[Callable[[int], Callable[[], Any]], tuple[int, ...]]] = {
    "geotools, 999 draws": (lambda n: ours(n, 999), (SMALL, MIDDLE, LARGE)),
    "geotools, 99 999 draws": (lambda n: ours(n, 99_999), (SMALL, MIDDLE, LARGE)),
    "geotools, any weights, 999": (lambda n: ours(n, 999, uneven=True), (SMALL, MIDDLE, LARGE)),
    "geotools without numba, 999": (lambda n: ours(n, 999, numba=False), (SMALL, MIDDLE, LARGE)),
    "geotools without numba, 99 999": (lambda n: ours(n, 99_999, numba=False), (SMALL, MIDDLE)),
    "esda, 999, n_jobs=1": (lambda n: esda_moran(n, 1), (SMALL, MIDDLE)),
    "esda, 999, n_jobs=-1": (lambda n: esda_moran(n, -1), (SMALL, MIDDLE)),
    "pygeoda, 999, complete": (lambda n: pygeoda_moran(n, "complete"), (SMALL, MIDDLE)),
    "pygeoda, 999, lookup": (lambda n: pygeoda_moran(n, "lookup"), (SMALL, MIDDLE)),
    "geotools, weights and 99 999 draws": (ours_whole, (SMALL, MIDDLE, LARGE)),
    "knn: geotools": (lambda n: build(n, f"knn:{K}"), (SMALL, MIDDLE, LARGE)),
    "knn: libpysal Graph": (lambda n: libpysal_build(n, "knn"), (SMALL, MIDDLE)),
    "tiles: geotools": (lambda n: build(n, "tiles"), (SMALL, MIDDLE, LARGE)),
    "tiles: libpysal Graph (queen)": (lambda n: libpysal_build(n, "queen"), (SMALL, MIDDLE)),
    NEIGHBOURHOODS: (neighbourhoods, (SMALL, MIDDLE, LARGE)),
}
FIRST_CALLS = ("geotools, 999 draws", "geotools without numba, 999", "esda, 999, n_jobs=1")
REFERENCE = "esda, 999, n_jobs=1"
BUILDS = {
    "knn: geotools": "knn: libpysal Graph",
    "tiles: geotools": "tiles: libpysal Graph (queen)",
}


def main() -> str:
    results: dict[str, dict[int, Measure]] = {}
    for case, (_, sizes) in CASES.items():
        found = {n: measure(str(HERE), case, str(n)) for n in sizes}
        results[case] = {n: measured for n, measured in found.items() if measured}
    warm = {case: {n: m["warm"] for n, m in found.items()} for case, found in results.items()}
    moran = {case: times for case, times in warm.items() if ":" not in case}
    draw(moran, HERE.with_name("spatial.png"), f"Local Moran, {K} nearest neighbours")
    rows = [
        "| | n | first call s | warm s | peer / this, warm | peak MB above data | growth |",
        "|---|---|---|---|---|---|---|",
    ]
    for case, found in results.items():
        peer = results.get(BUILDS.get(case, REFERENCE), {})
        slope = growth(warm[case])
        for n, m in found.items():
            own_family = case in BUILDS or ":" not in case
            ratio = f"{peer[n]['warm'] / m['warm']:.1f}" if own_family and n in peer else ""
            rows.append(
                f"| {case} | {spaced(n)} | {m['first']:.3f} | {m['warm']:.4f} | {ratio} "
                f"| {m['memory']:.0f} | {slope} |"
            )
    firsts = {case: results[case].get(MIDDLE) for case in FIRST_CALLS}
    told = "; ".join(f"{case}: {m['first']:.2f} s" for case, m in firsts.items() if m)
    return (
        f"## Local Moran ({K} nearest neighbours) and weights\n\n"
        "Peer of local Moran: esda, 999 draws, n_jobs=1. Local Moran includes p, FDR and clusters; "
        "its numba kernels come from their cache on disk. Neighbourhoods are those of the "
        "segregation profile: two sizes, exact, around every place; no peer is installed.\n\n"
        + "\n".join(rows)
        + f"\n\nFirst call at n = {spaced(MIDDLE)}: {told}.\n\n![time against n](spatial.png)\n"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        case, size = sys.argv[2], int(sys.argv[3])
        answer(lambda: CASES[case][0](size))
    else:
        print(main())
