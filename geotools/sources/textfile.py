"""Delimited text as it really comes: encoding, separator, title rows and cuts are found, then told.

Every column is read as categories, so that cleaning, mending and converting work on the distinct
values only: on a dwelling file, a few thousand texts instead of forty million cells.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from geotools.errors import InputError, some
from geotools.sources.categories import tidy
from geotools.sources.encodings import NAMES, Witness
from geotools.sources.headers import Row, find_separator, header_row, parse_preview
from geotools.sources.reading import Notes, count_of

_BLOCK = 1 << 23
_ROWS = 200_000
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class TextFile:
    """How a delimited text file is written.

    Parameters
    ----------
    path : Path
    encoding : str
        As :data:`geotools.sources.encodings.NAMES` lists them.
    separator : str
    header : tuple of str
        Names of the columns, as written.
    damaged : int
        Bytes that mean nothing in this encoding and are replaced.
    sha256 : str
    header_at : int
        Row of the header, among those of ``preview``.
    preview : tuple of tuple of str
        The first rows, title and blank ones included.
    starts : tuple of int
        Physical line that each row of ``preview`` starts on.
    closed : bool
        The last line has its end: a file that was cut has not.
    """

    path: Path
    encoding: str
    separator: str
    header: Row
    damaged: int
    sha256: str
    header_at: int = 0
    preview: tuple[Row, ...] = ()
    starts: tuple[int, ...] = (0,)
    closed: bool = True

    def candidates(self) -> Iterator[tuple[TextFile, Row]]:
        """Yield the file under each row that may be its header, the likeliest first."""
        yield self, self.header
        for position, row in enumerate(self.preview):
            if position != self.header_at and any(row):
                yield replace(self, header_at=position, header=row), row


def probe_text(path: Path) -> TextFile:
    """Find out encoding, separator and header of a text file, reading it once in blocks.

    Raises
    ------
    InputError
        The file is empty, is not text, or names a column twice.
    """
    digest = hashlib.sha256()
    witness = Witness()
    start = last = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            block += stream.readline()
            start, last = start or block, block[-2:]
            digest.update(block)
            witness.hear(block)
    if not start.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError(f"« {path.name} » est vide : il faut un fichier avec une ligne d’en-tête.")
    verdict = witness.verdict(start)
    if verdict is None:
        raise InputError(
            f"« {path.name} » n’est pas un fichier texte lisible (octets nuls). Enregistrez-le au "
            "format « CSV UTF-8 » depuis votre tableur."
        )
    encoding, damage = verdict
    text = start.decode(encoding, errors="replace")
    separator = find_separator(text)
    rows, starts = parse_preview(text, separator)
    if rows and text[:4].lower() == "sep=":
        rows[0] = ("",)
    if not rows:
        raise InputError(
            f"« {path.name} » ne se découpe pas en lignes : sa première cellule n’a pas de fin. Ce "
            "n’est pas une table."
        )
    at = header_row(rows)
    found = TextFile(
        path,
        encoding,
        separator,
        rows[at],
        damage,
        digest.hexdigest(),
        at,
        tuple(rows),
        tuple(starts),
        last.rstrip(b"\0")[-1:] in b"\r\n",
    )
    refuse_repeated(found.header, path.name)
    return found


def refuse_repeated(header: Row, file: str) -> None:
    """Refuse a header that names a column twice.

    Raises
    ------
    InputError
    """
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise InputError(
            f"« {file} » : la colonne « {twice[0]} » figure plusieurs fois dans l’en-tête. "
            "Renommez ou supprimez l’une d’elles."
        )


def read_text(found: TextFile, columns: Iterable[str], notes: Notes) -> pd.DataFrame:
    """Read the named columns of a text file as categories of stripped texts, blanks missing.

    Returns
    -------
    DataFrame
        Its index counts the rows below the header; blank rows and repeated headers are left out.

    Raises
    ------
    InputError
        A line holds more fields than the header, or the file was cut in the middle of a line.
    """
    wanted = list(columns)
    positions = [found.header.index(name) for name in wanted]
    pieces: list[list[pd.Categorical]] = [[] for _ in wanted]
    kept: list[np.ndarray] = []
    open_ends = count = 0
    try:
        for chunk in _chunks(found):
            blank = _blank_rows(chunk)
            open_ends += int((chunk.iloc[:, -1].to_numpy() == "").sum())
            kept.append(count + np.flatnonzero(~blank))
            count += len(chunk)
            for parts, position in zip(pieces, positions, strict=True):
                column = chunk.iloc[:, position]
                parts.append(pd.Categorical(column[~blank] if blank.any() else column))
    except pd.errors.ParserError as error:
        raise _malformed(found, error) from error
    rows = np.concatenate(kept) if kept else np.zeros(0, dtype=np.int64)
    if open_ends > _ends_with_separator(found):
        _check_short_lines(found, rows, notes)
    frame = pd.DataFrame(
        {name: tidy(_join(parts)) for name, parts in zip(wanted, pieces, strict=True)}
    ).set_axis(rows, axis=0)
    _tell_form(found, count - len(rows), notes)
    return _without_headers(frame, notes)


def _chunks(found: TextFile) -> Iterator[pd.DataFrame]:
    # No usecols: with it, pandas no longer sees that a line holds too many fields. No
    # dtype="category" either: it turns 01 into the number 1.
    with pd.read_csv(
        found.path,
        sep=found.separator,
        encoding=found.encoding,
        encoding_errors="replace",
        skiprows=found.starts[found.header_at],
        header=0,
        names=list(range(len(found.header))),
        dtype=object,
        keep_default_na=False,
        skip_blank_lines=False,
        chunksize=_ROWS,
    ) as chunks:
        for chunk in chunks:
            if not isinstance(chunk.index, pd.RangeIndex):
                raise _longer_lines(found)
            yield chunk


def _blank_rows(chunk: pd.DataFrame) -> np.ndarray:
    """Tell which rows hold nothing: only those whose earlier cells are blank are looked at."""
    blank = np.ones(len(chunk), dtype=bool)
    for position in range(chunk.shape[1]):
        rows = np.flatnonzero(blank)
        if not len(rows):
            break
        blank[rows] = chunk.iloc[:, position].to_numpy()[rows] == ""
    return blank


def _without_headers(frame: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Leave out the rows that repeat the header: files put end to end."""
    again = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        if not again.any() or name not in frame[name].cat.categories:
            return frame
        again &= (frame[name] == name).to_numpy()
    if not again.any() or not frame.shape[1]:
        return frame
    notes.add(
        f"{count_of(int(again.sum()))} ligne(s) répètent l’en-tête (fichiers mis bout à bout ?) : "
        "laissée(s) de côté."
    )
    return frame[~again]


