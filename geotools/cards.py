"""What people read of an operation: one card per operation, French and English side by side.

A card is ``geotools/<room>/cards/<id>.toml``. What several operations of a room say of a parameter
of the same name stands once in ``geotools/<room>/cards/shared.toml``; a card may say it otherwise.
Cards are read when somebody looks, never on import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from geotools._compat import read_toml

LANGUAGES = ("fr", "en")
SHARED = "shared"


@dataclass(frozen=True)
class Wording:
    """What is read of one parameter or one result.

    ``confidential`` tells that a result holds rows or counts that nothing has audited: the file
    that it is written in is its owner's alone.
    """

    label: str = ""
    help: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    confidential: bool = False


@dataclass(frozen=True)
class Card:
    """What is read of one operation: what it measures, where it comes from, when not to trust it.

    ``help`` keeps its line breaks; the other texts are one line each.
    """

    label: str
    summary: str
    help: str
    source: str = ""
    limits: str = ""
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Wording] = field(default_factory=dict)
    outputs: Mapping[str, Wording] = field(default_factory=dict)


@lru_cache(maxsize=512)
def read_card(room: str, identifier: str, language: str = "fr") -> Card:
    """Return the card of an operation, as ``room`` keeps it.

    Parameters
    ----------
    room : str
        Name of the subpackage: ``"spatial"``.
    identifier : str
        The operation's.
    language : {"fr", "en"}
    """
    content = _content(room, identifier)
    shared = _content(room, SHARED).get("parameters", {})
    return Card(
        **{name: _line(content, name, language) for name in ("label", "summary")},
        **{name: _line(content, name, language) for name in ("source", "limits")},
        help=_text(content, "help", language).strip(),
        tags=tuple(content.get("tags", ())),
        parameters=_wordings({**shared, **content.get("parameters", {})}, language),
        outputs=_wordings(content.get("outputs", {}), language),
    )


@lru_cache(maxsize=256)
def _content(room: str, name: str) -> dict[str, Any]:
    path = files("geotools").joinpath(room, "cards", f"{name}.toml")
    return read_toml(path) if path.is_file() else {}


def _wordings(tables: Mapping[str, Any], language: str) -> dict[str, Wording]:
    return {
        name: Wording(
            _line(table, "label", language),
            _line(table, "help", language),
            {key: text[language] for key, text in table.get("options", {}).items()},
            bool(table.get("confidential", False)),
        )
        for name, table in tables.items()
    }


def _text(table: Mapping[str, Any], name: str, language: str) -> str:
    return str(table.get(name, {}).get(language, ""))


def _line(table: Mapping[str, Any], name: str, language: str) -> str:
    """Return a text on one line, however the card breaks it."""
    return re.sub(r"\s*\n\s*", " ", _text(table, name, language).strip("\n"))
