"""Compiled kernels that build the grid of cells (see :mod:`geotools.territory.cells`).

Every array is in the order of the zones' ranks; a kernel works on the zones or on the rows between
two bounds, so that threads share the work without writing at the same place.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from geotools._compat import compiled
from geotools.territory._cell_kernels import Floats, Ints, Layout, Longs

Bools = NDArray[np.bool_]
Bounds = tuple[int, int]

MARGIN = 1e-6
"""Share of a cell by which edges are widened: far above the rounding of coordinates."""

FEW_SPANS = 64
"""Spans of a row up to which they are sorted by insertion."""


@compiled(nogil=True)
def _row_span(low: float, high: float, origin: float, cell: float) -> Any:
    first = int(np.floor((low - origin) / cell - MARGIN))
    last = int(np.floor((high - origin) / cell + MARGIN))
    return first, last


@compiled(nogil=True)
def ring_ends(vertices: Floats, zone_vertex: Longs, last: Bools, doubtful: Bools) -> None:
    """Mark the last vertex of each ring: the first one that comes back to where the ring began.

    Right for the rings of a valid polygon, which pass nowhere twice, unless two equal vertices
    follow each other: one is written twice, or two rings begin at the same place. Such a zone is
    doubtful, and so is one whose last ring does not come back.
    """
    for z in range(len(zone_vertex) - 1):
        begin = zone_vertex[z]
        for k in range(zone_vertex[z], zone_vertex[z + 1]):
            if k > zone_vertex[z] and _equal(vertices, k - 1, k):
                doubtful[z] = True
            if k > begin and _equal(vertices, begin, k):
                last[k] = True
                begin = k + 1
        if begin < zone_vertex[z + 1]:
            doubtful[z] = True


@compiled(nogil=True)
def _equal(vertices: Floats, a: int, b: int) -> bool:
    return vertices[a, 0] == vertices[b, 0] and vertices[a, 1] == vertices[b, 1]


@compiled(nogil=True)
def _is_edge(vertices: Floats, last: Bools, k: int) -> bool:
    """Tell whether an edge starts at a vertex: not the end of a ring, nor written twice."""
    return not last[k] and not _equal(vertices, k, k + 1)


@compiled(nogil=True)
def zone_rows(
    vertices: Floats,
    zone_vertex: Longs,
    zones: Bounds,
    layout: Layout,
    first: Ints,
    height: Longs,
) -> None:
    """Find the first row that each zone touches, and how many rows (0 for an empty zone)."""
    for z in range(zones[0], zones[1]):
        low, high = np.inf, -np.inf
        for k in range(zone_vertex[z], zone_vertex[z + 1]):
            low, high = min(low, vertices[k, 1]), max(high, vertices[k, 1])
        first[z], height[z] = 0, 0
        if low <= high:
            bottom, top = _row_span(low, high, layout[1], layout[2])
            first[z], height[z] = bottom, top - bottom + 1


@compiled(nogil=True)
def _rows_of_edge(vertices: Floats, k: int, layout: Layout) -> Any:
    a, b = vertices[k, 1], vertices[k + 1, 1]
    return _row_span(min(a, b), max(a, b), layout[1], layout[2])


@compiled(nogil=True)
def count_slots(
    vertices: Floats,
    last: Bools,
    zone_vertex: Longs,
    zones: Bounds,
    layout: Layout,
    zone_row: Ints,
    zone_slot: Longs,
    number: Longs,
) -> None:
    """Count, for each (zone, row) slot, the edges that meet the row."""
    for z in range(zones[0], zones[1]):
        base = zone_slot[z] - zone_row[z]
        for k in range(zone_vertex[z], zone_vertex[z + 1]):
            if _is_edge(vertices, last, k):
                low, high = _rows_of_edge(vertices, k, layout)
                for row in range(low, high + 1):
                    number[base + row] += 1


@compiled(nogil=True)
def fill_slots(
    vertices: Floats,
    last: Bools,
    zone_vertex: Longs,
    zones: Bounds,
    layout: Layout,
    zone_row: Ints,
    zone_slot: Longs,
    slot_start: Longs,
    slot_edges: Ints,
) -> None:
    """List the edges of each slot."""
    from_slot = zone_slot[zones[0]]
    cursor = slot_start[from_slot : zone_slot[zones[1]]].copy()
    for z in range(zones[0], zones[1]):
        base = zone_slot[z] - zone_row[z] - from_slot
        for k in range(zone_vertex[z], zone_vertex[z + 1]):
            if _is_edge(vertices, last, k):
                low, high = _rows_of_edge(vertices, k, layout)
                for row in range(low, high + 1):
                    slot_edges[cursor[base + row]] = k
                    cursor[base + row] += 1


@compiled(nogil=True)
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


@compiled(nogil=True)
def _sort(spans: Longs) -> None:
    """Sort in place; by insertion when there are few, as in most rows of most zones."""
    if len(spans) > FEW_SPANS:
        spans[:] = np.sort(spans)
        return
    for k in range(1, len(spans)):
        moved, j = spans[k], k - 1
        while j >= 0 and spans[j] > moved:
            spans[j + 1] = spans[j]
            j -= 1
        spans[j + 1] = moved


@compiled(nogil=True)
def _cut_row(
    vertices: Floats, listed: Ints, row: int, layout: Layout, spans: Longs, runs: Ints, at: int
) -> int:
    """Write the runs of one zone in one row from ``at`` on; return where they end.

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
    _sort(spans[: len(listed)])
    inside, end = 0, -2
    for k in range(len(listed)):
        first, last = spans[k] >> 32, (spans[k] & 0xFFFFFFFF) >> 1
        if k == 0 or first > end + 1:
            if inside:
                runs[at, 0], runs[at, 1] = end + 1, 2 * (first - 1)
                at += 1
            runs[at, 0], runs[at, 1] = first, 2 * last + 1
            at += 1
            end = last
        elif last > end:
            runs[at - 1, 1] = 2 * last + 1
            end = last
        inside ^= spans[k] & 1
    return at


