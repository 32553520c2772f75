"""Layers of QGIS to frames and back, in bulk.

Reading has two paths that give the same frame. A layer that nobody edited, in a GeoPackage, a
Shapefile or a GeoParquet, is read straight from its file, where its filter and its selection are
applied too; of an edit session, the rows that it changed alone are asked of QGIS. Anything else
(memory, virtual, PostGIS…) is walked once through QGIS; geometries cross as WKB and are
decoded in one call.

The feature number that the GeoPackage driver shows as a field is no data of the layer: it is left
out, as pyogrio does, unless the person chose it as a field of the operation.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsField,
    QgsFields,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsVectorLayerEditBuffer,
    QgsWkbTypes,
)

from geotools._compat import installed

from . import _qgis_compat as compat

DIRECT_EXTENSIONS = frozenset({".gpkg", ".shp", ".parquet"})
MOST_EDITS = 10_000
"""Unsaved edits above which a layer is walked whole."""

GEOMETRY = "geometry"
"""Column of the shapes in a frame: a field of this name is read as ``geometry_source``."""

EXACT = 2**53
"""Above it a float no longer holds every whole number."""

UNDEFINED = "Undefined"
"""How the GeoPackage standard names the systems -1, 0 and 99999 of layers that have none."""


@dataclass(frozen=True)
class Edits:
    """What an edit session changed and did not save: feature numbers, and the new features."""

    removed: frozenset[int]
    touched: frozenset[int]
    added: tuple[QgsFeature, ...]


@dataclass(frozen=True)
class DirectSource:
    """Where to read a layer of which QGIS changed nothing."""

    path: Path
    layer: str | None
    encoding: str | None
    where: str | None = None
    chosen: tuple[int, ...] | None = None
    edits: Edits | None = None

    def read(self, number: str | None) -> pd.DataFrame:
        """Read the file; ``number`` names the column that receives the feature number.

        The index of an edited layer is the feature number, so that its edits find their place.
        """
        if self.path.suffix.lower() == ".parquet":
            return gpd.read_parquet(self.path)
        numbered = number is not None or self.chosen is not None or self.edits is not None
        frame = pyogrio.read_dataframe(
            self.path,
            layer=self.layer,
            encoding=self.encoding,
            where=self.where,
            fid_as_index=numbered,
        )
        if self.chosen is not None:
            frame = frame[frame.index.isin(self.chosen)]
        if number is not None:
            frame.insert(0, number, frame.index.to_numpy())
        if self.edits is not None:
            return frame
        return frame.reset_index(drop=True) if numbered else frame


@dataclass(frozen=True)
class LayerReader:
    """What must be known of a layer before a background thread reads it.

    Parameters
    ----------
    features : callable
        Takes a ``QgsFeatureRequest`` and returns an iterator of features.
    fields, crs, wkb_type
        Of the layer, as QGIS shows them.
    number : str or None
        Field that only repeats the feature number of a GeoPackage.
    direct : DirectSource or None
        File to read instead of walking through QGIS.
    """

    features: Callable[[QgsFeatureRequest], Any]
    fields: QgsFields
    crs: QgsCoordinateReferenceSystem
    wkb_type: Any
    number: str | None = None
    direct: DirectSource | None = None

    def read(self, chosen: Collection[str] = ()) -> pd.DataFrame:
        """Return the layer: a GeoDataFrame, or a DataFrame when it has no geometry.

        Parameters
        ----------
        chosen : collection of str
            Fields that the operation uses; the feature number is kept only when it is one.
        """
        number = self.number if self.number in chosen else None
        frame = self._read(number)
        if not isinstance(frame, gpd.GeoDataFrame):
            return frame
        if frame.geometry.name != "geometry":
            frame = frame.rename_geometry("geometry")
        return frame.set_crs(to_pyproj(self.crs), allow_override=True)

    def _read(self, number: str | None) -> pd.DataFrame:
        if self.direct is None or self.fields.indexOf(GEOMETRY) >= 0:
            return self._walk(number, self._asked()).reset_index(drop=True)
        frame = _local_times(self.direct.read(number))
        if self._rounded(frame):
            return self._walk(number, self._asked()).reset_index(drop=True)
        if self.direct.edits is None:
            return frame
        return self._edited(frame, self.direct.edits, number).reset_index(drop=True)

    def _rounded(self, frame: pd.DataFrame) -> bool:
        """Tell whether whole numbers with gaps came as floats too large to hold them all."""
        whole = {f.name() for f in self.fields if compat.field_type(f) in compat.INTEGERS}
        floats = frame.select_dtypes("float64")
        return any(bool((floats[c].abs() > EXACT).any()) for c in floats if c in whole)

    def _edited(self, frame: pd.DataFrame, edits: Edits, number: str | None) -> pd.DataFrame:
        """Bring unsaved edits into what the file holds; QGIS is asked for those rows alone."""
        changed = edits.touched - edits.removed
        kept = frame[~frame.index.isin(edits.removed | changed)]
        if not changed and not edits.added:
            return kept
        held = [int(fid) for fid in frame.index if fid in changed]
        walked = self._walk(number, chain(self._asked(held) if held else (), edits.added))
        if isinstance(kept, gpd.GeoDataFrame):
            walked = gpd.GeoDataFrame(walked).set_crs(kept.crs)
            if kept.geometry.name != walked.geometry.name:
                walked = walked.rename_geometry(kept.geometry.name)
        present = [fid for fid in frame.index if fid not in edits.removed]
        return pd.concat([kept, walked]).loc[[*present, *(new.id() for new in edits.added)]]

    def _asked(self, numbers: list[int] | None = None) -> Iterator[QgsFeature]:
        """Return the features of QGIS, all of them or those of some numbers."""
        request = QgsFeatureRequest()
        if numbers is not None:
            request.setFilterFids(numbers)
        if self.wkb_type == QgsWkbTypes.Type.NoGeometry:
            request.setFlags(compat.NO_GEOMETRY)
        return self.features(request)

    def _walk(self, number: str | None, features: Iterable[QgsFeature]) -> pd.DataFrame:
        """Return the features as a frame, in their order, indexed by their number."""
        spatial = self.wkb_type != QgsWkbTypes.Type.NoGeometry
        curved = QgsWkbTypes.isCurvedType(self.wkb_type)
        rows: list[list[Any]] = []
        shapes: list[bytes | None] = []
        numbers: list[int] = []
        with collector_paused():
            for feature in features:
                numbers.append(feature.id())
                rows.append(feature.attributes())
                if spatial:
                    geometry = feature.geometry()
                    if curved and not geometry.isNull():
                        geometry.convertToStraightSegment()
                    shapes.append(geometry.asWkb().data() or None)
            columns = list(zip(*rows, strict=True)) or [()] * self.fields.count()
            data = {
                own_name(field.name(), spatial): _column(values, compat.field_type(field))
                for field, values in zip(self.fields, columns, strict=True)
                if field.name() != self.number or field.name() == number
            }
            frame = _local_times(pd.DataFrame(data, index=pd.RangeIndex(len(rows))))
            frame.index = pd.Index(numbers, dtype=np.int64)
            if not spatial:
                return frame
            geometry = shapely.from_wkb(np.array(shapes, object))
            return gpd.GeoDataFrame(frame, geometry=geometry)


def own_name(name: str, spatial: bool) -> str:
    """Return the column of a field: the shapes have theirs, which no field may take."""
    return f"{name}_source" if spatial and name == GEOMETRY else name


def direct_source(layer: QgsVectorLayer, *, selected: bool = False) -> DirectSource | None:
    """Return where to read a layer directly, or None when QGIS has to be walked through.

    Parameters
    ----------
    layer : QgsVectorLayer
    selected : bool
        Whether only the selected features are wanted.
    """
    if layer.providerType() != "ogr" or QgsWkbTypes.isCurvedType(layer.wkbType()):
        return None
    uri = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = Path(uri.get("path") or "")
    suffix = path.suffix.lower()
    if suffix not in DIRECT_EXTENSIONS or not path.is_file():
        return None
    if suffix == ".parquet" and not installed("pyarrow"):
        return None
    where = layer.subsetString()
    edits = _edits(layer) if layer.isEditable() and not selected else None
    changed = (
        (layer.isEditable() and edits is None)
        or layer.fields().count() != layer.dataProvider().fields().count()
        or uri.get("layerId") is not None
        or uri.get("openOptions")
        or (suffix == ".parquet" and (where or selected))
        or where.lstrip().lower().startswith("select ")  # a whole query, not a condition
    )
    if changed:
        return None
    encoding = layer.dataProvider().encoding() if suffix == ".shp" else None
    chosen = tuple(layer.selectedFeatureIds()) if selected else None
    name = uri.get("layerName") or None
    return DirectSource(path, name, encoding or None, where or None, chosen, edits)


def _edits(layer: QgsVectorLayer) -> Edits | None:
    """Return the unsaved edits of a layer, None when they cannot be told row by row.

    A session that writes at once (transaction groups) has no buffer; a change of fields touches
    every row; beyond :data:`MOST_EDITS`, walking costs no more.
    """
    buffer = layer.editBuffer()
    if type(buffer) is not QgsVectorLayerEditBuffer:
        return None
    if buffer.addedAttributes() or buffer.deletedAttributeIds():
        return None
    touched = frozenset({*buffer.changedAttributeValues(), *buffer.changedGeometries()})
    new = buffer.addedFeatures()
    added = tuple(new[fid] for fid in sorted(new, reverse=True))  # -1 came before -2
    if len(touched) + len(added) > MOST_EDITS:
        return None
    return Edits(
        frozenset(buffer.deletedFeatureIds()), frozenset(n for n in touched if n >= 0), added
    )


def feature_number(layer: QgsVectorLayer) -> str | None:
    """Return the field that only repeats the feature number of an OGR source."""
    if layer.providerType() != "ogr":
        return None
    keys = layer.dataProvider().pkAttributeIndexes()
    return layer.fields().at(keys[0]).name() if len(keys) == 1 else None


def to_pyproj(crs: QgsCoordinateReferenceSystem) -> pyproj.CRS | None:
    """Return a CRS of QGIS as pyproj's, by its authority or, without one, by its WKT."""
    if not crs.isValid() or crs.description().startswith(UNDEFINED):
        return None
    authority = crs.authid()
    if authority and not authority.startswith(("USER:", "CUSTOM:")):
        return pyproj.CRS.from_user_input(authority)
    return pyproj.CRS.from_wkt(crs.toWkt(compat.WKT2))


