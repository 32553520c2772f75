"""The statistics beside local Moran, each against esda or an exact law."""

import warnings

import esda
import geopandas as gpd
import numpy as np
import pytest
from esda.getisord import G_Local
from libpysal.graph import Graph
from numpy.testing import assert_allclose, assert_array_equal

from geotools.errors import InputError
from geotools.spatial import (
    Weights,
    bivariate_moran,
    build_weights,
    differential_moran,
    empirical_bayes_scores,
    getis_ord,
    global_moran,
    join_counts,
    local_geary,
    local_moran,
)

N = 140


@pytest.fixture(scope="module")
def features():
    generator = np.random.default_rng(7)
    x, y = generator.uniform(0, 10_000, (2, N))
    base = np.sin(x / 1500)
    homes = generator.integers(5, 400, N)
    return gpd.GeoDataFrame(
        {
            "v": base + generator.normal(size=N),
            "w": base + generator.normal(size=N),
            "logements": homes,
            "cas": generator.binomial(homes, 0.25 + 0.1 * base),
            "qpv": (base + generator.normal(scale=0.7, size=N) > 0.6).astype(int),
        },
        geometry=gpd.points_from_xy(x, y),
        index=[f"r{i}" for i in range(N)],
        crs=2154,
    )


@pytest.fixture(scope="module")
def graph(features):
    return Graph.build_triangulation(features, "delaunay")


@pytest.fixture(scope="module")
def plain(features):
    """The same with positions as identifiers: esda sorts its Geary and join counts by label."""
    numbered = features.reset_index(drop=True)
    return numbered, Graph.build_triangulation(numbered, "delaunay")


def monte_carlo(values, matrix, statistic, draws=40_000):
    """Two-sided p of every third site, from independent draws of another generator."""
    generator = np.random.default_rng(99)
    p = np.full(len(values), np.nan)
    for i in range(0, len(values), 3):
        weights = matrix.data[matrix.indptr[i] : matrix.indptr[i + 1]]
        others = np.delete(values, i)
        picked = generator.random((draws, len(others))).argpartition(len(weights), axis=1)
        sims = statistic(values[i], others[picked[:, : len(weights)]], weights)
        near = values[matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]]
        seen = statistic(values[i], near[None], weights)[0]
        p[i] = 2 * min((sims >= seen - 1e-12).mean(), (sims <= seen + 1e-12).mean())
    return np.minimum(p, 1)


def test_empirical_bayes_equals_esda(features):
    expected = esda.smoothing.assuncao_rate(
        features["cas"].to_numpy(), features["logements"].to_numpy()
    )
    assert_allclose(empirical_bayes_scores(features["cas"], features["logements"]), expected)


def test_rates_equal_esda_moran_local_rate(features, graph):
    expected = esda.Moran_Local_Rate(features["cas"], features["logements"], graph, permutations=0)
    result = local_moran(features, "cas", population="logements", weights=graph, permutations=99)
    assert_allclose(result["moran_i"], expected.Is, atol=1e-10)


def test_a_null_population_is_a_missing_value(features, graph):
    empty = features.assign(logements=features["logements"].where(features.index != "r5", 0))
    result = local_moran(empty, "cas", population="logements", weights=graph, permutations=99)
    assert result.index[result["grappe"].isna()].tolist() == ["r5"]


