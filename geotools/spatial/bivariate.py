"""Two columns at once: occupants against recent movers' surroundings, one year against another."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.parameters import Field
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.moran import moran_columns, moran_tails
from geotools.spatial.permutation import DEFAULT_PERMUTATIONS, DEFAULT_SEED
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.sites import Sites, Test, standard_scores
from geotools.spatial.weights import WeightsLike


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
def bivariate_moran(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    neighbour_value: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, shared.PERMUTATIONS] = DEFAULT_PERMUTATIONS,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    alternative: Annotated[str, shared.ALTERNATIVE] = "two-sided",
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Add the bivariate local Moran: a site's value against its neighbours' other value.

    .. math:: I_i = \frac{(n - 1)\, x_i \sum_j w_{ij} y_j}{\sum_j x_j^2}

    Parameters
    ----------
    features, weights, permutations, seed, alpha, correction, alternative, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    value, neighbour_value : str
        Columns of :math:`x` (the site) and :math:`y` (its neighbours); rows that miss one of
        them leave the graph.

    Returns
    -------
    GeoDataFrame
        The columns of :func:`~geotools.spatial.moran.local_moran`.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.

    References
    ----------
    Anselin, Syabri and Smirnov (2002), "Visualizing multivariate spatial correlation with
    dynamically linked windows". Equal to ``esda.Moran_Local_BV``.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.bivariate_moran(
    ...     tiny.units(), "rev_lt40", "apl", weights="knn:4", permutations=99
    ... )
    >>> round(float(found.loc["R01", "moran_i"]), 3)
    0.824
    """
    report = progress or SILENT
    test = Test(permutations, seed, alpha, correction, alternative)
    sites = Sites.of(features, [value, neighbour_value], weights, report)
    own, around = (standard_scores(column) for column in sites.values.T)
    tails = moran_tails(sites, own, around, test, report.part(0.3, 1.0))
    p, adjusted = test.columns(sites, tails, report)
    proof = test.proof(sites, "bivariatemoran", valeur=value, valeur_voisine=neighbour_value)
    return moran_columns(sites, test, own, around, sites.weights.lag(around), p, adjusted, proof)


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
def differential_moran(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    before: Annotated[str, Field(of="features", numeric=True)],
    after: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, shared.PERMUTATIONS] = DEFAULT_PERMUTATIONS,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    alternative: Annotated[str, shared.ALTERNATIVE] = "two-sided",
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add the local Moran of ``after - before``.

    Parameters
    ----------
    features, weights, permutations, seed, alpha, correction, alternative, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    before, after : str
        Columns of the same measure at two dates; rows that miss one of them leave the graph.

    Returns
    -------
    GeoDataFrame
        The columns of :func:`~geotools.spatial.moran.local_moran`.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units()
    >>> units["avant"] = 0.3
    >>> found = geotools.differential_moran(
    ...     units, "avant", "rev_lt40", weights="knn:4", permutations=99
    ... )
    >>> found.loc["R01", "quadrant"]
    'HH'
    """
    report = progress or SILENT
    test = Test(permutations, seed, alpha, correction, alternative)
    sites = Sites.of(features, [before, after], weights, report)
    change = standard_scores(np.asarray(sites.values[:, 1] - sites.values[:, 0]))
    tails = moran_tails(sites, change, change, test, report.part(0.3, 1.0))
    p, adjusted = test.columns(sites, tails, report)
    proof = test.proof(sites, "differentialmoran", avant=before, apres=after)
    return moran_columns(sites, test, change, change, sites.weights.lag(change), p, adjusted, proof)
