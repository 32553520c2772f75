"""Who is whose neighbour: one sparse matrix, its index and the recipe it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import finalize

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from geotools._compat import require
from geotools.errors import InputError, some
from geotools.typography import counted

if TYPE_CHECKING:
    from libpysal.graph import Graph

Floats: TypeAlias = npt.NDArray[np.float64]

WeightsLike: TypeAlias = Any
"""A :class:`Weights`, a ``libpysal.graph.Graph`` or ``W``, or a recipe such as ``knn:8``."""


@dataclass(frozen=True, eq=False, repr=False)
class Weights:
    """Spatial weights: row *i* of ``matrix`` holds the weights of the neighbours of site *i*.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array of float, shape (n, n)
        No stored zero, columns sorted in each row. The diagonal may be filled (kernel weights).
    index : pandas.Index
        Identifier of each site, unique, in the order of the rows.
    recipe : str
        How the weights were made, shown to people.

    Raises
    ------
    InputError
        The matrix is not square, does not fit the index or holds a negative or infinite weight.
    """

    matrix: sparse.csr_array
    index: pd.Index
    recipe: str = "donnée"

    def __post_init__(self) -> None:
        n = len(self.index)
        if self.matrix.shape != (n, n):
            raise InputError(
                f"Les poids forment une matrice {self.matrix.shape[0]} × {self.matrix.shape[1]} ; "
                f"{n} × {n} attendu, une ligne par entité."
            )
        if not self.index.is_unique:
            repeated = self.index[self.index.duplicated()].unique()
            raise InputError(
                "Les identifiants des entités doivent être uniques pour définir des voisins ; "
                f"répétés : {some(repeated)}."
            )
        data = self.matrix.data
        if len(data) and not (np.isfinite(data).all() and data.min() >= 0):
            raise InputError("Les poids doivent être des nombres finis, positifs ou nuls.")
        if len(data) and not data.all():
            self.matrix.eliminate_zeros()
        self.matrix.sort_indices()

    @property
    def n(self) -> int:
        """Number of sites."""
        return len(self.index)

    @property
    def edges(self) -> int:
        """Number of ordered pairs (site, neighbour), the diagonal left out."""
        return int(self.cardinalities.sum())

    @cached_property
    def cardinalities(self) -> npt.NDArray[np.int64]:
        """Number of neighbours of each site, itself left out; shape (n,)."""
        own = (self.matrix.diagonal() != 0).astype(np.int64)
        return np.diff(self.matrix.indptr).astype(np.int64) - own

    @property
    def isolates(self) -> pd.Index:
        """Identifiers of the sites that have no neighbour."""
        return self.index[self.cardinalities == 0]

    @cached_property
    def components(self) -> npt.NDArray[np.int32]:
        """Label of the connected component of each site (direction ignored); shape (n,)."""
        return csgraph.connected_components(self.matrix, directed=False)[1]

    def __repr__(self) -> str:
        n_components = int(self.components.max()) + 1 if self.n else 0
        mean = self.edges / self.n if self.n else 0.0
        return (
            f"<Weights {self.recipe!r}: {self.n} sites, {self.edges} edges ({mean:.2f} per site), "
            f"{n_components} components, {len(self.isolates)} isolates>"
        )

    def describe(self) -> str:
        """Return the same facts as one French sentence, for messages and proofs."""
        average = f"{self.edges / self.n if self.n else 0.0:.2f}".replace(".", ",")
        parts = int(self.components.max()) + 1 if self.n else 0
        return (
            f"Voisinage « {self.recipe} » : {self.n} entités, {average} voisins en moyenne, "
            f"{counted(parts, 'composante')}, "
            f"{counted(len(self.isolates), 'entité isolée', 'entités isolées')}."
        )

    def row_standardised(self) -> Weights:
        r"""Return the same neighbours with rows that sum to one.

        .. math:: w^*_{ij} = w_{ij} / \sum_j w_{ij}

        The row of a site without neighbour stays empty. Made once: what was learnt of them, such
        as their components, serves the next statistics on the same weights.
        """
        return self._standardised

    @cached_property
    def _standardised(self) -> Weights:
        sums = np.asarray(self.matrix.sum(axis=1)).ravel()
        repeats = np.repeat(np.where(sums > 0, sums, 1.0), np.diff(self.matrix.indptr))
        matrix = sparse.csr_array(
            (self.matrix.data / repeats, self.matrix.indices, self.matrix.indptr),
            shape=self.matrix.shape,
        )
        return Weights(matrix, self.index, self.recipe)

    def lag(self, values: npt.ArrayLike) -> Floats:
        """Return the weighted sum of the neighbours' values of each site; shape (n,)."""
        return np.asarray(self.matrix @ np.asarray(values, dtype=np.float64))

    def among(self, kept: npt.NDArray[np.bool_]) -> Weights:
        """Return the weights between the sites that are kept; the others leave the graph.

        Parameters
        ----------
        kept : array of bool, shape (n,)
        """
        matrix = self.matrix[kept][:, kept]
        return Weights(sparse.csr_array(matrix), self.index[kept], self.recipe)

    def aligned(self, index: pd.Index) -> Weights:
        """Return the weights in the order of ``index``.

        Raises
        ------
        InputError
            A site is on one side only.
        """
        if self.index.equals(index):
            return self
        position = self.index.get_indexer(index)
        if len(index) != self.n or (position < 0).any():
            absent = index[position < 0]
            detail = f"sans voisinage connu : {some(absent)}" if len(absent) else "de trop"
            raise InputError(
                f"Les poids portent sur {self.n} entités, la couche en contient {len(index)} "
                f"({detail}). Recalculez les poids sur cette couche."
            )
        matrix = sparse.csr_array(self.matrix[position][:, position])
        return Weights(matrix, index, self.recipe)

    def to_graph(self) -> Graph:
        """Return a ``libpysal.graph.Graph``; isolates are kept, as its self-loops of weight zero.

        Raises
        ------
        DependencyError
            libpysal is not installed.
        """
        graph_module = require("libpysal.graph", "Convertir des poids en Graph")
        rows = np.repeat(np.arange(self.n), np.diff(self.matrix.indptr))
        columns, data = self.matrix.indices, self.matrix.data
        empty = np.flatnonzero(np.diff(self.matrix.indptr) == 0)
        if len(empty):
            rows, columns = np.append(rows, empty), np.append(columns, empty)
            order = np.lexsort((columns, rows))
            data = np.append(data, np.zeros(len(empty)))[order]
            rows, columns = rows[order], columns[order]
        # The levels keep the order of the sites: Graph.sparse follows it, and nothing is hashed.
        levels: list[Any] = [self.index, self.index]
        codes: list[Any] = [rows, columns]
        pairs = pd.MultiIndex(levels, codes, names=["focal", "neighbor"], verify_integrity=False)
        return graph_module.Graph(pd.Series(data, index=pairs, name="weight"), is_sorted=True)

    @staticmethod
    def from_graph(graph: Graph) -> Weights:
        """Read a ``libpysal.graph.Graph``, or an older ``libpysal.weights.W``.

        The order of the rows is that of the graph's own identifiers; the weights keep its
        current transformation.
        """
        if id(graph) in _read_graphs:
            return _read_graphs[id(graph)]
        if hasattr(graph, "adjacency"):
            index = pd.Index(graph.unique_ids, name=None)
            adjacency = graph.adjacency
            # Each identifier is looked up once, not once for each of its links.
            focal, neighbour = (
                index.get_indexer(level)[codes]
                for level, codes in zip(adjacency.index.levels, adjacency.index.codes, strict=True)
            )
            matrix = _rows_of(focal, neighbour, np.array(adjacency, dtype=np.float64), len(index))
            found = _read_graphs[id(graph)] = Weights(matrix, index, "Graph de libpysal")
            finalize(graph, _read_graphs.pop, id(graph), None)
            return found
        index = pd.Index(graph.id_order)
        return Weights(sparse.csr_array(graph.sparse, dtype=np.float64), index, "W de libpysal")


