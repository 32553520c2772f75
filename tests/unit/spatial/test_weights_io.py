"""Weights in files: what is written is what is read, by us and by libpysal."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from libpysal import graph as libpysal_graph

from geotools.errors import InputError
from geotools.spatial import Weights, build_weights, local_moran, read_weights, write_weights


@pytest.fixture
def features():
    xy = np.random.default_rng(0).uniform(0, 5_000, (60, 2))
    xy[7] = 1e6
    names = [f"r{i:02d}" for i in range(60)]
    return gpd.GeoDataFrame(
        {"v": np.sin(xy[:, 0] / 900)}, geometry=gpd.points_from_xy(*xy.T), index=names, crs=2154
    )


def same(a, b):
    return a.index.equals(b.index) and (a.matrix != b.matrix).nnz == 0


@pytest.mark.parametrize("suffix", [".gal", ".gwt", ".parquet"])
def test_a_file_gives_back_the_weights_and_their_isolates(features, tmp_path, suffix):
    weights = build_weights(features, "distance:700")
    path = write_weights(weights, tmp_path / f"w{suffix}")
    found = read_weights(path, features.index)
    assert same(found, weights)
    assert "r07" in found.isolates
    assert found.isolates.equals(weights.isolates)


@pytest.mark.parametrize("suffix", [".gwt", ".parquet"])
def test_weights_keep_their_values(features, tmp_path, suffix):
    weights = build_weights(features, "distance:700").row_standardised()
    found = read_weights(write_weights(weights, tmp_path / f"w{suffix}"), features.index)
    assert np.allclose((found.matrix - weights.matrix).data, 0, atol=1e-15)


def test_libpysal_reads_what_is_written(features, tmp_path):
    weights = build_weights(features, "distance:700")
    gal = libpysal_graph.read_gal(write_weights(weights, tmp_path / "w.gal"))
    parquet = libpysal_graph.read_parquet(write_weights(weights, tmp_path / "w.parquet"))
    assert same(Weights.from_graph(gal).aligned(features.index), weights)
    assert same(Weights.from_graph(parquet), weights)


def test_what_libpysal_writes_is_read(features, tmp_path):
    weights = build_weights(features, "distance:700")
    graph = weights.to_graph()
    graph.to_gal(tmp_path / "p.gal")
    graph.to_gwt(tmp_path / "p.gwt")
    graph.to_parquet(tmp_path / "p.parquet")
    for name in ("p.gal", "p.gwt", "p.parquet"):
        assert same(read_weights(tmp_path / name, features.index), weights), name


def test_numbers_as_identifiers_find_their_features(features, tmp_path):
    numbered = features.reset_index(drop=True)
    weights = build_weights(numbered, "knn:4")
    path = write_weights(weights, tmp_path / "w.gal")
    assert same(read_weights(path, numbered.index), weights)


def test_a_file_is_accepted_as_a_neighbourhood(features, tmp_path):
    path = write_weights(build_weights(features, "knn:4"), tmp_path / "w.gal")
    one = local_moran(features, "v", weights=str(path), permutations=999)
    two = local_moran(features, "v", weights="knn:4", permutations=999)
    assert one.equals(two)


def test_bad_files_are_refused_in_one_sentence(features, tmp_path):
    weights = build_weights(features, "knn:4")
    path = write_weights(weights, tmp_path / "voisins.gal")
    with pytest.raises(InputError, match=r"voisins\.gal"):
        read_weights(tmp_path / "voisin.gal")
    with pytest.raises(InputError, match="absentes de la couche"):
        read_weights(path, features.index[:30])
    with pytest.raises(InputError, match=r"\.parquet"):
        write_weights(weights, tmp_path / "w.csv")
    spaced = Weights(weights.matrix, features.index.str.replace("r0", "r "), "x")
    with pytest.raises(InputError, match="Parquet"):
        write_weights(spaced, tmp_path / "w.gwt")


def test_links_show_the_neighbourhood_and_barriers_cut_it():
    from geotools.spatial import cut_by_barriers, neighbour_links

    layer = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy([0, 100, 200, 300], [0] * 4), index=list("abcd"), crs=2154
    )
    wall = gpd.GeoDataFrame(geometry=[shapely.LineString([(150, -50), (150, 50)])], crs=2154)
    links, result = neighbour_links(layer, weights="distance:100")
    assert list(zip(links["entite"], links["voisine"], strict=True)) == [
        ("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "c"),
    ]  # fmt: skip
    assert set(links["longueur"]) == {100.0}
    assert result["voisins"].tolist() == [1, 2, 2, 1]
    assert result["composante"].tolist() == [1, 1, 1, 1]
    _, cut = neighbour_links(layer, weights="distance:100", barriers=wall.to_crs(4326))
    assert cut["composante"].tolist() == [1, 1, 2, 2]
    weights = cut_by_barriers(layer, build_weights(layer, "distance:100"), wall)
    assert weights.edges == 4
