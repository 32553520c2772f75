"""A campaign: every territory is what its own diagnosis would be, and nothing is lost."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from geotools.campaign import run_campaign
from geotools.campaign.engine import Engine
from geotools.campaign.isolation import Worker
from geotools.campaign.job import FAILED, Job
from geotools.errors import ConfigurationError, InputError
from tests.web import served

TERRITORIES = ("200000001", "200000002", "200000003")
DATE = 1_732_752_000


def claimed(out: Path, name: str = "Trois territoires") -> Path:
    """A campaign's folder begun on a known day, so that two of them have the same bytes."""
    (out / "territoires").mkdir(parents=True)
    (out / "campagne.json").write_text(json.dumps({"campagne": name, "date": DATE}))
    return out


def bytes_of(out: Path) -> dict[str, str]:
    """Digest of every file that people keep (the running manifest keeps the order of events)."""
    kept = (p for p in out.rglob("*") if p.is_file() and p.name != "manifeste.jsonl")
    return {str(p.relative_to(out)): sha256(p.read_bytes()).hexdigest() for p in kept}


@pytest.fixture(scope="session")
def undisturbed(national, tmp_path_factory):
    out = claimed(tmp_path_factory.mktemp("campagne") / "calme")
    summary = run_campaign(national, out)
    assert (summary.made, summary.kept, summary.failed) == (3, 0, 0)
    return out


def test_every_territory_holds_the_dwellings_of_its_communes(national, undisturbed):
    rows = pd.read_csv(national.parent / "rpls.csv", sep=";", dtype=str)
    owners = pd.read_csv(national.parent / "epci.csv", sep=";", dtype=str)
    expected = rows.merge(owners, left_on="DEPCOM", right_on="CODGEO").groupby("EPCI").size()
    for code in TERRITORIES:
        journal = json.loads((undisturbed / "territoires" / code / "journal.json").read_text())
        read = journal["etapes"]["logements lus"].replace("\u202f", "")
        assert int(read) == expected[code]


def test_the_synthesis_compares_shares_of_the_same_base(national, undisturbed):
    table = pyogrio.read_dataframe(undisturbed / "synthese" / "synthese.gpkg", layer="territoires")
    table = table.set_index("code")
    rows = pd.read_csv(national.parent / "rpls.csv", sep=";", dtype=str)
    owners = pd.read_csv(national.parent / "epci.csv", sep=";", dtype=str)
    merged = rows.merge(owners, left_on="DEPCOM", right_on="CODGEO")
    old = (merged["CONSTRUCT"].astype(int) < 1977).groupby(merged["EPCI"]).mean()
    assert list(table.index) == list(TERRITORIES)
    for code in TERRITORIES:
        assert table.loc[code, "parc_av1977"] == pytest.approx(old[code])
    ranks = old.rank(ascending=False).astype(int)
    assert (table["rang_parc_av1977"].astype(int) == ranks.reindex(table.index)).all()
    assert (undisturbed / "synthese" / "carte.pdf").read_bytes().startswith(b"%PDF")


def test_run_again_nothing_is_made_and_no_byte_moves(national, undisturbed):
    before = bytes_of(undisturbed)
    summary = run_campaign(national, undisturbed)
    assert (summary.made, summary.kept) == (0, 3)
    assert bytes_of(undisturbed) == before


def test_dask_gives_the_same_bytes(national, undisturbed, tmp_path):
    pytest.importorskip("distributed")
    out = claimed(tmp_path / "dask")
    summary = run_campaign(national, out, engine=Engine(workers=2))
    assert summary.failed == 0
    assert bytes_of(out) == bytes_of(undisturbed)


_RUN = """
import sys
from pathlib import Path
from geotools.campaign import run_campaign
from geotools.campaign.engine import Engine
if __name__ == "__main__":
    run_campaign(Path(sys.argv[1]), Path(sys.argv[2]), engine=Engine(workers=int(sys.argv[3])))
"""


