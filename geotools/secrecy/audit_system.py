"""What a reader knows: linear equations ``M x = y`` about whole numbers unknown to him."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import connected_components

from geotools.secrecy.audit_findings import Figure
from geotools.secrecy.rule import TOLERANCE
from geotools.secrecy.tables import PublishedTable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """An equation: the columns added and subtracted to read it, in one unit of one table."""

    table: str
    unit: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    def figures(self, times: int) -> list[Figure]:
        """Return the published figures that the equation is read from."""
        signed = [(c, times) for c in self.plus] + [(c, -times) for c in self.minus]
        return [Figure(self.table, self.unit, column, sign) for column, sign in signed]


@dataclass(frozen=True)
class System:
    """Equations about one base and its classes.

    Parameters
    ----------
    name : str
        The columns that it is about.
    matrix : sparse array (rows × cells)
        Zero-one; a cell is a part of the territory that no published limit divides, and a class.
    values : array
        Published values, one per row.
    rows : list of Row
    colour : array of int
        Zoning of each row: rows of one zoning never overlap.
    cells : DataFrame
        ``lieu`` (index of the part) and ``classe`` of each cell.
    places : list of tuple of str
        Atoms of each part.
    hidden : sparse array (withheld figures × cells), hidden_rows : list of Row
        What each withheld figure sums.
    prior : array
        Largest value of each cell that readers knew before (denominators), infinite if none.
    whole : bool
        Unknowns are whole numbers.
    """

    name: str
    matrix: csr_array
    values: Floats
    rows: list[Row]
    colour: NDArray[np.int64]
    cells: pd.DataFrame
    places: list[tuple[str, ...]]
    hidden: csr_array
    hidden_rows: list[Row]
    prior: Floats
    whole: bool

    def restrict(self, rows: NDArray[np.int64], cells: NDArray[np.int64]) -> System:
        """Return the part of the system about some rows and cells."""
        hidden = csr_array(self.hidden[:, cells])
        touched = np.flatnonzero(np.diff(hidden.indptr) > 0)
        return System(
            self.name,
            csr_array(self.matrix[rows][:, cells]),
            self.values[rows],
            [self.rows[i] for i in rows],
            self.colour[rows],
            self.cells.iloc[cells].reset_index(drop=True),
            self.places,
            csr_array(hidden[touched]),
            [self.hidden_rows[i] for i in touched],
            self.prior[cells],
            self.whole,
        )

    def with_denominators(self) -> System:
        """Return the system with the totals that readers knew before, part by part."""
        parts = self.cells["lieu"].to_numpy()
        bounded, first = np.unique(parts[np.isfinite(self.prior)], return_index=True)
        if not bounded.size:
            return self
        place = np.searchsorted(bounded, parts)
        inside = np.isin(parts, bounded)
        shape = (len(bounded), len(parts))
        known = csr_array(
            (np.ones(inside.sum()), (place[inside], np.flatnonzero(inside))), shape=shape
        )
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, known])),
            values=np.concatenate([self.values, self.prior[np.isfinite(self.prior)][first]]),
            rows=self.rows + [Row("dénominateurs connus", str(p), ()) for p in bounded],
            colour=np.concatenate([self.colour, np.full(len(bounded), -1)]),
        )

    def atoms_of(self, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return the atoms that some cells stand on."""
        parts = np.unique(self.cells["lieu"].to_numpy()[chosen])
        return tuple(atom for part in parts for atom in self.places[part])

    def components(self) -> Iterator[System]:
        """Yield the parts of the system that share no unknown, cells known to be zero left out.

        A withheld figure that spans several parts belongs to one joint system.
        """
        n, m = self.matrix.shape
        zero = np.flatnonzero(np.abs(self.values) <= TOLERANCE)
        alive = np.ones(m, dtype=bool)
        if zero.size:
            alive[self.matrix[zero].indices] = False
        links = vstack([self.matrix, self.hidden]).tocsr()
        full = links.T @ links if links.shape[0] else csr_array((m, m))
        label = connected_components(full, directed=False)[1]
        by_cell = csr_array(self.matrix)
        first = np.full(n, -1)
        filled = np.diff(by_cell.indptr) > 0
        first[filled] = by_cell.indices[by_cell.indptr[:-1][filled]]
        row_label = np.where(first >= 0, label[first], -1)
        cells = np.flatnonzero(alive)
        order = cells[np.argsort(label[cells], kind="stable")]
        row_order = np.argsort(row_label, kind="stable")
        row_sorted = row_label[row_order]
        for members in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
            if members.size:
                low, high = np.searchsorted(row_sorted, [label[members[0]], label[members[0]] + 1])
                yield self.restrict(np.sort(row_order[low:high]), np.sort(members))


