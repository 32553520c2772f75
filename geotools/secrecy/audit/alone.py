"""Units that no total ties to others: their guarantees are read at once, without a programme.

In a plain table most units are alone: a figure, or a base and a withheld part of it. There are as
many such parts as units, so that looking at each in turn is what an audit of a hundred thousand
units would spend its time on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.secrecy.audit.intervals import IntervalProof
from geotools.secrecy.audit.system import System
from geotools.secrecy.rule import TOLERANCE, SecrecyRule

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def lone_rows(system: System) -> Ints:
    """Return the equations whose cells no other equation speaks of."""
    size = np.diff(system.matrix.indptr)
    filled = np.flatnonzero(size)
    if not filled.size:
        return filled
    met = np.bincount(system.matrix.indices, minlength=system.matrix.shape[1])
    most = np.maximum.reduceat(met[system.matrix.indices], system.matrix.indptr[filled])
    return filled[most == 1]


def settle_alone(system: System, rule: SecrecyRule) -> tuple[System, IntervalProof | None]:
    """Take out the parts of one or two cells that G2 surely finds safe.

    A figure at or above the threshold; two cells that share a figure that large, of which one may
    be withheld: each may hold all of it or nothing; a withheld figure that nothing else speaks of.

    Parameters
    ----------
    system : System
        Reduced, denominators included.
    rule : SecrecyRule

    Returns
    -------
    System
        What is left to look at.
    Proof or None
        Tables that prove the parts taken out, None when there is none.
    """
    hidden, cells = system.hidden, system.matrix.shape[1]
    told = np.bincount(hidden.indices, minlength=cells)
    plain = ~np.isfinite(system.hidden_bounds).any(axis=1) & (np.diff(hidden.indptr) == 1)
    loose = ~(np.isfinite(system.before[:, 1]) | (system.before[:, 0] > 0))
    of_cell = np.full(cells, -1)
    one = np.flatnonzero(plain)
    of_cell[hidden.indices[hidden.indptr[one]]] = one
    simple = (told == 0) | ((told == 1) & (of_cell >= 0))
    rows = lone_rows(system)
    rows = rows[system.values[rows] >= max(rule.threshold, rule.interval) - TOLERANCE]
    size = np.diff(system.matrix.indptr)
    single = rows[size[rows] == 1]
    first = system.matrix.indices[system.matrix.indptr[single]]
    keep = told[first] == 0
    single, first = single[keep], first[keep]
    pair = rows[size[rows] == 2]
    left = system.matrix.indices[system.matrix.indptr[pair]]
    right = system.matrix.indices[system.matrix.indptr[pair] + 1]
    keep = (
        simple[left] & simple[right] & loose[left] & loose[right] & (told[left] + told[right] < 2)
    )
    pair, left, right = pair[keep], left[keep], right[keep]
    left, right = np.where(told[right] > 0, right, left), np.where(told[right] > 0, left, right)
    unsaid = np.bincount(system.matrix.indices, minlength=cells) == 0
    free = np.flatnonzero(unsaid & (told == 1) & (of_cell >= 0) & loose)
    taken = np.concatenate([first, left, right, free])
    if not taken.size:
        return system, None
    withheld = np.concatenate([of_cell[left][told[left] > 0], of_cell[free]])
    far = np.full(len(free), 10 * (rule.threshold + rule.interval))  # any value fits
    shared = system.values[pair]
    most = np.concatenate([shared[told[left] > 0], far])
    rest = system.restrict(
        np.setdiff1d(np.arange(len(system.rows)), np.concatenate([single, pair])),
        np.setdiff1d(np.arange(cells), taken),
        np.setdiff1d(np.arange(hidden.shape[0]), withheld),
    )
    high = np.concatenate([system.values[single], shared, 0 * shared, far])
    low = np.concatenate([system.values[single], 0 * shared, shared, 0 * far])
    named = [system.hidden_rows[i] for i in withheld]
    given = system.given[withheld]
    proof = IntervalProof(
        [f"{r.table} {r.unit} : {r.column}" for r in named],
        np.column_stack([given, given + most]),
        np.tile([1, 0], (len(withheld), 1)),
        [" + ".join(system.places[part]) for part in system.place[taken]],
        system.category[taken].tolist(),
        {0: high, 1: low},
    )
    return rest, proof


def without_lone(system: System, threshold: float) -> tuple[System, list[System]]:
    """Set apart the equations alone: those under the threshold to be told, the others dropped.

    Parameters
    ----------
    system : System
        Reduced.
    threshold : float

    Returns
    -------
    System
        The equations that overlap others.
    list of System
        One for each lone equation that reveals fewer units than the threshold.
    """
    rows = lone_rows(system)
    values = system.values[rows]
    small = rows[(values > TOLERANCE) & (values < threshold - TOLERANCE)]
    told = [
        system.restrict(np.array([row]), _cells(system.matrix, row), np.empty(0, dtype=np.int64))
        for row in small.tolist()
    ]
    others = np.setdiff1d(np.arange(len(system.rows)), rows)
    alive = np.ones(system.matrix.shape[1], dtype=bool)
    alive[system.matrix[rows].indices] = False
    nothing = np.empty(0, dtype=np.int64)
    return system.restrict(others, np.flatnonzero(alive), nothing), told


def _cells(matrix: csr_array, row: int) -> Ints:
    return np.sort(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]).astype(np.int64)
