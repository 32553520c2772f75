"""Income ceilings: from income and composition to the share of the PLUS ceiling and its band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geotools._compat import read_toml
from geotools.boundaries import cut, read_own_toml
from geotools.errors import ConfigurationError, InputError, nearest, some

FloatArray = npt.NDArray[np.float64]

BANDS = (0, 20, 40, 60, 80, 90, 100, 110, 130)
"""Lower bounds of the bands, % of the PLUS ceiling (USH, Repères n° 17, 001:897; template
``menages``); the last band is open."""

BAND_NAMES = (*(f"{low}_{high}" for low, high in pairwise(BANDS)), "130_plus")


@dataclass(frozen=True)
class Ceilings:
    """The ceilings in force between two dates, in euros a year.

    Parameters
    ----------
    start, end : date
        First and last day.
    source : str
    by_zone : mapping of zone to amounts
        One amount per category, from the first.
    per_person : mapping of zone to amount
        Added for each category above the last one listed.
    """

    start: date
    end: date
    source: str
    by_zone: Mapping[str, tuple[float, ...]]
    per_person: Mapping[str, float]

    def amount(self, category: npt.ArrayLike, zone: str) -> FloatArray:
        """Return the ceiling of each category (1, 2, …); missing where the category is unknown."""
        listed = np.array(self.by_zone[zone], dtype=float)
        wanted = np.asarray(category, dtype=float)
        rank = np.where(wanted >= 1, wanted, 1).astype(int)
        base = listed[np.minimum(rank, len(listed)) - 1]
        amount = base + self.per_person[zone] * np.maximum(rank - len(listed), 0)
        return np.where(wanted >= 1, amount, np.nan)


@dataclass(frozen=True)
class CeilingBook:
    """All ceilings known, the zones, and the rule of categories."""

    zones: Mapping[str, str]
    young_couple: int
    young_couple_age: int
    periods: tuple[Ceilings, ...]

    def at(self, day: date) -> Ceilings:
        """Return the ceilings in force on a day.

        Raises
        ------
        ConfigurationError
            No ceiling is known for that day.
        """
        for period in self.periods:
            if period.start <= day <= period.end:
                return period
        known = some([f"{p.start:%Y-%m-%d} à {p.end:%Y-%m-%d}" for p in self.periods])
        raise ConfigurationError(
            f"Aucun plafond PLUS n’est connu au {day:%d/%m/%Y} ; périodes connues : {known}. "
            "Ajoutez cette année dans un fichier de plafonds."
        )


@lru_cache(maxsize=4)
def load_ceilings(extra: Path | None = None) -> CeilingBook:
    """Return the ceilings of the package, completed by a file of the same layout.

    Raises
    ------
    ConfigurationError
        The file cannot be read, or a zone is missing from a period.
    """
    raw = read_toml(files("geotools.occupation") / "plafonds.toml")
    periods = [_period(item, raw["zones"]) for item in raw["plafonds"]]
    if extra is not None:
        told = f"Le fichier de plafonds « {cut(extra)} » ne se lit pas"
        added = read_own_toml(Path(extra), told)
        own = [_period(item, raw["zones"]) for item in added.get("plafonds", [])]
        periods = [*own, *periods]  # the user's come first: they correct ours
    rule = raw["categorie"]
    return CeilingBook(
        zones=raw["zones"],
        young_couple=rule["jeune_couple"],
        young_couple_age=rule["age_cumule_jeune_couple"],
        periods=tuple(periods),
    )


def household_category(
    occupants: pd.Series,
    dependants: pd.Series,
    *,
    young_couple: pd.Series | None = None,
    disabled: pd.Series | None = None,
) -> pd.Series:
    """Return the household category of the ceilings, which is not the number of occupants.

    Parameters
    ----------
    occupants : Series
        Persons of the household.
    dependants : Series
        Persons who depend on it (children, ascendants).
    young_couple : Series of bool, optional
        Two persons without dependants whose ages add up to 55 at most.
    disabled : Series of bool, optional
        One person at least is disabled: one category more.

    Returns
    -------
    Series
        Whole numbers from 1, missing where a number is unknown.

    Raises
    ------
    InputError
        There are not fewer dependants than occupants; rows are named.
    """
    people = occupants.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    depend = dependants.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    wrong = depend >= people
    if wrong.any():
        raise InputError(
            "Les personnes à charge doivent être moins nombreuses que les occupants ; ce n’est pas "
            f"le cas de {int(wrong.sum())} ligne(s) : {some(occupants.index[wrong])}."
        )
    alone_with_dependants = (people - depend == 1) & (depend > 0)
    category = np.where(alone_with_dependants, depend + 2, people)
    if young_couple is not None:
        young = young_couple.fillna(False).to_numpy(dtype=bool) & (people == 2) & (depend == 0)
        category = np.where(young, load_ceilings().young_couple, category)
    if disabled is not None:
        category = category + disabled.fillna(False).to_numpy(dtype=bool)
    category = np.where(np.isnan(people) | np.isnan(depend), np.nan, category)
    return pd.Series(category, index=occupants.index, name="categorie_plus").astype("Int64")


def income_share(
    income: pd.Series,
    category: pd.Series,
    *,
    zone: str = "regions",
    day: date,
    book: CeilingBook | None = None,
) -> pd.DataFrame:
    r"""Return the ceiling of each household, its income in % of it, and its band.

    .. math:: r_i = 100 \; \frac{R_i}{P_{c(i), z}}

    Parameters
    ----------
    income : Series
        Reference tax income of year N-2, euros a year.
    category : Series
        Household category (:func:`household_category`).
    zone : str
        ``paris``, ``idf`` or ``regions``.
    day : date
        Decides which ceilings are in force.
    book : CeilingBook, optional

    Returns
    -------
    DataFrame
        ``plafond_plus`` (€), ``revenu_pct_plus`` (%), ``tranche_revenu`` (``0_20`` … ``130_plus``,
        lower bound included); missing where income or category is.

    Raises
    ------
    InputError
        An income is negative; rows are named, never amounts.
    ConfigurationError
        The zone or the year is unknown.
    """
    book = book or load_ceilings()
    if zone not in book.zones:
        raise ConfigurationError(
            f"La zone « {zone} » n’existe pas. Noms proches : {nearest(zone, book.zones)}."
        )
    euros = income.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    negative = euros < 0
    if negative.any():
        raise InputError(
            "Un revenu fiscal de référence ne peut pas être négatif ; c’est le cas de "
            f"{int(negative.sum())} ligne(s) : {some(income.index[negative])}."
        )
    wanted = category.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    ceiling = book.at(day).amount(wanted, zone)
    percent = 100 * euros / ceiling
    bands = pd.cut(percent, [*BANDS, np.inf], right=False, labels=list(BAND_NAMES))
    return pd.DataFrame(
        {
            "plafond_plus": ceiling,
            "revenu_pct_plus": percent,
            "tranche_revenu": pd.Series(bands, index=income.index).astype("string"),
        },
        index=income.index,
    )


def _period(raw: Mapping[str, Any], zones: Mapping[str, str]) -> Ceilings:
    absent = [key for key in ("du", "au", "par_personne", *zones) if key not in raw]
    absent += [zone for zone in zones if zone not in raw.get("par_personne", zones)]
    if absent:
        raise ConfigurationError(
            f"Une période de plafonds doit donner {some(['du', 'au', *zones, 'par_personne'])} ; "
            f"manque : {some(absent)}."
        )
    return Ceilings(
        start=raw["du"],
        end=raw["au"],
        source=raw.get("source", ""),
        by_zone={zone: tuple(raw[zone]) for zone in zones},
        per_person=dict(raw["par_personne"]),
    )
