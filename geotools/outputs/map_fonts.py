"""The letters of printed maps: the Latin part of DejaVu Sans, cut out once for all the pages.

matplotlib cuts the letters of each page out of the whole font, whose rules of shaping for every
script take most of the time of a page. A font without them, with the letters that names of places
use, gives the same page several times faster; what it lacks is taken from the whole font.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

WHOLE = "DejaVu Sans"
"""The font of matplotlib, which it carries with it."""

LATIN = "Equilibre Latin"
"""A changed font must not bear the name of the one it comes from: its licence says so."""

_LETTERS = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2010, 0x2044), (0x20AC, 0x20AC))
_SIGNS = ((0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265))
_SHAPING = ("GSUB", "GPOS", "GDEF", "FFTM", "gasp")
_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC = 1, 4, 6, 16  # records of the name table
_FOLDER = "equilibre-lettres-"


@contextmanager
def latin_letters() -> Iterator[None]:
    """Draw with the Latin font first, whatever it lacks with the whole one."""
    from matplotlib import rc_context

    _register()
    with rc_context({"font.family": [LATIN, WHOLE]}):
        yield


@cache
def _register() -> tempfile.TemporaryDirectory[str]:
    """Cut the font out of matplotlib's own and declare it; the files live as long as the run."""
    from matplotlib.font_manager import FontProperties, findfont, fontManager

    folder = tempfile.TemporaryDirectory(prefix=_FOLDER)
    for weight in ("normal", "bold"):
        whole = findfont(FontProperties(family=WHOLE, weight=weight), fallback_to_default=False)
        made = Path(folder.name, f"latin-{weight}.ttf")
        _cut(str(whole), made, weight.capitalize())
        fontManager.addfont(made)
    return folder


def _cut(whole: str, made: Path, weight: str) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(glyph_names=True, legacy_kern=True, hinting=True, name_IDs=["*"])
    options.drop_tables += list(_SHAPING)
    with TTFont(whole, recalcTimestamp=False) as font:
        for tag in _SHAPING:
            if tag in font:
                del font[tag]
        cutter = subset.Subsetter(options=options)
        cutter.populate(unicodes=[c for a, b in (*_LETTERS, *_SIGNS) for c in range(a, b + 1)])
        cutter.subset(font)
        _rename(font, weight)
        font.save(made)


def _rename(font: Any, weight: str) -> None:
    names = {_FAMILY: LATIN, _TYPOGRAPHIC: LATIN, _FULL: f"{LATIN} {weight}"}
    names[_POSTSCRIPT] = names[_FULL].replace(" ", "")
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
