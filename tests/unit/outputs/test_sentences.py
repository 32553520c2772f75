"""A sentence follows the published figures: it changes with them and vanishes without them."""

from dataclasses import replace

import pandas as pd
import pytest

from geotools.errors import ConfigurationError
from geotools.outputs import LayerSpec
from geotools.outputs.document import (
    Chapter,
    Chart,
    Document,
    TableView,
    compose,
    load_sentences,
    tell,
)

TEXT = """
[[phrase]]
id = "ecart"
chapitre = "occupation"
cle = true
rang = 10
si = "ecart >= 10 and p < 0.05"
texte = "Dans {qpv.nom}, {part} des ménages : {ecart} {ecart:point|points} de plus qu’ailleurs."
[phrase.chiffres]
qpv = { couche = "zones", unite = "Q1", colonne = "part" }
part = { couche = "zones", unite = "Q1", colonne = "part" }
ailleurs = { couche = "zones", unite = "H", colonne = "part" }
ecart = { calcul = "(part - ailleurs) * 100", decimales = 0 }
n1 = { couche = "zones", unite = "Q1", colonne = "aides" }
b1 = { couche = "zones", unite = "Q1", colonne = "menages" }
n2 = { couche = "zones", unite = "H", colonne = "aides" }
b2 = { couche = "zones", unite = "H", colonne = "menages" }
p = { hasard = ["n1", "b1", "n2", "b2"] }

[[phrase]]
id = "grappe"
rang = 5
texte = "{n} {n:groupe|groupes} dans la grappe haute : {noms}."
[phrase.chiffres]
n = { couche = "zones", compte = 'grappe == "HH"' }
noms = { couche = "zones", liste = "libelle", ou = 'grappe == "HH"' }

[[phrase]]
id = "plus_haut"
rang = 20
texte = "Le plus haut est {haut.nom} ({haut}) ; en tout {total} ménages."
[phrase.chiffres]
haut = { couche = "zones", extreme = "max", colonne = "part" }
total = { couche = "zones", somme = "menages" }

[[phrase]]
id = "chacun"
rang = 30
chaque = "zones"
si = "part > haut"
texte = "{nom} : {part}, plus que {commune.nom} ({haut})."
[phrase.chiffres]
part = { couche = "zones", unite = "@", colonne = "part" }
commune = { couche = "communes", niveau = "commune", colonne = "part" }
haut = { couche = "communes", niveau = "commune", colonne = "part" }
"""


@pytest.fixture
def sentences(tmp_path):
    path = tmp_path / "phrases.toml"
    path.write_text(TEXT, encoding="utf-8")
    return load_sentences(path)


@pytest.fixture
def layers():
    zones = pd.DataFrame(
        {
            "libelle": ["Les Pins", "Reste", "Gare"],
            "commune": ["C1", "C1", "C2"],
            "menages": [1000.0, 5000.0, 300.0],
            "aides": [700.0, 2000.0, 150.0],
            "grappe": ["HH", "ns", "ns"],
        },
        index=pd.Index(["Q1", "H", "G"], name="code"),
    )
    zones["part"] = zones["aides"] / zones["menages"]
    communes = pd.DataFrame(
        {"libelle": ["Aval", "Amont"], "part": [0.45, 0.6]},
        index=pd.Index(["C1", "C2"], name="code"),
    )
    return {
        "zones": LayerSpec("zones", "Zones", zones, units={"part": "%"}),
        "communes": LayerSpec("communes", "Communes", communes, units={"part": "%"}),
    }


def texts(sentences, layers, **named):
    return [message.text for message in tell(sentences, layers, **named)]


def changed(layers, code, column, value, layer="zones"):
    frame = layers[layer].frame.copy()
    frame.loc[code, column] = value
    return {**layers, layer: layers[layer].with_frame(frame)}


def test_true_sentences_quote_the_published_figures_in_order(sentences, layers):
    assert texts(sentences, layers) == [
        "1 groupe dans la grappe haute : Les Pins.",
        "Dans Les Pins, 70,0\u202f% des ménages : 30 points de plus qu’ailleurs.",
        "Le plus haut est Les Pins (70,0\u202f%) ; en tout 6\u202f300 ménages.",
        "Les Pins : 70,0\u202f%, plus que Aval (45,0\u202f%).",
    ]


def test_a_figure_that_changes_changes_the_sentence(sentences, layers):
    told = texts(sentences, changed(layers, "Q1", "part", 0.65))
    assert "Dans Les Pins, 65,0\u202f% des ménages : 25 points de plus qu’ailleurs." in told
    told = texts(sentences, changed(layers, "G", "grappe", "HH"))
    assert told[0] == "2 groupes dans la grappe haute : Les Pins et Gare."


@pytest.mark.parametrize("column", ["part", "aides", "menages"])
def test_a_sentence_vanishes_with_any_figure_it_rests_on(sentences, layers, column):
    told = texts(sentences, changed(layers, "H", column, None))
    assert not any("qu’ailleurs" in text for text in told)


