"""What a file holds before it is loaded."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from geotools._compat import installed
from geotools.errors import ConfigurationError, GeometryError, InputError
from geotools.sources import inspect_source, inspection, read_layer, read_zoning
from geotools.sources.inspection import check_crs, extents, outside_france


def layer():
    return gpd.GeoDataFrame(
        {"code": ["a", "b"], "n": [1, 2]},
        geometry=[shapely.Point(525_000, 6_700_000), shapely.Point(526_000, 6_700_000)],
        crs=2154,
    )


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp"])
def test_fiona_and_pyogrio_agree(tmp_path, name, monkeypatch):
    path = tmp_path / name
    layer().to_file(path)
    by_fiona = inspect_source(path)
    monkeypatch.setattr(inspection, "installed", lambda package: False)
    by_pyogrio = inspect_source(path)
    for found in (by_fiona, by_pyogrio):
        assert (found.layer, found.layers, found.count) == ("a", ("a",), 2)
        assert (list(found.columns), found.geometry, found.crs) == (
            ["code", "n"],
            "Point",
            "EPSG:2154",
        )


def test_tables(tmp_path):
    table = pd.DataFrame({"code": ["01"], "n": [1]})
    table.to_csv(tmp_path / "a.csv", sep=";", index=False)
    table.to_excel(tmp_path / "a.xlsx", index=False)
    names = ["a.csv", "a.xlsx"]
    if installed("pyarrow"):
        table.to_parquet(tmp_path / "a.parquet")
        names.append("a.parquet")
    for name in names:
        found = inspect_source(tmp_path / name)
        assert list(found.columns) == ["code", "n"]
        assert (found.layer, found.geometry, found.crs) == (None, None, None)


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_a_layer_without_crs_is_said_to_have_none(tmp_path, monkeypatch):
    frame = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.Point(0, 0)])
    frame.to_file(tmp_path / "a.gpkg", engine="pyogrio")
    assert inspect_source(tmp_path / "a.gpkg").crs is None
    monkeypatch.setattr(inspection, "installed", lambda package: False)
    assert inspect_source(tmp_path / "a.gpkg").crs is None


def test_geoparquet(tmp_path):
    pytest.importorskip("pyarrow")
    layer().to_parquet(tmp_path / "a.parquet")
    found = inspect_source(tmp_path / "a.parquet")
    assert (found.geometry, found.crs, found.count) == ("Point", "EPSG:2154", 2)
    assert list(found.columns) == ["code", "n"]


def test_a_missing_file_names_its_neighbours(tmp_path):
    layer().to_file(tmp_path / "communes.gpkg")
    with pytest.raises(InputError, match=r"« communes.gpkg »"):
        inspect_source(tmp_path / "comunes.gpkg")
    with pytest.raises(InputError, match="n’existe pas, ni son dossier"):
        inspect_source(tmp_path / "rien" / "a.gpkg")


@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet", "a.xlsx"])
def test_a_damaged_file_is_refused(tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    (tmp_path / name).write_bytes(b"not a file of that kind")
    with pytest.raises(InputError, match="ne s’ouvre pas"):
        inspect_source(tmp_path / name)


def test_the_layer_is_to_be_chosen(tmp_path):
    layer().to_file(tmp_path / "a.gpkg", layer="un")
    layer().to_file(tmp_path / "a.gpkg", layer="deux")
    with pytest.raises(ConfigurationError, match="2 couches : un, deux"):
        inspect_source(tmp_path / "a.gpkg")
    assert inspect_source(tmp_path / "a.gpkg", "deux").layers == ("un", "deux")


def test_crs_checks():
    assert check_crs("EPSG:2154", "c").to_epsg() == 2154
    assert check_crs(None, "c", declared="EPSG:2154").to_epsg() == 2154
    with pytest.raises(GeometryError, match="pas de système"):
        check_crs(None, "c")
    with pytest.raises(GeometryError, match="est en EPSG:2975 alors que EPSG:2154"):
        check_crs("EPSG:2975", "c", declared="EPSG:2154")
    with pytest.raises(GeometryError, match="projeté en mètres"):
        check_crs("EPSG:4326", "c", projected=True)


# Town halls, longitude and latitude: facts independent of the extents.
TOWNS = {
    2154: [(0.685, 47.394), (9.45, 42.70), (-4.49, 48.39), (2.38, 51.03)],
    5490: [(-61.07, 14.61), (-61.73, 16.00), (-63.08, 18.07)],
    2972: [(-52.33, 4.93), (-54.03, 5.50)],
    2975: [(55.45, -20.88), (55.48, -21.34)],
    4471: [(45.23, -12.78)],
}


@pytest.mark.parametrize("code", sorted(TOWNS))
def test_french_towns_are_in_france(code):
    points = gpd.GeoSeries(gpd.points_from_xy(*zip(*TOWNS[code], strict=True)), crs=4326)
    points = points.to_crs(code)
    x, y = points.x.to_numpy(), points.y.to_numpy()
    assert not outside_france(x, y, CRS.from_epsg(code), "c").any()
    with pytest.raises(GeometryError):
        outside_france(x + 5e6, y, CRS.from_epsg(code), "c")


def test_another_crs_is_guessed():
    x, y = np.array([338_000.0]), np.array([7_691_000.0])  # Saint-Denis de La Réunion
    with pytest.raises(GeometryError, match="EPSG:2975"):
        outside_france(x, y, CRS.from_epsg(2154), "c")


def test_a_crs_without_extent_is_not_checked():
    assert 32740 not in extents()
    assert not outside_france(np.array([9e9]), np.array([9e9]), CRS.from_epsg(32740), "c").any()


def test_a_list_in_a_layer_is_text_and_one_in_the_code_does_no_harm(tmp_path):
    shape = '{"type":"Polygon","coordinates":[[[4.8,45.7],[4.81,45.7],[4.81,45.71],[4.8,45.7]]]}'
    features = ",".join(
        f'{{"type":"Feature","properties":{{"code":"{code}","mots":["{code}","z"]}},'
        f'"geometry":{shape}}}'
        for code in "ab"
    )
    path = tmp_path / "listes.geojson"
    path.write_text(f'{{"type":"FeatureCollection","features":[{features}]}}')
    assert read_layer(path)["mots"].tolist() == ['["a", "z"]', '["b", "z"]']
    assert read_zoning(path, "autre", code="mots").frame.index.tolist() == [
        '["a", "z"]',
        '["b", "z"]',
    ]
