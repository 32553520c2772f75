"""What the diagnosis says follows its released figures, and says no more than they do."""

import pandas as pd
import pytest

from geotools.catalogue import load_catalogue
from geotools.diagnostic.telling import chapters, definitions, sentences
from geotools.diagnostic.wording import Words
from geotools.outputs import LayerSpec
from geotools.outputs.document import Document, compose, tell

PEOPLE = ("ménages", "habitants", "population", "familles", "personnes", "locataires")
FACTS = {
    "territoire": "Val",
    "millesime": "2024",
    "cible_hors_qpv_q1": 0.25,
    "cible_qpv_q2_q4": 0.5,
    "cible_prioritaires": 0.25,
}


def spec(name, rows, index, units=()):
    frame = pd.DataFrame(rows, index=pd.Index(index, name="code"))
    return LayerSpec(name, name.capitalize(), frame, units=dict.fromkeys(units, "%"))


def objectives(name, codes, obtained):
    rows, units = {}, []
    for key, cible in (("hors_qpv_q1", 4), ("qpv_q2_q4", 2), ("prioritaires", 4)):
        rows[f"{key}_base"] = [100.0] * len(codes)
        rows[key] = [float(obtained)] * len(codes)
        rows[f"taux_{key}"] = [obtained / 100] * len(codes)
        rows[f"a_faire_{key}"] = [max(0.0, 100 / cible - obtained)] * len(codes)
        units.append(f"taux_{key}")
    return spec(name, rows, codes, units)


@pytest.fixture
def layers():
    shares = ("apl", "rev_lt40", "er_part", "chomeurs")
    counts = {
        "menages_apl_connu": [1000.0],
        "menages_plus": [1000.0],
        "menages_tbr": [300.0],
        "majeurs": [1500.0],
        "majeurs_chomeurs": [200.0],
        "apl": [0.5],
        "rev_lt40": [0.3],
        "er_part": [0.3],
        "chomeurs": [0.13],
    }
    groups = {
        "menages_apl_connu": [400.0, 300.0, 200.0],
        "indice_precarite": [150.0, 100.0, 60.0],
        "communes": ["C1", "C1", "C2"],
        "qpv": ["Q1", None, None],
        "grappe": ["HH", "ns", "LL"],
    }
    quarter = {
        "libelle": ["Les Pins"],
        "indice_precarite": [150.0],
        "menages_plus": [400.0],
        "menages_tbr": [220.0],
        "majeurs": [600.0],
        "majeurs_chomeurs": [120.0],
    }
    communes = {"libelle": ["Aval", "Amont"], "indice_precarite": [120.0, 60.0]}
    programme = {
        "logements": [40.0, 20.0],
        "plai": [10.0, 10.0],
        "qpv_code": ["Q1", "hors zone"],
        "alerte": ["alerte", "aucune"],
    }
    rules = {"verifiee": [True, False], "libelle": ["a", "b"]}
    made = [
        spec("territoire", counts, ["territoire"], shares),
        spec("communes", communes, ["C1", "C2"]),
        spec("qpv", quarter, ["Q1"]),
        spec("groupes", groups, ["G1", "G2", "G3"]),
        objectives("objectifs", ["ensemble"], 20),
        objectives("objectifs_hors_etat", ["ensemble"], 20),
        objectives("objectifs_reservataire", ["etat", "action_logement"], 20),
        spec("programme", programme, ["O1", "O2"]),
        spec("programme_regles", rules, ["r1", "r2"]),
    ]
    made += chapters_layers()
    return {layer.name: layer for layer in made}


