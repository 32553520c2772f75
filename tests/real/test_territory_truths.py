"""Official answers on real files: QPV, IRIS, tiles."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.territory import (
    ZoneIndex,
    join_zonings,
    load_index,
    nearest_zone,
    save_index,
    stream_join,
    tile_ids,
    tile_polygons,
    zone_pairs,
)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def bondy(real_data):
    table = pd.read_csv(real_data / "seine-saint-denis/rpls2020_bondy.csv", sep=";", dtype=str)
    x, y = (pd.to_numeric(table[c].str.replace(",", ".")) for c in "XY")
    located = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=2154).where(x.notna())
    return gpd.GeoDataFrame(table, geometry=located)


@pytest.fixture(scope="module")
def qpv(real_data):
    return gpd.read_file(real_data / "seine-saint-denis/qpv2015_bondy.gpkg").set_index("C_NQPV")


@pytest.fixture(scope="module")
def seine_saint_denis(real_data):
    table = pd.read_parquet(
        real_data / "seine-saint-denis/rpls2020.parquet", columns=["DEPCOM", "PLG_IRIS", "X", "Y"]
    )
    x, y = (table[c].astype(float) for c in "XY")
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(x, y), crs=2154)


@pytest.fixture(scope="module")
def iris(real_data):
    return gpd.read_file(real_data / "seine-saint-denis/iris2022.gpkg").set_index("CODE_IRIS")


def test_bondy_by_polygon(bondy, qpv):
    found = join_zonings(bondy, {"qpv": qpv})
    assert len(found) == 9_627
    assert found["qpv_n"].notna().sum() == 9_475
    assert found["qpv_code"].value_counts().to_dict() == {
        "QP093012": 1_295,
        "QP093013": 376,
        "QP093014": 4_317,
    }
    assert (found["qpv_n"] == 0).sum() == 3_487


def test_bondy_distance_agrees_with_the_join(bondy, qpv):
    joined, near = join_zonings(bondy, {"qpv": qpv}), nearest_zone(bondy, qpv)
    assert (near["qpv_position"] == "dans").sum() == (joined["qpv_n"] > 0).sum() == 5_988
    inside = near["qpv_position"].eq("dans").fillna(False)
    assert (near["qpv_proche"] == joined["qpv_code"])[inside].all()


def test_iris_by_geometry_agrees_with_the_official_join(seine_saint_denis, iris):
    found = join_zonings(seine_saint_denis, {"iris": iris})
    located = found["iris_n"].notna()
    assert len(found) == 231_016
    assert (~located).sum() == 267
    official = found["DEPCOM"].astype(str) + found["PLG_IRIS"].astype(str)
    assert (found["iris_code"] == official)[located].fillna(False).mean() >= 0.996


@pytest.mark.parametrize("predicate", ["intersects", "within"])
def test_pairs_are_those_of_geopandas(seine_saint_denis, iris, predicate):
    located = seine_saint_denis[seine_saint_denis["X"].notna()]
    ours = zone_pairs(located, iris, edge=predicate)
    theirs = gpd.sjoin(located[["geometry"]], iris[["geometry"]], predicate=predicate)
    theirs = theirs["CODE_IRIS"].rename("zone").rename_axis("residence").reset_index()
    key = ["residence", "zone"]
    pd.testing.assert_frame_equal(
        ours.astype({"zone": str}).sort_values(key, ignore_index=True),
        theirs.astype({"zone": str}).sort_values(key, ignore_index=True),
        check_dtype=False,
    )


@pytest.mark.parametrize("crs", [3035, 2154, 4326, 3949])
def test_identifiers_of_tile_centres_are_the_official_ones(real_data, crs):
    tiles = gpd.read_file(real_data / "seine-saint-denis/filosofi2019_200m.gpkg")
    centres = tiles.geometry.centroid.to_crs(crs)
    assert len(tiles) == 426
    for column, size in (("idcar_200m", 200), ("idcar_1km", 1000)):
        assert (tile_ids(centres.x, centres.y, crs=crs, size=size) == tiles[column]).all()
    drawn = tile_polygons(tiles["idcar_200m"])
    assert drawn.crs == tiles.crs
    assert drawn.geom_equals(tiles.geometry).all()


@pytest.mark.parametrize("crs", [5490, 4326])
def test_martinique_at_every_level(real_data, crs):
    table = pd.read_csv(real_data / "martinique/filosofi2017_200m.csv")
    centres = tile_polygons(table["Idcar_200m"]).centroid.to_crs(crs)
    assert len(table) == 11_132
    assert (tile_ids(centres.x, centres.y, crs=crs) == table["Idcar_200m"]).all()
    level = table["Idcar_nat"].str.extract(r"RES(\d+)m")[0].astype(int).to_numpy()
    for size in np.unique(level):
        here = level == size
        found = tile_ids(centres.x[here], centres.y[here], crs=crs, size=int(size))
        assert (found == table["Idcar_nat"][here]).all()


def test_the_invalid_qpv_of_occitanie_are_repaired_and_counted(real_data):
    rough = gpd.read_file(real_data / "rough/qpv2015_occitanie_invalid_geometries.geojson")
    index = ZoneIndex.build(rough, "QPV d’Occitanie")
    assert len(index.codes) == 105
    assert "32 géométrie(s) invalide(s)" in index.zones.notes[0]


def test_the_cells_a_saved_index_and_a_stream_give_the_same_codes(
    seine_saint_denis, iris, real_data, tmp_path
):
    wanted = join_zonings(seine_saint_denis, {"iris": iris})["iris_code"]
    save_index(ZoneIndex.build(iris), tmp_path / "iris.npz")
    index = load_index(tmp_path / "iris.npz")
    counts = stream_join(
        real_data / "seine-saint-denis/rpls2020.parquet",
        {"iris": index},
        tmp_path / "out.parquet",
        xy=("X", "Y"),
        crs=2154,
    )
    assert (counts.rows, counts.located, counts.joined["iris"]) == (231_016, 230_749, 230_714)
    found = gpd.read_parquet(tmp_path / "out.parquet", columns=["iris_code", "geometry"])
    pd.testing.assert_series_equal(
        found["iris_code"].astype("string"), wanted.astype("string"), check_index=False
    )
    assert found.geometry.notna().sum() == 230_749
