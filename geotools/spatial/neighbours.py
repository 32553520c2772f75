"""The neighbourhood of everyone: who are the k nearest units around each place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from geotools.errors import InputError
from geotools.progress import SILENT, Progress

Floats = npt.NDArray[np.float64]

_PAIRS = 1 << 22  # (place, neighbour) pairs held at once: 100 MB


def neighbourhood_shares(
    xy: npt.ArrayLike,
    group: npt.ArrayLike,
    population: npt.ArrayLike,
    sizes: Sequence[int],
    *,
    progress: Progress = SILENT,
) -> Floats:
    """Return the share of a group among the k nearest units around each place.

    Parameters
    ----------
    xy : array of float, shape (n, 2)
        Places, in metres.
    group, population : array of float, shape (n,)
        Units of the group and units in all at each place.
    sizes : sequence of int
        Neighbourhood sizes k, in units. The units of the place itself come first; of the last
        place reached, the fraction that completes k is taken.
    progress : Progress

    Returns
    -------
    array of float, shape (n, len(sizes))
        NaN at every place for a size above the whole population.

    Notes
    -----
    A k-d tree is asked for more and more places, and only for those whose nearest places do not
    hold k units yet; memory stays bounded whatever n.
    """
    points = np.ascontiguousarray(xy, dtype=np.float64)
    members, units = (np.asarray(a, dtype=np.float64) for a in (group, population))
    n, wanted = len(points), np.asarray(sizes, dtype=np.float64)
    if len(wanted) == 0 or (wanted <= 0).any() or (np.diff(wanted) <= 0).any():
        raise InputError(
            "Les tailles de voisinage doivent être des nombres positifs en ordre croissant ; "
            f"reçu : {', '.join(map(str, sizes))}."
        )
    shares = np.full((n, len(wanted)), np.nan)
    possible = int(np.searchsorted(wanted, units.sum() * (1 + 1e-12), side="right"))
    if not possible:
        return shares
    tree = cKDTree(points, balanced_tree=False, compact_nodes=False)
    waiting = np.argsort(points[:, 0], kind="stable")
    width = min(n, max(2, int(2 * wanted[possible - 1] / max(units.mean(), 1e-9)) + 2))
    while len(waiting):
        late = []
        step = max(1, _PAIRS // width)
        for first in range(0, len(waiting), step):
            progress.at(1 - (len(waiting) - first) / n, "Voisinages")
            places = waiting[first : first + step]
            near = tree.query(points[places], k=width, workers=-1)[1].reshape(len(places), width)
            near = _itself_first(near, places)
            done = _fill(shares, places, near, members, units, wanted[:possible])
            late.append(places[~done])
        waiting = np.concatenate(late)
        width = min(n, 2 * width)
    return shares


def _itself_first(
    near: npt.NDArray[np.int64], places: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Put each place first, also where others share its coordinates and hide it."""
    itself = near == places[:, None]
    itself[~itself.any(axis=1), -1] = True
    others = near[~itself].reshape(len(places), near.shape[1] - 1)
    return np.column_stack([places, others])


def _fill(
    shares: Floats,
    places: npt.NDArray[np.int64],
    near: npt.NDArray[np.int64],
    members: Floats,
    units: Floats,
    wanted: Floats,
) -> npt.NDArray[np.bool_]:
    """Write the shares of the places whose nearest hold enough units; tell which they are."""
    reached = np.cumsum(units[near], axis=1)
    held = np.cumsum(members[near], axis=1)
    done = reached[:, -1] >= wanted[-1] * (1 - 1e-12)
    row = np.arange(len(places))[done]
    for number, k in enumerate(wanted):
        last = np.minimum((reached[done] < k * (1 - 1e-12)).sum(axis=1), near.shape[1] - 1)
        before = last - 1
        base = np.where(last > 0, reached[row, before], 0.0)
        inside = np.where(last > 0, held[row, before], 0.0)
        place = near[row, last]
        rate = members[place] / np.where(units[place] > 0, units[place], 1.0)
        shares[places[done], number] = (inside + (k - base) * rate) / k
    return done
