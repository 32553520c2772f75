"""G1: no combination of published figures isolates 1 to threshold − 1 units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from geotools.secrecy.audit import flow as audit_flow
from geotools.secrecy.audit.findings import Figure, Finding, combination, places
from geotools.secrecy.audit.polytope import Polytope, priced_set, smallest_derivable
from geotools.secrecy.audit.reduction import contradiction, merge_twins
from geotools.secrecy.audit.system import System
from geotools.secrecy.rule import TOLERANCE

Floats = NDArray[np.float64]
Attack = tuple[float, Floats, Floats]
"""Value, multiplier of each row, zero-one set of cells."""


def audit_differencing(part: System, threshold: float) -> list[Finding]:
    """Return the derivable sets that hold more than zero and fewer than ``threshold`` units.

    For each cell the smallest derivable set that contains it is sought. A table that fits the
    published figures and gives the cell at least the threshold proves that there is none: the
    value of a derivable set is the same in every table that fits. Where equations fall into two
    sides that do not overlap, as two zonings do, the search is a minimum cut; elsewhere, a linear
    then a whole-number programme.

    Parameters
    ----------
    part : System
        One connected part of a reduced system, see :mod:`geotools.secrecy.audit.reduction`.
    threshold : float

    Raises
    ------
    InputError
        No table fits: published totals contradict each other.
    """
    equations = part.matrix.shape[0]
    if equations == 0:
        return []
    if equations > 1:
        part = merge_twins(part)
        side = two_sides(part.matrix)
    if equations == 1:
        value = float(part.values[0])
        small = TOLERANCE < value < threshold - TOLERANCE
        attacks = [(value, np.ones(1), np.ones(part.matrix.shape[1]))] if small else []
    elif part.whole and side is not None:
        attacks = _by_cuts(part, side, threshold)
    else:
        attacks = _by_programmes(part, np.full(part.matrix.shape[1], float(threshold)))
    return [describe(part, attack, threshold) for attack in attacks]


def two_sides(matrix: csr_array) -> NDArray[np.bool_] | None:
    """Split connected equations in two sides within which none overlap, None when they cannot be.

    Parameters
    ----------
    matrix : sparse array (rows × cells)

    Returns
    -------
    array of bool or None
        One per row.
    """
    meeting = csr_array(matrix @ matrix.T)
    order, before = breadth_first_order(meeting, 0)
    side = np.zeros(matrix.shape[0], dtype=bool)
    for row in order[1:]:
        side[row] = not side[before[row]]
    one = np.repeat(np.arange(meeting.shape[0]), np.diff(meeting.indptr))
    other = meeting.indices
    return None if ((side[one] == side[other]) & (one != other)).any() else side


def describe(system: System, attack: Attack, threshold: float) -> Finding:
    """Write an attack as the sum that a reader would make."""
    value, multipliers, chosen = attack
    figures: dict[tuple[str, str, str], int] = {}
    scale = _scale(multipliers)
    for i in np.flatnonzero(np.abs(multipliers) > TOLERANCE):
        for figure in system.rows[i].figures(round(multipliers[i] * scale)):
            key = (figure.table, figure.unit, figure.column)
            figures[key] = figures.get(key, 0) + figure.times
    kept = tuple(Figure(*key, times) for key, times in figures.items() if times)
    atoms = system.atoms_of(chosen > 0.5)
    divided = "" if scale == 1 else f", divisé par {scale}"
    return Finding(
        "G1",
        kept,
        f"{combination(kept)}{divided} donne {value:g}, sous le seuil de {threshold:g}."
        f"{places(atoms)}",
        atoms,
        value,
    )


def _scale(multipliers: Floats) -> int:
    for scale in range(1, 61):
        scaled = multipliers * scale
        if np.abs(scaled - np.round(scaled)).max(initial=0) < 1e-6 * scale:
            return scale
    return 1


def _by_cuts(system: System, side: NDArray[np.bool_], threshold: float) -> list[Attack]:
    tail, head = _ends(system, side)
    nodes = system.matrix.shape[0] + 1
    values = np.concatenate([[0], np.round(system.values)]).astype(np.int64)
    table = audit_flow.fitting_table(tail, head, values)
    if table is None:
        misfit = Polytope(system.matrix, system.values, _free(system)).misfit()
        raise contradiction(system, misfit)
    limit = int(np.ceil(threshold))
    wanted = np.full(len(tail), limit, dtype=np.int64)
    both = np.concatenate([tail, head])
    arcs = np.argsort(both, kind="stable") % len(tail)
    ptr = np.concatenate([[0], np.cumsum(np.bincount(both, minlength=nodes))])
    best = audit_flow.raise_cells(tail, head, table, wanted, ptr, arcs, nodes)
    attacks: list[Attack] = []
    covered = np.zeros(len(tail), dtype=bool)
    for cell in np.flatnonzero((best > 0) & (best < limit)):
        if covered[cell]:
            continue
        only = np.zeros_like(wanted)
        only[cell] = limit
        audit_flow.raise_cells(tail, head, table, only, ptr, arcs, nodes)
        reached = audit_flow.closure_of(int(cell), tail, head, table, nodes)
        chosen = reached[tail] & ~reached[head]
        is_tail = np.isin(np.arange(nodes), tail)
        sign = np.where(is_tail, 1.0, -1.0)
        potential = sign * (reached - 1.0 if reached[audit_flow.OUTSIDE] else reached * 1.0)
        covered |= chosen
        attacks.append((float(best[cell]), potential[1:], chosen.astype(float)))
    return attacks


def _ends(system: System, side: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each cell its row on the first and the second side, as nodes from 1."""
    ends = np.full((2, system.matrix.shape[1]), audit_flow.OUTSIDE, dtype=np.int64)
    for place, own in enumerate((~side, side)):
        rows = np.flatnonzero(own)
        part = csr_array(system.matrix[rows])
        ends[place, part.indices] = np.repeat(rows, np.diff(part.indptr)) + 1
    return ends[0], ends[1]


