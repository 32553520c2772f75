"""Where rows come from when it is no file: a table of PostGIS; addresses that are refused.

A password is never part of an address: libpq finds it in ``~/.pgpass``, in a service file or in
``PGPASSWORD``, and nothing here reads, shows or stores it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geotools.errors import ConfigurationError, shown

_DATABASE = re.compile(r"\s*(postgres(?:ql)?://|pg:)", re.IGNORECASE)
_REMOTE = re.compile(
    r"\s*(/vsi\w*/|(?:s3|gs|az|abfss?|https?|ftp|sftp|hdfs|oss|swift):/)", re.IGNORECASE
)
_PASSWORD = re.compile(r"(?:://[^/?#@\s]*:[^@\s]*@|(?:^|[\s?&:;'\"])(?:ssl)?password\s*=)", re.I)
_GDAL_KEYS = re.compile(r"\b(?:tables|schemas|active_schema)=(?:'[^']*'|\"[^\"]*\"|\S+)")
_TABLES = re.compile(r"\btables=(?:'([^']*)'|\"([^\"]*)\"|(\S+))")
_SHOWN = re.compile(r"\b(host|port|dbname|service)=(?:'([^']*)'|(\S+))")

if TYPE_CHECKING:
    _Base = Path
else:
    _Base = type(Path())


def is_database(text: object) -> bool:
    """Tell whether a text is the address of a PostgreSQL database."""
    return bool(_DATABASE.match(str(text)))


def refuse_remote(text: object) -> None:
    """Refuse an address of the network or of GDAL's virtual files.

    Raises
    ------
    ConfigurationError
    """
    if _REMOTE.match(str(text)):
        raise ConfigurationError(
            "Les adresses du réseau et les fichiers virtuels (s3://, https://, /vsi…) ne sont pas "
            "lus : aucune donnée n’entre ni ne sort de la machine sans que quelqu’un l’ait voulu. "
            "Téléchargez le fichier, puis indiquez son chemin ; dans territoire.toml ou "
            "campagne.toml, « distant = true » à côté de « fichier » demande qu’il soit lu."
        )


def check_address(text: str) -> str:
    """Return the address of a database as libpq takes it, what only GDAL knows left out.

    Raises
    ------
    ConfigurationError
        It is no address of PostgreSQL, or holds a password, which is not repeated.
    """
    if _PASSWORD.search(text):
        raise ConfigurationError(
            "L’adresse de la base contient un mot de passe : il serait lu, copié ou imprimé avec "
            "elle. Retirez-le ; PostgreSQL le trouve dans ~/.pgpass, dans un fichier de service "
            "(service=…) ou dans la variable PGPASSWORD. S’il a déjà circulé, changez-le."
        )
    if not is_database(text):
        raise ConfigurationError(
            "L’adresse d’une base commence par postgresql:// ou PG:, par exemple "
            "« postgresql://serveur/habitat » ou « PG:service=habitat »."
        )
    bare = text.strip()
    if bare[:3].lower() == "pg:":
        bare = _GDAL_KEYS.sub("", bare[3:].strip().strip('"')).strip()
    return bare


def shown_address(address: str) -> str:
    """Return where a database is, for a message: host, port, name; never the user."""
    if "://" in address:
        place = address.partition("://")[2].partition("?")[0]
        return shown(place.rpartition("@")[2] or "PostgreSQL", 80)
    told = [m[2] or m[3] for m in _SHOWN.finditer(address)]
    return shown(" ".join(told) or "PostgreSQL", 80)


class DatabaseTable(_Base):
    """A table or a query of PostGIS, wherever a file is expected.

    Its name is that of the table: readers tell it as they tell a file.

    Parameters
    ----------
    address : str
        As :func:`check_address` returns it.
    table : str, optional
        ``schema.table`` or ``table``.
    query : str, optional
        A SELECT, instead of the table.
    """

    address: str
    table: str | None
    query: str | None

    def __new__(
        cls, address: str, table: str | None = None, query: str | None = None
    ) -> DatabaseTable:
        """Return the path whose only part is the name of the table."""
        made: Any = super().__new__(cls, _name(table))
        made.address, made.table, made.query = address, table, query
        return made

    def __init__(self, address: str, table: str | None = None, query: str | None = None) -> None:
        if sys.version_info >= (3, 12):
            super().__init__(_name(table))

    def __reduce__(self) -> Any:
        """Keep the address when it is sent to another process."""
        return type(self), (self.address, self.table, self.query)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseTable) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((self.address, self.table, self.query))

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.name} ({shown_address(self.address)})"


def _name(table: str | None) -> str:
    return (table or "requête").replace("/", "_")


def database_table(address: str, table: str | None, query: str | None) -> DatabaseTable:
    """Return the table or the query of an address that a person declared.

    Raises
    ------
    ConfigurationError
        A password in the address; both or none of table and query; a query that reads nothing.
    """
    named = _TABLES.search(address)
    table = table or (next(filter(None, named.groups())) if named else None)
    bare = check_address(address)
    if (table is None) == (query is None):
        raise ConfigurationError(
            'Une base se lit par une table (table = "schema.table") ou par une requête '
            '(requete = "SELECT …") : donnez l’une des deux.'
        )
    if query is not None and not re.match(r"\s*(select|with|table|values)\b", query, re.I):
        raise ConfigurationError("« requete » doit être une lecture : SELECT … ou WITH … SELECT.")
    if query is not None and ";" in query.strip().rstrip(";"):
        raise ConfigurationError("« requete » doit être une seule lecture, sans point-virgule.")
    return DatabaseTable(bare, table, query)


def split_address(spec: str) -> tuple[str, str | None]:
    """Split ``postgresql://…::schema.table`` (or ``::SELECT …``) into the address and the rest."""
    head, mark, tail = spec.partition("::") if "[" not in spec else spec.rpartition("::")
    if mark and not re.search(r"[\]@]", tail.partition(" ")[0]):
        return head, tail.strip() or None
    return spec, None


def source_path(path: Path | str) -> Path:
    """Return a path as readers take it; a table of a database stays one."""
    return path if isinstance(path, DatabaseTable) else Path(path)
