"""Known answers: what combinations of published figures reveal, each small enough for a pencil."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geotools.secrecy import (
    Knowledge,
    PublishedTable,
    SecrecyRule,
    append_release,
    audit_release,
    compare_versions,
    deducible_intervals,
    earlier_releases,
    protect,
)


def zoning(values, units, *, hidden=()):
    """Publish the sums of some atoms by unit; atoms that no unit names are outside."""
    names = {a: unit for unit, atoms in units.items() for a in atoms}
    home = pd.Series(names).reindex(values.index)
    sums = values.groupby(home).sum().to_frame("n").astype(float)
    sums.loc[sums.index.isin(list(hidden)), "n"] = np.nan
    return PublishedTable(sums, {}, home)


def revealed(tables, **more):
    return sorted(f.value for f in audit_release(tables, **more).breaches if f.guarantee == "G1")


def interval(tables, unit):
    found = deducible_intervals(tables).set_index("unite").loc[unit]
    return found["minimum"], found["maximum"]


def test_half_the_sum_of_three_overlaps_is_a_value():
    """(A+B) + (A+C) − (B+C) is twice A: 25 + 20 − 35 = 10, half is 5."""
    values = pd.Series({"A": 5, "B": 20, "C": 15})
    tables = {f"z{i}": zoning(values, {f"u{i}": pair}) for i, pair in enumerate(("AB", "AC", "BC"))}
    assert 5.0 in revealed(tables)
    assert any("divisé par 2" in f.sentence for f in audit_release(tables).breaches)


def test_a_published_zero_gives_its_neighbour_away():
    """The tile holds 7 households; its half in the IRIS that is published as empty holds none."""
    values = pd.Series({"A": 7, "B": 0, "C": 90})
    tables = {
        "carreaux": zoning(values, {"t1": "AB", "t2": "C"}, hidden=["t1"]),
        "iris": zoning(values, {"i1": "B"}),
        "commune": zoning(values, {"ville": "ABC"}),
    }
    assert interval(tables, "t1") == (7, 7)
    assert 7.0 in revealed(tables)


def test_one_zone_under_two_names_is_one_zone():
    values = pd.Series({"A": 8, "B": 90})
    tables = {
        "qpv": zoning(values, {"QN1": "A"}, hidden=["QN1"]),
        "quartiers": zoning(values, {"Les Tilleuls": "A", "Centre": "B"}),
    }
    assert interval(tables, "QN1") == (8, 8)
    assert revealed(tables) == [8.0]


def test_a_district_across_two_communes_is_cut_by_them():
    """Commune 1 holds 50, 45 of them outside districts: its part of the district holds 5."""
    values = pd.Series({"a1": 45, "a2": 5, "b1": 60, "b2": 30})
    tables = {
        "communes": zoning(values, {"c1": ["a1", "a2"], "c2": ["b1", "b2"]}),
        "qpv": zoning(values, {"QN1": ["a2", "b2"], "hors 1": ["a1"]}),
    }
    assert 5.0 in revealed(tables)


def test_districts_of_two_dates_subtract():
    """The limit of 2024 is that of 2015 and one residence: 120 − 112 = 8."""
    values = pd.Series({"A": 112, "B": 8, "C": 300})
    old, new = zoning(values, {"QP1": "A"}), zoning(values, {"QN1": "AB"})
    assert revealed({"qpv2015": old, "qpv2024": new}) == [8.0]
    assert revealed({"qpv2024": new}, known=[old]) == [8.0]


def test_two_withheld_figures_of_eleven_together_stay_open_one_by_one():
    """51 − 40 = 11: one of the two is under the threshold, nobody can tell which."""
    values = pd.Series({"A": 40, "B": 6, "C": 5})
    tables = {
        "iris": zoning(values, {"A": "A", "B": "B", "C": "C"}, hidden=["B", "C"]),
        "commune": zoning(values, {"ville": "ABC"}),
    }
    assert interval(tables, "B") == interval(tables, "C") == (0, 11)
    assert audit_release(tables).passed
    ten = values.replace(6, 5)
    tables = {
        "iris": zoning(ten, {"A": "A", "B": "B", "C": "C"}, hidden=["B", "C"]),
        "commune": zoning(ten, {"ville": "ABC"}),
    }
    assert revealed(tables) == [10.0]


@pytest.mark.parametrize("seed", range(5))
def test_a_three_way_table_with_two_way_margins_leaves_one_degree_of_freedom(seed):
    """2 × 2 × 2: each inner figure moves by one common amount, up or down with the parity."""
    cube = np.random.default_rng(seed).integers(0, 60, (2, 2, 2))
    names = [f"{i}{j}{k}" for i in range(2) for j in range(2) for k in range(2)]
    values = pd.Series(cube.ravel(), index=names)
    tables = {"cases": zoning(values, {n: [n] for n in names}, hidden=names)}
    for axis in range(3):
        units: dict[str, list[str]] = {}
        for n in names:
            units.setdefault(f"m{axis}:{n[:axis]}{n[axis + 1 :]}", []).append(n)
        tables[f"marge {axis}"] = zoning(values, units)
    even = np.array([sum(map(int, n)) % 2 == 0 for n in names])
    up, down = cube.ravel()[~even].min(), cube.ravel()[even].min()
    for name, value, sign in zip(names, cube.ravel(), np.where(even, 1, -1), strict=True):
        ends = sorted((value + sign * up, value - sign * down))
        assert interval(tables, name) == tuple(ends)


def test_who_is_inside_declares_what_it_knows():
    """A landlord knows that 52 of the 60 are its own: 8 are left to the others."""
    values = pd.Series({"mien": 52, "autres": 8, "loin": 100})
    tables = {"iris": zoning(values, {"i1": ["mien", "autres"], "i2": ["loin"]})}
    assert audit_release(tables).passed
    own = zoning(values, {"mes ménages": ["mien"]})
    assert revealed(tables, known=[own]) == [8.0]


def test_tables_of_third_parties_are_declared_known():
    """A tile of INSEE tells 40 poor households where the release tells 44 in a wider zone."""
    values = pd.Series({"carreau": 40, "reste": 4, "loin": 70})
    tables = {"iris": zoning(values, {"i1": ["carreau", "reste"], "i2": ["loin"]})}
    open_data = zoning(values, {"CRS3035": ["carreau"]})
    assert audit_release(tables).passed
    refused = audit_release(tables, known=[open_data])
    assert revealed(tables, known=[open_data]) == [4.0]
    assert "connu n° 1" in refused.certificates[0]


def test_two_vintages_in_which_residences_come_go_and_move_are_read_together():
    """2022: 60 = r1 + r2; 2024 counts r1 and r3 in the same zone: what stays is the same people."""
    first = zoning(pd.Series({"r1": 52, "r2": 8, "r3": 70}), {"z": ["r1", "r2"], "y": ["r3"]})
    second = zoning(pd.Series({"r1": 52, "r3": 70}), {"z": ["r1"], "y": ["r3"]})
    assert revealed({"2024": second}, known=[first]) == [8.0]
    moved = zoning(pd.Series({"r1": 52, "r2": 8, "r3": 70}), {"z": ["r1"], "y": ["r3", "r2"]})
    assert 8.0 in revealed({"2024": moved}, known=[first])


def test_what_a_known_table_tells_by_itself_is_told_and_not_held_against_the_release():
    """Their table says 40 and 33: 7 for anyone. Ours adds nothing, until it repeats the total."""
    atoms = pd.Series(["A", "B"], index=["a", "b"])
    whole = pd.Series("tout", index=atoms.index)
    theirs = [
        PublishedTable(pd.DataFrame({"n": [40.0]}, index=["tout"]), {}, whole),
        PublishedTable(pd.DataFrame({"n": [33.0, np.nan]}, index=["A", "B"]), {}, atoms),
    ]
    other = pd.Series({"a": "X", "c": "X"})
    ours = {"autre": PublishedTable(pd.DataFrame({"n": [60.0]}, index=["X"]), {}, other)}
    audit = audit_release(ours, known=theirs)
    assert audit.passed
    assert "Déjà su : " in " ".join(audit.certificates)
    inside = {"nous": PublishedTable(pd.DataFrame({"n": [33.0]}, index=["A"]), {}, atoms[:1])}
    assert not audit_release(inside, known=theirs[:1]).passed


def test_eleven_recipients_of_twenty_five_and_two_households_are_nearly_all_in_the_first():
    """11 recipients in residences of 25 and 2 households: the first has 9 to 11 of them."""
    counts = pd.DataFrame({"apl": [10.0, 1.0], "menages": [25.0, 2.0]}, index=["a", "b"])
    own, tile = pd.Series(counts.index, counts.index), pd.Series("t", index=counts.index)
    bases = {"apl": "menages"}
    tables = {
        "résidences": PublishedTable(counts * np.nan, bases, own),
        "carreau": PublishedTable(counts.groupby(tile).sum(), bases, tile),
    }
    known = [PublishedTable(counts[["menages"]])]
    found = (
        deducible_intervals(tables, known=known).set_index(["unite", "colonne"]).loc[("a", "apl")]
    )
    assert tuple(found[["minimum", "maximum"]]) == (9, 11)
    assert not audit_release(tables, known=known, guarantees=("G2",)).passed
    reader = Knowledge(counts, bases, SecrecyRule())
    assert reader.exposed(np.zeros(2, dtype=np.int64), "rpls").tolist() == [[True, False]]


@pytest.mark.parametrize(("least", "side"), [(2, 2), (4, 2), (5, 4)])
def test_t6_the_finest_blocks_of_a_grid_that_hold_enough_and_their_means(least, side):
    """One unit in each cell of a 4 × 4 grid, quadrants worth 1 to 4: blocks of 2 × 2, then one."""
    cells = [(x, y) for x in range(4) for y in range(4)]
    names = [f"{x}{y}" for x, y in cells]
    worth = pd.DataFrame({"n": 1.0, "v": [1.0 + x // 2 + 2 * (y // 2) for x, y in cells]}, names)
    for size in (1, 2, 4):
        blocks = pd.Series([f"{x // size}-{y // size}" for x, y in cells], names)
        sums = worth.groupby(blocks).sum()
        if audit_release(
            {"blocs": PublishedTable(sums[["n"]], {}, blocks)}, threshold=least
        ).passed:
            break
    assert size == side
    means = sorted(sums["v"] / sums["n"])
    assert means == ([1, 2, 3, 4] if side == 2 else [2.5])


def test_a_mean_and_a_maximum_give_the_amount_of_the_other():
    """Two households with a mean of 1 500 and a maximum of 2 000: the other has 1 000."""
    rents = pd.DataFrame({"atome": ["a", "b"], "loyer": [2000.0, 1000.0]})
    iris, largest = pd.Series("I", index=["a", "b"]), pd.Series({"a": "le plus grand"})
    total = PublishedTable(pd.DataFrame({"loyer": [2 * 1500.0]}, ["I"]), {}, iris, weighted=True)
    most = PublishedTable(
        pd.DataFrame({"loyer": [2000.0]}, ["le plus grand"]), {}, largest, weighted=True
    )
    assert audit_release({"iris": total}, contributions=rents, guarantees=()).passed
    both = audit_release({"iris": total, "maximum": most}, contributions=rents, guarantees=())
    assert {f.guarantee for f in both.breaches} == {"G3"}
    assert any("« loyer » de iris I − « loyer » de maximum" in f.sentence for f in both.breaches)


def test_two_vintages_meet_in_the_ledger_where_the_second_tells_the_first_again(tmp_path):
    """2022 told 40 in two residences; 2024 tells the 32 of 2022 that were in one of them: 8."""
    path = tmp_path / "registre.jsonl"
    pair = pd.Series({"r1": "A", "r2": "A", "r3": "B"})
    first = {"groupes": PublishedTable(pd.DataFrame({"n": [40.0, 30.0]}, ["A", "B"]), {}, pair)}
    append_release(path, "2022", first, audit_release(first), day=date(2023, 1, 1), vintage="2022")
    now = pd.Series({"r1": "G", "r2": "H", "r3": "H"})
    past = now.set_axis([f"2022:{code}" for code in now.index])
    second = {"groupes": PublishedTable(pd.DataFrame({"n": [32.0, 41.0]}, ["G", "H"]), {}, now)}
    told = {"trajectoire": PublishedTable(pd.DataFrame({"n": [32.0, 38.0]}, ["G", "H"]), {}, past)}
    earlier = earlier_releases(path, "2024")

    def found(tables):
        known = compare_versions(tables, earlier, SecrecyRule()).known
        return revealed(tables, known=known)

    assert found(second) == []  # other households: nothing to subtract
    assert found({**second, **told}) == [8.0]
    assert found(told) == [8.0]


def test_linked_zonings_lose_no_more_than_the_gaussian_elimination_of_others():
    """95 distinct figures of two linked hierarchies, threshold 4: 24 withheld, as by the peer."""
    regions = list("ABCDEFGHIJK")
    counts = pd.DataFrame(
        {
            "annet": [11, 7, 5, 13, 9, 12, 6, 9, 3, 9, 4],
            "arbeid": [11, 1, 8, 2, 14, 9, 4, 3, 0, 0, 2],
            "soshjelp": [55, 29, 35, 17, 63, 24, 22, 38, 9, 32, 18],
            "trygd": [36, 18, 25, 13, 52, 22, 8, 15, 2, 20, 11],
        },
        index=regions,
    )
    parts = {**{name: (name,) for name in counts}, "total": tuple(counts)}
    zonings = {
        "region": pd.Series(regions, regions),
        "fylke": pd.Series([f"f{n}" for n in (1, 4, 5, 5, 6, 6, 8, 8, 1, 10, 10)], regions),
        "kostragr": pd.Series(["k300"] * 8 + ["k400"] * 3, regions),
        "pays": pd.Series("Total", regions),
    }
    rule = SecrecyRule(threshold=4, guarantees=("G0", "G1"))
    bases = dict.fromkeys(counts, "total")
    atoms = counts.assign(total=counts.sum(axis=1)).astype(float)
    release = protect(atoms, zonings, bases, rule=rule, parts=parts, priority=tuple(zonings))
    assert audit_release(release.tables, rule=rule).passed
    twice = release.withheld["unite"].eq("f4")  # that county is one region: the same figures
    assert (~twice).sum() <= 24
