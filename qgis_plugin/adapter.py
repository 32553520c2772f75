"""One adapter: an operation of the toolkit becomes an algorithm of QGIS.

The card and the parameters need no package; what reads, computes and writes is imported by the
first check or the first run, so that QGIS opens at once.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsApplication,
    QgsMessageLog,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QIcon

from geotools.errors import DependencyError, GeotoolsError, InputError
from geotools.operations import Argument, Operation
from geotools.parameters import Choice, Field, Fields, Layer, Layers, Table, Tables

from . import _qgis_compat as compat
from . import definitions, manual, worker
from . import help as operation_help
from .environment import LOG, PLUGIN, own_libraries, require_floor
from .feedback import FeedbackProgress
from .i18n import tr

if TYPE_CHECKING:
    from . import bridge
    from .results import Ready, Results

READING, WORKING = 0.15, 0.9
"""Where the bar stands when the layers are read, then when the operation is done."""


class OperationAlgorithm(QgsProcessingAlgorithm):
    """An operation of the registry in the toolbox, the modeler, batch and ``qgis_process``."""

    def __init__(self, operation: Operation) -> None:
        super().__init__()
        self.operation = operation
        self._readers: dict[str, dict[str, bridge.LayerReader]] = {}

    # --- Card -----------------------------------------------------------------------------------

    def createInstance(self) -> OperationAlgorithm:
        return OperationAlgorithm(self.operation)

    def name(self) -> str:
        return self.operation.id

    def displayName(self) -> str:
        return tr(self.operation.label)

    def group(self) -> str:
        return tr(self.operation.group.value)

    def groupId(self) -> str:
        return self.operation.group.name.lower()

    def tags(self) -> list[str]:
        return [*self.operation.tags, self.operation.id, self.operation.command]

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        own = PLUGIN / "icons" / f"{self.groupId()}.svg"
        return str(own if own.is_file() else PLUGIN / "icons" / "equilibre.svg")

    def shortDescription(self) -> str:
        return tr(self.operation.summary)

    def shortHelpString(self) -> str:
        return operation_help.html(self.operation)

    def helpUrl(self) -> str:
        manual.guide()  # its link at the head of the page
        return manual.address(self.operation)

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        add_parameters(self, definitions.definitions(self.operation))
        for output in self.operation.outputs:
            if output.kind == "text":
                name = definitions.output_name(self.operation, output)
                text = QgsProcessingOutputString(name, tr(output.label))
                if not self.addOutput(text):
                    raise _refused(name)

    # --- Checks ---------------------------------------------------------------------------------

    def canExecute(self) -> tuple[bool, str]:
        try:
            self.operation.check_available()
        except DependencyError as error:
            return False, str(error)
        return True, ""

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Apply the operation's own checks to what is known before reading anything."""
        try:
            require_floor()
            from .probe import probe

            values = self._simple_values(parameters, context)
            for argument in self.operation.arguments:
                layers = self._layers(argument, parameters, context)
                if layers is not None:
                    values[argument.name] = worker.call(probe, layers, argument.kind)
            self.operation.complete(values)
        except GeotoolsError as error:
            return False, str(error)
        return super().checkParameterValues(self._with_positions(parameters), context)

    def _with_positions(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """Replace a choice given by its key with its position, which is what QGIS checks."""
        replaced = dict(parameters)
        for argument in self.operation.arguments:
            name = self._name(argument)
            if isinstance(argument.kind, Choice) and replaced.get(name) is not None:
                key = definitions.choice_key(argument.kind, replaced[name])
                replaced[name] = list(argument.kind.options).index(key)
        return replaced

    # --- Work -----------------------------------------------------------------------------------

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Take from the layers what only the main thread may touch."""
        with french_errors(self.operation.label):
            require_floor()
            from .reading import describe

            self._readers = {}
            for argument in self.operation.arguments:
                layers = self._layers(argument, parameters, context)
                if layers is not None:
                    given = parameters.get(self._name(argument))
                    self._readers[argument.name] = {
                        name: describe(layer, given) for name, layer in layers.items()
                    }
        return True

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        progress = FeedbackProgress(feedback)
        with french_errors(self.operation.label):
            from .results import Results

            self.operation.check_available()
            values = self._simple_values(parameters, context)
            readers = self._sourced_readers(parameters, context)
            writer = Results(self, parameters, context)
            ready = worker.call(self._compute, values, readers, writer, progress)
            writer.say(feedback)
            return writer.write(ready, progress.part(WORKING, 1.0, tr("Écriture des résultats")))

    def _compute(
        self,
        values: dict[str, Any],
        readers: dict[str, dict[str, bridge.LayerReader]],
        writer: Results,
        progress: FeedbackProgress,
    ) -> list[Ready]:
        """Read, run and convert: all that uses pyproj, in one thread."""
        from .reading import read

        progress.at(0.0, tr("Lecture des couches"))
        chosen = self._chosen_fields(values)
        for argument in self.operation.arguments:
            if argument.name in readers:
                values[argument.name] = read(argument, readers[argument.name], chosen)
                progress.at(READING / 2)
        with own_libraries():
            results = self.operation.run(values, progress.part(READING, WORKING))
        every = [reader for named in readers.values() for reader in named.values()]
        return writer.prepare(results, every)

    # --- Values ---------------------------------------------------------------------------------

    def _name(self, argument: Argument) -> str:
        return definitions.parameter_name(self.operation, argument)

    def _simple_values(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        values = {}
        for argument in self.operation.arguments:
            if not isinstance(argument.kind, Layer | Layers | Table | Tables):
                value = definitions.simple_value(
                    self, argument.kind, parameters, self._name(argument), context
                )
                if value is not None:
                    values[argument.name] = value
        return values

    def _chosen_fields(self, values: Mapping[str, Any]) -> set[str]:
        chosen: set[str] = set()
        for argument in self.operation.arguments:
            value = values.get(argument.name)
            if isinstance(argument.kind, Field) and value:
                chosen.add(value)
            elif isinstance(argument.kind, Fields) and value:
                chosen.update(value)
        return chosen

    def _layers(
        self, argument: Argument, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, QgsVectorLayer] | None:
        """Return the layers given for an argument by short name, None when there are none."""
        name = self._name(argument)
        if isinstance(argument.kind, Layers | Tables):
            layers = self.parameterAsLayerList(parameters, name, context)
            typed = self.parameterAsString(parameters, name + definitions.NAMES_SUFFIX, context)
            names = definitions.short_names(typed, [layer.name() for layer in layers])
            return dict(zip(names, layers, strict=True)) or None
        if isinstance(argument.kind, Layer | Table) and parameters.get(name) is not None:
            given = parameters[name]
            if isinstance(given, QgsProcessingFeatureSourceDefinition):
                parameters = {**parameters, name: given.source}
            layer = self.parameterAsVectorLayer(parameters, name, context)
            if layer is None:
                raise InputError(
                    f"« {argument.kind.label} » : la couche demandée est introuvable ou illisible. "
                    "Vérifiez son nom ou son chemin."
                )
            if _nothing_selected(given, layer):
                raise InputError(
                    f"« {argument.kind.label} » : « entités sélectionnées uniquement » est coché, "
                    f"mais rien n’est sélectionné dans « {layer.name()} ». Sélectionnez des "
                    "entités ou décochez la case."
                )
            return {name: layer}
        return None

    def _sourced_readers(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, dict[str, bridge.LayerReader]]:
        """Have each single layer read through its source, which knows selection and filter."""
        readers = dict(self._readers)
        for argument in self.operation.arguments:
            if argument.name in readers and isinstance(argument.kind, Layer | Table):
                source = self.parameterAsSource(parameters, self._name(argument), context)
                readers[argument.name] = {
                    name: replace(reader, features=source.getFeatures, crs=source.sourceCrs())
                    for name, reader in readers[argument.name].items()
                }
        return readers


def _nothing_selected(given: Any, layer: QgsVectorLayer) -> bool:
    defined = isinstance(given, QgsProcessingFeatureSourceDefinition)
    return defined and given.selectedFeaturesOnly and layer.selectedFeatureCount() == 0


def add_parameters(
    algorithm: QgsProcessingAlgorithm, definitions: Iterable[QgsProcessingParameterDefinition]
) -> None:
    """Give an algorithm its parameters; QGIS refuses two of one name."""
    for definition in definitions:
        name = definition.name()  # QGIS takes the definition over
        if not algorithm.addParameter(definition):
            raise _refused(name)


def _refused(name: str) -> QgsProcessingException:
    return QgsProcessingException(f"QGIS refuse le paramètre « {name} » : son nom est déjà pris.")


@contextmanager
def french_errors(label: str) -> Iterator[None]:
    """Turn every error into one sentence; what was not foreseen is detailed in the log."""
    try:
        yield
    except QgsProcessingException:
        raise
    except GeotoolsError as error:
        raise QgsProcessingException(str(error)) from error
    except MemoryError as error:
        raise QgsProcessingException(
            f"« {label} » : la mémoire de la machine ne suffit pas. Traitez la couche "
            "par parties ou réduisez le nombre de permutations."
        ) from error
    except Exception as error:
        raise QgsProcessingException(
            f"« {label} » s’est arrêté sur un cas imprévu ({type(error).__name__}). "
            f"{_keep_detail(traceback.format_exc())} : joignez-le à votre signalement."
        ) from error


def _keep_detail(detail: str) -> str:
    """Keep the detail of an error where it can be read: qgis_process has no log panel."""
    if QgsApplication.platform() == "desktop":
        QgsMessageLog.logMessage(detail, LOG, compat.CRITICAL)
        return f"Le détail est dans le panneau « Messages du journal », onglet « {LOG} »"
    print(detail, file=sys.stderr)
    return "Le détail est sur la sortie d’erreur"
