"""The report's maps as data: integer SVG paths, class numbers and legends, no raw coordinate.

Figures are not repeated here: the map reads them in the tables of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geotools.outputs.layers import LayerSpec
from geotools.outputs.palette import NO_CLASS, Style, StyleClass, withheld_class

EXTENT = 10_000
"""Length of the longer side of the map in drawing units."""

_TOLERANCE = 3.0  # drawing units: a third of a pixel on a map 1 000 pixels wide
_MARGIN = 0.03
_SMALL = 90.0  # drawing units: units under some ten pixels get a thick edge of their own colour
_POINT_UNITS = 26.0  # drawing units for a symbol of one millimetre


class Frame:
    """The rectangle that every layer of the map is drawn in.

    Parameters
    ----------
    layers : sequence of LayerSpec
        Spatial layers; the CRS of the first one, which must be projected, is that of the drawing.
    """

    def __init__(self, layers: Sequence[LayerSpec]) -> None:
        self.crs = layers[0].located().crs
        bounds = np.array([layer.located(self.crs).total_bounds for layer in layers])
        left, bottom = np.nanmin(bounds[:, :2], axis=0)
        right, top = np.nanmax(bounds[:, 2:], axis=0)
        side = max(right - left, top - bottom, 1.0) * (1 + 2 * _MARGIN)
        self.metres = side / EXTENT
        self.left = left - _MARGIN * side
        self.top = top + _MARGIN * side
        self.width = round((right - left) / self.metres + 2 * _MARGIN * EXTENT)
        self.height = round((top - bottom) / self.metres + 2 * _MARGIN * EXTENT)

    def draw(self, layer: LayerSpec) -> np.ndarray:
        """Return the geometries in drawing units, y downwards, simplified for display."""
        return _simplify(self.place(layer.located(self.crs).geometry.to_numpy()))

    def place(self, geometries: np.ndarray) -> np.ndarray:
        """Return geometries of the drawing's CRS in drawing units, y downwards."""
        shift = np.array([self.left, self.top])
        scale = np.array([1 / self.metres, -1 / self.metres])
        placed: np.ndarray = shapely.transform(geometries, lambda xy: (xy - shift) * scale)
        return placed

    def clip(self, geometries: np.ndarray) -> np.ndarray:
        """Return what of placed geometries lies in the drawing, empty ones left out."""
        inside: np.ndarray = shapely.clip_by_rect(geometries, 0, 0, self.width, self.height)
        return inside[~shapely.is_empty(inside)]


def _simplify(geometries: np.ndarray) -> np.ndarray:
    """Simplify; shared borders of adjoining units stay shared where shapely 2.1 can do so.

    Tiny scattered units share no border, and looking for one among overlaps is slow.
    """
    areal = shapely.get_dimensions(geometries) == 2
    if not areal.any():
        return geometries
    result = geometries.copy()
    simplify = getattr(shapely, "coverage_simplify", None)
    if simplify is not None and areal.all() and _typical_side(geometries) >= _SMALL:
        result = simplify(geometries, _TOLERANCE)
    else:
        result[areal] = shapely.simplify(geometries[areal], _TOLERANCE)
    return np.where(shapely.is_empty(result), geometries, result)


def svg_path(geometry: Any) -> str:
    """Return the outline of an area or a line as an SVG path of whole, relative coordinates."""
    pieces = []
    for part in shapely.get_parts(geometry):
        closed = shapely.get_dimensions(part) == 2
        for ring in shapely.get_rings(part) if closed else [part]:
            points = np.rint(shapely.get_coordinates(ring)).astype(int)
            steps = np.diff(points, axis=0)
            steps = steps[(steps != 0).any(axis=1)]
            if len(steps) < 1 + closed:
                continue
            moves = " ".join(f"{x},{y}" for x, y in (steps[:-1] if closed else steps).tolist())
            pieces.append(f"M{points[0, 0]},{points[0, 1]}l{moves}{'z' if closed else ''}")
    return "".join(pieces)


