"""An incomplete collection still gives a diagnosis, which says who is missing."""

from types import SimpleNamespace

import pandas as pd

from geotools.diagnostic.chapters.balance import landlord_coverage, tables
from geotools.diagnostic.configuration import source_kind


def study(households, residences, sources=("logements", "menages", "residences")):
    frames = {"menages": households, "residences": residences}
    return SimpleNamespace(
        frame=frames.get,
        material=SimpleNamespace(sources=dict.fromkeys(sources)),
        measured=SimpleNamespace(published=("apl",), catalogue=SimpleNamespace()),
        rule=SimpleNamespace(threshold=11),
    )


RESIDENCES = pd.DataFrame(
    {"bailleur": ["Un", "Deux", "Trois", "Petit"], "logements": [100, 200, 50, 4]}
)
PEOPLE = pd.DataFrame({"bailleur": ["Un"] * 90 + ["Deux"] * 80})


def test_a_landlord_without_households_is_counted_as_missing():
    table = landlord_coverage(study(PEOPLE, RESIDENCES))
    assert table["menages"].to_dict() == {"Deux": 80, "Petit": 0, "Trois": 0, "Un": 90}
    assert table.loc["Deux", "couverture"] == 0.4


def test_states_are_told_without_any_count_of_households(monkeypatch):
    from geotools.diagnostic.chapters import balance

    monkeypatch.setattr(balance, "_coverage", lambda *_: [])
    (layer,) = tables(study(PEOPLE, RESIDENCES), {})
    assert layer.name == "collecte_bailleurs"
    assert layer.frame["collecte"].to_dict() == {
        "Deux": "partiel",
        "Trois": "absent",
        "Un": "collecté",
    }
    assert "menages" not in layer.frame
    assert "Petit" not in layer.frame.index


def test_a_section_of_an_earlier_year_is_recognised():
    assert source_kind("menages_2022") == ("menages", 2022)
    assert source_kind("menages") == ("menages", None)
    assert source_kind("carreaux_2017") == ("carreaux_2017", None)
