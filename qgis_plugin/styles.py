"""Styles, names and aliases put on result layers when QGIS loads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

from geotools.operations import Group, Output
from geotools.outputs.palette import Style, get_style, graduated, recognise_style
from geotools.outputs.qgis.qml import style_qml

from . import _qgis_compat as compat
from .environment import LOG
from .i18n import tr
from .settings import palette
from .tree import file_away

GEOMETRIES = {0: "point", 1: "line", 2: "polygon"}


@dataclass(frozen=True)
class ResultStyle:
    """How a result layer is drawn: title of its style, QML and aliases of its fields.

    ``subject`` is what was measured, which the name of the layer says.
    """

    title: str
    document: str
    aliases: Mapping[str, str]
    subject: str = ""


def chosen_style(output: Output, frame: gpd.GeoDataFrame) -> Style | None:
    """Return the style of a result: its own, classes on what it draws, or what its columns call."""
    if output.style is None:
        return recognise_style(frame)
    style = get_style(output.style)
    if not style.field or style.field in frame.columns:
        return style
    suffixed = [name for name in frame.columns if str(name).endswith(f"_{style.field}")]
    if suffixed and not output.drawn:  # <indicator>_<field>: the first one
        return style.on(suffixed[0])
    return graduated(frame[output.drawn], output.label) if output.drawn in frame.columns else None


def style_of_result(
    output: Output, frame: gpd.GeoDataFrame, wkb_type: Any, aliases: Mapping[str, str]
) -> ResultStyle:
    """Choose how a result layer is drawn; its document is empty when no style can show it."""
    geometry = GEOMETRIES.get(compat.number(QgsWkbTypes.geometryType(wkb_type)))
    style = chosen_style(output, frame)
    if style is None or geometry not in style.geometries:
        return ResultStyle("", "", aliases)
    style = _in_palette(style)
    named = {name: alias for name, alias in aliases.items() if alias}
    return ResultStyle(style.title, style_qml(style, geometry=geometry, aliases=named), aliases)


def _in_palette(style: Style) -> Style:
    """Return an indicator in the colours that the person set; the other styles keep theirs."""
    colours = palette(len(style.classes)) if style.name == "indicateur" else []
    if not colours:
        return style
    classes = zip(style.classes, colours, strict=True)
    return replace(style, classes=tuple(replace(item, color=colour) for item, colour in classes))


def stages() -> list[str]:
    """Return the names of the groups of results, in the order of the work."""
    return [tr(group.value) for group in Group]


class StyleApplier(QgsProcessingLayerPostProcessorInterface):
    """Style one result layer: its style, then the aliases of its fields.

    QGIS keeps no reference to a post-processor: each one stays in ``waiting`` until it has run.
    """

    waiting: dict[str, StyleApplier] = {}  # noqa: RUF012 - shared on purpose

    def __init__(self, key: str, style: ResultStyle, stage: str) -> None:
        super().__init__()
        self._key, self._style, self._stage = key, style, stage

    @classmethod
    def attach(
        cls,
        context: QgsProcessingContext,
        destination: str,
        style: ResultStyle,
        stage: str,
    ) -> None:
        """Have a result styled and put in the group of its stage when, and if, QGIS loads it."""
        if not context.willLoadLayerOnCompletion(destination):
            return
        applier = cls(destination, style, stage)
        cls.waiting[destination] = applier
        details = context.layerToLoadOnCompletionDetails(destination)
        details.setPostProcessor(applier)
        if style.subject and style.subject not in details.name:
            details.name = f"{details.name} · {style.subject}"
        if compat.GROUPS_RESULTS:
            details.groupName = stage

    def postProcessLayer(
        self, layer: QgsVectorLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self.waiting.pop(self._key, None)
        if self._style.document:
            document = QDomDocument()
            document.setContent(self._style.document)
            loaded, message = layer.importNamedStyle(document)
            if not loaded:
                QgsMessageLog.logMessage(f"{self._style.title} : {message}", LOG, compat.WARNING)
        if isinstance(layer, QgsVectorLayer):
            for name, alias in self._style.aliases.items():
                position = layer.fields().indexOf(name)
                if position >= 0 and alias:
                    layer.setFieldAlias(position, alias)
        layer.triggerRepaint()
        if context.project() is not None:
            file_away(layer, context.project(), self._stage, stages())
