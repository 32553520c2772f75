"""What a person meets first at the terminal: the list, the version, a mistyped name."""

import subprocess
import sys

import pytest

from geotools._version import __version__


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
