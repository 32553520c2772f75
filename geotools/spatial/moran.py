"""Local Moran: where high values gather, where low ones do, and where one stands out."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from geopandas import GeoDataFrame

from geotools.errors import ConfigurationError
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Field
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.esda_mode import tails_like_esda
from geotools.spatial.exact import ExactTails, exact_tails
from geotools.spatial.permutation import (
    DEFAULT_PERMUTATIONS,
    DEFAULT_SEED,
    Tails,
    conditional_tails,
)
from geotools.spatial.rates import empirical_bayes_scores
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.sites import Floats, Sites, Test, blank, quadrants, standard_scores
from geotools.spatial.weights import WeightsLike

MODES = {
    "fast": "Tirages partagés, rang exact (conseillé)",
    "esda": "Tirage pour tirage comme esda, lent : pour vérifier",
    "exact": "Sans tirage : probabilité exacte, si les valeurs suivent une loi normale",
}


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
def local_moran(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, shared.PERMUTATIONS] = DEFAULT_PERMUTATIONS,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    population: Annotated[str | None, shared.POPULATION] = None,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    alternative: Annotated[str, shared.ALTERNATIVE] = "two-sided",
    mode: Annotated[str, Choice(advanced=True, options=MODES)] = "fast",
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Add the local Moran of a column, its p-values and its clusters to the features.

    .. math:: I_i = \frac{(n - 1)\, z_i \sum_j w_{ij} z_j}{\sum_j z_j^2}

    Parameters
    ----------
    features : GeoDataFrame, n rows
        Unique index. Recipes that measure distances need a projected CRS.
    value : str
        Numeric column; a count of events when ``population`` is given.
    weights : Weights, libpysal Graph or str
        Standardised by row before use. A weight on the diagonal counts in :math:`I_i` and is
        held fixed in the draws.
    permutations : int
    seed : int or None
        None means the default seed: a run is always reproducible.
    population : str, optional
        Column of the units at risk; rates are standardised by
        :func:`~geotools.spatial.rates.empirical_bayes_scores`. A null population is a missing
        value.
    alpha : float
        A cluster is declared where ``p_ajustee <= alpha``.
    correction : {"fdr_bh", "fdr_by", "bonferroni", "none"}
    alternative : {"two-sided", "directed", "greater", "less"}
        See :func:`~geotools.spatial.significance.p_values`.
    mode : {"fast", "esda", "exact"}
        "esda" repeats esda's draws one by one, site by site. "exact" draws nothing: see
        :func:`~geotools.spatial.exact.exact_tails`, which supposes normal values.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        The features in their order, with ``moran_i``, ``p_valeur``, ``p_ajustee`` (float),
        ``quadrant`` and ``grappe`` (text). ``attrs["preuve"]`` holds the settings.
        Missing value: the feature leaves the graph, its five cells are empty. No neighbour:
        ``grappe`` is ``isole``, the rest is empty, and it still counts in the mean and the
        draws. Constant value: :math:`I_i` is not defined (empty), p is 1, ``grappe`` is ``ns``.

    Raises
    ------
    InputError
        Fewer than three features with a value, no neighbours at all, or unusable values.

    References
    ----------
    Anselin L. (1995), "Local Indicators of Spatial Association", Geographical Analysis 27(2).

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.local_moran(
    ...     tiny.units(), "rev_lt40", weights="distance:200", permutations=999
    ... )
    >>> found["quadrant"].head(4).tolist()
    ['HH', 'LH', 'LL', 'HL']
    >>> round(float(found.loc["R01", "moran_i"]), 3)
    0.76
    """
    report = progress or SILENT
    if mode not in MODES:
        raise ConfigurationError(
            f"Le moteur « {mode} » n’existe pas ; possibles : {', '.join(MODES)}."
        )
    test = Test(permutations, seed, alpha, correction, alternative)
    sites = sites_of(features, value, population, weights, report)
    scores = standard_scores(scores_of(sites, population))
    lag = sites.weights.lag(scores)
    part = report.part(0.3, 1.0)
    tails: Tails | ExactTails
    if mode == "esda" and scores.any():
        tails = tails_like_esda(
            sites.weights.matrix, scores, permutations=permutations, seed=seed, progress=part
        )
    elif mode == "exact" and scores.any():
        tails = exact_tails(scores * lag / float(scores @ scores), sites.weights.matrix)
    else:
        tails = moran_tails(sites, scores, scores, test, part)
    p, adjusted = test.columns(sites, tails, report)
    proof = test.proof(sites, "localmoran", valeur=value, population=population, moteur=mode)
    return moran_columns(sites, test, scores, scores, lag, p, adjusted, proof)


def moran_columns(
    sites: Sites,
    test: Test,
    own: Floats,
    neighbour: Floats,
    lag: Floats,
    p: Floats,
    adjusted: Floats,
    proof: dict[str, object],
) -> GeoDataFrame:
    """Return the features with the five columns that every Moran map shows.

    Parameters
    ----------
    own, neighbour : array of float, shape (kept,)
        Standard scores of the site's value and of the value that its neighbours carry.
    lag : array of float, shape (kept,)
        Weighted mean of ``neighbour`` around each site.
    """
    total = float((own * own).sum())
    defined = sites.connected & (total > 0) & bool(neighbour.any())
    local = np.where(defined, (len(own) - 1) * own * lag / (total or 1.0), np.nan)
    where = blank(quadrants(own, lag), defined)
    result = sites.features.copy()
    result["moran_i"] = sites.spread(local)
    result["p_valeur"] = sites.spread(p)
    result["p_ajustee"] = sites.spread(adjusted)
    result["quadrant"] = sites.spread_labels(where)
    result["grappe"] = sites.spread_labels(test.clusters(sites, adjusted, where))
    result.attrs["preuve"] = proof
    return result


def sites_of(
    features: GeoDataFrame,
    value: str,
    population: str | None,
    weights: WeightsLike,
    progress: Progress,
) -> Sites:
    """Return the usable sites of a value, or of a rate; a null population is a missing value."""
    if population is None:
        return Sites.of(features, [value], weights, progress)
    empty = features[population].eq(0) if population in features.columns else None
    if empty is not None and empty.any():
        features = features.assign(**{population: features[population].mask(empty)})
    return Sites.of(features, [value, population], weights, progress)


def scores_of(sites: Sites, population: str | None) -> Floats:
    """Return the value of each site, or its rate standardised by how sure it is."""
    if population is None:
        return np.asarray(sites.values[:, 0])
    return empirical_bayes_scores(sites.values[:, 0], sites.values[:, 1])


def moran_tails(
    sites: Sites, own: Floats, neighbour: Floats, test: Test, progress: Progress
) -> Tails:
    """Rank the local Moran: it grows with the lag where z is positive, falls where negative."""
    tails = conditional_tails(
        sites.weights.matrix,
        neighbour,
        permutations=test.permutations,
        seed=test.seed,
        progress=progress,
    ).reversed_where(own < 0)
    level = np.where(own == 0, test.permutations, 0)
    return Tails(
        np.maximum(tails.at_least, level), np.maximum(tails.at_most, level), test.permutations
    )
