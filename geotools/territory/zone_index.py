"""Which polygons contain each point: built once for a zoning, asked as often as needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from pyproj import CRS

from geotools._compat import HAS_NUMBA
from geotools.progress import SILENT, Progress
from geotools.territory.positions import Spots
from geotools.territory.zones import Zones, check_zones

if TYPE_CHECKING:
    from geotools.territory.cells import CellGrid

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Edge = Literal["intersects", "within"]
Pairs = tuple[Positions, Positions]
Counts = NDArray[np.int64]

_PREDICATES = {"intersects": "intersects", "within": "contains"}

_NO_PAIRS: Pairs = (np.empty(0, np.intp), np.empty(0, np.intp))

CELLS_FROM = 20_000
"""Points from which building the cells pays for itself."""

CELLS_FROM_COLD = 600_000
"""The same when numba has not been loaded yet, which takes half a second."""

POINTS_PER_VERTEX, POINTS_PER_VERTEX_COLD = 0.1, 1.0
"""Likewise, for each vertex of the polygons, warm and on a first call."""

GEOS_BLOCK, CELLS_BLOCK = 1_000_000, 5_000_000
"""Points between two looks at the cancel button: about a second."""


def _blocks(n: int, size: int, progress: Progress | None) -> Iterator[slice]:
    for start in range(0, n, size):
        (progress or SILENT).at(start / n, "Jointure spatiale")
        yield slice(start, min(start + size, n))


def cells_pay(polygons: NDArray[np.object_], n: int) -> bool:
    """Tell whether ``n`` points are enough for a grid of cells to be worth building."""
    warm = "numba" in sys.modules
    if not HAS_NUMBA or n < (CELLS_FROM if warm else CELLS_FROM_COLD):
        return False
    each = POINTS_PER_VERTEX if warm else POINTS_PER_VERTEX_COLD
    return bool(n >= each * shapely.get_num_coordinates(polygons).sum())


def _first_and_count(pairs: Pairs, n: int) -> tuple[Positions, Counts]:
    """Return the zone that the rule keeps for each point (-1: none) and how many there are."""
    points, zones = pairs
    count = np.bincount(points, minlength=n).astype(np.int64)
    kept = np.full(n, -1, dtype=np.intp)
    # Pairs follow the rank of zones: written from the last, the first of each point remains.
    kept[points[::-1]] = zones[::-1]
    return kept, count


def _by_point(pairs: Pairs) -> Pairs:
    """Return pairs that follow the rank of zones in the order of the points."""
    order = np.argsort(pairs[0], kind="stable")
    return pairs[0][order], pairs[1][order]


class ZoneIndex:
    """The polygons of one zoning, ready to say which of them contain each point.

    Every pair is exact: GEOS decides on holes, overlaps, multipolygons and points on edges.

    Parameters
    ----------
    zones : Zones
        See :meth:`build`.
    cells : CellGrid, optional
        Built on demand; see :meth:`build_cells`.

    Notes
    -----
    Polygons prepared once and shared between threads crash GEOS: here each question prepares
    them for itself.
    """

    def __init__(self, zones: Zones, cells: CellGrid | None = None) -> None:
        self.zones = zones
        self.cells = cells

    @classmethod
    def build(
        cls,
        zones: GeoDataFrame,
        label: str = "Zonage",
        *,
        near: Spots | None = None,
        progress: Progress | None = None,
    ) -> ZoneIndex:
        """Check polygons indexed by code and index them.

        Parameters
        ----------
        zones : GeoDataFrame
            Polygons of one zoning, in any CRS; overlaps are welcome.
        label : str
            Name of the zoning in messages.
        near : Spots, optional
            The only points that will be asked, as for :func:`check_zones`.
        progress : Progress, optional
            Told what was repaired.

        Raises
        ------
        InputError
            Codes missing or duplicated, polygons that cannot be used.
        """
        return cls(check_zones(zones, label, near=near, progress=progress))

    def __repr__(self) -> str:
        return f"<ZoneIndex: {len(self.zones)} zones, {self.crs.to_string()}>"

    @property
    def codes(self) -> pd.Index[str]:
        """Codes of the zones, in the order in which they were given."""
        return cast("pd.Index[str]", self.zones.codes)

    @property
    def crs(self) -> CRS:
        """Of the polygons, and of the coordinates that :meth:`pairs` takes."""
        return self.zones.crs

    def locate(
        self,
        x: Floats,
        y: Floats,
        *,
        edge: Edge = "intersects",
        spots: Spots | None = None,
        progress: Progress | None = None,
    ) -> tuple[Positions, Counts]:
        """Return the zone that the rule keeps for each point, and how many zones contain it.

        Parameters
        ----------
        x, y : array of float, shape (n,)
            In the CRS of the index; NaN where a point is not located.
        edge : {"intersects", "within"}
            Whether the edge of a zone belongs to it.
        spots : Spots, optional
            The same points, when a tree of them is at hand.
        progress : Progress, optional

        Returns
        -------
        kept : array of int, shape (n,)
            Ranks in the order of the stated rule, -1 where no zone contains the point.
        count : array of int, shape (n,)
        """
        kept, count = np.empty(len(x), np.int64), np.empty(len(x), np.int64)
        cells, asked = self._cells_for(len(x)), spots or Spots(x, y)
        for block in _blocks(len(x), CELLS_BLOCK if cells else GEOS_BLOCK, progress):
            if cells is None:
                pairs = self._ask_geos(asked.part(block), edge)
                kept[block], count[block] = _first_and_count(pairs, len(x[block]))
            else:
                cells.locate(x[block], y[block], kept[block], count[block])
        unsure = np.flatnonzero(count < 0)
        if len(unsure):
            pairs = self._ask_geos(Spots(x[unsure], y[unsure]), edge)
            kept[unsure], count[unsure] = _first_and_count(pairs, len(unsure))
        return kept, count

    def pairs(
        self, x: Floats, y: Floats, *, edge: Edge = "intersects", progress: Progress | None = None
    ) -> Pairs:
        """Return every (point, zone) pair.

        Parameters
        ----------
        x, y, edge, progress
            As :meth:`locate`.

        Returns
        -------
        points, zones : array of int
            Positions in ``x`` and ranks in the order of the stated rule, sorted by point, then by
            rank: the first zone of a point is the one that the rule keeps.
        """
        cells = self._cells_for(len(x))
        found: list[Pairs] = [_NO_PAIRS]
        for block in _blocks(len(x), CELLS_BLOCK if cells else GEOS_BLOCK, progress):
            if cells is None:
                points, zones = _by_point(self._ask_geos(Spots(x[block], y[block]), edge))
            else:
                points, zones = self._pairs_of_cells(cells, x[block], y[block], edge)
            found.append((points + block.start, zones))
        return np.concatenate([p for p, _ in found]), np.concatenate([z for _, z in found])

    def build_cells(self, n: int | None = None) -> None:
        """Build the grid of cells now: worth it before saving, or before many small questions.

        Without numba nothing is built, and GEOS answers everything.

        Parameters
        ----------
        n : int, optional
            Points to be asked, when they are few: a coarse grid will do.
        """
        if HAS_NUMBA and self.cells is None:
            from geotools.territory.cells import build_cells

            self.cells = build_cells(self.zones.polygons, n)

    def _cells_for(self, n: int) -> CellGrid | None:
        if self.cells is None and cells_pay(self.zones.polygons, n):
            self.build_cells(n)
        return self.cells

    def _pairs_of_cells(self, cells: CellGrid, x: Floats, y: Floats, edge: Edge) -> Pairs:
        first, number = np.empty(len(x), np.int64), np.empty(len(x), np.int64)
        cells.locate(x, y, first, number)
        single = np.flatnonzero(number == 1)
        several, unsure = np.flatnonzero(number > 1), np.flatnonzero(number < 0)
        listed = cells.list_zones(x[several], y[several], number[several])
        points, zones = self._ask_geos(Spots(x[unsure], y[unsure]), edge)
        points = np.concatenate([single, np.repeat(several, number[several]), unsure[points]])
        zones = np.concatenate([first[single], listed, zones]).astype(np.intp)
        order = np.lexsort((zones, points))
        return points[order], zones[order]

    def _ask_geos(self, spots: Spots, edge: Edge) -> Pairs:
        """Ask GEOS about each polygon in turn, prepared for the time of the question."""
        return spots.inside(self.zones.polygons, _PREDICATES[edge])

    def codes_of(self, ranks: Positions) -> ExtensionArray:
        """Return the codes of ranks in the order of the rule, NA for -1."""
        codes: ExtensionArray = pd.array(self.codes.to_numpy()[self.zones.order], dtype="string")
        return codes.take(ranks, allow_fill=True)

    def nearest(
        self, x: Floats, y: Floats, *, max_distance: float | None = None
    ) -> tuple[Positions, Positions, Floats]:
        """Return the nearest zone of each point and its distance.

        Parameters
        ----------
        x, y : array of float, shape (n,)
            In the CRS of the index, which must be projected; NaN where a point is not located.
        max_distance : float, optional
            Points farther than this get nothing.

        Returns
        -------
        points, zones : array of int
            Positions in ``x`` and ranks of the zones, one row for each point served, in order;
            at equal distance the stated rule decides.
        distances : array of float
            In the unit of the CRS, 0 inside.
        """
        located = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        spots = shapely.points(x[located], y[located])
        # GEOS wants a strictly positive radius.
        radius = None if max_distance is None else max(max_distance, np.finfo(float).tiny)
        (points, zones), distances = shapely.STRtree(self.zones.polygons).query_nearest(
            spots, max_distance=radius, return_distance=True, all_matches=True
        )
        order = np.lexsort((zones, points))
        points, zones, distances = points[order], zones[order], distances[order]
        first = np.ones(len(points), dtype=bool)
        first[1:] = points[1:] != points[:-1]
        return located[points[first]], zones[first], distances[first]


def as_index(
    zoning: GeoDataFrame | ZoneIndex,
    label: str,
    *,
    code: str | None = None,
    progress: Progress | None = None,
) -> ZoneIndex:
    """Return the index of a zoning, built unless it is one already.

    Parameters
    ----------
    zoning : GeoDataFrame or ZoneIndex
    label : str
        Name of the zoning in messages.
    code : str, optional
        Column of the code; the index of the frame by default.
    progress : Progress, optional
    """
    if isinstance(zoning, ZoneIndex):
        return zoning
    zones = zoning if code is None else zoning.set_index(code)
    return ZoneIndex.build(zones, label, progress=progress)
