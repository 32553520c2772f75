"""What a reader knows: linear equations ``M x = y`` about whole numbers unknown to him."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, identity, vstack
from scipy.sparse.csgraph import connected_components

from geotools.secrecy.audit.findings import Figure

Floats = NDArray[np.float64]


KNOWN = "connu n° "
"""How tables of earlier releases are named."""

DENOMINATORS = "dénominateurs connus"
"""How the totals that readers know of a part are named."""


@dataclass(frozen=True)
class Row:
    """An equation: a published figure, and those that are subtracted from it.

    Parameters
    ----------
    table, unit, column : str
        Where the figure is read.
    less : tuple of Row
        Equations that are subtracted from this one.
    """

    table: str
    unit: str
    column: str
    less: tuple[Row, ...] = ()

    def figures(self, times: int) -> list[Figure]:
        """Return the published figures that the equation is read from."""
        own = Figure(self.table, self.unit, self.column, times)
        return [own] + [figure for row in self.less for figure in row.figures(-times)]

    @property
    def known(self) -> bool:
        """Tell whether an earlier release takes part in it."""
        return self.table.startswith(KNOWN) or any(row.known for row in self.less)


@dataclass(frozen=True)
class System:
    """Equations about one family of counts.

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
    hidden_bounds : array (withheld figures × 2)
        Smallest and largest value that the tables say of each, infinite where they say nothing.
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
    hidden_bounds: Floats = field(default_factory=lambda: np.empty((0, 2)))

    def __post_init__(self) -> None:
        if len(self.hidden_bounds) != self.hidden.shape[0]:
            nothing = np.tile([-np.inf, np.inf], (self.hidden.shape[0], 1))
            object.__setattr__(self, "hidden_bounds", nothing)

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
            hidden_bounds=self.hidden_bounds[hidden],
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
            rows=self.rows + [Row(DENOMINATORS, str(p), self.name) for p in bounded],
            colour=np.concatenate([self.colour, np.full(len(bounded), -1)]),
            before=self._known_of(csr_array(identity(len(parts)))),
            hidden_before=_tighter(self.hidden_before, self._known_of(self.hidden)),
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
        arrays = (
            self.values,
            self.given,
            self.before,
            self.hidden_before,
            self.hidden_bounds,
        )
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
        count, label = linked_cells(links)
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
                hidden_bounds=ordered.hidden_bounds[start:stop],
            )


def _tighter(one: Floats, two: Floats) -> Floats:
    """Return the intersection of intervals."""
    return np.column_stack([np.maximum(one[:, 0], two[:, 0]), np.minimum(one[:, 1], two[:, 1])])


def linked_cells(links: csr_array) -> tuple[int, NDArray[np.int64]]:
    """Return how many parts share no row, and the part of each cell.

    Rows and cells are the nodes: cell against cell, a row of a hundred thousand would be squared.
    """
    rows, cells = links.shape
    home = np.repeat(np.arange(rows), np.diff(links.indptr)) + cells
    shape = (rows + cells, rows + cells)
    graph = csr_array((np.ones(links.nnz), (links.indices, home)), shape=shape)
    _, label = connected_components(graph, directed=False)
    parts, own = np.unique(label[:cells], return_inverse=True)
    return len(parts), own.ravel()


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
