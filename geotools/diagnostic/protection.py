"""Stages « protéger » and « auditer »: every zoning made of whole groups, or figures withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from geotools.diagnostic.configuration import Configuration
from geotools.diagnostic.location import TILES, Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import Measured
from geotools.progress import Progress
from geotools.secrecy import (
    ComposedZoning,
    Grouping,
    Knowledge,
    PublishedTable,
    Release,
    SecrecyRule,
    compose_zoning,
    load_rule,
    protect_after,
    reader_sentences,
    release_whole,
)

GROUPS = "groupes"
TERRITORY = "territoire"
PRIORITY = (TERRITORY, "communes", "qpv", GROUPS, "iris", TILES)
"""What is kept first when a cell must be withheld (secrecy: commune, QPV, then the rest)."""


def rule_of(configuration: Configuration) -> SecrecyRule:
    """Return the rule of the profile, at the threshold asked for."""
    settings = configuration.secret
    changes = {} if settings.seuil is None else {"threshold": settings.seuil}
    return load_rule(settings.profil, **changes)


@dataclass(frozen=True)
class Zonings:
    """The zonings that are published.

    Parameters
    ----------
    units : dict of Series
        For each zoning, atom to unit.
    composed : dict of ComposedZoning
        Those made of whole groups; empty when zonings are exact.
    """

    units: dict[str, pd.Series]
    composed: dict[str, ComposedZoning] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, ...]:
        """Return their names, the one to keep whole the longest first."""
        first = [name for name in PRIORITY if name in self.units]
        return (*first, *(name for name in self.units if name not in first))


def exact_zonings(located: Located, grouping: Grouping, index: pd.Index) -> Zonings:
    """Return every zoning as its limits cut it."""
    units = {TERRITORY: pd.Series(TERRITORY, index=index, dtype="object")}
    units |= {name: codes.astype("object") for name, codes in located.zones.items()}
    return Zonings({**units, GROUPS: grouping.membership.reindex(index)})


def composed_zonings(located: Located, measured: Measured, grouping: Grouping) -> Zonings:
    """Return every zoning as unions of whole groups."""
    group = grouping.membership.reindex(measured.counts.index)
    group = group.where(group.notna(), None)
    size = households(measured)
    composed = {name: compose_zoning(codes, group, size) for name, codes in located.zones.items()}
    whole = pd.Series(TERRITORY, index=group.index, dtype="object").where(group.notna(), None)
    units = {name: zoning.units for name, zoning in composed.items()}
    return Zonings({TERRITORY: whole, **units, GROUPS: group}, composed)


def composition_table(zonings: Zonings) -> pd.DataFrame:
    """Return the exact share of each composed unit that stands elsewhere; confidential."""
    frames = [
        zoning.shares.reset_index().assign(
            zonage=name,
            zones=[" + ".join(zoning.zones.get(unit, ())) for unit in zoning.shares.index],
        )
        for name, zoning in zonings.composed.items()
    ]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def read_by_others(
    knowledge: Knowledge, release: Release, zonings: Zonings, asked: str
) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Return what the certificate says of each reader, and the figures that stay exposed.

    Of zonings made of whole groups, the groups tell: what no group lets deduce, no union does.
    """
    groups = {GROUPS: release.tables[GROUPS]} if GROUPS in release.tables else {}
    tables = groups if zonings.composed else dict(release.tables)
    known = ["rpls"] if knowledge.holder is None else ["rpls", "bailleur"]
    frames = {reader: knowledge.table(tables, reader) for reader in known}
    shown = [t.counts[list(knowledge.bases)].notna().to_numpy().sum() for t in tables.values()]
    sentences = reader_sentences(
        knowledge.rule,
        asked,
        {reader: len(frame) for reader, frame in frames.items()},
        2 * int(sum(shown)),
    )
    return sentences, pd.concat(frames.values(), ignore_index=True)


def households(measured: Measured) -> pd.Series:
    """Return what the share of displaced households is counted in: the widest count of units."""
    known = [name for name in ("menages", "logements") if name in measured.counts.columns]
    name = known[0] if known else next(iter(measured.bases.values()))
    return measured.counts[name].astype(float)


def release_of(
    zonings: Zonings,
    measured: Measured,
    rule: SecrecyRule,
    progress: Progress,
    earlier: Sequence[Mapping[str, PublishedTable]] = (),
    denominators: Sequence[PublishedTable] = (),
) -> Release:
    """Return what may leave in every zoning, given what readers received before.

    Zonings made of whole groups need nothing more. Elsewhere, figures are withheld until nothing
    can be subtracted; those that correct earlier ones by a few units are too: the gap would be
    read. ``denominators`` are bases that readers are supposed to know.
    """
    atoms = measured.counts[measured.columns]
    if zonings.composed and not earlier:
        return release_whole(atoms, zonings.units, measured.bases, rule=rule, parts=measured.parts)
    return protect_after(
        earlier,
        facts(measured),
        atoms,
        zonings.units,
        measured.bases,
        rule=rule,
        parts=measured.parts,
        priority=zonings.order,
        known=denominators,
        progress=progress,
    )


def known_bases(material: Material, measured: Measured) -> list[PublishedTable]:
    """Return the bases of each residence as a reader may know them, none if they are not at risk.

    The dwellings of the RPLS tell nearly how many households there are: to suppose that they tell
    it exactly protects the more.
    """
    if measured.source != "ops" or not material.configuration.secret.bases_connues:
        return []
    bases = list(dict.fromkeys(measured.bases.values()))
    return [PublishedTable(measured.counts[bases].astype(float))]


def facts(measured: Measured) -> dict[str, PublishedTable]:
    """Return the confidential counts of atoms: they tell which earlier figures are still true."""
    atoms = measured.counts[measured.columns]
    own = pd.Series(atoms.index, atoms.index)
    return {"faits": PublishedTable(atoms, measured.bases, own, measured.parts)}
