"""GeoParquet as it is met: boxes of 1.1 choose row groups, Parquet's own types of 2.0 are read."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geotools.errors import InputError
from geotools.sources import inspect_source
from geotools.sources.geoparquet import geo_metadata, groups_in, parquet_geometry
from geotools.sources.layers import read_layer

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

CRS = "EPSG:2154"


class Wkb(pa.ExtensionType):
    """The Arrow type that Parquet's writer stores as its own GEOMETRY."""

    def __init__(self, crs=b"{}"):
        self.crs = crs
        super().__init__(pa.binary(), "geoarrow.wkb")

    def __arrow_ext_serialize__(self):
        return self.crs

    @classmethod
    def __arrow_ext_deserialize__(cls, storage, crs):
        return cls(crs)


@pytest.fixture(scope="module")
def zones():
    """Squares laid from west to east, so that a row group is a strip of land."""
    x = np.arange(200) * 1_000.0 + 500_000
    shapes = shapely.box(x, 6_600_000, x + 900, 6_600_900)
    return gpd.GeoDataFrame({"code": [f"{k:03d}" for k in range(200)]}, geometry=shapes, crs=CRS)


def written_2_0(zones, path, crs='{"crs":"EPSG:2154","crs_type":"authority_code"}'):
    pa.register_extension_type(Wkb())
    try:
        wkb = pa.array(shapely.to_wkb(zones.geometry.to_numpy()), pa.binary())
        column = pa.ExtensionArray.from_storage(Wkb(crs.encode()), wkb)
        table = pa.table({"code": zones["code"], "forme": column})
        pq.write_table(table, path, row_group_size=20)
    finally:
        pa.unregister_extension_type("geoarrow.wkb")
    with pq.ParquetFile(path) as file:
        if file.schema.column(1).logical_type.type != "GEOMETRY":
            pytest.skip("ce pyarrow n’écrit pas encore les types de géométrie de Parquet")


def written_1_1(zones, path):
    zones.to_parquet(path, schema_version="1.1.0", write_covering_bbox=True, row_group_size=20)


@pytest.mark.parametrize("write", [written_1_1, written_2_0])
def test_a_box_reads_the_row_groups_that_cross_it_and_no_other(zones, tmp_path, write):
    path = tmp_path / "zones.parquet"
    write(zones, path)
    rng = np.random.default_rng(3)
    with pq.ParquetFile(path) as file:
        geometry = parquet_geometry(file)
        assert file.num_row_groups == 10
        for _ in range(20):
            west = rng.uniform(480_000, 720_000)
            box = (west, 6_600_100, west + rng.uniform(0, 50_000), 6_600_200)
            crossed = np.flatnonzero(shapely.intersects(zones.geometry, shapely.box(*box)))
            read = groups_in(file, geometry, box)
            assert set(crossed // 20) <= set(read)
            assert len(read) <= len(set(crossed // 20)) + 1
        assert groups_in(file, geometry, (0, 0, 1, 1)) == []


def test_a_file_that_gives_no_box_is_read_whole(zones, tmp_path):
    path = tmp_path / "zones.parquet"
    zones.to_parquet(path, row_group_size=20)
    with pq.ParquetFile(path) as file:
        assert groups_in(file, parquet_geometry(file), (0, 0, 1, 1)) == list(range(10))


def test_version_2_0_is_read_as_1_1_is(zones, tmp_path):
    old, new = tmp_path / "ancien.parquet", tmp_path / "nouveau.parquet"
    written_1_1(zones, old)
    written_2_0(zones, new)
    told = inspect_source(new)
    assert (told.crs, told.count, list(told.columns)) == (CRS, 200, ["code"])
    found, expected = read_layer(new), read_layer(old)
    assert found.crs == expected.crs
    assert found.geometry.geom_equals(expected.geometry).all()
    assert (found["code"] == expected["code"]).all()


def test_what_no_version_allows_is_refused_in_one_sentence(zones, tmp_path):
    path = tmp_path / "zones.parquet"
    for geo in (b"{", b"[]", json.dumps({"primary_column": "absente", "columns": {}}).encode()):
        table = pa.table({"geometry": shapely.to_wkb(zones.geometry.to_numpy())})
        pq.write_table(table.replace_schema_metadata({b"geo": geo}), path)
        with pytest.raises(InputError, match="GeoParquet"):
            inspect_source(path)


def test_an_unknown_crs_is_unknown_and_an_absent_one_is_degrees(zones, tmp_path):
    path = tmp_path / "zones.parquet"
    table = pa.table({"geometry": shapely.to_wkb(zones.geometry.to_numpy())})
    pq.write_table(table.replace_schema_metadata(geo_metadata(None)), path)
    assert inspect_source(path).crs is None
    geo = json.loads(geo_metadata(None)[b"geo"])
    del geo["columns"]["geometry"]["crs"]
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)
    assert inspect_source(path).crs == "OGC:CRS84"