def _free(system: System) -> Floats:
    return np.full(system.matrix.shape[1], np.inf)


def _by_programmes(system: System, thresholds: Floats) -> list[Attack]:
    polytope = Polytope(system.matrix, system.values, _free(system))
    best = np.zeros(system.matrix.shape[1])
    unsafe = np.ones(len(best), dtype=bool)
    fitting = best
    while unsafe.any():
        table = polytope.maximise_capped(unsafe, thresholds)
        if table is None:
            raise contradiction(system, polytope.misfit())
        fitting, best = table, np.maximum(best, table)
        still = best < thresholds - TOLERANCE
        if still.sum() > 0.9 * unsafe.sum():
            unsafe = still
            break
        unsafe = still
    attacks: list[Attack] = []
    covered, nothing = np.zeros(len(best), dtype=bool), np.zeros(len(best), dtype=bool)
    for cell in np.flatnonzero(unsafe):
        if covered[cell] or best[cell] >= thresholds[cell] - TOLERANCE:
            continue
        only = _unit(len(best), int(cell))
        if polytope.push(only, fitting, whole=False)[cell] >= thresholds[cell] - TOLERANCE:
            continue
        peak, prices = polytope.priced(only)
        if peak is None or prices is None:
            raise contradiction(system, polytope.misfit())
        best = np.maximum(best, peak)
        nothing[cell] = peak[cell] <= TOLERANCE
        if nothing[cell] or best[cell] >= thresholds[cell] - TOLERANCE:
            continue
        attack = priced_set(system.matrix, system.values, int(cell), prices)
        attack = attack or smallest_derivable(
            system.matrix, system.values, int(cell), thresholds[cell]
        )
        if attack is not None and attack[0] > TOLERANCE:
            attacks.append(attack)
            covered |= attack[2] > 0.5
    if nothing.any() and not attacks:  # cells known to be empty bind no combination: look again
        cells = np.flatnonzero(~nothing)
        if not cells.size:
            return []
        rows = np.arange(len(system.values))
        found = _by_programmes(system.restrict(rows, cells), thresholds[cells])
        return [(value, rows, _widen(chosen, cells, len(best))) for value, rows, chosen in found]
    return attacks


def _unit(size: int, position: int) -> Floats:
    vector = np.zeros(size)
    vector[position] = 1.0
    return vector


def _widen(chosen: Floats, cells: NDArray[np.int64], size: int) -> Floats:
    wide = np.zeros(size)
    wide[cells] = chosen
    return wide


def smallest_sets(system: System, thresholds: Floats) -> list[Attack]:
    """Return derivable sets below a threshold of their own for each cell (G3 uses it)."""
    return _by_programmes(system, thresholds)
