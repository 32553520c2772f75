"""The audit of received files: whatever the mark, the number or the name of the total, it looks."""

import random
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geotools import audit_tables, write_system
from geotools.errors import GeotoolsError, InputError
from geotools.secrecy import audit_files
from geotools.secrecy.audit.files import audit_frames, looked_at

MARKS = [
    *["s", "S", "c", "nd", "n.d.", "N.D.", "n.c.", "nc", "NC", "N/A", "n/a", "NA", "NA-secret"],
    *["*", "***", "(s)", "[s]", "x", "X", "//", "///", ":", "…", "...", "-", "–", "—", "?"],
    *[
        "confidentiel",
        "Confidentiel",
        "#N/A",
        "#N/D",
        "NaN",
        "nan",
        "NULL",
        "ns",
        "n.s.",
        "#VALEUR!",
    ],
    *[
        "N/A - secret",
        "N/A-secret",
        "secret stat.",
        " s ",
        "\u00a0nd\u202f",
        "zzz",
        "voir note",
        "n c",
    ],
    *["moins de 11", "Moins de 11 ménages", "1 à 10", "de 1 à 10", "<11", "< 11", "≤ 10"],
]
TOTALS = ["TOTAL", "EPCI", "CA du Val", "Territoire", "France", "Ensemble", "Val de Brume"]
SPACES = {"espace": " ", "insécable": "\u00a0", "fine": "\u202f", "droite": "'", "courbe": "’"}


def csv(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def named(audit):
    return {f.figures[0].unit for f in audit.breaches}


@pytest.mark.parametrize("mark", MARKS)
def test_a_small_figure_is_seen_whatever_mark_stands_beside_it(tmp_path, mark):
    path = csv(tmp_path / "t.csv", "u;menages;apl", "A;120;52", "B;80;8", f'C;90;"{mark}"')
    for bases in ({}, {"apl": "menages"}):
        audit = audit_files([path], bases=bases)
        assert "B" in named(audit)
        row = audit.reading.set_index("colonne").loc["apl"]
        assert (row["lecture"], row["chiffres"], row["retenus"]) == ("effectif", 2, 1)


@pytest.mark.parametrize(
    ("mark", "name"), [*[(mark, "CA du Val") for mark in MARKS], *[("nc", name) for name in TOTALS]]
)
def test_a_figure_behind_any_mark_is_deduced_from_its_total(tmp_path, mark, name):
    lines = ("u;menages;apl", "A;120;52", f'B;80;"{mark}"')
    for order in ((f"{name};200;60", *lines[1:]), (*lines[1:], f"{name};200;60")):
        audit = audit_files([csv(tmp_path / "t.csv", lines[0], *order)])
        assert any("donne 8" in f.sentence for f in audit.breaches)


def test_an_unknown_mark_is_read_as_withheld_and_named(tmp_path):
    path = csv(tmp_path / "t.csv", "u;apl", "A;52", "B;zzz", "C;40")
    audit = audit_files([path])
    assert audit.passed
    (sentence,) = looked_at(audit.reading)
    assert "marque(s) inconnue(s)" in sentence
    assert "zzz" in sentence
    known = audit_files([path], marks=["ZZZ"])
    assert "inconnue" not in " ".join(looked_at(known.reading))


@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES)
def test_thousands_are_read_with_any_space(tmp_path, space):
    rows = ("u;menages;apl", f"A;1{space}200;520", f"B;1{space}080;8")
    audit = audit_files([csv(tmp_path / "t.csv", *rows)])
    assert named(audit) == {"B"}
    assert audit.reading.set_index("colonne").loc["menages", "chiffres"] == 2


@pytest.mark.parametrize("sign", [",", "."])
def test_thousands_written_with_a_comma_or_a_dot_are_settled_by_the_other_columns(tmp_path, sign):
    path = csv(tmp_path / "t.csv", "u;menages;apl", f"A;1{sign}200;520", f"B;1{sign}080;8")
    for bases in ({}, {"apl": "menages"}):
        found = audit_files([path], bases=bases).findings()
        assert set(found["unite"]) == {"B"}
        assert set(found["colonne"]) == {"apl"}


