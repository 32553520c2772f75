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
