"""Spatial statistics: weights, local and global association, smoothing, segregation."""

from geotools.spatial.bivariate import bivariate_moran, differential_moran
from geotools.spatial.emerging import emerging_hot_spots
from geotools.spatial.geary import local_geary
from geotools.spatial.getis_ord import getis_ord
from geotools.spatial.global_moran import global_moran
from geotools.spatial.join_counts import join_counts
from geotools.spatial.links import cut_by_barriers, neighbour_links
from geotools.spatial.moran import local_moran
from geotools.spatial.neighbours import neighbourhood_shares
from geotools.spatial.rates import empirical_bayes_scores
from geotools.spatial.recipes import as_weights, build_weights
from geotools.spatial.segregation import (
    dissimilarity,
    entropy_index,
    gini,
    isolation,
    segregation,
)
from geotools.spatial.smoothing import smooth, smooth_quantiles
from geotools.spatial.stability import cluster_stability
from geotools.spatial.surfaces import surface_contours, surface_raster, write_raster
from geotools.spatial.weights import Weights
from geotools.spatial.weights_io import read_weights, write_weights

__all__ = [
    "Weights",
    "as_weights",
    "bivariate_moran",
    "build_weights",
    "cluster_stability",
    "cut_by_barriers",
    "differential_moran",
    "dissimilarity",
    "emerging_hot_spots",
    "empirical_bayes_scores",
    "entropy_index",
    "getis_ord",
    "gini",
    "global_moran",
    "isolation",
    "join_counts",
    "local_geary",
    "local_moran",
    "neighbour_links",
    "neighbourhood_shares",
    "read_weights",
    "segregation",
    "smooth",
    "smooth_quantiles",
    "surface_contours",
    "surface_raster",
    "write_raster",
    "write_weights",
]
