"""The functions of the catalogue's language, and the array kinds that its values have.

A value is a nullable pandas array (numbers, yes/no), dates, or a categorical for texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geotools.errors import InputError

_LONGEST_MONTH = 31


def quantity(values: Any) -> Any:
    """Return what can be computed with: a blank column becomes unknown numbers."""
    if isinstance(values, pd.Categorical) and not len(values.categories):
        return pd.arrays.FloatingArray(np.full(len(values), np.nan), np.ones(len(values), bool))
    return values


def yes_no(values: Any) -> Any:
    """Return a nullable yes/no array."""
    if isinstance(values, pd.arrays.BooleanArray):
        return values
    flat = np.asarray(values, dtype=bool)
    return pd.arrays.BooleanArray(flat, np.zeros(len(flat), dtype=bool))


def _known(values: Any) -> Any:
    return yes_no(~pd.isna(values))


def _number(values: Any) -> Any:
    """Read digits written as text; whatever is not a number (``Z``, ``YY``) is unknown."""
    if not isinstance(values, pd.Categorical):
        return values
    read = pd.to_numeric(pd.Series(values.categories), errors="coerce").to_numpy(dtype=float)
    codes = np.asarray(values.codes)
    out = np.append(read, np.nan)[codes]  # code -1 takes the last: unknown
    return pd.arrays.FloatingArray(out, np.isnan(out))


def _months(start: Any, end: Any) -> Any:
    """Return the months from date ``start`` to date ``end``, whole on the same day of the month."""
    first, last = _dates(start), _dates(end)
    years, months, days = (
        np.asarray(getattr(last, part), dtype=float) - np.asarray(getattr(first, part), dtype=float)
        for part in ("year", "month", "day")
    )
    elapsed = np.broadcast_to(12 * years + months + days / _LONGEST_MONTH, _length(start, end))
    return pd.arrays.FloatingArray(np.array(elapsed), np.isnan(elapsed))


def _year(value: Any) -> Any:
    read = _dates(value)
    if isinstance(read, pd.Timestamp):
        return read.year
    years = np.asarray(read.year, dtype=float)
    return pd.arrays.FloatingArray(years, np.isnan(years))


def _length(*values: Any) -> tuple[int, ...]:
    return next((len(v),) for v in values if not isinstance(v, str | date))


def _dates(value: Any) -> Any:
    """Read dates; texts must be ISO, so that 03/04 is never taken for the fourth of March."""
    if not isinstance(value, pd.Categorical):
        return pd.Timestamp(value) if isinstance(value, str | date) else pd.DatetimeIndex(value)
    texts = pd.Series(value.categories, dtype=object)
    read = pd.DatetimeIndex(pd.to_datetime(texts, errors="coerce", format="ISO8601"))
    unread = int(np.count_nonzero(read.isna()))
    if unread:
        raise InputError(
            f"Une colonne de dates contient {unread} écriture(s) illisible(s). Écrivez "
            "AAAA-MM-JJ, ou contrôlez d’abord la table avec « geotools check »."
        )
    return read.append(pd.DatetimeIndex([pd.NaT]))[value.codes]


def _lesser(left: Any, right: Any) -> Any:
    a, b = (quantity(v).to_numpy(dtype=float, na_value=np.nan) for v in (left, right))
    return pd.arrays.FloatingArray(np.fmin(a, b), np.isnan(a) | np.isnan(b))


def _below(bands: Any, limit: float) -> Any:
    """Tell whether a band such as ``20_40`` or ``130_plus`` lies below a limit; unknown across."""
    bounds = [str(c).replace("plus", "inf").split("_") for c in bands.categories]
    known = np.array([len(b) == 2 for b in bounds], dtype=bool)
    low = np.array([float(b[0]) if len(b) == 2 else np.nan for b in bounds])
    high = np.array([float(b[1]) if len(b) == 2 else np.nan for b in bounds])
    decided = known & ((high <= limit) | (low >= limit))
    codes = np.asarray(bands.codes)
    return pd.arrays.BooleanArray(
        np.append(high <= limit, False)[codes].astype(bool), ~np.append(decided, False)[codes]
    )


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "connu": (1, _known),
    "nombre": (1, _number),
    "annee": (1, _year),
    "mois": (2, _months),
    "sous": (2, _below),
    "moindre": (2, _lesser),
}
"""Name, number of arguments and meaning: ``connu(x)`` x is filled in; ``nombre(x)`` digits written
as text; ``annee(a)`` the year of a date; ``mois(a, b)`` months from date a to date b;
``sous(tranche, limite)`` the band, written ``20_40``, lies below the limit; ``moindre(a, b)`` the
lesser of two numbers."""
