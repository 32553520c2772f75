"""What a cell of somebody else's table says: a number, an interval, a rate, a mark, or a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools._compat import read_toml

Floats = NDArray[np.float64]

NUMBER, RATE, BETWEEN, MARK, BLANK, UNKNOWN = range(6)
"""What a cell says; ``UNKNOWN`` is a text that is neither a number nor a mark of the list."""

_SIGNS = str.maketrans("’‘ʼ−–—⩽⩾", "'''---≤≥")
_N = r"(\d[\d .,']*)"
_UNITS = r"(?:\s*[a-z()]*)*"
_LOWER = "inferieure?s?"
_HIGHER = "superieure?s?"
_BELOW = re.compile(
    rf"(?:<|moins d[e']|strictement {_LOWER} a|{_LOWER} a|sous|under|less than|fewer than|below)"
    rf"\s*{_N}{_UNITS}"
)
_AT_MOST = re.compile(
    rf"(?:<\s*=|=\s*<|≤|au plus|jusqu'a|maximum|max|at most|{_LOWER} ou egale?s? a)\s*{_N}{_UNITS}"
)
_OR_LESS = re.compile(rf"{_N}\s*(?:[a-z]*\s)?(?:ou|et|or)\s+(?:moins|less|fewer){_UNITS}")
_ABOVE = re.compile(rf"(?:>|plus d[e']|{_HIGHER} a|over|more than|above)\s*{_N}{_UNITS}")
_AT_LEAST = re.compile(
    rf"(?:>\s*=|=\s*>|≥|au moins|minimum|min|at least|{_HIGHER} ou egale?s? a)\s*{_N}{_UNITS}"
)
_OR_MORE = re.compile(rf"{_N}\s*(?:\+|(?:[a-z]*\s)?(?:ou|et|or)\s+(?:plus|more){_UNITS})")
_BETWEEN = r"(?:\s+(?:a|et|to|and)\s+|\s*(?:-|\.\.+|;)\s*)"
_RANGE = re.compile(
    rf"[\[(]?(?:de\s+|entre\s+|from\s+|between\s+)?{_N}{_BETWEEN}{_N}[\])]?{_UNITS}"
)
_PLAIN = re.compile(
    r"[(\[~≈=]?\s*([+-]?\s*\d[\d .,']*?)\s*[)\]]?\s*(%|‰|pour ?cents?\b|pct\b)?\s*([^\d+]\D{0,23})?"
)
_NOTE = re.compile(r"(\s*[~≈=]?\s*[+-]?\d[\d .,'\u00a0\u202f]*?)\s*(?:[(\[]\s*\d{1,2}\s*[)\]])+\s*")
_RAISED = re.compile(r"(?<=[\d)%])\s*[⁽⁰¹²³⁴⁵⁶⁷⁸⁹⁾]+\s*$")
_POWER = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d{1,3}")
_GROUPED = re.compile(r"\d{1,3}(?:[ ']\d{3})+")


@dataclass(frozen=True)
class Cells:
    """A column read cell by cell.

    Parameters
    ----------
    kind : array of int
        ``NUMBER``, ``RATE``, ``BETWEEN``, ``MARK``, ``BLANK`` or ``UNKNOWN``.
    value : array
        The number or the rate, NaN elsewhere.
    low, high : array
        What the text says of a withheld figure, infinite where it says nothing.
    step : float
        Precision of the numbers as written: 1, 0.1…
    unknown : tuple of str
        Texts that are no known mark.
    ambiguous : tuple of str
        Numbers such as « 1,200 » whose sign may be a decimal one.
    """

    kind: NDArray[np.int64]
    value: Floats
    low: Floats
    high: Floats
    step: float
    unknown: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    @property
    def withheld(self) -> NDArray[np.bool_]:
        """Cells that show no number."""
        return np.isnan(self.value)


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return ``marks.toml``."""
    return read_toml(files("geotools.secrecy.audit") / "marks.toml")


