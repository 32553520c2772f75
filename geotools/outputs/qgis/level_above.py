"""Beside each unit, its level above and its earlier vintage, for the pages of an atlas."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geotools.errors import ConfigurationError, InputError, nearest, some
from geotools.outputs.qgis.factsheet import BEFORE, REFERENCE, REFERENCE_NAME

_NAMES = ("libelle", "nom", "name")
"""Columns that name the unit of the level above, the first one present."""

_STRANGER = -1


def with_level_above(
    units: gpd.GeoDataFrame, columns: Sequence[str], above: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Add ``<column>_reference`` and ``nom_reference``: the figures of the level above.

    Parameters
    ----------
    units : GeoDataFrame
        Areas.
    columns : sequence of str
        Their figures.
    above : DataFrame
        Areas in any CRS: the one that holds an inner point of the unit is taken. A table, or a
        layer of one row, stands above every unit.

    Returns
    -------
    GeoDataFrame
        The units in the same order; NA where no area holds them or where the figure is absent.

    Raises
    ------
    InputError
        A table has several rows.
    ConfigurationError
        None of the figures is a column of ``above``.
    """
    shared = [column for column in columns if column in above.columns]
    if columns and not shared:
        raise ConfigurationError(
            "Niveau supérieur : la couche doit porter les mêmes champs que les unités "
            f"({some(columns)}) ; aucun ne s’y trouve. Noms proches : "
            f"{nearest(columns[0], above.columns)}."
        )
    places = _places(units, above)
    result = units.copy()
    for column in shared:
        result[f"{column}{REFERENCE}"] = _taken(above[column], places)
    name = next((name for name in _NAMES if name in above.columns), None)
    if name is not None:
        result[REFERENCE_NAME] = _taken(above[name], places)
    return result


def with_median(units: gpd.GeoDataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Add ``<column>_reference``: the median of the units, when no level above is given.

    Parameters
    ----------
    units : GeoDataFrame
    columns : sequence of str
        Shares and plain numbers; the median of counts would compare sizes, not situations.
    """
    medians = {f"{column}{REFERENCE}": units[column].median() for column in columns}
    named = f"Médiane des {len(units)} unités"
    return units.assign(**{**medians, REFERENCE_NAME: named})


def with_earlier(
    units: gpd.GeoDataFrame, columns: Sequence[str], before: pd.DataFrame, key: str
) -> gpd.GeoDataFrame:
    """Add ``<column>_avant``: the figures of an earlier vintage, by the code of the unit.

    Parameters
    ----------
    units : GeoDataFrame
    columns : sequence of str
    before : DataFrame
        The same units earlier.
    key : str
        Column of codes of both.

    Raises
    ------
    ConfigurationError
        ``key`` is no column of ``before``, or no figure is.
    InputError
        Codes of ``before`` are repeated, or none is shared.
    """
    shared = [column for column in columns if column in before.columns]
    for wanted, present in ((key, key in before.columns), (some(columns), bool(shared))):
        if not present:
            raise ConfigurationError(
                f"Millésime antérieur : le champ « {wanted} » est requis et absent. Noms proches : "
                f"{nearest(wanted, before.columns)}."
            )
    codes = before[key].astype(str)
    if codes.duplicated().any():
        raise InputError(
            f"Millésime antérieur : chaque code de « {key} » doit être unique ; codes répétés : "
            f"{some(codes[codes.duplicated()].unique())}. Regroupez ces lignes."
        )
    places = pd.Index(codes).get_indexer(units[key].astype(str))
    if len(units) and (places == _STRANGER).all():
        raise InputError(
            f"Millésime antérieur : aucun code de « {key} » n’est commun aux deux couches. "
            "Choisissez un champ qui identifie les mêmes unités aux deux dates."
        )
    earlier = {f"{column}{BEFORE}": _taken(before[column], places) for column in shared}
    return units.assign(**earlier)


def _places(units: gpd.GeoDataFrame, above: pd.DataFrame) -> np.ndarray:
    """Return the position of the row that stands above each unit, -1 for none."""
    if len(above) == 1:
        return np.zeros(len(units), dtype=int)
    if not isinstance(above, gpd.GeoDataFrame):
        raise InputError(
            f"Niveau supérieur : une table doit avoir une seule ligne, le territoire ; elle en a "
            f"{len(above)}. Donnez une couche de polygones, par exemple les communes."
        )
    areas = above.geometry if above.crs == units.crs else above.geometry.to_crs(units.crs)
    points = shapely.point_on_surface(units.geometry.to_numpy())
    unit, area = shapely.STRtree(areas.to_numpy()).query(points, predicate="intersects")
    places = np.full(len(units), _STRANGER)
    order = np.lexsort((-area, unit))  # on a shared edge the first area wins: it is written last
    places[unit[order]] = area[order]
    return places


def _taken(values: pd.Series, places: np.ndarray) -> list[object]:
    """Return the values at the places, None where there is no place."""
    listed = values.tolist()
    return [None if place == _STRANGER else listed[place] for place in places]
