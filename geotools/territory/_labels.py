"""Tile identifiers as text, written digit by digit into one buffer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from geotools._compat import HAS_NUMBA, installed

Integers = NDArray[np.int64]
_ZERO = ord("0")


def write_labels(
    head: str, middle: str, first: Integers, second: Integers, valid: NDArray[np.bool_]
) -> ExtensionArray:
    """Return ``head + first + middle + second`` for each row, NA where not valid.

    Parameters
    ----------
    head, middle : str
        ASCII texts common to every row.
    first, second : array of int
        Non-negative numbers, written in base 10.
    valid : array of bool

    Returns
    -------
    pandas string array
        Arrow buffers when pyarrow is installed, Python strings otherwise.
    """
    fixed = len(head) + len(middle)
    lengths = np.where(valid, _digits(first) + _digits(second) + fixed, 0)
    offsets = np.zeros(len(first) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    if HAS_NUMBA:
        from geotools.territory._tile_kernels import fill_labels

        data = np.empty(offsets[-1], dtype=np.uint8)
        fill_labels(data, offsets, _letters(head), _letters(middle), first, second)
    else:
        data = _fill(head, middle, first, second, valid)
    return _as_strings(data, offsets, valid)


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("ascii"), np.uint8)


def _digits(values: Integers) -> Integers:
    """Count the decimal digits of non-negative integers."""
    count = np.ones(len(values), dtype=np.int64)
    bound, top = 10, values.max(initial=0)
    while bound <= top:
        count += values >= bound
        bound *= 10
    return count


def _fill(
    head: str, middle: str, first: Integers, second: Integers, valid: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Write every row in a matrix with leading zeros, then drop what is not part of the text."""
    blocks, kept = [], []
    for text, values in ((head, first), (middle, second)):
        digits = _digits(values)
        width = int(digits.max(initial=1))
        letters = _letters(text)
        blocks.append(np.broadcast_to(letters, (len(values), len(letters))))
        kept.append(np.broadcast_to(valid[:, None], (len(values), len(letters))))
        powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
        blocks.append((values[:, None] // powers % 10 + _ZERO).astype(np.uint8))
        kept.append(valid[:, None] & (np.arange(width) >= (width - digits)[:, None]))
    flat: NDArray[np.uint8] = np.hstack(blocks)[np.hstack(kept)]
    return flat


def _as_strings(
    data: NDArray[np.uint8], offsets: Integers, valid: NDArray[np.bool_]
) -> ExtensionArray:
    if installed("pyarrow"):
        import pyarrow as pa

        mask = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
        array = pa.Array.from_buffers(
            pa.large_string(), len(valid), [mask, pa.py_buffer(offsets), pa.py_buffer(data)]
        )
        dtype: Any = pd.StringDtype("pyarrow")
        return dtype.__from_arrow__(array)
    text, bounds = data.tobytes().decode("ascii"), offsets.tolist()
    words = [text[start:end] for start, end in pairwise(bounds)]
    strings: ExtensionArray = pd.array(words, dtype="string")
    strings[~valid] = pd.NA
    return strings