def test_a_sentence_whose_condition_is_false_or_that_the_test_does_not_support_vanishes(
    sentences, layers
):
    assert not any(
        "qu’ailleurs" in text for text in texts(sentences, changed(layers, "Q1", "part", 0.41))
    )
    few = changed(changed(layers, "Q1", "menages", 10.0), "Q1", "aides", 7.0)
    few = changed(changed(few, "H", "menages", 10.0), "H", "aides", 4.0)
    assert not any("qu’ailleurs" in text for text in texts(sentences, few))


def test_withheld_units_of_a_count_are_told_and_a_sum_over_them_is_not(sentences, layers):
    told = texts(sentences, changed(layers, "G", "grappe", None))
    assert told[0] == (
        "1 groupe dans la grappe haute : Les Pins. (1\u202funité de « Zones » sans valeur "
        "diffusée n’est pas comptée.)"
    )
    told = texts(sentences, changed(layers, "G", "menages", None))
    assert not any("en tout" in text for text in told)


def test_an_absent_layer_or_column_silences_what_reads_it(sentences, layers):
    assert texts(sentences, {"communes": layers["communes"]}) == []
    without = layers["zones"].frame.drop(columns="grappe")
    told = texts(sentences, {**layers, "zones": layers["zones"].with_frame(without)})
    assert len(told) == 3


def test_messages_go_to_their_chapter_and_key_ones_to_the_head(sentences, layers):
    document = Document("Essai", (Chapter("occupation", "Occupation", "Qui ?"),)).numbered()
    told = document.told(tell(sentences, layers))
    assert [m.text[:6] for m in told.key_messages] == ["Dans L"]
    assert told.chapters[0].answers == told.key_messages
    assert told.chapters[0].number == 1
    assert told.key_messages[0].layer == "zones"
    assert told.key_messages[0].unit == "Q1"
    plain = [replace(message, key=False) for message in tell(sentences, layers)]
    assert document.told(plain).key_messages == document.told(plain).chapters[0].answers[:1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('id = "a"\ntexte = "{n}"', "« n » n’est pas un chiffre déclaré"),
        ('id = "a"\ntexte = "x"\nsi = "n > 1"', "« n » n’est pas un chiffre déclaré"),
        ('id = "a"\ntexte = "{x"', "accolade"),
        ('id = "a"\ntexte = "x"\ntitre = "y"', "clé inconnue « titre »"),
        ('id = "a"\ntexte = "x"\nchiffres = { n = { couch = "z" } }', "Noms proches : « couche »"),
        ('id = "a"\ntexte = "x"\nchiffres = { n = { calcul = "m + 1" } }', "se calcule avec « m »"),
        ('id = "a"\ntexte = "x"\nchiffres = { n = { calcul = "1 +" } }', "ne se lit pas"),
        ('id = "a"\ntexte = "x"\n[[phrase]]\nid = "a"\ntexte = "y"', "même nom"),
    ],
)
def test_a_template_that_cannot_be_read_is_refused_with_its_name(tmp_path, text, message):
    path = tmp_path / "phrases.toml"
    path.write_text(f"[[phrase]]\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_sentences(path)


def test_facts_of_the_caller_are_quoted_when_known(tmp_path, layers):
    path = tmp_path / "phrases.toml"
    path.write_text(
        '[[phrase]]\nid = "a"\ntexte = "{territoire} : {c}."\n'
        'chiffres = { c = { fait = "couverture", forme = "%" } }\n',
        encoding="utf-8",
    )
    sentences = load_sentences(path)
    assert texts(sentences, layers, facts={"territoire": "Val", "couverture": 0.875}) == [
        "Val : 87,5\u202f%."
    ]
    assert texts(sentences, layers, facts={"territoire": "Val"}) == []


def test_charts_say_what_is_wrong_with_them():
    chart = Chart("quadrant", "zones", ("part", "menages"), "Stock et flux")
    assert replace(chart, kind="scatter").columns == ("part", "menages")
    with pytest.raises(ConfigurationError, match="« quadrnt »"):
        replace(chart, kind="quadrnt")
    with pytest.raises(ConfigurationError, match="lit 2 colonne"):
        replace(chart, columns=("part",))


def test_a_drawing_mostly_withheld_is_left_out_and_says_why(sentences, layers):
    charts = (
        Chart("histogram", "zones", ("part",), "Répartition"),
        Chart("dots", "communes", ("part",), "Communes"),
        Chart("dots", "absente", ("part",), "Rien"),
        Chart("map", "zones", ("part",), "Carte"),
    )
    tables = (TableView("zones", ("libelle", "part", "ailleurs")), TableView("absente"))
    chapter = Chapter("occupation", "Occupation", "Qui ?", visuals=charts, tables=tables)
    document = compose(Document("Essai", (chapter,)), sentences, layers)
    (told,) = document.chapters
    assert [chart.title for chart in told.visuals] == ["Répartition", "Communes"]
    assert told.tables == (TableView("zones", ("libelle", "part")),)
    assert told.answers
    assert told.omitted == ()
    hidden = changed(changed(layers, "Q1", "part", None), "H", "part", None)
    (told,) = compose(Document("Essai", (chapter,)), sentences, hidden).chapters
    assert [chart.title for chart in told.visuals] == ["Communes"]
    assert told.omitted[0].startswith("« Répartition » n’est pas dessiné : 1 sur 3 de « Zones » a")
