"""GeoParquet leaves with a box for each row, so that a reader takes only what it asks for."""

import json

import geopandas as gpd
import pytest
import shapely

from geotools.cli.app import application
from geotools.sources import read_layer


def test_boxes_are_written_and_serve_to_read_a_part(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    zones = gpd.GeoDataFrame(
        {"code": ["a", "b"]}, geometry=[shapely.box(0, 0, 9, 9), shapely.box(50, 50, 90, 90)]
    )
    zones = zones.set_geometry(zones.translate(600_000, 6_700_000)).set_crs(2154)
    zones.to_file(tmp_path / "zones.gpkg")
    target = tmp_path / "zones.parquet"
    words = ["read-zoning", "--path", str(tmp_path / "zones.gpkg"), "--kind", "autre"]
    application()([*words, "--output", str(target)], standalone_mode=False)
    geo = json.loads(parquet.read_schema(target).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert "bbox" in geo["columns"][geo["primary_column"]]["covering"]
    part = gpd.read_parquet(target, bbox=(600_000, 6_700_000, 600_010, 6_700_010))
    assert len(part) == 1
    assert len(read_layer(target)) == 2
    assert "bbox" not in read_layer(target).columns
