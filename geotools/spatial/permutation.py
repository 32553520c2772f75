"""Conditional permutation: how often k other values, drawn at random, weigh as much.

For each site the neighbours' values are replaced by values drawn without replacement from all
*other* sites, and the observed weighted sum (the lag) is ranked among the simulated ones. Local
Moran, its bivariate form and Getis-Ord's G and G* are monotone in that lag, so one count serves
them all.

Notes
-----
All sites share the same draws of ids under n - 1, and site i reads id i as n - 1 ("exchange"),
so it never meets itself and each site's draws are exactly uniform. Where the weights of a row
are equal, the simulated sums do not depend on the site but for the few draws that contain it:
they are sorted once per number of neighbours, each site costs two binary searches, and these few
draws are corrected exactly. Other rows go through a table of draws × neighbours that stays in
cache. Ids are positions in the sorted values: the answer follows the features when they are
reordered, and does not change when the value is rescaled.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geotools._compat import HAS_NUMBA
from geotools.progress import SILENT, Progress
from geotools.spatial import _kernels_numpy
from geotools.spatial.weights import without_diagonal

_log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

DEFAULT_PERMUTATIONS = 99_999
DEFAULT_SEED = 12345

_BLOCK_CELLS = 1 << 23  # ids drawn at once: 32 MB of ids, 64 MB of places
_TABLE_WORK = 1 << 30  # multiplications between two checks of the person's cancel
_RELATIVE_TIE = 1e-12  # sums this close, relative to the largest value, are equal


@dataclass(frozen=True)
class Tails:
    """How many simulated lags are at least, and at most, the observed one (ties in both).

    Parameters
    ----------
    at_least, at_most : array of int64, shape (n,)
        Zero where the site has no neighbour.
    permutations : int
    """

    at_least: Counts
    at_most: Counts
    permutations: int

    def reversed_where(self, mask: npt.NDArray[np.bool_]) -> Tails:
        """Exchange the tails where a statistic decreases with the lag."""
        return Tails(
            np.where(mask, self.at_most, self.at_least),
            np.where(mask, self.at_least, self.at_most),
            self.permutations,
        )


def kernels() -> ModuleType:
    """Return the compiled kernels where numba works, else those of numpy: same results."""
    if HAS_NUMBA:
        try:
            from geotools.spatial import _kernels_numba
        except ImportError as error:  # numba refuses some versions of numpy when it loads
            _log.warning("numba is installed but does not load (%s): numpy is used", error)
        else:
            return _kernels_numba
    return _kernels_numpy


def conditional_tails(
    matrix: sparse.csr_array,
    values: npt.ArrayLike,
    *,
    permutations: int = DEFAULT_PERMUTATIONS,
    seed: int | None = DEFAULT_SEED,
    threads: int | None = None,
    engine: ModuleType | None = None,
    progress: Progress = SILENT,
) -> Tails:
    """Rank each site's lag among lags of values drawn at random from the other sites.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Weights. The diagonal does not take part: a site's own value is never permuted.
    values : array of float, shape (n,)
        What the neighbours carry; finite.
    permutations : int
    seed : int or None
        None means :data:`DEFAULT_SEED`.
    threads : int, optional
        All the processors by default. The answer does not depend on it.
    engine : module, optional
        The kernels; see :func:`kernels`.
    progress : Progress

    Returns
    -------
    Tails
    """
    engine = engine or kernels()
    rows = _Rows.of(matrix, np.asarray(values, dtype=np.float64))
    n = len(rows.values)
    more, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    if rows.widest:
        start_seed = DEFAULT_SEED if seed is None else seed
        block = min(permutations, max(1024, _BLOCK_CELLS // rows.widest))
        workers = threads or os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            for start in range(0, permutations, block):
                count = min(block, permutations - start)
                part = progress.part(start / permutations, (start + count) / permutations)
                ids = engine.draw(start_seed, start, count, rows.widest, n - 1)
                _count_block(rows, ids, engine, pool, workers, part, more, less)
    at_least, at_most = np.empty_like(more), np.empty_like(less)
    at_least[rows.order], at_most[rows.order] = more, less
    return Tails(at_least, at_most, permutations)


@dataclass(frozen=True)
class _Rows:
    """The weights seen from the sorted pool of values, diagonal left out.

    ``order[a]`` is the site at position a; every other array is by position. The weights of a row
    are sorted, the largest first, so that they do not depend on the order of the features.
    """

    order: Counts
    values: Floats
    sums: Floats
    starts: Counts
    lengths: Counts
    weights: Floats
    equal: npt.NDArray[np.bool_]
    tolerance: float

    @property
    def widest(self) -> int:
        return int(self.lengths.max()) if len(self.lengths) else 0

    @classmethod
    def of(cls, matrix: sparse.csr_array, values: Floats) -> _Rows:
        order = _stable_order(values)
        off = without_diagonal(matrix)
        starts, lengths = off.indptr[:-1].astype(np.int64), np.diff(off.indptr).astype(np.int64)
        largest, equal = _row_weights(off.data, starts, lengths)
        weights = _largest_first(off.data, starts, lengths, np.flatnonzero(~equal))
        centred = values - values.mean()
        lag = off @ centred
        sums = np.where(equal, lag / np.where(largest > 0, largest, 1.0), lag)
        scale = float(np.abs(centred).max()) if len(values) else 0.0
        return cls(
            order,
            centred[order],
            sums[order],
            starts[order],
            lengths[order],
            weights,
            equal[order],
            _RELATIVE_TIE * scale,
        )


def _row_weights(
    weights: Floats, starts: Counts, lengths: Counts
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the largest weight of each row, 0 where it is empty, and whether all are equal."""
    filled = lengths > 0
    first = np.zeros(len(lengths))
    first[filled] = weights[starts[filled]]
    if np.array_equal(weights, np.repeat(first, lengths)):
        return first, np.ones(len(lengths), dtype=bool)
    largest, smallest = np.zeros(len(lengths)), np.zeros(len(lengths))
    largest[filled] = np.maximum.reduceat(weights, starts[filled])
    smallest[filled] = np.minimum.reduceat(weights, starts[filled])
    return largest, largest - smallest <= 1e-12 * largest


