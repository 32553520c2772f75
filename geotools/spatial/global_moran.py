"""One number for a whole territory: do neighbours resemble each other, and by how much."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from scipy import sparse
from scipy.special import ndtr

from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Integer
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.moran import scores_of, sites_of
from geotools.spatial.permutation import DEFAULT_SEED
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.sites import Floats, blank, quadrants, standard_scores
from geotools.spatial.weights import WeightsLike

_BLOCK = 1 << 22  # permuted values held at once: 32 MB


@dataclass(frozen=True)
class GlobalMoran:
    r"""Global Moran's I and its moments when values are shuffled among sites.

    .. math:: I = \frac{n}{S_0} \frac{\sum_i z_i \sum_j w_{ij} z_j}{\sum_i z_i^2}

    Parameters
    ----------
    statistic, expectation, variance : float
        The variance is that of randomisation (Cliff and Ord 1981); NaN under four sites.
    z : float
        (statistic - expectation) / standard deviation.
    p_normal, p_permuted : float
        Two-sided.
    """

    statistic: float
    expectation: float
    variance: float
    z: float
    p_normal: float
    p_permuted: float


def moran_statistic(
    matrix: sparse.csr_array,
    scores: Floats,
    *,
    permutations: int,
    seed: int,
    progress: Progress = SILENT,
) -> GlobalMoran:
    """Return global Moran's I of standard scores, with analytical and permuted significance.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
    scores : array of float, shape (n,)
        From :func:`~geotools.spatial.sites.standard_scores`.
    permutations, seed : int
    progress : Progress
    """
    n, total = len(scores), float((scores * scores).sum())
    if not total:
        return GlobalMoran(*[math.nan] * 6)
    scale = n / float(matrix.sum()) / total
    statistic = scale * float(scores @ (matrix @ scores))
    expectation = -1.0 / (n - 1)
    variance = _variance(matrix, scores)
    z = (statistic - expectation) / math.sqrt(variance) if variance > 0 else math.nan
    generator = np.random.default_rng(seed)
    above = below = 0
    step = max(1, _BLOCK // n)
    for start in range(0, permutations, step):
        progress.at(start / permutations, "Permutations")
        count = min(step, permutations - start)
        shuffled = generator.permuted(np.tile(scores, (count, 1)), axis=1).T
        simulated = scale * np.einsum("ip,ip->p", shuffled, matrix @ shuffled)
        above += int(np.count_nonzero(simulated >= statistic - 1e-12))
        below += int(np.count_nonzero(simulated <= statistic + 1e-12))
    p_permuted = min(1.0, 2 * (min(above, below) + 1) / (permutations + 1))
    p_normal = 2 * float(ndtr(-abs(z)))
    return GlobalMoran(statistic, expectation, variance, z, p_normal, p_permuted)


def _variance(matrix: sparse.csr_array, z: Floats) -> float:
    n = len(z)
    if n < 4:
        return math.nan
    s0 = float(matrix.sum())
    both = matrix + matrix.T
    s1 = float((both.data**2).sum()) / 2
    s2 = float(((matrix.sum(axis=0) + matrix.sum(axis=1)) ** 2).sum())
    kurtosis = float((z**4).mean() / (z**2).mean() ** 2)
    a = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    b = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    return (a - b) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - 1.0 / (n - 1) ** 2


@operation(
    group=Group.SPATIAL,
    outputs=(Output("table", kind="table"), Output("scatter", style="moran_nuage")),
)
def global_moran(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, Integer(minimum=99, maximum=999999)] = 999,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    population: Annotated[str | None, shared.POPULATION] = None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, GeoDataFrame]:
    """Return global Moran's I as a one-row table, and the points of its scatterplot.

    Parameters
    ----------
    features, value, weights, seed, population, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    permutations : int
        Shuffles of the whole layer.

    Returns
    -------
    table : DataFrame, index ``valeur``
        ``moran_i``, ``esperance``, ``variance``, ``z``, ``p_normale``, ``p_permutations``,
        ``permutations``, ``entites``, ``voisins_moyens``, ``isolees``.
    scatter : GeoDataFrame
        The features with ``z``, ``decalage`` and ``quadrant``.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> table, scatter = geotools.global_moran(
    ...     tiny.units(), "rev_lt40", weights="distance:200"
    ... )
    >>> round(float(table.loc["rev_lt40", "moran_i"]), 3)
    0.409
    """
    report = progress or SILENT
    sites = sites_of(features, value, population, weights, report)
    scores = standard_scores(scores_of(sites, population))
    found = moran_statistic(
        sites.weights.matrix,
        scores,
        permutations=permutations,
        seed=DEFAULT_SEED if seed is None else seed,
        progress=report.part(0.3, 1.0),
    )
    row = {
        "moran_i": found.statistic,
        "esperance": found.expectation,
        "variance": found.variance,
        "z": found.z,
        "p_normale": found.p_normal,
        "p_permutations": found.p_permuted,
        "permutations": permutations,
        "entites": sites.weights.n,
        "voisins_moyens": sites.weights.edges / sites.weights.n,
        "isolees": len(sites.weights.isolates),
    }
    lag = sites.weights.lag(scores)
    where = blank(quadrants(scores, lag), sites.connected)
    scatter = features.assign(
        z=sites.spread(scores),
        decalage=sites.spread(np.where(sites.connected, lag, np.nan)),
        quadrant=sites.spread_labels(where),
    )
    return pd.DataFrame([row], index=pd.Index([value], name="valeur")), scatter
