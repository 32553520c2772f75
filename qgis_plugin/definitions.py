"""A described parameter as a parameter of QGIS, and what a person gave as a value for it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qgis.core import (
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from geotools.operations import Argument, Operation, Output
from geotools.parameters import (
    Choice,
    Crs,
    Field,
    Fields,
    File,
    Files,
    Flag,
    Folder,
    Integer,
    Layer,
    Layers,
    Number,
    Parameter,
    Table,
    Tables,
    Target,
    Text,
)
from geotools.values import decimal, split_list

from . import _qgis_compat as compat
from .i18n import tr
from .settings import proposed

NEIGHBOURHOOD = f"{__package__}.neighbourhood.NeighbourhoodWrapper"
"""What dialogs show for a neighbourhood, loaded with the first of them."""

NAMES_SUFFIX = "_NAMES"
FILE_FILTER = "HTML (*.html);;PDF (*.pdf);;CSV (*.csv);;XLSX (*.xlsx);;JSON (*.json);;Tous (*)"


def is_neighbourhood(argument: Argument) -> bool:
    """Tell whether a parameter is a recipe of neighbours, which is chosen from a list."""
    return argument.name == "weights" and isinstance(argument.kind, Text)


def parameter_name(operation: Operation, argument: Argument) -> str:
    """Return the name in QGIS: ``INPUT`` for the first layer or table, else upper case."""
    single = [a.name for a in operation.arguments if isinstance(a.kind, Layer | Table)]
    if single and argument.name == single[0]:
        return "INPUT"
    return argument.name.upper()


def output_name(operation: Operation, output: Output) -> str:
    """Return the name in QGIS: ``OUTPUT`` for the first result, else ``OUTPUT_<NAME>``.

    A text, which is said and not written, bears its own name.
    """
    if output.kind == "text":
        return output.name.upper()
    first = output is operation.outputs[0]
    return "OUTPUT" if first else f"OUTPUT_{output.name.upper()}"


def definitions(operation: Operation) -> list[QgsProcessingParameterDefinition]:
    """Return the definitions of every parameter and result of an operation."""
    by_name = {argument.name: argument for argument in operation.arguments}
    result: list[QgsProcessingParameterDefinition] = []
    for argument in operation.arguments:
        argument = replace(argument, default=proposed(argument))
        name = parameter_name(operation, argument)
        parent = by_name.get(getattr(argument.kind, "of", ""))
        parent_name = parameter_name(operation, parent) if parent is not None else ""
        single = parent is not None and isinstance(parent.kind, Layer | Table)
        definition = _definition(argument, name, parent_name if single else "")
        if is_neighbourhood(argument):
            definition.setMetadata({"widget_wrapper": {"class": NEIGHBOURHOOD}})
        if argument.kind.advanced:
            definition.setFlags(definition.flags() | compat.ADVANCED)
        if argument.kind.help:
            definition.setHelp(tr(argument.kind.help))
        result.append(definition)
        if isinstance(argument.kind, Layers | Tables):
            result.append(_names_definition(argument, name))
    return result + [_destination(operation, output) for output in operation.files]


def _definition(argument: Argument, name: str, parent: str) -> QgsProcessingParameterDefinition:
    kind = argument.kind
    optional = not argument.required and argument.default is None
    builder = next(build for marker, build in _BUILDERS if isinstance(kind, marker))
    return builder(argument, name, tr(kind.label), optional, parent)


def _layer(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    types = [compat.SOURCE_TYPES[a.kind.geometry]]
    return QgsProcessingParameterFeatureSource(name, label, types, None, optional)


def _table(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    types = [compat.SOURCE_TYPES["table"]]
    return QgsProcessingParameterFeatureSource(name, label, types, None, optional)


def _layers(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    source = compat.SOURCE_TYPES[getattr(a.kind, "geometry", "table")]
    return QgsProcessingParameterMultipleLayers(name, label, source, None, optional)


def _field(a: Any, name: str, label: str, optional: bool, parent: str) -> Any:
    several = isinstance(a.kind, Fields)
    default = a.default
    optional = not a.required  # QGIS would refuse the default itself when no field is named
    if not parent:
        text = ";".join(default) if several and default else default
        return QgsProcessingParameterString(name, label, text, False, optional)
    data_type = compat.FIELD_NUMERIC if a.kind.numeric else compat.FIELD_ANY
    default = list(default) if several and default else default
    if default is None and not several:
        default = ""  # without it the dialog opens with the first field, often a row number
    return QgsProcessingParameterField(name, label, default, parent, data_type, several, optional)


def _number(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    kind = a.kind
    label = f"{label} ({tr(kind.unit)})" if kind.unit else label
    whole = isinstance(kind, Integer)
    definition = QgsProcessingParameterNumber(
        name,
        label,
        compat.NUMBER_INTEGER if whole else compat.NUMBER_DOUBLE,
        a.default,
        optional,
    )
    if math.isfinite(kind.minimum):
        definition.setMinimum(kind.minimum)
    if math.isfinite(kind.maximum):
        definition.setMaximum(kind.maximum)
    return definition


def _choice(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    labels = [tr(text) for text in a.kind.options.values()]
    default = list(a.kind.options).index(a.default) if a.default is not None else None
    return QgsProcessingParameterEnum(name, label, labels, False, default, optional)


def _flag(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    return QgsProcessingParameterBoolean(name, label, a.default, optional)


def _file(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    extensions = " ".join(f"*.{extension}" for extension in a.kind.extensions)
    wanted = f"{label} ({extensions})" if extensions else ""
    default = str(a.default) if a.default is not None else None
    return QgsProcessingParameterFile(
        name, label, compat.FILE_BEHAVIOUR, "", default, optional, wanted
    )


def _files(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    source = compat.SOURCE_TYPES["file"]
    return QgsProcessingParameterMultipleLayers(name, label, source, None, optional)


def _folder(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    return QgsProcessingParameterFile(name, label, compat.FOLDER_BEHAVIOUR, "", None, optional)


def _target(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    return QgsProcessingParameterFolderDestination(name, label, None, optional)


def _crs(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    # QGIS 3.22 refuses a system that is left out, its default notwithstanding.
    return QgsProcessingParameterCrs(name, label, a.default, optional or a.default is not None)


def _text(a: Any, name: str, label: str, optional: bool, _: str) -> Any:
    default = a.kind.write(a.default)
    example = "" if is_neighbourhood(a) else getattr(a.kind, "example", "")
    label = f"{label} ({tr('par exemple')} {example})" if example else label
    return QgsProcessingParameterString(name, label, default, False, optional or default == "")


_BUILDERS: tuple[tuple[Any, Callable[..., Any]], ...] = (
    (Layers | Tables, _layers),
    (Layer, _layer),
    (Table, _table),
    (Field | Fields, _field),
    (Number, _number),
    (Choice, _choice),
    (Flag, _flag),
    (File, _file),
    (Files, _files),
    (Folder, _folder),
    (Target, _target),
    (Crs, _crs),
    (Parameter, _text),
)


def _names_definition(argument: Argument, name: str) -> QgsProcessingParameterDefinition:
    label = f"{tr(argument.kind.label)} : {tr('noms courts, dans l’ordre des couches')}"
    definition = QgsProcessingParameterString(name + NAMES_SUFFIX, label, "", False, True)
    definition.setFlags(definition.flags() | compat.ADVANCED)
    definition.setHelp(
        tr(
            "Noms séparés par des virgules, par exemple « qpv, iris » : ils donnent leur nom aux "
            "colonnes du résultat. Sans réponse, le nom de chaque couche est repris."
        )
    )
    return definition


def _destination(operation: Operation, output: Output) -> QgsProcessingParameterDefinition:
    name, label = output_name(operation, output), tr(output.label)
    optional = name != "OUTPUT"
    if output.kind in ("layer", "table"):
        source = compat.SOURCE_TYPES["any" if output.kind == "layer" else "table"]
        definition = QgsProcessingParameterFeatureSink(name, label, source, None, optional, True)
    elif output.kind == "raster":
        definition = QgsProcessingParameterRasterDestination(name, label, None, optional, True)
    else:
        definition = QgsProcessingParameterFileDestination(
            name, label, FILE_FILTER, None, optional, not optional
        )
    if output.help:
        definition.setHelp(tr(output.help))
    return definition


# --- Values -------------------------------------------------------------------------------------


def slug(text: str) -> str:
    """Return a layer name as a column prefix: ASCII, lower case, underscores."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_") or "couche"


