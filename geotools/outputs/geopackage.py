"""One GeoPackage that opens ready to read: styles, aliases, titles and metadata are inside.

The file is made in a temporary sibling, then compacted: no free page, no overwritten record, no
name of a person or of a folder is left in it. Two runs on the same frames give the same bytes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from geopandas import GeoDataFrame

from geotools.atomic import atomic_file
from geotools.errors import InputError
from geotools.outputs.conformity import fit_layers
from geotools.outputs.layers import LayerSpec, check_layers
from geotools.outputs.metadata import layer_metadata
from geotools.outputs.proof import Proof
from geotools.outputs.qgis.project import store_project
from geotools.outputs.qgis.qml import style_qml

_NO_DAY = date(2000, 1, 1)  # written as last change when the proof has no day
_FID = "fid"
_GPKG_VERSION = "1.2"  # read without a warning by the GDAL of QGIS 3.22
_PROMOTED = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}

# Table read by QGIS for the styles of a GeoPackage (src/providers/ogr/qgsogrprovider.cpp of QGIS).
_LAYER_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
  styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
# OGC 12-128r18, annexes F.8 (metadata) and F.9 (schema).
_METADATA_TABLES = """
CREATE TABLE IF NOT EXISTS gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""
_EXTENSIONS = (
    ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec121/#extension_metadata"),
    (
        "gpkg_metadata_reference",
        "gpkg_metadata",
        "http://www.geopackage.org/spec121/#extension_metadata",
    ),
    ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema"),
)
PROOF_URI = "urn:equilibre-territorial:preuve"
QGIS_URI = "http://mrcc.com/qgis.dtd"


def write_geopackage(
    path: str | Path,
    layers: Sequence[LayerSpec],
    *,
    metadata: Proof,
    overwrite: bool = False,
    project: str | None = None,
    say: Callable[[str], None] | None = None,
) -> Path:
    """Write layers and tables to one GeoPackage, whole or not at all.

    Parameters
    ----------
    path : path
        Ends in ``.gpkg``.
    layers : sequence of LayerSpec
        In the order of reading. The index is written as the first column, as text. Columns of whole
        numbers with missing values stay whole numbers with NULL.
    metadata : Proof
        Stored as JSON for the file and as QGIS metadata for each layer.
    overwrite : bool
        Whether an existing file may be replaced.
    project : str, optional
        Name of a QGIS project stored inside, with the layers in groups; opened in QGIS from the
        browser panel or by ``geopackage:<path>?projectName=<project>``.
    say : callable, optional
        Told of every name that the format refuses, and of what it becomes.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        The file exists, or a layer cannot be written as it is.
    """
    path = Path(path)
    if path.suffix.lower() != ".gpkg":
        raise InputError(f"Un GeoPackage porte l’extension .gpkg ; reçu : « {path.name} ».")
    layers = list(layers)
    if not layers:
        raise InputError("Un GeoPackage demande au moins une couche ; aucune n’est donnée.")
    check_layers(layers)
    layers = fit_layers(layers, say)
    # A spatial index filled by a second thread depends on its timing: the bytes would not repeat.
    pyogrio.set_gdal_config_options({"OGR_GPKG_ALLOW_THREADED_RTREE": "NO"})
    with atomic_file(path, overwrite=overwrite) as temporary:
        for number, layer in enumerate(layers):
            _write_layer(temporary, layer, append=number > 0)
        with closing(sqlite3.connect(temporary)) as database:
            database.execute("PRAGMA secure_delete = ON")
            _describe(database, layers, metadata)
            _store_styles(database, layers, metadata)
            if project is not None:
                store_project(database, layers, metadata, project, path.name)
            _finish(database, metadata)
        _forget_transactions(temporary)
    return path


def _forget_transactions(path: Path) -> None:
    """Write 1 as the number of transactions (SQLite file format, offsets 24 and 92).

    GDAL writes its date once or twice, as the clock goes: the count is all that differs.
    """
    with path.open("r+b") as stream:
        for offset in (24, 92):
            stream.seek(offset)
            stream.write((1).to_bytes(4, "big"))


def _write_layer(path: Path, layer: LayerSpec, *, append: bool) -> None:
    frame = _plain(layer)
    options = {"IDENTIFIER": layer.title, "DESCRIPTION": layer.description, "FID": _FID}
    shape: dict[str, Any] = {}
    if isinstance(frame, GeoDataFrame):
        kind = _geometry_type(layer)
        shape = {"geometry_type": kind, "promote_to_multi": kind.startswith("Multi")}
        options |= {"GEOMETRY_NAME": "geom", "SPATIAL_INDEX": "YES"}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer.name,
        driver="GPKG",
        append=append,
        dataset_options={"VERSION": _GPKG_VERSION},
        layer_options=options,
        **shape,
    )


