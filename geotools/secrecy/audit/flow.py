"""Two zonings: the smallest derivable set is a minimum cut, found by pushing units along cycles.

A cell that lies in unit p of the first zoning and q of the second is an arc p→q that carries its
value; lowering it follows the arc (capacity: its value), raising another goes against it (no
limit). Raising a cell to the threshold is a flow from p back to q; where it cannot be pushed, the
nodes reached are the closure that an intruder sums up. Exact, by max-flow min-cut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from geotools._compat import compiled

_compiled = compiled(nogil=True)

Ints = NDArray[np.int64]
OUTSIDE = 0
"""Node of everything that a zoning leaves out."""


def fitting_table(tail: Ints, head: Ints, values: Ints) -> Ints | None:
    """Return whole numbers on the arcs that give every node but ``OUTSIDE`` its value, or None.

    Parameters
    ----------
    tail, head : array of int
        Node of each cell in the first and the second zoning.
    values : array of int
        Published value of each node.
    """
    nodes = len(values)
    is_tail = np.zeros(nodes, dtype=bool)
    is_tail[tail] = True
    is_tail[OUTSIDE] = False
    first = np.where(is_tail, values, 0)
    second = np.where(is_tail, 0, values)
    second[OUTSIDE] = 0
    source, sink = nodes, nodes + 1
    inner = np.arange(1, nodes)
    supply, demand = first[inner], second[inner]
    total = int(supply.sum() + demand.sum())
    origin = np.concatenate([tail, np.full(nodes - 1, source), inner, [source, OUTSIDE]])
    target = np.concatenate([head, inner, np.full(nodes - 1, sink), [OUTSIDE, sink]])
    room = np.concatenate(
        [np.full(len(tail), total), supply, demand, [demand.sum(), supply.sum()]]
    ).astype(np.int32)
    graph = csr_array(coo_array((room, (origin, target)), shape=(nodes + 2, nodes + 2)))
    result = maximum_flow(graph, source, sink)
    if result.flow_value != total:
        return None
    flow = result.flow.tocoo()
    keys = flow.row.astype(np.int64) * (nodes + 2) + flow.col
    order = np.argsort(keys)
    place = np.searchsorted(keys[order], tail * (nodes + 2) + head)
    return np.asarray(flow.data[order][place], dtype=np.int64)


@_compiled
def raise_cells(
    tail: Ints, head: Ints, table: Ints, wanted: Ints, ptr: Ints, arcs: Ints, nodes: int
) -> Ints:
    """Raise every cell in turn to its wanted value as far as published figures allow.

    ``table`` changes in place and always fits; ``ptr`` and ``arcs`` list the arcs of each node. The
    largest value seen for each cell is returned: the true maximum where it is below what was
    wanted, else a table that proves the cell safe was met.
    """
    n = tail.size
    best = table.copy()
    reached = np.zeros(nodes, np.int64)
    queue = np.empty(nodes, np.int64)
    parent = np.empty(nodes, np.int64)
    stamp = 0
    for cell in range(n):
        while best[cell] < wanted[cell]:
            stamp += 1
            start, goal = tail[cell], head[cell]
            reached[start] = stamp
            queue[0] = start
            first, last = 0, 1
            while first < last and reached[goal] != stamp:
                node = queue[first]
                first += 1
                for k in range(ptr[node], ptr[node + 1]):
                    arc = arcs[k]
                    if arc == cell:
                        continue
                    if tail[arc] == node:
                        other = head[arc]
                        if table[arc] <= 0:
                            continue
                    else:
                        other = tail[arc]
                    if reached[other] != stamp:
                        reached[other] = stamp
                        parent[other] = arc
                        queue[last] = other
                        last += 1
            if reached[goal] != stamp:
                break
            amount = wanted[cell] - table[cell]
            node = goal
            while node != start:
                arc = parent[node]
                if head[arc] == node:
                    amount = min(amount, table[arc])
                    node = tail[arc]
                else:
                    node = head[arc]
            node = goal
            while node != start:
                arc = parent[node]
                if head[arc] == node:
                    table[arc] -= amount
                    node = tail[arc]
                else:
                    table[arc] += amount
                    best[arc] = max(best[arc], table[arc])
                    node = head[arc]
            table[cell] += amount
            best[cell] = max(best[cell], table[cell])
    return best


def closure_of(cell: int, tail: Ints, head: Ints, table: Ints, nodes: int) -> NDArray[np.bool_]:
    """Return the nodes reached from a cell's first unit when the cell can rise no further."""
    keep = np.arange(len(tail)) != cell
    down = keep & (table > 0)
    origin = np.concatenate([tail[down], head[keep]])
    target = np.concatenate([head[down], tail[keep]])
    graph = csr_array(coo_array((np.ones(len(origin)), (origin, target)), shape=(nodes, nodes)))
    order = breadth_first_order(graph, int(tail[cell]), return_predecessors=False)
    reached = np.zeros(nodes, dtype=bool)
    reached[order] = True
    return reached
