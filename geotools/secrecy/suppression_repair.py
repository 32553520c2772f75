"""Withhold the cheapest figures that break every breach, and audit again until none is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from geotools.progress import SILENT, Progress
from geotools.secrecy.audit import audit_release
from geotools.secrecy.audit_findings import Finding
from geotools.secrecy.rule import SecrecyRule
from geotools.secrecy.tables import PublishedTable

Masks = dict[str, pd.DataFrame]
Cell = tuple[str, str, str]
"""Zoning, unit and column of a published figure."""

MAX_ROUNDS = 200
"""Each round withholds at least one figure; real territories need fewer than twenty."""

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
    notes: list[str] = []
    families = _families(full)
    waiting = list(families) if {"G1", "G2"} & set(rule.guarantees) else []
    rounds = 0
    while waiting and rounds < MAX_ROUNDS:
        rounds += 1
        progress.at(1 - len(waiting) / (len(families) + 1), "Secret : recoupements")
        family = waiting[0]
        columns = families[family]
        findings = _breaches(full, masks, columns, rule, known)
        chosen = _hit(findings, full, masks, columns, order)
        for name, unit, column in chosen:
            masks[name].loc[unit, column] = True
        masks = {name: close_mask(mask, full[name].bases) for name, mask in masks.items()}
        touched = {column for _, _, column in chosen}
        if not findings:
            waiting.pop(0)
        elif not chosen:
            waiting.pop(0)
            notes.append(
                f"« {family} » : {len(findings)} constat(s) restent sans chiffre à retenir ; "
                "renoncez à un zonage ou regroupez les unités."
            )
        waiting += [f for f, cs in families.items() if f not in waiting and cs[-1] in touched]
    if waiting:
        notes.append("La protection n’a pas abouti ; renoncez à un zonage ou à une colonne.")
    return masks, tuple(notes)


def _families(full: Mapping[str, PublishedTable]) -> dict[str, list[str]]:
    """Return the columns to audit together: numerator then base, or a column alone."""
    families: dict[str, list[str]] = {}
    for table in full.values():
        for numerator, base in table.bases.items():
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
) -> tuple[Finding, ...]:
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
                (),
                table.weighted,
            )
    for guarantee in (code for code in rule.guarantees if code != "G0"):
        audit = audit_release(narrowed, rule=rule, known=known, guarantees=(guarantee,))
        if audit.breaches:
            return audit.breaches
    return ()


def _hit(
    findings: Sequence[Finding],
    full: Mapping[str, PublishedTable],
    masks: Masks,
    columns: list[str],
    order: Sequence[str],
) -> list[Cell]:
    """Choose the cheapest set of published figures that touches every breach (hitting set)."""
    candidates = [_candidates(f, full, masks, columns) for f in findings]
    candidates = [cells for cells in candidates if cells]
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
        constraints=LinearConstraint(cover, 1, np.inf),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cells)),
        options={"mip_rel_gap": 0.01, "time_limit": 10},
    )
    return [cell for cell, taken in zip(cells, result.x, strict=True) if taken > 0.5]


def _candidates(
    finding: Finding, full: Mapping[str, PublishedTable], masks: Masks, columns: list[str]
) -> list[Cell]:
    """Return the figures whose absence could end a breach.

    Those of the combination for G1; for G2, the figures of the units that hold the places.
    """
    if finding.guarantee == "G1":
        named = [(f.table, f.unit, f.column) for f in finding.figures if f.table in full]
    else:
        named = []
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
    return close_mask(mask, table.bases)


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
