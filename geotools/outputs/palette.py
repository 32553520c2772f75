"""Styles as data: which class a value belongs to, with its colour, hatch and French label.

One reading of ``styles/palette.toml`` serves the QML styles, the GeoPackage, the report and the
printed maps, so a class is the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, nearest
from geotools.outputs.formatting import format_value

STYLES = Path(__file__).parent / "styles"
NO_CLASS = -1
"""Class number of a row whose value is not given."""


@dataclass(frozen=True)
class StyleClass:
    """One class of a legend; widths and sizes in millimetres on paper."""

    label: str
    color: str
    hatch: str = ""
    ink: str = "#4a4a4a"
    value: str | None = None
    lower: float = -math.inf
    outline: str = "#6b6b6b"
    outline_width: float = 0.15
    size: float = 2.6


@dataclass(frozen=True)
class Style:
    """How one layer is drawn.

    Parameters
    ----------
    name, title : str
        ``title`` is the heading of the legend, in French.
    kind : {"interval", "category", "single"}
    field : str
        Column whose value chooses the class; empty for one symbol.
    classes : tuple of StyleClass
    geometries : tuple of {"polygon", "point"}
        Kinds of geometry for which a QML file is shipped; any style draws both.
    label_field : str
        Column written on the map, empty for none.
    unit : str
        ``"%"`` when the field holds fractions.
    condition : str
        For one symbol: expression of QGIS that chooses what is drawn, empty for everything.
    named_only : bool
        Whether the name of its field is too common for :func:`recognise_style`.
    """

    name: str
    title: str
    kind: str
    field: str
    classes: tuple[StyleClass, ...]
    geometries: tuple[str, ...] = ("polygon",)
    label_field: str = ""
    unit: str = ""
    condition: str = ""
    named_only: bool = False

    @property
    def offered(self) -> bool:
        """Whether a person may choose it for any layer of areas or points."""
        return not (self.condition or self.named_only or self.geometries == ("line",))

    def on(self, field: str) -> Style:
        """Return the same style for another column."""
        return replace(self, field=field)

    def uppers(self) -> tuple[float, ...]:
        """Return the upper bound (excluded) of each class of an interval style."""
        return (*(item.lower for item in self.classes[1:]), math.inf)

    def classify(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the class number of each row, :data:`NO_CLASS` where there is no value."""
        if self.kind == "single":
            return np.zeros(len(frame), dtype=int)
        values = frame[self.field]
        if self.kind == "category":
            order = {item.value: number for number, item in enumerate(self.classes)}
            return values.astype(object).map(order).fillna(NO_CLASS).to_numpy(dtype=int)
        numbers = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
        bounds = [item.lower for item in self.classes[1:]]
        return np.where(np.isnan(numbers), NO_CLASS, np.digitize(numbers, bounds))


@cache
def _palette() -> dict[str, Any]:
    return read_toml(STYLES / "palette.toml")


@cache
def styles() -> Mapping[str, Style]:
    """Return every style of ``palette.toml`` by name."""
    return {name: _style(name, entry) for name, entry in _palette()["style"].items()}


def _style(name: str, entry: Mapping[str, Any]) -> Style:
    fields = dict(entry)
    classes = tuple(StyleClass(**item) for item in fields.pop("classes"))
    geometries = tuple(fields.pop("geometries"))
    return Style(name=name, classes=classes, geometries=geometries, **fields)


def get_style(name: str) -> Style:
    """Return one style by name.

    Raises
    ------
    ConfigurationError
        When there is none; the nearest names are given.
    """
    if name not in styles():
        raise ConfigurationError(
            f"Le style « {name} » n’existe pas. Noms proches : {nearest(name, styles())}."
        )
    return styles()[name]


def recognise_style(frame: pd.DataFrame, name: str = "") -> Style | None:
    """Return the style that a layer calls for, by its name first, else by its columns.

    Parameters
    ----------
    frame : DataFrame
    name : str
        Name of the layer; the style of that name is taken when its field is there.

    Returns
    -------
    Style or None
        The first style of ``palette.toml`` whose field is a column; None when there is none.
    """
    named = styles().get(name)
    if named is not None and (not named.field or named.field in frame.columns):
        return named
    fitting = (s for s in styles().values() if not s.named_only and s.field in frame.columns)
    return next(fitting, None)


def withheld_class() -> StyleClass:
    """Return the symbol of a unit whose value is not given."""
    return StyleClass(**_palette()["withheld"])


def not_applicable_class() -> StyleClass:
    """Return the symbol of a unit that has no value for another reason than the secrecy."""
    return StyleClass(**_palette()["not_applicable"])


