"""Local Moran: the same numbers as esda, and the stated answer where esda has none."""

import esda
import geopandas as gpd
import numpy as np
import pytest
import shapely
from libpysal.graph import Graph
from numpy.testing import assert_allclose, assert_array_equal

from geotools.errors import InputError
from geotools.operations import get_operation
from geotools.spatial import Weights, build_weights, local_moran

COLUMNS = ["moran_i", "p_valeur", "p_ajustee", "quadrant", "grappe"]


def layer(n=150, seed=1, trend=1.0):
    generator = np.random.default_rng(seed)
    xy = generator.uniform(0, 10_000, (n, 2))
    value = trend * np.sin(xy[:, 0] / 1500) + generator.normal(size=n)
    names = [f"r{i}" for i in range(n)]
    return gpd.GeoDataFrame({"v": value}, geometry=gpd.points_from_xy(*xy.T), index=names, crs=2154)


@pytest.mark.parametrize("kind", ["knn", "delaunay", "kernel"])
def test_local_i_and_quadrants_equal_esda(kind):
    features = layer()
    graph = {
        "knn": lambda: Graph.build_knn(features, k=8),
        "delaunay": lambda: Graph.build_triangulation(features, "delaunay"),
        "kernel": lambda: Graph.build_kernel(features, k=9),
    }[kind]()
    reference = esda.Moran_Local(features["v"], graph, permutations=0)
    result = local_moran(features, "v", weights=graph, permutations=99)
    assert_allclose(result["moran_i"], reference.Is, rtol=0, atol=1e-10)
    names = np.array(["", "HH", "LH", "LL", "HL"])[reference.q]
    assert_array_equal(result["quadrant"].to_numpy(dtype=str), names)


@pytest.mark.parametrize("kind", ["knn", "delaunay"])
def test_p_equals_esda_at_every_site_in_esda_mode(kind):
    features = layer()
    graph = (
        Graph.build_knn(features, k=8)
        if kind == "knn"
        else Graph.build_triangulation(features, "delaunay")
    )
    reference = esda.Moran_Local(features["v"], graph, permutations=999, seed=42)
    result = local_moran(
        features, "v", weights=graph, permutations=999, seed=42,
        mode="esda", alternative="directed", correction="none",
    )  # fmt: skip
    assert_array_equal(result["p_valeur"], reference.p_sim)


def test_order_index_and_other_columns_are_kept():
    features = layer().assign(nom="x").sample(frac=1, random_state=2)
    result = local_moran(features, "v", permutations=999)
    assert result.index.equals(features.index)
    assert list(result.columns) == ["v", "geometry", "nom", *COLUMNS]
    assert result.crs == features.crs


def uneven(features, seed=3):
    """Weights that differ within each row."""
    weights = build_weights(features, "knn:6")
    matrix = weights.matrix.copy()
    matrix.data = np.random.default_rng(seed).uniform(0.1, 1, len(matrix.data))
    return Weights(matrix, weights.index, "inégale")


@pytest.mark.parametrize("kind", ["knn:8", "uneven"])
def test_reordering_the_features_changes_nothing(kind):
    features = layer()
    weights = uneven(features) if kind == "uneven" else kind
    result = local_moran(features, "v", weights=weights, permutations=9_999)
    other = features.sample(frac=1, random_state=5)
    shuffled = local_moran(other, "v", weights=weights, permutations=9_999)
    again = shuffled.loc[features.index]
    assert_allclose(again["moran_i"], result["moran_i"], atol=1e-12)
    assert_array_equal(again["p_valeur"], result["p_valeur"])
    assert_array_equal(again["grappe"], result["grappe"])


@pytest.mark.parametrize("kind", ["knn:8", "uneven"])
@pytest.mark.parametrize("factor", [1234.5, -3.0])
def test_an_affine_change_of_the_value_changes_nothing(factor, kind):
    features = layer()
    weights = uneven(features) if kind == "uneven" else kind
    other = features.assign(v=features["v"] * factor + 1e4)
    first, second = (
        local_moran(f, "v", weights=weights, permutations=99_999) for f in (features, other)
    )
    assert_allclose(second["moran_i"], first["moran_i"], atol=1e-9)
    if factor > 0:
        assert_array_equal(second["p_valeur"], first["p_valeur"])
        assert_array_equal(second["quadrant"], first["quadrant"])
    else:  # high and low change places, and so do the values that are drawn
        assert_allclose(second["p_valeur"], first["p_valeur"], atol=0.02)
        swapped = first["quadrant"].map({"HH": "LL", "LL": "HH", "HL": "LH", "LH": "HL"})
        assert_array_equal(second["quadrant"], swapped)


def test_what_was_learnt_of_the_weights_serves_again():
    weights = build_weights(layer(), "knn:8")
    standard = weights.row_standardised()
    assert weights.row_standardised() is standard
    fresh = build_weights(layer(), "knn:8")
    for kept in (weights, fresh):
        result = local_moran(layer(seed=7), "v", weights=kept, permutations=999)
        assert result.attrs["preuve"]["voisinage"] == fresh.describe()


