"""A person's own rules: what they change, and how a mistake in them is told."""

import pandas as pd
import pytest

from geotools.errors import ConfigurationError
from geotools.orientations import allocation_objectives, orientation_classes, residence_categories
from geotools.orientations.rule_files import rules


@pytest.fixture
def write(tmp_path):
    def save(text):
        path = tmp_path / "locales.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return save


DECISIONS = pd.DataFrame(
    {
        "date_decision": ["2024-12-20", "2025-02-01", "2025-08-01"],
        "date_bail": ["2025-01-10", "2025-02-10", None],
        "en_qpv": ["non", "non", "oui"],
        "epci": ["1", "2", None],
        "revenu_mensuel": [800, 800, 800],
        "unites_consommation": [1, 1, 1],
    }
)
THRESHOLDS = """
[[seuil_q1]]
epci = "{}"
annee = {}
seuil = {}
source = "arrêté local"
"""


def test_each_epci_has_the_threshold_of_its_year(write):
    # 800 € a month make 9 600 € a year: first quartile under 9 700 in EPCI 1, not under 9 500 in 2.
    pieces = [("1", 2024, 9700), ("2", 2025, 9500), ("1", 2025, 9600)]
    path = write("".join(THRESHOLDS.format(*p) for p in pieces))
    table = allocation_objectives(DECISIONS, "epci", epci="1", local_rules=path)
    outside = table[table["objectif"] == "hors_qpv_q1"].set_index("groupe")
    assert outside.loc["1", ["numerateur", "denominateur"]].tolist() == [1, 1]
    assert outside.loc["2", ["numerateur", "denominateur"]].tolist() == [0, 1]
    # The row without an EPCI takes the one given; its income is the threshold itself: first
    # quartile, hence not in the numerator of the objective inside districts.
    inside = table[table["objectif"] == "qpv_q2_q4"].iloc[0]
    assert (inside["numerateur"], inside["denominateur"]) == (0, 1)


def test_an_epci_without_threshold_is_named(write):
    path = write(THRESHOLDS.format("1", 2024, 9700))
    with pytest.raises(ConfigurationError, match="« 2 »"):
        allocation_objectives(DECISIONS, local_rules=path, epci="1")


@pytest.mark.parametrize(
    ("by", "leases", "decisions"),
    [
        ("annee", {"2025": 2}, {"2024": 1, "2025": 2}),
        ("semestre", {"2025-S1": 2}, {"2024-S2": 1, "2025-S1": 1, "2025-S2": 1}),
        ("trimestre", {"2025-T1": 2}, {"2024-T4": 1, "2025-T1": 1, "2025-T3": 1}),
    ],
)
def test_a_period_is_that_of_what_the_objective_counts(by, leases, decisions):
    rows = DECISIONS.assign(quartile=2, prioritaire="oui")
    table = allocation_objectives(rows, by).set_index("groupe")
    for objective, expected in (("hors_qpv_q1", leases), ("prioritaires", decisions)):
        found = table.loc[table["objectif"] == objective, "denominateur"]
        assert found.to_dict() == expected


def test_an_objective_of_ones_own_is_followed(write):
    path = write(
        '[[objectif]]\nid = "mutations_qpv"\nlibelle = "Mutations en QPV"\nbase = "decisions"\n'
        'lieu = "qpv"\nnumerateur = "mutations"\ncible = 0.3\ndepuis = 2020-01-01\n'
        'legal = false\nsource = "CIA"\n[[objectif]]\nid = "qpv_q2_q4"\ncible = 0.6\n'
    )
    rows = DECISIONS.assign(quartile=2, mutation="oui")
    table = allocation_objectives(rows, local={"mutations_qpv": 0.3}, local_rules=path)
    found = table.set_index("objectif")
    assert found.loc["mutations_qpv", ["numerateur", "denominateur"]].tolist() == [1, 1]
    # A target that a local rule changes is no longer called legal.
    assert found.loc["qpv_q2_q4", ["cible", "nature"]].tolist() == [0.6, "modifié"]
    assert found.loc["hors_qpv_q1", ["cible", "nature"]].tolist() == [0.25, "légal"]


def test_thresholds_signs_and_words_of_the_typologies(write):
    path = write(
        "[categories.seuils]\npropre = 0.1\n[categories.signes]\n4 = 3\n"
        "[classes]\nindice_reequilibrage = 120.0\n"
        '[[classes.classe]]\nid = "reequilibrage"\nlibelle = "À rééquilibrer"\n'
    )
    table = pd.DataFrame({"propre": [0.1, 0.0], "vac3": [1.0, 1.0], "indice": [125.0, 119.0]})
    done = residence_categories(table, local_rules=path)
    assert done["categorie"].tolist() == [2, 1] and done["criteres_connus"].tolist() == [1, 1]
    labels = orientation_classes(table, "indice", local_rules=path)["classe_libelle"].tolist()
    assert labels[0] == "À rééquilibrer" and labels[1].startswith("Stabilisation")
    # A number asked for wins over the file.
    asked = orientation_classes(table, "indice", rebalancing_from=200.0, local_rules=path)
    assert asked["classe"].tolist() == ["intermediaire", "intermediaire"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("objectifs", "[[objectifs]]\nid = 1", "objectif"),
        ("objectifs", '[[objectif]]\nid = "neuf"\ncible = 0.1', "absente"),
        ("objectifs", '[[objectif]]\nid = "mutations"\nbase = "bails"', "baux, decisions"),
        ("objectifs", '[[objectif]]\nid = "mutations"\ncible = "beaucoup"', "cible"),
        ("regles_programme", '[[regle]]\nid = "neuf_qpv"\nanee_min = 2', "annee_min"),
        ("regles_programme", '[[regle]]\nid = "neuf_qpv"\nniveau = "grave"', "alerte, attention"),
        ("regles_programme", 'regle = "non"', "liste"),
        ("typologies", '[categories.seuils]\nvac3 = "5 %"', "seuils"),
        ("typologies", "[categories\n", "ne se lisent pas"),
    ],
)
def test_a_mistake_is_named(write, name, text, said):
    with pytest.raises(ConfigurationError, match=said):
        rules(name, write(text))
