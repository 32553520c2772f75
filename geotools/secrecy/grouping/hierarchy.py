"""Groups in a hierarchy of limits: inside all of them first, across the last ones where needed.

Residences that cannot make a group inside every limit (commune, QPV, IRIS) make one, or join one,
across the last limit, then across the one before. Limits named as hard are never crossed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.parameters import check_layer
from geotools.progress import SILENT, Progress
from geotools.secrecy.derived import Derived
from geotools.secrecy.grouping.graph import barrier_codes, neighbour_graph, point_coordinates
from geotools.secrecy.grouping.groups import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    Grouping,
    checked_counts,
    describe_groups,
    earlier_codes,
    explain_ungrouped,
    likeness,
)
from geotools.secrecy.grouping.previous import (
    Neighbourhood,
    complete_short,
    group_names,
    moves,
    previous_groups,
    refuse_broken,
)
from geotools.secrecy.grouping.search import repaired, search
from geotools.secrecy.rule import TOLERANCE

Ints = NDArray[np.int64]
Exposed = Callable[[Ints], NDArray[np.bool_]]
"""Labels of residences to whether each group tells too much for another reason than its size."""

_NONE_BROKEN = pd.DataFrame({"motif": []}, dtype="object")


@dataclass(frozen=True)
class Limits:
    """Limits of groups, the first one kept the longest.

    Parameters
    ----------
    ordered : sequence of str
        Columns of the residences, from the strongest to the weakest.
    hard : sequence of str
        Those that are never crossed; they go first.
    max_distance : float, optional
        Longest link inside a group, in metres.
    stretch : bool
        A residence that finds no group within that distance is linked to the nearest one beyond.
    """

    ordered: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()
    max_distance: float | None = DEFAULT_MAX_DISTANCE_M
    stretch: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Return every limit, hard ones first."""
        return (*self.hard, *(name for name in self.ordered if name not in self.hard))

    def levels(self) -> Iterator[tuple[tuple[str, ...], float | None]]:
        """Yield the limits and the distance of each level, from the tightest to the loosest."""
        for kept in range(len(self.names), len(self.hard) - 1, -1):
            if self.max_distance is not None:
                yield self.names[:kept], self.max_distance
            if self.stretch or self.max_distance is None:
                yield self.names[:kept], None


def hierarchical_grouping(
    residences: GeoDataFrame,
    counts: pd.DataFrame | Sequence[str],
    derived: Sequence[Derived],
    *,
    threshold: float,
    limits: Limits,
    exposed: Exposed | None = None,
    drawn: pd.Series | None = None,
    previous: pd.Series | None = None,
    strict: bool = False,
    effort: int = DEFAULT_EFFORT,
    seed: int = 0,
    progress: Progress | None = None,
) -> Grouping:
    """Group every residence that a neighbour can take, across as few limits as possible.

    Parameters
    ----------
    residences : GeoDataFrame
        Points or polygons, with the columns of the limits; projected CRS in metres.
    counts : DataFrame or list of str
        Counted columns.
    derived : sequence of Derived
        What must reach the threshold; remainders may also be zero, see
        :func:`geotools.secrecy.derived.derived_counts`.
    threshold : float
    limits : Limits
    exposed : callable, optional
        Groups that must be merged with a neighbour for another reason.
    drawn : Series of bool, optional
        Residences whose position is theirs; the others stand where their commune is, and are part
        of no shape. A group of such residences has no geometry.
    previous, strict, effort, seed, progress
        As for :func:`geotools.secrecy.grouping.groups.build_grouping`.

    Raises
    ------
    GeometryError, InputError, SecrecyRefusedError
        As for :func:`geotools.secrecy.grouping.groups.build_grouping`.
    """
    progress = progress or SILENT
    check_layer(residences, "Résidences", projected=True)
    table = checked_counts(residences, counts)
    points = point_coordinates(residences)
    before = None if previous is None else earlier_codes(previous, residences.index)
    ways = list(_ways(table, derived, residences, points, limits, threshold))
    tried = []
    for way in ways if before is None else ways[:1]:
        progress.at(0.2, "Groupes")
        if before is None:
            labels, broken = search(way.around[0], effort, seed, SILENT), _NONE_BROKEN
        else:
            labels, broken = _kept(before, way.around, strict)
        for level in way.around:
            labels = repaired(labels, level, seed)
        tests = [_remainder(way.spare, threshold), *([] if exposed is None else [exposed])]
        labels = merge_exposed(labels, way.around, points, partial(_any, tests))
        tried.append((labels, broken, way))
    labels, broken, way = max(tried, key=lambda one: int(one[0].max(initial=-1)))
    names = group_names(labels, before)
    membership = pd.Series(names, index=residences.index, name="groupe", dtype="object")
    progress.at(0.8, "Contours")
    groups = describe_groups(residences, table, membership, points, limits.names, drawn)
    ungrouped = explain_ungrouped(residences.index, way.around[-1], labels)
    progress.at(1.0)
    return Grouping(
        groups,
        membership,
        ungrouped,
        moves(before, membership),
        broken,
        way.around[-1].graph,
        way.around[-1].rows,
        threshold,
    )


