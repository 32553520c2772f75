"""What QGIS used to lose without a word: rows, fields, large numbers, titles of pages."""

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

pytest.importorskip("qgis.core")

LARGE = 2**53 + 1


@pytest.fixture
def layer():
    return gpd.GeoDataFrame(
        {"residence": ["A", "B", "C"], "logements": [10, 20, 30]},
        geometry=[shapely.Point(700_000 + i, 6_600_000) for i in range(3)],
        crs=2154,
    )


def run(name, **parameters):
    import processing
    from qgis.core import QgsProcessingFeedback

    feedback = QgsProcessingFeedback(False)
    return processing.run(f"equilibre:{name}", parameters, feedback=feedback), feedback.textLog()


def refused(name, **parameters):
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    feedback = QgsProcessingFeedback(False)
    with pytest.raises(QgsProcessingException) as caught:
        processing.run(f"equilibre:{name}", parameters, feedback=feedback)
    return str(caught.value) + feedback.textLog()


def test_rows_with_a_repeated_fid_are_all_written_and_the_new_name_is_said(
    provider, layer, tmp_path
):
    from qgis.core import QgsProject, QgsVectorLayer

    csv = tmp_path / "table.geojson"
    layer.assign(fid=[1, 1, 1]).to_crs(4326).to_file(csv)
    source = QgsVectorLayer(str(csv), "table", "ogr")
    assert source.isValid()
    QgsProject.instance().addMapLayer(source)
    target = tmp_path / "sortie.gpkg"
    for _ in range(2):  # the second time the file is overwritten
        _, log = run("addtileids", INPUT=source, OUTPUT=str(target))
        assert len(pyogrio.read_dataframe(target, layer="sortie")) == 3
    assert "« fid » → « fid_source »" in log
    QgsProject.instance().clear()


def test_a_fid_that_numbers_the_rows_stays_the_number(provider, layer, tmp_path):
    from qgis.core import QgsVectorLayer

    from qgis_plugin import writing

    frame, changed = writing.fitted(layer.assign(fid=[4, 5, 6]))
    assert not changed and list(frame["fid"]) == [4, 5, 6]
    assert QgsVectorLayer is not None


@pytest.mark.parametrize("memory", [False, True], ids=["fichier", "memoire"])
def test_a_field_named_geometry_is_kept_under_another_name(provider, layer, tmp_path, memory):
    from qgis.core import QgsFeatureRequest, QgsVectorLayer

    path = tmp_path / "couche.gpkg"
    renamed = layer.assign(mot=["x", "y", "z"]).rename(columns={"mot": "geometrie"})
    pyogrio.write_dataframe(renamed, path)
    import sqlite3

    with sqlite3.connect(path) as base:
        base.execute('ALTER TABLE couche RENAME COLUMN geometrie TO "geometry"')
    source = QgsVectorLayer(str(path), "couche", "ogr")
    assert "geometry" in source.fields().names()
    if memory:
        source = source.materialize(QgsFeatureRequest())
    found, _ = run("addtileids", INPUT=source, OUTPUT="TEMPORARY_OUTPUT")
    assert [f["geometry_source"] for f in found["OUTPUT"].getFeatures()] == ["x", "y", "z"]


@pytest.mark.parametrize("memory", [False, True], ids=["fichier", "memoire"])
def test_whole_numbers_beyond_floats_come_through_beside_a_gap(provider, layer, tmp_path, memory):
    from qgis.core import QgsFeatureRequest, QgsVectorLayer

    path, target = tmp_path / "couche.gpkg", tmp_path / "sortie.gpkg"
    numbers = pd.array([LARGE, None, LARGE + 2], dtype="Int64")
    pyogrio.write_dataframe(layer.assign(numero=numbers), path)
    source = QgsVectorLayer(str(path), "couche", "ogr")
    if memory:
        source = source.materialize(QgsFeatureRequest())
    run("addtileids", INPUT=source, OUTPUT=str(target))
    written = QgsVectorLayer(str(target), "sortie", "ogr")
    values = [feature["numero"] for feature in written.getFeatures()]
    assert values[0] == LARGE and values[2] == LARGE + 2 and not isinstance(values[1], int)


