"""Local join counts: where features of a kind touch more of their kind than chance allows."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from geopandas import GeoDataFrame
from scipy import sparse
from scipy.stats import hypergeom

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.parameters import Field
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.significance import adjust
from geotools.spatial.sites import ISOLATED, NOT_SIGNIFICANT, Sites, blank
from geotools.spatial.weights import WeightsLike, without_diagonal


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
def join_counts(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Add local join counts of a binary column, with exact p-values.

    .. math:: BB_i = x_i \sum_{j \in N_i} x_j \qquad
        p_i = P\left(H \ge BB_i\right), \; H \sim \mathrm{Hyp}(n - 1,\; m - 1,\; k_i)

    with m features at 1 and :math:`k_i` neighbours: the limit of conditional permutations.

    Parameters
    ----------
    features, weights, alpha, correction, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    value : str
        Column of 0 and 1 (missing allowed).

    Returns
    -------
    GeoDataFrame
        With ``jonctions`` (count), ``p_valeur`` and ``p_ajustee`` (one-sided, empty where
        x = 0), ``quadrant`` (HH where x = 1 and a neighbour is, else empty) and ``grappe``
        (HH, ns, isole).

    Raises
    ------
    InputError
        The column holds other values than 0 and 1.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units()
    >>> units["pauvre"] = (units["rev_lt40"] > 0.3).astype(int)
    >>> found = geotools.join_counts(units, "pauvre", weights="distance:200")
    >>> found["jonctions"].head(4).tolist()
    [1.0, 0.0, 0.0, 0.0]
    """
    report = progress or SILENT
    sites = Sites.of(features, [value], weights, report)
    x = sites.values[:, 0]
    wrong = (x != 0) & (x != 1)
    if wrong.any():
        raise InputError(
            f"« {value} » doit ne contenir que 0 et 1 ; d’autres valeurs pour "
            f"{some(sites.weights.index[wrong])}."
        )
    others = without_diagonal(sites.weights.matrix)
    ones = sparse.csr_array(
        (np.ones(len(others.data)), others.indices, others.indptr), shape=others.shape
    )
    counts = x * (ones @ x)
    tested = sites.connected & (x == 1)
    p = np.full(len(x), np.nan)
    p[tested] = hypergeom.sf(
        counts[tested] - 1, len(x) - 1, int(x.sum()) - 1, sites.weights.cardinalities[tested]
    )
    adjusted = adjust(p, correction)
    where = blank(np.full(len(x), "HH", dtype=object), tested & (counts > 0))
    with np.errstate(invalid="ignore"):
        found = np.where(tested & (counts > 0) & (adjusted <= alpha), "HH", NOT_SIGNIFICANT)
    label = np.where(sites.connected, found, ISOLATED).astype(object)
    return features.assign(
        jonctions=sites.spread(counts),
        p_valeur=sites.spread(p),
        p_ajustee=sites.spread(adjusted),
        quadrant=sites.spread_labels(where),
        grappe=sites.spread_labels(label),
    )
