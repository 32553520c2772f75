"""Any table of a person: encodings, separators, titles, sheets, codes and marks."""

import zipfile

import openpyxl
import pandas as pd
import pytest

from geotools.errors import InputError
from geotools.sources.marks import code_text, is_absent, is_mark, is_withheld, number
from geotools.sources.plain_tables import is_code_name, read_plain_table, read_text_tables
from geotools.sources.reading import Notes

ROWS = [
    ["insee_com", "libellé", "ménages"],
    ["01004", "Ambérieu été", "12"],
    ["93001", "Épinay", "s"],
]


def text(rows, separator=";"):
    return "".join(separator.join(row) + "\n" for row in rows)


def read(path, layer=None):
    notes = Notes()
    return read_plain_table(path, notes, layer), notes.lines


def expected(frame):
    assert frame["insee_com"].tolist() == ["01004", "93001"]
    assert frame["libellé"].tolist() == ["Ambérieu été", "Épinay"]
    assert frame["ménages"].tolist()[0] == 12 and pd.isna(frame["ménages"].iloc[1])


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8", "utf-8-sig", "cp1252", "latin-1", "iso-8859-15", "cp850", "mac_roman", "utf-16",
        "utf-16-le", "utf-16-be", "utf-32",
    ],
)  # fmt: skip
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_encoding_and_separator_gives_the_same_table(tmp_path, encoding, separator):
    path = tmp_path / "f.csv"
    path.write_bytes(text(ROWS, separator).encode(encoding))
    frame, notes = read(path)
    expected(frame)
    assert "ménages : 1 cellule(s) « s » lue(s) comme absente(s)." in notes


@pytest.mark.parametrize(
    "before",
    [
        "Titre du tableau\n",
        "Titre;;\n;;\n",
        "sep=;\n",
        "Extraction du 12/03/2024\nSource : bailleur, base\n\n",
        "\n\n\n",
    ],
)
def test_what_stands_above_the_header_is_passed_over(tmp_path, before):
    path = tmp_path / "f.csv"
    path.write_text(before + text(ROWS) + ";;\n\n", encoding="utf-8")
    expected(read(path)[0])


def test_a_file_of_one_column_whose_cells_hold_commas_is_not_shredded(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("adresse\nRue A, 3\nRue B, 4\n", encoding="utf-8")
    assert read(path)[0]["adresse"].tolist() == ["Rue A, 3", "Rue B, 4"]


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("a;b\n1,5;2,5\n3,5;4,5\n", encoding="utf-8")
    assert read(path)[0]["b"].tolist() == [2.5, 4.5]


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_workbook_keeps_the_zeros_of_codes_however_they_are_stored(tmp_path):
    path = workbook(
        tmp_path / "f.xlsx", {"a": [["insee", "n"], ["01004", 3], [1004, 4], [None, 5]]}
    )
    book = openpyxl.load_workbook(path)
    book["a"]["A3"].number_format = "00000"
    book.save(path)
    frame, _ = read(path)
    assert frame["insee"].tolist()[:2] == ["01004", "01004"] and frame["n"].tolist() == [3, 4, 5]


def test_a_sheet_can_be_named_and_the_others_are_told(tmp_path):
    path = workbook(tmp_path / "f.xlsx", {"a": [["x", "y"], [1, 2]], "b": [["z", "t"], [3, 4]]})
    first, notes = read(path)
    assert list(first) == ["x", "y"] and "1 autre(s) feuille(s)" in notes[0]
    assert list(read(path, "b")[0]) == ["z", "t"]
    with pytest.raises(InputError, match="pas de feuille « c »"):
        read(path, "c")


def test_every_sheet_is_read_as_text_for_the_audit(tmp_path):
    path = workbook(
        tmp_path / "f.xlsx",
        {"Notice": [["Lisez-moi"]], "a": [["Titre"], ["u", "n"], ["A", 12], ["B", "nc"]]},
    )
    tables = read_text_tables(path, Notes())
    assert {name: frame.to_dict("list") for name, frame in tables.items()} == {
        "f a": {"u": ["A", "B"], "n": ["12", "nc"]}
    }


def test_a_workbook_that_would_fill_the_memory_is_refused_unread(tmp_path):
    path = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 20_000_000)
    with pytest.raises(InputError, match="refusé avant lecture"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rien", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_not_a_workbook_is_refused(tmp_path, content):
    (tmp_path / "f.xlsx").write_bytes(content)
    with pytest.raises(InputError, match="ne s’ouvre pas"):
        read(tmp_path / "f.xlsx")


def test_codes_that_went_through_a_float_come_back(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("code_commune;n\n93001.0;1\n;2\n6.9123E+04;3\n", encoding="utf-8")
    assert read(path)[0]["code_commune"].tolist()[::2] == ["93001", "69123"]
    pd.DataFrame({"insee": [93001.0, None], "n": [1, 2]}).to_parquet(tmp_path / "f.parquet")
    assert read(tmp_path / "f.parquet")[0]["insee"].tolist()[0] == "93001"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"\xef\xbb\xbf", "est vide"),
        ("".encode("utf-16"), "est vide"),
        (b"a;b\n", "aucune ligne"),
        (b"a;b;a\n1;2;3\n", "plusieurs fois"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, words):
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(tmp_path / "f.csv")


MARKS = [
    "s", "c", "nd", "n.d.", "n.c.", "nc", "N/A", "N/A - secret", "NA", "*", "(s)", "//", "///", ":",
    "-", "moins de 11", "1 à 10", "<5", "< 11", "confidentiel", "#N/A", "NaN", "-2147483648",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_of_producers_is_missing_in_a_column_of_numbers(mark):
    assert is_mark(mark) and is_withheld(mark)
    assert pd.isna(number(mark)) or is_absent(mark)


def test_a_lost_code_is_not_invented():
    assert code_text("9.3E+04") is None and code_text("93001.5") is None
    assert code_text("12,0") == "12"


@pytest.mark.parametrize("name", ["INSEE_COM", "code_iris", "IRIS", "residence", "SIREN", "id"])
def test_names_of_codes(name):
    assert is_code_name(name)


@pytest.mark.parametrize("name", ["menages", "logements", "part_residence", "men_pauv", "x"])
def test_names_of_figures(name):
    assert not is_code_name(name)
