"""Charts with their figures: read once in the published layers, drawn by any writer.

The page draws them in the browser, the document of officers draws them with matplotlib; both have
the same points, the same classes and the same alternative text.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geotools.outputs.document.compose import rows_of
from geotools.outputs.document.figures import SINGLE, Layers, enumeration, only_code, unit_name
from geotools.outputs.document.model import Above, Chart
from geotools.outputs.formatting import format_value
from geotools.outputs.layers import LayerSpec
from geotools.outputs.palette import NO_CLASS, Style

_BINS = 14
_FLAT = 1e-9


@dataclass(frozen=True)
class Series:
    """One run of values: a column, or a level above; NaN where there is none."""

    label: str
    values: tuple[float, ...]
    unit: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: the rows it holds and its length."""

    label: str
    size: float
    rows: tuple[int, ...]
    color: str = ""
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True)
class Drawing:
    """A chart with its figures.

    Parameters
    ----------
    chart : Chart
    rows : tuple of int
        Places of the drawn units in their layer.
    names : tuple of str
    series : tuple of Series
        What is drawn of each unit.
    above : tuple of Series
        Value of each level above, for each unit.
    colors : tuple of str
        Colour of each unit, empty when they all have the same.
    legend : tuple of (str, str)
        Label and colour of each class.
    bars : tuple of Bar
        For histograms and bars.
    cuts : tuple of float
        References that cut a cloud, x then y.
    alt : str
        What the drawing shows, in words.
    """

    chart: Chart
    rows: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    above: tuple[Series, ...] = ()
    colors: tuple[str, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    bars: tuple[Bar, ...] = ()
    cuts: tuple[float, ...] = ()
    alt: str = field(default="")


def draw(chart: Chart, layers: Layers) -> Drawing:
    """Return a chart with its figures, read in the published layers."""
    return _KINDS[chart.kind](chart, layers)


def _places(frame: pd.DataFrame, layer: LayerSpec) -> tuple[int, ...]:
    return tuple(int(place) for place in layer.frame.index.get_indexer(frame.index))


def _named(frame: pd.DataFrame, layer: LayerSpec) -> tuple[str, ...]:
    return tuple(unit_name(layer, str(code)) for code in frame.index)


def _series(frame: pd.DataFrame, layer: LayerSpec, columns: Sequence[str]) -> tuple[Series, ...]:
    return tuple(Series(layer.alias(c), _floats(frame[c]), layer.units.get(c, "")) for c in columns)


def _floats(values: pd.Series) -> tuple[float, ...]:
    numbers = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
    return tuple(float(value) for value in numbers)


def _level(level: Above, column: str, frame: pd.DataFrame, layers: Layers) -> Series | None:
    """Return the value of a level above each unit, None when it has none at all."""
    other = layers.get(level.layer)
    if other is None or column not in other.columns:
        return None
    if not level.code and level.by not in frame.columns:
        return None
    code = only_code(other) if level.by == SINGLE else level.by
    codes = pd.Series(code, frame.index) if level.code else frame[level.by].astype(str)
    known = pd.Series(_floats(other.frame[column]), other.frame.index.astype(str))
    values = codes.map(known)
    if not values.notna().any():
        return None
    return Series(level.label, _floats(values), other.units.get(column, ""))


def _levels(chart: Chart, column: str, frame: pd.DataFrame, layers: Layers) -> tuple[Series, ...]:
    found = (_level(level, column, frame, layers) for level in chart.above)
    return tuple(series for series in found if series is not None)


def _dots(chart: Chart, layers: Layers) -> Drawing:
    layer = layers[chart.layer]
    _, known = rows_of(chart, layers)
    order = chart.sort if chart.sort in known.columns else chart.columns[0]
    shown = known.sort_values(order, ascending=False, kind="stable")
    shown = shown.head(chart.limit) if chart.limit else shown
    series = _series(shown, layer, chart.columns)
    names, above = _named(shown, layer), _levels(chart, chart.columns[0], shown, layers)
    return Drawing(
        chart,
        _places(shown, layer),
        names,
        series,
        above,
        alt=_ranked(names, series[0], above, layer.title),
    )


def _slope(chart: Chart, layers: Layers) -> Drawing:
    layer = layers[chart.layer]
    _, known = rows_of(chart, layers)
    shown = known.sort_values(chart.columns[-1], ascending=False, kind="stable")
    shown = shown.head(chart.limit) if chart.limit else shown
    series = _series(shown, layer, chart.columns)
    if len(chart.labels) == len(series):
        series = tuple(
            Series(label, s.values, s.unit) for label, s in zip(chart.labels, series, strict=True)
        )
    names = _named(shown, layer)
    up = sum(b > a for a, b in zip(series[0].values, series[-1].values, strict=True))
    alt = (
        f"{len(names)} lignes de {series[0].label} à {series[-1].label} : {up} montent, "
        f"{len(names) - up} baissent ou sont stables. "
        + _ranked(names, series[-1], (), layer.title)
    )
    return Drawing(chart, _places(shown, layer), names, series, alt=alt)


def _cloud(chart: Chart, layers: Layers) -> Drawing:
    layer = layers[chart.layer]
    _, known = rows_of(chart, layers)
    series = _labelled(chart, _series(known, layer, chart.columns))
    return _points(chart, layers, known, series, _cuts(chart, known, layers))


def _moran(chart: Chart, layers: Layers) -> Drawing:
    """Standardise the value and find the neighbourhood again: the local I is their product."""
    _, known = rows_of(chart, layers)
    values, local = (np.array(_floats(known[c])) for c in chart.columns)
    spread = float(values.std()) or 1.0
    z = (values - values.mean()) / spread
    usable = np.abs(z) > _FLAT
    known, z, local = known[usable], z[usable], local[usable]
    alias = layers[chart.layer].alias(chart.columns[0])
    series = (
        Series(f"{alias}, en écarts-types", tuple(float(v) for v in z)),
        Series("Son voisinage, en écarts-types", tuple(float(v) for v in local / z)),
    )
    return _points(chart, layers, known, _labelled(chart, series), (0.0, 0.0))


def _labelled(chart: Chart, series: tuple[Series, ...]) -> tuple[Series, ...]:
    if len(chart.labels) != len(series):
        return series
    return tuple(
        Series(label, s.values, s.unit) for label, s in zip(chart.labels, series, strict=True)
    )


def _cuts(chart: Chart, known: pd.DataFrame, layers: Layers) -> tuple[float, ...]:
    if not chart.above:
        return ()
    found = [_level(chart.above[0], column, known, layers) for column in chart.columns]
    if any(series is None for series in found):
        return ()
    return tuple(series.values[0] for series in found if series is not None)


def _points(
    chart: Chart,
    layers: Layers,
    known: pd.DataFrame,
    series: tuple[Series, ...],
    cuts: tuple[float, ...],
) -> Drawing:
    layer = layers[chart.layer]
    colors, legend = _colors(chart.color, layer, known)
    return Drawing(
        chart,
        _places(known, layer),
        _named(known, layer),
        series,
        colors=colors,
        legend=legend,
        cuts=cuts,
        alt=_cloud_in_words(chart, layer, series, cuts),
    )


def _style(layer: LayerSpec, column: str) -> Style | None:
    return layer.themed().get(column) if layer.is_spatial else None


def _colors(
    column: str, layer: LayerSpec, known: pd.DataFrame
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    style = _style(layer, column) if column else None
    if style is None or column not in known.columns:
        return (), ()
    numbers = style.classify(known)
    palette = [item.color for item in style.classes]
    colors = tuple("#8a8a8a" if n == NO_CLASS else palette[n] for n in numbers)
    used = sorted({int(n) for n in numbers if n != NO_CLASS})
    return colors, tuple((style.classes[n].label, palette[n]) for n in used)


def _histogram(chart: Chart, layers: Layers) -> Drawing:
    layer = layers[chart.layer]
    _, known = rows_of(chart, layers)
    series = _series(known, layer, chart.columns)
    values = np.array(series[0].values)
    edges = _edges(values)
    places = np.array(_places(known, layer))
    number = np.clip(np.digitize(values, edges) - 1, 0, len(edges) - 2)
    bars = tuple(
        Bar(
            f"{format_value(low, series[0].unit)} à {format_value(high, series[0].unit)}",
            float((number == n).sum()),
            tuple(int(p) for p in places[number == n]),
            bounds=(float(low), float(high)),
        )
        for n, (low, high) in enumerate(itertools.pairwise(edges))
    )
    above = _levels(chart, chart.columns[0], known, layers)
    fullest = max(bars, key=lambda bar: bar.size)
    middle = format_value(round(float(np.median(values)), 3), series[0].unit, 1)
    alt = (
        f"{len(values)} unités de « {layer.title} ». La moitié est au-dessous de {middle}. La "
        f"tranche la plus fournie, {fullest.label}, en compte {fullest.size:.0f}."
    )
    return Drawing(chart, _places(known, layer), (), series, above, bars=bars, alt=alt)


def _edges(values: np.ndarray) -> np.ndarray:
    """Return round bounds, at most some fifteen classes."""
    low, high = float(values.min()), float(values.max())
    if high <= low:
        return np.array([low - 0.5, low + 0.5])
    raw = (high - low) / _BINS
    power = 10.0 ** np.floor(np.log10(raw))
    step = float(next(s for s in (1, 2, 2.5, 5, 10) if s * power >= raw) * power)
    start = np.floor(low / step) * step
    count = int(np.floor((high - start) / step)) + 1
    return np.round(start + step * np.arange(count + 1), 10)


def _bars(chart: Chart, layers: Layers) -> Drawing:
    layer = layers[chart.layer]
    _, known = rows_of(chart, layers)
    column = chart.columns[0]
    style = _style(layer, column)
    classes = known[column].astype(object)
    found = dict.fromkeys(str(v) for v in classes)
    order = [str(item.value) for item in style.classes] if style else []
    ranked = [v for v in order if v in found] + [v for v in found if v not in order]
    labels = {str(i.value): i.label for i in style.classes} if style else {}
    colors = {str(i.value): i.color for i in style.classes} if style else {}
    names = layers.get({"secteur": "communes", "commune": "communes"}.get(column, column))
    bars = []
    for value in ranked:
        held = known[classes.astype(str) == value]
        size = float(len(held))
        if len(chart.columns) > 1:
            size = float(pd.to_numeric(held[chart.columns[1]]).sum())
        label = labels.get(value) or (unit_name(names, value) if names is not None else value)
        bars.append(Bar(label, size, _places(held, layer), colors.get(value, "")))
    if style is None:
        bars.sort(key=lambda bar: -bar.size)
    told = enumeration([f"{bar.label} : {format_value(bar.size)}" for bar in bars])
    return Drawing(chart, _places(known, layer), bars=tuple(bars), alt=f"{told}.")


def _map(chart: Chart, layers: Layers) -> Drawing:
    layer = layers[chart.layer]
    style = layer.themed().get(chart.columns[0])
    if style is None:
        return Drawing(chart, alt=chart.title)
    numbers = style.classify(layer.attributes())
    parts = [f"{item.label} : {int((numbers == n).sum())}" for n, item in enumerate(style.classes)]
    unknown = int((numbers == NO_CLASS).sum())
    parts += [f"sans valeur diffusée : {unknown}"] if unknown else []
    legend = tuple((item.label, item.color) for item in style.classes)
    places = tuple(range(len(layer.frame)))
    return Drawing(
        chart, places, legend=legend, alt=f"Carte de « {layer.title} ». {' ; '.join(parts)}."
    )


_KINDS: dict[str, Callable[[Chart, Layers], Drawing]] = {
    "dots": _dots,
    "slope": _slope,
    "quadrant": _cloud,
    "scatter": _cloud,
    "moran": _moran,
    "histogram": _histogram,
    "bars": _bars,
    "map": _map,
}


def _ranked(names: Sequence[str], series: Series, above: Sequence[Series], title: str) -> str:
    values = np.array(series.values)
    high, low = int(values.argmax()), int(values.argmin())
    text = f"{len(names)} de « {title} » ; la valeur la plus élevée : {names[high]} "
    text += f"({format_value(series.values[high], series.unit)}"
    if len(names) > 1:
        text += f") ; la plus basse : {names[low]} ({format_value(series.values[low], series.unit)}"
    levels = [
        f" ; {level.label} : {format_value(level.values[0], level.unit)}"
        for level in above
        if len({v for v in level.values if v == v}) == 1
    ]
    return f"{text}){''.join(levels)}."


def _cloud_in_words(
    chart: Chart, layer: LayerSpec, series: tuple[Series, ...], cuts: tuple[float, ...]
) -> str:
    x, y = (np.array(s.values) for s in series)
    text = f"{len(x)} unités de « {layer.title} » : {series[0].label} en abscisse, "
    text += f"{series[1].label} en ordonnée."
    if len(cuts) == 2:
        both = int(((x >= cuts[0]) & (y >= cuts[1])).sum())
        neither = int(((x < cuts[0]) & (y < cuts[1])).sum())
        text += (
            f" {both} au-dessus des deux références, {neither} au-dessous des deux, "
            f"{len(x) - both - neither} au-dessus d’une seule."
        )
    return text