def _tell_form(found: TextFile, blank: int, notes: Notes) -> None:
    titles = sum(any(row) for row in found.preview[: found.header_at])
    if titles and found.preview[0] != ("",):
        notes.add(f"{titles} ligne(s) de titre au-dessus de l’en-tête, non lue(s).")
    if blank:
        notes.add(f"{count_of(blank)} ligne(s) vide(s), non lue(s).")
    if found.damaged:
        notes.add(
            f"{count_of(found.damaged)} octet(s) illisible(s) en {NAMES[found.encoding]} ont été "
            f"remplacés par « {_REPLACEMENT} »."
        )
    if found.encoding != "utf-8-sig":
        notes.add(f"« {found.path.name} » a été lu en {NAMES[found.encoding]}, pas en UTF-8.")


def _join(parts: list[pd.Categorical]) -> pd.Series:
    if not parts:
        return pd.Series(pd.Categorical([], categories=pd.Index([], dtype=object)))
    return pd.Series(union_categoricals(parts) if len(parts) > 1 else parts[0])


# --- Lines that have not the number of fields of the header ---------------------------------------


def _ends_with_separator(found: TextFile) -> int:
    """Count the lines below the header whose last field is written, and blank.

    A last line that no line end closes is not counted: it may be cut just after a separator. When
    there are as many as rows whose last column is blank, no line is short: the fields of each
    line, which take longer, need not be counted.
    """
    if found.encoding in {"utf-16", "utf-16-le", "utf-16-be", "utf-32"}:
        return -1
    mark = found.separator.encode(found.encoding.removesuffix("-sig"))
    ends = [mark + b"\n", mark + b"\r", mark + b'""\n', mark + b'""\r']
    above = found.preview[: found.header_at + 1]
    total = -sum(len(row) > 1 and not row[-1] for row in above)
    with found.path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            block += stream.readline()
            total += sum(block.count(end) for end in ends)
    return total


def _check_short_lines(found: TextFile, rows: np.ndarray, notes: Notes) -> None:
    """Refuse a file that ends in the middle of a line; count the other lines that are short."""
    widths = _widths(found)
    short = rows[rows < len(widths)]
    short = short[widths[short] < len(found.header)]
    if not len(short):
        return
    first = found.header_at + 2
    if not found.closed and short[-1] == rows[-1] and 2 * len(short) <= len(rows):
        raise InputError(
            f"« {found.path.name} » est coupé au milieu de sa dernière ligne ({first + rows[-1]}) "
            f": {widths[rows[-1]]} champs au lieu de {len(found.header)}. Copiez ou exportez le "
            "fichier à nouveau, en entier."
        )
    notes.add(
        f"{count_of(len(short))} ligne(s) plus courte(s) que l’en-tête, aux lignes "
        f"{some(short + first)} : leurs derniers champs sont lus vides."
    )


def _widths(found: TextFile) -> np.ndarray:
    """Return the number of fields of each row below the header."""
    with found.path.open(encoding=found.encoding, errors="replace", newline="") as stream:
        for _ in range(found.starts[found.header_at]):
            next(stream, None)
        try:
            fields = [len(row) for row in csv.reader(stream, delimiter=found.separator)]
        except csv.Error:
            return np.zeros(0, dtype=np.int64)
    return np.asarray(fields[1:], dtype=np.int64)


def _longer_lines(found: TextFile) -> InputError:
    return InputError(
        f"« {found.path.name} » : les lignes comptent plus de champs que l’en-tête "
        f"({len(found.header)}). Complétez l’en-tête ou ôtez le dernier séparateur des lignes."
    )


def _malformed(found: TextFile, error: Exception) -> InputError:
    numbers = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if numbers is None:
        return InputError(
            f"« {found.path.name} » ne se lit pas comme un tableau : un guillemet ouvert n’est "
            "sans doute jamais refermé. Enregistrez-le à nouveau au format CSV."
        )
    expected, line, seen = numbers.groups()
    return InputError(
        f"« {found.path.name} », ligne {line} : {seen} champs au lieu de {expected}. Le "
        f"séparateur « {found.separator} » figure sans doute dans un texte sans guillemets."
    )
