"""Shorter equations that say the same: the audit falls apart before any programme is run.

A published figure whose places another published figure contains is subtracted from it: a commune
less its published IRIS is the few places that they leave out. What comes out is equivalent to what
went in (each equation is only ever lessened by smaller ones), holds far fewer unknowns each, and
splits into parts that share none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.errors import InputError
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.findings import Finding, combination, places
from geotools.secrecy.audit.system import Row, System
from geotools.secrecy.rule import TOLERANCE

Floats = NDArray[np.float64]


def reduce_system(
    system: System, threshold: float, progress: Progress = SILENT
) -> tuple[System, list[Finding]]:
    """Return an equivalent system with shorter equations, and the revisions that reveal units.

    Cells known to hold nothing are left out. A withheld figure keeps what published ones say of it
    in ``given``; one that they give entirely spans no cell any more.

    Parameters
    ----------
    system : System
    threshold : float
        A revision of an earlier release by fewer units is a finding.
    progress : Progress

    Returns
    -------
    System
        Same unknowns but those that are zero.
    list of Finding
        Guarantee G1.

    Raises
    ------
    InputError
        Totals of one release contradict each other.
    """
    findings: list[Finding] = []
    changed = True
    while changed:
        system, found = settle_repeats(_without_zeros(system), threshold)
        findings += found
        system, found, changed = _lessen(system, threshold, progress)
        findings += found
    return system, findings


def _without_zeros(system: System) -> System:
    """Leave out the cells of equations that are worth nothing, until there is none."""
    while True:
        filled = np.diff(system.matrix.indptr) > 0
        zero = np.abs(system.values) <= TOLERANCE
        if (~filled & ~zero).any():
            raise contradiction(system, np.where(filled, 0.0, system.values))
        if not (zero & filled).any():
            return system.restrict(np.flatnonzero(filled))
        alive = np.ones(system.matrix.shape[1], dtype=bool)
        alive[system.matrix[np.flatnonzero(zero)].indices] = False
        system = _credit(system, np.flatnonzero(zero))
        system = system.restrict(np.flatnonzero(~zero), np.flatnonzero(alive))


def _credit(system: System, zero: NDArray[np.int64]) -> System:
    """Add the equations that empty its cells to those that each withheld figure is read from."""
    meeting = csr_array(system.hidden @ system.matrix[zero].T)
    rows = list(system.hidden_rows)
    for i in np.flatnonzero(np.diff(meeting.indptr) > 0):
        empty = [system.rows[zero[j]] for j in meeting[[i]].indices]
        rows[i] = replace(rows[i], less=(*rows[i].less, *empty))
    return replace(system, hidden_rows=rows)


@dataclass
class _Pieces:
    """Equations by number, as sets of cells, and which of them lie inside a given set."""

    matrix: csr_array
    values: Floats
    colour: NDArray[np.int64]
    rows: list[Row]

    def __post_init__(self) -> None:
        indices = self.matrix.indices.tolist()
        self.cells = [frozenset(indices[a:b]) for a, b in pairwise(self.matrix.indptr.tolist())]

    def inside(self, targets: csr_array, *, proper: bool) -> dict[int, list[int]]:
        """Return for each target the equations that it contains (strictly when ``proper``)."""
        size = np.diff(self.matrix.indptr)
        meeting = csr_array(targets @ self.matrix.T)
        target = np.repeat(np.arange(targets.shape[0]), np.diff(meeting.indptr))
        piece = meeting.indices
        held = meeting.data == size[piece]
        if proper:
            held &= size[piece] < np.diff(targets.indptr)[target]
        found: dict[int, list[int]] = defaultdict(list)
        for i, j in zip(target[held].tolist(), piece[held].tolist(), strict=True):
            found[i].append(j)
        return found

    def packing(self, target: frozenset[int], pieces: list[int]) -> tuple[set[int], list[int]]:
        """Take disjoint equations out of a set of cells; the zoning that covers most goes first."""
        by_colour: dict[int, list[int]] = defaultdict(list)
        for j in pieces:
            by_colour[int(self.colour[j])].append(j)
        cover = {c: -sum(len(self.cells[j]) for j in js) for c, js in by_colour.items()}
        left, taken = set(target), []
        for c in sorted(by_colour, key=lambda c: (cover[c], c)):
            for j in by_colour[c]:
                if self.cells[j] <= left:
                    left -= self.cells[j]
                    taken.append(j)
        return left, taken


def _lessen(
    system: System, threshold: float, progress: Progress
) -> tuple[System, list[Finding], bool]:
    """Subtract from every equation, and every withheld sum, the equations inside it."""
    pieces = _Pieces(system.matrix, system.values, system.colour, system.rows)
    cells = [set(c) for c in pieces.cells]
    values, rows = system.values.copy(), list(system.rows)
    keep = np.ones(len(rows), dtype=bool)
    findings: list[Finding] = []
    for rank, (i, inside) in enumerate(pieces.inside(system.matrix, proper=True).items()):
        if rank % 1000 == 0:
            progress.at(0.0)  # a long work can be interrupted here
        cells[i], taken = pieces.packing(pieces.cells[i], inside)
        values[i] -= system.values[taken].sum()
        rows[i] = replace(rows[i], less=rows[i].less + tuple(system.rows[j] for j in taken))
        gap = values[i] if not cells[i] else min(values[i], 0.0)
        if abs(gap) > TOLERANCE:
            keep[i] = False
            findings += _disagreement(system, rows[i], gap, pieces.cells[i], threshold)
    hidden = _Pieces(system.hidden, system.given, np.zeros(0, dtype=np.int64), system.hidden_rows)
    left, given = [set(c) for c in hidden.cells], system.given.copy()
    hidden_rows = list(system.hidden_rows)
    for rank, (i, inside) in enumerate(pieces.inside(system.hidden, proper=False).items()):
        if rank % 1000 == 0:
            progress.at(0.0)
        left[i], taken = pieces.packing(hidden.cells[i], inside)
        given[i] += system.values[taken].sum()
        less = (*hidden_rows[i].less, *(system.rows[j] for j in taken))
        hidden_rows[i] = replace(hidden_rows[i], less=less)
    width = system.matrix.shape[1]
    shorter = _from_sets(cells, width)
    changed = shorter.nnz < system.matrix.nnz or not keep.all()
    lessened = replace(
        system,
        matrix=shorter,
        values=np.where(np.abs(values) <= TOLERANCE, 0.0, values),
        rows=rows,
        hidden=_from_sets(left, width),
        hidden_rows=hidden_rows,
        given=given,
    )
    return lessened.restrict(np.flatnonzero(keep)), findings, changed


def _from_sets(sets: list[set[int]], width: int) -> csr_array:
    ends = np.concatenate([[0], np.cumsum([len(s) for s in sets])]).astype(np.int64)
    indices = np.array([cell for s in sets for cell in sorted(s)], dtype=np.int64)
    return csr_array((np.ones(len(indices)), indices, ends), shape=(len(sets), width))


def _disagreement(
    system: System, row: Row, gap: float, cells: frozenset[int], threshold: float
) -> list[Finding]:
    """Tell what equations that disagree by ``gap`` reveal; inside one release they cannot.

    Raises
    ------
    InputError
        No earlier release takes part.
    """
    figures = tuple(row.figures(1))
    if not row.known:
        raise InputError(
            f"Les totaux publiés ne s’additionnent pas : écart de {abs(gap):g} entre ce que donne "
            f"{combination(figures)} et zéro. Corrigez les tables avant l’audit."
        )
    if abs(gap) >= threshold - TOLERANCE:
        return []
    chosen = np.zeros(system.matrix.shape[1], dtype=bool)
    chosen[list(cells)] = True
    atoms = system.atoms_of(chosen)
    sentence = (
        f"La révision de chiffres déjà diffusés révèle {abs(gap):g} unité(s) : "
        f"{combination(figures)}.{places(atoms)}"
    )
    return [Finding("G1", figures, sentence, atoms, abs(float(gap)))]


def settle_repeats(system: System, threshold: float) -> tuple[System, list[Finding]]:
    """Keep the last of the equations about the same cells; a small revision is a breach by itself.

    Raises
    ------
    InputError
        Equations of one release about the same cells differ.
    """
    keys = same_support(system.matrix)
    order = np.argsort(keys, kind="stable")
    findings: list[Finding] = []
    repeated = np.flatnonzero(np.diff(keys[order]) == 0)
    for i in repeated:
        one, two = order[i], order[i + 1]
        gap = system.values[two] - system.values[one]
        if abs(gap) <= TOLERANCE:
            continue
        difference = replace(system.rows[two], less=(*system.rows[two].less, system.rows[one]))
        cells = frozenset(system.matrix[[two]].indices.tolist())
        findings += _disagreement(system, difference, gap, cells, threshold)
    kept = np.sort(np.setdiff1d(np.arange(len(order)), order[repeated]))
    return system.restrict(kept), findings


def merge_twins(system: System) -> System:
    """Keep one of the cells that the same equations contain: no figure tells them apart."""
    keys = same_support(csr_array(system.matrix.T))
    _, first, twin = np.unique(keys, return_index=True, return_inverse=True)
    if len(first) == len(keys):
        return system
    merged = system.restrict(np.arange(len(system.values)), first)
    home = system.place
    order = np.argsort(twin.ravel(), kind="stable")
    groups = np.split(home[order], np.flatnonzero(np.diff(twin.ravel()[order])) + 1)
    spots = [tuple(a for p in dict.fromkeys(g) for a in system.places[p]) for g in groups]
    return replace(merged, place=np.arange(len(first)), places=spots)


def same_support(matrix: csr_array) -> NDArray[np.int64]:
    """Give each row of a zero-one matrix a number, the same one for equal rows.

    Supports are compared entirely: among thousands of rows, two rounded random sums would meet.
    """
    ordered = matrix.sorted_indices()
    number: dict[bytes, int] = {}
    return np.array(
        [
            number.setdefault(ordered.indices[low:high].tobytes(), len(number))
            for low, high in pairwise(ordered.indptr.tolist())
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
