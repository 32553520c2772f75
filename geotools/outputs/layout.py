"""QGIS print layouts as plain XML: A4 and A3, in a template (``.qpt``) or inside a project.

Texts are expressions on project variables (``@equilibre_…``), so the same layout serves every
project: title, legend, scale bar, north, sources, vintage and secrecy mention.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from geotools.outputs.formatting import WITHHELD_LEGEND
from geotools.outputs.palette import STYLES

PAGES = {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}
"""Landscape pages, width and height in millimetres."""

VARIABLES = {
    "equilibre_titre": "Titre de la carte",
    "equilibre_territoire": "Territoire",
    "equilibre_sources": "Sources et millésime à compléter",
    "equilibre_secret": "Règle de secret statistique à compléter",
}
"""Project variables read by the layouts, with the text shown where a project lacks them."""

# QGraphicsItem::UserType + 100 onwards (QgsLayoutItemRegistry::ItemType of QGIS).
_PAGE, _MAP, _PICTURE, _LABEL, _LEGEND, _SCALE = 65638, 65639, 65640, 65641, 65642, 65646
_NORTH = ":/images/north_arrows/layout_default_north_arrow.svg"
_NAMESPACE = uuid.UUID("7d1f3f7e-2d0c-4a5e-9a39-8f6f5f0a2026")
LEGEND_WRAP = "|"
"""Character that breaks a heading of the legend into lines."""

_MARGIN = 10.0
_SHEET = 0.38  # share of the height beside the map that an atlas page gives to the figures


def template_path(page: str = "a4") -> Any:
    """Return the shipped ``.qpt`` template of a page (``a4`` or ``a3``)."""
    return STYLES / f"carte_{page}.qpt"


def template_text(page: str) -> str:
    """Return the text of a ``.qpt`` template."""
    root = layout_element(page, f"Carte {page.upper()}")
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def layout_element(
    page: str,
    name: str,
    *,
    extent: tuple[float, float, float, float] | None = None,
    atlas: Mapping[str, str] | None = None,
    sheet: str = "",
) -> ET.Element:
    """Return a ``<Layout>`` element.

    Parameters
    ----------
    page : {"a4", "a3"}
    name : str
    extent : tuple, optional
        ``xmin, ymin, xmax, ymax`` of the map; QGIS asks for none in a template.
    atlas : mapping, optional
        Attributes of the atlas (``coverageLayer``, ``pageNameExpression`` …); the map then follows
        its feature.
    sheet : str
        Text with expressions shown beside the map: the figures of the atlas's feature.
    """
    grid = _Grid(*PAGES[page])
    root = ET.Element("Layout", name=name, units="mm", printResolution="300", worldFileMap="")
    pages = ET.SubElement(root, "PageCollection")
    _item(pages, _PAGE, f"{name}/page", (0, 0, grid.width, grid.height), background=True)
    _texts(root, name, grid, "equilibre_titre" if atlas is None else "atlas_pagename")
    _map(root, name, grid.map, extent, driven=atlas is not None)
    map_id, zoom = _identifier(f"{name}/map"), grid.zoom
    sheet_height = grid.map[3] * _SHEET if sheet else 0.0
    if sheet:
        _label(root, name, "fiche", sheet, 8.5 * zoom, grid.beside(0, sheet_height))
    _legend(root, name, map_id, grid.beside(sheet_height, 80 * zoom), zoom)
    below = grid.map[3] - 14 * zoom
    _scale(root, name, map_id, grid.beside(below, 14 * zoom), zoom)
    north = (grid.width - _MARGIN - 10 * zoom, grid.map[1] + below, 10 * zoom, 12 * zoom)
    _north(root, name, map_id, north)
    if atlas is not None:
        ET.SubElement(root, "Atlas", {"enabled": "1", "hideCoverage": "0", **atlas})
    return root


@dataclass(frozen=True)
class _Grid:
    """Places on a page, in millimetres; sizes grow with the page."""

    width: float
    height: float

    @property
    def zoom(self) -> float:
        return self.height / PAGES["a4"][1]

    @property
    def map(self) -> tuple[float, float, float, float]:
        top, foot = _MARGIN + 17 * self.zoom, _MARGIN + 19 * self.zoom
        width = self.width - 2 * _MARGIN - 72 * self.zoom
        return _MARGIN, top, width, self.height - top - foot

    def beside(self, down: float, height: float) -> tuple[float, float, float, float]:
        """Return a box right of the map, ``down`` millimetres under its top."""
        left, top, width, _ = self.map
        return left + width + 4 * self.zoom, top + down, 68 * self.zoom, height


def _texts(root: ET.Element, name: str, grid: _Grid, title: str) -> None:
    left, top, _, height = grid.map
    zoom, whole = grid.zoom, grid.width - 2 * _MARGIN
    place = (left, _MARGIN, whole, 9 * zoom)
    _label(root, name, "titre", f"[% {_variable(title)} %]", 16 * zoom, place, bold=True)
    where = f"[% {_variable('equilibre_territoire')} %]"
    _label(root, name, "territoire", where, 10 * zoom, (left, _MARGIN + 9 * zoom, whole, 7 * zoom))
    proof = "\n".join(f"[% {_variable(f'equilibre_{part}')} %]" for part in ("sources", "secret"))
    foot = (left, top + height + 2, whole, grid.height - _MARGIN - top - height - 2)
    _label(root, name, "preuve", f"{proof}\n{WITHHELD_LEGEND}", 6.5 * zoom, foot)


def _identifier(text: str) -> str:
    """Return the same UUID for the same text, so that files do not change from run to run."""
    return f"{{{uuid.uuid5(_NAMESPACE, text)}}}"


def _variable(name: str) -> str:
    return f"coalesce(@{name}, '{VARIABLES.get(name, '')}')"


def _item(
    parent: ET.Element,
    kind: int,
    identity: str,
    box: tuple[float, float, float, float],
    *,
    background: bool = False,
    **attributes: str,
) -> ET.Element:
    x, y, width, height = box
    common = {
        "type": str(kind),
        "uuid": _identifier(identity),
        "templateUuid": _identifier(identity),
        "id": identity.split("/")[-1],
        "position": f"{x:g},{y:g},mm",
        "positionOnPage": f"{x:g},{y:g},mm",
        "size": f"{width:g},{height:g},mm",
        "background": str(background).lower(),
        "frame": "false",
        "visibility": "1",
        "opacity": "1",
        "zValue": str(len(parent)),
        "referencePoint": "0",
    }
    item = ET.SubElement(parent, "LayoutItem", common | attributes)
    ET.SubElement(item, "BackgroundColor", red="255", green="255", blue="255", alpha="255")
    ET.SubElement(item, "LayoutObject")
    return item


def _font(size: float, bold: bool = False) -> str:
    """Return a font as Qt writes it; weight 75 is bold, 50 is normal."""
    return f"Sans Serif,{size:g},-1,5,{75 if bold else 50},0,0,0,0,0"


def _label(
    root: ET.Element,
    name: str,
    identity: str,
    text: str,
    size: float,
    box: tuple[float, float, float, float],
    *,
    bold: bool = False,
) -> None:
    item = _item(
        root,
        _LABEL,
        f"{name}/{identity}",
        box,
        labelText=text,
        htmlState="0",
        halign="1",
        valign="32",
        marginX="0",
        marginY="0",
    )
    ET.SubElement(item, "LabelFont", description=_font(size, bold), style="")
    ET.SubElement(item, "FontColor", red="30", green="30", blue="30", alpha="255")


def _map(
    root: ET.Element,
    name: str,
    box: tuple[float, float, float, float],
    extent: tuple[float, float, float, float] | None,
    *,
    driven: bool,
) -> None:
    item = _item(
        root,
        _MAP,
        f"{name}/map",
        box,
        background=True,
        followPreset="false",
        keepLayerSet="false",
        mapRotation="0",
        drawCanvasItems="false",
    )
    item.set("frame", "true")
    left, bottom, right, top = _fit(extent or (0.0, 0.0, 1000.0, 1000.0), box)
    ET.SubElement(
        item,
        "Extent",
        xmin=f"{left:.3f}",
        ymin=f"{bottom:.3f}",
        xmax=f"{right:.3f}",
        ymax=f"{top:.3f}",
    )
    ET.SubElement(item, "AtlasMap", atlasDriven=str(int(driven)), scalingMode="2", margin="0.6")


def _fit(
    extent: tuple[float, float, float, float], box: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """Return the extent widened to the shape of the map, with a margin."""
    left, bottom, right, top = extent
    scale = 1.05 * max((right - left) / box[2], (top - bottom) / box[3])
    x, y = (left + right) / 2, (bottom + top) / 2
    half_width, half_height = scale * box[2] / 2, scale * box[3] / 2
    return x - half_width, y - half_height, x + half_width, y + half_height


def _legend(
    root: ET.Element,
    name: str,
    map_id: str,
    box: tuple[float, float, float, float],
    zoom: float,
) -> None:
    item = _item(
        root,
        _LEGEND,
        f"{name}/legende",
        box,
        title="Légende",
        map_uuid=map_id,
        legendFilterByMap="1",
        legendFilterByAtlas="0",
        resizeToContents="1",
        symbolWidth=f"{7 * zoom:g}",
        symbolHeight=f"{4 * zoom:g}",
        wrapChar=LEGEND_WRAP,
        columnCount="1",
    )
    styles = ET.SubElement(item, "styles")
    sizes = {"title": 11, "group": 9, "subgroup": 8.5, "symbolLabel": 7.5}
    for style, size in sizes.items():
        holder = ET.SubElement(styles, "style", name=style, alignment="1", marginTop="1.2")
        if style == "symbolLabel":
            holder.set("marginLeft", "2")
        ET.SubElement(
            holder,
            "styleFont",
            description=_font(size * zoom, bold=style in ("title", "subgroup")),
            style="",
        )


def _scale(
    root: ET.Element,
    name: str,
    map_id: str,
    box: tuple[float, float, float, float],
    zoom: float,
) -> None:
    item = _item(
        root,
        _SCALE,
        f"{name}/echelle",
        box,
        mapUuid=map_id,
        style="Line Ticks Up",
        unitType="km",
        unitLabel="km",
        numMapUnitsPerScaleBarUnit="1",
        segmentSizeMode="1",
        minBarWidth=f"{20 * zoom:g}",
        maxBarWidth=f"{45 * zoom:g}",
        numSegments="2",
        numSegmentsLeft="0",
        height=f"{2.5 * zoom:g}",
        labelBarSpace="1.5",
        boxContentSpace="1",
        alignment="0",
    )
    style = ET.SubElement(
        item,
        "text-style",
        fontFamily="Sans Serif",
        fontSize=f"{8 * zoom:g}",
        fontSizeUnit="Point",
        textColor="30,30,30,255",
    )
    ET.SubElement(style, "text-buffer", bufferDraw="0")


def _north(
    root: ET.Element, name: str, map_id: str, box: tuple[float, float, float, float]
) -> None:
    _item(
        root,
        _PICTURE,
        f"{name}/nord",
        box,
        file=_NORTH,
        mapUuid=map_id,
        northMode="0",
        resizeMode="0",
        anchorPoint="4",
        svgFillColor="29,53,87,255",
        svgBorderColor="29,53,87,255",
        svgBorderWidth="0.2",
    )
