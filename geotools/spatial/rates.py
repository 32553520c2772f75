"""Rates made comparable: a share over 12 dwellings is not as sure as the same over 600."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geotools.errors import InputError

Floats = npt.NDArray[np.float64]


def empirical_bayes_scores(events: npt.ArrayLike, population: npt.ArrayLike) -> Floats:
    r"""Standardise rates by their expected spread, after Assunção and Reis.

    Parameters
    ----------
    events, population : array of float, shape (n,)
        Counts of events and of units at risk.

    Returns
    -------
    array of float, shape (n,)
        No unit.

    Raises
    ------
    InputError
        A population is not positive, or there is no event at all.

    Notes
    -----
    .. math::

        p_i = \frac{e_i}{b_i} \quad \beta = \frac{\sum e}{\sum b} \quad
        s^2 = \frac{\sum b_i (p_i - \beta)^2}{\sum b} \quad
        a = s^2 - \frac{\beta}{\bar b} \quad
        z_i = \frac{p_i - \beta}{\sqrt{a + \beta / b_i}}

    Where the variance would be negative, :math:`\beta / b_i` alone is used, as in esda.

    References
    ----------
    Assunção R. M., Reis E. A. (1999), "A new proposal to adjust Moran's I for population
    density", Statistics in Medicine 18, 2147-2162.
    """
    e = np.asarray(events, dtype=np.float64)
    b = np.asarray(population, dtype=np.float64)
    if not (b > 0).all():
        raise InputError(
            f"La population doit être positive ; {int((~(b > 0)).sum())} entité(s) ne le sont pas."
        )
    if (e < 0).any() or not e.sum() > 0:
        raise InputError(
            "Les effectifs doivent être positifs ou nuls, et au moins un non nul ; "
            f"{int((e < 0).sum())} entité(s) négative(s), total {e.sum():g}."
        )
    rate = e / b
    overall = e.sum() / b.sum()
    spread = (b * (rate - overall) ** 2).sum() / b.sum()
    variance = spread - overall / b.mean() + overall / b
    return np.asarray((rate - overall) / np.sqrt(np.where(variance < 0, overall / b, variance)))
