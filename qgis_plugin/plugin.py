"""What QGIS starts: the provider, and in the desktop the panel and its menu."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication, QgsMessageLog
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QPushButton

from . import _qgis_compat as compat
from . import environment, i18n
from ._qgis_compat import QAction

MENU = "Équilibre territorial"


class EquilibrePlugin:
    """The plugin; ``desktop`` is None under ``qgis_process``."""

    def __init__(self, desktop: Any) -> None:
        self.iface = desktop
        self.provider: Any = None
        self._translator: Any = None
        self._panel: Any = None
        self._action: Any = None
        self._help: Any = None
        self._settings: Any = None
        self._units: Any = None
        self._functions: list[Any] = []

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
        from .expression_functions import register
        from .provider import EquilibreProvider

        self._functions = register()
        self.provider = EquilibreProvider()
        if not QgsApplication.processingRegistry().addProvider(self.provider):
            self._warn(i18n.tr("QGIS refuse le fournisseur « equilibre » : son nom est déjà pris."))
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
        self._add_reach()
        self.iface.addToolBarIcon(self._action)

    def _add_reach(self) -> None:
        """Add the guide, the settings page and the search of units."""
        from .locator import UnitsFilter
        from .settings import SettingsFactory

        self._help = QAction(self.provider.icon(), i18n.tr("Aide d’Équilibre territorial"))
        self._help.triggered.connect(show_guide)
        self.iface.addPluginToVectorMenu(MENU, self._help)
        self._settings = SettingsFactory()
        self.iface.registerOptionsWidgetFactory(self._settings)
        self._units = UnitsFilter(self.iface.mapCanvas())
        self.iface.registerLocatorFilter(self._units)

    def unload(self) -> None:
        """Take everything away again."""
        if self._units is not None:
            self.iface.deregisterLocatorFilter(self._units)
            self.iface.unregisterOptionsWidgetFactory(self._settings)
            self.iface.removePluginVectorMenu(MENU, self._help)
            self._units = self._settings = self._help = None
        if self._functions:
            from .expression_functions import unregister

            unregister(self._functions)
            self._functions = []
        if self._panel is not None:
            self._panel.cancel()
            self.iface.removePluginVectorMenu(MENU, self._action)
            self.iface.removeToolBarIcon(self._action)
            self.iface.removeDockWidget(self._panel)
            self._panel.deleteLater()
            self._panel = self._action = None
        if self.provider is not None:
            if not QgsApplication.processingRegistry().removeProvider(self.provider):
                self._warn(i18n.tr("QGIS garde le fournisseur « equilibre » : relancez-le."))
            self.provider = None
        i18n.remove_translator(self._translator)
        environment.forget_vendored()

    def _warn(self, message: str) -> None:
        QgsMessageLog.logMessage(message, MENU, compat.WARNING)
        if self.iface is not None:
            show_copyable(self.iface.messageBar(), message)


def show_guide() -> None:
    """Open the guide in the browser; it comes with the plugin."""
    from .manual import guide

    if not QDesktopServices.openUrl(QUrl(guide())):
        QgsMessageLog.logMessage(guide(), MENU, compat.WARNING)


def show_copyable(bar: QgsMessageBar, message: str) -> QPushButton:
    """Show a message with a button that copies it whole: it holds a command to type."""
    item = bar.createMessage(MENU, message)
    button = QPushButton(i18n.tr("Copier"))
    button.clicked.connect(lambda: QgsApplication.clipboard().setText(message))
    item.layout().addWidget(button)
    bar.pushWidget(item, compat.WARNING)
    return button
