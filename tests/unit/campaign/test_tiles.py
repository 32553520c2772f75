"""The clusters of tiles of a whole campaign are those of one statistic over all its tiles."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools.campaign.plan import Campaign, NationalFile, Territory
from geotools.campaign.tiles import FILE, write_national_clusters
from geotools.progress import SILENT
from geotools.sources import read_filosofi
from geotools.spatial import local_moran

SIDE = 24


def test_clusters_are_those_of_the_tiles_of_the_campaign_without_the_imputed_ones(tmp_path):
    """Poor in the south-west; the east belongs to a commune that is in no territory."""
    row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
    rng = np.random.default_rng(8)
    men = rng.integers(20, 90, len(row))
    share = np.where((row < 6) & (column < 6), 0.5, 0.15) + rng.uniform(-0.05, 0.05, len(row))
    imputed = (row == 2) & (column == 2)
    table = pd.DataFrame(
        {
            "idcar_200m": [
                f"CRS3035RES200mN{2_889_400 + 200 * r}E{3_760_200 + 200 * c}"
                for r, c in zip(row, column, strict=True)
            ],
            "i_est_200": imputed.astype(int),
            "lcog_geo": np.select(
                [column < 8, column == 8, column < 18], ["01001", "0100101002", "01002"], "01003"
            ),
            "ind": men * 2,
            "men": men,
            "men_pauv": np.round(men * share, 1),
        }
    )
    path = tmp_path / "filosofi_2021_200m.csv"
    table.to_csv(path, index=False)
    owners = {"01001": "A", "01002": "B"}
    item = NationalFile("sources", "carreaux", path, {"format": "filosofi"})
    territories = (Territory("A", "A", ("01001",)), Territory("B", "B", ("01002",)))
    said = write_national_clusters(
        tmp_path, Campaign("x", 2024, territories, (item,)), owners, SILENT
    )
    written = gpd.read_parquet(tmp_path / FILE)

    tiles = read_filosofi(path).frame
    tiles = tiles[tiles["lcog_geo"] != "01003"]
    tiles["part"] = (tiles["men_pauv"] / tiles["men"]).mask(tiles["impute"].astype(bool))
    expected = local_moran(tiles, "part", weights="tiles")["grappe"]
    expected = expected[expected.isin(["HH", "LL", "HL", "LH"])].sort_index()
    assert written["grappe"].astype(str).to_dict() == expected.to_dict()
    assert written.geometry.geom_equals(tiles.loc[written.index].geometry).all()
    assert f"{len(tiles)} carreaux" in said
    high = set(written.index[written["grappe"] == "HH"])
    poor = set(table.loc[(row < 6) & (column < 6) & ~imputed, "idcar_200m"])
    assert high and len(high & poor) >= 25
