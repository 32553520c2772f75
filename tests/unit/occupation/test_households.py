"""Household fragility (Valophis 0-3): each criterion by hand, the cap, the unknown."""

import pandas as pd
import pytest

from geotools.errors import ConfigurationError, MissingColumnError
from geotools.occupation import count_fragility, household_fragility, load_household_rule

ROWS = pd.DataFrame(
    {
        "residence": ["A", "A", "A", "B", "B"],
        "date_enquete": pd.Timestamp("2024-01-01"),
        "naissance_titulaire": [1949, 1950, None, 1990, 1948],
        "tranche_age": ["75_plus", "65_74", "75_plus", "30_39", "75_plus"],
        "type_menage": ["seule", "monoparentale", "seule", "monoparentale", "monoparentale"],
        "enfants": [0, 1, 0, 6, 2],
        "revenu_pct_plus": [19.9, 20.0, None, 5.0, 10.0],
        "impayes_mois": [0.0, 3.0, None, 3.5, 9.0],
        "occupants": [1, 2, 1, 7, 3],
        "pieces": [3, 2, None, 4, 3],
    }
)


def test_each_criterion_and_the_cap_at_three():
    table = household_fragility(ROWS)
    assert table["tres_age"].tolist() == [True, False, True, False, True]
    assert table["mono"].tolist() == [False, False, False, True, True]
    assert table["tres_nombreuse"].tolist() == [False, False, False, True, False]
    assert table["tres_bas_revenu"].tolist()[:2] == [True, False]
    assert table["impayes"].tolist()[3:] == [True, True]
    assert table["surocc"].tolist()[3] is True
    assert table["criteres"].tolist() == [2, 0, 1, 5, 4]
    assert table["fragilite_menage"].tolist() == [2, 0, 1, 3, 3]
    assert table["criteres_inconnus"].tolist() == [0, 0, 3, 0, 0]


def test_scores_are_counted_by_unit():
    counts = count_fragility(household_fragility(ROWS), ROWS["residence"])
    assert counts.loc["A", ["fragiles_0", "fragiles_1", "fragiles_2", "fragiles_3"]].tolist() == [
        1,
        1,
        1,
        0,
    ]
    assert counts["menages"].tolist() == [3, 2]
    assert counts["critere_impayes"].tolist() == [0, 2]


def test_thresholds_are_parameters():
    table = household_fragility(ROWS, parameters={"age_tres_age": 90, "mois_impayes": 6})
    assert table["tres_age"].tolist() == [False, False, True, False, False]
    assert table["impayes"].tolist()[3:] == [False, True]
    assert table.attrs["criteres"]["impayes"] == "Impayés de plus de 6 mois"
    with pytest.raises(ConfigurationError, match="« age_tres_agee »"):
        household_fragility(ROWS, parameters={"age_tres_agee": 90})


def test_an_absent_column_makes_its_criterion_unknown():
    table = household_fragility(ROWS.drop(columns="impayes_mois"))
    assert "impayes" not in table
    assert table["criteres_inconnus"].min() == 1
    with pytest.raises(MissingColumnError, match="Aucun critère"):
        household_fragility(ROWS[["residence"]])


def test_a_user_replaces_the_criteria(tmp_path):
    mine = tmp_path / "regle.toml"
    mine.write_text(
        "score_maximal = 1\n[critere.seul]\nlabel = 'Seul'\nexpressions = ['occupants == 1']\n",
        encoding="utf-8",
    )
    table = household_fragility(ROWS, rule=load_household_rule(mine))
    assert table["fragilite_menage"].tolist() == [1, 0, 1, 0, 0]
    mine.write_text("[criteres.seul]\nlabel = 'Seul'\n", encoding="utf-8")
    load_household_rule.cache_clear()
    with pytest.raises(ConfigurationError, match="« critere »"):
        load_household_rule(mine)
