"""What readers knew before a release: what it does not reveal is not held against it.

Earlier releases, tables of others and denominators may bracket a crossing that only the limits of
the new release draw. Withholding a new figure changes nothing to that: a finding counts when the
release narrows what the known tables alone let prove.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from geotools.secrecy.audit.findings import Figure, Finding
from geotools.secrecy.audit.intervals import withheld_intervals
from geotools.secrecy.audit.reduction import reduce_system
from geotools.secrecy.audit.system import DENOMINATORS, KNOWN, Row, System
from geotools.secrecy.rule import TOLERANCE, SecrecyRule

Floats = NDArray[np.float64]


def split_prior(
    findings: Sequence[Finding], system: System, rule: SecrecyRule
) -> tuple[list[Finding], list[Finding]]:
    """Set apart the findings that known tables alone already give.

    Parameters
    ----------
    findings : sequence of Finding
        Of G1 or G2, about one system.
    system : System
        As read off the tables: neither reduced nor with its denominators.
    rule : SecrecyRule

    Returns
    -------
    held, prior : list of Finding
        Those that the release reveals, and those that were known before it.
    """
    doubtful = [f for f in findings if any(_is_known(x) for x in (*f.figures, *f.binding))]
    doubtful = [f for f in doubtful if f.guarantee == "G1" or f.interval is not None]
    if not doubtful or not any(row.known for row in system.rows):
        return list(findings), []
    sums = [_cells_of(finding, system) for finding in doubtful]
    before = _known_intervals(csr_array(vstack(sums)), system)
    prior = [
        finding
        for finding, sum_, (low, high) in zip(doubtful, sums, before, strict=True)
        if sum_.nnz and _told_before(finding, low, high, rule)
    ]
    return [finding for finding in findings if finding not in prior], prior


def _is_known(figure: Figure) -> bool:
    named = figure.table or figure.unit
    return named.startswith((KNOWN, DENOMINATORS)) or f"+ {DENOMINATORS}" in named


def _told_before(finding: Finding, low: float, high: float, rule: SecrecyRule) -> bool:
    """Tell whether the interval ``[low, high]`` of known tables is as telling as the finding."""
    if finding.guarantee == "G1":
        return high - low <= TOLERANCE
    least, most = finding.interval or (-np.inf, np.inf)
    reached = most >= min(rule.threshold, high) - TOLERANCE
    return bool(reached and most - least >= min(rule.interval, high - low) - TOLERANCE)


def _cells_of(finding: Finding, system: System) -> csr_array:
    """Return what a finding sums, as a row over the cells of the system; empty if not found."""
    shape = (1, system.matrix.shape[1])
    if finding.guarantee == "G1":
        rank = {(r.table, r.unit, r.column): i for i, r in enumerate(system.rows)}
        taken = [(rank.get((f.table, f.unit, f.column)), f.times) for f in finding.figures]
        if any(i is None for i, _ in taken):
            return csr_array(shape)
        total = sum((times * system.matrix[[i]] for i, times in taken), start=csr_array(shape))
        spread = total.toarray()[0]
        return csr_array((np.abs(spread) > TOLERANCE).astype(float)[None])
    figure = finding.figures[0]
    if figure.table:
        named = (figure.table, figure.unit, figure.column)
        for i, row in enumerate(system.hidden_rows):
            if (row.table, row.unit, row.column) == named:
                return csr_array(system.hidden[[i]])
        return csr_array(shape)
    atoms = set(finding.atoms)
    inside = np.array([bool(place) and set(place) <= atoms for place in system.places])
    return csr_array(
        (inside[system.place] & (system.category == figure.column)).astype(float)[None]
    )


def _known_intervals(sums: csr_array, system: System) -> list[tuple[float, float]]:
    """Return the interval of each sum of cells that known tables and denominators alone give."""
    names = [Row("", str(i), "") for i in range(sums.shape[0])]
    alone = system.restrict(np.flatnonzero([row.known for row in system.rows]))
    alone = replace(
        alone,
        hidden=sums,
        hidden_rows=names,
        given=np.zeros(len(names)),
        hidden_before=np.tile([0.0, np.inf], (len(names), 1)),
        hidden_bounds=np.tile([-np.inf, np.inf], (len(names), 1)),
    )
    reduced, _ = reduce_system(alone.with_denominators(), 0.0)
    bounds = {row.unit: (v, v) for row, v in zip(reduced.hidden_rows, reduced.given, strict=True)}
    for part in reduced.components(joined=True):
        if part.hidden.shape[0]:
            found = withheld_intervals(part)
            ends = zip(found["minimum"], found["maximum"], strict=True)
            bounds |= dict(zip(found["unite"], ends, strict=True))
    return [bounds[row.unit] for row in names]
