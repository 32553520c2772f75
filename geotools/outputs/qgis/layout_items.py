"""What a QGIS print layout is made of, as plain XML: texts, maps, legend, scale, north, bars."""

from __future__ import annotations

import textwrap
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from geotools.outputs.markup import Element

Box = tuple[float, float, float, float]
"""Left, top, width and height on the page; or ``xmin, ymin, xmax, ymax`` on the ground."""

LEGEND_WRAP = "|"
"""Character that breaks a heading of the legend into lines."""

LEGEND_TITLE = "legend/title-label"
"""Property of a node of the layer tree where the legend finds its heading."""

PALE = "#ffffff"

# QGraphicsItem::UserType + 100 onwards (QgsLayoutItemRegistry::ItemType of QGIS).
_PAGE, _MAP, _PICTURE, _LABEL, _LEGEND, _SCALE = 65638, 65639, 65640, 65641, 65642, 65646
_ALIGN = {"left": "1", "right": "2", "center": "4"}
_NORTH = ":/images/north_arrows/layout_default_north_arrow.svg"
_NAMESPACE = uuid.UUID("7d1f3f7e-2d0c-4a5e-9a39-8f6f5f0a2026")


_LEGEND_WIDTH = 34  # characters of a legend heading on one line


def legend_heading(text: str) -> str:
    """Return the heading of a layer as the legend breaks it into lines."""
    return LEGEND_WRAP.join(textwrap.wrap(text, _LEGEND_WIDTH))


@dataclass(frozen=True)
class TextItem:
    """How a label is written: size in points, alignment, colours, and colour by expression."""

    size: float
    bold: bool = False
    align: str = "left"
    middle: bool = False
    fill: str = ""
    fill_expression: str = ""
    margin: float = 0.0


def identifier(text: str) -> str:
    """Return the same UUID for the same text, so that files do not change from run to run."""
    return f"{{{uuid.uuid5(_NAMESPACE, text)}}}"


def page(parent: Element, name: str, width: float, height: float) -> None:
    """Add the sheet of paper."""
    holder = parent.add("PageCollection")
    _item(holder, _PAGE, f"{name}/page", (0, 0, width, height), background=PALE)


def label(root: Element, identity: str, text: str, box: Box, style: TextItem) -> None:
    """Add a text; ``[% … %]`` holds expressions of QGIS."""
    item = _item(
        root,
        _LABEL,
        identity,
        box,
        background=style.fill or (PALE if style.fill_expression else ""),
        overrides={"dataDefinedBackgroundColor": style.fill_expression},
        labelText=text,
        htmlState="0",
        halign=_ALIGN[style.align],
        valign="128" if style.middle else "32",
        marginX=f"{style.margin:g}",
        marginY="0",
    )
    item.add("LabelFont", description=_font(style.size, style.bold), style="")
    item.add("FontColor", red="30", green="30", blue="30", alpha="255")


def bar(root: Element, identity: str, box: Box, color: str, overrides: Mapping[str, str]) -> None:
    """Add a filled rectangle whose place and size may follow expressions, in millimetres."""
    item = _item(
        root,
        _LABEL,
        identity,
        box,
        background=color,
        overrides=overrides,
        labelText="",
        htmlState="0",
    )
    item.add("LabelFont", description=_font(6), style="")


@dataclass(frozen=True)
class Sheet:
    """What a map of a layout shows.

    Parameters
    ----------
    extent : tuple, optional
        ``xmin, ymin, xmax, ymax``; QGIS asks for none in a template.
    scale : str
        Expression of the denominator of its scale; the map then follows the atlas's feature.
    layers : mapping
        Identifier of a layer to the style that draws it on this map; empty: what the project
        shows.
    """

    extent: Box | None = None
    scale: str = ""
    layers: Mapping[str, Element] | None = None


def map_item(root: Element, identity: str, box: Box, sheet: Sheet) -> str:
    """Add a map; return its identifier."""
    kept = str(bool(sheet.layers)).lower()
    item = _item(
        root,
        _MAP,
        identity,
        box,
        background=PALE,
        overrides={"dataDefinedMapScale": sheet.scale},
        followPreset="false",
        keepLayerSet=kept,
        keepLayerStyles=kept,
        mapRotation="0",
        drawCanvasItems="false",
    )
    item.set("frame", "true")
    left, bottom, right, top = _fit(sheet.extent or (0.0, 0.0, 1000.0, 1000.0), box)
    item.add(
        "Extent",
        xmin=f"{left:.3f}",
        ymin=f"{bottom:.3f}",
        xmax=f"{right:.3f}",
        ymax=f"{top:.3f}",
    )
    if sheet.layers:
        _own_layers(item, sheet.layers)
    driven = str(int(bool(sheet.scale)))
    item.add("AtlasMap", atlasDriven=driven, scalingMode="2", margin="0.3")
    return identifier(identity)


