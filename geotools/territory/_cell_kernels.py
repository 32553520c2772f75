"""Compiled kernels of the grid of cells; what they mean is told in :mod:`geotools.territory.cells`.

Every array is in the order of the zones' ranks. A layout is ``(x0, y0, cell, columns, rows)``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Layout = tuple[float, float, float, int, int]

MARGIN = 1e-6
"""Share of a cell by which edges are widened: far above the rounding of coordinates."""

ORIENTATION_BOUND = 3.3306690738754716e-16
"""(3 + 16ε)ε, ε = 2⁻⁵³: Shewchuk, “Adaptive precision floating-point arithmetic and fast robust
geometric predicates”, 1997, bound A of orient2d. Above it the computed sign is the true one."""

UNDERFLOW = 1e-280
"""Below this, products may have lost digits that the bound does not count."""

OUTSIDE, INSIDE, UNSURE = 0, 1, 2


@njit(cache=True, nogil=True)
def _row_span(low: float, high: float, origin: float, cell: float) -> Any:
    first = int(np.floor((low - origin) / cell - MARGIN))
    last = int(np.floor((high - origin) / cell + MARGIN))
    return first, last


@njit(cache=True, nogil=True)
def zone_rows(
    vertices: Floats, edges: Ints, edge_zone: Ints, layout: Layout, first: Ints, last: Ints
) -> None:
    """Find the first and last row that each zone touches (``first`` starts high, ``last`` low)."""
    for k in range(len(edges)):
        y = vertices[edges[k], 1]
        low, high = _row_span(y, y, layout[1], layout[2])
        z = edge_zone[k]
        first[z] = min(first[z], low)
        last[z] = max(last[z], high)


@njit(cache=True, nogil=True)
def edges_by_slot(
    vertices: Floats,
    edges: Ints,
    edge_zone: Ints,
    layout: Layout,
    zone_row: Ints,
    zone_slot: Longs,
) -> Any:
    """Return, for each (zone, row) slot, the edges that meet the row: CSR starts and edges."""
    start = np.zeros(zone_slot[-1] + 1, np.int64)
    for k in range(len(edges)):
        a, b = vertices[edges[k], 1], vertices[edges[k] + 1, 1]
        low, high = _row_span(min(a, b), max(a, b), layout[1], layout[2])
        base = zone_slot[edge_zone[k]] - zone_row[edge_zone[k]]
        for row in range(low, high + 1):
            start[base + row + 1] += 1
    start = np.cumsum(start)
    cursor = start[:-1].copy()
    listed = np.empty(start[-1], np.int32)
    for k in range(len(edges)):
        a, b = vertices[edges[k], 1], vertices[edges[k] + 1, 1]
        low, high = _row_span(min(a, b), max(a, b), layout[1], layout[2])
        base = zone_slot[edge_zone[k]] - zone_row[edge_zone[k]]
        for row in range(low, high + 1):
            listed[cursor[base + row]] = edges[k]
            cursor[base + row] += 1
    return start, listed


@njit(cache=True, nogil=True)
def _columns(vertices: Floats, edge: int, row: int, layout: Layout) -> Any:
    """Return the columns that an edge touches within a row, both widened by the margin."""
    x0, y0, cell, columns, _ = layout
    ax, ay = vertices[edge, 0], vertices[edge, 1]
    bx, by = vertices[edge + 1, 0], vertices[edge + 1, 1]
    if ay > by:
        ax, ay, bx, by = bx, by, ax, ay
    low, high = y0 + (row - 2 * MARGIN) * cell, y0 + (row + 1 + 2 * MARGIN) * cell
    # Shares of the edge, in [0, 1] even where it is almost level.
    start = (low - ay) / (by - ay) if ay < low < by else 0.0
    end = (high - ay) / (by - ay) if ay < high < by else 1.0
    left, right = ax + start * (bx - ax), ax + end * (bx - ax)
    if left > right:
        left, right = right, left
    first = int(np.floor((left - x0) / cell - 2 * MARGIN))
    last = int(np.floor((right - x0) / cell + 2 * MARGIN))
    return max(first, 0), min(last, columns - 1)


@njit(cache=True, nogil=True)
def _runs(
    vertices: Floats, listed: Ints, row: int, layout: Layout, spans: Longs, runs: Ints
) -> int:
    """Cut a row of a zone into runs of columns (first, last, 1 on the boundary or 0 inside).

    The boundary runs are the merged columns of the edges. Between two of them the zone is wholly
    in or out, by the parity of the edges already passed that cross the middle of the row: all
    their crossings lie within the runs, so no intersection has to be computed.
    """
    middle = layout[1] + (row + 0.5) * layout[2]
    for k in range(len(listed)):
        first, last = _columns(vertices, listed[k], row, layout)
        a, b = vertices[listed[k], 1], vertices[listed[k] + 1, 1]
        crossing = 1 if (a > middle) != (b > middle) else 0
        spans[k] = (np.int64(first) << 32) | (np.int64(last) << 1) | crossing
    ordered = np.sort(spans[: len(listed)])
    count, inside, end = 0, 0, -2
    for span in ordered:
        first, last = span >> 32, (span & 0xFFFFFFFF) >> 1
        if count == 0 or first > end + 1:
            if inside:
                runs[count, 0], runs[count, 1], runs[count, 2] = end + 1, first - 1, 0
                count += 1
            runs[count, 0], runs[count, 1], runs[count, 2] = first, last, 1
            count += 1
            end = last
        elif last > end:
            runs[count - 1, 1] = last
            end = last
        inside ^= span & 1
    return count


@njit(cache=True, nogil=True)
def fill_cells(
    vertices: Floats,
    zone_row: Ints,
    zone_slot: Longs,
    slot_start: Longs,
    slot_edges: Ints,
    layout: Layout,
) -> Any:
    """Return the heads of the cells and the lists of entries that they point to."""
    columns, rows = layout[3], layout[4]
    head = np.full(columns * rows, -1, np.int32)
    counts = np.zeros(columns * rows, np.int32)
    widest = 0
    for slot in range(len(slot_start) - 1):
        widest = max(widest, slot_start[slot + 1] - slot_start[slot])
    spans, runs = np.empty(widest, np.int64), np.empty((2 * widest + 1, 3), np.int32)
    for z in range(len(zone_row)):
        for slot in range(zone_slot[z], zone_slot[z + 1]):
            row = zone_row[z] + slot - zone_slot[z]
            listed = slot_edges[slot_start[slot] : slot_start[slot + 1]]
            for k in range(_runs(vertices, listed, row, layout, spans, runs)):
                for c in range(row * columns + runs[k, 0], row * columns + runs[k, 1] + 1):
                    counts[c] += 1
                    head[c] = 2 * z + runs[k, 2]
    total = 0
    for c in range(len(head)):
        if counts[c] == 1 and head[c] % 2 == 0:
            head[c] //= 2
            counts[c] = 0
        elif counts[c]:
            head[c] = -(total + 2)
            total += counts[c] + 1
    entries = np.empty(total, np.int32)
    for c in range(len(head)):
        if head[c] < -1:
            entries[-head[c] - 2] = 0
    for z in range(len(zone_row)):
        for slot in range(zone_slot[z], zone_slot[z + 1]):
            row = zone_row[z] + slot - zone_slot[z]
            listed = slot_edges[slot_start[slot] : slot_start[slot + 1]]
            for k in range(_runs(vertices, listed, row, layout, spans, runs)):
                for c in range(row * columns + runs[k, 0], row * columns + runs[k, 1] + 1):
                    if head[c] < -1:
                        at = -head[c] - 2
                        entries[at] += 1
                        entries[at + entries[at]] = 2 * z + runs[k, 2]
    return head, entries


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _cell_of(px: float, py: float, layout: Layout) -> Any:
    """Return the row and the column of a point, -1 outside the grid or without position."""
    x0, y0, cell, columns, rows = layout
    column, row = (px - x0) / cell, (py - y0) / cell
    if column >= 0 and row >= 0 and column < columns and row < rows:
        return int(row), int(column)
    return -1, -1


@njit(cache=True, nogil=True)
def locate(
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
    """Write the lowest rank that contains each point (-1: none) and how many do (-1: unsure)."""
    for i in range(len(x)):
        first[i], count[i] = -1, 0
        row, column = _cell_of(x[i], y[i], layout)
        if row < 0:
            continue
        at = head[row * layout[3] + column]
        if at >= 0:
            first[i], count[i] = at, 1
        elif at < -1:
            at = -at - 2
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


@njit(cache=True, nogil=True)
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
