"""The report's maps as data: integer SVG paths, class numbers and legends, no raw coordinate.

Figures are not repeated here: the map reads them in the tables of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geotools.outputs.layers import LayerSpec
from geotools.outputs.palette import NO_CLASS, Style, withheld_class

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
        geometries = layer.located(self.crs).geometry.to_numpy()
        shift = np.array([self.left, self.top])
        scale = np.array([1 / self.metres, -1 / self.metres])
        drawn = shapely.transform(geometries, lambda xy: (xy - shift) * scale)
        return _simplify(drawn)


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


def map_data(layers: Sequence[LayerSpec], overlays: Sequence[str]) -> dict[str, Any] | None:
    """Return what the page's script draws, or None when no layer has a theme.

    Parameters
    ----------
    layers : sequence of LayerSpec
        Layers with a theme can be chosen; each unit is known by its row in the table.
    overlays : sequence of str
        Names of the layers whose outlines can be laid over any other (QPV, communes).
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
        "centres": [_centre(item) for item in drawn],
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


def _centre(geometry: Any) -> list[int]:
    if geometry is None or shapely.is_empty(geometry):
        return [0, 0]
    point = shapely.point_on_surface(geometry)
    return [round(shapely.get_x(point)), round(shapely.get_y(point))]