def _own_layers(item: Element, layers: Mapping[str, Element]) -> None:
    """Keep a list of layers and their styles for one map, whatever the project shows."""
    chosen, styles = item.add("LayerSet"), item.add("LayerStyles")
    for layer, drawn in layers.items():
        chosen.add("Layer").text = layer
        styles.add("LayerStyle", layerid=layer).append(drawn)


def _fit(extent: Box, box: Box) -> Box:
    """Return the extent widened to the shape of the map, with a margin."""
    left, bottom, right, top = extent
    scale = 1.05 * max((right - left) / box[2], (top - bottom) / box[3])
    x, y = (left + right) / 2, (bottom + top) / 2
    half_width, half_height = scale * box[2] / 2, scale * box[3] / 2
    return x - half_width, y - half_height, x + half_width, y + half_height


def legend(
    root: Element, identity: str, map_id: str, box: Box, zoom: float, columns: int = 1
) -> None:
    """Add the legend of what a map shows."""
    item = _item(
        root,
        _LEGEND,
        identity,
        box,
        title="Légende" if columns == 1 else "",
        map_uuid=map_id,
        legendFilterByMap="1",
        legendFilterByAtlas="0",
        resizeToContents="1",
        symbolWidth=f"{7 * zoom:g}",
        symbolHeight=f"{4 * zoom:g}",
        wrapChar=LEGEND_WRAP,
        columnCount=str(columns),
        splitLayer="0",
    )
    styles = item.add("styles")
    sizes = {"title": 11, "group": 9, "subgroup": 8.5, "symbolLabel": 7.5}
    for style, size in sizes.items():
        holder = styles.add("style", name=style, alignment="1", marginTop="1.2")
        if style == "symbolLabel":
            holder.set("marginLeft", "2")
        holder.add(
            "styleFont",
            description=_font(size * zoom, bold=style in ("title", "subgroup")),
            style="",
        )


def scale_bar(
    root: Element, identity: str, map_id: str, box: Box, zoom: float, unit: str = "km"
) -> None:
    """Add a scale bar in kilometres or metres."""
    item = _item(
        root,
        _SCALE,
        identity,
        box,
        mapUuid=map_id,
        style="Line Ticks Up",
        unitType={"km": "km", "m": "meters"}[unit],
        unitLabel=unit,
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
    style = item.add(
        "text-style",
        fontFamily="Sans Serif",
        fontSize=f"{8 * zoom:g}",
        fontSizeUnit="Point",
        textColor="30,30,30,255",
    )
    style.add("text-buffer", bufferDraw="0")
    numbers = item.add("numericFormat", id="basic").add("Option", type="Map")
    # the separator of thousands would be that of the machine: no scale bar needs one
    numbers.add("Option", name="show_thousand_separator", value="false", type="bool")


def north(root: Element, identity: str, map_id: str, box: Box) -> None:
    """Add a north arrow."""
    _item(
        root,
        _PICTURE,
        identity,
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


def _item(
    parent: Element,
    kind: int,
    identity: str,
    box: Box,
    *,
    background: str = "",
    overrides: Mapping[str, str] | None = None,
    **attributes: str,
) -> Element:
    x, y, width, height = box
    common = {
        "type": str(kind),
        "uuid": identifier(identity),
        "templateUuid": identifier(identity),
        "id": identity.split("/")[-1],
        "position": f"{x:g},{y:g},mm",
        "positionOnPage": f"{x:g},{y:g},mm",
        "size": f"{width:g},{height:g},mm",
        "background": str(bool(background)).lower(),
        "frame": "false",
        "visibility": "1",
        "opacity": "1",
        "zValue": str(len(parent.children)),
        "referencePoint": "0",
    }
    item = parent.add("LayoutItem", common | attributes)
    fill = background or PALE
    red, green, blue = (str(int(fill[at : at + 2], 16)) for at in (1, 3, 5))
    item.add("BackgroundColor", red=red, green=green, blue=blue, alpha="255")
    holder = item.add("LayoutObject")
    _override(holder, {name: text for name, text in (overrides or {}).items() if text})
    return item


def _override(holder: Element, expressions: Mapping[str, str]) -> None:
    """Have properties of an item follow expressions, as QGIS stores them."""
    if not expressions:
        return
    collection = holder.add("dataDefinedProperties").add("Option", type="Map")
    collection.add("Option", name="name", value="", type="QString")
    properties = collection.add("Option", name="properties", type="Map")
    for name, expression in expressions.items():
        entry = properties.add("Option", name=name, type="Map")
        entry.add("Option", name="active", value="true", type="bool")
        entry.add("Option", name="expression", value=expression, type="QString")
        entry.add("Option", name="type", value="3", type="int")
    collection.add("Option", name="type", value="collection", type="QString")


def _font(size: float, bold: bool = False) -> str:
    """Return a font as Qt writes it; weight 75 is bold, 50 is normal."""
    return f"Sans Serif,{size:g},-1,5,{75 if bold else 50},0,0,0,0,0"
