"""The tables of the page as data: what is shown, and nothing that is not, in few bytes.

A column of figures is written as numbers with the way they are shown; it is kept so only if that
gives back every text exactly. Any other column is a list of distinct texts and their places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from geotools.errors import guaranteed
from geotools.outputs.formatting import NOT_APPLICABLE, WITHHELD
from geotools.outputs.layers import LayerSpec

_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<digits>[0-9\s\u202f\xa0]*[0-9](?:,[0-9]+)?)(?P<after>\D*)"
)
_LONG = 400  # rows from which a table is written in short
_BAR = "|"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SPACES = re.compile(r"[\s\u202f\xa0]")


def table_data(layer: LayerSpec) -> dict[str, Any]:
    """Return a table for the page's script.

    Parameters
    ----------
    layer : LayerSpec

    Returns
    -------
    dict
        ``title``, ``description``, ``key``, ``codes`` (see :func:`codes_data`) and ``columns``,
        each with its ``name``, ``label``, whether it is ``num``, and its cells (see
        :func:`column_data`).
    """
    attributes = layer.attributes()
    shown = layer.shown()
    return {
        "title": layer.title,
        "description": layer.description,
        "key": layer.alias(layer.key),
        "codes": codes_data(layer.frame.index.astype(str).tolist()),
        "columns": [
            {"name": name, "label": label, "num": _numeric(attributes[name])}
            | column_data(shown[name].tolist())
            for name, label in zip(attributes.columns, layer.headers()[1:], strict=True)
        ],
    }


def _numeric(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def column_data(texts: list[str]) -> dict[str, Any]:
    """Return a column of shown texts as numbers and their form, or as distinct texts.

    Returns
    -------
    dict
        ``n`` (numbers, None where withheld, ``""`` where not applicable) and ``form`` (decimals,
        thousands, minus, what follows); or ``t`` (distinct texts) and ``i`` (place of each cell's
        text, -1 where withheld). Of a long column whose texts follow one another, how many cells
        each fills (``runs``) stands for the places, and nothing where each fills one.
    """
    known = [text for text in texts if text != WITHHELD]
    form = _form([text for text in known if text != NOT_APPLICABLE])
    if form is not None:
        numbers = [_read(text) for text in texts]
        if all(written(n, form) == t for n, t in zip(numbers, texts, strict=True)):
            return {"n": numbers, "form": list(form)}
    distinct = {text: place for place, text in enumerate(dict.fromkeys(known))}
    places = [distinct.get(text, -1) for text in texts]
    if len(texts) < _LONG or places != sorted(places) or places[0] < 0:
        return {"t": list(distinct), "i": places}
    sizes = Counter(places)
    if len(sizes) == len(places):
        return {"t": list(distinct)}
    return {"t": list(distinct), "runs": [sizes[place] for place in range(len(distinct))]}


def codes_data(codes: list[str]) -> list[str] | str:
    """Return codes as they are, or a long list in one text: what each shares with the one before.

    Each code is then the length of the shared beginning, in base 36, and what follows it.

    Parameters
    ----------
    codes : list of str
    """
    if len(codes) < _LONG or any(_BAR in code for code in codes):
        return codes
    short, last = [], ""
    for code in codes:
        most = min(len(last), len(code), len(_DIGITS) - 1)
        shared = next((n for n in range(most) if last[n] != code[n]), most)
        short.append(_DIGITS[shared] + code[shared:])
        last = code
    return _BAR.join(short)


Form = tuple[int, str, str, str]


def _form(texts: list[str]) -> Form | None:
    """Return decimals, thousands separator, minus sign and suffix of a column of numbers."""
    matches = [_NUMBER.fullmatch(text) for text in texts]
    if not matches or any(match is None for match in matches):
        return None
    found = [match for match in matches if match is not None]
    decimals = {len(match["digits"].partition(",")[2]) for match in found}
    after = {match["after"] for match in found}
    if len(decimals) > 1 or len(after) > 1:
        return None
    spaces = {char for match in found for char in _SPACES.findall(match["digits"])}
    signs = {match["sign"] for match in found} - {""}
    if len(spaces) > 1 or len(signs) > 1:
        return None
    return decimals.pop(), min(spaces, default="\u202f"), min(signs, default="−"), after.pop()


def _read(text: str) -> float | int | str | None:
    if text in (WITHHELD, NOT_APPLICABLE):
        return None if text == WITHHELD else ""
    match = guaranteed(_NUMBER.fullmatch(text))
    digits = _SPACES.sub("", match["digits"]).replace(",", ".")
    number = float(digits) if "." in digits else int(digits)
    return -number if match["sign"] else number


def written(number: float | int | str | None, form: Form) -> str:
    """Write a number as the page's script does."""
    if number is None or isinstance(number, str):
        return WITHHELD if number is None else NOT_APPLICABLE
    decimals, thousands, minus, after = form
    text = f"{abs(number):,.{decimals}f}".replace(",", thousands).replace(".", ",")
    return f"{minus if number < 0 else ''}{text}{after}"


NAMED_BY = {
    "secteur": "communes",
    "commune": "communes",
    "communes_code": "communes",
    "qpv_code": "qpv",
    "iris_code": "iris",
    "groupe": "groupes",
}
"""Columns of codes that do not have the name of the layer they are codes of."""


def cells(
    layer: LayerSpec, columns: list[str], frame: pd.DataFrame, layers: Mapping[str, LayerSpec]
) -> list[list[str]]:
    """Return the code and the shown texts of some rows, codes with the name of their place."""
    shown = layer.shown().loc[frame.index, columns]
    for column in columns:
        other = layers.get(NAMED_BY.get(column, column))
        if other is not None and other.name != layer.name and "libelle" in other.columns:
            named = [(code, other.place(code)) for code in shown[column]]
            shown[column] = [code if name == code else f"{name} ({code})" for code, name in named]
    return [
        [str(code), *row]
        for code, row in zip(shown.index, shown.to_numpy(dtype=object).tolist(), strict=True)
    ]
