"""Tables in PostGIS: a set of them appears whole, in one transaction, or not at all.

Each table is made under a provisional name, filled, indexed and commented; at the very end the old
ones are dropped and the new ones take their names, so that readers wait for a moment only.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geotools.errors import InputError, some
from geotools.names import is_technical_table
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import check_address, shown_address
from geotools.sources.plain_tables import read_plain_table
from geotools.sources.postgis import PIECE, session
from geotools.sources.reading import Notes

LOCK_TIMEOUT = "30s"
"""How long to wait for a session that holds a table to be replaced."""

_PROVISIONAL = "~nouveau~"
_LONGEST_NAME = 63 - len(_PROVISIONAL)
_MULTI = {1: "MultiPoint", 2: "MultiLineString", 3: "MultiPolygon"}
_MAKERS = {1: shapely.multipoints, 2: shapely.multilinestrings, 3: shapely.multipolygons}

# Table that QGIS looks for, without a schema, when it loads a layer of a database (its provider
# « postgres » makes the same).
_LAYER_STYLES = """
CREATE TABLE IF NOT EXISTS public.layer_styles (
  id SERIAL PRIMARY KEY, f_table_catalog varchar, f_table_schema varchar, f_table_name varchar,
  f_geometry_column varchar, styleName text, styleQML xml, styleSLD xml, useAsDefault boolean,
  description text, owner varchar(63) DEFAULT CURRENT_USER, ui xml,
  update_time timestamp DEFAULT CURRENT_TIMESTAMP, type varchar)
"""


@dataclass(frozen=True)
class DatabaseLayer:
    """A table to write, with what people and QGIS read of it."""

    name: str
    frame: pd.DataFrame
    title: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    style: str = ""
    key: str | None = None


def write_tables(
    address: str,
    schemas: Mapping[str, Sequence[DatabaseLayer]],
    *,
    private: Sequence[str] = (),
    reader: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write tables into schemas, all in one transaction.

    Parameters
    ----------
    address : str
        Address of the database, without a password.
    schemas : mapping
        Schema to its tables; a schema that does not exist is made.
    private : sequence of str
        Schemas that nobody but their owner may open.
    reader : str, optional
        Role that may read the other schemas; it must exist.
    overwrite : bool
        Whether tables of these names may be replaced; no other table is touched.
    progress : Progress, optional

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    InputError
        The server refuses, a table exists, the role does not: nothing is written.
    """
    progress, bare = progress or SILENT, check_address(address)
    total = sum(len(layers) for layers in schemas.values())
    written = done = 0
    with session(bare, write=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        _check_reader(cursor, reader)
        for schema, layers in schemas.items():
            _open_schema(cursor, schema, [layer.name for layer in layers], overwrite)
            for layer in layers:
                progress.at(done / max(total, 1), f"{schema}.{layer.name}")
                written += _fill(cursor, schema, layer)
                done += 1
        styled = {s: layers for s, layers in schemas.items() if s not in private}
        _store_styles(cursor, styled, reader)
        for schema, layers in schemas.items():
            _place(cursor, schema, layers)
            _grant(cursor, schema, layers, None if schema in private else reader)
        _check_closed(cursor, private, reader)
    return written


def publish_schema(
    folder: Path,
    address: str,
    *,
    schema: str,
    internal: str | None = None,
    reader: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> str:
    """Copy what a diagnosis wrote into a database: the audited layers, and the internal tables.

    Parameters
    ----------
    folder : Path
        Holds ``diffusion``, whose certificate the caller has verified, and ``interne``.
    address, schema, reader, overwrite, progress
        See :func:`write_tables`.
    internal : str, optional
        Schema of the internal tables, which the reader cannot open; none are written without it.

    Returns
    -------
    str
        What was written, in a sentence.
    """
    public = [layer for p in sorted((folder / "diffusion").glob("*.gpkg")) for layer in _layers(p)]
    if not public:
        raise InputError(f"« {folder} » n’a pas de GeoPackage dans « diffusion ».")
    schemas: dict[str, Sequence[DatabaseLayer]] = {schema: public}
    if internal is not None:
        if internal == schema:
            raise InputError(
                "Les tables internes demandent un autre schéma que la diffusion : le rôle lecteur "
                "ne doit pas les ouvrir."
            )
        schemas[internal] = _internal(folder / "interne")
    rows = write_tables(
        address,
        schemas,
        private=() if internal is None else (internal,),
        reader=reader,
        overwrite=overwrite,
        progress=progress,
    )
    place = shown_address(check_address(address))
    said = f"{len(public)} tables dans le schéma « {schema} »"
    if internal is not None:
        said += (
            f", {len(schemas[internal])} tables internes dans « {internal} », fermé aux lecteurs"
        )
    return f"{said} ; {rows} lignes écrites en une transaction ({place})."


# --- What is read of the folder -------------------------------------------------------------------


def _layers(path: Path) -> list[DatabaseLayer]:
    with closing(sqlite3.connect(path)) as base:
        titles = dict(base.execute("SELECT table_name, description FROM gpkg_contents"))
        comments = _rows(base, "SELECT table_name, column_name, title FROM gpkg_data_columns")
        styles = dict(_rows(base, "SELECT f_table_name, styleQML FROM layer_styles"))
    names = [str(n) for n in pyogrio.list_layers(path)[:, 0] if not is_technical_table(str(n))]
    found = []
    for name in names:
        frame = pyogrio.read_dataframe(path, layer=name)
        told = {column: title for table, column, title in comments if table == name and title}
        key = str(frame.columns[0]) if frame[frame.columns[0]].is_unique else None
        style = str(styles.get(name) or "")
        found.append(DatabaseLayer(name, frame, str(titles.get(name) or ""), told, style, key))
    return found


def _rows(base: sqlite3.Connection, query: str) -> list[Any]:
    try:
        return base.execute(query).fetchall()
    except sqlite3.OperationalError:  # the file has no such table
        return []


def _internal(folder: Path) -> list[DatabaseLayer]:
    found = [layer for path in sorted(folder.glob("*.gpkg")) for layer in _layers(path)]
    taken = {layer.name for layer in found}
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in taken:
            try:
                found.append(DatabaseLayer(path.stem, read_plain_table(path, Notes())))
            except InputError:  # a table that holds a header alone
                continue
    return found


# --- What is written ------------------------------------------------------------------------------


def _check_reader(cursor: Any, reader: str | None) -> None:
    if reader is None:
        return
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [reader])
    row = cursor.fetchone()
    if row is None:
        raise InputError(
            f"Le rôle lecteur « {reader} » n’existe pas dans la base. Demandez à l’administrateur "
            f"de le créer (CREATE ROLE), ou indiquez-en un autre. Rien n’a été écrit."
        )
    if row[0]:
        raise InputError(
            f"Le rôle « {reader} » administre le serveur : rien ne lui serait fermé. Indiquez un "
            "rôle qui ne fait que lire. Rien n’a été écrit."
        )


def _open_schema(cursor: Any, schema: str, names: list[str], overwrite: bool) -> None:
    from psycopg import sql

    long = [name for name in (schema, *names) if len(name.encode()) > _LONGEST_NAME]
    if long:
        raise InputError(f"Nom trop long pour une table : {some(long)} ({_LONGEST_NAME} au plus).")
    cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
    if cursor.fetchone() is None:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)",
        [schema, names],
    )
    there = sorted(row[0] for row in cursor.fetchall())
    if there and not overwrite:
        raise InputError(
            f"Le schéma « {schema} » contient déjà {some(there)}. Choisissez un autre schéma, ou "
            "demandez leur remplacement (--overwrite). Rien n’a été écrit."
        )


