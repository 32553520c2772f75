"""The command line: every operation is a command, derived from its description."""

from geotools.cli.entry import main

__all__ = ["main"]
