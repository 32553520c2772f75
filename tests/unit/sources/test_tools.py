"""The readers through the registry, as the command line and QGIS call them."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geotools.errors import InputError
from geotools.operations import Group, get_operation, load_operations
from geotools.progress import Progress
from geotools.sources import example_template, read_rpls, residences


class Listening(Progress):
    def __init__(self):
        self.lines = []

    def say(self, text):
        self.lines.append(text)


@pytest.fixture
def rpls(tmp_path):
    path = tmp_path / "rpls2020.csv"
    path.write_text(
        "DEPCOM;NBPIECE;X;Y;CODSEGPATRIM\n"
        "37261;3;525000;6700000;S1\n37261;2;525000;6700000;S1\n37261;4;;;S1\n"
    )
    return path


def test_identifiers_are_fixed():
    ids = {item.id for item in load_operations() if item.group is Group.READ}
    assert {
        "readrpls",
        "readzoning",
        "readfilosofi",
        "readcensus",
        "readtable",
        "readpoints",
        "checkfile",
        "describetemplate",
    } <= ids


def test_rpls_gives_dwellings_residences_and_rejects(rpls):
    heard = Listening()
    dwellings, places, rejects = get_operation("readrpls").run(
        {"path": rpls, "scale": "segment"}, heard
    )
    direct, membership = residences(read_rpls(rpls).frame, scale="segment")
    pd.testing.assert_frame_equal(pd.DataFrame(places), pd.DataFrame(direct))
    assert dwellings["residence"].equals(membership)
    assert rejects["ligne"].tolist() == [4]
    assert heard.lines[0].startswith("rpls2020.csv : 1 logement(s) sur 3 sans position")


@pytest.mark.parametrize("kind", ["menages", "demandes", "grille", "mouvements"])
def test_tables(tmp_path, kind):
    (tmp_path / "f.csv").write_text(example_template(kind))
    rows, rejects = get_operation("readtable").run({"path": tmp_path / "f.csv", "kind": kind})
    assert len(rows) == example_template(kind).count("\n") - 1 and rejects.empty


@pytest.mark.parametrize("kind", ["residences", "attributions", "programme", "equipements"])
def test_points(tmp_path, kind):
    (tmp_path / "f.csv").write_text(example_template(kind))
    points, _ = get_operation("readpoints").run({"path": tmp_path / "f.csv", "kind": kind})
    assert isinstance(points, gpd.GeoDataFrame) and points.crs.to_epsg() == 2154


def test_zones(tmp_path):
    gpd.GeoDataFrame(
        {"C_NQPV": ["QP037001"]}, geometry=[shapely.box(525e3, 67e5, 526e3, 6701e3)], crs=2154
    ).to_file(tmp_path / "qpv.gpkg")
    zones, rejects = get_operation("readzoning").run({"path": tmp_path / "qpv.gpkg"})
    assert zones.index.tolist() == ["QP037001"] and rejects.empty


def test_checking_and_describing(rpls):
    (faults,) = get_operation("checkfile").run({"path": rpls, "kind": "rpls"})
    assert faults["lignes"].tolist()[0] == "4"
    (columns,) = get_operation("describetemplate").run({"kind": "menages"})
    assert columns.loc["apl", "libelle"] == "Bénéficiaire de l’APL"


def test_a_missing_file_is_told_before_any_work(tmp_path):
    with pytest.raises(InputError, match="n’existe pas"):
        get_operation("readrpls").run({"path": tmp_path / "rien.csv"})
