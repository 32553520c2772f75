"""A QGIS project that opens ready to read and to print, made without QGIS.

The project is stored inside the GeoPackage (table ``qgis_projects``) or beside it (``.qgz``); it
holds the layers in ordered groups with their styles, the print layouts and the statement of proof.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd

from geotools.atomic import atomic_file
from geotools.outputs.formatting import PERCENT
from geotools.outputs.layers import LayerSpec
from geotools.outputs.metadata import layer_metadata
from geotools.outputs.palette import Style, get_style
from geotools.outputs.proof import Proof
from geotools.outputs.qgis.factsheet import (
    FactSheet,
    Level,
    SheetFigure,
    figure_kind,
    usual_figures,
)
from geotools.outputs.qgis.layout import VARIABLES, Atlas, atlas_element, layout_element
from geotools.outputs.qgis.layout_items import LEGEND_TITLE, Box, legend_heading
from geotools.outputs.qgis.qml import QGIS_VERSION, style_qml

_GROUPS = ("0 · Atlas", "1 · Repères", "2 · Diagnostic", "3 · Tableaux")
_KINDS = {"point": "Point", "line": "Line", "polygon": "Polygon"}
_COMMUNES, _TERRITORY = "communes", "territoire"
_LANDMARKS = ("qpv", _COMMUNES)
_PAGED = ("groupes", "qpv", _COMMUNES)  # the layers that have an atlas
_END = "fin"
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
    paged = [layer for layer in spatial if layer.name in _PAGED and len(layer.frame)]
    shown = [
        *(_marked(layer) for layer in paged),
        *(_outline(layer) for layer in layers if _hides(layer)),
        *layers,
    ]
    root = ET.Element("qgis", version=QGIS_VERSION, projectname=proof.territory)
    ET.SubElement(root, "title").text = proof.territory
    crs = spatial[0].located().crs if spatial else None
    if crs is not None:
        _crs(ET.SubElement(root, "projectCrs"), crs)
    extent = _extent(spatial, crs)
    _tree(root, shown, geopackage)
    if extent is not None:
        _canvas(root, extent, crs)
    holder = ET.SubElement(root, "projectlayers")
    for layer in shown:
        holder.append(_map_layer(layer, proof, geopackage))
    _properties(root, proof)
    layouts = ET.SubElement(root, "Layouts")
    for page in ("a4", "a3"):
        layouts.append(layout_element(page, f"Carte {page.upper()}", extent=extent))
    for layer in paged:
        for page in ("a4", "a3"):
            layouts.append(_atlas(page, layer, layers, extent))
    ET.indent(root, " ")
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + ET.tostring(root, encoding="unicode") + "\n"


def _hides(layer: LayerSpec) -> bool:
    """Tell whether a landmark is drawn with a theme, so that its outline must be added."""
    return layer.name in _LANDMARKS and _default_kind(layer) not in ("", "single")


def _outline(layer: LayerSpec) -> LayerSpec:
    return replace(layer, title=f"{layer.title} : contours", style=layer.name, themes={})


def _marked(layer: LayerSpec) -> LayerSpec:
    """Return the layer that has the pages of an atlas: it draws the unit of the page, no other."""
    return replace(layer, title=f"{layer.title} : unité de la page", style="page", themes={})


def _default_kind(layer: LayerSpec) -> str:
    style = layer.default_style()
    return "" if style is None else style.kind


def _identifier(layer: LayerSpec) -> str:
    """Return the id of a layer in the project; one table may be shown by several layers.

    The end mark keeps an id from beginning another one: QGIS 3.22 takes such ids for each other
    when it closes a project (``QgsMapLayerModel::removeLayers`` matches the beginning) and then
    crashes on the layer that it forgot.
    """
    suffix = {layer.name: "_contours", "page": "_page"}.get(str(layer.style), "")
    return f"equilibre_{layer.name}{suffix}_{_END}"


def _source(layer: LayerSpec, geopackage: str) -> str:
    return f"./{geopackage}|layername={layer.name}"


def _crs(parent: ET.Element, crs: Any) -> None:
    reference = ET.SubElement(parent, "spatialrefsys")
    ET.SubElement(reference, "wkt").text = crs.to_wkt()
    authority = crs.to_authority()
    if authority:
        ET.SubElement(reference, "srsid").text = "1"  # any: QGIS then trusts the authority's code
        ET.SubElement(reference, "authid").text = ":".join(authority)


def _extent(spatial: Sequence[LayerSpec], crs: Any) -> Box | None:
    bounds = [layer.located(crs).total_bounds for layer in spatial if len(layer.frame)]
    if not bounds:
        return None
    left, bottom = np.nanmin(bounds, axis=0)[:2]
    right, top = np.nanmax(bounds, axis=0)[2:]
    return float(left), float(bottom), float(right), float(top)


def _tree(root: ET.Element, layers: Sequence[LayerSpec], geopackage: str) -> None:
    """List the layers in groups: what atlases mark, landmarks, results with the first shown."""
    tree = ET.SubElement(root, "layer-tree-group")
    groups: dict[str, list[LayerSpec]] = {name: [] for name in _GROUPS}
    for layer in layers:
        kind = _default_kind(layer)
        place = 3 if not layer.is_spatial else 1 if kind in ("", "single") else 2
        groups[_GROUPS[0 if layer.style == "page" else place]].append(layer)
    for name, members in groups.items():
        if not members:
            continue
        group = ET.SubElement(
            tree,
            "layer-tree-group",
            name=name,
            checked="Qt::Checked",
            expanded=str(int(name != _GROUPS[0])),
        )
        _custom(group, "legend/title-style", "hidden")
        for rank, layer in enumerate(members):
            shown = layer.is_spatial and (name in _GROUPS[:2] or rank == 0)
            node = ET.SubElement(
                group,
                "layer-tree-layer",
                id=_identifier(layer),
                name=layer.title,
                source=_source(layer, geopackage),
                providerKey="ogr",
                checked="Qt::Checked" if shown else "Qt::Unchecked",
                expanded=str(int(shown and name != _GROUPS[0])),
            )
            style = layer.default_style()
            if style is not None and (style.kind != "single" or style.condition):
                heading = style.title if style.condition else f"{style.title} · {layer.title}"
                _custom(node, LEGEND_TITLE, legend_heading(heading))


def _custom(node: ET.Element, name: str, value: str) -> None:
    """Store a custom property of a node of the tree, as the legend of a layout reads it."""
    holder = ET.SubElement(ET.SubElement(node, "customproperties"), "Option", type="Map")
    ET.SubElement(holder, "Option", name=name, value=value, type="QString")


def _canvas(root: ET.Element, extent: Box, crs: Any) -> None:
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


def _atlas(
    page: str, layer: LayerSpec, layers: Sequence[LayerSpec], extent: Box | None
) -> ET.Element:
    """Return the layout with one page for each unit of a layer, beside the level above."""
    named = "libelle" in layer.columns
    name = '"libelle"' if named else f"'{layer.key.capitalize()} ' || \"{layer.key}\""
    marked, communes = _marked(layer), [other for other in layers if other.name == _COMMUNES]
    figures = [
        SheetFigure(column, layer.alias(column), _figure_kind(layer, column))
        for column in layer.columns
        if pd.api.types.is_numeric_dtype(layer.frame[column])
    ]
    facts = FactSheet(
        layer=_identifier(marked),
        columns=[layer.key, *layer.columns],
        figures=usual_figures(figures),
        above=_level_above(layer, layers),
    )
    plain = style_qml(replace(get_style(_COMMUNES), label_field=""))
    around = {_identifier(_outline(other) if _hides(other) else other): plain for other in communes}
    atlas = Atlas(
        facts=facts,
        page_name=name,
        title=marked.title,
        extent=extent,
        locator={_identifier(marked): style_qml(get_style("page")), **around},
    )
    return atlas_element(page, f"Atlas {page.upper()} · {layer.title}", atlas)


def _level_above(layer: LayerSpec, layers: Sequence[LayerSpec]) -> Level | None:
    """Return where the level above is read: the commune, or for communes the territory."""
    by_name = {other.name: other for other in layers}
    communes, territory = by_name.get(_COMMUNES), by_name.get(_TERRITORY)
    if communes is not None and layer.name != _COMMUNES:
        return Level(_identifier(communes), _name_column(communes))
    if territory is not None and layer.name != _TERRITORY:
        return Level(_identifier(territory), _name_column(territory), located=False)
    return None


def _name_column(layer: LayerSpec) -> str:
    return "libelle" if "libelle" in layer.columns else ""


def _figure_kind(layer: LayerSpec, column: str) -> str:
    return "share" if layer.units.get(column) == PERCENT else figure_kind(column)
