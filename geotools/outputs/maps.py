"""Printable maps without QGIS: one page, A4 or A3, vector PDF and PNG.

Each page says what it shows, its legend, scale and north, its sources and vintage, and the secrecy
rule. Hatches repeat what colours say, so the page survives a black and white printer.
"""

from __future__ import annotations

import math
import textwrap
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geotools._compat import require
from geotools.atomic import atomic_file
from geotools.errors import ConfigurationError
from geotools.outputs.formatting import WITHHELD_LEGEND
from geotools.outputs.layers import LayerSpec
from geotools.outputs.palette import NO_CLASS, Style, StyleClass, withheld_class
from geotools.outputs.proof import Proof

NEEDS = ("matplotlib",)
"""Packages beyond the floor."""

PAGES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}
"""Landscape pages, width and height in millimetres."""

_INCH = 25.4
_POINT = 72 / _INCH  # typographic points in a millimetre
_MARGIN, _HEAD, _FOOT, _SIDE = 10.0, 16.0, 20.0, 66.0  # millimetres on A4
_HATCHES = {"": None, "/": "///", "//": "//////", "\\": "\\\\\\", "x": "xxxx", ".": "..."}
_MARKERS = {"": "o", "/": "^", "//": "s", "\\": "D", "x": "o", ".": "P"}
_DPI = 200
_SMALL = 2.0  # millimetres on paper: smaller areas are drawn with a thick edge
_FOOT_CHARACTERS = 205  # characters on one line of the footer, on any page
_SETTINGS = {"pdf.fonttype": 42, "svg.hashsalt": "equilibre", "hatch.linewidth": 0.35}
_DASHES = (0, (5, 1.5))
_HAS_ORIENT = hasattr(shapely, "orient_polygons")  # shapely 2.1; normalize() winds rings too


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


def write_map(path: str | Path, spec: MapSpec, *, overwrite: bool = False) -> Path:
    """Draw one page to a PDF, PNG or SVG file (by its extension), whole or not at all.

    Parameters
    ----------
    path : path
    spec : MapSpec
    overwrite : bool

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ConfigurationError
        The page or the extension is not one of those offered.
    DependencyError
        matplotlib is not installed.
    """
    path = Path(path)
    stamp = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}, ".png": {}}
    if path.suffix.lower() not in stamp:
        raise ConfigurationError(
            f"Une carte s’écrit en .pdf, .png ou .svg ; reçu : « {path.name} »."
        )
    matplotlib = _matplotlib()
    with matplotlib.rc_context(_SETTINGS), atomic_file(path, overwrite=overwrite) as temporary:
        draw_map(spec).savefig(temporary, dpi=_DPI, metadata=stamp[path.suffix.lower()])
    return path


