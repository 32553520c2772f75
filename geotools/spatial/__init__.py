"""Spatial statistics: weights, local and global association, smoothing, segregation."""

from geotools.spatial.moran import local_moran
from geotools.spatial.recipes import as_weights, build_weights
from geotools.spatial.weights import Weights

__all__ = ["Weights", "as_weights", "build_weights", "local_moran"]
