"""A reader who holds the published tables and the map, and asks HiGHS what follows from them.

Written apart from the product: nothing of its audit is used. One quantity is read at a time, a
count or a base minus its count.
"""

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack


class Attacker:
    """What the published figures of one quantity say about the places that they cut out."""

    def __init__(self, figures, geography):
        """Take, by table, the published values (NaN: withheld) and the unit of every residence."""
        names = list(figures)
        homes = pd.DataFrame(
            {n: geography[n].where(geography[n].isin(figures[n].index)) for n in names}
        )
        homes = homes.dropna(how="all").fillna("")
        self.places = homes.drop_duplicates().reset_index(drop=True)
        shown = [(n, unit, value) for n in names for unit, value in figures[n].dropna().items()]
        self.matrix = csr_array(np.array([self.places_of(n, u) for n, u, _ in shown], dtype=float))
        self.values = np.array([value for *_, value in shown])
        self.withheld = [(n, unit) for n in names for unit in figures[n].index[figures[n].isna()]]

    def places_of(self, table, unit):
        """Return 1 for the places of a unit."""
        return (self.places[table] == unit).to_numpy(dtype=float)

    def interval(self, chosen):
        """Return the whole-number interval that is proved for the sum over some places."""
        ends = []
        for sign in (1, -1):
            answer = milp(
                sign * chosen,
                constraints=LinearConstraint(self.matrix, self.values, self.values),
                bounds=Bounds(0, 100_000),
                integrality=np.ones(len(chosen)),
            )
            assert answer.success, answer.message
            ends.append(round(sign * answer.fun))
        return tuple(ends)

    def smallest_set(self, place, threshold):
        """Return the value, under the threshold, of a set of places that figures add up to.

        None when there is none around this place: already the sums that weigh places between 0 and
        1 are at the threshold, or no set of whole places is under it.
        """
        weights = csr_array(self.matrix.T)
        count, rows = weights.shape
        low = np.zeros(count)
        low[place] = 1
        answer = linprog(
            self.values,
            A_ub=vstack([weights, -weights]),
            b_ub=np.concatenate([np.ones(count), -low]),
            bounds=(None, None),
            method="highs",
        )
        if answer.status == 2 or (answer.fun is not None and answer.fun >= threshold - 1e-6):
            return None
        worth = np.concatenate([self.values, np.zeros(count)])
        exact = milp(
            worth,
            constraints=[
                LinearConstraint(hstack([weights, -eye_array(count)]), 0, 0),
                LinearConstraint(
                    np.concatenate([self.values, np.zeros(count)])[None, :], 1, np.inf
                ),
            ],
            bounds=Bounds(
                np.concatenate([np.full(rows, -np.inf), low]),
                np.concatenate([np.full(rows, np.inf), np.ones(count)]),
            ),
            integrality=np.concatenate([np.zeros(rows), np.ones(count)]),
        )
        return round(exact.fun) if exact.success and exact.fun < threshold - 1e-6 else None


def quantities(tables):
    """Yield every count and every complement of a release, table by table."""
    bases = {n: b for counts, pairs, _ in tables.values() for n, b in pairs.items()}
    for column in dict.fromkeys(c for counts, *_ in tables.values() for c in counts.columns):
        yield column, {n: t[column] for n, (t, *_) in tables.items() if column in t}
        if column in bases:
            rest = {
                n: t[bases[column]] - t[column]
                for n, (t, *_) in tables.items()
                if column in t and bases[column] in t
            }
            yield f"hors {column}", rest


def attacks(tables, *, threshold=11, width=10, places=None, cells=None, seed=0):
    """Return what an attack finds: derivable sets, and withheld figures bounded too closely.

    Parameters
    ----------
    tables : dict of (counts, bases, geography)
    places, cells : int, optional
        How many places and withheld figures are tried for each quantity, drawn by the seed; all
        of them by default.
    """
    draws = np.random.default_rng(seed)
    geography = {name: atoms for name, (_, _, atoms) in tables.items()}
    found, tried = [], {"lieux": 0, "chiffres": 0}
    for label, figures in quantities(tables):
        attacker = Attacker(figures, {name: geography[name] for name in figures})
        for place in _drawn(draws, np.flatnonzero(attacker.matrix.sum(axis=0)), places):
            tried["lieux"] += 1
            value = attacker.smallest_set(place, threshold)
            if value is not None:
                found.append((label, dict(attacker.places.loc[place]), value))
        for rank in _drawn(draws, np.arange(len(attacker.withheld)), cells):
            tried["chiffres"] += 1
            low, high = attacker.interval(attacker.places_of(*attacker.withheld[rank]))
            if low < threshold and (high < threshold or high - low < width):
                found.append((label, attacker.withheld[rank], (low, high)))
    return found, tried


def _drawn(draws, candidates, wanted):
    if wanted is None or wanted >= len(candidates):
        return candidates
    return np.sort(draws.choice(candidates, wanted, replace=False))
