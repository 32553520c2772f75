"""Read equations off published tables: one system for each family of counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, kron, vstack

from geotools.secrecy.audit.geography import Geography, lay_out, own_limits
from geotools.secrecy.audit.system import KNOWN, Row, System
from geotools.secrecy.tables import Family, PublishedTable, families

Floats = NDArray[np.float64]
Blocks = dict[tuple[object, ...], tuple[csr_array, NDArray[Any]]]
"""By geography, table and count: the cells of every unit, and the name of its equation."""


def build_systems(
    tables: Mapping[str, PublishedTable],
    known: Sequence[PublishedTable],
    *,
    bases_only: bool,
    laid_out: list[Geography] | None = None,
    blocks: Blocks | None = None,
) -> Iterator[System]:
    """Yield one system per family of counts.

    Parameters
    ----------
    tables : mapping of PublishedTable
        The release.
    known : sequence of PublishedTable
        Earlier releases (their figures combine with the new ones) and denominators (tables that
        hold a base and none of its numerators: an upper bound of every class, place by place).
    bases_only : bool
        Leave numerators out (scope ``base``).
    laid_out : list of Geography, optional
        Those made already, for the same tables; new ones are added.
    blocks : dict, optional
        Equations made already on these geographies; new ones are added.
    """
    blocks = {} if blocks is None else blocks
    laid_out = [] if laid_out is None else laid_out
    released = {**{f"{KNOWN}{i + 1}": t for i, t in enumerate(known)}, **tables}
    bases = {base for table in tables.values() for base in table.bases.values()}
    for family in _audited(tables, bases_only):
        involved = {n: t for n, t in released.items() if _speaks(t, family, n in tables, bases)}
        listed = list(involved.values())
        geography = next((g for g in laid_out if g.fits(listed)), None) or lay_out(involved)
        if geography not in laid_out:
            laid_out.append(geography)
        yield _build(involved, geography, family, _denominators(known, family, bases), blocks)


def _audited(tables: Mapping[str, PublishedTable], bases_only: bool) -> list[Family]:
    if not bases_only:
        return families(tables.values())
    numerators = {n for table in tables.values() for n in table.bases}
    columns = dict.fromkeys(c for table in tables.values() for c in table.counts.columns)
    return [Family({c: (c,)}, bounded=True) for c in columns if c not in numerators]


def _speaks(table: PublishedTable, family: Family, released: bool, bases: set[str]) -> bool:
    """Tell whether a table says something of a family; known bases alone are denominators."""
    own = set(family.counts) & set(table.counts.columns)
    if not own or released or len(family.counts) == 1:
        return bool(own)
    return own != {family.base} and not _only_bases(table, bases)


def _only_bases(table: PublishedTable, bases: set[str]) -> bool:
    """Tell whether a known table is one of denominators: bases of single places, nothing else."""
    return not table.bases and table.atoms is None and set(table.counts.columns) <= bases


def _denominators(
    known: Sequence[PublishedTable], family: Family, bases: set[str]
) -> list[PublishedTable]:
    if len(family.counts) == 1 or family.base is None:
        return []
    own = {n: set(family.counts) & set(t.counts.columns) for n, t in enumerate(known)}
    return [
        t
        for n, t in enumerate(known)
        if own[n] == {family.base} or (family.base in own[n] and _only_bases(t, bases))
    ]


def _build(
    tables: Mapping[str, PublishedTable],
    geography: Geography,
    family: Family,
    denominators: Sequence[PublishedTable],
    made: Blocks,
) -> System:
    count = len(geography.places)
    names = tuple(dict.fromkeys(part for own in family.classes.values() for part in own))
    blocks, hidden = [], []
    for colour, (name, table) in enumerate(tables.items()):
        shown, withheld = _equations(name, table, family, geography, colour, names, made)
        blocks += [(m, y, r, np.full(len(y), colour)) for m, y, r in shown]
        hidden += withheld
    total = count * len(names)
    prior = np.tile(_known_totals(denominators, family.base, geography), len(names))
    empty = csr_array((0, total))
    withheld_rows = [row for h in hidden for row in h[1]]
    said = np.concatenate([np.empty((0, 3)), *[h[2] for h in hidden]])
    told = np.where(said[:, 2:] > 0, said[:, :2], [0.0, np.inf])
    return System(
        family.name,
        csr_array(vstack([empty, *[b[0] for b in blocks]])),
        np.concatenate([np.empty(0), *[b[1] for b in blocks]]),
        [row for b in blocks for row in b[2]],
        np.concatenate([np.empty(0, dtype=np.int64), *[b[3] for b in blocks]]),
        np.tile(np.arange(count), len(names)),
        np.repeat(np.array(names, dtype=object), count),
        geography.places,
        csr_array(vstack([empty, *[h[0] for h in hidden]])),
        withheld_rows,
        np.zeros(len(withheld_rows)),
        np.column_stack([np.zeros(total), prior]),
        np.column_stack([np.maximum(told[:, 0], 0.0), told[:, 1]]),
        not any(table.weighted for table in tables.values()),
        said[:, :2],
    )


def _equations(
    name: str,
    table: PublishedTable,
    family: Family,
    geography: Geography,
    colour: int,
    names: tuple[str, ...],
    made: Blocks,
) -> tuple[list[tuple[csr_array, Floats, list[Row]]], list[tuple[csr_array, list[Row], Floats]]]:
    """Return the rows read from one table and the sums that it withholds, with their bounds."""
    shown, hidden = [], []
    for column, own in family.classes.items():
        if column not in table.counts:
            continue
        values = table.counts[column].to_numpy(dtype=float, na_value=np.nan)
        key = (id(geography), colour, name, column, own, names)
        if key not in made:
            spread = csr_array(np.isin(names, own).astype(float)[None])
            rows = np.empty(len(values), dtype=object)
            rows[:] = [Row(name, unit, column) for unit in table.counts.index.astype(str)]
            made[key] = csr_array(kron(spread, geography.inside[colour], format="csr")), rows
        block, rows = made[key]
        for flags, published in ((~np.isnan(values), True), (np.isnan(values), False)):
            some = np.flatnonzero(flags)
            if published:
                shown.append((block[some], values[some], rows[some].tolist()))
            else:
                hidden.append((block[some], rows[some].tolist(), _said(table, column)[some]))
    return shown, hidden


def _said(table: PublishedTable, column: str) -> Floats:
    """Return what is said of each withheld figure: its bounds, and whether its mark says so."""
    if table.bounds is None:
        return np.tile([-np.inf, np.inf, 0.0], (len(table.counts), 1))
    said = (table.bounds.low, table.bounds.high, table.bounds.told)
    return np.column_stack([frame[column].to_numpy(dtype=float) for frame in said])


def _known_totals(
    denominators: Sequence[PublishedTable], base: str | None, geography: Geography
) -> Floats:
    """Return the known total of each part, infinite where no denominator covers it exactly."""
    count = len(geography.places)
    best = np.full(count, np.inf)
    for table in denominators:
        unit = (own_limits(table) if table.atoms is None else table.atoms).reindex(geography.atoms)
        frame = pd.DataFrame({"unit": unit.to_numpy(), "part": geography.part})
        whole = frame.groupby("unit")["part"].nunique() == 1
        home = frame.dropna().groupby("unit")["part"].first()
        total = table.counts[base].reindex(home.index)[whole.reindex(home.index)]
        places = home.reindex(total.index)
        # A base that was withheld is unknown: it does not say that the place is empty.
        gaps = total.isna().astype(float).groupby(places).sum()
        sums = total.groupby(places).sum().where(gaps == 0)
        inside = frame["unit"].map(whole).fillna(False).astype(bool)
        covered = inside.groupby(frame["part"]).all().reindex(range(count), fill_value=False)
        exact = covered.to_numpy() & ~np.isnan(sums.reindex(range(count)).to_numpy())
        best[exact] = np.minimum(best, sums.reindex(range(count)).to_numpy())[exact]
    return best
