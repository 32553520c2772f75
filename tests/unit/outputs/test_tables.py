"""CSV and XLSX: what a French spreadsheet opens."""

import csv
import io

import openpyxl
import pytest

from geotools.outputs import write_csv, write_workbook
from geotools.outputs.formatting import format_value


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
