"""What is decided: typologies, objectives, rebalancing, programme, demand, flows, services."""

from geotools.orientations.field_signals import apl_rule, qualitative_grid
from geotools.orientations.objectives import allocation_objectives, missing_allocations
from geotools.orientations.rebalancing import (
    pressure_response,
    rebalance_allocations,
    share_out,
)
from geotools.orientations.stock_flow import stock_flow_quadrant
from geotools.orientations.typology import orientation_classes, residence_categories

__all__ = [
    "allocation_objectives",
    "apl_rule",
    "missing_allocations",
    "orientation_classes",
    "pressure_response",
    "qualitative_grid",
    "rebalance_allocations",
    "residence_categories",
    "share_out",
    "stock_flow_quadrant",
]
