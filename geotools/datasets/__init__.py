"""The fictitious territory: files in official formats, drawn from a seed, for demos and tests."""

from geotools.datasets.territory import (
    DEFAULT_RESIDENCES,
    Fiction,
    draw_fiction,
    fictitious_territory,
)

__all__ = ["DEFAULT_RESIDENCES", "Fiction", "draw_fiction", "fictitious_territory"]
