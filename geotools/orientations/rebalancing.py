"""Rebalancing between territories (Lille): pressure, response, gap, and a share-out."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import counts, numbers
from geotools.parameters import Field, Integer, Number, Table

_LABEL = "Territoires"
Floats = NDArray[np.float64]
_ROUNDING = 1e-6
"""Under this, a difference between two real allocations is a rounding of floats."""
_NEGLIGIBLE = 1e-12
"""A weight under this share of the largest one is zero."""


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="pressureresponse"
)
def pressure_response(
    territories: Annotated[pd.DataFrame, Table()],
    requests: Annotated[str, Field(of="territories", numeric=True)] = "demandes_prioritaires",
    offer: Annotated[str, Field(of="territories", numeric=True)] = "offre_liberee",
    welcomed: Annotated[str, Field(of="territories", numeric=True)] = "attributions_prioritaires",
) -> pd.DataFrame:
    r"""Return the territories with ``pression``, ``reponse`` and ``ecart``.

    .. math:: P_i = 100\,\frac{d_i}{\sum d},\quad
              R_i = 50\left(\frac{o_i}{\sum o} + \frac{a_i}{\sum a}\right),\quad E_i = R_i - P_i

    Parameters
    ----------
    territories : DataFrame
        One row per territory.
    requests, offer, welcomed : str
        Counts: requests of priority households, dwellings let again, allocations to priority
        households.

    Returns
    -------
    DataFrame
        Pressures and responses each sum to 100, so gaps sum to zero.

    Raises
    ------
    InputError
        A count is missing or negative, or a column sums to zero.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> towns = pd.DataFrame(
    ...     {
    ...         "demandes_prioritaires": [60, 40],
    ...         "offre_liberee": [50, 50],
    ...         "attributions_prioritaires": [30, 70],
    ...     },
    ...     index=["A", "B"],
    ... )
    >>> geotools.pressure_response(towns)[["pression", "reponse", "ecart"]].values.tolist()
    [[60.0, 40.0, -20.0], [40.0, 60.0, 20.0]]
    """
    share = {}
    for name in (requests, offer, welcomed):
        values = counts(territories, name, _LABEL)
        if values.sum() == 0:
            raise InputError(
                f"« {_LABEL} » : « {name} » est nul partout ; une part ne peut pas être calculée."
            )
        share[name] = 100 * values / values.sum()
    pressure, response = share[requests], (share[offer] + share[welcomed]) / 2
    return territories.assign(pression=pressure, reponse=response, ecart=response - pressure)


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="rebalanceallocations"
)
def rebalance_allocations(
    territories: Annotated[pd.DataFrame, Table()],
    total: Annotated[int, Integer(minimum=0)],
    current: Annotated[str, Field(of="territories", numeric=True)] = "attributions",
    *,
    pressure: Annotated[str, Field(of="territories", numeric=True)] = "pression",
    response: Annotated[str, Field(of="territories", numeric=True)] = "reponse",
    strength: Annotated[float, Number(minimum=0.0, maximum=1.0)] = 0.05,
    floor: Annotated[str | None, Field(of="territories", numeric=True)] = None,
    cap: Annotated[str | None, Field(of="territories", numeric=True)] = None,
) -> pd.DataFrame:
    r"""Return the territories with their gap and the allocations proposed to each.

    .. math:: w_i = c_i\, e^{-k E_i}, \qquad x_i = \min(\max(\lambda w_i, l_i), u_i), \qquad
              \sum_i x_i = N

    with :math:`E_i = R_i - P_i`; :math:`\lambda` is the one value that makes the sum N, and
    integers follow by largest remainder (:func:`share_out`).

    Parameters
    ----------
    territories : DataFrame
        One row per territory.
    total : int
        Allocations to share out, N.
    current, pressure, response : str
        Present allocations and the two marks.
    strength : float
        k, per point of gap; 0 prolongs the present shares.
    floor, cap : str, optional
        Whole numbers per territory.

    Returns
    -------
    DataFrame
        With ``ecart``, ``part_actuelle``, ``objectif`` (int), ``part_objectif``, ``evolution``.

    Raises
    ------
    InputError
        A figure is missing, or floors and caps leave no way to reach the total.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> towns = pd.DataFrame(
    ...     {"attributions": [50, 50], "pression": [60.0, 40.0], "reponse": [40.0, 60.0]},
    ...     index=["A", "B"],
    ... )
    >>> geotools.rebalance_allocations(towns, 100, strength=0.01)["objectif"].tolist()
    [60, 40]
    """
    present = counts(territories, current, _LABEL)
    gap = numbers(territories, response, _LABEL) - numbers(territories, pressure, _LABEL)
    if np.isnan(gap).any():
        raise InputError(
            f"« {_LABEL} » : pression et réponse sont requises partout ; ligne(s) à compléter : "
            f"{some(territories.index[np.isnan(gap)])}."
        )
    low = counts(territories, floor, _LABEL) if floor else np.zeros(len(gap))
    high = counts(territories, cap, _LABEL) if cap else np.full(len(gap), float(total))
    # Centred on the mean gap: weights keep their ratios and never overflow.
    weight = present * np.exp(-strength * (gap - gap.mean()))
    goal = share_out(total, weight, low, high)
    share = np.divide(present, present.sum(), out=np.zeros(len(gap)), where=present.sum() > 0)
    return territories.assign(
        ecart=gap,
        part_actuelle=share,
        objectif=goal,
        part_objectif=goal / total if total else np.zeros(len(gap)),
        evolution=goal - present,
    )


def share_out(total: int, weight: Floats, low: Floats, high: Floats) -> NDArray[np.int64]:
    r"""Share a whole number out in proportion to weights, within bounds, exactly.

    The real solution is :math:`x_i = \operatorname{clip}(\lambda w_i, l_i, u_i)` with the sum
    N: among all real allocations within the bounds, the nearest to proportional (it maximises
    :math:`\sum w_i \log x_i` between them). Integers follow by largest remainder, ties to the
    first row, never leaving the bounds.

    Parameters
    ----------
    total : int
        N.
    weight : array
        Not negative; rows of zero weight receive their floor, and more only if nothing else can.
    low, high : array
        Whole bounds of each row.

    Returns
    -------
    array of int64

    Raises
    ------
    InputError
        A floor exceeds its cap, or the bounds leave no way to reach the total.
    """
    least, most = np.ceil(low), np.floor(high)
    crossed = least > most
    if crossed.any():
        raise InputError(
            "Un plancher dépasse son plafond ; ligne(s) à corriger : "
            f"{some(np.flatnonzero(crossed) + 1)}."
        )
    if not least.sum() <= total <= most.sum():
        raise InputError(
            f"Il faut répartir {total} attributions, mais planchers et plafonds n’en permettent "
            f"que de {least.sum():.0f} à {most.sum():.0f}. Relâchez-les ou changez le total."
        )
    real = _within(float(total), weight, least, most)
    whole = np.floor(real + _ROUNDING).astype(np.int64)
    remainder = np.where(whole < most, real - whole, -1.0)
    order = np.argsort(-np.round(remainder, 6), kind="stable")
    left = total - int(whole.sum())
    # Flooring takes less than one from each row, so one more each is always enough.
    whole[order[:left]] += 1
    return whole


def _within(total: float, weight: Floats, low: Floats, high: Floats) -> Floats:
    """Solve the real problem; rows of zero weight rise above their floor only as a last resort."""
    largest = weight.max(initial=0.0)
    weight = weight / largest if largest > 0 else weight
    used = weight > _NEGLIGIBLE
    if total > high[used].sum() + low[~used].sum():
        result = high.copy()
        rest = total - high[used].sum()
        result[~used] = _proportional(rest, np.ones((~used).sum()), low[~used], high[~used])
        return result
    result = low.copy()
    result[used] = _proportional(total - low[~used].sum(), weight[used], low[used], high[used])
    return result


def _proportional(total: float, weight: Floats, low: Floats, high: Floats) -> Floats:
    """Find the multiplier: the sum is piecewise linear in it, with a corner at each bound."""
    if not len(weight):
        return weight
    corners = np.unique(np.concatenate([low / weight, high / weight]))
    sums = np.clip(corners[:, None] * weight, low, high).sum(axis=1)
    after = min(int(np.searchsorted(sums, total)), len(corners) - 1)
    before = max(after - 1, 0)
    width = sums[after] - sums[before]
    inside = (total - sums[before]) / width if width > 0 else 0.0
    multiplier = corners[before] + inside * (corners[after] - corners[before])
    return np.clip(multiplier * weight, low, high)
