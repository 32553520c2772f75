"""The provider *Équilibre territorial*: every operation of the registry, and the models."""

from __future__ import annotations

from qgis.core import (
    QgsApplication,
    QgsMessageLog,
    QgsProcessingAlgorithm,
    QgsProcessingProvider,
)
from qgis.PyQt.QtGui import QIcon

from geotools import __version__
from geotools.deferred import deferred_operations

from . import _qgis_compat as compat
from .adapter import OperationAlgorithm
from .atlas import AtlasAlgorithm
from .environment import LOG, PLUGIN
from .i18n import tr
from .models import shipped_models

ELSEWHERE = frozenset({"campaign"})
"""Rooms left to the command line: a campaign starts Python processes, which QGIS is not."""


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
        """Offer everything, once: a model finds its steps through the registry.

        QGIS asks for the first time before the provider is in its registry.
        """
        if QgsApplication.processingRegistry().providerById(self.id()) is None:
            return
        for operation in deferred_operations():
            if operation.room not in ELSEWHERE:
                self._offer(OperationAlgorithm(operation))
        self._offer(AtlasAlgorithm())
        for model in shipped_models():
            self._offer(model)

    def _offer(self, algorithm: QgsProcessingAlgorithm) -> None:
        """Add an algorithm; one that QGIS refuses is named in its log."""
        if not self.addAlgorithm(algorithm):
            QgsMessageLog.logMessage(algorithm.name(), LOG, compat.WARNING)
