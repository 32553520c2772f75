"""The provider *Équilibre territorial*: every operation of the registry, and the models."""

from __future__ import annotations

from qgis.core import QgsProcessingModelAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from geotools import __version__
from geotools.operations import load_operations

from .adapter import OperationAlgorithm
from .environment import PLUGIN, toolkit_folder
from .i18n import tr

MODEL_FOLDERS = (PLUGIN / "processing_models", toolkit_folder() / "processing_models")


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
        for operation in load_operations():
            self.addAlgorithm(OperationAlgorithm(operation))
        for path in model_files():
            model = QgsProcessingModelAlgorithm()
            if model.fromFile(str(path)):
                self.addAlgorithm(model)


def model_files() -> list:
    """Return the models shipped with the plugin, in order."""
    folder = next((f for f in MODEL_FOLDERS if f.is_dir()), None)
    return sorted(folder.glob("*.model3")) if folder else []
