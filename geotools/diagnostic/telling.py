"""What the diagnosis says of its released figures: plan and sentences of its document, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from geotools.diagnostic.configuration import Configuration
from geotools.orientations.objectives import legal_targets
from geotools.outputs import LayerSpec
from geotools.outputs.document import (
    Chapter,
    Document,
    Sentence,
    compose,
    load_chapters,
    load_sentences,
)
from geotools.outputs.document.figures import Value

TITLE = "Diagnostic partagé de l’occupation du parc social"


@cache
def chapters() -> tuple[Chapter, ...]:
    """Return the planned chapters of ``document.toml``."""
    return load_chapters(files("geotools.diagnostic") / "document.toml")


@cache
def sentences() -> tuple[Sentence, ...]:
    """Return the sentences of ``phrases.toml``."""
    return load_sentences(files("geotools.diagnostic") / "phrases.toml")


def composer(
    configuration: Configuration, catalogue: pd.DataFrame
) -> Callable[[Mapping[str, LayerSpec]], Document]:
    """Return what makes the document once the published layers are known.

    Parameters
    ----------
    configuration : Configuration
    catalogue : DataFrame
        Indicators and counts that may be published (:meth:`Catalogue.table`).
    """
    facts: dict[str, Value] = {
        "territoire": configuration.territoire.nom,
        "millesime": str(configuration.territoire.millesime),
        **{f"cible_{name}": float(target) for name, (_, target) in legal_targets().items()},
    }

    def made(layers: Mapping[str, LayerSpec]) -> Document:
        plan = Document(TITLE, chapters(), definitions=definitions(catalogue, layers))
        return compose(plan, sentences(), layers, facts=facts)

    return made


def definitions(
    catalogue: pd.DataFrame, layers: Mapping[str, LayerSpec]
) -> tuple[tuple[str, str], ...]:
    """Return what each published indicator counts, and on which base; nothing else is defined."""
    shown = {column for layer in layers.values() for column in layer.columns}
    used = catalogue[catalogue.index.isin(shown)]
    rows = [{str(k): str(v) for k, v in row.items()} for row in used.to_dict("records")]
    return tuple((row["libelle"], _definition(row)) for row in rows)


def _definition(row: Mapping[str, str]) -> str:
    told = row["numerateur"].rstrip(".")
    if row["denominateur"]:
        told = f"{told}, rapportés à : {_lowered(row['denominateur'])}"
    return f"{told}. {row['precaution']}".rstrip()


def _lowered(text: str) -> str:
    """Return a label as it stands inside a sentence: acronyms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
