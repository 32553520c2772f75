"""The drawn shape of a group: territory around its residences, not a hull that swallows others."""

from __future__ import annotations

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

SHAPE_RADIUS_M = 60.0
"""A residence draws at most this much around itself: about one city block."""


def group_shapes(
    residences: GeoDataFrame, labels: NDArray[np.int64], count: int | None = None
) -> GeoSeries:
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
    count : int, optional
        Number of groups; those without any residence have no geometry.
    """
    geometry = residences.geometry.to_numpy()
    if (shapely.get_dimensions(geometry) == 2).all():
        parts = geometry
    else:
        parts = _cells(np.asarray(shapely.get_coordinates(shapely.centroid(geometry))))
    found = int(labels.max(initial=-1)) + 1
    shapes = np.full(found if count is None else count, None, dtype=object)
    known = np.unique(labels[labels >= 0])
    shapes[known] = _merged(parts, np.where(labels < 0, -1, np.searchsorted(known, labels)))
    return GeoSeries(shapes, crs=residences.crs)


def _merged(parts: NDArray[np.object_], labels: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the union of the parts of each label, all groups of one size at a time."""
    order = np.argsort(labels, kind="stable")[(labels < 0).sum() :]
    sizes = np.bincount(labels[order])
    starts = np.cumsum(sizes) - sizes
    merged = np.empty(len(sizes), dtype=object)
    for size in np.unique(sizes):
        which = np.flatnonzero(sizes == size)
        members = parts[order[starts[which, None] + np.arange(size)]]
        merged[which] = members[:, 0] if size == 1 else shapely.union_all(members, axis=1)
    return only_polygons(merged)


def only_polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Drop the lines and points that rounding leaves where cells touch."""
    kept = shapes.copy()
    for i in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapes[i])
        kept[i] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return kept


def _cells(points: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return for each point its Voronoi cell, cut at the radius; equal points share one cell."""
    places, place_of = np.unique(points, axis=0, return_inverse=True)
    centres = shapely.points(places)
    turn = np.linspace(0, -2 * np.pi, 16, endpoint=False)
    ring = SHAPE_RADIUS_M * np.column_stack([np.cos(turn), np.sin(turn)])
    discs = shapely.polygons(places[:, None, :] + ring)
    if len(places) > 1:
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places)))
        found, place = shapely.STRtree(cells).query(centres)[::-1]
        inside = shapely.covers(cells[found], centres[place])
        owner = np.full(len(places), -1)
        owner[place[inside]] = found[inside]
        drawn = owner >= 0  # two places a hair apart may share a cell: they keep their disc
        discs[drawn] = shapely.intersection(discs[drawn], cells[owner[drawn]])
    return np.asarray(discs[place_of.ravel()])
