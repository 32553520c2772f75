"""A QGIS project that opens ready to read and to print, made without QGIS.

The project is stored inside the GeoPackage (table ``qgis_projects``) or beside it (``.qgz``); it
holds the layers in ordered groups with their styles, the print layouts and the statement of proof.
"""

from __future__ import annotations

import io
import os
import sqlite3
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from geotools.atomic import atomic_file
from geotools.outputs.layers import LayerSpec
from geotools.outputs.markup import Element
from geotools.outputs.metadata import layer_metadata
from geotools.outputs.palette import Style, get_style
from geotools.outputs.proof import Proof
from geotools.outputs.qgis.factsheet import FactSheet, Level, usual_figures
from geotools.outputs.qgis.forms import add_form, aliases, described, figures
from geotools.outputs.qgis.layout import VARIABLES, Atlas, atlas_element, layout_element
from geotools.outputs.qgis.layout_items import LEGEND_TITLE, Box, legend_heading
from geotools.outputs.qgis.qml import QGIS_VERSION, style_element
from geotools.outputs.qgis.themes import (
    Look,
    Vintage,
    add_base_map,
    add_themes,
    add_time,
    add_vintage,
    vintages,
)

VERSION_VARIABLE = "EQUILIBRE_QGIS"
"""Environment variable: the QGIS that will open the project, which warns of any other one."""

_GROUPS = ("0 · Atlas", "1 · Repères", "2 · Diagnostic", "3 · Tableaux", "4 · Évolution")
_BASE = "5 · Fond de plan"
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
        *vintages(layers),
    ]
    version = os.environ.get(VERSION_VARIABLE, QGIS_VERSION)
    root = Element("qgis", version=version, projectname=proof.territory)
    root.add("title").text = proof.territory
    crs = spatial[0].located().crs if spatial else None
    if crs is not None:
        _crs(root.add("projectCrs"), crs)
    extent = _extent(spatial, crs)
    tree = _tree(root, shown, geopackage)
    if extent is not None:
        _canvas(root, extent, crs)
    holder = root.add("projectlayers")
    for layer in shown:
        holder.append(_map_layer(layer, proof, geopackage))
    add_base_map(holder, tree.add("layer-tree-group", name=_BASE, checked="Qt::Checked"))
    _properties(root, proof)
    add_themes(root, _themes(shown))
    dated = [layer for layer in shown if isinstance(layer, Vintage)]
    if dated:
        add_time(root, dated)
    layouts = root.add("Layouts")
    for page in ("a4", "a3"):
        layouts.append(layout_element(page, f"Carte {page.upper()}", extent=extent))
    for layer in paged:
        for page in ("a4", "a3"):
            layouts.append(_atlas(page, layer, layers, extent))
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + root.written(indented=True) + "\n"


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
    if isinstance(layer, Vintage):
        return f"equilibre_{layer.name}_{layer.year}_{_END}"
    suffix = {layer.name: "_contours", "page": "_page"}.get(str(layer.style), "")
    return f"equilibre_{layer.name}{suffix}_{_END}"


def _source(layer: LayerSpec, geopackage: str) -> str:
    return f"./{geopackage}|layername={layer.name}"


def _crs(parent: Element, crs: Any) -> None:
    reference = parent.add("spatialrefsys")
    reference.add("wkt").text = crs.to_wkt()
    authority = crs.to_authority()
    if authority:
        reference.add("srsid").text = "1"  # any: QGIS then trusts the authority's code
        reference.add("authid").text = ":".join(authority)


def _extent(spatial: Sequence[LayerSpec], crs: Any) -> Box | None:
    bounds = [layer.located(crs).total_bounds for layer in spatial if len(layer.frame)]
    if not bounds:
        return None
    left, bottom = np.nanmin(bounds, axis=0)[:2]
    right, top = np.nanmax(bounds, axis=0)[2:]
    return float(left), float(bottom), float(right), float(top)


def _name(layer: LayerSpec) -> str:
    """Return the name of a layer in the tree: what it is of, then what its colours say."""
    style = layer.default_style()
    if style is None or style.kind == "single" or isinstance(layer, Vintage):
        return layer.title
    return f"{layer.title} · {style.title}"


def _themes(layers: Sequence[LayerSpec]) -> dict[str, list[Look]]:
    """Return the themes: each style of the first layer of results, one of each other, the years."""
    drawn = [(layer, style) for layer in layers if (style := layer.default_style()) is not None]
    marks = [
        Look(_identifier(layer), style.title)
        for layer, style in drawn
        if style.kind == "single" and layer.style != "page" and layer.name in _LANDMARKS
    ]
    themes: dict[str, list[Look]] = {}
    results = [layer for layer, style in drawn if style.kind != "single"]
    for layer in results:
        styles = [style.title for style in layer.themed().values()]
        for title in styles if layer is results[0] else styles[:1]:
            name = layer.title if isinstance(layer, Vintage) else f"{title} · {layer.title}"
            themes[name] = [*marks, Look(_identifier(layer), title)]
    return themes


