"""What a person is told when something is wrong: one sentence in French, three exit codes.

A message states what was required, what was found and what to do. It names rows by their
identifier or position, never by the values they hold: household data stay out of messages.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

_Present = TypeVar("_Present")


class GeotoolsError(Exception):
    """Base of every error that the toolkit raises on purpose."""

    exit_code = 2


class InputError(GeotoolsError):
    """A file, a column or a value is not what was required."""


class MissingColumnError(InputError):
    """A required column is absent."""


class GeometryError(InputError):
    """A geometry or a coordinate system does not fit the operation."""


class ConfigurationError(InputError):
    """``territoire.toml``, the catalogue or a parameter is wrong."""


class DependencyError(GeotoolsError):
    """A package that this operation needs is not installed."""


class SecrecyRefusedError(GeotoolsError):
    """The audit found figures that cannot be published."""

    exit_code = 3


class CancelledError(GeotoolsError):
    """The person asked to stop; nothing was written."""

    exit_code = 130


def shown(value: object, limit: int = 60) -> str:
    """Return a value as one short printable line, for a message."""
    text = "".join(c if c.isprintable() else "·" for c in str(value)[: limit + 1])
    return text if len(text) <= limit else f"{text[:limit]}…"


def nearest(name: str, candidates: Iterable[object], limit: int = 3) -> str:
    """Return « a », « b » : the candidates closest to a mistyped name, or all when few.

    Parameters
    ----------
    name : str
        What was asked for.
    candidates : iterable
        What exists.
    limit : int
        How many names to show.
    """
    known = [shown(candidate, 120) for candidate in candidates]
    lowered = {candidate.lower(): candidate for candidate in reversed(known)}
    close = difflib.get_close_matches(name[:120].lower(), list(lowered), n=limit, cutoff=0.4)
    offered = [lowered[key] for key in close] or known[:limit]
    return ", ".join(f"« {candidate} »" for candidate in offered) or "aucun"


def is_file(path: Path) -> bool:
    """Tell whether a file stands there; a name that no system accepts is no file."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, or with a null character
        return False


def absent_file(path: Path, what: str = "Le fichier") -> str:
    """Return « Le fichier … n’existe pas » and the nearest names of its folder, in French.

    Parameters
    ----------
    path : Path
        Where there is no file.
    what : str
        How the sentence begins.
    """
    folder, told = path.parent, str(path)
    told = told if len(told) <= 300 else f"…{told[-300:]}"
    try:
        if path.exists():
            kind = "est un dossier" if path.is_dir() else "n’est pas un fichier ordinaire"
            return f"{what} « {told} » {kind} : indiquez un fichier."
        if not folder.is_dir():
            return f"{what} « {told} » n’existe pas, ni son dossier."
        names = sorted(item.name for item in folder.iterdir())
    except ValueError:
        return f"{what} : ce chemin contient un caractère nul."
    except OSError:
        return f"{what} « {told} » ne peut pas être atteint : chemin trop long ou accès refusé."
    near = nearest(path.name, names)
    return f"{what} « {told} » n’existe pas. Noms proches dans ce dossier : {near}."


def some(items: Sequence[object] | Iterable[object], limit: int = 5) -> str:
    """Return the first items and how many more there are, for use in a message."""
    listed = [shown(item, 120) for item in items]
    text = ", ".join(listed[:limit])
    return text if len(listed) <= limit else f"{text} … ({len(listed)} en tout)"


def guaranteed(value: _Present | None) -> _Present:
    """Return a value that the program itself guarantees, even where assertions are removed."""
    if value is None:
        raise RuntimeError("a value that the program guarantees is absent")
    return value
