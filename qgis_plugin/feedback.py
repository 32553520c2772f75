"""QGIS's feedback as the toolkit's :class:`~geotools.progress.Progress`."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback

from geotools.progress import Progress


class FeedbackProgress(Progress):
    """Show stages in the algorithm dialog and stop when the person cancels."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._label = ""

    def show(self, fraction: float, label: str) -> None:
        """Move the bar; write the stage when it changes."""
        self._feedback.setProgress(100.0 * fraction)
        if label and label != self._label:
            self._label = label
            self._feedback.setProgressText(label)

    def say(self, text: str) -> None:
        """Write one line in the log of the dialog."""
        self._feedback.pushInfo(text)

    def is_cancelled(self) -> bool:
        """Tell whether *Cancel* was pressed."""
        return self._feedback.isCanceled()
