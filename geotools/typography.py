"""French typography: what must not be parted at the end of a line stays together."""

from __future__ import annotations

import re
from decimal import Decimal

_BEFORE = re.compile(r" (?=[%:;?!»])")
_AFTER = re.compile(r"(?<=«) ")
_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}\b)")


_LINES = re.compile(
    r"(?<=[\w»)]),? ?\(?\b(?:00\d|17):\d+[-\d]*(?:(?:,| et) (?:00\d:)?\d+[-\d]*)*\)?"
)


def without_lines(text: str) -> str:
    """Return a source without the place of its sentence in our own copy, which readers lack."""
    return _LINES.sub("", text)


def short_number(value: float, digits: int = 3) -> str:
    """Return a number with so many significant digits, as French writes it.

    Examples
    --------
    >>> short_number(2e-05, 2)
    '0,00002'
    >>> short_number(0.05)
    '0,05'
    """
    return format(Decimal(f"{value:.{digits}g}").normalize(), "f").replace(".", ",")


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, in the singular up to one; the plural takes an « s ».

    Examples
    --------
    >>> counted(1, "composante"), counted(28, "composante")
    ('1 composante', '28 composantes')
    """
    shown = f"{number:_}".replace("_", "\u202f")
    return f"{shown} {one if abs(number) < 2 else many or one + 's'}"


def typeset(text: str) -> str:
    """Return a text with no-break spaces before « % : ; ? ! » and inside its quotation marks."""
    text = _BEFORE.sub("\u00a0", text)
    return _NUMBERS.sub("\u202f", _AFTER.sub("\u00a0", text))
