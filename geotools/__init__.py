"""Équilibre territorial: the shared diagnosis of social-housing occupation, as a toolkit.

The names below and every operation are the public Python API: ``dir(geotools)`` lists them; each
room (``geotools.sources``, ``geotools.spatial``…) offers more. Names are loaded on first use, so
that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geotools._version import __version__
from geotools.index import read_index

if TYPE_CHECKING:
    from geotools.diagnostic import run_demo, run_diagnostic
    from geotools.occupation import count, indicators, precarity_index
    from geotools.secrecy import audit_release, group_residences, protect
    from geotools.sources import (
        read_census,
        read_filosofi,
        read_ops,
        read_rpls,
        read_zoning,
    )
    from geotools.spatial import build_weights, local_moran
    from geotools.territory import join_zonings, tile_ids, tile_polygons, zone_pairs

_ROOMS = {
    "diagnostic": ("run_demo", "run_diagnostic"),
    "occupation": ("count", "indicators", "precarity_index"),
    "secrecy": ("audit_release", "group_residences", "protect"),
    "sources": (
        "read_census",
        "read_filosofi",
        "read_ops",
        "read_rpls",
        "read_zoning",
    ),
    "spatial": ("build_weights", "local_moran"),
    "territory": ("join_zonings", "tile_ids", "tile_polygons", "zone_pairs"),
}
_HOME = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "__version__",
    "audit_release",
    "build_weights",
    "count",
    "group_residences",
    "indicators",
    "join_zonings",
    "local_moran",
    "precarity_index",
    "protect",
    "read_census",
    "read_filosofi",
    "read_ops",
    "read_rpls",
    "read_zoning",
    "run_demo",
    "run_diagnostic",
    "tile_ids",
    "tile_polygons",
    "zone_pairs",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"geotools.{_HOME[name]}"), name)
    for entry in read_index():
        if entry.function == name:
            return getattr(import_module(entry.module), name)
    raise AttributeError(f"module 'geotools' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *(entry.function for entry in read_index())})
