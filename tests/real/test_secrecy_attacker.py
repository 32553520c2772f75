"""The solver of the tests on Bondy and its neighbours: real addresses, zonings and tiles."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.secrecy import audit_release, build_grouping, protect
from geotools.territory import tile_ids
from tests.attacker import attacks

pytestmark = pytest.mark.real

BASES = {"apl": "menages"}
COMMUNES = ("93010", "93053", "93057")  # Bondy, Noisy-le-Sec, Les Pavillons-sous-Bois


def test_a_solver_finds_nothing_on_bondy_and_its_neighbours(real_data):
    """Dwellings, addresses, QPV and IRIS are those of the register; households are drawn."""
    stock = pd.read_parquet(real_data / "seine-saint-denis" / "rpls2020.parquet")
    stock = stock.assign(commune=stock["DEPCOM"].astype(str).str[-5:])
    stock = stock[stock["commune"].isin(COMMUNES)].dropna(subset=["X", "Y"])
    place = stock.groupby(["X", "Y"], as_index=False).agg(
        logements=("X", "size"),
        commune=("commune", "first"),
        iris=("PLG_IRIS", "first"),
        qpv=("PLG_QP", "first"),
    )
    place["qpv"] = place["qpv"].where(place["qpv"].astype(str).str.startswith("QP"))
    draws = np.random.default_rng(93)
    place["menages"] = draws.binomial(place["logements"], 0.93)
    place["apl"] = draws.binomial(place["menages"], 0.5)
    points = gpd.points_from_xy(place["X"].astype(float), place["Y"].astype(float))
    residences = gpd.GeoDataFrame(place, geometry=points, crs=2154).rename(index="r{}".format)
    grouping = build_grouping(
        residences, ["menages", "apl"], bases=BASES, within=["commune", "qpv"]
    )
    x, y = residences.geometry.x, residences.geometry.y
    zonings = {name: residences[name] for name in ("commune", "qpv", "iris")}
    zonings["carreau"] = pd.Series(tile_ids(x, y, crs=2154), residences.index)
    zonings["groupe"] = grouping.membership
    atoms = pd.DataFrame(residences[["menages", "apl"]])
    release = protect(atoms, zonings, BASES, priority=("commune", "qpv", "iris"))
    audit_release(release.tables).require(release.digest)
    published = {n: (t.counts, dict(t.bases), t.atoms) for n, t in release.tables.items()}
    found, tried = attacks(published, places=150, cells=60, seed=93)
    assert tried == {"lieux": 450, "chiffres": 180}
    assert found == []
