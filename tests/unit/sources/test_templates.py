"""Our documented layouts: reading, refusing, checking everything at once."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import ConfigurationError, InputError, MissingColumnError
from geotools.sources import (
    blank_template,
    check_file,
    describe_template,
    example_template,
    read_ops,
    read_template,
    template_kinds,
)
from geotools.sources.rules import Rule
from geotools.sources.templates import load_template

KINDS = sorted(template_kinds())


def example(kind):
    return pd.read_csv(io.StringIO(example_template(kind)), sep=";", dtype=str)


def write(folder, frame, name="f.csv"):
    path = folder / name
    frame.to_csv(path, sep=";", index=False)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_template_is_right(tmp_path, kind):
    path = write(tmp_path, example(kind))
    assert check_file(path).empty  # the template is also guessed
    reading = read_template(kind, path)
    assert len(reading.frame) == len(example(kind))
    assert reading.frame.index.name == load_template(kind).key
    assert not len(reading.rejects)


@pytest.mark.parametrize("kind", KINDS)
def test_the_blank_file_has_every_column_and_no_row(tmp_path, kind):
    header = blank_template(kind).strip().split(";")
    assert header == describe_template(kind).index.tolist()
    (tmp_path / "f.csv").write_text(blank_template(kind))
    with pytest.raises(InputError, match="aucune ligne"):
        read_template(kind, tmp_path / "f.csv")


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_coherent(kind):
    template = load_template(kind)
    names = [c.name for c in template.columns]
    spoken = names + [alias for c in template.columns for alias in c.aliases]
    assert len(names) == len(set(names))
    assert len(spoken) == len(set(spoken)), "two columns answer to one name"
    assert template.key in names and set(template.position) <= set(names)
    assert all(set(rule.columns) <= set(names) for rule in template.rules)
    assert all(c.label for c in template.columns)
    for band in template.bands:
        assert len(template.column(band.column).values) == len(band.bounds) + 1


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_other_formats_give_the_same_households(tmp_path, suffix):
    if suffix == "parquet":
        pytest.importorskip("pyarrow")
    frame = example("menages")
    text = read_ops(write(tmp_path, frame)).frame
    path = tmp_path / f"f.{suffix}"
    typed = frame.assign(occupants=frame["occupants"].astype(int))
    typed["date_enquete"] = pd.to_datetime(typed["date_enquete"])
    getattr(typed, {"xlsx": "to_excel", "parquet": "to_parquet"}[suffix])(path, index=False)
    pd.testing.assert_frame_equal(read_ops(path).frame, text)


def test_aliases_and_order_do_not_matter(tmp_path):
    frame = example("menages")
    other = frame.rename(columns={"menage": "ID_MENAGE", "pieces": "NbPiece"})[::1]
    other = other[list(other.columns[::-1])]
    pd.testing.assert_frame_equal(
        read_ops(write(tmp_path, other)).frame, read_ops(write(tmp_path, frame)).frame
    )


def test_bands_are_filled_from_numbers(tmp_path):
    frame = example("menages").assign(revenu_pct_plus=["39,99", "40", "130"])
    read = read_ops(write(tmp_path, frame)).frame
    assert read["tranche_revenu"].tolist() == ["20_40", "40_60", "130_plus"]
    # born 1986, 1990 and 1947, surveyed in 2024
    assert read["tranche_age"].tolist() == ["30_39", "30_39", "75_plus"]


def test_a_band_that_was_given_is_kept(tmp_path):
    frame = example("menages").assign(tranche_revenu=["0_20", None, None])
    read = read_ops(write(tmp_path, frame)).frame
    assert read["tranche_revenu"].tolist() == ["0_20", "0_20", "60_80"]


@settings(max_examples=30, deadline=None)
@given(value=st.floats(0, 300).map(lambda v: round(v, 2)))
def test_every_income_falls_in_the_band_that_names_its_bounds(tmp_path_factory, value):
    frame = example("menages").iloc[:1].assign(revenu_pct_plus=str(value))
    band = read_ops(write(tmp_path_factory.mktemp("t"), frame)).frame["tranche_revenu"].iloc[0]
    low, high = band.split("_")
    assert float(low) <= value and (high == "plus" or value < float(high))


def faults_of(folder, frame, kind="menages"):
    table = check_file(write(folder, frame), kind)
    return {(r["gravite"], r["colonne"], r["lignes"]) for r in table.to_dict("records")}


def test_check_says_everything_at_once(tmp_path):
    frame = example("menages")
    frame["menage"] = ["M1", "M1", "M3"]
    frame["commune"] = ["99001", "99001", "1004"]
    frame["occupants"] = ["4", "4", "1.5"]
    frame["pieces"] = ["-3", "4", "2"]
    frame["ressources"] = ["salaires", "loto", "retraites"]
    frame["date_emmenagement"] = ["2031-01-01", "2022-03-01", "31/02/1988"]
    frame["residence"] = ["R-A", "", "R-B"]
    frame["majeurs_stables"] = ["1", "2", "0"]
    assert faults_of(tmp_path, frame) == {
        ("erreur", "menage", "2, 3"),
        ("avertissement", "commune", "4"),
        ("erreur", "occupants", "4"),
        ("erreur", "pieces", "2"),
        ("erreur", "ressources", "3"),
        ("erreur", "date_emmenagement", "4"),
        ("erreur", "date_emmenagement", "2"),
        ("erreur", "residence", "3"),
        ("erreur", "majeurs_stables", "3"),
    }


def test_no_value_of_a_household_is_shown(tmp_path):
    frame = example("menages").assign(ressources="secret-7319", occupants="7319,5")
    table = check_file(write(tmp_path, frame), "menages")
    assert len(table) >= 2 and not table.astype(str).stack().str.contains("7319").any()
    with pytest.raises(InputError) as refusal:
        read_ops(tmp_path / "f.csv")
    assert "7319" not in str(refusal.value)


def test_reading_names_the_first_fault_its_rows_and_how_many_more(tmp_path):
    frame = example("menages").assign(occupants=["4", "x", "1"], pieces=["x", "4", "2"])
    with pytest.raises(InputError, match=r"« pieces », lignes 2 .*Autres anomalies : 1"):
        read_ops(write(tmp_path, frame))


def test_missing_columns_are_all_named(tmp_path):
    frame = example("menages").drop(columns=["residence", "majeurs"])
    with pytest.raises(MissingColumnError, match=r"« residence ».*« majeurs »"):
        read_ops(write(tmp_path, frame))
    assert {fault[1] for fault in faults_of(tmp_path, frame)} == {"residence", "majeurs"}


def test_unknown_columns_are_a_remark(tmp_path):
    reading = read_ops(write(tmp_path, example("menages").assign(couleur="bleu")))
    assert reading.notes == ("1 colonne(s) hors du modèle, non lue(s) : couleur.",)


def test_numerators_above_denominators_are_refused(tmp_path):
    frame = example("residences").assign(vacants_3mois=["85", "0"])
    assert faults_of(tmp_path, frame, "residences") == {("erreur", "vacants_3mois", "2")}


def test_points_without_position_are_kept_and_listed(tmp_path):
    reading = read_template(
        "residences", write(tmp_path, example("residences").assign(x=["", "652450"]))
    )
    assert len(reading.frame) == 2
    assert reading.frame.geometry.notna().tolist() == [False, True]
    assert reading.rejects[["ligne", "residence"]].to_numpy().tolist() == [[2, "R-A"]]


def test_swapped_axes_are_refused(tmp_path):
    frame = example("programme").rename(columns={"x": "y", "y": "x"})
    with pytest.raises(InputError, match="inversés"):
        read_template("programme", write(tmp_path, frame))


def test_the_bpe_as_insee_publishes_it(tmp_path):
    frame = pd.DataFrame(
        {
            "AN": ["2023", "2023"],
            "DEPCOM": ["37261", "37261"],
            "DOM": ["D", "B"],
            "TYPEQU": ["D265", "B203"],
            "LAMBERT_X": ["525000.5", ""],
            "LAMBERT_Y": ["6700000", ""],
        }
    )
    reading = read_template("equipements", write(tmp_path, frame))
    assert reading.frame.index.tolist() == ["2", "3"]
    assert reading.frame["type"].tolist() == ["D265", "B203"]
    assert reading.frame.geometry.x.iloc[0] == 525000.5
    assert reading.rejects["ligne"].tolist() == [3]


def test_an_unknown_template_is_told_with_the_nearest():
    with pytest.raises(ConfigurationError, match=r"« menage ».*« menages »"):
        load_template("menage")


def test_a_file_like_no_template_is_told(tmp_path):
    with pytest.raises(InputError, match="aucun modèle"):
        check_file(write(tmp_path, pd.DataFrame({"a": [1], "b": [2]})))


def test_an_official_file_is_checked_too(tmp_path):
    frame = pd.DataFrame(
        {"DEPCOM": ["37261", "1004"], "NBPIECE": [3, 4], "SURFHAB": [60, 70], "X": [525000, ""],
         "Y": [6700000, ""]}
    )  # fmt: skip
    table = check_file(write(tmp_path, frame))
    assert set(table["gravite"]) == {"avertissement"}
    assert table.iloc[0][["nombre", "lignes"]].tolist() == [1, "3"]
    refused = check_file(write(tmp_path, frame.drop(columns=["X", "Y"])))
    assert refused["gravite"].tolist() == ["erreur"]


# --- Rules ----------------------------------------------------------------------------------------

COUNTS = st.lists(
    st.tuples(*[st.one_of(st.none(), st.integers(0, 5))] * 3), min_size=1, max_size=20
)


@given(COUNTS)
def test_sums_are_compared_row_by_row_and_blanks_break_nothing(rows):
    frame = pd.DataFrame(rows, columns=["a", "b", "t"], dtype=float)
    filled = [None not in row for row in rows]
    over = [i for i, r in enumerate(rows) if filled[i] and r[0] + r[1] > r[2]]
    unequal = [i for i, r in enumerate(rows) if filled[i] and r[0] + r[1] != r[2]]
    for shape, expected in (("somme_au_plus", over), ("somme_egale", unequal)):
        found = Rule(shape, ("a", "b", "t")).broken(frame)
        assert ([] if found is None else found.tolist()) == expected


@given(COUNTS)
def test_columns_that_go_together(rows):
    frame = pd.DataFrame(rows, columns=["a", "b", "c"], dtype=float)
    expected = [i for i, r in enumerate(rows) if 0 < sum(v is not None for v in r) < 3]
    found = Rule("ensemble", ("a", "b", "c")).broken(frame)
    assert ([] if found is None else found.tolist()) == expected


def test_implication_and_order():
    frame = pd.DataFrame(
        {
            "si": pd.array([True, True, False, None], dtype="boolean"),
            "alors": pd.array([True, False, False, False], dtype="boolean"),
            "avant": pd.to_datetime(["2024-01-02", "2024-01-01", None, "2024-01-01"]),
            "apres": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-01", None]),
        }
    )
    assert np.array_equal(Rule("implique", ("si", "alors")).broken(frame), [1])
    assert np.array_equal(Rule("ordre", ("avant", "apres")).broken(frame), [0])


def test_at_least_one_column():
    rule = Rule("une_des_colonnes", ("a", "b"), "raison")
    assert rule.broken(pd.DataFrame({"b": [1]})) is None
    assert rule.broken(pd.DataFrame({"c": [1]})).tolist() == []
    with pytest.raises(ConfigurationError, match="« somme »"):
        Rule.from_toml({"forme": "somme"})
