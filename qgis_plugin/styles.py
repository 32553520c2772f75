"""Styles, names and aliases put on result layers when QGIS loads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from qgis.core import (
    QgsMessageLog,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from geotools.operations import Output
from geotools.outputs.palette import Style, get_style, graduated
from geotools.outputs.qml import style_qml

from . import _qgis_compat as compat

LOG = "Équilibre territorial"
GEOMETRIES = {0: "point", 1: "line", 2: "polygon"}


@dataclass(frozen=True)
class Dress:
    """What a result layer wears: the title of its style, the QML and the aliases of its fields."""

    title: str
    document: str
    aliases: Mapping[str, str]


def chosen_style(output: Output, frame: gpd.GeoDataFrame) -> Style | None:
    """Return the style of a result: the shipped one, or classes on the column it names."""
    if output.style is None:
        return None
    style = get_style(output.style)
    if not style.field or style.field in frame.columns:
        return style
    return graduated(frame[output.drawn], output.label) if output.drawn in frame.columns else None


def dress(
    output: Output, frame: gpd.GeoDataFrame, wkb_type: Any, aliases: Mapping[str, str]
) -> Dress:
    """Choose what a result layer wears; its document is empty when no style can show it."""
    geometry = GEOMETRIES.get(compat.number(QgsWkbTypes.geometryType(wkb_type)))
    style = chosen_style(output, frame)
    if style is None or geometry not in style.geometries:
        return Dress("", "", aliases)
    named = {name: alias for name, alias in aliases.items() if alias}
    return Dress(style.title, style_qml(style, geometry=geometry, aliases=named), aliases)


class Dresser(QgsProcessingLayerPostProcessorInterface):
    """Dress one result layer: its style, then the aliases of its fields.

    QGIS keeps no reference to a post-processor: each one stays in ``waiting`` until it has run.
    """

    waiting: dict[str, Dresser] = {}  # noqa: RUF012 - shared on purpose

    def __init__(self, key: str, dress: Dress) -> None:
        super().__init__()
        self._key, self._dress = key, dress

    @classmethod
    def attach(
        cls,
        context: QgsProcessingContext,
        destination: str,
        dress: Dress,
    ) -> None:
        """Have a result dressed when, and if, QGIS loads it."""
        if not context.willLoadLayerOnCompletion(destination):
            return
        dresser = cls(destination, dress)
        cls.waiting[destination] = dresser
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(dresser)

    def postProcessLayer(
        self, layer: QgsVectorLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self.waiting.pop(self._key, None)
        if self._dress.document:
            document = QDomDocument()
            document.setContent(self._dress.document)
            loaded, message = layer.importNamedStyle(document)
            if not loaded:
                QgsMessageLog.logMessage(f"{self._dress.title} : {message}", LOG, compat.WARNING)
        if isinstance(layer, QgsVectorLayer):
            for name, alias in self._dress.aliases.items():
                position = layer.fields().indexOf(name)
                if position >= 0 and alias:
                    layer.setFieldAlias(position, alias)
        layer.triggerRepaint()
