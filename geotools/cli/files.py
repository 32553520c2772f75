"""What the command line reads and writes for an operation: ``fichier`` or ``fichier::couche``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geotools.atomic import confidential_files
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
from geotools.sources import read_layer as load_layer
from geotools.sources import read_plain_table, recognise_code, settle_codes
from geotools.sources.addresses import (
    DatabaseTable,
    database_table,
    is_database,
    refuse_remote,
    split_address,
)
from geotools.sources.postgis import read_database
from geotools.sources.reading import Notes
from geotools.sources.whereabouts import tell_layer_elsewhere

Say = Callable[[str], None]
"""Where what was noticed on reading is told."""


def split_layer(spec: str) -> tuple[Path, str | None]:
    """Split ``fichier::couche`` (or QGIS's ``fichier|layername=couche``)."""
    for mark in ("|layername=", "::"):
        if mark in spec:
            path, _, layer = spec.partition(mark)
            return Path(path), layer
    return Path(spec), None


def open_layer(spec: str, say: Say = print) -> gpd.GeoDataFrame:
    """Read a vector layer, its schema having been inspected first; codes are texts."""
    if is_database(spec):
        table = _database(spec)
        frame, geometry = read_database(table)
        if geometry is None:
            raise InputError(f"« {table.place} » n’a pas de colonne de géométrie.")
        return settle_codes(gpd.GeoDataFrame(frame, geometry=geometry))
    path, layer = split_layer(spec)
    read = settle_codes(load_layer(path, layer))
    if isinstance(read, gpd.GeoDataFrame):
        notes = Notes()
        tell_layer_elsewhere(read, notes)
        _tell(path, notes, say)
    return read


def _tell(path: Path, notes: Notes, say: Say) -> None:
    for note in notes.lines:
        say(f"{path.name} : {note}")


def open_table(spec: str, say: Say = print) -> pd.DataFrame:
    """Read a table: CSV, XLSX (``fichier::feuille``), Parquet or a layer; see the reader."""
    if is_database(spec):
        return read_database(_database(spec))[0]
    path, layer = split_layer(spec)
    notes = Notes()
    table = read_plain_table(path, notes, layer)
    _tell(path, notes, say)
    return table


def _database(spec: str) -> DatabaseTable:
    """Return the table of ``postgresql://…::schema.table``, or the query of ``::SELECT …``."""
    address, rest = split_address(spec)
    asked = rest is not None and rest.lower().startswith(("select ", "with "))
    return database_table(address, None if asked else rest, rest if asked else None)


def read_named(specs: list[str], *, spatial: bool, say: Say = print) -> dict[str, Any]:
    """Read ``nom=fichier`` pairs; zoning layers are indexed by the code that is recognised.

    Raises
    ------
    ConfigurationError
        A pair has not that form, or a name is given twice.
    """
    named: dict[str, Any] = {}
    for spec in specs:
        name, mark, path = spec.partition("=")
        if not mark or not name:
            raise ConfigurationError(
                f"« {spec} » doit être de la forme nom=fichier, par exemple « qpv=qpv2024.gpkg »."
            )
        if name in named:
            raise ConfigurationError(
                f"Le nom « {name} » est donné deux fois. Donnez un nom différent à chaque fichier."
            )
        if spatial:
            layer = open_layer(path, say)
            code = recognise_code(layer)
            named[name] = layer.set_index(layer[code].astype(str).rename("code"))
        else:
            named[name] = open_table(path, say)
    return named


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
    target = _database(spec)
    if target.table is None:
        raise ConfigurationError("Pour écrire dans une base, donnez « ::schema.table ».")
    schema, _, name = target.table.rpartition(".")
    layer = DatabaseLayer(name, frame, output.label)
    write_tables(split_address(spec)[0], {schema or "public": [layer]}, overwrite=overwrite)


def shown_target(spec: str) -> str:
    """Return where a result was written, for a message: a database without its user."""
    return _database(spec).place if is_database(spec) else spec


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
