"""The drawn shape of a group: territory around its residences, not a hull that swallows others."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

SHAPE_RADIUS_M = 60.0
"""A residence draws at most this much around itself: about one city block."""


def group_shapes(residences: GeoDataFrame, labels: NDArray[np.int64]) -> GeoSeries:
    """Return one (multi)polygon per group, ordered by label.

    Polygons are dissolved. Around points, each place takes the part of its disc (60 m) that is
    nearer to it than to any other place, and the parts of a group are dissolved: groups do not
    overlap, nothing is drawn far from a residence, and no hull runs over someone else's stock.
    Positions of residences are public (open RPLS), so the shape adds no knowledge.

    Parameters
    ----------
    residences : GeoDataFrame
        Points or polygons.
    labels : array of int
        Group of each residence, -1 for none.
    """
    geometry = residences.geometry.to_numpy()
    if (shapely.get_dimensions(geometry) == 2).all():
        parts = geometry
    else:
        parts = _cells(np.asarray(shapely.get_coordinates(shapely.centroid(geometry))))
    kept = labels >= 0
    frame = GeoDataFrame({"groupe": labels[kept]}, geometry=parts[kept], crs=residences.crs)
    return frame.dissolve("groupe", sort=True).geometry


def _cells(points: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return for each point its Voronoi cell, cut at the radius; equal points share one cell."""
    places, place_of = np.unique(points, axis=0, return_inverse=True)
    centres = shapely.points(places)
    discs = shapely.buffer(centres, SHAPE_RADIUS_M, quad_segs=4)
    if len(places) > 1:
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places)))
        found, place = shapely.STRtree(cells).query(centres)[::-1]
        inside = shapely.covers(cells[found], centres[place])
        owner = np.full(len(places), -1)
        owner[place[inside]] = found[inside]
        drawn = owner >= 0  # two places a hair apart may share a cell: they keep their disc
        discs[drawn] = shapely.intersection(discs[drawn], cells[owner[drawn]])
    return np.asarray(discs[place_of.ravel()])
