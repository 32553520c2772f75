"""Points in zonings: the stated rule, every pair, and equality with geopandas."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import MultiPoint, Point, Polygon, box

from geotools.errors import GeometryError, InputError
from geotools.operations import get_operation
from geotools.progress import Progress
from geotools.territory import ZoneIndex, join_zonings, zone_pairs


def points(*xy, crs=2154, index=None):
    shapes = [None if c is None else Point(c) for c in xy]
    return GeoDataFrame({"id": range(len(xy))}, geometry=shapes, crs=crs, index=index)


def zones(crs=2154, **shapes):
    return GeoDataFrame(
        geometry=list(shapes.values()), index=pd.Index(shapes, name="code"), crs=crs
    )


RING = Polygon(box(0, 0, 10, 10).exterior, [box(4, 4, 6, 6).exterior])


def test_a_hole_is_outside_and_its_edge_inside():
    found = join_zonings(points((5, 5), (4, 5), (1, 1), (11, 1)), {"qpv": zones(a=RING)})
    assert found["qpv_code"].tolist() == [pd.NA, "a", "a", pd.NA]
    assert found["qpv_n"].tolist() == [0, 1, 1, 0]


def test_an_edge_can_be_left_out():
    found = join_zonings(points((4, 5), (0, 0), (1, 1)), {"qpv": zones(a=RING)}, edge="within")
    assert found["qpv_code"].tolist() == [pd.NA, pd.NA, "a"]


def test_the_smallest_zone_keeps_a_point_then_the_first_code():
    layer = zones(big=box(0, 0, 10, 10), z=box(0, 0, 2, 2), b=box(1, 1, 3, 3))
    found = join_zonings(points((1.5, 1.5), (9, 9), (2.5, 2.5)), {"zone": layer})
    assert found["zone_code"].tolist() == ["b", "big", "b"]
    assert found["zone_n"].tolist() == [3, 1, 2]


@pytest.mark.parametrize("reverse", [False, True])
def test_a_shared_edge_goes_to_the_first_code_whatever_the_order(reverse):
    layer = zones(b=box(0, 0, 0.1, 0.3), a=box(0.1, 0, 0.2, 0.3))
    found = join_zonings(points((0.1, 0.1)), {"zone": layer[::-1] if reverse else layer})
    assert found["zone_code"].tolist() == ["a"]
    assert found["zone_n"].tolist() == [2]


def test_points_without_geometry_keep_na_and_everything_keeps_its_place():
    layer = points((1, 1), None, (99, 99), index=["r3", "r1", "r2"])
    found = join_zonings(layer, {"a": zones(u=RING), "b": zones(v=box(98, 98, 100, 100))})
    assert found.index.tolist() == ["r3", "r1", "r2"]
    assert found["a_code"].tolist() == ["u", pd.NA, pd.NA]
    assert found["a_n"].tolist() == [1, pd.NA, 0]
    assert found["b_code"].tolist() == [pd.NA, pd.NA, "v"]
    assert list(layer.columns) == ["id", "geometry"]


def test_a_point_outside_takes_the_nearest_zone_within_reach():
    layer = zones(big=box(-20, 0, -5, 10), small=box(5, 0, 10, 10))
    found = join_zonings(
        points((0, 5), (3, 5), (6, 5), (31, 5), None), {"q": layer}, max_distance=5
    )
    assert found["q_code"].tolist() == ["small", "small", "small", pd.NA, pd.NA]
    assert found["q_n"].tolist() == [0, 0, 1, 0, pd.NA]
    np.testing.assert_array_equal(found["q_distance"], [5, 2, 0, np.nan, np.nan])


def test_points_are_carried_to_the_crs_of_the_zones():
    layer = zones(a=box(652_000, 6_861_000, 653_000, 6_862_000))
    here = points((652_500, 6_861_500), (651_000, 6_861_500), None).to_crs(4326)
    found = join_zonings(here, {"z": layer}, max_distance=1_000.5)
    assert found["z_n"].tolist() == [1, 0, pd.NA]
    assert found["z_distance"][1] == pytest.approx(1_000, abs=1e-6)


def test_zones_in_degrees_measure_distances_in_the_crs_of_the_points():
    layer = zones(a=box(652_000, 6_861_000, 653_000, 6_862_000)).to_crs(4326)
    found = join_zonings(points((651_900, 6_861_500)), {"z": layer}, max_distance=200)
    # Corners are carried, edges redrawn: a kilometre's edge bends by far less than a centimetre.
    assert found["z_distance"][0] == pytest.approx(100, abs=0.01)


def test_every_pair_is_listed_in_order():
    layer = zones(big=box(0, 0, 10, 10), small=box(0, 0, 2, 2))
    listed = zone_pairs(points((5, 5), (1, 1), (50, 50), index=["p", "q", "r"]), layer)
    assert listed.to_numpy().tolist() == [["p", "big"], ["q", "small"], ["q", "big"]]


def test_the_code_of_a_pair_can_come_from_a_column():
    layer = zones(a=box(0, 0, 10, 10)).reset_index()
    assert zone_pairs(points((5, 5)), layer, code="code")["zone"].tolist() == ["a"]


def test_an_index_is_reused_and_gives_the_same_answer():
    layer = zones(big=box(0, 0, 10, 10), small=box(0, 0, 2, 2))
    spots = points((1, 1), (3, 3))
    built = ZoneIndex.build(layer)
    pd.testing.assert_frame_equal(
        join_zonings(spots, {"z": built}), join_zonings(spots, {"z": layer})
    )
    assert "2 zones" in repr(built)


def test_a_multipoint_of_one_point_is_a_point_and_of_two_is_refused():
    one = GeoDataFrame(geometry=[MultiPoint([(1, 1)]), Point(2, 2)], crs=2154)
    assert join_zonings(one, {"z": zones(a=RING)})["z_n"].tolist() == [1, 1]
    two = GeoDataFrame(geometry=[Point(2, 2), MultiPoint([(1, 1), (2, 2)])], crs=2154)
    with pytest.raises(GeometryError, match="lignes 2"):
        join_zonings(two, {"z": zones(a=RING)})


def test_a_polygon_that_touches_itself_is_repaired_and_it_is_said():
    told = []

    class Listener(Progress):
        def say(self, text):
            told.append(text)

    touching = Polygon([(0, 0), (10, 0), (10, 10), (5, 0), (0, 10)])
    found = join_zonings(points((1, 1), (5, 5)), {"z": zones(a=touching)}, progress=Listener())
    assert found["z_n"].tolist() == [1, 0]
    assert "1 géométrie(s) invalide(s) réparée(s)" in told[0]


def test_a_polygon_that_repair_would_change_is_refused():
    bow_tie = Polygon([(0, 0), (10, 10), (10, 0), (0, 5)])
    with pytest.raises(GeometryError, match="surface : a"):
        join_zonings(points((1, 1)), {"z": zones(a=bow_tie)})


def test_zones_around_the_points_are_the_only_ones_checked_and_answer_alike():
    bow_tie = Polygon([(100, 100), (110, 110), (110, 100), (100, 105)])
    layer = zones(
        far=box(20, 20, 30, 30), big=box(0, 0, 10, 10), small=box(0, 0, 2, 2), bad=bow_tie
    )
    found = join_zonings(points((1, 1), (50, 50), None), {"z": layer})
    assert found["z_code"].tolist() == ["small", pd.NA, pd.NA]
    assert found["z_n"].tolist() == [2, 0, pd.NA]
    assert zone_pairs(points((1, 1)), layer)["zone"].tolist() == ["small", "big"]
    assert zone_pairs(points((50, 50)), layer).empty
    for wrong in (points((104, 104)), points(*[(1, 1)] * 4)):
        with pytest.raises(GeometryError, match="surface : bad"):
            join_zonings(wrong, {"z": layer})
    with pytest.raises(GeometryError, match="surface : bad"):
        join_zonings(points((1, 1)), {"z": layer}, max_distance=5)


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (zones(a=RING).set_axis(pd.Index([None])), "pas de code"),
        (pd.concat([zones(a=RING), zones(a=RING)]), "code unique ; en double : a"),
        (zones(a=Point(1, 1)), "doit contenir des polygones"),
        (zones(a=RING, crs=None), "système de coordonnées"),
    ],
)
def test_bad_zonings_are_refused_in_one_sentence(layer, message):
    with pytest.raises(InputError, match=message):
        join_zonings(points((1, 1)), {"z": layer})


def test_an_existing_column_is_not_overwritten():
    """The RPLS declares its own qpv_code: it is kept beside the one that is found."""
    once = join_zonings(points((1, 1)).assign(z_code=1), {"z": zones(a=RING)})
    assert once[["z_code", "z_code_source"]].iloc[0].tolist() == ["a", 1]
    twice = join_zonings(once, {"z": zones(a=RING)})
    assert twice[["z_code_source", "z_code_source2"]].iloc[0].tolist() == [1, "a"]
    assert {"z_code_source", "z_code", "z_n"} < set(once.columns)


def test_distances_in_degrees_are_refused():
    layer, spot = zones(crs=4326, a=box(2, 48, 3, 49)), points((1, 48), crs=4326)
    assert join_zonings(spot, {"z": layer})["z_n"].tolist() == [0]
    with pytest.raises(GeometryError, match="projeté en mètres"):
        join_zonings(spot, {"z": layer}, max_distance=10)


def test_the_operation_gives_what_the_function_gives():
    spots, layer = points((1, 1), (5, 5)), zones(a=RING)
    (found,) = get_operation("joinzonings").run({"residences": spots, "zonings": {"z": layer}})
    pd.testing.assert_frame_equal(found, join_zonings(spots, {"z": layer}))
    with pytest.raises(InputError, match="n’accepte pas"):
        join_zonings(spots, {"z": layer}, edge="near")


def test_pairs_are_those_of_geopandas_on_a_mosaic_with_points_on_every_edge():
    grid = [box(i, j, i + 1, j + 1) for i in range(6) for j in range(6)]
    layer = GeoDataFrame(geometry=[*grid, box(0.5, 0.5, 4.5, 4.5), RING], crs=2154)
    xy = np.stack(np.meshgrid(np.arange(-0.5, 11, 0.5), np.arange(-0.5, 11, 0.5)), -1).reshape(
        -1, 2
    )
    spots = GeoDataFrame(geometry=shapely.points(xy), crs=2154)
    for edge in ("intersects", "within"):
        ours = zone_pairs(spots, layer, edge=edge).astype(int)
        theirs = gpd.sjoin(spots, layer, predicate=edge)["index_right"]
        assert set(map(tuple, ours.to_numpy())) == set(theirs.items())
