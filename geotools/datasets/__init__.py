"""The fictitious territory: files in official formats, drawn from a seed, for demos and tests."""

from geotools.datasets.territory import Fiction, draw_fiction, fictitious_territory

__all__ = ["Fiction", "draw_fiction", "fictitious_territory"]
