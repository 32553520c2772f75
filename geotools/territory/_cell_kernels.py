"""Compiled kernels that answer from the grid of cells (see :mod:`geotools.territory.cells`).

Every array is in the order of the zones' ranks. A layout is ``(x0, y0, cell, columns, rows)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geotools._compat import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Layout = tuple[float, float, float, int, int]

ORIENTATION_BOUND = 3.3306690738754716e-16
"""(3 + 16ε)ε, ε = 2⁻⁵³: Shewchuk, “Adaptive precision floating-point arithmetic and fast robust
geometric predicates”, 1997, bound A of orient2d. Above it the computed sign is the true one."""

UNDERFLOW = 1e-280
"""Below this, products may have lost digits that the bound does not count."""

OUTSIDE, INSIDE, UNSURE = 0, 1, 2

WAITING = -2
"""Count of a point whose cell only gives a list."""


@compiled(nogil=True)
def _in_zone(px: float, py: float, vertices: Floats, listed: Ints) -> int:
    """Cast a ray to the right against the edges of one zone that meet the point's row.

    UNSURE where the sign of an orientation is not certain, points on edges included.
    """
    crossings = 0
    for k in range(len(listed)):
        edge = listed[k]
        ax, ay = vertices[edge, 0], vertices[edge, 1]
        bx, by = vertices[edge + 1, 0], vertices[edge + 1, 1]
        if (ay > py) != (by > py):
            if ax > px and bx > px:
                crossings += 1
            elif ax >= px or bx >= px:
                left, right = (ax - px) * (by - py), (ay - py) * (bx - px)
                det, total = left - right, abs(left) + abs(right)
                if total < UNDERFLOW or abs(det) <= ORIENTATION_BOUND * total:
                    return UNSURE
                if (det > 0) == (by > ay):
                    crossings += 1
        elif (ay == py and ax == px) or (
            ay == py and by == py and min(ax, bx) <= px and px <= max(ax, bx)
        ):
            return UNSURE
    return crossings % 2


@compiled(nogil=True)
def _cell_of(px: float, py: float, layout: Layout) -> Any:
    """Return the row and the column of a point, -1 outside the grid or without position."""
    x0, y0, cell, columns, rows = layout
    column, row = (px - x0) / cell, (py - y0) / cell
    if column >= 0 and row >= 0 and column < columns and row < rows:
        return int(row), int(column)
    return -1, -1


@compiled(nogil=True)
def look_up(x: Floats, y: Floats, head: Ints, layout: Layout, first: Longs, count: Longs) -> None:
    """Write the zone (-1: none) and 1 or 0 where the cell tells, else the cell and WAITING."""
    for i in range(len(x)):
        first[i], count[i] = -1, 0
        row, column = _cell_of(x[i], y[i], layout)
        if row < 0:
            continue
        cell = row * layout[3] + column
        if head[cell] >= 0:
            first[i], count[i] = head[cell], 1
        elif head[cell] < -1:
            first[i], count[i] = cell, WAITING


@compiled(nogil=True)
def test_lists(
    waiting: Longs,
    x: Floats,
    y: Floats,
    head: Ints,
    entries: Ints,
    vertices: Floats,
    zone_row: Ints,
    zone_slot: Longs,
    slot_start: Longs,
    slot_edges: Ints,
    layout: Layout,
    first: Longs,
    count: Longs,
) -> None:
    """Write the lowest rank that contains each waiting point, and how many do (-1: unsure)."""
    for i in waiting:
        row, at = first[i] // layout[3], -head[first[i]] - 2
        first[i], count[i] = -1, 0
        for k in range(at + 1, at + 1 + entries[at]):
            z = entries[k] >> 1
            found = INSIDE
            if entries[k] & 1:
                slot = zone_slot[z] + row - zone_row[z]
                listed = slot_edges[slot_start[slot] : slot_start[slot + 1]]
                found = _in_zone(x[i], y[i], vertices, listed)
            if found == UNSURE:
                first[i], count[i] = -1, -1
                break
            if found == INSIDE:
                if count[i] == 0:
                    first[i] = z
                count[i] += 1


@compiled(nogil=True)
def list_zones(
    x: Floats,
    y: Floats,
    head: Ints,
    entries: Ints,
    vertices: Floats,
    zone_row: Ints,
    zone_slot: Longs,
    slot_start: Longs,
    slot_edges: Ints,
    layout: Layout,
    start: Longs,
    zones: Ints,
) -> None:
    """Write every rank that contains each point, from ``start[i]`` on; no point is unsure."""
    for i in range(len(x)):
        row, column = _cell_of(x[i], y[i], layout)
        at = -head[row * layout[3] + column] - 2
        cursor = start[i]
        for k in range(at + 1, at + 1 + entries[at]):
            z = entries[k] >> 1
            found = INSIDE
            if entries[k] & 1:
                slot = zone_slot[z] + row - zone_row[z]
                listed = slot_edges[slot_start[slot] : slot_start[slot + 1]]
                found = _in_zone(x[i], y[i], vertices, listed)
            if found == INSIDE:
                zones[cursor] = z
                cursor += 1
