"""Weights from a recipe: nearest neighbours, distance band, contiguity of polygons or of tiles."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from scipy import sparse
from scipy.spatial import cKDTree

from geotools.errors import ConfigurationError, GeometryError, InputError, shown, some
from geotools.metres import true_system
from geotools.parameters import check_layer
from geotools.sources.tile_identifier import PATTERN
from geotools.spatial.weights import Floats, Weights, WeightsLike, from_pairs
from geotools.spatial.weights_io import is_weights_file, read_weights
from geotools.values import decimal

RECIPES = (
    "« knn:8 » (8 plus proches), « distance:1500 » (mètres), « queen » ou « rook » (polygones "
    "contigus par un point ou par un côté ; « queen:2 » à 2 m près), « tiles » ou « tiles:rook » "
    "(carreaux), ou un fichier .gal, .gwt ou .parquet"
)
"""The recipes, in words, for help and messages."""

DEFAULT_RECIPE = "knn:8"

EDGE_LIMIT = 150_000_000
"""Ordered pairs that a recipe may create: about 1.8 GB of weights."""

_EXAMPLES = {"knn": 8, "distance": 1500, "queen": 1, "rook": 1}

_QUERY_BLOCK = 1 << 17  # points asked at once: bounds the tree's answers, 20 MB for k = 8


def build_weights(features: GeoDataFrame, recipe: str) -> Weights:
    """Return the neighbours of each feature by a recipe.

    Parameters
    ----------
    features : GeoDataFrame
        Points or polygons; unique index. Distances need a projected CRS (metres).
    recipe : str
        ``knn:K``: the K nearest (centroids of polygons). Points at the same place are neighbours
        of each other at distance zero, before any other; a tie at the K-th place is settled by
        the coordinates, so it does not depend on the order of the features.
        ``distance:R``: every feature within R metres (bound included).
        ``queen`` / ``rook``: polygons that share a point / a length of boundary;
        ``queen:T`` also joins polygons at most T metres apart, for imprecise limits; ``rook:T``
        those whose limits run within T metres of each other for more than 4 T.
        ``tiles`` / ``tiles:rook``: the 8 / 4 tiles around each, by integer cell keys read in the
        INSEE identifiers (index or a column), else in the bounds of the squares.

    Returns
    -------
    Weights
        Binary. A feature with an empty or missing geometry has no neighbour.

    Raises
    ------
    ConfigurationError
        The recipe is not understood.
    GeometryError
        Wrong kind of geometry or CRS.
    InputError
        The index is not unique, or the recipe would create more than :data:`EDGE_LIMIT` pairs.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> weights = geotools.build_weights(tiny.residences(), "distance:200")
    >>> weights.cardinalities[:4].tolist()
    [2, 3, 3, 2]
    """
    kind, _, argument = recipe.strip().lower().partition(":")
    if kind not in _BUILDERS:
        raise ConfigurationError(f"Le voisinage « {recipe} » n’est pas connu. Écrivez {RECIPES}.")
    built = _BUILDERS[kind](features, argument, recipe)
    if isinstance(built, Weights):
        return built
    return from_pairs(*built, features.index, recipe)


def check_recipe(recipe: str) -> None:
    """Refuse a recipe that no layer could follow, before any is read.

    Raises
    ------
    ConfigurationError
        It is not understood, or its number is no number, zero or negative.
    """
    kind, colon, argument = recipe.strip().lower().partition(":")
    if is_weights_file(recipe):
        return
    if kind not in _BUILDERS:
        raise ConfigurationError(
            f"Le voisinage « {shown(recipe)} » n’est pas connu. Écrivez {RECIPES}."
        )
    if kind in {"knn", "distance"} or (kind in {"queen", "rook"} and colon):
        number = _number(argument, shown(recipe), example=f"{kind}:{_EXAMPLES[kind]}")
        if kind == "knn" and number != int(number):
            raise ConfigurationError(
                f"Le voisinage « {shown(recipe)} » demande un nombre entier de voisins."
            )
    if kind == "tiles" and argument not in {"", "queen", "rook"}:
        raise ConfigurationError(
            f"Le voisinage « {shown(recipe)} » s’écrit « tiles » (8 voisins) ou « tiles:rook » (4)."
        )


def as_weights(features: GeoDataFrame, weights: WeightsLike) -> Weights:
    """Return weights in the order of the features, whatever form they were given in."""
    if isinstance(weights, str):
        if is_weights_file(weights):
            return read_weights(weights, features.index)
        return build_weights(features, weights)
    found = weights if isinstance(weights, Weights) else Weights.from_graph(weights)
    return found.aligned(features.index)


Pairs = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def _number(argument: str, recipe: str, *, example: str) -> float:
    value = decimal(argument)
    if not value > 0:
        raise ConfigurationError(
            f"Le voisinage « {recipe} » doit donner un nombre positif, par exemple « {example} »."
        )
    return value


def in_true_metres(features: GeoDataFrame, label: str) -> GeoDataFrame:
    """Return the layer as it is measured: carried to the system of its territory where need be.

    Raises
    ------
    GeometryError
        The layer is not in metres, or lies in no territory.
    """
    check_layer(features, label)
    target = true_system(features.crs, features.geometry.bounds.to_numpy(), label)
    return features if target == features.crs else features.to_crs(target)


def located_points(features: GeoDataFrame, label: str) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the positions of the features that have a place and their (x, y), sorted by x, y.

    Centroids stand for polygons and lines. The sort makes every tie depend on the places alone
    and keeps neighbours close in memory.
    """
    geometry = in_true_metres(features, label).geometry.array
    missing = np.asarray(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    xy = shapely.get_coordinates(
        np.asarray(geometry)[~missing]
        if (shapely.get_type_id(geometry)[~missing] == shapely.GeometryType.POINT).all()
        else shapely.centroid(np.asarray(geometry)[~missing])
    )
    positions = np.flatnonzero(~missing)
    order = np.lexsort((xy[:, 1], xy[:, 0]))
    return positions[order], np.ascontiguousarray(xy[order])


def nearest_others(xy: Floats, k: int) -> npt.NDArray[np.int32]:
    """Return the positions of the ``k`` points nearest to each, itself left out; shape (n, k).

    Where more than ``k`` points share one place, a point may miss itself among its ``k + 1``
    nearest: the last is then dropped, all are at distance zero.
    """
    n = len(xy)
    tree = cKDTree(xy, balanced_tree=False, compact_nodes=False)
    nearest = np.empty((n, k), dtype=np.int32)
    for start in range(0, n, _QUERY_BLOCK):
        part = slice(start, min(start + _QUERY_BLOCK, n))
        found = tree.query(xy[part], k=k + 1, workers=-1)[1]
        itself = found == np.arange(part.start, part.stop)[:, None]
        itself[~itself.any(axis=1), -1] = True
        nearest[part] = found[~itself].reshape(-1, k)
    return nearest


def _knn(features: GeoDataFrame, argument: str, recipe: str) -> Weights:
    k = int(_number(argument, recipe, example="knn:8"))
    positions, xy = located_points(features, "Entités")
    n = len(xy)
    if not 1 <= k < n:
        raise InputError(
            f"Le voisinage « {recipe} » demande au moins {max(k, 1) + 1} entités localisées ; "
            f"la couche en contient {n}. Réduisez le nombre de voisins."
        )
    _check_size(n * k, recipe)
    around = np.full((len(features), k), -1, dtype=np.int32)
    around[positions] = positions.astype(np.int32)[nearest_others(xy, k)]
    return _from_table(around, features.index, recipe)


def _distance(features: GeoDataFrame, argument: str, recipe: str) -> Pairs:
    radius = _number(argument, recipe, example="distance:1500")
    positions, xy = located_points(features, "Entités")
    tree = cKDTree(xy)
    _check_size(int(tree.count_neighbors(tree, radius)), recipe)
    pairs = tree.query_pairs(radius, output_type="ndarray")
    left, right = positions[pairs[:, 0]], positions[pairs[:, 1]]
    return np.concatenate([left, right]), np.concatenate([right, left])


def _check_size(edges: int, recipe: str) -> None:
    if edges > EDGE_LIMIT:
        raise InputError(
            f"Le voisinage « {recipe} » créerait {edges} paires ; la limite est {EDGE_LIMIT}. "
            "Réduisez la distance ou le nombre de voisins."
        )


def _queen(features: GeoDataFrame, argument: str, recipe: str) -> Pairs:
    geometry = _polygons(features)
    if argument:
        geometry = _polygons(in_true_metres(features, "Entités"))
        gap = _number(argument, recipe, example="queen:1")
        pairs = shapely.STRtree(geometry).query(geometry, predicate="dwithin", distance=gap)
    else:
        pairs = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    pairs = pairs[:, pairs[0] != pairs[1]]
    return pairs[0], pairs[1]


def _rook(features: GeoDataFrame, argument: str, recipe: str) -> Pairs:
    left, right = _queen(features, argument, recipe)
    half = left < right
    left, right = left[half], right[half]
    if argument:
        gap = _number(argument, recipe, example="rook:1")
        geometry = _polygons(in_true_metres(features, "Entités"))
        near = shapely.buffer(geometry[right], gap)
        shared = shapely.intersection(shapely.boundary(geometry[left]), near)
        # Corners that meet, or overlap by the tolerance, run along each other for 4 of it at most.
        side = shapely.length(shared) > 4 * gap
    else:
        geometry = _polygons(features)
        side = shapely.length(shapely.intersection(geometry[left], geometry[right])) > 0
    left, right = left[side], right[side]
    return np.concatenate([left, right]), np.concatenate([right, left])


def _polygons(features: GeoDataFrame) -> npt.NDArray[np.object_]:
    check_layer(features, "Entités", geometry="polygon")
    return np.asarray(features.geometry.array)


def _tiles(features: GeoDataFrame, argument: str, recipe: str) -> Weights:
    if argument not in {"", "queen", "rook"}:
        raise ConfigurationError(
            f"Le voisinage « {recipe} » s’écrit « tiles » (8 voisins) ou « tiles:rook » (4)."
        )
    rows, columns = tile_cells(features)
    rows, columns = rows - rows.min() + 1, columns - columns.min() + 1
    width = int(columns.max()) + 2
    keys = rows * width + columns
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        raise InputError(
            "Chaque carreau doit apparaître une seule fois ; répétés : "
            f"{some(features.index[order[twice]])}. Dédoublonnez la couche."
        )
    shifts = _shifts(width, rook=argument == "rook")
    around = np.full((len(keys), len(shifts)), -1, dtype=np.int32)
    for column, shift in enumerate(shifts):
        wanted = ordered + shift
        place = np.searchsorted(ordered, wanted)
        place[place == len(ordered)] = 0
        hit = ordered[place] == wanted
        around[order[hit], column] = order[place[hit]]
    return _from_table(around, features.index, recipe)


def _from_table(around: npt.NDArray[np.int32], index: pd.Index, recipe: str) -> Weights:
    """Return binary weights from a table of neighbours, -1 where there is none."""
    present = around >= 0
    pointers = np.concatenate([[0], np.cumsum(present.sum(axis=1))]).astype(np.int32)
    indices = around[present]
    shape = (len(index), len(index))
    return Weights(
        sparse.csr_array((np.ones(len(indices)), indices, pointers), shape=shape), index, recipe
    )


def _shifts(width: int, *, rook: bool) -> list[int]:
    sides = [-width, -1, 1, width]
    corners = [-width - 1, -width + 1, width - 1, width + 1]
    return sides if rook else sorted(sides + corners)


def tile_cells(features: GeoDataFrame) -> Pairs:
    """Return the row and column (integers, in tiles) of each feature of a square grid.

    They are read in INSEE identifiers, in the index or else in the first text column that holds
    only such identifiers; otherwise in the bounds of the polygons.

    Raises
    ------
    GeometryError
        There is no identifier and the polygons are not the squares of one grid.
    """
    for candidate in (features.index, *(features[c] for c in _text_columns(features))):
        cells = _cells_of_ids(candidate.to_numpy(dtype=object))
        if cells is not None:
            return cells
    return _square_cells(features)


def _cells_of_ids(ids: npt.NDArray[np.object_]) -> Pairs | None:
    """Return rows and columns of INSEE identifiers of one grid and size; None if they are not.

    The common head is removed from all of them at once, and the numbers are read in one pass.
    """
    first = PATTERN.fullmatch(ids[0]) if isinstance(ids[0], str) else None
    if first is None:
        return None
    head = ids[0][: first.start("north")]
    text = ",".join(map(str, ids))
    if text.count(head) != len(ids):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", DeprecationWarning)  # how numpy says « no number »
            numbers = np.fromstring(
                text.replace(head, "").replace("E", ","), dtype=np.int64, sep=","
            )
    except (ValueError, DeprecationWarning):
        return None
    if len(numbers) != 2 * len(ids):
        return None
    corners, size = numbers.reshape(-1, 2), int(first["size"])
    return corners[:, 0] // size, corners[:, 1] // size


def _text_columns(features: GeoDataFrame) -> list[str]:
    return [c for c in features.columns if pd.api.types.is_string_dtype(features[c].dtype)]


def _square_cells(features: GeoDataFrame) -> Pairs:
    bounds = shapely.bounds(_polygons(features))
    width = bounds[:, 2] - bounds[:, 0]
    height = bounds[:, 3] - bounds[:, 1]
    side = float(np.median(width))
    column, row = bounds[:, 0] / side, bounds[:, 1] / side
    column, row = column - column[0], row - row[0]
    off = np.abs(width - side) + np.abs(height - side) > 1e-6 * side
    off |= np.abs(column - np.round(column)) + np.abs(row - np.round(row)) > 1e-3
    if not side > 0 or off.any():
        raise GeometryError(
            "Le voisinage « tiles » demande des carreaux d’une même grille, dans le SCR de cette "
            f"grille, ou des identifiants INSEE ; ne conviennent pas : {some(features.index[off])}."
            " Gardez l’identifiant du carreau ou choisissez « queen »."
        )
    return np.round(row).astype(np.int64), np.round(column).astype(np.int64)


_BUILDERS: dict[str, Callable[[GeoDataFrame, str, str], Pairs | Weights]] = {
    "knn": _knn,
    "distance": _distance,
    "queen": _queen,
    "rook": _rook,
    "tiles": _tiles,
}
