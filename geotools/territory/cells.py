"""A grid of cells over a zoning: most points are answered by the cell that they fall in.

Each cell lists the zones that cover it wholly and those whose boundary passes through it. Only the
latter need a test: a ray cast against the edges of that zone that meet the cell's row. The sign of
an orientation is taken from floating point where Shewchuk's bound proves it; everything else,
points on edges included, is left to GEOS, so the answers are exact.

Cells hold edges widened by a millionth of a cell, far more than rounding can move a coordinate:
a point put in the neighbouring cell by rounding gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geotools.territory import _cell_building as building
from geotools.territory import _cell_kernels as kernels
from geotools.territory.threads import by_threads

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# Untyped: numba describes its dispatchers without unpacked arguments.
_LOOK_UP: Any = kernels.look_up
_TEST_LISTS: Any = kernels.test_lists
_LIST_ZONES: Any = kernels.list_zones

CELLS_PER_VERTEX = 8.0
"""Cells for each vertex of the polygons: measured on IRIS, finer grids gain less than they cost."""
CELLS_PER_POINT = 1.0
"""Cells for each point to be asked: past this, building costs more than the points save."""
FEWEST_CELLS, MOST_CELLS = 4_096, 16_000_000
MOST_ENTRIES = 64_000_000
"""Bound on (cell, zone) entries when zones overlap a lot."""
MOST_ROWS = 32_768
SMALLEST_CELL = 64 * 2.0**-52 / building.MARGIN
"""Relative to the largest coordinate: the margin of a cell stays 64 units in the last place."""


@dataclass(frozen=True)
class CellGrid:
    """The grid of cells of a zoning; arrays in the order of the zones' ranks.

    Parameters
    ----------
    layout : tuple
        ``(x0, y0, cell, columns, rows)``, in the unit of the CRS.
    vertices : array of float, shape (v, 2)
        Vertices of every ring, ring after ring; edge ``k`` joins vertices ``k`` and ``k + 1``.
    zone_row, zone_slot : array of int
        First row of each zone, and where its rows start among the (zone, row) slots.
    slot_start, slot_edges : array of int
        The edges of a zone that meet a row, in compressed rows.
    head : array of int, shape (rows * columns,)
        -1: no zone; k >= 0: wholly inside zone k, and no other; else -(k + 2): see ``entries[k]``.
    entries : array of int
        Lists: a length, then for each zone ``2 * rank``, plus 1 when its boundary passes.
    """

    layout: kernels.Layout
    vertices: Floats
    zone_row: Ints
    zone_slot: Longs
    slot_start: Longs
    slot_edges: Ints
    head: Ints
    entries: Ints

    def __repr__(self) -> str:
        _, _, cell, columns, rows = self.layout
        return f"<CellGrid: {rows} x {columns} cells of {cell:.4g}, {len(self.vertices)} vertices>"

    def locate(self, x: Floats, y: Floats, first: Longs, count: Longs) -> None:
        """Write the lowest rank that contains each point and how many do.

        Parameters
        ----------
        x, y : array of float, shape (n,)
        first, count : array of int, shape (n,)
            Written: -1 and 0 where no zone contains the point; -1 and -1 where GEOS must decide.
        """

        def look_up(part: slice) -> None:
            _LOOK_UP(x[part], y[part], self.head, self.layout, first[part], count[part])

        by_threads(look_up, len(x))
        waiting = np.flatnonzero(count == kernels.WAITING)
        # Cell after cell, the same lists and edges are still in cache: four times faster.
        waiting = waiting[np.argsort(first[waiting])]

        def test(part: slice) -> None:
            _TEST_LISTS(waiting[part], x, y, *self._arrays, first, count)

        by_threads(test, len(waiting))

    def list_zones(self, x: Floats, y: Floats, count: Longs) -> Ints:
        """Return the ranks of points that :meth:`locate` found in ``count`` >= 2 zones each."""
        start = _starts(count)
        zones = np.empty(start[-1], np.int32)

        def work(part: slice) -> None:
            _LIST_ZONES(x[part], y[part], *self._arrays, start[:-1][part], zones)

        by_threads(work, len(x))
        return zones

    @property
    def _arrays(self) -> tuple[Any, ...]:
        return (
            self.head,
            self.entries,
            self.vertices,
            self.zone_row,
            self.zone_slot,
            self.slot_start,
            self.slot_edges,
            self.layout,
        )


def build_cells(polygons: NDArray[np.object_], points: int | None = None) -> CellGrid | None:
    """Build the grid of cells of valid polygons, or None when they have no edge.

    Parameters
    ----------
    polygons : array of (Multi)Polygon
        In the order of their ranks.
    points : int, optional
        How many will be asked; by default, more than there are vertices.
    """
    vertices = shapely.get_coordinates(polygons)
    if not len(vertices):
        return None
    zone_vertex = _starts(shapely.get_num_coordinates(polygons))
    last = _ring_ends(polygons, vertices, zone_vertex)
    wanted = CELLS_PER_VERTEX * len(vertices)
    if points is not None:
        wanted = min(wanted, CELLS_PER_POINT * points)
    layout = _layout(polygons, vertices, wanted)
    zone_row, zone_slot, slot_start, slot_edges = _slots(vertices, last, zone_vertex, layout)
    head, entries = _heads(vertices, zone_row, zone_slot, slot_start, slot_edges, layout)
    return CellGrid(layout, vertices, zone_row, zone_slot, slot_start, slot_edges, head, entries)


def _ring_ends(
    polygons: NDArray[np.object_], vertices: Floats, zone_vertex: Longs
) -> NDArray[np.bool_]:
    """Tell which vertices end a ring: seen from the coordinates, or asked of GEOS where doubtful.

    GEOS copies every polygon to list its rings.
    """
    last, doubtful = np.zeros(len(vertices), np.bool_), np.zeros(len(polygons), np.bool_)
    building.ring_ends(vertices, zone_vertex, last, doubtful)
    if doubtful.any():
        mine = np.repeat(doubtful, np.diff(zone_vertex))
        rings = shapely.get_rings(shapely.get_parts(polygons[doubtful]))
        ends = np.zeros(int(mine.sum()), np.bool_)
        ends[np.cumsum(shapely.get_num_coordinates(rings)) - 1] = True
        last[mine] = ends
    return last


def _layout(polygons: NDArray[np.object_], vertices: Floats, wanted: float) -> kernels.Layout:
    """Choose square cells: as many as wanted, few enough for the memory."""
    x, y = vertices.T
    left, right, bottom, top = x.min(), x.max(), y.min(), y.max()
    width, height = right - left, top - bottom
    boxes = shapely.bounds(polygons)
    covered = np.nansum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    overlap = max(covered / (width * height), 1.0)
    wanted = min(max(wanted, FEWEST_CELLS), MOST_CELLS, MOST_ENTRIES / overlap)
    cell = max(
        np.sqrt(width * height / wanted),
        max(width, height) / MOST_ROWS,
        SMALLEST_CELL * max(-left, right, -bottom, top),
    )
    # Half a cell around keeps every widened edge within the grid.
    columns, rows = int(width / cell) + 2, int(height / cell) + 2
    return float(left - cell / 2), float(bottom - cell / 2), float(cell), columns, rows


def _slots(
    vertices: Floats, last: NDArray[np.bool_], zone_vertex: Longs, layout: kernels.Layout
) -> tuple[Ints, Longs, Longs, Ints]:
    """Return the first row and the first slot of each zone, and the edges of each slot."""
    n = len(zone_vertex) - 1
    zone_row, height = np.empty(n, np.int32), np.empty(n, np.int64)

    def measure(part: slice) -> None:
        bounds = (part.start, part.stop)
        building.zone_rows(vertices, zone_vertex, bounds, layout, zone_row, height)

    by_threads(measure, n, cost=len(vertices))
    zone_slot = _starts(height)
    number = np.zeros(zone_slot[-1], np.int64)
    given = (vertices, last, zone_vertex)

    def count(part: slice) -> None:
        bounds = (part.start, part.stop)
        building.count_slots(*given, bounds, layout, zone_row, zone_slot, number)

    by_threads(count, n, cost=len(vertices))
    slot_start = _starts(number)
    slot_edges = np.empty(slot_start[-1], np.int32)

    def fill(part: slice) -> None:
        bounds = (part.start, part.stop)
        building.fill_slots(*given, bounds, layout, zone_row, zone_slot, slot_start, slot_edges)

    by_threads(fill, n, cost=len(vertices))
    return zone_row, zone_slot, slot_start, slot_edges


def _heads(
    vertices: Floats,
    zone_row: Ints,
    zone_slot: Longs,
    slot_start: Longs,
    slot_edges: Ints,
    layout: kernels.Layout,
) -> tuple[Ints, Ints]:
    """Return the heads of the cells and the lists that they point to."""
    slot_runs = np.empty((len(slot_start) - 1, 2), np.int64)
    runs = np.empty((2 * len(slot_edges), 2), np.int32)
    slots = (slot_start, slot_edges)

    def cut(part: slice) -> None:
        bounds = (part.start, part.stop)
        building.cut_rows(vertices, zone_row, zone_slot, bounds, *slots, layout, slot_runs, runs)

    by_threads(cut, len(zone_row), cost=len(slot_edges))
    _, _, _, columns, rows = layout
    head = np.full(columns * rows, -1, np.int32)
    given = (zone_row, zone_slot, slot_runs, runs)

    def mark(part: slice) -> None:
        building.mark_cells(*given, (part.start, part.stop), layout, head)

    by_threads(mark, rows, cost=len(head))
    entries = np.zeros(building.place_lists(head), np.int32)

    def fill(part: slice) -> None:
        building.fill_lists(*given, (part.start, part.stop), layout, head, entries)

    by_threads(fill, rows, cost=len(head))
    return head, entries


def _starts(lengths: Longs) -> Longs:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
