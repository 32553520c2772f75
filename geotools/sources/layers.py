"""Vector layers through GDAL and GeoParquet, with what the libraries say put into French."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pandas.api.types import infer_dtype

from geotools.boundaries import reading
from geotools.errors import GeometryError, some
from geotools.sources.geoparquet import read_geoparquet
from geotools.sources.inspection import Inspection, inspect_source
from geotools.sources.places import guess_places

Frame = TypeVar("Frame", bound=pd.DataFrame)

_DEGREES = (180.0, 90.0)
_SLACK = 1e-6


def load_layer(
    inspected: Inspection, columns: list[str]
) -> tuple[pd.DataFrame, gpd.GeoSeries | None]:
    """Load the named columns of what was inspected, and its geometry when it has one.

    Raises
    ------
    InputError
        The file does not hold what its schema says.
    GeometryError
        Coordinates that are not numbers, or metres where degrees are declared.
    """
    path = inspected.path
    with reading(path):
        if path.suffix.lower() == ".parquet" and inspected.geometry is None:
            table = _with_named_index(pd.read_parquet(path))
            return table[[name for name in columns if name in table.columns]], None
        if path.suffix.lower() == ".parquet":
            layer = _with_named_index(read_geoparquet(path))
        else:
            read = pyogrio.read_dataframe(path, layer=inspected.layer, columns=columns)
            layer = _with_lists_as_text(read)
    columns = [name for name in columns if name in layer.columns]
    if not isinstance(layer, gpd.GeoDataFrame):
        return layer, None
    check_coordinates(layer.geometry, path.name)
    geometry = layer.geometry.reset_index(drop=True)
    return pd.DataFrame(layer.drop(columns=layer.geometry.name))[columns], geometry


def _with_lists_as_text(frame: Frame) -> Frame:
    """Return a frame whose lists (GeoJSON has some) are written as text: no code is one."""
    for name, column in frame.items():
        if column.dtype == object and infer_dtype(column, skipna=True) == "mixed":
            frame[name] = [
                json.dumps(list(cell), default=str) if isinstance(cell, list | np.ndarray) else cell
                for cell in column
            ]
    return frame


def _with_named_index(frame: Frame) -> Frame:
    """Return a frame whose index, if it had a name, is a column again, as other formats give it."""
    named = [name for name in frame.index.names if name is not None]
    return frame.reset_index() if named else frame


def read_layer(path: Path, layer: str | None = None) -> gpd.GeoDataFrame | pd.DataFrame:
    """Read a whole layer, its schema having been inspected first.

    Raises
    ------
    InputError
        The file is missing or unreadable, the layer is unknown or to be chosen.
    GeometryError
        Coordinates that are not numbers, or metres where degrees are declared.
    """
    inspected = inspect_source(path, layer)
    frame, geometry = load_layer(inspected, list(inspected.columns))
    if geometry is None:
        return frame
    # A column of text may be called « geometry »: it is kept beside the shapes.
    own = next(name for name in ("geometry", "geom", "forme_") if name not in frame.columns)
    table = frame.reset_index(drop=True).assign(**{own: geometry.array})
    return gpd.GeoDataFrame(table, geometry=own, crs=geometry.crs)


def check_coordinates(geometry: gpd.GeoSeries, label: str) -> None:
    """Refuse coordinates that cannot be those of the declared system.

    Raises
    ------
    GeometryError
        A vertex is infinite or not a number, or a layer in degrees holds metres.
    """
    shapes = geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    drawn = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    broken = drawn & (~np.isfinite(bounds).all(axis=1) | _has_nan(shapes))
    if broken.any():
        raise GeometryError(
            f"« {label} » : {int(broken.sum())} entité(s) ont un sommet infini ou sans valeur "
            f"(entités {some(np.flatnonzero(broken) + 1)}). Corrigez-les ou ôtez-les dans QGIS."
        )
    crs = geometry.crs
    if crs is None or not crs.is_geographic or not drawn.any():
        return
    x, y = np.abs(bounds[:, [0, 2]]).max(axis=1), np.abs(bounds[:, [1, 3]]).max(axis=1)
    metres = drawn & ((x > 2 * _DEGREES[0] + _SLACK) | (y > _DEGREES[1] + _SLACK))
    if metres.any():
        centre_x, centre_y = bounds[:, [0, 2]].mean(axis=1), bounds[:, [1, 3]].mean(axis=1)
        looks = guess_places(centre_x[metres], centre_y[metres])
        guess = f" ; elles ressemblent à {some(looks)}" if looks else ""
        raise GeometryError(
            f"« {label} » : les coordonnées de {int(metres.sum())} entité(s) sur "
            f"{int(drawn.sum())} sont en mètres, alors que le fichier est en degrés "
            f"({crs.to_string()}){guess}. Écrivez dans le fichier le système de coordonnées "
            "véritable (dans QGIS : « Assigner une projection »)."
        )


def _has_nan(shapes: np.ndarray) -> np.ndarray:
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), dtype=bool)
    broken[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return broken
