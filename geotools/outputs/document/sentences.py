"""Sentences as data: a text, the figures it quotes, and the condition that makes it true.

A sentence is written in TOML::

    [[phrase]]
    id = "objectif_hors_qpv"
    chapitre = "objectifs"
    cle = true
    si = "taux < 0.25"
    texte = "{taux} des baux … hors QPV : il en manque {reste} {reste:bail|baux}."

    [phrase.chiffres]
    taux = { couche = "objectifs", unite = "ensemble", colonne = "taux_hors_qpv" }
    reste = { couche = "objectifs", unite = "ensemble", colonne = "a_faire_hors_qpv" }

It vanishes when a figure is withheld or when its condition is false or cannot be told.
``{reste:bail|baux}`` takes the second form from two on, as French does. ``{x.nom}`` is the name of
the unit a figure was read in. With ``chaque = "qpv"`` it is said of each unit of that layer, whose
figures have ``unite = "@"`` and whose name is ``{nom}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, nearest
from geotools.expressions import Expression
from geotools.outputs.document.figures import (
    DrawnFigure,
    FigureSpec,
    Layers,
    Value,
    evaluate,
    read_figure,
    unit_name,
)
from geotools.outputs.document.model import Message

CONTEXT = ("territoire", "millesime", "nom")
"""Names that any sentence may quote; ``nom`` only when it is said of each unit."""

_PLACE = re.compile(r"\{(\w+)(\.nom)?(?::([^|{}]*)\|([^{}]*))?\}")


@dataclass(frozen=True)
class Sentence:
    """A template and what makes it true.

    Parameters
    ----------
    id : str
        Unique name.
    texte : str
    chiffres : mapping of str to FigureSpec
        Figures by the name they have in the text and in the condition, in the order they are read.
    si : str
        Condition on the figures; empty when they only have to be known.
    chapitre : str
        Chapter that it answers.
    cle : bool
        Whether it is one of the key messages too.
    rang : int
        Order among sentences.
    chaque : str
        Layer of whose every unit it is said, empty for one sentence.
    """

    id: str
    texte: str
    chiffres: Mapping[str, FigureSpec] = field(default_factory=dict)
    si: str = ""
    chapitre: str = ""
    cle: bool = False
    rang: int = 100
    chaque: str = ""

    def __post_init__(self) -> None:
        known = {*self.chiffres, *CONTEXT}
        asked = {match[1] for match in _PLACE.finditer(self.texte)}
        asked |= Expression(self.si).columns if self.si else set()
        before: set[str] = set()
        for name, spec in self.chiffres.items():
            late = spec.uses - before
            if late:
                self._refuse(f"« {name} » se calcule avec « {sorted(late)[0]} »", before)
            before.add(name)
        for name in sorted(asked - known):
            self._refuse(f"« {name} » n’est pas un chiffre déclaré", known, name)
        left = _PLACE.sub("", self.texte)
        if "{" in left or "}" in left:
            self._refuse("une accolade ne se lit pas", known)

    def _refuse(self, why: str, known: Iterable[str], name: str = "") -> None:
        raise ConfigurationError(
            f"Phrase « {self.id} » : {why}. Chiffres déclarés avant lui : "
            f"{nearest(name, sorted(known)) if name else ', '.join(sorted(known)) or 'aucun'}."
        )


def load_sentences(path: Path | Any) -> tuple[Sentence, ...]:
    """Read the sentences of a TOML file, or of the table read from it.

    Raises
    ------
    ConfigurationError
        A key is unknown, a name is used before it is declared, two sentences have the same id.
    """
    table = path if isinstance(path, Mapping) else read_toml(path)
    raw = table.get("phrase", [])
    sentences = tuple(_sentence(entry) for entry in raw)
    ids = [sentence.id for sentence in sentences]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise ConfigurationError(f"Deux phrases portent le même nom : « {doubled[0]} ».")
    return sentences


def _sentence(entry: Mapping[str, Any]) -> Sentence:
    known = {item.name for item in fields(Sentence)}
    for key in entry:
        if key not in known:
            raise ConfigurationError(
                f"Phrase « {entry.get('id', '?')} » : clé inconnue « {key} ». "
                f"Noms proches : {nearest(key, known)}."
            )
    figures = {name: FigureSpec.read(raw) for name, raw in entry.get("chiffres", {}).items()}
    return Sentence(**{**entry, "chiffres": figures})


def tell(
    sentences: Sequence[Sentence],
    layers: Layers,
    *,
    facts: Mapping[str, Value] | None = None,
) -> list[Message]:
    """Return the sentences that are true of published layers, by rank.

    Parameters
    ----------
    sentences : sequence of Sentence
    layers : mapping of str to LayerSpec
        Published layers, as they leave: nothing else is read.
    facts : mapping, optional
        Values that sentences take by ``fait``, and ``territoire`` and ``millesime``; they must be
        computed from published figures or be fixed texts.
    """
    told = [
        message
        for sentence in sentences
        for unit in _units(sentence, layers)
        if (message := _say(sentence, layers, facts or {}, unit)) is not None
    ]
    return sorted(told, key=lambda message: message.rank)


def _units(sentence: Sentence, layers: Layers) -> list[tuple[str, str] | None]:
    if not sentence.chaque:
        return [None]
    if sentence.chaque not in layers:
        return []
    codes = layers[sentence.chaque].frame.index.astype(str)
    return [(sentence.chaque, code) for code in codes]


def _say(
    sentence: Sentence,
    layers: Layers,
    facts: Mapping[str, Value],
    unit: tuple[str, str] | None,
) -> Message | None:
    found = {name: _fact(facts.get(name)) for name in CONTEXT}
    if unit is not None:
        found["nom"] = _fact(unit_name(layers[unit[0]], unit[1]))
    own: dict[str, DrawnFigure] = {}
    for name, spec in sentence.chiffres.items():
        figure = read_figure(spec, layers, found=own, facts=facts, current=unit)
        own[name] = figure
    found |= own
    quoted = {match[1] for match in _PLACE.finditer(sentence.texte)}
    if any(not found[name].is_known for name in quoted):
        return None
    if sentence.si and not evaluate(sentence.si, found):
        return None
    if not sentence.si and any(not figure.is_known for figure in own.values()):
        return None
    text = _PLACE.sub(lambda match: _place(match, found), sentence.texte)
    place = unit or next(((f.layer, f.unit) for f in own.values() if f.layer and f.unit), ("", ""))
    return Message(
        text=text + _left_out(own, layers),
        key=sentence.cle,
        chapter=sentence.chapitre,
        rank=sentence.rang,
        layer=place[0],
        unit=place[1],
    )


def _fact(value: Value) -> DrawnFigure:
    return DrawnFigure(value, "" if value is None else str(value))


def _place(match: re.Match[str], found: Mapping[str, DrawnFigure]) -> str:
    figure = found[match[1]]
    if match[3] is not None:
        several = isinstance(figure.value, int | float) and abs(figure.value) >= 2
        return match[4] if several else match[3]
    return figure.name if match[2] else figure.text


def _left_out(figures: Mapping[str, DrawnFigure], layers: Layers) -> str:
    """Say how many units a count or an extreme could not read: unknown is never silence."""
    unknown: dict[str, int] = {}
    for figure in figures.values():
        if figure.unknown:
            unknown[figure.layer] = max(figure.unknown, unknown.get(figure.layer, 0))
    parts = [
        f" ({number}\u202f{'unités' if number > 1 else 'unité'} de « {layers[name].title} » sans "
        f"valeur diffusée {'ne sont pas comptées' if number > 1 else 'n’est pas comptée'}.)"
        for name, number in unknown.items()
    ]
    return "".join(parts)
