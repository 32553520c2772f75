"""How sure a figure is: intervals for shares and indices, and smoothing of small bases.

A residence of 20 households is read as one draw of the situations that its kind of stock produces:
the intervals say how far its share could lie from that by chance alone. They do not cover answers
that are missing or wrong.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from geotools.errors import ConfigurationError, InputError, some
from geotools.occupation.precarity import available_components, composite_index
from geotools.progress import SILENT, Progress

FloatArray = npt.NDArray[np.float64]

DEFAULT_LEVEL = 0.95


def wilson(numerator: pd.Series, base: pd.Series, *, level: float = DEFAULT_LEVEL) -> pd.DataFrame:
    r"""Return Wilson's score interval of each share.

    .. math::

        \frac{\hat p + z^2/2b \pm z \sqrt{\hat p (1 - \hat p)/b + z^2/4b^2}}{1 + z^2/b}

    Parameters
    ----------
    numerator, base : Series
        Counts, aligned.
    level : float
        Confidence level in ]0, 1[.

    Returns
    -------
    DataFrame
        ``bas`` and ``haut``, within [0, 1]; missing where the base is zero or unknown.

    Notes
    -----
    Wilson (1927), *JASA* 22, 209-212: honest on small bases and near 0 or 1, where the usual
    interval is empty or leaves [0, 1]. Weighted counts of a sample need their effective size
    (:func:`effective_base`).
    """
    z = quantile(level)
    n, b = _pair(numerator, base)
    with np.errstate(invalid="ignore", divide="ignore"):
        p = n / b
        centre = p + z * z / (2 * b)
        half = z * np.sqrt(p * (1 - p) / b + z * z / (4 * b * b))
        scale = 1 + z * z / b
        low, high = (centre - half) / scale, (centre + half) / scale
    return pd.DataFrame(
        {"bas": np.clip(low, 0, 1), "haut": np.clip(high, 0, 1)}, index=numerator.index
    )


def effective_base(weights: pd.Series, by: pd.Series) -> pd.Series:
    r"""Return Kish's effective number of rows of each unit, :math:`(\sum w)^2 / \sum w^2`.

    Parameters
    ----------
    weights : Series
        Weight of each row.
    by : Series
        Unit of each row.

    Returns
    -------
    Series
        Indexed by unit: the base to give to :func:`wilson` for weighted shares.
    """
    sums = pd.DataFrame({"w": weights, "w2": weights**2}).groupby(by).sum()
    return (sums["w"] ** 2 / sums["w2"]).rename("base_effective")


def index_interval(
    counts: pd.DataFrame,
    reference: pd.Series | Mapping[str, float],
    *,
    weights: Mapping[str, float],
    level: float = DEFAULT_LEVEL,
) -> pd.DataFrame:
    r"""Return the interval of a composite index by the delta method, from counts.

    .. math::

        \operatorname{Var}(I) = \sum_k \left(\frac{100\, w_k}{r_k \sum w}\right)^2
        \frac{\tilde p_k (1 - \tilde p_k)}{b_k}

    with :math:`\tilde p` the share with half a success and half a failure added, so that a share of
    0 or 1 on a small base is not taken as certain.

    Parameters
    ----------
    counts : DataFrame
        ``<id>_n`` and ``<id>_base`` for each component.
    reference : Series or mapping
        Reference shares (fractions), taken as fixed.
    weights : mapping
        Components and weights.
    level : float

    Returns
    -------
    DataFrame
        ``indice``, ``bas`` (not under 0), ``haut``, ``erreur_type``; missing without any base.

    Notes
    -----
    Counts do not say how components go together in a household, so they are taken as independent.
    They usually go together, and the true interval is then wider: from household rows,
    :func:`bootstrap_index` measures it.
    """
    shares = counts_to_shares(counts, list(weights))
    used = available_components(shares, weights)
    index = composite_index(shares, reference, weights=used)
    variance = np.zeros(len(counts))
    known_weight = (shares[list(used)].notna() * pd.Series(used)).sum(axis=1).to_numpy(dtype=float)
    for name, weight in used.items():
        n, b = _pair(counts[f"{name}_n"], counts[f"{name}_base"])
        with np.errstate(invalid="ignore", divide="ignore"):
            p = (n + 0.5) / (b + 1)
            slope = 100 * weight / (float(reference[name]) * known_weight)
            term = slope**2 * p * (1 - p) / b
        variance += np.where(np.isfinite(term), term, 0.0)
    error = np.where(index.notna(), np.sqrt(variance), np.nan)
    half = quantile(level) * error
    return pd.DataFrame(
        {
            "indice": index,
            "bas": np.maximum(index - half, 0),
            "haut": index + half,
            "erreur_type": error,
        },
        index=counts.index,
    )


def counts_to_shares(counts: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return ``<id>_n / <id>_base`` for each component whose two counts are there."""
    shares = {}
    for name in names:
        if f"{name}_n" in counts.columns and f"{name}_base" in counts.columns:
            n, b = _pair(counts[f"{name}_n"], counts[f"{name}_base"])
            shares[name] = np.divide(n, b, out=np.full(len(n), np.nan), where=b > 0)
    return pd.DataFrame(shares, index=counts.index)


def bootstrap_index(
    rows: pd.DataFrame,
    by: pd.Series,
    reference: pd.Series | Mapping[str, float],
    *,
    weights: Mapping[str, float],
    replications: int = 999,
    level: float = DEFAULT_LEVEL,
    seed: int = 0,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the interval of a composite index by resampling the households of each unit.

    Parameters
    ----------
    rows : DataFrame
        One row per household: ``<id>_n`` and ``<id>_base`` for each component (1 or 0, or numbers
        of adults), so that components that go together stay together.
    by : Series
        Unit of each row, aligned.
    reference, weights, level
        As for :func:`index_interval`.
    replications : int
        Number of resamples.
    seed : int
        The same seed gives the same interval, whatever the order of the units.
    progress : Progress, optional

    Returns
    -------
    DataFrame
        Indexed by unit (sorted): ``indice``, ``bas``, ``haut`` (percentile interval).

    Notes
    -----
    Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, chapter 13. With fewer than
    about ten households a percentile interval is too short: publish such units in a group.
    """
    reporter = progress or SILENT
    columns = [f"{name}_{part}" for name in weights for part in ("n", "base")]
    present = [column for column in columns if column in rows.columns]
    values = rows[present].to_numpy(dtype=float, na_value=np.nan)
    values = np.where(np.isfinite(values), values, 0.0)
    codes, units = pd.factorize(by, sort=True)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(len(units) + 1))
    low, high = np.full(len(units), np.nan), np.full(len(units), np.nan)
    tails = [(1 - level) / 2, (1 + level) / 2]
    for unit in range(len(units)):
        reporter.at(unit / len(units), "Rééchantillonnage")
        own = values[order[starts[unit] : starts[unit + 1]]]
        generator = np.random.default_rng([seed, unit])
        draws = generator.multinomial(len(own), np.full(len(own), 1 / len(own)), replications)
        sums = pd.DataFrame(draws @ own, columns=present)
        drawn = composite_index(
            counts_to_shares(sums, list(weights)), reference, weights=weights
        ).to_numpy()
        if np.isfinite(drawn).any():
            low[unit], high[unit] = np.nanquantile(drawn, tails)
    totals = pd.DataFrame(values, columns=present).groupby(codes).sum()
    totals = totals[totals.index >= 0].set_axis(pd.Index(units, name=by.name))
    index = composite_index(counts_to_shares(totals, list(weights)), reference, weights=weights)
    return pd.DataFrame({"indice": index, "bas": low, "haut": high})


def empirical_bayes(numerator: pd.Series, base: pd.Series) -> pd.DataFrame:
    r"""Draw the shares of small bases towards the mean, as much as their noise justifies.

    .. math::

        \tilde p_i = c_i \hat p_i + (1 - c_i)\, m, \qquad
        c_i = \frac{A}{A + m(1-m)/b_i}, \qquad
        A = \max\Big(0, \frac{\sum b_i (\hat p_i - m)^2}{\sum b_i} - \frac{m(1-m)}{\bar b}\Big)

    with m the share of all units together and :math:`\bar b` the mean base.

    Parameters
    ----------
    numerator, base : Series
        Counts, aligned.

    Returns
    -------
    DataFrame
        ``lissee`` the smoothed share and ``poids_propre`` :math:`c_i`, the weight of the unit's own
        share; a unit without a base gets the mean, with weight 0.

    Notes
    -----
    Marshall (1991), *Applied Statistics* 40, 283-294, with the binomial variance of a share. A
    smoothed share is for maps and rankings; the count and its base stay the figures to quote.
    """
    n, b = _pair(numerator, base)
    filled = (b > 0) & np.isfinite(n)
    if not filled.any():
        raise InputError(
            "Le lissage demande au moins une unité de base positive ; aucune n’en a. "
            "Vérifiez le champ de base."
        )
    mean = n[filled].sum() / b[filled].sum()
    share = np.divide(n, b, out=np.full(len(n), mean), where=filled)
    spread = (b[filled] * (share[filled] - mean) ** 2).sum() / b[filled].sum()
    between = max(0.0, spread - mean * (1 - mean) / b[filled].mean())
    noise = np.divide(mean * (1 - mean), b, out=np.full(len(b), np.inf), where=filled)
    total = between + noise
    own = np.divide(between, total, out=np.zeros(len(b)), where=total > 0)
    return pd.DataFrame(
        {"lissee": own * share + (1 - own) * mean, "poids_propre": own}, index=numerator.index
    )


def quantile(level: float) -> float:
    """Return the normal quantile of a two-sided level, 1.96 for 0.95.

    Raises
    ------
    ConfigurationError
        The level is not in ]0, 1[.
    """
    if not 0 < level < 1:
        raise ConfigurationError(
            f"Le niveau de confiance doit être compris entre 0 et 1, par exemple 0,95 ; reçu : "
            f"{level:g}."
        )
    return float(ndtri((1 + level) / 2))


def _pair(numerator: pd.Series, base: pd.Series) -> tuple[FloatArray, FloatArray]:
    n = numerator.to_numpy(dtype=float, na_value=np.nan)
    b = base.to_numpy(dtype=float, na_value=np.nan)
    wrong = (n < 0) | (b < 0) | (n > b * (1 + 1e-9))
    if wrong.any():
        raise InputError(
            f"« {numerator.name} » doit être compris entre 0 et « {base.name} » ; ce n’est pas le "
            f"cas de {int(wrong.sum())} ligne(s) : {some(numerator.index[wrong])}."
        )
    return n, b
