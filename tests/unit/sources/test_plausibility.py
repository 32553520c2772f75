"""What the rows of a file cannot say together: told with its count, or refused."""

import pytest

from geotools.errors import InputError
from geotools.sources import read_template

PROGRAMME = "operation;commune;coord_x_l93;coord_y_l93;nb_plai;nb_plus;nb_pls;annee;statut\n"


def residences(tmp_path, *rows, end="\n"):
    path = tmp_path / "f.csv"
    path.write_text("residence;commune;x;y;logements\n" + "\n".join(rows) + end, encoding="utf-8")
    return read_template("residences", path)


A = "r1;69123;842000;6519000;12"
B = "r2;69123;842100;6519000;30"


def test_a_row_of_total_is_no_residence(tmp_path):
    for word in ("TOTAL", "Ensemble", "Sous-total", "total général"):
        reading = residences(tmp_path, A, B, f"{word};;;;42")
        assert reading.frame["logements"].sum() == 42
        assert "1 ligne(s) de total, laissée(s) de côté." in reading.notes
    assert residences(tmp_path, A, B, ";TOTAL;;;42").frame["logements"].sum() == 42


def test_a_file_put_end_to_end_with_itself_is_refused(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("residence;commune;x;y;logements\n" + f"{A}\n{B}\n" * 3, encoding="utf-8")
    with pytest.raises(InputError, match="3 fois les mêmes 2 lignes"):
        read_template("residences", path)


def test_a_header_in_the_middle_is_passed_over_and_told(tmp_path):
    reading = residences(tmp_path, A, "residence;commune;x;y;logements", B)
    assert len(reading.frame) == 2
    assert any("répètent l’en-tête" in note for note in reading.notes)


def test_a_file_cut_in_the_middle_of_a_line_is_refused(tmp_path):
    with pytest.raises(InputError, match="coupé au milieu de sa dernière ligne"):
        residences(tmp_path, A, B, "r3;69123;8421", end="")
    with pytest.raises(InputError, match="coupé au milieu de sa dernière ligne"):
        residences(tmp_path, A, B, "r3;69123;842100;", end="")
    assert len(residences(tmp_path, A, B, "r3;69123;842100;6519000;5", end="").frame) == 3


def test_short_lines_are_told_with_their_number(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(f"residence;commune;x;y;logements;bailleur\n{A}\n{B};B\n", encoding="utf-8")
    reading = read_template("residences", path)
    assert any("plus courte(s) que l’en-tête, aux lignes 2" in note for note in reading.notes)


def test_keys_that_differ_by_their_case_are_refused(tmp_path):
    with pytest.raises(InputError, match="que par la casse"):
        residences(tmp_path, A, A.replace("r1", "R1"))


@pytest.mark.parametrize("count", ["1e308", "99999999", "inf"])
def test_a_count_beyond_reason_is_refused(tmp_path, count):
    path = tmp_path / "f.csv"
    path.write_text(f"{PROGRAMME}o1;69123;842000;6519000;{count};1;1;2026;projet\n")
    with pytest.raises(InputError, match="plai"):
        read_template("programme", path)


def test_the_names_of_common_programmes_are_known(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(f"{PROGRAMME}o1;69123;842000;6519000;4;5;6;2026;projet\n")
    frame = read_template("programme", path).frame
    assert frame[["plai", "plus", "pls"]].iloc[0].tolist() == [4, 5, 6]
    assert frame.geometry.iloc[0].x == 842000


def test_rows_that_say_twice_one_thing_are_refused(tmp_path):
    """No key tells these files' rows apart: what they are about does."""
    path = tmp_path / "f.csv"
    path.write_text(
        "fiche;indicateur;annee;valeur\nF1;baux;2023;8\nF1;baux;2024;9\nF1;baux;2024;7\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError, match=r"lignes 3, 4 : .* fiche d’orientation, indicateur"):
        read_template("suivi", path)
    path.write_text("epci;annee;seuil\nE;2024;9000\nE;2024;9500\n", encoding="utf-8")
    with pytest.raises(InputError, match="lignes 2, 3"):
        read_template("seuils", path)
