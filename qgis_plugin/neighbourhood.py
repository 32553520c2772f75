"""The neighbourhood chosen from a list with its number, for the recipes of ``weights``."""

from __future__ import annotations

from processing.gui.wrappers import WidgetWrapper
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QVBoxLayout, QWidget

from .i18n import tr
from .work_form import narrow

FILE = "file"
KINDS = {
    "knn": "les k plus proches",
    "distance": "à moins d’une distance",
    "queen": "polygones qui se touchent",
    "rook": "polygones qui ont un côté commun",
    "tiles": "carreaux voisins (8)",
    "tiles:rook": "carreaux voisins (4)",
    FILE: "fichier .gal, .gwt ou .parquet",
}
NUMBERS = {
    "knn": (1, 500, 8, 0, ""),
    "distance": (1, 500_000, 1_500, 0, " m"),
    "queen": (0, 1_000, 0, 1, " m"),
}
"""Least, most, usual value, decimals and unit of the number that goes with a kind."""


class NeighbourhoodWidget(QWidget):
    """A list, and beside it the number or the file that the choice asks for."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.number, self.file = QComboBox(), QDoubleSpinBox(), QgsFileWidget()
        for key, text in KINDS.items():
            self.kind.addItem(tr(text), key)
        narrow(self.kind)
        self.number.setToolTip(
            tr("Nombre de voisins, distance en mètres, ou écart admis entre deux limites")
        )
        self._show = self.number.setValue
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addWidget(self.number)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.file)
        self.kind.currentIndexChanged.connect(self._follow)
        self.number.valueChanged.connect(lambda _: self.changed.emit())
        self.file.fileChanged.connect(lambda _: self.changed.emit())
        self._follow()

    def recipe(self) -> str:
        """Return the recipe as the operations read it."""
        kind = str(self.kind.currentData())
        if kind == FILE:
            return self.file.filePath()
        number = self.number.value()
        if kind not in NUMBERS or (kind == "queen" and number == 0):
            return kind
        return f"{kind}:{number:g}"

    def show_recipe(self, recipe: str) -> None:
        """Show a recipe; what is not one is taken for a file."""
        text = recipe.strip()
        name, _, number = text.partition(":")
        known = text.lower() if text.lower() in KINDS else name.lower()
        if known not in KINDS:
            known = FILE
            self.file.setFilePath(text)
        self.kind.setCurrentIndex(self.kind.findData(known))
        try:
            self._show(float(number))
        except ValueError:
            if known == "queen":
                self._show(0)

    def _follow(self, *_: object) -> None:
        kind = str(self.kind.currentData())
        self.number.setVisible(kind in NUMBERS)
        self.file.setVisible(kind == FILE)
        if kind in NUMBERS:
            least, most, usual, decimals, unit = NUMBERS[kind]
            self.number.setDecimals(decimals)
            self.number.setRange(least, most)
            self.number.setSuffix(unit)
            self._show(usual)
        self.changed.emit()


class NeighbourhoodWrapper(WidgetWrapper):
    """What the dialogs of Processing show for a neighbourhood."""

    def createWidget(self) -> NeighbourhoodWidget:
        widget = NeighbourhoodWidget()
        widget.show_recipe(str(self.parameterDefinition().defaultValue() or "knn:8"))
        widget.changed.connect(lambda: self.widgetValueHasChanged.emit(self))
        return widget

    def setValue(self, value: object) -> None:
        self.widget.show_recipe(str(value or ""))

    def value(self) -> str:
        return self.widget.recipe()
