"""The one check of every name that a person gives: zonings, layers, chapters, columns used as keys.

A name becomes a file, a table of a GeoPackage, a sheet and a column. What is refused here is what
would leave the result folder, meet a name that the publication or a format keeps for itself, or
differ from another name for the reader only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable

from geotools.errors import ConfigurationError, shown

LONGEST = 40
"""Characters of a name: it is one part of file names and of technical names."""

RESERVED_PREFIXES = ("sqlite_", "gpkg_", "rtree_", "qgis_", "idx_")
"""Beginnings that SQLite and the GeoPackage standard (OGC 12-128, §1.1) keep for themselves."""

TECHNICAL_TABLES = ("layer_styles", "qgis_projects", "data_licenses")
"""Tables that QGIS writes beside the layers of a GeoPackage."""

_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}) | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}
"""Names that Windows never lets be a file, with any extension (Microsoft, Naming Files)."""

_SIGNS = frozenset(" _-'’")


def is_technical_table(name: str) -> bool:
    """Tell whether a table of a GeoPackage serves a program and is no layer of a person."""
    lowered = name.lower()
    return lowered in TECHNICAL_TABLES or lowered.startswith(RESERVED_PREFIXES)


def folded(name: str) -> str:
    """Return the form under which two names are one for a file system or for SQLite."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def name_fault(name: object, reserved: Collection[str] = ()) -> str:
    """Say in French what forbids a name; empty when nothing does.

    Parameters
    ----------
    name : str
    reserved : collection of str
        Names that the caller keeps for itself, whatever the case.
    """
    if not isinstance(name, str) or not name.strip():
        return "un nom ne peut être vide"
    if len(name) > LONGEST:
        return f"{len(name)} caractères, {LONGEST} au plus"
    wrong = [c for c in name if not (c in _SIGNS or unicodedata.category(c)[0] in "LMN")]
    if wrong:
        shown = f"« {wrong[0]} »" if wrong[0].isprintable() else f"U+{ord(wrong[0]):04X}"
        return f"caractère refusé {shown} ; lettres, chiffres, espace, « _ » et « - » seulement"
    if name != name.strip() or name[0] in "-'’":
        return "il commence ou finit par un signe ou un espace"
    key = folded(name)
    if key in _DEVICES or key in {folded(item) for item in reserved} or is_technical_table(key):
        return "nom réservé"
    return ""


def check_names(names: Iterable[object], what: str, reserved: Collection[str] = ()) -> None:
    """Refuse names that cannot be written, or that differ by their case only.

    Raises
    ------
    ConfigurationError
        The first name that does not fit, and why.
    """
    seen: dict[str, object] = {}
    for name in names:
        fault = name_fault(name, reserved)
        twin = seen.setdefault(folded(str(name)), name) if not fault else None
        if not fault and twin is not name and twin is not None:
            fault = f"il ne se distingue pas de « {twin} »"
        if fault:
            raise ConfigurationError(
                f"{what} « {shown(name)} » : {fault}. Choisissez un autre nom."
            )
