"""A QGIS project that opens ready to read and to print, made without QGIS.

The project is stored inside the GeoPackage (table ``qgis_projects``) or beside it (``.qgz``); it
holds the layers in ordered groups with their styles, the print layouts and the statement of proof.
"""

from __future__ import annotations

import io
import sqlite3
import textwrap
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from geotools.atomic import atomic_file
from geotools.outputs.formatting import PERCENT
from geotools.outputs.layers import LayerSpec
from geotools.outputs.layout import LEGEND_WRAP, VARIABLES, layout_element
from geotools.outputs.metadata import layer_metadata
from geotools.outputs.palette import Style
from geotools.outputs.proof import Proof
from geotools.outputs.qml import QGIS_VERSION, style_qml

_GROUPS = ("1 · Repères", "2 · Diagnostic", "3 · Tableaux")
_KINDS = {"point": "Point", "line": "Line", "polygon": "Polygon"}
_SHEET_FIGURES = 14  # as many figures as the sheet of an atlas page holds
_LEGEND_WIDTH = 34  # characters of a legend heading on one line
_LANDMARKS = ("qpv", "communes")
_EPOCH = (2000, 1, 1, 0, 0, 0)


def write_project(
    path: str | Path,
    layers: Sequence[LayerSpec],
    *,
    geopackage: str,
    metadata: Proof,
    overwrite: bool = False,
) -> Path:
    """Write a ``.qgz`` project that shows the layers of a GeoPackage.

    Parameters
    ----------
    path : path
        Ends in ``.qgz``.
    layers : sequence of LayerSpec
        Those given to :func:`geotools.outputs.write_geopackage`.
    geopackage : str
        File name of the GeoPackage, in the same folder as the project.
    metadata : Proof
    overwrite : bool

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    text = project_xml(layers, metadata, geopackage)
    with atomic_file(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(_archive(path.stem, text))
    return path


def store_project(
    database: sqlite3.Connection,
    layers: Sequence[LayerSpec],
    metadata: Proof,
    name: str,
    geopackage: str,
) -> None:
    """Store a project inside an open GeoPackage, as QGIS does (without the user's name)."""
    content = _archive(name, project_xml(layers, metadata, geopackage)).hex()
    database.execute(
        "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"
    )
    stamp = f"{metadata.day:%Y-%m-%d}T00:00:00" if metadata.day else ""
    notes = f'{{"last_modified_time": "{stamp}", "last_modified_user": ""}}'
    database.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (name, notes, content))


