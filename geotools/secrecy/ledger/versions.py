"""A correction of figures already sent: what stays true, and what the two versions reveal together.

An earlier release of the same vintage that says otherwise is not an error of the new one: the facts
were corrected, and readers hold both versions. What is still true goes on being audited with the
new figures. What was revised is compared: wherever both versions give the count of one set of
places, published or by sums and differences, the gap is a count too (180 then 177 reveals three
units), and must be zero or reach the threshold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, identity, vstack
from scipy.sparse.linalg import lsqr

from geotools.errors import SecrecyRefusedError, some
from geotools.secrecy.audit.findings import Figure, Finding
from geotools.secrecy.rule import TOLERANCE, SecrecyRule
from geotools.secrecy.tables import PublishedTable

Floats = NDArray[np.float64]
Tables = Mapping[str, PublishedTable]
Masks = Mapping[str, pd.DataFrame]

EQUAL = 1e-3
"""Two values closer than this are one: least squares stop short of the last digits."""

PROBES = 3
"""Random tables with the same published figures; a sum that none of them moves is known."""


@dataclass(frozen=True)
class _Side:
    """The figures of one release about one quantity: ``matrix`` (figures × places) and values."""

    matrix: csr_array
    values: Floats
    figures: list[Figure]


@dataclass(frozen=True)
class Versions:
    """A release beside the earlier ones of its vintage.

    Parameters
    ----------
    known : tuple of PublishedTable
        What earlier releases said that is still true: the ``known`` of the audit.
    corrected : tuple of Finding
        Figures whose two versions differ by fewer units than the threshold.
    threshold : float
    """

    known: tuple[PublishedTable, ...]
    corrected: tuple[Finding, ...]
    threshold: float

    def require(self) -> None:
        """Stop here when a correction reveals a few units.

        Raises
        ------
        SecrecyRefusedError
            Names up to five figures.
        """
        if self.corrected:
            figures = [finding.figures[0] for finding in self.corrected]
            named = [f"{f.table} {f.unit} (« {f.column} »)" for f in figures]
            raise SecrecyRefusedError(
                f"La diffusion est refusée : elle corrige de moins de {self.threshold:g} unités "
                f"{len(named)} chiffre(s) déjà diffusé(s) : {some(named)}. Retenez ces chiffres : "
                "retirer l’ancienne diffusion ne suffit pas, ceux qui l’ont reçue la gardent."
            )


def compare_versions(tables: Tables, earlier: Sequence[Tables], rule: SecrecyRule) -> Versions:
    """Compare a release with the earlier ones of its vintage, the latest first.

    Parameters
    ----------
    tables : mapping of PublishedTable
        The release.
    earlier : sequence of mapping of PublishedTable
        Releases already sent, oldest first.
    rule : SecrecyRule

    Returns
    -------
    Versions
    """
    told: dict[str, PublishedTable] = dict(tables)
    known: list[PublishedTable] = []
    corrected: dict[Figure, Finding] = {}
    earlier = _about(tables, earlier)
    for rank, release in reversed(list(enumerate(earlier))):
        revised: set[Figure] = set()
        for new, old in _disagreeing(told, release, bases_only=rule.scope == "base"):
            revised |= set(_revised(new, old))
            for finding in _small_gaps(new, old, rule.threshold, _dated(rank)):
                corrected.setdefault(finding.figures[0], finding)
        kept = _without(release, revised)
        known = [*kept.values(), *known]
        told |= {f"{name}{_dated(rank)}": table for name, table in kept.items()}
    return Versions(tuple(known), tuple(corrected.values()), rule.threshold)


def _about(tables: Tables, earlier: Sequence[Tables]) -> list[dict[str, PublishedTable]]:
    """Keep the earlier tables about places of a release, directly or through other tables."""
    places = {id(t): set(_geography(t).dropna().index) for r in earlier for t in r.values()}
    met = {atom for t in tables.values() for atom in _geography(t).dropna().index}
    left = set(places)
    while near := {key for key in left if places[key] & met}:
        met.update(*(places[key] for key in near))
        left -= near
    return [{n: t for n, t in release.items() if id(t) not in left} for release in earlier]


def _dated(rank: int) -> str:
    return f" (diffusion n° {rank + 1})"


def _disagreeing(
    tables: Tables, earlier: Tables, *, bases_only: bool
) -> Iterator[tuple[_Side, _Side]]:
    """Yield both versions of the quantities that no table of counts reconciles."""
    for new, old in _quantities(tables, earlier, bases_only=bases_only):
        if _missed(new, old, np.zeros(len(old.values), dtype=bool)).any():
            yield new, old


def _revised(new: _Side, old: _Side) -> list[Figure]:
    """Return the earlier figures that are not true any more.

    Where the new figures give the sum, it decides. The others are kept as far as possible: those
    are revised that a table fitting the new figures must miss, in the programme that misses least.
    """
    implied = _read(new, old.matrix)
    missed = np.abs(implied - old.values) > EQUAL  # NaN: not given
    missed |= _missed(new, old, missed)
    return [figure for figure, gone in zip(old.figures, missed, strict=True) if gone]


def _small_gaps(new: _Side, old: _Side, threshold: float, dated: str) -> Iterator[Finding]:
    """Yield the sums that both versions give, a few units apart; the same figure once."""
    seen: set[Figure] = set()
    for mine, theirs, suffix in ((new, old, ""), (old, new, dated)):
        gap = np.abs(mine.values - _read(theirs, mine.matrix))
        for i in np.flatnonzero((gap > EQUAL) & (gap < threshold - EQUAL)):
            if mine.figures[i] in seen:
                continue
            seen.add(mine.figures[i])
            figure = replace(mine.figures[i], table=mine.figures[i].table + suffix)
            value = round(float(gap[i]), 6)
            yield Finding(
                "G1",
                (figure,),
                f"La correction de « {figure.column} » de {figure.table} {figure.unit} révèle "
                f"{value:g} unité(s) à qui tient les deux versions.",
                (),
                value,
            )


def withhold_corrected(
    tables: Tables, earlier: Sequence[Tables], rule: SecrecyRule, held: Masks
) -> Masks:
    """Add to what is withheld the figures by which a small correction is read.

    Parameters
    ----------
    tables : mapping of PublishedTable
        What would be published.
    earlier : sequence of mapping of PublishedTable
        Releases already sent, oldest first.
    rule : SecrecyRule
    held : mapping of DataFrame of bool
        By table, what is withheld so far.

    Returns
    -------
    mapping of DataFrame of bool
        ``held`` itself, unchanged, when nothing is read.
    """
    corrected = compare_versions(tables, earlier, rule).corrected
    if not corrected:
        return held
    masks = {
        name: held[name].copy() if name in held else table.counts.notna() & False
        for name, table in tables.items()
    }
    for finding in corrected:
        figure = finding.figures[0]
        column = figure.column.removeprefix(REST)
        if figure.table in tables:
            codes = masks[figure.table].index.astype(str)
            masks[figure.table].loc[codes == figure.unit, column] = True
        else:  # an earlier figure, read as a sum of new ones: the smallest of them breaks it
            name, unit = _smallest_inside(figure, column, tables, earlier)
            masks[name].loc[unit, column] = True
    return masks


def _smallest_inside(
    figure: Figure, column: str, tables: Tables, earlier: Sequence[Tables]
) -> tuple[str, object]:
    """Return the table and the unit of the smallest new figure about places of an earlier one."""
    old = next(
        table
        for rank, release in enumerate(earlier)
        for name, table in release.items()
        if f"{name}{_dated(rank)}" == figure.table
    )
    home = _geography(old).astype("string")
    inside = home.index[home.eq(figure.unit).fillna(False)]
    found = []
    for name, table in tables.items():
        units = _geography(table).reindex(inside).dropna().unique()
        if column in table.counts:
            values = table.counts[column].reindex(units).dropna()
            found += [(value, name, unit) for unit, value in values.items()]
    _, name, unit = min(found, key=lambda item: (item[0], item[1], str(item[2])))
    return name, unit


def _without(release: Tables, revised: set[Figure]) -> dict[str, PublishedTable]:
    """Blank the figures that are not true any more.

    A complement goes with its base or its numerator when one of them is revised, else with the
    numerator.
    """
    kept = {}
    told = {figure.table for figure in revised}
    for name, table in release.items():
        if name not in told:
            kept[name] = table
            continue
        counts = table.counts.astype(float)
        gone = pd.DataFrame(False, index=counts.index.astype(str), columns=counts.columns)
        rests = gone.copy()
        for figure in revised:
            if figure.table == name:
                column = figure.column.removeprefix(REST)
                (gone if column == figure.column else rests).loc[figure.unit, column] = True
        for numerator, base in table.bases.items():
            if base in gone and numerator in gone:
                gone[numerator] |= rests[numerator] & ~gone[base]
        kept[name] = replace(table, counts=counts.mask(gone.to_numpy()))
    return kept


REST = "complément de "
"""What a base minus a numerator is called in a finding."""


def _quantities(
    tables: Tables, earlier: Tables, *, bases_only: bool
) -> Iterator[tuple[_Side, _Side]]:
    """Yield both versions of each count, and of each complement, over the same places."""
    names = list(dict.fromkeys(c for t in tables.values() for c in t.counts.columns))
    numerators = {c for t in tables.values() for c in t.bases}
    laid_out: dict[tuple[int, ...], dict[int, csr_array]] = {}
    for column in names:
        if bases_only and column in numerators:
            continue
        mine, theirs = (
            {n: t for n, t in version.items() if column in t.counts}
            for version in (tables, earlier)
        )
        if not (mine and theirs):
            continue
        both = [*mine.values(), *theirs.values()]
        key = tuple(id(table) for table in both)
        if key not in laid_out:
            laid_out[key] = _spread(both)
        for rest in (False, True)[: 1 + (column in numerators)]:
            new, old = (_side(version, column, rest, laid_out[key]) for version in (mine, theirs))
            if len(new.values) and len(old.values):
                yield new, old


def _spread(tables: Sequence[PublishedTable]) -> dict[int, csr_array]:
    """Return by table which parts each of its units holds (units × parts).

    Atoms of one part are in the same unit of every table.
    """
    homes = [_geography(table) for table in tables]
    units = pd.concat([home.rename(rank) for rank, home in enumerate(homes)], axis=1)
    part = units.groupby(list(units.columns), dropna=False, sort=True).ngroup()
    count, found = int(part.max()) + 1, {}
    for table, home in zip(tables, homes, strict=True):
        rank = pd.Series(np.arange(len(table.counts)), index=table.counts.index)
        inside = home.dropna()
        inside = inside[inside.isin(rank.index)]
        cells = pd.DataFrame({"unit": rank[inside].to_numpy(), "part": part[inside.index]})
        cells = cells.drop_duplicates()
        entries = (np.ones(len(cells)), (cells["unit"], cells["part"]))
        found[id(table)] = csr_array(entries, shape=(len(rank), count))
    return found


def _geography(table: PublishedTable) -> pd.Series:
    if table.atoms is None:
        return pd.Series(table.counts.index, index=table.counts.index.astype(str))
    return table.atoms.set_axis(table.atoms.index.astype(str))


def _side(version: Tables, column: str, rest: bool, spread: Mapping[int, csr_array]) -> _Side:
    width = next(iter(spread.values())).shape[1]
    blocks, values, figures = [csr_array((0, width))], [np.empty(0)], []
    for name, table in version.items():
        if rest and column not in table.bases:
            continue
        told = table.counts[column].to_numpy(dtype=float, na_value=np.nan)
        if rest:
            base = table.counts[table.bases[column]].to_numpy(dtype=float, na_value=np.nan)
            told = base - told
        shown = np.flatnonzero(~np.isnan(told))
        blocks.append(csr_array(spread[id(table)][shown]))
        values.append(told[shown])
        title = f"{REST}{column}" if rest else column
        figures += [Figure(name, str(unit), title) for unit in table.counts.index[shown]]
    return _Side(csr_array(vstack(blocks)), np.concatenate(values), figures)


def _read(side: _Side, sums: csr_array) -> Floats:
    """Return the value that some figures give to each sum of places, NaN where they do not say.

    Any table that fits gives a known sum its value, and no table that publishes nothing but zeros
    (a random one is drawn and projected) gives it another.
    """
    fitting = _least_squares(side.matrix, side.values)
    draws = np.random.default_rng(0)
    known = np.ones(sums.shape[0], dtype=bool)
    for _ in range(PROBES):
        probe = draws.normal(size=sums.shape[1])
        silent = probe - _least_squares(side.matrix, side.matrix @ probe)
        known &= np.abs(sums @ silent) < EQUAL
    return np.where(known, sums @ fitting, np.nan)


def _least_squares(matrix: csr_array, values: Floats) -> Floats:
    return np.asarray(lsqr(matrix, values, atol=1e-13, btol=1e-13, iter_lim=20_000)[0])


def _missed(new: _Side, old: _Side, revised: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which earlier figures no table of the new ones can meet, missing as little as needed.

    Misses count relative to the figure: a part that changed changes every total above it.
    """
    kept = np.flatnonzero(~revised)
    cells, misses = new.matrix.shape[1], len(kept)
    blank = csr_array((len(new.values), misses))
    slack = identity(misses, format="csr")
    answer = linprog(
        np.concatenate([np.zeros(cells), np.tile(1 / np.maximum(old.values[kept], 1.0), 2)]),
        A_eq=vstack(
            [
                hstack([new.matrix, blank, blank]),
                hstack([csr_array(old.matrix[kept]), slack, -slack]),
            ]
        ).tocsr(),
        b_eq=np.concatenate([new.values, old.values[kept]]),
        method="highs",
    )
    missed = np.zeros(len(old.values), dtype=bool)
    if answer.x is not None:  # else the new figures do not fit together: their audit says so
        missed[kept] = answer.x[cells:].reshape(2, misses).sum(axis=0) > TOLERANCE
    return missed
