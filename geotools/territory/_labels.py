"""Tile identifiers as text, written digit by digit into one buffer."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from geotools._compat import installed

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
    offsets = _offsets(_digits(first) + _digits(second) + fixed, valid)
    data = _fill(head, middle, first, second, valid)
    return _as_strings(data, offsets, valid)


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("ascii"), np.uint8)


def _offsets(lengths: Integers, valid: NDArray[np.bool_]) -> Integers:
    """Return where each text starts, and where the last one ends."""
    offsets = np.zeros(len(valid) + 1, dtype=np.int64)
    np.cumsum(np.broadcast_to(lengths, valid.shape) * valid, out=offsets[1:])
    return offsets


def _digits(values: Integers) -> Integers:
    """Count the decimal digits of non-negative integers; one number when all have as many."""
    bottom, top = int(values.min(initial=values.max(initial=0))), int(values.max(initial=0))
    if len(str(bottom)) == len(str(top)):
        return np.array([len(str(top))])
    count = np.ones(len(values), dtype=np.int64)
    bound = 10
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
        kind, starts = pa.large_string(), offsets
        if offsets[-1] <= np.iinfo(np.int32).max:  # what pandas before 2.2 asks for
            kind, starts = pa.string(), offsets.astype(np.int32)
        buffers = [mask, pa.py_buffer(starts), pa.py_buffer(data)]
        dtype: Any = pd.StringDtype("pyarrow")
        return dtype.__from_arrow__(pa.Array.from_buffers(kind, len(valid), buffers))
    text, bounds = data.tobytes().decode("ascii"), offsets.tolist()
    words = [text[start:end] for start, end in pairwise(bounds)]
    strings: ExtensionArray = pd.array(words, dtype="string")
    strings[~valid] = pd.NA
    return strings
