"""Names through the years and values as people write them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geotools.errors import ConfigurationError, MissingColumnError
from geotools.sources.columns import Column, convert, match_columns, require_columns, simplify


def read(texts, **described):
    done = convert(pd.Series(texts, dtype=object), Column("c", **described))
    return done.values, done.wrong.tolist(), done.repaired.tolist()


def test_the_first_alias_present_wins_and_the_latest_year_of_a_dated_one():
    columns = [Column("plg_iris", aliases=("plg_iris{annee}_code", "plg_iris{annee}"))]
    header = ["PLG_IRIS2021", "PLG_IRIS2022_CODE", "PLG_IRIS2024_CODE"]
    assert match_columns(header, columns) == {"plg_iris": "PLG_IRIS2024_CODE"}
    assert match_columns(["Plg Iris"], columns) == {"plg_iris": "Plg Iris"}


def test_one_name_of_the_file_serves_one_column():
    columns = [Column("a", aliases=("n",)), Column("b", aliases=("n",))]
    assert match_columns(["N"], columns) == {"a": "N"}


def test_a_missing_column_is_named_with_its_nearest():
    with pytest.raises(MissingColumnError, match=r"« depcom ».*« DEPCON »"):
        require_columns(["DEPCON"], [Column("depcom", required=True)], {}, "f.csv")


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5", 12.5), ("1 234,5", 1234.5), ("1\u202f234", 1234), ("-3", -3), ("45 %", 45)],
)
def test_numbers_as_written_in_french(text, value):
    assert read([text], type="nombre")[0].tolist() == [value]


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 3)))
def test_a_number_survives_the_decimal_comma(value):
    assert read([str(value).replace(".", ",")], type="nombre")[0].tolist() == [value]


def test_whole_numbers_become_integers_only_when_all_are_there():
    assert read(["1", "2"], type="entier")[0].dtype == np.int64
    values, wrong, _ = read(["1", "", "1,5", "x"], type="entier")
    assert values.dtype == np.float64
    assert wrong == [False, False, True, True]
    assert values.isna().tolist() == [False, True, True, True]


def test_bounds_are_part_of_the_type():
    assert read(["-1", "0", "9"], type="entier", minimum=0, maximum=8)[1] == [True, False, True]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01", "2024-03-01"),
        ("01/03/2024", "2024-03-01"),
        ("2024-03", "2024-03-01"),
        ("03/2024", "2024-03-01"),
        ("20240301", "2024-03-01"),
        ("2024", "2024-01-01"),
        ("2024-03-01 00:00:00", "2024-03-01"),
    ],
)
def test_dates_as_written(text, day):
    assert read([text], type="date")[0].tolist() == [pd.Timestamp(day)]


@pytest.mark.parametrize("text", ["31/02/2024", "hier", "2024-13-01"])
def test_impossible_dates_are_wrong(text):
    values, wrong, _ = read([text], type="date")
    assert values.isna().all() and wrong == [True]


def test_yes_and_no_with_blanks_are_nullable():
    values, wrong, _ = read(["Oui", "0", "", "peut-être"], type="oui_non")
    assert values.dtype == "boolean"
    assert values.fillna(False).tolist() == [True, False, False, False]
    assert wrong == [False, False, False, True]
    assert read([True, False], type="oui_non")[0].tolist() == [True, False]


def test_commune_codes():
    values, wrong, repaired = read(["1004", "2a004", "75101", "97105", "123", "75"], type="commune")
    assert values.tolist()[:4] == ["01004", "2A004", "75101", "97105"]
    assert wrong == [False, False, False, False, True, True]
    assert repaired == [True, False, False, False, False, False]


def test_departement_codes():
    values = read(["033", "02A", "1", "971", "2a", "75"], type="departement")[0]
    assert values.tolist() == ["33", "2A", "01", "971", "2A", "75"]


def test_choices_accept_their_label_without_accents():
    values = {"salaires": "Salaires et revenus d’activité", "rsa": "RSA"}
    read_values, wrong, _ = read(
        ["Salaires et revenus d'activite", "rsa", "X"], type="choix", values=values
    )
    assert read_values.tolist()[:2] == ["salaires", "rsa"]
    assert wrong == [False, False, True]


@pytest.mark.parametrize("text", ["NA", "Non renseigné", "n/a", "", "-", "."])
def test_placeholders_are_missing_not_wrong(text):
    values, wrong, _ = read([text], type="entier")
    assert values.isna().all() and wrong == [False]


def test_rent_sentinels_are_missing():
    column = Column("loyer", type="nombre", missing=frozenset({"9999", "999"}))
    values = convert(pd.Series([9999, 999, 350], dtype="int64"), column).values
    assert values.isna().tolist() == [True, True, False]


def test_an_unknown_key_of_the_table_is_refused():
    with pytest.raises(ConfigurationError, match=r"« libele » inconnue.*« libelle »"):
        Column.from_toml({"nom": "a", "libele": "A"})
    with pytest.raises(ConfigurationError, match="type « entie » inconnu"):
        Column.from_toml({"nom": "a", "type": "entie"})


def test_simplify():
    assert simplify(" Réservataire (nom) ") == "reservataire_nom"


@pytest.mark.parametrize(
    ("words", "expected", "wrong"),
    [(["x", "", "X"], [True, None, True], 0), (["x", "oui", "non"], [None, True, False], 1),
     (["s", "oui", "nsp"], [None, True, None], 0), (["1", "0", "9"], [True, False, None], 1),
     (["Oui", "1.0", "VRAI"], [True, True, True], 0),
     (["peut-être", "n", "-"], [None, False, None], 1)],
)  # fmt: skip
def test_an_unknown_answer_is_neither_yes_nor_no(words, expected, wrong):
    read = convert(pd.Series(words), Column("apl", type="oui_non"))
    assert [None if pd.isna(value) else bool(value) for value in read.values] == expected
    assert read.wrong.sum() == wrong


def test_marks_are_named_where_they_stand_for_a_value():
    read = convert(pd.Series(["12", "moins de 11", "nc", "", "s"]), Column("n", type="entier"))
    assert read.absent.tolist() == [False, True, True, False, True]
    assert read.marks == ("« moins de 11 »", "« nc »", "« s »")
    days = convert(pd.Series(["2024-01", "nsp"]), Column("d", type="date"))
    assert days.values.isna().tolist() == [False, True] and not days.wrong.any()
