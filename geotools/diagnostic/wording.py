"""The word for what groups are made of: residences, or IRIS where the census is the source.

Plans, sentences and titles are written for residences; with the census nobody knows a residence,
and the same groups join whole IRIS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from geotools.outputs import LayerSpec

_OF_IRIS = (
    (re.compile(r"\b([Gg]roupes?(?: entiers|\})?) de résidences\b"), r"\1 d’IRIS"),
    (re.compile(r"\bRésidences groupées\b"), "IRIS groupés"),
    (re.compile(r"\bRésidences voisines réunies\b"), "IRIS voisins réunis"),
    (re.compile(r"\bTotal des résidences situées\b"), "Total des groupes d’IRIS situés"),
    (re.compile(r"\brésidences sans groupe\b"), "IRIS sans groupe"),
    (re.compile(r"\bdes résidences proches\b"), "des IRIS proches"),
)


def worded(told: Any, source: str) -> Any:
    """Return a text, or a tree of texts, in the words of a source.

    Parameters
    ----------
    told : str, mapping, list or tuple
        Anything else is returned as it is.
    source : str
        ``ops``, ``rpls`` or ``census``: the source of the figures.

    Examples
    --------
    >>> worded("3 groupes de résidences", "census")
    '3 groupes d’IRIS'
    >>> worded("3 groupes de résidences", "ops")
    '3 groupes de résidences'
    """
    if source != "census":
        return told
    if isinstance(told, str):
        for pattern, word in _OF_IRIS:
            told = pattern.sub(word, told)
        return told
    if isinstance(told, Mapping):
        return {key: worded(value, source) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(worded(value, source) for value in told)
    return told


def worded_layer(layer: LayerSpec, source: str) -> LayerSpec:
    """Return a layer whose title, labels, description and levels are in the words of a source."""
    if source != "census":
        return layer
    frame = layer.frame
    if "niveau" in frame.columns:
        frame = frame.assign(niveau=[worded(level, source) for level in pd.Series(frame["niveau"])])
    return replace(
        layer,
        title=worded(layer.title, source),
        description=worded(layer.description, source),
        aliases=worded(layer.aliases, source),
        headings=worded(layer.headings, source),
        frame=frame,
    )
