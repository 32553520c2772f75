"""A map without a value is headed by what its zones are."""

import geopandas as gpd
import pytest
from shapely import box

from geotools.outputs.operations import _outlines


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        ({"code_qp": ["QN1"], "insee_com": ["93008"]}, "Quartiers prioritaires (QPV)"),
        ({"CODE_IRIS": ["930080101"], "INSEE_COM": ["93008"]}, "IRIS"),
        ({"INSEE_COM": ["93008"]}, "Communes"),
        ({"nom": ["secteur nord"]}, "Contours"),
    ],
)
def test_outlines_bear_the_name_of_their_zones(columns, title):
    zones = gpd.GeoDataFrame(columns, geometry=[box(0, 0, 1, 1)], crs=2154)
    style = _outlines(zones)
    assert style.title == title
    assert not style.label_field or style.label_field in zones.columns