def fold(text: object) -> str:
    """Return a text without accent, capital or repeated space, its signs made uniform."""
    plain = unicodedata.normalize("NFKC", str(text)).translate(_SIGNS).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(bare.split())


def without_note(text: object) -> str:
    """Return a cell without the number of the note that follows its figure: « 8 (1) », « 8² ».

    Examples
    --------
    >>> [without_note(cell) for cell in ("8 (1)", "8²", "1 200 [2]", "(8)", "moins de 11 (1)")]
    ['8', '8', '1 200', '(8)', 'moins de 11 (1)']
    """
    bare = _RAISED.sub("", str(text))
    noted = _NOTE.fullmatch(bare)
    return noted[1].strip() if noted else bare


def mark_key(text: str) -> str:
    """Return what is compared of a mark: its letters and digits."""
    return "".join(c for c in fold(text) if c.isalnum())


def read_cells(
    column: pd.Series, marks: Iterable[str] = (), decimals: Mapping[str, bool] | None = None
) -> Cells:
    """Read a column, each distinct text once.

    Parameters
    ----------
    column : Series
        Numbers or texts.
    marks : iterable of str
        Marks of the person who audits, beside those of ``marks.toml``.
    decimals : mapping, optional
        For ``.`` and ``,``: whether the sign is the decimal one, where the column does not say.
    """
    if pd.api.types.is_bool_dtype(column):
        column = column.map({True: "oui", False: "non"}).astype(object)
    if pd.api.types.is_numeric_dtype(column):
        value = column.to_numpy(dtype=float, na_value=np.nan)
        value = np.where(np.isfinite(value), value, np.nan)
        return _numeric(value)
    codes, texts = pd.factorize(column.astype(object), use_na_sentinel=True)
    known = {mark_key(m) for m in (*vocabulary()["marques"]["connues"], *marks)}
    typed = {fold(m) for m in marks}
    seen = [fold(without_note(text)) for text in texts]
    bodies = {text: _body(text) for text in dict.fromkeys(seen) if text not in typed}
    signs, doubtful = _decimal_signs([b for b, _ in filter(None, bodies.values())], decimals or {})
    read = [_read(text, bodies.get(text), signs, known, typed) for text in seen]
    table = np.array([*read, (BLANK, np.nan, -np.inf, np.inf, 0)], dtype=float).reshape(-1, 5)
    rows = table[codes]
    places = int(table[:, 4].max(initial=0))
    unknown = tuple(str(texts[i]) for i, r in enumerate(read) if r[0] == UNKNOWN)
    return Cells(
        rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 2], rows[:, 3], 10.0**-places,
        unknown, tuple(doubtful),
    )  # fmt: skip


def _numeric(value: Floats) -> Cells:
    known = value[~np.isnan(value)]
    places = next((d for d in range(7) if np.abs(known - known.round(d)).max(initial=0) < 1e-9), 9)
    blank = np.isnan(value)
    far = np.full(len(value), np.inf)
    return Cells(np.where(blank, BLANK, NUMBER), value, -far, far, 10.0**-places)


def _body(text: str) -> tuple[str, bool] | None:
    """Return the digits of a number and whether it is a rate; None for what is no number."""
    if _POWER.fullmatch(text):
        return text, False
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    body = found[1].replace("+", "").replace(" ", " ").strip()
    rest = (found[3] or "").strip()
    if body[-1] in ".,'" or re.match(r"(a|et|ou|-|/|\.\.)(\s|$)", rest):
        return None
    return body, found[2] is not None


