"""Both ways of reading a layer give the same frame, and writing then reading gives it back."""

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

pytest.importorskip("qgis.core")


@pytest.fixture
def frame():
    """Every type that a layer holds, NULL among each."""
    points = shapely.points([(652_000.5 + i, 6_862_000.25) for i in range(4)])
    points[2] = None
    return gpd.GeoDataFrame(
        {
            "code": ["01004", None, "2A004", "é’« »"],
            "n": [1, 2, 3, 2**40],
            "n_null": [1.0, np.nan, 3.0, 4.0],
            "part": [0.1, np.nan, -1e300, 0.3],
            "oui": [True, False, True, True],
            "jour": pd.to_datetime(["2024-01-01", None, "1999-12-31", "2024-02-29"]).as_unit("ms"),
            "heure": pd.to_datetime(
                ["2024-01-01 10:11:12", None, "1999-12-31 23:59:59", "2024-07-01 00:00:01"]
            ).as_unit("ms"),
        },
        geometry=points,
        crs=2154,
    )


def layer_of(path, name="couche"):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(str(path), name, "ogr")
    assert layer.isValid()
    return layer


def reader_of(layer, given=None):
    from qgis_plugin.reading import describe

    return describe(layer, given)


def memory_layer(frame, aliases=None):
    """The frame in a memory layer, through our own writing."""
    from qgis.core import QgsMemoryProviderUtils

    from qgis_plugin import bridge, writing

    rows = writing.rows(frame, aliases=aliases)
    layer = QgsMemoryProviderUtils.createMemoryLayer(
        "m", rows.fields, rows.wkb_type, bridge.to_qgis_crs(frame.crs)
    )
    assert rows.write(layer.dataProvider(), lambda fraction: None)
    layer.updateExtents()
    return layer


@pytest.mark.parametrize("extension", ["gpkg", "shp"])
def test_reading_the_file_and_walking_through_qgis_give_the_same_frame(
    qgis, frame, tmp_path, extension
):
    path = tmp_path / f"couche.{extension}"
    frame.drop(columns="oui" if extension == "shp" else []).to_file(path)
    reader = reader_of(layer_of(path))
    assert reader.direct is not None
    walked = replace(reader, direct=None).read()
    assert_frame_equal(reader.read(), walked, check_dtype=True)
    assert "fid" not in walked.columns
    assert walked.crs == frame.crs


def test_the_feature_number_is_kept_when_the_person_chose_it(qgis, frame, tmp_path):
    frame.to_file(tmp_path / "couche.gpkg")
    reader = reader_of(layer_of(tmp_path / "couche.gpkg"))
    for way in (reader, replace(reader, direct=None)):
        assert way.read({"fid"})["fid"].tolist() == [1, 2, 3, 4]


def test_a_memory_layer_gives_back_what_was_written(qgis, frame):
    assert_frame_equal(reader_of(memory_layer(frame)).read(), frame)


def test_integers_with_null_keep_their_type_and_alias_through_an_operation(qgis, frame):
    from qgis.core import NULL, QgsField
    from qgis.PyQt.QtCore import QVariant

    from qgis_plugin import writing

    source = QgsField("n_null", QVariant.LongLong)
    source.setAlias("Effectif")
    rows = writing.rows(frame, {"n_null": source})
    field = rows.fields.field("n_null")
    assert (field.type(), field.alias()) == (QVariant.LongLong, "Effectif")
    assert rows.columns[rows.fields.indexOf("n_null")] == [1, None, 3, 4]
    layer = memory_layer(frame[["code", "geometry"]])
    values = [feature["code"] for feature in layer.getFeatures()]
    assert values == ["01004", NULL, "2A004", "é’« »"]


@pytest.mark.parametrize("extension", ["gpkg", "shp"])
@pytest.mark.parametrize("number", [(), ("fid",)])
def test_a_filter_and_a_selection_are_applied_in_the_file(qgis, frame, tmp_path, extension, number):
    from qgis.core import QgsProcessingFeatureSourceDefinition

    wide = gpd.GeoDataFrame(
        pd.concat([frame.drop(columns=["oui", "jour", "heure"])] * 3, ignore_index=True), crs=2154
    )
    wide["rang"] = np.arange(len(wide))
    wide.to_file(tmp_path / f"couche.{extension}")
    layer = layer_of(tmp_path / f"couche.{extension}")
    layer.setSubsetString('"rang" >= 3 AND "rang" <> 7')
    layer.selectByExpression('"rang" IN (4, 6, 10)')
    whole = reader_of(layer)
    assert whole.direct is not None
    assert_frame_equal(whole.read(number), replace(whole, direct=None).read(number))
    assert whole.read()["rang"].tolist() == [3, 4, 5, 6, 8, 9, 10, 11]
    some = reader_of(layer, QgsProcessingFeatureSourceDefinition(layer.id(), True))
    assert some.read()["rang"].tolist() == [4, 6, 10]


@pytest.mark.parametrize("change", ["edit", "virtual", "query"])
def test_a_layer_that_qgis_changes_is_never_read_from_its_file(qgis, frame, tmp_path, change):
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QVariant

    frame.to_file(tmp_path / "couche.gpkg")
    layer = layer_of(tmp_path / "couche.gpkg")
    if change == "query":
        layer.setSubsetString("SELECT * FROM couche WHERE n = 2")
    elif change == "edit":
        layer.startEditing()
        layer.addAttribute(QgsField("neuf", QVariant.LongLong))
        layer.changeAttributeValue(2, layer.fields().indexOf("neuf"), 7)
    elif change == "virtual":
        layer.addExpressionField("n * 2", QgsField("double", QVariant.LongLong))
    reader = reader_of(layer)
    assert reader.direct is None
    read = reader.read()
    if change == "query":
        assert read["n"].tolist() == [2]
    elif change == "edit":
        assert read["neuf"].fillna(0).tolist() == [0, 7, 0, 0]
    elif change == "virtual":
        assert read["double"].tolist() == [2, 4, 6, 2**41]


