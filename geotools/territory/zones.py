"""The polygons of one zoning, checked once and put in the order of the stated rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj import CRS

from geotools.errors import GeometryError, InputError, some
from geotools.parameters import check_layer
from geotools.progress import SILENT, Progress
from geotools.territory.positions import Spots
from geotools.territory.threads import by_threads

Floats = NDArray[np.float64]

REPAIR_TOLERANCE = 1e-3
"""Largest relative change of area that repairing a polygon may cause. The invalid QPV of the 2015
national file change by at most 1.5e-4; a polygon drawn the wrong way loses whole parts."""

AREA_DIGITS = 9
"""Significant digits at which two areas are equal: tiles of one grid differ by rounding only."""


@dataclass(frozen=True)
class Zones:
    """Checked polygons, smallest area first, then by code.

    Parameters
    ----------
    codes : Index of str
        Codes of the zones kept, in the caller's order.
    polygons : array of (Multi)Polygon
        In the order of the rule.
    order : array of int
        ``order[k]`` is the position in ``codes`` of ``polygons[k]``.
    crs : CRS
        In which the polygons were drawn.
    notes : tuple of str
        What was repaired, in French.
    """

    codes: pd.Index[Any]
    polygons: NDArray[np.object_]
    order: NDArray[np.intp]
    crs: CRS
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.polygons)


def check_zones(
    zones: GeoDataFrame,
    label: str,
    *,
    near: Spots | None = None,
    progress: Progress | None = None,
) -> Zones:
    """Check a zoning, repair what can be without changing its area, and order it.

    Parameters
    ----------
    zones : GeoDataFrame
        Polygons indexed by unique code.
    label : str
        Name of the zoning in messages.
    near : Spots, optional
        Points in the CRS of the zones: a zone whose envelope holds none of them is left aside,
        neither checked nor returned.
    progress : Progress, optional
        Told what was repaired.

    Returns
    -------
    Zones

    Raises
    ------
    InputError
        Empty, or codes missing or duplicated.
    GeometryError
        No CRS, other geometries than polygons, or a polygon that repair would change.
    """
    check_layer(zones, label, geometry="polygon")
    missing = zones.index.isna()
    if missing.any():
        raise InputError(
            f"« {label} » : {int(missing.sum())} zone(s) n’ont pas de code (lignes "
            f"{some(np.flatnonzero(missing) + 1)}). Complétez le champ du code."
        )
    codes = zones.index.astype(str)
    if not codes.is_unique:
        raise InputError(
            f"« {label} » : chaque zone doit avoir un code unique ; en double : "
            f"{some(codes[codes.duplicated()].unique())}. Fusionnez ces zones ou changez de champ."
        )
    shapes = zones.geometry.to_numpy()
    if near is not None:
        kept = near.enveloped(shapes)
        codes, shapes = codes[kept], shapes[kept]
    polygons, notes = _repaired(shapes, codes, label)
    for note in notes:
        (progress or SILENT).say(note)
    order = np.lexsort((codes.to_numpy(dtype=str), _rounded_areas(polygons)))
    return Zones(codes, polygons[order], order, zones.crs, notes)


def _rounded_areas(polygons: NDArray[np.object_]) -> Floats:
    areas = np.nan_to_num(shapely.area(polygons))
    with np.errstate(divide="ignore"):
        magnitude = np.where(areas > 0, np.ceil(np.log10(areas)), 0)
    scale = 10.0 ** (AREA_DIGITS - magnitude)
    rounded: Floats = np.round(areas * scale) / scale
    return rounded


def _repaired(
    geometries: NDArray[np.object_], codes: pd.Index[Any], label: str
) -> tuple[NDArray[np.object_], tuple[str, ...]]:
    """Return the polygons, the invalid ones repaired, and what to tell."""
    polygons = geometries.copy()
    valid = np.ones(len(polygons), dtype=bool)

    def check(part: slice) -> None:
        valid[part] = shapely.is_valid(polygons[part]) | shapely.is_missing(polygons[part])

    by_threads(check, len(polygons), cost=int(shapely.get_num_coordinates(polygons).sum()))
    wrong = np.flatnonzero(~valid)
    if not len(wrong):
        return polygons, ()
    mended = np.array([_areal(part) for part in shapely.make_valid(polygons[wrong])], dtype=object)
    before, after = shapely.area(polygons[wrong]), shapely.area(mended)
    changed = np.abs(after - before) > REPAIR_TOLERANCE * np.maximum(before, after)
    if changed.any():
        raise GeometryError(
            f"« {label} » : la géométrie de {int(changed.sum())} zone(s) est invalide et sa "
            f"réparation changerait la surface : {some(codes[wrong[changed]])}. Redessinez-les ou "
            "demandez le fichier au producteur."
        )
    polygons[wrong] = mended
    return polygons, (
        f"« {label} » : {len(wrong)} géométrie(s) invalide(s) réparée(s) sans changer la surface : "
        f"{some(codes[wrong])}.",
    )


def _areal(geometry: Any) -> Any:
    """Keep the polygons of a geometry that ``make_valid`` may have mixed with lines."""
    parts = shapely.get_parts(shapely.get_parts([geometry]))
    return shapely.union_all(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])
