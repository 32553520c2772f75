"""What is measured: counts, indicators, indices, comparison, intervals, trajectories."""

from geotools.occupation import tools
from geotools.occupation.ceilings import household_category, income_share, load_ceilings
from geotools.occupation.comparison import (
    compare,
    compare_tenures,
    compare_to_parent,
    specialisation,
)
from geotools.occupation.counting import aggregate, check_counts, count, medians
from geotools.occupation.fragility import fragile_side, fragility_index
from geotools.occupation.households import (
    count_fragility,
    household_fragility,
    load_household_rule,
)
from geotools.occupation.indicators import indicators
from geotools.occupation.intervals import (
    bootstrap_index,
    effective_base,
    empirical_bayes,
    index_interval,
    wilson,
)
from geotools.occupation.matching import Matching, link_zonings, match_residences
from geotools.occupation.precarity import (
    available_components,
    components_used,
    composite_index,
    precarity_index,
)
from geotools.occupation.trajectory import (
    change,
    follow,
    index_change,
    movers,
    precarity_trajectory,
)

__all__ = [
    "Matching",
    "aggregate",
    "available_components",
    "bootstrap_index",
    "change",
    "check_counts",
    "compare",
    "compare_tenures",
    "compare_to_parent",
    "components_used",
    "composite_index",
    "count",
    "count_fragility",
    "effective_base",
    "empirical_bayes",
    "follow",
    "fragile_side",
    "fragility_index",
    "household_category",
    "household_fragility",
    "income_share",
    "index_change",
    "index_interval",
    "indicators",
    "link_zonings",
    "load_ceilings",
    "load_household_rule",
    "match_residences",
    "medians",
    "movers",
    "precarity_index",
    "precarity_trajectory",
    "specialisation",
    "tools",
    "wilson",
]
