"""A rate beside its base is a count: 40 households of which 12,5 % are five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.secrecy.audit.columns import ReceivedColumn
from geotools.secrecy.audit.figures import RATE

Floats = NDArray[np.float64]

MATCHED_ROWS = 2
"""A rate that is a ratio of two columns on so many rows is the ratio of these two."""


@dataclass
class Deduced:
    """What rates say of counts.

    Parameters
    ----------
    low, high : DataFrame
        Bounds of counts that are withheld or absent, by column.
    bases : dict
        Numerator to base, of the counts that rates stand for.
    remarks : dict
        Rate to what it was taken for, in French.
    told : dict
        Count to the rate and the base that give it, in French.
    used : set
        Rates that say something of a count.
    """

    low: pd.DataFrame
    high: pd.DataFrame
    bases: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def deduce_counts(
    counts: pd.DataFrame,
    steps: Mapping[str, float],
    rates: list[ReceivedColumn],
    bases: Mapping[str, str],
) -> Deduced:
    """Read counts, and what they are a part of, off rates.

    Parameters
    ----------
    counts : DataFrame
        NaN where withheld.
    steps : mapping
        Precision of each count.
    rates : list of Column
    bases : mapping
        Declared: numerator (or rate) to base.

    Returns
    -------
    Deduced
        A rate whose numerator is a column of the table bounds it where it is withheld; another one
        stands for a count of its own, named as the rate is.
    """
    empty = pd.DataFrame(index=counts.index)
    deduced = Deduced(empty.copy(), empty.copy())
    for rate in rates:
        pair = _pair(counts, rate, bases)
        if pair is None:
            deduced.remarks[rate.name] = "aucune base dans la table : taux non vérifié"
            continue
        numerator, base, scale = pair
        own = rate.name if numerator is None else numerator
        deduced.used.add(rate.name)
        deduced.told[own] = f"« {rate.name} » de « {base} »"
        deduced.told.setdefault(base, f"« {rate.name} » et « {own} »")
        _bound(deduced, counts, rate, (own, base, scale), steps.get(own, 1.0))
        if numerator is None:
            deduced.bases[own] = base
            supposed = (
                "" if rate.name in bases else " (supposée : déclarez-la si c’en est une autre)"
            )
            deduced.remarks[rate.name] = (
                f"lu comme un effectif dont la base est « {base} »{supposed}"
            )
        else:
            deduced.remarks[rate.name] = f"rapport de « {numerator} » à « {base} »"
            if not (counts[numerator] > counts[base]).any():
                deduced.bases.setdefault(numerator, base)
    return deduced


def _pair(
    counts: pd.DataFrame, rate: ReceivedColumn, bases: Mapping[str, str]
) -> tuple[str | None, str, float] | None:
    """Return the numerator, None when it is absent, the base and what 1 is written as."""
    base = bases.get(rate.name)
    declared = [(n, b) for n, b in bases.items() if n in counts and b in counts]
    others = [(n, b) for b in counts for n in counts if n != b]
    if base is None:
        for numerator, own in [*declared, *others]:
            scale = _scale_of(counts[numerator], counts[own], rate)
            if scale:
                return str(numerator), str(own), scale
    known = rate.cells.value[~rate.cells.withheld]
    percents = bool((rate.cells.kind == RATE).any())
    fraction = not percents and known.max(initial=0) <= 1 and rate.cells.step < 1
    scale = 1.0 if fraction else 100.0
    if base is not None:
        return (None, base, scale) if base in counts else None
    largest = counts.sum(skipna=True).sort_values(ascending=False, kind="stable")
    fitting = [str(b) for b in largest.index if _whole_somewhere(rate, counts[b], scale)]
    return (None, fitting[0], scale) if fitting else None


def _whole_somewhere(rate: ReceivedColumn, base: pd.Series, scale: float) -> bool:
    """Tell whether every row has a whole number that gives the rate, as a true base does."""
    below, value, half = base.to_numpy(dtype=float), rate.cells.value, 0.5 * rate.cells.step
    known = ~np.isnan(below) & ~np.isnan(value)
    low, high = ((value[known] + end) / scale * below[known] for end in (-half, half))
    return bool((np.ceil(low - 1e-9) <= np.floor(high + 1e-9)).all() and known.any())


def _scale_of(numerator: pd.Series, base: pd.Series, rate: ReceivedColumn) -> float:
    """Return 100 or 1 when a rate is the ratio of two columns, 0 when it is not."""
    top, below = numerator.to_numpy(dtype=float), base.to_numpy(dtype=float)
    known = ~np.isnan(top) & ~np.isnan(below) & ~rate.cells.withheld & (below > 0)
    if known.sum() < MATCHED_ROWS or not (top[known] > 0).any():
        return 0.0
    ratio, shown = top[known] / below[known], rate.cells.value[known]
    for scale in (100.0, 1.0):
        if (np.abs(scale * ratio - shown) <= 0.5001 * rate.cells.step + 1e-9).all():
            return scale
    return 0.0


def _bound(
    deduced: Deduced,
    counts: pd.DataFrame,
    rate: ReceivedColumn,
    relation: tuple[str, str, float],
    step: float,
) -> None:
    """Bound the numerator by the rate and the base, or the base by the rate and the numerator."""
    own, base, scale = relation
    half, value = 0.5 * rate.cells.step, rate.cells.value
    least, most = np.maximum(value - half, 0) / scale, (value + half) / scale
    below = counts[base].to_numpy(dtype=float)
    top = counts[own].to_numpy(dtype=float) if own in counts else np.full(len(counts), np.nan)
    hidden = np.isnan(top) & ~np.isnan(below) & ~np.isnan(value)
    _note(deduced, own, hidden, _inside(least * below, most * below, step))
    with np.errstate(divide="ignore", invalid="ignore"):
        wide = _inside(top / most, np.where(least > 0, top / least, np.inf), step)
    hidden = np.isnan(below) & (top > 0) & ~np.isnan(value)
    if hidden.any():
        _note(deduced, base, hidden, wide)


def _inside(low: Floats, high: Floats, step: float) -> tuple[Floats, Floats]:
    """Return the smallest and the largest count between two numbers."""
    if step < 1:
        return low, high
    ceil, floor = np.ceil(low - 1e-9), np.floor(high + 1e-9)
    none = ceil > floor  # the base is weighted or the rate is of something else: keep what is told
    return np.where(none, low, ceil), np.where(none, high, floor)


def _note(
    deduced: Deduced, column: str, where: NDArray[np.bool_], bounds: tuple[Floats, Floats]
) -> None:
    """Keep the tightest bounds of a column."""
    for frame, ends, wider, pick in (
        (deduced.low, bounds[0], -np.inf, np.fmax),
        (deduced.high, bounds[1], np.inf, np.fmin),
    ):
        before = frame[column].to_numpy() if column in frame else np.full(len(frame), wider)
        frame[column] = np.where(where, pick(before, ends), before)
