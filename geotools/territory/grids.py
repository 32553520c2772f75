"""The grids of INSEE: which one covers a point, and its coordinates there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from geotools._compat import read_toml
from geotools.errors import GeometryError, InputError, some
from geotools.territory.positions import Floats, transformer

DEGREES = CRS.from_epsg(4326)
Coordinates = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """A national grid: square cells aligned on the origin of a projected CRS.

    Parameters
    ----------
    epsg : int
        The grid's CRS, in metres.
    label : str
        The territory, in French.
    bounds : tuple of float
        West, south, east, north in degrees: where the grid is used.
    """

    epsg: int
    label: str
    bounds: tuple[float, float, float, float]

    @property
    def prefix(self) -> str:
        """Return how an identifier of this grid starts, such as ``CRS3035``."""
        return f"CRS{self.epsg}"

    @property
    def crs(self) -> CRS:
        """The grid's CRS."""
        return CRS.from_epsg(self.epsg)

    def covers(self, longitude: Floats, latitude: Floats) -> NDArray[np.bool_]:
        """Tell which positions in degrees fall within the bounds."""
        west, south, east, north = self.bounds
        inside: NDArray[np.bool_] = (
            (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
        )
        return inside

    def meets(self, area: tuple[float, float, float, float]) -> bool:
        """Tell whether a west, south, east, north box in degrees meets the bounds."""
        west, south, east, north = self.bounds
        return area[0] < east and area[2] > west and area[1] < north and area[3] > south


@cache
def _settings() -> dict[str, Any]:
    return read_toml(files("geotools.territory") / "grids.toml")


@cache
def grids() -> tuple[Grid, ...]:
    """Return the grids of ``grids.toml``."""
    return tuple(
        Grid(epsg=item["epsg"], label=item["label"], bounds=tuple(item["bounds"]))
        for item in _settings()["grid"]
    )


@cache
def tile_sizes() -> tuple[int, ...]:
    """Return the sides of the tiles that INSEE publishes, in metres."""
    return tuple(_settings()["sizes"])


def grid_from_epsg(epsg: int) -> Grid:
    """Return the grid drawn in a CRS.

    Raises
    ------
    InputError
        No grid uses this CRS.
    """
    for grid in grids():
        if grid.epsg == epsg:
            return grid
    known = some([f"EPSG:{grid.epsg}" for grid in grids()], limit=len(grids()))
    raise InputError(f"Aucune grille de l’Insee n’est en EPSG:{epsg} ; grilles connues : {known}.")


def grid_of_crs(crs: CRS) -> Grid | None:
    """Return the only grid that a CRS can reach, or None when it reaches several (EPSG:4326).

    Raises
    ------
    GeometryError
        The CRS is not used on any French territory.
    """
    for grid in grids():
        if crs.equals(grid.crs, ignore_axis_order=True):
            return grid
    area = crs.area_of_use
    if area is None:
        return None
    met = [g for g in grids() if g.meets((area.west, area.south, area.east, area.north))]
    if not met:
        raise GeometryError(
            f"Le SCR {crs.to_string()} ne couvre aucun territoire français doté d’une grille de "
            "l’Insee. Vérifiez le SCR déclaré, par exemple EPSG:2154 dans l’hexagone."
        )
    return met[0] if len(met) == 1 else None


def split_by_grid(x: Floats, y: Floats, crs: CRS) -> Iterator[tuple[Grid, NDArray[np.intp]]]:
    """Yield each grid with the positions of the located points that it covers.

    Parameters
    ----------
    x, y : array of float
        Easting or longitude, northing or latitude; NaN where a point is not located.
    crs : CRS
        Of ``x`` and ``y``.

    Raises
    ------
    GeometryError
        Some located points fall outside every grid.
    """
    located = np.isfinite(x) & np.isfinite(y)
    single = grid_of_crs(crs)
    if single is not None:
        yield single, np.flatnonzero(located)
        return
    longitude, latitude = transformer(crs, DEGREES).transform(x, y)
    left = located.copy()
    for grid in grids():
        here = located & grid.covers(longitude, latitude)
        left &= ~here
        if here.any():
            yield grid, np.flatnonzero(here)
    refuse_outside(np.flatnonzero(left), crs)


def outside_bounds(grid: Grid, east: Coordinates, north: Coordinates) -> NDArray[np.intp]:
    """Return the positions of the grid coordinates that leave the grid's bounds."""
    west, south, right, top = _projected_bounds(grid)
    if not len(east) or (
        east.min() >= west and east.max() <= right and north.min() >= south and north.max() <= top
    ):
        return np.empty(0, dtype=np.intp)
    inside = (east >= west) & (east <= right) & (north >= south) & (north <= top)
    return np.flatnonzero(~inside)


def refuse_outside(positions: NDArray[np.intp], crs: CRS) -> None:
    """Raise when some points are outside the grids, with their 1-based positions.

    Raises
    ------
    GeometryError
        When ``positions`` is not empty.
    """
    if len(positions):
        raise GeometryError(
            f"{len(positions)} point(s) sont hors des territoires couverts par les grilles de "
            f"l’Insee (lignes {some(positions + 1)}). Vérifiez le SCR déclaré "
            f"({crs.to_string()}) et l’ordre des coordonnées (x = est, y = nord)."
        )


@cache
def _projected_bounds(grid: Grid) -> tuple[float, float, float, float]:
    to_grid = transformer(DEGREES, grid.crs)
    bounds: tuple[float, float, float, float] = to_grid.transform_bounds(*grid.bounds)
    return bounds
