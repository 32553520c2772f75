"""Whole-number programmes, solved by scipy's HiGHS without a word on standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import scipy.optimize


def milp(*arguments: Any, options: dict[str, Any] | None = None, **more: Any) -> Any:
    """Call :func:`scipy.optimize.milp`, without its presolve.

    Its way back from a presolved programme was seen to run out of memory or to crash on some
    tables of 600 residences (HiGHS in scipy 1.17); the programmes here are small without it.
    """
    with _silent_library():
        return scipy.optimize.milp(
            *arguments, options={"presolve": False, **(options or {})}, **more
        )


@contextmanager
def _silent_library() -> Iterator[None]:
    """Drop what compiled code prints: HiGHS traces its sub-solver whatever its options say.

    A program without a console (QGIS on Windows) has no standard output to silence.
    """
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (AttributeError, OSError, ValueError):
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - not a path of the file system
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