def graduated(values: pd.Series, title: str, unit: str = "") -> Style:
    """Return a style whose classes share out the given values (quintiles, rounded bounds).

    Where at least one value in five is zero and none is under it, zero is a class of its own, and
    the others share out what is above it.

    Only published values may be given: the bounds of a legend are published too.

    Parameters
    ----------
    values : Series
        The column to draw; its name becomes the field of the style.
    title : str
        Heading of the legend.
    unit : str
        ``"%"`` when the values are fractions.
    """
    ramp = _palette()["ramp"]
    colors = list(ramp["colors"])
    numbers = pd.to_numeric(values).dropna().astype(float)
    zero = _zero_apart(numbers, len(colors))
    shared = numbers[numbers > 0] if zero else numbers
    bounds = _rounded_quantiles(shared, len(colors))
    texts = [format_value(bound, unit) for bound in bounds]
    bounds, texts = _told_apart(bounds, texts, shared, unit)
    labels, lowers = _labels(texts, zero=zero), [-math.inf, *bounds]
    chosen = np.linspace(0, len(colors) - 1, len(bounds) + 1).round().astype(int)
    shades = [colors[number] for number in chosen]
    if zero:
        # Under every other value: half of the smallest cannot be met, however it is rounded.
        lowers = [-math.inf, float(shared.min()) / 2, *bounds]
        labels, shades = [format_value(0, unit, 0), *labels], [ramp["zero"], *shades]
    classes = tuple(
        StyleClass(label=label, color=color, lower=lower)
        for label, color, lower in zip(labels, shades, lowers, strict=True)
    )
    return Style(
        name="indicateur",
        title=title,
        kind="interval",
        field=str(values.name),
        classes=classes,
        geometries=("polygon", "point"),
        unit=unit,
    )


def _zero_apart(numbers: pd.Series, count: int) -> bool:
    """Tell whether zero fills a class by itself and is the lowest of several values."""
    zeros = int((numbers == 0).sum())
    return bool(zeros * count >= len(numbers) > zeros > 0 and numbers.min() == 0)


def _labels(texts: list[str], *, zero: bool) -> list[str]:
    """Return the label of each class from its bounds."""
    if not texts:
        return ["plus de 0" if zero else "toutes les valeurs"]
    first = f"plus de 0, moins de {texts[0]}" if zero else f"moins de {texts[0]}"
    return [first, *(f"{low} à {high}" for low, high in pairwise(texts)), f"{texts[-1]} et plus"]


def _told_apart(
    bounds: list[float], texts: list[str], numbers: pd.Series, unit: str
) -> tuple[list[float], list[str]]:
    """Leave out the bounds that a reader could not tell from another one or from the lowest value.

    Without that, values from 99,96 % to 100 % make « moins de 100,0 % » and « 100,0 % et plus ».
    """
    seen = {format_value(float(numbers.min()), unit)} if len(numbers) else set()
    kept = []
    for bound, text in zip(bounds, texts, strict=True):
        if text not in seen:
            seen.add(text)
            kept.append((bound, text))
    return [bound for bound, _ in kept], [text for _, text in kept]


def _rounded_quantiles(numbers: pd.Series, count: int) -> list[float]:
    """Return at most ``count - 1`` distinct inner bounds with few significant digits.

    Where one value is so common that most quantiles fall together, those of the distinct values are
    taken: each is then counted once, and classes stay distinct.
    """
    if numbers.nunique() < 2:
        return []
    bounds = _bounds(numbers, count)
    if len(bounds) < (count - 1) / 2:
        bounds = max(bounds, _bounds(pd.Series(numbers.unique()), count), key=len)
    return bounds


def _bounds(numbers: pd.Series, count: int) -> list[float]:
    """Round the inner quantiles no more than keeps them distinct and above the lowest value."""
    lowest, highest = float(numbers.min()), float(numbers.max())
    inner = numbers.quantile(np.arange(1, count) / count).to_numpy()
    wanted = len({value for value in inner if value > lowest})
    finest = math.floor(math.log10((highest - lowest) / 20))
    found: list[float] = []
    for power in range(finest, finest - _FINER, -1):
        step, decimals = 10.0**power, max(0, -power)
        rounded = {round(round(value / step) * step, decimals) for value in inner}
        kept = sorted(bound for bound in rounded if lowest < bound <= highest)
        if len(kept) > len(found):
            found = kept
        if len(found) >= wanted:
            break
    return found


_FINER = 7
"""Powers of ten tried under the widest step, for values most of which are far from the largest."""
