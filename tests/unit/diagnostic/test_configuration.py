"""``territoire.toml``: everything that is wrong is told at once, in French."""

import pytest

from geotools.diagnostic.configuration import Clusters, load_configuration
from geotools.diagnostic.measures import chosen_variable
from geotools.errors import ConfigurationError

GOOD = """
[territoire]
nom = "Essai"
millesime = 2024
[sources.logements]
format = "rpls"
fichier = "rpls.csv"
[zonages.qpv]
fichier = "qpv.gpkg"
[precarite]
poids = { rev_lt40 = 2, apl = 1 }
[regroupement]
limites = ["qpv"]
"""


@pytest.fixture
def write(tmp_path):
    (tmp_path / "rpls.csv").write_text("")
    (tmp_path / "qpv.gpkg").write_text("")

    def write_text(text):
        path = tmp_path / "territoire.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


def test_a_good_file_is_read_with_its_defaults(write, tmp_path):
    found = load_configuration(write(GOOD))
    assert found.territoire.nom == "Essai" and found.territoire.crs == "EPSG:2154"
    assert found.sources["logements"].fichier == tmp_path / "rpls.csv"
    assert found.sources["logements"].echelle == "adresse"
    assert found.precarite.poids == {"rev_lt40": 2, "apl": 1}
    assert found.grappes == Clusters()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("millesime", "milesime"), "clé inconnue « milesime ». Noms proches : « millesime »"),
        (("millesime = 2024", ""), r"clé\(s\) requise\(s\) absente\(s\) : millesime"),
        (("2024", '"2024"'), "« millesime » doit être un nombre entier ; trouvé : '2024'"),
        (("sources.logements", "sources.logement"), "Noms proches : « logements »"),
        (('"rpls"', '"rplss"'), "format « rplss » inconnu ; attendu : rpls"),
        (("rpls.csv", "rpsl.csv"), "Noms proches dans ce dossier : « rpls.csv »"),
        (('["qpv"]', '["iris"]'), "« iris » n’est pas un zonage déclaré"),
        (("[territoire]", "[territoire"), "n’est pas un fichier TOML valide"),
        (("[precarite]", "[precarites]"), "clé inconnue « precarites »"),
        (("[regroupement]\nlimites", "[regroupement]\nx"), "clé inconnue « x »"),
        (("[sources.logements]", "[sources.menages]"), "au moins une source de logements"),
    ],
)
def test_what_is_wrong_is_told(write, change, message):
    with pytest.raises(ConfigurationError, match=message):
        load_configuration(write(GOOD.replace(*change)))


def test_all_faults_are_told_at_once(write):
    text = GOOD.replace("millesime", "milesime").replace("limites", "limite")
    with pytest.raises(ConfigurationError, match=r"milesime.*limite"):
        load_configuration(write(text))


def test_an_absent_file_names_the_ones_beside_it(write, tmp_path):
    write(GOOD)
    with pytest.raises(ConfigurationError, match=r"« territoire.toml »"):
        load_configuration(tmp_path / "territoires.toml")


@pytest.mark.parametrize(
    ("asked", "weights", "found"),
    [(None, {}, None), ("apl", {}, "apl"), ("indice_precarite", {"apl": 1}, "indice_precarite")],
)
def test_clusters_may_read_the_index_or_a_published_indicator(write, asked, weights, found):
    line = f'\n[grappes]\nvariable = "{asked}"\n' if asked else ""
    asking = load_configuration(write(GOOD + line))
    assert chosen_variable(asking, ("apl", "chomeurs"), weights) == found


def test_clusters_do_not_read_what_is_not_published(write):
    asking = load_configuration(write(GOOD + '\n[grappes]\nvariable = "indice_precarite"\n'))
    with pytest.raises(ConfigurationError, match=r"variable .* Noms proches"):
        chosen_variable(asking, ("apl",), {})


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a/../../../../evil", "caractère refusé"),
        ("..", "caractère refusé"),
        ("a\\\\b", "caractère refusé"),
        ("C:", "caractère refusé"),
        ("a\\u0000b", r"U\+0000"),
        ("a\\nb", r"U\+000A"),
        ("", "ne peut être vide"),
        ("   ", "ne peut être vide"),
        (" qp", "commence ou finit"),
        ("-rf", "commence ou finit"),
        ("Territoire", "nom réservé"),
        ("GROUPES", "nom réservé"),
        ("carreaux", "nom réservé"),
        ("layer_styles", "nom réservé"),
        ("sqlite_sequence", "nom réservé"),
        ("GPKG_contents", "nom réservé"),
        ("rtree_x", "nom réservé"),
        ("nul", "nom réservé"),
        ("COM1", "nom réservé"),
        ("menages", "nom d’un chiffre du catalogue"),
        ("a" * 41, "41 caractères, 40 au plus"),
        ("QPV", "ne se distingue pas de « qpv »"),
        ("ｑｐｖ", "ne se distingue pas de « qpv »"),
    ],
)
def test_a_zoning_whose_name_could_not_be_a_file_is_refused_at_load(write, name, message):
    text = GOOD + f'\n[zonages."{name}"]\nfichier = "qpv.gpkg"\n'
    with pytest.raises(ConfigurationError, match=message):
        load_configuration(write(text))


@pytest.mark.parametrize(
    "name", ["copropriétés", "Quartiers 2024", "secteur_plh", "bassin d’emploi"]
)
def test_a_zoning_may_have_a_french_name(write, name):
    found = load_configuration(write(GOOD + f'\n[zonages."{name}"]\nfichier = "qpv.gpkg"\n'))
    assert name in found.zonages


