"""Compiled writing of tile identifiers; :mod:`geotools.territory._labels` has the numpy twin."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_ZERO = ord("0")


@njit(cache=True, nogil=True)
def fill_labels(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    head: NDArray[np.uint8],
    middle: NDArray[np.uint8],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> None:
    """Write each row from its end: the second number, the middle, the first number, the head."""
    for i in range(len(first)):
        start, k = offsets[i], offsets[i + 1]
        if start == k:
            continue
        value = np.uint64(second[i])
        while True:
            k -= 1
            data[k] = _ZERO + value % np.uint64(10)
            value //= np.uint64(10)
            if value == 0:
                break
        k -= len(middle)
        data[k : k + len(middle)] = middle
        value = np.uint64(first[i])
        while True:
            k -= 1
            data[k] = _ZERO + value % np.uint64(10)
            value //= np.uint64(10)
            if value == 0:
                break
        data[start : start + len(head)] = head