def _archive(name: str, text: str) -> bytes:
    """Return a zip that holds the project, with a fixed date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{name}.qgs", _EPOCH), text.encode())
    return stream.getvalue()


def project_xml(layers: Sequence[LayerSpec], proof: Proof, geopackage: str) -> str:
    """Return the project's XML (``.qgs``).

    Parameters
    ----------
    layers : sequence of LayerSpec
    proof : Proof
    geopackage : str
        File name of the GeoPackage, relative to the project.
    """
    spatial = [layer for layer in layers if layer.is_spatial]
    layers = [*(_outline(layer) for layer in layers if _hides(layer)), *layers]
    root = ET.Element("qgis", version=QGIS_VERSION, projectname=proof.territory)
    ET.SubElement(root, "title").text = proof.territory
    crs = spatial[0].located().crs if spatial else None
    if crs is not None:
        _crs(ET.SubElement(root, "projectCrs"), crs)
    extent = _extent(spatial, crs)
    _tree(root, layers, geopackage)
    if extent is not None:
        _canvas(root, extent, crs)
    holder = ET.SubElement(root, "projectlayers")
    for layer in layers:
        holder.append(_map_layer(layer, proof, geopackage))
    _properties(root, proof)
    layouts = ET.SubElement(root, "Layouts")
    for page in ("a4", "a3"):
        layouts.append(layout_element(page, f"Carte {page.upper()}", extent=extent))
    covered = [layer for layer in spatial if _default_kind(layer) not in ("", "single")]
    for layer in covered[:1]:
        layouts.append(_atlas(layer, extent))
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode") + "\n"


def _hides(layer: LayerSpec) -> bool:
    """Tell whether a landmark is drawn with a theme, so that its outline must be added."""
    return layer.name in _LANDMARKS and _default_kind(layer) not in ("", "single")


def _outline(layer: LayerSpec) -> LayerSpec:
    return replace(layer, title=f"{layer.title} : contours", style=layer.name, themes={})


def _default_kind(layer: LayerSpec) -> str:
    style = layer.default_style()
    return "" if style is None else style.kind


def _identifier(layer: LayerSpec) -> str:
    """Return the id of a layer in the project; an outline and its theme are two layers."""
    return f"equilibre_{layer.name}{'_contours' if layer.style == layer.name else ''}"


def _source(layer: LayerSpec, geopackage: str) -> str:
    return f"./{geopackage}|layername={layer.name}"


def _crs(parent: ET.Element, crs: Any) -> None:
    reference = ET.SubElement(parent, "spatialrefsys")
    ET.SubElement(reference, "wkt").text = crs.to_wkt()
    authority = crs.to_authority()
    if authority:
        ET.SubElement(reference, "srsid").text = "1"  # any: QGIS then trusts the authority's code
        ET.SubElement(reference, "authid").text = ":".join(authority)


def _extent(spatial: Sequence[LayerSpec], crs: Any) -> tuple[float, float, float, float] | None:
    bounds = [layer.located(crs).total_bounds for layer in spatial if len(layer.frame)]
    if not bounds:
        return None
    left, bottom = np.nanmin(bounds, axis=0)[:2]
    right, top = np.nanmax(bounds, axis=0)[2:]
    return float(left), float(bottom), float(right), float(top)


def _tree(root: ET.Element, layers: Sequence[LayerSpec], geopackage: str) -> None:
    """List the layers in groups: landmarks above, results below with the first one shown."""
    tree = ET.SubElement(root, "layer-tree-group")
    groups: dict[str, list[LayerSpec]] = {name: [] for name in _GROUPS}
    for layer in layers:
        kind = _default_kind(layer)
        place = 2 if not layer.is_spatial else 0 if kind in ("", "single") else 1
        groups[_GROUPS[place]].append(layer)
    for name, members in groups.items():
        if not members:
            continue
        group = ET.SubElement(
            tree, "layer-tree-group", name=name, checked="Qt::Checked", expanded="1"
        )
        _custom(group, "legend/title-style", "hidden")
        for rank, layer in enumerate(members):
            shown = layer.is_spatial and (name == _GROUPS[0] or rank == 0)
            node = ET.SubElement(
                group,
                "layer-tree-layer",
                id=_identifier(layer),
                name=layer.title,
                source=_source(layer, geopackage),
                providerKey="ogr",
                checked="Qt::Checked" if shown else "Qt::Unchecked",
                expanded=str(int(shown)),
            )
            style = layer.default_style()
            if style is not None and style.kind != "single":
                title = textwrap.wrap(f"{style.title} · {layer.title}", _LEGEND_WIDTH)
                _custom(node, "legend/title-label", LEGEND_WRAP.join(title))


def _custom(node: ET.Element, name: str, value: str) -> None:
    """Store a custom property of a node of the tree, as the legend of a layout reads it."""
    holder = ET.SubElement(ET.SubElement(node, "customproperties"), "Option", type="Map")
    ET.SubElement(holder, "Option", name=name, value=value, type="QString")


def _canvas(root: ET.Element, extent: tuple[float, float, float, float], crs: Any) -> None:
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    ET.SubElement(canvas, "units").text = "meters"
    box = ET.SubElement(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        ET.SubElement(box, name).text = f"{value:.3f}"
    _crs(ET.SubElement(canvas, "destinationsrs"), crs)


def _map_layer(layer: LayerSpec, proof: Proof, geopackage: str) -> ET.Element:
    kind = _KINDS[layer.geometry] if layer.is_spatial else "No geometry"
    item = ET.Element("maplayer", type="vector", geometry=kind)
    ET.SubElement(item, "id").text = _identifier(layer)
    ET.SubElement(item, "datasource").text = _source(layer, geopackage)
    ET.SubElement(item, "layername").text = layer.title
    if layer.is_spatial:
        _crs(ET.SubElement(item, "srs"), layer.located().crs)
    ET.SubElement(item, "provider", encoding="UTF-8").text = "ogr"
    metadata = ET.fromstring(layer_metadata(layer, proof))
    described = ET.SubElement(item, "resourceMetadata")
    described.extend(list(metadata))
    style = layer.default_style()
    if style is not None:
        _add_style(item, layer, style)
    return item


def _add_style(item: ET.Element, layer: LayerSpec, style: Style) -> None:
    aliases = {name: layer.alias(name) for name in [layer.key, *layer.columns]}
    document = style_qml(style, geometry=layer.geometry, aliases={"fid": "N°", **aliases})
    drawn = ET.fromstring(document.split("\n", 1)[1])
    item.set("labelsEnabled", drawn.get("labelsEnabled", "0"))
    item.extend([child for child in drawn if child.tag != "layerGeometryType"])


def _properties(root: ET.Element, proof: Proof) -> None:
    """Store paths as relative ones and the variables that the layouts read."""
    properties = ET.SubElement(root, "properties")
    paths = ET.SubElement(properties, "Paths")
    ET.SubElement(paths, "Absolute", type="bool").text = "false"
    reference = ET.SubElement(properties, "SpatialRefSys")
    ET.SubElement(reference, "ProjectionsEnabled", type="int").text = "1"
    texts = (
        "Occupation du parc social",
        f"{proof.territory} · {proof.vintage} · {proof.base}",
        proof.footer(),
        proof.rule,
    )
    variables = ET.SubElement(properties, "Variables")
    names = ET.SubElement(variables, "variableNames", type="QStringList")
    values = ET.SubElement(variables, "variableValues", type="QStringList")
    for name, text in zip(VARIABLES, texts, strict=True):
        ET.SubElement(names, "value").text = name
        ET.SubElement(values, "value").text = text


def _atlas(layer: LayerSpec, extent: tuple[float, float, float, float] | None) -> ET.Element:
    """Return the layout with one page for each unit of a layer: map and figures."""
    name = "libelle" if "libelle" in layer.columns else layer.key
    attributes = {
        "coverageLayer": _identifier(layer),
        "coverageLayerName": layer.title,
        "coverageLayerProvider": "ogr",
        "pageNameExpression": f'"{name}"',
        "filenamePattern": f"'{layer.name}_' || \"{layer.key}\"",
        "sortFeatures": "1",
        "sortKey": f'"{name}"',
        "sortAscending": "1",
        "filterFeatures": "0",
    }
    figures = [column for column in layer.columns if column != "libelle"][:_SHEET_FIGURES]
    lines = [f"{layer.alias(column)} : [% {_shown(layer, column)} %]" for column in figures]
    return layout_element(
        "a4", f"Atlas · {layer.title}", extent=extent, atlas=attributes, sheet="\n".join(lines)
    )


def _shown(layer: LayerSpec, column: str) -> str:
    """Return the QGIS expression that writes a value as the tables do, « s » when NULL."""
    field = f'"{column}"'
    if not np.issubdtype(np.asarray(layer.frame[column]).dtype, np.number):
        return f"coalesce({field}, 's')"
    if layer.units.get(column) == PERCENT:
        return f"coalesce(format_number(100 * {field}, 1, 'fr') || ' %', 's')"
    decimals = f"if({field} = round({field}), 0, 1)"
    return f"coalesce(format_number({field}, {decimals}, 'fr'), 's')"
