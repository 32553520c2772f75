"""QGIS plugin *Équilibre territorial*: a thin front over the toolkit ``geotools``."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:
    """Return the plugin; called by QGIS when it loads the package."""
    from .plugin import EquilibrePlugin

    return EquilibrePlugin(iface)
