"""The command line: every operation is a command, derived from its description."""

from geotools.cli.app import main

__all__ = ["main"]
