"""Local Moran and weights against esda, GeoDa and libpysal, in one run.

Every figure comes from its own process: the first call (compilation or its cache included, imports
not), the median of the next calls, and the peak memory above that of the data. Run it alone: ratios
hold on a noisy machine, seconds do not. Prints a Markdown section and draws ``spatial.png``.
"""

from __future__ import annotations

import json
import math
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

HERE = Path(__file__).resolve()
SMALL, MIDDLE, LARGE = 10_000, 100_000, 1_000_000
K = 8


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
}
FIRST_CALLS = ("geotools, 999 draws", "geotools without numba, 999", "esda, 999, n_jobs=1")
REFERENCE = "esda, 999, n_jobs=1"
BUILDS = {
    "knn: geotools": "knn: libpysal Graph",
    "tiles: geotools": "tiles: libpysal Graph (queen)",
}


def worker(case: str, n: int) -> dict[str, float]:
    """Measure one case in this process: first call, warm calls, memory above the data."""
    warnings.simplefilter("ignore")
    call = CASES[case][0](n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = []
    while len(times) < 2 or (len(times) < 6 and sum(times[1:]) < 3):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "first": times[0],
        "warm": statistics.median(times[1:]),
        "memory": (peak - before) / 1024,
        "total": peak / 1024,
    }


def measure(case: str, n: int) -> dict[str, float] | None:
    """Run :func:`worker` in a fresh process; None where the peer is missing or fails."""
    done = subprocess.run(
        [sys.executable, str(HERE), "--worker", case, str(n)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"{case}, n = {n}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def spaced(n: int) -> str:
    return f"{n:,}".replace(",", " ")


def growth(times: dict[int, float]) -> str:
    """Exponent b of time = a · n^b, by least squares on logarithms."""
    if len(times) < 2:
        return ""
    return f"{np.polyfit(np.log(list(times)), np.log(list(times.values())), 1)[0]:.2f}"


def draw(results: dict[str, dict[int, dict[str, float]]]) -> None:
    """Draw time against n, both axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 5))
    for case, found in results.items():
        if ":" not in case:
            axes.loglog(list(found), [m["warm"] for m in found.values()], "o-", label=case)
    axes.set_xlabel("n")
    axes.set_ylabel("s, warm")
    axes.set_title(f"Local Moran, {K} nearest neighbours")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)
    figure.savefig(HERE.with_name("spatial.png"), dpi=110, bbox_inches="tight")


def main() -> str:
    results: dict[str, dict[int, dict[str, float]]] = {}
    for case, (_, sizes) in CASES.items():
        found = {n: measure(case, n) for n in sizes}
        results[case] = {n: measured for n, measured in found.items() if measured}
    draw(results)
    rows = [
        "| | n | first call s | warm s | peer / this, warm | peak MB above data | growth |",
        "|---|---|---|---|---|---|---|",
    ]
    for case, found in results.items():
        peer = results.get(BUILDS.get(case, REFERENCE), {})
        slope = growth({n: m["warm"] for n, m in found.items()})
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
        "its numba kernels come from their cache on disk.\n\n"
        + "\n".join(rows)
        + f"\n\nFirst call at n = {spaced(MIDDLE)}: {told}.\n\n![time against n](spatial.png)\n"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        print(json.dumps(worker(sys.argv[2], int(sys.argv[3]))))
    else:
        print(main())
