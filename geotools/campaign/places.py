"""A national layer that names no commune: each territory takes what lies in it, by place.

Only the row groups whose boxes cross a territory are read for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geotools.errors import InputError
from geotools.sources.geoparquet import ParquetGeometry, groups_in, parquet_geometry

EDGE = 1.0
"""Metres that a zone must reach into a territory: neighbours that touch it are not of it."""


def territory_shapes(parts: Mapping[str, Path], column: str = "geometry") -> dict[str, Any]:
    """Return the surface of each territory, from its part of the layer of communes.

    Parameters
    ----------
    parts : mapping of str to Path
        Territory to the GeoParquet file of its communes.
    column : str
    """
    return {code: gpd.read_parquet(path, columns=[column]) for code, path in parts.items()}


def is_placed(path: Path) -> bool:
    """Tell whether a file is GeoParquet: what can be split by place."""
    import pyarrow.parquet as pq

    if path.suffix.lower() not in {".parquet", ".geoparquet"}:
        return False
    with pq.ParquetFile(path) as file:
        return parquet_geometry(file) is not None


def rows_by_place(path: Path, territories: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each territory and the Arrow rows that lie in it, in the order of the file.

    Parameters
    ----------
    path : Path
        GeoParquet file.
    territories : mapping of str to GeoDataFrame
        Communes of each territory.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        geometry = parquet_geometry(file)
        if geometry is None or geometry.crs is None:
            raise InputError(
                f"« {path.name} » ne nomme pas de commune et n’a pas de système de coordonnées : "
                "rien ne dit de quel territoire est une ligne."
            )
        for code, communes in territories.items():
            surface = communes.geometry.union_all().buffer(-EDGE)
            inside = gpd.GeoSeries([surface], crs=communes.crs).to_crs(geometry.crs)
            yield code, _rows_in(file, geometry, inside.iloc[0])


def _rows_in(file: Any, geometry: ParquetGeometry, surface: Any) -> Any:
    groups = groups_in(file, geometry, surface.bounds)
    table = file.read_row_groups(groups)
    shapes = shapely.from_wkb(table.column(geometry.column).to_numpy())
    shapely.prepare(surface)
    return table.take(np.flatnonzero(shapely.intersects(surface, shapes)))