def test_only_the_selection_with_nothing_selected_is_said_as_such(provider, layer, tmp_path):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    path = tmp_path / "couche.gpkg"
    layer.to_file(path)
    source = QgsVectorLayer(str(path), "couche", "ogr")
    QgsProject.instance().addMapLayer(source)
    given = QgsProcessingFeatureSourceDefinition(source.id(), True)
    said = refused("addtileids", INPUT=given, OUTPUT="TEMPORARY_OUTPUT")
    assert "rien n’est sélectionné dans « couche »" in said
    QgsProject.instance().clear()


def test_a_table_taken_for_a_layer_is_told_how_to_become_one(provider, layer, tmp_path):
    path = tmp_path / "table.csv"
    pd.DataFrame(layer.drop(columns="geometry")).to_csv(path, index=False)
    said = refused("addtileids", INPUT=str(path), OUTPUT="TEMPORARY_OUTPUT")
    assert "une table sans géométrie" in said and "couche de points" in said


def test_a_field_of_texts_is_named_without_a_type_of_the_program(provider, layer, tmp_path):
    path = tmp_path / "couche.gpkg"
    layer.to_file(path)
    said = refused("localmoran", INPUT=str(path), VALUE="residence", OUTPUT="TEMPORARY_OUTPUT")
    assert "il contient" in said and "object" not in said


def test_no_field_is_chosen_before_the_person_does(provider):
    from qgis.core import QgsProcessingParameterField

    for algorithm in provider.algorithms():
        for definition in algorithm.parameterDefinitions():
            if isinstance(definition, QgsProcessingParameterField):
                # Without a default the dialog would open with the first field of the layer.
                several = definition.allowMultiple()
                assert several or definition.defaultValue() is not None, algorithm.id()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"NAME": "absent"}, "le champ « absent » est absent"),
        ({"NAME": "libelle", "FIGURES": ["rien"]}, "le champ « rien » est absent"),
        ({"NAME": ""}, "titre de chaque page"),
    ],
)
def test_the_atlas_refuses_a_field_that_would_leave_blanks(
    provider, inputs, tmp_path, values, said
):
    cover = f"{inputs / 'resultat/diffusion/diagnostic.gpkg'}|layername=communes"
    target = tmp_path / "atlas.pdf"
    assert said in refused("atlaspdf", INPUT=cover, OUTPUT=str(target), **values)
    assert not target.exists()


def test_the_atlas_prints_no_row_number(provider):
    from qgis_plugin.atlas_content import _numbers_rows

    assert all(map(_numbers_rows, ("OBJECTID", "OBJECTID_1", "fid", "code_iris", "insee_com")))
    assert not any(map(_numbers_rows, ("menages", "indice_precarite", "logements")))


@pytest.mark.parametrize("crs", ["EPSG:2154", "IGNF:LAMB93", "own"])
def test_a_system_is_chosen_as_qgis_chooses_systems(provider, inputs, crs):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingParameterCrs

    definition = provider.algorithm("readpoints").parameterDefinition("CRS")
    assert isinstance(definition, QgsProcessingParameterCrs)
    text = (
        "+proj=lcc +lat_1=44 +lat_2=49 +lat_0=46.5 +lon_0=3 +x_0=700000 +y_0=6600000 "
        "+ellps=GRS80 +units=m"
    )
    given = QgsCoordinateReferenceSystem.fromProj(text) if crs == "own" else crs
    values = {"PATH": str(inputs / "programme.csv"), "KIND": "programme", "CRS": given}
    found, _ = run("readpoints", **values, OUTPUT="TEMPORARY_OUTPUT")
    assert found["OUTPUT"].featureCount() == 36
    assert found["OUTPUT"].crs().isValid()


@pytest.mark.parametrize("crs", ["Lambert", "EPSG:999999", "2154;", "EPSG:"])
def test_a_text_that_names_no_system_is_refused_in_french(provider, inputs, crs):
    values = {"PATH": str(inputs / "programme.csv"), "KIND": "programme", "CRS": crs}
    said = refused("readpoints", **values, OUTPUT="TEMPORARY_OUTPUT")
    assert "n’est pas un système de coordonnées connu" in said, said
