"""Delimited text as it really comes: encoding, separator and damage are found out, then told.

Every column is read as categories, so that cleaning, mending and converting work on the distinct
values only: on a dwelling file, a few thousand texts instead of forty million cells.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from geotools.errors import InputError
from geotools.sources.reading import Notes, count_of

_BLOCK = 1 << 23
_ROWS = 200_000
_SEPARATORS = ";,\t|"
_CP1252_HOLES = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_REPLACEMENT = "\ufffd"
_HIGH_BIT = 0x80
_LETTERS = 0x40
"""UTF-8 writes é as C3 A9; a seven-bit transfer leaves 43 29, « C) »: add both to read it again."""


@dataclass(frozen=True)
class TextFile:
    """How a delimited text file is written.

    Parameters
    ----------
    path : Path
    encoding : str
        ``utf-8-sig``, ``cp1252`` or ``utf-16``.
    separator : str
    header : tuple of str
        Names of the columns, as written.
    damaged : int
        Bytes that mean nothing in this encoding and are replaced.
    sha256 : str
    """

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    damaged: int
    sha256: str


def probe_text(path: Path) -> TextFile:
    """Find out encoding, separator and header of a text file, reading it once in blocks.

    Raises
    ------
    InputError
        The file is empty, is not text, or names a column twice.
    """
    digest = hashlib.sha256()
    letters = damage = holes = 0
    start = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            block += stream.readline()
            start = start or block
            digest.update(block)
            if not block.isascii():
                good, bad, hole = _judge(block)
                letters, damage, holes = letters + good, damage + bad, holes + hole
    if not start.strip():
        raise InputError(f"« {path.name} » est vide : il faut un fichier avec une ligne d’en-tête.")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, damage = "utf-16", 0
    elif b"\0" in start:
        raise InputError(
            f"« {path.name} » n’est pas un fichier texte lisible (octets nuls). Enregistrez-le au "
            "format « CSV UTF-8 » depuis votre tableur."
        )
    elif damage > letters:
        encoding, damage = "cp1252", holes
    else:
        encoding = "utf-8-sig"
    header, separator = _header(path, start, encoding)
    return TextFile(path, encoding, separator, header, damage, digest.hexdigest())


def _judge(block: bytes) -> tuple[int, int, int]:
    """Count letters that UTF-8 reads, bytes that it cannot, and bytes unknown to cp1252."""
    text = block.decode("utf-8", errors="replace")
    earlier = block.count(_REPLACEMENT.encode())  # damage of an earlier conversion, valid UTF-8
    bad = text.count(_REPLACEMENT) - earlier
    beyond = len(text) - len(text.encode("ascii", errors="ignore"))
    return beyond - bad, bad, sum(block.count(hole) for hole in _CP1252_HOLES)


def _header(path: Path, start: bytes, encoding: str) -> tuple[tuple[str, ...], str]:
    text = start.decode(encoding, errors="replace")
    line = next(line for line in text.splitlines() if line.strip())
    separator = max(_SEPARATORS, key=line.count)
    names = tuple(name.strip() for name in next(csv.reader([line], delimiter=separator)))
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(
            f"« {path.name} » : la colonne « {twice[0]} » figure plusieurs fois dans l’en-tête. "
            "Renommez ou supprimez l’une d’elles."
        )
    return names, separator


def read_text(found: TextFile, columns: Iterable[str], notes: Notes) -> pd.DataFrame:
    """Read the named columns of a text file as categories of stripped texts, blanks missing.

    Raises
    ------
    InputError
        A line holds more fields than the header.
    """
    wanted = list(columns)
    positions = [found.header.index(name) for name in wanted]
    pieces: list[list[pd.Categorical]] = [[] for _ in wanted]
    try:
        # No usecols: with it, pandas no longer sees that a line holds too many fields. No
        # dtype="category" either: it turns 01 into the number 1.
        with pd.read_csv(
            found.path,
            sep=found.separator,
            encoding=found.encoding,
            encoding_errors="replace",
            header=0,
            names=list(range(len(found.header))),
            dtype=object,
            keep_default_na=False,
            chunksize=_ROWS,
        ) as chunks:
            for chunk in chunks:
                if not isinstance(chunk.index, pd.RangeIndex):
                    raise _longer_lines(found)
                for parts, position in zip(pieces, positions, strict=True):
                    parts.append(pd.Categorical(chunk[position]))
    except pd.errors.ParserError as error:
        raise _malformed(found, error) from error
    frame = pd.DataFrame(
        {name: tidy(_join(parts)) for name, parts in zip(wanted, pieces, strict=True)}
    )
    if found.damaged:
        notes.add(
            f"{count_of(found.damaged)} octet(s) illisible(s) en {_name(found.encoding)} ont été "
            f"remplacés par « {_REPLACEMENT} »."
        )
    if found.encoding != "utf-8-sig":
        notes.add(f"« {found.path.name} » a été lu en {_name(found.encoding)}, pas en UTF-8.")
    return frame


def _join(parts: list[pd.Categorical]) -> pd.Series:
    if not parts:
        return pd.Series(pd.Categorical([], categories=pd.Index([], dtype=object)))
    return pd.Series(union_categoricals(parts) if len(parts) > 1 else parts[0])


def _longer_lines(found: TextFile) -> InputError:
    return InputError(
        f"« {found.path.name} » : les lignes comptent plus de champs que l’en-tête "
        f"({len(found.header)}). Complétez l’en-tête ou ôtez le dernier séparateur des lignes."
    )


def _name(encoding: str) -> str:
    return {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]


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


# --- Columns as categories ------------------------------------------------------------------------


def tidy(column: pd.Series) -> pd.Series:
    """Return a column as categories of stripped texts; blank cells are missing.

    Numbers become texts without a useless decimal (``93.0`` gives ``93``), dates become ISO dates.
    """
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    texts = [_text(value) for value in column.cat.categories]
    return regroup(column, texts)


def _text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "oui" if value else "non"
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace").strip()
    return str(value).strip()


def regroup(column: pd.Series, texts: list[str]) -> pd.Series:
    """Replace each category by a text; equal texts become one category, blank ones missing."""
    labels, uniques = pd.factorize(np.array([text or None for text in texts], dtype=object))
    codes = np.append(labels, -1)[column.cat.codes.to_numpy()]
    values = pd.Categorical.from_codes(codes, categories=pd.Index(uniques, dtype=object))
    return pd.Series(values, index=column.index, name=column.name)


def spread(column: pd.Series, values: np.ndarray, missing: object) -> np.ndarray:
    """Give each row the value computed for its category; ``missing`` where the cell is blank."""
    table = np.append(values, np.array([missing], dtype=values.dtype))
    return np.asarray(table[column.cat.codes.to_numpy()])


def plain(column: pd.Series) -> pd.Series:
    """Return a column of categories as plain text, missing cells kept missing."""
    return column.astype(object).astype("str" if _HAS_STR else object)


_HAS_STR = pd.Series(["a"]).dtype != object
"""pandas 3 keeps texts in a dtype of their own; before, they are Python objects."""


# --- Damaged letters ------------------------------------------------------------------------------

_DOUBLE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œž\u0178]")
_SEVEN_BITS = re.compile(
    r"(?<=[a-zà-ÿ])C([()*+]|['./49;<](?=[a-z]))|C([\x01-\x08\x0b\x0c\x0e-\x1f])"
)
_LOST = re.compile("[A-Za-zÀ-ÿ]\\?|\ufffd")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def mend_letters(column: pd.Series) -> tuple[pd.Series, int]:
    """Restore the letters of labels that were encoded twice or sent over seven bits.

    « VallÃ©e » and « VallC)e » both give « Vallée ». Only sequences that cannot be a French word
    are touched: ``C`` before a control character, or before a sign right after a small letter.

    Returns
    -------
    Series, int
        The mended column and the number of rows that changed.
    """
    before = [str(text) for text in column.cat.categories]
    after = [_mend(text) for text in before]
    changed = np.array([a != b for a, b in zip(after, before, strict=True)], dtype=bool)
    if not changed.any():
        return column, 0
    return regroup(column, after), int(spread(column, changed, False).sum())


def count_lost_letters(column: pd.Series) -> int:
    """Count the rows whose label has a question mark in place of a letter (``Libert?``)."""
    texts = [str(text) for text in column.cat.categories]
    lost = np.array([bool(_LOST.search(text)) for text in texts], dtype=bool)
    return int(spread(column, lost, False).sum()) if lost.any() else 0


def _mend(text: str) -> str:
    if _DOUBLE.search(text):
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text  # not a whole double encoding: left as it is rather than guessed
    text = _SEVEN_BITS.sub(lambda m: chr(ord(m[1] or m[2]) + _HIGH_BIT + _LETTERS), text)
    return _CONTROL.sub("", text)
