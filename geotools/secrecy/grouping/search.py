"""The search of groups: grow them from several orders of seeds, then rebuild small parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.progress import SILENT, Progress
from geotools.secrecy.grouping.previous import Neighbourhood, join_neighbours

REPAIR_EFFORT = 5
"""Steps per residence of the groups that no earlier one could hold."""

_BLOCK = 50_000
"""Rebuilding steps between two looks at the progress bar and its cancel button."""


def search(around: Neighbourhood, effort: int, seed: int, progress: Progress) -> NDArray[np.int64]:
    """Grow groups from three orders of seeds, keep the best start and rebuild it piece by piece."""
    from geotools.secrecy.grouping import kernels

    rows, need, features = around.rows, around.need, around.features
    n = len(rows)
    indptr = around.graph.indptr.astype(np.int64)
    indices = around.graph.indices.astype(np.int64)
    state = np.array([seed * 2654435761 % 2147483647 + 12345], dtype=np.int64)
    free, region, sums = np.zeros(n, dtype=np.bool_), np.empty(n + 1, np.int64), np.empty(len(need))
    best, most = np.full(n, -1, dtype=np.int64), -1
    degree = np.diff(indptr)
    for order in (degree, rows.sum(axis=1), features[:, -1]):
        pool = np.argsort(order, kind="stable").astype(np.int64)
        label = np.full(n, -1, dtype=np.int64)
        found = kernels.partition(
            pool, n, indptr, indices, rows, need, features, label, free, region, sums,
            0.1, 0.02, state,
        )  # fmt: skip
        found = found if found >= 0 else -found - 1
        if found > most:
            best, most = label, found
    total, done = effort * n, 0
    while done < total:
        block = min(_BLOCK, total - done)
        most = kernels.improve(block, indptr, indices, rows, need, features, best, most, state)
        done += block
        progress.at(done / total, "Groupes")
    return best


def repaired(labels: NDArray[np.int64], around: Neighbourhood, seed: int) -> NDArray[np.int64]:
    """Form new groups among residences without one, then let the rest join their neighbours."""
    alone = np.flatnonzero(labels < 0)
    if alone.size:
        inner = csr_array(around.graph[alone][:, alone])
        inner.sort_indices()
        apart = replace(
            around,
            graph=inner,
            rows=around.rows[alone],
            features=np.ascontiguousarray(around.features[alone]),
        )
        new = search(apart, REPAIR_EFFORT, seed, SILENT)
        labels = labels.copy()
        labels[alone[new >= 0]] = new[new >= 0] + labels.max() + 1
    return join_neighbours(labels, around)
