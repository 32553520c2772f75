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

from geotools.territory import _cell_kernels as kernels
from geotools.territory.threads import by_threads

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

# Untyped: numba describes its dispatchers without unpacked arguments.
_LOCATE: Any = kernels.locate
_LIST_ZONES: Any = kernels.list_zones

CELLS_PER_EDGE = 8.0
"""Cells for each edge of the polygons: measured on IRIS, finer grids gain less than they cost."""
FEWEST_CELLS, MOST_CELLS = 4_096, 16_000_000
MOST_ENTRIES = 64_000_000
"""Bound on (cell, zone) entries when zones overlap a lot."""
MOST_ROWS = 32_768
SMALLEST_CELL = 64 * 2.0**-52 / kernels.MARGIN
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

        def work(part: slice) -> None:
            _LOCATE(x[part], y[part], *self._arrays, first[part], count[part])

        by_threads(work, len(x))

    def list_zones(self, x: Floats, y: Floats, count: Longs) -> Ints:
        """Return the ranks of points that :meth:`locate` found in ``count`` >= 2 zones each."""
        start = np.zeros(len(x) + 1, np.int64)
        np.cumsum(count, out=start[1:])
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


def build_cells(polygons: NDArray[np.object_]) -> CellGrid | None:
    """Build the grid of cells of valid polygons, or None when they have no edge.

    Parameters
    ----------
    polygons : array of (Multi)Polygon
        In the order of their ranks.
    """
    vertices, edges, edge_zone = _edges(polygons)
    if not len(edges):
        return None
    layout = _layout(polygons, vertices, len(edges))
    first = np.full(len(polygons), np.iinfo(np.int32).max, np.int32)
    last = np.full(len(polygons), -1, np.int32)
    kernels.zone_rows(vertices, edges, edge_zone, layout, first, last)
    heights = np.maximum(last.astype(np.int64) - first + 1, 0)
    zone_slot = np.concatenate([[0], np.cumsum(heights)])
    slot_start, slot_edges = kernels.edges_by_slot(
        vertices, edges, edge_zone, layout, first, zone_slot
    )
    head, entries = kernels.fill_cells(vertices, first, zone_slot, slot_start, slot_edges, layout)
    return CellGrid(layout, vertices, first, zone_slot, slot_start, slot_edges, head, entries)


def _edges(polygons: NDArray[np.object_]) -> tuple[Floats, Ints, Ints]:
    """Return the vertices of every ring, the first vertex of each edge and its zone."""
    parts, part_zone = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    same_ring = ring[1:] == ring[:-1]
    moving = (vertices[1:] != vertices[:-1]).any(axis=1)
    edges = np.flatnonzero(same_ring & moving).astype(np.int32)
    zone = part_zone[ring_part[ring[edges]]].astype(np.int32)
    return vertices, edges, zone


def _layout(polygons: NDArray[np.object_], vertices: Floats, edges: int) -> kernels.Layout:
    """Choose square cells: many enough for the edges, few enough for the memory."""
    (left, bottom), (right, top) = vertices.min(axis=0), vertices.max(axis=0)
    width, height = right - left, top - bottom
    boxes = shapely.bounds(polygons)
    covered = np.nansum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]))
    overlap = max(covered / (width * height), 1.0)
    wanted = min(max(CELLS_PER_EDGE * edges, FEWEST_CELLS), MOST_CELLS, MOST_ENTRIES / overlap)
    cell = max(
        np.sqrt(width * height / wanted),
        max(width, height) / MOST_ROWS,
        SMALLEST_CELL * np.abs(vertices).max(),
    )
    # Half a cell around keeps every widened edge within the grid.
    columns, rows = int(width / cell) + 2, int(height / cell) + 2
    return float(left - cell / 2), float(bottom - cell / 2), float(cell), columns, rows