@pytest.mark.parametrize("events", [[-1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
def test_rates_refuse_negative_or_absent_events(events):
    with pytest.raises(InputError, match="effectifs"):
        empirical_bayes_scores(events, [5.0, 6.0, 7.0])


def test_bivariate_equals_esda(features, graph):
    expected = esda.Moran_Local_BV(features["v"], features["w"], graph, permutations=0)
    result = bivariate_moran(features, "v", "w", weights=graph, permutations=99)
    assert_allclose(result["moran_i"], expected.Is, atol=1e-10)
    names = np.array(["", "HH", "LH", "LL", "HL"])[expected.q]
    assert_array_equal(result["quadrant"].to_numpy(dtype=str), names)


def test_bivariate_with_itself_is_univariate(features):
    both = bivariate_moran(features, "v", "v", permutations=999)
    one = local_moran(features, "v", permutations=999)
    assert_allclose(both["moran_i"], one["moran_i"])
    assert_array_equal(both["p_valeur"], one["p_valeur"])


def test_differential_is_the_local_moran_of_the_change(features):
    result = differential_moran(features, "v", "w", permutations=999)
    change = local_moran(features.assign(d=features["w"] - features["v"]), "d", permutations=999)
    assert_allclose(result["moran_i"], change["moran_i"])
    assert_array_equal(result["grappe"], change["grappe"])


@pytest.mark.parametrize("transformation", ["r", "b"])
def test_global_moran_equals_esda(features, graph, transformation):
    expected = esda.Moran(features["v"], graph, transformation="r", permutations=0)
    table, scatter = global_moran(features, "v", weights=graph.transform(transformation))
    row = table.loc["v"]
    assert row["moran_i"] == pytest.approx(expected.I, abs=1e-12)
    assert row["esperance"] == pytest.approx(expected.EI)
    assert row["variance"] == pytest.approx(expected.VI_rand, rel=1e-10)
    assert row["p_normale"] == pytest.approx(expected.p_rand, rel=1e-9)
    slope = np.polyfit(scatter["z"], scatter["decalage"], 1)[0]
    assert slope == pytest.approx(expected.I)


def test_global_moran_of_noise_is_not_significant_and_of_a_trend_is(features):
    noise = features.assign(v=np.random.default_rng(3).normal(size=N))
    assert global_moran(noise, "v")[0].loc["v", "p_permutations"] > 0.05
    assert global_moran(features, "v")[0].loc["v", "p_permutations"] == 2 / 1000


@pytest.mark.parametrize("star", [True, False])
def test_getis_ord_scores_equal_esda(features, star):
    graph = Graph.build_knn(features, k=7)
    positive = features.assign(v=features["v"] - features["v"].min() + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = G_Local(positive["v"], graph, transform="B", star=star, permutations=0)
    result = getis_ord(positive, "v", weights=graph, star=star, permutations=99)
    assert_allclose(result["getis_z"], expected.Zs, atol=1e-10)
    assert set(result["quadrant"]) == {"HH", "LL"}


def test_getis_ord_p_is_that_of_the_neighbours_sum(features):
    weights = build_weights(features, "knn:7").row_standardised()
    result = getis_ord(features, "v", weights=weights, correction="none")
    reference = monte_carlo(
        features["v"].to_numpy(), weights.matrix, lambda _, z, w: z @ w, draws=10_000
    )
    assert np.sqrt(np.nanmean((result["p_valeur"] - reference) ** 2)) < 0.01


def test_geary_equals_esda(plain):
    features, graph = plain
    expected = esda.Geary_Local(connectivity=graph, permutations=0).fit(features["v"])
    result = local_geary(features, "v", weights=graph, permutations=99)
    assert_allclose(result["geary_c"], expected.localG, atol=1e-10)


@pytest.mark.parametrize("equal", [True, False])
def test_geary_p_equals_independent_draws(features, equal):
    weights = build_weights(features, "knn:5").row_standardised()
    if not equal:
        weights = type(weights).from_graph(Graph.build_kernel(features, k=5).transform("r"))
    off = weights.matrix.copy()
    off.setdiag(0)
    off.eliminate_zeros()
    z = features["v"].to_numpy()
    z = (z - z.mean()) / z.std()
    result = local_geary(features, "v", weights=weights, correction="none")
    off.data /= np.repeat(np.asarray(off.sum(axis=1)), np.diff(off.indptr)) if equal else 1.0
    reference = monte_carlo(z, off, lambda own, d, w: (own - d) ** 2 @ w, draws=10_000)
    assert np.sqrt(np.nanmean((result["p_valeur"] - reference) ** 2)) < 0.015


def test_join_counts_equal_esda_and_their_p_that_of_random_neighbours(plain):
    features, graph = plain
    expected = esda.Join_Counts_Local(connectivity=graph).fit(features["qpv"], permutations=0)
    result = join_counts(features, "qpv", weights=graph, correction="none")
    assert_array_equal(result["jonctions"], expected.LJC)
    generator = np.random.default_rng(5)
    x, k = features["qpv"].to_numpy(), Weights.from_graph(graph).cardinalities
    others = np.delete(x, np.flatnonzero(x)[0])
    picked = generator.permuted(np.tile(others, (20_000, 1)), axis=1)
    for i in np.flatnonzero(x)[:40]:
        share = (picked[:, : k[i]].sum(axis=1) >= expected.LJC[i]).mean()
        assert result["p_valeur"].iloc[i] == pytest.approx(share, abs=0.018)
    assert result.loc[features["qpv"].eq(0), "p_valeur"].isna().all()


def test_join_counts_refuse_what_is_not_binary(features):
    with pytest.raises(InputError, match="0 et 1"):
        join_counts(features, "logements")


def test_join_counts_name_islands_and_constant_kinds(features):
    far = features.copy()
    far.geometry = [*gpd.points_from_xy([9e6], [9e6]), *features.geometry[1:]]
    found = join_counts(far, "qpv", weights="distance:1500")
    assert found["grappe"].iloc[0] == "isole"
    everywhere = join_counts(features.assign(qpv=1), "qpv")
    assert (everywhere["grappe"] == "ns").all()
    assert_allclose(everywhere["p_valeur"], 1.0)
