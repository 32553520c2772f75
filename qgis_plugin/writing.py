"""Frames to QGIS sinks, in bulk: types, aliases, NULL, order and geometries are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from qgis.core import QgsFeature, QgsFeatureSink, QgsField, QgsFields, QgsGeometry, QgsWkbTypes
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from geotools.outputs.conformity import KEPT_COLUMNS, fit_names

from . import _qgis_compat as compat
from .bridge import collector_paused

_BLOCK = 20_000
_SINGLE_TO_MULTI = {
    "Point": ("MultiPoint", shapely.multipoints),
    "LineString": ("MultiLineString", shapely.multilinestrings),
    "Polygon": ("MultiPolygon", shapely.multipolygons),
}


@dataclass(frozen=True)
class WrittenRows:
    """A frame ready to be written: fields, values by column, geometries as WKB."""

    fields: QgsFields
    columns: list[list[Any]]
    shapes: list[bytes | None] | None
    wkb_type: Any
    count: int

    def write(self, sink: QgsFeatureSink, tick: Callable[[float], None]) -> bool:
        """Add every feature to the sink by blocks; ``tick`` gets the fraction done."""
        values = list(zip(*self.columns, strict=True)) or [()] * self.count
        with collector_paused():
            for start in range(0, self.count, _BLOCK):
                tick(start / self.count)
                stop = min(start + _BLOCK, self.count)
                block = [self._feature(values[row], row) for row in range(start, stop)]
                if not sink.addFeatures(block, compat.FAST_INSERT):
                    return False
        return True

    def _feature(self, values: tuple[Any, ...], row: int) -> QgsFeature:
        feature = QgsFeature()
        feature.setAttributes(list(values))
        if self.shapes is not None and self.shapes[row] is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(self.shapes[row])
            feature.setGeometry(geometry)
        return feature


def fitted(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a frame that a GeoPackage holds whole, and the new name of what was renamed.

    A column ``fid`` that numbers the rows stays; one that repeats or lacks values would lose them.
    """
    frame = _with_index(frame)
    active = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    names = [name for name in frame.columns if name != active]
    kept = [name for name in KEPT_COLUMNS if not (name == "fid" and _numbers_rows(frame))]
    new = dict(zip(names, fit_names(names, kept), strict=True))
    changed = {str(old): name for old, name in new.items() if str(old) != name}
    return frame.rename(columns=changed), changed


def _numbers_rows(frame: pd.DataFrame) -> bool:
    same = [name for name in frame.columns if str(name).lower() == "fid"]
    if len(same) != 1 or not pd.api.types.is_integer_dtype(frame[same[0]].dtype):
        return False
    numbers = frame[same[0]]
    return bool(numbers.notna().all() and numbers.is_unique and (numbers > 0).all())


def rows(
    frame: pd.DataFrame,
    known: Mapping[str, QgsField] | None = None,
    aliases: Mapping[str, str] | None = None,
    usual: str = "Polygon",
) -> WrittenRows:
    """Prepare a frame; a named index becomes the first column.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
    known : mapping
        Fields of the inputs: a column that comes from one keeps its type, width and alias.
    aliases : mapping
        French alias by column, for those that are new.
    usual : str
        Kind of geometry of a layer that holds none.
    """
    frame = _with_index(frame)
    spatial = isinstance(frame, gpd.GeoDataFrame)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)) if spatial else frame
    fields, columns = QgsFields(), []
    for position, name in enumerate(map(str, table.columns)):
        series = table.iloc[:, position]
        field = _field(name, series, (known or {}).get(name), (aliases or {}).get(name, ""))
        fields.append(field)
        columns.append(_values(series, compat.field_type(field)))
    if not spatial:
        return WrittenRows(fields, columns, None, QgsWkbTypes.Type.NoGeometry, len(frame))
    geometries, wkb_type = _homogeneous(frame.geometry.to_numpy(), usual)
    shapes = list(shapely.to_wkb(geometries, flavor="iso"))
    return WrittenRows(fields, columns, shapes, wkb_type, len(frame))


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in frame.index.names if name is not None]
    fresh = [name for name in names if name not in frame.columns]
    if len(fresh) < len(names):
        frame = frame.reset_index(level=[n for n in names if n not in fresh], drop=True)
    return frame.reset_index() if fresh else frame


