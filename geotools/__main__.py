"""``python -m geotools``."""

from geotools.cli import main

main()
