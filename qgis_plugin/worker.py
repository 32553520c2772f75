"""Threads of Python's own for what uses pyproj, because QGIS's threads come and go.

QGIS runs an algorithm in a pooled thread that Python did not create: its Python state dies when
the algorithm returns and is made anew by the next one. pyproj 3.7.0 to 3.7.2 keeps a pointer to
the PROJ context of the dead state, and the second run crashes QGIS (pyproj issues 1509 and 1622).
A thread that Python created keeps its state, so its context stays valid.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_PREFIX = "equilibre"
_POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix=_PREFIX)
_Result = TypeVar("_Result")


def call(function: Callable[..., _Result], *arguments: object) -> _Result:
    """Call the function in a thread whose Python state lasts, and wait for its result."""
    current = threading.current_thread()
    if current is threading.main_thread() or current.name.startswith(_PREFIX):
        return function(*arguments)
    return _POOL.submit(function, *arguments).result()
