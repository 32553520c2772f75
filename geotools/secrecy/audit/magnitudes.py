"""G3: no single unit makes up most of an amount that is published or can be subtracted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from geotools.errors import MissingColumnError, nearest
from geotools.secrecy.audit.differencing import describe, smallest_sets
from geotools.secrecy.audit.equations import build_systems
from geotools.secrecy.audit.findings import Finding
from geotools.secrecy.audit.reduction import reduce_system
from geotools.secrecy.rule import TOLERANCE, SecrecyRule
from geotools.secrecy.tables import PublishedTable

ATOM = "atome"


def audit_magnitudes(
    tables: Mapping[str, PublishedTable],
    contributions: pd.DataFrame,
    rule: SecrecyRule,
    known: Sequence[PublishedTable] = (),
) -> list[Finding]:
    r"""Return the published or derivable amounts that one unit dominates.

    For the largest contribution :math:`v` of each cell, the smallest derivable amount
    :math:`V` that contains the cell is sought; the rule asks :math:`v \le d\,V`.

    Parameters
    ----------
    tables : mapping of PublishedTable
        Columns that bear a name of ``contributions`` are amounts.
    contributions : DataFrame
        One row per statistical unit (household, landlord): ``atome`` and its amounts, not negative.
    rule : SecrecyRule
        Its ``dominance`` is :math:`d`.
    known : sequence of PublishedTable
        Earlier releases.

    Raises
    ------
    MissingColumnError
        ``contributions`` has no column ``atome``.
    """
    if ATOM not in contributions:
        raise MissingColumnError(
            f"Les contributions demandent la colonne « {ATOM} ». "
            f"Noms proches : {nearest(ATOM, contributions.columns)}."
        )
    amounts = [c for c in contributions.columns if c != ATOM]
    largest = contributions.groupby(contributions[ATOM].astype(str))[amounts].max()
    narrowed = {name: _only(table, amounts) for name, table in tables.items()}
    spoken = {name: table for name, table in narrowed.items() if table.counts.shape[1]}
    findings: list[Finding] = []
    for system in build_systems(spoken, [_only(t, amounts) for t in known], bases_only=False):
        top = largest[system.name].reindex([a for place in system.places for a in place])
        home = np.repeat(np.arange(len(system.places)), [len(place) for place in system.places])
        peak = top.groupby(home).max().reindex(range(len(system.places))).fillna(0.0).to_numpy()
        reduced, _ = reduce_system(system, 0.0)
        for part in reduced.components(joined=False):
            peaks = peak[part.place]
            for value, multipliers, chosen in smallest_sets(part, peaks / rule.dominance):
                share = float(peaks[chosen > 0.5].max() / max(value, TOLERANCE))
                finding = describe(part, (value, multipliers, chosen), rule.threshold)
                sentence = (
                    f"{finding.sentence.split(' donne ')[0]} donne un montant dont une seule unité "
                    f"fait {share:.0%}, au-dessus de {rule.dominance:.0%}."
                )
                findings.append(replace(finding, guarantee="G3", sentence=sentence, value=share))
    return findings


def _only(table: PublishedTable, amounts: list[str]) -> PublishedTable:
    columns = [c for c in table.counts.columns if c in amounts]
    return PublishedTable(table.counts[columns], {}, table.atoms, weighted=True)
