"""Counts that a reader of several counts of one place computes by adding and subtracting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.secrecy.tables import Family, PublishedTable, families

MOST_ENUMERATED = 8
"""Counts of a family whose every combination is tried: three to the power of eight of them."""

MOST_COMBINED = 4
"""In a larger family, counts that one combination adds or subtracts."""


@dataclass(frozen=True)
class Derived:
    """A count that follows from published ones.

    Parameters
    ----------
    terms : mapping
        Published count to +1 or −1.
    declared : bool
        A count, a base or a complement: what the rule names. The others are remainders.
    """

    terms: Mapping[str, int]
    declared: bool

    @property
    def name(self) -> str:
        """Return the subtraction, as a reader would write it."""
        first = [c for c, sign in self.terms.items() if sign > 0]
        then = [c for c, sign in self.terms.items() if sign < 0]
        return " + ".join(first) + "".join(f" − {c}" for c in then)

    def values(self, counts: pd.DataFrame) -> pd.Series:
        """Return the count of each row."""
        total = sum(sign * counts[column] for column, sign in self.terms.items())
        return pd.Series(total, index=counts.index)


def derived_counts(
    columns: Sequence[str],
    bases: Mapping[str, str],
    parts: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Derived]:
    """Return every count of whole classes that the published ones add up to.

    Counts of one family are sums of classes that share no unit. Those combinations, with
    coefficients −1, 0 and 1, that hold each class once or not at all are counts of units too.

    Parameters
    ----------
    columns : sequence of str
        Published counts.
    bases : mapping
        Numerator to base.
    parts : mapping, optional
        Count to the classes that it adds up.
    """
    shape = pd.DataFrame(columns=list(columns), dtype=float)
    table = PublishedTable(shape, dict(bases), parts=dict(parts or {}))
    declared = {frozenset({(c, 1)}) for c in columns}
    declared |= {frozenset({(b, 1), (n, -1)}) for n, b in bases.items() if {n, b} <= set(columns)}
    found: dict[frozenset[tuple[str, int]], Derived] = {
        key: Derived(_ordered(key), declared=True) for key in sorted(declared, key=sorted)
    }
    for family in families([table]):
        for terms in _combinations(family):
            key = frozenset(terms.items())
            if key not in found and min(terms.values()) < 0:  # sums are as large as their terms
                found[key] = Derived(_ordered(key), declared=False)
    return list(found.values())


def _ordered(key: frozenset[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(key, key=lambda term: (-term[1], term[0])))


def _combinations(family: Family) -> list[dict[str, int]]:
    counts = [c for c in family.counts if family.classes[c]]
    names = list(dict.fromkeys(part for c in counts for part in family.classes[c]))
    holds = np.array([[part in family.classes[c] for part in names] for c in counts], dtype=np.int8)
    seen: set[bytes] = set()
    chosen = []
    ordered = sorted(_coefficients(len(counts)), key=lambda row: int(np.abs(row).sum()))
    for row in ordered:
        held = (row @ holds).astype(np.int8)
        if held.min(initial=0) < 0 or held.max(initial=0) != 1 or held.tobytes() in seen:
            continue
        seen.add(held.tobytes())
        chosen.append({c: int(k) for c, k in zip(counts, row, strict=True) if k})
    return chosen


def _coefficients(count: int) -> list[NDArray[np.int8]]:
    if count <= MOST_ENUMERATED:
        return [np.array(row, dtype=np.int8) for row in product((0, 1, -1), repeat=count)]
    rows = []
    for size in range(1, MOST_COMBINED + 1):
        for where in combinations(range(count), size):
            for signs in product((1, -1), repeat=size):
                row = np.zeros(count, dtype=np.int8)
                row[list(where)] = signs
                rows.append(row)
    return rows
