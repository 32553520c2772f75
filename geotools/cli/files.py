"""What the command line reads for an operation: ``fichier`` or ``fichier::couche``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geotools.errors import ConfigurationError, InputError
from geotools.sources import read_layer as load_layer
from geotools.sources import read_plain_table, recognise_code, settle_codes
from geotools.sources.addresses import (
    DatabaseTable,
    database_table,
    is_database,
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
        table = database(spec)
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
        return read_database(database(spec))[0]
    path, layer = split_layer(spec)
    notes = Notes()
    table = read_plain_table(path, notes, layer)
    _tell(path, notes, say)
    return table


def database(spec: str) -> DatabaseTable:
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


def shown_target(spec: str) -> str:
    """Return where a result was written, for a message: a database without its user."""
    return database(spec).place if is_database(spec) else spec
