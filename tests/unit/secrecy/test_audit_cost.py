"""The audit of plain tables is near linear; what is read at once is what programmes read."""

import time

import numpy as np
import pandas as pd
import pytest

from geotools.errors import CancelledError
from geotools.progress import Progress
from geotools.secrecy import audit_release
from geotools.secrecy.audit import release as audit_module
from geotools.secrecy.audit.files import audit_frames
from geotools.secrecy.audit.received import Asked, read_received


def plain(n, seed=0, *, total=False):
    """Units with a base and a part of it, withheld below eleven or where the rest is."""
    draws = np.random.default_rng(seed)
    base = draws.integers(15, 200, n)
    part = draws.binomial(base, 0.3)
    frame = pd.DataFrame(
        {"code": [f"U{i:06d}" for i in range(n)], "menages": base * 1.0, "apl": part * 1.0}
    )
    frame.loc[(part < 11) | (base - part < 11), "apl"] = np.nan
    if total:
        frame.loc[len(frame)] = ["Total", base.sum(), part.sum()]
    return frame


@pytest.mark.parametrize("total", [False, True])
def test_what_is_read_at_once_is_what_programmes_read(monkeypatch, total):
    frame = plain(60, 3, total=total)
    frame.loc[5, "menages"] = 7.0  # under the threshold, and its part is withheld
    frame.loc[5, "apl"] = np.nan
    if total:
        frame = frame[frame["code"] != "U000005"]
        frame.loc[frame.index[-1], "menages"] = frame["menages"].iloc[:-1].sum()
    asked = Asked({"apl": "menages"}, {}, None, (), ())
    tables = read_received("t", frame, asked).tables
    quick = audit_release(tables)
    monkeypatch.setattr(audit_module, "settle_alone", lambda system, rule: (system, None))
    monkeypatch.setattr(audit_module, "without_lone", lambda system, threshold: (system, []))
    slow = audit_release(tables)
    assert {f.sentence for f in quick.breaches} == {f.sentence for f in slow.breaches}
    assert set(quick.witnesses["figure"]) == set(slow.witnesses["figure"])
    merged = quick.witnesses.merge(slow.witnesses, on="figure")
    # witnesses prove that each figure may be small or large, by tables that need not be the same
    merged = merged[~merged["figure"].str.contains("U000005")]
    assert (merged["maximum_x"] - merged["minimum_x"] >= 10).all()


def test_the_witnesses_of_lone_parts_fit_what_is_published():
    frame = plain(200, 1)
    audit = audit_frames({"t": frame}, bases={"apl": "menages"})
    assert audit.passed
    tables = audit.witness_tables
    shown = frame.set_index("code")
    for witness, own in tables.groupby("temoin"):
        base = own.groupby("lieu")["valeur"].sum()
        assert (base == shown.loc[base.index, "menages"]).all(), witness
        part = own[own["classe"] == "apl"].set_index("lieu")["valeur"]
        published = shown.loc[part.index, "apl"]
        assert (part[published.notna()] == published.dropna()).all()
    assert len(audit.witnesses) == frame["apl"].isna().sum()


def test_twenty_times_more_units_take_less_than_sixty_times_longer():
    audit_frames({"t": plain(500)}, bases={"apl": "menages"})
    seconds = []
    for n in (1_000, 20_000):
        frame = plain(n)
        start = time.process_time()
        assert audit_frames({"t": frame}, bases={"apl": "menages"}).passed
        seconds.append(time.process_time() - start)
    assert seconds[1] < 60 * max(seconds[0], 0.02)


class Stopped(Progress):
    """A person who reads the estimate, then stops."""

    def __init__(self, after):
        self.after, self.said = after, []

    def say(self, text):
        self.said.append(text)

    def is_cancelled(self):
        self.after -= 1
        return self.after < 0


@pytest.mark.parametrize("after", [0, 2, 5, 9])
def test_a_long_audit_says_how_long_and_can_be_stopped(after):
    stopped = Stopped(after)
    with pytest.raises(CancelledError):
        audit_frames({"t": plain(40_000)}, bases={"apl": "menages"}, progress=stopped)
    assert "de l’ordre de" in stopped.said[0]
