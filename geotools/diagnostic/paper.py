"""What surrounds the figures of the document: the logo of its signatory, the ground of its maps."""

from __future__ import annotations

from geopandas import GeoDataFrame

from geotools.diagnostic.configuration import Configuration
from geotools.errors import InputError
from geotools.outputs.document import Logo
from geotools.outputs.report_map import Background
from geotools.sources.layers import read_layer


def logo_of(configuration: Configuration) -> Logo | None:
    """Return the logo of ``[document]``, named by its signatory, else by the territory."""
    paper = configuration.document
    if paper.logo is None:
        return None
    return Logo(paper.logo, paper.signataire or configuration.territoire.nom)


def grounds_of(configuration: Configuration) -> tuple[Background, ...]:
    """Return the layers of ``[fonds.*]``, their outlines alone.

    Raises
    ------
    InputError
        A file has no geometry, or no coordinate system.
    """
    found = []
    for name, ground in configuration.fonds.items():
        frame = read_layer(ground.fichier, ground.couche)
        if not isinstance(frame, GeoDataFrame) or frame.crs is None:
            lacking = (
                "de système de coordonnées" if isinstance(frame, GeoDataFrame) else "de formes"
            )
            raise InputError(
                f"[fonds.{name}] : « {ground.fichier.name} » n’a pas {lacking}. Un fond de carte "
                "est une couche de lignes ou de polygones, par exemple un GeoPackage en EPSG:2154."
            )
        found.append(Background(name.replace("_", " ").capitalize(), name, frame[["geometry"]]))
    return tuple(found)
