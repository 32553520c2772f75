"""Equipment within walking distance and the vigilance index, by hand and by brute force."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import ConfigurationError, InputError
from geotools.orientations import equipment_access, vigilance_index


def test_counts_types_domains_and_the_nearest():
    places = gpd.GeoDataFrame(
        index=["R1", "R2"], geometry=gpd.points_from_xy([0, 5000], [0, 0]), crs=2154
    )
    equipment = gpd.GeoDataFrame(
        {"type": ["D265", "D265", "B203", "C107"]},
        geometry=gpd.points_from_xy([100, 200, 500, 501], [0, 0, 0, 0]),
        crs=2154,
    )
    result = equipment_access(places, equipment, distance=650, detour=1.3)
    # 650 m on foot are 500 m straight: the bakery on the edge counts, the school does not.
    assert result["equipements"].tolist() == [3, 0]
    assert result["equipements_types"].tolist() == [2, 0]
    assert result["equipements_d"].tolist() == [2, 0]
    assert result["equipements_b"].tolist() == [1, 0]
    assert result["equipements_c"].tolist() == [0, 0]
    assert result["equipement_proche_m"].tolist() == [130.0, pytest.approx(4499 * 1.3)]


def test_polygons_are_taken_at_an_inner_point_and_other_crs_are_carried():
    square = gpd.GeoDataFrame(geometry=[shapely.box(700000, 6600000, 700100, 6600100)], crs=2154)
    inside = gpd.GeoDataFrame(
        {"type": ["A203"]}, geometry=gpd.points_from_xy([700050], [6600050]), crs=2154
    ).to_crs(4326)
    assert equipment_access(square, inside, distance=10)["equipements"].tolist() == [1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.floats(1, 900))
def test_counts_equal_a_brute_force(seed, distance):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0, 1000, (12, 2)), rng.uniform(0, 1000, (30, 2))
    kinds = rng.choice(["A101", "A102", "B203"], 30)
    result = equipment_access(
        gpd.GeoDataFrame(geometry=gpd.points_from_xy(*a.T), crs=2154),
        gpd.GeoDataFrame({"type": kinds}, geometry=gpd.points_from_xy(*b.T), crs=2154),
        distance=distance,
        detour=1.0,
    )
    near = np.hypot(*(a[:, None, :] - b[None, :, :]).transpose(2, 0, 1)) <= distance
    assert result["equipements"].tolist() == near.sum(axis=1).tolist()
    assert result["equipements_types"].tolist() == [len(set(kinds[row])) for row in near]


def districts(**columns):
    size = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(
        columns,
        index=[f"Q{i + 1}" for i in range(size)],
        geometry=gpd.points_from_xy(range(size), range(size)),
        crs=2154,
    )


def test_vigilance_by_hand_with_a_favourable_indicator():
    table = districts(rev_lt40=[0.6, 0.3], services=[5, 20])
    result = vigilance_index(
        table,
        {"rev_lt40": 2, "services": 1},
        favourable=["services"],
        reference={"rev_lt40": 0.4, "services": 10},
    )
    # Q1: (2 × 0.6/0.4 + 10/5) / 3 = 5/3; Q2: (2 × 0.75 + 0.5) / 3 = 2/3.
    assert result["indice_vigilance"].tolist() == pytest.approx([500 / 3, 200 / 3])
    assert result["rang"].tolist() == [1, 2]
    assert result["poids"].iloc[0] == "rev_lt40=2, services=1 (favorable)"


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9), st.floats(0.1, 5))
def test_the_reference_itself_is_100(a, b, weight):
    result = vigilance_index(
        districts(x=[a], y=[b]),
        {"x": weight, "y": 1.0},
        favourable=["y"],
        reference={"x": a, "y": b},
    )
    assert result["indice_vigilance"].iloc[0] == pytest.approx(100)


def test_bad_vigilance_is_refused():
    with pytest.raises(InputError, match="Q1"):
        vigilance_index(districts(x=[0.0, 1.0]), {"x": 1}, favourable=["x"])
    with pytest.raises(ConfigurationError, match="sans poids"):
        vigilance_index(districts(x=[1.0]), {"x": 1}, favourable=["y"])
    with pytest.raises(InputError, match="connue et positive"):
        vigilance_index(districts(x=[0.0]), {"x": 1})
