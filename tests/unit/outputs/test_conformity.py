"""Any frame fits in a GeoPackage: nothing lost, nothing rounded, every new name said."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import Point, box

from geotools.outputs import LayerSpec, Proof, write_geopackage, write_workbook
from geotools.outputs.conformity import fit_names
from geotools.outputs.tables import csv_text

PROOF = Proof("Essai", "2024", ("essai",), "essai", "essai")
HUGE = 2**53 + 1


def written(tmp_path, frame, name="couche"):
    told = []
    write_geopackage(
        tmp_path / "x.gpkg", [LayerSpec(name, "Essai", frame)], metadata=PROOF, say=told.append
    )
    layers = [n for n, _ in pyogrio.list_layers(tmp_path / "x.gpkg") if n != "layer_styles"]
    return pyogrio.read_dataframe(tmp_path / "x.gpkg", layer=layers[0]), layers[0], told


def points(**columns):
    n = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=[Point(i, i) for i in range(n)], crs=2154)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ([1, 1, 2, 2], [1, 1, 2, 2]),
        (["a", "b", "b", None], ["a", "b", "b", None]),
        ([3, 1, 2, 0], [3, 1, 2, 0]),
    ],
)
def test_a_field_fid_of_any_kind_is_kept_under_another_name(tmp_path, values, kept):
    read, _, told = written(tmp_path, points(fid=values))
    assert read["fid_source"].replace({np.nan: None}).tolist() == kept
    assert "« fid » → « fid_source »" in told[0]


def test_names_that_differ_by_case_or_are_reserved_are_told_apart(tmp_path):
    frame = points(Code=["x"], code=["y"], CODE=["z"], geom=["g"], FID=[7], rowid=[8])
    read, _, told = written(tmp_path, frame.rename_axis("id"))
    assert [read[c][0] for c in ("Code", "code_2", "CODE_3")] == ["x", "y", "z"]
    assert [read[c][0] for c in ("geom_source", "FID_source", "rowid_source")] == ["g", 7, 8]
    assert len(told) == 1


@pytest.mark.parametrize(
    "name", ["sqlite_stat1", "gpkg_contents", "rtree_a_geom", "layer_styles", "n" * 200, "a b.c"]
)
def test_a_reserved_or_long_layer_name_is_written_under_another(tmp_path, name):
    _, layer, told = written(tmp_path, points(a=[1]), name)
    assert len(layer) <= 60
    assert bool(told) == (layer != name)


def test_whole_numbers_beyond_floats_are_exact_with_missing_values(tmp_path):
    frame = points(
        a=pd.array([HUGE, None], dtype="Int64"),
        b=pd.Series([HUGE, None], dtype=object),
        c=np.array([2**64 - 1, 1], dtype="uint64"),
    )
    read, _, _ = written(tmp_path, frame)
    assert (
        pyogrio.read_dataframe(tmp_path / "x.gpkg", where=f"a = {HUGE} AND b = {HUGE}").shape[0]
        == 1
    )
    assert read["c"].tolist() == [str(2**64 - 1), "1"]
    assert f";{HUGE};{HUGE};" in csv_text(LayerSpec("x", "x", frame))


def test_values_without_a_column_type_become_text(tmp_path):
    frame = points(
        liste=[[1, 2], None],
        melange=["a", 3],
        intervalle=pd.arrays.IntervalArray.from_breaks([0, 1, 2]),
        duree=pd.to_timedelta(["1 day", None]),
        oui=pd.Series([True, None], dtype=object),
        autre=[box(0, 0, 1, 1), None],
        octets=[b"\x01", None],
        classe=pd.Categorical(["x", None]),
        jour=[date(2024, 1, 2), None],
    )
    read, _, _ = written(tmp_path, frame)
    assert read.loc[0, "liste"] == "[1, 2]" and read["melange"].tolist() == ["a", "3"]
    assert read.loc[0, "autre"].startswith("POLYGON") and read.loc[0, "octets"] == "01"
    assert read.loc[0, "jour"] == "2024-01-02"
    write_workbook(tmp_path / "x.xlsx", [LayerSpec("x", "x", frame)], metadata=PROOF)
    assert "2024-01-02" in csv_text(LayerSpec("x", "x", frame))


def test_days_have_no_hours_and_moments_keep_theirs(tmp_path):
    frame = points(
        jour=pd.to_datetime(["2024-01-02", None]), heure=pd.to_datetime(["2024-01-02 03:04", None])
    )
    read, _, _ = written(tmp_path, frame)
    assert str(read.loc[0, "jour"])[:19] == "2024-01-02"
    assert str(read.loc[0, "heure"]) == "2024-01-02 03:04:00"
    assert "2024-01-02;" in csv_text(LayerSpec("x", "x", frame))


def test_mixed_geometries_are_all_kept(tmp_path):
    frame = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[Point(0, 0), box(0, 0, 1, 1)], crs=2154)
    read, _, _ = written(tmp_path, frame)
    assert read.geom_type.tolist() == ["Point", "Polygon"]


def test_names_are_fitted_once():
    names = fit_names(["", "a\nb", "x" * 80, "X" * 80])
    assert names == ["colonne_1", "a_b", "x" * 60, f"{'X' * 58}_2"]
    assert fit_names(names) == names
