"""The journal holds what a rerun needs: the same files give the same tables, others are refused."""

import json
import shutil

import pytest

from geotools.diagnostic import load_configuration, rerun_diagnostic
from geotools.diagnostic.journal import check_files, configuration_of, read_journal
from geotools.errors import InputError
from geotools.outputs.run import Run, flattened


@pytest.fixture
def journal(demo):
    return demo[0] / "journal.json"


def test_a_run_is_made_again_from_its_journal(demo, journal, tmp_path):
    out = demo[0]
    summary = rerun_diagnostic(journal, out / "donnees", tmp_path / "encore")
    assert summary.steps[-1] == ("tableaux audités", "les mêmes")
    for name in ("groupes", "communes", "objectifs"):
        first, second = (
            (folder / "diffusion" / "tableaux" / f"{name}.csv").read_bytes()
            for folder in (out, tmp_path / "encore")
        )
        assert first == second
    again = json.loads((tmp_path / "encore" / "journal.json").read_text(encoding="utf-8"))
    told = json.loads(journal.read_text(encoding="utf-8"))
    for key in ("configuration", "versions", "empreinte_des_tableaux", "fichiers"):
        assert again[key] == told[key], key


def test_what_the_steps_counted_is_left_to_the_owner_alone(journal):
    assert journal.stat().st_mode & 0o777 == 0o600


def test_the_journal_and_the_certificate_name_the_same_configuration_and_files(demo, journal):
    told = json.loads(journal.read_text(encoding="utf-8"))
    certificate = json.loads((demo[0] / "diffusion" / "certificat.json").read_text("utf-8"))
    made = certificate["passage"]
    assert made["empreinte_de_la_configuration"] == told["configuration"]["sha256"]
    assert made["versions"] == told["versions"]
    assert {item["section"]: item["sha256"] for item in made["entrees"]} == {
        name: file["sha256"] for name, file in told["fichiers"].items()
    }
    assert told["empreinte_des_tableaux"] == certificate["empreinte_des_tableaux"]
    assert made["parametres"]["secret.seuil"] == "11"
    page = (demo[0] / "diffusion" / "certificat.html").read_text(encoding="utf-8")
    for words in ("En clair", "Qui peut apprendre quoi", "Base légale", "menages_2024.csv"):
        assert words in page


def test_a_configuration_declares_the_same_from_another_folder(demo, journal):
    told = read_journal(journal)
    data = demo[0] / "donnees"
    assert configuration_of(told, data) == load_configuration(data / "territoire.toml")


def test_a_file_that_changed_is_named(demo, journal, tmp_path):
    data = tmp_path / "donnees"
    shutil.copytree(demo[0] / "donnees", data)
    with (data / "programme.csv").open("a", encoding="utf-8") as stream:
        stream.write("\n")
    told = read_journal(journal)
    with pytest.raises(InputError, match=r"« programme\.csv » : contenu différent"):
        check_files(configuration_of(told, data), told)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda told: told.pop("configuration"), "n’est pas le journal"),
        (lambda told: told["configuration"].pop("texte"), "n’est pas le journal"),
        (lambda told: told["configuration"].update(texte="autre"), "a été modifié"),
    ],
)
def test_a_journal_that_is_none_or_was_altered_is_refused(journal, tmp_path, change, message):
    told = json.loads(journal.read_text(encoding="utf-8"))
    change(told)
    path = tmp_path / "journal.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_journal(path)


def test_what_is_no_journal_at_all_is_refused(tmp_path):
    with pytest.raises(InputError, match="n’existe pas"):
        read_journal(tmp_path / "absent.json")
    (tmp_path / "autre.json").write_text("[1, 2]", encoding="utf-8")
    with pytest.raises(InputError, match="n’est pas le journal"):
        read_journal(tmp_path / "autre.json")


def test_parameters_name_files_without_their_folder_and_line_ends_do_not_count():
    raw = {"sources": {"menages": {"fichier": "C:\\dossier\\m.csv", "echelle": "adresse"}}}
    assert flattened(raw) == {
        "sources.menages.fichier": "m.csv",
        "sources.menages.echelle": "adresse",
    }
    assert Run("a = 1\r\nb = 2\r\n").digest == Run("a = 1\nb = 2\n").digest != Run("a = 2").digest
