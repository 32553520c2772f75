"""The audit of a release: independent of how it was made, it reads only what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from geotools.errors import InputError, SecrecyRefusedError
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit_cells import audit_cells, total_cells
from geotools.secrecy.audit_findings import GUARANTEES, Finding, findings_frame
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
            first = self.breaches[0].figures[0]
            raise SecrecyRefusedError(
                f"La diffusion est refusée : {len(self.breaches)} constat(s) contraire(s) au "
                f"secret statistique, le premier sur {first.table} {first.unit} "
                f"(« {first.column} »). "
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
    progress: Progress | None = None,
) -> Audit:
    """Audit everything that is published together.

    Parameters
    ----------
    tables : mapping of PublishedTable
        What a reader receives, by name of zoning.
    threshold : float, optional
        Shortcut for the default rule at this threshold.
    known : sequence of PublishedTable
        What readers know already.
    rule : SecrecyRule, optional
    progress : Progress, optional

    Raises
    ------
    InputError
        There is nothing to audit.
    """
    if not tables:
        raise InputError("L’audit demande au moins une table publiée.")
    rule, progress = resolve_rule(rule, threshold), progress or SILENT
    progress.at(0.0, "Audit : cellules publiées")
    breaches = audit_cells(tables, rule)
    return Audit(tuple(breaches), rule, digest_tables(tables), ("G0",), tuple(total_cells(tables)))
