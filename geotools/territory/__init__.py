"""Where things are: points in zonings, distances to neighbourhoods, INSEE tiles."""

from geotools.territory.index_file import load_index, save_index
from geotools.territory.joins import join_zonings, zone_pairs
from geotools.territory.proximity import nearest_zone
from geotools.territory.streaming import StreamCounts, stream_join
from geotools.territory.tiles import (
    add_tile_ids,
    count_in_tiles,
    draw_tiles,
    tile_ids,
    tile_polygons,
)
from geotools.territory.zone_index import ZoneIndex

__all__ = [
    "StreamCounts",
    "ZoneIndex",
    "add_tile_ids",
    "count_in_tiles",
    "draw_tiles",
    "join_zonings",
    "load_index",
    "nearest_zone",
    "save_index",
    "stream_join",
    "tile_ids",
    "tile_polygons",
    "zone_pairs",
]
