"""What QGIS starts: the provider, and in the desktop the panel and its menu."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsMessageLog
from qgis.PyQt.QtCore import Qt

from . import _qgis_compat as compat
from . import environment, i18n
from ._qgis_compat import QAction

MENU = "Équilibre territorial"


class EquilibrePlugin:
    """The plugin; ``desktop`` is None under ``qgis_process``."""

    def __init__(self, desktop) -> None:
        self.iface = desktop
        self.provider = None
        self._translator = self._panel = self._action = None

    def initProcessing(self) -> None:
        """Register the provider; called alone by ``qgis_process``."""
        self._translator = i18n.install_translator()
        problem = environment.too_old_python()
        if not problem:
            environment.prepare()
            absent = environment.missing_floor()
            problem = environment.explain(absent) if absent else ""
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
        if self.provider is None:
            return
        from .panel import DiagnosisPanel

        self._action = QAction(self.provider.icon(), i18n.tr("Équilibre territorial"))
        self._action.setToolTip(i18n.tr("Le diagnostic partagé en quatre étapes"))
        self._action.setCheckable(True)
        self._panel = DiagnosisPanel(self.iface.mainWindow())
        self._panel.setToggleVisibilityAction(self._action)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._panel)
        self._panel.hide()
        self.iface.addPluginToVectorMenu(MENU, self._action)
        self.iface.addToolBarIcon(self._action)

    def unload(self) -> None:
        """Take everything away again."""
        if self._panel is not None:
            self._panel.cancel()
            self.iface.removePluginVectorMenu(MENU, self._action)
            self.iface.removeToolBarIcon(self._action)
            self.iface.removeDockWidget(self._panel)
            self._panel.deleteLater()
            self._panel = self._action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        i18n.remove_translator(self._translator)
        environment.forget_vendored()

    def _warn(self, message: str) -> None:
        QgsMessageLog.logMessage(message, MENU, compat.WARNING)
        if self.iface is not None:
            self.iface.messageBar().pushWarning(MENU, message)
