"""A folder is recognised file by file, and the territoire.toml that is written runs."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.material import read_material
from geotools.diagnostic.operations import start_from_folder
from geotools.diagnostic.recognition import draft_configuration, recognise_folder
from geotools.diagnostic.recognition.folder import chapter_titles, contributions
from geotools.errors import InputError
from geotools.progress import SILENT
from geotools.sources.proposals import propose_columns
from geotools.sources.templates import load_template
from geotools.values import read_renaming


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    from geotools.datasets import fictitious_territory

    folder = tmp_path_factory.mktemp("nouveau")
    fictitious_territory(folder, residences=150)
    return folder


@pytest.fixture
def folder(drawn, tmp_path):
    target = tmp_path / "dossier"
    shutil.copytree(drawn, target)
    (target / "territoire.toml").unlink()
    return target


def sections(text: str, tmp: Path) -> dict[str, str]:
    path = tmp / "territoire.toml"
    path.write_text(text, encoding="utf-8")
    read = load_configuration(path)
    return {n: s.fichier.name for n, s in {**read.sources, **read.zonages}.items()}


def test_the_generator_s_own_folder_is_recognised_as_its_own_description_says(drawn, folder):
    written = load_configuration(drawn / "territoire.toml")
    text = draft_configuration(recognise_folder(folder))
    found = sections(text, folder)
    declared = {**written.sources, **written.zonages}
    assert found == {name: item.fichier.name for name, item in declared.items()}
    read = load_configuration(folder / "territoire.toml")
    assert read.territoire.millesime == written.territoire.millesime == 2024
    assert read.territoire.fictif
    assert read.sources["logements"].echelle == written.sources["logements"].echelle
    assert not read.zonages["qpv2015"].publie


def test_renamed_files_are_recognised_by_what_they_hold(drawn, folder):
    declared = load_configuration(drawn / "territoire.toml")
    moved = {}
    for rank, path in enumerate(sorted(p for p in folder.iterdir() if p.suffix != ".txt")):
        path.rename(folder / f"export {rank:02d}{path.suffix}")
        moved[path.name] = f"export {rank:02d}{path.suffix}"
    found = recognise_folder(folder)
    kept = {n: f.path.name for n, f in {**found.choice.sources, **found.choice.zonings}.items()}
    for name, item in {**declared.sources, **declared.zonages}.items():
        if not name.startswith("logements"):  # no column of these two tells their year
            assert kept[name] == moved[item.fichier.name], name


def test_columns_of_a_landlord_are_proposed_and_read(folder):
    path = folder / "menages_2024.csv"
    table = pd.read_csv(path, sep=";", dtype=str)
    own = {
        "menage": "N° locataire",
        "residence": "Code programme",
        "occupants": "Nb personnes foyer",
        "majeurs": "Nb adultes",
        "apl": "Bénéf APL",
        "date_emmenagement": "Date d’entrée",
    }
    table.rename(columns=own).to_csv(path, sep=";", index=False, encoding="cp1252")
    found = recognise_folder(folder)
    held = found.choice.sources["menages"]
    assert held.path.name == path.name
    assert {k: v for k, v in held.columns.items() if k in own} == own
    text = draft_configuration(found)
    (folder / "territoire.toml").write_text(text, encoding="utf-8")
    configuration = load_configuration(folder / "territoire.toml")
    read = read_material(configuration, SILENT).frame("menages")
    assert len(read) == len(table)
    assert read["residence"].tolist() == table["residence"].tolist()
    assert int(read["apl"].sum()) == int((table["apl"] == "oui").sum())


def test_a_proposal_whose_values_do_not_fit_is_left_as_a_comment(folder):
    path = folder / "menages_2024.csv"
    table = pd.read_csv(path, sep=";", dtype=str).rename(columns={"enfants": "retiré"})
    table["Nombre d’enfants à charge"] = "voir dossier"
    table.to_csv(path, sep=";", index=False)
    held = recognise_folder(folder).choice.sources["menages"]
    assert held.usable
    assert "enfants" not in held.columns
    assert held.doubtful["enfants"] == "Nombre d’enfants à charge"


def test_junk_is_told_and_stops_nothing(folder):
    (folder / "vide.csv").write_bytes(b"")
    (folder / "binaire.csv").write_bytes(bytes(range(256)) * 40)
    (folder / "faux.gpkg").write_bytes(b"pas un GeoPackage")
    (folder / "faux.xlsx").write_bytes(b"PK pas un classeur")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (folder / "courses.csv").write_text("article;quantité\nlait;2\n", encoding="utf-8")
    (folder / "sous-dossier").mkdir()
    found = recognise_folder(folder)
    told = {f.path.name: f for f in found.files}
    for name in ("vide.csv", "faux.gpkg", "faux.xlsx"):
        assert told[name].faults, name
    assert not told["courses.csv"].usable and not told["courses.csv"].faults
    assert found.unread == ("photo.jpg",)
    assert {"logements", "menages"} <= found.choice.sources.keys()


def test_residences_and_communes_that_do_not_meet_are_counted_without_a_value(folder):
    path = folder / "menages_2024.csv"
    table = pd.read_csv(path, sep=";", dtype=str)
    table.loc[:39, "residence"] = "AILLEURS01"
    table.loc[:4, "commune"] = "01001"
    table.to_csv(path, sep=";", index=False)
    said = " ".join(recognise_folder(folder).links)
    assert f"40 ménages sur {len(table):,}".replace(",", "\u202f") in said
    assert "AILLEURS01" not in said
    assert "1 commune sur" in said and "01001" in said


def test_a_count_of_households_under_the_threshold_is_not_told(folder):
    path = folder / "menages_2024.csv"
    table = pd.read_csv(path, sep=";", dtype=str)
    table.loc[:3, "residence"] = "AILLEURS01"
    table.to_csv(path, sep=";", index=False)
    said = " ".join(recognise_folder(folder).links)
    assert "moins de 11 ménages" in said and "4 ménages" not in said


def test_a_description_that_stands_there_is_kept(folder):
    target = folder / "territoire.toml"
    target.write_text("# le mien\n", encoding="utf-8")
    with pytest.raises(InputError, match="existe déjà"):
        start_from_folder(folder)
    assert target.read_text(encoding="utf-8") == "# le mien\n"
    start_from_folder(folder, name="Chez nous", overwrite=True)
    assert load_configuration(target).territoire.nom == "Chez nous"


def test_a_folder_without_dwellings_is_refused_and_nothing_is_written(folder):
    for path in (*folder.glob("rpls*"), *folder.glob("filosofi*"), folder / "iris.gpkg"):
        path.unlink()
    with pytest.raises(InputError, match="pas de quoi faire un diagnostic"):
        start_from_folder(folder)
    assert not (folder / "territoire.toml").exists()


def test_what_is_missing_names_the_chapters_that_it_opens(folder):
    for path in (*folder.glob("menages*"), folder / "demandes.csv"):
        path.unlink()
    table, said = start_from_folder(folder)
    titles = chapter_titles()
    assert f"ouvre « {titles['demande']} »" in said
    assert "Il manque les ménages locataires" in said
    opened = next(line for line in said.splitlines() if line.startswith("Chapitres ouverts"))
    assert titles["parc"] in opened and titles["occupation"] not in opened
    assert set(table["format"]) >= {"rpls", "iris", "qpv", "communes", "non reconnu"}


def test_every_contribution_names_chapters_of_the_document():
    titles = chapter_titles()
    for _, name, item in contributions():
        named = [*item.get("ouvre", ()), *item.get("complete", ())]
        assert named and set(named) <= set(titles), name


def test_every_source_that_the_configuration_knows_has_a_contribution():
    from geotools.diagnostic.configuration import SOURCES, ZONING_KINDS

    told = {name for part, name, _ in contributions()}
    assert told >= {*SOURCES, *ZONING_KINDS} - {"recensement"}


def test_a_territory_overseas_is_read_in_its_own_system(folder):
    for path in folder.iterdir():
        if path.name not in {"rpls2024.csv", "menages_2024.csv"}:
            path.unlink()
    table = pd.read_csv(folder / "rpls2024.csv", sep=";", dtype=str)
    table["X"] = (pd.to_numeric(table["X"]) - 547_000 + 700_000).astype("str")
    table["Y"] = (pd.to_numeric(table["Y"]) - 6_776_000 + 1_620_000).astype("str")
    table = table.drop(columns="EPSG")
    table.to_csv(folder / "rpls2024.csv", sep=";", index=False)
    assert recognise_folder(folder).crs == "EPSG:5490"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Code programme", "residence"),
        ("N° de contrat", "menage"),
        ("Bénéf. APL", "apl"),
        ("Nbre enfants à charge", "enfants"),
        ("Date signature bail", "date_emmenagement"),
    ],
)
def test_names_of_the_trade_are_near(given, expected):
    columns = [c for c in load_template("menages").columns if c.name == expected]
    assert propose_columns([given], columns).likely == {expected: given}
    assert propose_columns(["couleur des volets"], columns).likely == {}


def test_column_names_on_the_command_line():
    text = "residence = Code programme ; apl='Bénéf APL'"
    assert read_renaming(text, "Colonnes") == {"residence": "Code programme", "apl": "Bénéf APL"}
    with pytest.raises(InputError, match="attend des couples"):
        read_renaming("residence", "Colonnes")
    with pytest.raises(InputError, match="deux fois"):
        read_renaming("apl=a;apl=b", "Colonnes")
