"""The floor of QGIS's Windows installer: local Moran runs, and is the same, with it alone."""

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pytest

from geotools.errors import DependencyError
from geotools.spatial import build_weights, local_moran

ABOVE = ("numba", "sklearn", "esda", "libpysal", "rasterio", "fiona", "pyarrow")

BARE = """
import sys
from importlib.machinery import PathFinder

class Hidden(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.split(".")[0] in {above!r}:
            return None
        return super().find_spec(name, path, target)

sys.meta_path[:] = [f if f is not PathFinder else Hidden for f in sys.meta_path]
import geopandas as gpd, numpy as np
from geotools.spatial import local_moran, permutation
assert permutation.kernels().__name__.endswith("_kernels_numpy")
x, y, v = np.loadtxt(sys.argv[1]).T
features = gpd.GeoDataFrame({{"v": v}}, geometry=gpd.points_from_xy(x, y), crs=2154)
result = local_moran(features, "v", weights="knn:6")
np.savetxt(sys.argv[2], result[["moran_i", "p_valeur", "p_ajustee"]].to_numpy(), fmt="%.17g")
loaded = {{name.split(".")[0] for name in sys.modules}} & set({above!r})
assert not loaded, loaded
"""


def test_local_moran_is_the_same_on_the_floor(tmp_path):
    table = np.random.default_rng(0).uniform(0, 9_000, (300, 3))
    np.savetxt(tmp_path / "in.txt", table, fmt="%.17g")
    subprocess.run(
        [sys.executable, "-c", BARE.format(above=ABOVE), tmp_path / "in.txt", tmp_path / "out.txt"],
        check=True,
    )
    x, y, v = table.T
    features = gpd.GeoDataFrame({"v": v}, geometry=gpd.points_from_xy(x, y), crs=2154)
    here = local_moran(features, "v", weights="knn:6")[["moran_i", "p_valeur", "p_ajustee"]]
    np.testing.assert_allclose(np.loadtxt(tmp_path / "out.txt"), here, rtol=0, atol=1e-12)


def test_what_needs_more_says_which_package(monkeypatch):
    features = gpd.GeoDataFrame(geometry=gpd.points_from_xy([0, 1, 3], [0, 0, 0]), crs=2154)
    monkeypatch.setitem(sys.modules, "libpysal.graph", None)
    with pytest.raises(DependencyError, match="libpysal"):
        build_weights(features, "knn:1").to_graph()