def _matplotlib() -> Any:
    """Import matplotlib without its warning about 3D axes, which maps do not use."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Unable to import Axes3D")
        module = require("matplotlib", "L’impression des cartes")
        require("matplotlib.figure", "L’impression des cartes")
    return module


def draw_map(spec: MapSpec) -> Any:
    """Return the page as a matplotlib figure.

    Raises
    ------
    ConfigurationError
        The page is not one of those offered.
    DependencyError
        matplotlib is not installed.
    """
    _matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if spec.page not in PAGES:
        raise ConfigurationError(
            f"La page « {spec.page} » n’existe pas ; pages possibles : {', '.join(PAGES)}."
        )
    width, height = PAGES[spec.page]
    figure = Figure(figsize=(width / _INCH, height / _INCH), facecolor="white")
    FigureCanvasAgg(figure)
    zoom = height / PAGES["A4"][1]
    head, foot, wide = _HEAD * zoom, _FOOT * zoom, _SIDE * zoom
    box = (
        _MARGIN,
        foot + _MARGIN,
        width - 2 * _MARGIN - wide,
        height - 2 * _MARGIN - head - foot,
    )
    axes = _panel(figure, box, (width, height))
    _draw_layers(axes, spec, box, zoom)
    metres = _set_extent(axes, spec, box)
    beside = (width - _MARGIN - wide + 4, box[1], wide - 4, box[3])
    side = _panel(figure, beside, (width, height))
    side.set_axis_off()
    _legend(side, spec, zoom)
    _scale_bar(side, metres, wide - 4, zoom)
    _texts(figure, spec, (width, height), zoom)
    return figure


def _panel(figure: Any, box: Sequence[float], page: Sequence[float]) -> Any:
    """Add axes at a place given in millimetres: left, bottom, width, height."""
    return figure.add_axes(
        (box[0] / page[0], box[1] / page[1], box[2] / page[0], box[3] / page[1]),
        xticks=[],
        yticks=[],
    )


def _draw_layers(axes: Any, spec: MapSpec, box: Sequence[float], zoom: float) -> None:
    axes.set_facecolor("#eef2f6")
    layer = spec.layer.located()
    crs = layer.crs
    if spec.context is not None:
        _outline(axes, spec.context.located(crs), "#5b6672", 0.8, face="white")
    numbers = spec.style.classify(spec.layer.attributes())
    geometries = layer.geometry.to_numpy()
    metres = _scale_of(spec, box)
    parts = shapely.get_parts(geometries)
    small = float(np.sqrt(np.median(shapely.area(parts)))) < _SMALL * metres
    for number, item in [(NO_CLASS, withheld_class()), *enumerate(spec.style.classes)]:
        chosen = geometries[numbers == number]
        if not len(chosen):
            continue
        if spec.layer.geometry == "point":
            _points(axes, chosen, item, zoom)
        else:
            _areas(axes, chosen, item, small=small)
    if spec.context is not None and spec.layer.geometry != "point":
        _outline(axes, spec.context.located(crs), "#444444", 0.7)
    if spec.overlay is not None:
        frame = spec.overlay.located(crs)
        _outline(axes, frame, "white", 2.0)
        _outline(axes, frame, "#111111", 1.0, dashes=_DASHES)
        _names(axes, spec.overlay, frame, zoom)


def _areas(axes: Any, geometries: np.ndarray, item: StyleClass, *, small: bool) -> None:
    """Draw the areas of a class; tiny ones get a thick edge of their own colour, to be seen.

    Artists, not patches: the extent is set by :func:`_set_extent`, so the curves of thousands of
    areas need not be measured.
    """
    from matplotlib.patches import PathPatch

    outline = _path(geometries)
    axes.add_artist(
        PathPatch(
            outline,
            facecolor=item.color,
            edgecolor=item.ink,
            linewidth=0,
            hatch=_HATCHES[item.hatch],
        )
    )
    edge, width = item.outline, item.outline_width * _POINT
    if small:
        edge, width = (item.ink, 0.6) if item.color == "#ffffff" else (item.color, 2.2)
    axes.add_artist(PathPatch(outline, facecolor="none", edgecolor=edge, linewidth=width))


def _points(axes: Any, geometries: np.ndarray, item: StyleClass, zoom: float) -> None:
    points = shapely.get_coordinates(shapely.point_on_surface(geometries))
    axes.scatter(
        points[:, 0],
        points[:, 1],
        s=(item.size * zoom * _POINT) ** 2,
        c=item.color,
        marker=_MARKERS[item.hatch],
        edgecolors="#3a3a3a",
        linewidths=0.4,
    )


def _outline(
    axes: Any,
    frame: Any,
    color: str,
    width: float,
    *,
    face: str = "none",
    dashes: Any = "solid",
) -> None:
    from matplotlib.patches import PathPatch

    path = _path(frame.geometry.to_numpy())
    axes.add_artist(
        PathPatch(path, facecolor=face, edgecolor=color, linewidth=width, linestyle=dashes)
    )


def _path(geometries: np.ndarray) -> Any:
    """Return one compound path of every ring; holes stay holes (opposite winding)."""
    from matplotlib.path import Path as Outline

    wind = shapely.orient_polygons if _HAS_ORIENT else shapely.normalize
    parts = wind(shapely.get_parts(geometries))
    rings = shapely.get_rings(parts)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(coordinates), Outline.LINETO, dtype=Outline.code_type)
    starts = np.flatnonzero(np.diff(ring, prepend=-1))
    codes[starts] = Outline.MOVETO
    codes[np.append(starts[1:], len(codes))[: len(starts)] - 1] = Outline.CLOSEPOLY
    return Outline(coordinates, codes)


def _names(axes: Any, overlay: LayerSpec, frame: Any, zoom: float) -> None:
    if "libelle" not in overlay.frame.columns:
        return
    from matplotlib.patheffects import withStroke

    places = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    for (x, y), text in zip(places, overlay.frame["libelle"].astype(str), strict=True):
        axes.annotate(
            textwrap.fill(text, 22),
            (x, y),
            ha="center",
            va="center",
            fontsize=6.5 * zoom,
            fontweight="bold",
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )


def _scale_of(spec: MapSpec, box: Sequence[float]) -> float:
    """Return the metres that one millimetre stands for when the layer fills the panel."""
    left, bottom, right, top = spec.layer.located().total_bounds
    return float(1.08 * max((right - left) / box[2], (top - bottom) / box[3], 1e-3))


def _set_extent(axes: Any, spec: MapSpec, box: Sequence[float]) -> float:
    """Centre the layer in its panel with the same scale both ways; return metres by millimetre."""
    left, bottom, right, top = spec.layer.located().total_bounds
    metres = _scale_of(spec, box)
    x, y = (left + right) / 2, (bottom + top) / 2
    axes.set_xlim(x - metres * box[2] / 2, x + metres * box[2] / 2)
    axes.set_ylim(y - metres * box[3] / 2, y + metres * box[3] / 2)
    return metres


def _legend(side: Any, spec: MapSpec, zoom: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    numbers = spec.style.classify(spec.layer.attributes())
    items = list(spec.style.classes)
    if (numbers == NO_CLASS).any():
        items.append(withheld_class())
    if spec.layer.geometry == "point":
        handles: list[Any] = [
            Line2D(
                [],
                [],
                linestyle="none",
                marker=_MARKERS[item.hatch],
                markersize=item.size * _POINT,
                markerfacecolor=item.color,
                markeredgecolor="#3a3a3a",
                label=textwrap.fill(item.label, 30),
            )
            for item in items
        ]
    else:
        handles = [
            Patch(
                facecolor=item.color,
                edgecolor=item.ink,
                linewidth=0.5,
                hatch=_HATCHES[item.hatch],
                label=textwrap.fill(item.label, 30),
            )
            for item in items
        ]
    if spec.overlay is not None:
        title = spec.overlay.title
        handles.append(
            Line2D([], [], label=title, color="#111111", linewidth=1.5, linestyle=_DASHES)
        )
    side.legend(
        handles=handles,
        title=textwrap.fill(spec.style.title, 28),
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


def _scale_bar(side: Any, metres: float, width: float, zoom: float) -> None:
    """Draw a round length of at most two thirds of the panel, and the north."""
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
        arrowprops={"arrowstyle": "-|>", "color": "#1d3557", "lw": 1.6},
    )


def _texts(figure: Any, spec: MapSpec, page: Sequence[float], zoom: float) -> None:
    width, height = page
    subject = "" if spec.style.title.startswith(spec.layer.title) else f" · {spec.layer.title}"
    title = spec.title or spec.style.title + subject
    left = _MARGIN / width
    size = {"ha": "left", "va": "top"}
    figure.text(left, 1 - _MARGIN / height, title, fontsize=15 * zoom, weight="bold", **size)
    below = 1 - (_MARGIN + 8 * zoom) / height
    subtitle = f"{spec.proof.territory} · {spec.proof.vintage} · {spec.proof.base}"
    figure.text(left, below, subtitle, fontsize=9.5 * zoom, color="#444444", **size)
    lines = [spec.proof.footer(), spec.proof.rule, WITHHELD_LEGEND]
    wrapped = [line for text in lines for line in textwrap.wrap(text, _FOOT_CHARACTERS)]
    figure.text(
        left,
        (_FOOT * zoom + _MARGIN - 2) / height,
        "\n".join(wrapped),
        fontsize=6.5 * zoom,
        color="#333333",
        linespacing=1.35,
        **size,
    )