def to_qgis_crs(
    crs: pyproj.CRS | None, known: Collection[QgsCoordinateReferenceSystem] = ()
) -> QgsCoordinateReferenceSystem:
    """Return a CRS of pyproj as QGIS's; one of ``known`` when it is the same system."""
    if crs is None:
        return QgsCoordinateReferenceSystem()
    for candidate in known:
        if to_pyproj(candidate) == crs:
            return candidate
    authority = crs.to_authority()
    if authority is not None:
        found = QgsCoordinateReferenceSystem(":".join(authority))
        if found.isValid():
            return found
    return QgsCoordinateReferenceSystem.fromWkt(crs.to_wkt())


# --- Columns ------------------------------------------------------------------------------------


def _column(values: tuple[Any, ...], kind: int) -> Any:
    """Turn the values of a field into a column, with the types that pyogrio gives."""
    if kind in compat.INTEGERS:
        return _numbers(values, int, np.int32 if kind == compat.INT else np.int64)
    if kind == compat.DOUBLE:
        return _numbers(values, float, np.float64)
    if kind == compat.BOOL:
        present = [value if isinstance(value, bool) else None for value in values]
        return np.array(present, dtype=object if None in present else bool)
    if kind == compat.STRING:
        texts = [value if isinstance(value, str) else None for value in values]
        return pd.Series(texts, dtype=None if any(texts) else object)
    if kind in (compat.DATE, compat.DATETIME):
        moments = [_moment(value, kind) for value in values]
        return np.array(moments, dtype="datetime64[ms]")
    if kind == compat.TIME:
        return [None if compat.is_null(value) else value.toPyTime() for value in values]
    return [None if compat.is_null(value) else value for value in values]


