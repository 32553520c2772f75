"""What the command line reads and writes for an operation: ``fichier`` or ``fichier::couche``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geotools.errors import ConfigurationError, InputError
from geotools.operations import Output
from geotools.outputs import (
    LayerSpec,
    atomic_file,
    write_csv,
    write_geopackage,
    write_xlsx,
)
from geotools.sources import inspect_source, recognise_code

TABLE_EXTENSIONS = {".csv", ".xlsx", ".parquet"}


def split_layer(spec: str) -> tuple[Path, str | None]:
    """Split ``fichier::couche`` (or QGIS's ``fichier|layername=couche``)."""
    for mark in ("|layername=", "::"):
        if mark in spec:
            path, _, layer = spec.partition(mark)
            return Path(path), layer
    return Path(spec), None


def read_layer(spec: str) -> gpd.GeoDataFrame:
    """Read a vector layer, its schema having been inspected first."""
    path, layer = split_layer(spec)
    if path.suffix.lower() == ".parquet":
        _exists(path)
        return gpd.read_parquet(path)
    found = inspect_source(path, layer)
    return gpd.read_file(path, layer=found.layer)


def read_table(spec: str) -> pd.DataFrame:
    """Read a table: CSV (separator found, codes kept as text), XLSX, Parquet or a layer."""
    path, _ = split_layer(spec)
    suffix = path.suffix.lower()
    _exists(path)
    if suffix == ".csv":
        text = pd.read_csv(path, sep=None, engine="python", dtype=str, encoding="utf-8-sig")
        return text.apply(_numbers)
    if suffix == ".xlsx":
        return pd.read_excel(path)
    if suffix == ".parquet":
        return pd.read_parquet(path)
    layer = read_layer(spec)
    return pd.DataFrame(layer.drop(columns=layer.geometry.name)) if _is_spatial(layer) else layer


def read_named(specs: list[str], *, spatial: bool) -> dict[str, Any]:
    """Read ``nom=fichier`` pairs; zoning layers are indexed by the code that is recognised."""
    named: dict[str, Any] = {}
    for spec in specs:
        name, mark, path = spec.partition("=")
        if not mark or not name:
            raise ConfigurationError(
                f"« {spec} » doit être de la forme nom=fichier, par exemple « qpv=qpv2024.gpkg »."
            )
        if spatial:
            layer = read_layer(path)
            code = recognise_code(layer)
            named[name] = layer.set_index(layer[code].astype(str).rename("code"))
        else:
            named[name] = read_table(path)
    return named


def write_result(result: Any, output: Output, path: Path, *, overwrite: bool) -> None:
    """Write what an operation returned, whole or not at all."""
    suffix = path.suffix.lower()
    if isinstance(result, gpd.GeoDataFrame) and suffix == ".gpkg":
        spec = LayerSpec(name=path.stem, title=output.label, frame=result, style=output.style)
        write_geopackage(path, [spec], metadata={}, overwrite=overwrite)
        return
    if isinstance(result, gpd.GeoDataFrame):
        _write_vector(result, path, overwrite=overwrite)
        return
    if isinstance(result, pd.Series):
        result = result.to_frame()
    if isinstance(result, pd.DataFrame):
        if suffix == ".csv":
            write_csv(path, result, overwrite=overwrite)
        elif suffix == ".xlsx":
            write_xlsx(path, {output.label: result}, overwrite=overwrite)
        elif suffix == ".parquet":
            with atomic_file(path, overwrite=overwrite) as target:
                result.to_parquet(target)
        else:
            raise _extension(path, "csv, xlsx ou parquet")
        return
    with atomic_file(path, overwrite=overwrite) as target:
        target.write_bytes(result if isinstance(result, bytes) else str(result).encode())


def _write_vector(result: gpd.GeoDataFrame, path: Path, *, overwrite: bool) -> None:
    suffix = path.suffix.lower()
    with atomic_file(path, overwrite=overwrite) as target:
        if suffix == ".parquet":
            result.to_parquet(target)
        elif suffix == ".geojson":
            result.to_crs(4326).to_file(target, driver="GeoJSON", RFC7946="YES")
        else:
            raise _extension(path, "gpkg, geojson ou parquet")


def _extension(path: Path, accepted: str) -> InputError:
    return InputError(
        f"« {path.name} » : extension « {path.suffix} » inconnue pour ce résultat ; "
        f"utilisez {accepted}."
    )


def _exists(path: Path) -> None:
    if not path.is_file():
        inspect_source(path, None)


def _is_spatial(layer: Any) -> bool:
    return isinstance(layer, gpd.GeoDataFrame)


def _numbers(column: pd.Series[str]) -> pd.Series[Any]:
    """Turn a text column into numbers when nothing is lost (leading zeros mark a code)."""
    filled = column.dropna()
    if filled.str.match(r"0\d").any():
        return column
    numbers = pd.to_numeric(column.str.replace(",", ".", regex=False), errors="coerce")
    return numbers if numbers.notna().sum() == len(filled) else column
