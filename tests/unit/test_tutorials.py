"""What the tutorial and the how-to pages show is run, in order, as a reader would."""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
TUTORIAL = DOCS / "tutoriel.md"
PAGES = [TUTORIAL, *sorted((DOCS / "faire").glob("*.md"))]
# The smallest fictitious territory, so that the suite stays short; all else is run as it is shown.
SMALL = {"geotools demo --out essai": "geotools demo --out essai --residences 150"}


def steps(page):
    """Language and text of the blocks of a page that a reader types, in order."""
    return re.findall(
        r"^```(console|python)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S
    )


def run_command(line):
    words = shlex.split(SMALL.get(line, line))
    assert words[0] == "geotools", line
    done = subprocess.run(
        [sys.executable, "-m", "geotools", *words[1:]],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(DOCS.parent)},
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def run_page(page):
    names = {}
    for language, text in steps(page):
        if language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(text, page.name, "exec"), names)
            continue
        for line in text.splitlines():
            assert line.startswith("$ "), f"{page.name}: {line}"
            run_command(line.removeprefix("$ "))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a reader who has followed the tutorial."""
    folder = tmp_path_factory.mktemp("lecteur")
    with _inside(folder):
        run_page(TUTORIAL)
    return folder


@contextlib.contextmanager
def _inside(folder):
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_the_tutorial_ends_with_a_map(finished):
    assert (finished / "carte.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.stem)
def test_a_how_to_page_can_be_followed(page, finished, monkeypatch):
    assert steps(page)
    monkeypatch.chdir(finished)
    run_page(page)
