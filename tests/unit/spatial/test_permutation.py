"""The engine: exact draws, the same answer everywhere, p that agree with independent ones."""

import itertools

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import sparse

from geotools.errors import CancelledError, ConfigurationError
from geotools.progress import Progress
from geotools.spatial import _kernels_numba as compiled
from geotools.spatial import _kernels_numpy as plain
from geotools.spatial import permutation
from geotools.spatial.permutation import Tails, conditional_tails
from geotools.spatial.significance import adjust, p_values, smallest_p


def graph(n, seed, *, equal, widest=6):
    """Rows of 0 to ``widest`` neighbours."""
    generator = np.random.default_rng(seed)
    dense = np.zeros((n, n))
    for i in range(n):
        k = generator.integers(0, min(widest, n - 1) + 1)
        picked = generator.choice(np.delete(np.arange(n), i), k, replace=False)
        dense[i, picked] = 1.0 if equal else generator.uniform(0.1, 2, k)
    return sparse.csr_array(dense)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    start=st.integers(0, 2**20),
    count=st.integers(1, 60),
    population=st.integers(1, 200),
    data=st.data(),
)
def test_draws_are_samples_and_the_same_with_and_without_numba(
    seed, start, count, population, data
):
    size = data.draw(st.integers(1, population))
    ids = plain.draw(seed, start, count, size, population)
    assert_array_equal(ids, compiled.draw(seed, start, count, size, population))
    assert ids.min() >= 0
    assert ids.max() < population
    assert all(len(set(column)) == size for column in ids.T)
    for a, b in zip(
        plain.occurrences(ids, population), compiled.occurrences(ids, population), strict=True
    ):
        assert_array_equal(a, b)


def test_every_ordered_sample_is_as_likely():
    ids = plain.draw(1, 0, 120_000, 3, 5)
    code = ids[0] * 25 + ids[1] * 5 + ids[2]
    _, counts = np.unique(code, return_counts=True)
    assert len(counts) == 60
    assert scipy.stats.chisquare(counts).pvalue > 1e-3


def test_a_draw_depends_on_its_number_alone():
    whole = plain.draw(9, 0, 50, 8, 1000)
    assert_array_equal(whole[:, 20:35], plain.draw(9, 20, 15, 8, 1000))
    assert_array_equal(whole[:5], plain.draw(9, 0, 50, 5, 1000))


@settings(max_examples=25, deadline=None)
@given(n=st.integers(3, 60), seed=st.integers(0, 10_000), equal=st.booleans())
def test_numpy_numba_and_any_number_of_threads_agree(n, seed, equal):
    matrix = graph(n, seed, equal=equal)
    values = np.random.default_rng(seed).normal(size=n).round(seed % 3)
    runs = [
        conditional_tails(matrix, values, permutations=700, engine=engine, threads=threads)
        for engine in (plain, compiled)
        for threads in (1, 3)
    ]
    for run in runs[1:]:
        assert_array_equal(run.at_least, runs[0].at_least)
        assert_array_equal(run.at_most, runs[0].at_most)


def test_blocks_change_nothing(monkeypatch):
    matrix = graph(80, 3, equal=True) + graph(80, 4, equal=False)
    values = np.random.default_rng(0).normal(size=80)
    whole = conditional_tails(matrix, values, permutations=5000)
    monkeypatch.setattr(permutation, "_BLOCK_CELLS", 1)
    monkeypatch.setattr(permutation, "_TABLE_WORK", 1)
    parts = conditional_tails(matrix, values, permutations=5000)
    assert_array_equal(whole.at_least, parts.at_least)
    assert_array_equal(whole.at_most, parts.at_most)


@pytest.mark.parametrize("equal", [True, False])
def test_shares_equal_complete_enumeration(equal):
    matrix = graph(9, 5, equal=equal, widest=3)
    values = np.random.default_rng(2).normal(size=9)
    draws = 400_000
    tails = conditional_tails(matrix, values, permutations=draws)
    for i in range(9):
        weights = matrix.data[matrix.indptr[i] : matrix.indptr[i + 1]]
        if not len(weights):
            assert tails.at_least[i] == tails.at_most[i] == 0
            continue
        others = np.delete(values, i)
        sums = [np.dot(c, weights) for c in itertools.permutations(others, len(weights))]
        exact = (np.array(sums) >= (matrix @ values)[i] - 1e-12).mean()
        assert tails.at_least[i] / draws == pytest.approx(exact, abs=0.0035)