@dataclass(frozen=True)
class Background:
    """A local layer drawn under the maps, its outlines only: no attribute leaves.

    Parameters
    ----------
    title : str
    kind : str
        ``eau``, ``routes``, ``batiments`` or ``autre``: how it is drawn.
    shapes : GeoDataFrame
    """

    title: str
    kind: str
    shapes: GeoDataFrame


def map_data(
    layers: Sequence[LayerSpec], overlays: Sequence[str], background: Sequence[Background] = ()
) -> dict[str, Any] | None:
    """Return what the page's script draws, or None when no layer has a theme.

    Parameters
    ----------
    layers : sequence of LayerSpec
        Layers with a theme can be chosen; each unit is known by its row in the table.
    overlays : sequence of str
        Names of the layers whose outlines can be laid over any other (QPV, communes).
    background : sequence of Background
        Drawn under everything, from bottom to top.
    """
    spatial = [layer for layer in layers if layer.is_spatial and len(layer.frame)]
    chosen = [layer for layer in spatial if _themes(layer)]
    if not chosen:
        return None
    frame = Frame(spatial)
    over = [layer for layer in spatial if layer.name in overlays]
    return {
        "width": frame.width,
        "height": frame.height,
        "metres": round(frame.metres, 6),
        "withheld": asdict(withheld_class()) | {"lower": None},
        "layers": [_layer(layer, frame) for layer in chosen],
        "overlays": [_overlay(layer, frame) for layer in over],
        "background": [_ground(item, frame) for item in background],
    }


def _themes(layer: LayerSpec) -> list[Style]:
    return [style for style in layer.themed().values() if style.kind != "single"]


def _layer(layer: LayerSpec, frame: Frame) -> dict[str, Any]:
    drawn = frame.draw(layer)
    point = layer.geometry == "point"
    paths = [_centre(item) if point else svg_path(item) for item in drawn]
    return {
        "name": layer.name,
        "title": layer.title,
        "point": point,
        "units": paths,
        "centres": [] if point else [_centre(item) for item in drawn],
        "view": _view(drawn),
        "small": not point and _typical_side(drawn) < _SMALL,
        "themes": [_theme(style, layer.attributes()) for style in _themes(layer)],
    }


def _view(drawn: np.ndarray) -> list[int]:
    """Return x, y, width and height of the layer in the drawing, with a margin."""
    left, top, right, bottom = shapely.total_bounds(drawn)
    margin = _MARGIN * max(right - left, bottom - top, 1.0)
    box = (left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin)
    return [round(value) for value in box]


def _typical_side(drawn: np.ndarray) -> float:
    """Return the side of a square as large as the median part of a unit."""
    parts = shapely.get_parts(drawn)
    return float(np.sqrt(np.median(shapely.area(parts)))) if len(parts) else 0.0


def _theme(style: Style, attributes: pd.DataFrame) -> dict[str, Any]:
    classes = [
        {"label": item.label, "color": item.color, "hatch": item.hatch, "ink": item.ink}
        | {"radius": round(item.size * _POINT_UNITS / 2)}
        for item in style.classes
    ]
    numbers = style.classify(attributes)
    return {
        "title": style.title,
        "field": style.field,
        "classes": classes,
        "numbers": numbers.tolist(),
        "withheld": int((numbers == NO_CLASS).sum()),
    }


def _overlay(layer: LayerSpec, frame: Frame) -> dict[str, Any]:
    drawn = frame.draw(layer)
    texts = layer.frame["libelle"] if "libelle" in layer.frame.columns else layer.frame.index
    return {
        "name": layer.name,
        "title": layer.title,
        "path": "".join(svg_path(item) for item in drawn),
        "labels": [[*_centre(item), str(text)] for item, text in zip(drawn, texts, strict=True)],
    }


_KINDS = ("eau", "routes", "batiments")


