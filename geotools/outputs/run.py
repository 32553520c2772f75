"""What a publication was made from: the parameters, the files and the versions of a run."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from geotools._version import __version__
from geotools.sources.addresses import is_database

LIBRARIES = ("numpy", "scipy", "pandas", "shapely", "pyproj", "geopandas", "pyogrio")
"""Libraries whose version may change a figure."""


@dataclass(frozen=True)
class Run:
    """Enough to make a publication again.

    Parameters
    ----------
    configuration : str
        Text of ``territoire.toml``.
    parameters : mapping of str to str
        What it declares, one line each, names of files without their folder.
    files : mapping of str to (str, str)
        Section of each file read, with its name and its SHA-256.
    versions : mapping of str to str
        Version of each library.
    """

    configuration: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=lambda: versions())

    @property
    def digest(self) -> str:
        """SHA-256 of the configuration, whatever the line ends of its file."""
        text = "\n".join(self.configuration.splitlines())
        return hashlib.sha256(text.encode("utf-8")).hexdigest()


def versions() -> dict[str, str]:
    """Return the version of the toolkit, of Python and of each library that is installed."""
    found = {"Équilibre territorial": __version__, "Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def flattened(raw: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Return what a TOML document declares as one line for each key."""
    lines: dict[str, str] = {}
    for key, value in raw.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            lines |= flattened(value, f"{name}.")
        else:
            lines[name] = _told(key, value)
    return lines


_PATHS = {"fichier", "catalogue", "registre", "precedents", "logo"}


def _told(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_told(key, item) for item in value)
    text = str(value)
    # The folders of a machine, its servers and what is asked of them are nobody else's business.
    if key == "fichier" and is_database(text):
        return "base PostgreSQL"
    if key == "requete":
        return f"lecture SQL, empreinte {hashlib.sha256(text.encode()).hexdigest()[:16]}"
    return text.replace("\\", "/").rpartition("/")[2] if key in _PATHS else text
