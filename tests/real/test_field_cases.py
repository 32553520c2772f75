"""Small inputs that failed in the field: through the real command line, each is right."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest

FIELD_CASES = Path(__file__).resolve().parents[3] / "shared" / "field-cases"


@pytest.fixture(scope="module")
def cases():
    if not FIELD_CASES.is_dir():
        pytest.skip("les cas de terrain (../shared/field-cases) ne sont pas là")
    return FIELD_CASES


@pytest.fixture
def made(cases, tmp_path, monkeypatch):
    """Copy a case and run the script that makes its files."""

    def make(name):
        folder = tmp_path / name
        shutil.copytree(cases / name, folder)
        monkeypatch.chdir(folder)
        runpy.run_path(str(folder / "make.py"))
        return folder

    return make


def geotools(*words, code=0):
    """Run the command line; no traceback, no Python warning, the exit code that is expected."""
    done = subprocess.run(
        [sys.executable, "-m", "geotools", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr and "Warning" not in done.stderr, done.stderr
    assert "Erreur interne" not in done.stderr, done.stderr
    return " ".join(done.stderr.split())


def layer(path):
    return gpd.read_file(path, layer=pyogrio.list_layers(path)[0, 0])


@pytest.mark.parametrize(
    ("file", "labels"),
    [("table_cp1252/carreaux.csv", ["Quartier étendu"]), ("table_une_colonne/ids.csv", None)],
)
def test_a_table_in_windows_letters_or_of_one_column_is_read(cases, tmp_path, file, labels):
    geotools(
        "draw-tiles",
        "--table",
        cases / file,
        "--ids",
        "idcar_200m",
        "--output",
        tmp_path / "t.gpkg",
    )
    tiles = layer(tmp_path / "t.gpkg")
    assert len(tiles) == (1 if labels else 2)
    if labels:
        assert tiles["libellé"].tolist() == labels


@pytest.mark.parametrize("file", ["feuille2.xlsx", "titre.xlsx", "v.csv"])
def test_a_notice_title_rows_and_blank_rows_are_passed_over_and_told(cases, tmp_path, file):
    said = geotools(
        "read-points", "--kind", "residences", "--path",
        cases / "classeur_feuille2_et_titre" / file, "--output", tmp_path / "p.gpkg",
    )  # fmt: skip
    assert layer(tmp_path / "p.gpkg")["logements"].tolist() == [12, 30]
    assert "feuille" in said or "ligne(s)" in said


@pytest.mark.parametrize("file", ["zones_sans_crs.geojson", "zones_crs84.geojson"])
def test_metres_that_are_declared_degrees_are_refused_with_the_likely_system(made, tmp_path, file):
    folder = made("geojson_metres_sans_crs")
    said = geotools(
        "read-zoning", "--path", folder / file, "--kind", "qpv", "--output", tmp_path / "z.gpkg",
        code=2,
    )  # fmt: skip
    assert "en mètres" in said and "EPSG:2154" in said
