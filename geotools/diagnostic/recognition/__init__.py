"""A start without a manual: what a folder holds, and the ``territoire.toml`` of it."""

from geotools.diagnostic.recognition.folder import Recognition, recognise_folder
from geotools.diagnostic.recognition.found import FoundFile
from geotools.diagnostic.recognition.writing import draft_configuration, report

__all__ = ["FoundFile", "Recognition", "draft_configuration", "recognise_folder", "report"]
