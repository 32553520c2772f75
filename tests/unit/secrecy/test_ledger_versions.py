"""A correction of figures already sent: accepted when it reveals nobody, refused when it does."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geotools.diagnostic.protection import exact_zonings, release_of
from geotools.errors import SecrecyRefusedError
from geotools.progress import SILENT
from geotools.secrecy import (
    PublishedTable,
    SecrecyRule,
    audit_release,
    build_tables,
    compare_versions,
    load_rule,
)

RULE = load_rule()
IRIS = pd.Series({"r1": "A", "r2": "B", "r3": "D"})
COMMUNE = pd.Series({"r1": "C", "r2": "C", "r3": "C"})


def table(values, geography=None, bases=None):
    return PublishedTable(pd.DataFrame(values, dtype=float).T, bases or {}, geography)


def release(iris, commune, column="menages"):
    return {
        "iris": table({code: {column: value} for code, value in iris.items()}, IRIS),
        "commune": table({"C": {column: commune}}, COMMUNE),
    }


def audited(tables, earlier):
    versions = compare_versions(tables, earlier, RULE)
    versions.require()
    return audit_release(tables, rule=RULE, known=versions.known, guarantees=("G0", "G1"))


def corrected(tables, earlier, rule=RULE):
    found = compare_versions(tables, earlier, rule).corrected
    return {(f.figures[0].table, f.figures[0].unit, f.figures[0].column): f.value for f in found}


@pytest.mark.parametrize(
    ("before", "after", "gap"), [(180, 177, 3), (11, 10, 1), (177, 180, 3), (180, 170, 10)]
)
def test_t5_a_total_corrected_by_a_few_units_is_refused(before, after, gap):
    whole = {"epci": table({"EPCI": {"menages": after}})}
    first = {"epci": table({"EPCI": {"menages": before}})}
    assert corrected(whole, [first]) == {("epci", "EPCI", "menages"): gap}
    with pytest.raises(
        SecrecyRefusedError, match=r"corrige de moins de 11 .* epci EPCI .« menages"
    ):
        audited(whole, [first])


@pytest.mark.parametrize("after", [169, 180, 191, 240])
def test_t5_the_same_total_or_a_correction_of_eleven_is_accepted(after):
    whole = {"epci": table({"EPCI": {"menages": after}})}
    assert audited(whole, [{"epci": table({"EPCI": {"menages": 180}})}]).passed


def test_a_correction_that_contradicts_old_figures_does_not_block():
    """B is withheld now; the old A + B + D is 90, the new total 130: no table fits both."""
    first = release({"A": 40, "B": 20, "D": 30}, 90)
    second = release({"A": 80, "B": np.nan, "D": 30}, 130)
    versions = compare_versions(second, [first], RULE)
    assert versions.corrected == ()
    iris, commune = versions.known
    assert iris.counts["menages"].to_dict() == pytest.approx(
        {"A": np.nan, "B": 20, "D": 30}, nan_ok=True
    )
    assert commune.counts["menages"].isna().all()
    assert audited(second, [first]).passed


def test_a_small_correction_is_read_through_sums():
    """The commune is withheld now; its IRIS add up to three fewer than it was said to hold."""
    first = release({"A": 40, "B": np.nan, "D": np.nan}, 90)
    second = release({"A": 60, "B": 15, "D": 12}, np.nan)
    assert corrected(second, [first]) == {("commune (diffusion n° 1)", "C", "menages"): 3}


def test_a_small_correction_is_read_through_differences():
    """Once 90 − 40 = 50 in B and D together; now they are published, four more."""
    first = release({"A": 40, "B": np.nan, "D": np.nan}, 90)
    rest = pd.Series({"r2": "BD", "r3": "BD"})
    second = {"reste": table({"BD": {"menages": 54}}, rest)}
    assert corrected(second, [first]) == {("reste", "BD", "menages"): 4}


def test_the_complement_is_corrected_too():
    """Base 100 to 130, recipients 40 to 67: those without are 60, then 63."""
    bases = {"apl": "menages"}
    first = {"epci": table({"EPCI": {"menages": 100, "apl": 40}}, bases=bases)}
    second = {"epci": table({"EPCI": {"menages": 130, "apl": 67}}, bases=bases)}
    assert corrected(second, [first]) == {("epci", "EPCI", "complément de apl"): 3}
    only_bases = SecrecyRule(scope="base")
    assert corrected(second, [first], only_bases) == {}


def test_what_was_not_corrected_still_combines_with_the_new_figures():
    """A grows by forty; B and D are as they were: old B + D minus new B isolates D's four."""
    rest = pd.Series({"r2": "BD", "r3": "BD"})
    first = {"reste": table({"BD": {"menages": 24}}, rest), **release({"A": 40}, 64)}
    second = release({"A": 80, "B": 20}, np.nan)
    audit = audited(second, [first])
    (attack,) = [b for b in audit.breaches if b.guarantee == "G1"]
    assert (attack.value, attack.atoms) == (4, ("r3",))


