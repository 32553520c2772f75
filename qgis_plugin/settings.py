"""What a person sets once for every dialog: threshold, profile, palette, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import QgsColorBrewerPalette, QgsSettings
from qgis.gui import QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from geotools.deferred import deferred_operations
from geotools.operations import Argument
from geotools.parameters import Choice, Integer

from .environment import PLUGIN
from .i18n import tr

ROOT = "equilibre_territorial/"
LEAST, MOST = 5, 1_000  # of the threshold, as the operations bound it
OWN_PALETTE = ""
PALETTES = ("Blues", "Greens", "Greys", "Oranges", "Purples", "Reds", "YlGnBu", "YlOrBr")
"""ColorBrewer's ramps offered beside the usual one, each from light to dark."""

FEWEST_CLASSES, MOST_CLASSES = 3, 9  # that such a ramp is drawn for


@dataclass(frozen=True)
class Preferences:
    """The choices of a person; what is empty is left as the operation proposes it."""

    threshold: int = 0
    profile: str = ""
    palette: str = OWN_PALETTE
    sources: str = ""


def proposed(argument: Argument) -> Any:
    """Return what the dialog of an operation proposes for a parameter."""
    if argument.name == "threshold" and isinstance(argument.kind, Integer):
        return preferences().threshold or argument.default
    if argument.name == "profile" and isinstance(argument.kind, Choice):
        chosen = preferences().profile
        return chosen if chosen in argument.kind.options else argument.default
    return argument.default


def preferences() -> Preferences:
    """Return what was chosen on the settings page."""
    kept = QgsSettings()
    threshold = str(kept.value(f"{ROOT}threshold", "0") or "0")
    return Preferences(
        threshold=int(threshold) if threshold.isdigit() else 0,
        profile=str(kept.value(f"{ROOT}profile", "") or ""),
        palette=str(kept.value(f"{ROOT}palette", "") or ""),
        sources=str(kept.value(f"{ROOT}sources", "") or ""),
    )


def keep(chosen: Preferences) -> None:
    """Remember the choices of a person."""
    kept = QgsSettings()
    for name, value in vars(chosen).items():
        write = kept.setValue
        write(ROOT + name, value)


def palette(count: int) -> list[str]:
    """Return the colours of the chosen ramp, none when it is the usual one."""
    chosen = preferences().palette
    if chosen not in PALETTES or not 0 < count <= MOST_CLASSES:
        return []
    colours = QgsColorBrewerPalette.listSchemeColors(chosen, max(count, FEWEST_CLASSES))
    return [colour.name() for colour in colours[:count]]


class SettingsPage(QgsOptionsPageWidget):
    """The page of the options of QGIS."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kept, form = preferences(), QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.threshold = QSpinBox()
        self.threshold.setRange(LEAST - 1, MOST)
        self.threshold.setSpecialValueText(tr("celui de chaque opération"))
        self._show(self.threshold, kept.threshold or LEAST - 1)
        self.threshold.setToolTip(tr("Plus petit effectif publié ; 11 pour l’enquête OPS."))
        self.profile = _list([("", tr("celui de chaque opération")), *_profiles()], kept.profile)
        self.palette = _list(
            [(OWN_PALETTE, tr("habituelle")), *((name, name) for name in PALETTES)], kept.palette
        )
        self.palette.setToolTip(tr("Couleurs des indicateurs ; les grappes gardent les leurs."))
        self.sources = QLineEdit(kept.sources)
        self.sources.setToolTip(tr("Écrites au pied des atlas, par exemple « RPLS 2024 (SDES) »."))
        form.addRow(tr("Seuil de diffusion"), self.threshold)
        form.addRow(tr("Profil de secret"), self.profile)
        form.addRow(tr("Palette des indicateurs"), self.palette)
        form.addRow(tr("Sources et millésimes"), self.sources)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addStretch()

    @staticmethod
    def _show(box: QSpinBox, number: int) -> None:
        """Show a number in a box."""
        show = box.setValue
        show(number)

    def apply(self) -> None:
        """Keep what the page shows."""
        threshold = self.threshold.value()
        keep(
            Preferences(
                threshold=threshold if threshold >= LEAST else 0,
                profile=str(self.profile.currentData()),
                palette=str(self.palette.currentData()),
                sources=self.sources.text().strip(),
            )
        )


class SettingsFactory(QgsOptionsWidgetFactory):
    """Offers the page in Settings, Options."""

    def __init__(self) -> None:
        super().__init__()
        self.setTitle(tr("Équilibre territorial"))

    def icon(self) -> QIcon:
        return QIcon(str(PLUGIN / "icons" / "equilibre.svg"))

    def createWidget(self, parent: QWidget | None) -> SettingsPage:
        return SettingsPage(parent)


def _profiles() -> list[tuple[str, str]]:
    """Return the profiles of secrecy that an operation offers, with their words."""
    for operation in deferred_operations():
        for argument in operation.arguments:
            if argument.name == "profile" and isinstance(argument.kind, Choice):
                return [(key, tr(text)) for key, text in argument.kind.options.items()]
    return []


def _list(items: list[tuple[str, str]], chosen: str) -> QComboBox:
    combo = QComboBox()
    for key, text in items:
        combo.addItem(text, key)
    combo.setCurrentIndex(max(combo.findData(chosen), 0))
    return combo
