"""How a parameter is described, and what is refused before any work starts.

Each kind is a value object that carries a French label, help and bounds, and knows how to check a
value against them. The three fronts show and check the same description. Describing needs no
package: pandas and what goes with it are imported by the checks that look into a value, so that a
toolbox opens at once.
"""

from geotools.parameters.data import (
    Field,
    Fields,
    Layer,
    Layers,
    Table,
    Tables,
    check_column,
    check_layer,
    kind_of_column,
)
from geotools.parameters.kind import Parameter
from geotools.parameters.places import File, Files, Folder, Target
from geotools.parameters.scalars import Choice, Crs, Flag, Integer, Number, Text
from geotools.parameters.typed import Bases, Day, Names, Numbers, Pairs, Renaming, Typed

__all__ = [
    "Bases",
    "Choice",
    "Crs",
    "Day",
    "Field",
    "Fields",
    "File",
    "Files",
    "Flag",
    "Folder",
    "Integer",
    "Layer",
    "Layers",
    "Names",
    "Number",
    "Numbers",
    "Pairs",
    "Parameter",
    "Renaming",
    "Table",
    "Tables",
    "Target",
    "Text",
    "Typed",
    "check_column",
    "check_layer",
    "kind_of_column",
]
