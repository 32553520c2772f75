r"""INSEE tiles by arithmetic: the identifier of a point's tile, the square of an identifier.

A tile is named by its south-west corner in the CRS of its grid,
``CRS3035RES200mN2891800E3770600``; a point belongs to the tile whose corner is

.. math:: N = s \lfloor n / s \rfloor, \quad E = s \lfloor e / s \rfloor

with :math:`(e, n)` its coordinates in the grid's CRS and :math:`s` the side. South and west edges
belong to the tile, north and east ones to its neighbours. A spatial join with squares redrawn in
another CRS would mislabel the points near the edges.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import ArrayLike, NDArray
from pandas.api.extensions import ExtensionArray
from pyproj import CRS

from geotools.errors import InputError, some
from geotools.metres import read_crs
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Field, Layer, Table
from geotools.progress import SILENT, Progress
from geotools.sources.tile_identifier import EXAMPLE, split_identifiers
from geotools.territory._labels import write_labels
from geotools.territory.grids import (
    Grid,
    grid_from_epsg,
    outside_bounds,
    refuse_outside,
    split_by_grid,
    tile_sizes,
)
from geotools.territory.positions import Floats, point_coordinates, transformer


def _size_label(size: int) -> str:
    return f"{size} m" if size < 1000 else f"{size // 1000} km"


SIZE_OPTIONS = {size: _size_label(size) for size in tile_sizes()}


def tile_ids(x: ArrayLike, y: ArrayLike, *, crs: Any, size: int = 200) -> ExtensionArray:
    """Return the identifier of the INSEE tile that holds each point.

    Parameters
    ----------
    x, y : array-like of float, shape (n,)
        Easting or longitude, northing or latitude; NaN where a point is not located.
    crs : anything that :class:`pyproj.CRS` accepts
        Of ``x`` and ``y``. A CRS that reaches one French grid only uses that grid; with a
        world-wide one, such as EPSG:4326, each point chooses its grid by its position.
    size : int
        Side of the tiles, in metres: 200, 1 000 or a higher level of INSEE's grid.

    Returns
    -------
    pandas string array, shape (n,)
        Identical to the official identifiers; NA where a point is not located.

    Raises
    ------
    InputError
        ``x`` and ``y`` differ in length, or the size is not one of INSEE's.
    GeometryError
        A located point falls outside the French grids.

    Examples
    --------
    >>> from geotools.territory import tile_ids
    >>> list(tile_ids([662_000.0], [6_868_000.0], crs=2154))
    ['CRS3035RES200mN2894400E3770800']
    """
    east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if east.shape != north.shape or east.ndim != 1:
        raise InputError(
            "Les coordonnées x et y doivent être deux suites de même longueur ; "
            f"reçu : {east.shape} et {north.shape}."
        )
    _check_size(size)
    system = read_crs(crs)
    parts = list(split_by_grid(east, north, system))
    if len(parts) == 1:
        return _ids_in_grid(*parts[0], east, north, system, size)
    ids = np.full(len(east), None, dtype=object)
    for grid, rows in parts:
        strings = _ids_in_grid(grid, np.arange(len(rows)), east[rows], north[rows], system, size)
        ids[rows] = np.asarray(strings, dtype=object)
    mixed: ExtensionArray = pd.array(ids, dtype="string")
    return mixed


def _ids_in_grid(
    grid: Grid, rows: NDArray[np.intp], x: Floats, y: Floats, crs: CRS, size: int
) -> ExtensionArray:
    """Write the identifiers of the located ``rows``; the other points get NA."""
    valid = np.ones(len(x), dtype=bool)
    every = len(rows) == len(x)
    north, east = _corners(grid, *((x, y) if every else (x[rows], y[rows])), crs, size)
    refuse_outside(rows[outside_bounds(grid, east, north)], crs)
    if not every:
        corners = np.zeros((2, len(x)), dtype=np.int64)
        corners[:, rows] = north, east
        north, east = corners
        valid[:] = False
        valid[rows] = True
    return write_labels(f"{grid.prefix}RES{size}mN", "E", north, east, valid)


def _corners(
    grid: Grid, x: Floats, y: Floats, crs: CRS, size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the north and east of the south-west corner of each point's tile, through PROJ."""
    if crs.equals(grid.crs, ignore_axis_order=True):
        east, north = x, y
    else:
        east, north = transformer(crs, grid.crs).transform(x, y)
    with np.errstate(invalid="ignore"):
        corner_north = (np.floor(north / size) * size).astype(np.int64)
        corner_east = (np.floor(east / size) * size).astype(np.int64)
    return corner_north, corner_east


def _check_size(size: int) -> None:
    if size not in tile_sizes():
        raise InputError(
            f"Le côté d’un carreau doit être l’un de {some(tile_sizes(), limit=len(tile_sizes()))} "
            f"mètres ; reçu : {size}."
        )