_read_graphs: dict[int, Weights] = {}
"""What was read of a living Graph, which never changes and has no hash: it serves again."""


def _rows_of(
    focal: npt.NDArray[np.integer[Any]],
    neighbour: npt.NDArray[np.integer[Any]],
    values: Floats,
    n: int,
) -> sparse.csr_array:
    """Return the matrix of links; nothing is sorted when they come in the order of the sites."""
    if (np.diff(focal) < 0).any():
        return sparse.coo_array((values, (focal, neighbour)), shape=(n, n)).tocsr()
    pointers = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(np.bincount(focal, minlength=n), out=pointers[1:])
    return sparse.csr_array((values, neighbour.astype(np.int32), pointers), shape=(n, n))


def without_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return the weights of the others only; the matrix itself when its diagonal is empty."""
    if not matrix.diagonal().any():
        return matrix
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    others = rows != matrix.indices
    sizes = np.bincount(rows[others], minlength=matrix.shape[0])
    pointers = np.concatenate([[0], np.cumsum(sizes)]).astype(matrix.indptr.dtype)
    return sparse.csr_array(
        (matrix.data[others], matrix.indices[others], pointers), shape=matrix.shape
    )


def from_pairs(
    focal: npt.NDArray[np.integer[Any]],
    neighbour: npt.NDArray[np.integer[Any]],
    index: pd.Index,
    recipe: str,
) -> Weights:
    """Return binary weights from the positions of ordered pairs (site, neighbour)."""
    n = len(index)
    ones = np.ones(len(focal))
    matrix = sparse.coo_array((ones, (focal, neighbour)), shape=(n, n)).tocsr()
    matrix.data[:] = 1.0
    return Weights(matrix, index, recipe)
