"""Values with a form of their own, each typed as one text: names, numbers, a day, pairs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from geotools.errors import (
    InputError,
    shown,
)
from geotools.parameters.scalars import Number, Text
from geotools.values import (
    read_day,
    read_numbers,
    read_pairs,
    read_renaming,
    read_shares,
    split_list,
)


@dataclass(frozen=True)
class Typed(Text):
    """A value with a form of its own, which is typed as one text."""

    def read(self, typed: Any) -> Any:
        """Read what :meth:`accept` accepts."""
        return self.accept(typed)

    def accept(self, value: Any) -> Any:
        """Return the value that a text stands for; what is not a text is left as it is."""
        if not isinstance(value, str):
            return value
        Text(self.label, longest=self.longest).check("", value, {})
        return self.parse(value)

    def parse(self, text: str) -> Any:
        """Return the value that a text stands for."""
        raise NotImplementedError


@dataclass(frozen=True)
class Names(Typed):
    """Names (``tuple[str, ...]``), typed as ``apl, mono``."""

    metavar: ClassVar[str] = "NOM,…"

    def parse(self, text: str) -> Any:
        """Return the names; none for an empty text."""
        return tuple(split_list(text)) or None

    def write(self, value: Any) -> Any:
        """Return the names as they are typed."""
        return None if value is None else ", ".join(value)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a collection of texts."""
        if not isinstance(value, Collection) or isinstance(value, str):
            raise InputError(f"« {self.label} » attend des noms ; reçu : {shown(repr(value))}.")
        for item in value:
            Text(self.label).check(name, item, values)


@dataclass(frozen=True)
class Numbers(Typed):
    """Positive numbers (``tuple[float, ...]``), typed as ``350, 450``."""

    metavar: ClassVar[str] = "NOMBRE,…"

    def parse(self, text: str) -> Any:
        """Return the numbers."""
        return tuple(read_numbers(text, self.label))

    def write(self, value: Any) -> Any:
        """Return the numbers as they are typed."""
        return None if value is None else ", ".join(f"{number:.12g}" for number in value)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a collection of positive numbers."""
        if not isinstance(value, Collection) or isinstance(value, str | Mapping) or not value:
            raise InputError(f"« {self.label} » demande au moins un nombre.")
        for item in value:
            Number(self.label).check(name, item, values)
            if item <= 0:
                raise InputError(f"« {self.label} » : « {item:g} » n’est pas positif.")


@dataclass(frozen=True)
class Day(Typed):
    """A day (:class:`datetime.date`), typed as ``2024-01-01``."""

    metavar: ClassVar[str] = "AAAA-MM-JJ"

    def parse(self, text: str) -> Any:
        """Return the day; none for an empty text."""
        return read_day(text, self.label) if text.strip() else None

    def accept(self, value: Any) -> Any:
        """Return a day; the hour of a timestamp is left out."""
        return value.date() if isinstance(value, datetime) else super().accept(value)

    def write(self, value: Any) -> Any:
        """Return the day as it is typed."""
        return None if value is None else value.isoformat()

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a day."""
        if not isinstance(value, date):
            raise InputError(f"« {self.label} » attend une date ; reçu : {shown(repr(value))}.")


@dataclass(frozen=True)
class Renaming(Typed):
    """Names of columns in a file (``dict[str, str]``), typed as ``residence = Code ; apl = A``."""

    metavar: ClassVar[str] = "ATTENDU=DONNÉ;…"

    def parse(self, text: str) -> Any:
        """Return the expected names with those of the file."""
        return read_renaming(text, self.label) or None

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of texts by name."""
        if not isinstance(value, Mapping):
            raise InputError(f"« {self.label} » attend des noms de colonnes par nom attendu.")
        for item in (*value, *value.values()):
            Text(self.label).check(name, item, values)


@dataclass(frozen=True)
class Pairs(Typed):
    """Named numbers (``dict[str, float]``), typed as ``rev_lt40=2, apl=1``."""

    metavar: ClassVar[str] = "CLÉ=NOMBRE,…"

    def parse(self, text: str) -> Any:
        """Return the numbers by name."""
        return read_pairs(text, self.label)

    def write(self, value: Any) -> Any:
        """Return the pairs as they are typed."""
        if value is None:
            return None
        return ", ".join(f"{key}={number:g}" for key, number in value.items())

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of finite numbers by name."""
        if not isinstance(value, Mapping):
            raise InputError(
                f"« {self.label} » attend des couples clé=nombre ; reçu : {shown(repr(value))}."
            )
        for key, number in value.items():
            if not isinstance(key, str) or not key.strip():
                raise InputError(f"« {self.label} » : une clé est vide ou n’est pas un texte.")
            Number(f"{self.label} : {shown(key)}").check(name, number, values)


@dataclass(frozen=True)
class Bases(Typed):
    """Numerators with their bases (``dict[str, str]``), typed as ``menages_apl=menages``."""

    metavar: ClassVar[str] = "NUMÉRATEUR=BASE,…"

    def parse(self, text: str) -> Any:
        """Return the shares."""
        return read_shares(text)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of texts by name."""
        if not isinstance(value, Mapping):
            raise InputError(f"« {self.label} » attend des couples numérateur=base.")
        for item in (*value, *value.values()):
            Text(self.label).check(name, item, values)

    def write(self, value: Any) -> Any:
        """Return the pairs as they are typed."""
        return None if value is None else ", ".join(f"{n}={base}" for n, base in value.items())
