"""GeoParquet: where its geometry is, in which CRS, and which row groups a box asks for.

Versions 1.0 and 1.1 describe the geometry in the metadata « geo »; 2.0 in Parquet's own logical
types, GEOMETRY and GEOGRAPHY, whose row groups carry their extent. 1.1 has a column of boxes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
from pyproj import CRS

from geotools.metres import read_crs

DEFAULT_CRS = "OGC:CRS84"
"""What both versions mean by an absent CRS."""

_AXES = ("xmin", "ymin", "xmax", "ymax")
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class ParquetGeometry:
    """The main geometry of a Parquet file.

    Parameters
    ----------
    column : str
    crs : CRS or None
        None where the file says that it is unknown.
    kinds : tuple of str
        ``Point``, ``MultiPolygon``…; empty when the file does not say.
    covering : mapping of str to str
        Column path of each side of the box of a row (1.1), empty when there is none.
    native : bool
        Described by Parquet's own types (2.0).
    """

    column: str
    crs: CRS | None
    kinds: tuple[str, ...] = ()
    covering: Mapping[str, str] | None = None
    native: bool = False


def geo_metadata(crs: CRS | None, column: str = "geometry") -> dict[bytes, bytes]:
    """Return the metadata by which any reader finds a column of WKB.

    Examples
    --------
    >>> from pyproj import CRS
    >>> from geotools.sources.geoparquet import geo_metadata
    >>> b'"primary_column": "geometry"' in geo_metadata(CRS("EPSG:2154"))[b"geo"]
    True
    """
    described: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [],
        "crs": None if crs is None else crs.to_json_dict(),
    }
    geo = {"version": "1.1.0", "primary_column": column, "columns": {column: described}}
    return {b"geo": json.dumps(geo).encode()}


def parquet_geometry(file: Any) -> ParquetGeometry | None:
    """Return the main geometry of an open ``ParquetFile``, None for a plain table.

    Raises
    ------
    ValueError
        The metadata « geo » does not describe a column of the file.
    """
    found = (file.schema_arrow.metadata or {}).get(b"geo")
    if found is not None:
        return _described(json.loads(found), file.schema_arrow.names)
    return _native(file)


def _described(geo: Mapping[str, Any], names: list[str]) -> ParquetGeometry:
    primary = geo.get("primary_column")
    column = geo.get("columns", {}).get(primary)
    if not isinstance(column, dict) or primary not in names:
        raise ValueError("geo")
    told = column.get("crs", DEFAULT_CRS)
    box = column.get("covering", {}).get("bbox", {})
    covering = {axis: ".".join(box[axis]) for axis in _AXES} if set(_AXES) <= set(box) else None
    kinds = tuple(column.get("geometry_types") or ())
    return ParquetGeometry(str(primary), _read(told), kinds, covering)


def _native(file: Any) -> ParquetGeometry | None:
    schema = file.schema
    for number in range(len(schema.names)):
        told = json.loads(schema.column(number).logical_type.to_json())
        if told.get("Type") in {"Geometry", "Geography"}:
            crs = told.get("crs") or DEFAULT_CRS
            return ParquetGeometry(schema.names[number], _read(_projjson(crs, file)), native=True)
    return None


def _projjson(crs: str, file: Any) -> Any:
    """Return a CRS that Parquet writes as ``projjson:KEY``, ``srid:N``, or plainly."""
    scheme, _, rest = crs.partition(":")
    if scheme == "projjson":
        return json.loads((file.schema_arrow.metadata or {})[rest.encode()])
    return f"EPSG:{rest}" if scheme == "srid" else crs


def _read(told: Any) -> CRS | None:
    if told is None:
        return None
    return CRS.from_json_dict(told) if isinstance(told, dict) else read_crs(told)


def read_geoparquet(path: Path) -> gpd.GeoDataFrame:
    """Read a whole file; geopandas knows the metadata « geo » alone, not Parquet's own types.

    Parameters
    ----------
    path : Path
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        geometry = parquet_geometry(file)
        if geometry is None or not geometry.native:
            return gpd.read_parquet(path)
        table = file.read()
    wkb = table.column(geometry.column).to_numpy()
    frame = table.drop_columns([geometry.column]).to_pandas()
    shapes = gpd.GeoSeries.from_wkb(wkb, index=frame.index, crs=geometry.crs)
    return gpd.GeoDataFrame(frame, geometry=shapes)


def groups_in(file: Any, geometry: ParquetGeometry, box: Box) -> list[int]:
    """Return the row groups that may hold a row crossing a box: all that do not say otherwise.

    Parameters
    ----------
    file : ParquetFile
    geometry : ParquetGeometry
    box : tuple of float
        xmin, ymin, xmax, ymax in the CRS of the file.
    """
    meta = file.metadata
    positions = {meta.schema.column(k).path: k for k in range(meta.num_columns)}
    return [
        number
        for number in range(meta.num_row_groups)
        if _crosses(_extent(meta.row_group(number), geometry, positions), box)
    ]


def _extent(group: Any, geometry: ParquetGeometry, positions: Mapping[str, int]) -> Box | None:
    if geometry.native:
        told = group.column(positions[geometry.column]).geo_statistics
        sides = [getattr(told, axis, None) for axis in _AXES]
    elif geometry.covering:
        held = {a: group.column(positions[p]).statistics for a, p in geometry.covering.items()}
        sides = [
            None if item is None or not item.has_min_max else getattr(item, axis[1:])
            for axis, item in held.items()
        ]
    else:
        return None
    xmin, ymin, xmax, ymax = sides
    if xmin is None or ymin is None or xmax is None or ymax is None:
        return None
    return (xmin, ymin, xmax, ymax)


def _crosses(extent: Box | None, box: Box) -> bool:
    if extent is None:
        return True
    return (
        extent[0] <= box[2] and extent[2] >= box[0] and extent[1] <= box[3] and extent[3] >= box[1]
    )
