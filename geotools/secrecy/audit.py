"""The audit of a release: independent of how it was made, it reads only what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from geotools.errors import InputError, SecrecyRefusedError, some
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit_cells import audit_cells, total_cells
from geotools.secrecy.audit_differencing import audit_differencing, check_empty_rows
from geotools.secrecy.audit_findings import GUARANTEES, Finding, findings_frame
from geotools.secrecy.audit_intervals import audit_intervals, withheld_intervals
from geotools.secrecy.audit_magnitudes import audit_magnitudes
from geotools.secrecy.audit_system import System, build_systems
from geotools.secrecy.rule import SecrecyRule, resolve_rule
from geotools.secrecy.tables import PublishedTable, digest_tables


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
    witnesses : DataFrame
        Proof of G2, one row per protected figure: two tables that fit everything published.
    """

    breaches: tuple[Finding, ...]
    rule: SecrecyRule
    digest: str
    checked: tuple[str, ...]
    flags: tuple[str, ...] = ()
    witnesses: pd.DataFrame = field(default_factory=pd.DataFrame)

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
    witnesses: list[pd.DataFrame] = []
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
        found, proof = _audit_system(system, rule, guarantees, step)
        breaches += found
        witnesses += proof
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
        pd.concat(witnesses, ignore_index=True) if witnesses else pd.DataFrame(),
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
    frames = [
        withheld_intervals(part)
        for system in build_systems(tables, known, bases_only=False)
        for part in system.with_denominators().components()
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _without(table: PublishedTable, amounts: frozenset[str]) -> PublishedTable:
    if not amounts & set(table.counts.columns):
        return table
    return replace(
        table, counts=table.counts[[c for c in table.counts.columns if c not in amounts]]
    )


def _audit_system(
    system: System, rule: SecrecyRule, guarantees: Sequence[str], progress: Progress
) -> tuple[list[Finding], list[pd.DataFrame]]:
    breaches: list[Finding] = []
    witnesses: list[pd.DataFrame] = []
    check_empty_rows(system)
    if "G1" in guarantees:
        parts = list(system.components())
        for rank, part in enumerate(parts):
            progress.at(0.4 * rank / len(parts))
            breaches += audit_differencing(part, rule.threshold)
    if "G2" in guarantees:
        known = {atom for finding in breaches for atom in finding.atoms}
        parts = list(system.with_denominators().components())
        for rank, part in enumerate(parts):
            low, high = (0.4 + 0.6 * (rank + side) / len(parts) for side in (0, 1))
            found, proof = audit_intervals(part, rule, progress.part(low, high))
            breaches += [f for f in found if not set(f.atoms) <= known or not f.atoms]
            witnesses.append(proof)
    return breaches, witnesses
