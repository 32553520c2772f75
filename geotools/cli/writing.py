"""What the command line writes of an operation: a file, or a table of a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geotools.atomic import confidential_files
from geotools.cli.files import Say, database
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
from geotools.sources.addresses import is_database, refuse_remote, split_address


def write_result(
    result: Any,
    operation: Operation,
    output: Output,
    path: Path | str,
    *,
    overwrite: bool,
    say: Say = print,
) -> None:
    """Write what an operation returned, whole or not at all: into a file or a database.

    A file whose card says « confidential » is its owner's alone, whatever the umask is.
    """
    if is_database(path):
        _write_database(result, output, str(path), overwrite=overwrite)
        return
    refuse_remote(path)
    with confidential_files(output.confidential):
        _write_file(result, operation, output, Path(path), overwrite=overwrite, say=say)


def _write_file(
    result: Any, operation: Operation, output: Output, path: Path, *, overwrite: bool, say: Say
) -> None:
    suffix = path.suffix.lower()
    if isinstance(result, pd.Series):
        result = result.to_frame()
    if isinstance(result, pd.DataFrame):
        result = _with_one_row_per_code(result)
    if not isinstance(result, pd.DataFrame):
        with atomic_file(path, overwrite=overwrite) as target:
            target.write_bytes(result if isinstance(result, bytes) else str(result).encode())
        return
    released = operation.room == "secrecy" and not output.confidential
    spec = LayerSpec(
        path.stem, output.label, result, style=_style(output, result), audited=released
    )
    if suffix == ".gpkg":
        write_geopackage(path, [spec], metadata=_proof(operation), overwrite=overwrite, say=say)
    elif suffix == ".parquet":
        plain = result.copy(deep=False)
        plain.attrs = {}  # Parquet would store them as JSON, and refuses dates
        with atomic_file(path, overwrite=overwrite) as target:
            boxed = int(gpd.__version__.split(".")[0]) >= 1  # before, geopandas writes no boxes
            if isinstance(plain, gpd.GeoDataFrame) and boxed:  # readers skip the rows elsewhere
                plain.to_parquet(target, schema_version="1.1.0", write_covering_bbox=True)
            else:
                plain.to_parquet(target)
    elif isinstance(result, gpd.GeoDataFrame):
        _write_geojson(result, path, overwrite=overwrite)
    elif suffix == ".csv":
        write_csv(path, spec, overwrite=overwrite)
    elif suffix == ".xlsx":
        write_workbook(path, [spec], metadata=_proof(operation), overwrite=overwrite)
    else:
        raise _extension(path, "csv, xlsx, gpkg ou parquet")


def _with_one_row_per_code(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose index numbers rows; what named several rows alike is a column."""
    if frame.index.nlevels == 1 and frame.index.is_unique:
        return frame
    named = [name for name in frame.index.names if name is not None]
    return frame.reset_index(drop=not named or bool(set(named) & set(frame.columns)))


def _write_database(result: Any, output: Output, spec: str, *, overwrite: bool) -> None:
    from geotools.outputs.postgis import DatabaseLayer, write_tables

    if not isinstance(result, pd.DataFrame | pd.Series):
        raise InputError(f"« {output.label} » n’est pas une table : donnez un fichier.")
    frame = result.to_frame() if isinstance(result, pd.Series) else result
    if frame.index.nlevels > 1 or frame.index.name is not None:
        frame = frame.reset_index()
    target = database(spec)
    if target.table is None:
        raise ConfigurationError("Pour écrire dans une base, donnez « ::schema.table ».")
    schema, _, name = target.table.rpartition(".")
    layer = DatabaseLayer(name, frame, output.label)
    write_tables(split_address(spec)[0], {schema or "public": [layer]}, overwrite=overwrite)


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
