"""Groups, protection and audit on the real stock of Bondy, with generated households."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.secrecy import audit_release, build_grouping, protect

pytestmark = pytest.mark.real

BASES = {"apl": "menages"}


@pytest.fixture(scope="module")
def residences(real_data):
    """Addresses of Bondy: dwellings are real, households are drawn and fictitious."""
    stock = pd.read_parquet(real_data / "seine-saint-denis" / "rpls2020.parquet")
    stock = stock[stock["DEPCOM"].astype(str).str.endswith("93010")].dropna(subset=["X", "Y"])
    place = stock.groupby(["X", "Y"], as_index=False).agg(
        logements=("X", "size"), iris=("PLG_IRIS", "first"), qpv=("PLG_QP", "first")
    )
    draws = np.random.default_rng(93010)
    place["menages"] = draws.binomial(place["logements"], 0.93)
    place["apl"] = draws.binomial(place["menages"], 0.5)
    points = gpd.points_from_xy(place["X"].astype(float), place["Y"].astype(float))
    return gpd.GeoDataFrame(place, geometry=points, crs=2154).rename(index="r{}".format)


@pytest.fixture(scope="module")
def grouping(residences):
    return build_grouping(residences, ["menages", "apl"], bases=BASES, within=["qpv"])


def test_groups_of_bondy_reach_the_threshold_inside_their_qpv(residences, grouping):
    groups = grouping.groups
    assert (groups[["menages", "apl"]] >= 11).all(axis=None)
    assert (groups["menages"] - groups["apl"] >= 11).all()
    inside = residences["qpv"].fillna("").groupby(grouping.membership).nunique()
    assert (inside == 1).all()
    grouped = residences["menages"][grouping.membership.notna()].sum()
    assert grouped >= 0.98 * residences["menages"].sum()


def test_a_protected_release_of_bondy_passes_and_keeps_the_commune(residences, grouping):
    zonings = {
        "commune": pd.Series("93010", residences.index),
        "qpv": residences["qpv"].where(residences["qpv"].astype(str).str.startswith("QP")),
        "iris": residences["iris"],
        "groupe": grouping.membership,
    }
    atoms = pd.DataFrame(residences[["menages", "apl"]])
    release = protect(atoms, zonings, BASES, priority=("commune", "qpv", "iris"))
    audit = audit_release(release.tables)
    audit.require(release.digest)
    assert release.notes == ()
    assert release.price.loc["commune", "retenus"] == 0
