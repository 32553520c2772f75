"""The way in: one clean stop for Ctrl-C, SIGTERM and a closed terminal, from start to end.

Nothing of the toolkit is imported before the signals are handled: the start takes seconds, and a
stop then is told like any other.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType

from geotools._version import __version__

_STOPS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
]
INTERRUPTED = 130
_stopped = False


def _stop(signum: int, frame: FrameType | None) -> None:
    global _stopped
    _stopped = True
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line: exit 0 done, 2 bad input, 3 refused by the audit, 130 stopped."""
    for number in _STOPS:
        # A program started with the signal ignored (nohup) goes on ignoring it.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    try:
        code = _run()
        _ignore()
    except KeyboardInterrupt:
        _ignore()
        code = _interrupted()
    except Exception:
        _ignore()
        if not _stopped:  # a library may turn a stop into an error of its own while it loads
            raise
        code = _interrupted()
    if code == INTERRUPTED and _stopped:
        # A stop inside a module that runs generated code marks the interpreter: it would end by
        # the signal, whatever the code. Everything is closed: leave at once.
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    if sys.argv[1:] == ["--version"]:
        from geotools.workshops import sweep_around

        sweep_around([Path()])
        print(f"geotools {__version__}")
        return 0
    from geotools.cli.app import run

    return run(lambda: _stopped)


def _ignore() -> None:
    """Let nothing break the last lines: the result is in its place, or the message is said."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)


def _interrupted() -> int:
    """Tell what was in place already, and return the code of an interruption."""
    atomic = sys.modules.get("geotools.atomic")
    there = [str(path) for path in atomic.placed()] if atomic else []
    end = f"déjà en place : {', '.join(there)}." if there else "rien n’a été écrit."
    text = f"Erreur : Traitement interrompu à votre demande ; {end}\n"
    try:
        sys.stderr.buffer.write(text.encode(sys.stderr.encoding or "utf-8", "replace"))
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # standard error is closed: the code says it
        return INTERRUPTED
    return INTERRUPTED
