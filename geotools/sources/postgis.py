"""Read a table or a query of PostGIS in pieces, in a transaction that cannot write."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geotools._compat import require
from geotools.errors import ConfigurationError, GeometryError, InputError, some
from geotools.sources.addresses import DatabaseTable, shown_address

PIECE = 50_000
"""Rows that travel at once."""

_SPATIAL = frozenset({"geometry", "geography"})
_DATES = frozenset({"date", "timestamp", "timestamptz"})
_NUMBERS = frozenset({"numeric", "float4", "float8", "int2", "int4", "int8", "oid"})

_SENTENCES = {
    "28": "la base refuse cet utilisateur : son nom, ou son mot de passe (~/.pgpass, fichier de "
    "service, PGPASSWORD), n’est pas accepté",
    "3D": "cette base n’existe pas sur ce serveur",
    "3F": "ce schéma n’existe pas",
    "42P01": "cette table n’existe pas, ou son schéma n’est pas dit",
    "42703": "la requête nomme une colonne qui n’existe pas",
    "42501": "cet utilisateur n’a pas les droits nécessaires : demandez-les à l’administrateur",
    "42": "la base ne comprend pas la requête : vérifiez noms, guillemets et fonctions",
    "0A": "la requête ne fait pas que lire, ou demande ce que ce serveur ne sait pas faire",
    "25006": "la requête veut écrire ; seules les lectures sont permises",
    "55P03": "une autre session tient ces tables : réessayez quand elle aura fini",
    "40": "une autre session a modifié les mêmes tables : réessayez",
    "53": "le serveur n’a plus assez de place, de mémoire ou de connexions",
    "57": "le serveur a interrompu la session",
    "2BP01": "d’autres objets (des vues) dépendent des tables à remplacer : retirez-les d’abord",
    "22": "une valeur n’entre pas dans le type de sa colonne",
    "23": "une valeur est en double ou manque là où la base l’exige",
}
_LOST = "la connexion est impossible ou s’est perdue : vérifiez l’hôte, le port, le réseau"


@contextmanager
def session(address: str, *, write: bool = False) -> Iterator[Any]:
    """Open a connection and its one transaction; any error undoes it and becomes a sentence.

    Raises
    ------
    DependencyError
        psycopg is not installed.
    InputError
        What the server refused, in French; nothing was written.
    """
    psycopg = require("psycopg", "L’accès à PostGIS")
    undone = " Rien n’a été écrit." if write else ""
    try:
        with psycopg.connect(
            address, connect_timeout=15, application_name="geotools", autocommit=False
        ) as connection:
            connection.read_only = not write
            yield connection
    except psycopg.Error as error:
        told = _sentence(error, psycopg)
        raise InputError(f"Base « {shown_address(address)} » : {told}.{undone}") from None


def _sentence(error: Any, psycopg: Any) -> str:
    """Return what the server refused; its own text may quote a row and is never shown."""
    state = error.sqlstate or ""
    for length in (5, 2):
        if state[:length] in _SENTENCES:
            return _SENTENCES[state[:length]]
    text = str(error).lower()
    if "no password supplied" in text or "authentication failed" in text:
        return _SENTENCES["28"]
    if isinstance(error, psycopg.ProgrammingError) and not state:
        return "l’adresse n’est pas de la forme postgresql://serveur:port/base"
    if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        return _LOST
    return f"la base a refusé (code {state or 'inconnu'})"


def read_database(source: DatabaseTable) -> tuple[pd.DataFrame, gpd.GeoSeries | None]:
    """Read the rows of a table or of a query, in pieces.

    Parameters
    ----------
    source : DatabaseTable

    Returns
    -------
    DataFrame
        Texts stay texts, whole numbers with missing values become floats as in a file.
    GeoSeries or None
        The first column of geometry, in the CRS of its SRID.

    Raises
    ------
    InputError
        What the server refused.
    GeometryError
        Several coordinate systems in one column.
    """
    with open_rows(source) as opened:
        pieces = list(opened.pieces)
        rows = pd.concat([piece for piece, _ in pieces], ignore_index=True)
        frame = pd.DataFrame({n: _typed(rows[n], opened.kinds[n]) for n in opened.names})
        if not opened.spatial:
            return frame, None
        shapes = np.concatenate([found for _, found in pieces])
        crs = opened.system(shapes)
    return frame, gpd.GeoSeries(shapely.set_srid(shapes, 0), crs=crs)


@dataclass(frozen=True)
class Rows:
    """Rows of a table or of a query, as they come.

    Parameters
    ----------
    names : tuple of str
        Columns but those of geometry.
    kinds : mapping of str to str
        PostgreSQL's type of each column.
    spatial : bool
        Whether there is a geometry.
    pieces : iterator of (DataFrame, ndarray)
        At least one: rows, and their geometries.
    system : callable
        Returns the CRS of geometries that were read.
    """

    names: tuple[str, ...]
    kinds: Mapping[str, str]
    spatial: bool
    pieces: Iterator[tuple[pd.DataFrame, np.ndarray]]
    system: Callable[[np.ndarray], CRS | None]


@contextmanager
def open_rows(source: DatabaseTable) -> Iterator[Rows]:
    """Open a table or a query to read its rows in pieces, within one transaction.

    Parameters
    ----------
    source : DatabaseTable

    Raises
    ------
    InputError
        What the server refused.
    """
    with session(source.address) as connection:
        names, kinds = _columns(connection, source)
        shape = next((n for n in names if kinds[n] in _SPATIAL), None)
        kept = [n for n in names if kinds[n] not in _SPATIAL]
        yield Rows(
            tuple(kept),
            kinds,
            shape is not None,
            _pieces(connection, source, kept, shape),
            lambda shapes: _system(connection, shapes, source),
        )


def database_columns(source: DatabaseTable) -> tuple[tuple[str, ...], bool]:
    """Return the names of the columns but the geometry, and whether there is one."""
    with session(source.address) as connection:
        names, kinds = _columns(connection, source)
    plain = tuple(name for name in names if kinds[name] not in _SPATIAL)
    return plain, len(plain) < len(names)


def content_digest(frame: pd.DataFrame, geometry: gpd.GeoSeries | None) -> str:
    """Return a SHA-256 of rows whatever their order: a base gives none without being asked."""
    texts = None if geometry is None else geometry.to_wkb(hex=True).to_numpy()
    return digest_of_marks(frame.columns, row_marks(frame, texts))


def row_marks(frame: pd.DataFrame, geometry: np.ndarray | None) -> np.ndarray:
    """Return a mark of what each row holds; ``geometry`` as hexadecimal WKB."""
    table = frame.astype(object).astype("string").fillna("\0")
    if geometry is not None:
        added = pd.Series(geometry, index=table.index).astype("string")
        table = table.assign(**{"\0geometry": added})
    if not len(table.columns):
        return np.zeros(0, dtype=np.uint64)
    return np.asarray(pd.util.hash_pandas_object(table, index=False))


def digest_of_marks(columns: Iterable[object], marks: np.ndarray) -> str:
    """Return the digest of columns and of the marks of their rows, whatever the order."""
    total = hashlib.sha256("\x1f".join(map(str, columns)).encode())
    total.update(np.sort(marks).tobytes())
    return total.hexdigest()


def _from(source: DatabaseTable) -> Any:
    from psycopg import sql

    if source.query is not None:
        return sql.SQL("({}) AS lu").format(sql.SQL(source.query.strip().rstrip(";")))
    parts = str(source.table).split(".")
    if len(parts) > 2 or not all(parts):
        raise ConfigurationError(
            "« table » s’écrit schema.table ou table ; pour d’autres noms, employez « requete »."
        )
    return sql.Identifier(*parts)


def _columns(connection: Any, source: DatabaseTable) -> tuple[list[str], dict[str, str]]:
    from psycopg import sql

    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(_from(source)))
        described = [(column.name, column.type_code) for column in cursor.description]
        cursor.execute(
            "SELECT oid, typname FROM pg_type WHERE oid = ANY(%s)",
            [[code for _, code in described]],
        )
        known = dict(cursor.fetchall())
    names = [name for name, _ in described]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"« {source.name} » : la requête rend deux fois la colonne {some(twice)}. Nommez-les."
        )
    return names, {name: str(known.get(code, "text")) for name, code in described}


def _pieces(
    connection: Any, source: DatabaseTable, kept: list[str], shape: str | None
) -> Iterator[tuple[pd.DataFrame, np.ndarray]]:
    """Yield at least one piece: rows without the geometry, and the geometries."""
    from psycopg import sql

    fields: list[Any] = [sql.Identifier(name) for name in kept]
    if shape is not None:
        fields.append(sql.SQL("ST_AsEWKB({}::geometry)").format(sql.Identifier(shape)))
    asked = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(fields), _from(source))
    with connection.cursor(name="geotools", binary=shape is not None) as cursor:
        cursor.itersize = PIECE
        cursor.execute(asked)
        first = True
        while (rows := cursor.fetchmany(PIECE)) or first:
            first = False
            shapes = np.array([], dtype=object)
            if shape is not None:
                shapes = shapely.from_wkb([row[-1] for row in rows])
                rows = [row[:-1] for row in rows]
            yield pd.DataFrame(rows, columns=kept, dtype=object), np.asarray(shapes, dtype=object)


def _typed(column: pd.Series, kind: str) -> pd.Series:
    if kind == "bool":
        return column.astype("boolean") if column.isna().any() else column.astype(bool)
    if kind in _NUMBERS:
        numbers = column.map(lambda v: float(v) if isinstance(v, Decimal) else v)
        return pd.to_numeric(numbers)
    if kind in _DATES:
        return pd.to_datetime(column, errors="coerce", utc=kind == "timestamptz").dt.tz_localize(
            None
        )
    return column.where(column.isna(), column.astype("str"))


def _system(connection: Any, shapes: np.ndarray, source: DatabaseTable) -> CRS | None:
    found = set(np.unique(shapely.get_srid(shapes[~shapely.is_missing(shapes)]))) - {0}
    if not found:
        return None
    if len(found) > 1:
        raise GeometryError(
            f"« {source.name} » mêle plusieurs systèmes de coordonnées ({some(sorted(found))}). "
            "Reprojetez la colonne dans un seul (ST_Transform)."
        )
    srid = int(found.pop())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", [srid]
        )
        row = cursor.fetchone()
    if row is None:
        return CRS.from_epsg(srid)
    return CRS.from_authority(row[0], row[1]) if row[0] and row[1] else CRS.from_wkt(row[2])