def _tree(root: Element, layers: Sequence[LayerSpec], geopackage: str) -> Element:
    """List the layers in groups: what atlases mark, landmarks, results with the first shown."""
    tree = root.add("layer-tree-group")
    groups: dict[str, list[LayerSpec]] = {name: [] for name in _GROUPS}
    for layer in layers:
        groups[_GROUPS[_place(layer)]].append(layer)
    for name, members in groups.items():
        if not members:
            continue
        group = tree.add(
            "layer-tree-group",
            name=name,
            checked="Qt::Checked",
            expanded=str(int(name != _GROUPS[0])),
        )
        _custom(group, "legend/title-style", "hidden")
        for rank, layer in enumerate(members):
            shown = name in _GROUPS[:2] or (name == _GROUPS[2] and rank == 0)
            node = group.add(
                "layer-tree-layer",
                id=_identifier(layer),
                name=_name(layer),
                source=_source(layer, geopackage),
                providerKey="ogr",
                checked="Qt::Checked" if shown else "Qt::Unchecked",
                expanded=str(int(shown and name != _GROUPS[0])),
            )
            style = layer.default_style()
            if style is not None and (style.kind != "single" or style.condition):
                heading = style.title if style.condition else f"{style.title} · {layer.title}"
                _custom(node, LEGEND_TITLE, legend_heading(heading))
    return tree


def _place(layer: LayerSpec) -> int:
    """Return the rank of the group of a layer."""
    if isinstance(layer, Vintage):
        return 4
    if layer.style == "page":
        return 0
    if not layer.is_spatial:
        return 3
    return 1 if _default_kind(layer) in ("", "single") else 2


def _custom(node: Element, name: str, value: str) -> None:
    """Store a custom property of a node of the tree, as the legend of a layout reads it."""
    holder = node.add("customproperties").add("Option", type="Map")
    holder.add("Option", name=name, value=value, type="QString")


def _canvas(root: Element, extent: Box, crs: Any) -> None:
    canvas = root.add("mapcanvas", name="theMapCanvas")
    canvas.add("units").text = "meters"
    box = canvas.add("extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), extent, strict=True):
        box.add(name).text = f"{value:.3f}"
    _crs(canvas.add("destinationsrs"), crs)


def _map_layer(layer: LayerSpec, proof: Proof, geopackage: str) -> Element:
    kind = _KINDS[layer.geometry] if layer.is_spatial else "No geometry"
    item = Element("maplayer", type="vector", geometry=kind)
    item.add("id").text = _identifier(layer)
    item.add("datasource").text = _source(layer, geopackage)
    item.add("layername").text = _name(layer)
    if layer.is_spatial:
        _crs(item.add("srs"), layer.located().crs)
    item.add("provider", encoding="UTF-8").text = "ogr"
    notes = item.add("resourceMetadata")
    notes.children.extend(layer_metadata(layer, proof))
    _add_style(item, layer)
    if isinstance(layer, Vintage) and layer.table is not None:
        add_vintage(item, layer, _identifier(layer.table))
    return item


def _add_style(item: Element, layer: LayerSpec) -> None:
    """Dress a layer with its default style, and offer its other ones under their names."""
    styles = {style.title: style for style in layer.themed().values()}
    if not styles:
        item.children.extend(_dressed(layer, None))
        return
    current, *others = styles
    drawn = _dressed(layer, styles[current])
    item.set("labelsEnabled", drawn.get("labelsEnabled", "0"))
    item.children.extend(child for child in drawn if child.tag != "layerGeometryType")
    manager = item.add("map-layer-style-manager", current=current)
    manager.add("map-layer-style", name=current)
    for name in others:
        manager.add("map-layer-style", name=name).append(_dressed(layer, styles[name]))


def _dressed(layer: LayerSpec, style: Style | None) -> Element:
    """Return a whole style: QGIS forgets what the one that it puts on does not say."""
    if style is None:
        root = described(layer)
    else:
        root = style_element(style, geometry=layer.geometry, aliases=aliases(layer))
        root.attributes.pop("styleCategories", None)
    add_form(root, layer)
    return root


def _properties(root: Element, proof: Proof) -> None:
    """Store paths as relative ones and the variables that the layouts read."""
    properties = root.add("properties")
    paths = properties.add("Paths")
    paths.add("Absolute", type="bool").text = "false"
    reference = properties.add("SpatialRefSys")
    reference.add("ProjectionsEnabled", type="int").text = "1"
    texts = (
        "Occupation du parc social",
        f"{proof.territory} · {proof.vintage} · {proof.base}",
        proof.footer(),
        proof.rule,
    )
    variables = properties.add("Variables")
    names = variables.add("variableNames", type="QStringList")
    values = variables.add("variableValues", type="QStringList")
    for name, text in zip(VARIABLES, texts, strict=True):
        names.add("value").text = name
        values.add("value").text = text


def _atlas(page: str, layer: LayerSpec, layers: Sequence[LayerSpec], extent: Box | None) -> Element:
    """Return the layout with one page for each unit of a layer, beside the level above."""
    named = "libelle" in layer.columns
    name = '"libelle"' if named else f"'{layer.key.capitalize()} ' || \"{layer.key}\""
    marked, communes = _marked(layer), [other for other in layers if other.name == _COMMUNES]
    facts = FactSheet(
        layer=_identifier(marked),
        columns=[layer.key, *layer.columns],
        figures=usual_figures(figures(layer)),
        above=_level_above(layer, layers),
    )
    plain = style_element(replace(get_style(_COMMUNES), label_field=""))
    around = {_identifier(_outline(other) if _hides(other) else other): plain for other in communes}
    atlas = Atlas(
        facts=facts,
        page_name=name,
        title=marked.title,
        extent=extent,
        locator={_identifier(marked): style_element(get_style("page")), **around},
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
