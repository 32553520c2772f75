"""Coordinates of point layers, in the CRS where a question is asked."""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geotools.errors import GeometryError, some
from geotools.parameters import check_layer
from geotools.territory.threads import by_threads

Floats = NDArray[np.float64]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]

_FEW = 8
"""Times fewer points than polygons from which the polygons are the ones to be put in a tree."""

_NEAR = 4_096
"""Shapes that a core keeps in its cache."""

_POINT_KINDS = (
    shapely.GeometryType.MISSING,
    shapely.GeometryType.POINT,
    shapely.GeometryType.MULTIPOINT,
)


class Spots:
    """Points that are asked about, with the tree that their questions share.

    Parameters
    ----------
    x, y : array of float, shape (n,)
        In the CRS of the question; NaN where a point is not located.
    shapes : array of Point, optional
        The same points as geometries, when they are at hand.
    """

    def __init__(self, x: Floats, y: Floats, shapes: NDArray[np.object_] | None = None) -> None:
        self.x, self.y = x, y
        self.located = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        self._shapes = shapes

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The located points."""
        shapes = self._shapes
        if shapes is None:
            return shapely.STRtree(shapely.points(self.x[self.located], self.y[self.located]))
        return shapely.STRtree(shapes[self.located])

    def inside(self, polygons: NDArray[np.object_], predicate: str) -> Pairs:
        """Return the pairs (point, polygon) that a predicate keeps, polygon after polygon."""
        if not len(self.located):
            return np.empty(0, np.intp), np.empty(0, np.intp)
        zones, points = self.tree.query(polygons, predicate=predicate)
        return self.located[points], zones

    def enveloped(self, polygons: NDArray[np.object_]) -> NDArray[np.intp]:
        """Return the positions of the polygons whose envelope holds a point."""
        if len(self.located) * _FEW < len(polygons):
            return np.unique(shapely.STRtree(polygons).query(self.tree.geometries)[1])
        return np.unique(self.tree.query(polygons)[0])

    def part(self, block: slice) -> Spots:
        """Return the points of a block; all of them are themselves."""
        if block.start == 0 and block.stop >= len(self):
            return self
        shapes = None if self._shapes is None else self._shapes[block]
        return Spots(self.x[block], self.y[block], shapes)


def point_coordinates(points: GeoDataFrame, label: str) -> tuple[Floats, Floats]:
    """Return x and y of a point layer in its own CRS; NaN where a feature has no position.

    Parameters
    ----------
    points : GeoDataFrame
        Points, or multipoints of one point as QGIS often writes them.
    label : str
        Name of the layer in messages.

    Raises
    ------
    InputError
        The layer is empty.
    GeometryError
        It has no CRS, holds other geometries, or multipoints of several points.
    """
    check_layer(points, label)
    return plain_coordinates(points.geometry.to_numpy(), label)


def plain_coordinates(geometries: NDArray[np.object_], label: str) -> tuple[Floats, Floats]:
    """Return x and y of points or multipoints of one point, NaN where there is none.

    Raises
    ------
    GeometryError
        A geometry is something else.
    """
    kinds = np.empty(len(geometries), np.int8)
    x, y = np.empty(len(geometries)), np.empty(len(geometries))

    def read(part: slice) -> None:
        # Shapes are scattered in memory: what is near is read three times while it is in cache.
        for start in range(part.start, part.stop, _NEAR):
            near = slice(start, min(start + _NEAR, part.stop))
            shapes = geometries[near]
            empty = shapely.is_empty(shapes)
            if empty.any():  # GEOS refuses to read an empty point: it is a place that lacks
                shapes = shapes.copy()
                shapes[empty] = None
            kinds[near] = shapely.get_type_id(shapes)
            x[near], y[near] = shapely.get_x(shapes), shapely.get_y(shapes)

    by_threads(read, len(geometries))
    if not kinds.any():
        return x, y
    return _unusual_coordinates(geometries, kinds, x, y, label)


def _unusual_coordinates(
    geometries: NDArray[np.object_], kinds: NDArray[np.int8], x: Floats, y: Floats, label: str
) -> tuple[Floats, Floats]:
    """Add the positions of multipoints of one point; refuse what is not a point."""
    other = ~np.isin(kinds, _POINT_KINDS)
    if other.any():
        raise GeometryError(
            f"« {label} » doit contenir des points ; {int(other.sum())} entité(s) sont d’un autre "
            f"type (lignes {some(np.flatnonzero(other) + 1)})."
        )
    multi = np.flatnonzero(kinds == shapely.GeometryType.MULTIPOINT)
    several = multi[shapely.get_num_geometries(geometries[multi]) > 1]
    if len(several):
        raise GeometryError(
            f"« {label} » doit contenir un seul point par entité ; {len(several)} entité(s) "
            f"en ont plusieurs (lignes {some(several + 1)}). Séparez-les avec l’outil « De "
            "morceaux multiples à morceaux uniques »."
        )
    inner = shapely.get_geometry(geometries[multi], 0)
    x[multi], y[multi] = shapely.get_x(inner), shapely.get_y(inner)
    return x, y


@cache
def transformer(source: CRS, target: CRS) -> Transformer:
    """Return the transformation from x, y to x, y; PROJ takes 10 ms to make one."""
    return Transformer.from_crs(source, target, always_xy=True)


def carry(x: Floats, y: Floats, source: CRS, target: CRS) -> tuple[Floats, Floats]:
    """Carry coordinates from a CRS to another; NaN stays NaN.

    Points are carried to the polygons' CRS, never the reverse: the edge of a zone is straight
    only in the CRS where its producer drew it, and a point stays a point in all of them.
    """
    if source.equals(target, ignore_axis_order=True):
        return x, y
    moved_x, moved_y = transformer(source, target).transform(x, y)
    lost = ~np.isfinite(moved_x) & np.isfinite(x)
    if lost.any():
        raise GeometryError(
            f"{int(lost.sum())} point(s) n’ont pas de position en {target.to_string()} (lignes "
            f"{some(np.flatnonzero(lost) + 1)}). Vérifiez le SCR déclaré ({source.to_string()})."
        )
    # PROJ answers infinity for NaN.
    return np.where(np.isfinite(x), moved_x, np.nan), np.where(np.isfinite(y), moved_y, np.nan)
