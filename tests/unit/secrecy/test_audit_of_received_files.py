"""``geotools audit`` on files of others: what is wrong is said in one sentence, exit 2 or 3."""

import subprocess
import sys

import geopandas as gpd
import pandas as pd
import pytest

from geotools.errors import GeotoolsError, InputError, MissingColumnError, SecrecyRefusedError
from geotools.operations import get_operation
from geotools.secrecy import audit_files

FORMATS = ("csv", "xlsx", "gpkg", "parquet")


def write(path, rows, columns=("code", "menages")):
    frame = pd.DataFrame(rows, columns=list(columns))
    if path.suffix == ".csv":
        frame.to_csv(path, index=False, sep=";")
    elif path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        places = gpd.points_from_xy(range(len(frame)), range(len(frame)))
        gpd.GeoDataFrame(frame, geometry=places, crs=2154).to_file(path, layer="iris")
    return path


def sentence(path, **more):
    with pytest.raises(InputError) as refusal:
        audit_files([path], **more)
    text = str(refusal.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_total_that_does_not_add_up_is_named_with_its_gap(tmp_path, kind):
    told = sentence(write(tmp_path / f"t.{kind}", [("A", 40), ("B", 30), ("Ensemble", 75)]))
    assert "ne s’additionnent pas" in told
    assert "Ensemble" in told
    assert " 5 " in told


@pytest.mark.parametrize("kind", FORMATS)
def test_a_total_row_gives_the_only_withheld_row_away(tmp_path, kind):
    path = write(tmp_path / f"t.{kind}", [("A", 40.0), ("B", None), ("Total", 47.0)])
    found = audit_files([path]).findings()
    assert found.query("garantie == 'G1'")["constat"].str.contains("donne 7").any()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_negative_count_is_named_by_column_and_row(tmp_path, kind):
    path = write(tmp_path / f"t.{kind}", [("A", 40), ("B", -3), ("C", 20)])
    told = sentence(path)
    assert "« menages » est négatif pour B" in told
    assert "-3" not in told


def test_a_negative_count_does_not_hide_behind_a_sound_one(tmp_path):
    path = tmp_path / "t.csv"
    write(path, [("A", 40, 20), ("B", 30, -1)], ("code", "menages", "apl"))
    assert "« apl » est négatif pour B" in sentence(path)
    assert audit_files([path], columns=["menages"]).passed


def test_totals_that_are_equal_in_every_format_pass(tmp_path):
    rows = [("A", 40), ("B", 30), ("Total", 70)]
    assert all(audit_files([write(tmp_path / f"t.{kind}", rows)]).passed for kind in FORMATS)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"columns": ["mennages"]}, "« mennages » n’est dans aucun des fichiers"),
        ({"columns": ["menages", "alp"]}, "« alp » n’est dans aucun"),
        ({"bases": {"apl": "menage"}}, "« apl » n’est dans aucun"),
        ({"unit": "iriss"}, "colonne d’unité « iriss » est absente"),
    ],
)
def test_a_name_that_no_file_holds_is_refused_with_the_nearest_ones(tmp_path, asked, message):
    path = write(tmp_path / "t.csv", [("A", 40), ("B", 30)])
    with pytest.raises(MissingColumnError, match=message) as refusal:
        audit_files([path], **asked)
    assert "menages" in str(refusal.value)


def test_an_unknown_zoning_is_refused_with_the_nearest_ones():
    layer = gpd.GeoDataFrame(
        {"menages": [40, 30], "iris": ["A", "B"]},
        geometry=gpd.points_from_xy([0, 1], [0, 1]),
        crs=2154,
    )
    values = {"features": layer, "counts": ["menages"], "zonings": ["irris"]}
    for operation in ("auditrelease", "protect"):
        with pytest.raises(GeotoolsError, match=r"« irris ».*Noms proches.*« iris »"):
            get_operation(operation).run(values)


def test_findings_of_an_operation_are_a_result_unless_it_is_told_to_stop(tmp_path):
    path = write(tmp_path / "t.csv", [("A", 40), ("B", 8)])
    run = get_operation("auditfiles").run
    findings, reading = run({"file": path})
    assert set(reading["lecture"]) == {"unité", "effectif"}
    assert set(findings["unite"]) == {"B"}
    with pytest.raises(SecrecyRefusedError, match="t B"):
        run({"file": path, "strict": True})


@pytest.mark.parametrize(
    ("rows", "command", "code"),
    [
        ([("A", 40), ("B", 30)], ["audit"], 0),
        ([("A", 40), ("B", 8)], ["audit"], 3),
        ([("A", 40), ("B", -8)], ["audit"], 2),
        ([("A", 40), ("B", 8)], ["audit-file", "--strict", "--output", "{out}", "--file"], 3),
    ],
)
def test_exit_codes_tell_a_script_what_happened(tmp_path, rows, command, code):
    path = write(tmp_path / "t.csv", rows)
    options = [option.format(out=tmp_path / "constats.csv") for option in command]
    done = subprocess.run(
        [sys.executable, "-m", "geotools", *options, path],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "constats.csv").exists()
