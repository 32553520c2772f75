"""Withhold the cheapest figures that break every breach, and audit again until none is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from geotools.progress import SILENT, Progress
from geotools.secrecy.audit import Memory, first_breaches
from geotools.secrecy.audit_findings import Finding
from geotools.secrecy.programmes import milp
from geotools.secrecy.rule import TOLERANCE, SecrecyRule
from geotools.secrecy.tables import PublishedTable

Masks = dict[str, pd.DataFrame]
Cell = tuple[str, str, str]
"""Zoning, unit and column of a published figure."""

MAX_ROUNDS = 200
"""Each round withholds at least one figure; real territories need fewer than twenty."""

TRIES = 4
"""Audits for each column of a rank of zonings, to give back what was withheld needlessly."""

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
    memory = Memory()
    primary = {name: mask.copy() for name, mask in masks.items()}
    masks, notes = _withhold_all(full, masks, rule, order, known, memory, progress.part(0.0, 0.7))
    if not notes:
        step = progress.part(0.7, 1.0)
        masks = _give_back(full, masks, primary, rule, order, known, memory, step)
    return masks, notes


def _withhold_all(
    full: Mapping[str, PublishedTable],
    masks: Masks,
    rule: SecrecyRule,
    order: Sequence[str],
    known: Sequence[PublishedTable],
    memory: Memory,
    progress: Progress,
) -> tuple[Masks, tuple[str, ...]]:
    """Withhold round after round; a breach that comes back on the same places costs twice more."""
    notes: list[str] = []
    families = _families(full)
    waiting = list(families)
    rounds = 0
    stubborn: dict[tuple[str, ...], int] = {}
    while waiting and rounds < MAX_ROUNDS:
        rounds += 1
        progress.at(1 - len(waiting) / (len(families) + 1), "Secret : recoupements")
        family = waiting[0]
        columns = families[family]
        findings = _breaches(full, masks, columns, rule, known, memory)
        chosen = _hit(findings, full, masks, columns, order, stubborn)
        for finding in findings:
            stubborn[finding.atoms] = stubborn.get(finding.atoms, 0) + 1
        for name, unit, column in chosen:
            masks[name].loc[unit, column] = True
        masks = {name: close_mask(mask, full[name].bases) for name, mask in masks.items()}
        touched = {column for _, _, column in chosen}
        if not chosen:
            waiting.pop(0)
            stubborn = {}
        if findings and not chosen:
            notes.append(
                f"« {family} » : {len(findings)} constat(s) restent sans chiffre à retenir ; "
                "renoncez à un zonage ou regroupez les unités."
            )
        waiting += [f for f, cs in families.items() if f not in waiting and cs[-1] in touched]
    if waiting:
        notes.append("La protection n’a pas abouti ; renoncez à un zonage ou à une colonne.")
    return masks, tuple(notes)


def _give_back(
    full: Mapping[str, PublishedTable],
    masks: Masks,
    primary: Masks,
    rule: SecrecyRule,
    order: Sequence[str],
    known: Sequence[PublishedTable],
    memory: Memory,
    progress: Progress,
) -> Masks:
    """Publish again what was withheld needlessly, zonings of high priority first.

    Figures of the first zonings are given back together, then those of the others but the last;
    what a breach reads among them is withheld again, all of them after a few vain tries.
    """
    families = _families(full)
    columns = {c for columns in families.values() for c in columns}
    ranks = [order[: len(order) // 2], order[len(order) // 2 : -1]]
    for step, names in enumerate(ranks):
        progress.at(step / len(ranks), "Secret : chiffres à rendre")
        for column in sorted(columns, key=lambda c: (c in families, c)):  # bases first
            given = _lost(full, masks, primary, names, column)
            concerned = [cs for cs in families.values() if column in cs]
            for rest in range(TRIES - 1, -1, -1):
                if not given:
                    break
                _mark(masks, given, False)
                findings = [
                    f for cs in concerned for f in _breaches(full, masks, cs, rule, known, memory)
                ]
                read = {
                    cell for f in findings for cell in _candidates(f, full, masks, concerned[0])
                }
                faulty = (given & read if rest else given) or given
                if findings:
                    _mark(masks, faulty, True)
                given = given - faulty if findings else set()
    return masks


def _lost(
    full: Mapping[str, PublishedTable],
    masks: Masks,
    primary: Masks,
    names: Sequence[str],
    column: str,
) -> set[Cell]:
    """Return the figures of a column that were withheld for others' sake, their base published."""
    lost: set[Cell] = set()
    for name in names:
        if column in masks[name]:
            gone = masks[name][column] & ~primary[name][column]
            base = full[name].bases.get(column)
            if base is not None:
                gone &= ~masks[name][base]
            lost |= {(name, unit, column) for unit in gone.index[gone]}
    return lost


