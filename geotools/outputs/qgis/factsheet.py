"""What a page of an atlas says of its unit, as expressions of QGIS.

The same expressions serve the project that the publication writes and the atlas that the plugin
prints: they are evaluated on the unit of the page, so that no figure is copied anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from geotools.catalogue import load_catalogue
from geotools.outputs.formatting import WITHHELD
from geotools.outputs.palette import Style, styles
from geotools.outputs.qgis.qml import class_rules

MOST_FIGURES = 9
"""As many figures as a page holds."""

CLASSES = ("precarite", "lisa", "quatre_classes", "specialisation")
"""Styles whose class is told in words at the head of the page, the first two that fit."""

SAME = "\u2248"
"""Mark of a change that chance is enough to explain (column ``<id>_sens`` is ``stable``)."""

BEFORE, REFERENCE, REFERENCE_NAME = "_avant", "_reference", "nom_reference"
"""How columns of the earlier vintage and of the level above are named beside the unit's."""

_SHARES = ("part_", "taux_")  # how columns that hold fractions are named outside the catalogue
_NOTHING = "'\u2013'"  # what is written where there is nothing to compare with
_ACCOMPANYING = 2  # counts that follow the shares when nobody chose


@dataclass(frozen=True)
class SheetFigure:
    """One line of the page.

    Parameters
    ----------
    column, label : str
    kind : {"share", "count", "number", "text"}
        A share is compared in points, a count as a part of the level above, a number as it is;
        a text is only written.
    """

    column: str
    label: str
    kind: str


@dataclass(frozen=True)
class Level:
    """A layer of the same project that holds the figures of the level above.

    Parameters
    ----------
    layer : str
        Identifier of the layer.
    name : str
        Its column of names, empty for none.
    located : bool
        Whether the row is the one that holds an inner point of the unit; else the only row.
    """

    layer: str
    name: str = ""
    located: bool = True


@dataclass(frozen=True)
class FactSheet:
    """The figures and classes of the unit of a page.

    Parameters
    ----------
    layer : str
        Identifier of the layer that has one page for each row.
    columns : collection of str
        Its columns. ``<column>_avant`` holds the figure of an earlier vintage,
        ``<column>_reference`` that of the level above when there is no ``above``, and
        ``nom_reference`` its name.
    figures : tuple of Figure
    above : Level, optional
    since : str
        The earlier vintage, as people read it.
    """

    layer: str
    columns: Collection[str]
    figures: tuple[SheetFigure, ...]
    above: Level | None = None
    since: str = ""

    @property
    def has_trend(self) -> bool:
        """Whether an earlier vintage is known for one figure at least."""
        return any(self._earlier(figure) for figure in self.figures)

    @property
    def has_chance(self) -> bool:
        """Whether it is known, for one figure at least, what chance explains."""
        return any(f"{_stem(figure.column)}_sens" in self.columns for figure in self.figures)

    def classes(self) -> list[tuple[str, str, str]]:
        """Return the heading, the expression of the class and that of its colour."""
        fitting = (style for style in map(styles().get, CLASSES) if style is not None)
        chosen = [style for style in fitting if style.field in self.columns][:2]
        return [(style.title, _class(style, "label"), _class(style, "color")) for style in chosen]

    def above_title(self) -> str:
        """Return the expression that names what the unit is compared with."""
        if self.above is None:
            name = _field(REFERENCE_NAME) if REFERENCE_NAME in self.columns else "NULL"
        else:
            name = self._read(self.above, _field(self.above.name)) if self.above.name else "NULL"
        return f"coalesce({name}, 'Niveau supérieur')"

    def trend_title(self) -> str:
        """Return the heading of the trend."""
        return f"Évolution depuis {self.since}" if self.since else "Évolution"

    def value(self, figure: SheetFigure) -> str:
        """Return the expression of the unit's figure as text."""
        return _text(_field(figure.column), figure.kind)

    def compared(self, figure: SheetFigure) -> str:
        """Return the expression of the figure of the level above as text."""
        other = self._compared(figure)
        return _text(other, figure.kind) if other else _NOTHING

    def gap(self, figure: SheetFigure) -> str:
        """Return the expression of how far the unit is from the level above."""
        other = self._compared(figure)
        if not other:
            return _NOTHING
        if figure.kind != "count":
            return _difference(_field(figure.column), other, figure.kind)
        part = f"100.0 * {_field(figure.column)} / nullif({other}, 0)"
        return f"coalesce(format_number({part}, 1, 'fr') || ' %', '{WITHHELD}')"

    def trend(self, figure: SheetFigure) -> str:
        """Return the expression of the change since the earlier vintage."""
        earlier = self._earlier(figure)
        if not earlier:
            return _NOTHING
        told = _difference(_field(figure.column), earlier, figure.kind)
        sense = f"{_stem(figure.column)}_sens"
        if sense not in self.columns:
            return told
        return f"{told} || if({_field(sense)} = 'stable', ' {SAME}', '')"

    def position(self, figure: SheetFigure, *, compared: bool) -> str:
        """Return the expression of a share as a number of [0, 1], NULL when it is withheld."""
        value = self._compared(figure) if compared else _field(figure.column)
        return f"if({value} IS NULL, NULL, max(0, min(1, {value})))" if value else "NULL"

    def _compared(self, figure: SheetFigure) -> str:
        if figure.kind == "text":
            return ""
        if self.above is not None:
            return self._read(self.above, _field(figure.column))
        column = f"{figure.column}{REFERENCE}"
        return _field(column) if column in self.columns else ""

    def _read(self, level: Level, expression: str) -> str:
        inner = "point_on_surface(geometry(@parent))"
        where = f", intersects($geometry, {inner})" if level.located else ""
        return f"array_first(aggregate('{level.layer}', 'array_agg', {expression}{where}))"

    def _earlier(self, figure: SheetFigure) -> str:
        column = f"{_stem(figure.column)}{BEFORE}"
        return _field(column) if column in self.columns else ""


