"""From counts of simulated values to p-values, and from many p-values to honest ones."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from geotools.errors import ConfigurationError
from geotools.spatial.exact import ExactTails
from geotools.spatial.permutation import Tails

Floats = npt.NDArray[np.float64]

ALTERNATIVES = {
    "two-sided": "Bilatérale : deux fois la plus petite des deux queues",
    "directed": "Dirigée (ancien usage d’esda et de GeoDa) : la queue observée, deux fois trop "
    "optimiste",
    "greater": "Unilatérale : ressemblance aux voisins plus forte que le hasard",
    "less": "Unilatérale : ressemblance aux voisins plus faible que le hasard",
}
"""Definitions of p, with the sentence that is shown."""

CORRECTIONS = {
    "fdr_bh": "Benjamini-Hochberg : part attendue de fausses grappes limitée au seuil",
    "fdr_by": "Benjamini-Yekutieli : la même, sous toute dépendance, plus sévère",
    "bonferroni": "Bonferroni : au plus une fausse grappe, au risque du seuil",
    "none": "Aucune : environ (seuil × entités) fausses grappes",
}
"""Corrections for multiple tests, with the sentence that is shown."""


def p_values(tails: Tails | ExactTails, alternative: str = "two-sided") -> Floats:
    r"""Return p-values; among draws, the observed arrangement counts as one of them.

    Parameters
    ----------
    tails : Tails or ExactTails
        G simulated values at least as large as the observed one, L at most as large, P in all; or
        the two exact probabilities.
    alternative : {"two-sided", "directed", "greater", "less"}
        .. math::

            p_> = \frac{G + 1}{P + 1} \qquad p_< = \frac{L + 1}{P + 1} \qquad
            p_{two} = \min(1,\; 2 \min(p_>, p_<))

        "directed" is what ``esda`` calls so, and GeoDa shows: :math:`(\min(G, P - G) + 1)/(P + 1)`.
    """
    if isinstance(tails, ExactTails):
        upper, lower = tails.upper, tails.lower
    else:
        total = tails.permutations + 1
        upper, lower = (tails.at_least + 1) / total, (tails.at_most + 1) / total
    if alternative == "two-sided":
        return np.asarray(np.minimum(1.0, 2.0 * np.minimum(upper, lower)))
    if alternative == "directed":
        if isinstance(tails, ExactTails):
            return np.asarray(np.minimum(upper, lower))
        other = tails.permutations - tails.at_least
        return np.asarray((np.minimum(tails.at_least, other) + 1) / total)
    if alternative == "greater":
        return np.asarray(upper)
    if alternative == "less":
        return np.asarray(lower)
    raise ConfigurationError(
        f"L’hypothèse « {alternative} » n’est pas connue ; possibles : {', '.join(ALTERNATIVES)}."
    )


def smallest_p(permutations: int, n: int, neighbours: int, alternative: str = "two-sided") -> float:
    """Return the smallest p that ``permutations`` draws can give a site.

    No test can go under one over the number of sets of neighbours: with 9 features and 2
    neighbours there are only 28.
    """
    sides = 2.0 if alternative == "two-sided" else 1.0
    sets = math.comb(max(n - 1, 0), neighbours)  # exact: may exceed any float
    return min(1.0, sides / max(1, min(permutations + 1, sets)))


def adjust(p: npt.ArrayLike, correction: str = "fdr_bh") -> Floats:
    r"""Return p-values adjusted for the number of tests; compare them with alpha as they are.

    Parameters
    ----------
    p : array of float, shape (n,)
        NaN where there was no test; they stay NaN and do not count.
    correction : {"fdr_bh", "fdr_by", "bonferroni", "none"}
        Benjamini & Hochberg 1995 (independent or positively dependent tests), Benjamini &
        Yekutieli 2001 (any dependence), Bonferroni.

        .. math:: \tilde p_{(r)} = \min_{s \ge r} \min\left(1, \frac{m\,c}{s} p_{(s)}\right)
            \qquad c_{BH} = 1, \quad c_{BY} = \sum_{s=1}^{m} 1/s
    """
    values = np.asarray(p, dtype=np.float64)
    if correction not in _ADJUSTMENTS:
        raise ConfigurationError(
            f"La correction « {correction} » n’est pas connue ; possibles : "
            f"{', '.join(CORRECTIONS)}."
        )
    tested = ~np.isnan(values)
    adjusted = values.copy()
    if tested.any():
        adjusted[tested] = _ADJUSTMENTS[correction](values[tested])
    return adjusted


def _step_up(p: Floats, factor: float) -> Floats:
    m = len(p)
    order = np.argsort(p)  # equal p end with the same adjusted value, in whatever order
    scaled = p[order] * (m * factor / np.arange(1, m + 1))
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


_ADJUSTMENTS: dict[str, Callable[[Floats], Floats]] = {
    "fdr_bh": lambda p: _step_up(p, 1.0),
    "fdr_by": lambda p: _step_up(p, float((1.0 / np.arange(1, len(p) + 1)).sum())),
    "bonferroni": lambda p: np.minimum(1.0, p * len(p)),
    "none": lambda p: p,
}
