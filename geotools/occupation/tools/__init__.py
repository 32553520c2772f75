"""The operations of the room: what the command line and QGIS offer over its functions."""

from geotools.occupation.tools import indicators, precarity

__all__ = ["indicators", "precarity"]
