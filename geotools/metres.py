"""Whether the metres of a coordinate system are true ones, at the place where it is used.

A projected system is in metres on paper: EPSG:3857 draws 358 of them for 250 on the ground in Lyon,
and Lambert-93 187 for 100 on La Réunion. The scale is computed where the layer lies, by PROJ
(Tissot's indicatrix), so that no list of systems is needed.

References
----------
Snyder, J. P. (1987). *Map Projections: A Working Manual*, USGS Professional Paper 1395, p. 20-26.
"""

from __future__ import annotations

import warnings
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError

from geotools.errors import GeometryError, some

TOLERANCE = 0.01
"""Metres may be off by 1 %: three metres on the 300 m of the fringe of a QPV. The systems in use in
France stay within 0,5 % (LAEA Europe in Brittany is the worst)."""

TERRITORIES = {
    2154: (-5.5, 41.0, 10.0, 51.5),
    5490: (-63.3, 14.2, -60.6, 18.3),
    2972: (-54.8, 2.0, -51.4, 6.0),
    2975: (55.0, -21.6, 56.0, -20.7),
    4471: (44.8, -13.2, 45.5, -12.4),
    4467: (-56.6, 46.6, -56.0, 47.3),
    3163: (163.0, -23.0, 169.0, -19.0),
    3297: (-152.5, -18.0, -148.5, -15.5),
}
"""Legal system of each territory (décret n° 2000-1276 modifié) and where it lies, in degrees,
rounded outwards: metropolitan France, Antilles, Guyane, La Réunion, Mayotte, Saint-Pierre-et-
Miquelon, New Caledonia, Society Islands."""

_DEGREES = CRS.from_epsg(4326)

Floats = npt.NDArray[np.float64]


def read_crs(given: object, label: str = "Le système de coordonnées") -> CRS:
    """Return a coordinate system, or refuse in French what names none.

    Parameters
    ----------
    given : anything that pyproj reads
    label : str
        What is being read, beginning the sentence.

    Raises
    ------
    GeometryError
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return CRS.from_user_input(given)
    except (CRSError, ValueError, TypeError, OverflowError):
        shown = str(given)
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        raise GeometryError(
            f"{label} « {shown} » n’est pas connu. Donnez un code EPSG, par exemple EPSG:2154 "
            "(Lambert-93)."
        ) from None


def in_metres(crs: CRS) -> bool:
    """Tell whether a system is projected, with axes in metres."""
    return crs.is_projected and all(
        axis.unit_conversion_factor == 1.0 for axis in crs.axis_info[:2]
    )


def scale_error(crs: CRS, x: Floats, y: Floats) -> Floats:
    """Return by how much metres are off at each place, in the worst direction (0.43 for 43 %).

    Parameters
    ----------
    crs : CRS
        Projected.
    x, y : array of float
        Places in that system; infinite where the system does not reach.

    Examples
    --------
    >>> scale_error(CRS("EPSG:2154"), np.array([842000.0]), np.array([6519000.0])).round(4)
    array([0.0008])
    """
    projection = _projection(crs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lon, lat = projection(np.asarray(x, float), np.asarray(y, float), inverse=True)
        factors = projection.get_factors(lon, lat, errcheck=False)
    widest = np.abs(np.asarray(factors.tissot_semimajor, dtype=float) - 1.0)
    thinnest = np.abs(np.asarray(factors.tissot_semiminor, dtype=float) - 1.0)
    worst = np.maximum(widest, thinnest)
    return np.where(np.isfinite(worst), worst, np.inf)


@lru_cache(maxsize=32)
def _projection(crs: CRS) -> Proj:
    flat = crs
    while flat.is_compound or flat.is_bound:
        inner = flat.sub_crs_list[0] if flat.is_compound else flat.source_crs
        if inner is None:
            break
        flat = inner
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the loss of the datum does not move a scale
        return Proj(flat)


def places_off(crs: CRS, bounds: Floats) -> npt.NDArray[np.intp]:
    """Return the positions of the features where the metres of a system are not true.

    Parameters
    ----------
    crs : CRS
        Projected.
    bounds : array of shape (n, 4)
        ``xmin, ymin, xmax, ymax`` of each feature, NaN for one without geometry.

    Notes
    -----
    The corners and the middle of the whole are looked at first: a system that holds there holds
    in between, and nothing else is computed.
    """
    drawn = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    if not len(drawn):
        return drawn
    own = bounds[drawn]
    west, south = own[:, :2].min(axis=0)
    east, north = own[:, 2:].max(axis=0)
    x = np.array([west, west, east, east, (west + east) / 2])
    y = np.array([south, north, south, north, (south + north) / 2])
    if (scale_error(crs, x, y) <= TOLERANCE).all():
        return drawn[:0]
    middle_x, middle_y = own[:, [0, 2]].mean(axis=1), own[:, [1, 3]].mean(axis=1)
    off = scale_error(crs, middle_x, middle_y) > TOLERANCE
    off[off] = _on_earth(crs, middle_x[off], middle_y[off])
    return drawn[off]


def _on_earth(crs: CRS, x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
    """Tell which places are in France or where the system is meant for; the others are drawings.

    A plan in a local frame that was given the code of Lambert-93 lies in the Gulf of Guinea.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lon, lat = Transformer.from_crs(crs, _DEGREES, always_xy=True).transform(x, y)
    meant = crs.area_of_use
    boxes = [*TERRITORIES.values(), *([meant.bounds] if meant is not None else [])]
    found = np.zeros(len(x), dtype=bool)
    for west, south, east, north in boxes:
        found |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return found


