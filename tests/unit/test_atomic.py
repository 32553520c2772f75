"""A file or a folder is whole or absent, and what existed survives a failure."""

import pytest

from geotools.atomic import atomic_file, atomic_folder
from geotools.errors import InputError


def test_a_finished_file_replaces_the_name_and_leaves_no_sibling(tmp_path):
    with atomic_file(tmp_path / "a" / "figures.csv") as temporary:
        assert temporary.name == "figures.csv"
        temporary.write_text("x")
    assert (tmp_path / "a" / "figures.csv").read_text() == "x"
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["figures.csv"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failed_file_leaves_the_old_one_and_nothing_else(tmp_path, failure):
    path = tmp_path / "figures.csv"
    path.write_text("old")
    with pytest.raises(failure), atomic_file(path, overwrite=True) as temporary:
        temporary.write_text("half")
        raise failure
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_refused_in_french_without_overwrite(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text("old")
    with pytest.raises(InputError, match=r"existe déjà.*--overwrite"), atomic_file(path):
        pytest.fail("the block must not run")
    assert path.read_text() == "old"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    path = tmp_path / "figures.csv"
    with pytest.raises(InputError, match="existe déjà"), atomic_file(path) as temporary:
        temporary.write_text("ours")
        path.write_text("theirs")
    assert path.read_text() == "theirs"


def test_a_folder_given_as_a_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="est un dossier"), atomic_file(tmp_path):
        pytest.fail("the block must not run")


def test_a_folder_is_replaced_whole(tmp_path):
    folder = tmp_path / "diffusion"
    with atomic_folder(folder) as temporary:
        (temporary / "marque").write_text("1")
        (temporary / "ancien").write_text("1")
    with atomic_folder(folder, overwrite=True, marker="marque") as temporary:
        (temporary / "marque").write_text("2")
    assert sorted(p.name for p in folder.iterdir()) == ["marque"]
    assert list(tmp_path.iterdir()) == [folder]


def test_a_failed_folder_leaves_the_old_one(tmp_path):
    folder = tmp_path / "diffusion"
    folder.mkdir()
    (folder / "rapport").write_text("old")
    with pytest.raises(OSError, match="disk"), atomic_folder(folder, overwrite=True) as temporary:
        (temporary / "rapport").write_text("half")
        raise OSError("disk full")
    assert (folder / "rapport").read_text() == "old"
    assert list(tmp_path.iterdir()) == [folder]


def test_somebody_elses_folder_is_never_replaced(tmp_path):
    (tmp_path / "photos.zip").write_text("precious")
    with (
        pytest.raises(InputError, match=r"photos\.zip.*n’est pas remplacé"),
        atomic_folder(tmp_path, overwrite=True, marker="certificat.json"),
    ):
        pytest.fail("the block must not run")
    assert (tmp_path / "photos.zip").read_text() == "precious"


def test_a_full_folder_is_refused_without_overwrite_and_a_file_always(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(InputError, match="contient déjà x"), atomic_folder(tmp_path):
        pytest.fail("the block must not run")
    with (
        pytest.raises(InputError, match="est un fichier"),
        atomic_folder(tmp_path / "x", overwrite=True),
    ):
        pytest.fail("the block must not run")
