"""Tile identifiers by arithmetic, squares, counts."""

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame, GeoSeries
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import Point

from geotools._compat import installed
from geotools.errors import GeometryError, InputError
from geotools.territory import (
    _labels,
    add_tile_ids,
    count_in_tiles,
    draw_tiles,
    tile_ids,
    tile_polygons,
)
from geotools.territory.grids import grids, tile_sizes

OFFICIAL = "CRS3035RES200mN2891800E3770600"


def test_the_south_west_corner_names_the_tile_and_belongs_to_it():
    x = [3_770_600, 3_770_799.999, 3_770_800, 3_770_600, 3_770_600]
    y = [2_891_800, 2_891_999.999, 2_891_800, 2_892_000, 2_891_799.999]
    assert tile_ids(x, y, crs=3035).tolist() == [
        OFFICIAL,
        OFFICIAL,
        "CRS3035RES200mN2891800E3770800",
        "CRS3035RES200mN2892000E3770600",
        "CRS3035RES200mN2891600E3770600",
    ]


def test_higher_levels_contain_the_lower_ones():
    assert tile_ids([3_770_700], [2_891_900], crs=3035, size=1000).tolist() == [
        "CRS3035RES1000mN2891000E3770000"
    ]
    # idcar_nat of Filosofi 2017, Martinique.
    assert tile_ids([729_700], [1_594_500], crs=5490, size=4000).tolist() == [
        "CRS5490RES4000mN1592000E728000"
    ]


def test_points_that_are_not_located_get_na():
    found = tile_ids([3_770_700, np.nan, 3_770_700], [2_891_900, 2_891_900, np.nan], crs=3035)
    assert pd.isna(found).tolist() == [False, True, True]
    assert pd.isna(tile_ids([np.nan], [np.nan], crs=2154)).all()
    assert len(tile_ids([], [], crs=2154)) == 0


def test_each_territory_has_its_grid_from_world_coordinates():
    towns = {
        3035: (2.48, 48.90),
        5490: (-61.06, 14.61),
        2972: (-52.33, 4.93),
        2975: (55.45, -20.88),
        4471: (45.23, -12.78),
    }
    x, y = (np.array(c) for c in zip(*towns.values(), strict=True))
    found = tile_ids(x, y, crs=4326).tolist()
    assert [text[3:7] for text in found] == [str(code) for code in towns]
    for (code, (lon, lat)), text in zip(towns.items(), found, strict=True):
        east, north = Transformer.from_crs(4326, code, always_xy=True).transform(lon, lat)
        assert text == f"CRS{code}RES200mN{int(north // 200) * 200}E{int(east // 200) * 200}"


def test_swapped_or_foreign_coordinates_are_refused():
    with pytest.raises(GeometryError, match=r"1 point\(s\).*lignes 2"):
        tile_ids([652_000, 6_861_000], [6_861_000, 652_000], crs=2154)
    with pytest.raises(GeometryError, match="lignes 1"):
        tile_ids([13.4], [52.5], crs=4326)
    with pytest.raises(GeometryError, match="EPSG:26986"):
        tile_ids([230_000], [900_000], crs=26986)


@pytest.mark.parametrize("size", [0, 300, 500])
def test_sizes_are_those_of_insee(size):
    with pytest.raises(InputError, match="côté"):
        tile_ids([1.0], [1.0], crs=3035, size=size)


def test_x_and_y_have_the_same_length():
    with pytest.raises(InputError, match="même longueur"):
        tile_ids([1.0, 2.0], [1.0], crs=3035)


inside = st.tuples(
    st.integers(3_300_000, 4_100_000),
    st.integers(2_100_000, 3_000_000),
    st.sampled_from(tile_sizes()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(inside, min_size=1, max_size=30))
def test_a_square_contains_the_points_that_its_identifier_names(rows):
    for x, y, size in rows:
        square = tile_polygons(tile_ids([x], [y], crs=3035, size=size)).iloc[0]
        west, south, east, north = square.bounds
        assert west <= x < east
        assert south <= y < north
        assert square.area == size**2


def test_squares_keep_the_index_of_a_series_or_take_the_identifiers():
    ids = pd.Series([OFFICIAL, None], index=["a", "b"])
    squares = tile_polygons(ids)
    assert squares.index.tolist() == ["a", "b"]
    assert squares.crs == 3035
    assert squares["a"].bounds == (3_770_600, 2_891_800, 3_770_800, 2_892_000)
    assert squares["b"] is None
    assert tile_polygons([OFFICIAL]).index.tolist() == [OFFICIAL]


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        (["CRS3035RES200mN28E"], "illisibles : CRS3035RES200mN28E"),
        ([OFFICIAL, "CRS5490RES200mN1592600E728800"], "EPSG:3035, EPSG:5490"),
        ([None], "aucun identifiant"),
        (["CRS2154RES200mN200E200"], "EPSG:2154"),
    ],
)
def test_bad_identifiers_are_refused(ids, message):
    with pytest.raises(InputError, match=message):
        tile_polygons(ids)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 10**8), st.booleans()), max_size=40),
    st.sampled_from(sorted({installed("pyarrow"), False})),
)
def test_labels_are_python_s_own_text_on_every_path(rows, arrow):
    """With Arrow or without: the same text."""
    first, second, valid = (np.array([r[k] for r in rows]) for k in range(3))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_labels, "installed", lambda package: arrow)
        found = _labels.write_labels(
            "CRS1RES2mN", "E", first.astype(np.int64), second.astype(np.int64), valid.astype(bool)
        )
    expected = [f"CRS1RES2mN{a}E{b}" if ok else pd.NA for a, b, ok in rows]
    assert found.dtype == "string"
    assert found.tolist() == expected


def test_the_operations_name_their_column_as_insee_does():
    spots = GeoDataFrame(
        {"logements": [3, 4, 5, 6]},
        geometry=[Point(3_770_700, 2_891_900)] * 2 + [Point(3_770_900, 2_891_900), None],
        crs=3035,
    )
    assert "idcar_1km" in add_tile_ids(spots, size=1000)
    counted = count_in_tiles(spots, weight="logements")
    assert counted.index.name == "idcar_200m"
    assert counted["points"].tolist() == [2, 1]
    assert counted["logements"].tolist() == [7, 5]
    drawn = draw_tiles(pd.DataFrame({"id": [OFFICIAL], "v": [1]}, index=["k"]), "id")
    assert drawn.crs == 3035
    assert drawn.loc["k", "geometry"].equals(counted.geometry.iloc[0])


def test_the_grids_do_not_overlap():
    boxes = GeoSeries.from_wkt(
        [
            f"POLYGON(({w} {s},{e} {s},{e} {n},{w} {n},{w} {s}))"
            for w, s, e, n in (grid.bounds for grid in grids())
        ]
    )
    assert shapely.union_all(boxes.to_numpy()).area == pytest.approx(boxes.area.sum())
