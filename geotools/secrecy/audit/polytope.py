"""Tables that fit what is published: linear and whole-number programmes over ``M x = y, x ≥ 0``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog
from scipy.sparse import csc_array, csr_array, hstack, identity

from geotools._compat import installed, require
from geotools.secrecy.programmes import milp

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
INTEGRAL = 1e-6

NEARBY_ROW = 60
"""Rows of so few cells make the surroundings of a cell when one tries to raise it locally."""

SHORT_ROW = 15
"""Rows of so few cells are set free around a split cell: enough room, a small programme."""


PRIMAL = 4
"""HiGHS's primal simplex: another question leaves the last answer feasible, a few steps away."""

DUAL = 1
"""HiGHS's dual simplex: what it does by itself for a first question."""


class Polytope:
    """The set of tables ``x`` with ``M x = y`` and ``0 ≤ x ≤ upper``.

    With highspy the same model is kept and each question starts from the previous answer; on the
    floor every question is a fresh call to scipy's HiGHS. Answers are the same optima.

    Parameters
    ----------
    matrix : sparse array (rows × cells)
    values : array
    upper : array
        Upper bound of each cell, may be infinite.
    """

    def __init__(self, matrix: csr_array, values: Floats, upper: Floats) -> None:
        self.matrix, self.values, self.upper = matrix, values, upper
        self.by_cell = csr_array(matrix.T)
        self._split: Polytope | None = None
        self._model: Any = None
        if installed("highspy"):
            self._model = warm_model(matrix, values, np.zeros(len(upper)), upper)

    def maximise(self, cost: Floats) -> Floats | None:
        """Return a table of largest ``cost · x``; None when no table fits."""
        return self.priced(cost)[0]

    def whole_near(self, cost: Floats, table: Floats | None = None) -> Floats | None:
        """Return a whole-number table of large ``cost · x``, not always the largest.

        The cells that the linear optimum splits, and those of the short rows through them, are
        solved again in whole numbers with the others held; when that fails, all cells are.

        Parameters
        ----------
        cost : array
        table : array, optional
            The linear optimum, when it is at hand.
        """
        table = self.maximise(cost) if table is None else table
        if table is None or is_whole(table):
            return None if table is None else np.round(table)
        free = np.abs(table - np.round(table)) > INTEGRAL
        touched = np.flatnonzero(self.matrix @ free.astype(float) > 0)
        short = touched[np.diff(self.matrix.indptr)[touched] <= SHORT_ROW]
        free[self.matrix[short].indices] = True
        moved = self._move(cost, np.round(table), np.flatnonzero(free), fits=False)
        return self.whole_best(cost) if moved is None else moved

    def push(self, cost: Floats, table: Floats, *, whole: bool) -> Floats:
        """Return a table where ``cost · x`` is larger, moving only what surrounds its cells.

        The cells within two short rows of those that cost move, all others keep their value: what
        comes out fits everything published, and proves that the sum can be that large; it may be
        larger still.

        Parameters
        ----------
        cost : array
        table : array
            A table that fits, of whole numbers when ``whole``.
        whole : bool
        """
        matrix, by_cell = self.matrix, self.by_cell
        free = np.flatnonzero(cost)
        for _ in range(2):
            met = np.unique(by_cell.indices[_entries(by_cell.indptr, free)])
            short = met[matrix.indptr[met + 1] - matrix.indptr[met] <= NEARBY_ROW]
            free = np.union1d(free, matrix.indices[_entries(matrix.indptr, short)])
        moved = self._move(cost, table, free, whole=whole)
        return table if moved is None or cost @ moved < cost @ table else moved

    def _move(
        self, cost: Floats, table: Floats, cells: Ints, *, whole: bool = True, fits: bool = True
    ) -> Floats | None:
        """Return the table of largest cost where only some cells move, None when none fits.

        A table that ``fits`` gives each row its value: what the cells may share is what they hold.
        """
        ends = self.by_cell.indptr
        entries = _entries(ends, cells)
        rows, home = np.unique(self.by_cell.indices[entries], return_inverse=True)
        column = np.repeat(np.arange(len(cells)), ends[cells + 1] - ends[cells])
        factor = self.by_cell.data[entries]
        if fits:
            held = np.bincount(home.ravel(), factor * table[cells][column], len(rows))
            rest = np.asarray(held, dtype=np.float64)
        else:
            others = table.copy()
            others[cells] = 0.0
            rest = (self.values - self.matrix @ others)[rows]
        inner = csc_array(
            (factor, home.ravel(), np.concatenate([[0], np.cumsum(ends[cells + 1] - ends[cells])])),
            shape=(len(rows), len(cells)),
        )
        found = _best_of(inner, rest, self.upper[cells], cost[cells])
        if found is not None and whole and not is_whole(found):
            local = Polytope(csr_array(inner), rest, self.upper[cells])
            found = local.whole_best(cost[cells], gap=0.2)
        if found is None:
            return None
        moved = table.copy()
        moved[cells] = np.round(found) if whole else found
        return moved

    def whole_best(self, cost: Floats, *, gap: float = 0.0) -> Floats | None:
        """Return a whole-number table of largest ``cost · x``; None when no table fits.

        The search may stop within a relative ``gap`` of the largest.
        """
        result = milp(
            -cost,
            constraints=LinearConstraint(self.matrix, self.values, self.values),
            bounds=Bounds(0, self.upper),
            integrality=np.ones(len(cost)),
            options={"mip_rel_gap": gap},
        )
        return None if result.x is None else np.round(result.x)

    def priced(self, cost: Floats) -> tuple[Floats | None, Floats | None]:
        """Return a table of largest ``cost · x`` and the price of each published figure in it."""
        if self._model is not None:
            return _solve_warm(self._model, cost)
        result = linprog(
            -cost,
            A_eq=self.matrix,
            b_eq=self.values,
            bounds=np.column_stack([np.zeros_like(self.upper), self.upper]),
            method="highs-ds",
        )
        return (result.x, -result.eqlin.marginals) if result.status == 0 else (None, None)

    def maximise_capped(self, wanted: NDArray[np.bool_], cap: Floats) -> Floats | None:
        """Return a table that raises many cells towards ``cap`` at once.

        Maximises the sum of ``min(x, cap)`` over the cells wanted: each cell is split into a part
        above the cap, which does not count, and a part below, which does. Every call on a polytope
        has the same ``cap``.
        """
        if self._split is None:
            below = np.minimum(cap, self.upper)
            wide = csr_array(hstack([self.matrix, self.matrix], format="csr"))
            self._split = Polytope(wide, self.values, np.concatenate([self.upper - below, below]))
        table = self._split.maximise(np.concatenate([np.zeros(len(wanted)), wanted]))
        return None if table is None else table[: len(wanted)] + table[len(wanted) :]

    def misfit(self) -> Floats:
        """Return for each row how far the nearest table is from it (all zeros when one fits)."""
        n, m = self.matrix.shape
        slack = csr_array(identity(n))
        wide = hstack([self.matrix, slack, -slack], format="csr")
        cost = np.concatenate([np.zeros(m), np.ones(2 * n)])
        upper = np.concatenate([self.upper, np.full(2 * n, np.inf)])
        result = linprog(
            cost,
            A_eq=wide,
            b_eq=self.values,
            bounds=np.column_stack([np.zeros(len(upper)), upper]),
            method="highs-ds",
        )
        if result.x is None:  # a bound is crossed: no row is to blame
            return np.zeros(n)
        return np.asarray(result.x[m : m + n] - result.x[m + n :])


