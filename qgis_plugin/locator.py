"""Find a unit of the diagnosis from the locator bar (Ctrl+K): its name or its code."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsFeatureRequest,
    QgsFeedback,
    QgsLocatorContext,
    QgsLocatorFilter,
    QgsLocatorResult,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtGui import QIcon

from . import _qgis_compat as compat
from .environment import PLUGIN
from .i18n import tr

TITLES = ("libelle", "groupe", "code", "residence", "unite")
"""Fields that name a unit, the best first."""

FIGURE = "indice_precarite"
"""Field by which a layer of the diagnosis is known."""

MOST, SHORTEST = 30, 2
_BETWEEN = "|"  # a layer and a feature in one text: QGIS copies results between threads


@dataclass(frozen=True)
class Searched:
    """A layer as another thread may read it."""

    identifier: str
    name: str
    fields: list[str]
    source: QgsVectorLayerFeatureSource


class UnitsFilter(QgsLocatorFilter):
    """Lists the units whose name or code holds what is typed; a choice goes to the unit."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__()
        self._canvas = canvas
        self._searched: list[Searched] = []

    def clone(self) -> UnitsFilter:
        return UnitsFilter(self._canvas)

    def name(self) -> str:
        return "equilibre_unites"

    def displayName(self) -> str:
        return tr("Unités du diagnostic")

    def prefix(self) -> str:
        return "eq"

    def prepare(self, string: str, context: QgsLocatorContext) -> list[str]:
        """Take from the layers what only the main thread may touch."""
        self._searched = [
            Searched(
                layer.id(),
                layer.name(),
                [name for name in TITLES if layer.fields().indexOf(name) >= 0],
                QgsVectorLayerFeatureSource(layer),
            )
            for layer in QgsProject.instance().mapLayers().values()
            if isinstance(layer, QgsVectorLayer)
            and layer.isSpatial()
            and layer.fields().indexOf(FIGURE) >= 0
        ]
        return []

    def fetchResults(self, string: str, context: QgsLocatorContext, feedback: QgsFeedback) -> None:
        wanted = plain(string)
        if len(wanted) < SHORTEST:
            return
        found = 0
        for layer in self._searched:
            request = QgsFeatureRequest()
            request.setFlags(compat.NO_GEOMETRY)
            for feature in layer.source.getFeatures(request):
                if feedback.isCanceled() or found >= MOST:
                    return
                texts = [str(feature[name]) for name in layer.fields]
                if any(wanted in plain(text) for text in texts):
                    found += 1
                    self.resultFetched.emit(self._result(layer, feature.id(), texts))

    def triggerResult(self, result: QgsLocatorResult) -> None:
        """Select the unit, go to it and make it flash."""
        identifier, _, number = str(compat.user_data(result)).rpartition(_BETWEEN)
        layer = QgsProject.instance().mapLayer(identifier)
        if layer is None:
            return
        chosen = [int(number)]
        layer.selectByIds(chosen)
        self._canvas.zoomToFeatureIds(layer, chosen)
        self._canvas.flashFeatureIds(layer, chosen)

    def _result(self, layer: Searched, number: int, texts: list[str]) -> QgsLocatorResult:
        result = QgsLocatorResult()
        result.filter = self
        result.displayString = " · ".join(dict.fromkeys(texts))
        result.description = layer.name
        result.icon = QIcon(str(PLUGIN / "icons" / "equilibre.svg"))
        compat.set_user_data(result, f"{layer.identifier}{_BETWEEN}{number}")
        return result


def plain(text: Any) -> str:
    """Return a text as it is searched: no case, no accent."""
    parts = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()
    return parts.lower().strip()
