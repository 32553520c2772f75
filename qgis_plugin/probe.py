"""Stand-ins for layers, so that the operation's own checks run before anything is read.

A stand-in has the columns, the CRS and the kind of geometry of its layer, and one row (none when
the layer is empty): every check of :mod:`geotools.parameters` answers on it as on the layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from qgis.core import QgsVectorLayer, QgsWkbTypes

from geotools.parameters import Layer, Layers, Parameter, Table

from . import _qgis_compat as compat
from .bridge import to_pyproj

_SAMPLES = {
    0: shapely.Point(0, 0),
    1: shapely.LineString([(0, 0), (1, 0)]),
    2: shapely.Polygon([(0, 0), (1, 0), (0, 1)]),
}
_DTYPES = {
    compat.BOOL: bool,
    compat.DOUBLE: float,
    compat.DATE: "datetime64[ms]",
    compat.DATETIME: "datetime64[ms]",
}


def probe(layers: Mapping[str, QgsVectorLayer], kind: Parameter) -> Any:
    """Return what stands in for the value of a layer parameter."""
    if isinstance(kind, Layer):
        return _layer(next(iter(layers.values())))
    if isinstance(kind, Table):
        return _table(next(iter(layers.values())))
    build = _layer if isinstance(kind, Layers) else _table
    return {name: build(layer) for name, layer in layers.items()}


def _table(layer: QgsVectorLayer) -> pd.DataFrame:
    height = 0 if layer.featureCount() == 0 else 1
    columns = {
        field.name(): pd.Series(np.zeros(height), dtype=_dtype(compat.field_type(field)))
        for field in layer.fields()
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(height))


def _layer(layer: QgsVectorLayer) -> pd.DataFrame:
    table = _table(layer)
    if not layer.isSpatial() and len(table):
        return table
    kind = compat.number(QgsWkbTypes.geometryType(layer.wkbType()))
    geometry = [_SAMPLES.get(kind)] * len(table)
    return gpd.GeoDataFrame(table, geometry=geometry, crs=to_pyproj(layer.crs()))


def _dtype(kind: int) -> Any:
    return "int64" if kind in compat.INTEGERS else _DTYPES.get(kind, object)
