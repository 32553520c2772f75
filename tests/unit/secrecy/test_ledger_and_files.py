"""The chain of releases, files made by others, amounts and the operations."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.errors import ConfigurationError, InputError, SecrecyRefusedError
from geotools.operations import get_operation
from geotools.secrecy import (
    PublishedTable,
    append_release,
    audit_files,
    audit_release,
    digest_tables,
    known_tables,
    load_rule,
    read_ledger,
    store_release,
    stored_release,
)
from geotools.values import read_shares

DAY = date(2026, 1, 15)


def release(total, atoms=("r1", "r2")):
    whole = pd.Series("EPCI", index=list(atoms))
    counts = pd.DataFrame({"menages": [float(total)], "apl": [np.nan]}, index=["EPCI"])
    return {"epci": PublishedTable(counts, {"apl": "menages"}, whole)}


def written(path, *totals):
    for total in totals:
        tables = release(total)
        audit = audit_release(tables, guarantees=("G0", "G1"))
        append_release(path, "Bilan", tables, audit, day=DAY)
    return path


def test_a_ledger_gives_back_exactly_what_was_sent(tmp_path):
    path = written(tmp_path / "registre.jsonl", 180, 250)
    first, second = read_ledger(path)
    pd.testing.assert_frame_equal(first["epci"].counts, release(180)["epci"].counts)
    assert second["epci"].counts.loc["EPCI", "menages"] == 250
    assert len(known_tables(path)) == 2


def test_the_next_release_is_audited_against_the_ledger(tmp_path):
    path = written(tmp_path / "registre.jsonl", 180)
    fewer = release(177, atoms=["r1"])
    audit = audit_release(fewer, known=known_tables(path), guarantees=("G0", "G1"))
    assert [b.value for b in audit.breaches] == [3]


@pytest.mark.parametrize(
    "alter",
    [
        lambda lines: [lines[0].replace("180.0", "190.0"), *lines[1:]],
        lambda lines: lines[1:],
        lambda lines: lines[::-1],
        lambda lines: [lines[0], lines[1].replace("250.0", "251.0"), lines[2]],
        lambda lines: [lines[0], "pas du JSON", lines[2]],
        lambda lines: lines[:-1],
        lambda lines: lines[:1],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [*lines, lines[2]],
        lambda lines: [],
    ],
)
def test_an_altered_ledger_is_refused(tmp_path, alter):
    path = written(tmp_path / "registre.jsonl", 180, 250)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(alter(lines)) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="registre"):
        read_ledger(path)


def test_only_a_release_that_passed_enters_the_ledger(tmp_path):
    tables = release(5)
    with pytest.raises(SecrecyRefusedError):
        append_release(tmp_path / "r.jsonl", "Bilan", tables, audit_release(tables), day=DAY)
    assert not (tmp_path / "r.jsonl").exists()


CSV = "code;menages;apl\nA;40;20\nB;30;15\nC;s;s\nTotal;77;39\n"


def test_the_total_row_gives_a_withheld_row_away(tmp_path):
    path = tmp_path / "tableau.csv"
    path.write_text(CSV, encoding="utf-8")
    audit = audit_files([path], bases={"apl": "menages"})
    revealed = {b.value for b in audit.breaches if b.guarantee == "G1"}
    assert {4.0, 3.0} <= revealed
    assert all("C" in b.atoms for b in audit.breaches if b.guarantee == "G1")


def test_csv_xlsx_and_geopackage_are_read_alike(tmp_path):
    frame = pd.DataFrame({"code": ["A", "B"], "menages": [40, 8]})
    frame.to_csv(tmp_path / "a.csv", index=False, sep=";")
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    layer = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([0, 1], [0, 1]), crs=2154)
    layer.to_file(tmp_path / "a.gpkg", layer="iris")
    for name in ("a.csv", "a.xlsx", "a.gpkg"):
        found = audit_files([tmp_path / name]).findings().query("garantie == 'G0'")
        assert found["unite"].tolist() == ["B"], name


def test_totals_that_do_not_add_up_say_by_how_much(tmp_path):
    path = tmp_path / "tableau.csv"
    path.write_text("code;menages\nA;40\nB;30\nEnsemble;75\n", encoding="utf-8")
    with pytest.raises(InputError, match="de 5"):
        audit_files([path])


@pytest.mark.parametrize(
    "content", ["code;menages\nA;40\nA;30\n", "code;nom\nA;x\n", "code;menages\nA;-4\nB;20\n"]
)
def test_unreadable_files_are_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        audit_files([path], columns=["menages"])


def test_one_unit_may_not_dominate_a_published_or_derivable_amount():
    iris = pd.Series({"r1": "A", "r2": "A", "r3": "B"})
    whole = pd.Series("C", index=["r1", "r2", "r3"])
    rents = pd.DataFrame({"atome": ["r1", "r2", "r3", "r3"], "loyers": [50.0, 50.0, 95.0, 5.0]})
    commune = PublishedTable(pd.DataFrame({"loyers": [200.0]}, index=["C"]), {}, whole)
    alone = audit_release({"commune": commune}, contributions=rents)
    assert alone.passed
    assert "G3" in alone.checked
    first = PublishedTable(pd.DataFrame({"loyers": [100.0, np.nan]}, index=["A", "B"]), {}, iris)
    both = audit_release({"commune": commune, "iris": first}, contributions=rents)
    (breach,) = both.breaches
    assert breach.guarantee == "G3"
    assert breach.value == pytest.approx(0.95)


def test_bases_are_read_from_text():
    assert read_shares("apl=menages; a = b") == {"apl": "menages", "a": "b"}
    with pytest.raises(ConfigurationError):
        read_shares("apl")


def residences():
    rng = np.random.default_rng(4)
    households = rng.integers(5, 40, 60)
    x, y = rng.uniform(0, 1000, (2, 60))
    return gpd.GeoDataFrame(
        {
            "menages": households,
            "apl": rng.binomial(households, 0.5),
            "iris": (x // 400).astype(int).astype(str),
            "tuile": [f"{a}-{b}" for a, b in zip(x // 300, y // 500, strict=True)],
        },
        geometry=gpd.points_from_xy(x, y),
        crs=2154,
        index=[f"r{i}" for i in range(60)],
    )


def test_the_operations_group_audit_and_protect_the_same_layer():
    layer = residences()
    groups, members = get_operation("groupresidences").run(
        {"features": layer, "counts": ["menages", "apl"], "bases": "apl=menages"}
    )
    assert (groups[["menages", "apl"]] >= 11).all(axis=None)
    assert list(members.index) == list(layer.index)
    values = {
        "features": layer,
        "counts": ["menages", "apl"],
        "zonings": ["iris", "tuile"],
        "bases": "apl=menages",
    }
    places, findings = get_operation("auditrelease").run(values)
    assert set(places["constat"]) <= set(findings["constat"])
    assert set(places.index) <= set(layer.index)
    tables, price = get_operation("protect").run(values)
    assert tables.columns.tolist() == ["zonage", "unite", "menages", "apl"]
    assert price["retenus"].sum() == tables[["menages", "apl"]].isna().sum().sum()


def test_a_release_is_stored_with_its_geography_and_refused_once_altered(tmp_path):
    atoms = pd.Series(["x", "x", "y"], index=["r1", "r2", "r3"])
    tables = {"iris": PublishedTable(pd.DataFrame({"n": [40.0, 25.0]}, ["x", "y"]), {}, atoms)}
    path = tmp_path / "tables.json"
    store_release(path, tables, audit_release(tables, rule=load_rule("fiscal")))
    read, rule, _ = stored_release(path)
    assert digest_tables(read) == digest_tables(tables)
    assert rule.profile == "fiscal"
    path.write_text(path.read_text(encoding="utf-8").replace("40.0", "41.0"), encoding="utf-8")
    with pytest.raises(InputError, match="modifié"):
        stored_release(path)


def test_the_refusal_names_up_to_five_cells():
    counts = pd.DataFrame({"n": [3.0] * 7}, index=list("abcdefg"))
    audit = audit_release({"iris": PublishedTable(counts)}, guarantees=("G0",))
    with pytest.raises(SecrecyRefusedError, match=r"iris a .*iris e .*… \(7 en tout\)") as refusal:
        audit.require()
    assert "iris f" not in str(refusal.value)


def test_places_of_another_vintage_bear_its_year(tmp_path):
    """45 households in 2024 after 40 in 2023: other households, no correction of five units."""
    ledger = tmp_path / "registre.jsonl"
    for vintage, total in (("2023", 40.0), ("2024", 45.0)):
        tables = {"iris": PublishedTable(pd.DataFrame({"n": [total]}, ["x"]))}
        audit = audit_release(tables, known=known_tables(ledger, vintage))
        append_release(ledger, "t", tables, audit, day=DAY, vintage=vintage)
    before, now = known_tables(ledger, "2024")
    assert before.atoms.index.tolist() == ["2023:x"] and now.atoms is None
    assert len(known_tables(ledger)) == 2


@pytest.mark.parametrize(
    ("bases", "revealed"),
    [
        ("chomeurs=majeurs, inactifs=majeurs", False),
        ("chomeurs + inactifs = majeurs", True),
        ("chomeurs + inactifs + actifs == majeurs", True),
    ],
)
def test_exclusive_classes_of_a_file_are_subtracted_together(tmp_path, bases, revealed):
    """100 adults, 40 out of work, 55 inactive: 5 work. The last class is withheld or not there."""
    path = tmp_path / "emploi.csv"
    path.write_text("code;majeurs;chomeurs;inactifs;actifs\nA;100;40;55;s\n", encoding="utf-8")
    audit = audit_files([path], bases=read_shares(bases), parts=read_shares(bases).parts)
    assert not audit.passed if revealed else audit.passed
    if revealed:
        assert 5 in [breach.value for breach in audit.breaches]


def test_classes_are_read_from_the_text_of_bases():
    assert read_shares("a=b, c + d = b").parts == {"c": ("c",), "d": ("d",)}
    assert read_shares("c + d == b").parts == {"c": ("c",), "d": ("d",), "b": ("c", "d")}
    assert read_shares("c + d == b; a=e") == {"c": "b", "d": "b", "a": "e"}
    for wrong in ("a + = b", "a + b", "= b"):
        with pytest.raises(ConfigurationError, match="chomeurs"):
            read_shares(wrong)
