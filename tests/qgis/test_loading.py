"""What a technician finds in the layer tree: results grouped by stage, each with its style."""

import pytest

from geotools.operations import Group, load_operations
from tests import contract

pytest.importorskip("qgis.core")

STAGES = [group.value for group in Group]
PLAIN = {"addtileids", "joinzonings", "readpoints", "tilepolygons"}
"""Those that only add a column to the layer of the person, or read one of any kind."""


@pytest.fixture
def project(provider):
    from qgis.core import QgsProject

    yield QgsProject.instance()
    QgsProject.instance().clear()


def run_and_load(project, identifier, parameters):
    """Run as the toolbox does, then load the results as it does."""
    import processing
    from qgis.core import QgsProcessingContext

    context = QgsProcessingContext()
    context.setProject(project)
    processing.runAndLoadResults(f"equilibre:{identifier}", parameters, context=context)


def test_results_are_filed_by_stage_with_later_stages_above(project, inputs):
    residences = str(inputs / "residences.gpkg")
    example = contract.EXAMPLES["precarityindex"]
    counts = {k.upper(): v for k, v in example.items() if k not in {"features", "weights"}}
    runs = (
        ("localmoran", {"INPUT": residences, "VALUE": "apl", "WEIGHTS": "knn:6"}),
        ("precarityindex", {"INPUT": residences, **counts}),
        ("qpvdistance", {"INPUT": residences, "ZONES": str(inputs / "qpv2024.gpkg")}),
        ("localmoran", {"INPUT": residences, "VALUE": "chomeurs", "WEIGHTS": "knn:6"}),
    )
    for identifier, parameters in runs:
        run_and_load(project, identifier, {**parameters, "OUTPUT": "TEMPORARY_OUTPUT"})
    root = project.layerTreeRoot()
    groups = [group.name() for group in root.children()]
    assert groups == [Group.SPATIAL.value, Group.OCCUPATION.value, Group.TERRITORY.value]
    held = [[node.name() for node in group.findLayers()] for group in root.children()]
    assert [len(names) for names in held] == [2, 1, 1]
    assert sorted(name.rpartition(" · ")[2] for name in held[0]) == ["apl", "chomeurs"]
    for layer in project.mapLayers().values():
        assert layer.renderer().type() == "RuleRenderer", layer.name()


def test_every_layer_of_the_registry_has_a_style_or_a_reason_not_to():
    from geotools.outputs.palette import get_style

    plain = set()
    for operation in load_operations():
        for output in operation.outputs:
            if output.kind == "layer" and output.style is None:
                plain.add(operation.id)
            if output.style is not None:
                assert get_style(output.style).classes
    assert plain <= PLAIN, plain - PLAIN
