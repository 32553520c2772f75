"""The catalogue's language: what it computes, what stays unknown, what it refuses."""

import os
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geotools.catalogue import load_catalogue
from geotools.errors import ConfigurationError, InputError, MissingColumnError
from geotools.expressions import Columns, Expression

ROWS = pd.DataFrame(
    {
        "apl": pd.array([True, False, None, True], dtype="boolean"),
        "revenu": [35.0, 40.0, 90.0, np.nan],
        "plafond": ["plus", "pls", None, "plai"],
        "tranche": ["20_40", "40_60", None, "130_plus"],
        "pieces": ["04", "YY", "02", "10"],
        "entree": ["2021-01-01", "2020-12-31", None, "2024-01-01"],
        "aide": ["oui", "non", None, "oui"],
    }
)


def value(text, **parameters):
    found = Columns(ROWS, parameters=parameters).value(Expression(text))
    return [None if pd.isna(v) else v for v in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revenu < 40", [True, False, False, None]),
        ("not apl", [False, True, None, False]),
        ("apl and revenu < 40", [True, False, False, None]),
        ("apl or revenu < 40", [True, False, None, True]),
        ("aide", [True, False, None, True]),
        ('plafond in ("plus", "plai")', [True, False, None, True]),
        ('plafond not in ("plus",)', [False, True, None, True]),
        ('plafond == "pls"', [False, True, None, False]),
        ("connu(plafond)", [True, True, False, True]),
        ("20 <= revenu < 60", [True, True, False, None]),
        ("nombre(pieces)", [4, None, 2, 10]),
        ("nombre(pieces) - 2 * 1", [2, None, 0, 8]),
        ("sous(tranche, 40)", [True, False, None, False]),
        ("sous(tranche, 50)", [True, None, None, False]),
        ("moindre(revenu, 2 * nombre(pieces))", [8, None, 4, None]),
        ("annee(entree) - 2000", [21, 20, None, 24]),
        ("-revenu", [-35, -40, -90, None]),
        ("revenu / 2 + 1", [18.5, 21, 46, None]),
        ("1 - -apl", [2, 1, None, 2]),
        ("revenu > 36 > 0", [False, True, True, None]),
        ("apl and 3 not in (1, 2)", [True, False, None, True]),
    ],
)
def test_known_answers(text, expected):
    assert value(text) == expected


def test_months_are_whole_on_the_same_day_of_the_month():
    months = value("mois(entree, {ref})", ref=date(2024, 1, 1))
    assert months[0] == 36
    assert months[1] > 36
    assert months[3] == 0
    assert value("mois(entree, {ref}) < 12 * 3", ref="2024-01-01") == [False, False, None, True]


def test_the_first_expression_that_knows_gives_the_value():
    rows = pd.DataFrame({"a": [1.0, np.nan, np.nan], "b": [9.0, 2.0, np.nan]})
    both = (Expression("a"), Expression("absente"), Expression("b"))
    assert Columns(rows).first_known(both).tolist()[:2] == [1.0, 2.0]


def test_definitions_are_columns():
    rows = pd.DataFrame({"a": [1, 2, 3]})
    table = Columns(rows, {"double": (Expression("a * 2"),), "loin": (Expression("b"),)})
    assert table.value(Expression("double > 2")).tolist() == [False, True, True]
    assert "double" in table
    assert "loin" not in table


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "apl.real",
        "[x for x in apl]",
        "lambda: 1",
        "revenu ** 2",
        "apl if revenu else apl",
        "connu(apl, revenu)",
        "max(revenu)",
        "revenu in plafond",
        "None",
        "f'{apl}'",
        "apl; revenu",
        "",
    ],
)
def test_what_is_not_of_the_language_is_refused(text):
    with pytest.raises(ConfigurationError):
        Expression(text)


def test_codes_read_as_numbers_are_refused():
    with pytest.raises(InputError, match="codes doivent rester"):
        Columns(pd.DataFrame({"finan": [13]})).value(Expression('finan == "13"'))
    with pytest.raises(ConfigurationError, match="guillemets"):
        value("plafond == 3")


