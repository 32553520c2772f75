"""A process apart for each territory at work: its memory is bounded, its time too.

A territory that exhausts its memory, or that a system kills, ends alone. The process serves one
territory after the other, so that the libraries are loaded once; it is replaced when it dies or is
late, and dies with the one that started it. Messages are lines of JSON on its standard input and
output (multiprocessing's children are refused under dask's).
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from geotools.campaign.job import FAILED, Job, Outcome, run_job

_PDEATHSIG = 1
_SERVE = "import sys; from geotools.campaign.isolation import serve; serve(int(sys.argv[1]))"


class Worker:
    """A process that makes territories, one at a time.

    Parameters
    ----------
    memory : int
        Bytes of address space that it may take, 0 for no limit (ignored on Windows).
    seconds : float
        Time that a territory may take.
    environment : mapping of str to str
        Added to the process's environment.
    """

    def __init__(self, memory: int, seconds: float, environment: Mapping[str, str]) -> None:
        self.memory = memory
        self.seconds = seconds
        self.environment = dict(environment)
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()

    def run(self, job: Job) -> Outcome:
        """Make one territory; a process that dies or is late is an outcome too."""
        process = self._started()
        try:
            assert_open(process.stdin).write(json.dumps(job.message()) + "\n")
            assert_open(process.stdin).flush()
            answer = self._answers.get(timeout=self.seconds)
        except queue.Empty:
            self.close()
            return Outcome(job.code, FAILED, f"Temps dépassé : {self.seconds:g} s.")
        except OSError:
            answer = ""
        if answer:
            return Outcome(**json.loads(answer))
        code = process.wait()
        self.close()
        told = f"signal {-code}" if code < 0 else f"code {code}"
        return Outcome(
            job.code,
            FAILED,
            f"Le processus s’est arrêté net ({told}) : trop peu de mémoire, ou arrêt demandé.",
        )

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            with suppress(OSError):
                self._process.kill()
            self._process.wait()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._answers = queue.Queue()
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(self.memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, **self.environment},
            )
            threading.Thread(
                target=_listen, args=(self._process, self._answers), daemon=True
            ).start()
        return self._process


def assert_open(stream: Any) -> Any:
    """Return a stream that was asked for as a pipe."""
    if stream is None:
        raise OSError("closed")
    return stream


def _listen(process: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    """Pass on the answers; an empty one says that the process has ended."""
    for line in assert_open(process.stdout):
        answers.put(line)
    answers.put("")


def serve(memory: int) -> None:
    """Make the territories that standard input asks for, until it closes."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints goes with the errors
    _limit(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the campaign decides when to stop
    for line in sys.stdin:
        outcome = run_job(Job(**json.loads(line)))
        answers.write(json.dumps(asdict(outcome)) + "\n")
        answers.flush()


def _limit(memory: int) -> None:
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
    if memory and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
