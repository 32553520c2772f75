"""Where published limits cross: the parts of the territory that no figure divides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geotools.secrecy.tables import PublishedTable


@dataclass(frozen=True, eq=False)
class Geography:
    """Parts of the territory that no published limit divides.

    Parameters
    ----------
    tables : tuple of PublishedTable
        Those that it was made of.
    atoms : Index
        Every place named by a table.
    part : array of int
        Part of each atom.
    places : list of tuple of str
        Atoms of each part.
    inside : list of sparse array (units × parts)
        By table: the parts of each unit.
    """

    tables: tuple[PublishedTable, ...]
    atoms: pd.Index
    part: NDArray[np.int64]
    places: list[tuple[str, ...]]
    inside: list[csr_array]

    def fits(self, tables: Sequence[PublishedTable]) -> bool:
        """Tell whether these tables have the very same limits."""
        return len(tables) == len(self.tables) and all(
            one.atoms is two.atoms and one.counts.index.equals(two.counts.index)
            for one, two in zip(tables, self.tables, strict=True)
        )


def lay_out(tables: Mapping[str, PublishedTable]) -> Geography:
    """Cross the limits of all tables."""
    own = {n: own_limits(t) if t.atoms is None else t.atoms for n, t in tables.items()}
    units = pd.concat(
        [atoms[~atoms.index.duplicated()].rename(name) for name, atoms in own.items()], axis=1
    )
    used = {n: units[n].where(units[n].isin(t.counts.index)) for n, t in tables.items()}
    units = pd.DataFrame(used).dropna(how="all")
    part = (
        units.groupby(list(units.columns), dropna=False, sort=True)
        .ngroup()
        .to_numpy()
        .astype(np.int64)
    )
    count = int(part.max()) + 1 if len(part) else 0
    first = units.iloc[np.unique(part, return_index=True)[1]]
    order = np.argsort(part, kind="stable")
    named = units.index.astype(str).to_numpy(dtype=object)[order]
    ends = np.cumsum(np.bincount(part, minlength=count))[:-1]
    places = [tuple(atoms.tolist()) for atoms in np.split(named, ends)] if count else []
    inside = []
    for name, table in tables.items():
        code = first[name].map(pd.Series(np.arange(len(table.counts)), table.counts.index))
        where = np.flatnonzero(code.notna().to_numpy())
        entries = (np.ones(len(where)), (code.to_numpy()[where].astype(int), where))
        inside.append(csr_array(entries, shape=(len(table.counts), count)))
    return Geography(tuple(tables.values()), units.index, part, places, inside)


def own_limits(table: PublishedTable) -> pd.Series:
    """Return the geography of a table without one: each unit is a place of its own."""
    return pd.Series(table.counts.index, index=table.counts.index.astype(str))
