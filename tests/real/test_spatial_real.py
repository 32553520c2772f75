"""Local Moran, smoothing and segregation on real tiles, IRIS and dwellings."""

import esda
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from numpy.testing import assert_allclose, assert_array_equal

from geotools.spatial import (
    build_weights,
    dissimilarity,
    global_moran,
    local_moran,
    segregation,
    smooth,
)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def tiles(real_data):
    frame = gpd.read_file(real_data / "seine-saint-denis" / "filosofi2019_200m.gpkg")
    return frame.set_index("idcar_200m")


@pytest.fixture(scope="module")
def tours(real_data):
    iris = gpd.read_file(real_data / "tours" / "iris.gpkg")
    counts = pd.read_csv(real_data / "tours" / "rp_iris_hlm.csv", dtype={"IRIS": str})
    return iris[["CODE_IRIS", "geometry"]].set_index("CODE_IRIS").join(counts.set_index("IRIS"))


@pytest.fixture(scope="module")
def dwellings(real_data):
    frame = pd.read_parquet(
        real_data / "seine-saint-denis" / "rpls2020.parquet", columns=["X", "Y", "CONSTRUCT"]
    )
    frame = frame.dropna(subset=["X", "Y"]).astype(float)
    old = frame["CONSTRUCT"].lt(1977)
    places = frame.assign(n=1, old=old).groupby(["X", "Y"], as_index=False)[["n", "old"]].sum()
    return gpd.GeoDataFrame(
        places[["n", "old"]].astype(float),
        geometry=gpd.points_from_xy(places["X"], places["Y"]),
        crs=2154,
    )


def test_cell_keys_give_the_contiguity_of_real_tiles(tiles):
    weights = build_weights(tiles, "tiles")
    graph = Graph.build_contiguity(tiles, rook=False, strict=True)
    assert weights.to_graph().sparse.nnz == graph.sparse.nnz
    assert (weights.matrix != type(weights).from_graph(graph).matrix).nnz == 0


def test_local_moran_of_poverty_equals_esda_on_real_tiles(tiles):
    share = tiles.assign(v=tiles["men_pauv"] / tiles["men"])
    graph = build_weights(share, "tiles").to_graph()
    reference = esda.Moran_Local(share["v"], graph, permutations=99, seed=7)
    result = local_moran(
        share, "v", weights="tiles", permutations=99, seed=7, mode="esda",
        alternative="directed", correction="none",
    )  # fmt: skip
    linked = result["grappe"] != "isole"
    assert_allclose(result.loc[linked, "moran_i"], reference.Is[linked], atol=1e-10)
    several = linked & (build_weights(share, "tiles").cardinalities > 1)
    assert_array_equal(result.loc[several, "p_valeur"], reference.p_sim[several])


def test_poverty_gathers_in_real_tiles_more_than_chance(tiles):
    table, _ = global_moran(tiles.assign(v=tiles["men_pauv"] / tiles["men"]), "v", weights="tiles")
    assert table.loc["v", "moran_i"] > 0.25
    assert table.loc["v", "p_permutations"] == 2 / 1000


def test_rates_of_social_housing_by_iris_of_tours_equal_esda(tours):
    used = tours[tours["rp"] > 0]
    graph = Graph.build_contiguity(used, rook=False)
    reference = esda.Moran_Local_Rate(used["hlm"], used["rp"], graph, permutations=0)
    result = local_moran(used, "hlm", population="rp", weights=graph, permutations=999)
    linked = (result["grappe"] != "isole").to_numpy()
    assert_allclose(result["moran_i"][linked], reference.Is[linked], atol=1e-10)


def test_real_dwellings_keep_their_total_when_smoothed(dwellings):
    assert dwellings["n"].sum() == 231_016 - 267
    result = smooth(dwellings, "old", base="n", bandwidth=800, minimum=0)
    assert result["base"].sum() == pytest.approx(231_016 - 267, rel=1e-12)
    masked = smooth(dwellings, "old", base="n", bandwidth=800)
    assert masked["masque"].any()
    assert masked["base_effective"].min() >= 11


def test_the_profile_of_old_dwellings_starts_high_and_falls(dwellings):
    _, profile = segregation(dwellings, "old", "n", sizes=[50, 500, 5000])
    assert profile["entropie"].is_monotonic_decreasing
    assert profile["entropie"].iloc[0] > 0.5
    assert dissimilarity(dwellings["old"], dwellings["n"]) > 0.5


def test_crowded_addresses_have_neighbours_and_no_self_loop(dwellings):
    twice = pd.concat([dwellings] * 12, ignore_index=True)
    weights = build_weights(twice, "knn:8")
    assert (weights.cardinalities == 8).all()
    assert not weights.matrix.diagonal().any()
    assert np.array_equal(np.unique(weights.matrix.data), [1.0])
