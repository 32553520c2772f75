"""Comparison: the Basse-Normandie oracle, gaps and ranks by hand, social against private stock."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geotools.errors import InputError, MissingColumnError
from geotools.occupation import compare, compare_tenures, compare_to_parent, specialisation


def test_the_basse_normandie_oracle():
    # 001:542-544 as worked in domain.md: 120 of 400 households, 1 000 of 5 000 dwellings.
    traits = pd.Series([120, 280], index=["QPV", "hors QPV"], name="menages_tbr")
    stock = pd.Series([1000, 4000], index=["QPV", "hors QPV"])
    table = specialisation(traits, stock)
    assert table.loc["QPV", "menages_tbr_specialisation"] == pytest.approx(1.5)
    assert table.loc["QPV", "menages_tbr_poids"] == pytest.approx(0.30)
    assert table.loc["QPV", "poids_parc"] == pytest.approx(0.20)
    assert table.loc["hors QPV", "menages_tbr_specialisation"] == pytest.approx(0.7 / 0.8)


def test_specialisation_within_each_territory_and_without_dwellings():
    table = specialisation(
        pd.Series([10, 30, 5, 0], index=list("abcd"), name="n"),
        pd.Series([100, 100, 50, 0], index=list("abcd")),
        within=pd.Series(["X", "X", "Y", "Y"], index=list("abcd")),
    )
    assert table["n_specialisation"].tolist()[:3] == [0.5, 1.5, 1.0]
    assert np.isnan(table.loc["d", "n_specialisation"])


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 500)), min_size=2, max_size=12))
def test_specialisation_averages_to_one_over_the_stock(pairs):
    values = pd.Series([float(n) for n, _ in pairs], name="n")
    stock = pd.Series([float(s) for _, s in pairs])
    table = specialisation(values, stock)
    if values.sum() > 0:
        assert (table["n_specialisation"] * table["poids_parc"]).sum() == pytest.approx(1)


def test_specialisation_refuses_negative_counts():
    with pytest.raises(InputError, match=r"positif ou nul.*: b"):
        specialisation(
            pd.Series([1, -1], index=list("ab"), name="n"), pd.Series([1, 1], index=list("ab"))
        )


COUNTS = pd.DataFrame(
    {
        "menages": [100, 50, 50, 10],
        "menages_apl": [60, 20, 25, 0],
        "majeurs": [100, 100, 100, 10],
        "majeurs_stables": [20, 50, 40, 5],
    },
    index=list("abcd"),
)


def test_each_unit_against_the_level_above_by_hand():
    parent = pd.Series(["X", "X", "Y", "Y"], index=list("abcd"))
    table = compare_to_parent(COUNTS, parent, ids=["apl", "emp_stable"])
    assert table.loc["a", "apl_ref"] == pytest.approx(80 / 150)
    assert table.loc["a", "apl_ecart"] == pytest.approx(0.6 - 80 / 150)
    assert table.loc["a", "apl_rapport"] == pytest.approx(0.6 / (80 / 150))
    assert table["apl_rang"].tolist() == [1, 2, 1, 2]
    # Fewer stable jobs is more fragile: the lowest share ranks first.
    assert table["emp_stable_rang"].tolist() == [1, 2, 1, 2]
    assert table.loc["c", "apl_ref_base"] == 60
    assert table["apl_n"].tolist() == [60, 20, 25, 0]


def test_against_one_reference_with_ties():
    units = pd.DataFrame({"apl": [0.5, 0.7, 0.5, np.nan]}, index=list("abcd"))
    table = compare(units, {"apl": 0.5}, ids=["apl"])
    assert table["apl_rang"].tolist()[:3] == [2, 1, 2]
    assert table["apl_rang"].isna().tolist()[3]
    assert table["apl_ecart"].tolist()[:2] == [0.0, pytest.approx(0.2)]


def test_comparison_says_what_lacks():
    units = pd.DataFrame({"apl": [0.5]}, index=["a"])
    with pytest.raises(MissingColumnError, match="« apl »"):
        compare(units, {"apl": 0.5}, ids=["apll"])
    with pytest.raises(InputError, match="pas de valeur pour : apl"):
        compare(units, {"mono": 0.5}, ids=["apl"])
    with pytest.raises(InputError, match=r"1 unité\(s\) : Z"):
        compare(
            units,
            pd.DataFrame({"apl": [0.5]}, index=["Y"]),
            ids=["apl"],
            parent=pd.Series({"a": "Z"}),
        )
    with pytest.raises(InputError, match="territoire de chaque unité"):
        compare(units, pd.DataFrame({"apl": [0.5]}, index=["Y"]), ids=["apl"])


def test_social_against_private_stock_of_the_same_iris():
    counts = pd.DataFrame(
        {"menages_seuls": [40, 30, 10], "menages": [100, 50, 20]},
        index=pd.MultiIndex.from_tuples([("i1", "hlm"), ("i1", "prive"), ("i2", "prive")]),
    )
    table = compare_tenures(counts, ids=["seules"])
    assert table.loc["i1", "seules_hlm"] == pytest.approx(0.4)
    assert table.loc["i1", "seules_prive_ecart"] == pytest.approx(0.4 - 0.6)
    assert table.loc["i1", "seules_prive_base"] == 50
    assert np.isnan(table.loc["i2", "seules_prive_ecart"])
    with pytest.raises(InputError, match="« social »"):
        compare_tenures(counts, ids=["seules"], social="social")
    with pytest.raises(InputError, match="1 niveau"):
        compare_tenures(counts.droplevel(1), ids=["seules"])
