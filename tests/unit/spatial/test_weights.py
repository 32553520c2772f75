"""Neighbours: equal to libpysal where it is exact, stated where it is not."""

import gc

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from libpysal.graph import Graph
from libpysal.weights import fuzzy_contiguity
from scipy import sparse

from geotools.errors import ConfigurationError, GeometryError, InputError
from geotools.spatial import Weights, as_weights, build_weights
from geotools.spatial import weights as weights_module
from geotools.spatial.weights import without_diagonal


def points(n, seed=0, crs=2154):
    xy = np.random.default_rng(seed).uniform(0, 10_000, (n, 2))
    names = [f"r{i:04d}" for i in range(n)]
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), index=names, crs=crs)


def squares(rows, columns, side=200, skip=()):
    cells = [(r, c) for r in range(rows) for c in range(columns) if (r, c) not in skip]
    boxes = [shapely.box(c * side, r * side, (c + 1) * side, (r + 1) * side) for r, c in cells]
    names = [f"CRS3035RES{side}mN{r * side}E{c * side}" for r, c in cells]
    return gpd.GeoDataFrame(geometry=boxes, index=names, crs=3035)


def same(weights, graph):
    mine, theirs = weights.to_graph(), graph
    assert mine.equals(theirs) or (weights.matrix != Weights.from_graph(theirs).matrix).nnz == 0


def test_knn_equals_libpysal():
    layer = points(400)
    same(build_weights(layer, "knn:6"), Graph.build_knn(layer, k=6))


def test_distance_band_equals_libpysal_and_includes_its_bound():
    layer = points(400)
    same(
        build_weights(layer, "distance:700"),
        Graph.build_distance_band(layer, threshold=700, binary=True),
    )
    two = gpd.GeoDataFrame(geometry=gpd.points_from_xy([0, 700], [0, 0]), crs=2154)
    assert build_weights(two, "distance:700").edges == 2


@pytest.mark.parametrize("rook", [True, False])
def test_contiguity_equals_libpysal_on_polygons_and_on_tiles(rook):
    layer = squares(9, 7, skip={(4, 4), (0, 0), (8, 6)})
    kind = "rook" if rook else "queen"
    graph = Graph.build_contiguity(layer, rook=rook)
    same(build_weights(layer, kind), graph)
    same(build_weights(layer, "tiles:rook" if rook else "tiles"), graph)


def test_tiles_are_read_in_identifiers_whatever_the_geometry_and_its_crs():
    layer = squares(6, 6)
    far = layer.set_crs(2154, allow_override=True).rename_axis("idcar").reset_index()
    far["geometry"] = shapely.affinity.rotate(far.geometry.iloc[0], 12)
    expected = build_weights(layer, "tiles").matrix
    assert (build_weights(far, "tiles").matrix != expected).nnz == 0


def test_tiles_are_read_in_bounds_when_there_is_no_identifier():
    layer = squares(6, 6)
    plain = layer.reset_index(drop=True)
    assert (build_weights(plain, "tiles").matrix != build_weights(layer, "tiles").matrix).nnz == 0


def test_tiles_of_two_grids_are_not_joined():
    layer = squares(4, 4)
    other = layer.rename(index=lambda name: name.replace("3035", "5490"))
    other["geometry"] = other.geometry.translate(100_050, 0)
    both = pd.concat([layer, other])
    with pytest.raises(GeometryError):
        build_weights(both, "tiles")


def test_the_diagonal_is_left_out_of_neighbours_and_kept_in_the_matrix():
    matrix = sparse.csr_array([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0], [0.0, 0.0, 5.0]])
    weights = Weights(matrix, pd.Index(["a", "b", "c"]))
    assert weights.cardinalities.tolist() == [1, 1, 0]
    assert list(weights.isolates) == ["c"]
    assert without_diagonal(matrix).toarray().tolist() == [[0, 1, 0], [0, 0, 3], [0, 0, 0]]
    assert np.allclose(weights.row_standardised().matrix.sum(axis=1), 1)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_weights_that_are_not_positive_numbers_are_refused(wrong):
    with pytest.raises(InputError, match="positifs"):
        Weights(sparse.csr_array([[0.0, wrong], [1.0, 0.0]]), pd.Index(["a", "b"]))


def test_tiles_refuse_shapes_that_are_no_grid():
    layer = squares(3, 3).reset_index(drop=True)
    layer.loc[4, "geometry"] = shapely.box(10, 10, 400, 90)
    with pytest.raises(GeometryError, match="4"):
        build_weights(layer, "tiles")


def test_queen_with_a_gap_joins_polygons_whose_limits_do_not_quite_meet():
    layer = squares(1, 3).reset_index(drop=True)
    layer["geometry"] = layer.geometry.buffer(-0.2, join_style="mitre")
    assert build_weights(layer, "queen").edges == 0
    assert build_weights(layer, "queen:1").edges == 4


def test_points_at_one_place_are_neighbours_of_each_other_first():
    xs = [0] * 12 + [50, 60, 70, 80]
    layer = gpd.GeoDataFrame(geometry=gpd.points_from_xy(xs, [0] * 16), crs=2154)
    weights = build_weights(layer, "knn:4")
    assert (weights.cardinalities == 4).all()
    assert not weights.matrix.diagonal().any()
    assert weights.matrix[:12][:, 12:].nnz == 0


def test_ties_do_not_depend_on_the_order_of_the_features():
    layer = squares(8, 8)
    centres = layer.set_geometry(layer.centroid)
    shuffled = centres.sample(frac=1, random_state=3)
    back = build_weights(shuffled, "knn:5").aligned(centres.index)
    assert (back.matrix != build_weights(centres, "knn:5").matrix).nnz == 0


