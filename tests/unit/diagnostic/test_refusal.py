"""A refused diagnosis leaves its findings in the confidential folder, and nothing to publish."""

import stat

import pandas as pd
import pytest

from geotools.diagnostic.refusal import refusable_folder, to_give_up, write_refusal
from geotools.errors import InputError, SecrecyRefusedError
from geotools.secrecy import PublishedTable, Release, audit_release, digest_tables, load_rule

RULE = load_rule("ops")
ATOMS = pd.Series({"r1": "A", "r2": "A", "r3": "B"})


@pytest.fixture
def refused():
    """Two communes, one of them with three households that receive the benefit."""
    counts = pd.DataFrame({"menages": [60.0, 40.0], "apl": [30.0, 3.0]}, index=["A", "B"])
    tables = {"communes": PublishedTable(counts, {"apl": "menages"}, ATOMS)}
    audit = audit_release(tables, rule=RULE)
    assert not audit.passed
    return audit, Release(tables, pd.DataFrame(), pd.DataFrame(), RULE, digest_tables(tables))


def refuse(path, refused, *, overwrite=False):
    audit, release = refused
    with refusable_folder(path, overwrite=overwrite, marker="journal.json") as folder:
        write_refusal(folder / "interne", audit, release)
        (folder / "journal.json").write_text("{}")
        audit.require()


def test_the_findings_and_what_to_give_up_are_kept(refused, tmp_path):
    with pytest.raises(SecrecyRefusedError, match="refusée"):
        refuse(tmp_path / "out", refused)
    inside = tmp_path / "out" / "interne"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["interne", "journal.json"]
    given_up = pd.read_csv(inside / "secret_a_retenir.csv", sep=";", encoding="utf-8-sig")
    assert {"B"} == set(given_up["unite"]) and "apl" in set(given_up["colonne"])
    findings = pd.read_csv(inside / "secret_constats.csv", sep=";", encoding="utf-8-sig")
    assert len(findings) == len(refused[0].breaches)
    assert stat.S_IMODE(inside.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in inside.iterdir())


def test_what_is_named_is_what_the_audit_reads(refused):
    named = to_give_up(refused[0])
    assert named["constats"].is_monotonic_decreasing and not named.empty


def test_a_refusal_without_evidence_writes_nothing(tmp_path):
    with (
        pytest.raises(SecrecyRefusedError),
        refusable_folder(tmp_path / "out", overwrite=False, marker="journal.json"),
    ):
        raise SecrecyRefusedError("refusé")
    assert list(tmp_path.iterdir()) == []


def test_bad_input_writes_nothing(tmp_path):
    with (
        pytest.raises(InputError),
        refusable_folder(tmp_path / "out", overwrite=False, marker="journal.json") as folder,
    ):
        (folder / "journal.json").write_text("{}")
        raise InputError("non")
    assert list(tmp_path.iterdir()) == []
