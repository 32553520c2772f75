"""The diagnosis of layers of the project in four steps, for people who do not use the toolbox.

It only fills in the parameters of the shipped models: what it does can be done again, step by
step, in the toolbox or the modeler.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterField,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import QgsFieldComboBox, QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from . import _qgis_compat as compat
from .i18n import tr
from .loading import load_results
from .work_form import WorkForm, algorithm, narrow, sentence

DIAGNOSIS = "equilibre:diagnosticepci"
PUBLICATION = "equilibre:publicationsecret"
GROUPS = "precarite:Indice de précarité par groupe"
CERTIFICATE = "groupes:Certificat de secret"
PUBLISHED = {
    GROUPS: ".gpkg",
    "groupes:Totaux par limite": "_totaux.csv",
    CERTIFICATE: "_certificat.html",
}
"""What leaves, with the end of its file's name; the other results stay internal."""
LAYERS = {
    "RESIDENCES": ("Résidences", compat.POINT_LAYERS, ("resid",)),
    "QPV": ("Quartiers prioritaires", compat.POLYGON_LAYERS, ("qpv", "quartier")),
    "IRIS": ("IRIS", compat.POLYGON_LAYERS, ("iris",)),
}
COMPONENTS = ("REV_LT40", "APL", "CHOMEURS", "SANS_EMPLOI")
FIELD_WIDTH = 90  # pixels: two of them in a panel of 300


