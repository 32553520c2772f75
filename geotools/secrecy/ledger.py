"""The ledger of releases: what was sent, in the order it was sent, in a file that shows tampering.

Each line is a JSON object that carries the SHA-256 of the line before it: a line that is changed,
removed or moved breaks the chain. The next release is audited together with everything in it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geotools._version import __version__
from geotools.errors import InputError
from geotools.secrecy.audit import Audit
from geotools.secrecy.tables import PublishedTable, digest_tables

GENESIS = "0" * 64
"""What the first line carries as the fingerprint of the line before it."""


def append_release(
    path: Path, name: str, tables: dict[str, PublishedTable], audit: Audit, *, day: date
) -> str:
    """Add a release to the ledger and return the fingerprint of its line.

    Parameters
    ----------
    path : Path
        The ledger; made when absent.
    name : str
        Title of the release.
    tables : dict of PublishedTable
        What was published.
    audit : Audit
        Its audit, passed on these tables.
    day : date
        Day of the release.

    Raises
    ------
    SecrecyRefusedError
        The audit did not pass, or was made on other tables.
    InputError
        The ledger was altered.
    """
    audit.require(digest_tables(tables))
    lines = _verified_lines(path) if path.exists() else []
    entry = {
        "precedent": _fingerprint(lines[-1]) if lines else GENESIS,
        "titre": name,
        "date": day.isoformat(),
        "version": __version__,
        "profil": audit.rule.profile,
        "seuil": audit.rule.threshold,
        "verifie": list(audit.checked),
        "empreinte": audit.digest,
        "tables": {zoning: _written(table) for zoning, table in tables.items()},
    }
    line = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    with path.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(line + "\n")
    return _fingerprint(line)


def read_ledger(path: Path) -> list[dict[str, PublishedTable]]:
    """Return every release of the ledger, oldest first, by zoning.

    Raises
    ------
    InputError
        A line was changed, removed or moved, or its tables do not match their fingerprint.
    """
    releases = []
    for number, line in enumerate(_verified_lines(path), start=1):
        entry = json.loads(line)
        tables = {zoning: _read(stored) for zoning, stored in entry["tables"].items()}
        if digest_tables(tables) != entry["empreinte"]:
            raise _altered(path, number)
        releases.append(tables)
    return releases


def known_tables(path: Path) -> list[PublishedTable]:
    """Return all the tables already sent, the ``known`` of the next audit; none without a file."""
    if not path.exists():
        return []
    return [table for tables in read_ledger(path) for table in tables.values()]


def _verified_lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    previous = GENESIS
    for number, line in enumerate(lines, start=1):
        try:
            claimed = json.loads(line)["precedent"]
        except (json.JSONDecodeError, KeyError, TypeError):
            raise _altered(path, number) from None
        if claimed != previous:
            raise _altered(path, number)
        previous = _fingerprint(line)
    return lines


def _altered(path: Path, number: int) -> InputError:
    return InputError(
        f"Le registre des diffusions « {path.name} » a été modifié à la ligne {number} ou à la "
        "précédente. Reprenez la copie d’origine : l’audit en dépend."
    )


def _fingerprint(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def _written(table: PublishedTable) -> dict[str, Any]:
    counts = table.counts.astype(float)
    values = [[None if np.isnan(v) else v for v in row] for row in counts.to_numpy().tolist()]
    known = None if table.atoms is None else table.atoms.dropna().astype(str)
    return {
        "unites": counts.index.astype(str).tolist(),
        "colonnes": counts.columns.astype(str).tolist(),
        "valeurs": values,
        "bases": dict(table.bases),
        "exclusives": [list(group) for group in table.exclusive],
        "pondere": table.weighted,
        "atomes": None if known is None else dict(zip(known.index.astype(str), known, strict=True)),
    }


def _read(stored: dict[str, Any]) -> PublishedTable:
    counts = pd.DataFrame(
        stored["valeurs"], index=stored["unites"], columns=stored["colonnes"], dtype=float
    )
    atoms = stored["atomes"]
    return PublishedTable(
        counts,
        stored["bases"],
        None if atoms is None else pd.Series(atoms, dtype="object"),
        tuple(tuple(group) for group in stored["exclusives"]),
        stored["pondere"],
    )
