"""INSEE files: census detail rows and Filosofi tiles."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geotools.errors import InputError, MissingColumnError
from geotools.occupation.tools.comparison import census_by_tenure
from geotools.sources import read_census, read_filosofi
from geotools.sources.filosofi import _polygons
from tests.hostile import answer


def census(**changed):
    base = {
        "COMMUNE": ["37261", "37261", "75056", "1004"],
        "ARM": ["ZZZZZ", "ZZZZZ", "75113", "ZZZZZ"],
        "IRIS": ["372610101", "372610101", "751135001", "ZZZZZZZZZ"],
        "IPONDL": ["2,5", "1.25", "3", "4"],
        "CATL": ["1", "2", "1", "1"],
        "HLML": ["1", "Y", "2", "1"],
        "STOCD": [22, 0, 10, 22],
        "NBPI": ["3", "YY", "2", "4"],
    }
    return pd.DataFrame({**base, **changed})


def write(folder, frame, name):
    path = folder / name
    frame.to_csv(path, index=False, sep=";")
    return path


def test_census_rows(tmp_path):
    reading = read_census(write(tmp_path, census(), "rp2019_logements.csv"))
    frame = reading.frame
    assert frame["poids"].tolist() == [2.5, 1.25, 3.0, 4.0]
    assert frame["commune"].tolist() == ["37261", "37261", "75113", "01004"]
    assert frame["iris"].isna().tolist() == [False, False, False, True]
    assert frame["hlm"].tolist() == [True, False, False, True]
    assert frame["residence_principale"].tolist() == [True, False, True, True]
    assert frame["stocd"].tolist() == ["22", "00", "10", "22"]
    assert frame["nbpi"].tolist() == ["03", "YY", "02", "04"]
    assert reading.provenance.millesime == 2019
    assert reading.notes[0].startswith("1 logement(s) dont l’INSEE masque l’IRIS")


def test_a_census_row_without_weight_is_rejected(tmp_path):
    reading = read_census(write(tmp_path, census(IPONDL=["2", "", "0", "x"]), "rp.csv"))
    assert len(reading.frame) == 1
    assert reading.rejects["ligne"].tolist() == [3, 4, 5]


def test_a_file_that_is_not_the_census_is_refused(tmp_path):
    with pytest.raises(MissingColumnError, match="« IPONDL »"):
        read_census(write(tmp_path, census().drop(columns="IPONDL"), "rp.csv"))
    with pytest.raises(InputError, match="commune inconnue aux lignes 3"):
        read_census(write(tmp_path, census(COMMUNE=["37261", "", "75056", "1004"]), "rp.csv"))


IDS = ["CRS3035RES200mN2887400E3766000", "CRS3035RES200mN2887400E3766200"]


def tiles(**changed):
    base = {
        "Idcar_200m": IDS,
        "I_est_200": [0, 1],
        "lcog_geo": ["0100493010", "93010"],
        "Ind": ["10,5", "3"],
        "Men": ["5", "1,2"],
        "Men_pauv": ["2", "0,4"],
        "Log_soc": ["4", "0"],
    }
    return pd.DataFrame({**base, **changed})


def test_tiles_of_2017_read_as_those_of_2019(tmp_path):
    old = read_filosofi(write(tmp_path, tiles(), "filosofi2017_200m.csv"))
    new = tiles().rename(columns=str.lower)
    recent = read_filosofi(write(tmp_path, new, "filosofi2019_200m.csv"))
    pd.testing.assert_frame_equal(pd.DataFrame(old.frame), pd.DataFrame(recent.frame))
    assert (old.provenance.millesime, recent.provenance.millesime) == (2017, 2019)


def test_a_tile_is_the_square_that_its_identifier_names(tmp_path):
    frame = read_filosofi(write(tmp_path, tiles(), "f.csv")).frame
    assert frame.crs.to_epsg() == 3035
    assert frame.geometry.iloc[0].bounds == (3766000, 2887400, 3766200, 2887600)
    assert frame["impute"].tolist() == [False, True]
    assert frame["ind"].tolist() == [10.5, 3.0]
    assert frame["lcog_geo"].tolist() == ["0100493010", "93010"]


@given(
    st.integers(-1000, 40_000), st.integers(0, 40_000), st.sampled_from([200, 1000]),
    st.sampled_from([3035, 5490, 2975]),
)  # fmt: skip
def test_identifier_to_square_and_back(row, column, size, crs):
    y, x = row * size, column * size
    square = _polygons(pd.Series([f"CRS{crs}RES{size}mN{y}E{x}"]), Path("f.csv"), np.array([2]))
    assert square.crs.to_epsg() == crs
    assert square.iloc[0].bounds == (x, y, x + size, y + size)
    assert np.isclose(square.iloc[0].area, size**2)


def test_a_layer_of_tiles_gets_its_squares_from_identifiers(tmp_path):
    csv = read_filosofi(write(tmp_path, tiles(), "f.csv")).frame
    layer = gpd.GeoDataFrame(
        tiles(Ind=[10.5, 3.0], Men=[5, 1.2], Men_pauv=[2, 0.4], Log_soc=[4, 0]),
        geometry=csv.geometry.to_numpy(),
        crs=3035,
    )
    layer.to_file(tmp_path / "f.gpkg")
    again = read_filosofi(tmp_path / "f.gpkg").frame
    pd.testing.assert_frame_equal(pd.DataFrame(csv), pd.DataFrame(again), check_column_type=False)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Idcar_200m": [IDS[0], "N1E1"]}, "mal formé aux lignes 3"),
        ({"Idcar_200m": [IDS[0], IDS[0]]}, "en double aux lignes 2, 3"),
        ({"Idcar_200m": [IDS[0], IDS[1].replace("3035", "2975")]}, "mêle plusieurs grilles"),
        ({"Men": ["-5", "1"]}, "négative aux lignes 2"),
        ({"Men_pauv": ["2", "4"]}, "plus de ménages pauvres que de ménages aux lignes 3"),
    ],
)
def test_faulty_tiles_are_refused_with_their_rows(tmp_path, changed, words):
    with pytest.raises(InputError, match=words):
        read_filosofi(write(tmp_path, tiles(**changed), "f.csv"))


def test_a_file_without_tiles_is_refused(tmp_path):
    with pytest.raises(MissingColumnError, match="identifiant de carreau"):
        read_filosofi(write(tmp_path, tiles().drop(columns="Idcar_200m"), "f.csv"))
    with pytest.raises(MissingColumnError, match="« men »"):
        read_filosofi(write(tmp_path, tiles().drop(columns="Men"), "f.csv"))


@pytest.mark.parametrize("name", ["I_est_cr", "i_est_200", "IMPUTE", "i_est_200m"])
@pytest.mark.parametrize("values", [["0", "1"], ["0.0", "1.0"], ["Non", "Oui"], ["FAUX", "VRAI"]])
def test_the_flag_is_found_under_every_spelling(tmp_path, name, values):
    frame = tiles().drop(columns=[c for c in tiles() if c.lower().startswith("i_est")])
    reading = read_filosofi(write(tmp_path, frame.assign(**{name: values}), "f.csv"))
    assert reading.frame["impute"].tolist() == [False, True]


def test_without_a_flag_imputation_is_unknown(tmp_path):
    frame = tiles().drop(columns=[c for c in tiles() if c.lower().startswith("i_est")])
    reading = read_filosofi(write(tmp_path, frame, "f.csv"))
    assert reading.frame["impute"].isna().all()
    assert any("Imputation inconnue pour 2" in note for note in reading.notes)


@pytest.mark.parametrize("mark", ["s", "nd", "moins de 11", "-2147483648"])
def test_a_mark_in_a_count_is_missing_and_told(tmp_path, mark):
    reading = read_filosofi(write(tmp_path, tiles().assign(Men_pauv=["2", mark]), "f.csv"))
    assert reading.frame["men_pauv"].isna().tolist() == [False, True]
    assert any("men_pauv : 1 cellule(s)" in note for note in reading.notes)


def test_an_unknown_tenure_is_neither_yes_nor_no(tmp_path):
    reading = read_census(write(tmp_path, census(HLML=["1.0", "Y", "2.0", "7"]), "f.csv"))
    assert reading.frame["hlm"].tolist()[:3] == [True, False, False]
    assert reading.frame["hlm"].isna().tolist() == [False, False, False, True]
    assert any("HLML : 1 modalité(s)" in note and "« 7 »" in note for note in reading.notes)


@pytest.mark.parametrize("weight", ["inf", "1e308", "-2147483648", "99999"])
def test_a_weight_beyond_reason_is_rejected_and_told(tmp_path, weight):
    reading = read_census(write(tmp_path, census(IPONDL=["2", weight, "3", "4"]), "rp.csv"))
    assert reading.frame["poids"].sum() == 9 and reading.rejects["ligne"].tolist() == [3]
    assert any("1 ligne(s) au poids IPONDL" in note for note in reading.notes)


def test_what_is_not_known_to_be_hlm_is_in_neither_stock(tmp_path):
    frame = read_census(write(tmp_path, census(HLML=["1", "", "2", "?"]), "rp.csv")).frame
    assert frame["hlm"].isna().tolist() == [False, True, False, True]
    counted = census_by_tenure(frame.assign(unite="A"), "unite")["residences_principales"]
    assert counted.to_dict() == {("A", "hlm"): 2.5, ("A", "proprietaire"): 3.0}


FLAGGED = "Idcar_200m;I_est_cr;Men;Men_pauv;Ind\n"
TILE = "CRS3035RES200mN2819600E3650000"


@pytest.mark.parametrize(("flag", "known"), [("0", False), ("1.0", True), ("2", None), ("", None)])
def test_a_flag_that_is_neither_is_unknown_in_every_format(tmp_path, flag, known):
    path = tmp_path / "carreaux.csv"
    path.write_text(f"{FLAGGED}{TILE};{flag};12;3;30\n", encoding="utf-8")
    read = read_filosofi(path).frame["impute"]
    assert (None if read.isna().all() else bool(read.iloc[0])) is known
    for form in ("gpkg", "parquet"):
        target = tmp_path / f"o.{form}"
        assert answer(["read-filosofi", "--path", str(path), "--output", str(target)])[0] == 0
        reader = gpd.read_parquet if form == "parquet" else gpd.read_file
        again = reader(target)["impute"].iloc[0]
        assert pd.isna(again) if known is None else bool(again) is known


def test_tiles_out_of_france_and_counts_beyond_reason_are_refused(tmp_path):
    for row, told in (
        ("CRS3035RES200mN28196E3650000;0;12;3;30", "hors de France"),
        (f"{TILE};0;1e308;3;30", "ce qu’aucun carreau ne contient"),
    ):
        path = tmp_path / "carreaux.csv"
        path.write_text(f"{FLAGGED}{row}\n", encoding="utf-8")
        with pytest.raises(InputError, match=told):
            read_filosofi(path)
