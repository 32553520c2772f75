"""T1 to T5 of the project's secrecy note: published examples with their published answers."""

import pandas as pd
import pytest

from geotools.secrecy import PublishedTable, SecrecyRule, audit_release, deducible_intervals


def two_way(rows, hidden):
    """Cells, row totals and column totals of a table whose ``hidden`` cells are withheld."""
    cells = {f"{r}{c}": v for r, line in rows.items() for c, v in line.items()}
    values = pd.DataFrame({"n": cells}, dtype=float)
    own = pd.Series(values.index, values.index)
    by_row, by_column = own.str[0].radd("ligne "), own.str[1].radd("colonne ")
    return {
        "lignes": PublishedTable(values.groupby(by_row).sum(), {}, by_row),
        "colonnes": PublishedTable(values.groupby(by_column).sum(), {}, by_column),
        "cases": PublishedTable(values["n"].mask(values.index.isin(hidden)).to_frame(), {}, own),
    }


def interval(tables, cell):
    found = deducible_intervals(tables).set_index("unite").loc[cell]
    return found["minimum"], found["maximum"]


def lines(*rows):
    names = "wxyz"
    return {names[i]: dict(zip("abcd", row, strict=True)) for i, row in enumerate(rows)}


def test_t1_intervals_of_four_hidden_cells():
    tables = two_way(lines((6, 14, 1, 7), (3, 2, 3, 13)), {"wb", "wc", "xb", "xc"})
    assert interval(tables, "wb") == (11, 15)
    assert interval(tables, "wc") == (0, 4)
    assert interval(tables, "xb") == (1, 5)
    assert interval(tables, "xc") == (0, 4)


@pytest.mark.parametrize(
    ("pair", "bounds", "protects"), [("ac", (63, 168), False), ("bc", (62, 281), True)]
)
def test_t2_the_partner_column_decides_the_protection(pair, bounds, protects):
    rows = lines((58, 71, 92, 800), (11, 124, 157, 934), (36, 24, 60, 651))
    tables = two_way(rows, {r + c for r in rows for c in pair})
    low, high = interval(tables, "xc")
    assert (low, high) == bounds
    assert (low <= 157 * 0.9 and high >= 157 * 1.1) == protects


def crossing(hidden):
    values = pd.DataFrame({"n": [2.0, 2, 8, 8, 3, 3, 3, 7]}, index=list("ABIJKLMN"))
    own = pd.Series(values.index, values.index)
    county = own.isin(list("ABIJ")).map({True: "county-1", False: "county-2"})
    size = own.isin(list("LM")).map({True: "big", False: "small"})
    return {
        "comtés": PublishedTable(values.groupby(county).sum(), {}, county),
        "tailles": PublishedTable(values.groupby(size).sum(), {}, size),
        "aires": PublishedTable(
            values["n"].mask(values.index.isin(list(hidden))).to_frame(), {}, own
        ),
    }


def test_t3_two_zonings_that_do_not_nest_reveal_three():
    audit = audit_release(crossing("ABKLM"), threshold=4)
    (attack,) = [b for b in audit.breaches if b.guarantee == "G1"]
    assert attack.value == 3
    assert attack.atoms == ("K",)
    assert interval(crossing("ABKLM"), "K") == (3, 3)
    for alone in ("comtés", "tailles"):
        one = {n: t for n, t in crossing("ABKLM").items() if n in (alone, "aires")}
        hidden = deducible_intervals(one)
        assert (hidden["maximum"] > hidden["minimum"]).all()


def test_t3_hiding_one_more_cell_still_fails_the_intervals():
    assert interval(crossing("ABKLMN"), "K") == interval(crossing("ABKLMN"), "N") == (0, 10)
    rule = SecrecyRule(threshold=4, interval=11)
    audit = audit_release(crossing("ABKLMN"), rule=rule)
    failed = audit.findings().query("garantie == 'G2'")["unite"]
    assert {"K", "N"} <= set(failed)


T4_HIDDEN = {"wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd"}
T4_ROWS = lines((30, 47, 64, 89), (90, 124, 5, 31), (92, 100, 59, 85), (800, 991, 651, 685))


def test_t4_two_holes_in_every_line_are_not_enough():
    assert interval(two_way(T4_ROWS, T4_HIDDEN), "wb") == (47, 47)
    assert interval(two_way(T4_ROWS, T4_HIDDEN | {"xd"}), "wb") == (0, 78)


def test_t4_the_mend_is_the_cheapest_single_cell():
    """Of all single cells that leave wb an interval of ten or more, x-d holds the fewest units."""
    repairs = {}
    for r, row in T4_ROWS.items():
        for c, value in row.items():
            if r + c not in T4_HIDDEN:
                low, high = interval(two_way(T4_ROWS, T4_HIDDEN | {r + c}), "wb")
                if high - low >= 10:
                    repairs[r + c] = value
    assert min(repairs, key=repairs.get) == "xd"


@pytest.mark.parametrize(("before", "after", "revealed"), [(180, 177, 3), (11, 10, 1)])
def test_t5_the_same_total_released_twice_reveals_who_left(before, after, revealed):
    first = PublishedTable(pd.DataFrame({"n": [before]}, index=["EPCI"]))
    second = PublishedTable(pd.DataFrame({"n": [after]}, index=["EPCI"]))
    audit = audit_release({"epci": second}, known=[first], rule=SecrecyRule(threshold=4))
    assert [b.value for b in audit.breaches if b.guarantee == "G1"] == [revealed]


def test_t5_an_excluded_residence_is_the_difference_of_two_releases():
    everyone = pd.Series("EPCI", index=["r1", "r2"])
    first = PublishedTable(pd.DataFrame({"n": [180.0]}, index=["EPCI"]), {}, everyone)
    second = PublishedTable(pd.DataFrame({"n": [177.0]}, index=["EPCI"]), {}, everyone[["r1"]])
    audit = audit_release({"epci": second}, known=[first])
    (attack,) = [b for b in audit.breaches if b.guarantee == "G1"]
    assert attack.value == 3
    assert attack.atoms == ("r2",)


def test_a_base_that_an_earlier_release_withheld_is_unknown_not_zero():
    """The earlier table holds the base of a class, blank for G1: G1 may hold any number."""
    places = pd.Series({"a": "G1", "b": "G1", "c": "G2"})
    counts = pd.DataFrame({"plus": [53.0, 40.0], "recents": [21.0, 20.0]}, index=["G1", "G2"])
    release = PublishedTable(counts, {"recents": "plus"}, places)
    blank = pd.DataFrame({"plus": [float("nan"), 40.0]}, index=["G1", "G2"])
    earlier = PublishedTable(blank, {}, places)
    assert audit_release({"groupes": release}, known=[earlier]).passed
