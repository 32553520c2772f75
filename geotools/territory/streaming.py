"""Joins from file to file, for files that do not fit in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
from geopandas import GeoDataFrame

from geotools._compat import require
from geotools.atomic import atomic_file
from geotools.errors import InputError
from geotools.progress import SILENT, Progress
from geotools.territory.batches import (
    PURPOSE,
    PointBatches,
    open_points,
    points_as_wkb,
    write_points,
)
from geotools.territory.joins import check_edge
from geotools.territory.positions import carry
from geotools.territory.zone_index import Edge, ZoneIndex, as_index

_GEOMETRY = "geometry"


@dataclass
class StreamCounts:
    """What a streaming join did.

    Parameters
    ----------
    rows, located : int
        Rows read, and those that have a position.
    joined : dict of str to int
        For each zoning, the points that at least one zone contains.
    """

    rows: int = 0
    located: int = 0
    joined: dict[str, int] = field(default_factory=dict)


def stream_join(
    source: Path | str,
    zonings: Mapping[str, GeoDataFrame | ZoneIndex],
    out: Path | str,
    *,
    layer: str | None = None,
    xy: tuple[str, str] | None = None,
    crs: Any = None,
    edge: str = "intersects",
    overwrite: bool = False,
    progress: Progress | None = None,
) -> StreamCounts:
    """Join a file of points to zonings, batch after batch, into another file.

    Memory holds the indexes of the zonings and a few batches, whatever the size of the file. The
    answers are those of :func:`geotools.territory.join_zonings`.

    Parameters
    ----------
    source : path
        GeoParquet or Parquet, or any format that GDAL reads.
    zonings : mapping of str to GeoDataFrame or ZoneIndex
        Polygons indexed by unique code.
    out : path
        ``.parquet``, or a format that GDAL writes (``.gpkg``, ``.fgb``). Written whole or not at
        all; a cancelled join leaves nothing.
    layer : str, optional
        Layer to read.
    xy : tuple of str, optional
        Columns of the coordinates where the source has no geometry; ``crs`` is then required.
    crs : optional
        CRS of the points, when the file does not say.
    edge : {"intersects", "within"}
        Whether the edge of a zone belongs to it.
    overwrite : bool
        Whether ``out`` may be replaced.
    progress : Progress, optional

    Returns
    -------
    StreamCounts
        The file holds every column of the source, then ``<name>_code`` (text) and ``<name>_n``
        for each zoning; points made of columns ``xy`` are added as its geometry.

    Raises
    ------
    InputError, GeometryError
        As :func:`geotools.territory.join_zonings`, and for files that cannot be read or replaced.
    DependencyError
        pyarrow is not installed.
    """
    check_edge(edge)
    report = progress or SILENT
    indexes = {
        name: as_index(zoning, name, progress=report.part(0.0, 0.05))
        for name, zoning in zonings.items()
    }
    for index in indexes.values():
        index.build_cells()
    pa = require("pyarrow", PURPOSE)
    with (
        atomic_file(out, overwrite=overwrite) as temporary,
        open_points(source, layer=layer, xy=xy, crs=crs) as points,
    ):
        schema = _joined_schema(points, indexes)
        work = _Join(points, indexes, cast(Edge, edge), schema)
        stream = pa.RecordBatchReader.from_batches(schema, work.batches(report.part(0.05, 1.0)))
        try:
            write_points(
                stream,
                temporary,
                geometry=points.geometry or _GEOMETRY,
                kind=points.geometry_type,
                crs=points.crs,
            )
        except Exception:
            # The writer pulls the batches through C: what stopped them is kept on our side.
            if work.failure is not None:
                raise work.failure from None
            raise
    return work.counts


class _Join:
    """The joined batches of an opened file, with what was counted on the way."""

    def __init__(
        self,
        points: PointBatches,
        indexes: Mapping[str, ZoneIndex],
        edge: Edge,
        schema: Any,
    ) -> None:
        self.counts = StreamCounts(joined=dict.fromkeys(indexes, 0))
        self.failure: Exception | None = None
        self._points, self._indexes, self._edge = points, indexes, edge
        self._schema = schema
        pa = require("pyarrow", PURPOSE)
        self._codes = {
            name: pa.array(index.codes.to_numpy(dtype=object)[index.zones.order], pa.string())
            for name, index in indexes.items()
        }

    def batches(self, progress: Progress) -> Iterator[Any]:
        """Yield the joined batches and report how far the file is."""
        try:
            for batch in self._points.batches:
                done = self.counts.rows / self._points.rows if self._points.rows > 0 else 0.0
                progress.at(done, "Jointure par lots")
                yield self._join(batch)
        except Exception as error:
            self.failure = error
            raise

    def _join(self, batch: Any) -> Any:
        pa = require("pyarrow", PURPOSE)
        x, y = self._points.coordinates(batch)
        located = np.isfinite(x) & np.isfinite(y)
        columns = list(batch.columns)
        for name, index in self._indexes.items():
            kept, count = index.locate(*carry(x, y, self._points.crs, index.crs), edge=self._edge)
            columns.append(self._codes[name].take(pa.array(kept, mask=kept < 0)))
            columns.append(pa.array(count.astype(np.int32), mask=~located))
            self.counts.joined[name] += int((count > 0).sum())
        if self._points.geometry is None:
            columns.append(points_as_wkb(x, y))
        self.counts.rows += len(x)
        self.counts.located += int(located.sum())
        return pa.RecordBatch.from_arrays(columns, schema=self._schema)


def _joined_schema(points: PointBatches, indexes: Mapping[str, ZoneIndex]) -> Any:
    pa = require("pyarrow", PURPOSE)
    added = [
        field
        for name in indexes
        for field in (pa.field(f"{name}_code", pa.string()), pa.field(f"{name}_n", pa.int32()))
    ]
    if points.geometry is None:
        added.append(pa.field(_GEOMETRY, pa.binary()))
    present = [f"« {new.name} »" for new in added if new.name in points.schema.names]
    if present:
        raise InputError(
            f"Le fichier a déjà la ou les colonnes {', '.join(present)}. Renommez-les ou donnez un "
            "autre nom au zonage."
        )
    return pa.schema([*points.schema, *added], metadata=points.schema.metadata)
