"""What is measured: counts, indicators, indices, comparison, intervals, trajectories."""

from geotools.occupation import tools
from geotools.occupation.counting import aggregate, check_counts, count, medians
from geotools.occupation.indicators import indicators
from geotools.occupation.precarity import (
    available_components,
    components_used,
    composite_index,
    precarity_index,
)

__all__ = [
    "aggregate",
    "available_components",
    "check_counts",
    "components_used",
    "composite_index",
    "count",
    "indicators",
    "medians",
    "precarity_index",
    "tools",
]
