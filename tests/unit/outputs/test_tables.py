"""CSV and XLSX: what a French spreadsheet opens."""

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from geotools.outputs import LayerSpec, write_csv, write_workbook
from geotools.outputs.formatting import format_frame, format_value
from geotools.outputs.tables import csv_text


def test_csv_is_what_french_excel_opens(tmp_path, layer):
    path = write_csv(tmp_path / "groupes.csv", layer)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [
        "Code",
        "Libellé",
        "Ménages",
        "Ménages bénéficiaires de l’APL (%)",
        "Indice de précarité",
        "Grappe",
    ]
    assert rows[1] == ["01004", "Les Tilleuls", "120", "50,0", "118,2", "HH"]
    assert rows[2][1] == "'=Bellevue"
    assert rows[3] == ["75101", "L’Île", "s", "s", "s", "s"]


def test_workbook_holds_numbers_codes_as_text_and_notes(tmp_path, layer, proof):
    path = write_workbook(tmp_path / "t.xlsx", [layer], metadata=proof)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Notes", "Groupes de résidences"]
    sheet = book["Groupes de résidences"]
    assert sheet["A2"].value == "01004"
    assert sheet["B3"].value == "=Bellevue"
    assert sheet["B3"].data_type == "s"
    assert (sheet["D3"].value, sheet["D3"].number_format) == (0.389, "0.0%")
    assert [cell.value for cell in sheet[4]][2:] == ["s", "s", "s", "s"]
    assert sheet.freeze_panes == "B2"
    notes = {row[0].value: row[1].value for row in book["Notes"].iter_rows()}
    assert notes["Seuil"] == "11 unités"
    assert notes["Base"] == "ménages locataires"
    assert "secret statistique" in notes["Marque « s »"]


def test_the_same_input_gives_the_same_workbook(tmp_path, layer, proof):
    one = write_workbook(tmp_path / "1.xlsx", [layer], metadata=proof)
    two = write_workbook(tmp_path / "2.xlsx", [layer], metadata=proof)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234567, "", "1\u202f234\u202f567"),
        (0.3889, "%", "38,9\u202f%"),
        (98.6853, "", "98,7"),
        (-5, "", "−5"),
        (float("nan"), "%", "s"),
        (None, "", "s"),
        (0.0004, "p", "< 0,001"),
        (0.0311, "p", "0,031"),
        ("2A004", "", "2A004"),
        (True, "", "oui"),
    ],
)
def test_a_value_is_written_in_french(value, unit, text):
    assert format_value(value, unit) == text


def test_absent_values_years_and_shares_are_told_apart(tmp_path, proof):
    frame = pd.DataFrame(
        {
            "libelle": ["Nord", None, "Sud"],
            "n": [10.0, np.nan, 0.0],
            "base": [57.0, 20.0, 0.0],
            "taux": [10 / 57, np.nan, np.nan],
            "annee": [2029, 2030, 2031],
            "p_ajustee": [0.00002, 0.04, 1.0],
        },
        index=pd.Index(["A", "B", "C"], name="code"),
    )
    depends = {"libelle": (), "annee": (), "taux": ("n", "base"), "p_ajustee": ()}
    layer = LayerSpec(
        "t", "T", frame, aliases={"n": "Ménages aidés", "taux": "Ménages aidés", "base": "Ménages"},
        units={"taux": "%", "p_ajustee": "p"}, depends=depends,
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(csv_text(layer)), delimiter=";"))
    header = [
        "Code",
        "libelle",
        "Ménages aidés",
        "Ménages",
        "Ménages aidés (%)",
        "annee",
        "p_ajustee",
    ]
    assert rows[0] == header and len(set(header)) == len(header)
    assert float(rows[1][4].replace(",", ".")) == pytest.approx(1000 / 57, rel=1e-11)
    assert rows[1][5:] == ["2029", "0,00002"]
    # B: the count is withheld, so is the rate; its name does not exist. C: there is no base.
    assert rows[2][1:5] == ["sans objet", "s", "20", "s"]
    assert rows[3][4] == "sans objet"
    shown = format_frame(layer.attributes(), layer.units, layer.withheld())
    assert shown["annee"].tolist() == ["2029", "2030", "2031"]
    assert shown["taux"].tolist() == ["17,5\u202f%", "s", "sans objet"]
    path = write_workbook(tmp_path / "t.xlsx", [layer], metadata=proof)
    sheet = openpyxl.load_workbook(path)["T"]
    assert [cell.value for cell in sheet[1]] == header
    assert sheet["F2"].number_format == "0" and "< 0,0001" in sheet["G2"].number_format
    assert [sheet["B3"].value, sheet["E3"].value, sheet["E4"].value] == [
        "sans objet",
        "s",
        "sans objet",
    ]


def test_weighted_counts_are_shown_whole():
    frame = pd.DataFrame({"n": [50_720.6, 11.4]})
    assert format_frame(frame, {"n": "effectif"})["n"].tolist() == ["50\u202f721", "11"]
