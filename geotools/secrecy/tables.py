"""What is published: a table of counts by unit of a zoning, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geotools.errors import InputError, guaranteed, some
from geotools.secrecy.rule import TOLERANCE, complements


@dataclass(frozen=True)
class Bounds:
    """What a table says of the figures that it withholds: « 1 à 10 », a rate beside its base.

    Parameters
    ----------
    low, high : DataFrame
        Smallest and largest value, shaped as the counts; infinite where nothing is said.
    told : DataFrame of bool
        Whether the mark itself says so: what it says is then not held against the release, what
        follows from it is.
    """

    low: pd.DataFrame
    high: pd.DataFrame
    told: pd.DataFrame


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
    parts : mapping
        Count to the classes that it adds up, for counts that are related otherwise than by their
        base: four activity classes of the adults, an age that another one contains. Classes never
        share a unit, and need not be published. A base that is left out adds its numerators up and
        whoever is in none of them.
    weighted : bool
        Counts are weighted floats: unknowns are not whole numbers.
    bounds : Bounds, optional
        What is said of the figures withheld.

    Raises
    ------
    InputError
        Duplicate codes, negative counts, a numerator above its base, an unknown unit.
    """

    counts: pd.DataFrame
    bases: Mapping[str, str] = field(default_factory=dict)
    atoms: pd.Series | None = None
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weighted: bool = False
    bounds: Bounds | None = None

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
        self._check_parts(numbers)
        if self.atoms is not None:
            self._check_atoms()

    def _check_parts(self, numbers: pd.DataFrame) -> None:
        """Refuse classes that never share a unit, yet count more than what holds them."""
        for family in families([self]) if self.parts else []:
            apart, taken = [], set[str]()
            for count in family.counts[:-1]:
                if not taken & set(family.classes[count]):
                    apart.append(count)
                    taken |= set(family.classes[count])
            if family.base is None or len(apart) < 2:
                continue
            above = numbers[apart].sum(axis=1) > numbers[family.base] + TOLERANCE
            if above.any():
                raise InputError(
                    f"Les classes {some([f'« {c} »' for c in apart])} dépassent ensemble "
                    f"« {family.base} » sur {int(above.sum())} ligne(s) : "
                    f"{some(numbers.index[above])}. Elles ne s’excluent pas, ou la source les "
                    "compte hors de cette base : corrigez l’une ou l’autre."
                )

    def _check_atoms(self) -> None:
        atoms = guaranteed(self.atoms)
        if atoms.index.has_duplicates:
            twice = atoms.index[atoms.index.duplicated()].unique()
            raise InputError(f"Atomes en double dans une géographie publiée : {some(twice)}.")
        unknown = set(self.counts.index) - set(atoms.dropna().unique())
        if unknown:
            raise InputError(
                f"Unités publiées sans aucun atome dans la géographie : {some(sorted(unknown))}. "
                "La table et le zonage ne viennent pas de la même version."
            )

    def showing(self, counts: pd.DataFrame, columns: list[str]) -> PublishedTable:
        """Return the table with some of its columns, fewer figures shown.

        Nothing is checked again: what is true of more figures is of fewer.
        """
        fewer = copy(self)
        own = set(columns)
        object.__setattr__(fewer, "counts", counts)
        bases = {n: b for n, b in self.bases.items() if n in own and b in own}
        object.__setattr__(fewer, "bases", bases)
        parts = {c: parts for c, parts in self.parts.items() if c in own}
        object.__setattr__(fewer, "parts", parts)
        return fewer

    @property
    def numerators(self) -> list[str]:
        """Columns that have a base."""
        return [c for c in self.counts.columns if c in self.bases]

    def complement(self) -> pd.DataFrame:
        """Return ``base - numerator`` for every numerator (NaN when either is withheld)."""
        return complements(self.counts.astype(float), self.bases)


