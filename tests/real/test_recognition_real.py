"""Real files of open data are recognised, and the description that is written runs to the end."""

import shutil

import pytest

from geotools.diagnostic import run_diagnostic
from geotools.diagnostic.operations import start_from_folder
from geotools.diagnostic.recognition import recognise_folder

BONDY = (
    "rpls2020_bondy.csv",
    "qpv2015_bondy.gpkg",
    "filosofi2019_200m.gpkg",
    "iris2022.gpkg",
    "filosofi2019_iris_tp60_93_37.csv",
)


def test_the_open_data_of_bondy_give_a_diagnosis(real_data, tmp_path):
    folder = tmp_path / "bondy"
    folder.mkdir()
    for name in BONDY:
        shutil.copy(real_data / "seine-saint-denis" / name, folder / name)
    table, said = start_from_folder(folder)
    found = table.set_index("fichier")
    assert found["format"].to_dict() == dict(
        zip(BONDY, ("rpls", "qpv", "filosofi", "iris", "non reconnu"), strict=True)
    )
    assert found["lignes"].to_dict()["rpls2020_bondy.csv"] == 9_627
    assert found.loc["rpls2020_bondy.csv", "millesime"] == 2020
    assert found.loc["qpv2015_bondy.gpkg", "millesime"] == 2015
    assert "Il manque les ménages locataires" in said
    run_diagnostic(folder / "territoire.toml", folder / "resultat")
    assert (folder / "resultat" / "diffusion" / "certificat.json").is_file()


@pytest.mark.parametrize(("name", "format"), [("communes.gpkg", "communes"), ("iris.gpkg", "iris")])
def test_the_zonings_of_tours_are_told_apart(real_data, tmp_path, name, format):
    shutil.copy(real_data / "tours" / name, tmp_path / f"couche.{name.rpartition('.')[2]}")
    assert [found.format for found in recognise_folder(tmp_path).files] == [format]


def test_the_census_alone_stands_for_the_dwellings(real_data, tmp_path):
    for name in ("rp2019_logements_detail.parquet", "iris.gpkg", "communes.gpkg"):
        shutil.copy(real_data / "tours" / name, tmp_path / name)
    start_from_folder(tmp_path)
    text = (tmp_path / "territoire.toml").read_text(encoding="utf-8")
    assert "[sources.recensement]" in text and "[sources.parc_prive]" not in text
