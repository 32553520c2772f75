"""The GeoPackage holds what was given, styled, and nothing else."""

import getpass
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest

from geotools.errors import ConfigurationError, InputError
from geotools.outputs import LayerSpec, write_geopackage


@pytest.fixture
def table():
    frame = pd.DataFrame({"total": [1.5]}, index=pd.Index(["T"], name="code"))
    return LayerSpec("synthese", "Synthèse", frame)


@pytest.fixture
def written(tmp_path, layer, table, proof):
    return write_geopackage(tmp_path / "out.gpkg", [layer, table], metadata=proof)


def query(path, sql):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def test_rows_codes_and_geometries_come_back(written, units):
    back = gpd.read_file(written, layer="groupes").set_index("code")
    assert list(back.index) == list(units.index)
    assert back.crs.to_epsg() == 2154
    assert back.geometry.geom_equals(units.geometry).all()
    pd.testing.assert_series_equal(back["apl"], units["apl"])
    assert back["libelle"].tolist() == units["libelle"].tolist()


def test_whole_numbers_stay_whole_and_withheld_is_null(written):
    rows = query(written, "SELECT typeof(menages), menages FROM groupes ORDER BY fid")
    assert rows[0] == ("integer", 120)
    assert [kind for kind, _ in rows] == [
        "integer",
        "integer",
        "null",
        "integer",
        "null",
        "integer",
    ]


def test_titles_descriptions_aliases_and_index(written, layer):
    contents = dict(query(written, "SELECT table_name, identifier FROM gpkg_contents"))
    assert contents["groupes"] == "Groupes de résidences"
    described = query(written, "SELECT description FROM gpkg_contents WHERE table_name='groupes'")
    assert described == [(layer.description,)]
    titles = dict(query(written, "SELECT column_name, title FROM gpkg_data_columns"))
    assert titles["apl"] == "Ménages bénéficiaires de l’APL"
    assert query(written, "SELECT count(*) FROM rtree_groupes_geom") == [(6,)]


def test_the_default_style_reads_the_field_and_the_aliases(written):
    rows = query(
        written,
        "SELECT styleName, styleQML, useAsDefault, owner, f_geometry_column FROM layer_styles "
        "ORDER BY id",
    )
    assert [row[2] for row in rows] == [1, 0, 0]
    name, qml, _, owner, column = rows[0]
    assert (name, owner, column) == (
        "Indice de précarité (100 = territoire de référence)",
        "",
        "geom",
    )
    root = ET.fromstring(qml.split("\n", 1)[1])
    aliases = {item.get("field"): item.get("name") for item in root.iter("alias")}
    assert aliases["grappe"] == "Grappe"
    filters = [rule.get("filter") for rule in root.iter("rule")]
    assert '"indice_precarite" IS NULL' in filters
    assert '"indice_precarite" >= 95 AND "indice_precarite" < 105' in filters


def test_the_proof_travels(written, proof):
    rows = query(written, "SELECT metadata FROM gpkg_metadata WHERE mime_type='application/json'")
    assert json.loads(rows[0][0]) == dict(proof.items())
    (text,) = query(
        written,
        "SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON id = md_file_id "
        "WHERE table_name = 'groupes'",
    )[0]
    assert ET.fromstring(text).findtext("title") == "Groupes de résidences"
    assert "Seuil : 11 unités" in ET.fromstring(text).findtext("abstract")


def test_nothing_is_left_over(written, tmp_path):
    assert query(written, "PRAGMA freelist_count") == [(0,)]
    assert query(written, "PRAGMA integrity_check") == [("ok",)]
    content = written.read_bytes()
    assert str(tmp_path).encode() not in content
    assert f"/home/{getpass.getuser()}".encode() not in content
    assert list(tmp_path.iterdir()) == [written]


def test_the_same_input_gives_the_same_bytes(tmp_path, layer, table, proof):
    one = write_geopackage(tmp_path / "1" / "x.gpkg", [layer, table], metadata=proof, project="x")
    two = write_geopackage(tmp_path / "2" / "x.gpkg", [layer, table], metadata=proof, project="x")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"style": "precarit"}, ConfigurationError, "« precarite »"),
        ({"themes": {"aple": ""}}, ConfigurationError, "« aple », absent. Noms proches : « apl »"),
    ],
)
def test_a_wrong_style_or_field_is_named(tmp_path, layer, proof, change, error, message):
    with pytest.raises(error, match=message):
        write_geopackage(tmp_path / "x.gpkg", [replace(layer, **change)], metadata=proof)
    assert not list(tmp_path.iterdir())


def test_doubled_codes_doubled_names_and_missing_crs_are_refused(tmp_path, layer, units, proof):
    doubled = layer.with_frame(pd.concat([units, units.iloc[:1]]))
    with pytest.raises(InputError, match="codes répétés : 01004"):
        write_geopackage(tmp_path / "x.gpkg", [doubled], metadata=proof)
    with pytest.raises(ConfigurationError, match="même nom technique : groupes"):
        write_geopackage(tmp_path / "x.gpkg", [layer, layer], metadata=proof)
    with pytest.raises(InputError, match="système de coordonnées"):
        bare = layer.with_frame(units.set_crs(None, allow_override=True))
        write_geopackage(tmp_path / "x.gpkg", [bare], metadata=proof)
    with pytest.raises(InputError, match=r"extension \.gpkg"):
        write_geopackage(tmp_path / "x.shp", [layer], metadata=proof)