def test_a_planted_cluster_is_found_and_named():
    side = np.arange(20)
    x, y = (a.ravel() * 200.0 for a in np.meshgrid(side, side))
    value = np.random.default_rng(0).normal(size=400)
    high, low = (x < 800) & (y < 800), (x > 3000) & (y > 3000)
    value[high] += 5
    value[low] -= 5
    out = (x == 400) & (y == 400)
    value[out] = -6
    features = gpd.GeoDataFrame({"v": value}, geometry=gpd.points_from_xy(x, y), crs=3035)
    found = local_moran(features, "v", weights="knn:8")["grappe"].to_numpy(dtype=str)
    inner = (x < 600) & (y < 600) & ~out
    assert set(found[inner]) == {"HH"}
    assert found[out] == ["LH"]
    assert set(found[(x > 3200) & (y > 3200)]) == {"LL"}
    assert (found[~high & ~low] == "ns").mean() > 0.9


def test_pure_noise_gives_false_clusters_at_the_promised_rate():
    # One layer in twenty may show any cluster at all; 200 layers, exact binomial bound at 1e-6.
    features = layer(n=80)
    weights = build_weights(features, "knn:6")
    generator = np.random.default_rng(11)
    alarms = 0
    for _ in range(200):
        noise = features.assign(v=generator.normal(size=80))
        result = local_moran(noise, "v", weights=weights, permutations=9_999)
        alarms += (result["grappe"] != "ns").any()
    assert alarms <= 27


def test_a_missing_value_leaves_the_graph_and_stays_empty():
    features = layer()
    holed = features.copy()
    holed.loc[["r3", "r40"], "v"] = np.nan
    result = local_moran(holed, "v", permutations=999)
    assert result.loc[["r3", "r40"], COLUMNS].isna().all(axis=None)
    kept = features.drop(index=["r3", "r40"])
    # Neighbours are drawn among the features that have a value: each has its eight.
    alone = local_moran(kept, "v", weights=build_weights(kept, "knn:8"), permutations=999)
    assert_allclose(result.loc[kept.index, "moran_i"], alone["moran_i"], atol=1e-12)
    assert "8,00 voisins" in result.attrs["preuve"]["voisinage"]
    graph = build_weights(features, "knn:8")
    given = local_moran(holed, "v", weights=graph, permutations=999)
    among = graph.among(features.index.isin(kept.index))
    alone = local_moran(kept, "v", weights=among, permutations=999)
    assert_allclose(given.loc[kept.index, "moran_i"], alone["moran_i"], atol=1e-12)


def test_an_isolated_feature_is_named_and_not_tested():
    features = layer()
    features.loc["r0", "geometry"] = shapely.Point(1e6, 1e6)
    result = local_moran(features, "v", weights="distance:2000", permutations=999)
    assert result.loc["r0", "grappe"] == "isole"
    assert result.loc["r0", ["moran_i", "p_valeur", "p_ajustee", "quadrant"]].isna().all()
    assert result.drop(index="r0")["p_valeur"].notna().all()


def test_a_constant_value_shows_no_cluster():
    result = local_moran(layer().assign(v=0.3), "v", permutations=999)
    assert result["moran_i"].isna().all()
    assert (result["p_valeur"] == 1).all()
    assert (result["grappe"] == "ns").all()


def test_ties_count_on_both_sides():
    # Two values only: many draws equal the observed sum, whatever the order of the additions.
    features = layer(60)
    features["v"] = np.where(np.arange(60) % 3 == 0, 0.1, 0.7)
    result = local_moran(features, "v", weights="knn:1", permutations=99_999, correction="none")
    share = 19 / 59  # the neighbour of a low site is low: 19 of the 59 others
    low = features["v"].eq(0.1) & result["quadrant"].eq("LL")
    assert_allclose(result.loc[low, "p_valeur"], 2 * share, atol=0.01)


def test_few_features_are_computed_and_said(caplog):
    told = []

    class Listener:
        def say(self, text):
            told.append(text)

        def at(self, fraction, label=""):
            pass

        def part(self, *_):
            return self

    features = layer(6)
    result = local_moran(features, "v", weights="knn:2", permutations=999, progress=Listener())
    assert (result["grappe"] == "ns").all()
    assert any("Seulement 6 entités" in text for text in told)
    # 10 sets of 2 among 5: no p can go under 2/10.
    assert result.attrs["preuve"]["p_minimale"] == pytest.approx(0.2)


def test_too_few_features_are_refused():
    with pytest.raises(InputError, match="au moins 3"):
        local_moran(layer(2), "v", weights="knn:1")


def test_a_field_without_values_is_named_and_the_neighbourhood_is_not_blamed():
    features = layer(20)
    features["v"] = np.nan
    with pytest.raises(InputError, match="« v » n’est renseigné que pour 0 entité") as caught:
        local_moran(features, "v", weights="knn:3")
    assert "voisinage" not in str(caught.value)


def test_infinite_values_are_refused_by_name_without_the_value():
    features = layer()
    features.loc["r9", "v"] = np.inf
    with pytest.raises(InputError, match="r9"):
        local_moran(features, "v")


def test_the_operation_gives_what_the_function_gives():
    features = layer()
    operation = get_operation("localmoran")
    (result,) = operation.run({"features": features, "value": "v", "permutations": 999})
    assert result.equals(local_moran(features, "v", permutations=999))
    assert operation.outputs[0].style == "lisa"