def _moment(value: Any, kind: int) -> Any:
    if compat.is_null(value):
        return None
    return value.toPyDate() if kind == compat.DATE else value.toPyDateTime()


def _numbers(values: tuple[Any, ...], kind: type, dtype: type) -> Any:
    try:
        return np.array(values, dtype=dtype)
    except (TypeError, ValueError):
        present: list[Any] = [value for value in values if isinstance(value, kind)]
        if kind is int and any(abs(value) > EXACT for value in present):
            exact = [value if isinstance(value, kind) else None for value in values]
            return pd.array(exact, dtype="Int64")
        filled = [value if isinstance(value, kind) else np.nan for value in values]
        return np.array(filled, dtype=np.float64)


def _local_times(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop time zones: QGIS shows the hour that is written."""
    for name, dtype in frame.dtypes.items():
        if isinstance(dtype, pd.DatetimeTZDtype):
            frame[name] = frame[name].dt.tz_localize(None)
    return frame


@contextmanager
def collector_paused() -> Iterator[None]:
    """Spare the garbage collector a walk over 100 000 rows of Python objects."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def fields_by_name(readers: Collection[LayerReader]) -> Mapping[str, QgsField]:
    """Return the fields of the inputs, the first layer's winning."""
    known: dict[str, QgsField] = {}
    for reader in readers:
        for field in reader.fields:
            known.setdefault(field.name(), field)
    return known
