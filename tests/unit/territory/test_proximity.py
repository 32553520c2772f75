"""Distance to the nearest neighbourhood and its fringe."""

import numpy as np
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from geotools.errors import GeometryError
from geotools.operations import get_operation
from geotools.territory import nearest_zone


def frame(shapes, index=None, crs=2154):
    return GeoDataFrame(geometry=shapes, index=index, crs=crs)


QPV = frame([box(0, 0, 1000, 1000), box(2000, 0, 2500, 1000)], pd.Index(["QP1", "QP2"]))


def test_distance_position_and_nearest_code():
    spots = frame(
        [Point(500, 500), Point(-100, 500), Point(-300, 500), Point(2600, 1100), None, Point(0, 0)],
        list("abcdef"),
    )
    found = nearest_zone(spots, QPV)
    assert found["qpv_proche"].tolist() == ["QP1", "QP1", "QP1", "QP2", pd.NA, "QP1"]
    np.testing.assert_allclose(found["qpv_distance"], [0, 100, 300, np.hypot(100, 100), np.nan, 0])
    # “moins de 300 m”: at exactly 300 m a residence is outside.
    assert found["qpv_position"].tolist() == ["dans", "frange", "hors", "frange", pd.NA, "dans"]
    assert found.index.tolist() == list("abcdef")


def test_at_equal_distance_the_smallest_then_the_first_code():
    found = nearest_zone(frame([Point(1500, 500)]), QPV)
    assert found["qpv_proche"].tolist() == ["QP2"]
    twins = frame([box(0, 0, 10, 10), box(20, 0, 30, 10)], pd.Index(["b", "a"]))
    assert nearest_zone(frame([Point(15, 5)]), twins)["qpv_proche"].tolist() == ["a"]


def test_layers_in_two_systems_measure_in_metres():
    spots = frame([Point(652_000, 6_861_000)])
    qpv = frame([box(652_100, 6_860_000, 653_000, 6_862_000)], pd.Index(["q"]))
    for left, right in ((spots.to_crs(4326), qpv), (spots, qpv.to_crs(4326))):
        assert nearest_zone(left, right)["qpv_distance"][0] == pytest.approx(100, abs=0.05)
    with pytest.raises(GeometryError, match="EPSG:4326"):
        nearest_zone(spots.to_crs(4326), qpv.to_crs(4326))


def test_the_operation_takes_the_code_column_and_the_prefix():
    (found,) = get_operation("qpvdistance").run(
        {
            "residences": frame([Point(1400, 500)]),
            "zones": QPV.rename_axis("c").reset_index(),
            "code": "c",
            "fringe": 500,
            "name": "quartier",
        }
    )
    assert found.filter(like="quartier_").iloc[0].tolist() == ["QP1", 400.0, "frange"]
