"""The panel driven as a person drives it: choose, check, run, group."""

import os
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

FILES = {
    "residences": "resultat/interne/unites.gpkg",
    "qpv2024": "qpv2024.gpkg",
    "iris": "iris.gpkg",
}
"""What the product itself writes and receives."""


@pytest.fixture
def project(provider, inputs):
    from qgis.core import QgsProject, QgsVectorLayer

    project = QgsProject.instance()
    for name, path in FILES.items():
        layer = QgsVectorLayer(str(inputs / path), name, "ogr")
        assert layer.isValid()
        project.addMapLayer(layer)
    yield project
    project.clear()


@pytest.fixture
def panel(project):
    from qgis_plugin.layers_form import LayersForm

    panel = LayersForm()
    panel.resize(420, 900)
    panel.show()
    yield panel
    panel.close()


def wait(panel, action):
    """Click, then let events pass until the work is done; return whether it succeeded."""
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    loop, answers = QEventLoop(), []
    panel.finished.connect(answers.append)
    panel.finished.connect(loop.quit)
    QTimer.singleShot(60_000, loop.quit)
    action()
    if not answers:
        loop.exec_()
    assert answers, "le traitement n’a pas fini en une minute"
    return answers[0]


def test_layers_and_fields_are_guessed_and_found_in_order(panel):
    assert panel._layers["QPV"].currentLayer().name() == "qpv2024"
    assert panel._fields["APL_BASE"].currentField() == "menages_apl_connu"
    panel.check_button.click()
    assert "Tout est en ordre" in panel.verdict.text()


def test_layers_added_after_the_panel_are_guessed_too(provider, inputs):
    from qgis.core import QgsProject, QgsVectorLayer

    from qgis_plugin.layers_form import LayersForm

    panel = LayersForm()
    for name in ("communes", "iris", "qpv2024", "residences"):
        path = FILES.get(name, f"{name}.gpkg")
        layer = QgsVectorLayer(str(inputs / path), name, "ogr")
        QgsProject.instance().addMapLayer(layer)
    chosen = [panel._layers[name].currentLayer().name() for name in ("RESIDENCES", "QPV", "IRIS")]
    assert chosen == ["residences", "qpv2024", "iris"]
    assert panel._fields["APL"].currentField() == "menages_apl"
    QgsProject.instance().clear()
    panel.close()


def test_a_wrong_choice_is_said_in_french(panel):
    for combo in panel._fields.values():
        combo.setField("")
    panel.run_button.click()
    assert panel.verdict.text() and "Tout est en ordre" not in panel.verdict.text()
    assert panel.run_button.isEnabled()


def test_the_diagnosis_loads_styled_layers_in_a_group(panel, project):
    assert wait(panel, panel.run_button.click), panel.report.text()
    group = project.layerTreeRoot().findGroup("Diagnostic partagé (interne)")
    layers = {node.layer().name(): node.layer() for node in group.findLayers()}
    assert len(layers) == 2
    for layer in layers.values():
        assert layer.featureCount() > 100
        assert layer.renderer().type() == "RuleRenderer"
    if "EQUILIBRE_SHOTS" in os.environ:
        panel.grab().save(str(Path(os.environ["EQUILIBRE_SHOTS"]) / "panneau.png"))


def test_audited_groups_are_written_styled_and_loaded_apart(panel, project, tmp_path):
    from qgis.core import QgsVectorLayer

    panel.target.setFilePath(str(tmp_path / "groupes"))
    assert wait(panel, panel.publish_button.click), panel.report.text()
    group = project.layerTreeRoot().findGroup("Groupes audités")
    assert len(group.findLayers()) == 4
    path = f"{tmp_path / 'groupes.gpkg'}|layername=groupes"
    written = QgsVectorLayer(path, "relu", "ogr")
    assert written.featureCount() > 3
    loaded = [node.layer() for node in group.findLayers()]
    drawn = [layer.renderer() for layer in loaded if hasattr(layer, "renderer")]
    assert "RuleRenderer" in [renderer.type() for renderer in drawn if renderer]
    assert written.renderer().type() == "RuleRenderer"
    counts = [feature["menages_plus"] for feature in written.getFeatures()]
    assert min(count for count in counts if isinstance(count, int)) >= 11
    certificate = (tmp_path / "groupes_certificat.html").read_text(encoding="utf-8")
    assert "Audit conforme" in certificate and "groupes_certificat.html" in panel.report.text()
    totals = (tmp_path / "groupes_totaux.csv").read_text(encoding="utf-8").splitlines()
    assert totals[0].startswith("unite,zonage") and totals[-1].startswith("ensemble,ensemble")


def test_a_refusal_is_said_in_one_sentence_and_nothing_is_written(panel, project, tmp_path):
    residences = panel._layers["RESIDENCES"].currentLayer()
    assert residences.setSubsetString("fid < 3")
    panel.target.setFilePath(str(tmp_path / "groupes.gpkg"))
    assert not wait(panel, panel.publish_button.click)
    assert "ne contient aucune ligne" in panel.report.text(), panel.report.text()
    assert not list(tmp_path.iterdir())
    assert project.layerTreeRoot().findGroup("Groupes audités") is None
