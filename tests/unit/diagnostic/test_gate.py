"""Nothing is registered but what was certified, and what passes with all that was sent before."""

import json
import shutil
import stat
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic import gate, publish_folder, run_diagnostic
from geotools.errors import ConfigurationError, SecrecyRefusedError
from geotools.secrecy import (
    LedgerChangedError,
    append_release,
    audit_release,
    ledger_state,
    read_ledger,
    stored_release,
)
from geotools.secrecy.audit.jj import read_jj


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A territory whose first diagnosis is in the ledger."""
    home = tmp_path_factory.mktemp("porte")
    configuration = fictitious_territory(home / "donnees", residences=150)
    run_diagnostic(configuration, home / "premier")
    publish_folder(home / "premier", home / "registre.jsonl")
    return home


def other_groups(home, name, *, ledger):
    """Describe the same households with shorter groups: the two releases do not nest."""
    text = (home / "donnees" / "territoire.toml").read_text(encoding="utf-8")
    text = text.replace("[regroupement]", "[regroupement]\ndistance_max = 150.0")
    if ledger:
        text = text.replace("[secret]", '[secret]\nregistre = "../registre.jsonl"')
    path = home / "donnees" / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_reader_who_knows_every_base_learns_no_more(published):
    """The open RPLS counts the dwellings of each address: the release holds against that too."""
    stored = published / "premier" / "interne" / "tables_auditees.json"
    tables, rule, bases = stored_release(stored)
    assert len(bases) == 1
    assert "menages_plus" in bases[0].counts and len(bases[0].counts) > 100
    assert audit_release(tables, rule=rule, known=bases).passed
    text = (published / "donnees" / "territoire.toml").read_text(encoding="utf-8")
    path = published / "donnees" / "bases.toml"
    # groups leave nothing to find
    exact = '[secret]\nmethode = "retrait"\nbases_connues = false\ncomparer = true\nsysteme = true'
    path.write_text(text.replace("[secret]", exact), encoding="utf-8")
    run_diagnostic(path, published / "bases")
    relaxed, rule, none = stored_release(published / "bases" / "interne" / "tables_auditees.json")
    assert none == []
    assert audit_release(relaxed, rule=rule).passed
    assert not audit_release(relaxed, rule=rule, known=bases).passed
    check_what_was_asked_for(published / "bases", relaxed)


def check_what_was_asked_for(folder, tables):
    """Both methods are priced, and both forms of the system of the release are there."""
    prices = pd.read_csv(folder / "interne" / "prix_du_secret.csv", sep=";", decimal=",")
    assert set(prices["methode"]) == {"retrait", "composition"}
    held = prices.groupby("methode")["chiffres_retenus"].sum()
    assert held["retrait"] > held["composition"] >= 0
    whole, shared = (read_jj(folder / place / "systeme.jj") for place in ("interne", "diffusion"))
    hidden = sum(int(table.counts.isna().to_numpy().sum()) for table in tables.values())
    assert np.isnan(shared.value[shared.status == "m"]).sum() >= hidden
    assert not np.isnan(whole.value).any()  # every relation was checked when it was read
    named = [
        item["nom"]
        for item in json.loads((folder / "diffusion" / "certificat.json").read_text())["fichiers"]
    ]
    assert {"systeme.jj", "systeme_cellules.csv"} <= set(named)


def publish(home, name, ledger="registre.jsonl"):
    return subprocess.run(
        [sys.executable, "-m", "geotools", "publish", home / name, "--ledger", home / ledger],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_ledger_holds_what_was_sent(published):
    assert "communes" in read_ledger(published / "registre.jsonl")[0]


def test_a_second_release_that_ignores_the_first_is_refused(published):
    run_diagnostic(other_groups(published, "second", ledger=False), published / "second")
    before = (published / "registre.jsonl").read_bytes()
    done = publish(published, "second")
    assert done.returncode == 3, done.stderr
    assert "secret statistique" in " ".join(done.stderr.split())
    assert (published / "registre.jsonl").read_bytes() == before
    assert publish(published, "second", "autre.jsonl").returncode == 0  # alone, it would pass


def test_a_second_release_protected_with_the_first_is_registered(published):
    """Crossings that the first one already bracketed are not held against the second."""
    out = published / "averti"
    run_diagnostic(other_groups(published, "averti", ledger=True), out)
    publish_folder(out, published / "registre.jsonl")
    assert len(read_ledger(published / "registre.jsonl")) == 2


def earlier_total(home, more):
    """A ledger that holds another total of the territory: what was sent before a correction."""
    tables, rule, _ = stored_release(home / "premier" / "interne" / "tables_auditees.json")
    total = tables["territoire"]
    # The four situations share out the adults: their total moves by as much as they do together.
    counts = (total.counts + more).assign(majeurs=total.counts["majeurs"] + 4 * more)
    before = {"territoire": replace(total, counts=counts)}
    path = home / f"avant_{more}.jsonl"
    audit = audit_release(before, rule=rule)
    append_release(path, "Avant correction", before, audit, day=date(2026, 1, 15), vintage="2024")
    return path


def test_a_correction_of_a_few_units_is_refused_by_name_and_a_large_one_is_registered(published):
    small, large = earlier_total(published, 3), earlier_total(published, 50)
    before = small.read_bytes()
    done = publish(published, "premier", small.name)
    assert done.returncode == 3
    told = " ".join(done.stderr.split())
    assert "elle corrige de moins de 11 unités" in told
    assert "territoire territoire (« menages" in told
    assert small.read_bytes() == before
    publish_folder(published / "premier", large)
    assert len(read_ledger(large)) == 2


def test_an_altered_ledger_is_refused_with_code_2(published):
    altered = published / "altere.jsonl"
    text = earlier_total(published, 60).read_text(encoding="utf-8")
    altered.write_text(text.replace('"profil": "ops"', '"profil": "sne"'), encoding="utf-8")
    done = publish(published, "premier", altered.name)
    assert done.returncode == 2
    assert "a été modifié ou tronqué à la ligne 2 ou à la précédente" in " ".join(
        done.stderr.split()
    )


def test_a_file_touched_after_the_audit_is_refused(published):
    report = published / "premier" / "diffusion" / "rapport.html"
    intact = report.read_bytes()
    report.write_bytes(intact + b"<!-- -->")
    with pytest.raises(SecrecyRefusedError, match=r"rapport.html \(modifié\)"):
        publish_folder(published / "premier", published / "registre.jsonl")
    report.write_bytes(intact)


def test_files_of_others_are_audited_together_and_refused_with_code_3(tmp_path):
    """The total of one file less the only row that the other shows: seven households."""
    (tmp_path / "iris.csv").write_text("code;menages\nA;40\nB;s\nTotal;47\n", encoding="utf-8")
    (tmp_path / "sans_total.csv").write_text("code;menages\nA;40\nC;12\n", encoding="utf-8")
    codes = {}
    for names in (("sans_total.csv",), ("iris.csv", "sans_total.csv")):
        done = subprocess.run(
            [sys.executable, "-m", "geotools", "audit", *(tmp_path / name for name in names)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        codes[len(names)] = done.returncode, done.stdout
    assert codes[1][0] == 0
    assert codes[2][0] == 3
    assert "donne 7" in codes[2][1]


@pytest.fixture(scope="module")
def fewer(published):
    """The same territory less three households of one residence: the gap must never be read."""
    path = published / "donnees" / "menages_2024.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    home = published / "moins"
    shutil.copytree(published / "donnees", home)
    largest = Counter(line.split(";")[1] for line in lines[1:]).most_common(1)[0][0]
    gone = [line for line in lines[1:] if line.split(";")[1] == largest][:3]
    kept = [line for line in lines if line not in gone]
    assert len(kept) == len(lines) - 3
    (home / path.name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    run_diagnostic(home / "territoire.toml", published / "sans_trois")
    return "sans_trois"


def test_two_processes_that_publish_at_once_are_audited_one_with_the_other(published, fewer):
    """Each passes alone; in any order, the second reveals the three households."""
    ledger = published / "course.jsonl"
    command = [sys.executable, "-m", "geotools", "publish", "--ledger", str(ledger)]
    running = [
        subprocess.Popen([*command, str(published / name)], stderr=subprocess.PIPE, text=True)
        for name in ("premier", fewer)
    ]
    told = [process.communicate(timeout=300)[1] for process in running]
    assert sorted(process.returncode for process in running) == [0, 3], told
    assert len(read_ledger(ledger)) == 1
    assert not list(published.glob(".course*"))


def test_a_release_registered_during_the_audit_is_audited_with(published, fewer, monkeypatch):
    ledger, audited = published / "pendant.jsonl", []

    def audit_meanwhile(*args, **options):
        if not audited:
            assert publish(published, "premier", ledger.name).returncode == 0
        audited.append(options["known"])
        return audit_release(*args, **options)

    monkeypatch.setattr(gate, "audit_release", audit_meanwhile)
    with pytest.raises(SecrecyRefusedError):
        publish_folder(published / fewer, ledger)
    assert len(read_ledger(ledger)) == 1


def test_the_ledger_refuses_a_release_audited_with_another_state(published):
    tables, rule, _ = stored_release(published / "premier" / "interne" / "tables_auditees.json")
    audit = audit_release(tables, rule=rule)
    path, day = published / "etat.jsonl", date(2026, 1, 15)
    before = ledger_state(path)
    append_release(path, "Une", tables, audit, day=day, after=before)
    with pytest.raises(LedgerChangedError, match="vient d’être inscrite"):
        append_release(path, "Deux", tables, audit, day=day, after=before)
    append_release(path, "Deux", tables, audit, day=day, after=ledger_state(path))
    assert len(read_ledger(path)) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_process_that_dies_frees_the_ledger(published):
    path = published / "mort.jsonl"
    script = (
        "import os, pathlib, sys; from geotools.locks import exclusive\n"
        "with exclusive(pathlib.Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == 9
    tables, rule, _ = stored_release(published / "premier" / "interne" / "tables_auditees.json")
    append_release(path, "Une", tables, audit_release(tables, rule=rule), day=date(2026, 1, 15))


def test_confidential_files_are_read_by_their_owner_alone(published):
    internal = published / "premier" / "interne"
    modes = {stat.S_IMODE(p.stat().st_mode) for p in internal.rglob("*") if p.is_file()}
    assert modes == {0o600}
    assert stat.S_IMODE(internal.stat().st_mode) == 0o700


def test_nothing_is_written_out_of_the_result_folder(published):
    text = (published / "donnees" / "territoire.toml").read_text(encoding="utf-8")
    path = published / "donnees" / "evil.toml"
    evil = '\n[zonages."a/../../../../evil"]\nfichier = "qpv2024.gpkg"\n'
    path.write_text(text + evil, encoding="utf-8")
    before = sorted(published.parent.rglob("*"))
    with pytest.raises(ConfigurationError, match="caractère refusé « / »"):
        run_diagnostic(path, published / "evil" / "out")
    assert sorted(published.parent.rglob("*")) == before
