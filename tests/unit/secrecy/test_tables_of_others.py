"""What others publish about the same households is declared, held as known, and told."""

from dataclasses import replace

import numpy as np
import pytest

from geotools.diagnostic.configuration import KnownTable
from geotools.diagnostic.known_tables import declared_tables, told_by_others
from geotools.diagnostic.protection import composed_zonings, facts, known_bases, release_of
from geotools.errors import InputError
from geotools.progress import SILENT
from geotools.secrecy import audit_release, compare_versions

COLUMNS = ["menages_apl", "menages_apl_connu"]


@pytest.fixture(scope="module")
def portal(prepared):
    """A portal that tells the recipients of each IRIS from 11, its total and one wrong figure."""
    home, context, _, _ = prepared
    counts = context.measured.counts[COLUMNS]
    told = counts.groupby(context.located.zones["iris"]).sum()
    told = told[(told["menages_apl"] >= 11)].astype(float)
    told.iloc[0, 1] += 300
    text = told.rename_axis("insee").reset_index()
    path = home / "portail.csv"
    text.to_csv(path, sep=";", index=False)
    return KnownTable(path, "Portail", "iris", {name: name for name in COLUMNS}, "insee")


def test_a_declared_table_is_protected_against_and_told_in_the_certificate(prepared, portal):
    _, context, rule, _ = prepared
    one = next(
        n
        for n in context.measured.published
        if context.measured.catalogue.indicator(n).numerator == COLUMNS[0]
    )
    measured = replace(context.measured, published=(one,))
    zonings = composed_zonings(context.located, measured, context.grouping)
    tables = declared_tables([portal], context.located, measured.bases)
    kept = compare_versions(facts(measured), tables, rule).known
    known = [*kept, *known_bases(context.material, measured)]
    alone = release_of(zonings, measured, rule, SILENT)
    release = release_of(zonings, measured, rule, SILENT, tables, known[len(kept) :])
    assert not audit_release(alone.tables, rule=rule, known=kept).passed
    audit = audit_release(release.tables, rule=rule, known=known)
    assert audit.passed
    told = told_by_others([portal], tables, kept, alone, release, rule)
    shown = sum(int(t.counts.notna().sum().sum()) for t in tables[0].values())
    more = len(release.withheld) - len(alone.withheld)
    assert f"« Portail » ({shown} chiffres, dont 1 que nos comptes contredisent" in told[0]
    assert more > 0 and f"{more} chiffre(s) de plus sont retenus" in told[0]
    assert told[0] in replace(audit, others=told).certificates
    assert all(np.isfinite(t.counts.to_numpy(dtype=float)).any() for t in kept)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"zonage": "iriss"}, "n’est pas un zonage déclaré. Noms proches : « iris »"),
        ({"colonnes": {"menages_appl": COLUMNS[0]}}, "n’est pas un effectif de ce diagnostic"),
        ({"zonage": "communes"}, "n’est une zone de « communes »"),
    ],
)
def test_a_table_that_cannot_be_laid_on_the_residences_is_refused(
    prepared, portal, change, message
):
    _, context, _, _ = prepared
    with pytest.raises(InputError, match=message):
        declared_tables([replace(portal, **change)], context.located, context.measured.bases)
