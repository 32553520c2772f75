"""Runs stopped or killed at any moment: the result in its place, nothing confidential left."""

import os
import random
import signal
import stat
import subprocess
import sys
import time

import pytest

from geotools.atomic import atomic_file, atomic_folder, within
from geotools.datasets import fictitious_territory
from geotools.errors import ConfigurationError, InputError
from geotools.workshops import PREFIX, scratch, sweep

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
MARKER = "journal.json"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A small territory and the result of a first run."""
    home = tmp_path_factory.mktemp("arrets")
    path = fictitious_territory(home / "donnees", residences=150)
    text = path.read_text(encoding="utf-8").replace("permutations = 99999", "permutations = 99")
    path.write_text(text, encoding="utf-8")
    started = time.monotonic()
    done = subprocess.run(command(home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (home / "duree").write_text(str(time.monotonic() - started))
    return home


def command(home):
    return [
        *(sys.executable, "-m", "geotools", "diagnostic", str(home / "donnees/territoire.toml")),
        *("--out", str(home / "out"), "--overwrite"),
    ]


def left(home):
    return [path.name for path in home.iterdir() if path.name.startswith(PREFIX)]


def stopped(home, number, delay):
    process = subprocess.Popen(
        command(home),
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
        # A runner in the background hands on an ignored Ctrl-C, as nohup does.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(delay)
    process.send_signal(number)
    return process.communicate(timeout=120)[1], process.returncode


@pytest.mark.parametrize("part", [0.5, 0.8, 0.97])
def test_a_run_killed_at_any_point_leaves_the_result_and_is_swept_at_the_next_start(home, part):
    delay = float((home / "duree").read_text()) * (part - 0.1 * random.Random(part).random())
    stopped(home, signal.SIGKILL, delay)
    subprocess.run(
        [sys.executable, "-m", "geotools", "--version"], cwd=home, check=True, capture_output=True
    )
    assert left(home) == []
    assert (home / "out" / MARKER).is_file()
    assert (home / "out" / "interne" / "unites.gpkg").is_file()


@pytest.mark.parametrize(
    ("number", "delay"),
    [(signal.SIGINT, 0.35), (signal.SIGTERM, 0.35), (signal.SIGINT, 2.0), (signal.SIGHUP, 4.0)],
)
def test_every_stop_is_one_sentence_from_the_start_on(home, number, delay):
    told, code = stopped(home, number, delay)
    assert code == 130, told
    assert told.count("Traitement interrompu à votre demande") == 1
    assert "Traceback" not in told
    assert left(home) == []
    assert (home / "out" / MARKER).is_file()


def test_a_stop_after_the_result_is_in_place_says_where_it_is(tmp_path):
    script = (
        "import os, signal, sys; from geotools.cli import entry; from geotools.atomic import *\n"
        "def work():\n"
        "    with atomic_file(sys.argv[1]) as path: path.write_text('x')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "entry._run = work; entry.main()"
    )
    target = tmp_path / "a.csv"
    done = subprocess.run(
        [sys.executable, "-c", script, target], capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert f"déjà en place : {target}" in done.stderr


def test_what_was_moved_aside_is_put_back_where_the_system_cannot_exchange(tmp_path):
    out = tmp_path / "out"
    (out / "interne").mkdir(parents=True)
    (out / MARKER).write_text("ancien")
    script = (
        "import os, sys; from pathlib import Path; from geotools import atomic\n"
        "atomic._renamed = lambda *a: False\n"
        "moved, replace = [], Path.replace\n"
        "def once(self, target):\n"
        "    if moved: os.kill(os.getpid(), 9)\n"
        "    moved.append(self); return replace(self, target)\n"
        "with atomic.atomic_folder(sys.argv[1], overwrite=True, marker='journal.json') as new:\n"
        "    (new / 'journal.json').write_text('nouveau'); Path.replace = once"
    )
    assert subprocess.run([sys.executable, "-c", script, out], check=False).returncode == -9
    assert not out.exists()
    sweep(tmp_path)
    assert (out / MARKER).read_text() == "ancien"
    assert list(tmp_path.iterdir()) == [out]


def test_a_living_workshop_is_never_swept_and_is_closed_to_others(tmp_path):
    with atomic_folder(tmp_path / "out") as folder:
        (folder / "confidentiel").write_text("x")
        sweep(tmp_path)
        assert (folder / "confidentiel").is_file()
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_a_link_that_looks_like_a_workshop_is_not_followed(tmp_path):
    precious = tmp_path / "precieux"
    precious.mkdir()
    (precious / "photo").write_text("x")
    (tmp_path / f"{PREFIX}abc").symlink_to(precious)
    sweep(tmp_path)
    assert (precious / "photo").is_file()


def test_a_private_file_is_private_and_a_scratch_folder_vanishes(tmp_path):
    with atomic_file(tmp_path / "a" / "b.csv", private=True) as path:
        path.write_text("x")
    assert stat.S_IMODE((tmp_path / "a" / "b.csv").stat().st_mode) == 0o600
    with scratch() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_a_failure_leaves_no_folder_behind(tmp_path):
    with pytest.raises(ValueError, match="x"), atomic_file(tmp_path / "a" / "b" / "c.csv"):
        raise ValueError("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [atomic_file, atomic_folder])
@pytest.mark.parametrize("kind", ["sous un fichier", "trop long", "nul", "interdit"])
def test_a_place_that_the_system_refuses_is_told_in_french(tmp_path, make, kind):
    (tmp_path / "fichier").write_text("x")
    (tmp_path / "interdit").mkdir(mode=0o500)
    if kind == "interdit" and os.geteuid() == 0:
        pytest.skip("le superutilisateur écrit partout")
    path = {
        "sous un fichier": tmp_path / "fichier" / "out",
        "trop long": tmp_path / ("a" * 300),
        "nul": tmp_path / "a\0b",
        "interdit": tmp_path / "interdit" / "out",
    }[kind]
    with pytest.raises(InputError, match="ne peut pas être écrit"), make(path):
        pytest.fail("the block must not run")


@pytest.mark.parametrize("name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv"])
def test_a_name_that_leads_out_of_the_workshop_is_refused(tmp_path, name):
    assert within(tmp_path, "a", "b.csv") == tmp_path / "a" / "b.csv"
    with pytest.raises(ConfigurationError, match="sort du dossier"):
        within(tmp_path, name)
