"""XLSX workbooks as they really come: title rows, notices before the table, codes shown as 01004.

A workbook is a ZIP archive: what it would weigh once opened is looked at before anything is read.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geotools._compat import require
from geotools.boundaries import reading
from geotools.errors import InputError, nearest
from geotools.sources.headers import PREVIEW_ROWS, Row, header_row
from geotools.sources.reading import Notes, count_of

MOST_BYTES = 600_000_000
"""What the parts of a workbook may weigh once opened: some five million filled cells."""

NOTES_SHEET = "Notes"
"""Name of the sheet of notes that the toolkit writes first in a workbook."""

_MOST_CELLS = 30_000_000
_BOMB_BYTES, _BOMB_RATIO = 50_000_000, 200
_PROLOG = 4096
_ZEROS = re.compile(r"0{2,}")
_GENERAL = "General"


@dataclass(frozen=True)
class Place:
    """Where a table stands in a workbook: its sheet and the row of its header (0-based)."""

    sheet: str
    row: int


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """Open a workbook for reading, having weighed it.

    Raises
    ------
    InputError
        It is not a workbook, it is protected by a password, or it would fill the memory.
    """
    openpyxl = require("openpyxl", "La lecture d’un classeur XLSX")
    with reading(path):
        _weigh(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()


def _weigh(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            old = stream.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        why = (
            "c’est un ancien classeur XLS, ou il est protégé par un mot de passe"
            if old
            else ("ce n’est pas un fichier .xlsx valide")
        )
        raise InputError(
            f"« {path.name} » ne s’ouvre pas : {why}. Enregistrez-le au format XLSX ou CSV, sans "
            "mot de passe."
        )
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        opened = sum(part.file_size for part in parts)
        packed = max(sum(part.compress_size for part in parts), 1)
        if opened > MOST_BYTES or (opened > _BOMB_BYTES and opened > _BOMB_RATIO * packed):
            raise InputError(
                f"« {path.name} » pèserait {opened / 1e6:.0f} Mo une fois ouvert, pour "
                f"{packed / 1e6:.1f} Mo : le classeur est refusé avant lecture. Enregistrez la "
                "feuille utile en CSV."
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    if re.search(rb"<!(DOCTYPE|ENTITY)", stream.read(_PROLOG)):
                        raise InputError(
                            f"« {path.name} » contient des entités XML, qu’un classeur n’a jamais :"
                            " il est refusé. Enregistrez-le à nouveau depuis votre tableur."
                        )


def sheet_names(book: Any) -> list[str]:
    """Return the sheets that are shown, in order; all of them when none is.

    The notes that our own workbooks begin with are no table.
    """
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    tables = [title for title in shown if title != NOTES_SHEET]
    return tables or shown or [sheet.title for sheet in book.worksheets]


def candidates(book: Any, path: Path, sheet: str | None = None) -> Iterator[tuple[Place, Row]]:
    """Yield each row that may be the header of a table, the likeliest of each sheet first.

    Raises
    ------
    InputError
        The sheet is unknown.
    """
    names = sheet_names(book)
    if sheet is not None and sheet not in names:
        raise InputError(
            f"« {path.name} » n’a pas de feuille « {sheet} ». Noms proches : "
            f"{nearest(sheet, names)}."
        )
    previews = {name: preview(book, name) for name in ([sheet] if sheet else names)}
    likely = {name: header_row(rows) for name, rows in previews.items()}
    for name, rows in previews.items():
        if rows:
            yield Place(name, likely[name]), rows[likely[name]]
    for name, rows in previews.items():
        for position, row in enumerate(rows):
            if position != likely[name] and any(row):
                yield Place(name, position), row


def preview(book: Any, sheet: str) -> list[Row]:
    """Return the first rows of a sheet as texts, down to the last one that holds something."""
    rows: list[Row] = []
    for values in _rows(book[sheet]):
        row = tuple("" if value is None else str(value).strip() for value in values)
        while row and not row[-1]:
            row = row[:-1]
        rows.append(row)
        if len(rows) == PREVIEW_ROWS:
            break
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def read_sheet(
    book: Any, path: Path, place: Place, header: Row, columns: list[str], notes: Notes
) -> pd.DataFrame:
    """Read the named columns of the table that stands at a place.

    Returns
    -------
    DataFrame
        Objects as the workbook holds them, None where a cell is blank; a number that the sheet
        shows with its zeros (format ``00000``) is a text. The index counts the rows below the
        header; blank rows are left out.

    Raises
    ------
    InputError
        The sheet holds more cells than memory should.
    """
    positions = [header.index(name) for name in columns]
    width = len(header)
    kept: list[int] = []
    values: list[tuple[Any, ...]] = []
    for rank, row in enumerate(_rows(book[place.sheet])):
        if rank <= place.row or all(value is None or value == "" for value in row[:width]):
            continue
        values.append(tuple(row[p] if p < len(row) else None for p in positions))
        kept.append(rank - place.row - 1)
        if len(values) * max(len(positions), 1) > _MOST_CELLS:
            raise InputError(
                f"« {path.name} », feuille « {place.sheet} » : plus de "
                f"{count_of(_MOST_CELLS)} cellules. Enregistrez la feuille en CSV."
            )
    last = kept[-1] + 1 if kept else 0
    if last > len(kept):
        notes.add(f"{count_of(last - len(kept))} ligne(s) vide(s), non lue(s).")
    frame = pd.DataFrame(values, columns=columns, dtype=object)
    return frame.set_axis(np.asarray(kept, dtype=np.int64), axis=0)


def tell_place(book: Any, place: Place, notes: Notes) -> None:
    """Say which sheet and which row were taken, when there was a choice."""
    others = [name for name in sheet_names(book) if name != place.sheet]
    if others:
        notes.add(
            f"Feuille « {place.sheet} » lue ; {len(others)} autre(s) feuille(s) ne le sont pas."
        )
    if place.row:
        notes.add(f"{place.row} ligne(s) au-dessus de l’en-tête, non lue(s).")


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # The size that a sheet declares may be that of the whole grid: rows are as long as they are.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        yield tuple(_value(cell) for cell in row)


def _value(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        shown = cell.number_format
        if shown != _GENERAL and _ZEROS.fullmatch(shown) and float(value).is_integer():
            return str(int(value)).zfill(len(shown))
        return value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
