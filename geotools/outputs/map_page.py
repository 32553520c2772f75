"""What a printed page says around its map: title, base, legend with counts, scale, sources."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from geotools.outputs.formatting import COUNT, WITHHELD_LEGEND, format_value
from geotools.outputs.layers import LayerSpec
from geotools.outputs.palette import (
    NO_CLASS,
    Style,
    StyleClass,
    not_applicable_class,
    withheld_class,
)
from geotools.outputs.proof import UNDECLARED, Proof
from geotools.typography import typeset

MILLIMETRES = 25.4
"""In an inch."""

POINT = 72 / MILLIMETRES
"""Typographic points in a millimetre."""

HATCHES = {"": None, "/": "///", "//": "//////", "\\": "\\\\\\", "x": "xxxx", ".": "..."}
MARKERS = {"": "o", "/": "^", "//": "s", "\\": "D", "x": "o", ".": "P"}
DASHES = (0, (5, 1.5))

_FOOT_CHARACTERS = 205  # characters on one line of the footer, on any page
_TITLE_CHARACTERS = 92
_SUBTITLE_CHARACTERS = 150
_LINE = 1.3  # height of a line, in sizes of its letters
_SIZES = {"title": 15.0, "subtitle": 9.5, "foot": 6.5}


@dataclass(frozen=True)
class MapSpec:
    """One page.

    Parameters
    ----------
    layer : LayerSpec
        What is mapped.
    style : Style
        How; :meth:`LayerSpec.themed` gives those of the layer.
    proof : Proof
    overlay : LayerSpec, optional
        Outlines drawn over the map and named (QPV).
    context : LayerSpec, optional
        Outlines drawn under it (communes).
    title : str
        By default the style's title and the layer's.
    page : {"A4", "A3"}
    """

    layer: LayerSpec
    style: Style
    proof: Proof
    overlay: LayerSpec | None = None
    context: LayerSpec | None = None
    title: str = ""
    page: str = "A4"

    @property
    def told(self) -> Proof:
        """The statement of this page: that of its layer, with the sources of its outlines."""
        proof = self.proof.of(self.layer.origin)
        if self.layer.origin is None:
            return proof
        drawn = [layer.origin for layer in (self.overlay, self.context) if layer is not None]
        places = [place for origin in drawn if origin is not None for place in origin.places]
        return replace(proof, sources=tuple(dict.fromkeys((*proof.sources, *places))))

    @property
    def heading(self) -> str:
        """The title of the page: what is mapped, and on which units."""
        subject = "" if self.style.title.startswith(self.layer.title) else self.layer.title
        parts = [self.style.title, subject]
        return typeset(self.title or " · ".join(part for part in parts if part))

    @property
    def subtitle(self) -> str:
        """The territory, the year and what is counted."""
        told = self.told
        year = f"millésime {UNDECLARED}" if told.vintage == UNDECLARED else told.vintage
        return typeset(f"{told.territory} · {year} · {told.base}")


def classes_of(spec: MapSpec) -> list[tuple[StyleClass, np.ndarray]]:
    """Return each class of the legend with the rows that are in it.

    The classes of the style all are, even those that no unit is in; what is withheld and what has
    no value, only where there are some.
    """
    attributes = spec.layer.attributes()
    numbers = spec.style.classify(attributes)
    found = [(item, numbers == number) for number, item in enumerate(spec.style.classes)]
    absent = numbers == NO_CLASS
    withheld = (
        absent & spec.layer.withheld()[spec.style.field].to_numpy() if absent.any() else absent
    )
    rest = [(withheld_class(), withheld), (not_applicable_class(), absent & ~withheld)]
    return [*found, *((item, rows) for item, rows in rest if rows.any())]


def draw_legend(side: Any, spec: MapSpec, lost: int, zoom: float) -> None:
    """Draw the classes with how many units each holds, the outlines, and what is not written.

    Parameters
    ----------
    side : matplotlib Axes
    spec : MapSpec
    lost : int
        Names that have no place on the map.
    zoom : float
        Size of the page, A4 being 1.
    """
    from matplotlib.lines import Line2D

    handle = {"point": _point, "line": _line}.get(spec.layer.geometry, _area)
    handles = [
        handle(item, textwrap.fill(f"{item.label} ({_count(rows)})", 30))
        for item, rows in classes_of(spec)
    ]
    if spec.overlay is not None:
        handles.append(
            Line2D(
                [], [], label=spec.overlay.title, color="#111111", linewidth=1.5, linestyle=DASHES
            )
        )
    notes = ["(n) : nombre d’unités de la classe"]
    if lost:
        which = "1 nom n’est pas écrit" if lost == 1 else f"{lost} noms ne sont pas écrits"
        notes.append(f"Faute de place, {which}.")
    for note in notes:
        handles.append(Line2D([], [], linestyle="none", label=textwrap.fill(typeset(note), 34)))
    legend = side.legend(
        handles=handles,
        title=textwrap.fill(typeset(spec.style.title), 28),
        alignment="left",
        loc="upper left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0,
        frameon=False,
        fontsize=8 * zoom,
        title_fontproperties={"size": 9.5 * zoom, "weight": "bold"},
        handlelength=2.4,
        handleheight=1.3,
        labelspacing=0.6,
    )
    for text in legend.get_texts()[-len(notes) :]:
        text.set_color("#444444")
        text.set_fontsize(6.5 * zoom)


def _count(rows: np.ndarray) -> str:
    return format_value(int(rows.sum()), COUNT)


def _point(item: StyleClass, label: str) -> Any:
    from matplotlib.lines import Line2D

    return Line2D(
        [],
        [],
        linestyle="none",
        marker=MARKERS[item.hatch],
        markersize=item.size * POINT,
        markerfacecolor=item.color,
        markeredgecolor="#3a3a3a",
        label=label,
    )


def _area(item: StyleClass, label: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(
        facecolor=item.color,
        edgecolor=item.ink,
        linewidth=0.5,
        hatch=HATCHES[item.hatch],
        label=label,
    )


def _line(item: StyleClass, label: str) -> Any:
    from matplotlib.lines import Line2D

    color, width = line_look(item)
    return Line2D([], [], color=color, linewidth=width, label=label)


def line_look(item: StyleClass) -> tuple[str, float]:
    """Return the colour and the width, in points, of the lines of a class.

    Parameters
    ----------
    item : StyleClass
    """
    color = item.outline if item.color in ("none", "#ffffff") else item.color
    return color, max(item.outline_width, 0.3) * POINT


def draw_scale_bar(side: Any, metres: float, width: float, zoom: float) -> None:
    """Draw a round length of at most two thirds of the panel, and the north.

    Parameters
    ----------
    side : matplotlib Axes
    metres : float
        Length that one millimetre of paper stands for.
    width : float
        Of the panel, in millimetres.
    zoom : float
    """
    longest = metres * width * 0.66
    power = 10 ** math.floor(math.log10(longest))
    length = max(step * power for step in (1, 2, 5) if step * power <= longest)
    share = length / metres / width
    text = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    side.set_xlim(0, 1)
    side.set_ylim(0, 1)
    side.plot([0, 0, share, share], [0.03, 0.018, 0.018, 0.03], color="#222222", linewidth=1.3)
    side.text(share / 2, 0.036, text, ha="center", fontsize=8 * zoom)
    side.annotate(
        "N",
        xy=(0.9, 0.1),
        xytext=(0.9, 0.018),
        ha="center",
        fontsize=9 * zoom,
        arrowprops={"arrowstyle": "-|>", "color": "#222222", "lw": 1.6},
    )


def write_texts(
    figure: Any, spec: MapSpec, page: Sequence[float], margin: float, zoom: float
) -> tuple[float, float]:
    """Write the title, the subtitle and the foot; return the heights that they leave to no map.

    Parameters
    ----------
    figure : matplotlib Figure
    spec : MapSpec
    page : sequence of float
        Width and height in millimetres.
    margin : float
        In millimetres.
    zoom : float

    Returns
    -------
    (float, float)
        From the top and from the bottom of the page, in millimetres.
    """
    told = spec.told
    feet = [told.footer(), told.rule[:1].upper() + told.rule[1:], WITHHELD_LEGEND]
    top = margin
    for text, characters, kind, color in (
        (spec.heading, _TITLE_CHARACTERS, "title", "black"),
        (spec.subtitle, _SUBTITLE_CHARACTERS, "subtitle", "#444444"),
    ):
        lines = textwrap.wrap(text, characters, break_on_hyphens=False)
        style = {"weight": "bold"} if kind == "title" else {}
        _block(figure, lines, (margin, page[1] - top), page, _SIZES[kind] * zoom, color, **style)
        top += _height(lines, _SIZES[kind] * zoom) + 1
    lines = [line for text in feet for line in textwrap.wrap(typeset(text), _FOOT_CHARACTERS)]
    size = _SIZES["foot"] * zoom
    bottom = margin + _height(lines, size)
    _block(figure, lines, (margin, bottom), page, size, "#333333")
    return top + 1, bottom + 2


def _height(lines: Sequence[str], size: float) -> float:
    """Return the height of lines in millimetres."""
    return len(lines) * size * _LINE / POINT


def _block(
    figure: Any,
    lines: Sequence[str],
    place: tuple[float, float],
    page: Sequence[float],
    size: float,
    color: str,
    **style: Any,
) -> None:
    """Write lines under a place given in millimetres from the left and the bottom."""
    figure.text(
        place[0] / page[0],
        place[1] / page[1],
        "\n".join(lines),
        fontsize=size,
        color=color,
        linespacing=_LINE,
        ha="left",
        va="top",
        **style,
    )


def page_metadata(spec: MapSpec) -> dict[str, str]:
    """Return the title, author, subject and keywords of the file.

    Parameters
    ----------
    spec : MapSpec
    """
    told = spec.told
    words = [told.territory, spec.layer.title, spec.style.title, told.vintage]
    return {
        "Title": f"{spec.heading} · {told.territory}",
        "Author": f"{told.territory} · Équilibre territorial {told.version}",
        "Subject": f"{spec.subtitle}. Sources : {' ; '.join(told.sources)}",
        "Keywords": ", ".join(dict.fromkeys(words)),
    }


def alternative_text(spec: MapSpec) -> str:
    """Return what the page says, for who does not see it: classes and how many units each holds.

    Parameters
    ----------
    spec : MapSpec
    """
    classes = ", ".join(f"{item.label} : {_count(rows)}" for item, rows in classes_of(spec))
    told = spec.told
    return typeset(
        f"Carte. {spec.heading}. {spec.subtitle}. Nombre d’unités par classe : {classes}. "
        f"{told.footer()}. {told.rule}."
    )