def _ground(item: Background, frame: Frame) -> dict[str, Any]:
    """Return one path for a whole background layer."""
    shapes = item.shapes.to_crs(frame.crs).geometry
    shapes = shapes[shapes.notna() & ~shapes.is_empty & shapes.geom_type.isin(_DRAWN)]
    drawn = frame.clip(frame.place(shapes.to_numpy()))
    drawn = shapely.simplify(drawn, _TOLERANCE)
    kind = item.kind if item.kind in _KINDS else "autre"
    return {
        "title": item.title,
        "kind": kind,
        "path": "".join(svg_path(one) for one in drawn),
    }


_DRAWN = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")
_STATIC_UNITS = 1_000
_STATIC_TOLERANCE = 0.8


def static_map(layers: Sequence[LayerSpec]) -> str:
    """Return the first theme of the first mapped layer as markup that needs no script."""
    spatial = [layer for layer in layers if layer.is_spatial and len(layer.frame)]
    layer = next(item for item in spatial if _themes(item))
    style = _themes(layer)[0]
    frame = Frame(spatial)
    shrunk = _shrunk(layer, frame)
    numbers = style.classify(layer.attributes())
    withheld = withheld_class()
    shapes = "".join(
        _static_class([g for g, n in zip(shrunk, numbers, strict=True) if n == number], item)
        for number, item in [(NO_CLASS, withheld), *enumerate(style.classes)]
    )
    under = [item for item in spatial if item.name == "communes" and item is not layer]
    ground = "".join(svg_path(one) for item in under for one in _shrunk(item, frame))
    box = " ".join(str(side) for side in _view(np.array(shrunk)))
    title = f"{layer.title} : {style.title}"
    counts = [(item, int((numbers == n).sum())) for n, item in enumerate(style.classes)]
    counts += [(withheld, int((numbers == NO_CLASS).sum()))]
    legend = "".join(
        f'<li><svg width="18" height="12" aria-hidden="true"><rect width="18" height="12" '
        f'fill="{item.color}" stroke="#6b6b6b"/></svg> {escape(item.label)} ({count})</li>'
        for item, count in counts
        if count
    )
    return (
        f'<svg class="static-map" viewBox="{box}" role="img" aria-label="{escape(title)}">'
        f'<path d="{ground}" fill="#fff" stroke="#5b6672" stroke-width=".6"/>{shapes}</svg>'
        f'<p>{escape(title)}</p><ul class="static-legend">{legend}</ul>'
    )


def _shrunk(layer: LayerSpec, frame: Frame) -> list[Any]:
    placed = frame.place(layer.located(frame.crs).geometry.to_numpy())
    return [shapely.simplify(shapely.transform(g, _shrink), _STATIC_TOLERANCE) for g in placed]


def _shrink(xy: np.ndarray) -> np.ndarray:
    return xy * (_STATIC_UNITS / EXTENT)


def _static_class(geometries: Sequence[Any], item: StyleClass) -> str:
    """Return the units of a class as one path: specks are squares that can be seen."""
    if not geometries:
        return ""
    path = "".join(_static_path(one) for one in geometries)
    look = f'fill="{item.color}" stroke="#6b6b6b" stroke-width=".4" fill-rule="evenodd"'
    return f'<path d="{path}" {look}/>'


def _static_path(geometry: Any) -> str:
    left, top, right, bottom = shapely.bounds(geometry)
    if max(right - left, bottom - top) > _SPECK:
        return svg_path(geometry)
    x, y = _centre(geometry)
    return f"M{x - 2},{y - 2}h4v4h-4z"


_SPECK = 6.0  # drawing units of the static map


def _centre(geometry: Any) -> list[int]:
    if geometry is None or shapely.is_empty(geometry):
        return [0, 0]
    point = shapely.point_on_surface(geometry)
    return [round(shapely.get_x(point)), round(shapely.get_y(point))]
