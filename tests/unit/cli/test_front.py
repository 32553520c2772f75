"""What a person meets first at the terminal: the list, the version, a mistyped name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geotools._version import __version__
from geotools.datasets import tiny
from tests.hostile import answer


def geotools(*words):
    return subprocess.run(
        [sys.executable, "-m", "geotools", *words], capture_output=True, text=True, check=False
    )


def test_without_a_command_the_list_is_shown():
    done = geotools()
    assert done.returncode == 0
    assert "diagnostic" in done.stdout and "local-moran" in done.stdout


def test_the_version_is_told():
    done = geotools("--version")
    assert (done.returncode, done.stdout) == (0, f"geotools {__version__}\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["diagnostique"], "La commande « diagnostique » n’existe pas. Noms proches : « diagnos"),
        (["demo", "--oute", "x"], "l’option --oute n’existe pas. Noms proches : « --out »"),
        (["local-moran", "--value", "x"], "est requise"),
    ],
)
def test_what_is_mistyped_is_told_in_french(words, sentence):
    done = geotools(*words)
    assert done.returncode == 2
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_what_compiled_code_prints_does_not_mix_with_the_result(capfd):
    import os

    from geotools.cli.terminal import quiet_libraries

    with quiet_libraries():
        os.write(1, b"trace of a solver")
    os.write(1, b"result")
    assert capfd.readouterr().out == "result"


def test_the_toolkit_leaves_the_standard_output_of_its_host_alone():
    import geotools

    own_process = {"terminal.py", "isolation.py"}  # the command line; the child of a campaign
    for path in Path(geotools.__file__).parent.rglob("*.py"):
        if path.name not in own_process:
            assert "dup2" not in path.read_text(encoding="utf-8"), path


@pytest.mark.skipif(os.name == "nt", reason="Windows n’a pas ces droits")
@pytest.mark.parametrize("extension", ["csv", "xlsx", "gpkg", "parquet"])
def test_a_confidential_result_is_its_owner_s_alone_and_an_open_one_is_not(tmp_path, extension):
    target, open_one = tmp_path / f"m.{extension}", tmp_path / f"q.{extension}"
    before = os.umask(0o022)
    try:
        households = ["--kind", "menages", "--path", str(tiny.folder() / "menages.csv")]
        assert answer(["read-table", *households, "--output", str(target)])[0] == 0
        communes = ["--kind", "communes", "--path", str(tiny.folder() / "communes.gpkg")]
        code, told = answer(["read-zoning", *communes, "--output", str(open_one)])
        assert code == 0 or extension in {"csv", "xlsx"}, told
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o600
    if code == 0:
        assert open_one.stat().st_mode & 0o777 == 0o644


def test_a_table_too_wide_for_the_terminal_is_told_row_by_row(capsys, monkeypatch):
    import pandas as pd

    from geotools.cli.terminal import show_table

    monkeypatch.setenv("COLUMNS", "40")
    wide = pd.DataFrame({"fichier": ["rpls.csv"], "section": ["[sources.x] " * 3], "vide": [""]})
    show_table(wide, "Fichiers")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == ["Fichiers", "rpls.csv"]
    assert " ".join(lines[2:]).startswith("section : [sources.x] [sources.x]")
    assert "vide" not in " ".join(lines)
    show_table(wide[["fichier"]], "Fichiers")
    assert "│ rpls.csv │" in capsys.readouterr().out