@dataclass(frozen=True)
class Family:
    """Counts that are read together, because some add up to others.

    Parameters
    ----------
    classes : mapping
        Count to the classes that it adds up; the widest count comes last.
    bounded : bool
        The last count holds all the others: it is their base.
    """

    classes: dict[str, tuple[str, ...]]
    bounded: bool

    @property
    def counts(self) -> list[str]:
        """Return the counts, the widest last."""
        return list(self.classes)

    @property
    def base(self) -> str | None:
        """Return the count that holds the others, None when none does."""
        return self.counts[-1] if self.bounded else None

    @property
    def name(self) -> str:
        """Return what the family is about, its base left out when it has others."""
        others = self.counts[:-1] if self.bounded and len(self.counts) > 1 else self.counts
        return " et ".join(others)


def families(tables: Iterable[PublishedTable]) -> list[Family]:
    """Return the families of the counts of some tables.

    Counts whose declared parts overlap are one family; every other numerator makes one with its
    base, and a count that is neither makes one alone.

    Parameters
    ----------
    tables : iterable of PublishedTable
    """
    listed = list(tables)
    columns = dict.fromkeys(str(c) for table in listed for c in table.counts.columns)
    bases = {n: b for table in listed for n, b in table.bases.items() if n in columns}
    parts = {c: p for table in listed for c, p in table.parts.items() if c in columns}
    for base in dict.fromkeys(bases.values()):
        related = [n for n, b in bases.items() if b == base and n in parts]
        if related and base not in parts and base in columns:
            inside = dict.fromkeys(part for n in related for part in parts[n])
            parts[base] = (*inside, f"hors {' et '.join(related)}")
    found = [_family(group, parts) for group in _overlapping(parts)]
    together = {c for family in found if len(family.counts) > 1 for c in family.counts}
    found = [family for family in found if len(family.counts) > 1]
    for numerator, base in bases.items():
        if not any({numerator, base} <= set(family.counts) for family in found):
            split = {numerator: (numerator,), base: (numerator, f"hors {numerator}")}
            found.append(Family(split, bounded=True))
    paired = together | bases.keys() | set(bases.values())
    return found + [Family({c: (c,)}, bounded=True) for c in columns if c not in paired]


def _overlapping(parts: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Group counts that share a class, directly or through others."""
    groups: list[tuple[set[str], list[str]]] = []
    for count, own in parts.items():
        met = [group for group in groups if group[0] & set(own)]
        groups = [group for group in groups if group not in met]
        classes = set(own).union(*(group[0] for group in met))
        groups.append((classes, [*(c for group in met for c in group[1]), count]))
    return [counts for _, counts in groups]


def _family(counts: list[str], parts: Mapping[str, tuple[str, ...]]) -> Family:
    """Name the classes that some published count tells apart: the others go together."""
    holders: dict[str, tuple[str, ...]] = {}
    for count in counts:
        for part in parts[count]:
            holders[part] = (*holders.get(part, ()), count)
    alike: dict[tuple[str, ...], list[str]] = {}
    for part, held in holders.items():
        alike.setdefault(held, []).append(part)
    name = {part: " ou ".join(group) for group in alike.values() for part in group}
    ordered = sorted(counts, key=lambda count: len(parts[count]))
    classes = {count: tuple(dict.fromkeys(name[p] for p in parts[count])) for count in ordered}
    return Family(classes, bounded=set(classes[ordered[-1]]) == set(name.values()))


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
            "parts": {count: list(parts) for count, parts in sorted(table.parts.items())},
            "weighted": table.weighted,
        }
        digest.update(json.dumps(header, ensure_ascii=False, sort_keys=True).encode())
        values = table.counts.set_axis(table.counts.columns.astype(str), axis=1)[columns]
        digest.update(values.to_numpy(dtype="<f8", na_value=np.nan)[order].tobytes())
        if table.bounds is not None:
            for said in (table.bounds.low, table.bounds.high):
                digest.update(said.to_numpy(dtype="<f8")[order].tobytes())
        if table.atoms is not None:
            known = table.atoms.dropna().astype(str)
            pairs = sorted(zip(known.index.astype(str), known, strict=True))
            digest.update("\n".join("\t".join(pair) for pair in pairs).encode())
    return digest.hexdigest()
