"""The stability of a cluster is the share of the runs, each made again here by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geotools.errors import InputError
from geotools.spatial import cluster_stability, local_moran

N = 144
DRAWS = 999


@pytest.fixture(scope="module")
def features():
    """A lattice of 12 × 12 places, poor in the south-west, in zones of 2 × 2 and of 3 × 3."""
    rank = np.arange(N)
    x, y = rank % 12, rank // 12
    rng = np.random.default_rng(4)
    households = rng.integers(20, 60, N)
    rate = np.where((x < 4) & (y < 4), 0.6, 0.2)
    return gpd.GeoDataFrame(
        {
            "pauvres": rng.binomial(households, rate).astype(float),
            "menages": households.astype(float),
            "ilot": [f"{a}-{b}" for a, b in zip(x // 2, y // 2, strict=True)],
            "quartier": [f"{a}-{b}" for a, b in zip(x // 3, y // 3, strict=True)],
        },
        geometry=gpd.points_from_xy(x * 200.0 + 600_000, y * 200.0 + 6_700_000),
        crs=2154,
    )


def by_hand(features, zone=None):
    """Class of each place, over its zone when there is one; zones lie at the middle of theirs."""
    if zone is None:
        units = features
    else:
        groups = features.groupby(zone)
        middle = [shapely.MultiPoint(list(part.geometry)).centroid for _, part in groups]
        sums = groups[["pauvres", "menages"]].sum()
        units = gpd.GeoDataFrame(sums, geometry=middle, crs=2154)
    found = {}
    for recipe in ("knn:4", "knn:8"):
        for seed in (12_345, 12_346):
            found[recipe, seed] = local_moran(
                units, "pauvres", population="menages", weights=recipe, seed=seed,
                permutations=DRAWS,
            )["grappe"]  # fmt: skip
    if zone is None:
        return list(found.values())
    return [features[zone].map(found["knn:4", 12_345])]


def test_the_share_of_each_place_is_that_of_the_runs_made_one_by_one(features):
    found = cluster_stability(
        features, "pauvres", population="menages", neighbourhoods="knn:4; knn:8", seeds=2,
        zonings=["ilot", "quartier"], regroupings=0, permutations=DRAWS, firmness=0.75,
    )  # fmt: skip
    own, zoned = by_hand(features), [*by_hand(features, "ilot"), *by_hand(features, "quartier")]
    runs = pd.DataFrame(dict(enumerate([*own, *zoned])))
    assert (found["passages"] == 6).all()
    for name in ("HH", "LL"):
        share = (runs == name).mean(axis=1)
        chosen = found["classe"] == name
        np.testing.assert_allclose(found.loc[chosen, "stabilite"], share[chosen])
        firm = share >= 0.75
        assert (found.loc[firm, "grappe"] == name).all()
        assert not (found.loc[~firm, "grappe"] == name).any()
        zones = (runs[[4, 5]] == name).mean(axis=1)
        np.testing.assert_allclose(found.loc[chosen, "part_zonages"], zones[chosen])
    corner = (features.geometry.x < 600_500) & (features.geometry.y < 6_700_500)
    assert (found.loc[corner, "grappe"] == "HH").all()
    assert found["part_regroupements"].isna().all()


def test_random_regroupings_come_from_the_seed_alone(features):
    options = {
        "population": "menages", "neighbourhoods": "knn:4", "seeds": 1, "permutations": DRAWS,
        "regroupings": 8,
    }  # fmt: skip
    first = cluster_stability(features, "pauvres", **options)
    again = cluster_stability(features, "pauvres", **options)
    other = cluster_stability(features, "pauvres", seed=7, **options)
    assert (first["passages"] == 9).all()
    assert first["part_regroupements"].max() > 0.5
    assert first["part_regroupements"].equals(again["part_regroupements"])
    assert not first["part_regroupements"].equals(other["part_regroupements"])


def test_a_zoning_of_too_few_zones_and_a_wrong_neighbourhood_are_refused(features):
    with pytest.raises(InputError, match="au moins 10"):
        cluster_stability(features.assign(z="une"), "pauvres", zonings=["z"])
    with pytest.raises(InputError, match="voisins"):
        cluster_stability(features, "pauvres", neighbourhoods="voisins")


def test_a_place_without_a_value_has_no_class(features):
    holed = features.astype({"pauvres": float})
    holed.loc[5, "pauvres"] = np.nan
    found = cluster_stability(
        holed, "pauvres", neighbourhoods="knn:4", zonings=["ilot"], seeds=1, permutations=DRAWS
    )
    assert pd.isna(found.loc[5, "grappe"]) and pd.isna(found.loc[5, "stabilite"])
    assert found["grappe"].notna().sum() == N - 1
