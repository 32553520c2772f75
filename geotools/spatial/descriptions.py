"""The parameters that local statistics share, described once."""

from __future__ import annotations

from geotools.parameters import Choice, Field, Integer, Layer, Number, Text
from geotools.spatial.significance import ALTERNATIVES, CORRECTIONS

FEATURES = Layer()
WEIGHTS = Text(example="knn:8")
PERMUTATIONS = Integer(minimum=99, maximum=9999999)
SEED = Integer(advanced=True, minimum=0, maximum=2**32 - 1)
ALPHA = Number(minimum=0.0001, maximum=0.5)
CORRECTION = Choice(options=CORRECTIONS)
ALTERNATIVE = Choice(advanced=True, options=ALTERNATIVES)
POPULATION = Field(numeric=True, advanced=True)
