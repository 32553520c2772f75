"""Where things are: points in zonings, distances to neighbourhoods, INSEE tiles."""

from geotools.territory.joins import join_zonings, zone_pairs
from geotools.territory.proximity import nearest_zone
from geotools.territory.tiles import (
    add_tile_ids,
    count_in_tiles,
    draw_tiles,
    tile_ids,
    tile_polygons,
)
from geotools.territory.zone_index import ZoneIndex

__all__ = [
    "ZoneIndex",
    "add_tile_ids",
    "count_in_tiles",
    "draw_tiles",
    "join_zonings",
    "nearest_zone",
    "tile_ids",
    "tile_polygons",
    "zone_pairs",
]
