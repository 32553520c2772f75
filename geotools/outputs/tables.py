"""Tables for spreadsheets: CSV as French Excel opens it, and XLSX with a sheet of notes.

CSV: semicolons, decimal comma, UTF-8 with its mark (BOM), one header row of French labels,
percentages in percent, every digit of a number. Codes are text; a spreadsheet that opens the CSV by
a double click may still drop their first zero, the XLSX does not. A value that is withheld reads
« s » in both, one that does not exist « sans objet ».
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geotools._compat import require
from geotools.atomic import atomic_file
from geotools.errors import InputError
from geotools.outputs.conformity import plain_values
from geotools.outputs.formatting import (
    NOT_APPLICABLE,
    P_VALUE,
    PERCENT,
    WITHHELD,
    WITHHELD_LEGEND,
    YEAR,
    column_decimals,
    column_unit,
    exact_text,
)
from geotools.outputs.layers import LayerSpec, check_layers
from geotools.outputs.proof import Proof

NEEDS = ("xlsxwriter",)
"""Packages beyond the floor."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run such a text
_WIDEST = 42
_SHEET_NAME = 31  # Excel's limit, without []:*?/\
_EXACT = 10**15  # a spreadsheet keeps fifteen digits: a longer identifier is written as text
_UNSTAMPED = datetime(2000, 1, 1)


