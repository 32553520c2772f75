"""What is published: a table of counts by unit of a zoning, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geotools.errors import InputError, some
from geotools.secrecy.rule import TOLERANCE, complements


@dataclass(frozen=True)
class PublishedTable:
    """The counts of one zoning as a reader receives them.

    Parameters
    ----------
    counts : DataFrame
        One row per unit (index: its code), one column per count; NaN is withheld. Integers, or
        weighted floats.
    bases : mapping
        Numerator to base: the complement ``base - numerator`` is readable, so it is protected too.
    atoms : Series, optional
        Atom identifier (a residence, a dwelling…) to unit code, NA outside every unit: the
        geography that everybody knows. Without it each unit is an atom of its own.
    exclusive : tuple of tuple of str
        Sets of numerators of one base that never share a unit (four activity classes…): what is
        left of the base after them is readable as well.
    weighted : bool
        Counts are weighted floats: unknowns are not whole numbers.

    Raises
    ------
    InputError
        Duplicate codes, negative counts, a numerator above its base, an unknown unit.
    """

    counts: pd.DataFrame
    bases: Mapping[str, str] = field(default_factory=dict)
    atoms: pd.Series | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    weighted: bool = False

    def __post_init__(self) -> None:
        if self.counts.index.has_duplicates:
            twice = self.counts.index[self.counts.index.duplicated()].unique()
            raise InputError(f"Codes d’unité en double dans une table publiée : {some(twice)}.")
        numbers = self.counts.astype(float)
        negative = (numbers < -TOLERANCE).any(axis=1)
        if negative.any():
            raise InputError(
                f"Effectifs négatifs sur {int(negative.sum())} ligne(s) : "
                f"{some(numbers.index[negative])}. Un effectif vaut zéro ou plus."
            )
        above = (complements(numbers, self.bases) < -TOLERANCE).any(axis=1)
        if above.any():
            raise InputError(
                f"Numérateur supérieur à sa base sur {int(above.sum())} ligne(s) : "
                f"{some(numbers.index[above])}. Vérifiez les colonnes et leurs bases."
            )
        if self.atoms is not None:
            self._check_atoms()

    def _check_atoms(self) -> None:
        assert self.atoms is not None
        if self.atoms.index.has_duplicates:
            twice = self.atoms.index[self.atoms.index.duplicated()].unique()
            raise InputError(f"Atomes en double dans une géographie publiée : {some(twice)}.")
        unknown = set(self.counts.index) - set(self.atoms.dropna().unique())
        if unknown:
            raise InputError(
                f"Unités publiées sans aucun atome dans la géographie : {some(sorted(unknown))}. "
                "La table et le zonage ne viennent pas de la même version."
            )

    @property
    def numerators(self) -> list[str]:
        """Columns that have a base."""
        return [c for c in self.counts.columns if c in self.bases]

    def complement(self) -> pd.DataFrame:
        """Return ``base - numerator`` for every numerator (NaN when either is withheld)."""
        return complements(self.counts.astype(float), self.bases)


def publishable_indicators(table: PublishedTable) -> pd.DataFrame:
    """Tell which derived figures may be shown: both the numerator and its base are published.

    Parameters
    ----------
    table : PublishedTable

    Returns
    -------
    DataFrame of bool
        One row per unit, one column per count. A rate, an index, a mean, a class or a p-value
        over a withheld count or base must be withheld as well.
    """
    shown = table.counts.notna()
    for numerator, base in table.bases.items():
        shown[numerator] &= table.counts[base].notna()
    return shown


def mask_derived(
    values: pd.DataFrame, table: PublishedTable, uses: Mapping[str, tuple[str, ...]]
) -> pd.DataFrame:
    """Withhold (NA) every derived figure whose counts are not all published.

    Parameters
    ----------
    values : DataFrame
        Rates, indices, LISA columns… by unit.
    table : PublishedTable
        What was released for the same zoning.
    uses : mapping
        Derived column to the counts that it is computed from. A column absent from the mapping
        is taken to use every count.

    Returns
    -------
    DataFrame
        Same shape and index; units unknown to the release are withheld entirely.
    """
    shown = publishable_indicators(table).reindex(values.index, fill_value=False)
    masked = values.copy()
    for column in values.columns:
        counts = list(uses.get(column, tuple(shown.columns)))
        masked[column] = values[column].where(shown[counts].all(axis=1))
    return masked


def digest_tables(tables: Mapping[str, PublishedTable]) -> str:
    """Return the SHA-256 of exactly what is published: names, codes, values, bases, geography.

    Two releases have the same digest when a reader cannot tell them apart.
    """
    digest = hashlib.sha256()
    for name in sorted(tables):
        table = tables[name]
        columns = sorted(map(str, table.counts.columns))
        rows = table.counts.index.astype(str)
        order = np.argsort(rows.to_numpy(), kind="stable")
        header = {
            "table": name,
            "columns": columns,
            "units": rows[order].tolist(),
            "bases": dict(sorted(table.bases.items())),
            "exclusive": [list(group) for group in table.exclusive],
            "weighted": table.weighted,
        }
        digest.update(json.dumps(header, ensure_ascii=False, sort_keys=True).encode())
        values = table.counts.set_axis(table.counts.columns.astype(str), axis=1)[columns]
        digest.update(values.to_numpy(dtype="<f8", na_value=np.nan)[order].tobytes())
        if table.atoms is not None:
            known = table.atoms.dropna().astype(str)
            pairs = sorted(zip(known.index.astype(str), known, strict=True))
            digest.update("\n".join("\t".join(pair) for pair in pairs).encode())
    return digest.hexdigest()
