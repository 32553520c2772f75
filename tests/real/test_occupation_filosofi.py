"""Filosofi 2019, tiles of Bondy and Saint-Denis: social dwellings and poor households."""

import geopandas as gpd
import pytest

from geotools.occupation import count, indicators
from geotools.sources import read_filosofi

pytestmark = pytest.mark.real


def test_social_dwellings_and_poverty_by_commune(real_data):
    path = real_data / "seine-saint-denis" / "filosofi2019_200m.gpkg"
    tiles = read_filosofi(path).frame
    # A tile that straddles communes lists them one after the other; any of them may be Bondy.
    town = tiles["lcog_geo"].str.contains("93010").map({True: "93010", False: "ailleurs"})
    table = indicators(count(tiles, town, source="filosofi"))
    assert table.loc["93010", "part_hlm_n"] == pytest.approx(9_496.0)
    raw = gpd.read_file(path)
    raw.columns = raw.columns.str.lower()
    bondy = raw[raw["lcog_geo"].astype(str).str.contains("93010")]
    poor = bondy["men_pauv"].sum() / bondy["men"].sum()
    assert table.loc["93010", "pauvrete"] == pytest.approx(poor)
    assert table.loc["93010", "seules"] == pytest.approx(
        bondy["men_1ind"].sum() / bondy["men"].sum()
    )
