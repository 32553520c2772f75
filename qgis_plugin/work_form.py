"""What the forms of the panel share: a column of steps, a run in the background, its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtCore import Qt, pyqtSignal, pyqtSlot
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from .i18n import tr

OK, WRONG, NEUTRAL = "#1b6e3c", "#a3271b", "#444444"
Outcome = Callable[[dict[str, Any]], str]
"""What is done with the results of a run that succeeded; returns what is said of it."""


class WorkForm(QWidget):
    """A form that runs one algorithm at a time in the background."""

    finished = pyqtSignal(bool)
    advanced = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: QgsProcessingAlgRunnerTask | None = None
        self._running: tuple[Any, ...] = ()
        self.verdict, self.report = sentence(), sentence()

    def buttons(self) -> tuple[QPushButton, ...]:
        """Return the buttons that wait for the end of a run."""
        return ()

    def failed(self) -> None:
        """Take away what a run that did not succeed has begun."""

    def settle(self) -> None:
        """Follow what a run has changed, whatever its outcome."""

    def cancel(self) -> None:
        """Stop what is running; nothing is written nor loaded."""
        if self._task is not None:
            self._task.cancel()

    # --- Parts ----------------------------------------------------------------------------------

    def _lay_out(self, boxes: Iterable[QWidget]) -> None:
        """Put the steps in a column that scrolls, above the foot."""
        self.content = QWidget()
        column = QVBoxLayout(self.content)
        for box in boxes:
            column.addWidget(box)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.content)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area)
        rows.addWidget(self._foot())

    def _foot(self) -> QWidget:
        """Return what stays in sight at every step: the progress, the way out, the outcome."""
        foot = QWidget()
        column = QVBoxLayout(foot)
        row = QHBoxLayout()
        self.bar = QProgressBar()
        self.advanced.connect(self.bar.setValue)
        self.cancel_button = QPushButton(tr("Interrompre"))
        self.cancel_button.clicked.connect(self.cancel)
        row.addWidget(self.bar)
        row.addWidget(self.cancel_button)
        column.addLayout(row)
        column.addWidget(self.report)
        for widget in (self.bar, self.cancel_button):
            widget.hide()
        return foot

    # --- Background -----------------------------------------------------------------------------

    def launch(
        self,
        algorithm: QgsProcessingAlgorithm,
        values: dict[str, Any],
        context: QgsProcessingContext,
        then: Outcome,
    ) -> None:
        """Run an algorithm that was checked; ``then`` is called with its results."""
        feedback = QgsProcessingFeedback()
        feedback.progressChanged.connect(self._advance)
        self._task = QgsProcessingAlgRunnerTask(algorithm, values, context, feedback)
        self._running = (algorithm, context, feedback, then)  # kept alive while the task runs
        self._task.executed.connect(self._done)
        self._set_busy(True)
        self._say(self.report, NEUTRAL, tr("Traitement en cours…"))
        if not QgsApplication.taskManager().addTask(self._task):
            self._done(False, {})

    @pyqtSlot(float)
    def _advance(self, done: float) -> None:
        """Move the bar, in the form's own thread."""
        self.advanced.emit(int(done))

    def _done(self, successful: bool, results: dict[str, Any]) -> None:
        _, _, feedback, then = self._running
        self._task = None
        self._set_busy(False)
        if successful:
            self._say(self.report, OK, then(results))
        else:
            self.failed()
            lines = [line.strip() for line in feedback.textLog().splitlines() if line.strip()]
            reason = next((line for line in reversed(lines) if line.endswith((".", "»"))), "")
            self._say(self.report, WRONG, reason or tr("Le traitement n’a pas abouti."))
        self.settle()
        self.finished.emit(successful)

    def _set_busy(self, busy: bool) -> None:
        for button in self.buttons():
            button.setEnabled(not busy)
        for widget in (self.bar, self.cancel_button):
            widget.setVisible(busy)
        self.advanced.emit(0)

    # --- Words ----------------------------------------------------------------------------------

    def _judge(self, fits: bool, message: str) -> bool:
        self._say(self.verdict, OK if fits else WRONG, message)
        return fits

    def _say(self, label: QLabel, colour: str, message: str) -> None:
        label.setStyleSheet(f"color: {colour}")
        label.setText(message)


def known(identifier: str) -> bool:
    """Tell whether an algorithm is offered here."""
    return QgsApplication.processingRegistry().algorithmById(identifier) is not None


def algorithm(identifier: str) -> Any:
    """Return a fresh copy of an algorithm."""
    return QgsApplication.processingRegistry().algorithmById(identifier).create()


def show_dialog(identifier: str) -> None:
    """Open the dialog of an algorithm, as the toolbox does."""
    from qgis import processing

    dialog = processing.createAlgorithmDialog(identifier)
    if dialog is not None:
        dialog.show()


def sentence() -> QLabel:
    """Return a label that wraps and whose text can be copied."""
    label = QLabel()
    label.setWordWrap(True)
    label.setMinimumWidth(60)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def narrow(combo: QComboBox, width: int = 0) -> None:
    """Let a list be narrower than its longest item: the panel must fit in 300 pixels."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    combo.setMinimumWidth(width)
