"""A national layer without a commune is split by place, from the row groups that cross."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import shapely

from geotools.campaign.places import rows_by_place
from geotools.campaign.plan import read_campaign, territory_of
from geotools.campaign.slices import part_path, split_file
from geotools.progress import SILENT


def quarters(path: Path) -> gpd.GeoDataFrame:
    """Squares of 500 m over the six communes and beyond, west to east, ten in a row group."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(70), np.arange(8), indexing="ij"))
    west, south = 599_750 + 500 * x, 6_799_600 + 500 * y
    shapes = shapely.box(west, south, west + 500, south + 500)
    layer = gpd.GeoDataFrame(
        {"nom": [f"Q{k:03d}" for k in range(len(x))]}, geometry=shapes, crs=2154
    ).to_crs(4326)
    layer.to_parquet(path, schema_version="1.1.0", write_covering_bbox=True, row_group_size=16)
    return layer


def test_each_territory_has_the_zones_that_reach_into_its_communes(national, tmp_path):
    path = tmp_path / "quartiers.parquet"
    layer = quarters(path).to_crs(2154)
    (tmp_path / "campagne.toml").write_text(
        national.read_text() + '\n[zonages.quartiers]\nfichier = "quartiers.parquet"\n'
    )
    for name in ("rpls.csv", "communes.gpkg", "epci.csv"):
        (tmp_path / name).write_bytes((national.parent / name).read_bytes())
    campaign = read_campaign(tmp_path / "campagne.toml")
    owners = territory_of(campaign.territories)
    files = {item.name: item for item in campaign.files}
    found = split_file(files["communes"], owners, tmp_path, SILENT)
    communes = {code: part_path(tmp_path, code, files["communes"]) for code in found}
    parts = split_file(files["quartiers"], owners, tmp_path, SILENT, communes)
    assert set(parts) == set(found)
    outlines = gpd.read_file(tmp_path / "communes.gpkg")
    for code in parts:
        own = outlines[outlines["INSEE_COM"].map(owners) == code]
        shared = [
            max(shape.intersection(commune).area for commune in own.geometry)
            for shape in layer.geometry
        ]
        expected = layer["nom"][np.array(shared) > 2_000.0]
        written = gpd.read_parquet(part_path(tmp_path, code, files["quartiers"]))
        assert written["nom"].tolist() == expected.tolist()


def test_a_territory_reads_only_the_row_groups_that_cross_it(national, tmp_path, monkeypatch):
    path = tmp_path / "quartiers.parquet"
    quarters(path)
    outlines = gpd.read_file(national.parent / "communes.gpkg")
    read: list[int] = []
    plain = pq.ParquetFile.read_row_groups

    def counted(self, groups, *args, **kwargs):
        read.extend(groups)
        return plain(self, groups, *args, **kwargs)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", counted)
    ((code, rows),) = rows_by_place(path, {"A": outlines.iloc[:1]})
    assert code == "A" and rows.num_rows
    with pq.ParquetFile(path) as file:
        assert 0 < len(set(read)) <= 0.2 * file.num_row_groups
