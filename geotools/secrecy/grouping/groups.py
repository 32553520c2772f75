"""Groups of residences large enough to be published, as many and as tight as possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.parameters import check_layer
from geotools.progress import SILENT, Progress
from geotools.secrecy.grouping.bound import Gap, optimality_gap
from geotools.secrecy.grouping.graph import (
    barrier_codes,
    diameters,
    neighbour_graph,
    point_coordinates,
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
from geotools.secrecy.grouping.shapes import group_shapes
from geotools.secrecy.rule import DEFAULT_THRESHOLD, TOLERANCE, complements

DEFAULT_MAX_DISTANCE_M = 1_000.0
"""Longest link between two residences of a group: about a quarter of an hour on foot."""

DEFAULT_EFFORT = 10
"""Rebuilding steps per residence: twice as many gain one group in a thousand."""

COMPACTNESS_WEIGHT = 0.05
"""Weight of the squared distance (in median links) beside a squared standard deviation."""


@dataclass(frozen=True)
class Grouping:
    """Groups, who is in them, who could not be and why.

    Parameters
    ----------
    groups : GeoDataFrame
        Index ``groupe``; columns ``residences`` (members), the summed counts, ``diametre_m``
        (largest distance between two members, metres), the barrier columns, geometry.
    membership : Series
        Code of the group of each residence, NA where none; index of the residences.
    ungrouped : DataFrame
        One row per residence without a group: ``motif``.
    changes : DataFrame
        When previous groups were given, one row per residence that moved: ``avant``, ``apres``.
    broken : DataFrame
        When previous groups were given, one row per group that did not hold: ``motif``.
    graph, rows, threshold
        What the groups were built on, kept for :meth:`gap`.
    """

    groups: GeoDataFrame
    membership: pd.Series
    ungrouped: pd.DataFrame
    changes: pd.DataFrame
    broken: pd.DataFrame
    graph: csr_array
    rows: NDArray[np.float64]
    threshold: float

    def gap(self) -> Gap:
        """Compare the number of groups with a bound, and with the optimum of small parts."""
        labels = pd.factorize(self.membership)[0].astype(np.int64)
        return optimality_gap(self.graph, self.rows, self.threshold, labels)


def build_grouping(
    residences: GeoDataFrame,
    counts: pd.DataFrame | Sequence[str],
    *,
    threshold: float = DEFAULT_THRESHOLD,
    bases: Mapping[str, str] | None = None,
    within: Sequence[str] = (),
    max_distance: float | None = DEFAULT_MAX_DISTANCE_M,
    homogeneity: str | None = None,
    previous: pd.Series | None = None,
    strict: bool = False,
    effort: int = DEFAULT_EFFORT,
    seed: int = 0,
    progress: Progress | None = None,
) -> Grouping:
    r"""Group neighbouring residences and say what was done.

    With :math:`x_{ik}` the counts, their bases and the complements base − numerator, the groups
    :math:`G_1 \dots G_m` are connected in the neighbour graph, never cross a barrier, and

    .. math:: \max m \quad \text{s.t.} \quad \sum_{i \in G_g} x_{ik} \ge t \quad \forall g, k

    then, for equal :math:`m`, the spread of the chosen variable and the distances inside groups are
    lowered. A randomised tightest-fit growth is followed by the rebuilding of small neighbourhoods
    (large neighbourhood search); the same seed gives the same groups, with numba or without.

    Parameters
    ----------
    residences : GeoDataFrame
        Points, or polygons (IRIS) that are then grouped by contiguity; projected CRS in metres.
    counts : DataFrame or list of str
        Counted columns (aligned on the index), or their names in ``residences``. Integers or
        weighted floats, non-negative.
    threshold : float
        Smallest publishable count.
    bases : mapping, optional
        Numerator to base; both columns are counted columns, and their difference must reach the
        threshold too.
    within : sequence of str
        Columns that a group never crosses (commune, in or out of QPV, landlord…); a missing value
        is a value of its own.
    max_distance : float, optional
        Longest link between two points of a group, in metres; None for no limit.
    homogeneity : str, optional
        Numeric column of ``residences`` that should vary little inside a group.
    previous : Series, optional
        Earlier or hand-edited groups by residence: those that still hold are kept as they are, the
        others are completed with the fewest residences that their neighbours can spare.
    strict : bool
        Refuse previous groups that do not hold instead of mending them.
    effort : int
        Rebuilding steps per residence.
    seed : int
        Seed of the draws.
    progress : Progress, optional

    Raises
    ------
    GeometryError
        No CRS, a geographic one, missing or mixed geometries.
    InputError
        Negative or missing counts, a numerator above its base, duplicate identifiers.
    SecrecyRefusedError
        Previous groups do not hold and ``strict`` is set.
    """
    progress = progress or SILENT
    check_layer(residences, "Résidences", projected=True)
    table = checked_counts(residences, counts)
    rows, kinds = requirements(table, dict(bases or {}))
    classes = barrier_codes(residences, within)
    progress.at(0.05, "Voisinages")
    graph = neighbour_graph(residences, classes, max_distance)
    points = point_coordinates(residences)
    need = np.full(rows.shape[1], threshold - TOLERANCE)
    features = likeness(residences, points, graph, homogeneity)
    around = Neighbourhood(graph, rows, need, features, kinds)
    progress.at(0.15, "Groupes")
    before = None if previous is None else earlier_codes(previous, residences.index)
    broken = pd.DataFrame({"motif": []}, dtype="object")
    if before is None:
        labels = search(around, effort, seed, progress.part(0.15, 0.8))
    else:
        labels, short, broken = previous_groups(before, around)
        if strict:
            refuse_broken(broken)
        labels = repaired(complete_short(labels, short, around), around, seed)
    progress.at(0.8, "Contours")
    names = group_names(labels, before)
    membership = pd.Series(names, index=residences.index, name="groupe", dtype="object")
    groups = describe_groups(residences, table, membership, points, within)
    ungrouped = explain_ungrouped(residences.index, around, labels)
    progress.at(1.0)
    changes = moves(before, membership)
    return Grouping(groups, membership, ungrouped, changes, broken, graph, rows, threshold)


def checked_counts(residences: GeoDataFrame, counts: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
    """Return the counted columns as floats, aligned on the residences, or say what is wrong."""
    if residences.index.has_duplicates:
        twice = residences.index[residences.index.duplicated()].unique()
        raise InputError(f"Identifiants de résidence en double : {some(twice)}.")
    if not isinstance(counts, pd.DataFrame):
        absent = [name for name in counts if name not in residences.columns]
        if absent:
            raise MissingColumnError(
                f"La colonne à compter « {absent[0]} » est absente. "
                f"Noms proches : {nearest(absent[0], residences.columns)}."
            )
        counts = pd.DataFrame(residences[list(counts)])
    if counts.shape[1] == 0:
        raise InputError("Le regroupement demande au moins une colonne à compter.")
    table = counts.reindex(residences.index).astype(float)
    wrong = table.isna().any(axis=1) | (table < 0).any(axis=1)
    if wrong.any():
        raise InputError(
            f"Effectifs manquants ou négatifs sur {int(wrong.sum())} résidence(s) : "
            f"{some(table.index[wrong])}. Remplacez un vide par 0 s’il signifie zéro."
        )
    return table


def earlier_codes(previous: pd.Series, index: pd.Index) -> pd.Series:
    """Return earlier codes as text, an empty one being no group."""
    codes = previous.reindex(index).astype("string").str.strip()
    known = codes.notna() & codes.ne("")
    return codes.astype("object").where(known, None)


def requirements(
    table: pd.DataFrame, bases: Mapping[str, str]
) -> tuple[NDArray[np.float64], list[str]]:
    """Return the columns that must reach the threshold, complements too, and their names."""
    rest = complements(table, bases)
    above = (rest < -TOLERANCE).any(axis=1)
    if above.any():
        raise InputError(
            f"Numérateur supérieur à sa base sur {int(above.sum())} résidence(s) : "
            f"{some(rest.index[above])}. Vérifiez les colonnes et leurs bases."
        )
    kinds = [*map(str, table.columns), *(f"complément de {name}" for name in rest.columns)]
    return np.ascontiguousarray(np.hstack([table, rest.clip(lower=0)])), kinds


def likeness(
    residences: GeoDataFrame,
    points: NDArray[np.float64],
    graph: csr_array,
    homogeneity: str | None,
) -> NDArray[np.float64]:
    """Return what should be alike inside a group, in comparable units."""
    source = np.repeat(np.arange(len(points)), np.diff(graph.indptr))
    links = np.hypot(*(points[source] - points[graph.indices]).T)
    scale = max(float(np.median(links)), 1.0) if links.size else 1.0
    place = (points - points.mean(axis=0)) / scale
    if homogeneity is None:
        return np.ascontiguousarray(place)
    value = residences[homogeneity].to_numpy(dtype=float)
    value = np.nan_to_num(value - np.nanmean(value))
    value = value / (value.std() or 1.0)
    return np.ascontiguousarray(np.column_stack([value, place * np.sqrt(COMPACTNESS_WEIGHT)]))


def describe_groups(
    residences: GeoDataFrame,
    table: pd.DataFrame,
    membership: pd.Series,
    points: NDArray[np.float64],
    within: Sequence[str],
    drawn: pd.Series | None = None,
) -> GeoDataFrame:
    """Return the groups with their sums, their extent, their limits and their shape.

    A group that lies across a limit bears the codes of both sides. Residences that are not
    ``drawn`` are part of no shape.
    """
    codes, names = pd.factorize(membership, sort=True)
    frame = table.groupby(membership).sum()
    frame.insert(0, "residences", membership.value_counts().reindex(frame.index).astype(int))
    frame["diametre_m"] = diameters(points, membership).reindex(frame.index)
    limits = [name for name in within if name not in frame.columns]
    for name in limits:
        frame[name] = _codes_of(residences[name], membership).reindex(frame.index)
    shown = codes if drawn is None else np.where(drawn.reindex(residences.index), codes, -1)
    shapes = group_shapes(residences, shown.astype(np.int64), len(names))
    result = GeoDataFrame(
        frame, geometry=shapes.set_axis(pd.Index(names)).reindex(frame.index), crs=residences.crs
    )
    return result.rename_axis("groupe")


def _codes_of(limit: pd.Series, membership: pd.Series) -> pd.Series:
    """Return the codes of a limit that each group holds, the most frequent first, None for none."""
    # The index may bear one of these names: it is left aside.
    codes = limit.reindex(membership.index).to_numpy()
    held = pd.DataFrame({"groupe": membership.to_numpy(), "code": codes}).dropna()
    often = (
        held.groupby(["groupe", "code"], sort=True)
        .size()
        .sort_values(ascending=False, kind="stable")
    )
    listed = (
        often.reset_index().groupby("groupe")["code"].agg(lambda own: " + ".join(map(str, own)))
    )
    return listed.astype("object")


def explain_ungrouped(
    index: pd.Index, around: Neighbourhood, labels: NDArray[np.int64]
) -> pd.DataFrame:
    """Say of each residence without a group what its reachable surroundings lack."""
    block = connected_components(around.graph, directed=False)[1]
    sums = pd.DataFrame(around.rows).groupby(block).sum().to_numpy()
    size = np.bincount(block)
    left = np.flatnonzero(labels < 0)
    motives = []
    for unit in block[left]:
        low = sums[unit] < around.need
        lacking = [kind for kind, short in zip(around.kinds, low, strict=True) if short]
        motives.append(
            f"Les {size[unit]} résidence(s) reliées dans la même limite n’atteignent pas le seuil "
            f"pour : {some(lacking)}. Élargissez la distance, retirez une limite ou une colonne."
        )
    return pd.DataFrame({"motif": pd.Series(motives, index=index[left], dtype="object")})
