"""The operations of the room: what the command line and QGIS offer over its functions."""

from geotools.occupation.tools import (
    comparison,
    composite,
    households,
    indicators,
    intervals,
    matching,
    precarity,
    trajectory,
)

__all__ = [
    "comparison",
    "composite",
    "households",
    "indicators",
    "intervals",
    "matching",
    "precarity",
    "trajectory",
]