def _field(name: str, series: pd.Series, known: QgsField | None, alias: str) -> QgsField:
    kind = _kind(series)
    if known is not None:
        source = compat.field_type(known)
        same = source == kind or (source in compat.INTEGERS and kind in compat.INTEGERS)
        whole = source in compat.INTEGERS and kind == compat.DOUBLE and _is_whole(series)
        day = source == compat.DATE and kind == compat.DATETIME
        empty = bool(series.isna().all())
        if same or whole or day or empty:
            field = compat.make_field(name, source, known.alias() or alias)
            field.setTypeName(known.typeName())
            field.setLength(known.length())
            field.setPrecision(known.precision())
            return field
    return compat.make_field(name, kind, alias)


def _kind(series: pd.Series) -> int:
    dtype = series.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return compat.BOOL
    if pd.api.types.is_integer_dtype(dtype):
        return compat.LONG
    if pd.api.types.is_float_dtype(dtype):
        return compat.DOUBLE
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return compat.DATETIME
    inferred = (
        pd.api.types.infer_dtype(series, skipna=True)
        if pd.api.types.is_object_dtype(dtype)
        else "string"
    )
    return {
        "boolean": compat.BOOL,
        "integer": compat.LONG,
        "floating": compat.DOUBLE,
        "mixed-integer-float": compat.DOUBLE,
        "date": compat.DATE,
        "time": compat.TIME,
        "datetime": compat.DATETIME,
    }.get(inferred, compat.STRING)


def _is_whole(series: pd.Series) -> bool:
    numbers = series.dropna().to_numpy(dtype=float)
    return bool(np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all())


def _values(series: pd.Series, kind: int) -> list[Any]:
    """Return plain Python values, None where there is none."""
    absent = series.isna().to_numpy()
    if kind == compat.DOUBLE:
        values = series.to_numpy(dtype=float, na_value=np.nan).astype(object)
    elif kind in compat.INTEGERS:
        values = _integers(series, absent)
    elif kind == compat.BOOL:
        values = series.astype(object).to_numpy()
    elif kind in (compat.DATE, compat.DATETIME):
        convert = _to_qdate if kind == compat.DATE else _to_qdatetime
        codes, moments = pd.factorize(pd.to_datetime(series))
        converted = np.array([*(convert(moment) for moment in moments), None], dtype=object)
        values = converted[codes]
    elif kind == compat.TIME:
        values = np.array([None if pd.isna(v) else QTime(v) for v in series], dtype=object)
    else:
        values = series.astype(object).to_numpy()
        values = np.array([v if isinstance(v, str) else str(v) for v in values], dtype=object)
    if absent.any():
        values = values.copy()
        values[absent] = None
    return values.tolist()


def _integers(series: pd.Series, absent: np.ndarray) -> np.ndarray:
    if not absent.any():
        return series.to_numpy(dtype=np.int64).astype(object)
    return series.where(~absent, 0).to_numpy(dtype=np.int64).astype(object)


def _to_qdate(value: pd.Timestamp) -> QDate:
    return QDate(value.year, value.month, value.day)


def _to_qdatetime(value: pd.Timestamp) -> QDateTime:
    clock = QTime(value.hour, value.minute, value.second, value.microsecond // 1000)
    return QDateTime(_to_qdate(value), clock)


def _homogeneous(geometries: np.ndarray, usual: str) -> tuple[np.ndarray, Any]:
    """Promote single geometries to multi where a layer mixes both; return the layer's type."""
    present = geometries[~shapely.is_missing(geometries)]
    kinds = set(gpd.GeoSeries(present).geom_type) or {usual}
    three = bool(shapely.has_z(present).any())
    if len(kinds) == 2:
        for single, (multi, promote) in _SINGLE_TO_MULTI.items():
            if kinds == {single, multi}:
                geometries, kinds = _promoted(geometries, single, promote), {multi}
    name = kinds.pop() if len(kinds) == 1 else "GeometryCollection"
    wkb_type = QgsWkbTypes.parseType(name)
    return geometries, QgsWkbTypes.addZ(wkb_type) if three else wkb_type


def _promoted(geometries: np.ndarray, single: str, promote: Callable[..., Any]) -> np.ndarray:
    code = shapely.GeometryType[single.upper()]
    chosen = np.flatnonzero(shapely.get_type_id(geometries) == code)
    result = geometries.copy()
    result[chosen] = promote(geometries[chosen], indices=np.arange(len(chosen)))
    return result
