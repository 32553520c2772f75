"""Emerging hot spots: where high, or low, values gather over vintages, and whether it grows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import factorial
from typing import Annotated

import numpy as np
import numpy.typing as npt
from geopandas import GeoDataFrame
from scipy import sparse
from scipy.special import ndtr

from geotools.errors import InputError
from geotools.operations import Group, Output, operation
from geotools.parameters import Fields, Integer, Number
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.significance import adjust
from geotools.spatial.sites import ISOLATED, Floats, Mask, Sites
from geotools.spatial.weights import WeightsLike, without_diagonal

NO_PATTERN = "aucun"
MOST = 0.9
"""Share of the vintages from which a spot is one of nearly always (definition of the classes)."""

_LEAST = 3


def space_time_scores(matrix: sparse.csr_array, cube: Floats, *, lag: int = 1) -> Floats:
    r"""Return G* of each site at each step, its neighbours being those of now and just before.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Weights; a site weighs as much as its heaviest neighbour.
    cube : array of float, shape (n, T)
        Steps in their order.
    lag : int
        Steps before that count as neighbours too; 0 for each step alone.

    Returns
    -------
    array of float, shape (n, T)
        NaN where the cube is constant.

    Notes
    -----
    .. math::

        Z(G_{it}^*) = \frac{\sum_{l=0}^{\min(lag, t)} \sum_j w_{ij} y_{j,t-l} - W_{it} \bar y}
            {s \sqrt{\left(N S_{it} - W_{it}^2\right) / (N - 1)}}

    where mean, s and N = nT are those of the whole cube, :math:`W_{it}` the sum of the weights and
    :math:`S_{it}` that of their squares.
    """
    used = without_diagonal(matrix)
    used = sparse.csr_array(used + sparse.diags(used.max(axis=1).toarray().ravel()))
    sums, steps, cells = used @ cube, cube.shape[1], cube.size
    weight = np.asarray(used.sum(axis=1)).ravel()[:, None]
    squares = np.asarray(used.multiply(used).sum(axis=1)).ravel()[:, None]
    reached = np.minimum(np.arange(steps), lag) + 1
    before = np.pad(np.cumsum(sums, axis=1), ((0, 0), (1, 0)))
    local = before[:, 1:] - before[:, np.arange(steps) + 1 - reached]
    weight, squares = weight * reached, squares * reached
    spread = cube.std() * np.sqrt((cells * squares - weight**2) / (cells - 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 0, (local - weight * cube.mean()) / spread, np.nan)


def mann_kendall(series: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    r"""Return Mann and Kendall's S of each row, and its two-sided p.

    Parameters
    ----------
    series : array of float, shape (n, T)
        Steps in their order.

    Returns
    -------
    S : array of int, shape (n,)
    p : array of float, shape (n,)
        Exact where the row has no tie; else normal, with the correction for ties and continuity.

    Notes
    -----
    .. math::

        S = \sum_{s < t} \mathrm{sign}(z_t - z_s) \qquad
        \mathrm{Var}(S) = \frac{T(T-1)(2T+5) - \sum_g t_g(t_g-1)(2t_g+5)}{18}

    Examples
    --------
    >>> import numpy as np
    >>> from geotools.spatial.emerging import mann_kendall
    >>> s, p = mann_kendall(np.array([[1.0, 2.0, 3.0, 4.0, 5.0]]))
    >>> int(s[0]), round(float(p[0]), 4)
    (10, 0.0167)
    """
    steps = series.shape[1]
    total = np.zeros(len(series), dtype=np.int64)
    for later in range(1, steps):
        total += np.sign(series[:, later : later + 1] - series[:, :later]).astype(int).sum(axis=1)
    ordered = np.sort(series, axis=1)
    tied = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    p = _exact(steps)[np.abs(total)]
    for row in np.flatnonzero(tied):
        groups = np.unique(series[row], return_counts=True)[1]
        variance = (_ties(np.array([steps])) - _ties(groups)) / 18
        score = max(abs(total[row]) - 1, 0) / np.sqrt(variance) if variance > 0 else 0.0
        p[row] = 2 * ndtr(-score)
    return total, p


def _ties(groups: npt.NDArray[np.int64]) -> float:
    return float((groups * (groups - 1) * (2 * groups + 5)).sum())


@lru_cache(maxsize=64)
def _exact(steps: int) -> Floats:
    """Return the two-sided p of each absolute S: the orders of T values by their inversions."""
    orders = np.ones(1)
    for size in range(2, steps + 1):
        orders = np.convolve(orders, np.ones(size)) / size
    inversions = np.arange(len(orders))
    s = len(orders) - 1 - 2 * inversions
    return np.array([min(1.0, float(orders[np.abs(s) >= k].sum())) for k in range(len(orders))])


@operation(group=Group.SPATIAL, outputs=(Output("result", style="emergence"),))
def emerging_hot_spots(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    values: Annotated[Sequence[str], Fields(of="features", numeric=True)],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    lag: Annotated[int, Integer(minimum=0, maximum=20, advanced=True)] = 1,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    trend: Annotated[float, Number(minimum=0.0001, maximum=0.5, advanced=True)] = 0.05,
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Class the hot and cold spots of several vintages: new, growing, persistent, past.

    Parameters
    ----------
    features : GeoDataFrame
    values : sequence of str
        One numeric column a vintage, at least three, from the oldest to the newest.
    weights : Weights, libpysal Graph or str
    lag : int
        Vintages before that count among the neighbours of one; see :func:`space_time_scores`.
    alpha : float
        A step is hot or cold where its adjusted p is at most this.
    correction : str
        Over all the features and vintages together.
    trend : float
        Threshold of the trend of G*; see :func:`mann_kendall`.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        With ``emergence`` (the class), ``pas_chauds``, ``pas_froids`` (vintages that are hot, or
        cold), ``tendance_s``, ``tendance_p`` and ``getis_z`` (of the newest vintage). A feature
        without a value in every vintage leaves the graph, its cells are empty.

    Raises
    ------
    InputError
        Fewer than three vintages, or as in :func:`~geotools.spatial.moran.local_moran`.

    Notes
    -----
    The classes are those of ArcGIS's « Emerging Hot Spot Analysis » and of R's sfdep. The newest
    vintage being hot: ``nouveau`` (never before); from nine vintages in ten, ``intensifie``,
    ``decroissant`` or ``persistant`` by the trend; ``consecutif`` (one run up to now);
    ``oscillant`` (cold before); else ``sporadique``. Not hot now and hot nine times in ten:
    ``historique``. The same for cold. G*'s p is that of a normal law.

    References
    ----------
    Ord J. K., Getis A. (1995), Geographical Analysis 27(4). Mann H. B. (1945), Econometrica 13;
    Kendall M. G. (1975), Rank Correlation Methods.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units()
    >>> for year in range(2020, 2026):
    ...     units[f"v{year}"] = units["rev_lt40"] * (1 + 0.01 * (year - 2020))
    >>> found = geotools.emerging_hot_spots(
    ...     units, [f"v{year}" for year in range(2020, 2026)], weights="distance:200"
    ... )
    >>> found.loc[["R01", "R04"], "emergence"].tolist()
    ['aucun', 'aucun']
    """
    report = progress or SILENT
    if len(values) < _LEAST:
        raise InputError(
            f"Les points chauds émergents demandent au moins {_LEAST} millésimes ; reçu : "
            f"{len(values)}. Donnez un champ par millésime, du plus ancien au plus récent."
        )
    sites = Sites.of(features, list(values), weights, report)
    scores = np.where(
        sites.connected[:, None],
        space_time_scores(sites.weights.matrix, sites.values, lag=lag),
        np.nan,
    )
    adjusted = adjust(2 * ndtr(-np.abs(scores)).ravel(), correction).reshape(scores.shape)
    strong = adjusted <= alpha  # never where NaN
    hot, cold = strong & (scores > 0), strong & (scores < 0)
    total, p = mann_kendall(np.nan_to_num(scores))
    _tell_power(len(values), trend, report)
    known = ~np.isnan(scores).any(axis=1)
    labels = emergence(hot, cold, total, p <= trend)
    labels[~sites.connected] = ISOLATED
    result = features.assign(
        emergence=sites.spread_labels(labels),
        pas_chauds=sites.spread(np.where(known, hot.sum(axis=1), np.nan)),
        pas_froids=sites.spread(np.where(known, cold.sum(axis=1), np.nan)),
        tendance_s=sites.spread(np.where(known, total, np.nan)),
        tendance_p=sites.spread(np.where(known, p, np.nan)),
        getis_z=sites.spread(scores[:, -1]),
    )
    result.attrs["preuve"] = {
        "operation": "emerginghotspots",
        "valeurs": list(values),
        "decalage": lag,
        "seuil": alpha,
        "correction": correction,
        "seuil_tendance": trend,
        "voisinage": sites.weights.describe(),
        "entites": len(features),
        "entites_sans_valeur": int((~sites.kept).sum()),
    }
    return result


