"""What a reader knows: linear equations ``M x = y`` about whole numbers unknown to him."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, identity, vstack
from scipy.sparse.csgraph import connected_components

from geotools.secrecy.audit_findings import Figure
from geotools.secrecy.tables import PublishedTable

Floats = NDArray[np.float64]


KNOWN = "connu n° "
"""How tables of earlier releases are named."""


@dataclass(frozen=True)
class Row:
    """An equation: what is added and subtracted to read it from published figures.

    Parameters
    ----------
    table, unit : str
    plus, minus : tuple of str
        Columns of that unit.
    less : tuple of Row
        Equations that are subtracted from this one.
    """

    table: str
    unit: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    less: tuple[Row, ...] = ()

    def figures(self, times: int) -> list[Figure]:
        """Return the published figures that the equation is read from."""
        signed = [(c, times) for c in self.plus] + [(c, -times) for c in self.minus]
        own = [Figure(self.table, self.unit, column, sign) for column, sign in signed]
        return own + [figure for row in self.less for figure in row.figures(-times)]

    @property
    def known(self) -> bool:
        """Tell whether an earlier release takes part in it."""
        return self.table.startswith(KNOWN) or any(row.known for row in self.less)


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
    place : array of int
        Part of the territory that each cell stands on.
    category : array of str
        Class that each cell counts.
    places : list of tuple of str
        Atoms of each part.
    hidden : sparse array (withheld figures × cells), hidden_rows : list of Row
        What each withheld figure sums.
    given : array
        Part of each withheld figure that published ones give: it adds to its sum.
    before : array (cells × 2), hidden_before : array (withheld figures × 2)
        Smallest and largest value that readers knew before, from denominators; infinite if none.
    whole : bool
        Unknowns are whole numbers.
    """

    name: str
    matrix: csr_array
    values: Floats
    rows: list[Row]
    colour: NDArray[np.int64]
    place: NDArray[np.int64]
    category: NDArray[Any]
    places: list[tuple[str, ...]]
    hidden: csr_array
    hidden_rows: list[Row]
    given: Floats
    before: Floats
    hidden_before: Floats
    whole: bool

    def restrict(
        self,
        rows: NDArray[np.int64],
        cells: NDArray[np.int64] | None = None,
        hidden: NDArray[np.int64] | None = None,
    ) -> System:
        """Return the system about some equations, cells and withheld figures (all by default)."""
        cells = np.arange(self.matrix.shape[1]) if cells is None else cells
        hidden = np.arange(self.hidden.shape[0]) if hidden is None else hidden
        return replace(
            self,
            matrix=csr_array(self.matrix[rows][:, cells]),
            values=self.values[rows],
            rows=[self.rows[i] for i in rows],
            colour=self.colour[rows],
            place=self.place[cells],
            category=self.category[cells],
            hidden=csr_array(self.hidden[hidden][:, cells]),
            hidden_rows=[self.hidden_rows[i] for i in hidden],
            given=self.given[hidden],
            before=self.before[cells],
            hidden_before=self.hidden_before[hidden],
        )

    def with_denominators(self) -> System:
        """Return the system with the totals that readers knew before, part by part."""
        parts = self.place
        prior = self.before[:, 1]
        bounded, first = np.unique(parts[np.isfinite(prior)], return_index=True)
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
            values=np.concatenate([self.values, prior[np.isfinite(prior)][first]]),
            rows=self.rows + [Row("dénominateurs connus", str(p), ()) for p in bounded],
            colour=np.concatenate([self.colour, np.full(len(bounded), -1)]),
            before=self._known_of(csr_array(identity(len(parts)))),
            hidden_before=self._known_of(self.hidden),
        )

    def _known_of(self, sums: csr_array) -> Floats:
        """Return the interval of some sums of cells that denominators alone give."""
        parts, home = np.unique(self.place, return_inverse=True)
        cells = len(home)
        shape = (cells, len(parts))
        spread = csr_array((np.ones(cells), (np.arange(cells), home.ravel())), shape=shape)
        total = np.full(len(parts), np.inf)
        total[home.ravel()] = self.before[:, 1]
        classes = np.asarray(spread.sum(axis=0)).ravel()
        taken = csr_array(sums @ spread)
        most = csr_array((total[taken.indices], taken.indices, taken.indptr), shape=taken.shape)
        whole = (taken.data == classes[taken.indices]) & np.isfinite(total[taken.indices])
        fixed = np.where(whole, total[taken.indices], 0.0)
        least = csr_array((fixed, taken.indices, taken.indptr), shape=taken.shape)
        return np.column_stack([least.sum(axis=1), most.sum(axis=1)])

    def key(self) -> tuple[object, ...]:
        """Return what makes this system the same as another one, names included."""
        arrays = (self.values, self.given, self.before, self.hidden_before)
        sparse = (self.matrix, self.hidden)
        return (
            self.name,
            self.whole,
            tuple(self.rows),
            tuple(self.hidden_rows),
            tuple(self.category.tolist()),
            tuple(self.places[part] for part in self.place.tolist()),
            *(array.tobytes() for array in arrays),
            *(
                np.asarray(a, dtype=np.int64).tobytes()
                for m in sparse
                for a in (m.indptr, m.indices)
            ),
        )

    def atoms_of(self, chosen: NDArray[np.bool_]) -> tuple[str, ...]:
        """Return the atoms that some cells stand on."""
        parts = np.unique(self.place[chosen])
        return tuple(atom for part in parts for atom in self.places[part])

    def components(self, *, joined: bool) -> Iterator[System]:
        """Yield the parts of the system that share no unknown.

        Parameters
        ----------
        joined : bool
            A withheld figure that spans several parts makes one of them, and goes with it;
            otherwise withheld figures are left out.
        """
        links = csr_array(vstack([self.matrix, self.hidden])) if joined else self.matrix
        count, label = connected_components(links.T @ links, directed=False)
        order = np.argsort(label, kind="stable")
        ends = np.searchsorted(label[order], np.arange(count + 1))
        rows, row_ends = _homes(self.matrix, label, count)
        hidden, hidden_ends = _homes(self.hidden, label, count)
        ordered = self.restrict(rows, order, hidden)
        for own in range(count):
            first, last = ends[own : own + 2]
            low, high = row_ends[own : own + 2]
            start, stop = hidden_ends[own : own + 2] if joined else (0, 0)
            yield replace(
                ordered,
                matrix=_block(ordered.matrix, low, high, first, last),
                values=ordered.values[low:high],
                rows=ordered.rows[low:high],
                colour=ordered.colour[low:high],
                place=ordered.place[first:last],
                category=ordered.category[first:last],
                hidden=_block(ordered.hidden, start, stop, first, last),
                hidden_rows=ordered.hidden_rows[start:stop],
                given=ordered.given[start:stop],
                before=ordered.before[first:last],
                hidden_before=ordered.hidden_before[start:stop],
            )


def _homes(
    sums: csr_array, label: NDArray[Any], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of a matrix by component of their cells, and where each component ends."""
    filled = np.flatnonzero(np.diff(sums.indptr) > 0)
    home = label[sums.indices[sums.indptr[filled]]]
    order = np.argsort(home, kind="stable")
    return filled[order], np.searchsorted(home[order], np.arange(count + 1))


def _block(matrix: csr_array, low: int, high: int, first: int, last: int) -> csr_array:
    """Return a diagonal block: these rows hold none but these columns."""
    ends = matrix.indptr[low : high + 1]
    inside = slice(ends[0], ends[-1])
    return csr_array(
        (matrix.data[inside], matrix.indices[inside] - first, ends - ends[0]),
        shape=(high - low, last - first),
    )


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
    released = {**{f"{KNOWN}{i + 1}": t for i, t in enumerate(known)}, **tables}
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
    prior = np.tile(_known_totals(denominators, base, units.index, part, count), len(names))
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
        places,
        csr_array(vstack([empty, *[h[0] for h in hidden]])),
        withheld_rows,
        np.zeros(len(withheld_rows)),
        np.column_stack([np.zeros(total), prior]),
        np.tile([0.0, np.inf], (len(withheld_rows), 1)),
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
