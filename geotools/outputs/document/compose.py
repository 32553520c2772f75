"""From chapters as they are planned to a document that says only what the release allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from geotools.outputs.document.figures import Layers, Value, chosen_rows
from geotools.outputs.document.model import Chapter, Chart, Document, TableView
from geotools.outputs.document.sentences import Sentence, tell

DRAWN_SHARE = 1 / 3
"""Under this share of units with a published value, the gaps of a drawing would mislead."""

_LEAST = 2


def compose(
    document: Document,
    sentences: Sequence[Sentence],
    layers: Layers,
    *,
    facts: Mapping[str, Value] | None = None,
) -> Document:
    """Return the document with its sentences, without the drawings that cannot be made.

    Parameters
    ----------
    document : Document
        Chapters as planned, in order; a chart or table about an absent layer or column is left
        out, one mostly withheld is left out with a sentence that says so.
    sentences : sequence of Sentence
    layers : mapping of str to LayerSpec
        Published layers, as they leave.
    facts : mapping, optional
        See :func:`geotools.outputs.document.tell`.
    """
    chapters = tuple(_fitting(chapter, layers) for chapter in document.chapters)
    shown = replace(document, chapters=chapters).numbered()
    return shown.told(tell(sentences, layers, facts=facts))


def _fitting(chapter: Chapter, layers: Layers) -> Chapter:
    present = [chart for chart in chapter.visuals if _has(chart, layers)]
    reasons = {chart: _reason(chart, layers) for chart in present}
    tables = tuple(
        replace(t, columns=tuple(c for c in t.columns if c in layers[t.layer].columns))
        for t in chapter.tables
        if _readable(t, layers)
    )
    fitting = replace(
        chapter,
        visuals=tuple(chart for chart in present if not reasons[chart]),
        tables=tables,
        omitted=(*chapter.omitted, *filter(None, reasons.values())),
    )
    if not fitting.is_open:
        return fitting
    awaited = tuple(line for name, line in chapter.awaits.items() if name not in layers)
    return replace(fitting, omitted=(*fitting.omitted, *awaited))


def _has(chart: Chart, layers: Layers) -> bool:
    layer = layers.get(chart.layer)
    if layer is None or not len(layer.frame) or not set(chart.columns) <= set(layer.columns):
        return False
    return chart.kind != "map" or chart.columns[0] in layer.themed()


def _readable(table: TableView, layers: Layers) -> bool:
    layer = layers.get(table.layer)
    if layer is None or not len(layer.frame):
        return False
    chosen = chosen_rows(layer, table.rows)
    shown = [c for c in table.columns if c in layer.columns]
    return bool(shown or not table.columns) and (chosen is None or len(chosen[0]) > 0)


def rows_of(chart: Chart, layers: Layers) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that a chart is about, and those of them whose values are all known."""
    chosen = chosen_rows(layers[chart.layer], chart.rows)
    frame = layers[chart.layer].attributes().iloc[:0] if chosen is None else chosen[0]
    return frame, frame[frame[list(chart.columns)].notna().all(axis=1)]


def _reason(chart: Chart, layers: Layers) -> str:
    """Return why a drawing is not made, empty when it is."""
    frame, known = rows_of(chart, layers)
    total, told = len(frame), len(known)
    least = 1 if chart.kind in ("dots", "bars", "slope") else _LEAST
    if told >= least and told >= DRAWN_SHARE * total:
        return ""
    title = layers[chart.layer].title
    if not total:
        return f"« {chart.title} » n’est pas dessiné : aucune ligne de « {title} » n’est concernée."
    return (
        f"« {chart.title} » n’est pas dessiné : {told} sur {total} de « {title} » "
        f"{'ont' if told > 1 else 'a'} une valeur diffusée, trop peu pour que les blancs ne "
        "trompent pas."
    )
