"""What the protection lets out passes the audit, whatever the counts, zonings and threshold.

The two are written apart: where they disagree, one of them is wrong.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geotools.secrecy import SecrecyRule, audit_release, load_rule, protect

BASES = {"a": "n", "b": "n", "c": "m"}


@st.composite
def territories(draw):
    size = draw(st.integers(3, 14))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    top = draw(st.sampled_from([6, 25, 80]))
    n = rng.integers(0, top, size)
    a = rng.binomial(n, 0.4)
    m = rng.integers(0, top, size)
    index = pd.Index([f"r{i}" for i in range(size)])
    atoms = pd.DataFrame(
        {"n": n, "a": a, "b": rng.binomial(n - a, 0.5), "m": m, "c": rng.binomial(m, 0.5)}, index
    )
    zonings = {"tout": pd.Series("tout", index)}
    for name in ("communes", "quartiers")[: draw(st.integers(1, 2))]:
        codes = rng.integers(0, draw(st.integers(1, 4)), size)
        units = pd.Series([f"{name[0]}{code}" for code in codes], index)
        zonings[name] = units.where(rng.random(size) > 0.1, None)
    return atoms, {name: units for name, units in zonings.items() if units.notna().any()}


@pytest.mark.parametrize("threshold", [2, 5, 11, 20])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(territories())
def test_what_is_protected_passes_the_audit_at_any_threshold(threshold, territory):
    """Thresholds under the profile's cannot be published; they must still not disagree."""
    atoms, zonings = territory
    rule = SecrecyRule(threshold=threshold, profile="étude", label="essai")
    release = protect(atoms, zonings, BASES, rule=rule)
    audit = audit_release(release.tables, rule=rule)
    assert audit.passed, [finding.sentence for finding in audit.breaches]
    assert audit.digest == release.digest


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(territories(), st.sampled_from(["ops", "ops_zeros", "rpls", "sne"]))
def test_what_is_protected_passes_the_audit_in_every_profile(territory, profile):
    atoms, zonings = territory
    rule = load_rule(profile)
    release = protect(atoms, zonings, BASES, rule=rule)
    assert audit_release(release.tables, rule=rule).passed