def test_a_number_of_two_meanings_is_an_error(tmp_path):
    path = csv(tmp_path / "t.csv", "u;menages", "A;1.200", "B;8.250")
    with pytest.raises(InputError, match="se lit de deux façons"):
        audit_files([path])


@pytest.mark.parametrize(
    "figure",
    [
        "8",
        "8,0",
        "8.0",
        "8 (s)",
        "(8)",
        "8*",
        "~8",
        "8 ménages",
        "+8",
        " 8 ",
        "8\u00a0",
        "8e0",
        "8 (1)",
        "8 [2]",
        "8²",
        "8 ¹⁾",
        "8 (r)",
    ],
)
def test_a_small_figure_is_seen_however_it_is_written(tmp_path, figure):
    path = csv(tmp_path / "t.csv", "u;apl", "A;52", f'B;"{figure}"', "C;60")
    assert named(audit_files([path])) == {"B"}


@pytest.mark.parametrize("figure", ["8 ou 9", "8 dont 3", "8/80", "8 sur 80", "8 (10 %)"])
def test_a_figure_among_words_is_an_error_and_no_mark(tmp_path, figure):
    path = csv(tmp_path / "t.csv", "u;apl", "A;52", f"B;{figure}", "C;60")
    with pytest.raises(InputError, match="ni un nombre, ni un intervalle, ni une marque"):
        audit_files([path])
    declared = audit_files([path], marks=[figure])
    assert set(declared.reading["retenus"]) >= {1}


def test_differences_are_told_and_one_negative_count_is_an_error(tmp_path):
    rows = [f"{n};{40 + n};{n - 5}" for n in range(12)]
    path = csv(tmp_path / "t.csv", "u;menages;taux_regional", *rows)
    reading = audit_files([path]).reading.set_index("colonne")
    assert reading.loc["taux_regional", "remarque"] == "différences : des valeurs négatives"
    path = csv(tmp_path / "t.csv", "u;menages", *[f"{n};{40 + n if n else -3}" for n in range(12)])
    with pytest.raises(InputError, match="« menages » est négatif pour 0"):
        audit_files([path])


def test_weighted_counts_are_read(tmp_path):
    path = csv(tmp_path / "t.csv", "u;menages;apl", "A;120,4;52,2", "B;80,7;8,3")
    assert named(audit_files([path], bases={"apl": "menages"})) == {"B"}


@pytest.mark.parametrize(
    ("base", "rate", "seen"),
    [
        ("40", "12,5 %", True),
        ("80", "10,0 %", True),
        ("40", "12.5", True),
        ("40", "97,5 %", True),  # the complement: one household
        ("400", "12,5 %", False),
        ("40", "s", False),
    ],
)
def test_a_rate_beside_its_base_is_a_count(tmp_path, base, rate, seen):
    path = csv(tmp_path / "t.csv", "u;menages;part_apl", "A;120;43,3 %", f'B;{base};"{rate}"')
    audit = audit_files([path], bases={"part_apl": "menages"})
    assert (named(audit) == {"B"}) is seen, audit.certificates
    assert audit.passed is not seen


def test_a_withheld_count_beside_its_rate_is_found(tmp_path):
    rows = ("u;menages;apl;part_apl", "A;120;52;43,3 %", "C;200;50;25,0 %", "B;80;s;10,0 %")
    audit = audit_files([csv(tmp_path / "t.csv", *rows)])
    assert "B" in named(audit)
    assert "part_apl" in " ".join(audit.certificates)


def test_rounded_totals_still_give_a_withheld_row_away(tmp_path):
    """120,4 + 80,7 + 20,3 = 221,4, published as 120, 81, 20 and 222: one unit off."""
    rows = ("u;menages;apl", "A;120;52", "B;81;s", "C;20;15", "Total;222;75")
    audit = audit_files([csv(tmp_path / "t.csv", *rows)])
    assert "B" in named(audit)
    assert any(f.guarantee == "G2" for f in audit.breaches)


