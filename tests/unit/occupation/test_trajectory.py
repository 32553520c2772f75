"""Trajectories: residences told apart by id and place, perimeters by geometry, change by chance."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from shapely.geometry import Point, box

from geotools.errors import GeometryError, InputError, MissingColumnError
from geotools.occupation import (
    change,
    follow,
    index_change,
    link_zonings,
    match_residences,
    movers,
    precarity_trajectory,
)


def residences(**places):
    frame = pd.DataFrame.from_dict(places, orient="index", columns=["x", "y", "logements"])
    points = gpd.points_from_xy(frame["x"], frame["y"])
    return gpd.GeoDataFrame(frame[["logements"]], geometry=points, crs=2154)


BEFORE = residences(
    KEPT=(0, 0, 30),
    OLDNAME=(1000, 0, 40),
    M1=(2000, 0, 20),
    M2=(2030, 0, 25),
    SPLIT=(3000, 0, 60),
    GONE=(4000, 0, 50),
    HOST=(5000, 0, 30),
    EATEN=(5020, 0, 20),
    NEIGHBOUR=(6000, 0, 30),
    RAZED=(6020, 0, 20),
    TOWER=(7000, 0, 120),
)
AFTER = residences(
    KEPT=(10, 0, 31),
    NEWNAME=(1005, 0, 40),
    M=(2015, 0, 45),
    S1=(2990, 0, 30),
    S2=(3010, 0, 30),
    HOST=(5010, 0, 50),
    NEIGHBOUR=(6000, 0, 30),
    BUILT=(8000, 0, 15),
    HOUSES=(7010, 0, 20),
)


def test_what_became_of_each_residence():
    found = match_residences(BEFORE, AFTER)
    status = found.links["statut"].to_dict()
    assert status == {
        "KEPT": "identique",
        "NEWNAME": "renommee",
        "M": "fusionnee",
        "S1": "scindee",
        "GONE": "disparue",
        "HOST": "fusionnee",
        "NEIGHBOUR": "identique",  # it did not grow: what stood beside it was razed
        "RAZED": "disparue",
        "HOUSES": "remplacee",
        "BUILT": "nouvelle",
    }
    assert found.before[["M1", "M2"]].tolist() == ["M", "M"]
    assert found.after[["S1", "S2"]].tolist() == ["S1", "S1"]
    assert found.links.loc["HOST", "logements_avant"] == 50
    assert found.links.loc["KEPT", "distance"] == pytest.approx(10)
    assert "2 fusionnee" in repr(found)


def test_the_distance_is_a_parameter():
    found = match_residences(BEFORE, AFTER, max_distance=1)
    assert found.links.loc["OLDNAME", "statut"] == "disparue"
    assert found.links.loc["NEWNAME", "statut"] == "nouvelle"
    assert found.links.loc["KEPT", "statut"] == "identique"


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.integers(1, 25), st.integers(1, 25))
def test_every_residence_is_in_one_link_and_dwellings_add_up(seed, n, m):
    rng = np.random.default_rng(seed)

    def some(size):
        ids = rng.choice([f"R{i}" for i in range(40)], size, replace=False)
        return residences(**{i: (*rng.integers(0, 400, 2), int(rng.integers(1, 90))) for i in ids})

    before, after = some(n), some(m)
    found = match_residences(before, after)
    assert found.links["logements_avant"].sum() == before["logements"].sum()
    assert found.links["logements_apres"].sum() == after["logements"].sum()
    assert found.links["avant"].sum() == n
    assert found.links["apres"].sum() == m
    for same in before.index.intersection(after.index):
        assert found.before[same] == found.after[same]


def test_matching_refuses_what_cannot_be_measured():
    with pytest.raises(GeometryError, match="projeté"):
        match_residences(BEFORE.to_crs(4326), AFTER)
    with pytest.raises(GeometryError, match="même SCR"):
        match_residences(BEFORE, AFTER.to_crs(3035))
    with pytest.raises(MissingColumnError, match="nombre de logements"):
        match_residences(BEFORE.drop(columns="logements"), AFTER)
    with pytest.raises(InputError, match="double : KEPT"):
        match_residences(pd.concat([BEFORE, BEFORE.loc[["KEPT"]]]), AFTER)


def test_counts_follow_the_links():
    counts = pd.DataFrame({"menages": BEFORE["logements"], "menages_apl": 10})
    later = pd.DataFrame({"menages": AFTER["logements"], "menages_apl": 10})
    first, last = follow(counts, later, match_residences(BEFORE, AFTER))
    assert first.loc["M", "menages"] == 45
    assert first.loc["M", "menages_apl"] == 20
    assert last.loc["S1", "menages"] == 60
    assert list(first.index) == list(last.index)
    assert "GONE" not in first.index
    assert "BUILT" not in last.index


def test_perimeters_are_linked_by_the_dwellings_they_share():
    old = gpd.GeoDataFrame(
        geometry=[box(0, 0, 10, 10), box(20, 0, 30, 10)], index=["QP1", "QP2"], crs=2154
    )
    new = gpd.GeoDataFrame(
        geometry=[box(5, 0, 15, 10), box(40, 0, 50, 10)], index=["QN1", "QN2"], crs=2154
    )
    points = gpd.GeoDataFrame(
        {"n": [3, 1, 4, 2]},
        geometry=[Point(1, 5), Point(6, 5), Point(14, 5), Point(25, 5)],
        crs=2154,
    )
    table = link_zonings(old, new, points, count="n")
    pair = table.iloc[0]
    assert (pair["ancien"], pair["nouveau"]) == ("QP1", "QN1")
    assert pair["logements_communs"] == 1
    assert pair["part_ancien"] == pytest.approx(1 / 4)
    assert pair["part_nouveau"] == pytest.approx(1 / 5)
    assert pair["surface_ancien"] == pytest.approx(0.5)
    gone = table[table["ancien"] == "QP2"].iloc[0]
    assert pd.isna(gone["nouveau"])
    assert gone["logements_ancien"] == 2
    assert table["nouveau"].dropna().tolist() == ["QN1", "QN2"]
    with pytest.raises(GeometryError, match="même SCR"):
        link_zonings(old, new, points.to_crs(3035))


def counts(apl, menages, index="ab"):
    return pd.DataFrame({"menages_apl": apl, "menages": menages}, index=list(index))


def test_change_and_its_significance_by_hand():
    table = change(counts([40, 5], [100, 10]), counts([60, 6], [100, 10]))
    z = 0.2 / np.sqrt(0.5 * 0.5 * (2 / 100))
    assert table.loc["a", "apl_evolution"] == pytest.approx(0.2)
    assert table.loc["a", "apl_p_valeur"] == pytest.approx(2 * norm.sf(z))
    assert table.loc["a", "apl_sens"] == "hausse"
    assert table.loc["b", "apl_sens"] == "stable"
    assert table.loc["a", "apl_avant_base"] == 100


def test_the_interval_is_newcombes_published_example():
    # Newcombe 1998, table II: 56/70 − 48/80, method 10 (score): 0.0524 to 0.3339.
    table = change(counts([48], [80], "a"), counts([56], [70], "a"))
    assert table.loc["a", "apl_bas"] == pytest.approx(0.0524, abs=5e-5)
    assert table.loc["a", "apl_haut"] == pytest.approx(0.3339, abs=5e-5)


def test_no_change_is_stable_even_at_0_and_without_a_base_nothing_is_said():
    table = change(counts([0, 1], [10, 0 + 5]), counts([0, 0], [10, 0]))
    assert table.loc["a", "apl_sens"] == "stable"
    assert pd.isna(table.loc["b", "apl_sens"])
    with pytest.raises(InputError, match="aucune unité commune"):
        change(counts([1], [2], "a"), counts([1], [2], "b"))


def test_the_index_changes_against_a_fixed_reference():
    first = pd.DataFrame({"apl_n": [50.0], "apl_base": [100.0]}, index=["a"])
    last = pd.DataFrame({"apl_n": [75.0], "apl_base": [100.0]}, index=["a"])
    table = index_change(first, last, {"apl": 0.5}, weights={"apl": 1})
    assert table.loc["a", ["indice_avant", "indice_apres", "evolution"]].tolist() == [100, 150, 50]
    assert table.loc["a", "sens"] == "hausse"
    assert table.loc["a", "bas"] < 50 < table.loc["a", "haut"]


def test_a_trajectory_keeps_the_base_year_as_100():
    vintages = {2016: counts([60, 60], [100, 200]), 2014: counts([40, 60], [100, 100])}
    table = precarity_trajectory(vintages, weights={"apl": 1})
    assert list(table.columns) == [2014, 2016]
    assert table.attrs["reference"] == {"apl": 0.5}
    assert table.loc["a"].tolist() == pytest.approx([80, 120])
    assert table.loc["b"].tolist() == pytest.approx([120, 60])
    with pytest.raises(InputError, match="2014, 2016"):
        precarity_trajectory(vintages, base_year=2012)


def test_who_stayed_moved_left_or_came():
    before = pd.DataFrame({"residence": ["A", "A", "B", None]}, index=list("wxyz"))
    after = pd.DataFrame({"residence": ["A", "B", "C"]}, index=list("wxn"))
    first, last = movers(before, after)
    assert first.to_dict() == {"w": "reste", "x": "mute", "y": "sorti", "z": "sorti"}
    assert last.to_dict() == {"w": "reste", "x": "mute", "n": "entrant"}
    with pytest.raises(InputError, match="double dans la table « avant »"):
        movers(pd.concat([before, before]), after)
