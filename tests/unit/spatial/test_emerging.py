"""Emerging hot spots: G* against esda on the whole cube, the trend against scipy, each class."""

import itertools
import warnings

import geopandas as gpd
import numpy as np
import pytest
from esda.getisord import G_Local
from libpysal.graph import Graph
from scipy import sparse
from scipy.stats import kendalltau

from geotools.errors import InputError
from geotools.spatial import build_weights, emerging_hot_spots
from geotools.spatial.emerging import emergence, mann_kendall, space_time_scores

N, STEPS = 60, 6
VALUES = [f"v{step}" for step in range(STEPS)]


@pytest.fixture(scope="module")
def features():
    rng = np.random.default_rng(5)
    places = rng.uniform(0, 5_000, (N, 2))
    cube = rng.gamma(2.0, 1.0, (N, STEPS))
    west = places[:, 0] < 1_200
    cube[west] += np.arange(STEPS) * 1.5 + 3
    return gpd.GeoDataFrame(
        dict(zip(VALUES, cube.T, strict=True)), geometry=gpd.points_from_xy(*places.T), crs=2154
    )


@pytest.mark.parametrize("lag", [0, 1, 3])
def test_scores_are_those_of_esda_on_the_graph_of_all_sites_at_all_steps(features, lag):
    weights = build_weights(features, "knn:5")
    space = np.asarray(weights.matrix.toarray())
    itself = np.eye(N)
    whole = np.zeros((STEPS * N, STEPS * N))
    for now, then in itertools.product(range(STEPS), repeat=2):
        if 0 <= now - then <= lag:
            block = space if now == then else space + itself
            whole[now * N : now * N + N, then * N : then * N + N] = block
    graph = Graph.from_sparse(sparse.coo_array(whole))
    cube = features[VALUES].to_numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = G_Local(cube.T.ravel(), graph, transform="B", star=True, permutations=0).Zs
    found = space_time_scores(weights.matrix, cube, lag=lag)
    np.testing.assert_allclose(found.T.ravel(), expected, atol=1e-9)


def test_the_trend_is_kendalls_exact_test_without_ties():
    series = np.random.default_rng(2).normal(size=(200, 7))
    total, p = mann_kendall(series)
    for row, s, found in zip(series, total, p, strict=True):
        told = kendalltau(np.arange(7), row, method="exact")
        assert s == round(told.statistic * 21)
        assert found == pytest.approx(told.pvalue, abs=1e-12)


def test_the_trend_of_ties_has_the_variance_of_all_their_orders():
    """Brute force: S over every order of values of which some are equal."""
    row = np.array([1.0, 1.0, 2.0, 3.0, 3.0, 3.0])
    orders = np.array(list(itertools.permutations(row)))
    total, p = mann_kendall(orders[:60])
    every = mann_kendall(orders)[0]
    assert every.mean() == pytest.approx(0.0)
    score = np.maximum(np.abs(total) - 1, 0) / every.std()
    from scipy.stats import norm

    np.testing.assert_allclose(p, np.minimum(1, 2 * norm.sf(score)), atol=1e-12)


HOT = {
    "nouveau": "0000000001",
    "consecutif": "0000000111",
    "sporadique": "0010010011",
    "persistant": "1111111111",
    "historique": "1111111110",
    "aucun": "1110000000",
}


@pytest.mark.parametrize("kind", HOT)
def test_each_class_is_what_its_definition_says(kind):
    steps = np.array([[step == "1" for step in HOT[kind]]])
    never = np.zeros_like(steps)
    flat, strong = np.array([0]), np.array([False])
    suffix = {"chaud": (steps, never), "froid": (never, steps)}
    for word, (hot, cold) in suffix.items():
        told = emergence(hot, cold, flat, strong)[0]
        assert told == ("aucun" if kind == "aucun" else f"{kind} {word}")


def test_what_grows_what_fades_and_what_was_the_contrary():
    always, never = np.ones((1, 10), bool), np.zeros((1, 10), bool)
    strong = np.array([True])
    for total, hot, cold in ((9, "intensifie", "decroissant"), (-9, "decroissant", "intensifie")):
        trend = np.array([total])
        assert emergence(always, never, trend, strong)[0] == f"{hot} chaud"
        assert emergence(never, always, trend, strong)[0] == f"{cold} froid"
    hot = np.array([[False, True, False, False, True, False, False, True, False, True]])
    cold = np.array([[True] + [False] * 9])
    assert emergence(hot, cold, np.array([3]), ~strong)[0] == "oscillant chaud"


def test_a_place_that_warms_is_found_and_one_that_does_not_is_left(features):
    found = emerging_hot_spots(features, VALUES, weights="knn:5")
    west = features.geometry.x < 900
    assert found.loc[west, "emergence"].str.endswith(" chaud").all()
    assert (found.loc[features.geometry.x > 2_500, "pas_chauds"] == 0).all()
    warmest = found.loc[west]
    assert (warmest["tendance_s"] == 15).any()
    assert warmest["tendance_p"].min() == pytest.approx(2 / 720)


def test_a_missing_vintage_leaves_the_graph_and_two_vintages_are_refused(features):
    holed = features.copy()
    holed.loc[3, "v2"] = np.nan
    found = emerging_hot_spots(holed, VALUES, weights="knn:5")
    assert found.loc[3, ["emergence", "getis_z", "pas_chauds"]].isna().all()
    assert found["emergence"].notna().sum() == N - 1
    with pytest.raises(InputError, match="au moins 3 millésimes"):
        emerging_hot_spots(features, VALUES[:2])
