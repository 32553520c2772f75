"""QGIS styles (QML) written as plain XML, without QGIS; read by QGIS 3.22 and later.

Every style is rule-based, because a graduated or categorised renderer leaves units without a value
blank: here they get their own hatched symbol and their own line in the legend.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from geotools.outputs.markup import Element
from geotools.outputs.palette import STYLES, Style, StyleClass, get_style, withheld_class

QGIS_VERSION = "3.22.0"
"""Oldest QGIS that the files are written for; later ones convert on reading."""

_LAYER_GEOMETRY = {"point": "0", "line": "1", "polygon": "2"}
_SYMBOL_TYPE = {"point": "marker", "line": "line", "polygon": "fill"}
_HATCH_ANGLES = {"/": (45,), "//": (45,), "\\": (135,), "x": (45, 135), ".": ()}
_HATCH_DISTANCE = {"/": 2.4, "//": 1.2, "\\": 2.4, "x": 1.6}  # millimetres between two lines
_HATCH_WIDTH = 0.18
_DOT_DISTANCE = 2.0


def style_path(name: str, geometry: str = "polygon") -> Path:
    """Return the QML file of a style that the package ships, for QGIS to load.

    Parameters
    ----------
    name : str
        A style of ``palette.toml``.
    geometry : {"polygon", "point"}
        QGIS refuses a style made for another kind of geometry.

    Raises
    ------
    ConfigurationError
        When there is no style of that name.
    """
    shipped = get_style(name).geometries
    suffix = "_points" if geometry == "point" and shipped != ("point",) else ""
    return STYLES / f"{name}{suffix}.qml"


def style_qml(
    style: Style, *, geometry: str = "polygon", aliases: Mapping[str, str] | None = None
) -> str:
    """Return a QML document: symbols, legend, labels and field aliases (:func:`style_element`)."""
    root = style_element(style, geometry=geometry, aliases=aliases)
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + root.written(indented=True) + "\n"


def style_element(
    style: Style, *, geometry: str = "polygon", aliases: Mapping[str, str] | None = None
) -> Element:
    """Return the tree of a QML document: symbols, legend, labels and field aliases.

    Parameters
    ----------
    style : Style
    geometry : {"polygon", "point", "line"}
    aliases : mapping, optional
        Column name to the French label that QGIS shows instead, in the order of the layer.
    """
    root = Element("qgis", version=QGIS_VERSION, labelsEnabled=str(int(bool(style.label_field))))
    root.set("styleCategories", "Symbology|Labeling|Fields|MapTips")
    renderer = root.add("renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    renderer.set("forceraster", "0")
    rules = renderer.add("rules", key="equilibre-rules")
    symbols = renderer.add("symbols")
    for number, (item, expression) in enumerate(class_rules(style)):
        rule = rules.add("rule", key=f"equilibre-rule-{number}", symbol=str(number))
        rule.set("label", item.label)
        if expression:
            rule.set("filter", expression)
        symbols.append(_symbol(item, str(number), geometry))
    if style.label_field:
        root.append(_labeling(style.label_field, geometry))
    if aliases:
        add_aliases(root, aliases)
        title = style.label_field or next(name for name in aliases if name != "fid")
        root.add("previewExpression").text = f'"{title}"'
    root.add("layerGeometryType").text = _LAYER_GEOMETRY[geometry]
    return root


def class_rules(style: Style) -> list[tuple[StyleClass, str]]:
    """Return each class with its QGIS filter; the last one takes the rows without a value."""
    if style.kind == "single":
        return [(style.classes[0], style.condition)]
    field = '"' + style.field.replace('"', '""') + '"'
    rules = []
    for item, upper in zip(style.classes, style.uppers(), strict=True):
        if style.kind == "category":
            text = str(item.value).replace("'", "''")
            expression = f"{field} = '{text}'"
        else:
            bounds = []
            if math.isfinite(item.lower):
                bounds.append(f"{field} >= {item.lower:.12g}")
            if math.isfinite(upper):
                bounds.append(f"{field} < {upper:.12g}")
            expression = " AND ".join(bounds) or f"{field} IS NOT NULL"
        rules.append((item, expression))
    return [*rules, (withheld_class(), f"{field} IS NULL")]


def _options(parent: Element, **values: str) -> None:
    holder = parent.add("Option", type="Map")
    for name, value in values.items():
        holder.add("Option", name=name, value=value, type="QString")


def _rgba(color: str, alpha: int = 255) -> str:
    if color == "none":
        return "0,0,0,0"
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _symbol_element(name: str, kind: str) -> Element:
    return Element("symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")


def _layer(symbol: Element, kind: str, **values: str) -> Element:
    layer = symbol.add(
        "layer",
        {"class": kind, "enabled": "1"} | dict.fromkeys(("locked", "pass"), "0"),
    )
    _options(layer, **values)
    return layer


def _symbol(item: StyleClass, name: str, geometry: str) -> Element:
    symbol = _symbol_element(name, _SYMBOL_TYPE[geometry])
    if geometry == "point":
        _marker(symbol, item)
    elif geometry == "line":
        _line(symbol, item.color, max(item.outline_width, 0.4))
    else:
        _fill(symbol, item)
        _hatch(symbol, item, name)
    return symbol


def _line(symbol: Element, color: str, width: float) -> None:
    _layer(
        symbol,
        "SimpleLine",
        line_color=_rgba(color),
        line_style="solid",
        line_width=f"{width:g}",
        line_width_unit="MM",
        capstyle="flat",
        joinstyle="round",
    )


def _fill(symbol: Element, item: StyleClass) -> None:
    _layer(
        symbol,
        "SimpleFill",
        color=_rgba(item.color),
        style="no" if item.color == "none" else "solid",
        outline_color=_rgba(item.outline),
        outline_style="solid",
        outline_width=f"{item.outline_width:g}",
        outline_width_unit="MM",
        joinstyle="round",
    )


def _hatch(symbol: Element, item: StyleClass, name: str) -> None:
    """Add the hatch of a class over its colour, in millimetres so that it prints at any scale."""
    if not item.hatch:
        return
    if item.hatch == ".":
        dot = _layer(
            symbol,
            "PointPatternFill",
            distance_x=f"{_DOT_DISTANCE:g}",
            distance_y=f"{_DOT_DISTANCE:g}",
            displacement_x=f"{_DOT_DISTANCE / 2:g}",
            distance_x_unit="MM",
            distance_y_unit="MM",
        )
        marker = _symbol_element(f"@{name}@1", "marker")
        _marker(marker, replace(item, color=item.ink, size=0.5, outline_width=0.0))
        dot.append(marker)
    for order, angle in enumerate(_HATCH_ANGLES[item.hatch], start=1):
        lines = _layer(
            symbol,
            "LinePatternFill",
            angle=str(angle),
            distance=f"{_HATCH_DISTANCE[item.hatch]:g}",
            distance_unit="MM",
            line_width=f"{_HATCH_WIDTH:g}",
            line_width_unit="MM",
            color=_rgba(item.ink),
        )
        line = _symbol_element(f"@{name}@{order}", "line")
        _line(line, item.ink, _HATCH_WIDTH)
        lines.append(line)


_MARKERS = {"": "circle", "/": "triangle", "//": "square", "\\": "diamond", "x": "circle"}


def _marker(symbol: Element, item: StyleClass) -> None:
    """Draw a point; the shape repeats what the hatch says on areas."""
    shape = "cross_fill" if item.hatch == "." else _MARKERS[item.hatch]
    _layer(
        symbol,
        "SimpleMarker",
        name=shape,
        color=_rgba(item.color),
        size=f"{item.size:g}",
        size_unit="MM",
        outline_color=_rgba("#3a3a3a"),
        outline_style="solid" if item.outline_width else "no",
        outline_width=f"{item.outline_width:g}",
        outline_width_unit="MM",
        horizontal_anchor_point="1",
        vertical_anchor_point="1",
    )


def _labeling(field: str, geometry: str) -> Element:
    labeling = Element("labeling", type="simple")
    settings = labeling.add("settings", calloutType="simple")
    text = settings.add(
        "text-style",
        fieldName=field,
        isExpression="0",
        fontFamily="Sans Serif",
        fontSize="8",
        fontSizeUnit="Point",
        fontWeight="50",
        textColor="30,30,30,255",
        textOpacity="1",
    )
    text.add(
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.9",
        bufferSizeUnits="MM",
        bufferColor="255,255,255,255",
        bufferOpacity="0.85",
        bufferJoinStyle="128",
    )
    placement = "6" if geometry == "point" else "1"
    settings.add("placement", placement=placement, dist="1", priority="6")
    settings.add("rendering", obstacle="1", scaleVisibility="0", displayAll="0")
    return labeling


def add_aliases(root: Element, aliases: Mapping[str, str]) -> None:
    """Give columns the labels that QGIS shows instead of their names."""
    holder = root.add("aliases")
    for index, (field, label) in enumerate(aliases.items()):
        holder.add("alias", field=field, index=str(index), name=label)
