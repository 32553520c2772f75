"""Complementary suppression that knows what the ledger says was released before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from geotools.progress import Progress
from geotools.secrecy.ledger.versions import compare_versions, withhold_corrected
from geotools.secrecy.rule import SecrecyRule
from geotools.secrecy.suppression.release import Release, build_tables, protect
from geotools.secrecy.tables import PublishedTable


def protect_after(
    earlier: Sequence[Mapping[str, PublishedTable]],
    truth: Mapping[str, PublishedTable],
    atoms: pd.DataFrame,
    zonings: Mapping[str, pd.Series],
    bases: Mapping[str, str],
    *,
    rule: SecrecyRule,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    priority: Sequence[str] = (),
    known: Sequence[PublishedTable] = (),
    progress: Progress | None = None,
) -> Release:
    """Protect tables together with earlier releases of the same vintage.

    What was released and is still true is known to readers. A figure that corrects an earlier one
    by a few units is withheld too: the gap would be read.

    Parameters
    ----------
    earlier : sequence of mapping of PublishedTable
        Releases already sent, oldest first; none for a first release.
    truth : mapping of PublishedTable
        The counts as they are now, confidential, to tell what is still true of the earlier ones.
    atoms, zonings, bases, rule, parts, priority, known, progress
        As for :func:`geotools.secrecy.protect`.

    Returns
    -------
    Release
    """
    parts = dict(parts or {})
    readers = list(compare_versions(truth, earlier, rule).known)
    full = build_tables(atoms, dict(zonings), dict(bases), parts=parts)
    held = withhold_corrected(full, earlier, rule, {})
    while True:
        release = protect(
            atoms,
            dict(zonings),
            dict(bases),
            rule=rule,
            parts=parts,
            priority=tuple(priority),
            known=[*readers, *known],
            withheld=held,
            progress=progress,
        )
        wider = withhold_corrected(release.tables, earlier, rule, held)
        if wider is not held:
            held = wider
            continue
        # A reader is not told which earlier figures were corrected: what he may still believe.
        believed = list(compare_versions(release.tables, earlier, rule).known)
        masks = {name: table.counts.isna() for name, table in release.tables.items()}
        if _alike(believed, readers) or (held and all(held[n].equals(masks[n]) for n in masks)):
            return release
        readers, held = believed, masks


def _alike(one: Sequence[PublishedTable], two: Sequence[PublishedTable]) -> bool:
    """Tell whether two readings of earlier releases keep the same figures."""
    pairs = zip(one, two, strict=True)
    return len(one) == len(two) and all(a.counts.equals(b.counts) for a, b in pairs)
