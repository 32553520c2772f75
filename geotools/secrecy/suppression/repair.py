"""Withhold the cheapest figures that break every breach, and audit again until none is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from geotools.errors import guaranteed
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.findings import Finding
from geotools.secrecy.audit.release import Memory, first_breaches
from geotools.secrecy.programmes import milp
from geotools.secrecy.rule import SecrecyRule
from geotools.secrecy.tables import PublishedTable, families

Masks = dict[str, pd.DataFrame]
Cell = tuple[str, str, str]
"""Zoning, unit and column of a published figure."""

MAX_ROUNDS = 200
"""Each round withholds at least one figure; real territories need fewer than twenty."""

TRIES = 4
"""Audits for each column of a rank of zonings, to give back what was withheld needlessly."""

FEW = 40
"""So many withheld figures are tried one by one at the end: an audit for each."""

RANK_WEIGHT = 8.0
"""A figure of a zoning costs this many of the next zoning in the order of priority."""


def repair(
    full: Mapping[str, PublishedTable],
    masks: Masks,
    rule: SecrecyRule,
    order: Sequence[str],
    known: Sequence[PublishedTable] = (),
    progress: Progress = SILENT,
) -> tuple[Masks, tuple[str, ...]]:
    """Withhold figures until the audit finds neither derivable small sets nor narrow intervals.

    Parameters
    ----------
    full : mapping of PublishedTable
        Tables before anything is withheld.
    masks : dict of DataFrame of bool
        What is withheld already.
    rule : SecrecyRule
    order : sequence of str
        Zonings, the first is kept whole the longest.
    known : sequence of PublishedTable
    progress : Progress

    Returns
    -------
    masks : dict of DataFrame
    notes : tuple of str
        What could not be repaired and what to give up, in French.
    """
    if set(rule.guarantees) == {"G0"}:  # needs no more than looking at each figure
        return masks, ()
    work = _Repair(full, {n: m.copy() for n, m in masks.items()}, rule, list(order), known)
    notes = work.withhold_all(progress.part(0.0, 0.7))
    if not notes:
        work.give_back(masks, progress.part(0.7, 1.0))
    return work.masks, notes


@dataclass
class _Repair:
    """A release while figures are withheld from it; ``masks`` tell which."""

    full: Mapping[str, PublishedTable]
    masks: Masks
    rule: SecrecyRule
    order: list[str]
    known: Sequence[PublishedTable]
    memory: Memory = field(default_factory=Memory)
    asked: dict[tuple[object, ...], list[Finding]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.families = {f.name: f.counts for f in families(self.full.values())}

    def withhold_all(self, progress: Progress) -> tuple[str, ...]:
        """Withhold round after round; a breach that comes back there costs twice more."""
        notes: list[str] = []
        waiting = list(self.families)
        rounds = 0
        stubborn: dict[object, int] = {}
        while waiting and rounds < MAX_ROUNDS:
            rounds += 1
            done = 1 - len(waiting) / (len(self.families) + 1)
            family = waiting[0]
            columns = self.families[family]
            step = progress.part(done, done, f"Secret : recoupements, {family}")
            findings = self.breaches(columns, step)
            chosen = self.hit(findings, columns, stubborn)
            for finding in findings:
                stubborn[_spot(finding)] = stubborn.get(_spot(finding), 0) + 1
            self.mark(chosen, True)
            for name in {cell[0] for cell in chosen}:
                self.masks[name] = close_mask(self.masks[name], self.full[name].bases)
            touched = {column for _, _, column in chosen}
            if not chosen:
                waiting.pop(0)
                stubborn = {}
            if findings and not chosen:
                notes.append(
                    f"« {family} » : {len(findings)} constat(s) restent sans chiffre à retenir ; "
                    "renoncez à un zonage ou regroupez les unités."
                )
            waiting += [
                f for f, cs in self.families.items() if f not in waiting and touched & set(cs)
            ]
        if waiting:
            notes.append("La protection n’a pas abouti ; renoncez à un zonage ou à une colonne.")
        return tuple(notes)

    def give_back(self, primary: Masks, progress: Progress) -> None:
        """Publish again what was withheld needlessly, zonings of high priority first.

        Figures of the first zonings are given back together, then those of the others but the
        last; what a breach reads among them is withheld again, all of them after a few vain tries.
        """
        columns = {c for columns in self.families.values() for c in columns}
        ordered = sorted(columns, key=lambda c: (c in self.families, c))  # bases first
        middle = len(self.order) // 2
        turns = [
            (names, c) for names in (self.order[:middle], self.order[middle:-1]) for c in ordered
        ]
        for turn, (names, column) in enumerate(turns):
            done = turn / len(turns)
            step = progress.part(done, done, f"Secret : chiffres à rendre, {column}")
            given = self.lost(primary, names, column)
            concerned = [cs for cs in self.families.values() if column in cs]
            for rest in range(TRIES - 1, -1, -1):
                if not given:
                    break
                self.mark(given, False)
                findings = [f for cs in concerned for f in self.breaches(cs, step)]
                read = {cell for f in findings for cell in self.candidates(f, concerned[0])}
                faulty = (given & read if rest else given) or given
                if findings:
                    self.mark(faulty, True)
                given = given - faulty if findings else set()
        self.give_each_back(primary, progress)

    def give_each_back(self, primary: Masks, progress: Progress) -> None:
        """Try what is left one figure at a time, the dearest first, where that is few.

        Nothing is then withheld that could be published alone.
        """
        columns = {c for columns in self.families.values() for c in columns}
        cells = {cell for c in columns for cell in self.lost(primary, self.order, c)}
        if len(cells) > FEW:
            return
        for cell in sorted(cells, key=lambda cell: (-self.cost(cell), cell)):
            base = self.full[cell[0]].bases.get(cell[2])
            if base is not None and self.masks[cell[0]].loc[cell[1], base]:
                continue
            self.mark([cell], False)
            concerned = [cs for cs in self.families.values() if cell[2] in cs]
            if any(self.breaches(cs, progress) for cs in concerned):
                self.mark([cell], True)

    def lost(self, primary: Masks, names: Sequence[str], column: str) -> set[Cell]:
        """Return the figures of a column withheld for others' sake, their base published."""
        lost: set[Cell] = set()
        for name in names:
            if column in self.masks[name]:
                gone = self.masks[name][column] & ~primary[name][column]
                base = self.full[name].bases.get(column)
                if base is not None:
                    gone &= ~self.masks[name][base]
                lost |= {(name, unit, column) for unit in gone.index[gone]}
        return lost

    def mark(self, cells: Iterable[Cell], withheld: bool) -> None:
        """Withhold some figures, or publish them."""
        for name, unit, column in cells:
            self.masks[name].loc[unit, column] = withheld

    def breaches(self, columns: list[str], progress: Progress) -> list[Finding]:
        """Audit one family; intervals are looked at once no combination is left."""
        masks = {n: self.masks[n][own] for n, own in self.own_columns(columns).items()}
        key = (*columns, *(mask.to_numpy().tobytes() for mask in masks.values()))
        if key not in self.asked:
            narrowed = {}
            for name, mask in masks.items():
                own = list(mask.columns)
                shown = self.full[name].counts[own].astype(float).mask(mask)
                narrowed[name] = self.full[name].showing(shown, own)
            self.asked[key] = first_breaches(narrowed, self.rule, self.known, self.memory, progress)
        return self.asked[key]

    def own_columns(self, columns: list[str]) -> dict[str, list[str]]:
        """Return the columns of a family that each table has."""
        found = {n: [c for c in columns if c in t.counts] for n, t in self.full.items()}
        return {n: own for n, own in found.items() if own}

    def hit(
        self, findings: Sequence[Finding], columns: list[str], stubborn: Mapping[object, int]
    ) -> list[Cell]:
        """Choose the cheapest set of published figures that touches every breach (hitting set).

        A breach met before on the same places is touched twice as much each time: many
        combinations of one price stand in for each other, and what is taken in excess is given
        back at the end.
        """
        candidates, need = [], []
        for finding in findings:
            some = self.spare_the_top(self.candidates(finding, columns))
            if some:
                candidates.append(some)
                met = min(stubborn.get(_spot(finding), 0), 10)
                need.append(max(1, min(2**met, len(some) // 3)))
        cells = sorted({cell for group in candidates for cell in group})
        if not cells:
            return []
        place = {cell: i for i, cell in enumerate(cells)}
        cost = np.array([self.cost(cell) for cell in cells])
        rows = np.repeat(np.arange(len(candidates)), [len(group) for group in candidates])
        picked = np.array([place[cell] for group in candidates for cell in group])
        shape = (len(candidates), len(cells))
        cover = csr_array((np.ones(len(rows)), (rows, picked)), shape=shape)
        result = milp(
            cost / cost.max(),
            constraints=LinearConstraint(cover, np.array(need), np.inf),
            bounds=Bounds(0, 1),
            integrality=np.ones(len(cells)),
            options={"mip_rel_gap": 0.01, "node_limit": 20_000},
        )
        return [cell for cell, taken in zip(cells, result.x, strict=True) if taken > 0.5]

    def spare_the_top(self, cells: list[Cell]) -> list[Cell]:
        """Leave out the zonings that matter most, unless a breach offers nothing else."""
        top = self.order[: len(self.order) // 3]
        return [cell for cell in cells if cell[0] not in top] or cells

    def candidates(self, finding: Finding, columns: list[str]) -> list[Cell]:
        """Return the figures whose absence could end a breach.

        Those of the combination for G1; for G2, those that hold the interval narrow, or else the
        figures of the units that hold the places.
        """
        read = finding.figures if finding.guarantee == "G1" else finding.binding
        named = list(
            dict.fromkeys((f.table, f.unit, f.column) for f in read if f.table in self.full)
        )
        if not named:
            for name, table in self.full.items():
                units = guaranteed(table.atoms).reindex(finding.atoms).dropna().unique()
                own = [c for c in columns if c in table.counts]
                named += [(name, str(unit), column) for unit in units for column in own]
        shown = [cell for cell in named if not self.masks[cell[0]].loc[cell[1], cell[2]]]
        classes = [cell for cell in shown if cell[2] != columns[-1]]
        return classes if classes and finding.guarantee == "G2" else shown

    def cost(self, cell: Cell) -> float:
        """Return the price of withholding a figure: its zoning, its dependants, its size."""
        name, unit, column = cell
        counts = self.full[name].counts
        value = float(counts[column].to_numpy(dtype=float)[counts.index.get_loc(unit)])
        largest = float(counts[column].max()) or 1.0
        dependants = sum(base == column for base in self.full[name].bases.values())
        rank = len(self.order) - 1 - self.order.index(name)
        return float(RANK_WEIGHT**rank * (1 + dependants) * (1 + value / largest))


def _spot(finding: Finding) -> object:
    """Return what a breach is about: its places, else its figure."""
    return finding.atoms or finding.figures[:1]


def primary_mask(table: PublishedTable, rule: SecrecyRule) -> pd.DataFrame:
    """Tell which figures G0 forbids: a small base takes its numerators with it."""
    counts = table.counts.astype(float)
    mask = pd.DataFrame(rule.too_small(counts), index=counts.index, columns=counts.columns)
    if rule.scope == "base":
        mask[table.numerators] = False
    else:
        rest = table.complement()
        mask[rest.columns] |= rule.too_small(rest)
    return close_mask(mask, table.bases)


def close_mask(mask: pd.DataFrame, bases: Mapping[str, str]) -> pd.DataFrame:
    """Withhold the numerators of every withheld base."""
    hidden = mask.to_numpy(dtype=bool, copy=True)
    place = {column: i for i, column in enumerate(mask.columns)}
    pairs = [(place[n], place[b]) for n, b in bases.items() if n in place and b in place]
    before = -1
    while before != (before := int(hidden.sum())):  # a base may have one of its own
        for numerator, base in pairs:
            hidden[:, numerator] |= hidden[:, base]
    return pd.DataFrame(hidden, index=mask.index, columns=mask.columns)


def withhold(table: PublishedTable, mask: pd.DataFrame) -> PublishedTable:
    """Return the table with the figures of the mask withheld."""
    return PublishedTable(
        table.counts.astype(float).mask(mask),
        table.bases,
        table.atoms,
        table.parts,
        table.weighted,
    )
