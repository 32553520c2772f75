"""Which zoning a layer of polygons is, from the form of its codes."""

from __future__ import annotations

import re

import pandas as pd

from geotools.sources.columns import simplify
from geotools.sources.zoning import zoning_table

_SHARE = 0.95
_VAGUE = frozenset({"code", "id"})
_EPCI = re.compile(r"epci|siren|interco")


def zoning_kind(frame: pd.DataFrame, file: str) -> tuple[str, dict[str, str]]:
    """Return the kind of a layer of polygons and, when no alias knows it, the field of its code.

    A column under an official name whose values have the form of the kind decides; then a column of
    any name whose values are unique and of that form; else it is a zoning of the user's own.
    """
    by_name = {simplify(name): str(name) for name in reversed(list(frame.columns))}
    for kind in ("qpv", "iris", "communes"):
        table = zoning_table()[kind]
        known = [by_name[alias] for alias in table["code"] if alias in by_name]
        # the reader takes the first alias that is there: it must be the one that fits
        if known and _fits(frame[known[0]], kind, unique=True) and not _is_epci(known[0], file):
            return kind, {}
        others = [*known[1:], *(n for n in by_name.values() if n not in known)]
        for name in others:
            if _fits(frame[name], kind, unique=True) and not _is_epci(name, file):
                return kind, {"code": name}
    return "autre", {}


def _fits(column: pd.Series, kind: str, *, unique: bool) -> bool:
    table = zoning_table()[kind]
    texts = column.dropna().astype("str").str.strip()
    if not len(texts) or (unique and texts.nunique() < _SHARE * len(texts)):
        return False
    short = rf"|\d{{{table['largeur'] - 1}}}" if table.get("largeur") else ""
    return float(texts.str.fullmatch(f"(?:{table['motif']}){short}").mean()) >= _SHARE


def _is_epci(name: str, file: str) -> bool:
    """Tell whether nine digits are the number of an intercommunality rather than an IRIS."""
    told = simplify(name)
    return bool(_EPCI.search(told)) or (told in _VAGUE and bool(_EPCI.search(simplify(file))))
