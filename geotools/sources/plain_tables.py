"""Any table of a person: CSV, XLSX, Parquet or a layer, codes kept as text, counts as numbers.

The readers of official files know their columns; here only the values and a list of names of codes
(``codes.toml``) tell what a column is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools._compat import read_toml
from geotools.sources.categories import plain, regroup, tidy
from geotools.sources.columns import simplify
from geotools.sources.headers import header_row
from geotools.sources.inspection import TEXT_SUFFIXES, check_exists
from geotools.sources.layers import read_layer
from geotools.sources.marks import code_text, is_withheld, number
from geotools.sources.opening import open_source
from geotools.sources.reading import Notes, count_of
from geotools.sources.textfile import probe_text, read_text
from geotools.sources.workbook import Place, open_workbook, preview, read_sheet, sheet_names

_TABULAR = frozenset({*TEXT_SUFFIXES, ".xlsx", ".parquet"})
_LEADING_ZERO = re.compile(r"0\d+")


@cache
def _code_names() -> re.Pattern[str]:
    return re.compile("|".join(read_toml(files("geotools.sources") / "codes.toml")["noms"]))


def is_code_name(name: object) -> bool:
    """Tell whether a column bears the name of a code: ``insee_com``, ``code_iris``, ``siren``."""
    return bool(_code_names().fullmatch(simplify(name)))


def read_plain_table(path: Path, notes: Notes, layer: str | None = None) -> pd.DataFrame:
    """Read a table with its columns in their types.

    Parameters
    ----------
    path : Path
        CSV, XLSX, Parquet, or a layer, whose geometry is left out.
    notes : Notes
        Receives what was noticed: title rows, other sheets, marks of secrecy read as missing.
    layer : str, optional
        Layer, or sheet of a workbook.

    Returns
    -------
    DataFrame
        Codes are texts, with their zeros and without « .0 »; a column of numbers is one even where
        some cells hold a mark (``s``, ``nd``), which is then missing.

    Raises
    ------
    InputError
        The file is missing, unreadable, empty or names a column twice.
    """
    check_exists(path)
    if path.suffix.lower() not in _TABULAR:
        frame = read_layer(path, layer)
        if isinstance(frame, gpd.GeoDataFrame):
            frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        return settle_codes(frame)
    raw = open_source(path, _named, notes, layer)
    if path.suffix.lower() == ".parquet":
        return settle_codes(raw.frame)
    return raw.frame.apply(lambda column: _typed(column, notes))


def read_text_tables(path: Path, notes: Notes) -> dict[str, pd.DataFrame]:
    """Read every table of a CSV file or a workbook as texts, nothing interpreted.

    Returns
    -------
    dict
        Name of the file, or of the file and its sheet, to a table of stripped texts; a blank cell
        is an empty text. A sheet without two rows is no table and is left out.

    Raises
    ------
    InputError
        The file is missing or unreadable.
    """
    check_exists(path)
    if path.suffix.lower() in TEXT_SUFFIXES:
        found = probe_text(path)
        frame = read_text(found, _named(found.header), notes)
        return {path.stem: frame.apply(_as_text).reset_index(drop=True)}
    tables = {}
    with open_workbook(path) as book:
        for sheet in sheet_names(book):
            rows = preview(book, sheet)
            if len(rows) < 2:
                continue
            place = Place(sheet, header_row(rows))
            header = rows[place.row]
            columns = list(dict.fromkeys(_named(header)))
            frame = read_sheet(book, path, place, header, columns, notes)
            if len(frame):
                tables[f"{path.stem} {sheet}"] = frame.apply(_as_text).reset_index(drop=True)
    return tables


def _named(header: Iterable[str]) -> list[str]:
    return [name for name in header if name]


def _as_text(column: pd.Series) -> pd.Series:
    texts = tidy(column).astype(object)
    return texts.where(texts.notna(), "").astype(str)


def _typed(raw: pd.Series, notes: Notes) -> pd.Series:
    """Return a column of texts as numbers when every cell is one or a mark, else as text."""
    column = tidy(raw)
    texts = [str(text) for text in column.cat.categories]
    if is_code_name(raw.name):
        return _codes(column, texts)
    if any(_LEADING_ZERO.fullmatch(text) for text in texts):
        return plain(column)
    values = np.array([number(text) for text in texts], dtype=float)
    marks = [t for t, value in zip(texts, values, strict=True) if np.isnan(value)]
    if np.isnan(values).all() or not all(is_withheld(text) for text in marks):
        return plain(column)
    out = pd.Series(
        np.append(values, np.nan)[column.cat.codes.to_numpy()], index=raw.index, name=raw.name
    )
    marked = int(column.isin(marks).sum())
    if marked:
        shown = ", ".join(f"« {text} »" for text in marks[:5])
        notes.add(f"{raw.name} : {count_of(marked)} cellule(s) {shown} lue(s) comme absente(s).")
    whole = out.notna().all() and (out == np.floor(out)).all() and (out.abs() < 2**53).all()
    return out.astype(np.int64) if whole else out


def _codes(column: pd.Series, texts: list[str]) -> pd.Series:
    """Return codes as they were before a spreadsheet: ``93001.0`` is 93001."""
    return plain(regroup(column, [code_text(text) or text for text in texts]))


def settle_codes(frame: Any) -> Any:
    """Return a table whose columns of codes, stored as numbers, are texts again."""
    wrong = [
        name
        for name in frame.columns
        if is_code_name(name) and pd.api.types.is_numeric_dtype(frame[name].dtype)
    ]
    if not wrong:
        return frame
    return frame.assign(**{name: plain(tidy(frame[name])) for name in wrong})
