"""The operations of this room: what a technician asks for in the toolbox."""

import json
import sqlite3
from contextlib import closing

import pytest

from geotools.errors import ConfigurationError, InputError
from geotools.operations import get_operation
from geotools.outputs import export_styled, get_style, recognise_style


def run(identifier, **values):
    (result,) = get_operation(identifier).run(values)
    return result


def test_a_map_is_a_pdf_of_the_page_asked_for(units):
    small = run("printmap", features=units, value="apl", page="A4")
    large = run("printmap", features=units, value="apl", page="A3")
    assert small.startswith(b"%PDF")
    assert b"/MediaBox [ 0 0 841.8" in small
    assert b"/MediaBox [ 0 0 1190.5" in large
    assert small == run("printmap", features=units, value="apl", page="A4")


def test_a_map_in_degrees_or_of_an_absent_field_is_refused(units):
    with pytest.raises(InputError, match="SCR projeté"):
        run("printmap", features=units.to_crs(4326))
    with pytest.raises(InputError, match="« apl »"):
        run("printmap", features=units, value="appl")


def test_the_exported_package_is_styled_and_holds_a_project(units, tmp_path):
    content = export_styled({"qpv": units[["libelle", "geometry"]], "groupes_2024": units})
    path = tmp_path / "x.gpkg"
    path.write_bytes(content)
    with closing(sqlite3.connect(path)) as database:
        chosen = dict(database.execute("SELECT f_table_name, styleName FROM layer_styles"))
        projects = database.execute("SELECT name FROM qgis_projects").fetchall()
        statement = database.execute(
            "SELECT metadata FROM gpkg_metadata WHERE mime_type='application/json'"
        ).fetchone()
    assert chosen == {
        "qpv": get_style("qpv").title,
        "groupes_2024": get_style("precarite").title,
    }
    assert projects == [("Diagnostic",)]
    assert "n’a pas été audité" in json.loads(statement[0])["Secret statistique"]


@pytest.mark.parametrize(
    ("name", "columns", "style"),
    [
        ("qpv", ["libelle"], "qpv"),
        ("couche", ["grappe"], "lisa"),
        ("couche", ["grappe", "indice_precarite"], "precarite"),
        ("lisa", ["grappe", "indice_precarite"], "lisa"),
        ("lisa", ["indice_precarite"], "precarite"),
        ("couche", ["x"], None),
    ],
)
def test_a_style_is_recognised_by_name_then_by_column(units, name, columns, style):
    found = recognise_style(units.reindex(columns=columns), name)
    assert (found.name if found else None) == style


def test_a_certificate_is_verified_by_its_file(tmp_path):
    (tmp_path / "rapport.html").write_bytes(b"abc")
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, « abc »
    files = [{"nom": "rapport.html", "sha256": sha}, {"nom": "carte.pdf", "sha256": sha}]
    path = tmp_path / "certificat.json"
    path.write_text(json.dumps({"fichiers": files}))
    found = run("verifycertificate", certificate=path)
    assert found.to_dict("records") == [{"fichier": "carte.pdf", "constat": "absent"}]
    path.write_text("{")
    with pytest.raises(InputError, match="certificat lisible"):
        run("verifycertificate", certificate=path)


def test_a_style_whose_field_is_absent_is_told(units):
    with pytest.raises(ConfigurationError, match="specialisation"):
        run("printmap", features=units, style="specialisation")