def test_what_a_mark_says_bounds_the_others(tmp_path):
    """60 − 45 leaves 15 for two figures of at most ten: each holds five at least."""
    rows = ("u;apl", "A;45", "B;<11", "C;<11", "Total;60")
    audit = audit_files([csv(tmp_path / "t.csv", *rows)])
    assert {"B", "C"} <= named(audit)
    assert any("[5 ; 10]" in f.sentence for f in audit.breaches)
    alone = audit_files([csv(tmp_path / "t.csv", "u;apl", "A;45", "B;<11", "C;<11")])
    assert alone.passed


@pytest.mark.parametrize(("mark", "passes"), [("<5", False), ("5 à 9", False), ("<11", True),
                                              ("1 à 10", True), ("11 ou plus", True)])  # fmt: skip
def test_a_mark_that_says_more_than_the_rule_is_a_finding(tmp_path, mark, passes):
    path = csv(tmp_path / "t.csv", "u;apl", "A;45", f"B;{mark}", "C;60")
    assert audit_files([path]).passed is passes


@pytest.mark.parametrize("content", ["rue des Lilas|impasse du Lac|cour|place|quai|allée|parvis"])
def test_a_named_column_that_is_no_count_is_an_error(tmp_path, content):
    rows = [f"{i};{100 + i};{text}" for i, text in enumerate(content.split("|"))]
    path = csv(tmp_path / "t.csv", "u;menages;apl", *rows)
    with pytest.raises(InputError, match="« apl » doit être vérifiée"):
        audit_files([path], bases={"apl": "menages"})
    (_, left) = looked_at(audit_files([path]).reading)
    assert "« apl » (texte)" in left


def test_subtotals_are_sums_of_their_own_rows(tmp_path):
    rows = ("u;menages;apl", "a1;30;12", "a2;40;s", "Sous-total A;70;20", "b1;50;20", "b2;60;22",
            "Sous-total B;110;42", "Total;180;62")  # fmt: skip
    audit = audit_files([csv(tmp_path / "t.csv", *rows)])
    assert {f.value for f in audit.breaches if f.guarantee == "G1"} == {8.0}


def test_a_code_that_begins_those_of_its_parts_is_their_total(tmp_path):
    rows = ("u;menages;apl", "93010;70;20", "930100101;30;12", "930100102;40;s", "93011;110;42",
            "930110101;50;20", "930110102;60;22")  # fmt: skip
    audit = audit_files([csv(tmp_path / "t.csv", *rows)])
    assert {f.value for f in audit.breaches if f.guarantee == "G1"} == {8.0}


def test_a_row_that_is_larger_than_the_others_is_no_total_by_itself(tmp_path):
    rows = ("u;menages;apl", "Commune A;500;200", "Commune B;300;100", "Commune C;90;s")
    assert audit_files([csv(tmp_path / "t.csv", *rows)]).passed


@pytest.mark.parametrize("kind", ["xlsx", "gpkg"])
@pytest.mark.parametrize("mark", ["nc", "n.d.", "<11", None])
def test_workbooks_and_geopackages_are_read_as_text_files_are(tmp_path, kind, mark):
    frame = pd.DataFrame({"u": ["A", "B", "C"], "apl": [52, 8, mark]}, dtype=object)
    path = tmp_path / f"t.{kind}"
    if kind == "xlsx":
        frame.to_excel(path, index=False)
    else:
        points = gpd.points_from_xy([0, 1, 2], [0, 1, 2])
        texts = frame.astype({"apl": "string"})
        gpd.GeoDataFrame(texts, geometry=points, crs=2154).to_file(path, layer="iris")
    assert "B" in named(audit_files([path]))


CASES = Path(__file__).resolve().parents[4] / "shared" / "field-cases" / "audit_marque_inconnue"


