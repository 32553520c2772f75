"""Which counts lie inside which, read from the catalogue's own expressions.

A reader who has two counts, one inside the other, has their difference too. The expressions are
evaluated on the rows: a count lies inside another when no row is in the first alone. A difference
that only tells what open data tells is declared open by the catalogue, and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.catalogue import Catalogue
from geotools.expressions import Columns
from geotools.occupation.counting import definitions_of

Bools = NDArray[np.bool_]

MOST_CLASSES = 48
"""Beyond, only the relations between bases without declared classes are kept: the audit reads one
unknown per class and place."""


@dataclass(frozen=True)
class Relations:
    """What the counts of one table of rows have to do with each other.

    Parameters
    ----------
    parts : dict
        Count to the classes that it adds up, for the counts that others contain or equal; classes
        never share a row.
    open : dict
        (outer, inner) counts whose difference is open data, to the reason.
    left_out : tuple of str
        Counts whose relations were too many to follow.
    """

    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    open: dict[tuple[str, str], str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def count_relations(
    rows: pd.DataFrame,
    columns: Sequence[str],
    bases: Mapping[str, str],
    *,
    source: str,
    catalogue: Catalogue,
    parameters: Mapping[str, Any] | None = None,
) -> Relations:
    """Return the inclusions between counts that neither bases nor declared classes tell.

    Parameters
    ----------
    rows : DataFrame
        One row per household or dwelling.
    columns : sequence of str
        Published counts.
    bases : mapping
        Numerator to base: inclusions that are known already.
    source : str
        Which expressions of the catalogue apply.
    catalogue : Catalogue
    parameters : mapping, optional

    Returns
    -------
    Relations
    """
    table = Columns(rows, definitions_of(catalogue, source), catalogue.values(parameters))
    held = _memberships(table, columns, source, catalogue)
    if len(held) < 2:
        return Relations()
    names = list(held)
    sets = np.column_stack([held[name] for name in names])
    inside = _inclusions(sets)
    covers = _covers(inside, names, bases)
    opened = {}
    for outer, inner in covers:
        reason = _open(table, held[outer] & ~held[inner], inner, source, catalogue)
        if reason:
            opened[outer, inner] = reason
    kept = [pair for pair in covers if pair not in opened]
    told = catalogue.parts(columns)
    parts: dict[str, tuple[str, ...]] = {}
    for core in _components(kept, told, names):
        found = _classes(sets, names, core)
        lowest = {name for name in core if name in set(bases.values()) and name not in told}
        within = [pair for pair in kept if set(pair) <= lowest]
        parts |= found
        for smaller in _components(within, {}, names) if not found else []:
            parts |= _classes(sets, names, smaller)
    left = tuple(sorted({name for pair in kept for name in pair} - parts.keys()))
    return Relations(parts, opened, left)


def _memberships(
    table: Columns, columns: Sequence[str], source: str, catalogue: Catalogue
) -> dict[str, Bools]:
    """Return the rows of each count of rows; sums of numbers (adults, rents) are no sets."""
    found = {}
    for name in columns:
        item = catalogue.counts.get(name)
        if item is None or source not in item.expressions or item.unit != "effectif":
            continue
        if not any(table.can(expression) for expression in item.expressions[source]):
            continue
        values = table.first_known(item.expressions[source])
        if pd.api.types.is_bool_dtype(values.dtype):
            found[name] = np.asarray(values.to_numpy(dtype=bool, na_value=False))
    return {name: rows for name, rows in found.items() if rows.any()}


def _inclusions(sets: Bools) -> Bools:
    """Tell for each pair (i, j) whether set i lies inside set j."""
    own = sets.astype(np.float32)
    common = own.T @ own
    return np.asarray(common >= np.diag(common)[:, None] - 0.5)


def _covers(inside: Bools, names: Sequence[str], bases: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (outer, inner) pairs with nothing in between, those that bases tell left out.

    Counts of the very same rows are one: whatever contains one of them contains the others.
    """
    equal = inside & inside.T
    first = np.array([int(np.flatnonzero(row)[0]) for row in equal])
    heads = np.unique(first)
    place = {name: rank for rank, name in enumerate(names)}
    told = {
        (first[place[b]], first[place[n]]) for n, b in bases.items() if n in place and b in place
    }
    strict = inside & ~equal
    pairs = [(names[first[i]], names[i]) for i in range(len(names)) if first[i] != i]
    for inner in heads:
        above = [j for j in heads if strict[inner, j]]
        lowest = [j for j in above if not any(strict[k, j] for k in above)]
        pairs += [(names[j], names[inner]) for j in lowest if (j, inner) not in told]
    return pairs


def _open(table: Columns, difference: Bools, inner: str, source: str, catalogue: Catalogue) -> str:
    """Return why a difference tells only what open data tells, empty when it tells more."""
    item = catalogue.counts[inner]
    expressions = item.open.get(source, ())
    if not difference.any() or not any(table.can(expression) for expression in expressions):
        return ""
    values = table.first_known(expressions).to_numpy(dtype=float, na_value=np.nan)
    return item.open_reason if bool((values[difference] == 1).all()) else ""


def _components(
    pairs: Iterable[tuple[str, str]], told: Mapping[str, tuple[str, ...]], names: Sequence[str]
) -> list[list[str]]:
    """Return the counts that are read together: related ones, with all that share their classes.

    An open difference relates nothing: its two counts may be in two components.
    """
    groups: list[set[str]] = []
    for pair in pairs:
        met = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in met]
        groups.append(set(pair).union(*met))
    merged: list[set[str]] = []
    for group in groups:
        shared = {part for name in group for part in told.get(name, ())}
        wide = group | {name for name in names if shared & set(told.get(name, ()))}
        met = [other for other in merged if other & wide]
        merged = [other for other in merged if other not in met]
        merged.append(wide.union(*met))
    return [[name for name in names if name in group] for group in merged]


def _classes(sets: Bools, names: Sequence[str], core: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the classes of each count read together, none when there are too many."""
    if not core:
        return {}
    inner = sets[:, [list(names).index(name) for name in core]]
    patterns = np.unique(inner[inner.any(axis=1)], axis=0)
    if len(patterns) > MOST_CLASSES:
        return {}
    labels = [
        " et ".join(name for name, there in zip(core, row, strict=True) if there)
        for row in patterns
    ]
    return {
        name: tuple(label for label, there in zip(labels, patterns[:, i], strict=True) if there)
        for i, name in enumerate(core)
    }
