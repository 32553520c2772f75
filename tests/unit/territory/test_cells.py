"""The grid of cells answers as GEOS does, on polygons and points chosen to break it."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geotools.territory import ZoneIndex, zone_index

cells = pytest.importorskip("geotools.territory.cells")

small = st.integers(0, 12)
corner = st.tuples(small, small)
boxes = st.tuples(corner, st.integers(1, 6), st.integers(1, 6)).map(
    lambda b: box(*b[0], b[0][0] + b[1], b[0][1] + b[2])
)
slivers = st.tuples(corner, corner, st.sampled_from([1e-3, 1e-9, 1e-13])).map(
    lambda s: Polygon([s[0], s[1], (s[1][0], s[1][1] + s[2])])
)
stars = st.lists(corner, min_size=3, max_size=9).map(Polygon)
shapes = st.one_of(boxes, stars, slivers)


def areal(geometry):
    parts = shapely.get_parts(shapely.get_parts([shapely.make_valid(geometry)]))
    return shapely.union_all(parts[shapely.get_type_id(parts) == 3])


@st.composite
def zonings(draw):
    """Boxes, stars and slivers, pierced or joined, scaled and moved off the round numbers."""
    scale = draw(st.sampled_from([1.0, 0.1, 37.3, 1e-5]))
    shift = draw(st.sampled_from([0.0, 1 / 3, 652_000.7, -6_861_000.3]))
    found = []
    for first, second, way in draw(
        st.lists(
            st.tuples(shapes, shapes, st.sampled_from(["alone", "hole", "multi"])),
            min_size=1,
            max_size=6,
        )
    ):
        shape = areal(first)
        if way == "hole":
            shape = shapely.difference(shape, areal(second))
        elif way == "multi":
            shape = shapely.union(shape, areal(second))
        moved = shapely.transform(shape, lambda c: c * scale + shift)
        if isinstance(moved, Polygon | MultiPolygon) and moved.is_valid and not moved.is_empty:
            found.append(moved)
    assume(found)
    return np.array(found, dtype=object)


def awkward_points(polygons, extra, grid):
    """Vertices, points on edges, their floating-point neighbours, cell corners, points nearby."""
    vertices = shapely.get_coordinates(polygons)
    middles = (vertices[1:] + vertices[:-1]) / 2
    thirds = vertices[:-1] + (vertices[1:] - vertices[:-1]) / 3
    x0, y0, cell, columns, rows = grid.layout
    corners = np.column_stack(
        [
            x0 + cell * np.arange(min(columns, 40)),
            y0 + cell * np.arange(columns)[:40] % (rows * cell),
        ]
    )
    sets = [vertices, middles, thirds, corners, extra]
    base = np.concatenate(sets)
    return np.concatenate(
        [
            base,
            np.nextafter(base, np.inf),
            np.nextafter(base, -np.inf),
            base[:, ::-1],
            base + np.array([cell, 0]),
        ]
    )


def by_brute_force(polygons, xy, predicate):
    """One unprepared question for each pair."""
    return predicate(shapely.points(xy)[:, None], polygons[None, :])


@settings(max_examples=150, deadline=None)
@given(
    zonings(),
    st.lists(corner, min_size=1, max_size=10),
    st.sampled_from([4, 64, 4_096]),
    st.sampled_from(["intersects", "within"]),
)
def test_every_pair_is_that_of_geos(polygons, extra, fewest, edge):
    index = ZoneIndex.build(GeoDataFrame(geometry=polygons, crs=2154))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "FEWEST_CELLS", fewest)
        index.build_cells()
    ordered = index.zones.polygons
    xy = awkward_points(ordered, np.array(extra, float), index.cells)
    expected = by_brute_force(ordered, xy, getattr(shapely, edge))
    points, zones = index.pairs(*xy.T.copy(), edge=edge)
    found = np.zeros_like(expected)
    found[points, zones] = True
    np.testing.assert_array_equal(found, expected)
    kept, count = index.locate(*xy.T.copy(), edge=edge)
    np.testing.assert_array_equal(count, expected.sum(axis=1))
    np.testing.assert_array_equal(kept, np.where(count > 0, expected.argmax(axis=1), -1))


def test_rings_are_told_apart_whatever_is_written_twice():
    shell = [(0, 0), (12, 0), (12, 12), (0, 12), (0, 0)]
    touching = [(0, 0), (5, 2), (2, 5), (0, 0)]
    later = [(7, 7), (0, 12), (9, 9), (7, 7)]
    shapes = [
        Polygon(shell, [touching]),
        Polygon([*shell, (0, 0)], [touching, later]),
        Polygon([(0, 0), (0, 0), *shell[1:]], [[(0, 0), (0, 0), *touching[1:], (0, 0)]]),
        Polygon(shell[:3] + shell[2:], [later]),
        MultiPolygon([Polygon(shell, [later]), Polygon([(12, 12), (14, 12), (14, 14), (12, 12)])]),
        MultiPolygon([(shell, []), ([(12, 12), (14, 12), (12, 14), (12, 14), (12, 12)], [])]),
    ]
    index = ZoneIndex.build(GeoDataFrame(geometry=shapes, crs=2154))
    assert not index.zones.notes
    index.build_cells()
    xy = np.random.default_rng(0).uniform(-1, 15, (4_000, 2))
    points, found = index.pairs(*xy.T.copy())
    expected = by_brute_force(index.zones.polygons, xy, shapely.intersects)
    np.testing.assert_array_equal(np.transpose([points, found]), np.argwhere(expected))
    # A ring that ended too late or too soon would leave false edges, or drop true ones.
    rings = shapely.get_rings(shapely.get_parts(shapes))
    edges = sum(len(set(ring.coords)) for ring in rings)
    assert len(np.unique(index.cells.slot_edges)) == edges


def test_a_grid_made_for_few_points_is_coarser_and_answers_alike():
    rng = np.random.default_rng(4)
    ring = np.column_stack(
        [np.cos(np.linspace(0, 6.28, 9_000)), np.sin(np.linspace(0, 6.28, 9_000))]
    )
    index = ZoneIndex.build(GeoDataFrame(geometry=[Polygon(ring), box(0, 0, 2, 2)], crs=2154))
    fine, coarse = (cells.build_cells(index.zones.polygons, n) for n in (None, 2_000))
    assert len(coarse.head) < len(fine.head) / 5
    xy = rng.uniform(-1.1, 2.1, (2, 30_000))
    answers = []
    for grid in (fine, coarse):
        index.cells = grid
        answers.append(index.locate(*xy))
    np.testing.assert_array_equal(answers[0], answers[1])


def test_most_points_never_reach_geos(monkeypatch):
    rng = np.random.default_rng(1)
    mosaic = shapely.voronoi_polygons(
        shapely.multipoints(rng.uniform(0, 1000, (60, 2))), extend_to=box(0, 0, 1000, 1000)
    )
    index = ZoneIndex.build(GeoDataFrame(geometry=list(mosaic.geoms), crs=2154))
    index.build_cells()
    x, y = rng.uniform(0, 1000, (2, 20_000))
    monkeypatch.setattr(
        ZoneIndex,
        "_ask_geos",
        lambda *args: pytest.fail("asked") if len(args[1]) else zone_index._NO_PAIRS,
    )
    kept, count = index.locate(x, y)
    assert (count == 1).all()
    tree = shapely.STRtree(index.zones.polygons)
    points, zones = tree.query(shapely.points(x, y), predicate="within")
    np.testing.assert_array_equal(kept[points], zones)


def test_points_without_position_or_far_away_have_no_zone():
    index = ZoneIndex.build(GeoDataFrame(geometry=[box(0, 0, 10, 10)], crs=2154))
    index.build_cells()
    x = np.array([np.nan, 5, 1e12, -1e12, np.inf, 5])
    y = np.array([5, np.nan, 5, 5, 5, 5.0])
    assert index.locate(x, y)[1].tolist() == [0, 0, 0, 0, 0, 1]
    assert index.pairs(x, y)[0].tolist() == [5]


def test_overlaps_bound_the_number_of_cells(monkeypatch):
    monkeypatch.setattr(cells, "MOST_ENTRIES", 40_000)
    stack = [box(0, 0, 1000 + k, 1000) for k in range(40)]
    index = ZoneIndex.build(GeoDataFrame(geometry=stack, crs=2154))
    index.build_cells()
    assert len(index.cells.entries) < 60_000
    assert index.locate(np.array([500.0]), np.array([500.0]))[1].tolist() == [40]


def test_the_cells_are_used_from_a_number_of_points_and_change_nothing(monkeypatch):
    layer = GeoDataFrame(geometry=[box(0, 0, 2, 2), box(1, 0, 3, 2)], crs=2154)
    xy = np.random.default_rng(0).integers(0, 9, (2, 500)) / 2
    plain = ZoneIndex.build(layer)
    before = plain.pairs(*xy)
    assert plain.cells is None
    monkeypatch.setattr(zone_index, "CELLS_FROM", 500)
    monkeypatch.setattr(zone_index, "CELLS_FROM_COLD", 500)
    after = plain.pairs(*xy)
    assert plain.cells is not None
    np.testing.assert_array_equal(before, after)
    assert "cells" in repr(plain.cells)


def test_without_numba_geos_answers_everything(monkeypatch):
    monkeypatch.setattr(zone_index, "HAS_NUMBA", False)
    index = ZoneIndex.build(GeoDataFrame(geometry=[box(0, 0, 2, 2)], crs=2154))
    index.build_cells()
    assert index.cells is None
    assert index.locate(np.array([1.0]), np.array([1.0]))[1].tolist() == [1]


@pytest.mark.parametrize("with_cells", [True, False])
def test_blocks_change_nothing(monkeypatch, with_cells):
    layer = GeoDataFrame(geometry=[box(0, 0, 2, 2), box(1, 0, 3, 2)], crs=2154)
    xy = np.random.default_rng(0).integers(0, 9, (2, 100)) / 2
    index = ZoneIndex.build(layer)
    if with_cells:
        index.build_cells()
    whole, kept = index.pairs(*xy), index.locate(*xy)
    monkeypatch.setattr(zone_index, "GEOS_BLOCK", 7)
    monkeypatch.setattr(zone_index, "CELLS_BLOCK", 7)
    np.testing.assert_array_equal(whole, index.pairs(*xy))
    np.testing.assert_array_equal(kept, index.locate(*xy))


def test_polygons_without_area_make_no_cells():
    layer = GeoDataFrame(geometry=[Polygon(), None, box(0, 0, 1, 1)], index=list("abc"), crs=2154)
    index = ZoneIndex.build(layer)
    index.build_cells()
    kept, count = index.locate(np.array([0.5]), np.array([0.5]))
    assert (count.tolist(), index.codes_of(kept).tolist()) == ([1], ["c"])
    empty = ZoneIndex.build(layer.iloc[:1])
    empty.build_cells()
    assert empty.cells is None
