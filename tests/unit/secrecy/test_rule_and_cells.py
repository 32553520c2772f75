"""The rule, the published tables and the first guarantee."""

import numpy as np
import pandas as pd
import pytest

from geotools.errors import ConfigurationError, InputError, SecrecyRefusedError
from geotools.operations import get_operation
from geotools.secrecy import (
    PublishedTable,
    SecrecyRule,
    audit_release,
    digest_tables,
    load_rule,
    mask_derived,
    profile_names,
    protect,
    publishable_indicators,
    require_publishable,
)

BASES = {"apl": "menages"}


def table(**columns):
    return PublishedTable(pd.DataFrame(columns, index=["a", "b"], dtype=float), BASES)


def test_eleven_is_publishable_and_ten_is_not():
    rule = load_rule()
    assert rule.too_small([0, 1, 10, 11, np.nan]).tolist() == [True, True, True, False, False]
    assert load_rule("ops_zeros").too_small([0, 1]).tolist() == [False, True]


def test_every_profile_describes_itself_with_its_provenance():
    for name in profile_names():
        rule = load_rule(name)
        assert rule.provenance in rule.describe()
        assert f"{rule.threshold:g}" in rule.describe()


def test_open_data_is_held_to_its_figures_alone():
    """20 dwellings less 12: anyone may count the 8 others in the file that is open already."""
    rpls = load_rule("rpls")
    assert rpls.guarantees == ("G0",)
    assert "garanties G0 :" in rpls.describe()
    assert "déductible" not in rpls.describe()
    atoms = pd.DataFrame({"logements": [12, 8, 5]}, index=["x", "y", "z"])
    zonings = {
        "commune": pd.Series("c", atoms.index),
        "iris": pd.Series(["i", "j", "j"], atoms.index),
        "carreau": pd.Series(["t", "t", "u"], atoms.index),
    }
    release = protect(atoms, zonings, {}, rule=rpls)
    audit = audit_release(release.tables, rule=rpls)
    audit.require(release.digest)
    assert audit.checked == ("G0",)
    assert release.withheld[["zonage", "unite"]].to_numpy().tolist() == [["carreau", "u"]]
    assert not audit_release(release.tables, rule=load_rule(zero="allowed")).passed


@pytest.mark.parametrize(
    "wrong", [{"guarantees": ("G1",)}, {"threshold": 0}, {"scope": "x"}, {"dominance": 2}]
)
def test_a_rule_outside_its_domain_is_refused(wrong):
    with pytest.raises(ConfigurationError):
        SecrecyRule(**wrong)


def test_an_unknown_profile_is_refused_with_near_names():
    with pytest.raises(ConfigurationError, match="fiscal"):
        load_rule("fiscale")


@pytest.mark.parametrize(
    ("menages", "apl", "passes"),
    [(30, 15, True), (22, 11, True), (22, 12, False), (10, np.nan, False), (30, 30, False)],
)
def test_count_complement_and_base_are_checked(menages, apl, passes):
    audit = audit_release({"iris": table(menages=[menages, 60], apl=[apl, 30])})
    assert audit.passed is passes
    if not passes:
        assert set(audit.findings()["unite"]) == {"a"}
        with pytest.raises(SecrecyRefusedError):
            audit.require()


def test_the_base_scope_checks_bases_only():
    release = {"iris": table(menages=[30, 60], apl=[2, 30])}
    assert audit_release(release, rule=load_rule("sne")).passed


def test_the_audit_holds_for_the_tables_that_it_read_only():
    release = {"iris": table(menages=[30, 60], apl=[15, 30])}
    audit = audit_release(release)
    audit.require(digest_tables(release))
    with pytest.raises(SecrecyRefusedError, match="vérifiées"):
        audit.require(digest_tables({"iris": table(menages=[30, 60], apl=[15, 31])}))


@pytest.mark.parametrize(
    "columns", [{"menages": [-1, 5], "apl": [0, 0]}, {"menages": [5, 5], "apl": [6, 0]}]
)
def test_impossible_counts_are_refused(columns):
    with pytest.raises(InputError):
        table(**columns)


def test_a_release_withholds_small_figures_and_passes_the_first_guarantee():
    atoms = pd.DataFrame({"menages": [30, 5, 40], "apl": [12, 2, 38]}, index=["r1", "r2", "r3"])
    zoning = pd.Series(["A", "B", "C"], index=atoms.index)
    release = protect(atoms, {"iris": zoning}, BASES)
    counts = release.tables["iris"].counts
    assert counts["menages"].isna().tolist() == [False, True, False]
    assert counts["apl"].isna().tolist() == [False, True, True]
    assert len(release.withheld) == release.price.loc["iris", "retenus"] == 3
    audit_release(release.tables).require(release.digest)


def test_derived_figures_follow_what_they_are_computed_from():
    released = table(menages=[30, 60], apl=[np.nan, 30])
    assert publishable_indicators(released)["apl"].tolist() == [False, True]
    rates = pd.DataFrame({"taux_apl": [0.5, 0.5], "densite": [1.0, 2.0]}, index=["a", "b"])
    shown = mask_derived(rates, released, {"taux_apl": ("apl",), "densite": ("menages",)})
    assert shown["taux_apl"].isna().tolist() == [True, False]
    assert shown["densite"].notna().all()


def test_classes_that_overlap_are_refused_by_name():
    counts = pd.DataFrame({"majeurs": [100, 50], "a": [40, 30], "b": [30, 30]}, index=["U", "V"])
    parts = {"a": ("a",), "b": ("b",)}
    with pytest.raises(InputError, match=r"« a », « b » dépassent ensemble « majeurs » sur 1.*V"):
        PublishedTable(counts, {"a": "majeurs", "b": "majeurs"}, parts=parts)
    PublishedTable(counts.iloc[:1], {"a": "majeurs", "b": "majeurs"}, parts=parts)


@pytest.mark.parametrize("threshold", [1, 5, 10, float("nan")])
def test_a_profile_is_never_loosened(threshold):
    with pytest.raises(ConfigurationError, match="ne peut être que relevé"):
        load_rule("ops", threshold=threshold)
    assert load_rule("ops", threshold=20).threshold == 20


@pytest.mark.parametrize(
    "looser",
    [
        {"threshold": 5},
        {"scope": "base"},
        {"zero": "allowed"},
        {"interval": 1},
        {"dominance": 1},
        {"guarantees": ("G0",)},
        {"profile": "maison"},
    ],
)
def test_nothing_is_published_under_a_rule_looser_than_its_profile(looser):
    require_publishable(load_rule())
    with pytest.raises(SecrecyRefusedError, match="ne permet pas de publier"):
        require_publishable(SecrecyRule(**looser))


def test_two_thresholds_are_not_one_ignored():
    with pytest.raises(ConfigurationError, match="Deux seuils"):
        audit_release(
            {"t": table(menages=[20, 30], apl=[0, 15])}, threshold=11, rule=load_rule(threshold=20)
        )


@pytest.mark.parametrize(
    "command", ["audit-tables", "group-residences", "residential-flows", "certified-release"]
)
def test_every_operation_declares_the_floor(command):
    threshold = {a.name: a for a in get_operation(command).arguments}["threshold"]
    assert threshold.kind.minimum == 11
    with pytest.raises(InputError, match="au moins 11"):
        threshold.kind.check("threshold", 1, {})