def chapters_layers():
    """The tables of chapters that sentences read."""
    names = {"libelle": ["Aval", "Amont"]}
    sense = {**names, "indice_precarite_sens": ["hausse", "stable"]}
    stock = {"logements": [1000, 400], "parc_av1977": [0.5, 0.9], "finan_plai": [0.1, 0.1]}
    clusters = {
        **names,
        "niveau": ["Commune", "Commune"],
        "grappe_haute": [1, 0],
        "grappe_basse": [0, 1],
    }
    refusals = {
        "refus_motives": [90.0],
        "motif_localisation": [20.0],
        "motif_environnement": [25.0],
    }
    year = {
        "taux_precedente": [0.225],
        "taux_annee": [0.19],
        "obtenu_precedente": [251.0],
        "base_precedente": [1116.0],
        "obtenu_annee": [195.0],
        "base_annee": [1027.0],
    }
    gaps = {**names, "ecart_stock": [0.05, -0.1], "ecart_flux": [0.06, -0.2]}
    return [
        spec("parc", stock, ["territoire", "en_qpv"], ("parc_av1977", "finan_plai")),
        spec("trajectoire_communes", sense, ["C1", "C2"]),
        spec("trajectoire_qpv", sense, ["Q1", "Q2"]),
        spec("fonctionnement_qpv", {**names, "vac3": [0.04, 0.01]}, ["Q1", "Q2"], ("vac3",)),
        spec("refus_territoire", refusals, ["territoire"]),
        spec("demandes_communes", {**names, "pression": [5.0, 2.5]}, ["C1", "C2"]),
        spec("demandes_types", {"libelle": ["T1"], "pression": [16.9]}, ["T1"]),
        spec("stock_flux", gaps, ["C1", "C2"]),
        spec("grappes_zones", clusters, ["C1", "C2"]),
        spec("bilan_objectifs", year, ["hors_qpv_q1"], ("taux_precedente", "taux_annee")),
        spec("couverture", {"couverture": [0.919]}, ["territoire"], ("couverture",)),
    ]


def facts(layers):
    return {**FACTS, "quartiers": float("qpv" in layers)}


def said(layers):
    return [message.text for message in tell(sentences(), layers, facts=facts(layers))]


def altered(layers, name, column, values):
    frame = layers[name].frame.assign(**{column: values})
    return {**layers, name: layers[name].with_frame(frame)}


def test_every_sentence_that_is_shipped_can_be_true(layers):
    met = {**layers}
    for name in ("objectifs", "objectifs_hors_etat"):
        met[name] = objectives(name, ["ensemble"], 60)
    flat = altered(layers, "groupes", "grappe", ["ns", "ns", "LL"])
    outside = altered(layers, "groupes", "grappe", ["ns", "HH", "LL"])
    two = altered(layers, "groupes", "grappe", ["HH", "HH", "LL"])
    both = altered(two, "groupes", "qpv", ["Q1", "Q1", None])
    both = altered(both, "trajectoire_qpv", "indice_precarite_sens", ["stable", "stable"])
    both = altered(both, "bilan_objectifs", "obtenu_annee", [225.0])
    bare = {name: layer for name, layer in layers.items() if name != "qpv"}
    states = (layers, met, flat, outside, two, both, bare)
    told = set()
    for state in states:
        told |= set(said(state))
    # One sentence may be told with several figures: each template must be among them.
    starts = {sentence.id: sentence for sentence in sentences()}
    silent = [
        name
        for name, sentence in starts.items()
        if not any(tell([sentence], state, facts=facts(state)) for state in states)
    ]
    assert silent == []
    assert len(told) >= len(starts)


def test_the_figures_of_the_sentences_are_those_of_the_tables(layers):
    told = said(layers)
    assert (
        "Hors des quartiers prioritaires, 20,0\u202f% des baux signés (20 sur 100) l’ont été avec "
        "des ménages du premier quartile ou relogés, pour un objectif de 25\u202f% : il en manque "
        "5." in told
    )
    # 220 of 400 inside, 80 of 600 outside.
    assert any("55,0\u202f%" in text and "contre 13,3\u202f% ailleurs" in text for text in told)
    assert any(text.startswith("Un seul groupe") and text.endswith("Les Pins.") for text in told)
    two = altered(layers, "groupes", "grappe", ["HH", "HH", "LL"])
    assert any(
        text.startswith("1 des 2 groupes")
        and "se trouve dans 1 quartier prioritaire : Les Pins" in text
        for text in said(two)
    )


def test_a_withheld_quarter_silences_the_comparison_that_would_reveal_it(layers):
    hidden = altered(layers, "qpv", "menages_tbr", [None])
    assert not any("ailleurs" in text and "plafonds" in text for text in said(hidden))


