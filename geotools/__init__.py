"""Équilibre territorial: the shared diagnosis of social-housing occupation, as a toolkit."""

from geotools._version import __version__

__all__ = ["__version__"]
