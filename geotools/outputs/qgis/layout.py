"""QGIS print layouts as plain XML: A4 and A3, in a template (``.qpt``), a project or an atlas.

Texts are expressions on project variables (``@equilibre_…``), so the same layout serves every
project: title, legend, scale bar, north, sources, vintage and secrecy mention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geotools.outputs.formatting import WITHHELD_LEGEND
from geotools.outputs.markup import Element
from geotools.outputs.palette import STYLES
from geotools.outputs.qgis import layout_items as items
from geotools.outputs.qgis.factsheet import MOST_FIGURES, SAME, FactSheet, SheetFigure
from geotools.outputs.qgis.layout_items import Box, Sheet, TextItem

PAGES = {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}
"""Landscape pages, width and height in millimetres."""

VARIABLES = {
    f"equilibre_{name}": text
    for name, text in (
        ("titre", "Titre de la carte"),
        ("territoire", "Territoire"),
        ("sources", "Sources et millésime à compléter"),
        ("secret", "Règle de secret statistique à compléter"),
    )
}
"""Project variables read by the layouts, with the text shown where a project lacks them."""

_MARGIN, _HEAD, _FOOT, _SIDE = 10.0, 17.0, 25.0, 72.0  # millimetres on A4
_FACTS = 121.0  # width of the figures of an atlas page
_ROW = 8.4  # height of a line of figures
_LOCATOR = 34.0  # side of the small map that says where the unit is
_NEAREST = 6000  # an atlas never zooms closer than 1:6 000
_AROUND = 1.7  # how many times the unit its map shows
_UNIT_COLOR, _ABOVE_COLOR = "#3b6a94", "#1e1e1e"


def template_path(page: str = "a4") -> Any:
    """Return the shipped ``.qpt`` template of a page (``a4`` or ``a3``)."""
    return STYLES / f"carte_{page}.qpt"


def template_text(page: str) -> str:
    """Return the text of a ``.qpt`` template."""
    root = layout_element(page, f"Carte {page.upper()}")
    return root.written(indented=True) + "\n"


def layout_element(page: str, name: str, *, extent: Box | None = None) -> Element:
    """Return the ``<Layout>`` element of one map.

    Parameters
    ----------
    page : {"a4", "a3"}
    name : str
    extent : tuple, optional
        ``xmin, ymin, xmax, ymax`` of the map; QGIS asks for none in a template.
    """
    grid = _Grid(*PAGES[page], side=_SIDE)
    root = _sheet(name, grid)
    _heading(root, name, grid, "equilibre_titre")
    map_id = items.map_item(root, f"{name}/map", grid.map, Sheet(extent))
    zoom, below = grid.zoom, grid.map[3] - 14 * grid.zoom
    items.legend(root, f"{name}/legende", map_id, grid.beside(0, 80 * zoom), zoom)
    items.scale_bar(root, f"{name}/echelle", map_id, grid.beside(below, 14 * zoom), zoom)
    north = (grid.width - _MARGIN - 10 * zoom, grid.map[1] + below, 10 * zoom, 12 * zoom)
    items.north(root, f"{name}/nord", map_id, north)
    _foot(root, name, grid)
    return root


@dataclass(frozen=True)
class Atlas:
    """One page for each feature of a layer.

    Parameters
    ----------
    facts : FactSheet
        What each page says; ``facts.layer`` is the layer that has the pages.
    page_name : str
        Expression of the name of a page; the pages follow its order.
    title, provider : str
        Of the layer, as QGIS keeps them beside its identifier.
    extent : tuple
        ``xmin, ymin, xmax, ymax`` of the whole layer, for the small map.
    locator : mapping
        Identifier of the layers of the small map to their styles.
    system : str
        Authority code of the layer's system when it is not the project's.
    """

    facts: FactSheet
    page_name: str
    title: str
    extent: Box | None
    locator: Mapping[str, Element]
    provider: str = "ogr"
    system: str = ""


def atlas_element(page: str, name: str, atlas: Atlas) -> Element:
    """Return the ``<Layout>`` element of an atlas: map, small map, figures, classes, legend."""
    grid = _Grid(*PAGES[page], side=_FACTS + 4)
    root, zoom = _sheet(name, grid), grid.zoom
    _heading(root, name, grid, "atlas_pagename")
    left, top, width, height = grid.map
    chart = Sheet(atlas.extent, scale=_scale_expression(grid.map, atlas.system))
    map_id = items.map_item(root, f"{name}/map", grid.map, chart)
    if atlas.locator:
        side = _LOCATOR * zoom
        corner = (left + width - side, top, side, side)
        locator = Sheet(atlas.extent, layers=atlas.locator)
        items.map_item(root, f"{name}/situation", corner, locator)
    bar = (left + 2, top + height - 13 * zoom, 62 * zoom, 12 * zoom)
    items.scale_bar(root, f"{name}/echelle", map_id, bar, zoom, "m")
    north = (left + 2, top + 2, 8 * zoom, 10 * zoom)
    items.north(root, f"{name}/nord", map_id, north)
    down = _classes(root, name, grid, atlas.facts)
    down = _Table(root, name, grid, atlas.facts).draw(down) + 2 * zoom
    place = grid.beside(down, max(height - down, 20 * zoom))
    items.legend(root, f"{name}/legende", map_id, place, 0.85 * zoom, columns=2)
    _foot(root, name, grid, "Page [% @atlas_featurenumber %]/[% @atlas_totalfeatures %]")
    root.add("Atlas", _atlas_attributes(atlas))
    return root


def _atlas_attributes(atlas: Atlas) -> dict[str, str]:
    return {
        "enabled": "1",
        "hideCoverage": "0",
        "coverageLayer": atlas.facts.layer,
        "coverageLayerName": atlas.title,
        "coverageLayerProvider": atlas.provider,
        "pageNameExpression": atlas.page_name,
        "filenamePattern": "'page_' || @atlas_featurenumber",
        "sortFeatures": "1",
        "sortKey": atlas.page_name,
        "sortAscending": "1",
        "filterFeatures": "0",
    }


def _scale_expression(box: Box, system: str) -> str:
    """Return the scale at which the unit and what surrounds it fill a map, in round thousands."""
    shape = "@atlas_geometry"
    if system:
        shape = f"transform({shape}, '{system}', @project_crs)"
    wide = f"bounds_width({shape}) / {box[2] / 1000:.5f}"
    high = f"bounds_height({shape}) / {box[3] / 1000:.5f}"
    return f"max({_NEAREST}, 1000 * ceil({_AROUND} * max({wide}, {high}) / 1000))"


@dataclass(frozen=True)
class _Grid:
    """Places on a page, in millimetres; sizes grow with the page."""

    width: float
    height: float
    side: float

    @property
    def zoom(self) -> float:
        return self.height / PAGES["a4"][1]

    @property
    def map(self) -> Box:
        top, foot = _MARGIN + _HEAD * self.zoom, _MARGIN + _FOOT * self.zoom
        width = self.width - 2 * _MARGIN - self.side * self.zoom
        return _MARGIN, top, width, self.height - top - foot

    def beside(self, down: float, height: float) -> Box:
        """Return a box right of the map, ``down`` millimetres under its top."""
        left, top, width, _ = self.map
        return left + width + 4 * self.zoom, top + down, (self.side - 4) * self.zoom, height


def _sheet(name: str, grid: _Grid) -> Element:
    root = Element("Layout", name=name, units="mm", printResolution="300", worldFileMap="")
    items.page(root, name, grid.width, grid.height)
    return root


def _heading(root: Element, name: str, grid: _Grid, title: str) -> None:
    zoom, whole = grid.zoom, grid.width - 2 * _MARGIN
    place = (_MARGIN, _MARGIN, whole, 9 * zoom)
    items.label(
        root, f"{name}/titre", f"[% {_variable(title)} %]", place, TextItem(16 * zoom, True)
    )
    names = ["equilibre_territoire"]
    if title != "equilibre_titre":
        names.insert(0, "equilibre_titre")
    where = " · ".join(f"[% {_variable(part)} %]" for part in names)
    place = (_MARGIN, _MARGIN + 9 * zoom, whole, 7 * zoom)
    items.label(root, f"{name}/territoire", where, place, TextItem(10 * zoom))


def _foot(root: Element, name: str, grid: _Grid, number: str = "") -> None:
    left, top, _, height = grid.map
    proof = [f"[% {_variable(f'equilibre_{part}')} %]" for part in ("sources", "secret")]
    lines = "\n".join([*proof, WITHHELD_LEGEND])
    whole = grid.width - 2 * _MARGIN
    foot = (left, top + height + 1.5, whole, grid.height - 5 - top - height - 1.5)
    items.label(root, f"{name}/preuve", lines, foot, TextItem(6.2 * grid.zoom))
    if number:
        place = (grid.width - _MARGIN - 40, _MARGIN, 40, 6 * grid.zoom)
        items.label(root, f"{name}/page", number, place, TextItem(8 * grid.zoom, align="right"))


def _variable(name: str) -> str:
    return f"coalesce(@{name}, '{VARIABLES.get(name, '')}')"


def _classes(root: Element, name: str, grid: _Grid, facts: FactSheet) -> float:
    """Tell the classes of the unit beside their colours; return the height used."""
    told = facts.classes()
    if not told:
        return 0.0
    zoom = grid.zoom
    left, top, width, _ = grid.beside(0, 0)
    step = width / len(told)
    for rank, (title, label, color) in enumerate(told):
        x, key = left + rank * step, f"{name}/classe{rank}"
        heading = (x, top, step - 2, 4 * zoom)
        items.label(root, f"{key}_titre", title, heading, TextItem(6.5 * zoom))
        overrides = {"dataDefinedBackgroundColor": color}
        square = (x, top + 4.5 * zoom, 6 * zoom, 6 * zoom)
        items.bar(root, f"{key}_bord", square, "#4a4a4a", {})
        inside = (x + 0.3, top + 4.5 * zoom + 0.3, 6 * zoom - 0.6, 6 * zoom - 0.6)
        items.bar(root, f"{key}_couleur", inside, "#ffffff", overrides)
        place = (x + 8 * zoom, top + 4.5 * zoom, step - 10 * zoom, 6 * zoom)
        text = TextItem(8.5 * zoom, bold=True, middle=True)
        items.label(root, f"{key}_valeur", f"[% {label} %]", place, text)
    return 13 * zoom


class _Table:
    """The figures of the unit beside those of the level above, with a bar for each share."""

    def __init__(self, root: Element, name: str, grid: _Grid, facts: FactSheet) -> None:
        self._root, self._name, self._facts = root, name, facts
        self._left, self._top, width, _ = grid.beside(0, 0)
        self._zoom, self._row = grid.zoom, _ROW * grid.zoom
        parts = (0.37, 0.14, 0.16, 0.17, 0.16) if facts.has_trend else (0.42, 0.17, 0.2, 0.21)
        self._widths = [part * width for part in parts]

    def draw(self, down: float) -> float:
        """Draw the heading, then a line for each figure; return the height used."""
        facts, y = self._facts, self._top + down
        heads = ["Indicateur", "Cette unité", f"[% {facts.above_title()} %]", "Écart"]
        heads += [facts.trend_title()] if facts.has_trend else []
        self._line("tete", y, heads, bold=True, fill="#e4e8ee")
        for rank, figure in enumerate(facts.figures[:MOST_FIGURES]):
            y += self._row
            told = [facts.value(figure), facts.compared(figure), facts.gap(figure)]
            told += [facts.trend(figure)] if facts.has_trend else []
            texts = [figure.label, *(f"[% {text} %]" for text in told)]
            barred, fill = figure.kind == "share", "#f5f6f8" if rank % 2 else ""
            self._line(f"ligne{rank}", y, texts, fill=fill, barred=barred)
            if barred:
                self._bar(f"ligne{rank}", y + self._row - 3 * self._zoom, figure)
        y += self._row
        note = (
            "Barre : l’unité, sur 100 % ; trait noir : ce à quoi elle est comparée. Effectifs : "
            "l’écart est la part du niveau supérieur."
        )
        if facts.has_chance:
            note += f" {SAME} : évolution que le hasard peut expliquer."
        width = sum(self._widths)
        place = (self._left, y + 0.5 * self._zoom, width, 6 * self._zoom)
        items.label(self._root, f"{self._name}/note", note, place, TextItem(6 * self._zoom))
        return y + 6.5 * self._zoom - self._top

    def _line(
        self,
        key: str,
        y: float,
        texts: list[str],
        *,
        bold: bool = False,
        fill: str = "",
        barred: bool = False,
    ) -> None:
        zoom, x = self._zoom, self._left
        if fill:
            whole = (x, y, sum(self._widths), self._row)
            items.bar(self._root, f"{self._name}/{key}_fond", whole, fill, {})
        for column, (text, width) in enumerate(zip(texts, self._widths, strict=True)):
            size = 7.0 if column == 0 or bold else 8.0
            style = TextItem(
                size * zoom,
                bold=bold or column == 1,
                align="left" if column == 0 else "right",
                middle=column == 0 or bold or not barred,
                margin=0.8,
            )
            box = (x, y + (0 if style.middle else 0.8 * zoom), width, self._row)
            items.label(self._root, f"{self._name}/{key}_{column}", text, box, style)
            x += width

    def _bar(self, key: str, y: float, figure: SheetFigure) -> None:
        zoom = self._zoom
        start, room = self._left + self._widths[0] + 2 * zoom, sum(self._widths[1:]) - 3 * zoom
        track = (start, y + 0.6 * zoom, room, 1.2 * zoom)
        items.bar(self._root, f"{self._name}/{key}_rail", track, "#dde1e6", {})
        unit = self._facts.position(figure, compared=False)
        filled = {"dataDefinedWidth": f"coalesce({room:.3f} * {unit}, 0)"}
        items.bar(self._root, f"{self._name}/{key}_barre", track, _UNIT_COLOR, filled)
        above = self._facts.position(figure, compared=True)
        tick = {
            "dataDefinedPositionX": f"coalesce({start:.3f} + {room:.3f} * {above}, {start:.3f})",
            "dataDefinedWidth": f"if({above} IS NULL, 0, {0.6 * zoom:.3f})",
        }
        place = (start, y, 0.6 * zoom, 2.4 * zoom)
        items.bar(self._root, f"{self._name}/{key}_repere", place, _ABOVE_COLOR, tick)


def element_text(element: Element) -> str:
    """Return an element as the text that QGIS reads."""
    return element.written()
