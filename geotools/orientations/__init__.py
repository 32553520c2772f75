"""What is decided: typologies, objectives, rebalancing, programme, demand, flows, services."""

from geotools.orientations.demand import demand_pressure, type_mismatch
from geotools.orientations.equipment import equipment_access, vigilance_index
from geotools.orientations.field_signals import apl_rule, qualitative_grid
from geotools.orientations.flows import flow_lines, residential_flows
from geotools.orientations.objectives import allocation_objectives, missing_allocations
from geotools.orientations.offer import accessible_stock, mobilisable_offer
from geotools.orientations.portrait import residence_portrait, sector_sheet
from geotools.orientations.programme import programme_overlay, specialisation_shift
from geotools.orientations.rebalancing import (
    pressure_response,
    rebalance_allocations,
    share_out,
)
from geotools.orientations.stock_flow import stock_flow_quadrant
from geotools.orientations.typology import orientation_classes, residence_categories

__all__ = [
    "accessible_stock",
    "allocation_objectives",
    "apl_rule",
    "demand_pressure",
    "equipment_access",
    "flow_lines",
    "missing_allocations",
    "mobilisable_offer",
    "orientation_classes",
    "pressure_response",
    "programme_overlay",
    "qualitative_grid",
    "rebalance_allocations",
    "residence_categories",
    "residence_portrait",
    "residential_flows",
    "sector_sheet",
    "share_out",
    "specialisation_shift",
    "stock_flow_quadrant",
    "type_mismatch",
    "vigilance_index",
]
