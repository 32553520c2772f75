"""What linear relations say of each withheld cell: its interval, exact when both ends meet.

Most of what can be deduced is deduced by hand: a relation with one unknown gives it, and so on
(that alone opens the public instances). Elimination gives the cells that a combination of relations
gives; bounds travel along relations; what is left falls into parts without a common unknown, and
each part is a linear programme kept warm from one question to the next.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lstsq
from scipy.optimize import linprog
from scipy.sparse import csr_array

from geotools._compat import installed
from geotools.errors import InputError
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.jj import LinearSystem
from geotools.secrecy.audit.polytope import warm_model
from geotools.secrecy.audit.system import linked_cells

Floats = NDArray[np.float64]
EXACT = 1e-6
"""Relative width under which an interval is a value."""

DENSE = 1_000
"""Cells of a part that is small enough for dense elimination."""

ROUNDS = 50
"""How often bounds travel along relations before programmes take over."""


@dataclass(frozen=True)
class Intervals:
    """What a reader can prove.

    Parameters
    ----------
    cells : array of int
        Withheld cells.
    low, high : array
        Smallest and largest value that fits everything published.
    programmes : int
        Linear programmes that were needed.
    """

    cells: NDArray[np.int64]
    low: Floats
    high: Floats
    programmes: int

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Cells whose value is given away."""
        return np.asarray(self.high - self.low <= EXACT * np.maximum(1.0, np.abs(self.high)))


def attack(system: LinearSystem, progress: Progress | None = None) -> Intervals:
    """Find the interval of every withheld cell.

    Parameters
    ----------
    system : LinearSystem
        Values of withheld cells are not looked at.
    progress : Progress, optional

    Raises
    ------
    InputError
        Nothing fits: published values or bounds contradict each other.
    """
    progress = progress or SILENT
    cells = np.flatnonzero(system.hidden)
    inner = csr_array(system.matrix[:, cells])
    rows = np.flatnonzero(np.diff(inner.indptr) > 0)
    known = np.where(system.hidden, 0.0, np.nan_to_num(system.value))
    right = (system.right - system.matrix @ known)[rows]
    scale = max(1.0, float(np.abs(known).max(initial=1.0)))
    state = _State(csr_array(inner[rows]), right, system.low[cells], system.high[cells], scale)
    state.propagate()
    asked = 0
    parts = list(state.parts())
    for rank, part in enumerate(parts):
        progress.at(rank / max(len(parts), 1), f"Partie {rank + 1} sur {len(parts)}")
        asked += _solve(state, part, progress.part(rank / len(parts), (rank + 1) / len(parts)))
    return Intervals(cells, state.low, state.high, asked)


class _State:
    """Relations about withheld cells and the bounds known so far."""

    def __init__(
        self, matrix: csr_array, right: Floats, low: Floats, high: Floats, scale: float
    ) -> None:
        matrix.eliminate_zeros()
        self.matrix, self.right, self.low, self.high = matrix, right, low.copy(), high.copy()
        self.by_cell = csr_array(matrix.T.tocsr())
        self.fixed = high - low <= 0
        self.tolerance = 1e-9 * scale
        if (low > high).any():
            raise _nothing_fits()

    def propagate(self) -> None:
        """Fix the cells that a relation with one unknown gives, in cascade, then tighten bounds."""
        indptr, indices, data = _lists(self.matrix)
        starts, relations, factors = _lists(self.by_cell)
        fixed, low, high = self.fixed.tolist(), self.low.tolist(), self.high.tolist()
        left, rest = np.diff(self.matrix.indptr).tolist(), self.right.tolist()
        slack = 1e3 * self.tolerance
        waiting = deque(k for k, number in enumerate(left) if number == 1)
        settled = deque(i for i, is_fixed in enumerate(fixed) if is_fixed)
        while waiting or settled:
            if settled:
                cell = settled.popleft()
                for p in range(starts[cell], starts[cell + 1]):
                    row = relations[p]
                    rest[row] -= factors[p] * low[cell]
                    left[row] -= 1
                    if left[row] == 1:
                        waiting.append(row)
                    elif not left[row] and abs(rest[row]) > slack:
                        raise _nothing_fits()
                continue
            row = waiting.popleft()
            if left[row] != 1:
                continue
            p = next(p for p in range(indptr[row], indptr[row + 1]) if not fixed[indices[p]])
            cell, value = indices[p], rest[row] / data[p]
            if abs(value - round(value)) <= self.tolerance:
                value = float(round(value))
            if value < low[cell] - slack or value > high[cell] + slack:
                raise _nothing_fits()
            low[cell] = high[cell] = value
            fixed[cell] = True
            settled.append(cell)
        self.low, self.high = np.array(low), np.array(high)
        self.fixed, self.rest = np.array(fixed, dtype=bool), np.array(rest)

    def parts(self) -> list[NDArray[np.int64]]:
        """Return the cells that are not known, by part, the smallest first."""
        free = np.flatnonzero(~self.fixed)
        if not free.size:
            return []
        inner = csr_array(self.matrix[:, free])
        count, label = linked_cells(inner)
        order = np.argsort(label, kind="stable")
        groups = np.split(free[order], np.cumsum(np.bincount(label, minlength=count))[:-1])
        return sorted(groups, key=len)


def _lists(matrix: csr_array) -> tuple[list[int], list[int], list[float]]:
    return matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()


def _nothing_fits() -> InputError:
    return InputError(
        "Aucun tableau ne satisfait à la fois les valeurs publiées, les relations et les bornes : "
        "corrigez le système avant l’audit."
    )


