"""Labels whose accents were damaged on the way: repaired where the damage can be told."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from geotools.sources.categories import regroup, spread

_HIGH_BIT = 0x80
_LETTERS = 0x40
"""UTF-8 writes é as C3 A9; a seven-bit transfer leaves 43 29, « C) »: add both to read it again."""

_DOUBLE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œž\u0178]")
_SEVEN_BITS = re.compile(
    r"(?<=[a-zà-ÿ])C([()*+]|['./49;<](?=[a-z]))|C([\x01-\x08\x0b\x0c\x0e-\x1f])"
)
_LOST = re.compile("[A-Za-zÀ-ÿ]\\?|\ufffd")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def repair_letters(column: pd.Series) -> tuple[pd.Series, int]:
    """Restore the letters of labels that were encoded twice or sent over seven bits.

    « VallÃ©e » and « VallC)e » both give « Vallée ». Only sequences that cannot be a French word
    are touched: ``C`` before a control character, or before a sign right after a small letter.

    Returns
    -------
    Series, int
        The repaired column and the number of rows that changed.
    """
    before = [str(text) for text in column.cat.categories]
    after = [_repair(text) for text in before]
    changed = np.array([a != b for a, b in zip(after, before, strict=True)], dtype=bool)
    if not changed.any():
        return column, 0
    return regroup(column, after), int(spread(column, changed, False).sum())


def count_lost_letters(column: pd.Series) -> int:
    """Count the rows whose label has a question mark in place of a letter (``Libert?``)."""
    texts = [str(text) for text in column.cat.categories]
    lost = np.array([bool(_LOST.search(text)) for text in texts], dtype=bool)
    return int(spread(column, lost, False).sum()) if lost.any() else 0


def _repair(text: str) -> str:
    if _DOUBLE.search(text):
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            return text  # not a whole double encoding: left as it is rather than guessed
    text = _SEVEN_BITS.sub(lambda m: chr(ord(m[1] or m[2]) + _HIGH_BIT + _LETTERS), text)
    return _CONTROL.sub("", text)
