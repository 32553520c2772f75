"""What is known of one file, or of one layer of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

Codes = Mapping[str, pd.Series]

ZONINGS = ("communes", "qpv", "iris", "autre")
"""Formats that are zonings, by their kind."""


@dataclass(frozen=True)
class FoundFile:
    """One file, or one layer, and what it was recognised as.

    Parameters
    ----------
    path : Path
    layer : str or None
        The layer, in a file of several.
    format : str
        ``rpls``, ``ops``, ``recensement``, ``filosofi``, a template, or a kind of zoning; empty
        when it was not recognised.
    label : str
        Its name for people.
    vintage : int or None
        Year that it describes, None when nothing says it.
    rows : int or None
    crs, encoding : str or None
    columns : mapping of str to str
        Proposed ``colonnes``: expected name -> name in the file, which reading accepted.
    doubtful : mapping of str to str
        Proposals to be looked at, or whose values do not fit.
    fields : mapping of str to str
        ``code`` of a zoning whose field has no official name.
    faults : tuple of str
        What keeps it from being read.
    notes : tuple of str
        What was noticed on reading.
    codes : mapping of str to Series
        How many rows hold each code: ``commune``, ``iris``, ``qpv``, ``residence``, and
        ``segment``, ``immeuble``, ``adresse`` of dwellings. Never shown.
    """

    path: Path
    layer: str | None = None
    format: str = ""
    label: str = "Non reconnu"
    vintage: int | None = None
    rows: int | None = None
    crs: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    doubtful: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    codes: Codes = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Its file name, with the layer when there are several."""
        return self.path.name + (f" · {self.layer}" if self.layer else "")

    @property
    def usable(self) -> bool:
        """Whether it was recognised and reading accepts it."""
        return bool(self.format) and not self.faults

    @property
    def zoning(self) -> bool:
        """Whether it is a layer of zones."""
        return self.format in ZONINGS