def _mark(masks: Masks, cells: set[Cell], withheld: bool) -> None:
    for name, unit, column in cells:
        masks[name].loc[unit, column] = withheld


def _families(full: Mapping[str, PublishedTable]) -> dict[str, list[str]]:
    """Return the columns to audit together: numerators then their base, or a column alone.

    Exclusive classes of one base go together; other numerators each go alone with theirs.
    """
    families: dict[str, list[str]] = {}
    for table in full.values():
        for group in table.exclusive:
            families[" + ".join(group)] = [*group, table.bases[group[0]]]
        classed = {column for group in table.exclusive for column in group}
        for numerator, base in table.bases.items():
            if numerator not in classed:
                families[numerator] = [numerator, base]
    paired = {column for pair in families.values() for column in pair}
    for table in full.values():
        families.update({c: [c] for c in table.counts.columns if c not in paired})
    return families


def _breaches(
    full: Mapping[str, PublishedTable],
    masks: Masks,
    columns: list[str],
    rule: SecrecyRule,
    known: Sequence[PublishedTable],
    memory: Memory,
) -> list[Finding]:
    """Audit one family; intervals are looked at once no combination is left."""
    narrowed = {}
    for name, table in full.items():
        own = [c for c in columns if c in table.counts]
        if own:
            bases = {n: b for n, b in table.bases.items() if n in own}
            narrowed[name] = PublishedTable(
                table.counts[own].astype(float).mask(masks[name][own]),
                bases,
                table.atoms,
                tuple(group for group in table.exclusive if set(group) <= set(own)),
                table.weighted,
            )
    return first_breaches(narrowed, rule, known, memory)