def _solve(state: _State, cells: NDArray[np.int64], progress: Progress) -> int:
    """Find the intervals of one part; return how many programmes it took."""
    inner = csr_array(state.matrix[:, cells])
    rows = np.flatnonzero(np.diff(inner.indptr) > 0)
    matrix, right = csr_array(inner[rows]), state.rest[rows]
    low, high = state.low[cells], state.high[cells]
    if not rows.size:
        return 0
    if len(cells) <= DENSE:
        _eliminate(matrix, right, low, high)
    _tighten(matrix, right, low, high, state.tolerance)
    model = _Programme(matrix, right, low, high)
    seen_low, seen_high = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
    asked = 0
    size = np.maximum(np.nan_to_num(np.abs(low), posinf=0), np.nan_to_num(np.abs(high), posinf=0))
    slack = 0.1 * EXACT * np.maximum(1.0, size)
    for cell in np.flatnonzero(high - low > slack):
        progress.at(cell / len(cells))
        for sign in (1.0, -1.0):
            gap = seen_low[cell] - low[cell] if sign > 0 else high[cell] - seen_high[cell]
            if gap <= slack[cell]:  # a table met already reaches the bound
                continue
            table = model.extreme(int(cell), sign)
            asked += 1
            if table is None:  # no end on this side
                continue
            seen_low, seen_high = np.minimum(seen_low, table), np.maximum(seen_high, table)
            if sign > 0:
                low[cell] = seen_low[cell] = table[cell]
            else:
                high[cell] = seen_high[cell] = table[cell]
    state.low[cells], state.high[cells] = _rounded(low), _rounded(high)
    return asked


def _rounded(values: Floats) -> Floats:
    """Return whole numbers where a programme stopped a hair away from one."""
    whole = np.round(np.where(np.isfinite(values), values, 0.0))
    near = np.isfinite(values) & (np.abs(values - whole) <= EXACT * np.maximum(1.0, np.abs(whole)))
    return np.where(near, whole, values) + 0.0  # no « -0 »


def _eliminate(matrix: csr_array, right: Floats, low: Floats, high: Floats) -> None:
    """Fix the cells that a combination of relations gives: those that no move can change.

    Two random moves, projected on those that keep every relation, are zero there and, with
    probability one, nowhere else.
    """
    dense = matrix.toarray()
    moves = np.random.default_rng(0).standard_normal((matrix.shape[1], 2))
    moves -= dense.T @ lstsq(dense.T, moves, lapack_driver="gelsy", cond=1e-10)[0]
    given = np.abs(moves).max(axis=1) < 1e-8
    if not given.any():
        return
    one = lstsq(dense, right, lapack_driver="gelsy", cond=1e-10)[0]
    values = _rounded(one[given])
    slack = EXACT * (1 + np.abs(values))
    if ((values < low[given] - slack) | (values > high[given] + slack)).any():
        raise _nothing_fits()
    low[given] = high[given] = values


def _tighten(matrix: csr_array, right: Floats, low: Floats, high: Floats, tolerance: float) -> None:
    """Let bounds travel along relations."""
    factor, column = matrix.data, matrix.indices
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    up = factor > 0
    for _ in range(ROUNDS):
        least = np.where(up, factor * low[column], factor * high[column])
        most = np.where(up, factor * high[column], factor * low[column])
        # infinite ends are counted apart: the bound of a cell is what the others leave
        ends = []
        for side in (least, most):
            finite = np.isfinite(side)
            total = np.bincount(row, np.where(finite, side, 0.0), matrix.shape[0])
            open_ends = np.bincount(row, ~finite, matrix.shape[0])
            others = total[row] - np.where(finite, side, 0.0)
            ends.append(np.where(open_ends[row] - ~finite > 0, np.nan, others))
        top, bottom = (right[row] - ends[0]) / factor, (right[row] - ends[1]) / factor
        new_high, new_low = np.where(up, top, bottom), np.where(up, bottom, top)
        before = low.copy(), high.copy()
        np.fmin.at(high, column, np.where(np.isnan(new_high), np.inf, new_high))
        np.fmax.at(low, column, np.where(np.isnan(new_low), -np.inf, new_low))
        crossed = low > high
        if (low[crossed] - high[crossed] > 1e3 * tolerance).any():
            raise _nothing_fits()
        middle = 0.5 * (low[crossed] + high[crossed])
        low[crossed] = high[crossed] = middle
        moved = np.maximum(low - before[0], before[1] - high)
        if not (np.nan_to_num(moved, posinf=np.inf) > 1e-3).any():
            return


class _Programme:
    """Smallest and largest value of a cell; a warm model where highspy is there."""

    def __init__(self, matrix: csr_array, right: Floats, low: Floats, high: Floats) -> None:
        self.matrix, self.right, self.low, self.high = matrix, right, low.copy(), high.copy()
        self.model: Any = None
        if installed("highspy"):
            self.model = warm_model(matrix, right, self.low, self.high)
            self.last = 0

    def extreme(self, cell: int, sign: float) -> Floats | None:
        """Return a table with the smallest (or largest, when negative) value of a cell."""
        if self.model is None:
            cost = np.zeros(len(self.low))
            cost[cell] = sign
            bounds = np.column_stack([self.low, self.high])
            found = linprog(cost, A_eq=self.matrix, b_eq=self.right, bounds=bounds, method="highs")
            if found.status == 2:
                raise _nothing_fits()
            return None if found.x is None else np.asarray(found.x)
        self.model.changeColCost(self.last, 0.0)
        self.model.changeColCost(cell, sign)
        self.last = cell
        self.model.run()
        status = str(self.model.getModelStatus())
        if "Optimal" not in status and "Unbounded" not in status:
            self.model.clearSolver()
            self.model.run()
            status = str(self.model.getModelStatus())
        if "Infeasible" in status:
            raise _nothing_fits()
        return np.array(self.model.getSolution().col_value) if "Optimal" in status else None
