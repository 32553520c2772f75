"""Point files as Arrow batches: read and written a part at a time, whatever their size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import CRS

from geotools._compat import require
from geotools.errors import (
    DependencyError,
    GeometryError,
    InputError,
    MissingColumnError,
    absent_file,
    nearest,
)
from geotools.metres import read_crs
from geotools.sources.geoparquet import geo_metadata, parquet_geometry
from geotools.territory.positions import Floats, plain_coordinates

PURPOSE = "La jointure par lots"
"""What Arrow is asked for, in messages."""

BATCH_SIZE = 65_536
"""Rows of a batch: 64 Ki rows of RPLS hold in about 40 MB."""

_WKB_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
"""Little-endian two-dimensional point (OGC 06-103r4, 8.2.7)."""


@dataclass(frozen=True)
class PointBatches:
    """An opened file of points.

    Parameters
    ----------
    batches : iterator of pyarrow.RecordBatch
    schema : pyarrow.Schema
    crs : CRS
    rows : int
        How many, or -1 when the format does not say.
    geometry : str, optional
        Column of WKB points; without one, ``xy`` names the columns of the coordinates.
    xy : tuple of str, optional
    geometry_type : str
        As GDAL names it.
    """

    batches: Iterator[Any]
    schema: Any
    crs: CRS
    rows: int
    geometry: str | None
    xy: tuple[str, str] | None
    geometry_type: str = "Point"

    def coordinates(self, batch: Any) -> tuple[Floats, Floats]:
        """Return x and y of a batch, NaN where a row has no position."""
        if self.xy is not None:
            x, y = (_numbers(batch.column(name)) for name in self.xy)
            return x, y
        return _from_wkb(batch.column(self.geometry))


@contextmanager
def open_points(
    path: Path | str,
    *,
    layer: str | None = None,
    xy: tuple[str, str] | None = None,
    crs: Any = None,
) -> Iterator[PointBatches]:
    """Open a file of points for one pass.

    Parameters
    ----------
    path : path
        GeoParquet or Parquet, or any format that GDAL reads (GeoPackage, FlatGeobuf, CSV, …).
    layer : str, optional
        Layer of a file that has several.
    xy : tuple of str, optional
        Columns of the coordinates, where the file has no geometry.
    crs : optional
        CRS of the coordinates; required with ``xy``, otherwise read from the file.

    Raises
    ------
    InputError
        The file or a column is absent, or there is no geometry and no coordinates.
    GeometryError
        No CRS is known.
    DependencyError
        pyarrow is not installed, or pyogrio is older than 0.8.
    """
    require("pyarrow", PURPOSE)
    if not hasattr(pyogrio, "write_arrow"):
        raise DependencyError(
            f"{PURPOSE} demande pyogrio 0.8 ou plus récent ; trouvé : {pyogrio.__version__}."
        )
    if not Path(path).is_file():
        raise InputError(absent_file(Path(path)))
    reader = _open_parquet if Path(path).suffix.lower() == ".parquet" else _open_gdal
    with reader(path, layer, xy is None) as (batches, schema, found_crs, rows, geometry, kind):
        for name in xy or ():
            if name not in schema.names:
                raise MissingColumnError(
                    f"« {path} » n’a pas de colonne « {name} ». "
                    f"Noms proches : {nearest(name, schema.names)}."
                )
        if xy is None and geometry is None:
            raise InputError(
                f"« {path} » n’a pas de géométrie. Donnez les noms des colonnes de coordonnées."
            )
        system = found_crs if crs is None else crs
        if system is None:
            raise GeometryError(f"« {path} » n’a pas de SCR. Indiquez-le, par exemple EPSG:2154.")
        yield PointBatches(batches, schema, read_crs(system), rows, geometry, xy, kind)


@contextmanager
def _open_gdal(path: Path | str, layer: str | None, geometry: bool) -> Iterator[Any]:
    rows = pyogrio.read_info(path, layer=layer)["features"]
    with pyogrio.open_arrow(
        path, layer=layer, read_geometry=geometry, use_pyarrow=True, batch_size=BATCH_SIZE
    ) as (meta, reader):
        column = (meta["geometry_name"] or "wkb_geometry") if geometry else None
        known = column if column in reader.schema.names else None
        kind = (meta["geometry_type"] if known else None) or "Point"
        yield iter(reader), reader.schema, meta["crs"], rows, known, kind


@contextmanager
def _open_parquet(path: Path | str, layer: str | None, geometry: bool) -> Iterator[Any]:
    parquet = require("pyarrow.parquet", PURPOSE)
    with parquet.ParquetFile(path) as stored:
        schema = stored.schema_arrow
        described = parquet_geometry(stored) if geometry else None
        column = None if described is None else described.column
        crs = None if described is None else described.crs
        batches = stored.iter_batches(batch_size=BATCH_SIZE)
        yield batches, schema, crs, stored.metadata.num_rows, column, "Point"


def _numbers(column: Any) -> Floats:
    compute = require("pyarrow.compute", PURPOSE)
    pa = require("pyarrow", PURPOSE)
    try:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            trimmed = compute.utf8_trim_whitespace(column)
            column = compute.replace_substring(trimmed, ",", ".")
            column = compute.if_else(compute.equal(column, ""), None, column)
        numbers: Floats = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        raise InputError(
            "Une colonne de coordonnées contient autre chose que des nombres. Vérifiez les noms "
            "des colonnes x et y."
        ) from None
    return numbers


def _from_wkb(column: Any) -> tuple[Floats, Floats]:
    """Read points straight from the buffer when each takes the 21 bytes of a plain one."""
    pa = require("pyarrow", PURPOSE)
    wkb = column.cast(pa.large_binary())
    offsets = np.frombuffer(wkb.buffers()[1], np.int64)[wkb.offset : wkb.offset + len(wkb) + 1]
    if len(wkb) and not wkb.null_count and (np.diff(offsets) == _WKB_POINT.itemsize).all():
        spots = np.frombuffer(wkb.buffers()[2], _WKB_POINT, len(wkb), int(offsets[0]))
        if (spots["order"] == 1).all() and (spots["type"] == 1).all():
            return spots["x"].copy(), spots["y"].copy()
    return plain_coordinates(shapely.from_wkb(wkb.to_numpy(zero_copy_only=False)), "Points")


def points_as_wkb(x: Floats, y: Floats) -> Any:
    """Return WKB points as an Arrow array, null where a coordinate is NaN."""
    pa = require("pyarrow", PURPOSE)
    located = np.isfinite(x) & np.isfinite(y)
    spots = np.zeros(int(located.sum()), _WKB_POINT)
    spots["order"], spots["type"] = 1, 1
    spots["x"], spots["y"] = x[located], y[located]
    offsets = np.zeros(len(x) + 1, np.int32)
    np.cumsum(located * _WKB_POINT.itemsize, out=offsets[1:])
    mask = pa.py_buffer(np.packbits(located, bitorder="little"))
    buffers = [mask, pa.py_buffer(offsets), pa.py_buffer(spots.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(x), buffers)


def write_points(batches: Any, path: Path, *, geometry: str, kind: str, crs: CRS) -> None:
    """Write a stream of batches to a file.

    Parameters
    ----------
    batches : pyarrow.RecordBatchReader
    path : Path
        ``.parquet`` through Arrow, as GeoParquet; any other extension through GDAL.
    geometry : str
        Column of WKB points.
    kind : str
        Geometry type, as GDAL names it.
    crs : CRS
    """
    if path.suffix.lower() == ".parquet":
        parquet = require("pyarrow.parquet", PURPOSE)
        kept = {**(batches.schema.metadata or {}), **geo_metadata(crs, geometry)}
        with parquet.ParquetWriter(path, batches.schema.with_metadata(kept)) as writer:
            for batch in batches:
                writer.write_batch(batch.replace_schema_metadata(kept))
        return
    pyogrio.write_arrow(
        batches,
        path,
        layer=path.stem,
        geometry_name=geometry,
        geometry_type=kind,
        crs=crs.to_wkt(),
    )
