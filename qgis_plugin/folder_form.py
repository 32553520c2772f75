"""The whole diagnosis of a folder: what it covers, the run, its layers, report and certificate.

It only fills in ``equilibre:diagnostic``, ``equilibre:verifycertificate`` and
``equilibre:publish``, which the toolbox and ``qgis_process`` offer too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from osgeo import gdal
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QColor, QDesktopServices
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .coverage import DESCRIPTION, Covered, coverage, described
from .i18n import tr
from .tree import keep
from .work_form import NEUTRAL, WRONG, Outcome, WorkForm, algorithm, known, show_dialog

DIAGNOSIS, PUBLICATION = "equilibre:diagnostic", "equilibre:publish"
RECOGNITION, VERIFICATION = "equilibre:nouveau", "equilibre:verifycertificate"
GROUPS = {
    "diffusion/diagnostic.gpkg": "Diffusion (auditée)",
    "interne/unites.gpkg": "Interne (ne pas diffuser)",
}
"""Group of the project for each GeoPackage of a diagnosis, the first one above."""
AUDIT = "equilibre:audit"
REPORT, CERTIFICATE = "diffusion/rapport.html", "diffusion/certificat.html"
LEDGER = "registre.jsonl"
SKIPPED = {"layer_styles", "qgis_projects"}


class FolderForm(WorkForm):
    """Choose a folder, see what it covers, run, read, publish."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lay_out((self._files_box(), self._run_box(), self._read_box()))
        self.settle()

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
        for widget in (self.folder, self.verdict, self.recognise_button, self.covered):
            column.addWidget(widget)
        return box

    def _run_box(self) -> QGroupBox:
        box = QGroupBox(tr("2 · Diagnostic"))
        column = QVBoxLayout(box)
        column.addWidget(QLabel(tr("Dossier des résultats")))
        self.results = _folder_widget(tr("Dossier des résultats"))
        self.results.fileChanged.connect(lambda _: self.settle())
        self.replace = QCheckBox(tr("Remplacer l’existant"))
        self.show_report = QCheckBox(tr("Puis ouvrir le rapport"))
        self.show_report.setChecked(True)
        self.run_button = QPushButton(tr("Lancer le diagnostic"))
        self.run_button.clicked.connect(self.run)
        for widget in (self.results, self.replace, self.show_report, self.run_button):
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
        self.verify_button = QPushButton(tr("Vérifier la diffusion"))
        self.verify_button.setToolTip(
            tr("Relit chaque fichier de la diffusion et le compare au certificat")
        )
        self.verify_button.clicked.connect(self.verify)
        self.audit_button = QPushButton(tr("Auditer des tables…"))
        self.audit_button.setToolTip(
            tr("Cherche dans des tableaux reçus ou préparés ailleurs ce que le secret interdit")
        )
        self.audit_button.clicked.connect(lambda: show_dialog(AUDIT))
        self.publish_button = QPushButton(tr("Inscrire au registre"))
        self.publish_button.setToolTip(
            tr("Relit la diffusion avec les précédentes, puis l’inscrit au registre du dossier")
        )
        self.publish_button.clicked.connect(self.publish)
        for button in (*self._readers(), self.audit_button):
            column.addWidget(button)
        return box

    def _readers(self) -> tuple[QPushButton, ...]:
        return (
            self.report_button,
            self.certificate_button,
            self.load_button,
            self.verify_button,
            self.publish_button,
        )

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return what waits for the end of a run."""
        return (self.run_button, *self._readers())

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
            self.recognise_button.setVisible(known(RECOGNITION))
            return self._judge(False, _undescribed(known(RECOGNITION)))
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
        self._start(RECOGNITION, values, self._recognised)

    def _recognised(self, results: dict[str, Any]) -> str:
        self.look()
        return tr("Fichiers reconnus : relisez la description avant de lancer.")

    def run(self) -> None:
        """Start the diagnosis in the background."""
        if self.look() and self._may_write():
            values = {
                "CONFIGURATION": str(described(Path(self.folder.filePath()))),
                "OUT": self.results.filePath(),
                "OVERWRITE": self.replace.isChecked(),
            }
            self._start(DIAGNOSIS, values, self._diagnosed)

    def _diagnosed(self, results: dict[str, Any]) -> str:
        self.load()
        if self.show_report.isChecked() and (Path(self.results.filePath()) / REPORT).is_file():
            self.open(REPORT)
        return tr("Terminé : couches chargées ; le rapport et le certificat sont prêts.")

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
        values = {"FOLDER": str(folder), "LEDGER": str(ledger)}
        self._start(PUBLICATION, values, lambda results: str(results["REGISTERED"]))

    def verify(self) -> None:
        """Read every file of the public folder again and compare it with the certificate."""
        certificate = Path(self.results.filePath()) / "diffusion" / "certificat.json"
        values = {"CERTIFICATE": str(certificate), "OUTPUT": "TEMPORARY_OUTPUT"}
        self._start(VERIFICATION, values, self._verified)

    def _verified(self, results: dict[str, Any]) -> str:
        _, context, *_ = self._running
        found = QgsProcessingUtils.mapLayerFromString(results["OUTPUT"], context)
        count = found.featureCount() if found is not None else 0
        if not count:
            return tr("Diffusion conforme : chaque fichier est celui que le certificat décrit.")
        return f"{count} {tr('écart(s) avec le certificat : ne diffusez pas ce dossier.')}"

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
                    group.addLayer(keep(QgsProject.instance(), layer))

    def _start(self, identifier: str, values: dict[str, Any], then: Outcome) -> None:
        """Check, then run in the background."""
        chosen, context = algorithm(identifier), QgsProcessingContext()
        fits, message = chosen.checkParameterValues(values, context)
        if not fits:
            self._say(self.report, WRONG, message)
            self.finished.emit(False)
            return
        self.launch(chosen, values, context, then)

    def settle(self) -> None:
        """Offer to read what is there."""
        folder = self.results.filePath()
        whole = bool(folder) and (Path(folder) / "diffusion").is_dir()
        for button, name in (
            (self.report_button, REPORT),
            (self.certificate_button, CERTIFICATE),
        ):
            button.setEnabled(whole and (Path(folder) / name).is_file())
        for button in (self.load_button, self.verify_button, self.publish_button):
            button.setEnabled(whole)


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
