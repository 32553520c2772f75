r"""Coordinates of the European grid in closed form: what PROJ answers, many times faster.

From geographic coordinates or a Lambert conic (Lambert-93, CC42 to CC50) to the Lambert azimuthal
equal-area of EPSG:3035. Both go through an auxiliary latitude :math:`\alpha` (geodetic
:math:`\varphi` or conformal :math:`\chi`) whose difference from the authalic latitude is a short
sine series:

.. math:: \xi = \alpha + \sum_{k=1}^{6} c_k \sin 2k\alpha

The coefficients are fitted once on the definitions of the latitudes. A form is used only after it
agreed with PROJ over the whole territory.

References
----------
IOGP, Geomatics Guidance Note 7-2, methods 9802 (Lambert conic conformal, two parallels) and 9820
(Lambert azimuthal equal area). Karney, “On auxiliary latitudes”, Survey Review, 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from geotools.territory.grids import DEGREES, Grid
from geotools.territory.positions import Floats, transformer
from geotools.territory.threads import by_threads

TOLERANCE = 5e-6
"""Metres: largest difference from PROJ for a closed form to be used."""

GUARD = 1e-5
"""Metres from the edge of a cell within which PROJ is asked: twice the tolerance."""

TERMS = 6
"""Of the sine series; the next one is below 1e-17 radian."""


@dataclass(frozen=True)
class ClosedForm:
    """Numbers of a projection chain, ready for the kernels.

    Parameters
    ----------
    conic : array of float or None
        ``x0, y0, ρ0, 1/(2n), 1/n, log((aF)²), λ0`` of the source cone; None for degrees.
    series : array of float, shape (TERMS,)
    azimuthal : array of float
        ``E0, N0, λ0, sin ξ0, cos ξ0, Rq D, Rq / D``.
    """

    conic: Floats | None
    series: Floats
    azimuthal: Floats

    def corners(
        self, x: Floats, y: Floats, size: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.intp]]:
        """Return the north and east of each point's cell, and the points that PROJ must decide."""
        from geotools.territory import _tile_kernels as kernels

        north, east = np.empty(len(x), np.int64), np.empty(len(x), np.int64)
        near = np.empty(len(x), np.bool_)
        conic = np.zeros(7) if self.conic is None else self.conic
        project: Any = kernels.corners

        def work(part: slice) -> None:
            project(
                x[part],
                y[part],
                self.conic is not None,
                conic,
                self.series,
                self.azimuthal,
                size,
                GUARD,
                north[part],
                east[part],
                near[part],
            )

        by_threads(work, len(x))
        return north, east, np.flatnonzero(near)


@cache
def closed_form(crs: CRS, grid: Grid) -> ClosedForm | None:
    """Return the closed form from a CRS to a grid, or None when there is none that PROJ confirms.

    Parameters
    ----------
    crs : CRS
        Of the points.
    grid : Grid
    """
    target = grid.crs
    if _method(target) != "EPSG:9820":
        return None
    if crs.is_geographic and len(crs.axis_info) == 2:
        conic, alpha = None, _geodetic
    elif _method(crs) == "EPSG:9802":
        conic, alpha = _conic(crs), _conformal
    else:
        return None
    series = _series(alpha, _eccentricity(crs), _eccentricity(target))
    form = ClosedForm(conic, series, _azimuthal(target))
    return form if _agrees(form, crs, grid) else None


def _agrees(form: ClosedForm, crs: CRS, grid: Grid) -> bool:
    """Compare with PROJ over the part of the territory where the CRS is used."""
    from geotools.territory import _tile_kernels as kernels

    west, south, east, north = grid.bounds
    area = crs.area_of_use
    if area is not None:
        west, south = max(west, area.west), max(south, area.south)
        east, north = min(east, area.east), min(north, area.north)
    nodes = np.meshgrid(np.linspace(west, east, 25), np.linspace(south, north, 25))
    longitude, latitude = (values.ravel() for values in nodes)
    x, y = transformer(DEGREES, crs).transform(longitude, latitude)
    expected = transformer(crs, grid.crs).transform(x, y)
    conic = np.zeros(7) if form.conic is None else form.conic
    found = kernels.project_all(x, y, form.conic is not None, conic, form.series, form.azimuthal)
    return bool(np.abs(np.subtract(found, expected)).max() <= TOLERANCE)


def _method(crs: CRS) -> str:
    operation = crs.coordinate_operation
    return f"EPSG:{operation.method_code}" if operation is not None else ""


def _parameters(crs: CRS) -> dict[int, float]:
    """Return the projection's parameters by EPSG code, in radians and metres."""
    operation: Any = crs.coordinate_operation
    return {int(item.code): item.value * item.unit_conversion_factor for item in operation.params}


def _semi_major(crs: CRS) -> float:
    ellipsoid: Any = crs.ellipsoid
    return float(ellipsoid.semi_major_metre)


def _eccentricity(crs: CRS) -> float:
    ellipsoid: Any = crs.ellipsoid
    flattening = 1 / ellipsoid.inverse_flattening
    return float(np.sqrt(flattening * (2 - flattening)))


def _q(sine: Any, e: float) -> Any:
    """Return q of the authalic latitude (guidance note, 9820)."""
    return (1 - e**2) * (sine / (1 - e**2 * sine**2) + np.arctanh(e * sine) / e)


def _authalic(latitude: Any, e: float) -> Any:
    return np.arcsin(_q(np.sin(latitude), e) / _q(1.0, e))


def _conformal(latitude: Any, e: float) -> Any:
    sine = np.sin(latitude)
    return np.arctan(np.sinh(np.arctanh(sine) - e * np.arctanh(e * sine)))


def _geodetic(latitude: Any, e: float) -> Any:
    return latitude


def _series(alpha: Any, e_source: float, e_target: float) -> Floats:
    latitude = np.linspace(0.01, 1.5, 400)
    source = alpha(latitude, e_source)
    sines = np.sin(2 * source[:, None] * np.arange(1, TERMS + 1))
    found: Floats = np.linalg.lstsq(sines, _authalic(latitude, e_target) - source, rcond=None)[0]
    return found


def _conic(crs: CRS) -> Floats:
    given, e = _parameters(crs), _eccentricity(crs)
    origin, first, second = given[8821], given[8823], given[8824]
    latitudes = np.array([origin, first, second])
    scale = np.cos(latitudes) / np.sqrt(1 - (e * np.sin(latitudes)) ** 2)
    t = np.tan(np.pi / 4 - _conformal(latitudes, e) / 2)
    n = np.log(scale[1] / scale[2]) / np.log(t[1] / t[2])
    radius = _semi_major(crs) * scale[1] / (n * t[1] ** n)  # a F
    return np.array(
        [
            given[8826],
            given[8827],
            radius * t[0] ** n,
            0.5 / n,
            1 / n,
            2 * np.log(radius),
            given[8822],
        ]
    )


def _azimuthal(crs: CRS) -> Floats:
    given, e = _parameters(crs), _eccentricity(crs)
    origin = given[8801]
    a = _semi_major(crs)
    centre = _authalic(origin, e)
    radius = a * np.sqrt(_q(1.0, e) / 2)
    d = a * np.cos(origin) / np.sqrt(1 - (e * np.sin(origin)) ** 2) / (radius * np.cos(centre))
    return np.array(
        [
            given[8806],
            given[8807],
            given[8802],
            np.sin(centre),
            np.cos(centre),
            radius * d,
            radius / d,
        ]
    )
