"""One territory of a campaign: its inputs, what they are worth, and how its diagnosis ended."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from geotools.campaign.plan import TERRITORY_FILE
from geotools.errors import GeotoolsError
from geotools.progress import SILENT
from geotools.workshops import workshop

DONE, REFUSED, FAILED = "fait", "refusé par l’audit", "échec"
_REFUSAL = 3


@dataclass(frozen=True)
class Job:
    """What a process needs to make one territory; plain values, so that it travels as JSON.

    Parameters
    ----------
    code, name : str
    target : str
        Folder of the result.
    configuration : str
        Path of a ``territoire.toml`` of its own, or the text of the one to write beside its parts.
    parts : mapping of str to str
        File name in the territory's folder to the part it is a copy of; empty when the territory
        has its own files.
    key : str
        Digest of version, configuration and inputs.
    weight : int
        Rows to read: the costly territories are begun first.
    """

    code: str
    name: str
    target: str
    configuration: str
    parts: Mapping[str, str]
    key: str
    weight: int

    def message(self) -> dict[str, Any]:
        """Return the job as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class Outcome:
    """How a territory ended: ``fait``, ``refusé par l’audit`` or ``échec`` with its sentence."""

    code: str
    state: str
    sentence: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def run_job(job: Job) -> Outcome:
    """Make the diagnosis of one territory; whatever goes wrong is its outcome.

    Parameters
    ----------
    job : Job

    Returns
    -------
    Outcome
    """
    from geotools.diagnostic import run_diagnostic

    target = Path(job.target)
    try:
        if not job.parts:
            summary = run_diagnostic(Path(job.configuration), target, overwrite=True)
        else:
            with workshop(target.parent) as folder:
                _lay_out(job, folder)
                summary = run_diagnostic(
                    folder / TERRITORY_FILE, target, overwrite=True, progress=SILENT
                )
    except GeotoolsError as error:
        refused = error.exit_code == _REFUSAL
        return Outcome(job.code, REFUSED if refused else FAILED, str(error))
    except MemoryError:
        return Outcome(job.code, FAILED, "Mémoire insuffisante pour ce territoire.")
    except OSError as error:
        return Outcome(
            job.code, FAILED, f"Le système a refusé une écriture ou une lecture ({error.errno})."
        )
    except Exception as error:  # one territory never stops the others
        return Outcome(job.code, FAILED, f"Erreur interne ({type(error).__name__}).")
    return Outcome(job.code, DONE, facts=dict(summary.steps))


def _lay_out(job: Job, folder: Path) -> None:
    (folder / TERRITORY_FILE).write_text(job.configuration, encoding="utf-8")
    for name, source in job.parts.items():
        try:
            os.link(source, folder / name)
        except OSError:  # another file system
            shutil.copyfile(source, folder / name)
