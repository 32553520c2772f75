"""The models shipped with the plugin: their file name is their identifier, for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
)
from qgis.PyQt.QtGui import QIcon

from geotools.operations import Group

from .environment import PLUGIN, toolkit_folder
from .i18n import tr

FOLDERS = (PLUGIN / "processing_models", toolkit_folder() / "processing_models")


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model read from its file, with an identifier that a translation cannot change."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.readable = self.fromFile(str(path))

    def createInstance(self) -> ShippedModel:
        return ShippedModel(self._path)

    def name(self) -> str:
        return self._path.stem

    def displayName(self) -> str:
        return tr(super().displayName())

    def group(self) -> str:
        return tr(Group.WHOLE.value)

    def groupId(self) -> str:
        return Group.WHOLE.name.lower()

    def shortDescription(self) -> str:
        return tr(str(self.helpContent().get("ALG_DESC", "")))

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(PLUGIN / "icons" / "whole.svg")

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Run with the defaults where nothing was given: QGIS hands the steps nothing at all."""
        defaults = {
            definition.name(): definition.defaultValue()
            for definition in self.parameterDefinitions()
            if definition.defaultValue() is not None and not definition.isDestination()
        }
        given = {name: value for name, value in parameters.items() if value is not None}
        try:
            return super().processAlgorithm({**defaults, **given}, context, feedback)
        except QgsProcessingException as error:
            raise QgsProcessingException(_reason(str(error), feedback)) from error


def _reason(said: str, feedback: QgsProcessingFeedback) -> str:
    """Return what the step that failed said, after its name: QGIS keeps only the name."""
    step = said.splitlines()[0].removeprefix("Error encountered while running ").partition(":")[0]
    told = [line.strip() for line in feedback.textLog().splitlines()]
    sentences = [line for line in told if line.endswith((".", "…", "»")) and line != said]
    reason = sentences[-1] if sentences else said
    return f"« {step.strip()} » : {reason}"


def shipped_models() -> list[ShippedModel]:
    """Return the models whose operations are all there."""
    folder = next((f for f in FOLDERS if f.is_dir()), None)
    paths = sorted(folder.glob("*.model3")) if folder else []
    models = (ShippedModel(path) for path in paths)
    return [model for model in models if model.readable]
