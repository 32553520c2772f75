"""Tables of the document for a word processor: no word is cut, and the whole is written at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

_TEXT = 16.6  # width of the text in centimetres: A4 less its margins
_LETTER, _STRONG = 0.16, 0.195  # centimetres of a letter, as wide as any usual font has it
_PADDING = 0.42  # margins of a cell
_HALF_POINTS = 15
_SHORTEST = 6
_NAME = 14  # letters of a name that stay on one line
_LONGEST = 34  # letters after which a text goes to the next line
_MOST = 9
_TWIPS = 567  # in a centimetre
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def kept_columns(texts: Sequence[Sequence[str]]) -> list[int]:
    """Return the first columns that fit in the page with every word whole, two at least.

    Parameters
    ----------
    texts : sequence of rows
        Headings first.
    """
    kept: list[int] = []
    room = _TEXT
    for number in range(len(texts[0])):
        room -= _least([line[number] for line in texts], strong=not number)
        if len(kept) >= 2 and (room < 0 or len(kept) >= _MOST):
            break
        kept.append(number)
    return kept


def column_widths(texts: Sequence[Sequence[str]], kept: Sequence[int]) -> list[float]:
    """Share the width of the page: the longest word of each column, then by what it holds.

    Parameters
    ----------
    texts : sequence of rows
    kept : sequence of int
    """
    columns = [[line[number] for line in texts] for number in kept]
    least = [_least(column, strong=not n) for n, column in zip(kept, columns, strict=True)]
    wanted = [_wanted(column) for column in columns]
    more = [max(want - need, 0.05) for want, need in zip(wanted, least, strict=True)]
    room = max(_TEXT - sum(least), 0)
    widths = [need + room * part / sum(more) for need, part in zip(least, more, strict=True)]
    return [width * _TEXT / sum(widths) for width in widths]


def _least(column: Sequence[str], *, strong: bool) -> float:
    """Return the width of the longest word of a column; a no-break space is part of a word."""
    head, *cells = column
    letter = _STRONG if strong else _LETTER
    words = [max(_longest_word(head), _SHORTEST) * _STRONG]
    words += [_longest_word(text) * letter for text in cells]
    if strong:
        words.append(min(max(map(len, column)), _NAME) * _STRONG)
    return max(words) + _PADDING


def _longest_word(text: str) -> int:
    return max(len(word) for word in re.split(r"[ -]", text))


def _wanted(column: Sequence[str]) -> float:
    longest = max(len(text) for text in column)
    lines = min(longest, _LONGEST) + max(longest - _LONGEST, 0) / 6
    return lines * _LETTER + _PADDING


def table_xml(
    texts: Sequence[Sequence[str]], numeric: Sequence[bool], widths: Sequence[float], style: str
) -> str:
    """Return a table as the processor's XML: its heading is repeated, no row is cut.

    Parameters
    ----------
    texts : sequence of rows
        Headings first.
    numeric : sequence of bool
        Columns of figures, to the right.
    widths : sequence of float
        Centimetres.
    style : str
        Identifier of the table's style.
    """
    sizes = [round(width * _TWIPS) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    lines = [_row(line, numeric, sizes, head=number == 0) for number, line in enumerate(texts)]
    return (
        f'<w:tbl xmlns:w="{_SPACE}"><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:type="dxa" w:w="{sum(sizes)}"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
        'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _row(texts: Sequence[str], numeric: Sequence[bool], sizes: Sequence[int], *, head: bool) -> str:
    said = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    cells = "".join(map(_cell, texts, numeric, sizes))
    return f"<w:tr><w:trPr>{said}</w:trPr>{cells}</w:tr>"


def _cell(text: str, right: bool, size: int) -> str:
    side = '<w:jc w:val="right"/>' if right else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{size}"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:after="0"/>{side}</w:pPr>'
        f'<w:r><w:rPr><w:sz w:val="{_HALF_POINTS}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r></w:p></w:tc>'
    )
