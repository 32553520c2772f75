"""A position that is not in the département of its code: a wrong system, told with its count."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.sources import read_rpls, read_template, read_zoning
from geotools.sources.reading import Notes
from geotools.sources.whereabouts import departement_of, tell_elsewhere, tell_layer_elsewhere
from tests.hostile import answer

PLACES = {  # a town hall in degrees, code of its commune
    "93010": (2.4842, 48.9024),
    "69123": (4.8357, 45.7676),
    "2A004": (8.7376, 41.9192),
    "97209": (-61.0667, 14.6037),
    "97411": (55.4481, -20.8789),
}
LEGAL = {"972": "EPSG:5490", "974": "EPSG:2975"}


def drawn(code, crs):
    """Points of a commune in a system."""
    lon, lat = PLACES[code]
    points = gpd.GeoSeries(gpd.points_from_xy([lon, lon + 0.01], [lat, lat + 0.01]), crs=4326)
    return points.to_crs(crs)


def noted(codes, geometry):
    notes = Notes()
    tell_elsewhere(pd.Series(codes), geometry, notes)
    return " ".join(notes.lines)


@pytest.mark.parametrize(
    ("code", "departement"),
    [("01004", "01"), ("2A004", "2A"), ("97209", "972"), ("930100101", "93"), ("QN06901N", "69"),
     ("QP02A001", "2A"), ("QN97101N", "971"), ("99001", None), ("Q1", None), ("", None),
     ("12", None), ("secteur 3", None)],
)  # fmt: skip
def test_a_code_names_its_departement(code, departement):
    assert departement_of(code) == departement


@pytest.mark.parametrize("code", PLACES)
def test_a_layer_in_its_own_system_says_nothing(code):
    legal = LEGAL.get(code[:3], "EPSG:2154")
    for crs in (legal, "EPSG:4326", "EPSG:3857"):
        assert noted([code, code], drawn(code, crs)) == ""


@pytest.mark.parametrize(
    ("code", "true", "declared"),
    [("93010", "EPSG:2154", "EPSG:3857"), ("69123", "EPSG:2154", "EPSG:3857"),
     ("69123", "EPSG:3857", "EPSG:2154"), ("93010", "EPSG:27572", "EPSG:2154"),
     ("69123", "EPSG:3946", "EPSG:2154"), ("69123", "EPSG:2154", "EPSG:3035"),
     ("97209", "EPSG:5490", "EPSG:2975"), ("93010", "EPSG:4326", "EPSG:2154")],
)  # fmt: skip
def test_a_wrong_declaration_is_told_with_the_true_system(code, true, declared):
    wrong = drawn(code, true).set_crs(declared, allow_override=True)
    said = noted([code, code], wrong)
    assert f"2 position(s) sur 2 ne sont pas dans le département de leur code ({code[:2]}" in said
    assert f"Elles y sont en {true}" in said


def test_seine_saint_denis_is_not_martinique():
    said = noted(["93010", "93010"], drawn("97209", "EPSG:5490"))
    assert "2 position(s) sur 2" in said and "(EPSG:5490) ou les codes sont faux" in said


def test_a_few_that_stand_elsewhere_are_counted_with_their_code():
    points = pd.concat([drawn("69123", 2154), drawn("93010", 2154)], ignore_index=True)
    said = noted(["69123", "69123", "69123", "93010"], gpd.GeoSeries(points, crs=2154))
    assert "1 position(s) sur 4" in said and "par exemple 69123" in said


def test_blank_shapes_codes_of_no_departement_and_no_system_are_passed_over():
    points = gpd.GeoSeries([None, *drawn("69123", 2154)], crs=2154)
    assert noted(["93010", "99001", None], points) == ""
    assert noted(["93010", "93010"], gpd.GeoSeries(list(drawn("69123", 2154)))) == ""


def test_it_is_told_by_every_reader(tmp_path):
    lyon = drawn("69123", 2154)
    rows = pd.DataFrame({"DEPCOM": "93010", "X": lyon.x, "Y": lyon.y, "QUALITE_XY": "11"})
    rows.assign(FINAN_CODE="13", CONSTRUCT=1970).to_csv(tmp_path / "rpls.csv", sep=";")
    said = " ".join(read_rpls(tmp_path / "rpls.csv").notes)
    assert "2 position(s) sur 2" in said
    rows = pd.DataFrame({"residence": ["a", "b"], "commune": "93010", "x": lyon.x, "y": lyon.y})
    rows.assign(logements=12).to_csv(tmp_path / "r.csv", sep=";", index=False)
    assert "2 position(s) sur 2" in " ".join(read_template("residences", tmp_path / "r.csv").notes)
    zones = gpd.GeoDataFrame({"code_qp": ["QN09301N", "QN09302N"]}, geometry=lyon.buffer(100))
    zones.to_file(tmp_path / "q.gpkg")
    assert "2 zone(s) sur 2" in " ".join(read_zoning(tmp_path / "q.gpkg", "qpv").notes)


def test_it_is_told_of_a_plain_file_of_points_on_the_command_line(tmp_path):
    wrong = drawn("93010", 2154).set_crs(3857, allow_override=True)
    layer = gpd.GeoDataFrame({"insee_com": ["93010"] * 2, "n": np.arange(2)}, geometry=wrong)
    layer.to_file(tmp_path / "p.gpkg")
    target = tmp_path / "o.gpkg"
    code, told = answer(
        ["add-tile-ids", "--features", str(tmp_path / "p.gpkg"), "--output", str(target)]
    )
    assert code in {0, 2}
    assert "2 entité(s) sur 2" in " ".join(told.split()) and "EPSG:2154" in told
    notes = Notes()
    tell_layer_elsewhere(layer.set_crs(2154, allow_override=True), notes)
    assert not notes.lines


@pytest.mark.parametrize(
    ("true", "declared", "told"),
    [("EPSG:2154", "EPSG:5490", "EPSG:2154"), ("EPSG:4326", "EPSG:2154", "EPSG:4326"),
     ("EPSG:27572", "EPSG:2154", "EPSG:27572"), ("EPSG:2154", "EPSG:3035", "EPSG:2154"),
     ("EPSG:2154", "EPSG:32631", "EPSG:2154"), ("EPSG:3857", "EPSG:2154", "EPSG:3857"),
     ("EPSG:2154", "EPSG:2154", ""), ("EPSG:2154", "EPSG:4326", "EPSG:2154")],
)  # fmt: skip
def test_a_plain_layer_out_of_france_is_told_without_any_code(true, declared, told):
    layer = gpd.GeoDataFrame({"n": [1, 2]}, geometry=drawn("69123", true))
    notes = Notes()
    tell_layer_elsewhere(layer.set_crs(declared, allow_override=True), notes)
    said = " ".join(notes.lines)
    assert ("2 entité(s) sur 2 sont hors de France" in said) is bool(told) and told in said
