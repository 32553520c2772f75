"""Names written on a printed map: beside what they name, never over it or over another name."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geotools.outputs.layers import LayerSpec
from geotools.typography import typeset

INSIDE, OUTSIDE = "dans", "contre"
"""Where a name goes: in the area, which is wide, or beside it, since it would hide it."""

OWN = {"qpv": OUTSIDE, "communes": INSIDE}
"""Layers whose units are named on their own page."""

_POINT = 72 / 25.4
_LINE = 1.25  # height of a line, in sizes of its letters
_CHARACTERS = 22  # in a line of a name
_PAD = 0.5  # millimetres around a name
_GAPS = (0.8, 3.0, 6.0, 10.0)  # millimetres between an area and its name, nearest first
_LEADER = 3.0  # millimetres: a name farther than that has a line to its area
_GRID = 9  # places tried across an area
_ENOUGH = 0.6  # share of a name that must be over the area that it names
_SMALL = {
    *("de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "sur", "sous", "aux", "au", "à"),
    *("lès", "lez"),
}


@dataclass(frozen=True)
class Named:
    """One area and its name, in the order in which places are given.

    Parameters
    ----------
    text : str
    shape : geometry
    where : {"dans", "contre"}
    size : float
        Of the letters, in points.
    """

    text: str
    shape: Any
    where: str
    size: float


@dataclass(frozen=True)
class Placed:
    """One name and the centre of its box; ``leader`` is where a line to its area ends."""

    named: Named
    x: float
    y: float
    box: Any
    leader: tuple[float, float] | None = None


def place_name(text: str) -> str:
    """Return the name of a place as French typography writes it.

    A dash between spaces is an en dash, an apostrophe is curved, a name in capitals is in lower
    case with its initials (« LA NOUE - CAILLOU » gives « La Noue – Caillou »).

    Parameters
    ----------
    text : str
    """
    text = " ".join(text.split()).replace("'", "’")
    text = re.sub(r" [-‐‑−] ", " – ", text)
    words = re.findall(r"[^\W\d_]+", text)
    if text == text.upper() and max(map(len, words), default=0) > 3:
        text = _lowered(text)
    return typeset(text)


def _lowered(text: str) -> str:
    """Return a name in capitals with the initials alone; each name of a list has its own."""
    return "".join(
        part if part.strip() in ("–", "+") else _initials(part)
        for part in re.split(r"(\s[–+]\s)", text)
    )


def _initials(name: str) -> str:
    def written(match: re.Match[str]) -> str:
        word = match[0].lower()
        if (word in _SMALL and match.start() > 0) or re.fullmatch("[IVX]{2,}", match[0]):
            return word if word in _SMALL else match[0]
        return word[:1].upper() + word[1:]

    return re.sub(r"[^\W\d_]+", written, name)


def names_of(layer: LayerSpec, where: str, size: float, crs: Any) -> list[Named]:
    """Return the names of the areas of a layer, the widest first.

    Parameters
    ----------
    layer : LayerSpec
        Named by ``libelle``; without that column, it has no name.
    where : {"dans", "contre"}
    size : float
    crs : any
        In which the shapes are wanted.
    """
    if "libelle" not in layer.frame.columns:
        return []
    frame = layer.located(crs)
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty & frame["libelle"].notna()]
    texts = [place_name(str(text)) for text in frame["libelle"]]
    shapes = frame.geometry.to_numpy()
    wide = sorted(zip(-shapely.area(shapes), texts, range(len(texts)), strict=True))
    return [Named(texts[n], shapes[n], where, size) for _, _, n in wide]


def place_names(
    names: Sequence[Named], frame: Sequence[float], metres: float, ink: np.ndarray
) -> tuple[list[Placed], list[Named]]:
    """Give each name the best free place, in order of priority; the others are left out.

    A name is in the frame, over no other name and over no area that is named from beside; among
    such places it takes the one that covers the fewest units of the map.

    Parameters
    ----------
    names : sequence of Named
        Most important first.
    frame : sequence of float
        Left, bottom, right and top of the map.
    metres : float
        Length that one millimetre of paper stands for.
    ink : array of geometry
        Units of the map.

    Returns
    -------
    (list of Placed, list of Named)
        The names that have a place, and those that have none.
    """
    inner = shapely.box(*frame)
    kept = [n for n in names if shapely.intersects(shapely.point_on_surface(_main(n.shape)), inner)]
    hard = [named.shape for named in kept if named.where == OUTSIDE]
    hidden, drawn = shapely.STRtree(hard), shapely.STRtree(_fine(ink, metres))
    placed: list[Placed] = []
    lost: list[Named] = []
    for named in kept:
        best: tuple[float, Placed] | None = None
        for order, found in enumerate(_candidates(named, metres)):
            if not shapely.contains(inner, found.box) or len(hidden.query(found.box, "intersects")):
                continue
            if any(shapely.intersects(found.box, other.box) for other in placed):
                continue
            cost = len(drawn.query(found.box, "intersects")) + order / 8
            if best is None or cost < best[0]:
                best = cost, found
        if best is None:
            lost.append(named)
        else:
            placed.append(best[1])
    return placed, lost


def _fine(ink: np.ndarray, metres: float) -> np.ndarray:
    """Return the units that a name could hide: those that are small on paper."""
    if not len(ink):
        return ink
    return np.asarray(ink[shapely.area(ink) < (12 * metres) ** 2])


def _main(shape: Any) -> Any:
    """Return the largest part of a shape."""
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.area(parts)))]


def text_lines(text: str) -> list[str]:
    """Cut a name in lines, between words and never at a hyphen.

    Parameters
    ----------
    text : str
    """
    return textwrap.wrap(text, _CHARACTERS, break_on_hyphens=False, break_long_words=False)


def _extent(named: Named, metres: float) -> tuple[float, float]:
    """Return the width and height of a name in metres of ground."""
    lines = text_lines(named.text)
    widths = [_width(line, named.size, named.where == OUTSIDE) for line in lines]
    pad = 2 * _PAD * metres
    across = max(widths) / _POINT * metres + pad
    return across, len(lines) * named.size * _LINE / _POINT * metres + pad


def _width(line: str, size: float, bold: bool) -> float:
    """Return the width of a line in points, from the advance of its letters."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(weight="bold" if bold else "normal", size=size)
    return float(text_to_path.get_text_width_height_descent(line, font, ismath=False)[0])