def _hit(
    findings: Sequence[Finding],
    full: Mapping[str, PublishedTable],
    masks: Masks,
    columns: list[str],
    order: Sequence[str],
    stubborn: Mapping[tuple[str, ...], int],
) -> list[Cell]:
    """Choose the cheapest set of published figures that touches every breach (hitting set).

    A breach met before on the same places is touched twice as much each time: many combinations
    of one price stand in for each other, and what is taken in excess is given back at the end.
    """
    candidates, need = [], []
    for finding in findings:
        some = _spare_the_top(_candidates(finding, full, masks, columns), order)
        if some:
            candidates.append(some)
            met = min(stubborn.get(finding.atoms, 0), 10)
            need.append(max(1, min(2**met, len(some) // 3)))
    cells = sorted({cell for group in candidates for cell in group})
    if not cells:
        return []
    place = {cell: i for i, cell in enumerate(cells)}
    cost = np.array([_cost(cell, full, order) for cell in cells])
    rows = np.repeat(np.arange(len(candidates)), [len(group) for group in candidates])
    picked = np.array([place[cell] for group in candidates for cell in group])
    cover = csr_array((np.ones(len(rows)), (rows, picked)), shape=(len(candidates), len(cells)))
    result = milp(
        cost / cost.max(),
        constraints=LinearConstraint(cover, np.array(need), np.inf),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cells)),
        options={"mip_rel_gap": 0.01, "node_limit": 20_000},
    )
    return [cell for cell, taken in zip(cells, result.x, strict=True) if taken > 0.5]


def _spare_the_top(cells: list[Cell], order: Sequence[str]) -> list[Cell]:
    """Leave out the zonings that matter most, unless a breach offers nothing else."""
    top = order[: len(order) // 3]
    return [cell for cell in cells if cell[0] not in top] or cells


def _candidates(
    finding: Finding, full: Mapping[str, PublishedTable], masks: Masks, columns: list[str]
) -> list[Cell]:
    """Return the figures whose absence could end a breach.

    Those of the combination for G1; for G2, those that hold the interval narrow, or else the
    figures of the units that hold the places.
    """
    read = finding.figures if finding.guarantee == "G1" else finding.binding
    named = list(dict.fromkeys((f.table, f.unit, f.column) for f in read if f.table in full))
    if not named:
        for name, table in full.items():
            assert table.atoms is not None
            units = table.atoms.reindex(finding.atoms).dropna().unique()
            own = [c for c in columns if c in table.counts]
            named += [(name, str(unit), column) for unit in units for column in own]
    shown = [cell for cell in named if not masks[cell[0]].loc[cell[1], cell[2]]]
    classes = [cell for cell in shown if cell[2] != columns[-1]]
    return classes if classes and finding.guarantee == "G2" else shown


def _cost(cell: Cell, full: Mapping[str, PublishedTable], order: Sequence[str]) -> float:
    name, unit, column = cell
    counts = full[name].counts
    value = float(counts[column].to_numpy(dtype=float)[counts.index.get_loc(unit)])
    largest = float(counts[column].max()) or 1.0
    dependants = sum(base == column for base in full[name].bases.values())
    rank = len(order) - 1 - list(order).index(name)
    return float(RANK_WEIGHT**rank * (1 + dependants) * (1 + value / largest))


def primary_mask(table: PublishedTable, rule: SecrecyRule) -> pd.DataFrame:
    """Tell which figures G0 forbids: a small base takes its numerators with it."""
    counts = table.counts.astype(float)
    mask = pd.DataFrame(rule.too_small(counts), index=counts.index, columns=counts.columns)
    if rule.scope == "base":
        mask[table.numerators] = False
    else:
        rest = table.complement()
        mask[rest.columns] |= rule.too_small(rest)
        for group in table.exclusive:
            _open_remainder(mask, counts, group, table.bases[group[0]], rule)
    return close_mask(mask, table.bases)


def _open_remainder(
    mask: pd.DataFrame, counts: pd.DataFrame, group: tuple[str, ...], base: str, rule: SecrecyRule
) -> None:
    """Withhold the smallest exclusive classes until what they leave of their base is enough.

    Where classes share out their base everywhere, a remainder of zero is no figure.
    """
    names = list(group)
    shared_out = bool(((counts[base] - counts[names].sum(axis=1)).abs() <= TOLERANCE).all())
    for _ in names:
        shown = counts[names].mask(mask[names])
        rest = counts[base] - shown.sum(axis=1)
        small = pd.Series(rule.too_small(rest), counts.index)
        if shared_out:
            small &= rest.abs() > TOLERANCE
        faulty = small & shown.notna().any(axis=1) & ~mask[base]
        if not faulty.any():
            return
        least = shown[faulty].idxmin(axis=1)
        for column in names:
            mask.loc[least.index[least == column], column] = True


def close_mask(mask: pd.DataFrame, bases: Mapping[str, str]) -> pd.DataFrame:
    """Withhold the numerators of every withheld base."""
    closed = mask.copy()
    for numerator, base in bases.items():
        closed[numerator] |= closed[base]
    return closed


def withhold(table: PublishedTable, mask: pd.DataFrame) -> PublishedTable:
    """Return the table with the figures of the mask withheld."""
    return PublishedTable(
        table.counts.astype(float).mask(mask),
        table.bases,
        table.atoms,
        table.exclusive,
        table.weighted,
    )
