"""The provider *Équilibre territorial*: every operation of the registry, and the models."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from geotools import __version__
from geotools.deferred import deferred_operations

from .adapter import OperationAlgorithm
from .atlas import AtlasAlgorithm
from .environment import PLUGIN
from .i18n import tr
from .models import shipped_models


class EquilibreProvider(QgsProcessingProvider):
    """Offers the operations under the identifier ``equilibre``."""

    def id(self) -> str:
        return "equilibre"

    def name(self) -> str:
        return tr("Équilibre territorial")

    def longName(self) -> str:
        return tr("Équilibre territorial : diagnostic partagé de l’occupation du parc social")

    def versionInfo(self) -> str:
        return __version__

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(PLUGIN / "icons" / "equilibre.svg")

    def loadAlgorithms(self) -> None:
        for operation in deferred_operations():
            self.addAlgorithm(OperationAlgorithm(operation))
        self.addAlgorithm(AtlasAlgorithm())
        # A model finds its steps through the registry: it waits until the provider is there.
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            for model in shipped_models():
                self.addAlgorithm(model)
