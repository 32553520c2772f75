"""An index on disk gives the answers of the one that was saved."""

import numpy as np
import pytest
from geopandas import GeoDataFrame
from shapely import Polygon, box

from geotools._compat import HAS_NUMBA
from geotools.errors import InputError
from geotools.territory import ZoneIndex, index_file, load_index, save_index, zone_index

LAYER = GeoDataFrame(
    geometry=[box(0, 0, 4, 4), None, box(1, 1, 2, 2), Polygon([(0, 0), (4, 0), (4, 4), (2, 0)])],
    index=["é1", "2A004", "01004", "x"],
    crs=2154,
)
XY = np.random.default_rng(0).integers(-1, 10, (2, 300)) / 2


@pytest.mark.parametrize("compiled", sorted({HAS_NUMBA, False}))
def test_the_round_trip_changes_nothing(tmp_path, monkeypatch, compiled):
    path = tmp_path / "iris.npz"
    index = ZoneIndex.build(LAYER)
    save_index(index, path)
    for module in (index_file, zone_index):
        monkeypatch.setattr(module, "HAS_NUMBA", compiled)
    back = load_index(path)
    assert (back.cells is not None) == compiled
    assert back.crs == index.crs
    assert back.codes.tolist() == index.codes.tolist()
    assert back.zones.notes == index.zones.notes
    for edge in ("intersects", "within"):
        np.testing.assert_array_equal(back.pairs(*XY, edge=edge), index.pairs(*XY, edge=edge))
    assert [p.name for p in tmp_path.iterdir()] == ["iris.npz"]


def test_what_is_not_an_index_is_refused(tmp_path):
    with pytest.raises(InputError, match="n’existe pas"):
        load_index(tmp_path / "absent.npz")
    (tmp_path / "text.npz").write_text("rien")
    np.savez(tmp_path / "other.npz", a=np.arange(3))
    for name in ("text.npz", "other.npz"):
        with pytest.raises(InputError, match="n’est pas un index"):
            load_index(tmp_path / name)


def test_a_failed_save_leaves_nothing(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disque plein")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="disque plein"):
        save_index(ZoneIndex.build(LAYER), tmp_path / "i.npz")
    assert list(tmp_path.iterdir()) == []
