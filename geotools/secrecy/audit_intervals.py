"""G2: what is withheld cannot be bracketed too closely; two tables prove it for each figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, identity, vstack

from geotools.progress import SILENT, Progress
from geotools.secrecy.audit_differencing import contradiction
from geotools.secrecy.audit_findings import Figure, Finding, places
from geotools.secrecy.audit_polytope import Polytope, is_whole
from geotools.secrecy.audit_system import Row, System
from geotools.secrecy.rule import TOLERANCE, SecrecyRule

Floats = NDArray[np.float64]

ROUNDS = 16
"""Joint questions asked before figures are looked at one by one."""


def audit_intervals(
    system: System, rule: SecrecyRule, progress: Progress = SILENT
) -> tuple[list[Finding], pd.DataFrame]:
    """Check the interval that a reader can prove for each withheld figure and each small cell.

    A withheld figure must possibly reach the threshold, and its interval be as wide as the rule
    says (unless it provably holds the threshold, under ``bounded="small"``); a cell (a part that no
    published limit divides) must as well unless it surely holds the threshold or nothing. What
    readers knew before, a denominator, is not held against the release.

    Parameters
    ----------
    system : System
        One connected part, denominators included.
    rule : SecrecyRule
    progress : Progress

    Returns
    -------
    findings : list of Finding
    witnesses : DataFrame
        ``figure``, ``minimum``, ``maximum``: values of the figure in two whole-number tables that
        both fit everything published (real numbers for weighted counts).
    """
    if system.matrix.shape[1] == 0:
        return [], pd.DataFrame(columns=["figure", "minimum", "maximum"])
    search = _Search(system, rule)
    search.joint(progress)
    search.single(progress)
    return search.findings(), search.witnesses()


def withheld_intervals(system: System) -> pd.DataFrame:
    """Return the exact interval that a reader can prove for each withheld figure.

    Parameters
    ----------
    system : System
        One connected part.

    Returns
    -------
    DataFrame
        ``table``, ``unite``, ``colonne``, ``minimum``, ``maximum``.
    """
    search = _Search(system, SecrecyRule())
    for i in range(search.withheld):
        cost = search.sums[[i]].toarray()[0]
        search.ask(-cost)
        search.ask(cost)
    rows = [search.row(i) for i in range(search.withheld)]
    return pd.DataFrame(
        {
            "table": [r.table for r in rows],
            "unite": [r.unit for r in rows],
            "colonne": [r.plus[0] for r in rows],
            "minimum": search.low[: search.withheld],
            "maximum": search.high[: search.withheld],
        }
    )


class _Search:
    """Extremes met so far for each figure, and what they must become."""

    def __init__(self, system: System, rule: SecrecyRule) -> None:
        self.system, self.rule = system, rule
        cells = system.matrix.shape[1]
        self.sums = csr_array(vstack([system.hidden, identity(cells)]))
        self.withheld = system.hidden.shape[0]
        spoken = np.bincount(system.matrix.indices, minlength=cells) > 0
        far = 10 * (rule.threshold + rule.interval)  # nothing is said of the cell: any value fits
        upper = np.where(spoken, system.prior, np.minimum(system.prior, far))
        self.polytope = Polytope(system.matrix, system.values, upper)
        least, most = self._known_before()
        self.reach = np.minimum(rule.threshold, most) - TOLERANCE
        self.width = np.minimum(rule.interval, most - least) - TOLERANCE
        self.low = np.full(self.sums.shape[0], np.inf)
        self.high = np.full(self.sums.shape[0], -np.inf)
        self.binding: dict[int, set[int]] = {}
        self.settled = self._published_alone() | (most - least <= TOLERANCE)

    def _known_before(self) -> tuple[Floats, Floats]:
        """Return the interval of each figure that denominators alone give: no fault of ours."""
        parts, home = np.unique(self.system.cells["lieu"].to_numpy(), return_inverse=True)
        cells = len(home)
        shape = (cells, len(parts))
        spread = csr_array((np.ones(cells), (np.arange(cells), home.ravel())), shape=shape)
        total = np.full(len(parts), np.inf)
        total[home.ravel()] = self.system.prior
        classes = np.asarray(spread.sum(axis=0)).ravel()
        taken = csr_array(self.sums @ spread)
        most = csr_array((total[taken.indices], taken.indices, taken.indptr), shape=taken.shape)
        whole = (taken.data == classes[taken.indices]) & np.isfinite(total[taken.indices])
        fixed = np.where(whole, total[taken.indices], 0.0)
        least = csr_array((fixed, taken.indices, taken.indptr), shape=taken.shape)
        return np.asarray(least.sum(axis=1)).ravel(), np.asarray(most.sum(axis=1)).ravel()

    def _published_alone(self) -> NDArray[np.bool_]:
        """Cells that a published figure gives by themselves: G0 and G1 are about them."""
        alone = np.diff(self.system.matrix.indptr) == 1
        settled = np.zeros(self.sums.shape[0], dtype=bool)
        large = alone & (self.system.values >= self.reach.max(initial=0))
        settled[self.withheld + self.system.matrix[np.flatnonzero(large)].indices] = True
        return settled

    def ask(self, cost: Floats, *, best: bool = True) -> None:
        """Add the table of largest cost, or one near it, to what was met."""
        if not self.system.whole:
            table = self.polytope.maximise(cost)
        else:
            table = (self.polytope.whole_best if best else self.polytope.whole_near)(cost)
        if table is None:
            raise contradiction(self.system, self.polytope.misfit())
        values = self.sums @ table
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)

    def safe(self) -> NDArray[np.bool_]:
        """Tell which figures are proved safe by the tables met so far."""
        return self.settled | ((self.high >= self.reach) & (self.high - self.low >= self.width))

    def joint(self, progress: Progress) -> None:
        """Ask random joint questions while they settle many figures at once."""
        draws = np.random.default_rng(0)
        for turn in range(ROUNDS):
            progress.at(0.5 * turn / ROUNDS)
            doubtful = ~self.safe()
            if not doubtful.any():
                return
            signs = np.where(draws.random(self.sums.shape[0]) < 0.5, -1.0, 1.0)
            push = (-1.0) ** turn if turn < 4 else signs
            cost = self.sums.T @ (push * doubtful * draws.random(self.sums.shape[0]))
            self.ask(np.asarray(cost), best=False)

    def single(self, progress: Progress) -> None:
        """Find the exact interval of each figure still in doubt.

        The linear interval contains the whole-number one: when it is too narrow already, or surely
        above the threshold, nothing more is asked.
        """
        left = np.flatnonzero(~self.safe())
        for rank, i in enumerate(left):
            if rank % 50 == 0:
                progress.at(0.5 + 0.5 * rank / len(left))
            if not self.safe()[i]:
                self._look_at(int(i), self.sums[[i]].toarray()[0])

    def _look_at(self, i: int, cost: Floats) -> None:
        low = self._extreme(i, -cost)
        cell = i >= self.withheld
        if (cell or self.rule.bounded == "small") and low >= self.rule.threshold - TOLERANCE:
            self.settled[i] = True
            return
        lowest = self.binding.pop(i)
        high = self._extreme(i, cost)
        if high >= self.reach[i]:  # wide enough above: what holds the figure up counts as well
            self.binding[i] |= lowest
        if cell and high <= TOLERANCE:
            self.settled[i] = True
        elif high < self.reach[i] or high - low < self.width[i]:
            self.low[i], self.high[i] = low, high
            return
        for best in (False, True):
            for sign in (-1.0, 1.0):
                if not self.safe()[i]:
                    self.ask(sign * cost, best=best)

    def _extreme(self, i: int, cost: Floats) -> float:
        """Return the figure in a table of largest cost, which counts as met when it is whole."""
        table, prices = self.polytope.priced(cost)
        if table is None or prices is None:
            raise contradiction(self.system, self.polytope.misfit())
        dear = np.flatnonzero(np.abs(prices) > TOLERANCE).tolist()
        self.binding.setdefault(i, set()).update(dear)
        values = self.sums @ table
        if not self.system.whole or is_whole(table):
            values = np.round(values) if self.system.whole else values
            self.low = np.minimum(self.low, values)
            self.high = np.maximum(self.high, values)
        return float(values[i])

    def findings(self) -> list[Finding]:
        """Write what stays in doubt: its interval is now exact."""
        found = [self._finding(int(i)) for i in np.flatnonzero(~self.safe())]
        first = {(f.atoms, f.figures[0].column): f for f in reversed(found)}
        return [f for f in found if first[f.atoms, f.figures[0].column] is f]

    def _finding(self, i: int) -> Finding:
        row = self.row(i)
        atoms = self.system.atoms_of(self.sums[[i]].toarray()[0] > 0)
        low, high = self.low[i], self.high[i]
        what = "la valeur retenue" if i < self.withheld else "un croisement non publié,"
        named = f"« {row.plus[0]} » de {f'{row.table} {row.unit}'.strip()}"
        return Finding(
            "G2",
            (Figure(row.table, row.unit, row.plus[0]),),
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
        )

    def row(self, i: int) -> Row:
        """Return the name of a figure: a withheld one, or a cell."""
        if i < self.withheld:
            return self.system.hidden_rows[i]
        cell = self.system.cells.iloc[i - self.withheld]
        return Row("", " + ".join(self._units(i - self.withheld)), (cell["classe"],))

    def _units(self, cell: int) -> list[str]:
        column = self.system.matrix[:, [cell]].tocoo()
        units = (f"{self.system.rows[r].table} {self.system.rows[r].unit}" for r in column.row)
        return list(dict.fromkeys(units))

    def witnesses(self) -> pd.DataFrame:
        """Return the proof for each withheld figure."""
        rows = [self.row(i) for i in range(self.withheld)]
        return pd.DataFrame(
            {
                "figure": [f"{r.table} {r.unit} : {r.plus[0]}" for r in rows],
                "minimum": self.low[: self.withheld],
                "maximum": self.high[: self.withheld],
            }
        )
