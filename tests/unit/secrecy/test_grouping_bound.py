"""The bound is never beaten, and the optimum of small parts equals exhaustive search."""

from itertools import product

import geopandas as gpd
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geotools.secrecy import build_grouping
from geotools.secrecy.grouping.bound import best_packing, covering_bound


def exhaustive(graph, rows, threshold):
    """Most groups over all partitions of the nodes into connected sets and leftovers."""
    n, best = len(rows), 0
    for labels in product(range(n), repeat=n):
        if labels[0] != 0 or any(x > max(labels[:i]) + 1 for i, x in enumerate(labels) if i):
            continue
        groups = [np.flatnonzero(np.array(labels) == g) for g in range(max(labels) + 1)]
        good = sum(
            bool((rows[g].sum(axis=0) >= threshold).all())
            and connected_components(csr_array(graph[g][:, g]))[0] == 1
            for g in groups
        )
        best = max(best, good)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_exact_optimum_equals_exhaustive_search(seed):
    rng = np.random.default_rng(seed)
    n = 6
    links = np.triu(rng.random((n, n)) < 0.35, 1) | np.eye(n, k=1, dtype=bool)
    graph = csr_array((links | links.T).astype(np.int8))
    rows = rng.integers(1, 12, (n, 2)).astype(float)
    assert best_packing(graph, rows, 11) == exhaustive(graph, rows, 11)


def test_the_bound_of_known_sizes():
    sizes = np.array([[20.0], [11], [10], [1], [6], [5], [4], [4], [4], [2]])
    assert covering_bound(sizes, 11) == 5  # 20, 11, 10+1, 6+5, 4+4+4
    assert covering_bound(np.array([[10.0], [10], [10]]), 11) == 1


@pytest.mark.parametrize(("n", "cap"), [(60, 80.0), (1_500, None)])
def test_a_grouping_stays_within_the_bound_and_close_to_it(n, cap):
    rng = np.random.default_rng(n)
    sizes = np.maximum(1, np.round(rng.lognormal(2.2, 0.9, n)))
    x, y = rng.uniform(0, 80 * np.sqrt(n), (2, n))
    residences = gpd.GeoDataFrame({"menages": sizes}, geometry=gpd.points_from_xy(x, y), crs=2154)
    gap = build_grouping(residences, ["menages"], max_distance=cap).gap()
    assert gap.found <= gap.bound
    assert gap.ratio >= 0.90
    assert gap.exact_found >= 0.95 * gap.exact_best
