"""What the command line reads and writes for an operation: ``fichier`` or ``fichier::couche``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geotools.errors import ConfigurationError, InputError
from geotools.operations import Operation, Output
from geotools.outputs import (
    LayerSpec,
    Proof,
    atomic_file,
    get_style,
    styles,
    write_csv,
    write_geopackage,
    write_workbook,
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


def write_result(
    result: Any, operation: Operation, output: Output, path: Path, *, overwrite: bool
) -> None:
    """Write what an operation returned, whole or not at all."""
    suffix = path.suffix.lower()
    if isinstance(result, pd.Series):
        result = result.to_frame()
    if not isinstance(result, pd.DataFrame):
        with atomic_file(path, overwrite=overwrite) as target:
            target.write_bytes(result if isinstance(result, bytes) else str(result).encode())
        return
    spec = LayerSpec(path.stem, output.label, result, style=_style(output, result))
    if suffix == ".gpkg":
        write_geopackage(path, [spec], metadata=_proof(operation), overwrite=overwrite)
    elif suffix == ".parquet":
        plain = result.copy(deep=False)
        plain.attrs = {}  # Parquet would store them as JSON, and refuses dates
        with atomic_file(path, overwrite=overwrite) as target:
            plain.to_parquet(target)
    elif isinstance(result, gpd.GeoDataFrame):
        _write_geojson(result, path, overwrite=overwrite)
    elif suffix == ".csv":
        write_csv(path, spec, overwrite=overwrite)
    elif suffix == ".xlsx":
        write_workbook(path, [spec], metadata=_proof(operation), overwrite=overwrite)
    else:
        raise _extension(path, "csv, xlsx, gpkg ou parquet")


def _style(output: Output, result: pd.DataFrame) -> str:
    """Return the style of the output when the result has the field that it shows."""
    if not output.style or output.style not in styles():
        return ""
    field = get_style(output.style).field
    return output.style if not field or field in result.columns else ""


def _proof(operation: Operation) -> Proof:
    return Proof(
        territory="non précisé",
        vintage="non précisé",
        sources=(operation.source,),
        base=operation.label,
        rule="Résultat d’une opération isolée : non audité, à ne pas diffuser en l’état.",
    )


def _write_geojson(result: gpd.GeoDataFrame, path: Path, *, overwrite: bool) -> None:
    if path.suffix.lower() != ".geojson":
        raise _extension(path, "gpkg, geojson ou parquet")
    with atomic_file(path, overwrite=overwrite) as target:
        result.to_crs(4326).to_file(target, driver="GeoJSON", RFC7946="YES")


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
