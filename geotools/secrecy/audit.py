"""The audit of a release: independent of how it was made, it reads only what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geotools.errors import InputError, SecrecyRefusedError, some
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit_cells import audit_cells, total_cells
from geotools.secrecy.audit_differencing import audit_differencing
from geotools.secrecy.audit_findings import GUARANTEES, Finding, findings_frame
from geotools.secrecy.audit_intervals import (
    Proof,
    audit_intervals,
    interval_frame,
    settled_figures,
    withheld_intervals,
    witness_frames,
)
from geotools.secrecy.audit_magnitudes import audit_magnitudes
from geotools.secrecy.audit_reduction import reduce_system
from geotools.secrecy.audit_system import System, build_systems
from geotools.secrecy.rule import SecrecyRule, resolve_rule
from geotools.secrecy.tables import PublishedTable, digest_tables

Memory = dict[tuple[object, ...], tuple[list[Finding], Proof | None]]
"""What was found about each part of a release."""


@dataclass(frozen=True)
class Audit:
    """The answer of an audit.

    Parameters
    ----------
    breaches : tuple of Finding
        What is wrong; empty when the audit passed.
    rule : SecrecyRule
    digest : str
        SHA-256 of exactly what was audited, see :func:`geotools.secrecy.digest_tables`.
    checked : tuple of str
        Guarantees that were checked.
    flags : tuple of str
        French sentences about what deserves a look and is no breach.
    witnesses, witness_tables : DataFrame
        Proof of G2: for each withheld figure two tables that fit everything published, see
        :func:`geotools.secrecy.audit_intervals.witness_frames`.
    """

    breaches: tuple[Finding, ...]
    rule: SecrecyRule
    digest: str
    checked: tuple[str, ...]
    flags: tuple[str, ...] = ()
    witnesses: pd.DataFrame = field(default_factory=pd.DataFrame)
    witness_tables: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def passed(self) -> bool:
        """Tell whether every guarantee that was checked holds."""
        return not self.breaches

    @property
    def certificates(self) -> tuple[str, ...]:
        """French sentences: the breaches, or what was verified when there is none."""
        if self.breaches:
            return tuple(finding.sentence for finding in self.breaches)
        verified = " ; ".join(f"{code} : {GUARANTEES[code]}" for code in self.checked)
        return (
            f"Vérifié : {verified}.",
            self.rule.describe(),
            f"Empreinte SHA-256 des tables vérifiées : {self.digest}.",
        )

    def findings(self) -> pd.DataFrame:
        """Return the breaches as a French table."""
        return findings_frame(self.breaches)

    def require(self, digest: str | None = None) -> None:
        """Stop here unless the audit passed, and passed on exactly these tables.

        Raises
        ------
        SecrecyRefusedError
            There are breaches, or the digest is another one.
        """
        if self.breaches:
            figures = dict.fromkeys(breach.figures[0] for breach in self.breaches)
            named = [f"{f.table} {f.unit} (« {f.column} »)" for f in figures]
            raise SecrecyRefusedError(
                f"La diffusion est refusée : {len(self.breaches)} constat(s) contraire(s) au "
                f"secret statistique : {some(named)}. "
                "Lisez le rapport d’audit, puis retenez ces chiffres ou agrandissez les unités."
            )
        if digest is not None and digest != self.digest:
            raise SecrecyRefusedError(
                "La diffusion est refusée : les tables ne sont plus celles qui ont été vérifiées. "
                "Relancez l’audit sur les tables à publier."
            )


def audit_release(
    tables: Mapping[str, PublishedTable],
    *,
    threshold: float | None = None,
    known: Sequence[PublishedTable] = (),
    rule: SecrecyRule | None = None,
    contributions: pd.DataFrame | None = None,
    guarantees: Sequence[str] | None = None,
    memory: Memory | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit everything that is published together.

    Parameters
    ----------
    tables : mapping of PublishedTable
        What a reader receives, by name of zoning.
    threshold : float, optional
        Shortcut for the default rule (11 units) at this threshold.
    known : sequence of PublishedTable
        What readers know already: earlier releases, whose figures combine with these, and
        denominators (RPLS dwellings by residence, named as the base that they bound).
    rule : SecrecyRule, optional
    contributions : DataFrame, optional
        One row per statistical unit, ``atome`` and amounts: the columns of the tables that bear
        the same names are amounts, checked by G3 and left out of the guarantees about counts.
    guarantees : sequence of str, optional
        Which of ``G0``, ``G1``, ``G2`` to check, those of the rule by default; G3 is when
        ``contributions`` are given.
    memory : dict, optional
        What earlier audits under the same rule found, filled here: a part of the release that did
        not change since is not looked at again.
    progress : Progress, optional

    Returns
    -------
    Audit
        A single system is read for each base and its classes. Under the scope ``base`` only
        bases are read.

    Raises
    ------
    InputError
        There is nothing to audit, or published totals contradict each other.
    """
    if not tables:
        raise InputError("L’audit demande au moins une table publiée.")
    rule, progress = resolve_rule(rule, threshold), progress or SILENT
    guarantees = rule.guarantees if guarantees is None else guarantees
    amounts = frozenset() if contributions is None else frozenset(contributions.columns)
    breaches: list[Finding] = []
    proofs: list[Proof] = []
    memory = {} if memory is None else memory
    if "G0" in guarantees:
        progress.at(0.0, "Audit : cellules publiées")
        breaches += audit_cells(tables, rule, amounts)
    counted = {name: _without(table, amounts) for name, table in tables.items()}
    systems: list[System] = []
    if {"G1", "G2"} & set(guarantees):
        systems = list(build_systems(counted, known, bases_only=rule.scope == "base"))
    for rank, system in enumerate(systems):
        step = progress.part(
            rank / len(systems), (rank + 1) / len(systems), f"Audit : {system.name}"
        )
        found, proved = _audit_system(system, rule, guarantees, memory, step)
        breaches += found
        proofs += proved
    checked = [code for code in ("G0", "G1", "G2") if code in guarantees]
    if contributions is not None:
        breaches += audit_magnitudes(tables, contributions, rule, known)
        checked.append("G3")
    return Audit(
        tuple(breaches),
        rule,
        digest_tables(tables),
        tuple(checked),
        tuple(total_cells(tables)),
        *witness_frames(proofs),
    )


