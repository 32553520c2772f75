"""The formats of producers: each is described once, beside its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from geotools.sources.reading import Reading


@dataclass(frozen=True)
class OfficialFormat:
    """A file as its producer publishes it.

    Parameters
    ----------
    id, label : str
        Its word in ``territoire.toml`` and its name for people, in French.
    reader : callable
    signature : frozenset of str
        Columns that give it away, in lower case.
    renamed : bool
        Landlords also hand it over under column names of their own.
    """

    id: str
    label: str
    reader: Callable[..., Reading]
    signature: frozenset[str]
    renamed: bool = False


OFFICIAL: dict[str, OfficialFormat] = {}
"""The formats known, by identifier; a module that reads one adds it."""


def register(described: OfficialFormat) -> None:
    """Make a format known."""
    OFFICIAL[described.id] = described