@pytest.mark.parametrize("blank", [[None, None], [np.nan, np.nan], ["", None]])
@pytest.mark.parametrize(
    "text",
    [
        "vide",
        "not vide",
        "vide < 3",
        "3 > vide",
        'vide == "10"',
        'vide in ("10", "11")',
        "vide + 1",
        "-vide > 0",
        "n > vide",
        "n == vide",
        "sous(vide, 40)",
        "moindre(vide, n)",
        "nombre(vide)",
        "annee(vide) > 2000",
        "mois(vide, {jour}) > 3",
    ],
)
def test_a_blank_column_is_unknown_in_any_use(blank, text):
    rows = pd.DataFrame({"vide": pd.Series(blank).replace("", None), "n": [1, 2]})
    found = Columns(rows, parameters={"jour": "2024-01-01"}).value(Expression(text))
    assert pd.isna(found).all()


def test_dates_that_are_not_iso_are_refused_without_being_shown():
    rows = pd.DataFrame({"jour": ["2021-05-01", "03/04/2020"]})
    with pytest.raises(InputError, match="AAAA-MM-JJ") as caught:
        Columns(rows).value(Expression("annee(jour)"))
    assert "03/04" not in str(caught.value)


def test_absences_are_named():
    with pytest.raises(MissingColumnError, match="« revenu »"):
        value("revenus < 3")
    with pytest.raises(ConfigurationError, match="« seuil »"):
        value("revenu < {seuil}")


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 200)), min_size=1, max_size=20),
    st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=20),
)
def test_kleene_logic_equals_a_direct_reading(numbers, flags):
    size = min(len(numbers), len(flags))
    rows = pd.DataFrame(
        {
            "n": pd.array(numbers[:size], dtype="Int64"),
            "b": pd.array(flags[:size], dtype="boolean"),
        }
    )
    found = Columns(rows).value(Expression("b and not n < 50"))

    def direct(n, b):
        below = None if n is None else n < 50
        if b is False or below is True:
            return False
        return None if b is None or below is None else True

    expected = [direct(n, b) for n, b in zip(numbers, flags, strict=False)]
    assert [None if pd.isna(v) else v for v in found] == expected


def test_a_text_is_yes_no_or_unknown_but_never_yes_for_being_a_text():
    frame = pd.DataFrame({"apl": ["oui", "non", "nsp", None], "x": [1.0, 1.0, 1.0, 1.0]})
    found = Columns(frame).value(Expression("apl and x > 0"))
    assert found.tolist() == [True, False, pd.NA, pd.NA]
    assert Columns(frame).value(Expression("not apl")).tolist() == [False, True, pd.NA, pd.NA]


def test_a_text_without_yes_or_no_is_no_answer():
    frame = pd.DataFrame({"mode": ["1", "2"]})
    with pytest.raises(InputError, match="prise pour un oui ou non"):
        Columns(frame).value(Expression("not mode"))


def test_a_yes_or_no_compared_with_a_word_says_what_to_write():
    with pytest.raises(InputError, match="oui ou non est comparée au texte « oui »"):
        value('apl == "oui"')
    with pytest.raises(ConfigurationError, match="compare 1 à 'a'"):
        value('apl and 1 == "a"')


def test_a_catalogue_changed_on_disk_is_read_again(tmp_path):
    path = tmp_path / "c.toml"
    for stamp, label in enumerate(("Avant", "Après"), start=1):
        path.write_text(
            f'[count.essai]\nlabel = "{label}"\npopulation = "ménages"\nexpressions.ops = "apl"\n',
            encoding="utf-8",
        )
        os.utime(path, (stamp, stamp))
        assert load_catalogue(path).counts["essai"].label == label


def test_a_division_by_zero_is_unknown():
    frame = pd.DataFrame({"a": [4.0, 4.0, np.nan], "b": [2.0, 0.0, 1.0]})
    assert Columns(frame).value(Expression("a / b")).tolist() == [2.0, pd.NA, pd.NA]
    with pytest.raises(ConfigurationError, match="divise par zéro"):
        Columns(frame).value(Expression("a / 0"))


@pytest.mark.parametrize(
    "text",
    ["", " ", "1", "1 < 2", "'a'", "not 1", "x in ()", "'a' + x", "-'a'", "1e999 < x", "x\0"],
)
def test_what_says_nothing_of_a_row_is_refused(text):
    with pytest.raises(ConfigurationError, match="L’expression"):
        Expression(text)


@pytest.mark.parametrize("text", ["not " * 3_000 + "x", "not " * 300 + "x", "(" * 999 + "x"])
def test_what_nests_without_end_is_refused_in_a_short_sentence(text):
    with pytest.raises(ConfigurationError) as refusal:
        Expression(text)
    assert len(str(refusal.value)) < 300
