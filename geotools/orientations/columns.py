"""What operations of this room ask of the columns that they are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.values import NO, YES


def need(table: pd.DataFrame, columns: Iterable[str], label: str) -> None:
    """Refuse a table that lacks a column.

    Raises
    ------
    MissingColumnError
        With the nearest names of the first one.
    """
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise MissingColumnError(
            f"« {label} » : champ(s) absent(s) {some(absent)}. "
            f"Noms proches de « {absent[0]} » : {nearest(absent[0], table.columns)}."
        )


def numbers(table: pd.DataFrame, column: str, label: str) -> NDArray[np.float64]:
    """Return a column as floats, missing as NaN; texts may hold a decimal comma.

    Raises
    ------
    MissingColumnError
        The column is absent.
    InputError
        A value is not a number; its rows are named.
    """
    need(table, [column], label)
    given = table[column]
    if not pd.api.types.is_numeric_dtype(given):
        text = given.astype("string").str.strip().str.replace(",", ".", regex=False)
        given = text.mask(text == "")
    values = pd.to_numeric(given, errors="coerce")
    wrong = values.isna() & given.notna()
    if wrong.any():
        raise InputError(
            f"« {label} » : « {column} » doit contenir des nombres ; ligne(s) à corriger : "
            f"{some(table.index[wrong])}."
        )
    return np.asarray(values.astype("Float64").to_numpy(dtype=float, na_value=np.nan))


def counts(table: pd.DataFrame, column: str, label: str) -> NDArray[np.float64]:
    """Return a column of counts: known, not negative.

    Raises
    ------
    InputError
        A count is missing or negative; its rows are named.
    """
    values = numbers(table, column, label)
    wrong = ~(values >= 0)
    if wrong.any():
        raise InputError(
            f"« {label} » : « {column} » doit être un effectif positif ou nul ; ligne(s) à "
            f"corriger : {some(table.index[wrong])}."
        )
    return values


def flags(table: pd.DataFrame, column: str, label: str) -> pd.Series:
    """Return a yes/no column as nullable booleans; an absent column is unknown everywhere.

    Raises
    ------
    InputError
        A value is neither yes nor no.
    """
    if column not in table.columns:
        return pd.Series(pd.NA, index=table.index, dtype="boolean")
    values = table[column]
    if pd.api.types.is_bool_dtype(values):
        return values.astype("boolean")
    text = values.astype("string").str.strip().str.lower().str.replace(r"\.0$", "", regex=True)
    text = text.mask(text == "")
    wrong = text.notna() & ~text.isin(YES | NO)
    if wrong.any():
        raise InputError(
            f"« {label} » : « {column} » attend oui ou non ; ligne(s) à corriger : "
            f"{some(table.index[wrong.to_numpy()])}."
        )
    return text.isin(YES).astype("boolean").mask(text.isna())


def dates(table: pd.DataFrame, column: str, label: str) -> pd.Series:
    """Return a column of dates, missing as NaT.

    Raises
    ------
    MissingColumnError
        The column is absent.
    InputError
        A value is not a date; its rows are named.
    """
    need(table, [column], label)
    values = table[column]
    if pd.api.types.is_datetime64_any_dtype(values):
        return values
    text = values.astype("string").str.strip()
    text = text.mask(text == "")
    read = pd.to_datetime(text, errors="coerce", format="%Y-%m-%d")
    wrong = read.isna() & text.notna()
    if wrong.any():
        raise InputError(
            f"« {label} » : « {column} » attend des dates AAAA-MM-JJ ; ligne(s) à corriger : "
            f"{some(table.index[wrong.to_numpy()])}."
        )
    return read


def percent(share: float, digits: int = 1) -> str:
    """Write a share as people read it: 0.652 → « 65,2 % »."""
    return f"{100 * share:.{digits}f}".replace(".", ",") + " %"


def decimal(value: float, digits: int = 1) -> str:
    """Write a number with a decimal comma."""
    return f"{value:.{digits}f}".replace(".", ",")


def exceeded(
    table: pd.DataFrame,
    thresholds: Mapping[str, float],
    label: str,
    *,
    lower: Iterable[str] = (),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare columns with their thresholds.

    Returns
    -------
    tuple of DataFrame
        Which thresholds are reached (nullable booleans: missing where the figure is), and the
        sentences « figure ≥ seuil » (empty when not reached), one column per criterion.
    """
    need(table, thresholds, label)
    low = set(lower)
    reached, said = {}, {}
    for name, limit in thresholds.items():
        values = numbers(table, name, label)
        known = np.isfinite(values)
        hit = np.where(known, values <= limit if name in low else values >= limit, False)
        reached[name] = pd.Series(hit, index=table.index).astype("boolean").mask(~known)
        sign = "≤" if name in low else "≥"
        bound = decimal(limit, 2)
        said[name] = [
            f"{name} {decimal(v, 2)} {sign} {bound}" if h else ""
            for v, h in zip(values, hit, strict=True)
        ]
    return pd.DataFrame(reached, index=table.index), pd.DataFrame(said, index=table.index)


def sentence(parts: pd.DataFrame) -> pd.Series:
    """Join the non-empty texts of each row with « ; »."""
    lines = ["; ".join(filter(None, row)) for row in parts.to_numpy(dtype=object)]
    return pd.Series(lines, index=parts.index, dtype="string").str.replace("; ", " ; ")
