"""Segregation: known values, formulas written another way, and neighbourhoods by brute force."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from geotools.errors import InputError
from geotools.operations import get_operation
from geotools.progress import Progress
from geotools.spatial import (
    dissimilarity,
    entropy_index,
    gini,
    isolation,
    neighbourhood_shares,
    segregation,
)


def test_an_even_group_is_not_segregated():
    group, population = np.array([2.0, 4, 10]), np.array([20.0, 40, 100])
    assert dissimilarity(group, population) == pytest.approx(0)
    assert entropy_index(group, population) == pytest.approx(0)
    assert gini(group, population) == pytest.approx(0)
    assert isolation(group, population) == pytest.approx(0.1)


def test_a_group_apart_is_wholly_segregated():
    group, population = np.array([20.0, 0, 0]), np.array([20.0, 40, 100])
    for index in (dissimilarity, entropy_index, gini, isolation):
        assert index(group, population) == pytest.approx(1)


def test_worked_example():
    # Two units of 100: 30 and 10 of the group. D = ½(|.75 − 70/160| + |.25 − 90/160|) = 0.3125.
    assert dissimilarity([30, 10], [100, 100]) == pytest.approx(0.3125)
    assert isolation([30, 10], [100, 100]) == pytest.approx(0.75 * 0.3 + 0.25 * 0.1)
    entropy = [-p * np.log(p) - (1 - p) * np.log(1 - p) for p in (0.2, 0.3, 0.1)]
    assert entropy_index([30, 10], [100, 100]) == pytest.approx(
        1 - (entropy[1] + entropy[2]) / 2 / entropy[0]
    )


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=2, max_size=12))
def test_gini_is_the_mean_difference_and_exceeds_dissimilarity(units):
    group = np.array([float(a) for a, _ in units])
    population = group + np.array([float(b) for _, b in units])
    if not group.sum():
        return
    share, total = group / population, population.sum()
    overall = group.sum() / total
    pairs = population[:, None] * population * np.abs(share[:, None] - share)
    expected = pairs.sum() / (2 * total**2 * overall * (1 - overall))
    assert gini(group, population) == pytest.approx(expected, abs=1e-9)
    assert gini(group, population) >= dissimilarity(group, population) - 1e-9


@pytest.mark.parametrize(
    ("group", "population"), [([5, 1], [4, 9]), ([0, 0], [4, 9]), ([4, 9],) * 2]
)
def test_impossible_counts_are_refused(group, population):
    with pytest.raises(InputError, match="groupe"):
        dissimilarity(group, population)


def brute_shares(xy, group, population, k):
    found = []
    for i in range(len(xy)):
        distance = np.hypot(*(xy - xy[i]).T)
        distance[i] = -1
        missing, inside = k, 0.0
        for j in np.argsort(distance, kind="stable"):
            taken = min(missing, population[j])
            inside += taken * group[j] / population[j]
            missing -= taken
            if missing <= 0:
                break
        found.append(inside / k)
    return np.array(found)


@pytest.mark.parametrize("k", [1, 7, 40, 400])
def test_neighbourhoods_equal_brute_force(k):
    generator = np.random.default_rng(4)
    xy = generator.uniform(0, 1000, (120, 2))
    population = generator.integers(1, 30, 120)
    group = generator.binomial(population, 0.3)
    shares = neighbourhood_shares(xy, group, population, [k, population.sum()])
    assert_allclose(shares[:, 0], brute_shares(xy, group, population, k))
    assert_allclose(shares[:, 1], group.sum() / population.sum())


def test_places_that_share_coordinates_begin_with_their_own_units():
    xy = np.zeros((30, 2))
    group = np.arange(30) % 2 * 10.0
    shares = neighbourhood_shares(xy, group, np.full(30, 10.0), [10])
    assert_allclose(shares[:, 0], group / 10)


def test_a_size_above_the_population_has_no_share():
    shares = neighbourhood_shares([[0, 0], [1, 1]], [1, 0], [5, 5], [4, 11])
    assert np.isnan(shares[:, 1]).all()
    assert not np.isnan(shares[:, 0]).any()


def board(block):
    """A chessboard of blocks: a group in every other block."""
    r, c = np.indices((24, 24))
    mine = (r // block + c // block) % 2 == 0
    return gpd.GeoDataFrame(
        {"groupe": np.where(mine, 10, 0).ravel(), "pop": 10},
        geometry=gpd.points_from_xy(c.ravel() * 100.0, r.ravel() * 100.0),
        crs=2154,
    )


def test_the_profile_tells_the_scale():
    sizes = [10, 90, 810, 3600]
    fine, coarse = (segregation(board(b), "groupe", "pop", sizes=sizes) for b in (1, 8))
    for table, profile in (fine, coarse):
        assert table.loc["dissimilarite", "valeur"] == pytest.approx(1)
        assert profile["entropie"].iloc[0] == pytest.approx(1)
        assert profile["entropie"].is_monotonic_decreasing
    assert fine[1].loc[90, "entropie"] < 0.05
    assert coarse[1].loc[90, "entropie"] > 0.7


def test_the_first_step_of_the_profile_is_the_index_between_units():
    generator = np.random.default_rng(2)
    features = board(1).assign(groupe=generator.integers(0, 11, 576))
    table, profile = segregation(features, "groupe", "pop", sizes=[10])
    assert profile.loc[10, "entropie"] == pytest.approx(table.loc["entropie", "valeur"])
    assert profile.loc[10, "dissimilarite"] == pytest.approx(table.loc["dissimilarite", "valeur"])
    assert profile.loc[10, "isolement"] == pytest.approx(table.loc["isolement", "valeur"])


def test_units_without_population_are_left_out_and_sizes_are_read():
    features = board(2)
    features.loc[0, ["groupe", "pop"]] = 0
    table, profile = segregation(features, "groupe", "pop", sizes=[100, 10, 99999])
    assert table["unites"].iloc[0] == 575
    assert profile.index.tolist() == [10, 100]
    with pytest.raises(InputError, match="attend des nombres"):
        get_operation("segregation").run(
            {"features": features, "group": "groupe", "population": "pop", "sizes": "dix"}
        )


def test_each_district_has_the_indices_of_its_own_units_beside_the_whole():
    generator = np.random.default_rng(5)
    features = board(1).assign(groupe=generator.integers(0, 11, 576))
    features["quartier"] = np.where(features.geometry.x < 1200, "Ouest", "Est")
    both, profile = segregation(features, "groupe", "pop", sizes=[10, 100], by="quartier")
    whole, same = segregation(features, "groupe", "pop", sizes=[10, 100])
    assert both["secteur"].unique().tolist() == ["Ensemble de la couche", "Est", "Ouest"]
    assert_allclose(profile, same)
    expected = {"Ensemble de la couche": whole}
    for name, rows in features.groupby("quartier"):
        expected[name], _ = segregation(rows, "groupe", "pop", sizes=[10])
    for name, table in expected.items():
        found = both[both["secteur"] == name]
        assert_allclose(found["valeur"], table["valeur"])
        assert (found["unites"] == table["unites"]).all()
        assert (found["remarque"] == "").all()


class Listener(Progress):
    def __init__(self):
        self.said = []

    def say(self, text):
        self.said.append(text)


def test_a_district_that_cannot_be_measured_says_why():
    features = board(1)
    features["quartier"] = "Centre"
    features.loc[:3, "quartier"] = "Petit"
    features.loc[24:47, "quartier"] = "Sans"
    features.loc[24:47, "groupe"] = 0
    features.loc[48:71, "quartier"] = "Tous"
    features.loc[48:71, "groupe"] = 10
    features.loc[72:80, "quartier"] = None
    report = Listener()
    table, _ = segregation(features, "groupe", "pop", sizes=[10], by="quartier", progress=report)
    remarks = table.groupby("secteur")["remarque"].first()
    assert remarks["Petit"] == "Trop peu d’unités : 4, il en faut 10."
    assert remarks["Sans"] == "Aucun membre du groupe dans ce secteur."
    assert remarks["Tous"] == "Toute la population du secteur est du groupe."
    silent = table["secteur"].isin(["Petit", "Sans", "Tous"])
    assert table.loc[silent, "valeur"].isna().all()
    assert table.loc[~silent, "valeur"].notna().all()
    assert (table.loc[table["secteur"] == "Petit", "unites"] == 4).all()
    assert any("9 unité(s) sans secteur" in text for text in report.said)
    lower, _ = segregation(features, "groupe", "pop", sizes=[10], by="quartier", minimum=4)
    assert lower.loc[lower["secteur"] == "Petit", "valeur"].notna().all()
