"""Drawings of a document as pictures, for files that no browser reads."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from typing import Any

import numpy as np

from geotools._compat import require
from geotools.outputs.document.drawing import Drawing, Series
from geotools.outputs.document.figures import Layers
from geotools.outputs.formatting import PERCENT
from geotools.outputs.palette import NO_CLASS, withheld_class

_BLUE, _RED = "#1f5a92", "#b5480d"
_WIDTH, _DPI = 6.3, 170  # inches: the text width of an A4 page with usual margins
_ROW, _TIGHT, _LINE = 0.22, 0.165, 0.2
_FEW = 14  # rows that are not tightened
_MAP_COLUMNS, _CLOUD_COLUMNS, _LEVEL_COLUMNS = 3, 2, 3
_CLOUDS = ("quadrant", "scatter", "moran")
_AXIS_CHARACTERS = 30
_LONGEST = 38
_MARKS = "Dsv^"


def picture(drawing: Drawing, layers: Layers) -> bytes:
    """Return a drawing as the bytes of a PNG file, the same for the same figures."""
    plt = require("matplotlib.figure", "Le dessin des graphiques")
    kind = drawing.chart.kind
    height = _height(drawing)
    figure = plt.Figure(figsize=(_WIDTH, height), dpi=_DPI)
    left, bottom, right, top = _margins(drawing)
    axes = figure.add_axes(
        (left / _WIDTH, bottom / height, 1 - (left + right) / _WIDTH, 1 - (bottom + top) / height)
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _PLOTS[kind](axes, drawing, layers)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _height(drawing: Drawing) -> float:
    kind = drawing.chart.kind
    if kind == "dots":
        return 0.9 + (_ROW if len(drawing.rows) <= _FEW else _TIGHT) * max(len(drawing.rows), 2)
    if kind == "bars":
        return 0.6 + _ROW * max(len(drawing.bars), 2)
    return {"map": 5.2, "histogram": 2.9}.get(kind, 4.0)


def _margins(drawing: Drawing) -> tuple[float, float, float, float]:
    """Return the inches left around the axes, from the letters that stand there."""
    kind = drawing.chart.kind
    names = {"dots": drawing.names, "bars": [bar.label for bar in drawing.bars]}.get(kind, ())
    left = 0.15 + max((_inches(_short(name)) for name in names), default=0.5)
    if kind == "map":
        return 0.05, 0.1 + _LINE * -(-_class_count(drawing) // _MAP_COLUMNS), 0.05, 0.05
    entries = len(drawing.legend) if kind in _CLOUDS else len(drawing.above)
    columns = _CLOUD_COLUMNS if kind in _CLOUDS else _LEVEL_COLUMNS
    above = 0 if kind in ("histogram", "slope") else _LINE * -(-entries // columns)
    beside = [_inches(f"{_short(name)}  100,0") for name in drawing.names]
    right = 0.1 + (max(beside, default=0.0) if kind == "slope" else 0.0)
    return left, 0.15 if kind == "bars" else 0.5, right, 0.1 + above


def _class_count(drawing: Drawing) -> int:
    return len(drawing.legend) + 1


def _inches(text: str) -> float:
    """Return the width of a label in inches."""
    font = require("matplotlib.font_manager", "Le dessin des graphiques").FontProperties(size=8)
    path = require("matplotlib.textpath", "Le dessin des graphiques").text_to_path
    return float(path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def _scaled(series: Series) -> np.ndarray:
    return np.array(series.values) * (100 if series.unit == PERCENT else 1)


def _axis(series: Series) -> str:
    return f"{series.label} (%)" if series.unit == PERCENT else series.label


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _AXIS_CHARACTERS))


def _french(axes: Any, *, x: bool = True, y: bool = True) -> None:
    ticker = require("matplotlib.ticker", "Le dessin des graphiques")
    form = ticker.FuncFormatter(lambda v, _: f"{v:g}".replace(".", ",").replace("-", "−"))
    for wanted, axis in ((x, axes.xaxis), (y, axes.yaxis)):
        if wanted:
            axis.set_major_formatter(form)
    axes.tick_params(labelsize=8)
    axes.xaxis.label.set_size(8)
    axes.yaxis.label.set_size(8)


def _dots(axes: Any, drawing: Drawing, layers: Layers) -> None:
    series = drawing.series[0]
    values, places = _scaled(series), np.arange(len(drawing.rows))[::-1]
    for number, level in enumerate(drawing.above):
        others = _scaled(level)
        axes.hlines(places, others, values, color="#9a9a9a", linewidth=0.8)
        mark = _MARKS[number % len(_MARKS)]
        look = {"facecolors": "none", "edgecolors": _RED, "marker": mark, "s": 28, "zorder": 3}
        axes.scatter(others, places, label=level.label, **look)
    axes.scatter(values, places, color=_BLUE, s=30, zorder=4)
    axes.set_yticks(places, [_short(name) for name in drawing.names])
    axes.set_ylim(-0.7, len(places) - 0.3)
    axes.set_xlabel(_axis(series))
    axes.grid(axis="x", color="#e2e2e2")
    if drawing.above:
        axes.legend(
            fontsize=8, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=_LEVEL_COLUMNS
        )
    _french(axes, y=False)


def _slope(axes: Any, drawing: Drawing, layers: Layers) -> None:
    steps = np.arange(len(drawing.series))
    table = np.array([_scaled(series) for series in drawing.series])
    axes.plot(steps, table, color=_BLUE, marker="o", markersize=4, linewidth=1.2)
    for name, value in zip(drawing.names, table[-1], strict=True):
        text = f"{_short(name)}  {value:.1f}".replace(".", ",")
        axes.annotate(text, (steps[-1], value), (6, -3), textcoords="offset points", fontsize=7)
    axes.set_xticks(steps, [_wrapped(series.label) for series in drawing.series])
    axes.set_xlim(-0.15, steps[-1] + 0.05)
    _french(axes, x=False)


def _cloud(axes: Any, drawing: Drawing, layers: Layers) -> None:
    x, y = drawing.series
    colors = list(drawing.colors) or _BLUE
    axes.scatter(_scaled(x), _scaled(y), c=colors, s=20, edgecolors="#444", linewidths=0.4)
    if drawing.cuts:
        axes.axvline(drawing.cuts[0] * (100 if x.unit == PERCENT else 1), color="#444", ls="--")
        axes.axhline(drawing.cuts[1] * (100 if y.unit == PERCENT else 1), color="#444", ls="--")
    for label, color in drawing.legend:
        axes.scatter([], [], c=color, s=20, edgecolors="#444", linewidths=0.4, label=label)
    if drawing.legend:
        axes.legend(
            fontsize=7, frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=_CLOUD_COLUMNS
        )
    axes.set_xlabel(_axis(x))
    axes.set_ylabel(_axis(y))
    axes.grid(color="#e8e8e8")
    axes.set_axisbelow(True)
    _french(axes)


def _histogram(axes: Any, drawing: Drawing, layers: Layers) -> None:
    series = drawing.series[0]
    scale = 100 if series.unit == PERCENT else 1
    for bar in drawing.bars:
        if bar.bounds is not None:
            low, high = (bound * scale for bound in bar.bounds)
            axes.bar(low, bar.size, high - low, align="edge", color=_BLUE, edgecolor="white")
    for level in drawing.above:
        axes.axvline(_scaled(level)[0], color=_RED, linewidth=2, label=level.label)
    if drawing.above:
        axes.legend(fontsize=8, frameon=False)
    axes.set_xlabel(_axis(series))
    axes.set_ylabel("Nombre")
    _french(axes)


def _bars(axes: Any, drawing: Drawing, layers: Layers) -> None:
    places = np.arange(len(drawing.bars))[::-1]
    colors = [bar.color or _BLUE for bar in drawing.bars]
    sizes = [bar.size for bar in drawing.bars]
    axes.barh(places, sizes, color=colors, edgecolor="#555", linewidth=0.4)
    for place, size in zip(places, sizes, strict=True):
        text = f"{size:,.0f}".replace(",", "\u202f")
        axes.annotate(text, (size, place), (4, -3), textcoords="offset points", fontsize=8)
    axes.set_yticks(places, [_short(bar.label) for bar in drawing.bars])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.margins(x=0.12)
    axes.tick_params(labelsize=8)


def _map(axes: Any, drawing: Drawing, layers: Layers) -> None:
    layer = layers[drawing.chart.layer]
    style = layer.themed()[drawing.chart.columns[0]]
    frame = layer.located()
    for under in ("communes", "qpv"):
        if under in layers and layers[under].is_spatial and under != layer.name:
            dash = (0, (4, 2)) if under == "qpv" else "solid"
            edges = layers[under].located(frame.crs).geometry.boundary
            edges.plot(ax=axes, color="#5b6672", linewidth=0.7, linestyle=dash, zorder=3)
    numbers = style.classify(layer.attributes())
    withheld = withheld_class()
    classes = [(n, item) for n, item in enumerate(style.classes)] + [(NO_CLASS, withheld)]
    for number, item in classes:
        part = frame[numbers == number]
        label = f"{item.label} ({len(part)})"
        axes.scatter([], [], c=item.color, marker="s", edgecolors="#6b6b6b", label=label)
        if len(part):
            part.plot(ax=axes, color=item.color, edgecolor="#6b6b6b", linewidth=0.3, zorder=2)
    axes.set_axis_off()
    axes.legend(
        fontsize=7, frameon=False, loc="upper center", bbox_to_anchor=(0.5, 0), ncols=_MAP_COLUMNS
    )


_PLOTS: dict[str, Callable[[Any, Drawing, Layers], None]] = {
    "dots": _dots,
    "slope": _slope,
    "quadrant": _cloud,
    "scatter": _cloud,
    "moran": _cloud,
    "histogram": _histogram,
    "bars": _bars,
    "map": _map,
}
