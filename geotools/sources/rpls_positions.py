"""Where the dwellings of an RPLS file stand: each row in the system that it declares."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geotools.errors import GeometryError, InputError, some
from geotools.metres import LOCAL_SYSTEMS, TOLERANCE, in_metres, read_crs, scale_error, short_name
from geotools.sources.inspection import check_crs, outside_france
from geotools.sources.places import SHARE, extents, inside
from geotools.sources.reading import NO_POSITION, OUTSIDE_FRANCE

_NO_SYSTEM = "système de coordonnées inconnu (colonne EPSG)"
_ELSEWHERE = "position dans un autre territoire : à lire à part en {system}"


@dataclass(frozen=True)
class Positions:
    """Coordinates in one system, and why a row has none (an empty text when it has)."""

    x: np.ndarray
    y: np.ndarray
    reason: np.ndarray
    crs: CRS


def target_system(crs: str) -> CRS:
    """Return the system that positions are brought to.

    Raises
    ------
    GeometryError
        It is unknown, or not in metres.
    """
    target = read_crs(crs)
    if not in_metres(target):
        raise GeometryError(
            f"Les logements demandent un SCR projeté en mètres ; « {crs} » ne l’est pas. "
            "Choisissez par exemple EPSG:2154."
        )
    return target


def place_dwellings(
    table: pd.DataFrame,
    geometry: gpd.GeoSeries | None,
    target: CRS,
    label: str,
    lost_system: np.ndarray,
) -> Positions:
    """Return coordinates in the target CRS, each row read in the CRS that it declares.

    Parameters
    ----------
    table : DataFrame
        ``x``, ``y`` and ``epsg`` when the file has them.
    geometry : GeoSeries, optional
        Of a layer, when there are no such columns.
    target : CRS
    label : str
        Name of the file.
    lost_system : array of bool
        Rows whose ``epsg`` is filled in and names no system.

    Raises
    ------
    GeometryError
        Most positions are outside France, or where the metres of the target are not true ones.
    """
    x, y, own = _given(table, geometry, target, label)
    reason = np.full(len(x), "", dtype=object)
    reason[np.isnan(x) | np.isnan(y)] = NO_POSITION
    placed = reason == ""
    reason[placed & lost_system] = _NO_SYSTEM
    codes, uniques = pd.factorize(own)
    elsewhere: Counter[str] = Counter()
    for code in range(-1, len(uniques)):
        rows = np.flatnonzero((codes == code) & (reason == ""))
        if not len(rows):
            continue
        source = target if code < 0 else _row_crs(uniques[code])
        if source is None:
            reason[rows] = _NO_SYSTEM
            continue
        outside = _outside(x[rows], y[rows], source, label, 2 * len(rows) > placed.sum())
        reason[rows[outside]] = OUTSIDE_FRANCE
        rows = rows[~outside]
        if not source.equals(target, True):
            change = Transformer.from_crs(source, target, always_xy=True)
            x[rows], y[rows] = change.transform(x[rows], y[rows])
        if not source.equals(target, True) or target.to_epsg() not in extents():
            off = rows[scale_error(target, x[rows], y[rows]) > TOLERANCE]
            reason[off] = _ELSEWHERE.format(system=short_name(source))
            elsewhere[short_name(source)] += len(off)
    _refuse_most(reason, placed, elsewhere, target, label)
    return Positions(x, y, reason, target)


def _given(
    table: pd.DataFrame, geometry: gpd.GeoSeries | None, target: CRS, label: str
) -> tuple[np.ndarray, np.ndarray, pd.Series]:
    none = pd.Series(None, index=table.index, dtype=object)
    if {"x", "y"} <= set(table.columns):
        x, y = (table[name].to_numpy(dtype=float) for name in ("x", "y"))
        nowhere = ((x == 0) & (y == 0)) | ~np.isfinite(x) | ~np.isfinite(y)
        x, y = np.where(nowhere, np.nan, x), np.where(nowhere, np.nan, y)
        return x, y, table["epsg"] if "epsg" in table.columns else none
    if geometry is None:
        raise InputError(
            f"« {label} » n’a ni colonnes X et Y, ni géométrie : les logements ne peuvent pas être "
            "situés. Prenez le fichier géolocalisé du RPLS."
        )
    check_crs(geometry.crs, label)
    points = geometry.to_crs(target)
    wrong = points.geom_type.dropna().ne("Point")
    if wrong.any():
        raise GeometryError(
            f"« {label} » doit contenir un point par logement ; trouvé : "
            f"{some(points.geom_type.dropna()[wrong].unique())} sur {int(wrong.sum())} entité(s)."
        )
    return points.x.to_numpy().copy(), points.y.to_numpy().copy(), none


def _outside(x: np.ndarray, y: np.ndarray, crs: CRS, label: str, most: bool) -> np.ndarray:
    """Tell which positions are outside France; refuse the file when most of it is."""
    if most:
        return outside_france(x, y, crs, label)
    known = extents().get(crs.to_epsg() or 0)
    return np.zeros(len(x), dtype=bool) if known is None else ~inside(x, y, known[1])


def _row_crs(code: str) -> CRS | None:
    try:
        return CRS.from_epsg(int(code))
    except (CRSError, ValueError, OverflowError):
        return None


def _refuse_most(
    reason: np.ndarray, placed: np.ndarray, elsewhere: Counter[str], target: CRS, label: str
) -> None:
    total = int(placed.sum())
    unknown = int((reason == _NO_SYSTEM).sum())
    if total and unknown == total:
        raise GeometryError(
            f"« {label} » : la colonne EPSG contient, sur {unknown} ligne(s), une valeur qui n’est "
            "pas un code EPSG. Corrigez-la, par exemple 2154 en métropole."
        )
    off = sum(elsewhere.values())
    if off > SHARE * total:
        own = elsewhere.most_common(1)[0][0]
        advice = (
            f"Choisissez {own}"
            if own != short_name(target)
            else f"Choisissez celui de votre territoire ({LOCAL_SYSTEMS})"
        )
        raise GeometryError(
            f"« {label} » : {off} position(s) sur {total} se trouvent là où {short_name(target)} "
            f"fausse les distances. {advice} comme système de coordonnées."
        )
