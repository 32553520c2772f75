"""What every reader returns: rows checked and rejected, what was repaired, where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geotools.operations import Answer, Output
from geotools.parameters import Crs

NO_POSITION = "position absente : X ou Y n’est pas renseigné"
OUTSIDE_FRANCE = "position hors de France dans le système de coordonnées déclaré"
"""Reasons that several readers give for a reject."""

REJECT_COLUMNS = ("ligne", "motif")
"""Columns that every table of rejects starts with."""

REJECTS = Output("rejects", kind="table")
PROJECTED = Crs(example="EPSG:2154")
"""What the readers declare alike as operations."""


@dataclass(frozen=True)
class Provenance:
    """Where the rows come from, to be printed beside every figure.

    Parameters
    ----------
    source : str
        Producer and data set, in French.
    fichier : str
        Name of the file, without its folder.
    millesime : int or None
        Year that the rows describe, None when neither the file nor the caller says it.
    licence : str
        Under which terms the rows may be used.
    sha256 : str
        Digest of the file, in hexadecimal.
    """

    source: str
    fichier: str
    millesime: int | None
    licence: str
    sha256: str


@dataclass(frozen=True)
class Reading(Answer):
    """The answer of a reader.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        Rows that passed the checks; the index is their identifier.
    rejects : DataFrame
        Rows that could not be used or placed: ``ligne`` (as a person counts),
        ``motif``, then identifying columns; never a value that describes a household.
    notes : tuple of str
        French sentences: what was repaired or noticed, with counts.
    provenance : Provenance
    """

    frame: pd.DataFrame
    rejects: pd.DataFrame
    notes: tuple[str, ...]
    provenance: Provenance

    def results(self) -> tuple[Any, ...]:
        """Return the rows, then those left out."""
        return self.frame, self.rejects

    def sentences(self) -> Iterable[str]:
        """Return the notes, each with the name of the file."""
        return (f"{self.provenance.fichier} : {note}" for note in self.notes)


@dataclass
class Notes:
    """Sentences gathered while a file is read, in order and without repetition."""

    lines: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        """Keep a sentence unless it was already said."""
        if sentence not in self.lines:
            self.lines.append(sentence)


def count_of(number: int) -> str:
    """Write a count in French, with a narrow no-break space between thousands."""
    return f"{number:,}".replace(",", "\u202f")


def reject_table(
    positions: np.ndarray, lines: np.ndarray, reason: str, identity: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Build the table of the rows that are rejected for one reason.

    Parameters
    ----------
    positions : ndarray of int
        Rows, 0-based.
    lines : ndarray of int
        Where each row of the file stands, as a person counts.
    reason : str
    identity : DataFrame, optional
        Identifying columns of every row.
    """
    table = pd.DataFrame({"ligne": lines[positions], "motif": reason})
    if identity is not None:
        for name in identity.columns:
            table[name] = identity[name].to_numpy()[positions]
    return table


def join_rejects(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of rejects together, ordered by line."""
    kept = [table for table in tables if len(table)]
    if not kept:
        return tables[0] if tables else pd.DataFrame(columns=list(REJECT_COLUMNS))
    return pd.concat(kept, ignore_index=True).sort_values("ligne", kind="stable", ignore_index=True)
