"""The ledger of releases: what was sent, in the order it was sent, each line chained to the last.

Each line is a JSON object that carries the SHA-256 of the line before it, and a last line closes
the chain with their number: a line that is changed, moved or removed, the last one too, breaks it.
The chain bears no key: it shows accidents and careless changes; whoever rewrites every line after
the change makes a chain that holds. A fingerprint kept elsewhere proves more.
The next release is audited together with everything in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geotools._version import __version__
from geotools.atomic import atomic_file
from geotools.errors import InputError, shown
from geotools.locks import exclusive
from geotools.secrecy.audit.release import Audit
from geotools.secrecy.rule import SecrecyRule, load_rule, require_publishable
from geotools.secrecy.tables import PublishedTable, digest_tables

_DATED = re.compile(r"\d{4}:")
"""Begins the name of a place of another year."""

GENESIS = "0" * 64
"""What the first line carries as the fingerprint of the line before it."""


def append_release(
    path: Path,
    name: str,
    tables: dict[str, PublishedTable],
    audit: Audit,
    *,
    day: date,
    vintage: str = "",
    after: str | None = None,
    pause: Callable[[], None] | None = None,
) -> str:
    """Add a release to the ledger and return the fingerprint of its line.

    The ledger is locked from its reading to its writing: two releases are never added at once.

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
    vintage : str
        Year or period that the figures describe.
    after : str, optional
        :func:`ledger_state` of the ledger that the audit was made with.
    pause : callable, optional
        Called while another process holds the ledger; it may raise to give up.

    Raises
    ------
    SecrecyRefusedError
        The audit did not pass, was made on other tables, or under a rule that publishes nothing.
    LedgerChangedError
        Another release was added since ``after``: audit again, together with it.
    InputError
        The ledger was altered, or its folder cannot be written.
    """
    require_publishable(audit.rule)
    audit.require(digest_tables(tables))
    with exclusive(path, pause=pause):
        if after is not None and ledger_state(path) != after:
            raise LedgerChangedError(
                f"Une autre diffusion vient d’être inscrite au registre « {path.name} » : "
                "l’audit est à refaire avec elle. Relancez la publication."
            )
        return _append(path, name, tables, audit, day=day, vintage=vintage)


def _append(
    path: Path,
    name: str,
    tables: dict[str, PublishedTable],
    audit: Audit,
    *,
    day: date,
    vintage: str,
) -> str:
    lines = _verified_lines(path) if path.exists() else []
    previous = _fingerprint(lines[-1]) if lines else GENESIS
    entry = {
        "precedent": previous,
        "titre": name,
        "date": day.isoformat(),
        "millesime": vintage,
        "version": __version__,
        "profil": audit.rule.profile,
        "seuil": audit.rule.threshold,
        "verifie": list(audit.checked),
        "empreinte": audit.digest,
        "tables": {zoning: _written(table) for zoning, table in tables.items()},
    }
    line = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    closing = json.dumps({"diffusions": len(lines) + 1, "empreinte_finale": _fingerprint(line)})
    shared = path.stat().st_mode if path.exists() else 0o600
    with atomic_file(path, overwrite=True, private=True) as temporary:
        text = "\n".join([*lines, line, closing]) + "\n"
        temporary.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(shared & 0o660)  # a service that shares its ledger goes on doing so
    return _fingerprint(line)


class LedgerChangedError(InputError):
    """The ledger is not the one that a release was audited with."""


def ledger_state(path: Path) -> str:
    """Return the fingerprint of the last release of the ledger, :data:`GENESIS` without any.

    Raises
    ------
    InputError
        The ledger was altered.
    """
    lines = _verified_lines(path) if path.exists() else []
    return _fingerprint(lines[-1]) if lines else GENESIS


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
        try:
            tables = {zoning: _read(stored) for zoning, stored in entry["tables"].items()}
            intact = digest_tables(tables) == entry["empreinte"]
        except (AttributeError, KeyError, TypeError, ValueError):
            intact = False
        if not intact:
            raise _altered(path, number)
        releases.append(tables)
    return releases


def earlier_releases(path: Path, vintage: str | None = None) -> list[dict[str, PublishedTable]]:
    """Return the releases already sent, oldest first; none without a file.

    Parameters
    ----------
    path : Path
    vintage : str, optional
        Year or period of the release that they are read beside. Places of another one bear its
        year (« 2022:R12 »), as those that a diagnosis follows over time do: households of two years
        add up to nothing, those of one year told by two diagnoses do.

    Raises
    ------
    InputError
        As for :func:`read_ledger`.
    """
    if not path.exists():
        return []
    releases = read_ledger(path)
    if vintage is None:
        return releases
    vintages = [json.loads(line).get("millesime", vintage) for line in _verified_lines(path)]
    return [
        {name: _seen_from(vintage, table, described) for name, table in tables.items()}
        for tables, described in zip(releases, vintages, strict=True)
    ]


def _seen_from(vintage: str, table: PublishedTable, described: str) -> PublishedTable:
    """Name the places of a release of the year ``described`` as one of ``vintage`` does."""
    if table.atoms is None and described == vintage:
        return table
    units = table.counts.index
    atoms = pd.Series(units, index=units.astype(str)) if table.atoms is None else table.atoms
    dated = [a if _DATED.match(a) else f"{described}:{a}" for a in atoms.index.astype(str)]
    own = [name.removeprefix(f"{vintage}:") for name in dated]
    return replace(table, atoms=atoms.set_axis(own))


def known_tables(path: Path, vintage: str | None = None) -> list[PublishedTable]:
    """Return the tables of :func:`earlier_releases`, whether or not they are still true."""
    return [table for tables in earlier_releases(path, vintage) for table in tables.values()]


def store_release(
    path: Path,
    tables: dict[str, PublishedTable],
    audit: Audit,
    denominators: Sequence[PublishedTable] = (),
) -> None:
    """Keep what was audited, geography included, beside the confidential files.

    ``denominators`` are bases that readers were supposed to know.

    A later :func:`stored_release` reads it back, to audit it again before it is sent.

    Raises
    ------
    SecrecyRefusedError
        The audit did not pass, or was made on other tables.
    """
    audit.require(digest_tables(tables))
    entry = {
        "profil": audit.rule.profile,
        "seuil": audit.rule.threshold,
        "empreinte": audit.digest,
        "tables": {zoning: _written(table) for zoning, table in tables.items()},
        "bases_connues": [_written(table) for table in denominators],
    }
    path.write_text(json.dumps(entry, ensure_ascii=False) + "\n", encoding="utf-8")


def stored_release(
    path: Path,
) -> tuple[dict[str, PublishedTable], SecrecyRule, list[PublishedTable]]:
    """Return the tables, the rule and the known bases that :func:`store_release` kept.

    Raises
    ------
    InputError
        The file is absent, cannot be read, or its tables do not match their fingerprint.
    """
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        tables = {zoning: _read(stored) for zoning, stored in entry["tables"].items()}
        rule = load_rule(entry["profil"], threshold=entry["seuil"])
        denominators = [_read(stored) for stored in entry["bases_connues"]]
        intact = digest_tables(tables) == entry["empreinte"]
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:
        raise InputError(
            f"« {path} » n’est pas lisible : il garde les tables auditées d’un diagnostic. "
            "Indiquez un dossier écrit par « geotools diagnostic »."
        ) from error
    if not intact:
        raise InputError(
            f"« {path.name} » a été modifié depuis le diagnostic. Relancez le diagnostic."
        )
    return tables, rule, denominators


def _verified_lines(path: Path) -> list[str]:
    """Return the lines of the releases, the closing one left out."""
    *lines, closing = _text(path).splitlines() or [""]
    previous = GENESIS
    for number, line in enumerate(lines, start=1):
        if _member(line, "precedent") != previous:
            raise _altered(path, number)
        previous = _fingerprint(line)
    if _member(closing, "empreinte_finale") != previous:
        raise _altered(path, len(lines) + 1)
    return lines


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"Le registre des diffusions « {shown(path)} » n’est pas un texte lisible. Indiquez le "
            "fichier .jsonl tenu par « geotools publish », ou un nom qui n’existe pas encore."
        ) from error


def _member(line: str, key: str) -> Any:
    """Return one value of a line, None when the line is not one of ours."""
    try:
        return json.loads(line)[key]
    except (json.JSONDecodeError, KeyError, TypeError):
        return None


def _altered(path: Path, number: int) -> InputError:
    return InputError(
        f"Le registre des diffusions « {path.name} » a été modifié ou tronqué à la ligne {number} "
        "ou à la précédente. Reprenez la copie d’origine : l’audit en dépend."
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
        "parties": {count: list(parts) for count, parts in table.parts.items()},
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
        {count: tuple(parts) for count, parts in stored["parties"].items()},
        stored["pondere"],
    )
