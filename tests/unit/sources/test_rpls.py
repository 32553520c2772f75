"""RPLS from small files written by the tests."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from pyproj import Transformer

from geotools.errors import GeometryError, InputError, MissingColumnError
from geotools.sources import read_rpls
from geotools.sources.columns import match_columns
from geotools.sources.rpls import rpls_columns

# The header of the 2024 open file, as published (domain sheet, §5).
HEADER_2024 = re.findall(
    r"\w+",
    """
    REG_CODE DEP_CODE EPCI_CODE DEPCOM CODEPOSTAL LIBCOM NUMVOIE INDREP TYPVOIE NOMVOIE ETAGE
    COMPLGEO LIEUDIT QPV_CODE QPV_LIBELLE DROIT_CODE TYPECONST_CODE NBPIECE SURFHAB CONSTRUCT LOCAT
    PATRIMOINE ORIGINE FINAN_CODE FINAN_LIBELLE CONV DATCONV NEWLOGT_CODE CUS DPEDATE DPEENERGIE
    DPESERRE SRU_EXPIR SRU_ALINEA CODSEGPATRIM LIBSEGPATRIM PMR_CODE PLG_VOIE EPSG X Y PLG_QP24
    PLG_QP15 PLG_IRIS2024_CODE PLG_ZUS PLG_QVA QUALITE_VOIE QUALITE_NUMERO QUALITE_XY
    DISTANCE_PRECISION QUALITE_QP24 QUALITE_IRIS QUALITE_QVA COMAQP UU2020 AAV2020 ZE2020
    """,
)


def table(**changed):
    base = {
        "DEP": ["37", "37", "37", "37"],
        "DEPCOM": ["37261", "37261", "37018", "37018"],
        "LIBCOM": ["Tours", "Tours", "Ballan-Miré", "Ballan-Miré"],
        "NBPIECE": ["3", "0", "2", "9"],
        "SURFHAB": ["65", "", "41,5", "120"],
        "FINAN": ["10", "13", "52", "99"],
        "EPSG": ["2154", "2154", "", "2154"],
        "X": ["525000,5", "525000,5", "", "518000"],
        "Y": ["6700000", "6700000", "", "6694000"],
        "PLG_QP": ["QP037001", "HZ", "", "CSZ"],
        "PLG_IRIS": ["0101", "0102", "", "CSZ"],
        "QUALITE_XY": ["11", "33", "", "12"],
    }
    return pd.DataFrame({**base, **changed})


def write(folder, frame, name="rpls2020.csv", sep=";", encoding="utf-8"):
    path = folder / name
    frame.to_csv(path, sep=sep, index=False, encoding=encoding)
    return path


def test_every_column_of_the_2024_file_is_recognised():
    found = match_columns(HEADER_2024, rpls_columns())
    assert set(found.values()) == set(HEADER_2024)
    assert found["plg_qp"] == "PLG_QP24" and found["plg_iris"] == "PLG_IRIS2024_CODE"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("PLG_IRIS2022_CODE", "plg_iris"), ("PLG_IRIS", "plg_iris"), ("FINAN", "finan_code")],
)
def test_names_of_other_years(written, canonical):
    assert match_columns([written], rpls_columns()) == {canonical: written}


def test_reading(tmp_path):
    reading = read_rpls(write(tmp_path, table()))
    frame = reading.frame
    assert frame.index.tolist() == ["0000002", "0000003", "0000004", "0000005"]
    assert frame.crs.to_epsg() == 2154
    assert frame.geometry.notna().tolist() == [True, True, False, True]
    assert frame["position_fine"].tolist() == [True, False, False, True]
    assert frame.geometry.x.iloc[0] == 525000.5
    assert frame["surfhab"].tolist()[2] == 41.5
    assert frame["nbpiece"].isna().tolist() == [False, True, False, False]
    assert frame["finan_libelle"].iloc[0] == "PLAI (LLTS outre-mer)"
    assert frame["finan_famille"].tolist() == [
        "PLAI",
        "PLUS après 1977",
        "PLUS avant 1977",
        "Autres financements",
    ]
    assert frame["plg_iris"].tolist()[:2] == ["372610101", "372610102"]
    assert frame["plg_iris"].iloc[3] == "370180000"
    assert frame["plg_qp"].isna().tolist() == [False, False, True, False]
    assert reading.rejects.to_dict("records") == [
        {
            "ligne": 4,
            "motif": "position absente : X ou Y n’est pas renseigné",
            "logement": "0000004",
            "commune": "37018",
        }
    ]
    assert reading.provenance.millesime == 2020
    assert reading.provenance.fichier == "rpls2020.csv"
    assert any("QUALITE_XY = 33" in note for note in reading.notes)


@pytest.mark.parametrize(("sep", "encoding"), [(";", "cp1252"), (",", "utf-8"), ("\t", "utf-16")])
def test_the_answer_does_not_depend_on_how_the_text_is_written(tmp_path, sep, encoding):
    first = read_rpls(write(tmp_path, table())).frame
    other = read_rpls(write(tmp_path, table(), "autre.csv", sep, encoding)).frame
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(other))


def test_parquet_with_numbers_gives_the_same_as_text(tmp_path):
    pytest.importorskip("pyarrow")
    frame = table()
    for name in ("DEP", "NBPIECE", "FINAN", "EPSG", "QUALITE_XY"):
        frame[name] = pd.to_numeric(frame[name])
    for name in ("X", "Y", "SURFHAB"):
        frame[name] = pd.to_numeric(frame[name].str.replace(",", "."))
    frame.to_parquet(tmp_path / "rpls2020.parquet")
    parquet = read_rpls(tmp_path / "rpls2020.parquet").frame.reset_index(drop=True)
    text = read_rpls(write(tmp_path, table())).frame.reset_index(drop=True)
    pd.testing.assert_frame_equal(pd.DataFrame(parquet), pd.DataFrame(text))


def test_a_vector_layer_gives_the_same_positions(tmp_path):
    text = read_rpls(write(tmp_path, table())).frame
    points = gpd.GeoDataFrame(
        table().drop(columns=["X", "Y", "EPSG"]), geometry=text.geometry.to_numpy(), crs=2154
    ).to_crs(4326)
    points.to_file(tmp_path / "rpls2020.gpkg")
    layer = read_rpls(tmp_path / "rpls2020.gpkg").frame
    assert layer.geometry.notna().tolist() == [True, True, False, True]
    assert np.allclose(layer.geometry.x.iloc[:2], 525000.5, atol=1e-3)


def test_a_lost_zero_is_given_back_and_told(tmp_path):
    frame = table(DEPCOM=["1004"] * 4, DEP=["1"] * 4)
    reading = read_rpls(write(tmp_path, frame))
    assert set(reading.frame["depcom"]) == {"01004"}
    assert set(reading.frame["dep_code"]) == {"01"}
    assert any("DEPCOM : 4 code(s) sans leur zéro" in note for note in reading.notes)


def test_a_commune_that_contradicts_its_departement_is_refused_with_its_rows(tmp_path):
    frame = table(DEPCOM=["37261", "1004", "37018", "37018"])
    with pytest.raises(InputError, match="département aux lignes 3"):
        read_rpls(write(tmp_path, frame))


@pytest.mark.parametrize("written", ["033", "33"])
def test_a_padded_departement_agrees_with_its_communes(tmp_path, written):
    frame = table(DEPCOM=["33063"] * 4, DEP=[written] * 4)
    assert set(read_rpls(write(tmp_path, frame)).frame["dep_code"]) == {"33"}


def test_a_row_without_commune_is_only_a_reject(tmp_path):
    frame = table(DEPCOM=["37261", "99999", "37018", "37018"])
    reading = read_rpls(write(tmp_path, frame))
    assert len(reading.frame) == 3
    assert reading.rejects["ligne"].tolist() == [3, 4]
    assert reading.rejects["motif"].iloc[0] == "code de commune absent ou mal formé"


def test_rows_of_an_overseas_crs_are_reprojected(tmp_path):
    x, y = Transformer.from_crs(4326, 2975, always_xy=True).transform(55.45, -20.9)
    frame = table(
        DEPCOM=["97411"] * 4, DEP=["974"] * 4, EPSG=["2975"] * 4, X=[str(x)] * 4, Y=[str(y)] * 4
    )
    reading = read_rpls(write(tmp_path, frame), crs="EPSG:32740")
    expected = Transformer.from_crs(4326, 32740, always_xy=True).transform(55.45, -20.9)
    assert reading.frame.crs.to_epsg() == 32740
    assert np.allclose(
        [reading.frame.geometry.x.iloc[0], reading.frame.geometry.y.iloc[0]], expected
    )


def test_swapped_axes_are_recognised(tmp_path):
    frame = table()
    frame[["X", "Y"]] = frame[["Y", "X"]]
    with pytest.raises(GeometryError, match="X et Y semblent inversés"):
        read_rpls(write(tmp_path, frame))


def test_degrees_are_recognised(tmp_path):
    frame = table(X=["0,69"] * 4, Y=["47,39"] * 4)
    with pytest.raises(GeometryError, match="EPSG:4326"):
        read_rpls(write(tmp_path, frame))


def test_one_stray_position_is_a_reject(tmp_path):
    frame = table(X=["525000", "525100", "525200", "9525300"], Y=["6700000"] * 4)
    reading = read_rpls(write(tmp_path, frame))
    assert reading.rejects["ligne"].tolist() == [5]
    assert "hors de France" in reading.rejects["motif"].iloc[0]
    assert len(reading.frame) == 4


def test_a_geographic_crs_is_refused(tmp_path):
    with pytest.raises(GeometryError, match="projeté en mètres"):
        read_rpls(write(tmp_path, table()), crs="EPSG:4326")


def test_an_epsg_that_is_none_is_refused(tmp_path):
    with pytest.raises(GeometryError, match="n’est pas un code EPSG"):
        read_rpls(write(tmp_path, table(EPSG=["Lambert"] * 4)))


def test_identifiers_are_kept_and_must_be_unique(tmp_path):
    frame = table(IDENT_REP=["A1", "A2", "A3", "A4"])
    assert read_rpls(write(tmp_path, frame)).frame.index.tolist() == ["A1", "A2", "A3", "A4"]
    frame = table(IDENT_REP=["A1", "A2", "A1", "A4"])
    with pytest.raises(InputError, match="lignes 2, 4"):
        read_rpls(write(tmp_path, frame))


def test_the_restricted_file_loses_its_rent_sentinels(tmp_path):
    frame = table(LOYERPRINC=["9999", "999", "350,5", "412"], MODE=["1", "2", "1", "5"])
    read = read_rpls(write(tmp_path, frame)).frame
    assert read["loyerprinc"].isna().tolist() == [True, True, False, False]
    assert read["mode"].tolist() == ["1", "2", "1", "5"]


def test_dpe_codes_of_2020_are_letters(tmp_path):
    read = read_rpls(write(tmp_path, table(DPEENERGIE=["2", "8", "9", "D"]))).frame
    assert read["dpeenergie"].tolist()[0::3] == ["A", "D"]
    assert read["dpeenergie"].tolist()[1] == "G"
    assert pd.isna(read["dpeenergie"].iloc[2])


@pytest.mark.parametrize(
    ("frame", "name", "asked", "year"),
    [
        (table(), "f.csv", None, None),
        (table(), "rpls_2019.csv", None, 2019),
        (table(MILLESIME=["2021"] * 4), "rpls_2019.csv", None, 2021),
        (table(MILLESIME=["2021"] * 4), "rpls_2019.csv", 2018, 2018),
        (table().rename(columns={"PLG_IRIS": "PLG_IRIS2023"}), "f.csv", None, 2023),
    ],
)
def test_the_vintage(tmp_path, frame, name, asked, year):
    assert read_rpls(write(tmp_path, frame, name), vintage=asked).provenance.millesime == year


def test_what_is_missing_is_said_with_the_nearest_names(tmp_path):
    with pytest.raises(InputError, match=r"n’existe pas.*« rpls2020.csv »"):
        write(tmp_path, table())
        read_rpls(tmp_path / "rpls2021.csv")
    with pytest.raises(MissingColumnError, match=r"« depcom ».*« DEPCON »"):
        read_rpls(write(tmp_path, table().rename(columns={"DEPCOM": "DEPCON"})))
    with pytest.raises(InputError, match="ni colonnes X et Y"):
        read_rpls(write(tmp_path, table().drop(columns=["X", "Y"])))
    with pytest.raises(InputError, match="aucune ligne"):
        read_rpls(write(tmp_path, table().iloc[:0]))


def test_what_is_asked_is_read_and_nothing_is_said_of_the_rest(tmp_path):
    path = write(tmp_path, table(INCONNUE=["1", "2", "3", "4"]))
    whole, few = read_rpls(path), read_rpls(path, columns=["nbpiece"])
    placed = ["depcom", "finan_code", "finan_famille", "nbpiece", "position_fine", "geometry"]
    assert set(placed) <= set(few.frame.columns) <= set(whole.frame.columns)
    assert "libcom" not in few.frame.columns
    assert_geodataframe_equal(few.frame[placed], whole.frame[placed])
    pd.testing.assert_frame_equal(few.rejects, whole.rejects)
    (unused,) = [note for note in few.notes if "INCONNUE" in note]
    assert "LIBCOM" not in unused


def test_a_sentinel_is_a_missing_value_and_a_lost_position(tmp_path):
    mark = "-2147483648"
    frame = table(EPSG=["2154", mark, "", "2154"]).assign(CONSTRUCT=["1970", mark, "1980", "1990"])
    reading = read_rpls(write(tmp_path, frame))
    assert reading.frame["construct"].isna().sum() == 1
    assert any("CONSTRUCT : 1 valeur(s) de remplissage" in note for note in reading.notes)
    assert (reading.rejects["motif"].str.contains("système de coordonnées inconnu")).sum() == 1


def test_an_unknown_modality_is_counted_by_name(tmp_path):
    frame = table(QUALITE_XY=["11", "34", "33.0", "11"])
    reading = read_rpls(write(tmp_path, frame))
    assert any("QUALITE_XY : 1 valeur(s) illisible(s) (« 34 »)" in note for note in reading.notes)
    assert not reading.frame["position_fine"].iloc[1]


def test_a_file_whose_communes_are_all_unreadable_is_refused(tmp_path):
    with pytest.raises(InputError, match="aucune des 4 lignes"):
        read_rpls(write(tmp_path, table(DEPCOM=["?"] * 4, DEP=[""] * 4)))


@pytest.mark.parametrize("written", ["2154", "EPSG:2154", "epsg 2154", "2154.0", "Lambert 93"])
def test_a_system_is_read_however_it_is_written(tmp_path, written):
    path = tmp_path / "r.csv"
    path.write_text(
        "DEPCOM;X;Y;EPSG;QUALITE_XY;FINAN_CODE;CONSTRUCT\n"
        f"69123;842000;6519000;{written};11;13;1970\n",
        encoding="utf-8",
    )
    frame = read_rpls(path).frame
    assert frame.geometry.iloc[0].x == 842000 and frame["position_fine"].all()
