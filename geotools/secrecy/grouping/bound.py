"""How far a grouping is from the best: a bound everywhere, the optimum where it is small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geotools.secrecy.programmes import milp
from geotools.secrecy.rule import TOLERANCE

EXACT_NODES = 18
"""Largest connected part whose groups are all listed."""

EXACT_SETS = 20_000
"""Most candidate groups of a part; beyond, the bound stands."""


@dataclass(frozen=True)
class Gap:
    """What is known about the best number of groups.

    Parameters
    ----------
    found : int
        Groups formed.
    bound : int
        No grouping has more: the sum over connected parts of an optimum or of a bound.
    exact_parts, parts : int
        Connected parts solved to the optimum, and in all.
    exact_found, exact_best : int
        Groups formed in the parts solved to the optimum, and their optimum.
    """

    found: int
    bound: int
    exact_parts: int
    parts: int
    exact_found: int
    exact_best: int

    @property
    def ratio(self) -> float:
        """Groups formed over the bound, 1 when the grouping is optimal."""
        return self.found / self.bound if self.bound else 1.0


def optimality_gap(
    graph: csr_array,
    rows: NDArray[np.float64],
    threshold: float,
    labels: NDArray[np.int64],
) -> Gap:
    """Compare a grouping with the best possible.

    Parameters
    ----------
    graph : sparse array
        Neighbours.
    rows : array (residences × counted columns and complements)
    threshold : float
    labels : array of int
        Group of each residence, -1 for none.
    """
    count, part = connected_components(graph, directed=False)
    bound = exact_parts = exact_found = exact_best = 0
    for members in np.split(np.argsort(part, kind="stable"), np.cumsum(np.bincount(part))[:-1]):
        formed = len(np.unique(labels[members][labels[members] >= 0]))
        best = best_packing(csr_array(graph[members][:, members]), rows[members], threshold)
        if best is None:
            bound += covering_bound(rows[members], threshold)
            continue
        bound += best
        exact_parts += 1
        exact_found += formed
        exact_best += best
    found = len(np.unique(labels[labels >= 0]))
    return Gap(found, bound, exact_parts, count, exact_found, exact_best)


def covering_bound(rows: NDArray[np.float64], threshold: float) -> int:
    """Return a number of groups that cannot be exceeded, contiguity left aside.

    For each column: residences that reach the threshold alone, plus the linear relaxation of the
    best partition of the others, over the minimal combinations of their sizes. Weighted counts are
    rounded up, which only loosens the bound. The smallest column decides.
    """
    return min(_column_bound(column, threshold) for column in rows.T)


def _column_bound(values: NDArray[np.float64], threshold: float) -> int:
    need = int(np.ceil(threshold - TOLERANCE))
    sizes = np.ceil(values - TOLERANCE).astype(int)
    alone = int((sizes >= need).sum())
    stock = np.bincount(sizes[(sizes > 0) & (sizes < need)], minlength=need)
    if need > 15:  # combinations multiply: the sum and the pairs give a looser bound
        small = int((stock * np.arange(len(stock))).sum())
        return alone + min(small // need, int(stock.sum()) // 2)
    patterns = _minimal_patterns(need)
    result = linprog(
        -np.ones(len(patterns)), A_ub=patterns.T, b_ub=stock, bounds=(0, None), method="highs"
    )
    return alone + int(np.floor(-result.fun + 1e-6))


def _minimal_patterns(need: int) -> NDArray[np.int64]:
    """Return the multisets of sizes below ``need`` that reach it and none of whose parts does."""
    found: list[list[int]] = []

    def extend(chosen: list[int], total: int) -> None:
        for size in range(chosen[-1] if chosen else need - 1, 0, -1):
            if total + size >= need:
                if total + size - min(size, *chosen, size) < need:
                    found.append([*chosen, size])
            else:
                extend([*chosen, size], total + size)

    extend([], 0)
    return np.array([np.bincount(pattern, minlength=need) for pattern in found])


def best_packing(graph: csr_array, rows: NDArray[np.float64], threshold: float) -> int | None:
    """Return the largest number of groups of a connected part, None when it is too large.

    Every minimal connected set that reaches the threshold is listed, and HiGHS packs as many
    disjoint ones as possible; the residences left over join a neighbouring group.
    """
    n = len(rows)
    need = threshold - TOLERANCE
    if (rows.sum(axis=0) < need).any():
        return 0
    if n > EXACT_NODES:
        return None
    links = [set(graph.indices[graph.indptr[i] : graph.indptr[i + 1]].tolist()) for i in range(n)]
    complete: set[frozenset[int]] = set()
    seen = {frozenset([i]) for i in range(n)}
    waiting = list(seen)
    while waiting:
        group = waiting.pop()
        if (rows[list(group)].sum(axis=0) >= need).all():
            complete.add(group)
            continue
        for other in set().union(*(links[i] for i in group)) - group:
            wider = group | {other}
            if wider not in seen:
                seen.add(wider)
                waiting.append(wider)
        if len(seen) > EXACT_SETS:
            return None
    sets = sorted(complete, key=sorted)
    inside = csr_array(
        np.array([[node in group for group in sets] for node in range(n)], dtype=float)
    )
    result = milp(
        -np.ones(len(sets)),
        constraints=LinearConstraint(inside, 0, 1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(sets)),
    )
    return round(-result.fun)
