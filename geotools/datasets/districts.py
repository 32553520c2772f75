"""The fictitious priority districts: perimeters of 2015 and of 2024, drawn around the estates."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely
from shapely.affinity import rotate

from geotools.datasets.geography import CRS, FictitiousGeography
from geotools.datasets.stock import Stock

_MARGIN_2024 = 46.0
_MARGIN_2015 = {"I": 46.0, "M": 24.0}
"""An unchanged district (I) keeps its perimeter, a modified one (M) was tighter in 2015."""


def draw_districts(
    stock: Stock, geography: FictitiousGeography
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return the perimeters of 2024 (official field names) and those of 2015."""
    department = geography.settings["territoire"]["departement"]
    recent, former = [], []
    for number, estate in enumerate(geography.settings["ensemble"]):
        inside = stock.residences["estate"].to_numpy()[stock.addresses["residence"]] == number
        points = stock.addresses.geometry[inside]
        shape = _perimeter(points, _MARGIN_2024, estate["angle"])
        communes = geography.communes[geography.communes.intersects(shape)]
        common = {
            "lib_qp": estate["nom"],
            "insee_reg": geography.settings["territoire"]["region"],
            "insee_dep": department,
            "insee_com": ", ".join(communes.index),
            "lib_com": ", ".join(communes["NOM"]),
        }
        code = f"QN0{department}{number + 1:02d}{estate['suffixe']}"
        recent.append({"code_qp": code, **common, "geometry": shape})
        if estate.get("code_2015"):
            margin = _MARGIN_2015[estate["suffixe"]]
            former.append(
                {
                    "code_qp": estate["code_2015"],
                    "nom_qp": estate["nom"],
                    "commune_qp": common["lib_com"],
                    "geometry": _perimeter(points, margin, estate["angle"]),
                }
            )
    return _table(recent), _table(former)


def _table(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS).set_index("code_qp", drop=False)


def _perimeter(points: gpd.GeoSeries, margin: float, angle: float) -> shapely.Polygon:
    """Close the gaps between the blocks, keep corners square to the streets, drop the holes."""
    middle = shapely.centroid(shapely.multipoints(points.to_numpy()))
    turned = points.rotate(-angle, origin=middle)
    blocks = shapely.union_all(shapely.buffer(turned.to_numpy(), margin, cap_style="square"))
    whole = blocks.buffer(38, join_style="mitre").buffer(-38, join_style="mitre")
    if whole.geom_type != "Polygon":
        whole = whole.buffer(70).buffer(-70)
    if whole.geom_type != "Polygon":
        whole = shapely.convex_hull(whole)
    outline = rotate(shapely.simplify(shapely.Polygon(whole.exterior), 9.0), angle, origin=middle)
    return shapely.set_precision(outline, 0.1)