@pytest.mark.parametrize(
    ("section", "line", "message"),
    [
        ("grappes", "permutations = 0", "compris entre 99 et 9999999"),
        ("grappes", "permutations = -1", "compris entre"),
        ("grappes", "permutations = 1000000000000", "compris entre"),
        ("grappes", "permutations = 1" + "0" * 400, "compris entre"),
        ("grappes", "graine = -1", "compris entre 0"),
        ("grappes", "graine = 99999999999999999999", "compris entre 0"),
        ("grappes", "alpha = 0", "compris entre"),
        ("grappes", "alpha = -1", "compris entre"),
        ("grappes", "alpha = 1e9", "compris entre"),
        ("grappes", "alpha = nan", "nombre fini"),
        ("grappes", "alpha = inf", "nombre fini"),
        ("grappes", 'poids = "knn:-3"', "nombre positif"),
        ("grappes", 'poids = "knn:2.5"', "nombre entier"),
        ("grappes", 'poids = "zz"', "n’est pas connu"),
        ("grappes", 'correction = "zz"', "n’accepte pas « zz »"),
        ("grappes", 'variable = "zz"', "n’est pas au catalogue"),
        ("secret", "seuil = 10", "ne peut être que relevé"),
        ("secret", "seuil = 2", "ne peut être que relevé"),
        ("secret", "seuil = -5", "compris entre"),
        ("secret", 'profil = "zz"', "n’accepte pas « zz »"),
        ("secret", 'registre = "."', "est un dossier"),
        ("secret", 'registre = "absent/registre.jsonl"', "ne peut pas être un fichier"),
        ("regroupement", "distance_max = -5", "compris entre 1"),
        ("regroupement", "distance_max = nan", "nombre fini"),
        ("regroupement", 'limites = ["qpv", "qpv"]', "nomme deux fois qpv"),
        ("regroupement", "limites = [1]", "doit être un texte"),
        ("regroupement", 'precedents = "absent.csv"', "n’existe pas"),
        ("precarite", 'reference = "zzz"', "n’est pas une référence"),
        ("precarite", "reference = {}", "est vide"),
        ("precarite", "reference = { zzz = 0.3 }", "n’est pas au catalogue"),
        ("precarite", "reference = { apl = 30 }", "compris entre"),
        ("precarite", 'poids = { apl = "2" }', "doit être un nombre"),
        ("precarite", "poids = {}", "au moins un poids"),
        ("precarite", "poids = { apl = 0 }", "au moins un poids"),
        ("precarite", "poids = { apl = -1 }", "compris entre"),
        ("precarite", "poids = { apl = nan }", "nombre fini"),
        ("indicateurs", 'publies = ["apl", "apl"]', "nomme deux fois apl"),
        ("indicateurs", 'publies = ["zz"]', "n’est pas au catalogue"),
        ("indicateurs", 'parametres = { date_reference = "zz" }', "« date_reference »"),
        ("indicateurs", 'catalogue = "absent.toml"', "n’existe pas"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_at_load(write, section, line, message):
    text = GOOD.replace("limites", "#").replace("poids", "#", 1)
    text = text if f"[{section}]" in text else f"{text}\n[{section}]"
    text = text.replace(f"[{section}]", f"[{section}]\n{line}")
    with pytest.raises(ConfigurationError, match=message):
        load_configuration(write(text))


@pytest.mark.parametrize(
    "change",
    [
        ("millesime = 2024", "millesime = -5"),
        ("millesime = 2024", "millesime = 99999"),
        ('nom = "Essai"', 'nom = "  "'),
        ('nom = "Essai"', 'nom = "a\\nb"'),
        ('nom = "Essai"', 'nom = "' + "a" * 100_000 + '"'),
        ('nom = "Essai"', 'nom = "Essai"\ncrs = "abc"'),
        ('nom = "Essai"', 'nom = "Essai"\ncrs = "EPSG:9999999"'),
        ('nom = "Essai"', 'nom = "Essai"\ncrs = "EPSG:4326"'),
        ('nom = "Essai"', 'nom = "Essai"\ncrs = "/etc/passwd"'),
        ("limites", "[[[" * 3_000 + "limites"),
        ("limites = ", "limites = " + "[" * 5_000),
    ],
)
def test_a_refusal_is_one_short_french_sentence(write, change):
    with pytest.raises(ConfigurationError) as refusal:
        load_configuration(write(GOOD.replace(*change, 1)))
    assert len(str(refusal.value)) < 700
    assert "line" not in str(refusal.value)


def test_tables_of_others_are_declared_one_by_one(write, tmp_path):
    (tmp_path / "sne.csv").write_text("")
    told = """
[[secret.tables_connues]]
titre = "Portail"
fichier = "sne.csv"
zonage = "qpv"
colonnes = { menages_apl = "apl" }
"""
    table = load_configuration(write(GOOD + told)).secret.tables_connues[0]
    assert (table.titre, table.zonage, table.code) == ("Portail", "qpv", None)
    assert table.fichier == tmp_path / "sne.csv" and table.colonnes == {"menages_apl": "apl"}
    for wrong, message in (
        (told.replace("[[", "[").replace("]]", "]"), "est une liste de sections"),
        (told.replace("titre", "titr"), "tables_connues n° 1. clé inconnue « titr »"),
        (told.replace("sne.csv", "sme.csv"), "Noms proches dans ce dossier : « sne.csv »"),
    ):
        with pytest.raises(ConfigurationError, match=message.replace(".", r"\]?.?", 1)):
            load_configuration(write(GOOD + wrong))