def test_a_difference_that_chance_explains_is_not_told(layers):
    same = altered(layers, "qpv", "menages_tbr", [122.0])
    assert not any("contre" in text and "plafonds" in text for text in said(same))


def test_where_no_priority_district_is_declared_nothing_is_said_to_be_outside_one(layers):
    bare = {name: layer for name, layer in layers.items() if name != "qpv"}
    told = said(bare)
    assert not any("hors des quartiers" in text.lower() for text in told if "grappe" in text)
    assert (
        "1 groupe de résidences forme la grappe haute de l’indice de précarité, dans 1 commune : "
        "Aval." in told
    )


def test_the_census_joins_iris_and_not_residences(layers):
    words = Words("census")
    told = [message.text for message in tell(sentences(words), layers, facts=facts(layers))]
    assert any("groupe d’IRIS" in text for text in told)
    plan = Document("Essai", chapters(words))
    document = compose(plan, sentences(words), layers, facts=facts(layers))
    for chapter in document.chapters:
        for text in (chapter.title, chapter.question, chapter.how_to_read, *told):
            assert "groupe de résidences" not in text
            assert "groupes de résidences" not in text


def test_clusters_of_another_figure_are_told_and_drawn_as_such(layers):
    words = Words("rpls", "parc_av1977", "Logements construits avant 1977")
    told = [message.text for message in tell(sentences(words), layers, facts=facts(layers))]
    assert any("grappe haute de « Logements construits avant 1977 »" in text for text in told)
    chapter = next(item for item in chapters(words) if item.id == "concentrations")
    titles = [chart.title for chart in chapter.visuals]
    assert titles[0].startswith("Grappes de « Logements construits avant 1977 »")
    assert ("parc_av1977", "moran_i") in [chart.columns for chart in chapter.visuals]
    assert not any("indice" in str(part) for part in (titles, *(t.columns for t in chapter.tables)))
    other = next(item for item in chapters(words) if item.id == "occupation")
    assert any("indice" in chart.title.lower() for chart in other.visuals)


def test_a_cluster_describes_a_place_and_never_people():
    about = [s for s in sentences() if any("grappe" in str(f) for f in s.chiffres.values())]
    assert len(about) >= 4
    for sentence in about:
        assert not any(word in sentence.texte.lower() for word in PEOPLE), sentence.id


def test_no_internal_name_is_in_what_people_read(layers):
    document = compose(Document("Essai", chapters()), sentences(), layers, facts=FACTS)
    texts = [message.text for chapter in document.chapters for message in chapter.answers]
    for chapter in document.chapters:
        texts += [chapter.title, chapter.question, chapter.how_to_read, chapter.caution]
        texts += [chapter.source, *(chart.title for chart in chapter.visuals)]
    assert len(texts) > 30
    for text in texts:
        assert not any(mark in text for mark in ("_", "fdr", "(s)", "knn", "NaN", "None")), text


def test_definitions_are_limited_to_what_is_published(layers):
    told = definitions(load_catalogue().table(), layers)
    assert 3 <= len(told) <= 8
    assert all(term and text for term, text in told)
    assert definitions(load_catalogue().table(), {}) == ()


def test_an_open_chapter_says_which_file_would_add_what_it_lacks(layers):
    def lines(held, name):
        document = compose(Document("Essai", chapters()), sentences(), held, facts=facts(held))
        return next(c for c in document.chapters if c.id == name).omitted

    assert not any("zonages.qpv" in line for line in lines(layers, "comparaisons"))
    private = spec("parc_social_prive", {"libelle": ["a"]}, ["I1"])
    bare = {n: v for n, v in layers.items() if n != "qpv"} | {"parc_social_prive": private}
    told = lines(bare, "comparaisons")
    assert [line for line in told if "[zonages.qpv]" in line]
    assert not any("parc_prive" in line for line in told)
    planned = chapters()
    assert all(c.opened_by.endswith(("].", ".")) for c in planned)
    sources = {line for c in planned for line in c.awaits.values()}
    assert len(sources) >= 10
    assert all("déclarez [" in line for line in sources)
