"""What the diagnosis says of its released figures: plan and sentences of its document, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

import pandas as pd

from geotools._compat import read_toml
from geotools.diagnostic.configuration import Clusters, Configuration
from geotools.diagnostic.measures import Measured
from geotools.diagnostic.paper import logo_of
from geotools.diagnostic.wording import Words
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
from geotools.outputs.formatting import PERCENT, format_value
from geotools.typography import without_lines

TITLE = "Diagnostic partagé de l’occupation du parc social"
USUAL = Words()


@cache
def chapters(words: Words = USUAL) -> tuple[Chapter, ...]:
    """Return the planned chapters of ``document.toml``, in the words of a diagnosis."""
    return load_chapters(words.of(read_toml(files("geotools.diagnostic") / "document.toml")))


@cache
def sentences(words: Words = USUAL) -> tuple[Sentence, ...]:
    """Return the sentences of ``phrases.toml``, in the words of a diagnosis."""
    return load_sentences(words.of(read_toml(files("geotools.diagnostic") / "phrases.toml")))


def composer(
    configuration: Configuration, catalogue: pd.DataFrame, words: Words = USUAL
) -> Callable[[Mapping[str, LayerSpec]], Document]:
    """Return what makes the document once the published layers are known.

    Parameters
    ----------
    configuration : Configuration
    catalogue : DataFrame
        Indicators and counts that may be published (:meth:`Catalogue.table`).
    words : Words
    """
    facts: dict[str, Value] = {
        "territoire": configuration.territoire.nom,
        "millesime": str(configuration.territoire.millesime),
        **{f"cible_{name}": float(target) for name, (_, target) in legal_targets().items()},
    }

    def made(layers: Mapping[str, LayerSpec]) -> Document:
        terms, logo = definitions(catalogue, layers), logo_of(configuration)
        plan = Document(TITLE, chapters(words), definitions=terms, logo=logo)
        declared = {"quartiers": float("qpv" in layers)}
        return compose(plan, sentences(words), layers, facts={**facts, **declared})

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
    return without_lines(f"{told}. {row['precaution']}".rstrip())


def _lowered(text: str) -> str:
    """Return a label as it stands inside a sentence: acronyms keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def quoted(measured: Measured, name: str) -> str:
    """Return the label of an indicator between quotation marks."""
    catalogue = measured.catalogue
    return f"« {catalogue.label(catalogue.indicator(name).label)} »"


def named(measured: Measured, count: str) -> str:
    """Return the label of a count between quotation marks."""
    catalogue = measured.catalogue
    return f"« {catalogue.label(catalogue.counts[count].label)} »"


def weighed(measured: Measured) -> list[str]:
    """Return each component of the index by its label, with how much it counts."""
    return [
        f"{quoted(measured, name)} ({_COUNTS.get(weight, f'comptant {format_value(weight)} fois')})"
        for name, weight in measured.weights.items()
    ]


_COUNTS = {1.0: "comptant une fois", 2.0: "comptant double", 3.0: "comptant triple"}


def cluster_heading(label: str, weights: str) -> str:
    """Return the heading of a map of clusters: which variable, against which neighbours.

    Parameters
    ----------
    label : str
        Of the variable.
    weights : str
        Scheme of the neighbourhood, as in ``[grappes] poids``.
    """
    return f"Grappes (Moran local) : {_lowered(label)}, {_neighbours(weights)}"


def _neighbours(weights: str) -> str:
    kind, _, size = weights.partition(":")
    return _NEIGHBOURS.get(kind, "voisinage « {whole} »").format(size=size, whole=weights)


def cluster_note(settings: Clusters) -> str:
    """Say how clusters were found, in words."""
    near = _neighbours(settings.poids)
    against = _CORRECTIONS.get(settings.correction, f"correction « {settings.correction} »")
    return (
        f"Grappes : indice local de Moran, {near}, {format_value(settings.permutations)} tirages "
        f"(graine {settings.graine}), seuil de {format_value(settings.alpha, PERCENT, 0)} après "
        f"{against}. Une grappe dit qu’une valeur et son voisinage se ressemblent plus que par "
        "hasard ; elle ne dit pas pourquoi. Elle est calculée sur les chiffres publiés."
    )


_NEIGHBOURS = {
    "tiles": "voisinage des carreaux qui se touchent",
    "knn": "voisinage des {size} unités les plus proches",
    "queen": "voisinage des unités qui se touchent",
    "rook": "voisinage des unités qui ont un côté commun",
    "distance": "voisinage des unités à moins de {size} mètres",
    "band": "voisinage des unités à moins de {size} mètres",
}
_CORRECTIONS = {
    "fdr_bh": "correction des tests multiples (taux de fausses découvertes, Benjamini-Hochberg)",
    "fdr_by": "correction des tests multiples (taux de fausses découvertes, Benjamini-Yekutieli)",
    "bonferroni": "correction des tests multiples (Bonferroni)",
    "none": "aucune correction des tests multiples",
    "aucune": "aucune correction des tests multiples",
}
