"""What a person is told when something is wrong: one sentence in French, three exit codes.

A message states what was required, what was found and what to do. It names rows by their
identifier or position, never by the values they hold: household data stay out of messages.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path


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
    known = [str(candidate) for candidate in candidates]
    lowered = {candidate.lower(): candidate for candidate in reversed(known)}
    close = difflib.get_close_matches(name.lower(), list(lowered), n=limit, cutoff=0.4)
    shown = [lowered[key] for key in close] or known[:limit]
    return ", ".join(f"« {candidate} »" for candidate in shown) or "aucun"


def absent_file(path: Path, what: str = "Le fichier") -> str:
    """Return « Le fichier … n’existe pas » and the nearest names of its folder, in French.

    Parameters
    ----------
    path : Path
        Where there is no file.
    what : str
        How the sentence begins.
    """
    folder = path.parent
    if not folder.is_dir():
        return f"{what} « {path} » n’existe pas, ni son dossier."
    near = nearest(path.name, sorted(item.name for item in folder.iterdir()))
    return f"{what} « {path} » n’existe pas. Noms proches dans ce dossier : {near}."


def some(items: Sequence[object] | Iterable[object], limit: int = 5) -> str:
    """Return the first items and how many more there are, for use in a message."""
    listed = [str(item) for item in items]
    text = ", ".join(listed[:limit])
    return text if len(listed) <= limit else f"{text} … ({len(listed)} en tout)"
