"""Where the toolkit and its packages come from, and what is said when one is missing.

Three places, in this order: what QGIS's own Python already imports; ``vendor/`` inside the plugin
(the released zip) or the checkout beside it; and a folder of extra packages chosen by the user,
which goes *last* on the path so that nothing ever hides QGIS's own numpy or scipy.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

FLOOR = ("numpy", "scipy", "pandas", "shapely", "pyproj", "geopandas", "pyogrio")
"""What the toolkit cannot load without: the packages of QGIS's Windows installer."""

LOG = "Équilibre territorial"
"""Where the plugin writes in the log of QGIS."""

EXTRA_VARIABLE = "EQUILIBRE_PAQUETS"
"""Environment variable naming a folder of Python packages for this plugin."""

VERSION_VARIABLE = "EQUILIBRE_QGIS"
"""Environment variable where the toolkit reads for which QGIS it writes a project."""

PYTHON = (3, 10)
"""Oldest Python of the toolkit; QGIS's Windows installer had 3.9 until 2024 (QGIS issue 54491)."""

PLUGIN = Path(__file__).resolve().parent


def toolkit_folder() -> Path:
    """Return the folder that holds ``geotools``: vendored in the zip, or the checkout's root."""
    vendored = PLUGIN / "vendor"
    return vendored if (vendored / "geotools").is_dir() else PLUGIN.parent


def extra_folder() -> Path:
    """Return the folder of extra packages: the variable's, else one in the user's profile."""
    chosen = os.environ.get(EXTRA_VARIABLE)
    if chosen:
        return Path(chosen)
    from qgis.core import QgsApplication

    return Path(QgsApplication.qgisSettingsDirPath()) / "python" / "equilibre_paquets"


def prepare() -> None:
    """Make the toolkit and the extra packages importable; projects are for this very QGIS."""
    from qgis.core import Qgis

    os.environ[VERSION_VARIABLE] = Qgis.QGIS_VERSION.partition("-")[0]
    toolkit = str(toolkit_folder())
    if toolkit not in sys.path:
        sys.path.insert(0, toolkit)
    extra = extra_folder()
    if extra.is_dir() and str(extra) not in sys.path:
        sys.path.append(str(extra))
    importlib.invalidate_caches()


@contextmanager
def own_libraries() -> Iterator[None]:
    """Have packages imported here use the GDAL, GEOS and PROJ that they bring.

    On Linux the libraries of QGIS are in the global scope of its programs: without
    ``RTLD_DEEPBIND`` a wheel's own libproj would bind to them, mix two versions and crash when
    the program ends. Elsewhere libraries are told apart by their file.
    """
    if not hasattr(os, "RTLD_DEEPBIND"):
        yield
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(before | os.RTLD_DEEPBIND)
    try:
        yield
    finally:
        sys.setdlopenflags(before)


def require_floor() -> None:
    """Import the floor before its first use: QGIS opens without waiting for it.

    Raises
    ------
    DependencyError
        A package is there and does not load; the sentence says which and what to do.
    """
    problem = load_floor()
    if problem:
        from geotools.errors import DependencyError

        raise DependencyError(problem)


@cache
def load_floor() -> str:
    """Import the floor, each package bound to its own libraries; say what does not load."""
    with own_libraries():
        for package in FLOOR:
            try:
                importlib.import_module(package)
            except (ImportError, AttributeError, ValueError) as error:
                # an extension compiled for another numpy raises any of the three
                return (
                    f"Le paquet Python « {package} » est présent mais ne se charge pas ({error}). "
                    f"{explain([package])}"
                )
    return ""


def too_old_python(found: tuple[int, ...] = sys.version_info[:2]) -> str:
    """Say in French that this QGIS's Python is too old, or nothing."""
    if found >= PYTHON:
        return ""
    shown, needed = (".".join(map(str, version)) for version in (found, PYTHON))
    return (
        f"Équilibre territorial demande Python {needed} ou plus ; ce QGIS porte Python {shown}. "
        "Installez une version plus récente de QGIS, par exemple la version de long terme 3.40."
    )


def missing_floor() -> list[str]:
    """Return the packages of the floor that this Python does not have, or has too old."""
    needed = FLOOR if sys.version_info >= (3, 11) else (*FLOOR, "tomli")  # then tomllib is there
    absent = [name for name in needed if find_spec(name) is None]
    if "shapely" not in absent and _is_too_old("shapely", 2):
        absent.append("shapely")
    return absent


def explain(absent: list[str]) -> str:
    """Say in French which packages are missing and how to get them on this machine."""
    listed = ", ".join(absent)
    if sys.platform == "win32":
        remedy = (
            "Dans l’installateur OSGeo4W (réglages avancés), cochez "
            + ", ".join(f"python3-{name}" for name in absent)
            + ", puis relancez QGIS."
        )
    else:
        pins = [f'"{name}=={version(name)}"' for name in ("numpy", "scipy") if _has(name)]
        remedy = (
            "Installez-les à côté de QGIS, sans toucher aux siens, puis relancez QGIS : "
            f'python3 -m pip install --target "{extra_folder()}" '
            + " ".join([*pins, *(f'"{_requirement(name)}"' for name in absent)])
        )
    return (
        "Équilibre territorial demande des paquets Python que ce QGIS n’a pas, ou pas dans la "
        f"bonne version : {listed}. {remedy}"
    )


def forget_vendored() -> None:
    """Drop the vendored toolkit from memory, so that an upgrade loads the new one."""
    vendored = PLUGIN / "vendor"
    folder = str(vendored)
    if folder in sys.path:
        sys.path.remove(folder)
    for name, module in list(sys.modules.items()):
        origin = getattr(module, "__file__", None)
        if name.partition(".")[0] == "geotools" and origin and vendored in Path(origin).parents:
            del sys.modules[name]


def _has(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def _is_too_old(package: str, least: int) -> bool:
    """Tell whether a package announces a release before ``least``.

    A package built outside its repository may announce « 0+unknown » (Debian sid's shapely): that
    says nothing of its age, and :func:`load_floor` will tell whether it serves.
    """
    release, _, local = version(package).partition("+") if _has(package) else ("0", "", "")
    return local != "unknown" and int(release.partition(".")[0]) < least


def _requirement(package: str) -> str:
    return {"shapely": "shapely>=2", "geopandas": "geopandas>=0.14"}.get(package, package)
