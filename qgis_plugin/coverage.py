"""What a folder of files holds for a diagnosis, and what is missing, in French."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .i18n import tr

DESCRIPTION = "territoire.toml"
LABELS = {
    "logements": "Logements (RPLS)",
    "menages": "Ménages (enquête OPS)",
    "residences": "Résidences (gestion)",
    "attributions": "Attributions",
    "demandes": "Demandes de logement",
    "mouvements": "Mouvements entre résidences",
    "refus": "Refus de proposition",
    "programme": "Programmation du PLH",
    "grille": "Grille qualitative",
    "carreaux": "Carreaux de l’INSEE (Filosofi)",
    "equipements": "Équipements (BPE)",
    "recensement": "Recensement (logements)",
    "parc_prive": "Parc privé",
    "sru": "Bilan SRU",
    "seuils": "Seuils de quartile",
    "suivi": "Suivi des résidences",
    "communes": "Communes",
    "qpv": "Quartiers prioritaires",
    "iris": "IRIS",
}
"""What each section of ``[sources]`` and ``[zonages]`` holds, in words."""


@dataclass(frozen=True)
class Covered:
    """One kind of file: what it is, the file that gives it, and whether that file is there."""

    label: str
    file: str
    present: bool


def described(folder: Path) -> Path:
    """Return where the description of a territory stands in a folder."""
    return folder / DESCRIPTION


def coverage(description: Path) -> list[Covered]:
    """Return every source and zoning, those that are declared first.

    Raises
    ------
    ConfigurationError
        The description cannot be read, or declares something wrong.
    """
    from geotools.diagnostic.configuration import (
        SOURCES,
        ZONING_KINDS,
        load_configuration,
        source_kind,
    )

    declared = load_configuration(description)
    given: dict[str, Any] = {**declared.sources, **declared.zonages}
    rows = [
        Covered(_label(*source_kind(name)), item.fichier.name, item.fichier.is_file())
        for name, item in given.items()
    ]
    absent = [name for name in (*SOURCES, *ZONING_KINDS) if name not in given]
    return rows + [Covered(_label(name, None), "", False) for name in absent]


def _label(name: str, year: int | None) -> str:
    label = tr(LABELS.get(name, name))
    return f"{label} {year}" if year else label