def deducible_intervals(
    tables: Mapping[str, PublishedTable], *, known: Sequence[PublishedTable] = ()
) -> pd.DataFrame:
    """Return what a reader can prove about each withheld figure: its exact interval.

    Parameters
    ----------
    tables, known
        As for :func:`audit_release`.

    Returns
    -------
    DataFrame
        ``table``, ``unite``, ``colonne``, ``minimum``, ``maximum``; a figure that no published one
        bounds has an arbitrary large maximum.
    """
    frames = []
    for system in build_systems(tables, known, bases_only=False):
        reduced, _ = reduce_system(system.with_denominators(), 0.0)
        bare = np.flatnonzero(np.diff(reduced.hidden.indptr) == 0)
        rows = [reduced.hidden_rows[i] for i in bare]
        frames.append(interval_frame(rows, reduced.given[bare], reduced.given[bare]))
        frames += [withheld_intervals(part) for part in reduced.components(joined=True)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _without(table: PublishedTable, amounts: frozenset[str]) -> PublishedTable:
    if not amounts & set(table.counts.columns):
        return table
    return replace(
        table, counts=table.counts[[c for c in table.counts.columns if c not in amounts]]
    )


def _audit_system(
    system: System,
    rule: SecrecyRule,
    guarantees: Sequence[str],
    memory: Memory,
    progress: Progress,
) -> tuple[list[Finding], list[Proof]]:
    reduced, revisions = reduce_system(system, rule.threshold)
    breaches: list[Finding] = []
    witnesses: list[Proof] = []
    if "G1" in guarantees:
        breaches += revisions
        for part in _each(reduced.components(joined=False), progress.part(0.0, 0.4)):
            key = ("G1", *part.key())
            if key not in memory:
                memory[key] = audit_differencing(part, rule.threshold), None
            breaches += memory[key][0]
    if "G2" in guarantees:
        known = {atom for finding in breaches for atom in finding.atoms}
        extended = system.with_denominators()
        joint = reduced if extended is system else reduce_system(extended, rule.threshold)[0]
        found = settled_figures(joint, rule)
        for part in _each(joint.components(joined=True), progress.part(0.4, 1.0)):
            key = ("G2", *part.key())
            if key not in memory:
                memory[key] = audit_intervals(part, rule)
            found += memory[key][0]
            proof = memory[key][1]
            assert proof is not None
            witnesses.append(proof)
        breaches += [f for f in found if not set(f.atoms) <= known or not f.atoms]
    return breaches, witnesses


def _each(parts: Iterable[System], progress: Progress) -> Iterator[System]:
    """Yield parts and tell how far they are, by the cells that they hold."""
    ordered = list(parts)
    total, done = sum(part.matrix.shape[1] for part in ordered), 0
    for part in ordered:
        progress.at(done / max(total, 1))
        yield part
        done += part.matrix.shape[1]
