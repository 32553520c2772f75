"""What differs between QGIS 3.22 and 4: every version test of the plugin, in one place."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFieldProxyModel,
    QgsMapLayerProxyModel,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingParameterNumber,
)
from qgis.core import QgsProcessingParameterDefinition as Definition
from qgis.core import QgsProcessingParameterField as FieldParameter
from qgis.core import QgsProcessingParameterFile as FileParameter
from qgis.PyQt import QtCore, QtGui, QtWidgets

QAction = getattr(QtGui, "QAction", None) or QtWidgets.QAction
VERSION = Qgis.QGIS_VERSION_INT

# Field types have the same numbers in QVariant::Type (Qt 5) and QMetaType::Type (Qt 6).
BOOL, INT, UINT, LONG, ULONG, DOUBLE = 1, 2, 3, 4, 5, 6
STRING, DATE, TIME, DATETIME = 10, 14, 15, 16
INTEGERS = frozenset({INT, UINT, LONG, ULONG})

if VERSION >= 33600:
    _Source = Qgis.ProcessingSourceType
    SOURCE_TYPES = {
        "any": _Source.VectorAnyGeometry,
        "point": _Source.VectorPoint,
        "line": _Source.VectorLine,
        "polygon": _Source.VectorPolygon,
        "table": _Source.Vector,
    }
    ADVANCED = Qgis.ProcessingParameterFlag.Advanced
    NUMBER_INTEGER = Qgis.ProcessingNumberParameterType.Integer
    NUMBER_DOUBLE = Qgis.ProcessingNumberParameterType.Double
    FIELD_ANY = Qgis.ProcessingFieldParameterDataType.Any
    FIELD_NUMERIC = Qgis.ProcessingFieldParameterDataType.Numeric
    FILE_BEHAVIOUR = Qgis.ProcessingFileParameterBehavior.File
    FOLDER_BEHAVIOUR = Qgis.ProcessingFileParameterBehavior.Folder
    SOURCE_TYPES["file"] = Qgis.ProcessingSourceType.File
else:
    SOURCE_TYPES = {
        "any": QgsProcessing.TypeVectorAnyGeometry,
        "point": QgsProcessing.TypeVectorPoint,
        "line": QgsProcessing.TypeVectorLine,
        "polygon": QgsProcessing.TypeVectorPolygon,
        "table": QgsProcessing.TypeVector,
    }
    ADVANCED = Definition.FlagAdvanced
    NUMBER_INTEGER = QgsProcessingParameterNumber.Integer
    NUMBER_DOUBLE = QgsProcessingParameterNumber.Double
    FIELD_ANY = FieldParameter.Any
    FIELD_NUMERIC = FieldParameter.Numeric
    FILE_BEHAVIOUR = FileParameter.File
    FOLDER_BEHAVIOUR = FileParameter.Folder
    SOURCE_TYPES["file"] = QgsProcessing.TypeFile

NO_GEOMETRY = getattr(QgsFeatureRequest, "Flag", QgsFeatureRequest).NoGeometry
WKT2 = QgsCoordinateReferenceSystem.WktVariant.WKT2_2018
WARNING, CRITICAL = Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical
FAST_INSERT = getattr(QgsFeatureSink, "Flag", QgsFeatureSink).FastInsert

GROUPS_RESULTS = VERSION >= 33200
"""Whether the details of a result name its group in the layer tree."""
TEXT_AS_TEXT = Qgis.TextRenderFormat.AlwaysText
if VERSION >= 33600:
    NO_THREADING = Qgis.ProcessingAlgorithmFlag.NoThreading
else:
    NO_THREADING = QgsProcessingAlgorithm.FlagNoThreading
if VERSION >= 33400:
    POINT_LAYERS, POLYGON_LAYERS = Qgis.LayerFilter.PointLayer, Qgis.LayerFilter.PolygonLayer
else:
    POINT_LAYERS, POLYGON_LAYERS = (
        QgsMapLayerProxyModel.PointLayer,
        QgsMapLayerProxyModel.PolygonLayer,
    )
NUMERIC_FIELDS = getattr(QgsFieldProxyModel, "Filter", QgsFieldProxyModel).Numeric


def number(member: Any) -> int:
    """Return the number of an enumeration member: an int in PyQt5, an Enum in PyQt6."""
    return int(getattr(member, "value", member))


def field_type(field: QgsField) -> int:
    """Return the number of a field's type, whatever Qt calls the enumeration."""
    return number(field.type())


def is_null(value: Any) -> bool:
    """Tell whether an attribute is NULL: a null variant before QGIS 4, or None."""
    return value is None or (isinstance(value, QtCore.QVariant) and value == NULL)


def make_field(name: str, kind: int, alias: str = "") -> QgsField:
    """Return a field of a type given by its number."""
    owner = QtCore.QMetaType.Type if VERSION >= 33800 else QtCore.QVariant.Type
    field = QgsField(name, owner(kind))
    name_for_people = field.setAlias
    name_for_people(alias)
    return field


def field_names(algorithm: Any, parameters: Any, name: str, context: Any) -> list[str]:
    """Return the names held by a parameter of several fields."""
    read = algorithm.parameterAsStrings if VERSION >= 33400 else algorithm.parameterAsFields
    return list(read(parameters, name, context))


def set_user_data(result: Any, value: Any) -> None:
    """Attach a value to a result of the locator: a method from QGIS 3.34 on."""
    if hasattr(result, "setUserData"):
        result.setUserData(value)
    else:
        result.userData = value


def user_data(result: Any) -> Any:
    """Return the value attached to a result of the locator."""
    held = result.userData
    return held() if callable(held) else held
