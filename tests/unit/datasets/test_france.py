"""The fictitious France: national files of the right form, each territory with codes of its own."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.campaign.plan import read_campaign
from geotools.datasets.france import fictitious_france
from geotools.errors import InputError
from geotools.sources import read_rpls
from geotools.territory import tile_ids


@pytest.fixture(scope="module")
def france(tmp_path_factory):
    return fictitious_france(tmp_path_factory.mktemp("france") / "donnees", territories=2)


def test_every_territory_has_communes_of_its_own_that_every_file_knows(france):
    campaign = read_campaign(france)
    first, second = campaign.territories
    assert not set(first.communes) & set(second.communes)
    communes = {*first.communes, *second.communes}
    rpls = pd.read_parquet(france.parent / "rpls2024.parquet")
    assert set(rpls["DEPCOM"]) <= communes
    assert set(rpls["PLG_IRIS2024_CODE"].str[:5]) <= {"", *communes}
    assert set(pd.read_parquet(france.parent / "menages_2024.parquet")["commune"]) <= communes
    layer = gpd.read_file(france.parent / "communes.gpkg")
    assert set(layer["INSEE_COM"]) == communes
    assert gpd.read_file(france.parent / "qpv2024.gpkg")["code_qp"].is_unique


def test_dwellings_and_tiles_lie_in_their_communes(france):
    reading = read_rpls(france.parent / "rpls2024.parquet", vintage=2024)
    located = reading.frame[reading.frame["position_fine"].fillna(False)]
    communes = gpd.read_file(france.parent / "communes.gpkg").set_index("INSEE_COM")
    own = communes.geometry.reindex(located["depcom"].astype(str))
    inside = located.geometry.within(gpd.GeoSeries(own.to_numpy(), index=located.index, crs=2154))
    assert inside.mean() > 0.98
    tiles = pd.read_parquet(france.parent / "filosofi_200m.parquet")
    assert tiles["idcar_200m"].is_unique
    centres = communes.representative_point()
    ids = tile_ids(centres.x.to_numpy(), centres.y.to_numpy(), crs=2154, size=200)
    assert np.isin(ids, tiles["idcar_200m"]).any()


def test_the_number_of_territories_is_bounded_and_nothing_is_overwritten(france, tmp_path):
    with pytest.raises(InputError, match="de 1 à 1296"):
        fictitious_france(tmp_path / "x", territories=2000)
    with pytest.raises(InputError, match="contient déjà"):
        fictitious_france(france.parent, territories=1)
