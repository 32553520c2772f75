"""Columns as categories: cleaning and converting work on the distinct values only.

On a dwelling file, a few thousand texts instead of forty million cells.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


def tidy(column: pd.Series) -> pd.Series:
    """Return a column as categories of stripped texts; blank cells are missing.

    Numbers become texts without a useless decimal (``93.0`` gives ``93``), dates become ISO dates.
    """
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("category")
    texts = [_text(value) for value in column.cat.categories]
    return regroup(column, texts)


def _text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "oui" if value else "non"
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace").strip()
    return str(value).strip()


def regroup(column: pd.Series, texts: list[str]) -> pd.Series:
    """Replace each category by a text; equal texts become one category, blank ones missing."""
    labels, uniques = pd.factorize(np.array([text or None for text in texts], dtype=object))
    codes = np.append(labels, -1)[column.cat.codes.to_numpy()]
    values = pd.Categorical.from_codes(codes, categories=pd.Index(uniques, dtype=object))
    return pd.Series(values, index=column.index, name=column.name)


def spread(column: pd.Series, values: np.ndarray, missing: object) -> np.ndarray:
    """Give each row the value computed for its category; ``missing`` where the cell is blank."""
    table = np.append(values, np.array([missing], dtype=values.dtype))
    return np.asarray(table[column.cat.codes.to_numpy()])


def plain(column: pd.Series) -> pd.Series:
    """Return a column of categories as plain text, missing cells kept missing."""
    return column.astype(object).astype("str" if _HAS_STR else object)


_HAS_STR = pd.Series(["a"]).dtype != object
"""pandas 3 keeps texts in a dtype of their own; before, they are Python objects."""
