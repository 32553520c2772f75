"""What is installed: every optional package and version flag of the toolkit, in one place.

The floor is numpy, scipy, pandas, shapely, pyproj, geopandas and pyogrio: what QGIS's Windows
installer ships. Everything else is asked for here, at the moment it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from geotools.errors import DependencyError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["HAS_NUMBA", "compiled", "installed", "missing", "require", "tomllib"]

INSTALL_HINT = {
    "rasterio": "OSGeo4W : paquet « python3-rasterio » ; ailleurs : pip install rasterio",
    "fiona": "OSGeo4W : paquet « python3-fiona » ; ailleurs : pip install fiona",
    "matplotlib": "OSGeo4W : paquet « python3-matplotlib » ; ailleurs : pip install matplotlib",
    "esda": "pip install esda (demande scikit-learn)",
    "libpysal": "pip install libpysal (demande scikit-learn)",
    "psycopg": 'pip install "psycopg[binary]"',
}


def installed(package: str) -> bool:
    """Tell whether a package can be imported, without importing it."""
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def missing(packages: Iterable[str]) -> list[str]:
    """Return the packages of the list that are not installed."""
    return [package for package in packages if not installed(package)]


def unusable(packages: Iterable[str]) -> list[str]:
    """Return the packages of the list that are absent, or that do not load here."""
    found = []
    for package in packages:
        try:
            import_module(package)
        except (ImportError, AttributeError):
            found.append(package)
    return found


def require(package: str, purpose: str) -> ModuleType:
    """Import an optional package or say in French which one does not serve and how to get it."""
    try:
        return import_module(package)
    except ImportError as error:
        hint = INSTALL_HINT.get(package, f"pip install {package}")
        state = "ne se charge pas ici" if installed(package) else "n’est pas installé"
        raise DependencyError(
            f"{purpose} demande le paquet Python « {package} », qui {state}. {hint}."
        ) from error


HAS_NUMBA = installed("numba")


def read_toml(path: Any) -> dict[str, Any]:
    """Read a TOML file of the package or of the user as a dictionary."""
    with open(path, "rb") as stream:  # noqa: PTH123 - also accepts importlib.resources paths
        return tomllib.load(stream)


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return numba's ``njit``, its results kept on disk wherever there is a place to keep them.

    A read-only installation used by somebody without a writable home has none: the function is
    then compiled at each start. Without numba it is returned as it is.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        if not HAS_NUMBA:
            return function
        from numba import njit

        try:
            made: Callable[..., Any] = njit(cache=True, **options)(function)
        except RuntimeError:  # « cannot cache function: no locator available »
            made = njit(**options)(function)
        return made

    return decorate
