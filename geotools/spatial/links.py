"""The neighbourhood made visible: a line for each pair, and the pairs that a barrier cuts."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import shapely
from geopandas import GeoDataFrame
from scipy import sparse

from geotools.metres import short_name
from geotools.operations import Group, Output, operation
from geotools.parameters import Layer, check_layer
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.recipes import DEFAULT_RECIPE, as_weights, in_true_metres
from geotools.spatial.weights import Weights, WeightsLike


def segments(features: GeoDataFrame, weights: Weights) -> gpd.GeoSeries:
    """Return one straight line for each (site, neighbour) pair, in the order of the matrix."""
    centres = features.geometry.centroid
    xy = np.column_stack([centres.x, centres.y])
    rows = np.repeat(np.arange(weights.n), np.diff(weights.matrix.indptr))
    ends = np.stack([xy[rows], xy[weights.matrix.indices]], axis=1)
    return gpd.GeoSeries(shapely.linestrings(ends), crs=features.crs)


def cut_by_barriers(features: GeoDataFrame, weights: Weights, barriers: GeoDataFrame) -> Weights:
    """Remove the pairs whose straight line crosses a barrier (railway, motorway, river).

    Parameters
    ----------
    features : GeoDataFrame
    weights : Weights
        In the order of the features.
    barriers : GeoDataFrame
        Lines or polygons; taken to the CRS of the features. A bridge is a gap in the line.

    Returns
    -------
    Weights
    """
    check_layer(barriers, "Obstacles")
    lines = segments(features, weights).to_numpy()
    walls = barriers.geometry.to_crs(features.crs).to_numpy()
    crossed = shapely.STRtree(walls).query(lines, predicate="intersects")[0]
    data = weights.matrix.data.copy()
    data[crossed] = 0.0
    matrix = sparse.csr_array(
        (data, weights.matrix.indices.copy(), weights.matrix.indptr.copy()),
        shape=weights.matrix.shape,
    )
    matrix.eliminate_zeros()
    return Weights(matrix, weights.index, f"{weights.recipe}, sans traverser d’obstacle")


@operation(
    group=Group.SPATIAL,
    outputs=(Output("links", style="liens"), Output("result", style="indicateur", drawn="voisins")),
    id="buildweights",
)
def neighbour_links(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    barriers: Annotated[GeoDataFrame | None, Layer()] = None,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Return the neighbourhood as lines, and the features with what it makes of them.

    Parameters
    ----------
    features : GeoDataFrame
        Unique index, projected CRS.
    weights : Weights, libpysal Graph or str
    barriers : GeoDataFrame, optional
        See :func:`cut_by_barriers`.
    progress : Progress, optional

    Returns
    -------
    links : GeoDataFrame
        ``entite``, ``voisine`` (identifiers), ``poids``, ``longueur`` (units of the CRS).
    result : GeoDataFrame
        The features with ``voisins`` (int) and ``composante`` (int, from 1, largest first).

    Raises
    ------
    InputError
        The index is not unique.
    ConfigurationError
        The recipe is not understood.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> links, result = geotools.neighbour_links(tiny.residences(), weights="distance:200")
    >>> len(links), float(links["longueur"].max())
    (34, 200.0)
    >>> int(result["composante"].nunique())
    1
    """
    report = progress or SILENT
    report.at(0.0, "Voisinage")
    given = features.crs
    features = in_true_metres(features, "Entités")
    if features.crs != given:
        report.say(
            f"Distances mesurées en {short_name(features.crs)} : celles de la couche, en "
            f"{short_name(given)}, ne sont pas de vrais mètres."
        )
    found = as_weights(features, weights)
    if barriers is not None:
        report.at(0.5, "Obstacles")
        before = found.edges
        found = cut_by_barriers(features, found, barriers)
        report.say(f"{before - found.edges} lien(s) coupé(s) par un obstacle sur {before}.")
    report.say(found.describe())
    lines = segments(features, found)
    rows = np.repeat(np.arange(found.n), np.diff(found.matrix.indptr))
    links = GeoDataFrame(
        {
            "entite": found.index.take(rows),
            "voisine": found.index.take(found.matrix.indices),
            "poids": found.matrix.data,
            "longueur": lines.length,
        },
        geometry=lines,
        crs=features.crs,
    )
    label = found.components
    rank = np.empty(int(label.max()) + 1, dtype=np.int64)
    rank[np.argsort(-np.bincount(label), kind="stable")] = np.arange(1, len(rank) + 1)
    return links, features.assign(voisins=found.cardinalities, composante=rank[label])