def check_metres(crs: CRS, bounds: Floats, label: str) -> None:
    """Refuse a system whose metres are not true where the layer lies.

    Raises
    ------
    GeometryError
        The system is not in metres, or draws them too long or too short there.
    """
    if not in_metres(crs):
        raise GeometryError(
            f"Les distances exigent un SCR projeté en mètres ; « {label} » est en "
            f"{short_name(crs)}. Reprojetez la couche, par exemple en EPSG:2154."
        )
    off = places_off(crs, bounds)
    if not len(off):
        return
    middle_x, middle_y = bounds[off][:, [0, 2]].mean(axis=1), bounds[off][:, [1, 3]].mean(axis=1)
    worst = float(np.max(scale_error(crs, middle_x, middle_y)))
    told = f"de {100 * worst:.0f} %" if worst < 10 else "sans limite"
    raise GeometryError(
        f"« {label} » : en {short_name(crs)}, les distances sont fausses {told} là où se trouvent "
        f"{len(off)} entité(s) sur {len(bounds)} (entités {some(off + 1)}). Reprojetez la couche "
        f"dans le système de son territoire : {LOCAL_SYSTEMS}."
    )


LOCAL_SYSTEMS = (
    "EPSG:2154 en métropole, 5490 aux Antilles, 2972 en Guyane, 2975 à La Réunion, 4471 à Mayotte"
)


def true_system(crs: CRS, bounds: Floats, label: str) -> CRS:
    """Return a system to measure in: the own one of a layer, or the legal one of its territory.

    Parameters
    ----------
    crs : CRS
        Of the layer.
    bounds : array of shape (n, 4)
        Of each feature, in that system.
    label : str
        How the layer is called in the message.

    Raises
    ------
    GeometryError
        The layer is not in metres, or no territory holds the whole of it.
    """
    if not in_metres(crs) or not len(places_off(crs, bounds)):
        check_metres(crs, bounds, label)
        return crs
    x, y = bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)
    drawn = np.isfinite(x) & np.isfinite(y)
    lon, lat = Transformer.from_crs(crs, _DEGREES, always_xy=True).transform(x[drawn], y[drawn])
    for code, (west, south, east, north) in TERRITORIES.items():
        if ((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).all():
            return CRS.from_epsg(code)
    check_metres(crs, bounds, label)
    return crs


def short_name(crs: CRS) -> str:
    """Return ``EPSG:2154``, or the name of a system that has no code."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else f"« {crs.name} »"
