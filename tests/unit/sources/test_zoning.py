"""Zonings: field names, codes, repairs, parts."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.affinity import translate

from geotools.errors import ConfigurationError, GeometryError, InputError, MissingColumnError
from geotools.sources import read_zoning, recognise_code

SQUARE = translate(shapely.box(0, 0, 1000, 1000), 525_000, 6_700_000)
NEXT = translate(SQUARE, 1000, 0)
# A 100 m thorn folded onto itself on the square's edge: area unchanged by the repair.
THORN = shapely.Polygon(
    [
        (525_000, 6_700_000),
        (526_000, 6_700_000),
        (526_000, 6_701_000),
        (525_500, 6_701_000),
        (525_500, 6_701_100),
        (525_500, 6_701_000),
        (525_000, 6_701_000),
    ]
)
BOW_TIE = shapely.Polygon(
    [(525_000, 6_700_000), (526_000, 6_701_000), (526_000, 6_700_000), (525_000, 6_701_000)]
)


def write(folder, columns, shapes, name="zones2024.gpkg", crs=2154):
    path = folder / name
    gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_file(path)
    return path


@pytest.mark.parametrize(
    ("kind", "columns", "code", "label"),
    [
        ("qpv", {"C_NQPV": ["QP037001"], "L_NQPV": ["Sanitas"]}, "QP037001", "Sanitas"),
        ("qpv", {"code_qp": ["QN03701M"], "lib_qp": ["Sanitas"]}, "QN03701M", "Sanitas"),
        ("iris", {"CODE_IRIS": ["372610101"], "NOM_IRIS": ["Centre"]}, "372610101", "Centre"),
        ("iris", {"DCOMIRIS": ["10040101"], "NOM_IRIS": ["Sud"]}, "010040101", "Sud"),
        ("communes", {"INSEE_COM": ["2A004"], "NOM": ["Ajaccio"]}, "2A004", "Ajaccio"),
        ("communes", {"CODGEO": ["1004"], "LIBGEO": ["Ambérieu"]}, "01004", "Ambérieu"),
        ("autre", {"secteur": ["A"], "nom": ["Nord"]}, "A", "Nord"),
    ],
)
def test_official_names_are_recognised(tmp_path, kind, columns, code, label):
    reading = read_zoning(write(tmp_path, columns, [SQUARE]), kind)
    assert reading.frame.index.name == "code"
    assert reading.frame.index.tolist() == [code]
    assert reading.frame["libelle"].tolist() == [label]
    assert reading.provenance.millesime == 2024


def test_fields_can_be_named(tmp_path):
    path = write(tmp_path, {"a": ["x"], "b": ["y"]}, [SQUARE])
    assert read_zoning(path, "autre", code="b", label="a").frame["libelle"].to_dict() == {"y": "x"}
    with pytest.raises(MissingColumnError, match="« c » est absent"):
        read_zoning(path, "autre", code="c")


def test_a_zoning_is_brought_to_the_internal_crs(tmp_path):
    path = write(tmp_path, {"code": ["a"]}, [SQUARE], "z.geojson")
    frame = gpd.read_file(path).set_crs(2154, allow_override=True).to_crs(4326)
    frame.to_file(tmp_path / "z4326.gpkg")
    read = read_zoning(tmp_path / "z4326.gpkg", "autre").frame
    assert read.crs.to_epsg() == 2154
    assert read.geometry.iloc[0].symmetric_difference(SQUARE).area < 1


def test_a_harmless_fault_is_repaired_counted_and_told(tmp_path):
    assert not THORN.is_valid
    reading = read_zoning(write(tmp_path, {"code": ["a", "b"]}, [THORN, NEXT]), "autre")
    assert reading.frame.is_valid.all()
    assert set(reading.frame.geom_type) == {"Polygon"}
    assert reading.frame.area.tolist() == [1e6, 1e6]
    assert "1 polygone(s) invalide(s) réparé(s) sur 2" in reading.notes[0]


def test_a_ring_that_crosses_itself_keeps_what_it_encloses(tmp_path):
    reading = read_zoning(write(tmp_path, {"code": ["a", "b"]}, [BOW_TIE, NEXT]), "autre")
    assert reading.frame.area.tolist() == [5e5, 1e6]


def test_a_polygon_without_surface_is_rejected(tmp_path):
    flat = shapely.Polygon([(525_000, 6_700_000), (525_100, 6_700_000), (525_200, 6_700_000)])
    reading = read_zoning(write(tmp_path, {"code": ["a", "b"]}, [flat, NEXT]), "autre")
    assert reading.frame.index.tolist() == ["b"]
    assert reading.rejects["motif"].tolist() == ["polygone aplati, sans surface"]


def test_zones_that_lie_in_one_another_are_told(tmp_path):
    inside = shapely.box(525_100, 6_700_100, 525_200, 6_700_200)
    reading = read_zoning(write(tmp_path, {"code": ["a", "b"]}, [SQUARE, inside]), "autre")
    assert any("b dans a" in note for note in reading.notes)


def test_a_repair_that_changes_the_area_is_refused(tmp_path):
    twice = shapely.MultiPolygon([SQUARE, translate(SQUARE, 500, 0)])
    path = write(tmp_path, {"code": ["a", "b"]}, [twice, NEXT])
    with pytest.raises(GeometryError, match="polygones a changerait leur surface"):
        read_zoning(path, "autre")


def test_parts_of_one_zone_are_dissolved(tmp_path):
    columns = {"C_NQPV": ["QP037001", "QP037001"], "L_NQPV": ["Sanitas", "Sanitas"]}
    reading = read_zoning(write(tmp_path, columns, [SQUARE, NEXT]), "qpv")
    assert reading.frame.index.tolist() == ["QP037001"]
    assert reading.frame.area.tolist() == [2e6]
    assert "2 polygones de 1 code(s)" in reading.notes[0]


def test_one_code_for_two_names_is_refused(tmp_path):
    columns = {"C_NQPV": ["QP037001", "QP037001"], "L_NQPV": ["Sanitas", "Fontaines"]}
    with pytest.raises(InputError, match="QP037001 désigne plusieurs zones"):
        read_zoning(write(tmp_path, columns, [SQUARE, NEXT]), "qpv")


def test_rows_without_shape_or_code_are_rejected(tmp_path):
    path = write(tmp_path, {"code": ["a", "b", None], "nom": list("xyz")}, [SQUARE, None, NEXT])
    reading = read_zoning(path, "autre", code="code")
    assert reading.frame.index.tolist() == ["a"]
    assert reading.rejects["ligne"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("columns", "shapes", "kind", "error", "words"),
    [
        ({"code_qp": ["37001"]}, [SQUARE], "qpv", InputError, "forme d’un code de QPV"),
        ({"nom": ["Nord"]}, [SQUARE], "qpv", MissingColumnError, "Champs présents : nom"),
        ({"code": ["a"]}, [SQUARE.centroid], "autre", GeometryError, "polygones"),
        ({"code": ["a"]}, [translate(SQUARE, 9e6)], "autre", GeometryError, "hors de"),
        ({"code": ["a"]}, [SQUARE], "quartier", ConfigurationError, "n’est pas connu"),
    ],
)
def test_refusals(tmp_path, columns, shapes, kind, error, words):
    with pytest.raises(error, match=words):
        read_zoning(write(tmp_path, columns, shapes), kind)


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_a_layer_without_crs_and_a_table_are_refused(tmp_path):
    path = write(tmp_path, {"code": ["a"]}, [SQUARE], crs=None)
    with pytest.raises(GeometryError, match="SCR"):
        read_zoning(path, "autre")
    (tmp_path / "t.csv").write_text("code\na\n")
    with pytest.raises(GeometryError, match="pas de géométrie"):
        read_zoning(tmp_path / "t.csv", "autre")


def test_the_layer_must_be_chosen_among_several(tmp_path):
    path = write(tmp_path, {"code": ["a"]}, [SQUARE])
    gpd.GeoDataFrame({"code": ["b"]}, geometry=[NEXT], crs=2154).to_file(path, layer="bis")
    with pytest.raises(ConfigurationError, match="2 couches"):
        read_zoning(path, "autre")
    assert read_zoning(path, "autre", layer="bis").frame.index.tolist() == ["b"]
    with pytest.raises(ConfigurationError, match="pas de couche « ter »"):
        read_zoning(path, "autre", layer="ter")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"OBJECTID": [1, 2], "C_NQPV": ["QP037001", "QP037002"]}, "C_NQPV"),
        ({"ID": ["x1", "x2"], "CODE_IRIS": ["372610101", "372610102"]}, "CODE_IRIS"),
        ({"nom": ["a", "b"], "zone": ["372610101", "372610102"]}, "zone"),
        ({"id": [1, 2], "nom": ["a", "b"]}, "id"),
        ({"INSEE_COM": ["37261", "37261"], "IRIS": ["372610101", "372610102"]}, "IRIS"),
    ],
)
def test_the_code_of_any_layer(columns, expected):
    assert recognise_code(pd.DataFrame(columns)) == expected


def test_a_layer_without_code_is_told():
    with pytest.raises(MissingColumnError, match="Champs présents : nom"):
        recognise_code(pd.DataFrame({"nom": ["a", "a"]}))
