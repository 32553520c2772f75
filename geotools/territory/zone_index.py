"""Which polygons contain each point: built once for a zoning, asked as often as needed."""

from __future__ import annotations

from typing import Literal, cast

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from pyproj import CRS

from geotools.progress import SILENT, Progress
from geotools.territory.zones import Zones, check_zones

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Edge = Literal["intersects", "within"]
Pairs = tuple[Positions, Positions]

_PREDICATES = {"intersects": "intersects", "within": "contains"}

BLOCK = 1_000_000
"""Points between two looks at the cancel button."""


class ZoneIndex:
    """The polygons of one zoning, ready to say which of them contain each point.

    Every pair is exact: GEOS decides on holes, overlaps, multipolygons and points on edges.

    Parameters
    ----------
    zones : Zones
        See :meth:`build`.

    Notes
    -----
    Polygons prepared once and shared between threads crash GEOS: here each question prepares
    them for itself.
    """

    def __init__(self, zones: Zones) -> None:
        self.zones = zones

    @classmethod
    def build(
        cls, zones: GeoDataFrame, label: str = "Zonage", *, progress: Progress | None = None
    ) -> ZoneIndex:
        """Check polygons indexed by code and index them.

        Parameters
        ----------
        zones : GeoDataFrame
            Polygons of one zoning, in any CRS; overlaps are welcome.
        label : str
            Name of the zoning in messages.
        progress : Progress, optional
            Told what was repaired.

        Raises
        ------
        InputError
            Codes missing or duplicated, polygons that cannot be used.
        """
        return cls(check_zones(zones, label, progress=progress))

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

    def pairs(
        self, x: Floats, y: Floats, *, edge: Edge = "intersects", progress: Progress | None = None
    ) -> Pairs:
        """Return every (point, zone) pair.

        Parameters
        ----------
        x, y : array of float, shape (n,)
            In the CRS of the index; NaN where a point is not located.
        edge : {"intersects", "within"}
            Whether the edge of a zone belongs to it.
        progress : Progress, optional

        Returns
        -------
        points, zones : array of int
            Positions in ``x`` and ranks in the order of the stated rule, sorted by point, then by
            rank: the first zone of a point is the one that the rule keeps.
        """
        report = progress or SILENT
        found = []
        for start in range(0, len(x), BLOCK):
            report.at(start / len(x), "Jointure spatiale")
            block = slice(start, start + BLOCK)
            points, zones = self._ask_geos(x[block], y[block], edge)
            found.append((points + start, zones))
        if not found:
            return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
        return np.concatenate([p for p, _ in found]), np.concatenate([z for _, z in found])

    def _ask_geos(self, x: Floats, y: Floats, edge: Edge) -> Pairs:
        """Ask GEOS about each polygon, which it prepares for the time of the question."""
        located = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        tree = shapely.STRtree(shapely.points(x[located], y[located]))
        zones, points = tree.query(self.zones.polygons, predicate=_PREDICATES[edge])
        order = np.lexsort((zones, points))
        return located[points[order]], zones[order]

    def codes_of(self, ranks: Positions) -> ExtensionArray:
        """Return the codes of ranks in the order of the rule, NA for -1."""
        positions = np.where(ranks >= 0, self.zones.order[ranks], -1)
        codes: ExtensionArray = pd.array(self.codes.to_numpy(), dtype="string")
        return codes.take(positions, allow_fill=True)

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


CODE_HELP = "Facultatif : identifiant unique de chaque zone, écrit sur les points."


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
