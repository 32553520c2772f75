"""Printable maps without QGIS: one page, A4 or A3, vector PDF and PNG.

Each page says what it shows, its legend, scale and north, its sources and vintage, and the secrecy
rule. Hatches repeat what colours say, so the page survives a black and white printer.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geotools._compat import require
from geotools.atomic import atomic_file
from geotools.errors import ConfigurationError
from geotools.outputs.map_file import LANGUAGE, save_pdf
from geotools.outputs.map_fonts import latin_letters
from geotools.outputs.map_names import INSIDE, OUTSIDE, OWN, draw_names, names_of, place_names
from geotools.outputs.map_page import (
    DASHES,
    HATCHES,
    MARKERS,
    MILLIMETRES,
    POINT,
    MapSpec,
    alternative_text,
    classes_of,
    draw_legend,
    draw_scale_bar,
    line_look,
    page_metadata,
    write_texts,
)
from geotools.outputs.palette import StyleClass

PAGES = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}
"""Landscape pages, width and height in millimetres."""

NEEDS = ("matplotlib",)
"""Packages beyond the floor."""

_MARGIN, _SIDE = 10.0, 66.0  # millimetres on A4
_AROUND = 1.12  # the map leaves a margin between what it shows and its frame
_WIDER = 1.6  # communes at most so much wider than the layer are shown whole
_DPI = 200
_SMALL = 2.0  # millimetres on paper: smaller areas are drawn with a thick edge
_SETTINGS = {"pdf.fonttype": 42, "svg.hashsalt": "equilibre", "hatch.linewidth": 0.35}
_HAS_ORIENT = hasattr(shapely, "orient_polygons")  # shapely 2.1; normalize() winds rings too
_LETTERS = {INSIDE: 6.0, OUTSIDE: 6.5}  # points


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
    suffix = path.suffix.lower()
    if suffix not in (".pdf", ".png", ".svg"):
        raise ConfigurationError(
            f"Une carte s’écrit en .pdf, .png ou .svg ; reçu : « {path.name} »."
        )
    matplotlib = _matplotlib()
    with (
        matplotlib.rc_context(_SETTINGS),
        latin_letters(),
        atomic_file(path, overwrite=overwrite) as temporary,
    ):
        figure = draw_map(spec)
        told = page_metadata(spec)
        if suffix == ".pdf":
            save_pdf(temporary, figure, told, alternative_text(spec))
        elif suffix == ".svg":
            keys = {"Title": told["Title"], "Creator": told["Author"], "Language": LANGUAGE}
            described = {"Description": alternative_text(spec), "Date": None}
            figure.savefig(temporary, metadata={**keys, **described})
        else:
            keys = {"Title": told["Title"], "Author": told["Author"]}
            keys["Description"] = alternative_text(spec)
            figure.savefig(temporary, dpi=_DPI, metadata=keys)
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
    figure = Figure(figsize=(width / MILLIMETRES, height / MILLIMETRES), facecolor="white")
    FigureCanvasAgg(figure)
    zoom = height / PAGES["A4"][1]
    wide = _SIDE * zoom
    head, foot = write_texts(figure, spec, (width, height), _MARGIN, zoom)
    box = (_MARGIN, foot, width - 2 * _MARGIN - wide, height - head - foot)
    axes = _panel(figure, box, (width, height))
    _draw_layers(axes, spec, box, zoom)
    metres = _set_extent(axes, spec, box)
    lost = _draw_names(axes, spec, metres, zoom)
    beside = (width - _MARGIN - wide + 4, box[1], wide - 4, box[3])
    side = _panel(figure, beside, (width, height))
    side.set_axis_off()
    draw_legend(side, spec, lost, zoom)
    draw_scale_bar(side, metres, wide - 4, zoom)
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
    geometries = layer.geometry.to_numpy()
    metres = _scale_of(spec, box)
    parts = shapely.get_parts(geometries)
    small = float(np.sqrt(np.median(shapely.area(parts)))) < _SMALL * metres
    for item, rows in reversed(classes_of(spec)):
        chosen = geometries[rows & ~shapely.is_missing(geometries)]
        if not len(chosen):
            continue
        if spec.layer.geometry == "point":
            _points(axes, chosen, item, zoom)
        elif spec.layer.geometry == "line":
            _lines(axes, chosen, item)
        else:
            _areas(axes, chosen, item, small=small)
    if spec.context is not None and spec.layer.geometry != "point":
        _outline(axes, spec.context.located(crs), "#444444", 0.7)
    if spec.overlay is not None:
        frame = spec.overlay.located(crs)
        _outline(axes, frame, "white", 2.0)
        _outline(axes, frame, "#111111", 1.0, dashes=DASHES)


def _draw_names(axes: Any, spec: MapSpec, metres: float, zoom: float) -> int:
    """Write the names of districts, then of communes; return how many have no place."""
    crs = spec.layer.located().crs
    named = [(spec.overlay, OUTSIDE), (spec.context, INSIDE)]
    if spec.layer.name in OWN:
        named.append((spec.layer, OWN[spec.layer.name]))
    names = [
        name
        for where in (OUTSIDE, INSIDE)
        for layer, place in named
        if layer is not None and place == where
        for name in names_of(layer, where, _LETTERS[where] * zoom, crs)
    ]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    ink = spec.layer.located().geometry.dropna().to_numpy()
    if spec.layer.geometry == "point":
        ink = shapely.buffer(ink, 1.5 * metres)
    placed, lost = place_names(names, (left, bottom, right, top), metres, ink)
    draw_names(axes, placed)
    return len(lost)


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
            hatch=HATCHES[item.hatch],
        )
    )
    edge, width = item.outline, item.outline_width * POINT
    if small:
        edge, width = (item.ink, 0.6) if item.color == "#ffffff" else (item.color, 2.2)
    axes.add_artist(PathPatch(outline, facecolor="none", edgecolor=edge, linewidth=width))


def _points(axes: Any, geometries: np.ndarray, item: StyleClass, zoom: float) -> None:
    points = shapely.get_coordinates(shapely.point_on_surface(geometries))
    axes.scatter(
        points[:, 0],
        points[:, 1],
        s=(item.size * zoom * POINT) ** 2,
        c=item.color,
        marker=MARKERS[item.hatch],
        edgecolors="#3a3a3a",
        linewidths=0.4,
    )


def _lines(axes: Any, geometries: np.ndarray, item: StyleClass) -> None:
    """Draw the lines of a class; a dark edge keeps pale ones in sight."""
    from matplotlib.collections import LineCollection

    runs = [shapely.get_coordinates(part) for part in shapely.get_parts(geometries)]
    color, width = line_look(item)
    for ink, wide in ((item.ink, width + 0.6), (color, width)):
        axes.add_collection(LineCollection(runs, colors=ink, linewidths=wide), autolim=False)


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


def _bounds(spec: MapSpec) -> tuple[float, float, float, float]:
    """Return what the map shows: the layer, and the communes around it when they are not far."""
    layer = spec.layer.located()
    own = layer.total_bounds
    if spec.context is None:
        return tuple(own)
    around = spec.context.located(layer.crs).total_bounds
    both = np.array([*np.minimum(own[:2], around[:2]), *np.maximum(own[2:], around[2:])])
    whole = max(both[2:] - both[:2]) <= _WIDER * max(own[2:] - own[:2])
    return tuple(both if whole else own)


def _scale_of(spec: MapSpec, box: Sequence[float]) -> float:
    """Return the metres that one millimetre stands for when the map fills the panel."""
    left, bottom, right, top = _bounds(spec)
    return float(_AROUND * max((right - left) / box[2], (top - bottom) / box[3], 1e-3))


def _set_extent(axes: Any, spec: MapSpec, box: Sequence[float]) -> float:
    """Centre the map in its panel with the same scale both ways; return metres by millimetre."""
    left, bottom, right, top = _bounds(spec)
    metres = _scale_of(spec, box)
    x, y = (left + right) / 2, (bottom + top) / 2
    axes.set_xlim(x - metres * box[2] / 2, x + metres * box[2] / 2)
    axes.set_ylim(y - metres * box[3] / 2, y + metres * box[3] / 2)
    return metres
