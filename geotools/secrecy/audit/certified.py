"""What the certificate beside a published file says of its tables: counts, bases, open data.

A file of a certified folder is audited again on what the certificate calls counts; its other
columns are computed from them, its other tables come from open data. A file that is not the one
certified is read as a stranger's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geotools.sources.opening import digest

CERTIFICATE = "certificat.json"
_SHEET = 31
"""Letters of a title that the name of a sheet keeps."""


@dataclass(frozen=True)
class Certified:
    """One table as a certificate describes it.

    Parameters
    ----------
    status : str
        Under which rule it was audited, or where its figures come from.
    counts : tuple of str
        Its counts, by name and by title; none for a table that no secrecy is about.
    bases : mapping
        Numerator to base, by name and by title.
    """

    status: str
    counts: tuple[str, ...] = ()
    bases: Mapping[str, str] = field(default_factory=dict)


def certified_tables(path: Path) -> dict[str, Certified]:
    """Return what a certificate says of the tables of a file, by name, title and name of sheet.

    Parameters
    ----------
    path : Path
        A file; its certificate is looked for in its folder and in the one above.

    Returns
    -------
    dict
        Empty when there is no certificate, or when it is about another file.
    """
    for folder in (path.parent, path.parent.parent):
        try:
            statement = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
            files = {item["nom"]: item["sha256"] for item in statement["fichiers"]}
            if files.get(path.relative_to(folder).as_posix()) == digest(path):
                return _tables(statement)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
    return {}


def _tables(statement: Mapping[str, Any]) -> dict[str, Certified]:
    audited = {table["nom"]: table for table in statement["tableaux"]}
    found: dict[str, Certified] = {}
    for layer in statement["couches"]:
        table = audited.get(layer["nom"])
        if table is None:
            told = Certified(layer["statut"])
        else:
            titles = dict(zip(table["effectifs"], table["intitules"], strict=True))
            bases = dict(table["bases"])
            bases |= {titles[n]: titles[b] for n, b in table["bases"].items()}
            told = Certified(layer["statut"], (*titles, *titles.values()), bases)
        sheet = "".join(c for c in layer["titre"] if c not in "[]:*?/\\'")[:_SHEET]
        found |= dict.fromkeys((layer["nom"], layer["titre"], sheet), told)
    return found
