"""Which file becomes which section of ``territoire.toml``, and which ones wait for a choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from geotools.clock import now
from geotools.diagnostic.configuration import EARLIER, SOURCES
from geotools.diagnostic.recognition.found import FoundFile
from geotools.errors import ConfigurationError
from geotools.names import check_names
from geotools.sources import SCALES
from geotools.sources.columns import simplify

QPV_YEAR = 2024
"""From this year on the QPV are those of the decree of December 2023."""


@dataclass
class Selection:
    """The sections that a folder gives.

    Parameters
    ----------
    sources, zonings : dict of str to FoundFile
        In the order of the configuration.
    waiting : list of (FoundFile, str)
        Recognised files that no section takes, and why.
    year : int
        Year of the diagnosis.
    dated : bool
        Whether some file says that year.
    scale : str
        Scale at which the codes of residences of the other files are found among the dwellings.
    """

    year: int
    dated: bool
    sources: dict[str, FoundFile] = field(default_factory=dict)
    zonings: dict[str, FoundFile] = field(default_factory=dict)
    waiting: list[tuple[FoundFile, str]] = field(default_factory=list)
    scale: str = "adresse"


def choose(files: Iterable[FoundFile]) -> Selection:
    """Give each usable file its section: the latest of each format, earlier years beside it."""
    usable = [found for found in files if found.usable]
    by_format: dict[str, list[FoundFile]] = {}
    for found in sorted(usable, key=_rank):
        by_format.setdefault(found.format, []).append(found)
    year, dated = _year(by_format)
    choice = Selection(year, dated)
    for section, formats in SOURCES.items():
        held = [f for kind in sorted(formats, reverse=True) for f in by_format.get(kind, [])]
        if not (section == "recensement" and "logements" in choice.sources):
            _take(choice, section, [f for f in held if f not in choice.sources.values()])
    _take_zonings(choice, by_format)
    _keep_what_holds(choice)
    choice.scale = _scale(choice)
    return choice


def _rank(found: FoundFile) -> tuple[int, int, str]:
    """Order the files of one format: latest first, then the largest, then by name."""
    return (-(found.vintage or 0), -(found.rows or 0), found.name)


def _year(by_format: dict[str, list[FoundFile]]) -> tuple[int, bool]:
    for kind in ("ops", "rpls", "recensement", "filosofi"):
        years = [found.vintage for found in by_format.get(kind, []) if found.vintage]
        if years:
            return max(years), True
    return now().year, False


def _take(choice: Selection, section: str, held: list[FoundFile]) -> None:
    """Give a section its file: that of the year of the diagnosis, else the latest before it."""
    if not held:
        return
    current = [f for f in held if f.vintage is None or f.vintage <= choice.year] or held
    chosen = current[0]
    if section in {"menages", "logements"} and chosen.vintage is None:
        chosen = next((f for f in current if f.vintage), chosen)
    choice.sources[section] = chosen
    for other in held:
        if other is chosen:
            continue
        named = f"{section}_{other.vintage}"
        before = other.vintage is not None and other.vintage < choice.year
        free = named not in choice.sources and other.vintage != chosen.vintage
        if section in EARLIER and before and free:
            choice.sources[named] = other
        else:
            choice.waiting.append((other, f"« {chosen.name} » tient déjà [sources.{section}]"))


def _take_zonings(choice: Selection, by_format: dict[str, list[FoundFile]]) -> None:
    for kind in ("communes", "qpv", "iris"):
        held = by_format.get(kind, [])
        if kind == "qpv":
            wanted = QPV_YEAR if choice.year >= QPV_YEAR else 2015
            held = sorted(held, key=lambda f: f.vintage != wanted)
        elif held:
            held = sorted(held, key=lambda f: -(f.rows or 0))
        if not held:
            continue
        choice.zonings[kind] = held[0]
        for other in held[1:]:
            dated = f"qpv{other.vintage}"
            if kind == "qpv" and other.vintage != held[0].vintage and dated not in choice.zonings:
                choice.zonings[dated] = other
            else:
                choice.waiting.append((other, f"« {held[0].name} » tient déjà [zonages.{kind}]"))
    for found in by_format.get("autre", []):
        name = simplify(found.layer or found.path.stem)[:40]
        try:
            check_names([name], "zonage", reserved=_reserved())
        except ConfigurationError:
            name = f"zonage_{name}"[:40]
        if name in choice.zonings:
            choice.waiting.append((found, f"un autre zonage s’appelle déjà « {name} »"))
        else:
            choice.zonings[name] = found


def _reserved() -> tuple[str, ...]:
    from geotools.catalogue import load_catalogue
    from geotools.diagnostic.checks import RESERVED

    known = load_catalogue()
    return (*RESERVED, *known.counts, *known.indicators)


def _keep_what_holds(choice: Selection) -> None:
    """Take back the sections that cannot be read without another."""
    without = {
        "menages": ("logements", "le fichier des logements (RPLS) manque pour les situer"),
        "recensement": ("iris", "le contour des IRIS manque pour le situer"),
    }
    for section, (needed, reason) in without.items():
        if needed in choice.sources or needed in choice.zonings:
            continue
        for name in [n for n in choice.sources if n == section or n.startswith(f"{section}_2")]:
            choice.waiting.append((choice.sources.pop(name), reason))


def _scale(choice: Selection) -> str:
    """Return the scale whose codes hold most of those that the other files give to residences."""
    dwellings = choice.sources.get("logements")
    named = [f.codes["residence"] for f in choice.sources.values() if "residence" in f.codes]
    if dwellings is None or not named:
        return "adresse"
    asked = (
        choice.sources["menages"].codes["residence"] if "menages" in choice.sources else named[0]
    )
    best, share = "adresse", 0.0
    for scale in SCALES:
        known = dwellings.codes.get(scale)
        if known is None or not len(known):
            continue
        found = float(asked[asked.index.isin(known.index)].sum() / max(int(asked.sum()), 1))
        if found > share:
            best, share = scale, found
    return best
