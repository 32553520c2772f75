"""The adapter on a small operation of each kind: parameters, checks, errors, results."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geotools import operations
from geotools.cards import Card
from geotools.errors import InputError
from geotools.operations import Group, Output, operation
from geotools.parameters import (
    Choice,
    Field,
    Fields,
    File,
    Flag,
    Integer,
    Layer,
    Number,
    Pairs,
    Table,
    Text,
)
from geotools.progress import Progress

pytest.importorskip("qgis.core")


@pytest.fixture(scope="module")
def probe_operation() -> Iterator[operations.Operation]:
    """An operation with every kind of parameter; it returns what it was given."""

    @operation(
        group=Group.SPATIAL,
        card=Card(
            "Essai",
            "Rend ce qu’il reçoit.",
            "Aide & détails.\n\nSecond paragraphe.",
            source="001:896",
            limits="Aucune.",
            tags=("essai",),
        ),
        outputs=(
            Output("copy", "Copie", style="lisa"),
            Output("table", "Table", kind="table"),
            Output("note", "Note", kind="file"),
        ),
        id="essai",
    )
    def essai(
        features: Annotated[gpd.GeoDataFrame, Layer("Couche", geometry="point", projected=True)],
        value: Annotated[str, Field("Valeur", of="features", numeric=True)],
        *,
        others: Annotated[list[str] | None, Fields("Autres champs", of="features")] = None,
        table: Annotated[pd.DataFrame | None, Table("Table jointe")] = None,
        count: Annotated[int, Integer("Tirages", minimum=99, advanced=True)] = 999,
        part: Annotated[float, Number("Part", minimum=0, maximum=1)] = 0.05,
        way: Annotated[
            str, Choice("Sens", options={"up": "Vers le haut", "down": "Vers le bas"})
        ] = "up",
        strict: Annotated[bool, Flag("Strict")] = False,
        weights: Annotated[dict[str, float] | None, Pairs("Poids", example="apl=1")] = None,
        title: Annotated[str | None, Text("Titre")] = None,
        document: Annotated[Path | None, File("Document")] = None,
        progress: Progress | None = None,
    ) -> tuple[gpd.GeoDataFrame, pd.DataFrame, bytes]:
        if title == "panne":
            raise ZeroDivisionError
        if title == "refus":
            raise InputError("Il fallait autre chose ; corrigez la ligne 3.")
        progress.at(0.5, "à moitié")
        given = {
            "count": count,
            "part": part,
            "way": way,
            "strict": strict,
            "others": others,
            "weights": weights,
            "rows": None if table is None else len(table),
        }
        copy = features.assign(grappe="HH")
        return (
            copy,
            pd.DataFrame({"cle": list(given), "valeur": [str(v) for v in given.values()]}),
            b"fini",
        )

    yield operations._REGISTRY["essai"]
    del operations._REGISTRY["essai"]


@pytest.fixture
def points():
    return gpd.GeoDataFrame(
        {"n": [1, 2, 3], "nom": ["a", "b", "c"]},
        geometry=shapely.points([(0, 0), (1, 0), (2, 5)]),
        crs=2154,
    )


@pytest.fixture
def run(qgis, probe_operation):
    """Run the operation in QGIS; return its results."""
    import processing

    from qgis_plugin.adapter import OperationAlgorithm

    def call(parameters, feedback=None):
        outputs = {
            "OUTPUT": "TEMPORARY_OUTPUT",
            "OUTPUT_TABLE": "TEMPORARY_OUTPUT",
            "OUTPUT_NOTE": "TEMPORARY_OUTPUT",
        }
        algorithm = OperationAlgorithm(probe_operation)
        algorithm.initAlgorithm()
        return processing.run(algorithm, {**outputs, **parameters}, feedback=feedback)

    return call


@pytest.fixture
def path(points, tmp_path):
    points.to_file(tmp_path / "points.gpkg")
    return str(tmp_path / "points.gpkg")


def values_of(layer):
    return {feature["cle"]: feature["valeur"] for feature in layer.getFeatures()}


def test_every_kind_of_parameter_reaches_the_function(run, path, tmp_path):
    (tmp_path / "d.txt").write_text("x")
    found = run(
        {
            "INPUT": path,
            "VALUE": "n",
            "OTHERS": ["n", "nom"],
            "TABLE": path,
            "COUNT": 199,
            "PART": 0.5,
            "WAY": "down",
            "STRICT": True,
            "WEIGHTS": "apl=1, rev_lt40=2",
            "DOCUMENT": str(tmp_path / "d.txt"),
        }
    )
    assert values_of(found["OUTPUT_TABLE"]) == {
        "count": "199",
        "part": "0.5",
        "way": "down",
        "strict": "True",
        "others": "['n', 'nom']",
        "weights": "{'apl': 1.0, 'rev_lt40': 2.0}",
        "rows": "3",
    }
    layer = found["OUTPUT"]
    assert layer.fields().names() == ["n", "nom", "grappe"]
    assert [feature["n"] for feature in layer.getFeatures()] == [1, 2, 3]
    assert layer.crs().authid() == "EPSG:2154"
    assert Path(found["OUTPUT_NOTE"]).read_bytes() == b"fini"


@pytest.mark.parametrize("choice", ["down", 1, "1", "Vers le bas"])
def test_a_choice_is_understood_by_key_position_or_label(run, path, choice):
    found = run({"INPUT": path, "VALUE": "n", "WAY": choice})
    assert values_of(found["OUTPUT_TABLE"])["way"] == "down"


def test_defaults_are_those_of_the_signature(run, path):
    found = values_of(run({"INPUT": path, "VALUE": "n"})["OUTPUT_TABLE"])
    assert found == {
        "count": "999",
        "part": "0.05",
        "way": "up",
        "strict": "False",
        "others": "None",
        "weights": "None",
        "rows": "None",
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"VALUE": "m"}, "« Valeur » : le champ « m » est absent. Noms proches"),
        ({"VALUE": "nom"}, "le champ « nom » doit être numérique"),
        ({"VALUE": None}, "« Valeur » est requis"),
        ({"INPUT": None}, "« Couche » est requis"),
        ({"INPUT": "/nulle/part.gpkg"}, "introuvable ou illisible"),
        ({"COUNT": 9}, "« Tirages » doit être au moins 99"),
        ({"PART": 2}, "« Part » doit être compris entre 0 et 1"),
        ({"WAY": "sideways"}, "n’accepte pas « sideways »"),
        ({"WEIGHTS": "apl"}, "attend des couples clé=nombre"),
        ({"DOCUMENT": "/nulle/part.txt"}, "n’existe pas"),
        ({"TITLE": "refus"}, "Il fallait autre chose ; corrigez la ligne 3."),
        ({"TITLE": "panne"}, "s’est arrêté sur un cas imprévu (ZeroDivisionError)"),
    ],
)
def test_bad_parameters_give_one_french_sentence(run, path, parameters, expected):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run({"INPUT": path, "VALUE": "n", **parameters})
    assert expected in str(caught.value)
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda frame: frame.to_crs(4326), "exigent un SCR projeté en mètres"),
        (lambda frame: frame.iloc[:0], "ne contient aucune entité"),
        (lambda frame: frame.set_geometry(frame.buffer(1)), "doit contenir des points"),
        (lambda frame: frame.set_crs(None, allow_override=True), "pas de système de coordonnées"),
    ],
)
def test_a_layer_that_does_not_fit_is_refused_before_it_is_read(
    qgis, probe_operation, points, tmp_path, change, expected
):
    from qgis.core import QgsProcessingContext

    from qgis_plugin.adapter import OperationAlgorithm

    path = tmp_path / "autre.gpkg"
    change(points).to_file(path)
    algorithm = OperationAlgorithm(probe_operation)
    algorithm.initAlgorithm()
    fits, message = algorithm.checkParameterValues(
        {"INPUT": str(path), "VALUE": "n", "OUTPUT": "memory:"}, QgsProcessingContext()
    )
    assert not fits
    assert expected in message


def test_cancelling_leaves_no_file(run, path, tmp_path):
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda done: done >= 50 and feedback.cancel())
    target = tmp_path / "sortie.gpkg"
    with pytest.raises(QgsProcessingException, match="interrompu"):
        run({"INPUT": path, "VALUE": "n", "OUTPUT": str(target)}, feedback)
    assert not list(tmp_path.glob("sortie*"))


@pytest.mark.parametrize("at", [0.0, 50.0, 90.0])
def test_cancelling_keeps_the_other_layers_of_a_geopackage(run, path, tmp_path, points, at):
    import pyogrio
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    kept = tmp_path / "diagnostic.gpkg"
    points.to_file(kept, layer="deja")
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda done: done >= at and feedback.cancel())
    target = f"ogr:dbname='{kept}' table=\"sortie\" (geom)"
    with pytest.raises(QgsProcessingException, match="interrompu"):
        run({"INPUT": path, "VALUE": "n", "OUTPUT": target}, feedback)
    assert {name for name, _ in pyogrio.list_layers(kept)} - {"layer_styles"} == {"deja"}
    run({"INPUT": path, "VALUE": "n", "OUTPUT": target})
    layers = {name for name, _ in pyogrio.list_layers(kept)}
    assert layers == {"deja", "sortie", "layer_styles"}
    assert len(gpd.read_file(kept, layer="deja")) == len(points)


def test_a_result_in_a_geopackage_carries_its_style(run, path, tmp_path):
    from qgis.core import QgsVectorLayer

    run({"INPUT": path, "VALUE": "n", "OUTPUT": str(tmp_path / "sortie.gpkg")})
    layer = QgsVectorLayer(str(tmp_path / "sortie.gpkg"), "relue", "ogr")
    assert layer.renderer().type() == "RuleRenderer"
    labels = [item.label() for item in layer.renderer().legendSymbolItems()]
    assert "HH : valeur haute, voisinage haut" in labels


def test_selected_features_only(run, path):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(path, "points", "ogr")
    QgsProject.instance().addMapLayer(layer)
    layer.selectByExpression("n >= 2")
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    found = run({"INPUT": chosen, "VALUE": "n"})["OUTPUT"]
    assert [feature["n"] for feature in found.getFeatures()] == [2, 3]
    QgsProject.instance().removeMapLayer(layer.id())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("mémoire", [1, 2, 3]),
        ("virtuelle", [1, 2, 3]),
        ("filtrée", [2, 3]),
        ("en édition", [1, 2, 30]),
    ],
)
def test_every_kind_of_layer_is_read_as_qgis_shows_it(run, path, kind, expected):
    from qgis.core import QgsFeatureRequest, QgsProject, QgsVectorLayer

    source = QgsVectorLayer(path, "points", "ogr")
    QgsProject.instance().addMapLayer(source)
    layer = source
    if kind == "mémoire":
        layer = source.materialize(QgsFeatureRequest())
    elif kind == "virtuelle":
        layer = QgsVectorLayer("?query=SELECT * FROM points", "virtuelle", "virtual")
    elif kind == "filtrée":
        layer.setSubsetString("n >= 2")
    else:
        layer.startEditing()
        layer.changeAttributeValue(3, layer.fields().indexOf("n"), 30)
    if layer is not source:
        QgsProject.instance().addMapLayer(layer)
    found = run({"INPUT": layer.id(), "VALUE": "n"})["OUTPUT"]
    assert [feature["n"] for feature in found.getFeatures()] == expected
    assert all(feature.geometry().asPoint() is not None for feature in found.getFeatures())
    if kind == "en édition":
        layer.rollBack()
    QgsProject.instance().removeAllMapLayers()


def test_the_card_of_the_algorithm(qgis, probe_operation):
    from qgis.core import QgsProcessingParameterDefinition

    from qgis_plugin.adapter import OperationAlgorithm

    algorithm = OperationAlgorithm(probe_operation).create()
    assert (algorithm.name(), algorithm.displayName()) == ("essai", "Essai")
    assert (algorithm.groupId(), algorithm.group()[:1]) == ("spatial", "4")
    help_text = algorithm.shortHelpString()
    for part in ("Rend ce qu’il reçoit.", "Aide &amp; détails.", "Tirages", "001:896", "Aucune."):
        assert part in help_text
    flags = algorithm.parameterDefinition("COUNT").flags()
    assert flags & QgsProcessingParameterDefinition.FlagAdvanced
    assert {"essai"} <= set(algorithm.tags())


def test_a_missing_package_is_named(qgis, probe_operation):
    from dataclasses import replace

    from qgis_plugin.adapter import OperationAlgorithm

    algorithm = OperationAlgorithm(replace(probe_operation, requires=("paquet_absent",)))
    possible, message = algorithm.canExecute()
    assert not possible
    assert "paquet_absent" in message and "OSGeo4W" in message