def figure_label(column: str) -> str:
    """Return the label of a column of the catalogue or of a style, the name of any other."""
    catalogue, stem = load_catalogue(), _stem(column)
    known = catalogue.indicators.get(stem) or catalogue.counts.get(stem)
    if known is not None:
        return catalogue.label(known.label)
    drawn = (s.title for s in styles().values() if s.field == column and not s.named_only)
    return next(drawn, column)


def figure_kind(column: str, *, whole: bool = False) -> str:
    """Return the kind of a column by its name in the catalogue, else by its prefix.

    Parameters
    ----------
    column : str
    whole : bool
        Whether it holds whole numbers, which counts a column that the catalogue does not know.
    """
    catalogue, stem = load_catalogue(), _stem(column)
    if stem in catalogue.indicators:
        return "share" if catalogue.indicators[stem].unit == "%" else "number"
    if stem.startswith(_SHARES):
        return "share"
    return "count" if whole or stem in catalogue.counts else "number"


def usual_figures(figures: Iterable[SheetFigure]) -> tuple[SheetFigure, ...]:
    """Return what a page shows when nobody chose: indices, shares, then the first counts."""
    given = list(figures)
    numbers = [figure for figure in given if figure.column.startswith("indice")]
    shares = [figure for figure in given if figure.kind == "share"]
    counts = [figure for figure in given if figure.kind == "count"][:_ACCOMPANYING]
    return tuple([*numbers, *shares][: MOST_FIGURES - len(counts)] + counts)


def _stem(column: str) -> str:
    return column.removesuffix("_apres")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _field(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _class(style: Style, part: str) -> str:
    """Return the expression of the label or the colour of the class of the unit."""
    cases = " ".join(
        f"WHEN {expression} THEN '{_quoted(getattr(item, part))}'"
        for item, expression in class_rules(style)
    )
    return f"CASE {cases} END"


def _text(value: str, kind: str) -> str:
    """Return the expression that writes a value as the tables do, « s » when NULL."""
    if kind == "text":
        return f"coalesce(to_string({value}), '{WITHHELD}')"
    if kind == "share":
        return f"coalesce(format_number(100.0 * {value}, 1, 'fr') || ' %', '{WITHHELD}')"
    decimals = "0" if kind == "count" else "1"
    written = f"format_number(to_real({value}), {decimals}, 'fr')"
    return f"coalesce({written}, '{WITHHELD}')"


def _difference(value: str, other: str, kind: str) -> str:
    """Return the expression of a signed difference: points, a relative change, or as it is."""
    if kind == "count":
        change, unit = f"100.0 * ({value} - {other}) / nullif({other}, 0)", " %"
    elif kind == "share":
        change, unit = f"100.0 * ({value} - {other})", " pts"
    else:
        change, unit = f"({value} - {other})", ""
    written = (
        "CASE WHEN @ecart > 0 THEN '▲ +' WHEN @ecart < 0 THEN '▼ \u2212' ELSE '= ' END "
        f"|| format_number(abs(@ecart), 1, 'fr') || '{unit}'"
    )
    return f"with_variable('ecart', round({change}, 1), coalesce({written}, '{WITHHELD}'))"
