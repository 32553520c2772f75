"""The record of a residence in its two forms, and the Poitiers sheet."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import InputError
from geotools.orientations import residence_portrait, sector_sheet


def layer(apl, base):
    table = pd.DataFrame({"apl_n": apl, "apl_base": base})
    table["apl"] = table["apl_n"] / table["apl_base"]
    table["libelle"] = [f"Résidence {i}" for i in range(len(table))]
    table["classe_libelle"] = "Rééquilibrage de l’occupation"
    table.index = [f"R{i + 1}" for i in range(len(table))]
    points = gpd.points_from_xy(range(len(table)), range(len(table)))
    return gpd.GeoDataFrame(table, geometry=points, crs=2154)


def test_the_internal_form_says_everything_beside_the_territory():
    record = residence_portrait(layer([5, 55], [20, 80]), "R1").set_index("donnee")
    assert record.loc["apl", "valeur"] == "0,250"
    assert record.loc["apl", ["numerateur", "base"]].tolist() == [5, 20]
    assert record.loc["apl", "territoire"] == pytest.approx(0.6)
    assert record.loc["apl", "ecart"] == pytest.approx(-0.35)
    assert record.loc["classe_libelle", "valeur"].startswith("Rééquilibrage")
    assert record.loc["libelle", "valeur"] == "Résidence 0"


@pytest.mark.parametrize(("apl", "base"), [(10, 40), (30, 40), (5, 10)])
def test_the_publishable_form_withholds_small_counts_complements_and_conclusions(apl, base):
    record = residence_portrait(layer([apl, 55], [base, 80]), "R1", form="diffusable")
    record = record.set_index("donnee")
    assert record.loc["apl", "valeur"] == "s"
    assert record.loc["apl", ["numerateur", "base", "ecart"]].isna().all()
    assert record.loc["classe_libelle", "valeur"] == "s"
    assert record.loc["libelle", "valeur"] == "Résidence 0"


def test_eleven_is_publishable():
    record = residence_portrait(layer([11, 55], [22, 80]), "R1", form="diffusable")
    record = record.set_index("donnee")
    assert record.loc["apl", "valeur"] == "0,500"
    assert record.loc["classe_libelle", "valeur"].startswith("Rééquilibrage")


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_no_small_number_is_read_in_the_publishable_form(apl, rest):
    if apl + rest == 0:
        return
    record = residence_portrait(layer([apl, 55], [apl + rest, 80]), "R1", form="diffusable")
    row = record.set_index("donnee").loc["apl"]
    if min(apl, rest) < 11:
        assert row["valeur"] == "s" and pd.isna(row["base"])
    else:
        assert row["base"] == apl + rest


def test_a_withheld_class_takes_its_whole_theme_along():
    # 18 + 17 + 1 = 36: publishing two of the three income classes would give the 1 away.
    table = layer([18, 55], [36, 80])
    for name, number in (("rev_lt40", 18), ("rev_40_80", 17), ("rev_ge80", 1)):
        table[f"{name}_n"], table[f"{name}_base"] = [number, 30], [36, 90]
        table[name] = table[f"{name}_n"] / table[f"{name}_base"]
    record = residence_portrait(table, "R1", form="diffusable").set_index("donnee")
    assert (record.loc[["rev_lt40", "rev_40_80", "rev_ge80"], "valeur"] == "s").all()


def test_an_unknown_residence_is_told_with_near_names():
    with pytest.raises(InputError, match="« R1 »"):
        residence_portrait(layer([5, 55], [20, 80]), "R1x")


def test_the_sheet_of_poitiers_by_hand():
    # Couronneries Nimègue (001:979): 1 243 dwellings, 11 % of the town, 168 entrants: 14 % of the
    # stock and 10 % of the entrants; 13 % of requests to move, 9 % for over a year.
    sectors = pd.DataFrame(
        {
            "logements": [1243, 10057],
            "entrants": [168, 1512],
            "demandes_mutation": [162, 500],
            "demandes_mutation_1an": [112, 300],
            "residences_principales": [1381, 40000],
        },
        index=["Couronneries Nimègue", "Reste de Poitiers"],
    )
    row = sector_sheet(sectors).iloc[0]
    assert round(row["part_parc_ville"], 2) == 0.11
    assert round(row["entrants_part_parc"], 2) == 0.14
    assert round(row["entrants_part_ville"], 2) == 0.10
    assert round(row["mutation"], 2) == 0.13
    assert round(row["mutation_1an"], 2) == 0.09
    assert round(row["part_hlm"], 2) == 0.90
    assert pd.isna(row["vac3"])
    with pytest.raises(InputError, match="effectif"):
        sector_sheet(sectors.assign(entrants=[-1, 5]))


@pytest.mark.parametrize(("working", "shown"), [(25, True), (5, False)])
def test_what_classes_leave_of_their_base_is_withheld_with_them(working, shown):
    """Adults without work or seeking it are published: those who work are read by subtraction."""
    table = layer([30, 55], [60, 80])
    table["chomeurs_n"], table["sans_emploi_n"] = [15, 20], [20, 30]
    for name in ("chomeurs", "sans_emploi"):
        table[f"{name}_base"] = [35 + working, 90]
        table[name] = table[f"{name}_n"] / table[f"{name}_base"]
    record = residence_portrait(table, "R1", form="diffusable").set_index("donnee")
    for name in ("chomeurs", "sans_emploi"):
        assert (record.loc[name, "valeur"] != "s") == shown
    assert record.loc["apl", "valeur"] != "s"


def test_rows_that_are_only_numbered_are_known_by_their_column_residence():
    points = gpd.points_from_xy([0, 1], [0, 1], crs=2154)
    frame = gpd.GeoDataFrame(
        {"residence": ["A", "B"], "libelle": ["Tour A", "Tour B"], "logements": [40, 60]},
        geometry=points,
    )
    found = residence_portrait(frame, identifier="B")
    assert "Tour B" in found["valeur"].astype(str).tolist()
    with pytest.raises(InputError, match="« A »"):
        residence_portrait(frame, identifier="0")
