"""Spatial statistics: weights, local and global association, smoothing, segregation."""

from geotools.spatial.bivariate import bivariate_moran, differential_moran
from geotools.spatial.geary import local_geary
from geotools.spatial.getis_ord import getis_ord
from geotools.spatial.global_moran import global_moran
from geotools.spatial.join_counts import join_counts
from geotools.spatial.links import cut_by_barriers, neighbour_links
from geotools.spatial.moran import local_moran
from geotools.spatial.rates import empirical_bayes_scores
from geotools.spatial.recipes import as_weights, build_weights
from geotools.spatial.weights import Weights
from geotools.spatial.weights_io import read_weights, write_weights

__all__ = [
    "Weights",
    "as_weights",
    "bivariate_moran",
    "build_weights",
    "cut_by_barriers",
    "differential_moran",
    "empirical_bayes_scores",
    "getis_ord",
    "global_moran",
    "join_counts",
    "local_geary",
    "local_moran",
    "neighbour_links",
    "read_weights",
    "write_weights",
]