@pytest.mark.parametrize("extension", ["gpkg", "shp"])
def test_unsaved_edits_are_read_as_qgis_shows_them(qgis, frame, tmp_path, extension):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY

    path = tmp_path / f"couche.{extension}"
    frame[["code", "n_null", "part", "geometry"]].to_file(path)
    layer = layer_of(path)
    first, *_, last = (feature.id() for feature in layer.getFeatures())
    layer.startEditing()
    layer.deleteFeature(first)
    layer.changeAttributeValue(last, layer.fields().indexOf("code"), "modifié")
    layer.changeAttributeValue(last, layer.fields().indexOf("part"), None)
    layer.changeGeometry(first + 1, QgsGeometry.fromPointXY(QgsPointXY(1, 2)))
    for code in ("ajout un", "ajout deux"):
        added = QgsFeature(layer.fields())
        added["code"] = code
        added.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(7, 8)))
        layer.addFeature(added)
    reader = reader_of(layer)
    assert reader.direct is not None
    found, walked = reader.read(), replace(reader, direct=None).read()
    assert found["code"].fillna("").tolist() == ["", "2A004", "modifié", "ajout un", "ajout deux"]
    assert found.geometry.iloc[0] == shapely.Point(1, 2) and pd.isna(found["part"].iloc[2])
    ordered = ["code", "n_null"]
    assert_frame_equal(
        pd.DataFrame(found[ordered]).sort_values(ordered, ignore_index=True),
        pd.DataFrame(walked[ordered]).sort_values(ordered, ignore_index=True),
    )
    assert found.dtypes["n_null"] == walked.dtypes["n_null"]
    layer.rollBack()
    assert reader_of(layer).read()["code"].fillna("").tolist() == frame["code"].fillna("").tolist()


def test_a_layer_edited_everywhere_is_walked(qgis, frame, tmp_path, monkeypatch):
    from qgis_plugin import bridge

    frame.to_file(tmp_path / "couche.gpkg")
    layer = layer_of(tmp_path / "couche.gpkg")
    monkeypatch.setattr(bridge, "MOST_EDITS", 1)
    layer.startEditing()
    for number in (1, 2):
        layer.changeAttributeValue(number, layer.fields().indexOf("n"), 9)
    assert reader_of(layer).direct is None
    layer.rollBack()


def test_a_crs_without_authority_comes_and_goes_unchanged(qgis):
    from qgis.core import QgsCoordinateReferenceSystem

    from qgis_plugin import bridge

    local = QgsCoordinateReferenceSystem.fromProj(
        "+proj=tmerc +lat_0=47 +lon_0=0.7 +k=1 +x_0=10000 +y_0=20000 +ellps=GRS80 +units=m"
    )
    there = bridge.to_pyproj(local)
    assert there.is_projected
    assert bridge.to_qgis_crs(there, [local]) == local
    assert bridge.to_pyproj(bridge.to_qgis_crs(there)) == there
    assert bridge.to_qgis_crs(
        bridge.to_pyproj(QgsCoordinateReferenceSystem("EPSG:2154"))
    ).authid() == ("EPSG:2154")


def test_polygons_and_multipolygons_make_one_multipolygon_layer(qgis):
    from qgis.core import QgsWkbTypes

    from qgis_plugin import writing

    square = shapely.box(0, 0, 1, 1)
    double = shapely.multipolygons([square, shapely.box(2, 0, 3, 1)])
    rows = writing.rows(gpd.GeoDataFrame({"i": [1, 2, 3]}, geometry=[square, double, None]))
    assert rows.wkb_type == QgsWkbTypes.MultiPolygon
    back = [shapely.from_wkb(shape) for shape in rows.shapes]
    assert back[0].geom_type == "MultiPolygon" and back[0].equals(square)
    assert back[1].equals(double) and back[2] is None


def test_a_layer_without_a_row_is_written_with_its_usual_geometry(qgis):
    from qgis.core import QgsWkbTypes

    from qgis_plugin import writing

    empty = gpd.GeoDataFrame({"n": []}, geometry=[], crs=2154)
    assert writing.rows(empty, usual="Point").wkb_type == QgsWkbTypes.Point
    assert memory_layer(empty).featureCount() == 0


def test_a_named_index_becomes_the_first_column(qgis):
    from qgis_plugin import writing

    table = pd.DataFrame({"n": [1, 2]}, index=pd.Index(["a", "b"], name="code"))
    rows = writing.rows(table)
    assert rows.fields.names() == ["code", "n"]
    assert rows.columns == [["a", "b"], [1, 2]]


def test_days_stay_days(qgis):
    from qgis.PyQt.QtCore import QDate, QVariant

    from qgis_plugin import writing

    rows = writing.rows(pd.DataFrame({"jour": [dt.date(2024, 2, 29), None]}))
    assert rows.fields.field("jour").type() == QVariant.Date
    assert rows.columns[0] == [QDate(2024, 2, 29), None]
