"""Residences to zonings: the code of the zone that holds each point, and every pair.

The stated rule
    A point on the edge of a zone belongs to it (``edge="intersects"``, the default), or does not
    (``edge="within"``). When several zones contain a point, the smallest by area keeps it (areas
    equal to 9 significant digits are equal), then the first by code. Nothing depends on the order
    of the features.

Coordinate systems
    Points are carried to the CRS of each zoning. To know what contains a point, polygons are never
    reprojected: their edges are straight only in the CRS where their producer drew them. Only
    distances to a zoning in degrees are measured on polygons carried to the points' CRS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geotools.errors import GeometryError
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Field, Layer, Layers, Number, check_layer
from geotools.progress import SILENT, Progress
from geotools.territory.positions import Floats, Spots, carry, point_coordinates
from geotools.territory.proximity import metric_index
from geotools.territory.zone_index import Edge, ZoneIndex

EDGE_OPTIONS = {
    "intersects": "La limite appartient à la zone",
    "within": "La limite n’appartient pas à la zone",
}


@operation(group=Group.TERRITORY, outputs=(Output("result"),))
def join_zonings(
    residences: Annotated[GeoDataFrame, Layer(geometry="point")],
    zonings: Annotated[Mapping[str, GeoDataFrame | ZoneIndex], Layers()],
    *,
    max_distance: Annotated[float, Number(minimum=0, maximum=100000, unit="m", advanced=True)]
    | None = None,
    edge: Annotated[str, Choice(options=EDGE_OPTIONS, advanced=True)] = "intersects",
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add to each point the code of the zone that contains it, for any number of zonings.

    Parameters
    ----------
    residences : GeoDataFrame
        Points; those without geometry keep NA.
    zonings : mapping of str to GeoDataFrame or ZoneIndex
        Polygons indexed by unique code. A :class:`ZoneIndex` is reused as it is.
    max_distance : float, optional
        In metres: a point outside every zone takes the nearest one within this distance.
    edge : {"intersects", "within"}
        Whether the edge of a zone belongs to it.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        The residences, in order and with their index, and for each zoning ``<name>_code``
        (string), ``<name>_n`` (Int64: how many zones contain the point) and, when
        ``max_distance`` is given, ``<name>_distance`` (metres; NaN when nothing is near enough).
        A column of the residences that bore one of these names (the RPLS declares its own
        ``qpv_code``) becomes ``<name>_code_source``.

    Raises
    ------
    InputError
        An empty layer, duplicated codes.
    GeometryError
        A CRS missing, invalid polygons that cannot be repaired, distances asked in degrees.

    Notes
    -----
    See the module for the rule on overlaps and edges, and on coordinate systems. Of a zoning of
    more zones than there are points, only the zones whose envelope holds a point are checked: the
    others cannot change the answer.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.join_zonings(tiny.residences(), {"qpv": tiny.zones()})
    >>> found["qpv_code"].dropna().to_dict()
    {'R01': 'QN99001M', 'R05': 'QN99001M', 'R09': 'QN99001M', 'R12': 'QN99002M'}
    """
    check_edge(edge)
    report = progress or SILENT
    x, y = point_coordinates(residences, "Résidences (points)")
    located = np.isfinite(x)
    added: dict[str, object] = {}
    for rank, (name, zoning) in enumerate(zonings.items()):
        part = report.part(rank / len(zonings), (rank + 1) / len(zonings), f"Jointure : {name}")
        index, spots = _index_for(
            zoning, name, x, y, residences, whole=max_distance is not None, progress=part
        )
        zone_x, zone_y = spots.x, spots.y
        kept, count = index.locate(
            zone_x, zone_y, edge=cast(Edge, edge), spots=spots, progress=part
        )
        if located.any() and not (kept >= 0).any():
            _tell_nothing_found(zoning, name, zone_x, zone_y, report)
        distance = np.where(kept >= 0, 0.0, np.nan)
        if max_distance is not None:
            _attach(residences, x, y, index, max_distance, kept, distance)
        added[f"{name}_code"] = index.codes_of(kept)
        added[f"{name}_n"] = pd.arrays.IntegerArray(count, ~located)
        if max_distance is not None:
            added[f"{name}_distance"] = distance
    return _keeping_own(residences, added, report).assign(**added)


