"""Which column of a landlord's file may be which column of a template, for a person to confirm.

An alias is read without asking; a proposal never is: it is written where a person reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any

from geotools._compat import read_toml
from geotools.sources.columns import Column, match_columns, simplify

CERTAIN, POSSIBLE = 0.9, 0.62
"""From how close a name is proposed as it stands, and from how close it is only mentioned."""

_SAME_WORD = 0.86
_LONGEST = 80


@dataclass(frozen=True)
class Proposals:
    """Names of a file for the columns that no alias found.

    Parameters
    ----------
    likely : mapping of str to str
        Canonical name -> name in the file, close enough to be tried.
    possible : mapping of str to str
        The same, less close: to be looked at.
    """

    likely: Mapping[str, str]
    possible: Mapping[str, str]


@cache
def _table() -> Mapping[str, Any]:
    return read_toml(files("geotools.sources") / "proposals.toml")


def propose_columns(header: Iterable[str], columns: Sequence[Column]) -> Proposals:
    """Return, for the columns that no alias finds, the names of the file that are near.

    Each name of the file serves once, the nearest pair first; equal pairs keep the order of the
    template, so that the same header always gives the same proposals.
    """
    listed = [name for name in header if name]
    found = match_columns(listed, columns)
    taken = set(found.values())
    pairs = [
        (-closeness(name, column), rank, place, column.name, name)
        for rank, column in enumerate(columns)
        if column.name not in found
        for place, name in enumerate(listed)
        if name not in taken
    ]
    likely: dict[str, str] = {}
    possible: dict[str, str] = {}
    for distance, _, _, expected, name in sorted(pairs):
        if -distance < POSSIBLE:
            break
        if name in taken or expected in likely or expected in possible:
            continue
        taken.add(name)
        (likely if -distance >= CERTAIN else possible)[expected] = name
    return Proposals(likely, possible)


def closeness(name: str, column: Column) -> float:
    """Return from 0 to 1 how close a name is to those that a column is known under."""
    own = _words(name)
    if not own:
        return 0.0
    trade = _table()["vocabulaire"].get(column.name, ())
    known = (column.name, *column.aliases, *trade, column.label)
    return max(_overlap(own, _words(other)) for other in known if other)


@cache
def _words(name: str) -> tuple[str, ...]:
    short, empty = _table()["abreviations"], set(_table()["mots_vides"]["mots"])
    words = [short.get(word, word) for word in simplify(name[:_LONGEST]).split("_")]
    return tuple(word for word in words if word and word not in empty)


@cache
def _overlap(own: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return twice the shared words over the words of both (Dice), near words counting as one."""
    left, shared = list(other), 0.0
    for word in own:
        best = max(left, key=lambda candidate: _alike(word, candidate), default="")
        if best and _alike(word, best) >= _SAME_WORD:
            left.remove(best)
            shared += 1
    return 2 * shared / (len(own) + len(other)) if other else 0.0


@cache
def _alike(one: str, other: str) -> float:
    if one == other or one.rstrip("s") == other.rstrip("s"):
        return 1.0
    if min(len(one), len(other)) < 4:
        return 0.0
    if one.startswith(other) or other.startswith(one):
        return _SAME_WORD
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
