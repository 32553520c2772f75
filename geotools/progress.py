"""Progress and cancellation, the same for a terminal, QGIS and a silent caller.

A long function takes ``progress: Progress | None = None`` and calls :meth:`Progress.at` between
blocks of work. Fronts subclass :class:`Progress` and override :meth:`Progress.show`,
:meth:`Progress.say` and :meth:`Progress.is_cancelled`.
"""

from __future__ import annotations

from geotools.errors import CancelledError


class Progress:
    """A reporter that shows nothing and is never cancelled."""

    def show(self, fraction: float, label: str) -> None:
        """Show how far the whole work is, ``fraction`` in [0, 1]."""

    def say(self, text: str) -> None:
        """Pass one line of information on to the person."""

    def is_cancelled(self) -> bool:
        """Tell whether the person asked to stop."""
        return False

    def at(self, fraction: float, label: str = "") -> None:
        """Report a position and stop here if the person asked to.

        Raises
        ------
        CancelledError
            When the work was cancelled.
        """
        if self.is_cancelled():
            raise CancelledError("Traitement interrompu à votre demande ; rien n’a été écrit.")
        self.show(min(max(fraction, 0.0), 1.0), label)

    def part(self, start: float, end: float, label: str = "") -> Progress:
        """Return a reporter for the sub-interval ``[start, end]`` of this one."""
        return _Part(self, start, end, label)


class _Part(Progress):
    def __init__(self, parent: Progress, start: float, end: float, label: str) -> None:
        self._parent, self._start, self._end, self._label = parent, start, end, label

    def show(self, fraction: float, label: str) -> None:
        span = self._end - self._start
        self._parent.show(self._start + span * fraction, label or self._label)

    def say(self, text: str) -> None:
        self._parent.say(text)

    def is_cancelled(self) -> bool:
        return self._parent.is_cancelled()


SILENT = Progress()
"""The reporter used where the caller gave none."""
