"""Read equations off published tables: one system for each base and its classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, kron, vstack

from geotools.secrecy.audit_geography import Geography, lay_out, own_limits
from geotools.secrecy.audit_system import KNOWN, Row, System
from geotools.secrecy.rule import TOLERANCE
from geotools.secrecy.tables import PublishedTable

Floats = NDArray[np.float64]


def build_systems(
    tables: Mapping[str, PublishedTable],
    known: Sequence[PublishedTable],
    *,
    bases_only: bool,
    laid_out: list[Geography] | None = None,
) -> Iterator[System]:
    """Yield one system per set of classes of a base, and one per column without base.

    Parameters
    ----------
    tables : mapping of PublishedTable
        The release.
    known : sequence of PublishedTable
        Earlier releases (their figures combine with the new ones) and denominators (tables that
        hold a base and none of its numerators: an upper bound of every class, place by place).
    bases_only : bool
        Leave numerators out (scope ``base``).
    laid_out : list of Geography, optional
        Those made already, for the same tables; new ones are added.
    """
    laid_out = [] if laid_out is None else laid_out
    released = {**{f"{KNOWN}{i + 1}": t for i, t in enumerate(known)}, **tables}
    for base, classes in _families(tables, bases_only):
        involved = {
            name: table
            for name, table in released.items()
            if _speaks(table, base, classes, name in tables)
        }
        denominators = [t for t in known if base in t.counts and not set(classes) & set(t.counts)]
        listed = list(involved.values())
        geography = next((g for g in laid_out if g.fits(listed)), None) or lay_out(involved)
        if geography not in laid_out:
            laid_out.append(geography)
        yield _build(involved, geography, base, classes, denominators if classes else [])


def _speaks(table: PublishedTable, base: str, classes: tuple[str, ...], released: bool) -> bool:
    columns = set(table.counts.columns)
    return bool(set(classes) & columns) or (base in columns and (released or not classes))


def _families(
    tables: Mapping[str, PublishedTable], bases_only: bool
) -> list[tuple[str, tuple[str, ...]]]:
    """Return (base, classes) pairs; exclusive classes of a base are one family."""
    families: dict[tuple[str, tuple[str, ...]], None] = {}
    for table in tables.values():
        classed = {c for group in table.exclusive for c in group}
        for column in table.counts.columns:
            if column in table.bases:
                if not bases_only and column not in classed:
                    families[(table.bases[column], (column,))] = None
            elif bases_only or column not in table.bases.values():
                families[(column, ())] = None
        if not bases_only:
            for group in table.exclusive:
                families[(table.bases[group[0]], tuple(group))] = None
    return list(families)


def _build(
    tables: Mapping[str, PublishedTable],
    geography: Geography,
    base: str,
    classes: tuple[str, ...],
    denominators: Sequence[PublishedTable],
) -> System:
    count = len(geography.places)
    names = (*classes, f"hors {' et '.join(classes)}") if classes else (base,)
    if len(classes) > 1 and _shared_out(tables, base, classes):
        names = classes
    blocks, hidden = [], []
    for colour, (name, table) in enumerate(tables.items()):
        inside = geography.inside[colour]
        shown, withheld = _equations(name, table, base, classes, inside, len(names))
        blocks += [(m, y, r, np.full(len(y), colour)) for m, y, r in shown]
        hidden += withheld
    total = count * len(names)
    prior = np.tile(_known_totals(denominators, base, geography), len(names))
    empty = csr_array((0, total))
    withheld_rows = [row for h in hidden for row in h[1]]
    return System(
        " et ".join(classes) or base,
        csr_array(vstack([empty, *[b[0] for b in blocks]])),
        np.concatenate([np.empty(0), *[b[1] for b in blocks]]),
        [row for b in blocks for row in b[2]],
        np.concatenate([np.empty(0, dtype=np.int64), *[b[3] for b in blocks]]),
        np.tile(np.arange(count), len(names)),
        np.repeat(np.array(names, dtype=object), count),
        geography.places,
        csr_array(vstack([empty, *[h[0] for h in hidden]])),
        withheld_rows,
        np.zeros(len(withheld_rows)),
        np.column_stack([np.zeros(total), prior]),
        np.tile([0.0, np.inf], (len(withheld_rows), 1)),
        not any(table.weighted for table in tables.values()),
    )


def _shared_out(tables: Mapping[str, PublishedTable], base: str, classes: tuple[str, ...]) -> bool:
    """Tell whether a reader takes classes to share out their base: no published unit says no."""
    for table in tables.values():
        if {base, *classes} <= set(table.counts.columns):
            rest = table.counts[base] - table.counts[list(classes)].sum(axis=1, skipna=False)
            if (rest > TOLERANCE).any():
                return False
    return True


def _equations(
    name: str,
    table: PublishedTable,
    base: str,
    classes: tuple[str, ...],
    inside: csr_array,
    width: int,
) -> tuple[list[tuple[csr_array, Floats, list[Row]]], list[tuple[csr_array, list[Row]]]]:
    """Return the rows read from one table and the sums that it withholds."""
    counts = table.counts.reindex(columns=[*classes, base]).astype(float)
    codes = counts.index.astype(str).to_numpy()
    values, absent = counts.to_numpy(), counts.isna().to_numpy()
    shown, hidden = [], []
    for j, column in enumerate(classes):
        spread = csr_array(np.eye(1, width, j))
        some = np.flatnonzero(~absent[:, j])
        block = _kron(spread, inside, some)
        shown.append((block, values[some, j], [Row(name, u, (column,)) for u in codes[some]]))
        if column in table.counts:
            gone = np.flatnonzero(absent[:, j])
            rows = [Row(name, u, (column,)) for u in codes[gone]]
            hidden.append((_kron(spread, inside, gone), rows))
    based = ~absent[:, -1]
    pattern = pd.Series([tuple(flags) for flags in ~absent[:, :-1]], dtype="object")
    for flags in pattern[based].unique():
        some = np.flatnonzero(based & (pattern == pd.Series([flags] * len(pattern))).to_numpy())
        taken = tuple(c for c, flag in zip(classes, flags, strict=True) if flag)
        left = np.array([[*(not flag for flag in flags), True][:width]], dtype=float)
        value = values[some, -1] - values[some][:, :-1][:, list(flags)].sum(axis=1)
        rows = [Row(name, u, (base,), taken) for u in codes[some]]
        shown.append((_kron(csr_array(left), inside, some), value, rows))
    if base in table.counts:
        gone = np.flatnonzero(~based)
        every = csr_array(np.ones((1, width)))
        hidden.append((_kron(every, inside, gone), [Row(name, u, (base,)) for u in codes[gone]]))
    return shown, hidden


def _kron(spread: csr_array, inside: csr_array, units: NDArray[np.int64]) -> csr_array:
    return csr_array(kron(spread, inside[units], format="csr"))


def _known_totals(
    denominators: Sequence[PublishedTable], base: str, geography: Geography
) -> Floats:
    """Return the known total of each part, infinite where no denominator covers it exactly."""
    count = len(geography.places)
    best = np.full(count, np.inf)
    for table in denominators:
        unit = (own_limits(table) if table.atoms is None else table.atoms).reindex(geography.atoms)
        frame = pd.DataFrame({"unit": unit.to_numpy(), "part": geography.part})
        whole = frame.groupby("unit")["part"].nunique() == 1
        home = frame.dropna().groupby("unit")["part"].first()
        total = table.counts[base].reindex(home.index)[whole.reindex(home.index)]
        sums = total.groupby(home.reindex(total.index)).sum()
        inside = frame["unit"].map(whole).fillna(False).astype(bool)
        covered = inside.groupby(frame["part"]).all().reindex(range(count), fill_value=False)
        exact = covered.to_numpy() & ~np.isnan(sums.reindex(range(count)).to_numpy())
        best[exact] = np.minimum(best, sums.reindex(range(count)).to_numpy())[exact]
    return best