def build_systems(
    tables: Mapping[str, PublishedTable], known: Sequence[PublishedTable], *, bases_only: bool
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
    """
    released = {**{f"connu n° {i + 1}": t for i, t in enumerate(known)}, **tables}
    for base, classes in _families(tables, bases_only):
        involved = {
            name: table
            for name, table in released.items()
            if _speaks(table, base, classes, name in tables)
        }
        denominators = [t for t in known if base in t.counts and not set(classes) & set(t.counts)]
        yield _build(involved, base, classes, denominators if classes else [])


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
    base: str,
    classes: tuple[str, ...],
    denominators: Sequence[PublishedTable],
) -> System:
    geography = {
        name: table.atoms if table.atoms is not None else _own(table)
        for name, table in tables.items()
    }
    units = pd.concat(
        [atoms[~atoms.index.duplicated()].rename(name) for name, atoms in geography.items()], axis=1
    )
    used = {n: units[n].where(units[n].isin(t.counts.index)) for n, t in tables.items()}
    units = pd.DataFrame(used).dropna(how="all")
    part = (
        units.groupby(list(units.columns), dropna=False, sort=True)
        .ngroup()
        .to_numpy(dtype=np.int64)
    )
    count = int(part.max()) + 1 if len(part) else 0
    first = units.iloc[np.unique(part, return_index=True)[1]]
    places = [tuple(map(str, atoms)) for _, atoms in units.index.to_series().groupby(part)]
    names = (*classes, f"hors {' et '.join(classes)}") if classes else (base,)
    blocks, hidden = [], []
    for colour, (name, table) in enumerate(tables.items()):
        code = first[name].map(pd.Series(np.arange(len(table.counts)), table.counts.index))
        where = np.flatnonzero(code.notna().to_numpy())
        inside = csr_array(
            (np.ones(len(where)), (code.to_numpy()[where].astype(int), where)),
            shape=(len(table.counts), count),
        )
        shown, withheld = _equations(name, table, base, classes, inside, len(names))
        blocks += [(m, y, r, np.full(len(y), colour)) for m, y, r in shown]
        hidden += withheld
    total = count * len(names)
    cells = pd.DataFrame(
        {"lieu": np.tile(np.arange(count), len(names)), "classe": np.repeat(names, count)}
    )
    prior = np.tile(_known_totals(denominators, base, units.index, part, count), len(names))
    empty = csr_array((0, total))
    return System(
        " et ".join(classes) or base,
        csr_array(vstack([empty, *[b[0] for b in blocks]])),
        np.concatenate([np.empty(0), *[b[1] for b in blocks]]),
        [row for b in blocks for row in b[2]],
        np.concatenate([np.empty(0, dtype=np.int64), *[b[3] for b in blocks]]),
        cells,
        places,
        csr_array(vstack([empty, *[h[0] for h in hidden]])),
        [row for h in hidden for row in h[1]],
        prior,
        not any(table.weighted for table in tables.values()),
    )


def _own(table: PublishedTable) -> pd.Series:
    return pd.Series(table.counts.index, index=table.counts.index.astype(str))


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
    from scipy.sparse import kron

    return csr_array(kron(spread, inside[units], format="csr"))


def _known_totals(
    denominators: Sequence[PublishedTable],
    base: str,
    atoms: pd.Index,
    part: NDArray[Any],
    count: int,
) -> Floats:
    """Return the known total of each part, infinite where no denominator covers it exactly."""
    best = np.full(count, np.inf)
    for table in denominators:
        unit = (_own(table) if table.atoms is None else table.atoms).reindex(atoms)
        frame = pd.DataFrame({"unit": unit.to_numpy(), "part": part})
        whole = frame.groupby("unit")["part"].nunique() == 1
        home = frame.dropna().groupby("unit")["part"].first()
        total = table.counts[base].reindex(home.index)[whole.reindex(home.index)]
        sums = total.groupby(home.reindex(total.index)).sum()
        inside = frame["unit"].map(whole).fillna(False).astype(bool)
        covered = inside.groupby(frame["part"]).all().reindex(range(count), fill_value=False)
        exact = covered.to_numpy() & ~np.isnan(sums.reindex(range(count)).to_numpy())
        best[exact] = np.minimum(best, sums.reindex(range(count)).to_numpy())[exact]
    return best
