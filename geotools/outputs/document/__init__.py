"""The document: what is told of the published figures, before any format is chosen.

:mod:`model` holds the content as plain data, :mod:`figures` reads numbers in the published layers,
:mod:`sentences` turns them into French where they are known and their condition is true.
"""

from geotools.outputs.document.compose import compose
from geotools.outputs.document.figures import DrawnFigure, FigureSpec, read_figure
from geotools.outputs.document.model import (
    Above,
    Chapter,
    Chart,
    Document,
    Logo,
    Message,
    TableView,
)
from geotools.outputs.document.plan import load_chapters
from geotools.outputs.document.sentences import Sentence, load_sentences, tell

__all__ = [
    "Above",
    "Chapter",
    "Chart",
    "Document",
    "DrawnFigure",
    "FigureSpec",
    "Logo",
    "Message",
    "Sentence",
    "TableView",
    "compose",
    "load_chapters",
    "load_sentences",
    "read_figure",
    "tell",
]
