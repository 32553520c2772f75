"""The permutation kernels with numpy alone: what the floor runs, and the oracle of the others.

Every function has a twin of the same name, signature and result in
:mod:`geotools.spatial._kernels_numba`. The random numbers are SplitMix64 hashes of (seed, draw,
column): they depend on nothing else, so blocks and threads may come in any order.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
Ids = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]

GAMMA = 0x9E3779B97F4A7C15  # golden-ratio increment (Steele, Lea & Flood 2014, SplitMix64)
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB

_TABLE_CELLS = 1 << 22  # simulated sums held at once by count_table: 32 MB


def _mix(state: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        state = (state ^ (state >> np.uint64(30))) * np.uint64(MIX_1)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(MIX_2)
    return state ^ (state >> np.uint64(31))


def draw(seed: int, start: int, count: int, size: int, population: int) -> Ids:
    """Draw ``count`` ordered samples without replacement, numbered from ``start``.

    Parameters
    ----------
    seed : int
    start, count : int
        First draw and how many.
    size : int
        Ids in a sample; its first k ids are a sample of size k.
    population : int
        Ids are in [0, population).

    Returns
    -------
    array of int32, shape (size, count)

    Notes
    -----
    Fisher-Yates: step j exchanges position j with a uniform position r_j >= j. Instead of moving
    an array of ``population`` ids, the id that reaches j is traced back through the few earlier
    steps that touched the same position.
    """
    with np.errstate(over="ignore"):
        base = _mix(np.array([seed], dtype=np.uint64) + np.uint64(GAMMA))
        number = np.arange(start + 1, start + count + 1, dtype=np.uint64)
        row = _mix(base + number * np.uint64(GAMMA))
        column = np.arange(1, size + 1, dtype=np.uint64) * np.uint64(GAMMA)
        bits = _mix(row[:, None] + column)
    steps = np.arange(size, dtype=np.int64)
    unit = (bits >> np.uint64(12)).astype(np.float64) * 2.0**-52
    reached = steps + (unit * (population - steps)).astype(np.int64)
    return np.ascontiguousarray(_trace_back(reached, population).T.astype(np.int32))


def _trace_back(reached: Counts, population: int) -> Counts:
    """Return the id that each step brings, from the position that it exchanges with."""
    count, size = reached.shape
    flat = (reached + np.arange(count, dtype=np.int64)[:, None] * population).ravel()
    order = np.argsort(flat, kind="stable")
    key = flat[order]
    same = np.flatnonzero(key[1:] == key[:-1])
    earlier = np.full(flat.size, -1, dtype=np.int64)  # last earlier step on the same position
    earlier[order[same + 1]] = order[same]
    steps = np.tile(np.arange(size, dtype=np.int64), count)
    ids = reached.ravel().copy()
    touched = np.flatnonzero(earlier >= 0)
    at = earlier[touched]
    ids[touched] = steps[at]
    # What stood at position j before step j came there by the last earlier step that reached j.
    start = (np.arange(flat.size, dtype=np.int64) // size) * population + steps
    place = np.searchsorted(key, start, side="right") - 1
    hit = (place >= 0) & (key[place] == start)
    source = np.where(hit, order[place], -1)
    itself = source == np.arange(flat.size)
    source[itself] = earlier[itself]
    while len(touched):
        at = source[at]
        going = at >= 0
        touched, at = touched[going], at[going]
        ids[touched] = steps[at]
    return ids.reshape(count, size)


def occurrences(ids: Ids, population: int) -> tuple[Counts, npt.NDArray[np.int64]]:
    """Return, for each id, where it was drawn: ``(pointers, places)`` as in a CSR matrix.

    A place is ``column * draws + draw``, increasing within an id.
    """
    flat = ids.ravel()
    places = np.argsort(flat, kind="stable").astype(np.int64)
    pointers = np.zeros(population + 1, dtype=np.int64)
    np.cumsum(np.bincount(flat, minlength=population), out=pointers[1:])
    return pointers, places


def occurrences_of(
    sites: Counts, pointers: Counts, places: Counts, limit: int
) -> tuple[Counts, Counts]:
    """Return every (index in ``sites``, place) whose place is under ``limit``."""
    length = pointers[sites + 1] - pointers[sites]
    owner = np.repeat(np.arange(len(sites)), length)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    place = places[pointers[sites][owner] + within]
    kept = place < limit
    return owner[kept], place[kept]


def count_shared(
    sites: Counts,
    observed: Floats,
    values: Floats,
    sums: Floats,
    ordered: Floats,
    pointers: Counts,
    places: Counts,
    size: int,
    tolerance: float,
    at_least: Counts,
    at_most: Counts,
) -> None:
    """Add to each site how many simulated sums of ``size`` values reach its observed sum.

    Parameters
    ----------
    sites : array of int64
        Positions (in the pool of values) of sites with ``size`` neighbours.
    observed : array of float, shape of ``sites``
        Their observed sums.
    values : array of float, shape (n,)
        The pool; draws are of ids under n - 1, and id i stands for n - 1 when the site is i.
    sums, ordered : array of float, shape (draws,)
        Sum of the first ``size`` values of each draw, as drawn and sorted.
    pointers, places
        From :func:`occurrences`.
    tolerance : float
        Sums closer than this are equal.
    at_least, at_most : array of int64, shape (n,)
        Counts of simulated sums >= and <= observed; updated in place.
    """
    draws = len(sums)
    low, high = observed - tolerance, observed + tolerance
    below = np.searchsorted(ordered, low, side="left")
    upto = np.searchsorted(ordered, high, side="right")
    inside = sites < len(values) - 1
    owner, place = occurrences_of(sites[inside], pointers, places, size * draws)
    owner = np.flatnonzero(inside)[owner]
    as_drawn = sums[place % draws]
    exchanged = as_drawn - values[sites[owner]] + values[-1]
    more = (exchanged >= low[owner]).astype(np.int64) - (as_drawn >= low[owner])
    less = (exchanged <= high[owner]).astype(np.int64) - (as_drawn <= high[owner])
    m = len(sites)
    at_least[sites] += draws - below + np.bincount(owner, more, m).astype(np.int64)
    at_most[sites] += upto + np.bincount(owner, less, m).astype(np.int64)


def padded_rows(matrix: sparse.csr_array, rows: Counts) -> Floats:
    """Return rows of weights as a dense table, each packed to the left and filled with zeros."""
    starts = matrix.indptr[:-1].astype(np.int64)[rows]
    return _padded(matrix.data, starts, np.diff(matrix.indptr).astype(np.int64)[rows])


def _padded(weights: Floats, starts: Counts, lengths: Counts) -> Floats:
    slot = np.arange(int(lengths.max()))
    used = slot < lengths[:, None]
    return np.where(used, weights[np.where(used, starts[:, None] + slot, 0)], 0.0)


def count_table(
    sites: Counts,
    observed: Floats,
    starts: Counts,
    lengths: Counts,
    values: Floats,
    weights: Floats,
    table: Floats,
    pointers: Counts,
    places: Counts,
    tolerance: float,
    at_least: Counts,
    at_most: Counts,
) -> None:
    """Add the same counts for sites whose neighbours have any weights.

    Parameters
    ----------
    sites, observed, values, pointers, places, tolerance, at_least, at_most
        As in :func:`count_shared`.
    starts, lengths : array of int64, shape of ``sites``
        Where the weights of each site are in ``weights``.
    weights : array of float
    table : array of float, shape (size, draws)
        Values of the ids drawn.
    """
    draws = table.shape[1]
    step = max(1, _TABLE_CELLS // draws)
    for first in range(0, len(sites), step):
        part = slice(first, first + step)
        at, length = sites[part], lengths[part]
        widest = int(length.max())
        rows = _padded(weights, starts[part], length)
        sums = rows @ table[:widest]
        inside = np.flatnonzero(at < len(values) - 1)
        owner, place = occurrences_of(at[inside], pointers, places, widest * draws)
        owner = inside[owner]
        # An id appears at most once in a draw, so each (site, draw) is repaired at most once.
        change = rows[owner, place // draws] * (values[-1] - values[at[owner]])
        sums[owner, place % draws] += change
        low = (observed[part] - tolerance)[:, None]
        high = (observed[part] + tolerance)[:, None]
        at_least[at] += np.count_nonzero(sums >= low, axis=1)
        at_most[at] += np.count_nonzero(sums <= high, axis=1)


def draw_like_esda(seed: int, count: int, size: int, n: int) -> Counts:
    """Draw as ``esda.crand.vec_permutations`` does without numba; shape (count, size)."""
    generator = np.random.RandomState(seed)
    return np.stack([generator.choice(n - 1, size=size, replace=False) for _ in range(count)])
