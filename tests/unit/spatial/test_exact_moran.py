"""Exact probabilities of the local Moran: spdep's, the integral they stand for, known limits."""

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.integrate import quad

from geotools.spatial import build_weights, local_moran
from geotools.spatial.exact import exact_tails, star_eigenvalues

SPDEP = Path(__file__).parent / "oracles" / "exact_moran_spdep.csv"
"""1 000 sites; p: ``localmoran.exact`` of spdep 1.2.7 (style W, greater), whose integral was asked
to a relative tolerance of 1e-11 instead of R's default of 1e-4."""


@pytest.fixture(scope="module")
def sites():
    table = pd.read_csv(SPDEP)
    places = gpd.points_from_xy(table["x"], table["y"])
    return gpd.GeoDataFrame(table[["v", "p"]], geometry=places, crs=2154)


def test_equal_to_spdep_at_every_site_in_the_tails_too(sites):
    found = local_moran(sites, "v", weights="distance:60", mode="exact", alternative="greater")
    assert np.abs(found["p_valeur"] - sites["p"]).max() < 1e-8
    far = sites["p"] < 1e-4
    assert far.any()
    np.testing.assert_allclose(found["p_valeur"][far], sites["p"][far], rtol=1e-6)


def test_eigenvalues_are_those_of_the_whole_matrix(sites):
    weights = build_weights(sites.head(60), "knn:5").row_standardised()
    matrix = weights.matrix.toarray()
    matrix[3, 3] = 0.4  # kernel weights fill the diagonal
    largest, smallest = star_eigenvalues(sparse.csr_array(matrix))
    centre = np.eye(60) - 1 / 60
    for i in range(60):
        star = np.zeros((60, 60))
        star[i] += matrix[i] / 2
        star[:, i] += matrix[i] / 2
        values = np.linalg.eigvalsh(centre @ star @ centre)
        assert largest[i] == pytest.approx(values[-1], abs=1e-12)
        assert smallest[i] == pytest.approx(values[0], abs=1e-12)


@pytest.mark.parametrize("bound", [-0.02, -1e-3, -1e-9, 0.0, 1e-9, 1e-6, 1e-3, 0.02, 0.1])
def test_equal_to_imhof_s_integral_around_zero_and_far_from_it(sites, bound):
    matrix = build_weights(sites.head(200), "knn:6").row_standardised().matrix
    observed = np.full(200, bound)
    upper = exact_tails(observed, matrix).upper
    largest, smallest = star_eigenvalues(matrix)
    for i in (0, 50, 199):
        terms = np.array([largest[i] - bound, smallest[i] - bound])

        def imhof(x, terms=terms):
            angle = np.arctan(terms * x).sum() + 197 * np.arctan(-bound * x)
            size = np.log1p((terms * x) ** 2).sum() + 197 * np.log1p((bound * x) ** 2)
            return np.sin(0.5 * angle) / x * np.exp(-0.25 * size)

        # Cut in decades: one call over the half-line loses the scale of the terms.
        edges = np.concatenate([[0.0], np.logspace(-2, 12, 57)])
        area = sum(quad(imhof, a, b, limit=400, epsabs=1e-13)[0] for a, b in pairwise(edges))
        assert upper[i] == pytest.approx(0.5 + area / np.pi, abs=1e-7)


def test_tails_sum_to_one_and_nothing_passes_the_largest_eigenvalue(sites):
    matrix = build_weights(sites.head(100), "knn:4").row_standardised().matrix
    largest, _ = star_eigenvalues(matrix)
    tails = exact_tails(np.linspace(-0.3, 0.3, 100), matrix)
    np.testing.assert_allclose(tails.upper + tails.lower, 1.0)
    assert (exact_tails(largest * 1.01, matrix).upper == 0).all()
    rising = [exact_tails(np.full(100, b), matrix).upper for b in np.linspace(-0.3, 0.3, 61)]
    assert (np.diff(rising, axis=0) <= 1e-15).all()


def test_draws_of_normal_values_find_the_same_share(sites):
    matrix = build_weights(sites.head(80), "knn:5").row_standardised().matrix
    rng = np.random.default_rng(5)
    draws = rng.normal(size=(80, 20_000))
    draws -= draws.mean(axis=0)
    local = draws * (matrix @ draws) / (draws**2).sum(axis=0)
    for bound in (-0.01, 0.004, 0.02):
        upper = exact_tails(np.full(80, bound), matrix).upper
        assert np.abs((local >= bound).mean(axis=1) - upper).max() < 0.015


def test_a_constant_value_has_no_cluster(sites):
    flat = local_moran(sites.assign(v=1.0), "v", weights="knn:4", mode="exact")
    assert (flat["grappe"] == "ns").all()
    assert (flat["p_valeur"] == 1).all()
