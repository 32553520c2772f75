"""The permutation kernels compiled by numba, cached on disk; imported only where numba is.

Same names, signatures and results as :mod:`geotools.spatial._kernels_numpy`, where they are
documented. They release the GIL and are run by ordinary Python threads: numba's own ``prange``
would abort the process when QGIS starts two algorithms at once on its default thread layer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from geotools._compat import compiled
from geotools.spatial import _kernels_numpy as reference

_GAMMA = np.uint64(reference.GAMMA)
_MIX_1 = np.uint64(reference.MIX_1)
_MIX_2 = np.uint64(reference.MIX_2)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_UNIT = 2.0**-52
_TILE = 1024  # draws summed at once: the tile of the table stays in the second-level cache


@compiled(nogil=True, inline="always")
def _mix(state: Any) -> Any:
    state = (state ^ (state >> _S30)) * _MIX_1
    state = (state ^ (state >> _S27)) * _MIX_2
    return state ^ (state >> _S31)


@compiled(nogil=True)
def _draw(seed: Any, start: int, count: int, size: int, population: int) -> Any:
    ids = np.empty((size, count), dtype=np.int32)
    pool = np.arange(population, dtype=np.int32)
    touched = np.empty(size, dtype=np.int64)
    base = _mix(seed + _GAMMA)
    for p in range(count):
        row = _mix(base + np.uint64(start + p + 1) * _GAMMA)
        for j in range(size):
            bits = _mix(row + np.uint64(j + 1) * _GAMMA)
            r = j + np.int64(np.float64(bits >> _S12) * _UNIT * (population - j))
            touched[j] = r
            drawn = pool[r]
            pool[r] = pool[j]
            pool[j] = drawn
            ids[j, p] = drawn
        for j in range(size):
            pool[j] = j
            pool[touched[j]] = touched[j]
    return ids


def draw(seed: int, start: int, count: int, size: int, population: int) -> Any:
    """Draw ordered samples without replacement; see the numpy twin."""
    return _draw(np.uint64(seed), start, count, size, population)


@compiled(nogil=True)
def occurrences(ids: Any, population: int) -> Any:
    """Return where each id was drawn; see the numpy twin."""
    size, draws = ids.shape
    pointers = np.zeros(population + 1, dtype=np.int64)
    for j in range(size):
        for p in range(draws):
            pointers[ids[j, p] + 1] += 1
    for i in range(population):
        pointers[i + 1] += pointers[i]
    cursor = pointers[:-1].copy()
    places = np.empty(size * draws, dtype=np.int64)
    for j in range(size):
        for p in range(draws):
            i = ids[j, p]
            places[cursor[i]] = j * draws + p
            cursor[i] += 1
    return pointers, places


@compiled(nogil=True)
def _first_at_least(ordered: Any, bound: float) -> int:
    low, high = 0, len(ordered)
    while low < high:
        middle = (low + high) >> 1
        if ordered[middle] < bound:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(nogil=True)
def _first_above(ordered: Any, bound: float, start: int) -> int:
    """Return the first position after ``start`` that exceeds the bound: a step or a search."""
    if start == len(ordered) or ordered[start] > bound:
        return start
    low, high = start, len(ordered)
    while low < high:
        middle = (low + high) >> 1
        if ordered[middle] <= bound:
            low = middle + 1
        else:
            high = middle
    return low


@compiled(nogil=True)
def count_shared(
    sites: Any,
    observed: Any,
    values: Any,
    sums: Any,
    ordered: Any,
    pointers: Any,
    places: Any,
    size: int,
    tolerance: float,
    at_least: Any,
    at_most: Any,
) -> None:
    """Count simulated sums that reach the observed ones; see the numpy twin."""
    draws = len(sums)
    last = len(values) - 1
    limit = size * draws
    for s in range(len(sites)):
        i = sites[s]
        low, high = observed[s] - tolerance, observed[s] + tolerance
        first = _first_at_least(ordered, low)
        more = draws - first
        less = _first_above(ordered, high, first)
        if i < last:
            for o in range(pointers[i], pointers[i + 1]):
                if places[o] >= limit:
                    break
                as_drawn = sums[places[o] % draws]
                exchanged = as_drawn - values[i] + values[last]
                more += int(exchanged >= low) - int(as_drawn >= low)
                less += int(exchanged <= high) - int(as_drawn <= high)
        at_least[i] += more
        at_most[i] += less


@compiled(nogil=True)
def count_table(
    sites: Any,
    observed: Any,
    starts: Any,
    lengths: Any,
    values: Any,
    weights: Any,
    table: Any,
    pointers: Any,
    places: Any,
    tolerance: float,
    at_least: Any,
    at_most: Any,
) -> None:
    """Count the same for rows of any weights; see the numpy twin."""
    draws = table.shape[1]
    sums = np.empty(_TILE)
    for tile in range(0, draws, _TILE):
        width = min(_TILE, draws - tile)
        for s in range(len(sites)):
            _sum_tile(table, tile, width, weights, starts[s], lengths[s], sums)
            more, less = _count_tile(sums[:width], observed[s] - tolerance, observed[s] + tolerance)
            at_least[sites[s]] += more
            at_most[sites[s]] += less
    last = len(values) - 1
    for s in range(len(sites)):
        i = sites[s]
        if i == last:
            continue
        low, high = observed[s] - tolerance, observed[s] + tolerance
        for o in range(pointers[i], pointers[i + 1]):
            column = places[o] // draws
            if column >= lengths[s]:
                break
            p = places[o] - column * draws
            as_drawn = 0.0
            for j in range(lengths[s]):
                as_drawn += weights[starts[s] + j] * table[j, p]
            exchanged = as_drawn + weights[starts[s] + column] * (values[last] - values[i])
            at_least[i] += np.int64(exchanged >= low) - int(as_drawn >= low)
            at_most[i] += np.int64(exchanged <= high) - int(as_drawn <= high)


@compiled(nogil=True, fastmath={"contract"})
def _sum_tile(
    table: Any, tile: int, width: int, weights: Any, start: int, length: int, sums: Any
) -> None:
    """Weighted sums of a tile of draws, four columns at a time to spare the memory traffic.

    The rows are taken as contiguous slices: LLVM then uses the vector unit.
    """
    end = tile + width
    total = sums[:width]
    total[:] = 0.0
    j = 0
    while j + 4 <= length:
        a, b = weights[start + j], weights[start + j + 1]
        c, d = weights[start + j + 2], weights[start + j + 3]
        r, s = table[j, tile:end], table[j + 1, tile:end]
        t, u = table[j + 2, tile:end], table[j + 3, tile:end]
        for p in range(width):
            total[p] += (a * r[p] + b * s[p]) + (c * t[p] + d * u[p])
        j += 4
    while j < length:
        a = weights[start + j]
        r = table[j, tile:end]
        for p in range(width):
            total[p] += a * r[p]
        j += 1


@compiled(nogil=True)
def _count_tile(sums: Any, low: float, high: float) -> Any:
    """How many sums are at least ``low``, and at most ``high``."""
    more, less = 0, 0
    for p in range(len(sums)):
        more += int(sums[p] >= low)
        less += int(sums[p] <= high)
    return more, less


@compiled()
def draw_like_esda(seed: int, count: int, size: int, n: int) -> Any:
    """Draw as ``esda.crand.vec_permutations`` does with numba; shape (count, size)."""
    np.random.seed(seed)
    ids = np.empty((count, size), dtype=np.int64)
    for p in range(count):
        ids[p] = np.random.choice(n - 1, size=size, replace=False)
    return ids
