"""Which columns of somebody else's table are counts, which are rates, and which are looked over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from geotools.errors import InputError, some
from geotools.secrecy.audit.figures import (
    BETWEEN,
    BLANK,
    MARK,
    NUMBER,
    RATE,
    UNKNOWN,
    Cells,
    fold,
    read_cells,
    vocabulary,
)

COUNT, RATIO, OTHER = "effectif", "taux", "autre"

FEW_MARKS = 5
"""A column of numbers seldom holds more sorts of marks: beyond, its texts are a text."""


@dataclass(frozen=True)
class ReceivedColumn:
    """A column, how it was read, and why it was not when it was not.

    Parameters
    ----------
    name, role : str
        ``role`` is ``COUNT``, ``RATIO`` or ``OTHER``.
    cells : Cells
    why : str
        In French: the reason of an ``OTHER``, a remark otherwise.
    """

    name: str
    role: str
    cells: Cells
    why: str = ""


def read_columns(
    table: str,
    frame: pd.DataFrame,
    *,
    asked: Iterable[str] = (),
    bases: Mapping[str, str] | None = None,
    marks: Iterable[str] = (),
) -> list[ReceivedColumn]:
    """Read the columns of a table.

    Parameters
    ----------
    table : str
        Its name, for messages.
    frame : DataFrame
        Without the column of the unit.
    asked : iterable of str
        Columns that have to be read.
    bases : mapping, optional
        Numerator to base: they settle whether « 1,200 » is 1 200.
    marks : iterable of str

    Raises
    ------
    InputError
        A column that has to be read cannot be, or a number has two meanings.
    """
    marks, wanted = tuple(marks), set(asked)
    cells = {str(c): read_cells(frame[c], marks) for c in frame.columns}
    cells = _settle(table, frame, cells, wanted, bases or {}, marks)
    return [_column(table, name, own, frame[name], name in wanted) for name, own in cells.items()]


def _settle(
    table: str,
    frame: pd.DataFrame,
    cells: dict[str, Cells],
    wanted: set[str],
    bases: Mapping[str, str],
    marks: tuple[str, ...],
) -> dict[str, Cells]:
    """Choose the meaning of « 1,200 » by what its base says, else by the other columns."""
    settled = dict(cells)
    for name, own in cells.items():
        if not own.ambiguous:
            continue
        sign = "," if "," in own.ambiguous[0] else "."
        both = {d: read_cells(frame[name], marks, {sign: d}) for d in (True, False)}
        fits = [d for d in (False, True) if _fits(name, both[d], cells, bases)]
        if len(fits) == 2:
            others = [c for n, c in cells.items() if n != name and not c.ambiguous]
            whole = [c.value[~c.withheld] for c in others if c.step == 1.0]
            ordinary = any(((v >= 1) & (v < 1000)).any() for v in whole)
            if ordinary and not any(c.step < 1.0 for c in others):
                fits = [False]
        if len(fits) == 1:
            settled[name] = both[fits[0]]
        elif name in wanted or _role_of(name) == COUNT:
            raise InputError(
                f"{table} : dans « {name} », « {own.ambiguous[0]} » se lit de deux façons "
                "(séparateur de milliers ou de décimales). Ôtez le séparateur des milliers, ou "
                "donnez la base de cette colonne (« Bases »)."
            )
    return settled


def _fits(name: str, read: Cells, cells: Mapping[str, Cells], bases: Mapping[str, str]) -> bool:
    """Tell whether a reading keeps every numerator within its base."""
    pairs = [(n, b) for n, b in bases.items() if name in (n, b) and n in cells and b in cells]
    for numerator, base in pairs:
        top = read if numerator == name else cells[numerator]
        below = read if base == name else cells[base]
        other = below if numerator == name else top
        if not other.ambiguous and (top.value > below.value + 1e-9).any():
            return False
        if numerator == name and not other.ambiguous and read.step < 1 <= below.step:
            return False  # a weighted part of a whole count: the separator is of thousands
    return True


def _column(table: str, name: str, cells: Cells, source: pd.Series, asked: bool) -> ReceivedColumn:
    kinds = np.bincount(cells.kind, minlength=6)
    numbers = kinds[NUMBER] + kinds[RATE] + kinds[BETWEEN]
    column = ReceivedColumn(name, _role_of(name), cells)
    if asked:
        _require(table, name, cells, numbers, kinds)
        _refuse_half_read(table, name, cells)
        rated = kinds[RATE] or (column.role == RATIO and _looks_rated(cells))
        return replace(column, role=RATIO if rated else COUNT, why=_told(cells))
    if not numbers:
        if not kinds[MARK]:
            return ReceivedColumn(name, OTHER, cells, "texte" if kinds[UNKNOWN] else "colonne vide")
        if kinds[UNKNOWN]:
            return ReceivedColumn(name, OTHER, cells, "texte")
        return replace(column, why="toutes ses valeurs sont retenues")
    if _too_many(cells, kinds):
        return ReceivedColumn(
            name, OTHER, cells, "texte : peu de nombres, beaucoup de textes différents"
        )
    if not kinds[RATE] and _coded(source):
        return ReceivedColumn(name, OTHER, cells, "codes (zéro initial)")
    if _is_difference(name, cells):
        return ReceivedColumn(name, OTHER, cells, "différences : des valeurs négatives")
    if kinds[RATE]:
        column = replace(column, role=RATIO)
    elif column.role == RATIO and not _looks_rated(cells):
        column = replace(column, role=COUNT)
    known = cells.value[~cells.withheld]
    share = cells.step < 1 and len(known) > 0 and 0 <= known.min() <= known.max() <= 1
    if column.role == COUNT and share:
        column = replace(column, role=RATIO)  # a share as a workbook holds it: 0,431 for 43,1 %
    if column.role == OTHER:
        return replace(column, why="son nom n’est pas celui d’un effectif")
    _refuse_half_read(table, name, cells)
    return replace(column, why=_told(cells))


def _is_difference(name: str, cells: Cells) -> bool:
    """Tell whether a column is one of differences: often below zero, or below zero and so named.

    One negative figure among counts is a mistake, and refused.
    """
    known = cells.value[~cells.withheld]
    below = int((known < 0).sum())
    named = any(re.search(pattern, fold(name)) for pattern in vocabulary()["colonnes"]["ecarts"])
    return below > 0 and (named or (below > 2 and 10 * below >= len(known)))


def _looks_rated(cells: Cells) -> bool:
    """Tell whether the numbers of a column called a rate can be one, whole numbers or not."""
    known = cells.value[~cells.withheld]
    return bool(len(known) and known.min() >= 0 and known.max() <= 100)


def _refuse_half_read(table: str, name: str, cells: Cells) -> None:
    """Refuse a figure with words around it (« 8 ou 9 »): it would be taken for a mark."""
    half = [f"« {text} »" for text in cells.unknown if re.match(r"[\s~≈(]*\d", text)]
    if half:
        raise InputError(
            f"{table} : dans « {name} », {some(half)} n’est ni un nombre, ni un intervalle, ni une "
            "marque connue. Gardez un nombre par cellule, ou déclarez cette marque (« Marques »)."
        )


def _require(table: str, name: str, cells: Cells, numbers: int, kinds: np.ndarray) -> None:
    """Refuse a column that was named to be read and cannot be."""
    if numbers + kinds[MARK] == 0 or (kinds[UNKNOWN] and _too_many(cells, kinds)):
        found = some([f"« {text} »" for text in cells.unknown]) if cells.unknown else "rien"
        raise InputError(
            f"{table} : la colonne « {name} » doit être vérifiée et ne se lit pas comme un "
            f"effectif. Trouvé : {found}. Corrigez-la, ou déclarez vos marques de valeur retenue "
            "(« Marques »)."
        )


def _too_many(cells: Cells, kinds: np.ndarray) -> bool:
    return len(cells.unknown) > FEW_MARKS and kinds[UNKNOWN] > len(cells.kind) // 4


def _told(cells: Cells) -> str:
    if not cells.unknown:
        return ""
    return f"marque(s) inconnue(s), lue(s) comme valeurs retenues : {some(cells.unknown)}"


def _coded(source: pd.Series) -> bool:
    """Tell whether texts are codes: digits that start with a useless zero."""
    if pd.api.types.is_numeric_dtype(source):
        return False
    texts = pd.unique(source.dropna().astype(str).str.strip())
    return any(re.fullmatch(r"0\d+", text) for text in texts)


@cache
def _role_of(name: str) -> str:
    """Return what the name of a column says; a name that says nothing is that of a count."""
    known, plain = vocabulary()["colonnes"], fold(name)
    if any(re.search(pattern, plain) for pattern in known["taux"]):
        return RATIO
    return OTHER if any(re.search(pattern, plain) for pattern in known["autres"]) else COUNT


def describe_columns(
    table: str, unit: str, columns: Iterable[ReceivedColumn], totals: Sequence[str] = ()
) -> pd.DataFrame:
    """Return what was looked at in a table and what was not, one row per column.

    The row of the column of the unit names the rows that were read as totals.
    """
    read = f" ; lignes lues comme des totaux : {some(totals)}" if totals else ""
    rows = [(table, unit, "unité", 0, 0, f"nomme les lignes{read}")]
    rows += [
        (
            table,
            column.name,
            "non vérifiée" if column.role == OTHER else column.role,
            int((~column.cells.withheld).sum()),
            int((column.cells.withheld & (column.cells.kind != BLANK)).sum())
            + int((column.cells.kind == BLANK).sum()) * (column.role != OTHER),
            column.why,
        )
        for column in columns
    ]
    names = ["table", "colonne", "lecture", "chiffres", "retenus", "remarque"]
    return pd.DataFrame(rows, columns=names)
