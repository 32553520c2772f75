"""G0: every published count, base and complement reaches the threshold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.secrecy.audit.findings import Figure, Finding
from geotools.secrecy.rule import TOLERANCE, SecrecyRule
from geotools.secrecy.tables import PublishedTable


def audit_cells(
    tables: Mapping[str, PublishedTable],
    rule: SecrecyRule,
    magnitudes: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Return one finding for each figure below the threshold, as published or by one subtraction.

    Parameters
    ----------
    tables : mapping of PublishedTable
    rule : SecrecyRule
        With the scope ``base`` only columns that are no numerator are checked.
    magnitudes : frozenset of str
        Columns that are amounts and not counts: G3 is about them.
    """
    findings: list[Finding] = []
    for name, table in tables.items():
        counted = [c for c in table.counts.columns if c not in magnitudes]
        if rule.scope == "base":
            counted = [c for c in counted if c not in table.bases]
        findings += _small(name, table.counts[counted], rule, "")
        if rule.scope == "cells":
            findings += _small(name, table.complement(), rule, "le complément de ")
    return findings


def _small(name: str, values: pd.DataFrame, rule: SecrecyRule, prefix: str) -> list[Finding]:
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    lines, columns = np.nonzero(rule.too_small(numbers))
    return [
        Finding(
            "G0",
            (Figure(name, str(values.index[i]), str(values.columns[j])),),
            f"{name} {values.index[i]} : {prefix}« {values.columns[j]} » est sous le seuil de "
            f"{rule.threshold:g} ; retenez ce chiffre ou agrandissez l’unité.",
            (str(values.index[i]),),
            float(numbers[i, j]),
        )
        for i, j in zip(lines.tolist(), columns.tolist(), strict=True)
    ]


def total_cells(tables: Mapping[str, PublishedTable]) -> list[str]:
    """Name (in French) the published counts equal to their base: everybody has the trait."""
    flags = []
    for name, table in tables.items():
        rest = table.complement()
        base = pd.DataFrame({n: table.counts[table.bases[n]] for n in rest.columns})
        lines, columns = np.nonzero((rest.abs() <= TOLERANCE) & (base > TOLERANCE))
        flags += [
            f"{name} {rest.index[i]} : « {rest.columns[j]} » égale sa base ; chacun y a le trait."
            for i, j in zip(lines.tolist(), columns.tolist(), strict=True)
        ]
    return flags
