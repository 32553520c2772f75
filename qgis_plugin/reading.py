"""What the layers of a run hold, as frames: the first module of a run that imports pandas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from qgis.core import (
    QgsProcessingFeatureSourceDefinition,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from geotools.operations import Argument
from geotools.parameters import Layer, Layers, Table

from . import bridge


def describe(layer: QgsVectorLayer, given: Any) -> bridge.LayerReader:
    """Describe a layer; a limit or an expression in the parameter forbids reading the file."""
    defined = isinstance(given, QgsProcessingFeatureSourceDefinition)
    selected = defined and given.selectedFeaturesOnly
    restricted = defined and (
        given.featureLimit != -1 or bool(getattr(given, "filterExpression", ""))
    )
    return bridge.LayerReader(
        features=QgsVectorLayerFeatureSource(layer).getFeatures,
        fields=layer.fields(),
        crs=layer.crs(),
        wkb_type=layer.wkbType(),
        number=bridge.feature_number(layer),
        direct=None if restricted else bridge.direct_source(layer, selected=selected),
    )


def read(argument: Argument, readers: Mapping[str, bridge.LayerReader], chosen: set[str]) -> Any:
    """Return the value of an argument that holds layers; fields that were chosen are kept."""
    frames = {name: reader.read(chosen) for name, reader in readers.items()}
    if isinstance(argument.kind, Layer):
        return next(iter(frames.values()))
    if isinstance(argument.kind, Table):
        return _without_geometry(next(iter(frames.values())))
    if isinstance(argument.kind, Layers):
        return {name: _indexed_by_code(frame) for name, frame in frames.items()}
    return {name: _without_geometry(frame) for name, frame in frames.items()}


def _without_geometry(frame: pd.DataFrame) -> pd.DataFrame:
    if isinstance(frame, gpd.GeoDataFrame):
        return pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return frame


def _indexed_by_code(frame: pd.DataFrame) -> pd.DataFrame:
    from geotools.sources import recognise_code

    code = recognise_code(frame)
    return frame.set_index(frame[code].astype(str).rename("code"))
