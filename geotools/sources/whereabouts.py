"""Whether positions lie in the département of their codes: a wrong system shows nowhere else.

Numbers alone do not tell Web Mercator from Lambert-93 in Lyon; an INSEE code beside them does.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geotools._compat import read_toml
from geotools.errors import some
from geotools.metres import TERRITORIES, short_name
from geotools.sources.columns import simplify
from geotools.sources.places import Box, extents, guess_places, inside, recognised
from geotools.sources.reading import Notes, count_of

MARGIN = 0.1
"""Degrees around a département: some ten kilometres, for estates at its edge and old shapes."""

_QPV = re.compile(r"Q[NP](\d{2}[0-9AB])\w+")
_PLACE = re.compile(r"(?:9[78]\d|\d[0-9AB])\w*")
_MOST = 0.5
_NEARLY_ALL = 0.9
_DEGREES = CRS.from_epsg(4326)


@cache
def _boxes() -> Mapping[str, Box]:
    """Return west, south, east and north of each département, in degrees."""
    listed = read_toml(files("geotools.sources") / "departements.toml")["emprises"]
    return {code: tuple(box) for code, box in listed.items()}


def departement_of(code: str) -> str | None:
    """Return the département of an INSEE, IRIS or QPV code; None for a place that is not listed.

    Examples
    --------
    >>> [departement_of(code) for code in ("93010", "2A0040101", "QN97101N", "99001")]
    ['93', '2A', '971', None]
    """
    qpv = _QPV.fullmatch(code)
    if qpv:
        found = qpv[1].removeprefix("0")
    else:
        wide = code.startswith("97")
        found = code[: 3 if wide else 2] if len(code) >= 5 and _PLACE.fullmatch(code) else ""
    return found if found in _boxes() else None


def tell_layer_elsewhere(layer: gpd.GeoDataFrame, notes: Notes) -> None:
    """Say how many features of any layer lie outside France, or the département of their code.

    Parameters
    ----------
    layer : GeoDataFrame
    notes : Notes
    """
    if _tell_abroad(layer.geometry, notes):
        return
    columns = {simplify(name): name for name in layer.columns if name != layer.geometry.name}
    for name in read_toml(files("geotools.sources") / "departements.toml")["colonnes"]:
        if name not in columns:
            continue
        codes = layer[columns[name]].astype("string").dropna()
        if len(codes) and codes.map(lambda code: departement_of(code) is not None).mean() > _MOST:
            tell_elsewhere(
                layer[columns[name]].astype("string"), layer.geometry, notes, "entité(s)"
            )
            return


def _tell_abroad(geometry: gpd.GeoSeries, notes: Notes) -> bool:
    """Say that most features lie where their system draws no part of France; tell whether so."""
    crs, shapes = geometry.crs, geometry[~(geometry.isna() | geometry.is_empty)]
    if crs is None or not len(shapes):
        return False
    bounds = shapes.bounds.to_numpy()
    x, y = (bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1))
    known = extents().get(crs.to_epsg() or 0)
    if known is not None:
        there = inside(x, y, known[1])
    else:
        lon, lat = _degrees(x, y, crs)
        there = np.zeros(len(x), dtype=bool)
        for box in TERRITORIES.values():
            there |= inside(lon, lat, box)
    away = int((~there).sum())
    if away <= _MOST * len(x):
        return False
    looks = guess_places(x, y)
    guess = f" Leurs coordonnées ressemblent à {some(looks)}." if looks else ""
    notes.add(
        f"Attention : {count_of(away)} entité(s) sur {count_of(len(x))} sont hors de France en "
        f"{short_name(crs)} : ce système est sans doute mal déclaré, et les distances fausses."
        f"{guess}"
    )
    return True


def tell_elsewhere(
    codes: pd.Series,
    geometry: gpd.GeoSeries,
    notes: Notes,
    what: str = "position(s)",
    declared: str = "",
) -> None:
    """Say how many positions lie outside the département that their code names.

    Parameters
    ----------
    codes : Series
        Code of a commune, an IRIS or a QPV, row for row; others are passed over.
    geometry : GeoSeries
        With a coordinate system.
    notes : Notes
    what : str
        What is counted.
    declared : str
        Where the system is declared, when not by the layer: « la colonne EPSG ».
    """
    crs = geometry.crs
    names, own = np.unique(codes.fillna("").astype(str).to_numpy(dtype=str), return_inverse=True)
    named = np.array([departement_of(name) or "" for name in names], dtype=object)
    departement = named[own]
    rows = np.flatnonzero((departement != "") & ~(geometry.isna() | geometry.is_empty).to_numpy())
    if crs is None or not len(rows):
        return
    shapes = geometry.iloc[rows]
    bounds = shapes.bounds.to_numpy()
    x, y = (bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1))
    away = ~_at_home(departement[rows], x, y, crs)
    if not away.any():
        return
    told = sorted(set(departement[rows[away]]))
    where = f"{count_of(int(away.sum()))} {what} sur {count_of(len(rows))}"
    if away.mean() <= _MOST:
        notes.add(
            f"{where} ne sont pas dans le département de leur code ({some(told, 3)}) : position ou "
            f"code à vérifier (par exemple {some(sorted(set(codes.iloc[rows[away]])), 3)})."
        )
        return
    better = _better(departement[rows], x, y, crs)
    advice = f" Elles y sont en {some(better)} : déclarez ce système." if better else ""
    notes.add(
        f"Attention : {where} ne sont pas dans le département de leur code ({some(told, 3)}) : le "
        f"système de coordonnées ({declared or short_name(crs)}) ou les codes sont faux.{advice}"
    )


def _at_home(
    departement: npt.NDArray[np.object_], x: np.ndarray, y: np.ndarray, crs: CRS
) -> npt.NDArray[np.bool_]:
    """Tell which positions lie in their département, read in a system."""
    lon, lat = _degrees(x, y, crs)
    home = np.zeros(len(x), dtype=bool)
    for code in set(departement):
        mine = departement == code
        west, south, east, north = _boxes()[code]
        box = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
        home[mine] = inside(lon[mine], lat[mine], box)
    return home


def _degrees(x: np.ndarray, y: np.ndarray, crs: CRS) -> tuple[np.ndarray, np.ndarray]:
    """Return longitudes and latitudes, NaN where the system does not reach."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            lon, lat = Transformer.from_crs(crs, _DEGREES, always_xy=True).transform(x, y)
        except ProjError:
            lon = lat = np.full(len(x), np.nan)
    return np.asarray(lon), np.asarray(lat)


def _better(
    departement: npt.NDArray[np.object_], x: np.ndarray, y: np.ndarray, crs: CRS
) -> list[str]:
    """Return the systems in which nearly all positions lie in their département."""
    found = []
    for code in dict.fromkeys([*extents(), *recognised(), 4326]):
        system = CRS.from_epsg(code)
        if (
            not system.equals(crs, True)
            and _at_home(departement, x, y, system).mean() > _NEARLY_ALL
        ):
            found.append(f"EPSG:{code}")
    return found[:1]