def processes_of(group: int) -> list[int]:
    """The living processes that a run started, itself included."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            fields = stat.rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="lit /proc")
@pytest.mark.parametrize(("workers", "seed"), [(2, 4)])
def test_killed_anywhere_and_resumed_the_bytes_are_the_same(
    national, undisturbed, tmp_path, workers, seed
):
    """Coordinator, scheduler, nanny, worker or territory: whichever is killed, at any moment."""
    if workers > 1:
        pytest.importorskip("distributed")
    out = claimed(tmp_path / "tue")
    script = tmp_path / "run.py"
    script.write_text(_RUN)
    chance = random.Random(seed)
    for _ in range(2):
        command = [sys.executable, str(script), str(national), str(out), str(workers)]
        run = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + chance.uniform(1.0, 7.0)
        while time.monotonic() < deadline and run.poll() is None:
            time.sleep(0.05)
        living = processes_of(run.pid)
        if living:
            os.kill(chance.choice(living), signal.SIGKILL)
        try:
            run.wait(timeout=chance.uniform(1.0, 4.0))
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
        for left in processes_of(run.pid):
            os.kill(left, signal.SIGKILL)
    run_campaign(national, out)
    assert bytes_of(out) == bytes_of(undisturbed)


def limited(national: Path, out: Path, size: int) -> subprocess.CompletedProcess:
    """Run the command where no file may pass a size: what a full disk answers to a writing."""
    resource = pytest.importorskip("resource")
    return subprocess.run(
        [sys.executable, "-m", "geotools", "campagne", str(national), "--out", str(out)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_the_disk_is_full_the_campaign_says_so_and_resumes_the_same(
    national, undisturbed, tmp_path
):
    out = claimed(tmp_path / "plein")
    for size in (4_000, 60_000):  # while the national files are split, then in each territory
        run = limited(national, out, size)
        told = run.stdout + run.stderr
        assert "Traceback" not in told
        assert run.returncode == 2 or "en échec             3" in told, told
        made = [p for p in (out / "territoires").iterdir() if not p.name.startswith(".")]
        assert made == []
    run_campaign(national, out)
    assert bytes_of(out) == bytes_of(undisturbed)


def test_where_the_network_is_lost_the_campaign_says_so_and_resumes_the_same(
    national, undisturbed, tmp_path
):
    rows = (national.parent / "rpls.csv").read_bytes()
    here = tmp_path / "reseau"
    here.mkdir()
    for name in ("communes.gpkg", "epci.csv"):
        (here / name).write_bytes((national.parent / name).read_bytes())
    out = claimed(tmp_path / "sortie")
    answers = {"/rpls.csv": (200, len(rows), rows[:5_000])}
    with served(answers) as site:
        far = f'fichier = "{site}/rpls.csv"\ndistant = true'
        (here / "campagne.toml").write_text(
            national.read_text().replace('fichier = "rpls.csv"', far)
        )
        with pytest.raises(InputError, match="perdue en route"):
            run_campaign(here / "campagne.toml", out)
        answers["/rpls.csv"] = (200, len(rows), rows)
        run_campaign(here / "campagne.toml", out)
    assert bytes_of(out) == bytes_of(undisturbed)


def test_one_that_fails_is_told_and_stops_nobody(national, tmp_path):
    bad = tmp_path / "nation"
    bad.mkdir()
    for name in ("campagne.toml", "communes.gpkg", "epci.csv"):
        (bad / name).write_bytes((national.parent / name).read_bytes())
    rows = pd.read_csv(national.parent / "rpls.csv", sep=";", dtype=str)
    rows.loc[rows["DEPCOM"].str.startswith("39"), ["X", "Y"]] = "0"
    rows.to_csv(bad / "rpls.csv", sep=";", index=False)
    out = tmp_path / "campagne"
    summary = run_campaign(bad / "campagne.toml", out)
    assert (summary.made, summary.failed) == (2, 1)
    assert list(summary.failures) == ["200000002"]
    assert "Erreur interne" not in summary.failures["200000002"]
    failed = pyogrio.read_dataframe(out / "synthese" / "synthese.gpkg", layer="echecs")
    assert failed["code"].tolist() == ["200000002"]
    # Mended, only that one is made.
    (bad / "rpls.csv").write_bytes((national.parent / "rpls.csv").read_bytes())
    again = run_campaign(bad / "campagne.toml", out)
    assert (again.made, again.kept, again.failed) == (1, 2, 0)


def test_a_folder_of_territories_is_a_campaign(undisturbed, tmp_path):
    folder = tmp_path / "dossier"
    for code in list(TERRITORIES)[:1]:
        place = folder / code
        place.mkdir(parents=True)
        parts = (undisturbed / "decoupage" / code).glob("*.parquet")
        for path in parts:
            (place / path.name).write_bytes(path.read_bytes())
        (place / "territoire.toml").write_text(
            '[territoire]\nnom = "Seul"\nmillesime = 2024\n'
            '[sources.logements]\nformat = "rpls"\nfichier = "sources_logements.parquet"\n'
            '[zonages.communes]\nfichier = "zonages_communes.parquet"\n[secret]\nprofil = "rpls"\n'
            '[document]\ncontenu = "essentiel"\n'
        )
    summary = run_campaign(folder, tmp_path / "sortie")
    assert (summary.made, summary.failed) == (1, 0)


def job(tmp_path: Path, configuration: str) -> Job:
    return Job("A", "A", str(tmp_path / "resultat"), configuration, {}, "", 1)


def test_a_territory_out_of_memory_or_of_time_ends_alone(national, undisturbed, tmp_path):
    code = next(iter(TERRITORIES))
    parts = {p.name: str(p) for p in (undisturbed / "decoupage" / code).glob("*.parquet")}
    text = (
        '[territoire]\nnom = "A"\nmillesime = 2024\n[sources.logements]\nformat = "rpls"\n'
        'fichier = "sources_logements.parquet"\n[secret]\nprofil = "rpls"\n'
    )
    one = Job("A", "A", str(tmp_path / "resultat"), text, parts, "", 1)
    small = Worker(memory=300_000_000, seconds=120, environment={})
    late = Worker(memory=0, seconds=0.2, environment={})
    for worker in (small, late):
        try:
            outcome = worker.run(one)
        finally:
            worker.close()
        assert outcome.state == FAILED
        assert outcome.sentence
        assert not (tmp_path / "resultat").exists()
    assert "Temps dépassé" in outcome.sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[campagne]\nnom = 3\n", "demande nom"),
        ('[zzz]\na = 1\n[campagne]\nnom = "a"\nmillesime = 2024\nterritoires = "e.csv"\n', "zzz"),
        ("[campagne\n", "TOML"),
    ],
)
def test_a_description_that_does_not_fit_is_refused(tmp_path, text, told):
    path = tmp_path / "campagne.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=told):
        run_campaign(path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_folder_of_something_else_is_left_alone(national, undisturbed, tmp_path):
    (tmp_path / "notes.txt").write_text("à garder")
    with pytest.raises(InputError, match="n’est pas vide"):
        run_campaign(national, tmp_path)
    other = claimed(tmp_path / "autre", "Une autre campagne")
    with pytest.raises(InputError, match="Une autre campagne"):
        run_campaign(national, other)


def test_a_scheduler_that_does_not_answer_is_told(national, tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="ne répond pas"):
        run_campaign(national, tmp_path / "out", engine=Engine(scheduler="tcp://127.0.0.1:9"))
