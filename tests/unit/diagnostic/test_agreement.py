"""What the files of a territory contradict each other about: told with its count, or refused."""

import geopandas as gpd
import pandas as pd
import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic.agreement import disagreements
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.material import read_material
from geotools.errors import ConfigurationError
from geotools.progress import SILENT


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return fictitious_territory(tmp_path_factory.mktemp("fiction"), residences=150)


def told(files, text):
    path = files.parent / "essai.toml"
    path.write_text(text, encoding="utf-8")
    return disagreements(read_material(load_configuration(path), SILENT))


def stock(files, more=""):
    """The dwellings, the households and their zonings, and what is added."""
    return (
        '[territoire]\nnom = "Essai"\nmillesime = 2024\n'
        '[sources.logements]\nformat = "rpls"\nfichier = "rpls2024.csv"\nechelle = "segment"\n'
        '[zonages.qpv]\nfichier = "qpv2024.gpkg"\n' + more
    )


def source(name, fichier, form=None):
    return f'[sources.{name}]\nformat = "{form or name}"\nfichier = "{fichier}"\n'


def changed(files, name, edit):
    table = pd.read_csv(files.parent / name, sep=";", dtype=str)
    edit(table)
    table.to_csv(files.parent / "change.csv", sep=";", index=False)
    return len(table)


def test_the_fictitious_territory_agrees_with_itself(files):
    assert told(files, files.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("day", ["2021-06-30", "2025-01-01"])
def test_surveys_of_another_year_are_counted(files, day):
    def edit(table):
        table.loc[:19, "date_enquete"] = day
        table.loc[:19, ["date_emmenagement", "date_demande_mutation"]] = None

    total = changed(files, "menages_2024.csv", edit)
    said = told(files, stock(files, source("menages", "change.csv", "ops")))
    assert len(said) == 1
    number = f"{total:,}".replace(",", "\u202f")
    assert f"20 ménage(s) sur {number} enquêté(s) en {day[:4]}" in said[0]
    assert "le fichier est celui de 2024" in said[0]


def test_one_file_for_two_years_is_told(files):
    more = source("menages", "menages_2024.csv", "ops")
    more += source("menages_2022", "menages_2024.csv", "ops")
    said = told(files, stock(files, more))
    assert any(
        "[sources.menages] et [sources.menages_2022] sont le même fichier" in s for s in said
    )
    assert any("celui de 2022" in line for line in said)


def test_a_commune_that_contradicts_the_dwellings_is_counted(files):
    def edit(table):
        table.loc[:14, "commune"] = "99999"

    changed(files, "residences_2024.csv", edit)
    said = told(files, stock(files, source("residences", "change.csv")))
    assert len(said) == 1 and "15 ligne(s) ont une commune" in said[0]


def test_few_contradictions_are_not_numbered(files):
    table = pd.read_csv(files.parent / "attributions.csv", sep=";", dtype=str)
    placed = table.index[table["residence"].notna()][:3]
    table.loc[placed, "commune"] = "99999"
    table.to_csv(files.parent / "change.csv", sep=";", index=False)
    said = told(files, stock(files, source("attributions", "change.csv")))
    assert len(said) == 1 and "moins de 11 ligne(s)" in said[0]


def test_one_zoning_under_two_names_is_refused_or_told(files):
    with pytest.raises(ConfigurationError, match="lisent la même couche"):
        told(files, stock(files, _zoning("a", "communes.gpkg") + _zoning("b", "communes.gpkg")))
    zones = gpd.read_file(files.parent / "qpv2024.gpkg", layer=0)
    zones.iloc[::-1].assign(code_qp=[f"Z{n}" for n in range(len(zones))]).to_file(
        files.parent / "autre.gpkg"
    )
    said = told(files, stock(files, _zoning("secteurs", "autre.gpkg", 'code = "code_qp"\n')))
    assert len(said) == 1 and f"ont les mêmes {len(zones)} zone(s)" in said[0]


def _zoning(name, fichier, more=""):
    return f'[zonages.{name}]\nfichier = "{fichier}"\n{more}'