def _stable_order(values: Floats) -> Counts:
    """Return what a stable sort gives: by the faster one where no two values are equal."""
    order = np.argsort(values)
    ordered = values[order]
    if (ordered[1:] == ordered[:-1]).any():
        return np.argsort(values, kind="stable")
    return order


def _largest_first(weights: Floats, starts: Counts, lengths: Counts, rows: Counts) -> Floats:
    """Return the weights with those of the given rows sorted, one length of row at a time."""
    if not len(rows):
        return weights
    result = weights.copy()
    for size in np.unique(lengths[rows]).tolist():
        cells = starts[rows[lengths[rows] == size], None] + np.arange(size)
        result[cells] = -np.sort(-result[cells], axis=1)
    return result


def _count_block(
    rows: _Rows,
    ids: npt.NDArray[np.int32],
    engine: ModuleType,
    pool: ThreadPoolExecutor,
    workers: int,
    progress: Progress,
    more: Counts,
    less: Counts,
) -> None:
    pointers, places = engine.occurrences(ids, len(rows.values) - 1)
    shared = np.flatnonzero(rows.equal & (rows.lengths > 0))
    uneven = np.flatnonzero(~rows.equal & (rows.lengths > 0))
    middle = len(shared) / max(len(shared) + len(uneven), 1)
    for size, sites, sums in _by_size(rows, shared, ids, progress.part(0.0, middle)):
        common = (rows.values, sums, np.sort(sums), pointers, places, size)
        by_site = (sites, rows.sums[sites])
        _run(pool, workers, engine.count_shared, by_site, (*common, rows.tolerance, more, less))
    if len(uneven):
        table = rows.values[ids]
        mixed = (rows.values, rows.weights, table, pointers, places)
        step = workers * max(1, _TABLE_WORK // max(table.size, 1))
        for first in range(0, len(uneven), step):
            progress.at(middle + (1 - middle) * first / len(uneven), "Permutations")
            at = uneven[first : first + step]
            part = (at, rows.sums[at], rows.starts[at], rows.lengths[at])
            _run(pool, workers, engine.count_table, part, (*mixed, rows.tolerance, more, less))


def _run(
    pool: ThreadPoolExecutor,
    workers: int,
    count: Callable[..., None],
    by_site: tuple[npt.NDArray[Any], ...],
    common: tuple[Any, ...],
) -> None:
    """Count on several threads: each takes some of the sites, no site is in two of them."""
    chunks = zip(*(np.array_split(a, min(workers, len(a))) for a in by_site), strict=True)
    for job in [pool.submit(count, *chunk, *common) for chunk in chunks]:
        job.result()


def _by_size(
    rows: _Rows, shared: Counts, ids: npt.NDArray[np.int32], progress: Progress
) -> Iterator[tuple[int, Counts, Floats]]:
    """Yield each number of neighbours, the sites that have it, and the sums of each draw."""
    if not len(shared):
        return
    by_length = shared[np.argsort(rows.lengths[shared], kind="stable")]
    sizes, first = np.unique(rows.lengths[by_length], return_index=True)
    sums = np.zeros(ids.shape[1])
    summed = 0
    for size, sites in zip(sizes.tolist(), np.split(by_length, first[1:]), strict=True):
        progress.at(summed / max(int(sizes[-1]), 1), "Permutations")
        for column in range(summed, size):
            sums = sums + rows.values[ids[column]]
        summed = size
        yield size, sites, sums
