"""The whole diagnosis of a folder: what it covers, the run, its layers, report and certificate.

It only fills in ``equilibre:diagnostic`` and ``equilibre:publish``, which the toolbox and
``qgis_process`` offer too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, QUrl, pyqtSignal, pyqtSlot
from qgis.PyQt.QtGui import QColor, QDesktopServices
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .coverage import DESCRIPTION, Covered, coverage, described
from .i18n import tr
from .layers_form import NEUTRAL, OK, WRONG, sentence

DIAGNOSIS, PUBLICATION = "equilibre:diagnostic", "equilibre:publish"
RECOGNITION = "equilibre:nouveau"
GROUPS = {
    "diffusion/diagnostic.gpkg": "Diffusion (auditée)",
    "interne/unites.gpkg": "Interne (ne pas diffuser)",
}
"""Group of the project for each GeoPackage of a diagnosis, the first one above."""
REPORT, CERTIFICATE = "diffusion/rapport.html", "diffusion/certificat.html"
LEDGER = "registre.jsonl"
SKIPPED = {"layer_styles", "qgis_projects"}


class FolderForm(QWidget):
    """Choose a folder, see what it covers, run, read, publish."""

    finished = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: QgsProcessingAlgRunnerTask | None = None
        self._running: tuple[Any, ...] = ()
        content = QWidget()
        column = QVBoxLayout(content)
        for box in (self._files_box(), self._run_box(), self._read_box()):
            column.addWidget(box)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.content = content
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area)
        rows.addWidget(self._foot())
        self._follow_results()

    # --- Steps ----------------------------------------------------------------------------------

    def _files_box(self) -> QGroupBox:
        box = QGroupBox(tr("1 · Dossier des données"))
        column = QVBoxLayout(box)
        self.folder = _folder_widget(tr("Dossier des fichiers reçus"))
        self.folder.fileChanged.connect(self.look)
        self.covered = QTreeWidget()
        self.covered.setHeaderLabels([tr("Données"), tr("Fichier")])
        self.covered.setRootIsDecorated(False)
        self.covered.setMinimumHeight(160)
        self.covered.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.recognise_button = QPushButton(tr("Reconnaître les fichiers"))
        self.recognise_button.setToolTip(tr("Écrit la description du territoire du dossier"))
        self.recognise_button.clicked.connect(self.recognise)
        self.recognise_button.hide()
        self.verdict = sentence()
        for widget in (self.folder, self.verdict, self.recognise_button, self.covered):
            column.addWidget(widget)
        return box

    def _run_box(self) -> QGroupBox:
        box = QGroupBox(tr("2 · Diagnostic"))
        column = QVBoxLayout(box)
        column.addWidget(QLabel(tr("Dossier des résultats")))
        self.results = _folder_widget(tr("Dossier des résultats"))
        self.results.fileChanged.connect(self._follow_results)
        self.replace = QCheckBox(tr("Remplacer l’existant"))
        self.run_button = QPushButton(tr("Lancer le diagnostic"))
        self.run_button.clicked.connect(self.run)
        for widget in (self.results, self.replace, self.run_button):
            column.addWidget(widget)
        return box

    def _read_box(self) -> QGroupBox:
        box = QGroupBox(tr("3 · Lire et inscrire"))
        column = QVBoxLayout(box)
        self.report_button = QPushButton(tr("Ouvrir le rapport"))
        self.report_button.clicked.connect(lambda: self.open(REPORT))
        self.certificate_button = QPushButton(tr("Ouvrir le certificat"))
        self.certificate_button.clicked.connect(lambda: self.open(CERTIFICATE))
        self.load_button = QPushButton(tr("Charger les couches"))
        self.load_button.clicked.connect(self.load)
        self.publish_button = QPushButton(tr("Inscrire au registre"))
        self.publish_button.setToolTip(
            tr("Relit la diffusion avec les précédentes, puis l’inscrit au registre du dossier")
        )
        self.publish_button.clicked.connect(self.publish)
        for button in self._readers():
            column.addWidget(button)
        return box

    def _readers(self) -> tuple[QPushButton, ...]:
        return (
            self.report_button,
            self.certificate_button,
            self.load_button,
            self.publish_button,
        )

    def _foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        row = QHBoxLayout()
        self.bar = QProgressBar()
        self.cancel_button = QPushButton(tr("Interrompre"))
        self.cancel_button.clicked.connect(self.cancel)
        row.addWidget(self.bar)
        row.addWidget(self.cancel_button)
        self.report = sentence()
        column.addLayout(row)
        column.addWidget(self.report)
        for widget in (self.bar, self.cancel_button):
            widget.hide()
        return foot

    # --- Actions --------------------------------------------------------------------------------

    def look(self, *_: Any) -> bool:
        """Show what the folder covers; tell whether a diagnosis can start."""
        from geotools.errors import GeotoolsError

        self.covered.clear()
        self.recognise_button.hide()
        folder = self.folder.filePath()
        if not folder or not Path(folder).is_dir():
            return self._judge(False, tr("Choisissez un dossier qui existe."))
        description = described(Path(folder))
        if not description.is_file():
            known = QgsApplication.processingRegistry().algorithmById(RECOGNITION)
            self.recognise_button.setVisible(known is not None)
            return self._judge(False, _undescribed(known is not None))
        try:
            rows = coverage(description)
        except GeotoolsError as error:
            return self._judge(False, str(error))
        for row in rows:
            self.covered.addTopLevelItem(_item(row))
        if not self.results.filePath():
            self.results.setFilePath(str(Path(folder) / "resultat"))
        lost = [row for row in rows if row.file and not row.present]
        if lost:
            names = ", ".join(row.file for row in lost)
            told = tr("Fichiers déclarés mais absents du dossier :")
            return self._judge(False, f"{told} {names}.")
        there = sum(row.present for row in rows)
        absent = len(rows) - there
        return self._judge(
            True, f"{there} {tr('sources reconnues')} ; {absent} {tr('sans fichier (facultatif)')}."
        )

    def recognise(self) -> None:
        """Describe the folder's files, when the toolkit knows how to."""
        values = {"FOLDER": self.folder.filePath(), "OUTPUT": "TEMPORARY_OUTPUT"}
        self._start(RECOGNITION, values, self.look)

    def run(self) -> None:
        """Start the diagnosis in the background."""
        if self.look() and self._may_write():
            values = {
                "CONFIGURATION": str(described(Path(self.folder.filePath()))),
                "OUT": self.results.filePath(),
                "OVERWRITE": self.replace.isChecked(),
            }
            self._start(DIAGNOSIS, values, self.load)

    def _may_write(self) -> bool:
        """Say before the run what the run would refuse to replace."""
        results = self.results.filePath()
        if not results:
            self._say(self.report, WRONG, tr("Choisissez le dossier des résultats."))
            return False
        if (Path(results) / "diffusion").is_dir() and not self.replace.isChecked():
            told = tr(
                "Le dossier des résultats contient déjà un diagnostic : choisissez-en un autre ou "
                "cochez « Remplacer l’existant »."
            )
            self._say(self.report, WRONG, told)
            return False
        return True

    def publish(self) -> None:
        """Verify the public folder with what was sent before, and register it."""
        folder = Path(self.results.filePath())
        ledger = Path(self.folder.filePath() or folder.parent) / LEDGER
        self._start(PUBLICATION, {"FOLDER": str(folder), "LEDGER": str(ledger)}, lambda: None)

    def cancel(self) -> None:
        """Stop what is running; nothing is written."""
        if self._task is not None:
            self._task.cancel()

    def open(self, name: str) -> None:
        """Open a page of the results in the browser."""
        path = Path(self.results.filePath()) / name
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def load(self) -> None:
        """Put the layers of the results in the project, in their groups."""
        root = QgsProject.instance().layerTreeRoot()
        for place, (name, title) in enumerate(GROUPS.items()):
            path = Path(self.results.filePath()) / name
            layers = _layers(path) if path.is_file() else []
            if layers:
                group = root.findGroup(title) or root.insertGroup(place, title)
                group.removeAllChildren()
                for layer in layers:
                    QgsProject.instance().addMapLayer(layer, False)
                    group.addLayer(layer)

    # --- Background -----------------------------------------------------------------------------

    def _start(self, identifier: str, values: dict[str, Any], then: Callable[[], Any]) -> None:
        algorithm = QgsApplication.processingRegistry().algorithmById(identifier).create()
        context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
        fits, message = algorithm.checkParameterValues(values, context)
        if not fits:
            self._say(self.report, WRONG, message)
            self.finished.emit(False)
            return
        feedback.progressChanged.connect(self._advance)
        self._task = QgsProcessingAlgRunnerTask(algorithm, values, context, feedback)
        self._running = (algorithm, context, feedback, then)  # kept alive while the task runs
        self._task.executed.connect(self._done)
        self._set_busy(True)
        self._say(self.report, NEUTRAL, tr("Traitement en cours…"))
        QgsApplication.taskManager().addTask(self._task)

    @pyqtSlot(float)
    def _advance(self, done: float) -> None:
        """Move the bar, in the form's own thread."""
        self.bar.setValue(int(done))

    def _done(self, successful: bool, results: dict[str, Any]) -> None:
        _, _, feedback, then = self._running
        lines = [line.strip() for line in feedback.textLog().splitlines() if line.strip()]
        self._task = None
        self._set_busy(False)
        if successful:
            then()
            told = tr("Terminé : couches chargées ; le rapport et le certificat sont prêts.")
            self._say(self.report, OK, str(results.get("REGISTERED", told)))
        else:
            reason = next((line for line in reversed(lines) if line.endswith((".", "»"))), "")
            self._say(self.report, WRONG, reason or tr("Le traitement n’a pas abouti."))
        self._follow_results()
        self.finished.emit(successful)

    def _set_busy(self, busy: bool) -> None:
        for button in (self.run_button, *self._readers()):
            button.setEnabled(not busy)
        for widget in (self.bar, self.cancel_button):
            widget.setVisible(busy)
        self.bar.setValue(0)

    def _follow_results(self, *_: Any) -> None:
        """Offer to read what is there."""
        folder = self.results.filePath()
        whole = bool(folder) and (Path(folder) / "diffusion").is_dir()
        for button, name in (
            (self.report_button, REPORT),
            (self.certificate_button, CERTIFICATE),
        ):
            button.setEnabled(whole and (Path(folder) / name).is_file())
        for button in (self.load_button, self.publish_button):
            button.setEnabled(whole)

    def _judge(self, fits: bool, message: str) -> bool:
        self._say(self.verdict, OK if fits else WRONG, message)
        return fits

    def _say(self, label: QLabel, colour: str, message: str) -> None:
        label.setStyleSheet(f"color: {colour}")
        label.setText(message)


