"""The logo and the ground of the maps are declared, checked, and leave no attribute."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString, box

from geotools.diagnostic import load_configuration
from geotools.diagnostic.paper import grounds_of, logo_of
from geotools.errors import ConfigurationError, InputError

BASE = """
[territoire]
nom = "Val-d’Essai"
millesime = 2024

[sources.carreaux]
format = "filosofi"
fichier = "carreaux.csv"

[zonages.communes]
fichier = "communes.gpkg"
"""


@pytest.fixture
def folder(tmp_path):
    zones = gpd.GeoDataFrame({"code": ["01001"]}, geometry=[box(0, 0, 100, 100)], crs=2154)
    zones.to_file(tmp_path / "communes.gpkg")
    (tmp_path / "carreaux.csv").write_text("idcar_200m\n", encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(b"image")
    roads = gpd.GeoDataFrame(
        {"nom": ["Rue secrète"]}, geometry=[LineString([(0, 0), (100, 100)])], crs=2154
    )
    roads.to_file(tmp_path / "routes.gpkg")
    pd.DataFrame({"a": [1]}).to_csv(tmp_path / "table.csv", index=False)
    return tmp_path


def declared(folder, text):
    path = folder / "territoire.toml"
    path.write_text(BASE + text, encoding="utf-8")
    return load_configuration(path)


def test_nothing_declared_is_no_logo_and_no_ground(folder):
    configuration = declared(folder, "")
    assert logo_of(configuration) is None
    assert grounds_of(configuration) == ()


def test_a_logo_has_the_name_of_its_signatory_or_of_the_territory(folder):
    logo = logo_of(declared(folder, '[document]\nlogo = "logo.png"\n'))
    assert (logo.file, logo.text) == (folder / "logo.png", "Val-d’Essai")
    text = '[document]\nlogo = "logo.png"\nsignataire = "Communauté d’essai"\n'
    assert logo_of(declared(folder, text)).text == "Communauté d’essai"


def test_a_ground_keeps_its_shapes_and_no_attribute(folder):
    (ground,) = grounds_of(declared(folder, '[fonds.routes]\nfichier = "routes.gpkg"\n'))
    assert (ground.kind, ground.title) == ("routes", "Routes")
    assert list(ground.shapes.columns) == ["geometry"]


def test_an_absent_file_or_a_table_is_refused_in_one_sentence(folder):
    with pytest.raises(ConfigurationError, match=r"absent\.png"):
        declared(folder, '[document]\nlogo = "absent.png"\n')
    with pytest.raises(ConfigurationError, match=r"eau\.gpkg"):
        declared(folder, '[fonds.eau]\nfichier = "eau.gpkg"\n')
    with pytest.raises(InputError, match=r"\[fonds.eau\] : « table.csv » n’a pas de formes"):
        grounds_of(declared(folder, '[fonds.eau]\nfichier = "table.csv"\n'))