def short_names(given: str, layers: list[str]) -> list[str]:
    """Return one distinct short name for each layer: those typed, then the layers' own."""
    typed = [slug(part) for part in split_list(given)]
    # « fichier — couche » is how QGIS names the layer of a file that holds several
    own = [slug(name.rpartition(" — ")[2]) for name in layers]
    names: list[str] = []
    for name in (typed + own[len(typed) :])[: len(layers)]:
        same = sum(other == name or other.startswith(f"{name}_") for other in names)
        names.append(f"{name}_{same + 1}" if name in names else name)
    return names


def choice_key(kind: Choice, raw: Any) -> Any:
    """Return the option that was meant: its key, its position or its label."""
    meant = kind.accept(raw if isinstance(raw, int) else str(raw))
    if meant in kind.options:
        return meant
    options, text = list(kind.options), str(raw)
    if text.isdigit() and int(text) < len(options):
        return options[int(text)]
    labels = {label: key for key, label in kind.options.items()}
    labels |= {tr(label): key for key, label in kind.options.items()}
    return labels.get(text, raw)


def simple_value(algorithm: Any, kind: Parameter, parameters: Any, name: str, context: Any) -> Any:
    """Return the value of a parameter that is not a layer, None when nothing was given."""
    if parameters.get(name) is None:
        return None
    read = next(read for marker, read in _VALUES if isinstance(kind, marker))
    return read(algorithm, kind, parameters, name, context)


