"""Every dwelling and household counts where its codes say, recomputed from the raw files."""

import pandas as pd
import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic.attachment import AMBIGUOUS, NO_PLACE, UNLOCATED, attach_households
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.location import COMMUNES, locate
from geotools.diagnostic.material import read_material
from geotools.diagnostic.measures import discreet, measure
from geotools.progress import SILENT


class Heard:
    """A progress that keeps what is said."""

    def __init__(self):
        self.lines = []

    def say(self, text):
        self.lines.append(text)

    def at(self, *_):
        pass

    def part(self, *_):
        return self


def figures(path):
    material = read_material(load_configuration(path), SILENT)
    located, heard = locate(material, SILENT), Heard()
    return located, measure(material, located, heard), heard


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return fictitious_territory(tmp_path_factory.mktemp("fiction"))


@pytest.fixture(scope="module")
def counted(files):
    return figures(files)


@pytest.fixture(scope="module")
def raw(files):
    read = {
        name: pd.read_csv(files.parent / f"{name}.csv", sep=";", dtype=str)
        for name in ("rpls2024", "menages_2024")
    }
    return read["rpls2024"], read["menages_2024"]


def test_a_segment_that_straddles_two_communes_keeps_its_households_apart(counted, raw):
    located, measured, _ = counted
    dwellings, households = raw
    sides = dwellings.groupby("CODSEGPATRIM")["DEPCOM"].nunique()
    straddling = sorted(sides.index[sides > 1])
    assert straddling == ["BRH0061", "FAU0047"]
    rows = households[households["residence"].isin(straddling)]
    expected = rows.groupby(["commune", "residence"]).size()
    found = {}
    for atom in located.atoms.index[located.atoms.index.str.endswith(tuple(straddling))]:
        key = located.atoms.loc[atom, "commune"], atom.partition(":")[2] or atom
        found[key] = measured.counts.loc[atom, "menages"]
    assert found == expected.to_dict()


def test_totals_by_commune_are_those_of_the_files(counted, raw):
    located, measured, _ = counted
    dwellings, households = raw
    zones = located.zones[COMMUNES]
    homes = located.dwellings.groupby(zones).sum()
    assert homes.to_dict() == dwellings["DEPCOM"].value_counts().sort_index().to_dict()
    assert (homes.sum(), homes["99001"], homes["99002"]) == (13_083, 7_947, 1_923)
    lived = measured.counts["menages"].groupby(zones).sum()
    assert lived.to_dict() == households["commune"].value_counts().sort_index().to_dict()
    assert lived.sum() == 12_561


def test_located_households_are_those_whose_commune_and_segment_have_a_position(counted, raw):
    located, measured, _ = counted
    dwellings, households = raw
    # Only BRH and FAU segments straddle: with the random positions of 99001, 7 598 and 1 832.
    placed = dwellings[dwellings["X"].notna()]
    keys = households["commune"] + ":" + households["residence"]
    with_point = keys.isin(placed["DEPCOM"] + ":" + placed["CODSEGPATRIM"])
    by_commune = households[with_point].groupby("commune").size()
    assert (by_commune["99001"], by_commune["99002"]) == (7_598, 1_832)
    sure = placed[placed["QUALITE_XY"] != "33"]
    in_place = households[keys.isin(sure["DEPCOM"] + ":" + sure["CODSEGPATRIM"])]
    inside = measured.counts["menages"].drop(list(located.unlocated))
    found = inside.groupby(located.zones[COMMUNES].reindex(inside.index)).sum()
    assert found.to_dict() == in_place["commune"].value_counts().sort_index().to_dict()


def test_what_has_no_sure_position_is_an_atom_of_its_commune(counted):
    located, measured, heard = counted
    atoms = located.unlocated
    assert atoms.to_dict() == {"99001": f"99001{UNLOCATED}", "99002": f"99002{UNLOCATED}"}
    assert measured.counts.loc[list(atoms), "menages"].tolist() == [15, 7]
    assert located.atoms.loc[list(atoms)].geometry.isna().all()
    assert located.zones[COMMUNES][list(atoms)].tolist() == ["99001", "99002"]
    for name in ("qpv", "iris", "carreaux"):
        assert located.zones[name][list(atoms)].isna().all()
    assert any("22 ménage(s)" in line for line in heard.lines)
    assert not any(" 7 ménage(s)" in line for line in heard.lines)


def test_more_households_than_dwellings_raise_an_alarm(files, raw):
    households = raw[1]
    busiest = households.groupby(["commune", "residence"]).size().idxmax()
    chosen = (households["commune"] == busiest[0]) & (households["residence"] == busiest[1])
    doubled = households[chosen].assign(menage="D" + households["menage"])
    doubled = doubled.assign(commune=None)
    path = files.parent / "doubles.csv"
    pd.concat([households, doubled]).to_csv(path, sep=";", index=False)
    text = files.read_text(encoding="utf-8").replace("menages_2024.csv", path.name)
    other = files.parent / "doubles.toml"
    other.write_text(text, encoding="utf-8")
    _, measured, heard = figures(other)
    assert measured.alarms["unite"].tolist() == [busiest[1]]
    assert measured.alarms["menages"].tolist() == [2 * int(chosen.sum())]
    told = [line for line in heard.lines if line.startswith("Alerte")]
    assert len(told) == 1 and "1 unité(s)" in told[0]


KEYS = pd.Series({"01001:A": "A", "01002:A": "01002:A", "01001:B": "B"})
COMMUNE = pd.Series({"A": "01001", "01002:A": "01002", "B": "01001", "01001@1@2": "01001"})


@pytest.mark.parametrize(
    ("commune", "residence", "atom", "reason"),
    [
        ("01001", "A", "A", None),
        ("01002", "A", "01002:A", None),
        (None, "A", None, AMBIGUOUS),
        (None, "B", "B", None),
        ("01002", "B", "B", None),
        ("01001", "01002:A", "01002:A", None),
        (None, "01001@1@2", "01001@1@2", None),
        ("01002", "inconnue", f"01002{UNLOCATED}", None),
        ("01002", None, f"01002{UNLOCATED}", None),
        ("69001", "inconnue", None, NO_PLACE),
        ("69001", "A", None, NO_PLACE),
        (None, None, None, NO_PLACE),
    ],
)
def test_the_key_is_the_commune_and_the_code(commune, residence, atom, reason):
    rows = pd.DataFrame({"commune": [commune], "residence": [residence]}, index=["M1"])
    found = attach_households(rows, KEYS, COMMUNE, pd.Index(["01001", "01002"]))
    assert (None if found.atoms.isna().iloc[0] else found.atoms.iloc[0]) == atom
    assert found.reasons.to_dict() == ({} if reason is None else {"M1": reason})


def test_a_commune_that_contradicts_the_residence_is_counted():
    rows = pd.DataFrame({"commune": ["01002", "01001"], "residence": ["B", "B"]})
    found = attach_households(rows, KEYS, COMMUNE, pd.Index(["01001", "01002"]))
    assert found.contradicting == 1 and found.atoms.tolist() == ["B", "B"]


def test_a_file_without_communes_goes_by_code_alone():
    rows = pd.DataFrame({"residence": ["A", "B"]})
    found = attach_households(rows, KEYS, COMMUNE, pd.Index(["01001"]))
    assert found.atoms.tolist()[1] == "B" and found.reasons.tolist() == [AMBIGUOUS]


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (1, "moins de 11"), (10, "moins de 11")])
def test_no_few_households_are_told_in_a_log(number, text):
    assert discreet(number) == text
    assert discreet(11) == "11"