@compiled(nogil=True)
def cut_rows(
    vertices: Floats,
    zone_row: Ints,
    zone_slot: Longs,
    zones: Bounds,
    slot_start: Longs,
    slot_edges: Ints,
    layout: Layout,
    slot_runs: Longs,
    runs: Ints,
) -> None:
    """Cut each row of each zone into runs of columns, boundary or inside.

    A run is ``(first, 2 * last + boundary)``; those of slot ``s`` are between ``slot_runs[s, 0]``
    and ``slot_runs[s, 1]``. There are fewer than twice as many as edges.
    """
    from_slot, to_slot = zone_slot[zones[0]], zone_slot[zones[1]]
    widest = 0
    for slot in range(from_slot, to_slot):
        widest = max(widest, slot_start[slot + 1] - slot_start[slot])
    spans, at = np.empty(widest, np.int64), 2 * slot_start[from_slot]
    for z in range(zones[0], zones[1]):
        for slot in range(zone_slot[z], zone_slot[z + 1]):
            row = zone_row[z] + slot - zone_slot[z]
            listed = slot_edges[slot_start[slot] : slot_start[slot + 1]]
            slot_runs[slot, 0] = at
            at = _cut_row(vertices, listed, row, layout, spans, runs, at)
            slot_runs[slot, 1] = at


@compiled(nogil=True)
def mark_cells(
    zone_row: Ints,
    zone_slot: Longs,
    slot_runs: Longs,
    runs: Ints,
    rows: Bounds,
    layout: Layout,
    head: Ints,
) -> None:
    """Mark the cells of some rows: -1 empty, ``2 z + boundary`` one zone, ``-n`` for n >= 2."""
    for z in range(len(zone_row)):
        top = zone_row[z] + zone_slot[z + 1] - zone_slot[z]
        for row in range(max(zone_row[z], rows[0]), min(top, rows[1])):
            slot = zone_slot[z] + row - zone_row[z]
            for k in range(slot_runs[slot, 0], slot_runs[slot, 1]):
                base = row * layout[3]
                for c in range(base + runs[k, 0], base + (runs[k, 1] >> 1) + 1):
                    if head[c] == -1:
                        head[c] = 2 * z + (runs[k, 1] & 1)
                    else:
                        head[c] = -2 if head[c] >= 0 else head[c] - 1


@compiled(nogil=True)
def place_lists(head: Ints) -> int:
    """Turn the marks into heads; return the length of the lists that they point to."""
    total = 0
    for c in range(len(head)):
        mark = head[c]
        if mark >= 0 and mark % 2 == 0:
            head[c] = mark // 2
        elif mark != -1:
            head[c] = -(total + 2)
            total += 2 if mark >= 0 else 1 - mark
    return total


@compiled(nogil=True)
def fill_lists(
    zone_row: Ints,
    zone_slot: Longs,
    slot_runs: Longs,
    runs: Ints,
    rows: Bounds,
    layout: Layout,
    head: Ints,
    entries: Ints,
) -> None:
    """Append the zones of the cells of some rows to their lists, of length 0 at first."""
    for z in range(len(zone_row)):
        top = zone_row[z] + zone_slot[z + 1] - zone_slot[z]
        for row in range(max(zone_row[z], rows[0]), min(top, rows[1])):
            slot = zone_slot[z] + row - zone_row[z]
            for k in range(slot_runs[slot, 0], slot_runs[slot, 1]):
                base = row * layout[3]
                for c in range(base + runs[k, 0], base + (runs[k, 1] >> 1) + 1):
                    if head[c] < -1:
                        at = -head[c] - 2
                        entries[at] += 1
                        entries[at + entries[at]] = 2 * z + (runs[k, 1] & 1)