def is_whole(table: Floats) -> bool:
    """Tell whether all entries are whole numbers."""
    return bool(np.abs(table - np.round(table)).max(initial=0.0) <= INTEGRAL)


def _entries(ends: Ints, picked: Ints) -> Ints:
    """Return where the entries of some rows of a compressed matrix stand."""
    length = ends[picked + 1] - ends[picked]
    first = np.repeat(ends[picked] - np.cumsum(length) + length, length)
    return np.asarray(first + np.arange(len(first)))


def _best_of(matrix: csc_array, values: Floats, upper: Floats, cost: Floats) -> Floats | None:
    """Return a table of largest cost, asked once; None when none fits."""
    if not installed("highspy"):
        return Polytope(csr_array(matrix), values, upper).maximise(cost)
    return _solve_warm(warm_model(matrix, values, np.zeros(len(upper)), upper), cost)[0]


def warm_model(matrix: csr_array | csc_array, right: Floats, low: Floats, high: Floats) -> Any:
    """Return a HiGHS model of ``matrix @ x = right``, ``low <= x <= high``, to be asked often."""
    highspy = require("highspy", "L’audit accéléré")
    by_column = matrix.tocsc()
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_ = np.zeros(matrix.shape[1])
    program.col_lower_, program.col_upper_ = low, high
    program.row_lower_, program.row_upper_ = right, right
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = by_column.indptr.astype(np.int32)
    program.a_matrix_.index_ = by_column.indices.astype(np.int32)
    program.a_matrix_.value_ = by_column.data.astype(float)
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("presolve", "off")
    model.setOptionValue("simplex_strategy", PRIMAL)
    model.passModel(program)
    return model


