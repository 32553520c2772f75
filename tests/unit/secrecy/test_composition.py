"""Zonings made of whole groups: nothing withheld, nothing to subtract, whoever reads."""

from itertools import combinations, product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geotools.secrecy import (
    QUALITY,
    Knowledge,
    Limits,
    PublishedTable,
    audit_release,
    compose_zoning,
    derived_counts,
    hierarchical_grouping,
    joined_polygons,
    load_rule,
    reader_sentences,
    release_whole,
)

BASES = {"apl": "menages"}
COLUMNS = ["menages", "apl"]


def territory(seed, size=60):
    """Residences in four communes, twelve IRIS and a QPV that cuts two of them."""
    draws = np.random.default_rng(seed)
    x, y = draws.uniform(0, 4_000, size), draws.uniform(0, 3_000, size)
    menages = draws.integers(1, 25, size)
    frame = gpd.GeoDataFrame(
        {
            "commune": ["C" + str(v) for v in (x // 2_000 + 2 * (y // 1_500)).astype(int)],
            "iris": [f"I{int(a)}{int(b)}" for a, b in zip(x // 1_000, y // 1_000, strict=True)],
            "qpv": np.where((abs(x - 1_000) < 500) & (y < 1_500), "Q1", None),
            "menages": menages,
            "apl": draws.binomial(menages, 0.5),
        },
        geometry=gpd.points_from_xy(x, y),
        crs=2154,
        index=[f"r{i}" for i in range(size)],
    )
    return frame


def grouped(frame, **changes):
    options = {"limits": Limits(("commune", "iris"), ("qpv",)), "threshold": 11} | changes
    return hierarchical_grouping(frame, COLUMNS, derived_counts(COLUMNS, BASES), **options)


def composed(frame, grouping):
    found = {
        name: compose_zoning(frame[name], grouping.membership, frame["menages"])
        for name in ("commune", "iris", "qpv")
    }
    units = {name: zoning.units for name, zoning in found.items()}
    units["groupe"] = grouping.membership
    whole = grouping.membership.notna()
    units["tout"] = pd.Series("tout", frame.index, dtype="object").where(whole, None)
    return found, units


@pytest.mark.parametrize("seed", range(6))
def test_every_group_reaches_the_threshold_and_no_hard_limit_is_crossed(seed):
    frame = territory(seed)
    grouping = grouped(frame)
    sums = pd.DataFrame(frame[COLUMNS]).groupby(grouping.membership).sum()
    assert (sums >= 11).all(axis=None)
    assert (sums["menages"] - sums["apl"] >= 11).all()
    sides = frame["qpv"].fillna("").groupby(grouping.membership).nunique()
    assert (sides == 1).all()
    assert len(grouping.ungrouped) == 0


def test_a_weaker_limit_is_crossed_only_where_a_stronger_one_leaves_too_few():
    frame = territory(3)
    grouping = grouped(frame)
    iris = frame.groupby(["commune", "iris", frame["qpv"].fillna("")])
    enough = iris[COLUMNS].sum()
    enough = enough[(enough >= 11).all(axis=1) & (enough["menages"] - enough["apl"] >= 11)]
    across = frame.groupby(grouping.membership)["iris"].nunique() > 1
    crossing = set(frame.loc[grouping.membership.map(across).astype(bool), "iris"])
    few = {key[1] for key in iris.groups if key not in enough.index}
    assert crossing
    # A residence may join a group of an IRIS that is large enough, never the other way round.
    for group in across.index[across]:
        assert set(frame.loc[grouping.membership == group, "iris"]) & few


@pytest.mark.parametrize("seed", range(6))
def test_every_zone_is_a_union_of_whole_groups_with_one_unit_for_each(seed):
    frame = territory(seed)
    grouping = grouped(frame)
    zonings, units = composed(frame, grouping)
    for name in zonings:
        inside = units[name].fillna("").groupby(grouping.membership).nunique()
        assert (inside == 1).all(), name
        members = [zone for own in zonings[name].zones.values() for zone in own]
        assert len(members) == len(set(members))
        held = set(frame.loc[frame["menages"] > 0, name].dropna())
        assert held == set(members) | set(zonings[name].absent)
    assert zonings["qpv"].moved == 0


def test_the_class_of_a_zone_is_the_share_of_households_that_stand_elsewhere():
    zone = pd.Series({"a": "A", "b": "A", "c": "B", "d": "B", "e": "C"})
    group = pd.Series({"a": "g1", "b": "g2", "c": "g2", "d": "g3", "e": "g3"})
    size = pd.Series({"a": 60, "b": 38, "c": 2, "d": 50, "e": 3})
    found = compose_zoning(zone, group, size)
    assert found.zones == {"A": ("A",), "B + C": ("B", "C")}
    shares = found.shares
    assert shares.loc["A", ["effectif", "entrants", "sortants"]].tolist() == [100, 2, 0]
    assert shares.loc["B + C", ["effectif", "entrants", "sortants"]].tolist() == [53, 0, 2]
    assert shares[QUALITY].to_dict() == {"A": "moins de 5 %", "B + C": "moins de 5 %"}
    assert found.moved == pytest.approx(2 / 153)


def test_zones_that_exchange_a_tenth_are_published_as_one():
    zone = pd.Series({"a": "A", "b": "A", "c": "B", "d": "B"})
    group = pd.Series({"a": "g1", "b": "g2", "c": "g2", "d": "g3"})
    size = pd.Series({"a": 60, "b": 30, "c": 20, "d": 40})
    assert compose_zoning(zone, group, size).zones == {"A + B": ("A", "B")}
    apart = compose_zoning(zone, group, size, most_moved=1)
    assert apart.shares.loc["B", QUALITY] == "10 % et plus"


def test_joined_zones_are_one_polygon_with_both_names():
    zones = gpd.GeoDataFrame(
        {"libelle": ["Nord", "Sud"]},
        geometry=[shapely.box(0, 1, 1, 2), shapely.box(0, 0, 1, 1)],
        index=["N", "S"],
        crs=2154,
    )
    drawn = joined_polygons(zones, {"S + N": ("S", "N")})
    assert drawn["libelle"].tolist() == ["Sud + Nord"]
    assert drawn.geometry.iloc[0].equals(shapely.box(0, 0, 1, 2))


def test_a_zoning_of_half_the_territory_leaves_the_rest_outside_and_says_which_zone_is_lost():
    zone = pd.Series({"a": "A", "b": None, "c": None, "d": "D"})
    group = pd.Series({"a": "g1", "b": "g2", "c": "g2", "d": "g2"})
    size = pd.Series({"a": 40, "b": 30, "c": 20, "d": 5})
    found = compose_zoning(zone, group, size)
    assert found.units.to_dict() == {"a": "A", "b": None, "c": None, "d": None}
    assert found.absent == ("D",)


@pytest.mark.parametrize("seed", range(40))
def test_no_union_nor_difference_of_published_zones_is_small(seed):
    """Brute force: every sum of published figures with coefficients −1, 0 and 1."""
    frame = territory(seed, size=26)
    grouping = grouped(frame)
    _, units = composed(frame, grouping)
    release = release_whole(pd.DataFrame(frame[COLUMNS]), units, BASES, rule=load_rule("ops"))
    assert len(release.withheld) == 0
    codes = sorted(grouping.membership.dropna().unique())
    home = {g: {name: u[grouping.membership == g].iloc[0] for name, u in units.items()}
            for g in codes}  # fmt: skip
    rows, values = [], []
    for name, table in release.tables.items():
        for unit, counts in table.counts.iterrows():
            rows.append([home[g][name] == unit for g in codes])
            values.append([counts["menages"], counts["apl"], counts["menages"] - counts["apl"]])
    rows, first = np.unique(np.array(rows, dtype=int), axis=0, return_index=True)
    values = np.array(values)[first]
    order = np.argsort(-rows.sum(axis=1), kind="stable")[:10]  # zones first, groups last
    rows, values = rows[order], values[order]
    signs = np.array(list(product((-1, 0, 1), repeat=len(rows))))
    held = signs @ rows
    isolated = (held.min(axis=1) >= 0) & (held.max(axis=1) == 1)
    assert isolated.sum() >= len(rows)
    assert ((signs @ values)[isolated] >= 11).all()
    assert audit_release(release.tables).passed


def brackets(members, threshold, width):
    """Every set of residences of a group, and what known bases tell of its figures."""
    found = set()
    base = members["menages"].sum()
    for name in ("apl", "hors apl"):
        own = members["apl"] if name == "apl" else members["menages"] - members["apl"]
        total = own.sum()
        for size in range(1, len(members)):
            for chosen in combinations(members.index, size):
                inside = members.loc[list(chosen), "menages"].sum()
                low = max(0, total - (base - inside))
                high = min(inside, total)
                known = min(width, inside)  # what the base tells by itself is not a deduction
                if low < threshold and high - low < known and low > 0:
                    found.add(name)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_exposure_to_a_reader_of_the_register_equals_brute_force(seed):
    frame = territory(seed, size=40)
    grouping = grouped(frame)
    known = Knowledge(pd.DataFrame(frame[COLUMNS]), BASES, load_rule("ops"))
    labels, codes = pd.factorize(grouping.membership)
    told = known.exposed(labels.astype(np.int64), "rpls")
    for rank, code in enumerate(codes):
        members = frame[grouping.membership == code]
        if len(members) > 11:
            continue
        by_hand = brackets(members, 11, 10)
        assert {q for q, e in zip(known.quantities, told[rank], strict=True) if e} == by_hand


@pytest.mark.parametrize("reader", ["rpls", "bailleur"])
@pytest.mark.parametrize("seed", range(5))
def test_groups_made_for_a_reader_leave_him_nothing(seed, reader):
    frame = territory(seed, size=120)
    holder = pd.Series(np.random.default_rng(seed).choice(list("XYZ"), len(frame)), frame.index)
    known = Knowledge(pd.DataFrame(frame[COLUMNS]), BASES, load_rule("ops"), holder)
    open_to_all = grouped(frame)
    before = known.exposed(pd.factorize(open_to_all.membership)[0].astype(np.int64), reader)
    assert before.any()
    resisting = grouped(frame, exposed=lambda labels: known.exposed(labels, reader).any(axis=1))
    labels = pd.factorize(resisting.membership)[0].astype(np.int64)
    assert not known.exposed(labels, reader).any()
    for code in resisting.membership.dropna().unique():
        members = frame[resisting.membership == code]
        if reader == "bailleur":
            for own in members.index.groupby(holder[members.index]).values():
                rest = members.drop(own)[COLUMNS].sum()
                left = [rest["menages"] * 0 + rest["apl"], rest["menages"] - rest["apl"]]
                assert all(value == 0 or value >= 11 for value in left)


def test_the_certificate_says_what_each_reader_may_still_deduce():
    told = reader_sentences(load_rule("ops"), "public", {"rpls": 7, "bailleur": 0}, 400)
    assert "démontré" in told[0]
    assert "7 des 400 effectifs et compléments exposés (protection non demandée)" in told[1]
    assert "démontré" in told[2]


def test_a_remainder_of_a_few_is_merged_away_or_left_empty():
    """Ten households in a hundred have an unknown income: their number is a count too."""
    frame = territory(1, size=90)
    draws = np.random.default_rng(1)
    frame["revenu"] = frame["menages"] - draws.binomial(frame["menages"], 0.03)
    frame["apl"] = np.minimum(frame["apl"], frame["revenu"])
    columns, bases = ["menages", "revenu", "apl"], {"apl": "revenu"}
    parts = {"menages": ("revenu", "inconnu"), "revenu": ("revenu",)}
    derived = derived_counts(columns, bases, parts)
    assert "menages − revenu" in {item.name for item in derived}
    grouping = hierarchical_grouping(
        frame, columns, derived, threshold=11, limits=Limits(("commune", "iris"), ("qpv",))
    )
    sums = pd.DataFrame(frame[columns]).groupby(grouping.membership).sum()
    rest = sums["menages"] - sums["revenu"]
    assert ((rest == 0) | (rest >= 11)).all()
    units = {"groupe": grouping.membership}
    release = release_whole(
        pd.DataFrame(frame[columns]), units, bases, rule=load_rule("ops"), parts=parts
    )
    assert audit_release(release.tables).passed
    heedless = grouped(frame)
    summed = pd.DataFrame(frame[columns]).groupby(heedless.membership).sum()
    table = PublishedTable(summed, bases, heedless.membership, parts)
    assert not audit_release({"groupe": table}).passed


@pytest.mark.parametrize(
    ("hidden", "shown", "total", "passes"),
    [(2, 30, 41, False), (6, 40, 70, False), (2, 30, 52, True), (2, 30, 60, True)],
)
def test_withheld_siblings_that_prove_some_of_them_small_are_refused(hidden, shown, total, passes):
    """Two that sum to 11, six that sum to 30: no one is bracketed, some are small all the same."""
    atoms = [f"a{i}" for i in range(hidden + 1)]
    iris = pd.Series([f"u{i}" for i in range(hidden + 1)], atoms)
    tables = {
        "iris": PublishedTable(
            pd.DataFrame({"menages": [np.nan] * hidden + [shown]}, index=iris.to_numpy()),
            atoms=iris,
        ),
        "commune": PublishedTable(
            pd.DataFrame({"menages": [total]}, index=["C"]), atoms=pd.Series("C", atoms)
        ),
    }
    assert audit_release(tables).passed  # the default rule looks at each figure
    audit = audit_release(tables, rule=load_rule("ops", siblings="refused"))
    assert audit.passed == passes
    if not passes:
        assert f"Ces {hidden} valeurs retenues ne peuvent pas atteindre toutes" in (
            audit.breaches[0].sentence
        )