@operation(group=Group.TERRITORY, outputs=(Output("result", kind="table"),))
def zone_pairs(
    points: Annotated[GeoDataFrame, Layer(geometry="point")],
    zones: Annotated[GeoDataFrame | ZoneIndex, Layer(geometry="polygon")],
    *,
    code: Annotated[str, Field(of="zones")] | None = None,
    edge: Annotated[str, Choice(options=EDGE_OPTIONS, advanced=True)] = "intersects",
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return every (point, zone) pair, overlaps included.

    Parameters
    ----------
    points : GeoDataFrame
        Points; those without geometry have no pair.
    zones : GeoDataFrame or ZoneIndex
        Polygons.
    code : str, optional
        Column of ``zones`` that holds the unique code; their index by default.
    edge : {"intersects", "within"}
        Whether the edge of a zone belongs to it.
    progress : Progress, optional

    Returns
    -------
    DataFrame
        Columns ``residence`` (label in the index of ``points``) and ``zone`` (code), in the order
        of the points, then by area and code.

    Raises
    ------
    InputError, GeometryError
        As :func:`join_zonings`.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> geotools.zone_pairs(tiny.residences(), tiny.zones()).values.tolist()
    [['R01', 'QN99001M'], ['R05', 'QN99001M'], ['R09', 'QN99001M'], ['R12', 'QN99002M']]
    """
    check_edge(edge)
    x, y = point_coordinates(points, "Points")
    index, spots = _index_for(zones, "Zones", x, y, points, code=code, progress=progress)
    rows, ranks = index.pairs(spots.x, spots.y, edge=cast(Edge, edge), progress=progress)
    return pd.DataFrame(
        {
            "residence": points.index.take(rows),
            "zone": index.codes_of(ranks),
        }
    )


def _index_for(
    zoning: GeoDataFrame | ZoneIndex,
    label: str,
    x: Floats,
    y: Floats,
    layer: GeoDataFrame,
    *,
    code: str | None = None,
    whole: bool = False,
    progress: Progress | None = None,
) -> tuple[ZoneIndex, Spots]:
    """Return the index to ask, and the points of the layer in its CRS.

    Unless it must be whole, a zoning of more zones than points is checked around them only.
    """
    if isinstance(zoning, ZoneIndex):
        return zoning, Spots(*carry(x, y, layer.crs, zoning.crs))
    check_layer(zoning, label, geometry="polygon")
    carried = carry(x, y, layer.crs, zoning.crs)
    shapes = layer.geometry.to_numpy()
    own = carried[0] is x and bool((shapely.get_type_id(shapes) <= 0).all())
    spots = Spots(*carried, shapes if own else None)
    around = not whole and len(x) < len(zoning)
    zones = zoning if code is None else zoning.set_index(code)
    index = ZoneIndex.build(zones, label, near=spots if around else None, progress=progress)
    return index, spots


_FAR = 50_000.0
"""Metres between points and a zoning: beyond, one of them is not where it should be."""


def _tell_nothing_found(
    zoning: GeoDataFrame | ZoneIndex, name: str, x: Floats, y: Floats, report: Progress
) -> None:
    """Say that a zoning holds no point; refuse it when it lies far from all of them."""
    if isinstance(zoning, ZoneIndex):
        crs, bounds = zoning.crs, shapely.total_bounds(zoning.zones.polygons)
    else:
        crs, bounds = zoning.crs, zoning.total_bounds
    west, south, east, north = bounds
    gap_x = max(west - np.nanmax(x), np.nanmin(x) - east, 0.0)
    gap_y = max(south - np.nanmax(y), np.nanmin(y) - north, 0.0)
    away = float(np.hypot(gap_x, gap_y)) if crs.is_projected else 0.0
    found = int(np.isfinite(x).sum())
    if away > _FAR:
        raise GeometryError(
            f"« {name} » : aucun des {found} points n’est dans une zone, et le zonage est à "
            f"{away / 1000:.0f} km de tous. Vérifiez le système de coordonnées des deux couches."
        )
    advice = " Vérifiez le territoire et le système de coordonnées du zonage." if away > 0 else ""
    report.say(f"« {name} » : aucun des {found} points n’est dans une zone.{advice}")


def check_edge(edge: str) -> None:
    """Refuse a rule for edges that does not exist, for calls that bypass the fronts.

    Raises
    ------
    InputError
        ``edge`` is not one of ``EDGE_OPTIONS``.
    """
    Choice("Points sur une limite", options=EDGE_OPTIONS).check("edge", edge, {})


def _attach(
    residences: GeoDataFrame,
    x: Floats,
    y: Floats,
    index: ZoneIndex,
    max_distance: float,
    kept: np.ndarray,
    distance: np.ndarray,
) -> None:
    """Give the points outside every zone the nearest one within reach, in place."""
    outside = np.flatnonzero((kept < 0) & np.isfinite(x))
    metric = metric_index(index, residences.crs)
    near_x, near_y = carry(x[outside], y[outside], residences.crs, metric.crs)
    rows, zones, metres = metric.nearest(near_x, near_y, max_distance=max_distance)
    kept[outside[rows]] = zones
    distance[outside[rows]] = metres


def _keeping_own(
    residences: GeoDataFrame, added: Mapping[str, object], report: Progress
) -> GeoDataFrame:
    """Return the residences with their own columns of the same names under another one."""
    renamed: dict[str, str] = {}
    for column in added:
        if column in residences.columns:
            fresh, number = f"{column}_source", 2
            while fresh in residences.columns:
                fresh, number = f"{column}_source{number}", number + 1
            renamed[column] = fresh
            report.say(f"Le champ « {column} » de la couche est gardé sous « {fresh} ».")
    return residences.rename(columns=renamed)
