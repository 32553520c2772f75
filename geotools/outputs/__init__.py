"""Outputs: everything that a person opens, each file whole or not at all."""

from geotools.outputs.atomic import atomic_file, atomic_folder
from geotools.outputs.certificate import check_certificate, write_certificate
from geotools.outputs.geopackage import write_geopackage
from geotools.outputs.layers import LayerSpec
from geotools.outputs.maps import MapSpec, write_map
from geotools.outputs.palette import Style, StyleClass, get_style, graduated, styles
from geotools.outputs.project import write_project
from geotools.outputs.proof import Proof
from geotools.outputs.publish import Publication, guard, publish_release
from geotools.outputs.qml import style_path, style_qml
from geotools.outputs.report import KeyFigure, ReportSpec, write_report
from geotools.outputs.tables import write_csv, write_workbook

__all__ = [
    "KeyFigure",
    "LayerSpec",
    "MapSpec",
    "Proof",
    "Publication",
    "ReportSpec",
    "Style",
    "StyleClass",
    "atomic_file",
    "atomic_folder",
    "check_certificate",
    "get_style",
    "graduated",
    "guard",
    "publish_release",
    "style_path",
    "style_qml",
    "styles",
    "write_certificate",
    "write_csv",
    "write_geopackage",
    "write_map",
    "write_project",
    "write_report",
    "write_workbook",
]