def _tell_power(steps: int, trend: float, report: Progress) -> None:
    least = 2 / factorial(steps)
    if least > trend:
        report.say(
            f"Avec {steps} millésimes, aucune tendance ne peut passer le seuil {trend:g} : la plus "
            f"petite probabilité possible est {least:.2g}. Un point qui dure est dit persistant."
        )


def emergence(
    hot: Mask, cold: Mask, total: npt.NDArray[np.int64], significant: Mask
) -> npt.NDArray[np.object_]:
    """Return the class of each site.

    Parameters
    ----------
    hot, cold : array of bool, shape (n, T)
    total : array of int, shape (n,)
        Mann and Kendall's S of G*.
    significant : array of bool, shape (n,)
        Whether the trend is.

    Returns
    -------
    array of str, shape (n,)
    """
    labels = np.full(len(hot), NO_PATTERN, dtype=object)
    for name, own, other, growing in (
        ("chaud", hot, cold, total > 0),
        ("froid", cold, hot, total < 0),
    ):
        kind = _kinds(own, other, growing, significant)
        labels = np.where(kind == "", labels, np.char.add(kind.astype(str), f" {name}"))
    return labels.astype(object)


def _kinds(own: Mask, other: Mask, growing: Mask, significant: Mask) -> npt.NDArray[np.object_]:
    """Return the class of each site as if one kind of spot were alone; empty for none."""
    times, now = own.sum(axis=1), own[:, -1]
    mostly = times >= MOST * own.shape[1]
    changes = (np.diff(own.astype(int), axis=1) != 0).sum(axis=1)
    single_run = now & (times >= 2) & (changes <= 1)
    conditions = [
        ~now & mostly,
        ~now,
        mostly & significant & growing,
        mostly & significant,
        mostly,
        times == 1,
        single_run,
        other.any(axis=1),
    ]
    kinds = ["historique", "", "intensifie", "decroissant", "persistant", "nouveau", "consecutif"]
    found: npt.NDArray[np.object_] = np.select(conditions, [*kinds, "oscillant"], "sporadique")
    return found
