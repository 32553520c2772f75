"""Readers of official files: checked rows, rejected rows, what was repaired."""

import geotools.sources.tools  # noqa: F401 - registers the operations
from geotools.sources.census import read_census
from geotools.sources.checking import check_file, check_kinds
from geotools.sources.filosofi import read_filosofi
from geotools.sources.inspection import Inspection, inspect_source
from geotools.sources.layers import read_layer
from geotools.sources.plain_tables import read_plain_table, read_text_tables, settle_codes
from geotools.sources.reading import Provenance, Reading
from geotools.sources.residences import RESIDENCE_COLUMNS, SCALES, own_codes, residences
from geotools.sources.rpls import read_rpls
from geotools.sources.schema import template_schema
from geotools.sources.template_reading import read_ops, read_template
from geotools.sources.templates import (
    blank_template,
    describe_template,
    example_template,
    template_kinds,
)
from geotools.sources.zoning import read_zoning, recognise_code, zoning_kinds

__all__ = [
    "RESIDENCE_COLUMNS",
    "SCALES",
    "Inspection",
    "Provenance",
    "Reading",
    "blank_template",
    "check_file",
    "check_kinds",
    "describe_template",
    "example_template",
    "inspect_source",
    "own_codes",
    "read_census",
    "read_filosofi",
    "read_layer",
    "read_ops",
    "read_plain_table",
    "read_rpls",
    "read_template",
    "read_text_tables",
    "read_zoning",
    "recognise_code",
    "residences",
    "settle_codes",
    "template_kinds",
    "template_schema",
    "zoning_kinds",
]
