"""G2: what is withheld cannot be bracketed too closely; two tables prove it for each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity, vstack

from geotools.errors import InputError, some
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.findings import Figure, Finding, places
from geotools.secrecy.audit.polytope import Polytope, is_whole
from geotools.secrecy.audit.reduction import contradiction
from geotools.secrecy.audit.system import Row, System
from geotools.secrecy.rule import TOLERANCE, SecrecyRule

Floats = NDArray[np.float64]

ROUNDS = 16
"""Joint questions asked before figures are looked at one by one."""

FRUITFUL = 0.9
"""A joint question that leaves more than this share of the doubts open is the last."""


def audit_intervals(
    part: System, rule: SecrecyRule, progress: Progress = SILENT
) -> tuple[list[Finding], IntervalProof]:
    """Check the interval that a reader can prove for each withheld figure and each small cell.

    A withheld figure must possibly reach the threshold, and its interval be as wide as the rule
    says (unless it provably holds the threshold, under ``bounded="small"``); a cell (a part that no
    published limit divides) must as well unless it surely holds the threshold or nothing. What
    readers knew before, a denominator, is not held against the release.

    Parameters
    ----------
    part : System
        One part of a reduced system, denominators included, joined by withheld figures.
    rule : SecrecyRule
    progress : Progress

    Returns
    -------
    findings : list of Finding
    proof : Proof
    """
    search = _IntervalSearch(part, rule)
    search.joint(progress)
    search.single(progress)
    return search.findings(), search.proof()


def settled_figures(system: System, rule: SecrecyRule) -> list[Finding]:
    """Return the withheld figures that published ones give exactly, and should not.

    Parameters
    ----------
    system : System
        Reduced: such a figure spans no cell any more.
    rule : SecrecyRule
    """
    bare = np.flatnonzero(np.diff(system.hidden.indptr) == 0)
    findings = []
    for i in bare:
        low, high = system.hidden_before[i]
        value, row = float(system.given[i]), system.hidden_rows[i]
        empty = value <= TOLERANCE and rule.zero == "allowed"
        large = value >= rule.threshold - TOLERANCE and rule.bounded == "small"
        if not (empty or large or high - low <= TOLERANCE):
            figure = Figure(row.table, row.unit, row.column)
            findings.append(
                Finding(
                    "G2",
                    (figure,),
                    f"Un lecteur peut calculer la valeur retenue « {row.column} » de {row.table} "
                    f"{row.unit} : elle vaut {value:g}.",
                    (),
                    0.0,
                    tuple(f for r in row.less for f in r.figures(1)),
                    (value, value),
                )
            )
    return findings


def withheld_intervals(part: System) -> pd.DataFrame:
    """Return the exact interval that a reader can prove for each withheld figure.

    Parameters
    ----------
    part : System
        One part of a reduced system, joined by withheld figures.

    Returns
    -------
    DataFrame
        ``table``, ``unite``, ``colonne``, ``minimum``, ``maximum``.
    """
    search = _IntervalSearch(part, SecrecyRule())
    for i in range(search.withheld):
        cost = search.sums[[i]].toarray()[0]
        search.ask(-cost, best=True)
        search.ask(cost, best=True)
    rows = [search.row(i) for i in range(search.withheld)]
    return interval_frame(rows, search.low[: search.withheld], search.high[: search.withheld])


def interval_frame(rows: list[Row], low: Floats, high: Floats) -> pd.DataFrame:
    """Return intervals as a table, one row per withheld figure."""
    return pd.DataFrame(
        {
            "table": [r.table for r in rows],
            "unite": [r.unit for r in rows],
            "colonne": [r.column for r in rows],
            "minimum": low,
            "maximum": high,
        }
    )


@dataclass(frozen=True)
class IntervalProof:
    """Proof of G2 for one part: tables that fit everything published.

    Parameters
    ----------
    figures : list of str
        Withheld figures.
    bounds : array (figures × 2)
        Smallest and largest value of each that were met.
    at : array (figures × 2)
        In which of the tables.
    places, classes : list of str
        Of each cell; cells published as empty are left out.
    tables : dict of array
        By number: what each cell holds, whole numbers unless counts are weighted.
    """

    figures: list[str]
    bounds: Floats
    at: NDArray[np.int64]
    places: list[str]
    classes: list[str]
    tables: dict[int, Floats]


class _IntervalSearch:
    """Extremes met so far for each figure, and what they must become."""

    def __init__(self, system: System, rule: SecrecyRule) -> None:
        self.rule = rule
        cells = system.matrix.shape[1]
        self.sums = csr_array(vstack([system.hidden, identity(cells)]))
        self.given = np.concatenate([system.given, np.zeros(cells)])
        self.withheld = system.hidden.shape[0]
        spoken = np.bincount(system.matrix.indices, minlength=cells) > 0
        far = 10 * (rule.threshold + rule.interval)  # nothing is said of the cell: any value fits
        most = system.before[:, 1]
        upper = np.where(spoken, most, np.minimum(most, far))
        self.cells = cells
        self.polytope, self.sums, self.system = _bounded(system, upper, self.sums)
        least, most = np.concatenate([system.hidden_before, _told_of_cells(system)]).T
        self.reach = np.minimum(rule.threshold, most) - TOLERANCE
        self.width = np.minimum(rule.interval, most - least) - TOLERANCE
        self.low = np.full(self.sums.shape[0], np.inf)
        self.high = np.full(self.sums.shape[0], -np.inf)
        self.tables: list[Floats] = []
        self.at = np.zeros((self.sums.shape[0], 2), dtype=np.int64)
        self.proved: dict[int, tuple[float, float]] = {}
        self.binding: dict[int, set[int]] = {}
        self.settled = self._published_alone() | (most - least <= TOLERANCE)

    def _published_alone(self) -> NDArray[np.bool_]:
        """Cells that a published figure gives by themselves: G0 and G1 are about them."""
        alone = np.diff(self.system.matrix.indptr) == 1
        settled = np.zeros(self.sums.shape[0], dtype=bool)
        large = alone & (self.system.values >= self.reach.max(initial=0))
        settled[self.withheld + self.system.matrix[np.flatnonzero(large)].indices] = True
        return settled

    def ask(self, cost: Floats, *, best: bool, linear: Floats | None = None) -> None:
        """Add the table of largest cost, or one near it, to what was met."""
        if not self.system.whole:
            table = self.polytope.maximise(cost) if linear is None else linear
        elif best:
            table = self.polytope.whole_best(cost)
        else:
            table = self.polytope.whole_near(cost, linear)
        if table is None:
            raise contradiction(self.system, self.polytope.misfit())
        self.meet(table)

    def meet(self, table: Floats) -> None:
        """Take note of a table that fits: whole numbers, unless counts are weighted."""
        values = self.sums @ table + self.given
        lower, higher = values < self.low - TOLERANCE, values > self.high + TOLERANCE
        if lower.any() or higher.any() or not self.tables:
            self.at[lower, 0] = self.at[higher, 1] = len(self.tables)
            self.low = np.where(lower, values, self.low)
            self.high = np.where(higher, values, self.high)
            self.tables.append(table)

    def safe(self) -> NDArray[np.bool_]:
        """Tell which figures are proved safe by the tables met so far."""
        return self.settled | ((self.high >= self.reach) & (self.high - self.low >= self.width))

    def joint(self, progress: Progress) -> None:
        """Ask one joint question, then more while they settle many figures at once."""
        if self.system.matrix.shape == (1, 1) and self.sums.shape[1] == 1:
            self.meet(self.system.values)
        draws = np.random.default_rng(0)
        left = self.sums.shape[0] + 1
        for turn in range(ROUNDS):
            progress.at(0.5 * turn / ROUNDS)
            doubtful = ~self.safe()
            if (turn > 3 and doubtful.sum() > FRUITFUL * left) or not doubtful.any():
                return
            left = doubtful.sum()
            signs = np.where(draws.random(self.sums.shape[0]) < 0.5, -1.0, 1.0)
            push = (-1.0) ** turn if turn < 4 else signs
            cost = self.sums.T @ (push * doubtful * draws.random(self.sums.shape[0]))
            self.ask(np.asarray(cost), best=False)

    def single(self, progress: Progress) -> None:
        """Settle each figure still in doubt: by a move around it, else by its exact interval."""
        left = np.flatnonzero(~self.safe())
        for rank, i in enumerate(left):
            if rank % 50 == 0:
                progress.at(0.5 + 0.5 * rank / len(left))
            cost = self.sums[[i]].toarray()[0]
            for side, sign in ((1, 1.0), (0, -1.0)):
                if not self.safe()[i]:
                    start = self.tables[self.at[i, side]]
                    self.meet(self.polytope.push(sign * cost, start, whole=self.system.whole))
            if not self.safe()[i]:
                self._look_at(int(i), cost)

    def _look_at(self, i: int, cost: Floats) -> None:
        """Find the exact interval of a figure.

        The linear interval contains the whole-number one: when it is too narrow already, or surely
        above the threshold, nothing more is asked.
        """
        low, lowest = self._extreme(i, -cost)
        cell = i >= self.withheld
        if (cell or self.rule.bounded == "small") and low >= self.rule.threshold - TOLERANCE:
            self.settled[i] = True
            return
        holding = self.binding.pop(i)
        high, highest = self._extreme(i, cost)
        if high >= self.reach[i]:  # wide enough above: what holds the figure up counts as well
            self.binding[i] |= holding
        if cell and high <= TOLERANCE:
            self.settled[i] = True
        elif high < self.reach[i] or high - low < self.width[i]:
            self.proved[i] = low, high
            return
        for best in (False, True):
            for sign, linear in ((-1.0, lowest), (1.0, highest)):
                if not self.safe()[i]:
                    self.ask(sign * cost, best=best, linear=linear)

    def _extreme(self, i: int, cost: Floats) -> tuple[float, Floats]:
        """Return the figure in a table of largest cost, met when it is whole, and the table."""
        table, prices = self.polytope.priced(cost)
        if table is None or prices is None:
            raise contradiction(self.system, self.polytope.misfit())
        dear = np.flatnonzero(np.abs(prices) > TOLERANCE).tolist()
        self.binding.setdefault(i, set()).update(dear)
        if not self.system.whole:
            self.meet(table)
        elif is_whole(table):
            self.meet(np.round(table))
        return float((self.sums[[i]] @ table)[0] + self.given[i]), table

    def findings(self) -> list[Finding]:
        """Write what stays in doubt: its interval is now exact."""
        found = [self._finding(int(i)) for i in np.flatnonzero(~self.safe())]
        first = {(f.atoms, f.figures[0].column): f for f in reversed(found)}
        found = [f for f in found if first[f.atoms, f.figures[0].column] is f]
        return found or (self.siblings() if self.rule.siblings == "refused" else [])

    def siblings(self) -> list[Finding]:
        """Refuse withheld figures that cannot all reach the threshold: some are proved small.

        Two of them that sum to 11, six that sum to 30: none is bracketed closely, all the same one
        or four are small. The smallest shortfall over all tables that fit is a linear programme;
        figures and equations that carry a price are those of the proof.
        """
        wanted = np.flatnonzero(self.reach[: self.withheld] > 0)
        if len(wanted) < 2 or self._met_together(wanted):
            return []
        inner, cells = csr_array(self.sums[wanted]), self.sums.shape[1]
        lack = csr_array(identity(len(wanted)))
        answer = linprog(
            np.concatenate([np.zeros(cells), np.ones(len(wanted))]),
            A_eq=hstack(
                [self.system.matrix, csr_array((self.system.matrix.shape[0], len(wanted)))]
            ),
            b_eq=self.system.values,
            A_ub=-hstack([inner, lack]),
            b_ub=self.given[wanted] - self.reach[wanted] - TOLERANCE,
            bounds=[*((0, u) for u in self.polytope.upper), *[(0, None)] * len(wanted)],
            method="highs",
        )
        if answer.status != 0 or answer.fun <= 10 * TOLERANCE * len(wanted):
            return []
        short = wanted[np.abs(answer.ineqlin.marginals) > TOLERANCE]
        dear = np.flatnonzero(np.abs(answer.eqlin.marginals) > TOLERANCE)
        return [self._together(short, dear.tolist())] if len(short) else []

    def _met_together(self, wanted: NDArray[np.int64]) -> bool:
        """Tell whether a table met already gives every one of some figures enough."""
        return any(
            bool(((self.sums @ t + self.given)[wanted] >= self.reach[wanted]).all())
            for t in self.tables
        )

    def _together(self, short: NDArray[np.int64], rows: list[int]) -> Finding:
        held = [self.system.hidden_rows[i] for i in short]
        figures = tuple(Figure(r.table, r.unit, r.column) for r in held)
        cells = np.asarray(self.sums[short].sum(axis=0)).ravel()[: self.cells] > 0
        atoms = self.system.atoms_of(cells)
        named = some([f"« {f.column} » de {f.table} {f.unit}" for f in figures])
        return Finding(
            "G2",
            figures,
            f"Ces {len(figures)} valeurs retenues ne peuvent pas atteindre toutes le seuil de "
            f"{self.rule.threshold:g} : un lecteur prouve que certaines sont petites ({named})."
            f"{places(atoms)}",
            atoms,
            0.0,
            tuple(dict.fromkeys(f for r in rows for f in self.system.rows[r].figures(1))),
        )

    def _finding(self, i: int) -> Finding:
        row = self.row(i)
        atoms = self.system.atoms_of(self.sums[[i]].toarray()[0][: self.cells] > 0)
        low, high = self.proved.get(i, (self.low[i], self.high[i]))
        what = "la valeur retenue" if i < self.withheld else "un croisement non publié,"
        named = f"« {row.column} » de {f'{row.table} {row.unit}'.strip()}"
        return Finding(
            "G2",
            (Figure(row.table, row.unit, row.column),),
            f"Un lecteur peut prouver que {what} {named}, est dans [{low:g} ; {high:g}] : trop "
            f"étroit (seuil {self.rule.threshold:g}, largeur {self.rule.interval:g})."
            f"{places(atoms)}",
            atoms,
            float(high - low),
            tuple(
                dict.fromkeys(
                    figure
                    for r in sorted(self.binding.get(i, ()))
                    for figure in self.system.rows[r].figures(1)
                )
            ),
            (float(low), float(high)),
        )

    def row(self, i: int) -> Row:
        """Return the name of a figure: a withheld one, or a cell."""
        if i < self.withheld:
            return self.system.hidden_rows[i]
        cell = i - self.withheld
        return Row("", " + ".join(self._units(cell)), str(self.system.category[cell]))

    def _units(self, cell: int) -> list[str]:
        column = self.system.matrix[:, [cell]].tocoo()
        units = (f"{self.system.rows[r].table} {self.system.rows[r].unit}" for r in column.row)
        return list(dict.fromkeys(units))

    def proof(self) -> IntervalProof:
        """Return the tables that prove the interval of each withheld figure."""
        rows = [self.row(i) for i in range(self.withheld)]
        at = self.at[: self.withheld]
        return IntervalProof(
            [f"{r.table} {r.unit} : {r.column}" for r in rows],
            np.column_stack([self.low, self.high])[: self.withheld],
            at,
            [" + ".join(self.system.places[part]) for part in self.system.place],
            self.system.category.tolist(),
            {
                int(k): self.tables[k][: self.cells]
                for k in np.unique([0, *at.ravel()])
                if self.tables
            },
        )


def _told_of_cells(system: System) -> Floats:
    """Return what readers knew of each cell, or are told when a withheld figure is that cell."""
    alone = np.flatnonzero(np.diff(system.hidden.indptr) == 1)
    cells = system.hidden.indices[system.hidden.indptr[alone]]
    known = system.before.copy()
    told = system.hidden_before[alone] - system.given[alone, None]
    np.maximum.at(known[:, 0], cells, told[:, 0])
    np.minimum.at(known[:, 1], cells, told[:, 1])
    return known


def _bounded(system: System, upper: Floats, sums: csr_array) -> tuple[Polytope, csr_array, System]:
    """Return the tables that fit, the sums over their cells, and the system that names each row.

    A withheld figure of which the tables say something is one more equation: the figure and a cell
    of its own, up to the distance of its bounds, make its largest value (or, with none, the figure
    less that cell makes its smallest).
    """
    low, high = (system.hidden_bounds - system.given[:, None]).T
    some = np.flatnonzero(np.isfinite(low) & (low > TOLERANCE) | np.isfinite(high))
    if not some.size:
        return Polytope(system.matrix, system.values, upper), sums, system
    low, high = np.maximum(low[some], 0.0), high[some]
    if system.whole:
        low, high = np.ceil(low - TOLERANCE), np.floor(high + TOLERANCE)
    sign = np.where(np.isfinite(high), 1.0, -1.0)
    crossed = np.flatnonzero((high < low - TOLERANCE) | (high < -TOLERANCE))
    if crossed.size:
        row = system.hidden_rows[some[crossed[0]]]
        raise InputError(
            f"Ce que « {row.column} » de {row.table} {row.unit} dit d’une valeur retenue (marque, "
            "taux ou total arrondi) contredit les autres chiffres publiés. Corrigez les tables "
            "avant l’audit."
        )
    high = np.maximum(high, low)
    slack = csr_array(
        (sign, (np.arange(len(some)), np.arange(len(some)))), shape=(len(some), len(some))
    )
    matrix = csr_array(
        vstack(
            [
                hstack([system.matrix, csr_array((system.matrix.shape[0], len(some)))]),
                hstack([system.hidden[some], slack]),
            ]
        )
    )
    values = np.concatenate([system.values, np.where(sign > 0, high, low)])
    room = np.where(sign > 0, high - low, np.inf)
    wide = csr_array(hstack([sums, csr_array((sums.shape[0], len(some)))]))
    named = replace(system, rows=[*system.rows, *(system.hidden_rows[i] for i in some)])
    return Polytope(matrix, values, np.concatenate([upper, room])), wide, named


def witness_frames(proofs: Sequence[IntervalProof]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the proofs of all parts as two tables.

    Returns
    -------
    figures : DataFrame
        One row per withheld figure: ``figure``, ``partie``, ``minimum``, ``maximum``, and the
        tables of that part that give them, ``temoin_minimum`` and ``temoin_maximum``.
    tables : DataFrame
        ``partie``, ``temoin``, ``lieu``, ``classe``, ``valeur``. One table of each part, taken
        together, fit every published figure; cells that appear in none are published as empty.
    """
    figures = {
        "figure": [name for proof in proofs for name in proof.figures],
        "partie": np.repeat(np.arange(len(proofs)), [len(proof.figures) for proof in proofs]),
    }
    bounds = np.concatenate([np.empty((0, 2)), *[proof.bounds for proof in proofs]])
    at = np.concatenate([np.empty((0, 2), dtype=np.int64), *[proof.at for proof in proofs]])
    figures |= {"minimum": bounds[:, 0], "maximum": bounds[:, 1]}
    figures |= {"temoin_minimum": at[:, 0], "temoin_maximum": at[:, 1]}
    shown = [(part, k, proof) for part, proof in enumerate(proofs) for k in proof.tables]
    width = [len(proof.places) for _, _, proof in shown]
    tables = {
        "partie": np.repeat([part for part, _, _ in shown], width),
        "temoin": np.repeat([k for _, k, _ in shown], width),
        "lieu": [place for _, _, proof in shown for place in proof.places],
        "classe": [name for _, _, proof in shown for name in proof.classes],
        "valeur": np.concatenate([np.empty(0), *[proof.tables[k] for _, k, proof in shown]]),
    }
    return pd.DataFrame(figures), pd.DataFrame(tables)
