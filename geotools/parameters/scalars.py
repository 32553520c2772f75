"""Numbers, choices, yes or no, texts and coordinate systems."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar

from geotools.cards import Wording
from geotools.errors import (
    InputError,
    shown,
)
from geotools.parameters.kind import Parameter

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True)
class Number(Parameter):
    """A real number with bounds and a unit."""

    minimum: float = -math.inf
    maximum: float = math.inf
    unit: str = ""

    metavar: ClassVar[str] = "NOMBRE"
    typed: ClassVar[type] = float

    def hint(self) -> str:
        """Return the unit."""
        return f"En {self.unit}." if self.unit else ""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a finite number within the bounds."""
        if isinstance(value, bool) or not isinstance(value, Real):
            raise InputError(f"« {self.label} » doit être un nombre ; reçu : {shown(repr(value))}.")
        # A whole number of Python may be larger than any float: it is compared, not converted.
        if not isinstance(value, Integral) and not math.isfinite(value):
            raise InputError(f"« {self.label} » doit être un nombre fini ; reçu : {value}.")
        number: Any = value
        if not self.minimum <= number <= self.maximum:
            raise InputError(
                f"« {self.label} » doit être {self._bounds()} ; reçu : {shown(value, 20)}."
            )

    def _bounds(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if math.isinf(self.maximum):
            return f"au moins {self.minimum:.12g}{unit}"
        if math.isinf(self.minimum):
            return f"au plus {self.maximum:.12g}{unit}"
        return f"compris entre {self.minimum:.12g} et {self.maximum:.12g}{unit}"


@dataclass(frozen=True)
class Integer(Number):
    """A whole number with bounds and a unit."""

    typed: ClassVar[type] = int

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a whole number within the bounds."""
        super().check(name, value, values)
        if value != int(value):
            raise InputError(f"« {self.label} » doit être un nombre entier ; reçu : {value}.")


@dataclass(frozen=True)
class Choice(Parameter):
    """One value among several; ``options`` maps the value, text or whole number, to its label.

    An operation names its ``choices``, and its card words them; ``options`` serves choices that
    are themselves data (the templates, the profiles).
    """

    choices: tuple[str, ...] = ()
    options: Mapping[Any, str] = field(default_factory=dict)

    metavar: ClassVar[str] = "CHOIX"

    def read(self, typed: Any) -> Any:
        """Read what :meth:`accept` accepts."""
        return self.accept(typed)

    def accept(self, value: Any) -> Any:
        """Return the option that a value, its text or a member of an enumeration stands for."""
        plain = value.value if isinstance(value, Enum) else value
        known = {str(key): key for key in self.options}
        return known.get(plain, plain) if isinstance(plain, str) else plain

    def write(self, value: Any) -> Any:
        """Return the text of an option."""
        return None if value is None else str(value)

    def hint(self) -> str:
        """List the values with their meaning."""
        listed = " ; ".join(f"{key} = {label}" for key, label in self.options.items())
        return f"Valeurs : {listed}."

    def __post_init__(self) -> None:
        if not self.options:
            object.__setattr__(self, "options", {key: key for key in self.choices})

    def worded(self, words: Wording | None) -> Self:
        """Return the same choice with the words of the card, options included."""
        if words is None:
            return self
        options = {key: words.options.get(str(key), label) for key, label in self.options.items()}
        return replace(self, label=words.label, help=words.help, options=options)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a value that is not among the options."""
        if not isinstance(value, Hashable) or value not in self.options:
            raise InputError(
                f"« {self.label} » n’accepte pas « {shown(value)} » ; valeurs possibles : "
                f"{', '.join(map(str, self.options))}."
            )


@dataclass(frozen=True)
class Flag(Parameter):
    """A yes or no."""

    typed: ClassVar[type] = bool

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is neither true nor false: a text, even « non », would count as yes."""
        if isinstance(value, bool):
            return
        import numpy as np

        if not isinstance(value, np.bool_):
            raise InputError(
                f"« {self.label} » se répond par oui ou non ; reçu : {shown(repr(value))}."
            )


@dataclass(frozen=True)
class Text(Parameter):
    """A free text; ``example`` is shown as a hint."""

    example: str = ""
    longest: int = 4_000

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a text, is too long, or holds control characters."""
        if not isinstance(value, str):
            raise InputError(f"« {self.label} » doit être un texte ; reçu : {shown(repr(value))}.")
        if len(value) > self.longest:
            raise InputError(f"« {self.label} » : {len(value)} caractères, {self.longest} au plus.")
        control = [c for c in value if not (c.isprintable() or c.isspace())]
        if control or not _encodable(value):
            raise InputError(
                f"« {self.label} » contient un caractère de contrôle : « {shown(value)} ». "
                "Retirez-le."
            )


@dataclass(frozen=True)
class Crs(Text):
    """A coordinate system, by its authority and code (``EPSG:2154``, ``IGNF:LAMB93``) or as WKT."""

    metavar: ClassVar[str] = "SCR"

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what names no coordinate system."""
        import pyproj

        super().check(name, value, values)
        try:
            pyproj.CRS.from_user_input(value)
        except pyproj.exceptions.CRSError:
            raise InputError(
                f"« {self.label} » : « {shown(value)} » n’est pas un système de coordonnées connu. "
                "Donnez son autorité et son code, par exemple EPSG:2154 (Lambert-93)."
            ) from None


def _encodable(text: str) -> bool:
    """Tell whether a text can be written in UTF-8: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
