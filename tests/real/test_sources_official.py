"""The readers on real files of French producers: the truths of the domain sheet."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.sources import (
    check_file,
    inspect_source,
    read_census,
    read_filosofi,
    read_rpls,
    read_zoning,
    recognise_code,
    residences,
)

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def department(real_data):
    return read_rpls(real_data / "seine-saint-denis" / "rpls2020.parquet")


def test_bondy(real_data):
    reading = read_rpls(real_data / "seine-saint-denis" / "rpls2020_bondy.csv")
    assert len(reading.frame) == 9_627
    assert reading.frame.geometry.notna().sum() == 9_475
    assert len(reading.rejects) == 152
    assert reading.provenance.millesime == 2020
    frame, membership = residences(reading.frame, scale="segment")
    assert frame["logements"].sum() == membership.notna().sum() == 9_475


def test_bondy_dwellings_agree_with_a_direct_reading(real_data):
    path = real_data / "seine-saint-denis" / "rpls2020_bondy.csv"
    frame = read_rpls(path).frame.reset_index(drop=True)
    raw = pd.read_csv(path, sep=";", dtype=str)
    for ours, theirs in (
        ("nbpiece", "NBPIECE"),
        ("construct", "CONSTRUCT"),
        ("surfhab", "SURFHAB"),
    ):
        expected = raw[theirs].astype(float).where(lambda v: v > 0)
        assert np.array_equal(frame[ours].astype(float), expected, equal_nan=True)
    for ours, theirs in (("finan_code", "FINAN"), ("plg_qp", "PLG_QP"), ("nomvoie", "NOMVOIE")):
        assert frame[ours].fillna("").tolist() == raw[theirs].fillna("").str.strip().tolist()


def test_seine_saint_denis(department):
    frame = department.frame
    assert len(frame) == 231_016
    assert len(department.rejects) == 267
    assert frame["position_fine"].sum() == 231_016 - 267 - 33
    points, membership = residences(frame)
    assert len(points) == 14_722  # one point stands in two communes
    assert round(100 * (points["logements"] < 11).mean()) == 58
    assert membership.isna().sum() == 267
    assert set(frame["plg_iris"].dropna().str.len()) == {9}


def test_iris_of_the_file_are_iris_of_the_map(real_data, department):
    zones = read_zoning(real_data / "seine-saint-denis" / "iris2022.gpkg", "iris").frame
    assert len(zones) == 614
    located = department.frame[department.frame["position_fine"]]
    joined = gpd.sjoin(located[["plg_iris", "geometry"]], zones[["geometry"]], predicate="within")
    agreement = (joined["plg_iris"] == joined["code"]).sum() / located["plg_iris"].notna().sum()
    assert agreement >= 0.996


def test_the_damaged_file_of_chelles_is_mended(real_data):
    reading = read_rpls(real_data / "rough" / "rpls2021_chelles_mixed_encoding.csv")
    assert len(reading.frame) == 1_352 and reading.rejects.empty
    assert set(reading.frame["libreg"]) == {"Île-de-France"}
    assert set(reading.frame["libepci"]) == {"CA Paris - Vallée de la Marne"}
    assert reading.frame["entree"].isna().all()  # the file writes NA
    assert any("accents abîmés" in note for note in reading.notes)
    assert reading.provenance.millesime == 2021


def test_tours_census(real_data):
    frame = read_census(real_data / "tours" / "rp2019_logements_detail.parquet").frame
    main = frame[frame["residence_principale"]]
    assert round(main["poids"].sum(), 1) == 147_643.8
    assert round(frame.loc[frame["hlm"], "poids"].sum(), 1) == 34_253.2
    truth = pd.read_csv(real_data / "tours" / "rp_iris_hlm.csv", dtype={"IRIS": str})
    truth = truth.set_index("IRIS")
    iris = main["iris"].fillna("ZZZZZZZZZ")
    total = main.groupby(iris)["poids"].sum()
    social = main["poids"].where(main["hlm"], 0).groupby(iris).sum()
    assert set(total.index) == set(truth.index)
    assert np.abs(total - truth["rp"]).max() < 1e-6
    assert np.abs(social - truth["hlm"]).max() < 1e-6


def test_filosofi_of_bondy(real_data):
    path = real_data / "seine-saint-denis" / "filosofi2019_200m.gpkg"
    frame = read_filosofi(path).frame
    assert len(frame) == 426
    bondy = frame[frame["lcog_geo"].str.contains("93010")]
    assert round(bondy["log_soc"].sum(), 1) == 9_496.0
    drawn = gpd.read_file(path).set_index("idcar_200m").geometry.reindex(frame.index)
    assert frame.geometry.symmetric_difference(drawn.to_crs(frame.crs)).area.max() < 1e-3


def test_filosofi_of_martinique(real_data):
    frame = read_filosofi(real_data / "martinique" / "filosofi2017_200m.csv").frame
    assert len(frame) == 11_132
    assert frame.crs.to_epsg() == 5490
    assert {"ind", "men_pauv", "log_soc", "groupe"} <= set(frame.columns)


def test_invalid_quarters_are_repaired(real_data):
    path = real_data / "rough" / "qpv2015_occitanie_invalid_geometries.geojson"
    reading = read_zoning(path, "qpv")
    assert len(reading.frame) == 105
    assert reading.frame.is_valid.all()
    assert reading.frame.crs.to_epsg() == 2154
    assert any("32 polygone(s) invalide(s) réparé(s) sur 105" in note for note in reading.notes)
    assert reading.frame.index.str.fullmatch(r"QP\d{6}").all()


@pytest.mark.parametrize(
    ("name", "kind", "code", "count"),
    [
        ("tours/communes.gpkg", "communes", "INSEE_COM", 22),
        ("tours/iris.gpkg", "iris", "CODE_IRIS", 120),
        ("seine-saint-denis/qpv2015_bondy.gpkg", "qpv", "C_NQPV", 3),
        ("seine-saint-denis/iris_filosofi_dec2019_93.gpkg", "iris", "CODE_IRIS", 113),
    ],
)
def test_zonings_and_their_code(real_data, name, kind, code, count):
    path = real_data / name
    assert inspect_source(path).count == count
    assert len(read_zoning(path, kind).frame) == count
    assert recognise_code(gpd.read_file(path)) == code


@pytest.mark.parametrize(
    "name",
    [
        "rough/rpls2021_chelles_mixed_encoding.csv",
        "seine-saint-denis/rpls2020_bondy.csv",
        "martinique/filosofi2017_200m.csv",
        "tours/rp2019_logements_detail.parquet",
    ],
)
def test_official_files_hold_no_error(real_data, name):
    assert "erreur" not in set(check_file(real_data / name)["gravite"])