class LayersForm(WorkForm):
    """Choose the layers, check them, run, publish what the audit admits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = ""
        self._kept: list[Path] = []  # files that the run writes
        self._fresh: list[Path] = []  # those that were not there: removed when it fails
        self._layers: dict[str, QgsMapLayerComboBox] = {}
        self._fields: dict[str, QgsFieldComboBox] = {}
        self._chosen: set[str] = set()  # layers that the person chose: no more guessing
        self._lay_out(
            (self._choice_box(), self._fields_box(), self._run_box(), self._publish_box())
        )
        self._guess_layers()
        self._follow_residences()
        QgsProject.instance().layersAdded.connect(self._guess_layers)

    # --- Steps ----------------------------------------------------------------------------------

    def _choice_box(self) -> QGroupBox:
        box = QGroupBox(tr("1 · Couches"))
        form = QFormLayout(box)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for name, (label, kinds, _words) in LAYERS.items():
            combo = QgsMapLayerComboBox()
            combo.setFilters(kinds)
            combo.setObjectName(name)
            combo.activated.connect(lambda _, name=name: self._chosen.add(name))
            narrow(combo)
            self._layers[name] = combo
            form.addRow(tr(label), combo)
        self._layers["RESIDENCES"].layerChanged.connect(self._follow_residences)
        return box

    def _fields_box(self) -> QGroupBox:
        box = QGroupBox(tr("2 · Effectifs"))
        grid = QGridLayout(box)
        diagnosis = algorithm(DIAGNOSIS)  # it owns the definitions
        fields = [
            definition
            for definition in diagnosis.parameterDefinitions()
            if isinstance(definition, QgsProcessingParameterField)
        ]
        for rank, definition in enumerate(fields):  # each count, its base beside it
            row, side = 2 * (rank // 2), rank % 2
            title = sentence()
            title.setText(tr(definition.description()))
            grid.addWidget(title, row, side, Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(self._field_combo(definition), row + 1, side)
        self.check_button = QPushButton(tr("Vérifier"))
        self.check_button.clicked.connect(self.check)
        for widget in (self.check_button, self.verdict):
            grid.addWidget(widget, grid.rowCount(), 0, 1, 2)
        return box

    def _field_combo(self, definition: QgsProcessingParameterField) -> QgsFieldComboBox:
        combo = QgsFieldComboBox()
        combo.setFilters(compat.NUMERIC_FIELDS)
        combo.setAllowEmptyFieldName(True)
        combo.setObjectName(definition.name())
        narrow(combo, FIELD_WIDTH)
        combo.setProperty("wanted", definition.defaultValue())
        self._fields[definition.name()] = combo
        return combo

    def _run_box(self) -> QGroupBox:
        box = QGroupBox(tr("3 · Diagnostic"))
        column = QVBoxLayout(box)
        self.run_button = QPushButton(tr("Lancer"))
        self.run_button.clicked.connect(self.run)
        column.addWidget(self.run_button)
        return box

    def _publish_box(self) -> QGroupBox:
        box = QGroupBox(tr("4 · Publication"))
        column = QVBoxLayout(box)
        advice = sentence()
        advice.setText(
            tr(
                "Les résidences sont regroupées pour qu’aucun effectif publié ne soit inférieur à "
                "11, puis groupes et totaux par commune sont audités ensemble : au moindre "
                "constat, rien n’est écrit. Le certificat de secret accompagne le fichier. Les "
                "couches de l’étape 3 restent internes : ne les diffusez pas."
            )
        )
        column.addWidget(advice)
        self.target = QgsFileWidget()
        self.target.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.target.setFilter("GeoPackage (*.gpkg)")
        self.target.setDialogTitle(tr("Fichier à diffuser"))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.target.lineEdit().setMinimumWidth(60)
        form.addRow(tr("Fichier à diffuser"), self.target)
        column.addLayout(form)
        self.publish_button = QPushButton(tr("Publier"))
        self.publish_button.clicked.connect(self.publish)
        column.addWidget(self.publish_button)
        return box

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return what waits for the end of a run."""
        return (self.run_button, self.publish_button, self.check_button)

    # --- Actions --------------------------------------------------------------------------------

    def check(self) -> bool:
        """Say in one sentence what is wrong with the choices, or that nothing is."""
        context = self._context()
        for name, (label, _, _) in LAYERS.items():
            if self._layers[name].currentLayer() is None:
                return self._judge(False, f"« {label} » : aucune couche n’est choisie.")
        fields = {n: combo.currentField() or None for n, combo in self._fields.items()}
        if not any(fields[name] and fields[f"{name}_BASE"] for name in COMPONENTS):
            return self._judge(
                False,
                tr(
                    "L’indice demande au moins une composante avec sa base, par exemple les "
                    "ménages bénéficiaires de l’APL et les ménages : choisissez leurs champs."
                ),
            )
        residences = self._layers["RESIDENCES"].currentLayer()
        zonings = [self._layers[name].currentLayer() for name in ("QPV", "IRIS")]
        steps = {
            "precarityindex": {"INPUT": residences} | fields,
            "joinzonings": {
                "INPUT": residences,
                "ZONINGS": zonings,
                "ZONINGS_NAMES": "qpv, iris",
            },
        }
        for name, values in steps.items():
            fits, message = self._tried(name, values, context)
            if not fits:
                return self._judge(False, message)
        return self._judge(True, tr("Tout est en ordre : vous pouvez lancer."))

    def _tried(
        self, name: str, values: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Run a step for its refusal alone: it is quick, and nothing checks as the run does."""
        tried = algorithm(f"equilibre:{name}")
        values = values | {"OUTPUT": "memory:"}
        fits, message = tried.checkParameterValues(values, context)
        if not fits:
            return fits, message
        feedback = QgsProcessingFeedback(False)
        _, done = tried.run(values, context, feedback)
        lines = [line for line in feedback.textLog().splitlines() if line.strip()]
        return done, "" if done else lines[-1]

    def run(self) -> None:
        """Start the diagnosis in the background."""
        if self.check():
            layers = {name: combo.currentLayer() for name, combo in self._layers.items()}
            fields = {n: combo.currentField() or None for n, combo in self._fields.items()}
            self._start(DIAGNOSIS, layers | fields, tr("Diagnostic partagé (interne)"))

    def publish(self) -> None:
        """Group, audit, then write in the background; a refusal writes nothing."""
        if self.check():
            residences = self._layers["RESIDENCES"].currentLayer()
            limits = [n for n in ("commune",) if residences.fields().indexOf(n) >= 0]
            values = {"RESIDENCES": residences, "LIMITES": limits}
            kept = {}
            if self.target.filePath():
                stem = Path(self.target.filePath()).with_suffix("")
                kept = {name: Path(f"{stem}{end}") for name, end in PUBLISHED.items()}
            self._start(PUBLICATION, values, tr("Groupes audités"), kept)

    # --- Background -----------------------------------------------------------------------------

    def _start(
        self,
        identifier: str,
        values: dict[str, Any],
        group: str,
        kept: Mapping[str, Path] | None = None,
    ) -> None:
        """Run a model; ``kept`` gives the file of a result by its name, others are temporary.

        The background context has no project: the model would build the project's expression scope
        in its own thread while the interface resets it, which now and then crashes QGIS 3.44.
        """
        model = algorithm(identifier)
        project = QgsProject.instance()
        context = QgsProcessingContext()
        context.setTransformContext(project.transformContext())
        targets = {
            definition.name(): QgsProcessingOutputLayerDefinition(
                str((kept or {}).get(definition.name(), "TEMPORARY_OUTPUT")), project
            )
            for definition in model.destinationParameterDefinitions()
        }
        self._kept = list((kept or {}).values())
        self._fresh = [path for path in self._kept if not path.exists()]
        self._group = group
        self.launch(model, values | targets, context, self._loaded)

    def _loaded(self, results: dict[str, Any]) -> str:
        _, context, feedback, _ = self._running
        load_results(context, feedback, self._group)
        told = tr("Terminé : couches chargées dans le groupe") + f" « {self._group} »."
        if self._kept:
            names = ", ".join(path.name for path in self._kept)
            told = f"{told} {tr('À diffuser avec le certificat :')} {names}."
        return told

    def failed(self) -> None:
        """Remove the files that were not there before the run."""
        for path in self._fresh:
            path.unlink(missing_ok=True)

    # --- Small things ---------------------------------------------------------------------------

    def _guess_layers(self, *_: Any) -> None:
        """Propose the layers whose names say what they are."""
        for name, (_label, _kinds, words) in LAYERS.items():
            combo = self._layers[name]
            layers = [combo.layer(position) for position in range(combo.count())]
            likely = (
                layer
                for layer in layers
                if layer is not None and any(word in layer.name().lower() for word in words)
            )
            found = next(likely, None)
            if found is not None and name not in self._chosen:
                combo.setLayer(found)

    def _follow_residences(self, *_: Any) -> None:
        layer = self._layers["RESIDENCES"].currentLayer()
        for combo in self._fields.values():
            combo.setLayer(layer)
            wanted = combo.property("wanted")
            if isinstance(layer, QgsVectorLayer) and layer.fields().indexOf(wanted) >= 0:
                combo.setField(wanted)

    def _context(self) -> QgsProcessingContext:
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        return context
