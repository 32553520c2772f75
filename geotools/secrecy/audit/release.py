"""The audit of a release: independent of how it was made, it reads only what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from geotools.errors import InputError, SecrecyRefusedError, guaranteed, some
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.alone import settle_alone, without_lone
from geotools.secrecy.audit.cells import audit_cells, total_cells
from geotools.secrecy.audit.differencing import audit_differencing
from geotools.secrecy.audit.equations import Blocks, build_systems
from geotools.secrecy.audit.findings import GUARANTEES, Finding, findings_frame
from geotools.secrecy.audit.geography import Geography
from geotools.secrecy.audit.intervals import (
    IntervalProof,
    audit_intervals,
    interval_frame,
    settled_figures,
    withheld_intervals,
    witness_frames,
)
from geotools.secrecy.audit.magnitudes import audit_magnitudes
from geotools.secrecy.audit.prior import split_prior
from geotools.secrecy.audit.reduction import reduce_system
from geotools.secrecy.audit.system import System
from geotools.secrecy.rule import SecrecyRule, resolve_rule
from geotools.secrecy.tables import PublishedTable, digest_tables

BOUNDED = {
    "small": "Encadrement « small » : une valeur retenue dont un lecteur peut prouver qu’elle "
    "atteint le seuil peut être encadrée de près, car elle ne dit rien d’un petit effectif ; toute "
    "autre doit l’être de loin.",
    "all": "Encadrement « all » : aucune valeur retenue, petite ou grande, n’est encadrée de près.",
}
"""What the rule decides of the withheld figures, in plain words."""

SIBLINGS = {
    "allowed": "Valeurs retenues prises ensemble : on n’a pas refusé que plusieurs prouvent que "
    "certaines d’entre elles sont petites (deux dont la somme est 11).",
    "refused": "Valeurs retenues prises ensemble : toutes peuvent atteindre le seuil à la fois.",
}
"""What the rule decides of withheld figures taken together."""

TOLD_BEFORE = (
    "Déjà su : {} effectif(s) ou croisement(s) étaient encadrés d’aussi près par ce qui a été "
    "diffusé avant ou déclaré connu ; cette diffusion n’y ajoute rien."
)
"""What is said of findings that the release does not make."""


@dataclass(frozen=True)
class Memory:
    """What audits of releases of the same tables under the same rule have in common.

    Parameters
    ----------
    found : dict
        Findings and proof about each part of a release.
    laid_out : list of Geography
    blocks : dict
        Equations of each table on each of them, see :func:`build_systems`.
    """

    found: dict[tuple[object, ...], tuple[list[Finding], IntervalProof | None]] = field(
        default_factory=dict
    )
    laid_out: list[Geography] = field(default_factory=list)
    blocks: Blocks = field(default_factory=dict)


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
        :func:`geotools.secrecy.audit.intervals.witness_frames`.
    reading : DataFrame
        For files that others made, how each column was read and which ones were not: ``table``,
        ``colonne``, ``lecture``, ``chiffres``, ``retenus``, ``remarque``.
    readers : tuple of str
        French sentences about readers who know more than what is published.
    prior : tuple of Finding
        What tables known before the release already told, and it makes no narrower.
    others : tuple of str
        French sentences about the tables of others that were held as known.
    """

    breaches: tuple[Finding, ...]
    rule: SecrecyRule
    digest: str
    checked: tuple[str, ...]
    flags: tuple[str, ...] = ()
    witnesses: pd.DataFrame = field(default_factory=pd.DataFrame)
    witness_tables: pd.DataFrame = field(default_factory=pd.DataFrame)
    readers: tuple[str, ...] = ()
    reading: pd.DataFrame = field(default_factory=pd.DataFrame)
    prior: tuple[Finding, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether every guarantee that was checked holds."""
        return not self.breaches

    @property
    def certificates(self) -> tuple[str, ...]:
        """French sentences: the breaches, or what was verified when there is none."""
        if self.breaches:
            return tuple(finding.sentence for finding in self.breaches)
        if not self.checked:
            return ("Aucun effectif confidentiel n’est publié : il n’y avait rien à vérifier.",)
        own = dict(GUARANTEES)
        if self.rule.scope == "base":
            own["G0"] = (
                "aucune base publiée sous le seuil ; les effectifs et leurs compléments peuvent "
                "l’être, la règle ne porte que sur les bases"
            )
        verified = " ; ".join(f"{code} : {own[code]}" for code in self.checked)
        return (
            f"Vérifié : {verified}.",
            self.rule.describe(),
            *self.readers,
            *self.others,
            *([BOUNDED[self.rule.bounded]] if "G2" in self.checked else []),
            *([SIBLINGS[self.rule.siblings]] if "G2" in self.checked else []),
            *([TOLD_BEFORE.format(len(self.prior))] if self.prior else []),
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
        A single system is read for each family of counts. Under the scope ``base`` only
        bases are read.

    Raises
    ------
    InputError
        There is nothing to audit, or published totals contradict each other.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> from geotools.secrecy import PublishedTable
    >>> counts = pd.DataFrame(
    ...     {"menages": [40, 30], "menages_apl": [15, 4]}, index=["A", "B"]
    ... )
    >>> audit = geotools.audit_release(
    ...     {"quartiers": PublishedTable(counts, {"menages_apl": "menages"})}
    ... )
    >>> audit.passed
    False
    >>> audit.findings()[["garantie", "unite", "colonne"]].values.tolist()
    [['G0', 'B', 'menages_apl'], ['G1', 'B', 'menages_apl']]
    """
    if not tables:
        raise InputError("L’audit demande au moins une table publiée.")
    rule, progress = resolve_rule(rule, threshold), progress or SILENT
    guarantees = rule.guarantees if guarantees is None else guarantees
    amounts = frozenset() if contributions is None else frozenset(contributions.columns)
    breaches: list[Finding] = []
    proofs: list[IntervalProof] = []
    prior: list[Finding] = []
    if "G0" in guarantees:
        progress.at(0.0, "Audit : cellules publiées")
        breaches += audit_cells(tables, rule, amounts)
    counted = {name: _without(table, amounts) for name, table in tables.items()}
    memory = Memory()
    for system, step in _systems(counted, known, rule, guarantees, memory, progress):
        combined, reduced = _combinations(system, rule, memory, guarantees, step.part(0.0, 0.4))
        combined, before = split_prior(combined, system, rule)
        breaches, prior = breaches + combined, prior + before
        if "G2" in guarantees:
            found, proved = _intervals(system, reduced, rule, memory, step.part(0.4, 1.0))
            found, before = split_prior(found, system, rule)
            told = {atom for finding in combined for atom in finding.atoms}
            breaches += [f for f in found if not set(f.atoms) <= told or not f.atoms]
            proofs, prior = proofs + proved, prior + before
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
        prior=tuple(prior),
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


def first_breaches(
    tables: Mapping[str, PublishedTable],
    rule: SecrecyRule,
    known: Sequence[PublishedTable],
    memory: Memory,
    progress: Progress = SILENT,
) -> list[Finding]:
    """Return the breaches of G1, or those of G2 when there is none: what to mend next.

    Parameters
    ----------
    tables, rule, known
        As for :func:`audit_release`.
    memory : Memory
        Filled here: a part of the release that did not change since is not looked at again.
    progress : Progress
    """
    combined: list[Finding] = []
    waiting: list[tuple[System, System]] = []
    for system, step in _systems(tables, known, rule, rule.guarantees, memory, progress):
        found, reduced = _combinations(system, rule, memory, rule.guarantees, step)
        combined += split_prior(found, system, rule)[0]
        waiting.append((system, reduced))
    if combined or "G2" not in rule.guarantees:
        return combined
    return [
        finding
        for system, reduced in waiting
        for finding in split_prior(
            _intervals(system, reduced, rule, memory, progress)[0], system, rule
        )[0]
    ]


def _systems(
    tables: Mapping[str, PublishedTable],
    known: Sequence[PublishedTable],
    rule: SecrecyRule,
    guarantees: Sequence[str],
    memory: Memory,
    progress: Progress,
) -> Iterator[tuple[System, Progress]]:
    """Yield the systems to look at and the progress of each; none when figures are enough."""
    if not {"G1", "G2"} & set(guarantees):
        return
    bases_only = rule.scope == "base"
    systems = list(
        build_systems(
            tables,
            known,
            bases_only=bases_only,
            laid_out=memory.laid_out,
            blocks=memory.blocks,
        )
    )
    for rank, system in enumerate(systems):
        low, high = rank / len(systems), (rank + 1) / len(systems)
        yield system, progress.part(low, high, f"Audit : {system.name}")


def _combinations(
    system: System,
    rule: SecrecyRule,
    memory: Memory,
    guarantees: Sequence[str],
    progress: Progress,
) -> tuple[list[Finding], System]:
    """Return the breaches of G1, and the reduced system."""
    reduced, breaches = reduce_system(system, rule.threshold, progress)
    if "G1" not in guarantees:
        return [], reduced
    tied, alone = without_lone(reduced, rule.threshold)
    for part in _each([*alone, *tied.components(joined=False)], progress):
        key = ("G1", *part.key())
        if key not in memory.found:
            memory.found[key] = audit_differencing(part, rule.threshold), None
        breaches += memory.found[key][0]
    return breaches, reduced


def _intervals(
    system: System, reduced: System, rule: SecrecyRule, memory: Memory, progress: Progress
) -> tuple[list[Finding], list[IntervalProof]]:
    """Return the breaches of G2 and the proof of the rest."""
    extended = system.with_denominators()
    if extended is not system:
        reduced = reduce_system(extended, rule.threshold)[0]
    breaches, proofs = settled_figures(reduced, rule), []
    reduced, settled = settle_alone(reduced, rule)
    proofs += [] if settled is None else [settled]
    for part in _each(reduced.components(joined=True), progress):
        key = ("G2", *part.key())
        if key not in memory.found:
            memory.found[key] = audit_intervals(part, rule)
        found, proof = memory.found[key]
        breaches += found
        proofs.append(guaranteed(proof))
    return breaches, proofs


def _each(parts: Iterable[System], progress: Progress) -> Iterator[System]:
    """Yield parts and tell how far they are, by the cells that they hold."""
    ordered = list(parts)
    total, done = sum(part.matrix.shape[1] for part in ordered), 0
    for part in ordered:
        progress.at(done / max(total, 1))
        yield part
        done += part.matrix.shape[1]
