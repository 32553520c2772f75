"""Compiled kernels of the grouping: grow groups over a graph, then rebuild neighbourhoods of them.

Imported only where groups are built. With numba the functions are compiled; without it they run
as they stand, with the same draws and the same answer, only slower.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geotools._compat import compiled

_compiled = compiled(nogil=True)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

POOL = 48
"""Most residences that one rebuilding step takes apart: beyond, a step costs more than it finds."""


@_compiled
def _draw(state: Ints) -> float:
    """Return the next draw of a 31-bit linear congruential generator, in [0, 1]."""
    state[0] = (state[0] * 1103515245 + 12345) & 0x7FFFFFFF
    return float(state[0]) / 2147483647.0


@_compiled
def _value(sums: Floats, rows: Floats, node: int, need: Floats) -> float:
    """Score a candidate: tightest completion first, else the largest step towards it."""
    complete = True
    waste = 0.0
    progress = 0.0
    for k in range(need.size):
        total = sums[k] + rows[node, k]
        if total < need[k]:
            complete = False
            progress += total / need[k]
        else:
            progress += 1.0
            waste += (total - need[k]) / need[k]
    return 4.0 * need.size - waste if complete else progress


@_compiled
def _complete(sums: Floats, need: Floats) -> bool:
    for k in range(need.size):  # noqa: SIM110 - numba compiles the loop, not all()
        if sums[k] < need[k]:
            return False
    return True


@_compiled
def _row_complete(rows: Floats, node: int, need: Floats) -> bool:
    for k in range(need.size):  # noqa: SIM110 - numba compiles the loop, not all()
        if rows[node, k] < need[k]:
            return False
    return True


@_compiled
def _grow(
    seed: int,
    indptr: Ints,
    indices: Ints,
    rows: Floats,
    need: Floats,
    features: Floats,
    free: Bools,
    region: Ints,
    sums: Floats,
    noise: float,
    spread: float,
    state: Ints,
) -> int:
    """Grow a region from a seed over free nodes; return its size, negative when it stays short."""
    region[0] = seed
    size = 1
    for k in range(need.size):
        sums[k] = rows[seed, k]
    free[seed] = False
    while not _complete(sums, need):
        best = -1
        best_score = -1e300
        for i in range(size):
            node = region[i]
            for e in range(indptr[node], indptr[node + 1]):
                other = indices[e]
                if not free[other]:
                    continue
                distance = 0.0
                for d in range(features.shape[1]):
                    gap = features[other, d] - features[seed, d]
                    distance += gap * gap
                score = _value(sums, rows, other, need) + noise * _draw(state) - spread * distance
                if score > best_score:
                    best_score = score
                    best = other
        if best < 0:
            return -size
        region[size] = best
        size += 1
        free[best] = False
        for k in range(need.size):
            sums[k] += rows[best, k]
    return size


@_compiled
def _attach(
    pool: Ints,
    count: int,
    indptr: Ints,
    indices: Ints,
    features: Floats,
    inside: Bools,
    label: Ints,
) -> bool:
    """Give each node left over to the nearest adjacent group of the pool; tell if all found one."""
    changed = True
    left = True
    while changed and left:
        changed = False
        left = False
        for i in range(count):
            node = pool[i]
            if label[node] >= 0:
                continue
            best = -1
            best_gap = 1e300
            for e in range(indptr[node], indptr[node + 1]):
                other = indices[e]
                if not inside[other] or label[other] < 0:
                    continue
                gap = 0.0
                for d in range(features.shape[1]):
                    gap += (features[other, d] - features[node, d]) ** 2
                if gap < best_gap:
                    best_gap = gap
                    best = label[other]
            if best >= 0:
                label[node] = best
                changed = True
            else:
                left = True
    return not left


@_compiled
def partition(
    pool: Ints,
    count: int,
    indptr: Ints,
    indices: Ints,
    rows: Floats,
    need: Floats,
    features: Floats,
    label: Ints,
    free: Bools,
    region: Ints,
    sums: Floats,
    noise: float,
    spread: float,
    state: Ints,
) -> int:
    """Partition the nodes of ``pool`` into groups, in that order of seeds.

    Labels become 0, 1, … in ``label`` (-1: no group can take the node) and their number is
    returned, or minus that number minus one when a node is left over. ``free`` must be False
    everywhere and comes back so.
    """
    groups = 0
    for i in range(count):
        node = pool[i]
        if _row_complete(rows, node, need):
            label[node] = groups
            groups += 1
        else:
            label[node] = -1
            free[node] = True
    for i in range(count):
        node = pool[i]
        if not free[node]:
            continue
        size = _grow(
            node, indptr, indices, rows, need, features, free, region, sums, noise, spread, state
        )
        if size > 0:
            for j in range(size):
                label[region[j]] = groups
            groups += 1
    for i in range(count):
        free[pool[i]] = True  # now: the nodes of the pool
    whole = _attach(pool, count, indptr, indices, features, free, label)
    for i in range(count):
        free[pool[i]] = False
    return groups if whole else -groups - 1


@_compiled
def scatter(
    pool: Ints, count: int, label: Ints, features: Floats, groups: int, size: Floats, total: Floats
) -> float:
    """Return the sum over groups of squared deviations from the group's mean.

    ``size`` and ``total`` are room to work in: one entry, one row, for each group.
    """
    size[:groups] = 0.0
    total[:groups] = 0.0
    squares = 0.0
    for i in range(count):
        node = pool[i]
        if label[node] < 0:
            continue
        size[label[node]] += 1.0
        for d in range(features.shape[1]):
            value = features[node, d]
            total[label[node], d] += value
            squares += value * value
    for g in range(groups):
        for d in range(features.shape[1]):
            if size[g] > 0:
                squares -= total[g, d] * total[g, d] / size[g]
    return squares


@_compiled
def _gather(
    start: int,
    wanted: int,
    indptr: Ints,
    indices: Ints,
    label: Ints,
    pool: Ints,
    seen: Ints,
    stamp: int,
    local: Ints,
) -> tuple[int, int]:
    """Collect whole groups around a node, breadth first; return how many nodes and groups."""
    pool[0] = start
    seen[start] = stamp
    count = 1
    taken = 1
    local[0] = label[start]
    cursor = 0
    inner = 0
    while cursor < count or inner < count:
        if cursor < count:  # finish the groups already taken
            node = pool[cursor]
            cursor += 1
            for e in range(indptr[node], indptr[node + 1]):
                other = indices[e]
                if seen[other] != stamp and label[other] >= 0:
                    for g in range(taken):
                        if local[g] == label[other]:
                            seen[other] = stamp
                            pool[count] = other
                            count += 1
                            break
                if count >= pool.size:
                    return -1, taken
            continue
        node = pool[inner]  # then open one more adjacent group
        opened = False
        for e in range(indptr[node], indptr[node + 1]):
            other = indices[e]
            if taken < wanted and seen[other] != stamp and label[other] >= 0:
                seen[other] = stamp
                local[taken] = label[other]
                taken += 1
                pool[count] = other
                count += 1
                opened = True
                break
        if not opened:
            inner += 1
        if count >= pool.size:
            return -1, taken
    return count, taken


@_compiled
def _shuffle(pool: Ints, count: int, state: Ints) -> None:
    for i in range(count - 1, 0, -1):
        j = int(_draw(state) * (i + 0.999999))
        pool[i], pool[j] = pool[j], pool[i]


@_compiled
def improve(
    iterations: int,
    indptr: Ints,
    indices: Ints,
    rows: Floats,
    need: Floats,
    features: Floats,
    label: Ints,
    groups: int,
    state: Ints,
) -> int:
    """Take a few adjacent groups apart and rebuild them, keeping what gains a group or is tighter.

    ``label`` is changed in place; the new number of groups is returned.
    """
    n = label.size
    pool = np.empty(POOL, np.int64)
    region = np.empty(POOL + 1, np.int64)
    local = np.empty(16, np.int64)
    seen = np.full(n, -1, np.int64)
    free = np.zeros(n, np.bool_)
    trial = np.full(n, -1, np.int64)
    before = np.empty(POOL, np.int64)
    sums = np.empty(need.size)
    size = np.empty(POOL)
    total = np.empty((POOL, features.shape[1]))
    for step in range(iterations):
        start = int(_draw(state) * (n - 0.000001))
        wanted = 2 + int(_draw(state) * 5)
        noise = 2.0 * _draw(state)
        spread = 0.5 * _draw(state)
        if label[start] < 0:
            continue
        count, taken = _gather(start, wanted, indptr, indices, label, pool, seen, step, local)
        if count == taken or count < 2:  # every residence stands alone: nothing to rebuild
            continue
        _shuffle(pool, count, state)
        found = partition(
            pool, count, indptr, indices, rows, need, features, trial, free, region, sums,
            noise, spread, state,
        )  # fmt: skip
        if found < taken:
            continue
        if found == taken:
            for i in range(count):
                before[i] = label[pool[i]]
                for g in range(taken):
                    if local[g] == before[i]:
                        label[pool[i]] = g
                        break
            old = scatter(pool, count, label, features, taken, size, total)
            for i in range(count):
                label[pool[i]] = before[i]
            if scatter(pool, count, trial, features, found, size, total) >= old - 1e-12:
                continue
        for i in range(count):
            g = trial[pool[i]]
            label[pool[i]] = local[g] if g < taken else groups + g - taken
        groups += found - taken
    return groups
