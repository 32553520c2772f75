"""Small inputs that failed in the field: through the real command line, each is right."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
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


def read(cases, tmp_path, command, file, *more, code=0):
    """Return the layer or table that a reader writes, and what it said."""
    target = tmp_path / "sortie.parquet"
    said = geotools(command, "--path", cases / file, *more, "--output", target, code=code)
    if code:
        return None, said
    try:
        return gpd.read_parquet(target), said
    except ValueError:
        return pd.read_parquet(target), said


def test_the_flag_of_2015_tells_the_imputed_tiles(cases, tmp_path):
    file = "filosofi2015_impute/Filosofi2015_carreaux_200m_metropole.csv"
    tiles, said = read(cases, tmp_path, "read-filosofi", file)
    assert tiles["impute"].tolist() == [False, True, True]
    assert "2 carreau(x) imputé(s)" in said


@pytest.mark.parametrize("file", ["fd_logemt_pandas.csv", "fd_logemt_origine.csv"])
def test_census_codes_that_went_through_a_float_are_read(cases, tmp_path, file):
    rows, said = read(cases, tmp_path, "read-census", f"recensement_codes_flottants/{file}")
    assert rows.loc[rows["hlm"].fillna(False), "poids"].sum() == 40
    assert set(rows["commune"][:3]) == {"69381"}
    assert rows["hlm"].isna().sum() == 1 and "HLML : 1 modalité(s) vide(s)" in said


@pytest.mark.parametrize(
    ("file", "column", "expected"),
    [
        ("r_q33f.csv", "position_fine", [False, True, True]),
        ("r_finf.csv", "finan_famille", ["PLUS après 1977", "PLUS avant 1977"]),
        ("r_depfloat.csv", "depcom", ["69123"]),
        ("r_epsgfloat.csv", "position_fine", [True]),
    ],
)
def test_rpls_codes_that_went_through_a_float_are_read(cases, tmp_path, file, column, expected):
    rows, _ = read(cases, tmp_path, "read-rpls", f"rpls_codes_flottants/{file}")
    assert rows[column].tolist() == expected
    assert rows.geometry.notna().all()


def test_overseas_dwellings_are_not_distorted(cases, tmp_path):
    file = "rpls_outremer_crs_defaut/r_reunion.csv"
    _, said = read(cases, tmp_path, "read-rpls", file, code=2)
    assert "EPSG:2975" in said
    rows, _ = read(cases, tmp_path, "read-rpls", file, "--crs", "EPSG:2975")
    assert rows.geometry.iloc[0].distance(rows.geometry.iloc[1]) == pytest.approx(100)


def test_a_file_that_mixes_territories_keeps_one_and_tells_the_others(cases, tmp_path):
    rejects = tmp_path / "rejets.csv"
    rows, _ = read(
        cases, tmp_path, "read-rpls", "rpls_outremer_crs_defaut/r_mixte.csv",
        "--output-rejects", rejects,
    )  # fmt: skip
    assert rows.geometry.notna().tolist() == [True, True, False, False]
    told = rejects.read_text(encoding="utf-8-sig")
    assert "EPSG:2975" in told and "EPSG:5490" in told


@pytest.mark.parametrize(
    ("file", "areas"),
    [("dernier.gpkg", [250_000]), ("milieu.gpkg", [250_000, 125_000, 125_000]),
     ("premier.gpkg", [125_000, 250_000])],
)  # fmt: skip
def test_a_flat_polygon_is_rejected_and_the_others_are_written(cases, tmp_path, file, areas):
    rejects = tmp_path / "rejets.csv"
    zones, _ = read(
        cases, tmp_path, "read-zoning", f"polygone_degenere/{file}", "--kind", "qpv",
        "--output-rejects", rejects,
    )  # fmt: skip
    assert zones.area.round().tolist() == areas
    assert rejects.read_text(encoding="utf-8-sig").count("sans surface") == 1


@pytest.mark.parametrize("residences", ["res_2154.gpkg", "res_3857.gpkg"])
def test_web_mercator_does_not_stretch_distances(cases, tmp_path, residences):
    folder = cases / "web_mercator_distance"
    target = tmp_path / "d.parquet"
    geotools(
        "nearest-zone", "--residences", folder / residences, "--zones", folder / "qpv_3857.gpkg",
        "--output", target,
    )  # fmt: skip
    found = gpd.read_parquet(target)
    assert found["qpv_distance"].round(1).tolist() == [250, 300, 350]
    assert found["qpv_position"].tolist() == ["frange", "hors", "hors"]


def test_neighbours_within_sixty_true_metres_are_found_in_web_mercator(cases, tmp_path):
    said = geotools(
        "neighbour-links", "--features", cases / "web_mercator_distance" / "res_3857.gpkg",
        "--weights", "distance:60", "--output", tmp_path / "n.parquet",
    )  # fmt: skip
    assert "1,33 voisins" in said
    assert gpd.read_parquet(tmp_path / "n.parquet")["longueur"].round().tolist() == [50] * 4
