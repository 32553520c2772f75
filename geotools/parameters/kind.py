"""What every kind of parameter is: worded by a card, typed, read, checked, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from geotools.cards import Wording

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass(frozen=True)
class Parameter:
    """A described parameter; ``label`` and ``help`` come from the card of its operation.

    A kind knows how it is typed: ``metavar`` stands for the value in a help, ``typed`` is what a
    command line hands over (``several`` of them when it may be repeated), :meth:`read` turns that
    into what the function takes and :meth:`write` turns it back. A ``positional`` one needs no
    name on the command line.
    """

    label: str = ""
    help: str = ""
    advanced: bool = False
    positional: bool = field(default=False, kw_only=True)

    metavar: ClassVar[str] = "TEXTE"
    typed: ClassVar[type] = str
    several: ClassVar[bool] = False

    def worded(self, words: Wording | None) -> Self:
        """Return the same parameter with what its operation's card says of it."""
        return self if words is None else replace(self, label=words.label, help=words.help)

    def read(self, typed: Any) -> Any:
        """Turn what was typed into what the function takes."""
        return typed

    def accept(self, value: Any) -> Any:
        """Return a value of Python in the form that the function takes, before it is checked."""
        return value

    def write(self, value: Any) -> Any:
        """Return a value as it is typed."""
        return value

    def hint(self) -> str:
        """Return what a help adds about the values, in French; empty by default."""
        return "Répétable." if self.several else ""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Raise an :class:`InputError` when the value does not fit the description."""
