"""Readers of official files: every one returns checked rows, rejected rows and what was mended."""

from geotools.sources.census import read_census
from geotools.sources.filosofi import read_filosofi
from geotools.sources.inspection import Inspection, inspect_source
from geotools.sources.reading import Provenance, Reading
from geotools.sources.residences import SCALES, residences
from geotools.sources.rpls import read_rpls
from geotools.sources.zoning import read_zoning, recognise_code, zoning_kinds

__all__ = [
    "SCALES",
    "Inspection",
    "Provenance",
    "Reading",
    "inspect_source",
    "read_census",
    "read_filosofi",
    "read_rpls",
    "read_zoning",
    "recognise_code",
    "residences",
    "zoning_kinds",
]
