"""Work that releases the GIL, shared between threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

_SMALL = 20_000
"""Cost below which a thread takes longer to start than to work."""


def by_threads(work: Callable[[slice], None], n: int, *, cost: int | None = None) -> None:
    """Run work that releases the GIL on parts of ``range(n)``.

    Each part writes where no other does, so the answer is the same on any number of threads.

    Parameters
    ----------
    work : callable
        Given one part of the range.
    n : int
        Length of the range.
    cost : int, optional
        Elementary steps in all, such as the vertices of ``n`` polygons; ``n`` by default.
    """
    threads = os.cpu_count() or 1
    if threads == 1 or (n if cost is None else cost) < _SMALL:
        work(slice(0, n))
        return
    cuts = [k * n // (4 * threads) for k in range(4 * threads + 1)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [slice(a, b) for a, b in pairwise(cuts)]))