def _geometry_type(layer: LayerSpec) -> str:
    """Return the type of the table: any geometry where points, lines and polygons are mixed."""
    kinds = {str(kind) for kind in layer.located().geom_type.dropna().unique()}
    families = {kind.removeprefix("Multi") for kind in kinds}
    if not families <= {"Point", "LineString", "Polygon"} or len(families) > 1:
        return "Unknown"
    return "MultiPoint" if "MultiPoint" in kinds else _PROMOTED[layer.geometry]


def _plain(layer: LayerSpec) -> GeoDataFrame | pd.DataFrame:
    """Return the frame with its index as a text column and whole numbers as nullable integers."""
    frame = layer.frame.copy()
    frame.index = frame.index.astype(str).rename(layer.key)
    frame = frame.reset_index()
    for column in layer.columns:
        values = frame[column]
        if pd.api.types.is_float_dtype(values) and values.isna().any():
            numbers = values.to_numpy(dtype=float, na_value=np.nan)
            known = numbers[~np.isnan(numbers)]
            if len(known) and (known == np.round(known)).all():
                frame[column] = pd.array(np.where(np.isnan(numbers), 0, numbers), dtype="int64")
                frame[column] = frame[column].astype("Int64").mask(np.isnan(numbers))
    return frame


def _stamp(metadata: Proof) -> str:
    return f"{metadata.day or _NO_DAY:%Y-%m-%d}T00:00:00.000Z"


def _describe(database: sqlite3.Connection, layers: Sequence[LayerSpec], metadata: Proof) -> None:
    """Fill the metadata and schema extensions."""
    database.executescript(_METADATA_TABLES)
    database.executemany(
        "INSERT OR IGNORE INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')", _EXTENSIONS
    )
    stamp = _stamp(metadata)
    statement = json.dumps(dict(metadata.items()), ensure_ascii=False, indent=1)
    _add_metadata(database, PROOF_URI, "application/json", statement, None, stamp)
    for layer in layers:
        document = layer_metadata(layer, metadata).written()
        _add_metadata(database, QGIS_URI, "text/xml", document, layer.name, stamp)
        columns = [layer.key, *layer.columns]
        described = [
            (layer.name, column, column, layer.alias(column), layer.units.get(column) or None)
            for column in columns
        ]
        database.executemany(
            "INSERT OR REPLACE INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, NULL)",
            described,
        )


def _add_metadata(
    database: sqlite3.Connection, uri: str, mime: str, text: str, table: str | None, stamp: str
) -> None:
    identifier = database.execute(
        "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) "
        "VALUES ('dataset', ?, ?, ?)",
        (uri, mime, text),
    ).lastrowid
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES (?, ?, NULL, NULL, ?, ?, NULL)",
        ("geopackage" if table is None else "table", table, stamp, identifier),
    )


def _store_styles(
    database: sqlite3.Connection, layers: Sequence[LayerSpec], metadata: Proof
) -> None:
    """Store the default style of each layer, then one style for each other theme."""
    database.execute(_LAYER_STYLES)
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles')"
    )
    for layer in layers:
        if not layer.is_spatial:
            continue
        aliases = {_FID: "N°", **{name: layer.alias(name) for name in [layer.key, *layer.columns]}}
        default = layer.default_style()
        themes = {style.title: style for style in layer.themed().values()}
        if default is not None:
            themes = {default.title: default, **themes}
        for order, (title, style) in enumerate(themes.items()):
            document = style_qml(style, geometry=layer.geometry, aliases=aliases)
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, "
                "owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', ?, ?, '', NULL, ?)",
                (layer.name, title, document, int(order == 0), title, _stamp(metadata)),
            )


def store_style(path: Path, layer: str, title: str, document: str) -> None:
    """Store a QML document as the default style of a layer that another program wrote.

    Parameters
    ----------
    path : Path
        A GeoPackage.
    layer, title, document : str
        Name of the table, of the style, and the QML.
    """
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_LAYER_STYLES.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1))
        database.execute(
            "INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles')"
        )
        database.execute("DELETE FROM layer_styles WHERE f_table_name = ?", (layer,))
        database.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "ui, update_time) SELECT '', '', table_name, column_name, ?, ?, '', 1, ?, '', NULL, "
            "strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM gpkg_geometry_columns WHERE table_name = ?",
            (title, document, title, layer),
        )


def _finish(database: sqlite3.Connection, metadata: Proof) -> None:
    """Fix the dates, then rewrite the file without any free page."""
    database.execute("UPDATE gpkg_contents SET last_change = ?", (_stamp(metadata),))
    database.commit()
    database.execute("VACUUM")