@pytest.mark.parametrize("equal", [True, False])
def test_p_at_99_999_draws_is_within_two_thousandths_of_999_999_independent_ones(equal):
    n, k, draws = 16, 5, 999_999
    generator = np.random.default_rng(8)
    columns = np.array([generator.choice(np.delete(np.arange(n), i), k, False) for i in range(n)])
    data = np.full((n, k), 1 / k) if equal else generator.dirichlet(np.ones(k), n)
    pointers = np.arange(0, n * k + 1, k)
    matrix = sparse.csr_array((data.ravel(), columns.ravel(), pointers), shape=(n, n))
    values = generator.gamma(2.0, size=n)
    reference = np.empty(n)
    for i in range(n):
        ids = generator.integers(0, np.arange(n - 1, n - 1 - k, -1), (draws, k))
        for j in range(1, k):  # rank among what is left: sampling without replacement
            taken = np.sort(ids[:, :j], axis=1)
            for column in taken.T:
                ids[:, j] += ids[:, j] >= column
        sims = np.delete(values, i)[ids] @ data[i]
        seen = values[columns[i]] @ data[i]
        reference[i] = (sims >= seen - 1e-12).mean()
    # All sites share the draws, so one run's errors go together: four seeds, one RMSE.
    runs = [conditional_tails(matrix, values, permutations=99_999, seed=s) for s in range(4)]
    p = np.array([p_values(run, "greater") for run in runs])
    assert np.sqrt(np.mean((p - reference) ** 2)) <= 0.002


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.integers(-3, 3), st.floats(-3, 3)), min_size=1, max_size=60))
def test_values_are_put_in_the_order_of_a_stable_sort(values):
    given_values = np.array(values, dtype=float)
    expected = np.argsort(given_values, kind="stable")
    assert_array_equal(permutation._stable_order(given_values), expected)


def test_the_person_can_stop_between_blocks():
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    matrix = graph(50, 1, equal=False)
    with pytest.raises(CancelledError):
        conditional_tails(matrix, np.arange(50.0), permutations=99, progress=Stopped())


@pytest.mark.parametrize(
    ("correction", "method"), [("fdr_bh", "bh"), ("fdr_by", "by"), ("bonferroni", None)]
)
def test_corrections_equal_scipy_and_ignore_what_was_not_tested(correction, method):
    p = np.random.default_rng(4).uniform(size=200) ** 3
    expected = (
        scipy.stats.false_discovery_control(p, method=method) if method else np.minimum(p * 200, 1)
    )
    assert_allclose(adjust(p, correction), expected)
    holed = adjust(np.append(p, np.nan), correction)
    assert_allclose(holed[:-1], expected)
    assert np.isnan(holed[-1])


def test_definitions_of_p():
    tails = Tails(np.array([3, 96, 50, 99]), np.array([96, 3, 50, 99]), 99)
    assert_allclose(p_values(tails, "greater"), [0.04, 0.97, 0.51, 1.0])
    assert_allclose(p_values(tails, "less"), [0.97, 0.04, 0.51, 1.0])
    assert_allclose(p_values(tails, "two-sided"), [0.08, 0.08, 1.0, 1.0])
    assert_allclose(p_values(tails, "directed"), [0.04, 0.04, 0.5, 0.01])


def test_the_smallest_p_counts_draws_and_sets_of_neighbours():
    assert smallest_p(99_999, 1000, 8) == pytest.approx(2e-5)
    assert smallest_p(999, 1000, 8, "directed") == pytest.approx(1e-3)
    assert smallest_p(99_999, 9, 2) == pytest.approx(2 / 28)
    assert smallest_p(99_999, 20_000, 300) == pytest.approx(2e-5)


def test_unknown_names_are_refused():
    tails = Tails(np.array([1]), np.array([1]), 9)
    with pytest.raises(ConfigurationError, match="two-sided"):
        p_values(tails, "both")
    with pytest.raises(ConfigurationError, match="fdr_bh"):
        adjust([0.1], "holm")
