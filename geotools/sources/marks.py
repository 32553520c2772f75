"""What a cell says besides its value: absent, withheld, or a code that went through a float.

One normaliser for every reader: the lists are in ``marks.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from geotools._compat import read_toml

_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3}){2,}(\.\d+)?|[-+]?\d{1,3}(\.\d{3}){2,}(,\d+)?")
_SPACES = re.compile(r"\s")
_FLOAT = re.compile(r"(\d+)[.,]0*")
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d+)")
_MINUS = str.maketrans("\u2212\u2013", "--")


@cache
def _lists() -> dict[str, Any]:
    table = read_toml(files("geotools.sources") / "marks.toml")
    named: dict[str, Any] = {key: frozenset(table[key]) for key in table if key != "formes"}
    return named | {"formes": re.compile("|".join(f"(?:{form})" for form in table["formes"]))}


@cache
def _sentinel_numbers() -> np.ndarray:
    values = np.array([float(text) for text in _lists()["sentinelles"]])
    return values[np.abs(values) > 2**31 - 2]


def _reduce(text: str) -> str:
    lowered = text.lower()
    if lowered.isascii():
        return " ".join(lowered.split()) if " " in lowered else lowered
    lowered = " ".join(lowered.split())
    folded = unicodedata.normalize("NFKD", lowered.translate(_MINUS))
    return folded.encode("ascii", errors="ignore").decode()


def is_absent(text: str) -> bool:
    """Tell whether a cell is a placeholder: a known one, a sentinel, or punctuation alone (``.``).

    Examples
    --------
    >>> is_absent("-2147483648"), is_absent("-2147483648.0"), is_absent("s")
    (True, True, False)
    """
    lowered = _reduce(text)
    if not any(sign.isalnum() for sign in lowered):
        return True
    known = _lists()
    return lowered in known["absents"] or lowered.removesuffix(".0") in known["sentinelles"]


def is_sentinel(text: str) -> bool:
    """Tell whether a cell holds the number that a program writes for « none »."""
    return text.lower().removesuffix(".0") in _lists()["sentinelles"]


def is_withheld_word(text: str) -> bool:
    """Tell whether a cell is absent or withheld by a word alone (``s``, ``nsp``), in any column.

    Examples
    --------
    >>> is_withheld_word("nsp"), is_withheld_word("2024-01"), is_withheld_word("20 à 40")
    (True, False, False)
    """
    return is_absent(text) or _reduce(text) in _lists()["nombres"]


def is_mark(text: str) -> bool:
    """Tell whether a cell of a column of numbers is absent or withheld (``s``, ``moins de 11``).

    Examples
    --------
    >>> is_mark("s"), is_mark("1 à 10"), is_mark("<5"), is_mark("12")
    (True, True, True, False)
    """
    lowered = _reduce(text)
    return (
        is_absent(text)
        or lowered in _lists()["nombres"]
        or bool(_lists()["formes"].fullmatch(lowered))
    )


def is_withheld(text: str) -> bool:
    """Tell whether a cell of a published table of numbers is absent or withheld, ``x`` included."""
    return is_mark(text) or text.lower() in _lists()["publications"]


def is_negative_code(text: str) -> bool:
    """Tell whether a code is one of the negative numbers that stand for « none »."""
    return text.removesuffix(".0") in _lists()["sentinelles_codes"]


def without_sentinels(values: pd.Series) -> pd.Series:
    """Return numbers with those that stand for « none » in the type of a program made missing.

    Infinite numbers are none either.
    """
    array = values.to_numpy(dtype=float)
    wrong = np.isin(array, _sentinel_numbers()) | np.isinf(array)
    return values.mask(wrong) if wrong.any() else values


def code_text(text: str) -> str | None:
    """Return a code as it was before a spreadsheet took it for a number, None when it was not.

    Examples
    --------
    >>> code_text("69123.0"), code_text("33,00"), code_text("6.9123E+04"), code_text("2A004")
    ('69123', '33', '69123', None)

    A number that lost digits on the way is left as it is: nobody can tell the code any more.

    >>> code_text("1.23E+14")
    """
    whole = _FLOAT.fullmatch(text)
    if whole:
        return whole[1]
    short = _SCIENTIFIC.fullmatch(text)
    if short:
        digits, power = short[1] + (short[2] or ""), int(short[3])
        significant = digits.rstrip("0") or "0"
        exact = len(digits) >= power + 1 >= len(significant)
        return digits[: power + 1] if exact else None
    return None


def number(text: str) -> float:
    """Return the number that a cell holds, NaN when it holds none.

    A comma is a decimal point, spaces part thousands, ``%`` and ``€`` may follow.

    Examples
    --------
    >>> number("1\u202f234,5"), number("12,5 %"), number("1,234,567.8")
    (1234.5, 12.5, 1234567.8)
    """
    compact = _SPACES.sub("", text.translate(_MINUS)).rstrip("%€")
    if _GROUPED.fullmatch(compact):
        mark = "," if compact.count(",") > 1 else "."
        compact = compact.replace(mark, "")
    if not _NUMBER.fullmatch(compact):
        return np.nan
    value = float(compact.replace(",", "."))
    return value if np.isfinite(value) else np.nan