def _fill(cursor: Any, schema: str, layer: DatabaseLayer) -> int:
    """Make the provisional table of a layer with its rows, key, index and comments."""
    from psycopg import sql

    frame, shapes = _apart(layer.frame)
    table = sql.Identifier(schema, _PROVISIONAL + layer.name)
    columns = [
        sql.SQL("{} {}").format(sql.Identifier(str(name)), sql.SQL(_type(frame[name])))
        for name in frame.columns
    ]
    shape, texts = "geom", None
    if shapes is not None:
        kind, srid, texts = _geometry(shapes)
        columns.append(sql.SQL("{} " + f"geometry({kind}, {srid})").format(sql.Identifier(shape)))
    cursor.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
    with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table)) as copy:
        for start in range(0, len(frame), PIECE):
            piece = frame.iloc[start : start + PIECE]
            if texts is not None:
                piece = piece.assign(**{f"{_PROVISIONAL}{shape}": texts[start : start + PIECE]})
            buffer = io.StringIO()
            piece.to_csv(buffer, header=False, index=False)
            copy.write(buffer.getvalue())
    if layer.key is not None:
        add = sql.SQL("ALTER TABLE {} ADD PRIMARY KEY ({})")
        cursor.execute(add.format(table, sql.Identifier(layer.key)))
    if shapes is not None:
        index = sql.SQL("CREATE INDEX ON {} USING gist ({})")
        cursor.execute(index.format(table, sql.Identifier(shape)))
    _comment(cursor, table, layer, list(map(str, frame.columns)))
    cursor.execute(sql.SQL("ANALYZE {}").format(table))
    return len(frame)


