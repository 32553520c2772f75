"""Descriptions that the operations about secrecy share."""

from __future__ import annotations

from collections.abc import Mapping

from geotools.parameters import Bases, Integer, Names, Text
from geotools.secrecy.rule import DEFAULT_THRESHOLD
from geotools.values import Shares

NO_SHARE: Mapping[str, str] = Shares({})
THRESHOLD = Integer(minimum=DEFAULT_THRESHOLD, unit="unités")
BASES = Bases(example="menages_apl=menages")
COUNTS = Names(example="menages, menages_apl")
UNIT = Text(example="code")
MARKS = Names(example="nc, confid.")
