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
            steps = [child.description() for child in self.childAlgorithms().values()]
            raise QgsProcessingException(_reason(str(error), steps, feedback)) from error


def _reason(said: str, steps: list[str], feedback: QgsProcessingFeedback) -> str:
    """Return which step failed and what it said, in whatever language QGIS wraps it.

    QGIS 3.22 says the step alone, and the reason is the last sentence of the log.
    """
    step = max((name for name in steps if name in said), key=len, default="")
    reason = said.partition(step)[2].lstrip(" :") if step else said
    if not reason.strip():
        told = [line.strip() for line in feedback.textLog().splitlines()]
        sentences = [line for line in told if line.endswith((".", "…", "»")) and line != said]
        reason = sentences[-1] if sentences else said
    return f"« {step} » : {' '.join(reason.split())}"


def shipped_models() -> list[ShippedModel]:
    """Return the models whose operations are all there."""
    folder = next((f for f in FOLDERS if f.is_dir()), None)
    paths = sorted(folder.glob("*.model3")) if folder else []
    models = (ShippedModel(path) for path in paths)
    return [model for model in models if model.readable]
