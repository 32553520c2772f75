"""Open any accepted format as raw columns: text, Parquet, XLSX or a vector layer, in one shape."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools.errors import InputError
from geotools.sources.addresses import DatabaseTable
from geotools.sources.headers import Row, first_fitting
from geotools.sources.inspection import TEXT_SUFFIXES, check_exists, inspect_source
from geotools.sources.layers import load_layer
from geotools.sources.postgis import content_digest, read_database
from geotools.sources.reading import Notes
from geotools.sources.textfile import probe_text, read_text, refuse_repeated
from geotools.sources.workbook import candidates, open_workbook, read_sheet, tell_place

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
    lines : ndarray of int
        Where each row stands in the file, as a person counts: in a text file or a workbook, the
        first line is 1, title and header included; elsewhere the first row is 1.
    """

    frame: pd.DataFrame
    geometry: gpd.GeoSeries | None
    header: tuple[str, ...]
    sha256: str
    lines: np.ndarray


def open_source(path: Path, choose: Chooser, notes: Notes, layer: str | None = None) -> Raw:
    """Load the chosen columns of a file.

    Parameters
    ----------
    path : Path
    choose : callable
        Receives the header and returns the names to load; may refuse the file. It is asked about
        other rows and sheets when it refuses the likeliest header.
    notes : Notes
        Receives what was noticed about the form of the file.
    layer : str, optional
        Layer, or sheet of a workbook.

    Raises
    ------
    InputError
        The file is missing, unreadable or holds no row.
    """
    if isinstance(path, DatabaseTable):
        return _open_database(path, choose)
    check_exists(path)
    suffix = path.suffix.lower()
    geometry = None
    if suffix in TEXT_SUFFIXES:
        frame, header, sha256, first = _open_text(path, choose, notes)
    elif suffix == ".xlsx":
        frame, header, first = _open_workbook(path, choose, notes, layer)
        sha256 = digest(path)
    else:
        inspected = inspect_source(path, layer)
        header, first, sha256 = tuple(inspected.columns), 1, digest(path)
        frame, geometry = load_layer(inspected, list(choose(header)))
        frame = frame.reset_index(drop=True)
    if not len(frame):
        raise InputError(
            f"« {path.name} » ne contient aucune ligne. Vérifiez le fichier ou le filtre."
        )
    lines = frame.index.to_numpy(dtype=np.int64) + first
    return Raw(frame.reset_index(drop=True), geometry, header, sha256, lines)


def _open_database(path: DatabaseTable, choose: Chooser) -> Raw:
    frame, geometry = read_database(path)
    if not len(frame):
        raise InputError(f"« {path.place} » ne contient aucune ligne. Vérifiez la requête.")
    header, sha256 = tuple(map(str, frame.columns)), content_digest(frame, geometry)
    lines = np.arange(1, len(frame) + 1, dtype=np.int64)
    return Raw(frame[list(choose(header))], geometry, header, sha256, lines)


def _open_text(path: Path, choose: Chooser, notes: Notes) -> tuple[pd.DataFrame, Row, str, int]:
    found, header, columns = first_fitting(probe_text(path).candidates(), choose)
    refuse_repeated(header, path.name)
    return read_text(found, columns, notes), header, found.sha256, found.header_at + 2


def _open_workbook(
    path: Path, choose: Chooser, notes: Notes, sheet: str | None
) -> tuple[pd.DataFrame, Row, int]:
    with open_workbook(path) as book:
        place, header, columns = first_fitting(candidates(book, path, sheet), choose)
        refuse_repeated(header, path.name)
        frame = read_sheet(book, path, place, header, columns, notes)
        tell_place(book, place, notes)
    return frame, header, place.row + 2


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal; of the rows of a table of a database."""
    if isinstance(path, DatabaseTable):
        return content_digest(*read_database(path))
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            total.update(block)
    return total.hexdigest()
