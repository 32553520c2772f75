"""The level above and the earlier vintage beside each unit: known answers and refusals."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from geotools.errors import ConfigurationError, InputError
from geotools.outputs.qgis.level_above import with_earlier, with_level_above, with_median


@pytest.fixture
def groups():
    """Three groups: one in each commune, one outside both."""
    shapes = [box(10, 10, 20, 20), box(110, 10, 120, 20), box(500, 500, 510, 510)]
    columns = {"groupe": ["G1", "G2", "G3"], "apl": [0.5, np.nan, 0.2], "menages": [20, 30, 40]}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=2154)


@pytest.fixture
def communes():
    return gpd.GeoDataFrame(
        {"libelle": ["Ouest", "Est"], "apl": [0.4, 0.3], "menages": [200, 300]},
        geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100)],
        crs=2154,
    )


@pytest.mark.parametrize("crs", [2154, 3035])
def test_each_unit_stands_beside_the_area_that_holds_it(groups, communes, crs):
    found = with_level_above(groups, ["apl", "menages"], communes.to_crs(crs))
    assert found["nom_reference"].fillna("").tolist() == ["Ouest", "Est", ""]
    assert found["apl_reference"].tolist()[:2] == [0.4, 0.3]
    assert found["menages_reference"].isna().tolist() == [False, False, True]
    assert found["groupe"].tolist() == groups["groupe"].tolist()


def test_a_shared_edge_gives_the_first_area(communes):
    across = gpd.GeoDataFrame({"apl": [0.1]}, geometry=[box(90, 0, 110, 10)], crs=2154)
    assert with_level_above(across, ["apl"], communes)["nom_reference"].tolist() == ["Ouest"]


def test_a_single_row_stands_above_every_unit(groups):
    territory = pd.DataFrame({"libelle": ["Tout"], "apl": [0.45]})
    found = with_level_above(groups, ["apl", "menages"], territory)
    assert found["apl_reference"].tolist() == [0.45] * 3
    assert set(found["nom_reference"]) == {"Tout"}
    assert "menages_reference" not in found


def test_without_a_level_above_the_median_of_the_units_is_the_reference(groups):
    found = with_median(groups, ["apl"])
    assert found["apl_reference"].tolist() == [0.35] * 3
    assert set(found["nom_reference"]) == {"Médiane des 3 unités"}


def test_the_earlier_vintage_follows_the_code_whatever_the_order(groups):
    before = pd.DataFrame({"groupe": ["G3", "G1"], "apl": [0.1, 0.6]})
    found = with_earlier(groups, ["apl", "menages"], before, "groupe")
    assert found["apl_avant"].fillna(-1).tolist() == [0.6, -1, 0.1]
    assert "menages_avant" not in found


@pytest.mark.parametrize(
    ("before", "error", "said"),
    [
        ({"code": ["G1"], "apl": [0.1]}, ConfigurationError, "« groupe » est requis et absent"),
        ({"groupe": ["G1"], "aple": [0.1]}, ConfigurationError, "Noms proches : « aple »"),
        ({"groupe": ["G1", "G1"], "apl": [0.1, 0.2]}, InputError, "codes répétés : G1"),
        ({"groupe": ["X"], "apl": [0.1]}, InputError, "aucun code de « groupe » n’est commun"),
    ],
)
def test_an_earlier_vintage_that_does_not_fit_is_refused(groups, before, error, said):
    with pytest.raises(error, match=said):
        with_earlier(groups, ["apl"], pd.DataFrame(before), "groupe")


def test_a_level_above_that_does_not_fit_is_refused(groups, communes):
    with pytest.raises(InputError, match="une seule ligne, le territoire ; elle en a 2"):
        with_level_above(groups, ["apl"], pd.DataFrame(communes.drop(columns="geometry")))
    with pytest.raises(ConfigurationError, match="doit porter les mêmes champs"):
        with_level_above(groups, ["autre"], communes)
