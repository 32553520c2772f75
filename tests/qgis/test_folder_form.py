"""The panel's folder form, driven as a person drives it, on the files that the demo writes."""

import os
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")


@pytest.fixture
def form(provider, inputs, tmp_path):
    from qgis.core import QgsProject

    from qgis_plugin.folder_form import FolderForm

    form = FolderForm()
    form.resize(300, 700)
    form.show()
    form.results.setFilePath(str(tmp_path / "resultat"))
    yield form
    form.close()
    QgsProject.instance().clear()


def wait(form, action):
    """Click, then let events pass until the work is done; return whether it succeeded."""
    from qgis.PyQt.QtCore import QEventLoop, QTimer

    loop, answers = QEventLoop(), []
    form.finished.connect(answers.append)
    form.finished.connect(loop.quit)
    QTimer.singleShot(300_000, loop.quit)
    action()
    if not answers:
        loop.exec_()
    assert answers, "le traitement n’a pas fini en cinq minutes"
    return answers[0]


def rows(form):
    items = [form.covered.topLevelItem(rank) for rank in range(form.covered.topLevelItemCount())]
    return {item.text(0): item.text(1) for item in items}


def test_the_folder_tells_what_it_covers_and_what_is_missing(form, inputs):
    form.folder.setFilePath(str(inputs))
    covered = rows(form)
    assert covered["Logements (RPLS)"] == "rpls2024.csv"
    assert covered["Quartiers prioritaires"] == "qpv2024.gpkg"
    assert "sans fichier" in covered.values()
    assert "sources reconnues" in form.verdict.text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("autre.txt", "", "ne contient pas territoire.toml"),
        ("territoire.toml", "[territoire", "n’est pas un fichier TOML valide"),
        ("territoire.toml", "[territoire]\nnom = 3", "territoire.toml"),
    ],
)
def test_a_folder_that_cannot_be_diagnosed_is_told_in_french(form, tmp_path, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    form.folder.setFilePath(str(tmp_path))
    assert said in form.verdict.text()
    form.run_button.click()
    assert said in form.verdict.text() and form._task is None


def test_a_file_that_is_declared_and_absent_is_named(form, inputs, tmp_path):
    for path in inputs.glob("*.*"):
        if path.name != "bpe.csv":
            (tmp_path / path.name).symlink_to(path)
    form.folder.setFilePath(str(tmp_path))
    assert "bpe.csv" in form.verdict.text()


def test_the_whole_diagnosis_runs_loads_its_layers_and_is_registered(form, inputs, tmp_path):
    from qgis.core import QgsProject

    form.folder.setFilePath(str(inputs))
    form.results.setFilePath(str(tmp_path / "resultat"))
    assert not form.report_button.isEnabled()
    assert wait(form, form.run_button.click), form.report.text()
    root = QgsProject.instance().layerTreeRoot()
    public = {node.layer().name() for node in root.findGroup("Diffusion (auditée)").findLayers()}
    assert len(public) > 5
    assert root.findGroup("Interne (ne pas diffuser)").findLayers()
    assert form.report_button.isEnabled() and form.certificate_button.isEnabled()
    for table in (inputs / "resultat" / "diffusion" / "tableaux").glob("*.csv"):
        made = tmp_path / "resultat" / "diffusion" / "tableaux" / table.name
        assert made.read_bytes() == table.read_bytes()
    if "EQUILIBRE_SHOTS" in os.environ:
        form.grab().save(str(Path(os.environ["EQUILIBRE_SHOTS"]) / "dossier.png"))
    ledger = inputs / "registre.jsonl"
    try:
        assert wait(form, form.publish_button.click), form.report.text()
        assert len(ledger.read_text(encoding="utf-8").splitlines()) >= 1
    finally:
        ledger.unlink(missing_ok=True)
    form.run_button.click()
    assert "contient déjà un diagnostic" in form.report.text() and form._task is None


def test_a_run_that_is_stopped_leaves_nothing(form, inputs, tmp_path):
    from qgis.PyQt.QtCore import QTimer

    form.folder.setFilePath(str(inputs))
    form.results.setFilePath(str(tmp_path / "resultat"))
    QTimer.singleShot(1_500, form.cancel)
    assert not wait(form, form.run_button.click)
    assert not (tmp_path / "resultat").exists()


def test_the_panel_fits_in_three_hundred_pixels(provider):
    from qgis_plugin.panel import DiagnosisPanel

    panel = DiagnosisPanel()
    assert panel.folder.content.minimumSizeHint().width() <= 270  # beside the scroll bar
    assert panel.layers.content.minimumSizeHint().width() <= 270
    assert panel.minimumSizeHint().width() <= 300
    panel.close()


def test_a_folder_of_received_files_is_recognised_then_covered(form, inputs, tmp_path):
    for name in ("rpls2024.csv", "menages_2024.csv", "communes.gpkg", "qpv2024.gpkg", "iris.gpkg"):
        (tmp_path / name).write_bytes((inputs / name).read_bytes())
    form.folder.setFilePath(str(tmp_path))
    assert form.recognise_button.isVisible()
    assert wait(form, form.recognise_button.click), form.report.text()
    assert (tmp_path / "territoire.toml").is_file()
    assert "rpls2024.csv" in rows(form).values()
