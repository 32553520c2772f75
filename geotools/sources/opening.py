"""Open any accepted format as raw columns: text, Parquet, XLSX or a vector layer, in one shape."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from geotools._compat import require
from geotools.errors import InputError
from geotools.sources.inspection import TEXT_SUFFIXES, Inspection, check_exists, inspect_source
from geotools.sources.reading import Notes
from geotools.sources.textfile import probe_text, read_text

Chooser = Callable[[tuple[str, ...]], Iterable[str]]
"""Given the names in the file, the names to load."""


@dataclass(frozen=True)
class Raw:
    """The columns of a file as they are written.

    Parameters
    ----------
    frame : DataFrame
        Columns of a text file are categories of texts, of other formats as they come.
    geometry : GeoSeries or None
    header : tuple of str
        Every name in the file, loaded or not.
    sha256 : str
    """

    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None
    header: tuple[str, ...]
    sha256: str


def open_source(path: Path, choose: Chooser, notes: Notes, layer: str | None = None) -> Raw:
    """Load the chosen columns of a file.

    Parameters
    ----------
    path : Path
    choose : callable
        Receives the header and returns the names to load; may refuse the file.
    notes : Notes
        Receives what was noticed about encoding.
    layer : str, optional

    Raises
    ------
    InputError
        The file is missing, unreadable or holds no row.
    """
    check_exists(path)
    if path.suffix.lower() in TEXT_SUFFIXES:
        found = probe_text(path)
        frame, geometry = read_text(found, choose(found.header), notes), None
        header, sha256 = found.header, found.sha256
    else:
        inspected = inspect_source(path, layer)
        header, sha256 = tuple(inspected.columns), digest(path)
        frame, geometry = _load(inspected, list(choose(header)))
    if not len(frame):
        raise InputError(
            f"« {path.name} » ne contient aucune ligne. Vérifiez le fichier ou le filtre."
        )
    return Raw(frame.reset_index(drop=True), geometry, header, sha256)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def _load(inspected: Inspection, columns: list[str]) -> tuple[pd.DataFrame, gpd.GeoSeries | None]:
    path, suffix = inspected.path, inspected.path.suffix.lower()
    if suffix == ".xlsx":
        require("openpyxl", "La lecture d’un classeur XLSX")
        return pd.read_excel(path, usecols=columns, dtype=object)[columns], None
    if suffix == ".parquet" and inspected.geometry is None:
        return pd.read_parquet(path, columns=columns), None
    if suffix == ".parquet":
        layer = gpd.read_parquet(path)
    else:
        layer = pyogrio.read_dataframe(path, layer=inspected.layer, columns=columns)
    if not isinstance(layer, gpd.GeoDataFrame):
        return layer, None
    geometry = layer.geometry.reset_index(drop=True)
    return pd.DataFrame(layer.drop(columns=layer.geometry.name))[columns], geometry
