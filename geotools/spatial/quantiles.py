"""Weighted quantiles by group, all groups at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


def weighted_quantiles(
    groups: Places, values: Floats, weights: Floats, quantiles: Sequence[float]
) -> tuple[Places, list[Floats]]:
    """Return, for each group, the first value where the cumulated weight reaches each quantile.

    Parameters
    ----------
    groups : array of int, shape (n,)
    values, weights : array of float, shape (n,)
        Weights are positive.
    quantiles : sequence of float in [0, 1]

    Returns
    -------
    groups : array of int, shape (g,)
        Distinct, increasing.
    quantiles : list of arrays of float, shape (g,)
        Values that exist in the group: nothing is interpolated.
    """
    order = np.lexsort((values, groups))
    group, value = groups[order], values[order]
    names, first = np.unique(group, return_index=True)
    last = np.append(first[1:], len(group)) - 1
    running = np.cumsum(weights[order])
    before = np.where(first > 0, running[first - 1], 0.0)
    total = running[last] - before
    found = []
    for quantile in quantiles:
        # The tolerance keeps exact shares (half of two equal weights) from falling on rounding.
        wanted = before + (quantile - 1e-12) * total
        place = np.searchsorted(running, wanted, side="left")
        found.append(value[np.clip(place, first, last)])
    return names, found
