"""Joins and tiles work where only the floor is installed, with the same answers."""

import subprocess
import sys

from geotools.territory import tile_ids

PROGRAM = """
import sys
from importlib import abc, machinery, util
import importlib

ABOVE = {"numba", "pyarrow", "libpysal", "esda", "sklearn", "rasterio", "fiona"}

class Absent(abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ABOVE:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())

import geopandas as gpd
from shapely import Point, box
from geotools._compat import HAS_NUMBA, installed
from geotools.territory import ZoneIndex, add_tile_ids, join_zonings, nearest_zone, zone_index

assert not HAS_NUMBA and not installed("pyarrow")
zone_index.CELLS_FROM_COLD = zone_index.POINTS_PER_VERTEX = 0
x, y = 652_000, 6_861_000
spots = gpd.GeoDataFrame(geometry=[Point(x, y), None, Point(x + 500, y)], crs=2154)
zones = gpd.GeoDataFrame(geometry=[box(x - 10, y - 10, x + 10, y + 10)], index=["q"], crs=2154)
print(join_zonings(spots, {"qpv": zones})["qpv_code"].tolist())
print(nearest_zone(spots, zones)["qpv_position"].tolist())
print(add_tile_ids(spots)["idcar_200m"].tolist())
"""


def test_the_floor_is_enough():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "['q', <NA>, <NA>]",
        "['dans', <NA>, 'hors']",
        str(tile_ids([652_000, float("nan"), 652_500], [6_861_000] * 3, crs=2154).tolist()),
    ]
