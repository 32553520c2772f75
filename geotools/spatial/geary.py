"""Local Geary: where a feature is like its neighbours, or unlike, whatever the level."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from geopandas import GeoDataFrame
from scipy import sparse

from geotools.operations import Group, Output, operation
from geotools.parameters import Field
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial._kernels_numpy import Counts, Ids, occurrences_of, padded_rows
from geotools.spatial.permutation import DEFAULT_SEED, Tails, kernels
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.sites import (
    NOT_SIGNIFICANT,
    Floats,
    Sites,
    Test,
    blank,
    quadrants,
    standard_scores,
)
from geotools.spatial.weights import Weights, WeightsLike, without_diagonal

_CELLS = 1 << 22  # simulated values held at once: 32 MB
_TIE = 1e-10

UNLIKE = "NEG"
ALIKE = "POS"


def geary_statistic(weights: Weights, scores: Floats) -> Floats:
    r"""Return the local Geary of standard scores; shape (n,).

    .. math:: c_i = \sum_j w_{ij} (z_i - z_j)^2
    """
    sums = np.asarray(weights.matrix.sum(axis=1)).ravel()
    return np.asarray(scores**2 * sums - 2 * scores * weights.lag(scores) + weights.lag(scores**2))


def geary_tails(
    weights: Weights,
    scores: Floats,
    *,
    permutations: int,
    seed: int | None,
    progress: Progress = SILENT,
) -> Tails:
    """Rank each local Geary among those of neighbours drawn at random from the other sites.

    The draws are those of :func:`~geotools.spatial.permutation.conditional_tails`. Geary is not
    monotone in the lag, so every draw is evaluated at every site: use fewer of them.
    """
    n = len(scores)
    order = np.argsort(scores, kind="stable")
    pool = scores[order]
    matrix = without_diagonal(sparse.csr_array(weights.matrix[order][:, order]))
    widest = int(np.diff(matrix.indptr).max())
    observed = geary_statistic(Weights(matrix, weights.index[order]), pool)
    step = max(1, _CELLS // widest)
    more, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for start in range(0, permutations, step):
        count = min(step, permutations - start)
        ids = kernels().draw(DEFAULT_SEED if seed is None else seed, start, count, widest, n - 1)
        part = progress.part(start / permutations, (start + count) / permutations)
        _count(matrix, pool, observed, ids, more, less, part)
    at_least, at_most = np.empty_like(more), np.empty_like(less)
    at_least[order], at_most[order] = more, less
    return Tails(at_least, at_most, permutations)


def _count(
    matrix: sparse.csr_array,
    pool: Floats,
    observed: Floats,
    ids: Ids,
    more: Counts,
    less: Counts,
    progress: Progress,
) -> None:
    """Add the counts of one block of draws; ids are positions in the sorted ``pool``."""
    n, draws = len(pool), ids.shape[1]
    pointers, places = kernels().occurrences(ids, n - 1)
    table = pool[ids]
    table_2 = table**2
    step = max(1, _CELLS // draws)
    for first in range(0, n, step):
        progress.at(first / n, "Permutations")
        at = np.arange(first, min(first + step, n))
        rows = padded_rows(matrix, at)
        width = rows.shape[1]
        linear, square = rows @ table[:width], rows @ table_2[:width]
        inside = at[at < n - 1]
        owner, place = occurrences_of(inside, pointers, places, width * draws)
        weight = rows[owner, place // draws]
        mended = pool[inside[owner]]
        linear[owner, place % draws] += weight * (pool[-1] - mended)
        square[owner, place % draws] += weight * (pool[-1] ** 2 - mended**2)
        own = pool[at, None]
        simulated = own**2 * rows.sum(axis=1)[:, None] - 2 * own * linear + square
        more[at] += np.count_nonzero(simulated >= observed[at, None] - _TIE, axis=1)
        less[at] += np.count_nonzero(simulated <= observed[at, None] + _TIE, axis=1)


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
def local_geary(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, shared.PERMUTATIONS] = 9_999,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add the local Geary of a column, its two-sided p-values and its clusters to the features.

    Parameters
    ----------
    features, value, weights, permutations, seed, alpha, correction, progress
        As in :func:`~geotools.spatial.moran.local_moran`.

    Returns
    -------
    GeoDataFrame
        With ``geary_c``, ``p_valeur``, ``p_ajustee``, ``association`` (POS below the median of
        the draws, NEG above), ``quadrant`` and ``grappe``; missing, isolated and constant values
        as in :func:`~geotools.spatial.moran.local_moran`.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.local_geary(
    ...     tiny.units(), "rev_lt40", weights="distance:200", permutations=99
    ... )
    >>> found["geary_c"].round(2).head(2).tolist()
    [4.05, 3.0]
    """
    report = progress or SILENT
    test = Test(permutations, seed, alpha, correction, "two-sided")
    sites = Sites.of(features, [value], weights, report)
    scores = standard_scores(np.asarray(sites.values[:, 0]))
    tails = geary_tails(
        sites.weights, scores, permutations=permutations, seed=seed, progress=report.part(0.3, 1.0)
    )
    p, adjusted = test.columns(sites, tails, report)
    defined = sites.connected & bool(scores.any())
    where = blank(quadrants(scores, sites.weights.lag(scores)), defined)
    alike = tails.at_most <= tails.at_least
    agrees = alike == np.isin(where, ["HH", "LL"])
    label = np.where(agrees, where, NOT_SIGNIFICANT)
    result = features.assign(
        geary_c=sites.spread(np.where(defined, geary_statistic(sites.weights, scores), np.nan)),
        p_valeur=sites.spread(p),
        p_ajustee=sites.spread(adjusted),
        association=sites.spread_labels(blank(np.where(alike, ALIKE, UNLIKE), defined)),
        quadrant=sites.spread_labels(where),
        grappe=sites.spread_labels(test.clusters(sites, adjusted, label)),
    )
    result.attrs["preuve"] = test.proof(sites, "localgeary", valeur=value)
    return result
