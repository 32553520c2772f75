"""The kernel and the grid of smoothed surfaces: which cells a point reaches, and how much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from scipy import ndimage

from geotools.errors import InputError
from geotools.progress import Progress

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

CELL_LIMIT = 40_000_000
"""Cells of the rectangle that holds the points: 320 MB for one table of sums."""


def biweight(distance_2: Floats, bandwidth: float) -> Floats:
    r"""Return the quadratic (biweight) kernel of squared distances; zero at the bandwidth.

    .. math:: K(d) = \left(1 - (d / h)^2\right)^2 \quad \text{if } d < h, \text{ else } 0
    """
    return np.square(np.maximum(1.0 - distance_2 / bandwidth**2, 0.0))


@dataclass(frozen=True)
class Lattice:
    """A rectangle of square cells, and those of them that receive values.

    Parameters
    ----------
    cell, bandwidth : float
        Metres.
    row0, column0 : int
        Cell of the lower left corner, counted in cells from the origin of the CRS.
    shape : tuple of int
        Rows and columns.
    domain : array of bool, shape ``shape``
        Cells that receive values.
    """

    cell: float
    bandwidth: float
    row0: int
    column0: int
    shape: tuple[int, int]
    domain: npt.NDArray[np.bool_]

    @classmethod
    def around(
        cls, xy: Floats, cell: float, bandwidth: float, territory: GeoDataFrame | None
    ) -> Lattice:
        """Return the lattice of points, limited to a territory or to their surroundings.

        Parameters
        ----------
        xy : array of float, shape (n, 2)
        cell, bandwidth : float
        territory : GeoDataFrame, optional
            Polygons in the CRS of ``xy``: the domain is the cells whose centre they hold, or
            that hold a point. By default, as in btb, the cells at most
            ``ceil(bandwidth / cell / 2) - 1`` cells away from a cell that holds a point.

        Raises
        ------
        InputError
            The rectangle would hold more than :data:`CELL_LIMIT` cells.
        """
        reach = math.ceil(bandwidth / cell)
        column, row = np.floor(xy / cell).astype(np.int64).T
        low, high = (row.min(), column.min()), (row.max(), column.max())
        row0, column0 = (int(v) - reach for v in low)
        shape = (int(high[0]) + reach + 1 - row0, int(high[1]) + reach + 1 - column0)
        if shape[0] * shape[1] > CELL_LIMIT:
            raise InputError(
                f"La grille compterait {shape[0] * shape[1]} carreaux ; la limite est {CELL_LIMIT}."
                " Agrandissez le carreau, ou vérifiez qu’aucun point n’est égaré loin des autres."
            )
        occupied = np.zeros(shape, dtype=bool)
        occupied[row - row0, column - column0] = True
        whole = cls(cell, bandwidth, row0, column0, shape, occupied)
        if territory is not None:
            inside = occupied | whole._centres_in(territory)
            return cls(cell, bandwidth, row0, column0, shape, inside)
        margin = max(0, math.ceil(bandwidth / cell / 2) - 1)
        near = ndimage.maximum_filter(occupied, size=2 * margin + 1)
        return cls(cell, bandwidth, row0, column0, shape, near)

    def _centres_in(self, territory: GeoDataFrame) -> npt.NDArray[np.bool_]:
        zone = shapely.union_all(territory.geometry.to_numpy())
        shapely.prepare(zone)
        rows, columns = np.indices(self.shape)
        x = (columns + self.column0 + 0.5) * self.cell
        y = (rows + self.row0 + 0.5) * self.cell
        return np.asarray(shapely.contains_xy(zone, x.ravel(), y.ravel())).reshape(self.shape)

    def spread(self, xy: Floats, progress: Progress) -> Iterator[tuple[Places, Places, Floats]]:
        """Yield the weights of points on cells, one offset of cells at a time.

        Yields
        ------
        points : array of int
            Positions of the points.
        cells : array of int
            Flat position of a cell of the domain, one for each of these points.
        weights : array of float
            Kernel of the distance from the point itself to the centre of the cell.
        """
        reach = math.ceil(self.bandwidth / self.cell) + 1
        column, row = np.floor(xy / self.cell).astype(np.int64).T
        row, column = row - self.row0, column - self.column0
        limit = self.bandwidth + self.cell * math.sqrt(0.5)
        offsets = [
            (r, c)
            for r in range(-reach, reach + 1)
            for c in range(-reach, reach + 1)
            if math.hypot(r, c) * self.cell < limit
        ]
        for number, (r, c) in enumerate(offsets):
            progress.at(number / len(offsets), "Lissage")
            to_row, to_column = row + r, column + c
            held = (to_row >= 0) & (to_row < self.shape[0])
            held &= (to_column >= 0) & (to_column < self.shape[1])
            points = np.flatnonzero(held)
            points = points[self.domain[to_row[points], to_column[points]]]
            x = (to_column[points] + self.column0 + 0.5) * self.cell
            y = (to_row[points] + self.row0 + 0.5) * self.cell
            distance_2 = (xy[points, 0] - x) ** 2 + (xy[points, 1] - y) ** 2
            weights = biweight(distance_2, self.bandwidth)
            used = weights > 0
            points = points[used]
            yield points, to_row[points] * self.shape[1] + to_column[points], weights[used]

    def squares(self, cells: Places) -> npt.NDArray[np.object_]:
        """Return the polygons of cells given by flat position."""
        rows, columns = np.divmod(cells, self.shape[1])
        x, y = (columns + self.column0) * self.cell, (rows + self.row0) * self.cell
        return np.asarray(shapely.box(x, y, x + self.cell, y + self.cell))

    def names(self, cells: Places, epsg: int | None) -> list[str]:
        """Return identifiers in the manner of INSEE: CRS, size, south-west corner."""
        rows, columns = np.divmod(cells, self.shape[1])
        north = ((rows + self.row0) * self.cell).tolist()
        east = ((columns + self.column0) * self.cell).tolist()
        head = f"CRS{epsg or 0}RES{self.cell:g}m"
        return [f"{head}N{n:.0f}E{e:.0f}" for n, e in zip(north, east, strict=True)]