def write_csv(path: str | Path, layer: LayerSpec, *, overwrite: bool = False) -> Path:
    """Write one table to CSV, whole or not at all.

    Parameters
    ----------
    path : path
    layer : LayerSpec
        Geometry, if any, is left out; the index is the first column.
    overwrite : bool

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    check_layers([layer])
    with atomic_file(path, overwrite=overwrite) as temporary:
        temporary.write_text(csv_text(layer), encoding="utf-8-sig", newline="")
    return path


def csv_text(layer: LayerSpec) -> str:
    """Return the text of the CSV file of a layer (without the byte-order mark)."""
    frame = layer.attributes()
    marks = _marks(layer)
    columns = [[_safe(code) for code in frame.index.astype(str)]]
    columns += [
        _csv_column(frame[name], layer.units.get(name, ""), marks[name], not layer.audited)
        for name in frame.columns
    ]
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(layer.headers())
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue()


def _marks(layer: LayerSpec) -> dict[str, list[str]]:
    """Return what is written in the cells of each column that have no value.

    They stay blank where nothing is audited: the value is unknown, neither withheld nor senseless.
    """
    withheld = layer.withheld()
    if not layer.audited:
        return {name: [""] * len(withheld) for name in withheld.columns}
    return {
        name: np.where(withheld[name].to_numpy(), WITHHELD, NOT_APPLICABLE).tolist()
        for name in withheld.columns
    }


def _csv_column(values: pd.Series, unit: str, marks: Sequence[str], exact: bool) -> list[str]:
    unit = column_unit(values, unit)
    values = plain_values(values)
    written = zip(values.tolist(), marks, strict=True)
    if pd.api.types.is_bool_dtype(values):
        return [m if pd.isna(v) else "oui" if v else "non" for v, m in written]
    if pd.api.types.is_integer_dtype(values) and unit != PERCENT:
        return [m if pd.isna(v) else str(int(v)) for v, m in written]  # exact, however long
    if not pd.api.types.is_numeric_dtype(values):
        return [m if pd.isna(v) else _safe(str(v)) for v, m in written]
    numbers = values.to_numpy(dtype=float, na_value=np.nan) * (100 if unit == PERCENT else 1)
    known = numbers[~np.isnan(numbers)]
    decimals = 0 if unit == P_VALUE else _decimals(values, unit)
    # Shares, p-values and ratios keep every digit; an index or a distance what the screen shows.
    # What the next command reads again loses nothing.
    small = decimals > 0 and bool((np.abs(known) < 10).all())
    fine = exact or small or unit in (PERCENT, P_VALUE)
    return [
        mark
        if np.isnan(number)
        else exact_text(number, decimals)
        if fine
        else f"{number:.{decimals}f}".replace(".", ",")
        for number, mark in zip(numbers, marks, strict=True)
    ]


def _decimals(values: pd.Series, unit: str) -> int:
    """Return the decimals that a spreadsheet shows: at least those of the screen."""
    return 4 if unit == P_VALUE else column_decimals(values, unit) or 0


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def write_workbook(
    path: str | Path, layers: Sequence[LayerSpec], *, metadata: Proof, overwrite: bool = False
) -> Path:
    """Write tables to one XLSX workbook, a sheet for each, and a sheet of notes first.

    Headers stay in view, columns are as wide as their content and can be filtered, percentages are
    numbers with a percent format. The notes give base, vintage, sources, threshold and the legend
    of « s ».

    Parameters
    ----------
    path : path
        Ends in ``.xlsx``.
    layers : sequence of LayerSpec
    metadata : Proof
    overwrite : bool

    Returns
    -------
    Path
        The file.
    """
    xlsxwriter = require("xlsxwriter", "L’écriture d’un classeur Excel")
    path = Path(path)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"Un classeur Excel porte l’extension .xlsx ; reçu : « {path.name} ».")
    layers = list(layers)
    check_layers(layers)
    with atomic_file(path, overwrite=overwrite) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        with xlsxwriter.Workbook(str(temporary), options) as book:
            created = datetime.combine(metadata.day, time()) if metadata.day else _UNSTAMPED
            book.set_properties(
                {"title": metadata.territory, "comments": metadata.footer(), "created": created}
            )
            _notes(book, layers, metadata)
            for name, layer in zip(_sheet_names(layers), layers, strict=True):
                _sheet(book, name, layer)
    return path


def _sheet_names(layers: Sequence[LayerSpec]) -> list[str]:
    """Return names that Excel accepts, made distinct by their rank when cut to the same text."""
    cleaned = ["".join(c for c in layer.title if c not in "[]:*?/\\'") for layer in layers]
    short = [text[:_SHEET_NAME] for text in cleaned]
    return [
        f"{text[: _SHEET_NAME - 4]} ({rank})" if short.count(text) > 1 or text == "Notes" else text
        for rank, text in enumerate(short, start=1)
    ]


def _notes(book: Any, layers: Sequence[LayerSpec], metadata: Proof) -> None:
    sheet = book.add_worksheet("Notes")
    strong = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    rows = [*metadata.items(), ("Marque « s »", WITHHELD_LEGEND)]
    rows += [(layer.title, layer.description) for layer in layers]
    for number, (label, text) in enumerate(rows):
        sheet.write_string(number, 0, label, strong)
        sheet.write_string(number, 1, text, wrapped)


def _sheet(book: Any, name: str, layer: LayerSpec) -> None:
    frame = layer.attributes().apply(plain_values)
    sheet = book.add_worksheet(name)
    header = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF3"}
    )
    text = book.add_format({"num_format": "@"})
    withheld = book.add_format({"align": "right", "font_color": "#777777"})
    headers, marks = layer.headers(), _marks(layer)
    for position, label in enumerate(headers):
        sheet.write_string(0, position, label, header)
    for row, code in enumerate(frame.index.astype(str), start=1):
        sheet.write_string(row, 0, code, text)
    sheet.set_column(0, 0, _width([headers[0], *frame.index.astype(str)]))
    for position, column in enumerate(frame.columns, start=1):
        values = frame[column]
        unit = column_unit(values, layer.units.get(column, ""))
        number = book.add_format({"num_format": _number_format(values, unit)})
        _column(sheet, position, values, marks[column], (text, number, withheld))
        shown = values.astype(str) if values.dtype == object else pd.Series(["0" * 9])
        sheet.set_column(position, position, _width([headers[position][:24], *shown]))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns))


def _column(
    sheet: Any, position: int, values: pd.Series, marks: Sequence[str], formats: tuple[Any, ...]
) -> None:
    text, number, withheld = formats
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    for row, value in enumerate(values.tolist(), start=1):
        if pd.isna(value):
            sheet.write_string(row, position, marks[row - 1], withheld)
        elif numeric and abs(value) < _EXACT:
            sheet.write_number(row, position, value, number)
        else:
            shown = ("oui" if value else "non") if isinstance(value, bool) else str(value)
            sheet.write_string(row, position, shown, text)


def _number_format(values: pd.Series, unit: str) -> str:
    if unit == YEAR:
        return "0"
    if unit == P_VALUE:
        return '[<0.0001]"< 0,0001";0.0000'
    decimals = _decimals(values, unit) if pd.api.types.is_numeric_dtype(values) else 0
    digits = "0." + "0" * decimals if decimals else "0"
    return f"{digits}%" if unit == PERCENT else f"#,##{digits}"


def _width(texts: Sequence[str]) -> int:
    return min(_WIDEST, max(8, 2 + max(len(str(item)) for item in texts)))
