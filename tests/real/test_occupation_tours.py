"""Tours Métropole, census 2019: figures against a direct computation on the file itself."""

import numpy as np
import pandas as pd
import pytest

from geotools.occupation import count, indicators
from geotools.operations import get_operation
from geotools.sources import read_census

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def raw(real_data):
    return pd.read_parquet(real_data / "tours" / "rp2019_logements_detail.parquet")


@pytest.fixture(scope="module")
def rows(real_data):
    return read_census(real_data / "tours" / "rp2019_logements_detail.parquet").frame


def test_main_residences_and_hlm_equal_the_published_table(rows, real_data):
    communes = count(rows, "commune", source="census")
    assert communes["residences_principales"].sum() == pytest.approx(147_643.8, abs=0.05)
    assert communes["logements"].sum() == pytest.approx(34_253.2, abs=0.05)
    counts = count(rows, "iris", source="census")
    published = pd.read_csv(real_data / "tours" / "rp_iris_hlm.csv", dtype=str)
    code, total, hlm = published.columns[0], *_figures(published)
    published = published.set_index(code)
    common = counts.index.intersection(published.index)
    assert len(common) > 80
    for ours, theirs in (("residences_principales", total), ("logements", hlm)):
        np.testing.assert_allclose(
            counts.loc[common, ours], published.loc[common, theirs].astype(float), rtol=0, atol=1e-6
        )


def _figures(table):
    numeric = [
        c for c in table.columns[1:] if pd.to_numeric(table[c], errors="coerce").notna().all()
    ]
    sums = table[numeric].astype(float).sum().sort_values(ascending=False)
    total = next(c for c in sums.index if abs(sums[c] - 147_643.8) < 1)
    return total, next(c for c in sums.index if abs(sums[c] - 34_253.2) < 1)


def test_hlm_occupants_by_commune_equal_a_direct_computation(rows, raw):
    table = indicators(count(rows[rows["hlm"]], "commune", source="census"))
    hlm = raw[(raw["HLML"] == "1") & (raw["CATL"] == 1)]
    w = hlm["IPONDL"]
    rooms, people = pd.to_numeric(hlm["NBPI"]), pd.to_numeric(hlm["INPER"])
    adults = people - pd.to_numeric(hlm["INP17M"])
    active = np.minimum(pd.to_numeric(hlm["INPAM"]), adults)
    by = hlm["INSEE_COM"]
    base = w.groupby(by).sum()
    direct = {
        "seules": (w * (people == 1)).groupby(by).sum() / base,
        "er_part": (w * (hlm["ANEM"] < 3)).groupby(by).sum() / base,
        "surocc": (w * (people - rooms > 2)).groupby(by).sum() / base,
        "sousocc": (w * (rooms - people > 2)).groupby(by).sum() / base,
        "tx_actifs": (w * active).groupby(by).sum() / (w * adults).groupby(by).sum(),
        "chomeurs_tit": (w * (hlm["TACTM"] == "12")).groupby(by).sum() / base,
        "emp_stable_tit": (w * hlm["EMPLM"].isin(["16", "21", "22", "23"])).groupby(by).sum()
        / base,
    }
    for name, expected in direct.items():
        np.testing.assert_allclose(table[name], expected.loc[table.index], rtol=1e-12, err_msg=name)


def test_recent_movers_of_the_hlm_stock_are_near_the_national_reference(rows):
    whole = count(rows[rows["hlm"]].assign(z="z"), "z", source="census")
    assert indicators(whole)["er_part"].iloc[0] == pytest.approx(0.2547, abs=5e-5)


def test_activity_classes_of_adults_are_exclusive_and_complete(rows):
    counts = count(rows, "commune", source="census")
    np.testing.assert_allclose(
        counts["majeurs"], counts["majeurs_actifs"] + counts["majeurs_sans_emploi"]
    )
    assert (counts["majeurs_chomeurs"] <= counts["majeurs_actifs"]).all()


def test_social_stock_against_private_stock(rows):
    (table,) = get_operation("compareprivate").run(
        {"dwellings": rows, "unit": "commune", "ids": "seules, surocc, chomeurs"}
    )
    tours = table.loc["37261"]
    assert tours["chomeurs_proprietaire_ecart"] > 0.05
    own = rows[(rows["commune"] == "37261") & (rows["stocd"].astype(str).str[:2] == "10")]
    alone = own["poids"][own["inper"] == "1"].sum() / own["poids"].sum()
    assert tours["seules_proprietaire"] == pytest.approx(alone)