def test_a_second_correction_is_compared_with_both_versions():
    versions = [{"epci": table({"EPCI": {"menages": n}})} for n in (180, 240)]
    again = {"epci": table({"EPCI": {"menages": 183}})}
    assert corrected(again, versions) == {("epci", "EPCI", "menages"): 3}
    assert audited({"epci": table({"EPCI": {"menages": 300}})}, versions).passed


def test_random_corrections_agree_with_a_direct_comparison():
    """Whatever is published, a known sum is one that every fitting table gives alike."""
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(60):
        truth = rng.integers(0, 40, (2, 5)).astype(float)
        truth[1] = np.where(rng.random(5) < 0.5, truth[0], truth[1])
        zonings = [pd.Series(rng.integers(0, 3, 5).astype(str), list("abcde")) for _ in range(2)]
        sides = []
        for facts in truth:
            shown = {}
            for rank, zoning in enumerate(zonings):
                sums = pd.Series(facts, zoning.index).groupby(zoning).sum()
                shown[f"z{rank}"] = PublishedTable(
                    sums.where(rng.random(len(sums)) < 0.7).to_frame("n"), {}, zoning
                )
            sides.append(shown)
        expected = set()
        for mine, theirs, suffix in ((1, 0, ""), (0, 1, " (diffusion n° 1)")):
            rows = [
                (name, unit, (t.atoms == unit).to_numpy(dtype=float))
                for name, t in sides[mine].items()
                for unit in t.counts.index[t.counts["n"].notna()]
            ]
            other = [
                (t.atoms == unit).to_numpy(dtype=float)
                for t in sides[theirs].values()
                for unit in t.counts.index[t.counts["n"].notna()]
            ]
            space = np.array(other).reshape(-1, 5)
            for name, unit, row in rows:
                inside = np.linalg.matrix_rank(np.vstack([space, row])) == np.linalg.matrix_rank(
                    space
                )
                gap = abs((truth[1] - truth[0]) @ row)
                if inside and 0 < gap < 11 and (name, unit, "n") not in expected:
                    expected.add((name + suffix, unit, "n"))
        assert set(corrected(sides[1], [sides[0]])) == expected
        refused += bool(expected)
    assert 10 < refused < 55


def test_the_diagnosis_withholds_what_a_correction_would_reveal(prepared):
    """Three households more in one residence: what would give both totals is kept back."""
    _, context, rule, _ = prepared
    counts = context.measured.counts.copy()
    largest = counts["menages_apl_connu"].idxmax()
    counts.loc[largest, ["menages_apl_connu", "menages_apl"]] += 3
    changed = replace(context.measured, counts=counts)
    first = [context.release.tables]
    grouping, located = context.grouping, context.located
    heedless = build_tables(counts[changed.columns], located.zones, changed.bases)
    assert len(compare_versions(heedless, first, rule).corrected) >= 3
    zonings = exact_zonings(located, grouping, changed.counts.index)
    release = release_of(zonings, changed, rule, SILENT, first)
    versions = compare_versions(release.tables, first, rule)
    versions.require()
    assert np.isnan(release.tables["territoire"].counts["menages_apl"].iloc[0])
    facts = {"faits": PublishedTable(counts[changed.columns], changed.bases)}
    known = compare_versions(facts, first, rule).known
    audit_release(release.tables, rule=rule, known=known).require(release.digest)
    audit_release(release.tables, rule=rule, known=versions.known).require(release.digest)
    others = release.tables["territoire"].counts[["majeurs", "menages_plus"]]
    assert others.notna().all(axis=None)
