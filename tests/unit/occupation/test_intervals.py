"""Intervals: published values, coverage of seeded draws, and what smoothing must respect."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geotools.errors import ConfigurationError, InputError
from geotools.occupation import (
    bootstrap_index,
    effective_base,
    empirical_bayes,
    index_interval,
    precarity_index,
    wilson,
)


def series(*values):
    return pd.Series(list(values), name="n", dtype=float)


@given(st.integers(1, 400), st.data())
def test_wilson_equals_scipy(base, data):
    n = data.draw(st.integers(0, base))
    ours = wilson(series(n), series(base)).iloc[0]
    theirs = binomtest(n, base).proportion_ci(method="wilson")
    assert ours["bas"] == pytest.approx(theirs.low, abs=1e-12)
    assert ours["haut"] == pytest.approx(theirs.high, abs=1e-12)


def test_wilson_has_no_answer_without_a_base():
    table = wilson(series(0, 3), series(0, np.nan))
    assert table.isna().all().all()


def test_wilson_refuses_the_impossible():
    with pytest.raises(InputError, match=r"1 ligne\(s\) : 1"):
        wilson(series(1, 5), series(2, 4))
    with pytest.raises(ConfigurationError, match="0 et 1"):
        wilson(series(1), series(2), level=95)


def test_the_effective_base_is_the_number_of_rows_when_weights_are_equal():
    by = pd.Series(list("aaab"))
    assert effective_base(pd.Series([2.0, 2.0, 2.0, 5.0]), by).to_dict() == {"a": 3.0, "b": 1.0}
    assert effective_base(pd.Series([1.0, 3.0]), pd.Series(["a", "a"]))["a"] == pytest.approx(1.6)


WEIGHTS = {"rev_lt40": 2, "apl": 1}
REFERENCE = {"rev_lt40": 0.4, "apl": 0.5}


def counts_of(rev, apl, base):
    return pd.DataFrame(
        {"rev_lt40_n": rev, "rev_lt40_base": base, "apl_n": apl, "apl_base": base}, dtype=float
    )


def test_the_delta_interval_by_hand():
    table = index_interval(counts_of([20], [30], [50]), REFERENCE, weights=WEIGHTS)
    p1, p2 = 20.5 / 51, 30.5 / 51
    variance = (100 * 2 / (3 * 0.4)) ** 2 * p1 * (1 - p1) / 50
    variance += (100 * 1 / (3 * 0.5)) ** 2 * p2 * (1 - p2) / 50
    assert table["indice"].iloc[0] == pytest.approx(100 * (2 * 1 + 1.2) / 3)
    assert table["haut"].iloc[0] - table["indice"].iloc[0] == pytest.approx(
        1.959963985 * variance**0.5
    )


def test_the_delta_interval_covers_95_percent_of_independent_draws():
    rng = np.random.default_rng(7)
    rev, apl = rng.binomial(60, 0.45, 4000), rng.binomial(60, 0.6, 4000)
    table = index_interval(counts_of(rev, apl, np.full(4000, 60)), REFERENCE, weights=WEIGHTS)
    truth = 100 * (2 * 0.45 / 0.4 + 0.6 / 0.5) / 3
    covered = ((table["bas"] <= truth) & (truth <= table["haut"])).mean()
    assert 0.93 <= covered <= 0.97


def test_the_bootstrap_agrees_with_delta_when_components_are_independent():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "rev_lt40_n": rng.random(800) < 0.4,
            "rev_lt40_base": 1,
            "apl_n": rng.random(800) < 0.5,
            "apl_base": 1,
        }
    ).astype(float)
    by = pd.Series("u", index=rows.index)
    drawn = bootstrap_index(rows, by, REFERENCE, weights=WEIGHTS, seed=1).loc["u"]
    delta = index_interval(rows.groupby(by).sum().loc[["u"]], REFERENCE, weights=WEIGHTS).loc["u"]
    assert drawn["indice"] == pytest.approx(delta["indice"])
    width = delta["haut"] - delta["bas"]
    assert drawn["haut"] - drawn["bas"] == pytest.approx(width, rel=0.12)


def test_the_bootstrap_sees_that_components_go_together():
    rng = np.random.default_rng(3)
    poor = (rng.random(600) < 0.4).astype(float)
    rows = pd.DataFrame({"rev_lt40_n": poor, "rev_lt40_base": 1.0, "apl_n": poor, "apl_base": 1.0})
    by = pd.Series("u", index=rows.index)
    drawn = bootstrap_index(rows, by, REFERENCE, weights=WEIGHTS, seed=1).loc["u"]
    delta = index_interval(rows.groupby(by).sum(), REFERENCE, weights=WEIGHTS).loc["u"]
    assert drawn["haut"] - drawn["bas"] > 1.2 * (delta["haut"] - delta["bas"])


def test_the_bootstrap_is_reproducible_and_gives_the_index():
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(rng.integers(0, 2, (90, 2)), columns=["rev_lt40_n", "apl_n"]).astype(float)
    rows[["rev_lt40_base", "apl_base"]] = 1.0
    by = pd.Series(np.repeat(list("abc"), 30))
    first = bootstrap_index(rows, by, REFERENCE, weights=WEIGHTS, replications=99, seed=4)
    again = bootstrap_index(rows, by, REFERENCE, weights=WEIGHTS, replications=99, seed=4)
    pd.testing.assert_frame_equal(first, again)
    sums = rows.groupby(by).sum()
    shares = pd.DataFrame({"rev_lt40": sums["rev_lt40_n"] / 30, "apl": sums["apl_n"] / 30})
    index = precarity_index(shares, REFERENCE, weights=WEIGHTS)
    np.testing.assert_allclose(first["indice"], index)
    assert (first["bas"] <= first["indice"]).all()
    assert (first["indice"] <= first["haut"]).all()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=30))
def test_smoothing_stays_between_the_unit_and_the_mean(pairs):
    n = pd.Series([float(min(p)) for p in pairs], name="n")
    b = pd.Series([float(max(p)) for p in pairs], name="b")
    if b.sum() == 0:
        with pytest.raises(InputError, match="base positive"):
            empirical_bayes(n, b)
        return
    table = empirical_bayes(n, b)
    mean = n.sum() / b.sum()
    own = (n / b).fillna(mean)
    low, high = np.minimum(own, mean), np.maximum(own, mean)
    assert (table["lissee"] >= low - 1e-12).all()
    assert (table["lissee"] <= high + 1e-12).all()
    assert table["poids_propre"].between(0, 1).all()


def test_smoothing_trusts_large_bases_and_beats_raw_shares():
    rng = np.random.default_rng(11)
    truth = rng.beta(8, 12, 3000)
    base = rng.integers(5, 60, 3000)
    n = pd.Series(rng.binomial(base, truth).astype(float), name="n")
    b = pd.Series(base.astype(float), name="b")
    table = empirical_bayes(n, b)
    raw = ((n / b - truth) ** 2).mean()
    assert ((table["lissee"] - truth) ** 2).mean() < 0.7 * raw
    assert table.loc[b.idxmax(), "poids_propre"] > table.loc[b.idxmin(), "poids_propre"]


def test_identical_shares_are_all_drawn_to_the_mean():
    table = empirical_bayes(pd.Series([5.0, 50.0]), pd.Series([10.0, 100.0]))
    assert table["lissee"].tolist() == [0.5, 0.5]
    assert table["poids_propre"].tolist() == [0, 0]
