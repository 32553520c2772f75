"""The Lille table, and an allocator that hits its total within its bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import InputError
from geotools.orientations import pressure_response, rebalance_allocations, share_out

# domain.md §3, from 001:992-1031: pressure, response, gap, current allocations, published target.
LILLE = pd.DataFrame(
    [
        ("Couronne Nord", 13, 12, -1, 130, 190),
        ("Couronne Sud", 18, 21, 3, 240, 241),
        ("Lys", 16, 9, -7, 110, 198),
        ("Weppes", 10, 9, -1, 110, 152),
        ("Est", 23, 25, 2, 240, 254),
        ("Lillois", 36, 36, 0, 840, 880),
        ("Roubaisien", 29, 37, 8, 670, 660),
        ("Tourquennois", 29, 24, -5, 310, 420),
    ],
    columns=["territoire", "pression", "reponse", "ecart_publie", "attributions", "cible"],
).set_index("territoire")


def test_the_gaps_of_lille_are_those_published_on_the_eight_rows():
    result = rebalance_allocations(LILLE, 3000)
    assert (result["ecart"] == LILLE["ecart_publie"]).all()


def test_the_published_inconsistencies_are_told_not_reproduced():
    assert LILLE["attributions"].sum() == 2650  # published: 2 640
    assert LILLE["cible"].sum() == 2995  # on a basis of 3 000
    assert rebalance_allocations(LILLE, 3000)["objectif"].sum() == 3000
    # The published new share of Lillois, 30 %, is 29.4 % of its own column.
    assert pytest.approx(0.294, abs=5e-4) == 880 / 2995


def test_shares_move_as_in_the_published_table():
    result = rebalance_allocations(LILLE, 3000)
    change = result["part_objectif"] - result["part_actuelle"]
    published = LILLE["cible"] / 2995 - LILLE["attributions"] / 2650
    strong = LILLE["ecart_publie"].abs() >= 2
    assert (np.sign(change[strong]) == np.sign(published[strong])).all()


def test_no_strength_prolongs_the_present_shares():
    result = rebalance_allocations(LILLE, 2650, strength=0.0)
    assert (result["objectif"] == LILLE["attributions"]).all()


def test_floors_and_caps_hold_and_the_rest_is_shared_in_proportion():
    table = pd.DataFrame(
        {
            "attributions": [10, 10, 20],
            "pression": 0,
            "reponse": 0,
            "bas": [18, 0, 0],
            "haut": [40, 9, 99],
        }
    )
    result = rebalance_allocations(table, 60, floor="bas", cap="haut")
    # 60 by 10:10:20 is 15, 15, 30; the floor takes 18, the cap 9, the third keeps 33.
    assert result["objectif"].tolist() == [18, 9, 33]


def test_impossible_bounds_are_told():
    with pytest.raises(InputError, match="de 18 à 48"):
        share_out(60, np.ones(2), np.array([18.0, 0.0]), np.array([39.0, 9.0]))
    with pytest.raises(InputError, match="plancher dépasse"):
        share_out(5, np.ones(2), np.array([4.0, 0.0]), np.array([3.0, 9.0]))


def test_a_missing_mark_is_refused_with_its_row():
    broken = LILLE.assign(reponse=LILLE["reponse"].astype(float).where(LILLE.index != "Lys"))
    with pytest.raises(InputError, match="Lys"):
        rebalance_allocations(broken, 100)


@st.composite
def problems(draw):
    n = draw(st.integers(1, 9))
    weight = np.array(draw(st.lists(st.floats(0, 1e4), min_size=n, max_size=n)))
    low = np.array(draw(st.lists(st.integers(0, 50), min_size=n, max_size=n)), dtype=float)
    room = np.array(draw(st.lists(st.integers(0, 200), min_size=n, max_size=n)), dtype=float)
    high = low + room
    total = draw(st.integers(int(low.sum()), int(high.sum())))
    return total, weight, low, high


@settings(max_examples=300, deadline=None)
@given(problems())
def test_totals_are_exact_and_bounds_hold(problem):
    total, weight, low, high = problem
    shares = share_out(total, weight, low, high)
    assert shares.sum() == total
    assert (shares >= low).all() and (shares <= high).all()


@settings(max_examples=200, deadline=None)
@given(problems())
def test_a_heavier_row_never_receives_less_within_equal_bounds(problem):
    total, weight, _, _ = problem
    n = len(weight)
    shares = share_out(total, weight, np.zeros(n), np.full(n, float(total)))
    order = np.argsort(weight, kind="stable")
    heavier = weight[order][1:] > weight[order][:-1] * (1 + 1e-9) + 1e-9
    assert (np.diff(shares[order])[heavier] >= 0).all()


@settings(max_examples=200, deadline=None)
@given(problems())
def test_a_larger_total_takes_from_nobody_but_for_rounding(problem):
    total, weight, low, high = problem
    if total == high.sum():
        return
    more = share_out(total + 1, weight, low, high)
    assert (more - share_out(total, weight, low, high) >= -1).all()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 5000), st.floats(0, 0.3))
def test_a_deeper_deficit_never_receives_less(total, strength):
    deeper = LILLE.copy()
    deeper.loc["Lys", "reponse"] -= 5
    before = rebalance_allocations(LILLE, total, strength=strength)["objectif"]
    after = rebalance_allocations(deeper, total, strength=strength)["objectif"]
    assert after["Lys"] >= before["Lys"]


def test_pressure_and_response_by_hand():
    table = pd.DataFrame(
        {
            "demandes_prioritaires": [30, 70],
            "offre_liberee": [50, 50],
            "attributions_prioritaires": [10, 30],
        },
        index=["A", "B"],
    )
    result = pressure_response(table)
    assert result["pression"].tolist() == [30.0, 70.0]
    assert result["reponse"].tolist() == [37.5, 62.5]  # means of 50 and 25, of 50 and 75
    assert result["ecart"].tolist() == [7.5, -7.5]
