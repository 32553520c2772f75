"""From file to file, batch after batch: the answers of the join in memory."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from shapely import LineString, MultiPoint, box

from geotools.errors import CancelledError, GeometryError, InputError
from geotools.progress import Progress
from geotools.territory import batches, join_zonings, stream_join

pytest.importorskip("pyarrow")
pytest.importorskip("pyogrio", minversion="0.8")

ZONES = {
    "qpv": GeoDataFrame(
        geometry=[box(0, 0, 50, 50), box(20, 20, 90, 90)], index=["b", "a"], crs=2154
    ),
    "iris": GeoDataFrame(geometry=[box(0, 0, 100, 60)], index=["93 é"], crs=2154),
}


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "BATCH_SIZE", 64)


@pytest.fixture
def residences():
    rng = np.random.default_rng(3)
    spots = shapely.points(rng.integers(-10, 110, (300, 2)).astype(float))
    spots[[5, 299]] = None
    columns = {"residence": [f"R{k:03}" for k in range(300)], "logements": rng.integers(1, 99, 300)}
    return GeoDataFrame(columns, geometry=spots, crs=2154)


def expected(residences):
    return join_zonings(residences, ZONES)


def same(found, wanted):
    for column in ("residence", "logements", "qpv_code", "qpv_n", "iris_code", "iris_n"):
        left, right = found[column], wanted[column]
        assert left.isna().tolist() == right.isna().tolist(), column
        assert (
            left.dropna().astype(str).str.removesuffix(".0").tolist()
            == right.dropna().astype(str).tolist()
        ), column


@pytest.mark.parametrize("start", ["gpkg", "fgb", "parquet"])
@pytest.mark.parametrize("end", ["gpkg", "fgb", "parquet"])
def test_any_format_to_any_format(tmp_path, residences, start, end):
    source, out = tmp_path / f"in.{start}", tmp_path / f"out.{end}"
    if "fgb" in (start, end):
        residences = residences[residences.geometry.notna()]
    if start == "parquet":
        residences.to_parquet(source)
    else:
        options = {"SPATIAL_INDEX": "NO"} if start == "fgb" else {}
        residences.to_file(source, engine="pyogrio", **options)
    counts = stream_join(source, ZONES, out)
    found = gpd.read_parquet(out) if end == "parquet" else gpd.read_file(out)
    wanted = expected(residences)
    if end == "fgb":  # FlatGeobuf orders its features along a Hilbert curve.
        found = found.sort_values("residence", ignore_index=True)
    same(found, wanted)
    assert found.crs == residences.crs
    assert (
        found.geometry.dropna()
        .geom_equals(residences.geometry.dropna().set_axis(found.geometry.dropna().index))
        .all()
    )
    assert (counts.rows, counts.located) == (len(residences), residences.geometry.notna().sum())
    assert counts.joined == {name: int((wanted[f"{name}_n"].fillna(0) > 0).sum()) for name in ZONES}
    assert {p.name for p in tmp_path.iterdir()} == {source.name, out.name}


@pytest.mark.parametrize("decimal_comma", [False, True])
def test_coordinates_in_columns(tmp_path, residences, decimal_comma):
    table = pd.DataFrame(residences.drop(columns="geometry")).assign(
        X=residences.geometry.x, Y=residences.geometry.y
    )
    wanted = expected(residences)
    if decimal_comma:
        source = tmp_path / "in.csv"
        table.to_csv(source, sep=";", decimal=",", index=False)
    else:
        source = tmp_path / "in.parquet"
        table.to_parquet(source)
    stream_join(source, ZONES, tmp_path / "out.gpkg", xy=("X", "Y"), crs=2154)
    found = gpd.read_file(tmp_path / "out.gpkg")
    same(found.astype({"logements": int}), wanted)
    assert found.geometry.isna().sum() == 2
    stream_join(source, ZONES, tmp_path / "out.parquet", xy=("X", "Y"), crs=2154)
    same(gpd.read_parquet(tmp_path / "out.parquet").astype({"logements": int}), wanted)


def test_zonings_in_another_system(tmp_path, residences):
    moved = residences.set_geometry(residences.translate(652_000, 6_861_000)).to_crs(4326)
    zones = {
        name: layer.set_geometry(layer.translate(652_000, 6_861_000))
        for name, layer in ZONES.items()
    }
    moved.to_parquet(tmp_path / "in.parquet")
    stream_join(tmp_path / "in.parquet", zones, tmp_path / "out.parquet")
    found = gpd.read_parquet(tmp_path / "out.parquet")
    same(found, join_zonings(moved, zones))


def test_multipoints_are_read_and_lines_refused(tmp_path, residences):
    located = residences[residences.geometry.notna()]
    many = located.set_geometry([MultiPoint([p]) for p in located.geometry])
    many.to_file(tmp_path / "in.gpkg")
    stream_join(tmp_path / "in.gpkg", ZONES, tmp_path / "out.parquet")
    same(gpd.read_parquet(tmp_path / "out.parquet"), expected(located.reset_index(drop=True)))
    lines = GeoDataFrame(geometry=[LineString([(0, 0), (1, 1)])], crs=2154)
    lines.to_parquet(tmp_path / "lines.parquet")
    for out in ("no.parquet", "no.gpkg"):
        with pytest.raises(GeometryError, match="doit contenir des points"):
            stream_join(tmp_path / "lines.parquet", ZONES, tmp_path / out)
        assert not (tmp_path / out).exists()


@pytest.mark.parametrize("end", ["gpkg", "parquet"])
def test_a_cancelled_join_leaves_nothing_and_the_former_file(tmp_path, residences, end):
    class Impatient(Progress):
        seen = 0.0

        def show(self, fraction, label):
            self.seen = max(self.seen, fraction)

        def is_cancelled(self):
            return self.seen > 0.4

    residences.to_file(tmp_path / "in.gpkg")
    out = tmp_path / f"out.{end}"
    out.write_text("avant")
    with pytest.raises(InputError, match="existe déjà"):
        stream_join(tmp_path / "in.gpkg", ZONES, out)
    with pytest.raises(CancelledError):
        stream_join(tmp_path / "in.gpkg", ZONES, out, overwrite=True, progress=Impatient())
    assert out.read_text() == "avant"
    assert {p.name for p in tmp_path.iterdir()} == {"in.gpkg", out.name}


def test_bad_sources_are_refused_in_one_sentence(tmp_path, residences):
    table = pd.DataFrame({"X": ["a"], "Y": ["1"], "qpv_n": [1]})
    table.to_parquet(tmp_path / "t.parquet")
    residences.assign(qpv_n=1).to_parquet(tmp_path / "g.parquet")
    out = tmp_path / "out.parquet"
    for name, options, message in (
        ("absent.gpkg", {}, "n’existe pas"),
        ("t.parquet", {}, "n’a pas de géométrie"),
        ("t.parquet", {"xy": ("X", "Z"), "crs": 2154}, "« Z »"),
        ("t.parquet", {"xy": ("X", "Y")}, "n’a pas de SCR"),
        ("g.parquet", {}, "« qpv_n »"),
    ):
        with pytest.raises(InputError, match=message):
            stream_join(tmp_path / name, ZONES, out, **options)
    with pytest.raises(InputError, match="autre chose que des nombres"):
        stream_join(tmp_path / "t.parquet", {"iris": ZONES["iris"]}, out, xy=("X", "Y"), crs=2154)
