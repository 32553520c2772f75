"""How a value is written for a French reader, the same in tables, report, maps and certificate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

WITHHELD = "s"
"""Mark of a value that is withheld by the secrecy, and of nothing else."""

NOT_APPLICABLE = "sans objet"
"""Mark of a value that does not exist: a share without base, a district outside every district."""

WITHHELD_LEGEND = (
    "s : valeur retenue par le secret statistique ; sans objet : la valeur n’existe pas (une part "
    "sans base, une unité hors de tout zonage)"
)

PERCENT = "%"
"""Unit of a column that holds fractions in [0, 1] and is shown in percent."""

P_VALUE = "p"
"""Unit of a column that holds p-values, shown with three decimals."""

COUNT = "effectif"
"""Unit of a column that holds counts; weighted ones are shown as whole numbers."""

YEAR = "année"
"""Unit of a column that holds years: « 2029 », never « 2 029 »."""

_YEARS = re.compile(r"(^|_)(annee|millesime|naissance|construct|millesime_\w+)(_|$)")

_THIN = "\u202f"  # narrow no-break space: French thousands separator and before « % »


def format_value(value: Any, unit: str = "", decimals: int | None = None) -> str:
    """Write one value: « 1 234 », « 38,9 % », text as it is, « s » when there is none.

    Parameters
    ----------
    value : any
        A number, a text, or NA.
    unit : str
        ``"%"`` multiplies a fraction by 100; any other unit is not written in the cell.
    decimals : int, optional
        By default one for percentages and for numbers that are not whole, none otherwise; give
        :func:`column_decimals` to write a column evenly.
    """
    if value is None or value is pd.NA or value != value:
        return WITHHELD
    if isinstance(value, bool):
        return "oui" if value else "non"
    if not isinstance(value, int | float) and not hasattr(value, "dtype"):
        return str(value)
    if unit == YEAR:
        return f"{float(value):.0f}"
    if unit == P_VALUE:
        return "< 0,001" if value < 0.001 else f"{float(value):.3f}".replace(".", ",")
    number = float(value) * (100 if unit == PERCENT else 1)
    if decimals is None:
        decimals = 0 if unit == COUNT or (unit != PERCENT and number == round(number)) else 1
    text = f"{number:,.{decimals}f}".replace(",", _THIN).replace(".", ",")
    if text.strip("-0,") == "":
        text = text.lstrip("-")
    return f"{text}{_THIN}%" if unit == PERCENT else text.replace("-", "−")


def format_frame(
    frame: pd.DataFrame, units: Mapping[str, str], withheld: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the frame as text; a column of numbers uses the same decimals on every row.

    Parameters
    ----------
    frame : DataFrame
    units : mapping of str to str
        Column to unit.
    withheld : DataFrame of bool, optional
        Which absent values are withheld (« s »): the others are « sans objet ». All are without it.
    """
    columns = {}
    for name in frame.columns:
        unit = column_unit(frame[name], units.get(name, ""))
        texts = _column_texts(frame[name], unit)
        if withheld is not None:
            mute = (frame[name].isna().to_numpy() & ~withheld[name].to_numpy()).tolist()
            texts = [NOT_APPLICABLE if m else t for m, t in zip(mute, texts, strict=True)]
        columns[name] = texts
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)


def _column_texts(values: pd.Series, unit: str) -> list[str]:
    """Return the texts of a column as :func:`format_value` writes them, numbers all at once."""
    decimals = column_decimals(values, unit)
    if decimals is None or unit in (YEAR, P_VALUE):
        return [format_value(value, unit, decimals) for value in values.tolist()]
    numbers = values.to_numpy(dtype=float, na_value=np.nan) * (100 if unit == PERCENT else 1)
    after, minus = (f"{_THIN}%", "-") if unit == PERCENT else ("", "−")
    signs = str.maketrans({",": _THIN, ".": ",", "-": minus})
    nothing = f"-{0:.{decimals}f}"
    written = [f"{number:,.{decimals}f}" for number in numbers.tolist()]
    return [
        WITHHELD if text == "nan" else text.lstrip("-" * (text == nothing)).translate(signs) + after
        for text in written
    ]


def agreed(number: int, one: str, several: str) -> str:
    """Return what agrees with a number: nothing for none, ``{n}`` standing for the number.

    Parameters
    ----------
    number : int
    one, several : str
    """
    if not number:
        return ""
    return one if number == 1 else several.format(n=format_value(number, COUNT))


def column_unit(values: pd.Series, unit: str) -> str:
    """Return the unit of a column: the declared one, or the year that its name and values say."""
    if unit or not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return unit
    if not _YEARS.search(str(values.name).lower()):
        return unit
    return YEAR if bool(values.dropna().between(1000, 2999).all()) else unit


def column_decimals(values: pd.Series, unit: str) -> int | None:
    """Return the decimals that a whole column is written with; None for text and booleans."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return None
    numbers = values.dropna().astype(float)
    if unit == PERCENT:
        return 1
    if unit in (COUNT, YEAR):
        return 0
    if bool((numbers == numbers.round()).all()):
        return 0
    return 2 if numbers.abs().max() < 10 else 1


def exact_text(number: float, least: int) -> str:
    """Write a number for a file: every significant digit, a decimal comma, no exponent.

    Parameters
    ----------
    number : float
    least : int
        Decimals written even when they are zeros.
    """
    text = np.format_float_positional(float(f"{number:.12g}"), trim="-")
    whole, _, decimals = text.partition(".")
    decimals = decimals.ljust(least, "0")
    return f"{whole},{decimals}" if decimals else whole
