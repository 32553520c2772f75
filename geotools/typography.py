"""French typography: what must not be parted at the end of a line stays together."""

from __future__ import annotations

import re

_BEFORE = re.compile(r" (?=[%:;?!»])")
_AFTER = re.compile(r"(?<=«) ")
_NUMBERS = re.compile(r"(?<=\d) (?=\d{3}\b)")


_LINES = re.compile(
    r"(?<=[\w»)]),? ?\(?\b(?:00\d|17):\d+[-\d]*(?:(?:,| et) (?:00\d:)?\d+[-\d]*)*\)?"
)


def without_lines(text: str) -> str:
    """Return a source without the place of its sentence in our own copy, which readers lack."""
    return _LINES.sub("", text)


def typeset(text: str) -> str:
    """Return a text with no-break spaces before « % : ; ? ! » and inside its quotation marks."""
    text = _BEFORE.sub("\u00a0", text)
    return _NUMBERS.sub("\u202f", _AFTER.sub("\u00a0", text))
