"""Which residences may stand side by side in a group: contiguity or nearness, inside barriers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.spatial import Delaunay

from geotools.errors import GeometryError, MissingColumnError, nearest, some

JITTER_M = 0.01
"""Points that coincide or align are moved by this much to be triangulated; nothing else sees it."""


def barrier_codes(residences: GeoDataFrame, within: Sequence[str]) -> NDArray[np.int64]:
    """Return one integer per feature: features of different integers never share a group.

    A missing value is a value of its own: residences outside every QPV stay together.
    """
    absent = [name for name in within if name not in residences.columns]
    if absent:
        raise MissingColumnError(
            f"La limite « {absent[0]} » est absente de la couche. "
            f"Noms proches : {nearest(absent[0], residences.columns)}."
        )
    if not within:
        return np.zeros(len(residences), dtype=np.int64)
    keys = residences[list(within)].astype(object).where(residences[list(within)].notna(), "")
    return keys.groupby(list(within), sort=True, dropna=False).ngroup().to_numpy(dtype=np.int64)


def neighbour_graph(
    residences: GeoDataFrame, classes: NDArray[np.int64], max_distance: float | None
) -> csr_array:
    """Return the symmetric graph of the features that may be put together.

    Points are joined along the Delaunay triangulation of their class, polygons where they touch.

    Parameters
    ----------
    residences : GeoDataFrame
        Points or polygons, projected CRS in metres.
    classes : array of int
        See :func:`barrier_codes`.
    max_distance : float, optional
        Longest edge, in metres, between points.

    Raises
    ------
    GeometryError
        Geometries are missing, or points and polygons are mixed.
    """
    kinds = set(shapely.get_dimensions(residences.geometry.to_numpy()).tolist())
    empty = (residences.geometry.isna() | residences.geometry.is_empty).to_numpy()
    if empty.any():
        raise GeometryError(
            f"Le regroupement demande une géométrie par entité ; elle manque sur {empty.sum()} : "
            f"{some(residences.index[empty])}. Localisez-les ou retirez-les."
        )
    if kinds == {0}:
        pairs = _point_pairs(point_coordinates(residences), classes, max_distance)
    elif kinds == {2}:
        pairs = residences.sindex.query(residences.geometry, predicate="intersects")
        pairs = pairs[:, (pairs[0] < pairs[1]) & (classes[pairs[0]] == classes[pairs[1]])]
    else:
        raise GeometryError(
            "Le regroupement demande des points, ou des polygones, mais pas un mélange des deux."
        )
    n = len(residences)
    both = np.hstack([pairs, pairs[::-1]])
    graph = coo_array((np.ones(both.shape[1], dtype=np.int8), (both[0], both[1])), shape=(n, n))
    graph = csr_array(graph)
    graph.sum_duplicates()
    graph.sort_indices()
    return graph


def point_coordinates(features: GeoDataFrame) -> NDArray[np.float64]:
    """Return the x and y of each feature's centroid."""
    return np.asarray(shapely.get_coordinates(shapely.centroid(features.geometry.to_numpy())))


def _point_pairs(
    points: NDArray[np.float64], classes: NDArray[np.int64], max_distance: float | None
) -> NDArray[Any]:
    spread = np.random.default_rng(0).uniform(-JITTER_M, JITTER_M, points.shape)
    moved = points + spread
    order = np.argsort(classes, kind="stable")
    cuts = np.flatnonzero(np.diff(classes[order])) + 1
    found = [_triangulate(moved, members) for members in np.split(order, cuts)]
    pairs = np.hstack(found) if found else np.empty((2, 0), dtype=np.int64)
    pairs = np.sort(pairs, axis=0)
    pairs = np.unique(pairs, axis=1)
    if max_distance is not None:
        length = np.hypot(*(points[pairs[0]] - points[pairs[1]]).T)
        pairs = pairs[:, length <= max_distance]
    return pairs


def _triangulate(points: NDArray[np.float64], members: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the edges of the triangulation of some points; all pairs when fewer than four."""
    if len(members) < 4:
        first, second = np.triu_indices(len(members), k=1)
        return np.vstack([members[first], members[second]])
    origin = points[members].mean(axis=0)
    corners = Delaunay(points[members] - origin, qhull_options="QJ Qbb Qc").simplices
    edges = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    return members[edges.T].astype(np.int64)


def connected_blocks(graph: csr_array, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the connected parts of each label: same integer when linked inside one label."""
    from scipy.sparse.csgraph import connected_components

    source = np.repeat(np.arange(graph.shape[0]), np.diff(graph.indptr))
    same = labels[source] == labels[graph.indices]
    kept = coo_array((np.ones(same.sum()), (source[same], graph.indices[same])), shape=graph.shape)
    return np.asarray(connected_components(kept, directed=False)[1], dtype=np.int64)


def diameters(points: NDArray[np.float64], labels: pd.Series) -> pd.Series:
    """Return the largest distance between two members of each group, in metres.

    Computed on the vertices of the convex hull, which hold the two farthest members.
    """
    known = labels.notna().to_numpy()
    codes, names = pd.factorize(labels[known], sort=True)
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(codes[order])) + 1
    inside = points[known]
    values = [_farthest(inside[members]) for members in np.split(order, cuts)] if len(order) else []
    return pd.Series(values, index=names, dtype=float)


def _farthest(points: NDArray[np.float64]) -> float:
    if len(points) > 64:
        hull = shapely.convex_hull(shapely.multipoints(points))
        points = np.asarray(shapely.get_coordinates(hull))
    gaps = points[:, None, :] - points[None, :, :]
    return float(np.sqrt((gaps**2).sum(axis=2).max()))
