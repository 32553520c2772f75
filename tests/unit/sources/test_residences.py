"""Dwellings grouped into residences."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import ConfigurationError, GeometryError, MissingColumnError
from geotools.sources import SCALES, residences


def dwellings(x, y, **columns):
    count = len(x)
    points = [None if np.isnan(a) else shapely.Point(a, b) for a, b in zip(x, y, strict=True)]
    base = {"depcom": ["37261"] * count, "position_fine": [True] * count}
    index = pd.Index([f"L{i}" for i in range(count)], name="logement")
    return gpd.GeoDataFrame({**base, **columns}, geometry=points, crs=2154, index=index)


def sample():
    return dwellings(
        [0.0, 0.0, 10.0, 100.0, np.nan],
        [0.0, 0.0, 0.0, 0.0, np.nan],
        codsegpatrim=["S1", "S1", "S1", None, "S1"],
        libsegpatrim=["Les Tilleuls"] * 3 + [None, "Les Tilleuls"],
        plg_qp=["HZ", "HZ", "QP037001", "HZ", None],
        plg_iris=["372610101", "372610101", "372610102", "372610102", None],
        nomvoie=["DES TILLEULS"] * 5,
        numvoie=["1", "1", "3", "7", "9"],
    )


def test_addresses_are_distinct_points():
    frame, membership = residences(sample())
    assert frame["logements"].tolist() == [2, 1, 1]
    assert membership.isna().tolist() == [False, False, False, False, True]
    assert frame.index.tolist() == ["37261@0@0", "37261@1000@0", "37261@100@0"]
    assert frame["libelle"].tolist() == ["1 DES TILLEULS", "7 DES TILLEULS", "3 DES TILLEULS"]
    assert (frame["etendue"] == 0).all()


def test_a_segment_stands_on_its_medoid():
    frame, membership = residences(sample(), scale="segment")
    assert frame.index.tolist() == ["37261@1000@0", "S1"]
    segment = frame.loc["S1"]
    # mean x of 0, 0, 10 is 3.33: the dwelling at 0 is nearer than the one at 10
    assert (segment.geometry.x, segment["logements"], segment["etendue"]) == (0.0, 3, 10.0)
    assert (segment["plg_qp"], segment["plg_iris"]) == ("HZ", "372610101")
    assert segment["libelle"] == "Les Tilleuls"
    assert membership.iloc[:4].tolist() == ["S1", "S1", "S1", "37261@1000@0"]


def test_one_code_used_by_two_communes_is_two_segments():
    frame = dwellings(
        [0.0, 50.0], [0.0, 0.0], depcom=["37261", "37018"], codsegpatrim=["001", "001"]
    )
    frame["libsegpatrim"] = ["Nord", "Sud"]
    assert residences(frame, scale="segment")[0].index.tolist() == ["37018:001", "37261:001"]


def test_the_largest_part_of_an_estate_across_a_border_keeps_its_code():
    frame = dwellings(
        [0.0, 50.0, 50.0],
        [0.0] * 3,
        depcom=["37018", "37261", "37261"],
        codsegpatrim=["001"] * 3,
        libsegpatrim=["Les Tilleuls"] * 3,
    )
    result = residences(frame, scale="segment")[0]
    assert result["logements"].to_dict() == {"001": 2, "37018:001": 1}


def test_buildings_are_told_apart():
    frame = dwellings(
        [0.0] * 4, [0.0] * 4, immeu=["I1", "I1", "I2", None], bat=["A", "B", None, None]
    )
    result, membership = residences(frame, scale="immeuble")
    assert membership.tolist() == ["I1-A", "I1-B", "I2", "37261@0@0"]
    assert result["logements"].sum() == 4


def test_a_tie_goes_to_the_smallest_code():
    frame = dwellings([0.0, 0.0], [0.0, 0.0], plg_iris=["372610102", "372610101"])
    assert residences(frame)[0]["plg_iris"].tolist() == ["372610101"]


def test_random_positions_place_a_residence_only_where_it_has_no_other():
    frame = dwellings(
        [0.0, 10.0, 900.0, 7.0],
        [0.0] * 4,
        codsegpatrim=["A", "A", "A", "B"],
        position_fine=[True, True, False, False],
    )
    result = residences(frame, scale="segment")[0]
    assert result["position_fine"].tolist() == [True, False]
    assert result.geometry.x.tolist() == [0.0, 7.0]
    assert result["etendue"].tolist() == [10.0, 0.0]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(["A", "B", None])),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(sorted(SCALES)),
    st.randoms(use_true_random=False),
)
def test_nothing_is_lost_and_order_does_not_matter(rows, scale, random):
    x, y, code = (list(column) for column in zip(*rows, strict=True))
    if not any(code):
        code[0] = "A"
    frame = dwellings([float(v) for v in x], [float(v) for v in y], codsegpatrim=code, immeu=code)
    result, membership = residences(frame, scale=scale)
    assert result["logements"].sum() == len(frame)
    assert result.index.is_unique
    assert membership.value_counts().to_dict() == result["logements"].to_dict()
    positions = {(p.x, p.y) for p in frame.geometry}
    assert {(p.x, p.y) for p in result.geometry} <= positions
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled, again = residences(frame.iloc[order], scale=scale)
    pd.testing.assert_frame_equal(pd.DataFrame(result), pd.DataFrame(shuffled))
    pd.testing.assert_series_equal(membership, again.reindex(membership.index))


def test_refusals():
    with pytest.raises(ConfigurationError, match="« quartier » n’existe pas"):
        residences(sample(), scale="quartier")
    with pytest.raises(MissingColumnError, match="« immeu » ni « bat »"):
        residences(sample(), scale="immeuble")
    with pytest.raises(GeometryError, match="projeté"):
        residences(sample().set_crs(4326, allow_override=True))
