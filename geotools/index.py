"""The list of the operations: where each one is, so that a door opens without building the house.

``index.json`` is written by ``tools/index_operations.py`` (« make docs ») from what the rooms
declare; a test fails when it is out of date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class IndexEntry:
    """One operation as the list shows it, the module that declares it, and what it declares.

    ``parameters`` and ``outputs`` are as :mod:`geotools.deferred` writes and reads them.
    """

    id: str
    command: str
    function: str
    module: str
    group: str
    summary: str
    requires: list[str] = field(default_factory=list)
    parameters: list[dict[str, Any]] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)


@lru_cache(maxsize=1)
def read_index() -> tuple[IndexEntry, ...]:
    """Return the operations in the order of the work."""
    text = files("geotools").joinpath("index.json").read_text(encoding="utf-8")
    return tuple(IndexEntry(**item) for item in json.loads(text))
