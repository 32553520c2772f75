"""Layers that PostGIS holds answer as their files do, whole, filtered or selected.

The server is real and private (tests/postgres.py).
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geotools.datasets import fictitious_territory
from geotools.secrecy import group_residences
from geotools.spatial import local_moran
from geotools.territory import join_zonings
from tests.postgres import ABSENT, OWNER, PROGRAMS, Cluster, private_cluster

pytest.importorskip("qgis.core")

pytestmark = pytest.mark.skipif(not PROGRAMS, reason=ABSENT)
LARGE = '"logements" >= 40'


class Server(Cluster):
    """A private cluster, as QGIS reaches it."""

    def uri(self, table=None, key="fid"):
        """Return where the server is, or where a table of it is."""
        from qgis.core import QgsDataSourceUri

        uri = QgsDataSourceUri()
        uri.setConnection(str(self.folder), "5432", "postgres", OWNER, "")
        if table is not None:
            uri.setDataSource("public", table, "geom", "", key)
        return uri

    def connection(self):
        from qgis.core import QgsProviderRegistry

        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        return metadata.createConnection(self.uri().uri(False), {})

    def layer(self, table):
        from qgis.core import QgsVectorLayer

        layer = QgsVectorLayer(self.uri(table).uri(False), table, "postgres")
        assert layer.isValid(), layer.error().message()
        return layer

    def load(self, path, table):
        """Copy a file into a table, as the person does in QGIS's database manager."""
        from qgis.core import QgsVectorLayer, QgsVectorLayerExporter

        source = QgsVectorLayer(str(path), table, "ogr")
        where = self.uri(table).uri(False)
        failed, message = QgsVectorLayerExporter.exportLayer(
            source, where, "postgres", source.crs()
        )[:2]
        assert not failed, message


@pytest.fixture(scope="module")
def territory(tmp_path_factory):
    """A thousand residences with three counts, and two zonings, in files."""
    folder = tmp_path_factory.mktemp("territoire")
    fictitious_territory(folder, residences=1_000)
    table = pd.read_csv(folder / "residences_2024.csv", sep=";", dtype={"commune": str})
    households = pd.read_csv(folder / "menages_2024.csv", sep=";")
    counts = households.groupby("residence").agg(
        menages=("residence", "size"), menages_apl=("apl", lambda answers: (answers == "oui").sum())
    )
    table = table.join(counts, on="residence", how="inner")[
        ["residence", "commune", "logements", "menages", "menages_apl", "x", "y"]
    ]
    table["apl"] = table["menages_apl"] / table["menages"]
    points = gpd.points_from_xy(table.pop("x"), table.pop("y"), crs=2154)
    gpd.GeoDataFrame(table, geometry=points).to_file(folder / "residences.gpkg")
    return folder


@pytest.fixture(scope="module")
def server(qgis, territory):
    with private_cluster() as cluster:
        server = Server(cluster.folder)
        for name in ("residences", "qpv2024", "iris"):
            server.load(territory / f"{name}.gpkg", name)
        yield server


@pytest.fixture(params=["", LARGE], ids=["whole", "filtered"])
def residences(request, server, territory):
    """The layer of the database, and the same rows read from the file."""
    layer = server.layer("residences")
    assert layer.setSubsetString(request.param)
    frame = gpd.read_file(territory / "residences.gpkg")
    if request.param:
        frame = frame[frame["logements"] >= 40].reset_index(drop=True)
        assert 100 < len(frame) < 900
    assert layer.featureCount() == len(frame)
    return layer, frame


def run(identifier, **parameters):
    """Run an operation on layers; return its results as frames ordered by residence."""
    import processing

    from qgis_plugin.reading import describe

    found = processing.run(f"equilibre:{identifier}", {"OUTPUT": "TEMPORARY_OUTPUT", **parameters})
    return {name: describe(layer, None).read() for name, layer in found.items()}


def in_order(frame):
    return frame.sort_values("residence").reset_index(drop=True)


