"""Outputs: everything that a person opens, each file whole or not at all."""

from geotools.atomic import atomic_file, atomic_folder
from geotools.outputs.certificate import check_certificate, write_certificate
from geotools.outputs.certified import certified_release
from geotools.outputs.geopackage import write_geopackage
from geotools.outputs.layers import LayerSpec
from geotools.outputs.map_page import MapSpec
from geotools.outputs.maps import write_map
from geotools.outputs.operations import export_styled, print_map, verify_certificate
from geotools.outputs.palette import (
    Style,
    StyleClass,
    get_style,
    graduated,
    recognise_style,
    styles,
)
from geotools.outputs.proof import Origin, Proof
from geotools.outputs.publish import Publication, guard, publish_release
from geotools.outputs.qgis.project import write_project
from geotools.outputs.qgis.qml import style_path, style_qml
from geotools.outputs.report import KeyFigure, ReportSpec, write_report
from geotools.outputs.tables import write_csv, write_workbook

__all__ = [
    "KeyFigure",
    "LayerSpec",
    "MapSpec",
    "Origin",
    "Proof",
    "Publication",
    "ReportSpec",
    "Style",
    "StyleClass",
    "atomic_file",
    "atomic_folder",
    "certified_release",
    "check_certificate",
    "export_styled",
    "get_style",
    "graduated",
    "guard",
    "print_map",
    "publish_release",
    "recognise_style",
    "style_path",
    "style_qml",
    "styles",
    "verify_certificate",
    "write_certificate",
    "write_csv",
    "write_geopackage",
    "write_map",
    "write_project",
    "write_report",
    "write_workbook",
]
