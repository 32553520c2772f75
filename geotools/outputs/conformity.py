"""What a GeoPackage accepts: any frame is fitted before it is written, and what changed is said.

The rules are those of OGC 12-128 and of SQLite: one unique integer ``fid``, names that differ by
more than their case, no name kept for the format, columns of one type. Nothing is lost: a column
is renamed, its first name stays as its alias; a number that the format would round becomes text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geotools.errors import some
from geotools.names import TECHNICAL_TABLES, folded, is_technical_table
from geotools.outputs.layers import LayerSpec
from geotools.outputs.palette import Style

LONGEST_NAME = 60
"""Characters of a column or of a table: what PostgreSQL, where layers are often copied, keeps."""

KEPT_COLUMNS = ("fid", "geom", "geometry", "ogc_fid", "rowid", "oid", "_rowid_")
"""Columns that the format or SQLite keep for themselves."""

_NO_BEGINNING = frozenset("`~!@#$%^&*()+-={}|[]\\:\";'<>?,./")
"""What GDAL lets no layer begin with."""

_WIDEST = np.iinfo(np.int64)
Renamed = dict[str, str]


def fit_names(names: Sequence[object], kept: Iterable[str] = KEPT_COLUMNS) -> list[str]:
    """Return names that SQLite tells apart, in the same order.

    Parameters
    ----------
    names : sequence
        Of columns or of layers.
    kept : iterable of str
        Names, whatever their case, that are another's.
    """
    taken = {folded(name) for name in kept}
    fitted = []
    for position, name in enumerate(names, start=1):
        text = "".join(c if c.isprintable() else "_" for c in str(name)).strip()
        text = text[:LONGEST_NAME] or f"colonne_{position}"
        if is_technical_table(text):
            text = f"x_{text}"[:LONGEST_NAME]
        candidate, number = text, 2
        if folded(candidate) in {folded(item) for item in kept}:
            candidate = f"{text}_source"
        while folded(candidate) in taken:
            tail = f"_{number}"
            candidate, number = f"{text[: LONGEST_NAME - len(tail)]}{tail}", number + 1
        taken.add(folded(candidate))
        fitted.append(candidate)
    return fitted


def fit_layers(
    layers: Sequence[LayerSpec], say: Callable[[str], None] | None = None
) -> list[LayerSpec]:
    """Return layers that can be written to one GeoPackage as they are.

    Parameters
    ----------
    layers : sequence of LayerSpec
    say : callable, optional
        Told, in French, of every name that changed.
    """
    tell = say or _silent
    begun = [f"x_{n}" if n[:1] in _NO_BEGINNING else n for n in (item.name for item in layers)]
    names = fit_names(begun, TECHNICAL_TABLES)
    fitted: list[LayerSpec] = []
    for layer, name in zip(layers, names, strict=True):
        if layer.title in {other.title for other in fitted}:  # an identifier is unique too
            layer = replace(layer, title=f"{layer.title} ({name})")
        if name != layer.name:
            tell(f"La couche « {layer.name} » est écrite « {name} » : ce nom est réservé ou pris.")
        fitted.append(_fit(replace(layer, name=name), tell))
    return fitted


def _silent(text: str) -> None:
    """Say nothing."""


def _fit(layer: LayerSpec, tell: Callable[[str], None]) -> LayerSpec:
    frame = layer.frame.copy(deep=False)
    key, frame.columns, renamed = _distinct(frame, layer)
    frame.index = frame.index.set_names(key) if frame.index.nlevels == 1 else _flat(frame, key)
    active = frame.geometry.name if isinstance(frame, GeoDataFrame) else None
    for column in frame.columns:
        if column != active:
            frame[column] = plain_values(frame[column])
    changed = {old: new for old, new in renamed.items() if old != new}
    if not changed:
        return layer.with_frame(frame)
    told = [f"« {old} » → « {new} »" for old, new in changed.items()]
    tell(
        f"« {layer.title} » : {len(changed)} champ(s) portent un nom que le GeoPackage réserve, ou "
        f"qui ne diffère que par la casse ; ils sont renommés : {some(told, 8)}."
    )
    aliases = {**{new: old for old, new in changed.items()}, **_moved(layer.aliases, changed)}
    return replace(
        layer,
        frame=frame,
        style=_restyled(layer.style, changed),
        aliases=aliases,
        units=_moved(layer.units, changed),
        themes=_moved(layer.themes, changed),
        headings=_moved(layer.headings, changed),
        depends=_moved(layer.depends, changed),
    )


def _distinct(frame: pd.DataFrame, layer: LayerSpec) -> tuple[str, list[str], Renamed]:
    """Return the name of the key, those of the columns, and what each old name becomes."""
    active = frame.geometry.name if isinstance(frame, GeoDataFrame) else None
    others = [column for column in frame.columns if column != active]
    # Rows that are only numbered give way to a column that bears the usual name of the key.
    numbered = frame.index.name is None and layer.key in map(str, others)
    key, *fitted = fit_names(["numero" if numbered else layer.key, *others])
    names = iter(fitted)
    columns = [str(c) if c == active else next(names) for c in frame.columns]
    renamed = dict(zip(map(str, others), fitted, strict=True))
    return key, columns, renamed if numbered else {layer.key: key, **renamed}


def _flat(frame: pd.DataFrame, key: str) -> pd.Index:
    return pd.Index([" · ".join(map(str, item)) for item in frame.index], name=key)


def _moved(values: Mapping[str, Any], changed: Renamed) -> dict[str, Any]:
    return {changed.get(name, name): value for name, value in values.items()}


def _restyled(style: str | Style, changed: Renamed) -> str | Style:
    if isinstance(style, Style) and style.field in changed:
        return replace(style, field=changed[style.field])
    return style


# --- Values ---------------------------------------------------------------------------------------


def plain_values(values: pd.Series) -> pd.Series:
    """Return a column of one type that every vector format holds, without any loss.

    Whole numbers with missing values stay whole; days lose the hours that nobody gave; what has no
    column type (lists, intervals, mixtures, geometries that are not the layer's) becomes text.
    """
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return plain_values(values.astype(object))
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return days(values)
    if pd.api.types.is_bool_dtype(dtype):
        return values
    if pd.api.types.is_integer_dtype(dtype):
        fits = values.dropna().le(_WIDEST.max).all()
        return values if fits else _texts(values)
    if pd.api.types.is_float_dtype(dtype):
        return values.astype("float64") if str(dtype) == "float16" else values
    if pd.api.types.is_complex_dtype(dtype) or isinstance(dtype, pd.PeriodDtype | pd.IntervalDtype):
        return _texts(values)
    if pd.api.types.is_timedelta64_dtype(dtype):
        return _texts(values)
    return _of_objects(values) if pd.api.types.is_object_dtype(dtype) else values


def days(values: pd.Series) -> pd.Series:
    """Return dates without hours as ISO texts, any other moment as it is."""
    known = values.dropna()
    if not len(known) or not (known == known.dt.normalize()).all():
        return values
    return values.dt.strftime("%Y-%m-%d").astype(object).where(values.notna(), None)


def _of_objects(values: pd.Series) -> pd.Series:
    known = values.dropna()
    kinds = {type(value) for value in known}
    if not kinds or kinds == {str}:
        return values.where(values.notna(), None)  # pd.NA would be written « <NA> »
    if kinds <= {bool, np.bool_}:
        return values.astype("boolean")
    if kinds <= {int, np.int64, np.int32}:
        inside = all(_WIDEST.min <= int(value) <= _WIDEST.max for value in known)
        return values.astype("Int64") if inside else _texts(values)
    if kinds <= {int, float, np.int64, np.float64}:
        exact = all(abs(value) <= 2**53 for value in known if not isinstance(value, float))
        return values.astype("float64") if exact else _texts(values)
    if kinds <= {date, datetime, pd.Timestamp} and date not in kinds:
        return values
    return _texts(values)


def _texts(values: pd.Series) -> pd.Series:
    texts = [None if _is_missing(value) else _text(value) for value in values]
    return pd.Series(texts, index=values.index, name=values.name, dtype=object)


def _is_missing(value: Any) -> bool:
    answer: Any = pd.isna(value)
    return isinstance(answer, bool | np.bool_) and bool(answer)


def _text(value: object) -> str:
    if isinstance(value, shapely.Geometry):
        return str(value.wkt)
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
