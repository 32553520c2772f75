"""Real layers through QGIS: the counts of Bondy, known from the register and the official map."""

import geopandas as gpd
import pandas as pd
import pytest

pytest.importorskip("qgis.core")
pytestmark = pytest.mark.real


def test_dwellings_of_bondy_by_district(provider, real_data, tmp_path):
    import processing

    folder = real_data / "seine-saint-denis"
    table = pd.read_csv(folder / "rpls2020_bondy.csv", dtype=str, sep=None, engine="python")
    table.columns = table.columns.str.lower()
    x, y = (pd.to_numeric(table[c].str.replace(",", ".")) for c in ("x", "y"))
    located = x.notna() & y.notna()
    points = gpd.GeoDataFrame(
        {"depcom": table.loc[located, "depcom"]},
        geometry=gpd.points_from_xy(x[located], y[located]),
        crs=2154,
    )
    points.to_file(tmp_path / "logements.gpkg")
    found = processing.run(
        "equilibre:joinzonings",
        {
            "INPUT": str(tmp_path / "logements.gpkg"),
            "ZONINGS": [str(folder / "qpv2015_bondy.gpkg")],
            "ZONINGS_NAMES": "qpv",
            "OUTPUT": str(tmp_path / "situes.gpkg"),
        },
    )
    joined = gpd.read_file(found["OUTPUT"])
    counts = joined["qpv_code"].value_counts()
    assert (len(table), len(joined)) == (9_627, 9_475)
    assert counts.to_dict() == {"QP093014": 4_317, "QP093012": 1_295, "QP093013": 376}
    assert joined["qpv_code"].isna().sum() == 3_487