def test_points_of_a_database_are_joined_to_its_zonings(server, territory, residences):
    layer, frame = residences
    zonings = [server.layer("qpv2024"), server.layer("iris")]
    found = run("joinzonings", INPUT=layer, ZONINGS=zonings, ZONINGS_NAMES="qpv, iris")
    zones = {
        name: gpd.read_file(territory / f"{file}.gpkg").set_index(code)
        for name, file, code in (("qpv", "qpv2024", "code_qp"), ("iris", "iris", "CODE_IRIS"))
    }
    expected, joined = in_order(join_zonings(frame, zones)), in_order(found["OUTPUT"])
    for column in ("residence", "qpv_code", "qpv_n", "iris_code", "iris_n"):
        assert joined[column].fillna("").tolist() == expected[column].fillna("").tolist()
    assert joined["qpv_code"].notna().any() and joined["iris_code"].notna().all()
    assert joined.crs == frame.crs


def test_local_moran_of_a_database_is_that_of_the_file(residences):
    layer, frame = residences
    options = {"weights": "knn:8", "permutations": 999, "seed": 5}
    found = run("localmoran", INPUT=layer, VALUE="apl", WEIGHTS="knn:8", PERMUTATIONS=999, SEED=5)
    expected, moran = in_order(local_moran(frame, "apl", **options)), in_order(found["OUTPUT"])
    np.testing.assert_allclose(moran["moran_i"], expected["moran_i"], rtol=1e-12)
    np.testing.assert_allclose(moran["p_valeur"], expected["p_valeur"], rtol=1e-12)
    assert moran["grappe"].tolist() == expected["grappe"].tolist()


def test_groups_of_a_database_are_those_of_the_file(residences):
    layer, frame = residences
    counts = ["menages", "menages_apl"]
    found = run(
        "groupresidences",
        INPUT=layer,
        COUNTS=counts,
        BASES="menages_apl=menages",
        WITHIN=["commune"],
        EFFORT=1,
        OUTPUT_MEMBERSHIP="TEMPORARY_OUTPUT",
    )
    groups, _ = group_residences(
        frame, counts, bases={"menages_apl": "menages"}, within=["commune"], effort=1
    )
    assert found["OUTPUT"]["menages"].tolist() == groups["menages"].tolist()
    assert found["OUTPUT"]["menages_apl"].tolist() == groups["menages_apl"].tolist()
    assert len(found["OUTPUT_MEMBERSHIP"]) == len(frame)
    assert len(groups) > 20 and groups["menages_apl"].min() >= 11


def test_only_what_is_selected_in_a_database_is_read(server):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject

    layer = server.layer("residences")
    QgsProject.instance().addMapLayer(layer)
    layer.selectByExpression(LARGE)
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    found = run("addtileids", INPUT=chosen)["OUTPUT"]
    assert 0 < len(found) == layer.selectedFeatureCount() < layer.featureCount()
    assert found["logements"].min() >= 40
    QgsProject.instance().removeMapLayer(layer.id())


@pytest.fixture
def destination(server):
    """A table that does not exist yet, as the algorithm dialog names it."""
    yield f"postgres://{server.uri('carreaux', key='').uri(False)}"
    if "carreaux" in {table.tableName() for table in server.connection().tables("public")}:
        server.connection().dropVectorTable("public", "carreaux")


def test_a_result_is_written_in_a_database(server, destination):
    import processing

    processing.run(
        "equilibre:addtileids", {"INPUT": server.layer("residences"), "OUTPUT": destination}
    )
    rows = server.connection().executeSql(
        "SELECT count(*), count(DISTINCT residence), min(ST_SRID(geom)) FROM carreaux"
    )
    (number, residences, srid) = map(int, rows[0])
    assert number == residences == server.layer("residences").featureCount()
    assert srid == 2154


def test_a_run_that_is_cancelled_while_it_writes_leaves_no_table(server, destination, tmp_path):
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    axis = np.arange(21_000)  # more than one block of rows
    points = gpd.points_from_xy(6e5 + 50 * (axis % 200), 6.8e6 + 50 * (axis // 200), crs=2154)
    gpd.GeoDataFrame({"n": axis}, geometry=points).to_file(tmp_path / "points.gpkg")
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda done: done >= 90 and feedback.cancel())
    parameters = {"INPUT": str(tmp_path / "points.gpkg"), "OUTPUT": destination}
    with pytest.raises(QgsProcessingException, match="interrompu"):
        processing.run("equilibre:addtileids", parameters, feedback=feedback)
    assert "carreaux" not in {table.tableName() for table in server.connection().tables("public")}