def _folder_widget(title: str) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.setDialogTitle(title)
    widget.setToolTip(title)
    widget.lineEdit().setMinimumWidth(60)
    return widget


def _undescribed(recognisable: bool) -> str:
    told = f"{tr('Ce dossier ne contient pas')} {DESCRIPTION}."
    if recognisable:
        return f"{told} {tr('Reconnaissez les fichiers pour l’écrire.')}"
    return f"{told} {tr('Décrivez-y les sources et les zonages : voir le guide.')}"


def _item(row: Covered) -> QTreeWidgetItem:
    shown = row.file or tr("sans fichier")
    item = QTreeWidgetItem([row.label, shown])
    item.setToolTip(0, row.label)
    item.setToolTip(1, shown)
    if not row.present:
        item.setForeground(1, QColor(WRONG if row.file else NEUTRAL))
    return item


def _layers(path: Path) -> list[QgsVectorLayer]:
    """Return every layer of a GeoPackage, named by its title and styled by its stored style."""
    opened = gdal.OpenEx(str(path), gdal.OF_VECTOR)
    layers = []
    for rank in range(opened.GetLayerCount()):
        name = opened.GetLayer(rank).GetName()
        if name in SKIPPED:
            continue
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        layer.setName(layer.metadata().title() or name)
        layers.append(layer)
    return layers
