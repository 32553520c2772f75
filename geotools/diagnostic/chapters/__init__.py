"""The chapters of the diagnosis: each from the files that it needs, through one audit."""

from geotools.diagnostic.chapters.book import (
    CHAPTERS,
    chapter_internal,
    chapter_layers,
    chapter_releases,
    settle,
)
from geotools.diagnostic.chapters.study import Study

__all__ = [
    "CHAPTERS",
    "Study",
    "chapter_internal",
    "chapter_layers",
    "chapter_releases",
    "settle",
]
