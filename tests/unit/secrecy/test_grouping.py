"""Groups reach the threshold in every column, never cross a limit and hold together."""

import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geotools.errors import GeometryError, InputError, MissingColumnError
from geotools.secrecy import build_grouping, group_residences
from geotools.secrecy.grouping.graph import barrier_codes, neighbour_graph
from geotools.secrecy.grouping.shapes import only_polygons


def territory(n, seed, *, communes=1):
    rng = np.random.default_rng(seed)
    base = rng.integers(1, 40, n)
    side = 80 * np.sqrt(n)
    return gpd.GeoDataFrame(
        {
            "menages": base,
            "apl": rng.binomial(base, 0.5),
            "commune": rng.integers(0, communes, n).astype(str),
            "loyer": rng.normal(size=n),
        },
        geometry=gpd.points_from_xy(rng.uniform(0, side, n), rng.uniform(0, side, n)),
        crs=2154,
        index=[f"r{i}" for i in range(n)],
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.integers(0, 10_000), st.integers(1, 3))
def test_every_count_and_complement_of_every_group_reaches_the_threshold(n, seed, communes):
    residences = territory(n, seed, communes=communes)
    result = build_grouping(
        residences, ["menages", "apl"], bases={"apl": "menages"}, within=["commune"], effort=5
    )
    groups, membership = result.groups, result.membership
    assert (groups[["menages", "apl"]] >= 11).all(axis=None)
    assert (groups["menages"] - groups["apl"] >= 11).all()
    sums = residences[["menages", "apl"]].groupby(membership).sum()
    pd.testing.assert_frame_equal(
        sums, groups[["menages", "apl"]], check_dtype=False, check_names=False
    )
    assert (residences["commune"].groupby(membership).nunique() == 1).all()
    assert list(result.ungrouped.index) == list(membership.index[membership.isna()])
    classes = barrier_codes(residences, ["commune"])
    graph = neighbour_graph(residences, classes, 1000.0)
    for code in groups.index:
        members = np.flatnonzero(membership == code)
        inner = csr_array(graph[members][:, members])
        assert connected_components(inner, directed=False)[0] == 1
    block = connected_components(graph, directed=False)[1]
    for part in np.unique(block[membership.isna().to_numpy()]):
        total = residences.loc[block == part, ["menages", "apl"]].sum()
        assert min(total["menages"], total["apl"], total["menages"] - total["apl"]) < 11


def test_the_same_seed_gives_the_same_groups_and_row_order_is_kept():
    residences = territory(150, 3)
    first = group_residences(residences, ["menages"], seed=7)[1]
    pd.testing.assert_frame_equal(first, group_residences(residences, ["menages"], seed=7)[1])
    assert list(first.index) == list(residences.index)


def test_quadrants_of_a_grid_merge_into_the_published_blocks():
    """T6: quadrants hold 1, 2, 3 and 4; a minimum of 5 leaves one block with the mean 2.5."""
    x, y = np.meshgrid(np.arange(2.0) * 100, np.arange(2.0) * 100)
    quadrants = gpd.GeoDataFrame(
        {"points": [2, 2, 2, 2], "moyenne": [1.0, 2, 3, 4]},
        geometry=gpd.points_from_xy(x.ravel(), y.ravel()),
        crs=2154,
    )
    kept, _ = group_residences(quadrants, ["points"], threshold=2)
    assert len(kept) == 4
    one, membership = group_residences(quadrants, ["points"], threshold=5)
    assert len(one) == 1
    assert quadrants["moyenne"].groupby(membership["groupe"]).mean().tolist() == [2.5]


def test_points_in_one_place_and_in_line_are_grouped():
    twins = gpd.GeoDataFrame(
        {"menages": [6] * 8},
        geometry=gpd.points_from_xy([0] * 4 + [10, 20, 30, 40], [0] * 8),
        crs=2154,
    )
    groups, membership = group_residences(twins, ["menages"])
    assert len(groups) == 4
    assert membership["groupe"].notna().all()


