"""Getis and Ord's G: where values add up to more, or to less, than anywhere else."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from geopandas import GeoDataFrame
from scipy import sparse

from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Flag
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.permutation import DEFAULT_PERMUTATIONS, DEFAULT_SEED, conditional_tails
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.sites import Floats, Sites, Test, blank, standard_scores
from geotools.spatial.weights import WeightsLike, without_diagonal


def g_scores(matrix: sparse.csr_array, values: Floats, *, star: bool = True) -> Floats:
    r"""Return the standardised G or G* of each site.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Weights; for ``star`` a site weighs as much as its heaviest neighbour.
    values : array of float, shape (n,)
    star : bool
        Whether the site counts among its neighbours (G*).

    Returns
    -------
    array of float, shape (n,)
        NaN where the values around are constant.

    Notes
    -----
    .. math::

        Z(G_i^*) = \frac{\sum_j w_{ij} y_j - W_i \bar y}
            {s \sqrt{\left(m S_{1i} - W_i^2\right) / (m - 1)}}
        \qquad W_i = \sum_j w_{ij}, \quad S_{1i} = \sum_j w_{ij}^2

    with :math:`m = n` for G*; for G, site i is left out of :math:`\bar y`, s and m.

    References
    ----------
    Ord J. K., Getis A. (1995), "Local Spatial Autocorrelation Statistics", Geographical Analysis
    27(4). Equal to ``esda.G_Local(transform="B").Zs`` on binary weights.
    """
    used = without_diagonal(matrix)
    if star:
        used = sparse.csr_array(used + sparse.diags(used.max(axis=1).toarray().ravel()))
    m = len(values) - (not star)
    rest = 0.0 if star else values
    mean = (values.sum() - rest) / m
    squares = ((values**2).sum() - np.square(rest)) / m
    deviation = np.sqrt(np.maximum(squares - mean**2, 0.0))
    weight = np.asarray(used.sum(axis=1)).ravel()
    weight_2 = np.asarray(used.multiply(used).sum(axis=1)).ravel()
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = deviation * np.sqrt((m * weight_2 - weight**2) / (m - 1))
        scores = np.where(spread > 0, (used @ values - weight * mean) / spread, np.nan)
    return np.asarray(scores)


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),), id="getisord")
def getis_ord(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    star: Annotated[bool, Flag()] = True,
    permutations: Annotated[int, shared.PERMUTATIONS] = DEFAULT_PERMUTATIONS,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    alternative: Annotated[str, shared.ALTERNATIVE] = "two-sided",
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add Getis-Ord's G* (or G), its p-values and its hot and cold spots to the features.

    Parameters
    ----------
    features, value, permutations, seed, alpha, correction, alternative, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    weights : Weights, libpysal Graph or str
        Standardised by row.
    star : bool
        Count the site itself, with the weight of its heaviest neighbour.

    Returns
    -------
    GeoDataFrame
        With ``getis_z``, ``p_valeur``, ``p_ajustee``, ``quadrant`` (HH or LL by the sign) and
        ``grappe``; missing, isolated and constant values as in
        :func:`~geotools.spatial.moran.local_moran`.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.

    Notes
    -----
    The permutation holds a site's own value fixed, so the p of G* is that of its neighbours'
    sum, as in esda.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.getis_ord(
    ...     tiny.units(), "rev_lt40", weights="distance:200", permutations=99
    ... )
    >>> found["quadrant"].head(4).tolist()
    ['HH', 'HH', 'LL', 'LL']
    """
    report = progress or SILENT
    test = Test(permutations, seed, alpha, correction, alternative)
    sites = Sites.of(features, [value], weights, report)
    scores = standard_scores(np.asarray(sites.values[:, 0]))
    z = np.where(sites.connected, g_scores(sites.weights.matrix, scores, star=star), np.nan)
    tails = conditional_tails(
        sites.weights.matrix,
        scores,
        permutations=permutations,
        seed=seed,
        progress=report.part(0.3, 1.0),
    )
    p, adjusted = test.columns(sites, tails, report)
    where = blank(np.where(z > 0, "HH", "LL"), ~np.isnan(z))
    result = features.assign(
        getis_z=sites.spread(z),
        p_valeur=sites.spread(p),
        p_ajustee=sites.spread(adjusted),
        quadrant=sites.spread_labels(where),
        grappe=sites.spread_labels(test.clusters(sites, adjusted, where)),
    )
    result.attrs["preuve"] = test.proof(sites, "getisord", valeur=value, etoile=star)
    return result
