"""The charts and chapters of the page as data for its script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from geotools.outputs.document import Chapter, Document, Message, TableView
from geotools.outputs.document.drawing import Drawing, Series, draw
from geotools.outputs.document.figures import chosen_rows
from geotools.outputs.formatting import PERCENT
from geotools.outputs.layers import LayerSpec
from geotools.outputs.report_tables import cells

Layers = Mapping[str, LayerSpec]
_SHOWN = 3  # decimals of what is drawn: a pixel is coarser


def chapter_data(chapter: Chapter, layers: Layers) -> dict[str, Any]:
    """Return what the page's template needs of a chapter."""
    return {
        "chapter": chapter,
        "charts": [
            {
                "id": f"{chapter.id}-{n}",
                "chart": chart,
                "alt": draw(chart, layers).alt,
                "source": source_of(layers[chart.layer]),
            }
            for n, chart in enumerate(chapter.visuals)
        ],
        "tables": [view_data(view, layers) for view in chapter.tables],
    }


def source_of(layer: LayerSpec) -> str:
    """Return the sources of a layer where it has its own, without their licences; else nothing."""
    if layer.origin is None:
        return ""
    return " ; ".join(_LICENCE.sub("", source) for source in layer.origin.sources)


_LICENCE = re.compile(r" \((?:Licence|données fournies)[^()]*(?:\([^()]*\))?[^()]*\)$")


def charts_data(document: Document, layers: Layers) -> list[dict[str, Any]]:
    """Return every chart of a document for the page's script."""
    return [
        {"id": f"{chapter.id}-{n}", **drawing_data(draw(chart, layers))}
        for chapter in document.chapters
        for n, chart in enumerate(chapter.visuals)
    ]


def drawing_data(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing as JSON values; names of units are read in the tables."""
    chart = drawing.chart
    return {
        "kind": chart.kind,
        "title": chart.title,
        "alt": drawing.alt,
        "layer": chart.layer,
        "field": chart.columns[0],
        "rows": list(drawing.rows) if chart.kind != "map" else [],
        "names": list(drawing.names),
        "series": [_series(item) for item in drawing.series],
        "above": [_series(item) for item in drawing.above],
        "colors": list(drawing.colors),
        "legend": [list(item) for item in drawing.legend],
        "cuts": [round(value, _SHOWN) for value in drawing.cuts],
        "bars": [asdict(bar) for bar in drawing.bars],
    }


def _series(series: Series) -> dict[str, Any]:
    scale = 100 if series.unit == PERCENT else 1
    values = [None if v != v else round(v * scale, _SHOWN) for v in series.values]
    return {"label": series.label, "values": values, "unit": series.unit}


def view_data(view: TableView, layers: Layers) -> dict[str, Any]:
    """Return a table of a chapter: its headers, its rows as texts, and how many are left out."""
    layer = layers[view.layer]
    chosen = chosen_rows(layer, view.rows)
    frame = layer.attributes().iloc[:0] if chosen is None else chosen[0]
    frame = _ordered(frame, view.sort)
    shown = frame.head(view.limit) if view.limit else frame
    columns = list(view.columns or layer.columns)
    columns = _without_counts(layer, columns) if not view.columns else columns
    named = _named(layer, columns, shown)
    if named and "libelle" in columns:
        columns = ["libelle", *(column for column in columns if column != "libelle")]
    headers = dict(zip(layer.columns, layer.headers()[1:], strict=True)) | dict(view.headings)
    titles = [layer.alias(layer.key), *(headers[column] for column in columns)]
    numeric = [pd.api.types.is_numeric_dtype(layer.frame[c]) for c in columns]
    first = int(named)  # where names tell rows apart, their codes say nothing more
    return {
        "name": layer.name,
        "title": view.title or layer.title,
        "key": titles[first],
        "headers": titles[first + 1 :],
        "numeric": numeric[first:],
        "columns": columns[first:],
        "places": [int(place) for place in layer.frame.index.get_indexer(shown.index)],
        "rows": [row[first:] for row in cells(layer, columns, shown, layers)],
        "left": len(frame) - len(shown),
    }


def _without_counts(layer: LayerSpec, columns: list[str]) -> list[str]:
    """Leave out the bases of shares where there are many columns: the annex has them all."""
    counts = {name for needs in layer.depends.values() for name in needs}
    kept = [column for column in columns if column not in counts]
    return kept if len(columns) > _WIDE and len(kept) > 1 else columns


_WIDE = 9


def _named(layer: LayerSpec, columns: list[str], frame: pd.DataFrame) -> bool:
    """Tell whether the texts of a table tell its rows apart: codes say nothing more to readers."""
    texts = [c for c in columns[:2] if not pd.api.types.is_numeric_dtype(layer.frame[c])]
    told = "libelle" in texts or (bool(texts) and len(frame) > 1)
    return told and not frame[texts].astype(str).duplicated().any()


def _ordered(frame: pd.DataFrame, sort: str) -> pd.DataFrame:
    column = sort.lstrip("-")
    if column not in frame.columns:
        return frame
    return frame.sort_values(column, ascending=not sort.startswith("-"), kind="stable")


def message_data(message: Message, layers: Layers) -> dict[str, Any]:
    """Return a key message and where it leads on the map, if it leads anywhere."""
    layer = layers.get(message.layer)
    leads = layer is not None and layer.is_spatial and bool(message.unit)
    return {
        "text": message.text,
        "chapter": message.chapter,
        "layer": message.layer if leads else "",
        "unit": message.unit if leads else "",
    }
