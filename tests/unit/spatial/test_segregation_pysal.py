"""Segregation indices against the PySAL package « segregation », an independent program."""

import warnings

import geopandas as gpd
import numpy as np
import pytest

from geotools.spatial import segregation as ours

warnings.filterwarnings("ignore", message="Unable to import Axes3D")
peers = pytest.importorskip("segregation.singlegroup")

PEERS = {"dissimilarite": "Dissim", "isolement": "Isolation", "entropie": "Entropy", "gini": "Gini"}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", PEERS)
def test_each_index_equals_that_of_pysal(name, seed):
    generator = np.random.default_rng(seed)
    population = generator.integers(20, 400, 150)
    group = generator.binomial(population, generator.beta(1, 2, 150))
    units = gpd.GeoDataFrame(
        {"groupe": group, "pop": population},
        geometry=gpd.points_from_xy(generator.uniform(0, 5e3, 150), generator.uniform(0, 5e3, 150)),
        crs=2154,
    )
    indices, _ = ours(units, "groupe", "pop", sizes=[1000])
    peer = getattr(peers, PEERS[name])(units, group_pop_var="groupe", total_pop_var="pop")
    assert indices.loc[name, "valeur"] == pytest.approx(peer.statistic, rel=1e-9)
