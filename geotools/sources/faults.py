"""What is wrong with a column of a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fault:
    """Something wrong with a column, on some rows (0-based positions; none: the whole file)."""

    column: str
    message: str
    rows: np.ndarray
    blocking: bool = True