def tile_polygons(ids: Any) -> GeoSeries:
    """Return the square of each INSEE tile identifier, in the CRS of its grid.

    Parameters
    ----------
    ids : Series, Index or array-like of str
        Identifiers of one grid; sizes may differ.

    Returns
    -------
    GeoSeries
        Indexed like ``ids`` when it is a Series, by the identifiers otherwise; None where NA.

    Raises
    ------
    InputError
        An identifier is malformed, or several grids are mixed.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> square = geotools.tile_polygons(pd.Index(["CRS3035RES200mN2889400E3760200"]))
    >>> square.iloc[0].bounds
    (3760200.0, 2889400.0, 3760400.0, 2889600.0)
    """
    texts = ids if isinstance(ids, pd.Series) else pd.Series(ids, index=pd.Index(ids))
    known = texts.dropna().astype(str)
    parsed = split_identifiers(known)
    wrong = parsed["epsg"].isna().to_numpy()
    if wrong.any():
        raise InputError(
            f"{int(wrong.sum())} identifiant(s) de carreau sont illisibles : "
            f"{some(known[wrong])}. Forme attendue : {EXAMPLE}."
        )
    systems = parsed["epsg"].unique()
    if len(systems) != 1:
        raise InputError(
            "Les carreaux doivent venir d’une seule grille ; trouvé : "
            f"{some(f'EPSG:{code}' for code in systems) or 'aucun identifiant'}. "
            "Traitez chaque territoire à part."
        )
    size, north, east = (
        parsed[name].to_numpy().astype(np.float64) for name in ("size", "north", "east")
    )
    squares = np.full(len(texts), None, dtype=object)
    squares[texts.notna().to_numpy()] = shapely.box(east, north, east + size, north + size)
    return GeoSeries(
        squares, index=texts.index, crs=grid_from_epsg(int(systems[0])).crs, name="geometry"
    )


def tile_column(size: int) -> str:
    """Return the name of the identifier's column, as INSEE writes it: ``idcar_200m``."""
    return f"idcar_{_size_label(size).replace(' ', '')}"


@operation(group=Group.TERRITORY, outputs=(Output("result"),))
def add_tile_ids(
    features: Annotated[GeoDataFrame, Layer(geometry="point")],
    *,
    size: Annotated[int, Choice(options=SIZE_OPTIONS)] = 200,
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add the identifier of the INSEE tile of each point.

    Parameters
    ----------
    features : GeoDataFrame
        Points in any CRS that covers a French territory.
    size : int
        Side of the tiles in metres: one of ``grids.toml``.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        The features with a column ``idcar_<size>`` (``idcar_200m``), NA without geometry.

    Raises
    ------
    GeometryError
        The layer has no CRS, or a point falls outside the French grids.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> geotools.add_tile_ids(tiny.residences())["idcar_200m"].iloc[0]
    'CRS3035RES200mN2889400E3760200'
    """
    report = progress or SILENT
    report.at(0.0, "Calcul des carreaux")
    x, y = point_coordinates(features, "Points à situer")
    ids = tile_ids(x, y, crs=features.crs, size=int(size))
    return features.assign(**{tile_column(size): ids})


@operation(group=Group.TERRITORY, id="tilepolygons", outputs=(Output("result"),))
def draw_tiles(
    table: Annotated[pd.DataFrame, Table()],
    ids: Annotated[str, Field(of="table")],
) -> GeoDataFrame:
    """Draw the square of each row's tile identifier.

    Parameters
    ----------
    table : DataFrame
        One row for each tile.
    ids : str
        Column of the identifiers.

    Returns
    -------
    GeoDataFrame
        The table with the squares, in the CRS of their grid.

    Raises
    ------
    InputError
        An identifier is malformed, or several grids are mixed.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> table = pd.DataFrame({"idcar": ["CRS3035RES200mN2889400E3760200"], "menages": [30]})
    >>> squares = geotools.draw_tiles(table, "idcar")
    >>> float(squares.area.iloc[0])
    40000.0
    """
    squares = tile_polygons(pd.Series(table[ids]))
    plain = pd.DataFrame(table).drop(columns="geometry", errors="ignore")
    return GeoDataFrame(plain, geometry=squares, crs=squares.crs)


@operation(
    group=Group.TERRITORY,
    id="tilecounts",
    outputs=(Output("result", style="carreaux", drawn="points"),),
)
def count_in_tiles(
    features: Annotated[GeoDataFrame, Layer(geometry="point")],
    *,
    size: Annotated[int, Choice(options=SIZE_OPTIONS)] = 200,
    weight: Annotated[str, Field(numeric=True)] | None = None,
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Count points in each occupied INSEE tile.

    Parameters
    ----------
    features : GeoDataFrame
        Points of one territory; those without geometry are not counted, and it is said.
    size : int
        Side of the tiles in metres.
    weight : str, optional
        Numeric column summed beside the count.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        Indexed by identifier, in order: ``points`` (int), the sum under its own name, squares in
        the grid's CRS.

    Raises
    ------
    InputError
        No point is located, or the points belong to several grids.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.count_in_tiles(tiny.residences(), size=1000, weight="logements")
    >>> found[["points", "logements"]].values.tolist()
    [[12, 420]]
    """
    report = progress or SILENT
    located = add_tile_ids(features, size=size, progress=report.part(0.0, 0.5))
    column = tile_column(size)
    lost = int(located[column].isna().sum())
    if lost:
        report.say(f"{lost} point(s) sans géométrie ne sont pas comptés.")
    groups = pd.DataFrame(located).groupby(column, sort=True)
    counts = groups.size().rename("points").to_frame()
    if weight is not None:
        counts[weight] = groups[weight].sum()
    report.at(0.8, "Dessin des carreaux")
    return GeoDataFrame(counts, geometry=tile_polygons(counts.index))
