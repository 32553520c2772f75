"""The chapters in their order, and the one audit that all their figures pass together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from geotools.diagnostic.chapters import (
    balance,
    comparison,
    concentrations,
    demand,
    functioning,
    objectives,
    occupation,
    orientations,
    planning,
    stock,
    trajectory,
)
from geotools.diagnostic.chapters.sources import origin_of_table
from geotools.diagnostic.chapters.study import Chapter, Study, protect_tallies
from geotools.diagnostic.follow_up import together
from geotools.errors import guaranteed
from geotools.outputs import LayerSpec
from geotools.progress import SILENT, Progress
from geotools.secrecy import Audit, PublishedTable, Release, audit_release, digest_tables
from geotools.secrecy.audit.findings import Figure

CHAPTERS: tuple[Chapter, ...] = (
    stock.CHAPTER,
    occupation.CHAPTER,
    comparison.CHAPTER,
    trajectory.CHAPTER,
    concentrations.CHAPTER,
    functioning.CHAPTER,
    demand.CHAPTER,
    orientations.CHAPTER,
    objectives.CHAPTER,
    planning.CHAPTER,
    balance.CHAPTER,
)
_ROUNDS = 6


def chapter_releases(
    study: Study,
    denominators: Sequence[PublishedTable] = (),
    progress: Progress | None = None,
    earlier: Sequence[Mapping[str, PublishedTable]] = (),
) -> tuple[Release | None, list[PublishedTable], list[pd.DataFrame]]:
    """Protect the counts of every chapter whose sources are there.

    Returns
    -------
    release : Release or None
    links : list of PublishedTable
        Released tables of others on the atoms of chapters, for the audit.
    atoms : list of DataFrame
        The counts that were protected, atom by atom: confidential.
    """
    step = progress or SILENT
    open_ones = [c for c in CHAPTERS if c.tallies is not None and not c.missing(study)]
    whole: Release | None = None
    links: list[PublishedTable] = []
    atoms: list[pd.DataFrame] = []
    for number, chapter in enumerate(open_ones):
        part = step.part(number / len(open_ones), (number + 1) / len(open_ones))
        part.at(0.0, f"Chapitre : {chapter.name}")
        counted = guaranteed(chapter.tallies)(study)
        links += [table for tally in counted for table in tally.links(study.release)]
        atoms += [tally.atoms for tally in counted]
        for release in protect_tallies(counted, study, denominators, part, earlier):
            whole = release if whole is None else together(whole, release)
    return whole, links, atoms


def settle(
    main: Release,
    added: Release | None,
    known: Sequence[PublishedTable],
    progress: Progress | None = None,
) -> tuple[Release, Audit]:
    """Audit everything together; a figure of a chapter gives way to those of the main release.

    Those of the main release give way to what was sent before, which cannot be taken back.

    Chapters are protected one by one: figures of several may combine. The audit names them, those
    of chapters are withheld and the whole is audited again.
    """
    published = together(main, added)
    audit = audit_release(published.tables, rule=main.rule, known=known, progress=progress)
    for _ in range(_ROUNDS):
        if audit.passed:
            break
        named = [f for breach in audit.breaches for f in (*breach.figures, *breach.binding)]
        given_up = [f for f in named if added is not None and f.table in added.tables]
        if given_up and added is not None:
            added = _withholding(added, given_up)
        elif given_up := [f for f in named if f.table in main.tables]:
            # What was sent before combines with the main release: it cannot be taken back.
            main = _withholding(main, given_up)
        else:
            break
        published = together(main, added)
        audit = audit_release(published.tables, rule=main.rule, known=known, progress=progress)
    return published, audit


def _withholding(release: Release, figures: Sequence[Figure]) -> Release:
    """Return a release without some figures, and without those that would tell them again."""
    tables = dict(release.tables)
    for figure in figures:
        tables[figure.table] = _without(tables[figure.table], figure.unit, figure.column)
    return _withheld(release, tables)


def _without(table: PublishedTable, unit: object, column: str) -> PublishedTable:
    """Withhold a figure with the numerators of its base: none of them may tell it again."""
    base = table.bases.get(column, column)
    columns = [c for c in table.counts.columns if table.bases.get(c) == base or c == column]
    counts = table.counts.copy()
    counts.loc[counts.index.astype(str) == str(unit), columns] = np.nan
    return replace(table, counts=counts)


def _withheld(release: Release, tables: dict[str, PublishedTable]) -> Release:
    """Return the release with other tables, what is withheld and its price counted again."""
    held, price = [], release.price.copy()
    for name, table in tables.items():
        hidden = table.counts.isna()
        lines, columns = np.nonzero(hidden.to_numpy())
        held.append(
            pd.DataFrame(
                {
                    "zonage": name,
                    "unite": hidden.index[lines],
                    "colonne": hidden.columns[columns],
                }
            )
        )
        price.loc[name, "retenus"] = int(hidden.to_numpy().sum())
        price.loc[name, "publies"] = int((~hidden).to_numpy().sum())
        price.loc[name, "part_retenue"] = float(hidden.to_numpy().mean()) if hidden.size else 0.0
    return replace(
        release,
        tables=tables,
        withheld=pd.concat(held, ignore_index=True),
        price=price,
        digest=digest_tables(tables),
    )


def chapter_layers(study: Study, published: Release) -> list[LayerSpec]:
    """Return the tables of every chapter, computed from what was released."""
    layers: list[LayerSpec] = []
    for chapter in CHAPTERS:
        if not chapter.missing(study):
            layers += chapter.tables(study, published.tables)
    return [
        layer if layer.origin else replace(layer, origin=origin_of_table(study, layer.name))
        for layer in layers
    ]


def chapter_internal(study: Study) -> dict[str, pd.DataFrame]:
    """Return the confidential tables of every chapter."""
    found: dict[str, pd.DataFrame] = {}
    for chapter in CHAPTERS:
        if chapter.internal is not None and not chapter.missing(study):
            found |= chapter.internal(study)
    return found
