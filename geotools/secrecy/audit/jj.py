"""Linear systems in JJ form, the one that τ-Argus and its peers read: cells, then relations.

A first line ``0``, the number of cells, a line a cell (``i value cost status lb ub LPL UPL SPL``),
the number of relations, a line a relation (``0 k : j (coef) …``): the sum of coefficient times cell
is the number that it begins with. In the public form the value of a withheld cell is ``-``.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.errors import InputError, absent_file, is_file

Floats = NDArray[np.float64]
HIDDEN = ("u", "m", "x")
"""Statuses of withheld cells: primary, secondary, withheld by hand."""

BLANK = "-"
_SPACED = bytes.maketrans(b":()", b"   ")


@dataclass(frozen=True)
class LinearSystem:
    """Cells of published tables and what their totals say of them.

    Parameters
    ----------
    names : array of str
        Of each cell.
    value : array
        NaN where the cell is withheld and the file is public.
    cost : array
    status : array of str
        ``s`` published, ``u`` primary, ``m`` secondary, ``z`` zero that everybody knows.
    low, high : array
        What readers know of each cell beforehand.
    protection : array (cells × 3)
        How far below and above its value the interval has to reach, and how wide it has to be.
    matrix : sparse array (relations × cells), right : array
        ``matrix @ value = right``.
    """

    names: NDArray[Any]
    value: Floats
    cost: Floats
    status: NDArray[Any]
    low: Floats
    high: Floats
    protection: Floats
    matrix: csr_array
    right: Floats

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Cells that the tables withhold."""
        return np.isin(self.status, HIDDEN)


def read_jj(path: Path) -> LinearSystem:
    """Read a JJ file, compressed or not.

    Parameters
    ----------
    path : Path
        ``.jj`` or ``.jj.gz``.

    Raises
    ------
    InputError
        It is no JJ file, or a relation does not hold.
    """
    path = Path(path)
    if not is_file(path):
        raise InputError(absent_file(path))
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        lines = [line for line in data.splitlines() if line.strip()]
        count = int(lines[1])
        cells = lines[2 : 2 + count]
        relations = int(lines[2 + count])
        rows = lines[3 + count : 3 + count + relations]
        if len(cells) != count or len(rows) != relations:
            raise ValueError
        system = _system(cells, rows)
    except (ValueError, LookupError, OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"« {path.name} » n’est pas un système au format JJ : une ligne « 0 », le nombre de "
            "cellules, une ligne par cellule, le nombre de relations, une ligne par relation."
        ) from error
    _check(path.name, system)
    return system


def _system(cells: list[bytes], rows: list[bytes]) -> LinearSystem:
    fields = b"\n".join(cells).split()
    if len(fields) != 9 * len(cells):
        raise ValueError
    table = np.array(fields or [b""] * 0, dtype="S").reshape(-1, 9)
    value = np.where(table[:, 1] == BLANK.encode(), b"nan", table[:, 1]).astype(float)
    cost, low, high = (table[:, k].astype(float) for k in (2, 4, 5))
    names = table[:, 0].astype(str)
    numbers = np.array(b" ".join(rows).translate(_SPACED).split(), dtype="S").astype(float)
    starts = _row_starts(numbers, len(rows))
    size = numbers[starts + 1].astype(np.int64)
    inside = np.ones(len(numbers), dtype=bool)
    inside[starts] = inside[starts + 1] = False
    places, factors = numbers[inside][::2], numbers[inside][1::2]
    order = np.argsort(names.astype(np.int64), kind="stable")
    known = names.astype(np.int64)[order]
    spot = np.searchsorted(known, places)
    if len(places) and ((spot == len(known)) | (known[spot % len(known)] != places)).any():
        raise ValueError
    ends = np.concatenate([[0], np.cumsum(size)])
    matrix = csr_array((factors, order[spot], ends), shape=(len(rows), len(names)))
    matrix.sum_duplicates()
    return LinearSystem(
        names.astype(object), value, cost, np.char.lower(table[:, 3].astype(str)).astype(object),
        low, high, table[:, 6:9].astype(float), matrix, numbers[starts],
    )  # fmt: skip


def _row_starts(numbers: Floats, rows: int) -> NDArray[np.int64]:
    """Return where each relation begins: its right side, its length, then its terms."""
    starts, at, sizes = [], 0, numbers.tolist()
    for _ in range(rows):
        starts.append(at)
        at += 2 + 2 * int(sizes[at + 1])
    if at != len(sizes):
        raise ValueError
    return np.array(starts, dtype=np.int64)


def _check(name: str, system: LinearSystem) -> None:
    """Refuse published values that a relation contradicts, and blanks that are not withheld."""
    lost = np.isnan(system.value) & ~system.hidden
    if lost.any():
        raise InputError(
            f"{name} : la cellule {system.names[lost][0]} n’a pas de valeur et n’est pas retenue "
            f"(état « {system.status[lost][0]} »). Un blanc demande l’état u ou m."
        )
    blank = np.isnan(system.value)
    whole = np.diff(csr_array(system.matrix[:, np.flatnonzero(blank)]).indptr) == 0
    gap = np.abs(system.matrix @ np.where(blank, 0.0, system.value) - system.right)
    size = 1.0 + np.abs(system.matrix) @ np.abs(np.where(blank, 0.0, system.value))
    if (wrong := whole & (gap > 1e-7 * size)).any():
        first = int(np.flatnonzero(wrong)[0])
        raise InputError(
            f"{name} : la relation n° {first + 1} ne tient pas (écart de {gap[first]:g}). "
            "Corrigez les valeurs ou la relation avant l’audit."
        )


def write_jj(system: LinearSystem, *, confidential: bool = False) -> bytes:
    """Return a system in JJ form.

    Parameters
    ----------
    system : LinearSystem
    confidential : bool
        Write the values of withheld cells when they are known; by default they are blank.
    """
    hidden = system.hidden & ~(confidential & ~np.isnan(system.value))
    value = [BLANK if hid else _short(v) for v, hid in zip(system.value, hidden, strict=True)]
    lines = ["0", str(len(value))]
    columns = (system.cost, system.low, system.high, *system.protection.T)
    texts = [[_short(x) for x in column.tolist()] for column in columns]
    lines += [
        f"{i} {v} {cost} {s} {' '.join(rest)}"
        for i, (v, s, cost, *rest) in enumerate(zip(value, system.status, *texts, strict=True))
    ]
    lines.append(str(system.matrix.shape[0]))
    matrix, ends = system.matrix, system.matrix.indptr.tolist()
    for k, right in enumerate(system.right.tolist()):
        inside = slice(ends[k], ends[k + 1])
        terms = zip(matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True)
        told = " ".join(f"{j} ({_short(c)})" for j, c in terms)
        lines.append(f"{_short(right)} {ends[k + 1] - ends[k]} : {told}")
    return ("\n".join(lines) + "\n").encode()


def _short(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(float(number))
