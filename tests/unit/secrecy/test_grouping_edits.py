"""Groups edited by hand or kept from last year: what holds stays, what does not is repaired."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geotools.errors import SecrecyRefusedError
from geotools.operations import get_operation
from geotools.secrecy import build_grouping
from geotools.secrecy.grouping.graph import neighbour_graph


def street(households, codes):
    """Residences in line, 50 m apart, with the group that each has in the layer."""
    return gpd.GeoDataFrame(
        {"menages": households, "groupe": codes},
        geometry=gpd.points_from_xy(50.0 * np.arange(len(households)), np.zeros(len(households))),
        crs=2154,
        index=[f"r{i + 1}" for i in range(len(households))],
    )


def repaired(layer, **more):
    return build_grouping(layer, ["menages"], max_distance=60, previous=layer["groupe"], **more)


def test_a_moved_residence_leaves_a_group_short_and_a_neighbour_lends_one():
    """B gave r4 to A by hand; C can spare r6 and still reach eleven: one move, nothing else."""
    edited = street([2, 2, 4, 5, 7, 6, 6, 6], list("AAAABCCC"))
    result = repaired(edited)
    assert result.broken["motif"].to_dict() == {"B": "Il n’atteint pas le seuil pour : menages."}
    assert result.changes.to_dict("index") == {"r6": {"avant": "C", "apres": "B"}}
    assert result.groups["menages"].to_dict() == {"A": 13, "B": 13, "C": 12}


def test_groups_that_hold_are_kept_as_the_technician_drew_them():
    """A better partition exists (four groups); the hand-drawn one holds and is not touched."""
    drawn = street([12, 12, 12, 12], list("AABB"))
    result = repaired(drawn)
    assert result.membership.tolist() == list("AABB")
    assert result.changes.empty and result.broken.empty
    assert len(build_grouping(drawn, ["menages"]).groups) == 4


def test_a_residence_put_in_a_group_that_it_does_not_touch_comes_back():
    result = repaired(street([6, 6, 6, 6, 6, 6], ["A", "A", "B", "B", "C", "A"]))
    assert result.broken.loc["A", "motif"].startswith("Il est en 2 morceaux")
    assert result.broken.loc["C", "motif"] == "Il n’atteint pas le seuil pour : menages."
    assert result.membership.tolist() == list("AABBCC")


def test_a_group_that_nobody_can_complete_joins_its_neighbours():
    result = repaired(street([12, 5, 12], list("ABC")))
    assert result.membership["r2"] in {"A", "C"}
    assert list(result.changes.index) == ["r2"]
    assert "B" not in result.groups.index


def test_new_residences_join_and_codes_may_be_numbers_or_empty():
    layer = street([12, 3, 12, 12], [7, 7, 8, 8])
    assert repaired(layer).membership.tolist() == ["7", "7", "8", "8"]
    added = layer.assign(groupe=["7", "", "8", None])
    result = repaired(added)
    assert result.membership["r2"] in {"7", "8"}
    assert result.membership["r4"] == "G0001"
    assert set(result.changes.index) == {"r2", "r4"}


def test_strict_refuses_and_names_the_groups():
    with pytest.raises(SecrecyRefusedError, match=r"1 groupe\(s\) ne tiennent plus : B \(Il n’att"):
        repaired(street([12, 12, 7], list("AAB")), strict=True)
    assert repaired(street([12, 12, 7], list("AAA")), strict=True).changes.empty


def fewest_moves(households, linked, before):
    """Smallest number of residences whose code changes, over every partition that holds."""
    n = len(households)
    codes = sorted(set(before))
    holds = {}

    def group_holds(members):
        if members not in holds:
            inside = csr_array(linked[np.ix_(members, members)])
            holds[members] = households[list(members)].sum() >= 11 and (
                connected_components(inside, directed=False)[0] == 1
            )
        return holds[members]

    def partitions(labels):
        if len(labels) == n:
            yield np.array(labels)
            return
        for label in range(max(labels, default=-1) + 2):
            yield from partitions([*labels, label])

    fewest = n
    for labels in partitions([]):
        groups = [labels == g for g in range(labels.max() + 1)]
        if all(group_holds(tuple(np.flatnonzero(group))) for group in groups):
            shared = np.array(
                [[(group & (before == code)).sum() for code in codes] for group in groups]
            )
            fewest = min(fewest, n - shared[linear_sum_assignment(-shared)].sum())
    return fewest


def test_as_few_residences_move_as_brute_force_over_all_partitions_allows():
    cases, above = 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(4, 8))
        layer = gpd.GeoDataFrame(
            {"menages": rng.integers(2, 15, n)},
            geometry=gpd.points_from_xy(*rng.uniform(0, 400, (2, n))),
            crs=2154,
        )
        drawn = build_grouping(layer, ["menages"])
        if len(drawn.groups) < 2:
            continue
        edited = drawn.membership.copy()
        edited.iloc[rng.integers(n)] = rng.choice(drawn.groups.index)
        result = build_grouping(layer, ["menages"], previous=edited)
        linked = neighbour_graph(layer, np.zeros(n, dtype=np.int64), 1_000.0).toarray()
        fewest = fewest_moves(layer["menages"].to_numpy(), linked, edited.to_numpy())
        assert (result.groups["menages"] >= 11).all()
        cases, above = cases + 1, above + len(result.changes) - fewest
    assert cases >= 30
    assert above <= 1


def test_the_operation_mends_says_why_and_the_result_is_audited_again():
    """r5 stays in another tile than the rest of its group: tile minus group would isolate it."""
    layer = street([12, 12, 12, 12, 5, 14], ["A", "A", "B", "B", "B", "C"])
    layer["carreau"] = ["t1", "t1", "t1", "t1", "t2", "t2"]
    run = get_operation("groupresidences").run
    values = {"features": layer, "counts": ["menages"], "previous": "groupe", "max_distance": 60.0}
    groups, members = run(values)
    assert members["groupe"].tolist() == members["groupe_avant"].tolist()
    assert members["motif"].isna().all()
    audit = {"features": layer.assign(groupe=members["groupe"]), "counts": ["menages"]}
    _, findings = get_operation("auditrelease").run({**audit, "zonings": ["groupe", "carreau"]})
    assert findings["constat"].str.contains("donne 5, sous le seuil").any()
    moved = layer.assign(groupe=["A", "A", "B", "B", "C", "C"])
    groups, members = run({**values, "features": moved})
    audit["features"] = moved.assign(groupe=members["groupe"])
    _, findings = get_operation("auditrelease").run({**audit, "zonings": ["groupe", "carreau"]})
    assert findings.empty
    broken = layer.assign(groupe=["A", "A", "B", "B", "C", "D"])
    groups, members = run({**values, "features": broken})
    assert (groups["menages"] >= 11).all()
    told = members["motif"].dropna()
    assert told.str.startswith("Le groupe C ne tenait plus. Il n’atteint pas le seuil").all()
    assert list(told.index) == list(pd.Index(members.index)[members["groupe"].ne(broken["groupe"])])
    with pytest.raises(SecrecyRefusedError, match="C"):
        run({**values, "features": broken, "strict": True})
