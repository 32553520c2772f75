"""Where the header of a table stands: below its title rows, behind which separator.

A producer's file may begin with a title, a date or a notice. The header is the first row that is
as wide as the table and holds names, not numbers; a reader that knows which columns it wants then
looks through the other rows and sheets (:func:`first_fitting`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from geotools.errors import MissingColumnError

SEPARATORS = ";,\t|"
PREVIEW_ROWS = 60
_PREVIEW_LETTERS = 1 << 20
_DECLARED = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")
_WIDE = 0.5

Row = tuple[str, ...]
T = TypeVar("T")


def parse_preview(text: str, separator: str) -> tuple[list[Row], list[int]]:
    """Return the first rows of a text and the physical line that each starts on (0-based)."""
    rows: list[Row] = []
    starts: list[int] = []
    reader = csv.reader(io.StringIO(text[:_PREVIEW_LETTERS], newline=""), delimiter=separator)
    try:
        while len(rows) < PREVIEW_ROWS:
            start = reader.line_num
            rows.append(tuple(cell.strip() for cell in next(reader)))
            starts.append(start)
    except (StopIteration, csv.Error):
        pass
    return rows, starts


def find_separator(text: str) -> str:
    """Return the separator behind which the first rows agree best on their number of fields.

    A file of one column has none: ``;`` is returned, which its header does not hold.
    """
    declared = _DECLARED.fullmatch(text[:16].splitlines()[0] if text else "")
    if declared:
        return declared[1]
    best, score = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        rows = [row for row in parse_preview(text, separator)[0] if any(row)]
        widths = [len(row) for row in rows]
        if not widths or max(widths) < 2:
            continue
        width = max(set(widths), key=lambda w: (widths.count(w), w))
        first = next((row for row in rows if len(row) == width), ())
        if width < 2 or not (len(rows[0]) == width or _names(first)):
            width = len(rows[0])
        if width < 2:
            continue
        found = (round(widths.count(width) / len(widths), 1), width)
        if found > score:
            best, score = separator, found
    return best


def _names(row: Sequence[str]) -> bool:
    """Tell whether a row may be a header: no cell is a number."""
    return not any(_NUMBER.fullmatch(cell) for cell in row if cell)


def header_row(rows: Sequence[Row]) -> int:
    """Return the position of the row that looks like the header; 0 when none does better."""
    filled = [sum(bool(cell) for cell in row) for row in rows]
    widest = max(filled, default=0)
    first = next((i for i, count in enumerate(filled) if count), 0)
    if filled and (filled[first] >= max(2, _WIDE * widest) or widest < 2):
        return first
    for position in range(first, len(rows)):
        own = [cell for cell in rows[position] if cell]
        if len(own) >= max(2, _WIDE * widest) and _names(own) and len(set(own)) == len(own):
            return position
    return first


def first_fitting(
    candidates: Iterable[tuple[T, Row]], choose: Callable[[Row], Iterable[str]]
) -> tuple[T, Row, list[str]]:
    """Return the first candidate whose header the reader accepts, and the names that it takes.

    Raises
    ------
    MissingColumnError
        What was said of the first candidate, when no other one fits.
    """
    refusal: MissingColumnError | None = None
    for place, header in candidates:
        try:
            return place, header, list(choose(header))
        except MissingColumnError as error:
            refusal = refusal or error
    raise refusal or MissingColumnError("Le fichier n’a pas de ligne d’en-tête.")