@pytest.mark.skipif(not CASES.is_dir(), reason="les cas du terrain ne sont pas là")
@pytest.mark.parametrize("name", sorted(p.name for p in CASES.glob("*.csv")))
def test_the_files_of_the_field_are_refused_with_code_3(name):
    columns = (CASES / name).read_text(encoding="utf-8").splitlines()[0].split(";")
    bases = ["--bases", f"{columns[2]}=menages"]
    command = [sys.executable, "-m", "geotools", "audit", str(CASES / name), *bases]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 3, done.stdout + done.stderr
    assert " B" in done.stdout
    assert "Lu dans" in done.stdout


def test_hidden_sheets_and_columns_without_a_title_are_looked_at(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [["Occupation du parc, 2024"], [], ["u", "apl", None], ["A", 52, 90], ["B", 60, 8]]
    for row in rows:
        book.active.append(row)
    hidden = book.create_sheet("détail")
    for row in (["u", "chomeurs"], ["C", 40], ["D", 3]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    assert named(audit_files([tmp_path / "t.xlsx"])) == {"B", "D"}
    path = csv(tmp_path / "t.csv", "u;apl;", "A;52;90", "B;60;8")
    assert named(audit_files([path])) == {"B"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_and_separator_is_read(tmp_path, encoding):
    for sign in ";,\t|":
        rows = ("unité;ménages", "Évry;52", "Orléans;8")
        path = tmp_path / "t.csv"
        path.write_text("\n".join(rows).replace(";", sign) + "\n", encoding=encoding)
        assert named(audit_files([path])) == {"Orléans"}


CELLS = [
    *["s", "nd", "8", "12", "120", "52", "1 200", "1.200", "12,5 %", "43,3 %", "<11", "1 à 10", ""],
    *["x y z", "rue", "-3", "NaN", "0", "11", "0,5", "100%", "∞", "1e9", "08", "200"],
]
NAMES = ["menages", "apl", "part_apl", "Total", "taux", "nom", "code", "indice", "x", "menages (%)"]


@pytest.mark.parametrize("seed", range(40))
def test_any_table_is_passed_refused_or_an_error_in_one_sentence(seed):
    draws = random.Random(seed)
    columns = draws.sample(NAMES, draws.randint(1, 5))
    pool = draws.sample(CELLS, draws.randint(2, 8))
    units = [draws.choice(["A", "B", "Total", "EPCI", "Sous-total A"]) + str(i) for i in range(6)]
    frame = pd.DataFrame({"u": units, **{c: [draws.choice(pool) for _ in units] for c in columns}})
    bases = {columns[0]: columns[1]} if draws.random() < 0.4 and len(columns) > 1 else {}
    try:
        audit = audit_frames({"t": frame}, bases=bases)
    except GeotoolsError as error:
        assert "\n" not in str(error)
        return
    assert audit.passed == audit.findings().empty
    counted = audit.reading.query("lecture == 'effectif'")["colonne"]
    if audit.passed:
        assert not frame[counted].isin(["8", "0", "0,5"]).any(axis=None)


def test_units_that_the_index_names_are_the_units():
    plain = pd.DataFrame({"unite": ["Total", "A", "B"], "menages": [60, 52, None]})
    indexed = plain.set_index("unite")
    for frame in (indexed, indexed.rename_axis(None)):
        findings, reading = audit_tables({"t": frame})
        assert "B" in set(findings["unite"])
        assert reading["lecture"].tolist() == ["unité", "effectif"]
        content, cells = write_system({"t": frame})
        assert content == write_system({"t": plain})[0]
        assert set(cells["unite"]) >= {"A", "B"}
    shared = {"menages": "total", "seuls": "total"}
    both = pd.DataFrame(
        {"u": ["A", "B"], "total": [90, 80], "menages": [40, 30], "seuls": [50, 20]}
    )
    assert write_system({"t": both}, bases=shared)[0]
