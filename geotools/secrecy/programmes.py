"""Whole-number programmes, solved by scipy's HiGHS."""

from __future__ import annotations

from typing import Any

import scipy.optimize


def milp(*arguments: Any, options: dict[str, Any] | None = None, **more: Any) -> Any:
    """Call :func:`scipy.optimize.milp`, without its presolve.

    Its way back from a presolved programme was seen to run out of memory or to crash on some
    tables of 600 residences (HiGHS in scipy 1.17); the programmes here are small without it.
    """
    return scipy.optimize.milp(*arguments, options={"presolve": False, **(options or {})}, **more)
