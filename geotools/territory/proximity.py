"""How far a residence is from a zone, and whether it stands in its fringe."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pyproj import CRS

from geotools.errors import GeometryError
from geotools.metres import check_metres, in_metres, true_system
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer, Number, Text
from geotools.progress import SILENT, Progress
from geotools.territory.positions import carry, point_coordinates, transformer
from geotools.territory.zone_index import ZoneIndex, as_index
from geotools.territory.zones import Zones

QPV_FRINGE = 300.0
"""Metres. CGI, art. 278 sexies: reduced VAT for dwellings less than 300 m from the limit of a
QPV; the usual width of the fringe in diagnoses."""


@operation(
    group=Group.TERRITORY, id="qpvdistance", outputs=(Output("result", style="position_qpv"),)
)
def nearest_zone(
    residences: Annotated[GeoDataFrame, Layer(geometry="point")],
    zones: Annotated[GeoDataFrame | ZoneIndex, Layer(geometry="polygon")],
    *,
    code: Annotated[str, Field(of="zones")] | None = None,
    fringe: Annotated[float, Number(minimum=0, maximum=100000, unit="m")] = QPV_FRINGE,
    name: Annotated[str, Text(example="qpv", advanced=True)] = "qpv",
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add the nearest zone of each point, its distance and the fringe class.

    Parameters
    ----------
    residences : GeoDataFrame
        Points; those without geometry keep NA.
    zones : GeoDataFrame or ZoneIndex
        Polygons.
    code : str, optional
        Column of ``zones`` that holds the unique code; their index by default.
    fringe : float
        Width of the fringe, in metres; a point at exactly this distance is outside ("moins de").
    name : str
        Prefix of the added columns.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        The residences with ``<name>_proche`` (code), ``<name>_distance`` (metres, 0 inside or on
        the edge) and ``<name>_position`` (``dans``, ``frange``, ``hors``).

    Raises
    ------
    GeometryError
        Neither layer is in a projected CRS in metres.
    InputError
        As :func:`geotools.territory.join_zonings`.

    Notes
    -----
    Distances are measured in the CRS of the zones where its metres are true, else in that of the
    residences, else in the legal system of the territory (EPSG:3857 stretches them by 1 / cos φ).

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.nearest_zone(tiny.residences(), tiny.zones(), fringe=300)
    >>> found.loc[["R01", "R02", "R03"], ["qpv_distance", "qpv_position"]].values.tolist()
    [[0.0, 'dans'], [150.0, 'frange'], [350.0, 'hors']]
    """
    report = progress or SILENT
    report.at(0.0, "Distance au quartier le plus proche")
    x, y = point_coordinates(residences, "Résidences (points)")
    index = as_index(zones, "Quartiers", code=code, progress=report)
    index = metric_index(index, residences.crs)
    zone_x, zone_y = carry(x, y, residences.crs, index.crs)
    rows, ranks, metres = index.nearest(zone_x, zone_y)
    distance = np.full(len(residences), np.nan)
    distance[rows] = metres
    kept = np.full(len(residences), -1, dtype=np.intp)
    kept[rows] = ranks
    classes = np.select(
        [np.isnan(distance), distance == 0, distance < fringe], [-1, 0, 1], default=2
    )
    return residences.assign(
        **{
            f"{name}_proche": index.codes_of(kept),
            f"{name}_distance": distance,
            f"{name}_position": pd.array(["dans", "frange", "hors"], dtype="string").take(
                classes, allow_fill=True
            ),
        }
    )


def metric_index(index: ZoneIndex, fallback: CRS) -> ZoneIndex:
    """Return an index in true metres: itself, or its zones carried to another CRS.

    Raises
    ------
    GeometryError
        Neither CRS is projected in metres.
    """
    bounds = shapely.bounds(index.zones.polygons)
    if in_metres(index.crs):
        target = true_system(index.crs, bounds, "Quartiers")
        if target == index.crs:
            return index
    elif in_metres(fallback):
        target = fallback
    else:
        raise GeometryError(
            "Les distances exigent un SCR projeté en mètres ; les résidences sont en "
            f"{fallback.to_string()} et le zonage en {index.crs.to_string()}. Reprojetez l’une des "
            "couches, par exemple en EPSG:2154."
        )
    mover = transformer(index.crs, target)
    moved = shapely.transform(
        index.zones.polygons, lambda c: np.column_stack(mover.transform(c[:, 0], c[:, 1]))
    )
    zones = index.zones
    check_metres(target, shapely.bounds(moved), "Quartiers")
    return ZoneIndex(Zones(zones.codes, moved, zones.order, target, zones.notes))
