"""Smoothed tiles as a raster or as contour lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame

from geotools._compat import require
from geotools.errors import GeometryError, InputError, some
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Fields, Integer, Layer, check_column, check_layer
from geotools.progress import SILENT, Progress
from geotools.spatial.recipes import tile_cells
from geotools.workshops import scratch

Floats = npt.NDArray[np.float64]


def tiles_to_array(tiles: GeoDataFrame, column: str) -> tuple[Floats, float, float, float]:
    """Return a column of tiles as a raster, north at the top, and its place.

    Parameters
    ----------
    tiles : GeoDataFrame
        Squares of one grid, in the CRS of that grid.
    column : str

    Returns
    -------
    array : array of float, shape (rows, columns)
        NaN where there is no tile.
    west, north, side : float
        Upper left corner and side of a pixel, in units of the CRS.
    """
    check_layer(tiles, "Carreaux", geometry="polygon", projected=True)
    check_column(tiles, column, "Valeur", numeric=True)
    shapes = tiles.geometry.to_numpy()
    absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if absent.any():
        raise GeometryError(
            f"{int(absent.sum())} carreau(x) n’ont pas de géométrie (lignes "
            f"{some(np.flatnonzero(absent) + 1)}) : la surface n’aurait pas de place. Ôtez-les."
        )
    rows, columns = tile_cells(tiles)
    west, south, east, _ = shapely.bounds(tiles.geometry.to_numpy()).T
    side = float(np.median(east - west))
    rows, columns = rows - rows.min(), columns - columns.min()
    array = np.full((int(rows.max()) + 1, int(columns.max()) + 1), np.nan)
    array[array.shape[0] - 1 - rows, columns] = tiles[column].to_numpy(np.float64, na_value=np.nan)
    return array, float(west.min()), float(south.min()) + side * array.shape[0], side


def write_raster(tiles: GeoDataFrame, columns: list[str], path: str | Path) -> Path:
    """Write columns of tiles as the bands of a Cloud-Optimised GeoTIFF.

    Parameters
    ----------
    tiles : GeoDataFrame
        Squares of one grid.
    columns : list of str
        One band each, with its name; masked and absent tiles are nodata (NaN).
    path : path
        ``.tif``.

    Raises
    ------
    DependencyError
        rasterio is not installed.
    """
    rasterio = require("rasterio", "Écrire un GeoTIFF")
    bands = [tiles_to_array(tiles, column) for column in columns]
    array, west, north, side = bands[0]
    profile: dict[str, Any] = {
        "driver": "COG",
        "height": array.shape[0],
        "width": array.shape[1],
        "count": len(bands),
        "dtype": "float32",
        "nodata": float("nan"),
        "crs": tiles.crs.to_wkt(),
        "transform": rasterio.transform.from_origin(west, north, side, side),
        "compress": "deflate",
    }
    with rasterio.open(path, "w", **profile) as target:
        for number, (column, band) in enumerate(zip(columns, bands, strict=True), start=1):
            target.write(band[0].astype(np.float32), number)
            target.set_band_description(number, column)
    return Path(path)


# The two edges that a contour joins in a square whose corners (bits: SW 1, SE 2, NE 4, NW 8) are
# above the level. Edges: 0 south, 1 east, 2 north, 3 west. Squares 5 and 10 hold two lines.
_JOINS = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}
_SADDLES = {5: (((3, 2), (1, 0)), ((3, 0), (1, 2))), 10: (((0, 3), (2, 1)), ((0, 1), (2, 3)))}


def contour_segments(z: Floats, level: float) -> Floats:
    """Return the segments where a raster crosses a level, by marching squares.

    Parameters
    ----------
    z : array of float, shape (rows, columns)
        Row 0 to the south. Squares with a missing corner have no line.
    level : float

    Returns
    -------
    array of float, shape (segments, 2, 2)
        Ends of each segment as (column, row) positions; crossings are interpolated linearly and
        a saddle is settled by the mean of its corners.
    """
    sw, se, ne, nw = z[:-1, :-1], z[:-1, 1:], z[1:, 1:], z[1:, :-1]
    with np.errstate(invalid="ignore"):
        case = (sw >= level) + 2 * (se >= level) + 4 * (ne >= level) + 8 * (nw >= level)
    case[np.isnan(sw + se + ne + nw)] = 0
    centre = (sw + se + ne + nw) / 4 >= level
    found = []
    for number in (*_JOINS, *_SADDLES):
        hit = case == number
        if number in _JOINS:
            found += [_join(z, hit, level, pair) for pair in _JOINS[number]]
        else:
            high, low = _SADDLES[number]
            found += [_join(z, hit & centre, level, pair) for pair in high]
            found += [_join(z, hit & ~centre, level, pair) for pair in low]
    return np.concatenate(found)


def _join(z: Floats, hit: npt.NDArray[np.bool_], level: float, pair: tuple[int, int]) -> Floats:
    row, column = np.nonzero(hit)
    return np.stack([_crossing(z, row, column, level, edge) for edge in pair], axis=1)


def _crossing(
    z: Floats,
    row: npt.NDArray[np.int64],
    column: npt.NDArray[np.int64],
    level: float,
    edge: int,
) -> Floats:
    ends = {0: (0, 0, 0, 1), 1: (0, 1, 1, 1), 2: (1, 0, 1, 1), 3: (0, 0, 1, 0)}
    r0, c0, r1, c1 = ends[edge]
    first, second = z[row + r0, column + c0], z[row + r1, column + c1]
    share = (level - first) / (second - first)
    return np.column_stack([column + c0 + share * (c1 - c0), row + r0 + share * (r1 - r0)])


@operation(
    group=Group.SPATIAL,
    outputs=(Output("raster", kind="raster"),),
    requires=("rasterio",),
    id="surfaceraster",
)
def surface_raster(
    features: Annotated[GeoDataFrame, Layer(geometry="polygon", projected=True)],
    values: Annotated[list[str], Fields(of="features", numeric=True)],
) -> bytes:
    """Return columns of tiles as the bytes of a Cloud-Optimised GeoTIFF.

    Parameters
    ----------
    features : GeoDataFrame
        Squares of one grid, in the CRS of that grid.
    values : list of str
        One band each, in this order.

    Returns
    -------
    bytes

    Raises
    ------
    DependencyError
        rasterio is not installed.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> content = geotools.surface_raster(tiny.tiles(), ["pauvres"])
    >>> content[:2]
    b'II'
    """
    with scratch() as folder:
        return write_raster(features, values, folder / "surface.tif").read_bytes()


@operation(group=Group.SPATIAL, outputs=(Output("result", style="courbes"),), id="surfacecontours")
def surface_contours(
    features: Annotated[GeoDataFrame, Layer(geometry="polygon", projected=True)],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    levels: Annotated[int, Integer(minimum=1, maximum=50)] = 5,
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Return contour lines of a column of tiles.

    Parameters
    ----------
    features : GeoDataFrame
        Squares of one grid, in the CRS of that grid.
    value : str
    levels : int
        Levels are the inner quantiles that cut the present values into ``levels + 1`` classes.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        ``niveau`` (float), MultiLineString; levels that no line crosses are left out.

    Raises
    ------
    InputError
        There is no value at all.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> lines = geotools.surface_contours(tiny.tiles(), "pauvres", levels=2)
    >>> lines["niveau"].tolist()
    [4.0, 10.0]
    """
    report = progress or SILENT
    array, west, north, side = tiles_to_array(features, value)
    present = array[~np.isnan(array)]
    if not len(present):
        raise InputError(f"« {value} » est vide sur tous les carreaux : rien à tracer.")
    upward = array[::-1]
    south = north - side * array.shape[0]
    kept, lines = [], []
    cuts = np.unique(np.quantile(present, np.arange(1, levels + 1) / (levels + 1)))
    for number, level in enumerate(cuts.tolist()):
        report.at(number / len(cuts), "Courbes de niveau")
        ends = contour_segments(upward, level)
        drawn = np.isfinite(ends).all(axis=(1, 2)) & (ends[:, 0] != ends[:, 1]).any(axis=1)
        ends = ends[drawn]  # a flat surface has no line to place
        if len(ends):
            xy = (ends + 0.5) * side + np.array([west, south])
            whole = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(xy)))
            kept.append(level)
            lines.append(shapely.multilinestrings(shapely.get_parts(whole)))
    return gpd.GeoDataFrame({"niveau": kept}, geometry=lines, crs=features.crs)
