"""What QGIS starts: the provider, and in the desktop the panel and its menu."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsMessageLog

from . import _qgis_compat as compat
from . import environment, i18n


class EquilibrePlugin:
    """The plugin; ``iface`` is None under ``qgis_process``."""

    def __init__(self, iface) -> None:
        self.iface = iface
        self.provider = None
        self._translator = None

    def initProcessing(self) -> None:
        """Register the provider; called alone by ``qgis_process``."""
        self._translator = i18n.install_translator()
        environment.prepare()
        absent = environment.missing_floor()
        problem = environment.explain(absent) if absent else environment.load_floor()
        if problem:
            self._warn(problem)
            return
        from .provider import EquilibreProvider

        self.provider = EquilibreProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        self.provider.refreshAlgorithms()

    def initGui(self) -> None:
        """Register the provider and add what the desktop shows."""
        self.initProcessing()

    def unload(self) -> None:
        """Take everything away again."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        i18n.remove_translator(self._translator)
        environment.forget_vendored()

    def _warn(self, message: str) -> None:
        QgsMessageLog.logMessage(message, "Équilibre territorial", compat.WARNING)
        if self.iface is not None:
            self.iface.messageBar().pushWarning("Équilibre territorial", message)
