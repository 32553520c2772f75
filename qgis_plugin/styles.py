"""Styles, names and aliases put on result layers when QGIS loads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsMessageLog,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsVectorLayer,
    QgsWkbTypes,
)

from geotools.outputs.palette import get_style
from geotools.outputs.qml import style_path

from . import _qgis_compat as compat

LOG = "Équilibre territorial"
_GEOMETRIES = {0: "point", 1: "line", 2: "polygon"}


def style_file(name: str | None, wkb_type: Any, columns: Collection[str]) -> Path | None:
    """Return the QML file of a style, or None when it cannot show the layer."""
    geometry = _GEOMETRIES.get(compat.number(QgsWkbTypes.geometryType(wkb_type)))
    if not name or geometry is None:
        return None
    style = get_style(name)
    shown = not style.field or style.field in columns
    return style_path(name, geometry) if shown and geometry in style.geometries else None


class Dresser(QgsProcessingLayerPostProcessorInterface):
    """Dress one result layer: style, then the aliases of its fields.

    QGIS keeps no reference to a post-processor: each one stays in ``waiting`` until it has run.
    """

    waiting: dict[str, Dresser] = {}  # noqa: RUF012 - shared on purpose

    def __init__(self, key: str, style: Path | None, aliases: Mapping[str, str]) -> None:
        super().__init__()
        self._key, self._style, self._aliases = key, style, dict(aliases)

    @classmethod
    def attach(
        cls,
        context: QgsProcessingContext,
        destination: str,
        *,
        style: Path | None,
        aliases: Mapping[str, str],
    ) -> None:
        """Have a result dressed when, and if, QGIS loads it."""
        if not context.willLoadLayerOnCompletion(destination):
            return
        dresser = cls(destination, style, aliases)
        cls.waiting[destination] = dresser
        context.layerToLoadOnCompletionDetails(destination).setPostProcessor(dresser)

    def postProcessLayer(
        self, layer: QgsVectorLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self.waiting.pop(self._key, None)
        if self._style is not None:
            message, loaded = layer.loadNamedStyle(str(self._style))
            if not loaded:
                QgsMessageLog.logMessage(f"{self._style.name} : {message}", LOG, compat.WARNING)
        if isinstance(layer, QgsVectorLayer):
            for name, alias in self._aliases.items():
                position = layer.fields().indexOf(name)
                if position >= 0 and alias:
                    layer.setFieldAlias(position, alias)
        layer.triggerRepaint()
