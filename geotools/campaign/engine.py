"""Who makes the territories: one process after the other, or dask's workers."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geotools._compat import installed
from geotools.campaign.isolation import Worker
from geotools.campaign.job import FAILED, Job, Outcome
from geotools.errors import DependencyError, InputError
from geotools.progress import Progress

GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Engine:
    """How a campaign is run.

    Parameters
    ----------
    workers : int
        Territories at work together, on this machine.
    scheduler : str
        Address of a dask scheduler that is there already; a local one is started when empty.
    memory : float
        Gigabytes that one territory may take, 0 for no limit.
    seconds : float
        Time that one territory may take.
    environment : mapping
        Added to the environment of the processes.
    """

    workers: int = 1
    scheduler: str = ""
    memory: float = 4.0
    seconds: float = 3600.0
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, jobs: Sequence[Job], progress: Progress) -> Iterator[Outcome]:
        """Yield the outcome of each territory as it ends, the costliest begun first.

        Raises
        ------
        DependencyError
            A scheduler is asked for and dask is not installed.
        InputError
            The scheduler is lost; what was done stays done.
        """
        ordered = sorted(jobs, key=lambda job: (-job.weight, job.code))
        if self.scheduler or (self.workers > 1 and installed("distributed")):
            yield from self._by_dask(ordered, progress)
            return
        if self.workers > 1:
            progress.say(
                "dask.distributed n’est pas installé : les territoires sont faits l’un après "
                "l’autre (pip install equilibre-territorial[france])."
            )
        worker = self._worker()
        try:
            for job in ordered:
                yield worker.run(job)
        finally:
            worker.close()

    def _worker(self) -> Worker:
        return Worker(int(self.memory * GIGABYTE), self.seconds, self.environment)

    def _by_dask(self, jobs: Sequence[Job], progress: Progress) -> Iterator[Outcome]:
        if not installed("distributed"):
            raise DependencyError(
                "« --scheduler » demande dask.distributed : pip install "
                "equilibre-territorial[france]."
            )
        import dask
        from distributed import Client, LocalCluster, as_completed

        with dask.config.set({"distributed.scheduler.allowed-failures": 2}):
            cluster: Any = self.scheduler or LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                memory_limit=None,
                dashboard_address=":0",
                silence_logs=50,
            )
            client = _client(Client, cluster)
            try:
                progress.say(f"Tableau de bord de dask : {client.dashboard_link}")
                settings = (int(self.memory * GIGABYTE), self.seconds, dict(self.environment))
                futures = {
                    client.submit(
                        make_apart, job, settings, priority=job.weight, pure=False, retries=1
                    ): job
                    for job in jobs
                }
                for future in as_completed(list(futures), loop=client.loop):
                    yield _outcome(future, futures[future])
                    future.release()
            finally:
                client.close(timeout=5)
                if not self.scheduler:
                    cluster.close(timeout=5)


def _client(maker: Any, cluster: Any) -> Any:
    try:
        return maker(cluster, timeout="8s", set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise InputError(
            f"L’ordonnanceur dask « {cluster} » ne répond pas. Vérifiez l’adresse "
            "(par exemple tcp://machine:8786) et qu’il est démarré."
        ) from None


def _outcome(future: Any, job: Job) -> Outcome:
    """Return what a worker answered; a lost worker is a failure of its territory alone."""
    if future.status == "finished":
        found: Outcome = future.result()
        return found
    if future.status in {"cancelled", "lost"}:
        raise InputError(
            "L’ordonnanceur dask a été perdu. Ce qui est fait reste fait : relancez la même "
            "commande, elle reprendra où la campagne s’est arrêtée."
        )
    reason = type(future.exception()).__name__
    return Outcome(
        job.code, FAILED, f"Le processus de dask a été arrêté à chaque essai ({reason})."
    )


_apart = threading.local()


def make_apart(job: Job, settings: tuple[int, float, Mapping[str, str]]) -> Outcome:
    """Make one territory in the process apart that belongs to this thread of a dask worker."""
    if getattr(_apart, "worker", None) is None or _apart.pid != os.getpid():
        _apart.worker, _apart.pid = Worker(*settings), os.getpid()
        atexit.register(_apart.worker.close)
    outcome: Outcome = _apart.worker.run(job)
    return outcome