def test_touching_polygons_are_grouped_by_contiguity():
    squares = gpd.GeoSeries.from_wkt(
        [f"POLYGON(({x} 0,{x + 1} 0,{x + 1} 1,{x} 1,{x} 0))" for x in (0, 1, 5, 6)], crs=2154
    )
    iris = gpd.GeoDataFrame({"menages": [6, 6, 6, 4]}, geometry=squares)
    result = build_grouping(iris, ["menages"])
    assert result.membership.tolist() == ["G0001", "G0001", None, None]
    assert result.groups.geometry.iloc[0].area == 2
    assert result.ungrouped["motif"].str.contains("menages").all()


def test_previous_groups_that_hold_are_kept_and_changes_are_listed():
    residences = territory(200, 5)
    before = build_grouping(residences, ["menages"])
    after = residences.drop(index=["r3", "r50"])
    later = build_grouping(after, ["menages"], previous=before.membership)
    assert (later.groups["menages"] >= 11).all()
    broken = set(before.membership.loc[["r3", "r50"]])
    unmoved = before.membership.loc[after.index]
    touched = later.membership.loc[later.changes.index]
    assert len(later.changes) <= 10
    same = unmoved[~unmoved.isin(broken)].index.difference(touched.index)
    assert (later.membership[same] == unmoved[same]).all()
    nothing = build_grouping(residences, ["menages"], previous=before.membership)
    assert nothing.changes.empty


def test_a_chosen_variable_is_more_alike_inside_groups():
    residences = territory(300, 8)
    value = residences["loyer"]

    def within(membership):
        return ((value - value.groupby(membership).transform("mean")) ** 2).sum()

    plain = build_grouping(residences, ["menages"]).membership
    alike = build_grouping(residences, ["menages"], homogeneity="loyer").membership
    assert within(alike) < within(plain)


def test_weighted_counts_are_grouped_to_the_threshold():
    residences = territory(80, 9)
    residences["menages"] = residences["menages"] * 0.31
    groups, _ = group_residences(residences, ["menages"])
    assert (groups["menages"] >= 11 - 1e-6).all()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda r: r.to_crs(4326), GeometryError),
        (lambda r: r.set_crs(None, allow_override=True), GeometryError),
        (lambda r: r.assign(menages=-1), InputError),
        (lambda r: r.assign(apl=1000), InputError),
        (lambda r: pd.concat([r, r]), InputError),
        (lambda r: r.drop(columns="commune"), MissingColumnError),
    ],
)
def test_bad_input_is_refused_in_one_sentence(change, error):
    with pytest.raises(error):
        group_residences(
            change(territory(20, 1)),
            ["menages", "apl"],
            bases={"apl": "menages"},
            within=["commune"],
        )


WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None  # what the Windows installer of QGIS lacks
import subprocess
import sys

import geopandas as gpd
from geotools._compat import HAS_NUMBA
from geotools.secrecy import build_grouping
layer = gpd.read_file(sys.argv[1]).set_index("code")
result = build_grouping(layer, ["menages", "apl"], bases={"apl": "menages"}, homogeneity="loyer")
print(HAS_NUMBA, *result.membership.fillna("-"))
"""


def test_the_same_seed_gives_the_same_groups_without_numba(tmp_path):
    residences = territory(250, 6).rename_axis("code")
    residences.reset_index().to_file(tmp_path / "residences.gpkg")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA, tmp_path / "residences.gpkg"],
        capture_output=True,
        text=True,
        check=True,
    )
    compiled, *codes = done.stdout.split()
    assert compiled == "False"
    result = build_grouping(
        residences, ["menages", "apl"], bases={"apl": "menages"}, homogeneity="loyer"
    )
    assert codes == result.membership.fillna("-").tolist()


def test_a_group_is_drawn_with_polygons_only():
    """Cells a hair apart leave a line of no length in their union (seen on 924 000 dwellings)."""
    square, hair = shapely.box(0, 0, 10, 10), shapely.LineString([(20, 20), (20, 20 + 1e-10)])
    shapes = np.array([shapely.GeometryCollection([square, hair]), square], dtype=object)
    drawn = only_polygons(shapes)
    assert [shape.geom_type for shape in drawn] == ["Polygon", "Polygon"]
    assert shapely.equals(drawn, square).all()
