"""The words of a diagnosis: what its groups are made of, and the variable of its clusters.

Plans, sentences and titles are written for residences and for the index of precarity. With the
census nobody knows a residence, and the same groups join whole IRIS; a register of dwellings has no
index, and its clusters are those of another figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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


_INDEX = "indice_precarite"
_CLUSTERS = "concentrations"


@dataclass(frozen=True)
class Words:
    """What plans and sentences speak of.

    Parameters
    ----------
    source : str
        Of the figures: ``ops``, ``rpls`` or ``census``.
    variable, label : str
        Figure whose clusters are sought, and its French label.
    """

    source: str = "ops"
    variable: str = _INDEX
    label: str = "Indice de précarité"

    def of(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """Return a table of chapters or of sentences in these words."""
        return {
            key: [self._entry(entry) for entry in value] if isinstance(value, list) else value
            for key, value in worded(table, self.source).items()
        }

    def _entry(self, entry: Mapping[str, Any]) -> Any:
        if self.variable == _INDEX or _CLUSTERS not in (entry.get("id"), entry.get("chapitre")):
            return entry
        named = f"« {self.label} »"
        pairs = dict.fromkeys(("l’indice de précarité", "Indice de précarité"), named)
        pairs = {_INDEX: self.variable, **pairs}

        def about(text: str) -> str:
            for before, after in pairs.items():
                text = text.replace(before, after)
            return text

        return _each_text(entry, about)


def _each_text(told: Any, change: Callable[[str], str]) -> Any:
    """Change every text of a tree of texts; anything else is returned as it is."""
    if isinstance(told, str):
        return change(told)
    if isinstance(told, Mapping):
        return {key: _each_text(value, change) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return type(told)(_each_text(value, change) for value in told)
    return told


def _of_iris(text: str) -> str:
    for pattern, word in _OF_IRIS:
        text = pattern.sub(word, text)
    return text


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
    return _each_text(told, _of_iris) if source == "census" else told


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