def _typed(algorithm: Any, kind: Parameter, parameters: Any, name: str, context: Any) -> Any:
    text = algorithm.parameterAsString(parameters, name, context)
    return kind.read(text) if text else None


def _yes_or_no(algorithm: Any, _: Parameter, parameters: Any, name: str, context: Any) -> bool:
    return algorithm.parameterAsBool(parameters, name, context)


def _chosen(_: Any, kind: Choice, parameters: Any, name: str, __: Any) -> Any:
    return choice_key(kind, parameters[name])


def _paths(algorithm: Any, kind: Files, parameters: Any, name: str, context: Any) -> Any:
    return kind.read(algorithm.parameterAsFileList(parameters, name, context)) or None


def _system(algorithm: Any, _: Crs, parameters: Any, name: str, context: Any) -> str | None:
    """Return a coordinate system by its code, by its WKT without one, or as it was typed."""
    crs = algorithm.parameterAsCrs(parameters, name, context)
    if not crs.isValid():
        return str(parameters[name]).strip() or None
    known = crs.authid() and not crs.authid().startswith(("USER:", "CUSTOM:"))
    return crs.authid() if known else crs.toWkt(compat.WKT2)


def _number_value(
    algorithm: Any, kind: Number, parameters: Any, name: str, context: Any
) -> float | int | str:
    raw = parameters[name]
    if isinstance(raw, str):
        number = decimal(raw)
        if math.isnan(number):
            return raw
        raw = number
    elif not isinstance(raw, int | float):
        raw = algorithm.parameterAsDouble(parameters, name, context)
    return int(raw) if isinstance(kind, Integer) and raw == int(raw) else raw


def _several(
    algorithm: Any, _: Fields, parameters: Any, name: str, context: Any
) -> list[str] | None:
    definition = algorithm.parameterDefinition(name)
    if isinstance(definition, QgsProcessingParameterField):
        return compat.field_names(algorithm, parameters, name, context) or None
    return split_list(algorithm.parameterAsString(parameters, name, context)) or None


_VALUES: tuple[tuple[Any, Callable[..., Any]], ...] = (
    (Choice, _chosen),
    (Flag, _yes_or_no),
    (Number, _number_value),
    (Fields, _several),
    (Crs, _system),
    (Files, _paths),
    (Parameter, _typed),
)
"""How what a person gave is read, from kind to reader; layers are read elsewhere."""
