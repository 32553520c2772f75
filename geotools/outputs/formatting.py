"""How a value is written for a French reader, the same in tables, report, maps and certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

WITHHELD = "s"
"""Mark of every value that is not given, whatever the reason: the reason would be information."""

WITHHELD_LEGEND = (
    "s : valeur non diffusée (secret statistique, ou donnée indisponible ; la marque est la même "
    "pour que la raison n’apprenne rien)"
)

PERCENT = "%"
"""Unit of a column that holds fractions in [0, 1] and is shown in percent."""

P_VALUE = "p"
"""Unit of a column that holds p-values, shown with three decimals."""

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
    if unit == P_VALUE:
        return "< 0,001" if value < 0.001 else f"{float(value):.3f}".replace(".", ",")
    number = float(value) * (100 if unit == PERCENT else 1)
    if decimals is None:
        decimals = 0 if unit != PERCENT and number == round(number) else 1
    text = f"{number:,.{decimals}f}".replace(",", _THIN).replace(".", ",")
    if text.strip("-0,") == "":
        text = text.lstrip("-")
    return f"{text}{_THIN}%" if unit == PERCENT else text.replace("-", "−")


def format_frame(frame: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    """Return the frame as text; a column of numbers uses the same decimals on every row."""
    columns = {}
    for name in frame.columns:
        unit = units.get(name, "")
        decimals = column_decimals(frame[name], unit)
        columns[name] = [format_value(value, unit, decimals) for value in frame[name].tolist()]
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)


def column_decimals(values: pd.Series, unit: str) -> int | None:
    """Return the decimals that a whole column is written with; None for text and booleans."""
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return None
    numbers = values.dropna().astype(float)
    if unit == PERCENT:
        return 1
    if bool((numbers == numbers.round()).all()):
        return 0
    return 2 if numbers.abs().max() < 10 else 1
