"""G1: no combination of published figures isolates 1 to threshold − 1 units."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.errors import InputError
from geotools.secrecy import audit_flow
from geotools.secrecy.audit_findings import Figure, Finding, combination, places
from geotools.secrecy.audit_polytope import Polytope, priced_set, smallest_derivable
from geotools.secrecy.audit_system import System
from geotools.secrecy.rule import TOLERANCE

Floats = NDArray[np.float64]
Attack = tuple[float, Floats, Floats]
"""Value, multiplier of each row, zero-one set of cells."""


def audit_differencing(system: System, threshold: float) -> list[Finding]:
    """Return the derivable sets that hold more than zero and fewer than ``threshold`` units.

    For each cell the smallest derivable set that contains it is sought. A table that fits the
    published figures and gives the cell at least the threshold proves that there is none: the
    value of a derivable set is the same in every table that fits. With two zonings the search is a
    minimum cut; with more, a linear then a whole-number programme.

    Parameters
    ----------
    system : System
        One connected part.
    threshold : float

    Raises
    ------
    InputError
        No table fits: published totals contradict each other.
    """
    system, findings = settle_repeats(system, threshold)
    system = merge_twins(system)
    if system.matrix.shape[0] == 0:
        return findings
    if system.whole and len(np.unique(system.colour)) <= 2:
        attacks = _by_cuts(system, threshold)
    else:
        attacks = _by_programmes(system, np.full(system.matrix.shape[1], float(threshold)))
    return findings + [describe(system, attack, threshold) for attack in attacks]


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


def settle_repeats(system: System, threshold: float) -> tuple[System, list[Finding]]:
    """Keep the last of the rows about the same cells; a small revision is a breach by itself."""
    matrix = system.matrix
    keys = same_support(matrix)
    order = np.argsort(keys, kind="stable")
    findings = []
    repeated = np.flatnonzero(np.diff(keys[order]) == 0)
    for i in repeated:
        one, two = order[i], order[i + 1]
        gap = abs(system.values[one] - system.values[two])
        if gap <= TOLERANCE:
            continue
        figures = (*system.rows[two].figures(1), *system.rows[one].figures(-1))
        if not any(row.table.startswith(KNOWN) for row in (system.rows[one], system.rows[two])):
            raise InputError(
                f"Des totaux publiés se contredisent de {gap:g} : {combination(figures)}. "
                "Corrigez les tables avant l’audit."
            )
        if gap < threshold - TOLERANCE:
            atoms = system.atoms_of(matrix[[one]].toarray()[0] > 0)
            findings.append(
                Finding(
                    "G1",
                    figures,
                    f"La révision du même chiffre révèle {gap:g} unité(s) : {combination(figures)}."
                    f"{places(atoms)}",
                    atoms,
                    float(gap),
                )
            )
    kept = np.sort(np.setdiff1d(np.arange(len(order)), order[repeated]))
    filled = kept[np.diff(matrix.indptr)[kept] > 0]
    return system.restrict(filled, np.arange(matrix.shape[1])), findings


KNOWN = "connu n° "
"""How rows of earlier releases are named."""


def check_empty_rows(system: System) -> None:
    """Refuse a positive figure whose every part is published as zero elsewhere.

    Raises
    ------
    InputError
        There is such a figure.
    """
    zero = np.flatnonzero(np.abs(system.values) <= TOLERANCE)
    alive = np.ones(system.matrix.shape[1])
    alive[system.matrix[zero].indices] = 0.0
    impossible = (system.matrix @ alive == 0) & (system.values > TOLERANCE)
    if impossible.any():
        raise contradiction(system, np.where(impossible, system.values, 0.0))


def merge_twins(system: System) -> System:
    """Keep one of the cells that the same rows contain: no figure tells them apart."""
    keys = same_support(csr_array(system.matrix.T))
    _, first, twin = np.unique(keys, return_index=True, return_inverse=True)
    if len(first) == len(keys):
        return system
    merged = system.restrict(np.arange(len(system.values)), first)
    home = system.cells["lieu"].to_numpy()
    order = np.argsort(twin.ravel(), kind="stable")
    groups = np.split(home[order], np.flatnonzero(np.diff(twin.ravel()[order])) + 1)
    spots = [tuple(a for p in dict.fromkeys(g) for a in system.places[p]) for g in groups]
    cells = merged.cells.assign(lieu=np.arange(len(first)))
    return replace(merged, cells=cells, places=spots)


def same_support(matrix: csr_array) -> NDArray[np.int64]:
    """Give each row of a zero-one matrix a number, the same one for equal rows.

    Supports are compared entirely: among thousands of rows, two rounded random sums would meet.
    """
    ordered = matrix.sorted_indices()
    ends = ordered.indptr.tolist()
    number: dict[bytes, int] = {}
    return np.array(
        [
            number.setdefault(ordered.indices[low:high].tobytes(), len(number))
            for low, high in pairwise(ends)
        ],
        dtype=np.int64,
    )


def contradiction(system: System, misfit: Floats) -> InputError:
    """Say which published total does not add up, and by how much."""
    worst = int(np.abs(misfit).argmax())
    return InputError(
        f"Les totaux publiés ne s’additionnent pas : {combination(system.rows[worst].figures(1))} "
        f"s’écarte de {abs(misfit[worst]):g} de ce qu’imposent les autres chiffres. "
        "Corrigez les tables avant l’audit."
    )


def _by_cuts(system: System, threshold: float) -> list[Attack]:
    tail, head = _ends(system)
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


def _ends(system: System) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each cell its row in the first and the second zoning, as nodes from 1."""
    ends = np.full((2, system.matrix.shape[1]), audit_flow.OUTSIDE, dtype=np.int64)
    for side, colour in enumerate(np.unique(system.colour)):
        rows = np.flatnonzero(system.colour == colour)
        part = csr_array(system.matrix[rows])
        ends[side, part.indices] = np.repeat(rows, np.diff(part.indptr)) + 1
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
        if polytope.raise_nearby(int(cell), fitting) >= thresholds[cell] - TOLERANCE:
            continue
        peak, prices = polytope.priced(_unit(len(best), int(cell)))
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