def _apart(frame: pd.DataFrame) -> tuple[pd.DataFrame, gpd.GeoSeries | None]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return frame, None
    return pd.DataFrame(frame.drop(columns=frame.geometry.name)), frame.geometry


def _type(column: pd.Series) -> str:
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "bigint"
    if pd.api.types.is_float_dtype(kind):
        return "double precision"
    return "timestamp" if pd.api.types.is_datetime64_any_dtype(kind) else "text"


def _geometry(shapes: gpd.GeoSeries) -> tuple[str, int, np.ndarray]:
    """Return the type of a column of geometry, its SRID, and its values as EWKB in hexadecimal."""
    values = np.array(shapes.array, dtype=object)
    kinds = set(np.unique(shapely.get_type_id(values[~shapely.is_missing(values)])).tolist())
    kind = "Geometry"
    simple = min(kinds, default=-1)
    if simple in _MULTI and kinds <= {simple, simple + 3}:
        kind = _MULTI[simple]
        if simple == 1 and kinds == {1}:
            kind = "Point"
        else:
            single = shapely.get_type_id(values) == simple
            values[single] = [_MAKERS[simple]([value]) for value in values[single]]
    srid = (shapes.crs.to_epsg() or 0) if shapes.crs is not None else 0
    flat = shapely.set_srid(shapely.force_2d(values), srid)
    return kind, srid, shapely.to_wkb(flat, hex=True, include_srid=True)


def _comment(cursor: Any, table: Any, layer: DatabaseLayer, columns: list[str]) -> None:
    from psycopg import sql

    if layer.title:
        said = sql.SQL("COMMENT ON TABLE {} IS {}")
        cursor.execute(said.format(table, sql.Literal(layer.title)))
    for column, title in layer.comments.items():
        if column in columns:
            said = sql.SQL("COMMENT ON COLUMN {}.{} IS {}")
            cursor.execute(said.format(table, sql.Identifier(column), sql.Literal(title)))


def _place(cursor: Any, schema: str, layers: Sequence[DatabaseLayer]) -> None:
    from psycopg import sql

    for layer in layers:
        name = sql.Identifier(schema, layer.name)
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(name))
        renamed = sql.SQL("ALTER TABLE {} RENAME TO {}")
        old = sql.Identifier(schema, _PROVISIONAL + layer.name)
        cursor.execute(renamed.format(old, sql.Identifier(layer.name)))


def _grant(cursor: Any, schema: str, layers: Sequence[DatabaseLayer], reader: str | None) -> None:
    """Open a schema to its reader; one without a reader is closed to everybody else."""
    from psycopg import sql

    where = sql.Identifier(schema)
    if reader is None:
        if schema != "public":
            cursor.execute(sql.SQL("REVOKE ALL ON SCHEMA {} FROM PUBLIC").format(where))
        return
    role = sql.Identifier(reader)
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(where, role))
    for layer in layers:
        table = sql.Identifier(schema, layer.name)
        cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(table, role))


def _check_closed(cursor: Any, private: Sequence[str], reader: str | None) -> None:
    """Refuse to leave a private schema where the reader can open it, whatever lets it in."""
    if reader is None:
        return
    for schema in private:
        cursor.execute("SELECT has_schema_privilege(%s, %s, 'USAGE')", [reader, schema])
        if cursor.fetchone()[0]:
            raise InputError(
                f"Le rôle « {reader} » peut ouvrir le schéma interne « {schema} » (droit donné "
                "auparavant, ou par un autre rôle). Retirez-le, ou choisissez un autre schéma. "
                "Rien n’a été écrit."
            )


def _store_styles(
    cursor: Any, schemas: Mapping[str, Sequence[DatabaseLayer]], reader: str | None
) -> None:
    from psycopg import sql

    styled = [(s, layer) for s, layers in schemas.items() for layer in layers if layer.style]
    if not styled:
        return
    cursor.execute("SELECT to_regclass('public.layer_styles') IS NULL")
    if cursor.fetchone()[0]:
        cursor.execute(_LAYER_STYLES)
    for schema, layer in styled:
        named = [schema, layer.name]
        cursor.execute(
            "DELETE FROM public.layer_styles WHERE f_table_catalog = current_database() "
            "AND f_table_schema = %s AND f_table_name = %s",
            named,
        )
        cursor.execute(
            "INSERT INTO public.layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, useAsDefault, description) VALUES "
            "(current_database(), %s, %s, 'geom', %s, XMLPARSE(DOCUMENT %s), true, %s)",
            [*named, layer.name, layer.style, layer.title],
        )
    if reader is not None:
        grant = sql.SQL("GRANT SELECT ON public.layer_styles TO {}")
        cursor.execute(grant.format(sql.Identifier(reader)))
