"""What a chapter receives and gives: counts to protect, then tables of released figures.

A chapter works in two stages: ``tallies`` counts confidential rows, :func:`protect_tallies`
withholds what must be, and ``tables`` computes every figure from the counts that were released, or
from open data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geotools.diagnostic.location import Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import Measured
from geotools.diagnostic.protection import Zonings
from geotools.outputs import LayerSpec
from geotools.progress import SILENT, Progress
from geotools.secrecy import Grouping, PublishedTable, Release, SecrecyRule, protect_after

TERRITORY = "territoire"
_NOWHERE = "@nulle-part"
"""Stands for no unit while cells are told apart."""


@dataclass(frozen=True)
class Study:
    """What the main job knows when the chapters are written.

    Parameters
    ----------
    material, located, measured, grouping, rule
        Of the main job; confidential.
    release : Release
        The counts of residences that may leave, already protected.
    groups : LayerSpec, optional
        The published groups with their index and clusters, known when tables are made.
    zonings : Zonings
        The units by which residences are published: counts of households go by them too, or they
        would be subtracted from those of the main release.
    """

    material: Material
    located: Located
    measured: Measured
    grouping: Grouping
    rule: SecrecyRule
    release: Release
    groups: LayerSpec | None = None
    zonings: Zonings = field(default_factory=lambda: Zonings({}))

    @property
    def units(self) -> dict[str, pd.Series]:
        """Return the published unit of each residence in each zoning."""
        return self.zonings.units or self.located.zones

    @property
    def is_composed(self) -> bool:
        """Whether zonings are made of whole groups."""
        return bool(self.zonings.composed)

    def dwellings(self, zoning: str) -> pd.Series:
        """Return the dwellings of the register in each published unit of a zoning: open data."""
        homes = self.located.dwellings.astype(float)
        if zoning == TERRITORY and TERRITORY not in self.units:
            return pd.Series({TERRITORY: homes.sum()})
        return homes.groupby(self.units[zoning].reindex(homes.index).astype("object")).sum()

    def frame(self, source: str) -> Any:
        """Return the rows of a source, or None when the territory does not declare it."""
        return self.material.frame(source)

    @property
    def year(self) -> int:
        """Year of the diagnosis."""
        return self.material.configuration.territoire.millesime

    def names(self, zoning: str) -> pd.Series:
        """Return the name of each zone of a zoning, by code; empty when it is not declared."""
        zones = self.material.zones().get(zoning)
        if zones is None or "libelle" not in zones.columns:
            return pd.Series(dtype="object")
        own = zones["libelle"].astype("object")
        composed = self.zonings.composed.get(zoning)
        if composed is None:
            return own
        named = {unit: " + ".join(own[list(held)]) for unit, held in composed.zones.items()}
        return pd.concat([own, pd.Series(named, dtype="object").drop(own.index, errors="ignore")])


@dataclass(frozen=True)
class Tally:
    """Counts of rows of one kind, and the units by which they are published.

    Parameters
    ----------
    atoms : DataFrame
        Additive counts, one row for each smallest unit; confidential.
    tables : mapping of Series
        Name of each published table: the unit of each atom, NA where it has none.
    bases, parts : mapping
        As for :func:`geotools.secrecy.protect`.
    linked : bool
        The atoms are the residences of the main release: what that one tells is known to readers.
    also : mapping of Series
        Tables released elsewhere that add up the same rows: the unit of each atom.
    """

    atoms: pd.DataFrame
    tables: Mapping[str, pd.Series]
    bases: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    linked: bool = False
    also: Mapping[str, pd.Series] = field(default_factory=dict)

    def links(self, release: Release) -> list[PublishedTable]:
        """Return the tables of a release that add up these very rows, on these atoms."""
        found = []
        for name, units in self.also.items():
            table = release.tables.get(name)
            if table is not None:
                shared = [c for c in table.counts.columns if c in self.atoms.columns]
                bases = {n: b for n, b in table.bases.items() if {n, b} <= set(shared)}
                known = units.where(units.isin(table.counts.index))
                found.append(PublishedTable(table.counts[shared], bases, known))
        return found


@dataclass(frozen=True)
class Chapter:
    """One chapter of the diagnosis.

    Parameters
    ----------
    name : str
        Identifier of its plan in ``document.toml``.
    needs : tuple of str
        Sources without which it cannot be written.
    tables : callable
        Layers and tables from the study and the released tables of the tallies.
    tallies : callable, optional
        Counts to protect; none for a chapter of open data, or of what the main release tells.
    internal : callable, optional
        Confidential tables for ``interne/``, by name.
    """

    name: str
    needs: tuple[str, ...]
    tables: Callable[[Study, Mapping[str, PublishedTable]], list[LayerSpec]]
    tallies: Callable[[Study], list[Tally]] | None = None
    internal: Callable[[Study], dict[str, pd.DataFrame]] | None = None

    def missing(self, study: Study) -> list[str]:
        """Return the sources that the chapter needs and the territory does not declare."""
        return [name for name in self.needs if name not in study.material.sources]


def protect_tallies(
    tallies: Sequence[Tally],
    study: Study,
    denominators: Sequence[PublishedTable] = (),
    progress: Progress | None = None,
    earlier: Sequence[Mapping[str, PublishedTable]] = (),
) -> list[Release]:
    """Withhold what must be in every table of the tallies, given all that readers hold."""
    step = progress or SILENT
    releases = []
    for number, tally in enumerate(tallies):
        known = tally.links(study.release)
        if tally.linked:
            known += [*_related(study.release, tally), *denominators]
        releases.append(
            protect_after(
                earlier,
                {"faits": PublishedTable(tally.atoms.astype(float), dict(tally.bases))},
                tally.atoms,
                tally.tables,
                tally.bases,
                rule=study.rule,
                parts=tally.parts,
                priority=tuple(tally.tables),
                known=known,
                progress=step.part(number / len(tallies), (number + 1) / len(tallies)),
            )
        )
    return releases


def _related(release: Release, tally: Tally) -> list[PublishedTable]:
    """Return the main tables that hold a count of the tally: they may be read together."""
    own = set(tally.atoms.columns)
    return [t for t in release.tables.values() if own & set(t.counts.columns)]


def by_cells(counts: pd.DataFrame, units: Mapping[str, pd.Series], prefix: str) -> Tally:
    """Sum rows by the finest cells that the tables tell apart: the atoms of the release.

    Parameters
    ----------
    counts : DataFrame
        Counts, one row for each confidential row.
    units : mapping of Series
        Table to the unit of each row.
    prefix : str
        Begins the identifiers of the cells, which must not be those of other kinds of rows.

    Returns
    -------
    Tally
        Without bases: replace them.
    """
    keys = pd.DataFrame(
        {name: u.reindex(counts.index).astype("object") for name, u in units.items()}
    )
    keys = keys.where(keys.notna(), None)
    code, cells = pd.factorize(pd.MultiIndex.from_frame(keys.fillna(_NOWHERE)), sort=True)
    names = [f"{prefix}:{number}" for number in range(len(cells))]
    summed = counts.groupby(code).sum().set_axis(names)
    listed = pd.DataFrame(list(cells), columns=list(keys.columns), index=names)
    listed = listed.where(listed != _NOWHERE, None)
    return Tally(summed, {name: listed[name] for name in units}, {})


def zones_of(study: Study, index: pd.Index) -> dict[str, pd.Series]:
    """Return the territory, the communes and the QPV by which residences are published."""
    zones = {TERRITORY: pd.Series(TERRITORY, index=index, dtype="object")}
    named = {n: u for n, u in study.units.items() if n in {TERRITORY, "communes", "qpv"}}
    found = {**zones, **{n: u.reindex(index).astype("object") for n, u in named.items()}}
    return {n: u.where(u.notna(), None) for n, u in found.items()}
