"""The closed form answers what PROJ answers, on the edges of cells too."""

import numpy as np
import pytest
from pyproj import CRS, Transformer

from geotools.territory import tile_ids, tiles

laea = pytest.importorskip("geotools.territory.laea")
kernels = pytest.importorskip("geotools.territory._tile_kernels")

from geotools.territory.grids import grid_from_epsg  # noqa: E402

EUROPE = grid_from_epsg(3035)


def france(n, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-4.5, 8, n), rng.uniform(42, 51, n)


@pytest.mark.parametrize("crs", [2154, 4326, 4258, 4171, 3942, 3946, 3950, 9793])
def test_within_a_tenth_of_a_micrometre_of_proj(crs):
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(*france(20_000))
    form = laea.closed_form(CRS(crs), EUROPE)
    conic = np.zeros(7) if form.conic is None else form.conic
    found = kernels.project_all(x, y, form.conic is not None, conic, form.series, form.azimuthal)
    expected = Transformer.from_crs(crs, 3035, always_xy=True).transform(x, y)
    assert np.abs(np.subtract(found, expected)).max() < 1e-7


@pytest.mark.parametrize("crs", [27572, 32631, 2056, 3035])
def test_other_systems_are_left_to_proj(crs):
    assert laea.closed_form(CRS(crs), EUROPE) is None
    assert laea.closed_form(CRS(4326), grid_from_epsg(5490)) is None


def test_a_form_that_proj_contradicts_is_not_used(monkeypatch):
    monkeypatch.setattr(laea, "TOLERANCE", 0.0)
    assert laea.closed_form.__wrapped__(CRS(2154), EUROPE) is None


@pytest.mark.parametrize("crs", [2154, 4326])
@pytest.mark.parametrize("size", [200, 1000])
def test_identifiers_are_those_of_proj_on_the_edges_of_tiles(monkeypatch, crs, size):
    rng = np.random.default_rng(2)
    n = 4_000
    north, east = rng.integers(11_000, 15_000, n) * 200.0, rng.integers(17_000, 20_000, n) * 200.0
    # Corners, then points a few micrometres and a millimetre from the edges.
    steps = rng.choice([0, 1e-9, -1e-9, 1e-6, -1e-6, 2e-5, -2e-5, 1e-3, -1e-3], (2, n))
    x, y = Transformer.from_crs(3035, crs, always_xy=True).transform(
        east + steps[0], north + steps[1]
    )
    x[:3] = np.nan
    by_proj = tile_ids(x, y, crs=crs, size=size)
    monkeypatch.setattr(tiles, "CLOSED_FORM_FROM", 0)
    assert tile_ids(x, y, crs=crs, size=size).tolist() == by_proj.tolist()


def test_many_points_on_threads_give_the_same_identifiers(monkeypatch):
    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(*france(60_000, seed=5))
    compiled = tile_ids(x, y, crs=2154)
    monkeypatch.setattr(tiles, "HAS_NUMBA", False)
    assert (compiled == tile_ids(x, y, crs=2154)).all()
