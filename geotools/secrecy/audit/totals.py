"""Which rows of a table are sums of others: by arithmetic, and by their name when it falls short.

« Total » is a total or the file is wrong; « EPCI », « CA du Val » or « France » are when the
figures say so; a row without such a name is when every complete column says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geotools.errors import InputError
from geotools.secrecy.audit.figures import fold, vocabulary

Floats = NDArray[np.float64]
SURE, POSSIBLE, UNNAMED = 2, 1, 0
EXACT = 1e-6
COINCIDENCES = 100
"""How much rarer than one in the number of rows a chance sum has to be."""


@dataclass(frozen=True)
class Total:
    """A row that is the sum of others.

    Parameters
    ----------
    row : int
    members : array of int
        Rows that it adds up, none of which is a total.
    rounding : float
        How far it may be from the sum, in units: 0 when it is exact.
    """

    row: int
    members: NDArray[np.int64]
    rounding: float


def rank_names(names: Sequence[Iterable[str]]) -> NDArray[np.int64]:
    """Return what the texts of each row say of it: ``SURE``, ``POSSIBLE`` or ``UNNAMED``.

    A word that names a third of the rows says nothing: a table of communes is no table of totals.
    """
    sure, possible = (_starts(vocabulary()["totaux"][k]) for k in ("certains", "possibles"))
    ranks = np.full(len(names), UNNAMED)
    rows: dict[str, list[int]] = defaultdict(list)
    for i, texts in enumerate(names):
        for plain in map(fold, texts):
            if sure.match(plain):
                ranks[i] = SURE
            elif found := possible.match(plain):
                rows[found[1]].append(i)
    for own in rows.values():
        if len(own) == 1 or 3 * len(set(own)) <= len(names):
            ranks[own] = np.maximum(ranks[own], POSSIBLE)
    return ranks


def _starts(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("(" + "|".join(re.escape(word) for word in words) + r")(\b|_)")


def find_totals(
    table: str,
    codes: Sequence[str],
    ranks: NDArray[np.int64],
    values: Floats,
    steps: Floats,
) -> list[Total]:
    """Return the rows that add up others.

    Parameters
    ----------
    table : str
        Its name, for messages.
    codes : sequence of str
        Of each row.
    ranks : array of int
        What the name of each row says, see :func:`rank_names`.
    values : array (rows × counts)
        NaN where withheld.
    steps : array
        Precision of each count as written.

    Raises
    ------
    InputError
        A row called « Total » is the sum of nothing.
    """
    search = _Search(list(codes), ranks, values, steps)
    found: dict[int, Total] = {}
    for _ in range(len(ranks)):
        new = search.turn(found)
        if not new:
            break
        found |= new
    for row in np.flatnonzero(ranks == SURE):
        if int(row) not in found:
            _refuse(table, search, int(row), found)
    return list(found.values())


@dataclass
class _Search:
    codes: list[str]
    ranks: NDArray[np.int64]
    values: Floats
    steps: Floats

    def turn(self, found: dict[int, Total]) -> dict[int, Total]:
        """Return the totals that the rows left explain, each of several rows."""
        left = np.ones(len(self.codes), dtype=bool)
        left[list(found)] = False
        rows = np.flatnonzero(left)
        if len(rows) < 2:
            return {}
        new: dict[int, Total] = {}
        whole = self._whole(rows)
        for row in rows:
            if row in whole or self.ranks[row] == SURE:
                total = self._first(int(row), rows, found)
                if total is not None:
                    new[total.row] = total
        if not new:
            new = self._nested(rows)
        members = {int(m) for total in new.values() for m in total.members}
        return {row: total for row, total in new.items() if row not in members}

    def _whole(self, rows: NDArray[np.int64]) -> set[int]:
        """Return the rows worth looking at: those whose value can be half of everything."""
        values = self.values[rows]
        sums = np.nansum(values, axis=0)
        gap = np.abs(2 * values - sums)
        slack = np.where(self.ranks[rows] > UNNAMED, self._slack(len(rows)), EXACT)[:, None]
        complete = ~np.isnan(values).any(axis=0)
        near = (gap <= slack * self.steps + EXACT) & complete & (values > 0)
        named = (self.ranks[rows] == POSSIBLE) & ~complete.all()
        return set(rows[near.any(axis=1) | named].tolist())

    def _slack(self, members: int) -> float:
        """Return how far the sum of rounded figures may be from their rounded total, in steps."""
        return max(1.0, 2.0 * float(np.sqrt((members + 1) / 12)))

    def _first(self, row: int, rows: NDArray[np.int64], found: dict[int, Total]) -> Total | None:
        """Return what a row adds up: everything else, what follows it or what precedes it."""
        others = rows[(rows != row) & (self.ranks[rows] < SURE)]
        spans = [others]
        if self.ranks[row] > UNNAMED:
            stops = [r for r in [*found, *np.flatnonzero(self.ranks == SURE)] if r != row]
            after = min([r for r in stops if r > row], default=len(self.codes))
            before = max([r for r in stops if r < row], default=-1)
            spans += [others[(others > row) & (others < after)]]
            spans += [others[(others < row) & (others > before)]]
        for members in spans:
            rounding = self._adds_up(row, members)
            if rounding is not None and self._believed(row, members):
                return Total(row, members, rounding)
        return None

    def _believed(self, row: int, members: NDArray[np.int64]) -> bool:
        """Tell whether a coincidence is out of the question."""
        if self.ranks[row] > UNNAMED:
            return True
        at_edge = row in (0, len(self.codes) - 1)
        return len(members) > 1 and (at_edge or self._complete(row, members).sum() > 1)

    def _complete(self, row: int, members: NDArray[np.int64]) -> NDArray[np.bool_]:
        known = ~np.isnan(self.values[members]).any(axis=0) & (self.values[row] > 0)
        return np.asarray(known, dtype=bool)

    def _adds_up(self, row: int, members: NDArray[np.int64]) -> float | None:
        """Return the rounding under which a row is the sum of others, None when it is not."""
        if not len(members):
            return None
        own, inside = self.values[row], self.values[members]
        sums, complete = np.nansum(inside, axis=0), ~np.isnan(inside).any(axis=0)
        shown = ~np.isnan(own)
        gap = np.where(shown, np.abs(own - sums), 0.0)
        slack = self._slack(len(members)) * self.steps if self.ranks[row] else 0 * self.steps
        if (gap[complete] > slack[complete] + EXACT).any():
            return None
        if (shown & ~complete & (own < sums - slack - EXACT)).any():
            return None
        if not (complete & shown & (own > 0)).any() and not self._surely(row, members):
            return None
        worst = gap[complete & shown].max(initial=0.0)
        return 0.0 if worst <= EXACT else max(float(worst), self._rounded(len(members)))

    def _surely(self, row: int, members: NDArray[np.int64]) -> bool:
        """Tell whether the name alone makes a total: « EPCI » at an edge, above all the rest."""
        if self.ranks[row] == SURE:
            return True
        alone = (self.ranks == POSSIBLE).sum() == 1 and row in (0, len(self.codes) - 1)
        return bool(alone and self.ranks[row] == POSSIBLE and len(members) > 1)

    def _rounded(self, members: int) -> float:
        return (
            0.5 * (members + 1) if members < 3 else float(self._slack(members) * self.steps.max())
        )

    def _nested(self, rows: NDArray[np.int64]) -> dict[int, Total]:
        """Return the rows that equal, in two complete columns or more, those that follow them."""
        complete: NDArray[np.bool_] = np.asarray(~np.isnan(self.values[rows]).any(axis=0))
        if complete.sum() < 2:
            return self._by_code(rows, complete)
        values = self.values[rows][:, complete]
        ends = np.vstack([np.zeros(values.shape[1]), np.cumsum(values, axis=0)])
        new: dict[int, Total] = {}
        taken = 0
        for i in range(len(rows)):
            if i < taken:
                continue
            goal = ends[i + 1] + values[i]
            stop = int(np.searchsorted(ends[:, 0], goal[0] - EXACT))
            inside = i + 3 <= stop < len(ends)
            if not inside or np.abs(ends[stop] - goal).max() > EXACT:
                continue
            members = rows[i + 1 : stop]
            if self._unlikely(values[i], len(rows)) and self._adds_up(int(rows[i]), members) == 0.0:
                new[int(rows[i])] = Total(int(rows[i]), members, 0.0)
                taken = stop
        return new or self._by_code(rows, complete)

    def _unlikely(self, values: Floats, rows: int) -> bool:
        """Tell whether such figures seldom add up by chance: two at least, and large together."""
        shown = values[values > 0]
        return len(shown) > 1 and float(np.log(shown).sum()) > np.log(1e4 + COINCIDENCES * rows)

    def _by_code(self, rows: NDArray[np.int64], complete: NDArray[np.bool_]) -> dict[int, Total]:
        """Return the rows whose code begins those of the rows that they add up."""
        if not complete.any():
            return {}
        order = sorted(rows.tolist(), key=lambda r: self.codes[r])
        new: dict[int, Total] = {}
        for k, row in enumerate(order):
            code, stop = self.codes[row], k + 1
            while stop < len(order) and self.codes[order[stop]].startswith(code):
                stop += 1
            members = np.array(order[k + 1 : stop], dtype=np.int64)
            longer = all(len(self.codes[m]) > len(code) + 1 for m in members)
            if (
                len(code) > 1
                and longer
                and len(members) > 1
                and self._adds_up(row, members) is not None
            ):
                new[row] = Total(row, members, 0.0)
        return new


def _refuse(table: str, search: _Search, row: int, found: dict[int, Total]) -> None:
    """Refuse a row called total that its rows do not give, naming the first gap."""
    left = np.ones(len(search.codes), dtype=bool)
    left[[row, *found]] = False
    members = np.flatnonzero(left & (search.ranks < SURE))
    if not len(members):
        return
    inside, own = search.values[members], search.values[row]
    complete = ~np.isnan(inside).any(axis=0) & ~np.isnan(own)
    gaps = np.where(complete, np.abs(own - np.nansum(inside, axis=0)), 0.0)
    if not complete.any():
        gaps = np.maximum(np.nansum(inside, axis=0) - np.nan_to_num(own, nan=np.inf), 0.0)
    raise InputError(
        f"Les totaux publiés ne s’additionnent pas : {table}, ligne « {search.codes[row]} » : "
        f"écart de {gaps.max():g} entre elle et les lignes qu’elle devrait réunir. Corrigez la "
        "table avant l’audit, ou renommez cette ligne si elle n’est pas un total."
    )
