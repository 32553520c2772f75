"""Coordinates of point layers, in the CRS where a question is asked."""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from geotools.errors import GeometryError, some
from geotools.parameters import check_layer

Floats = NDArray[np.float64]
_POINT_KINDS = (
    shapely.GeometryType.MISSING,
    shapely.GeometryType.POINT,
    shapely.GeometryType.MULTIPOINT,
)


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
    kinds = shapely.get_type_id(geometries)
    other = ~np.isin(kinds, _POINT_KINDS)
    if other.any():
        raise GeometryError(
            f"« {label} » doit contenir des points ; {int(other.sum())} entité(s) sont d’un autre "
            f"type (lignes {some(np.flatnonzero(other) + 1)})."
        )
    multi = np.flatnonzero(kinds == shapely.GeometryType.MULTIPOINT)
    if len(multi):
        several = multi[shapely.get_num_geometries(geometries[multi]) > 1]
        if len(several):
            raise GeometryError(
                f"« {label} » doit contenir un seul point par entité ; {len(several)} entité(s) "
                f"en ont plusieurs (lignes {some(several + 1)}). Séparez-les avec l’outil « De "
                "morceaux multiples à morceaux uniques »."
            )
        geometries = geometries.copy()
        geometries[multi] = shapely.get_geometry(geometries[multi], 0)
    return shapely.get_x(geometries), shapely.get_y(geometries)


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