def test_a_feature_without_place_is_isolated():
    layer = points(20)
    layer.loc["r0007", "geometry"] = None
    weights = build_weights(layer, "knn:3")
    assert list(weights.isolates) == ["r0007"]
    assert weights.matrix[:, [7]].nnz == 0


def test_isolates_components_and_repr_are_stated():
    layer = squares(3, 3, skip={(0, 1), (1, 0), (1, 1)})
    weights = build_weights(layer, "rook")
    assert list(weights.isolates) == ["CRS3035RES200mN0E0"]
    assert weights.edges == 8
    assert len(np.unique(weights.components)) == 2
    assert (
        repr(weights)
        == "<Weights 'rook': 6 sites, 8 edges (1.33 per site), 2 components, 1 isolates>"
    )


def test_graph_comes_in_and_goes_out_with_its_isolates_and_its_order():
    layer = squares(4, 4, skip={(0, 1), (1, 0), (1, 1)}).sample(frac=1, random_state=1)
    graph = Graph.build_contiguity(layer).transform("r")
    weights = as_weights(layer, graph)
    assert weights.index.equals(layer.index)
    assert weights.to_graph().equals(graph)
    assert (weights.to_graph().sparse != weights.matrix).nnz == 0
    assert list(weights.isolates) == list(graph.isolates)


def test_an_older_w_comes_in():
    layer = points(50)
    old = Graph.build_knn(layer, k=4).to_W()
    assert (as_weights(layer, old).matrix != build_weights(layer, "knn:4").matrix).nnz == 0


def test_rows_sum_to_one_but_those_of_isolates():
    weights = build_weights(squares(3, 3, skip={(0, 1), (1, 0), (1, 1)}), "queen")
    sums = weights.row_standardised().matrix.sum(axis=1)
    assert np.allclose(sums, weights.cardinalities > 0)


def ragged(seed):
    """A quilt whose squares do not quite meet: up to 0.4 m between two sides, some turned."""
    rng = np.random.default_rng(seed)
    layer = squares(6, 6, side=100, skip={(2, 2)}).reset_index(drop=True)
    shapes = [
        shapely.affinity.translate(shape, *rng.uniform(-0.2, 0.2, 2)).buffer(-0.05)
        for shape in layer.geometry
    ]
    return gpd.GeoDataFrame(geometry=shapes, crs=2154)


@pytest.mark.parametrize("seed", range(3))
def test_tolerance_of_contiguity_equals_libpysals_fuzzy_contiguity(seed):
    layer = ragged(seed)
    fuzzy = fuzzy_contiguity(layer, buffering=True, buffer=0.5, silence_warnings=True)
    expected = {(i, j) for i, around in fuzzy.neighbors.items() for j in around}
    found = build_weights(layer, "queen:1").matrix.tocoo()
    assert set(zip(found.row, found.col, strict=True)) == expected
    assert build_weights(layer, "queen").edges < len(expected)


@pytest.mark.parametrize("seed", range(3))
def test_rook_with_a_gap_joins_those_that_face_each_other_and_no_corners(seed):
    layer = ragged(seed)
    cells = [(r, c) for r in range(6) for c in range(6) if (r, c) != (2, 2)]
    expected = {
        (i, j)
        for i, (r, c) in enumerate(cells)
        for j, (s, d) in enumerate(cells)
        if abs(r - s) + abs(c - d) == 1
    }
    found = build_weights(layer, "rook:1").matrix.tocoo()
    assert set(zip(found.row, found.col, strict=True)) == expected


def test_weights_of_another_layer_are_refused_with_the_missing_rows():
    layer = points(30)
    weights = build_weights(layer, "knn:3")
    with pytest.raises(InputError, match="nouveau"):
        weights.aligned(layer.index[:-1].append(pd.Index(["nouveau"])))


@pytest.mark.parametrize("recipe", ["knn", "knn:0", "knn:x", "distance:-5", "voisins", "rook:x"])
def test_a_recipe_that_is_not_understood_is_refused(recipe):
    with pytest.raises(InputError):
        build_weights(squares(3, 3), recipe)


def test_an_unknown_recipe_names_the_known_ones():
    with pytest.raises(ConfigurationError, match="knn:8"):
        build_weights(points(5), "delaunay")


def test_distances_in_degrees_are_refused():
    with pytest.raises(GeometryError, match="EPSG:2154"):
        build_weights(points(10, crs=4326), "knn:3")


def test_repeated_identifiers_are_refused():
    layer = points(10)
    layer.index = ["a", "a", *layer.index[2:]]
    with pytest.raises(InputError, match="répétés : a"):
        build_weights(layer, "knn:3")


def test_a_graph_is_read_once_and_forgotten_with_it():
    layer = points(200).set_index(pd.Index([f"s{i}" for i in range(200)]))
    graph = Graph.build_knn(layer, k=4)
    first = Weights.from_graph(graph)
    assert Weights.from_graph(graph) is first
    key = id(graph)
    del graph
    gc.collect()
    assert key not in weights_module._read_graphs
    other = Graph.build_knn(layer, k=5)
    assert Weights.from_graph(other).edges == 1000


def test_links_in_any_order_make_the_same_rows():
    layer = points(60)
    graph = Graph.build_knn(layer, k=3)
    shuffled = graph.adjacency.sample(frac=1, random_state=1)
    again = Weights.from_graph(Graph(shuffled))
    assert (again.aligned(layer.index).matrix != Weights.from_graph(graph).matrix).nnz == 0
