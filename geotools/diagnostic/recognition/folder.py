"""A folder of files, recognised: what each is, what it lacks, what the diagnosis can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

import pandas as pd

from geotools._compat import read_toml
from geotools.diagnostic.recognition.choice import Selection, choose
from geotools.diagnostic.recognition.formats import READABLE, SYSTEMS, recognise_file
from geotools.diagnostic.recognition.found import FoundFile
from geotools.diagnostic.recognition.links import links
from geotools.errors import InputError, absent_file
from geotools.progress import SILENT, Progress
from geotools.sources.reading import count_of

MOST_FILES = 300
"""A folder of more files is not one that somebody prepared."""

_COMPANIONS = frozenset({".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".qmd", ".xml"})


@dataclass(frozen=True)
class Recognition:
    """What a folder holds.

    Parameters
    ----------
    folder : Path
    files : tuple of FoundFile
        Every file that was looked at, by name.
    unread : tuple of str
        Names of the files that no reader opens.
    choice : Selection
        The sections of ``territoire.toml`` that the files give.
    links : tuple of str
        Mismatches of codes between files, in sentences.
    crs : str
        System in metres of the territory.
    """

    folder: Path
    files: tuple[FoundFile, ...]
    unread: tuple[str, ...]
    choice: Selection
    links: tuple[str, ...]
    crs: str

    def table(self) -> pd.DataFrame:
        """Return one row per file: format, section, vintage, rows, CRS, encoding, faults."""
        sections = {f.name: f"sources.{n}" for n, f in self.choice.sources.items()}
        sections |= {f.name: f"zonages.{n}" for n, f in self.choice.zonings.items()}
        waiting = {found.name: reason for found, reason in self.choice.waiting}
        rows = [
            {
                "fichier": found.name,
                "format": found.format or "non reconnu",
                "section": sections.get(found.name, ""),
                "millesime": found.vintage,
                "lignes": found.rows,
                "scr": found.crs or "",
                "encodage": found.encoding or "",
                "anomalies": " ".join(found.faults) or waiting.get(found.name, ""),
            }
            for found in self.files
        ]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        return frame.astype({"millesime": "Int64", "lignes": "Int64"})

    def opened(self) -> dict[str, bool]:
        """Return whether each chapter of the document opens with these files."""
        given = {*self.choice.sources, *self.choice.zonings}
        if any(name.startswith("menages_") for name in self.choice.sources):
            given.add("menages_anterieurs")
        state = dict.fromkeys(chapter_titles(), False)
        for _, name, item in contributions():
            for chapter in item.get("ouvre", ()):
                state[chapter] = state[chapter] or name in given
        state["programme"] = {"programme", "sru"} <= given
        if "logements" not in given:
            state = dict.fromkeys(state, False)
        return state


COLUMNS = (
    "fichier",
    "format",
    "section",
    "millesime",
    "lignes",
    "scr",
    "encodage",
    "anomalies",
)


def recognise_folder(path: Path | str, *, progress: Progress | None = None) -> Recognition:
    """Look at the files of a folder, its subfolders left aside, and tell what each of them is.

    Parameters
    ----------
    path : Path
    progress : Progress, optional

    Returns
    -------
    Recognition
        Nothing is written. No value of a household is in it but the codes of residences and
        communes, counted, which no message shows.

    Raises
    ------
    InputError
        There is no folder there, or it holds more than :data:`MOST_FILES` files.
    """
    path, progress = Path(path), progress or SILENT
    if not path.is_dir():
        raise InputError(absent_file(path, "Le dossier"))
    listed = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith((".", "~")))
    if len(listed) > MOST_FILES:
        raise InputError(
            f"« {path} » contient {count_of(len(listed))} fichiers, {MOST_FILES} au plus : mettez "
            "dans un dossier à part ceux du territoire."
        )
    looked = [p for p in listed if p.suffix.lower() in READABLE]
    found: list[FoundFile] = []
    systems: tuple[str, ...] = SYSTEMS
    # zonings first: they say in which system the points are to be read
    ordered = sorted(looked, key=lambda p: (p.suffix.lower() not in {".gpkg", ".shp"}, p.name))
    for rank, file in enumerate(ordered):
        progress.at(rank / max(len(ordered), 1), f"Examen : {file.name}")
        found += recognise_file(file, systems)
        systems = _systems(found)
    files = tuple(sorted(found, key=lambda f: f.name))
    choice = choose(files)
    unread = tuple(
        p.name
        for p in listed
        if p not in looked and p.suffix.lower() not in _COMPANIONS and p.suffix.lower() != ".toml"
    )
    return Recognition(path, files, unread, choice, links(choice), _systems(found)[0])


def _systems(found: list[FoundFile]) -> tuple[str, ...]:
    """Return the systems to try, those of dwellings then of zonings that are known first."""
    told = [f.crs for f in found if f.format == "rpls"]
    told += [f.crs for f in found if f.zoning and not f.faults]
    return tuple(dict.fromkeys([*(crs for crs in told if crs in SYSTEMS), *SYSTEMS]))


@cache
def contributions() -> tuple[tuple[str, str, Mapping[str, Any]], ...]:
    """Return what each file brings: ``sources`` or ``zonages``, section, and its description."""
    table = read_toml(package_files("geotools.diagnostic.recognition") / "nouveau.toml")
    return tuple((part, name, item) for part in table for name, item in table[part].items())


@cache
def chapter_titles() -> Mapping[str, str]:
    """Return the title of each chapter of the document, in its order."""
    plan = read_toml(package_files("geotools.diagnostic") / "document.toml")
    return {chapter["id"]: chapter["titre"] for chapter in plan["chapitre"]}