def _decimal_signs(
    bodies: list[str], decimals: Mapping[str, bool]
) -> tuple[dict[str, bool], list[str]]:
    """Tell for ``.`` and ``,`` whether they open decimals, and list what leaves it open."""
    signs: dict[str, bool] = {}
    doubtful: dict[str, list[str]] = {".": [], ",": []}
    plain = [int(b) for b in bodies if b.isdigit()]
    for body in bodies:
        if "e" in body:
            continue
        for sign, other in ((".", ","), (",", ".")):
            if sign not in body:
                continue
            before, after = body.lstrip("-").split(sign)[0], body.rsplit(sign, 1)[1]
            if body.count(sign) > 1 or after.find(other) >= 0:
                signs[sign] = False
            elif (
                other in body
                or len(after) != 3
                or before in ("", "0")
                or " " in before
                or len(re.sub(r"\D", "", before)) > 3
            ):
                signs[sign] = True
            else:
                doubtful[sign].append(body)
    left = []
    for sign, found in doubtful.items():
        if not found or sign in signs:
            continue
        other = "," if sign == "." else "."
        if signs.get(other):
            signs[sign] = False
        elif sign in decimals:
            signs[sign] = decimals[sign]
        elif any(100 <= n < 1000 for n in plain) and not any(n >= 1000 for n in plain):
            signs[sign] = False
        elif any(n >= 1000 for n in plain):
            signs[sign] = True
        else:
            left += found
    return signs, left


def _number(body: str, signs: Mapping[str, bool]) -> tuple[float, int] | None:
    """Return a number and how many decimals it is written with."""
    if "e" in body:
        return float(body.replace(",", ".")), 0
    whole, places = body.replace("- ", "-"), 0
    for sign in ".,":
        if sign in whole and not signs.get(sign, True):
            whole = whole.replace(sign, " ")
    point = next((sign for sign in ".," if sign in whole), None)
    if point is not None:
        head, _, tail = whole.rpartition(point)
        if point in head or not tail.isdigit():
            return None
        whole, places = head, len(tail)
        decimal = tail
    negative, digits = whole.startswith("-"), whole.lstrip("-").strip()
    if not (digits.isdigit() or _GROUPED.fullmatch(digits) or (not digits and places)):
        return None
    text = re.sub(r"\D", "", digits) or "0"
    value = float(f"{text}.{decimal}" if places else text)
    return -value if negative else value, places


def _read(
    text: str,
    body: tuple[str, bool] | None,
    signs: Mapping[str, bool],
    known: set[str],
    typed: set[str],
) -> tuple[float, float, float, float, int]:
    nothing = (np.nan, -np.inf, np.inf, 0)
    if not text:
        return (BLANK, *nothing)
    if text in typed:
        return (MARK, *nothing)
    if body is not None:
        found = _number(body[0], signs)
        if found is not None:
            return (RATE if body[1] else NUMBER, found[0], -np.inf, np.inf, found[1])
    between = _interval(text)
    if between is not None:
        return (BETWEEN, np.nan, *between, 0)
    key = "".join(c for c in text if c.isalnum())
    return (MARK if not key or key in known else UNKNOWN, *nothing)


def _interval(text: str) -> tuple[float, float] | None:
    """Return what « moins de 11 », « 1 à 10 » or « ≥ 5 » says, None for another text."""
    text = text.strip("()[] ") if not _RANGE.fullmatch(text) else text
    ends = _RANGE.fullmatch(text)
    if ends:
        low, high = _count(ends[1]), _count(ends[2])
        return None if low is None or high is None or low > high else (low, high)
    for pattern, low_end, shift in (
        (_AT_MOST, False, 0), (_OR_LESS, False, 0), (_BELOW, False, -1),
        (_AT_LEAST, True, 0), (_OR_MORE, True, 0), (_ABOVE, True, 1),
    ):  # fmt: skip
        found = pattern.fullmatch(text)
        value = _count(found[1]) if found else None
        if value is not None:
            edge = float(np.ceil(value) - 1 if shift < 0 else np.floor(value) + shift)
            return (edge, np.inf) if low_end else (0.0, max(edge, 0.0))
    return None


def _count(digits: str) -> float | None:
    found = _number(digits.strip(), {})
    return None if found is None else found[0]
