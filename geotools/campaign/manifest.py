"""What a campaign has done: one line a territory as it ends, so that a rerun does only the rest."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from geotools.atomic import atomic_file
from geotools.campaign.job import DONE, Job, Outcome
from geotools.diagnostic.journal import MARKER

RUNNING, FINAL = "manifeste.jsonl", "manifeste.json"


@dataclass(frozen=True)
class Entry:
    """A territory that ended."""

    code: str
    name: str
    key: str
    state: str
    sentence: str


class Manifest:
    """The lines of a campaign's folder; the last one about a territory holds.

    Parameters
    ----------
    folder : Path
        Of the campaign.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / RUNNING
        self.entries: dict[str, Entry] = {}
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError, TypeError):  # a line that a kill cut short
                    entry = Entry(**json.loads(line))
                    self.entries[entry.code] = entry

    def is_done(self, job: Job) -> bool:
        """Tell whether a territory was made of the same inputs, and its result is still there."""
        entry = self.entries.get(job.code)
        same = entry is not None and entry.state == DONE and entry.key == job.key
        return same and (Path(job.target) / MARKER).is_file()

    def add(self, job: Job, outcome: Outcome) -> None:
        """Note how a territory ended; the line is on the disk when this returns."""
        entry = Entry(job.code, job.name, job.key, outcome.state, outcome.sentence)
        self.entries[job.code] = entry
        with self.path.open("a", encoding="utf-8") as file:
            # A line that a kill cut short must not swallow this one.
            file.write("\n" + json.dumps(vars(entry), ensure_ascii=False, sort_keys=True) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def write(self, folder: Path, codes: Iterable[str], head: Mapping[str, object]) -> None:
        """Write the state of every territory, in order: the same whatever the road to it."""
        rows = [vars(self.entries[code]) for code in sorted(codes) if code in self.entries]
        text = json.dumps({**head, "territoires": rows}, ensure_ascii=False, indent=1)
        with atomic_file(folder / FINAL, overwrite=True) as target:
            target.write_text(text + "\n", encoding="utf-8")
