"""Smoothed surfaces: totals conserved, edges corrected, thin bases masked."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from geotools.errors import InputError
from geotools.spatial import (
    smooth,
    smooth_quantiles,
    surface_contours,
    surface_raster,
    write_raster,
)
from geotools.spatial.kernel import biweight
from geotools.spatial.quantiles import weighted_quantiles
from geotools.spatial.surfaces import contour_segments, tiles_to_array


def layer(n=200, seed=0, span=4_000):
    generator = np.random.default_rng(seed)
    homes = generator.integers(1, 60, n)
    xy = generator.uniform(0, span, (n, 2)) + np.array([650_000, 6_860_000])
    return gpd.GeoDataFrame(
        {"logements": homes, "apl": generator.binomial(homes, 0.4)},
        geometry=gpd.points_from_xy(*xy.T),
        index=[f"r{i}" for i in range(n)],
        crs=2154,
    )


def by_hand(features, column, cell, bandwidth, centres):
    """Every point against every cell: what the surface must be, without a grid."""
    xy = shapely.get_coordinates(features.geometry.to_numpy())
    distance_2 = ((xy[:, None, :] - centres[None]) ** 2).sum(axis=2)
    weights = biweight(distance_2, bandwidth)
    return features[column].to_numpy() @ (weights / weights.sum(axis=1, keepdims=True))


def test_the_kernel_is_the_biweight():
    assert_allclose(biweight(np.array([0, 250.0**2, 500**2, 900**2]), 500), [1, 0.5625, 0, 0])


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    cell=st.sampled_from([50, 100, 200, 330]),
    ratio=st.floats(1.0, 8.0),
    limited=st.booleans(),
)
def test_totals_are_conserved(seed, cell, ratio, limited):
    features = layer(60, seed, span=2_000)
    zone = gpd.GeoDataFrame(geometry=[features.union_all().convex_hull.buffer(1)], crs=2154)
    result = smooth(
        features, "apl", base="logements", cell=cell, bandwidth=cell * ratio, minimum=0,
        territory=zone if limited else None,
    )  # fmt: skip
    assert result["effectif"].sum() == pytest.approx(features["apl"].sum(), rel=1e-12)
    assert result["base"].sum() == pytest.approx(features["logements"].sum(), rel=1e-12)


@pytest.mark.parametrize("limited", [True, False])
def test_the_surface_equals_the_formula_point_by_point(limited):
    features = layer()
    zone = gpd.GeoDataFrame(geometry=[features.union_all().convex_hull.buffer(1)], crs=2154)
    result = smooth(features, "apl", bandwidth=900, minimum=0, territory=zone if limited else None)
    centres = shapely.get_coordinates(shapely.centroid(result.geometry.to_numpy()))
    assert_allclose(result["effectif"], by_hand(features, "apl", 200, 900, centres), rtol=1e-10)


def test_a_constant_share_stays_constant_up_to_the_edges():
    features = layer().assign(apl=lambda f: f["logements"] / 4)
    result = smooth(features, "apl", base="logements", bandwidth=700, minimum=0)
    assert_allclose(result["part"], 0.25)


def test_nothing_leaks_across_the_edge_of_the_territory():
    features = layer(80, span=1_900)
    zone = gpd.GeoDataFrame(
        geometry=[shapely.box(650_000, 6_860_000, 652_000, 6_862_000)], crs=2154
    )
    result = smooth(features, "apl", bandwidth=1500, territory=zone.to_crs(4326), minimum=0)
    inside = result.geometry.centroid.within(zone.union_all().buffer(1))
    assert inside.all()
    assert result["effectif"].sum() == pytest.approx(features["apl"].sum())


def test_points_outside_the_territory_are_left_out():
    features = layer(50, span=1_900)
    features.loc["r0", "geometry"] = shapely.Point(660_000, 6_860_000)
    zone = gpd.GeoDataFrame(
        geometry=[shapely.box(650_000, 6_860_000, 652_000, 6_862_000)], crs=2154
    )
    result = smooth(features, "apl", bandwidth=600, territory=zone, minimum=0)
    assert result["effectif"].sum() == pytest.approx(features["apl"].drop("r0").sum())


def test_the_mask_hides_thin_bases_and_only_them():
    one = layer(1).assign(logements=10, apl=3)
    assert smooth(one, "apl", base="logements", bandwidth=500)["masque"].all()
    enough = one.assign(logements=11)
    shown = smooth(enough, "apl", base="logements", bandwidth=500)
    assert not shown["masque"].any()
    assert_allclose(shown["base_effective"], 11)
    features = layer()
    open_, closed = (
        smooth(features, "apl", base="logements", bandwidth=500, minimum=m) for m in (0, 60)
    )
    hidden = open_["base_effective"] < 60
    assert hidden.any()
    assert (closed["masque"] == hidden).all()
    columns = ["effectif", "base", "part", "base_effective"]
    assert closed.loc[hidden, columns].isna().all(axis=None)
    assert closed.loc[~hidden, columns].equals(open_.loc[~hidden, columns])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    bandwidth=st.sampled_from([250, 600, 1400]),
    quantiles=st.booleans(),
)
def test_a_cell_that_is_shown_rests_on_at_least_the_minimum_of_real_units(
    seed, bandwidth, quantiles
):
    # Kish's base never exceeds the units that weigh anything: it masks at least all thin cells.
    features = layer(40, seed).assign(logements=lambda f: f["logements"] % 9 + 1)
    features["apl"] = features["apl"] % (features["logements"] + 1)
    work = smooth_quantiles if quantiles else smooth
    result = work(features, "apl", base="logements", bandwidth=bandwidth)
    shown = result[~result["masque"]]
    centres = shapely.get_coordinates(shapely.centroid(shown.geometry.to_numpy()))
    xy = shapely.get_coordinates(features.geometry.to_numpy())
    reached = biweight(((xy[:, None] - centres[None]) ** 2).sum(axis=2), bandwidth) > 0
    real = features["logements"].to_numpy() @ reached
    assert (real >= 11).all()
    assert (shown["base_effective"] <= real + 1e-9).all()


def test_cells_are_aligned_named_and_in_the_crs_of_the_points():
    result = smooth(layer(), "apl", minimum=0)
    bounds = shapely.bounds(result.geometry.to_numpy())
    assert (bounds % 200 == 0).all()
    assert result.index[0] == f"CRS2154RES200mN{bounds[0, 1]:.0f}E{bounds[0, 0]:.0f}"
    assert result.index.is_unique
    assert result.crs == 2154


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"apl": -1}, "positifs"),
        ({"apl": 1_000}, "ne pas dépasser"),
        ({"logements": 0}, "Aucun point"),
    ],
)
def test_wrong_counts_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        smooth(layer().assign(**change), "apl", base="logements")


def test_a_stray_point_is_refused_before_memory_is_filled():
    features = layer()
    features.loc["r0", "geometry"] = shapely.Point(9e7, 9e7)
    with pytest.raises(InputError, match="égaré"):
        smooth(features, "apl")


def test_quantiles_are_those_of_repeated_units():
    generator = np.random.default_rng(1)
    groups = generator.integers(0, 6, 200)
    values, counts = generator.normal(size=200), generator.integers(1, 9, 200)
    names, (low, middle) = weighted_quantiles(groups, values, counts.astype(float), (0.25, 0.5))
    for name, q1, q2 in zip(names, low, middle, strict=True):
        units = np.repeat(values[groups == name], counts[groups == name])
        assert q1 == np.quantile(units, 0.25, method="inverted_cdf")
        assert q2 == np.quantile(units, 0.5, method="inverted_cdf")


def test_smoothed_median_equals_the_formula_and_bears_one_extreme():
    features = layer().assign(loyer=lambda f: 300.0 + np.arange(len(f)))
    result = smooth_quantiles(features, "loyer", base="logements", bandwidth=800, minimum=0)
    xy = shapely.get_coordinates(features.geometry.to_numpy())
    for name in result.index[::37]:
        centre = shapely.get_coordinates(result.geometry[name].centroid)
        weights = biweight(((xy - centre) ** 2).sum(axis=1), 800) * features["logements"]
        order = np.argsort(features["loyer"].to_numpy())
        running = np.cumsum(weights.to_numpy()[order])
        place = np.searchsorted(running, 0.5 * running[-1])
        assert result.loc[name, "mediane"] == features["loyer"].iloc[order[place]]
    wild = features.assign(loyer=features["loyer"].where(features.index != "r199", 1e9))
    again = smooth_quantiles(wild, "loyer", base="logements", bandwidth=800, minimum=0)
    assert_allclose(again["mediane"], result["mediane"], rtol=0.1)


def test_a_raster_gives_back_the_tiles(tmp_path):
    rasterio = pytest.importorskip("rasterio")
    tiles = smooth(layer(), "apl", base="logements", minimum=30)
    path = write_raster(tiles, ["part", "effectif"], tmp_path / "part.tif")
    with rasterio.open(path) as source:
        assert source.descriptions == ("part", "effectif")
        assert source.crs.to_epsg() == 2154
        assert source.res == (200, 200)
        centres = tiles.geometry.centroid
        read = np.array(list(source.sample(zip(centres.x, centres.y, strict=True))))
        assert source.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
    assert_allclose(read, tiles[["part", "effectif"]], rtol=1e-6)
    assert surface_raster(tiles, ["part", "effectif"]) == path.read_bytes()


def test_contours_of_a_cone_are_circles():
    side = np.arange(-30, 31)
    cone = 40 - np.hypot(*np.meshgrid(side, side))
    ends = contour_segments(cone, 20.0)
    assert_allclose(np.hypot(*(ends.reshape(-1, 2) - 30).T), 20, atol=0.02)
    ring = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(ends)))
    assert ring.is_ring


def test_contours_follow_the_tiles_and_stop_at_the_mask():
    tiles = smooth(layer(), "apl", base="logements", bandwidth=1200, minimum=0)
    lines = surface_contours(tiles, "part", levels=3)
    array, *_ = tiles_to_array(tiles, "part")
    assert_allclose(lines["niveau"], np.nanquantile(array, [0.25, 0.5, 0.75]))
    half = tiles.assign(part=tiles["part"].where(tiles.geometry.centroid.x < 652_000))
    assert surface_contours(half, "part").total_bounds[2] < 652_000
    with pytest.raises(InputError, match="rien à tracer"):
        surface_contours(tiles.assign(part=np.nan), "part")
