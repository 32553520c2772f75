"""The panel: the whole diagnosis of a folder, or the steps that layers of the project allow."""

from __future__ import annotations

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtWidgets import QTabWidget, QWidget

from .folder_form import FolderForm
from .i18n import tr
from .layers_form import LayersForm


class DiagnosisPanel(QgsDockWidget):
    """Two forms over the same operations: a folder of files, or layers of the project."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Équilibre territorial"), parent)
        self.setObjectName("EquilibreTerritorialPanel")
        self.folder, self.layers = FolderForm(), LayersForm()
        tabs = QTabWidget()
        tabs.addTab(self.folder, tr("Dossier"))
        tabs.addTab(self.layers, tr("Couches du projet"))
        tabs.setTabToolTip(0, tr("Diagnostic complet des fichiers d’un dossier"))
        tabs.setTabToolTip(1, tr("Indice, concentrations et groupes des couches ouvertes"))
        self.setWidget(tabs)

    def cancel(self) -> None:
        """Stop what is running."""
        self.folder.cancel()
        self.layers.cancel()