def _graphs(residences: GeoDataFrame, limits: Limits) -> list[csr_array]:
    return [
        neighbour_graph(residences, barrier_codes(residences, within), distance)
        for within, distance in limits.levels()
    ]


def _union(graphs: Sequence[csr_array]) -> csr_array:
    total = graphs[0]
    for graph in graphs[1:]:
        total = csr_array(total + graph)
    total.data[:] = 1
    total.sort_indices()
    return total


@dataclass(frozen=True)
class _Way:
    """What is asked of every group, level by level, and what may also be empty."""

    around: list[Neighbourhood]
    spare: pd.DataFrame


def _ways(
    table: pd.DataFrame,
    derived: Sequence[Derived],
    residences: GeoDataFrame,
    points: NDArray[np.float64],
    limits: Limits,
    threshold: float,
) -> Iterator[_Way]:
    """Yield the ways to treat remainders: repair the groups that hold a few, or ask them of all."""
    values = pd.DataFrame({item.name: item.values(table).clip(lower=0) for item in derived})
    named = [item.name for item in derived if item.declared]
    rest = [i.name for i in derived if not i.declared and values[i.name].sum() > 0]
    common = [name for name in rest if values[name].sum() >= threshold]
    graphs = _graphs(residences, limits)
    for extra in [[], common] if common else [[]]:
        asked = values[[*named, *extra]]
        rows = np.ascontiguousarray(asked.to_numpy(dtype=float))
        need = np.full(rows.shape[1], threshold - TOLERANCE)
        around = [
            Neighbourhood(
                graph, rows, need, likeness(residences, points, graph, None), list(asked.columns)
            )
            for graph in graphs
        ]
        yield _Way(around, values[[name for name in rest if name not in extra]])


def _kept(
    before: pd.Series, around: Sequence[Neighbourhood], strict: bool
) -> tuple[Ints, pd.DataFrame]:
    """Keep the earlier groups that hold, those that lie across a limit which may be crossed too."""
    anywhere = replace(around[0], graph=_union([level.graph for level in around]))
    labels, short, broken = previous_groups(before, anywhere)
    if strict:
        refuse_broken(broken)
    return complete_short(labels, short, anywhere), broken


def _remainder(spare: pd.DataFrame, threshold: float) -> Exposed:
    """Tell which groups hold a remainder that is neither empty nor at the threshold."""
    values = spare.to_numpy(dtype=float)

    def exposed(labels: Ints) -> NDArray[np.bool_]:
        count = int(labels.max(initial=-1)) + 1
        sums = np.zeros((count, values.shape[1]))
        np.add.at(sums, labels[labels >= 0], values[labels >= 0])
        return np.asarray(((sums > TOLERANCE) & (sums < threshold - TOLERANCE)).any(axis=1))

    return exposed


def _any(tests: Sequence[Exposed], labels: Ints) -> NDArray[np.bool_]:
    found = np.zeros(int(labels.max(initial=-1)) + 1, dtype=bool)
    for test in tests:
        found = found | test(labels)
    return found


def merge_exposed(
    labels: Ints,
    around: Sequence[Neighbourhood],
    points: NDArray[np.float64],
    exposed: Exposed,
) -> Ints:
    """Merge each group that tells too much with its nearest neighbour, inside as many limits.

    A group that no neighbour can take is given up: its residences get -1.

    Parameters
    ----------
    labels : array of int
        Groups from 0, -1 for none.
    around : sequence of Neighbourhood
        From the tightest to the loosest.
    points : array (residences × 2)
    exposed : callable
    """
    labels = labels.copy()
    while (bad := np.flatnonzero(exposed(labels))).size:
        size = np.bincount(labels[labels >= 0], minlength=int(labels.max()) + 1)
        for own in bad[np.argsort(size[bad], kind="stable")]:
            if not (labels == own).any():
                continue  # a neighbour of this turn took it
            other = _neighbour(labels, int(own), around, points)
            labels[labels == own] = -1 if other is None else other
        known = labels >= 0
        labels[known] = np.unique(labels[known], return_inverse=True)[1]
    return labels


def _neighbour(
    labels: Ints, own: int, around: Sequence[Neighbourhood], points: NDArray[np.float64]
) -> int | None:
    members = np.flatnonzero(labels == own)
    centre = points[members].mean(axis=0)
    for level in around:
        near = level.around(members)
        near = near[labels[near] >= 0]
        if near.size:
            gap = ((points[near] - centre) ** 2).sum(axis=1)
            return int(labels[near[gap.argmin()]])
    return None