def _candidates(named: Named, metres: float) -> Iterator[Placed]:
    width, height = _extent(named, metres)
    places = _around if named.where == OUTSIDE else _within
    for x, y, leader in places(named.shape, width, height, metres):
        box = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        if named.where == INSIDE:
            over = shapely.area(shapely.intersection(box, named.shape))
            if over < _ENOUGH * width * height:
                continue
        yield Placed(named, x, y, box, leader)


def _around(
    shape: Any, width: float, height: float, metres: float
) -> Iterator[tuple[float, float, tuple[float, float] | None]]:
    """Give places beside the largest part of a shape: right, left, above, below, then corners."""
    part = _main(shape)
    left, bottom, right, top = shapely.bounds(part)
    x, y = (left + right) / 2, (bottom + top) / 2
    target = shapely.get_coordinates(shapely.point_on_surface(part))[0]
    end = (float(target[0]), float(target[1]))
    for gap in _GAPS:
        space, leader = gap * metres, end if gap > _LEADER else None
        east, west = right + space + width / 2, left - space - width / 2
        north, south = top + space + height / 2, bottom - space - height / 2
        for place in (
            *((east, y), (west, y), (x, north), (x, south)),
            *((east, north), (west, north), (east, south), (west, south)),
        ):
            yield *place, leader


def _within(
    shape: Any, width: float, height: float, metres: float
) -> Iterator[tuple[float, float, None]]:
    """Give places in the largest part of a shape, those nearest to its middle first."""
    part = _main(shape)
    middle = shapely.get_coordinates(shapely.point_on_surface(part))[0]
    left, bottom, right, top = shapely.bounds(part)
    across, up = np.meshgrid(np.linspace(left, right, _GRID), np.linspace(bottom, top, _GRID))
    points = np.column_stack([across.ravel(), up.ravel()])
    points = points[shapely.contains(part, shapely.points(points))]
    far = np.hypot(*(points - middle).T)
    for x, y in [tuple(middle), *points[np.argsort(far, kind="stable")].tolist()]:
        yield float(x), float(y), None


def draw_names(axes: Any, placed: Sequence[Placed]) -> None:
    """Write the names at their places, with a white halo and a line to what is far.

    Parameters
    ----------
    axes : matplotlib Axes
    placed : sequence of Placed
    """
    from matplotlib.lines import Line2D
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=2.2, foreground="white")]
    for item in placed:
        outside = item.named.where == OUTSIDE
        if item.leader is not None:
            (x, y), (left, bottom, right, top) = item.leader, item.box.bounds
            ends = [x, min(max(x, left), right)], [y, min(max(y, bottom), top)]
            axes.add_artist(Line2D(*ends, color="#111111", linewidth=0.6, path_effects=halo))
        ink = "#111111" if outside else "#3d4650"
        # A halo makes outlines of letters, which are no text: the name itself is written over it.
        for color, effects in (("white", halo), (ink, None)):
            axes.annotate(
                "\n".join(text_lines(item.named.text)),
                (item.x, item.y),
                ha="center",
                va="center",
                fontsize=item.named.size,
                fontweight="bold" if outside else "normal",
                color=color,
                linespacing=_LINE - 0.1,
                path_effects=effects,
            )