def _solve_warm(model: Any, cost: Floats) -> tuple[Floats | None, Floats | None]:
    model.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), -cost)
    model.run()
    if "Optimal" not in str(model.getModelStatus()):  # lost on its way: from the start, dually
        model.clearSolver()
        model.setOptionValue("simplex_strategy", DUAL)
        model.run()
        model.setOptionValue("simplex_strategy", PRIMAL)
    if "Optimal" not in str(model.getModelStatus()):
        return None, None
    solution = model.getSolution()
    return np.asarray(solution.col_value), -np.asarray(solution.row_dual)


def priced_set(
    matrix: csr_array, values: Floats, cell: int, prices: Floats
) -> tuple[float, Floats, Floats] | None:
    """Return the derivable set that prices describe, None when they describe no zero-one set.

    The prices of the largest possible ``x_e`` solve the linear relaxation of
    :func:`smallest_derivable`: when they add up to a set it is the smallest one.
    """
    chosen = matrix.T @ prices
    if not is_whole(chosen) or chosen.min() < -INTEGRAL or chosen.max() > 1 + INTEGRAL:
        return None
    if chosen[cell] < 1 - INTEGRAL:
        return None
    return float(values @ prices), prices, np.round(chosen)


def smallest_derivable(
    matrix: csr_array, values: Floats, cell: int, threshold: float
) -> tuple[float, Floats, Floats] | None:
    r"""Find the smallest set of cells, holding one of them, that published figures add up to.

    .. math:: \min_\lambda y \cdot \lambda \quad \text{s.t.} \quad M^\top \lambda = s \in \{0,1\}^A,
              \; s_e = 1

    Returns
    -------
    (value, multipliers, set) or None
        None when there is no such set below the threshold.
    """
    n, m = matrix.shape
    low, high = np.zeros(m), np.ones(m)
    low[cell] = 1.0
    columns = csr_array(matrix.T)
    relaxed = milp(
        values,
        constraints=LinearConstraint(columns, low, high),
        bounds=Bounds(-np.inf, np.inf),
    )
    if relaxed.x is None or relaxed.fun >= threshold - 1e-6:
        return None
    chosen = columns @ relaxed.x
    if is_whole(chosen):
        return float(relaxed.fun), relaxed.x, np.round(chosen)
    exact = milp(
        np.concatenate([values, np.zeros(m)]),
        constraints=LinearConstraint(
            hstack([columns, -csr_array(identity(m))], format="csr"), np.zeros(m), np.zeros(m)
        ),
        bounds=Bounds(
            np.concatenate([np.full(n, -np.inf), low]), np.concatenate([np.full(n, np.inf), high])
        ),
        integrality=np.concatenate([np.zeros(n), np.ones(m)]),
    )
    if exact.x is None or exact.fun >= threshold - 1e-6:
        return None
    return float(exact.fun), exact.x[:n], np.round(exact.x[n:])
