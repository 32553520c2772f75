"""How a value is typed: one language for lists, numbers, days, named numbers, yes and no.

The kinds of parameters read with it what a command line or QGIS hands over, and so does every
room that reads a value out of a text. The cells of files have a larger language, that of
spreadsheets and producers (:mod:`geotools.sources.marks`), which starts from these words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from geotools.errors import ConfigurationError, shown

_Value = TypeVar("_Value", float, str)

YES = frozenset({"1", "oui", "o", "vrai", "true", "yes"})
NO = frozenset({"0", "non", "n", "faux", "false", "no"})
"""What stands for yes and no in lower case; any other text is neither."""


def split_list(text: str) -> list[str]:
    """Return the items of a text, separated by commas or semicolons.

    Examples
    --------
    >>> split_list("apl, mono ;; seules")
    ['apl', 'mono', 'seules']
    """
    return [item.strip() for item in text.replace(";", ",").split(",") if item.strip()]


def decimal(text: str) -> float:
    """Return a number written with a decimal point or comma, NaN for any other text.

    Examples
    --------
    >>> decimal("0,5"), decimal("dix")
    (0.5, nan)
    """
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def read_numbers(text: str, label: str) -> list[float]:
    """Return numbers separated by commas or semicolons (decimal point).

    Raises
    ------
    ConfigurationError
        An item is not a number.

    Examples
    --------
    >>> read_numbers("350, 450.5", "Bornes")
    [350.0, 450.5]
    """
    numbers = [decimal(item) for item in split_list(text)]
    if any(math.isnan(number) for number in numbers):
        raise ConfigurationError(
            f"« {label} » attend des nombres séparés par des virgules ; reçu : « {shown(text)} »."
        )
    return numbers


def read_day(text: str, label: str) -> date:
    """Return the day that an ISO date names.

    Raises
    ------
    ConfigurationError
        It is of another form, or no such day exists.

    Examples
    --------
    >>> read_day("2024-02-29", "Fin").day
    29
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ConfigurationError(
            f"« {label} » : la date doit être de la forme AAAA-MM-JJ, par exemple 2024-01-01 ; "
            f"reçu : « {shown(text)} »."
        ) from None


def read_pairs(text: str, label: str) -> dict[str, float]:
    """Return the numbers of ``clé=nombre`` pairs, separated by commas or semicolons.

    Raises
    ------
    ConfigurationError
        A pair is not of that form, or comes twice.

    Examples
    --------
    >>> read_pairs("rev_lt40=2, apl=0.5", "Poids")
    {'rev_lt40': 2.0, 'apl': 0.5}
    """
    pairs: dict[str, float] = {}
    for item in split_list(text):
        key, _, number = item.partition("=")
        name, value = key.strip(), decimal(number)
        if not name or math.isnan(value):
            raise ConfigurationError(
                f"« {label} » attend des couples clé=nombre séparés par des virgules, par "
                f"exemple « rev_lt40=2, apl=1 » ; reçu : « {shown(item)} »."
            )
        _add(pairs, name, value, label)
    return pairs


def _add(pairs: dict[str, _Value], name: str, value: _Value, label: str) -> None:
    if name in pairs:
        raise ConfigurationError(f"« {label} » donne deux fois « {shown(name)} ».")
    pairs[name] = value


def read_renaming(text: str, label: str) -> dict[str, str]:
    """Return ``attendu = donné`` pairs, separated by semicolons; quotes allowed around a name.

    Raises
    ------
    ConfigurationError
        A pair is not of that form, or comes twice.

    Examples
    --------
    >>> read_renaming("residence = Code programme ; apl = 'Bénéf APL'", "Colonnes")
    {'residence': 'Code programme', 'apl': 'Bénéf APL'}
    """
    names: dict[str, str] = {}
    for pair in text.strip().removeprefix("{").removesuffix("}").split(";"):
        if not pair.strip():
            continue
        expected, mark, given = (part.strip().strip("\"'") for part in pair.partition("="))
        if not mark or not expected or not given:
            raise ConfigurationError(
                f"« {label} » attend des couples « colonne attendue = nom dans le fichier » "
                f"séparés par des points-virgules ; reçu : « {shown(pair.strip())} »."
            )
        _add(names, expected, given, label)
    return names


class Shares(dict[str, str]):
    """Numerator -> base of each share; ``parts`` says which numerators never share a unit."""

    parts: dict[str, tuple[str, ...]]

    def __init__(
        self, bases: Mapping[str, str], parts: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        super().__init__(bases)
        self.parts = dict(parts or {})


def parts_of(bases: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the classes of shares; a plain mapping has none."""
    return bases.parts if isinstance(bases, Shares) else {}


def read_shares(text: str) -> Shares:
    """Read ``numérateur=base`` pairs separated by commas or semicolons.

    Several numerators, joined by `` + ``, may share a base: they never share a unit then. After
    ``==`` they make up the whole base.

    Raises
    ------
    ConfigurationError
        When a pair is not of that form.

    Examples
    --------
    >>> shares = read_shares("a=b, c + d == e")
    >>> dict(shares), shares.parts
    ({'a': 'b', 'c': 'e', 'd': 'e'}, {'c': ('c',), 'd': ('d',), 'e': ('c', 'd')})
    """
    bases: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for item in split_list(text):
        left, equals, right = item.partition("==" if "==" in item else "=")
        names, base, whole = (
            [name.strip() for name in left.split(" + ")],
            right.strip(),
            "==" in item,
        )
        if not (all(names) and equals and base):
            raise ConfigurationError(
                "« Bases » attend des couples numérateur=base séparés par des virgules, par "
                "exemple « menages_apl=menages » ou « chomeurs + sans_emploi = majeurs » ; reçu : "
                f"« {item} »."
            )
        bases |= dict.fromkeys(names, base)
        if len(names) > 1 or whole:
            parts |= {name: (name,) for name in names}
            parts |= {base: tuple(names)} if whole else {}
    return Shares(bases, parts)
