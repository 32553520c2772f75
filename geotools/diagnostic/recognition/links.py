"""Codes that one file holds and another does not: told with their number, households never."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from geotools.diagnostic.recognition.choice import Selection
from geotools.diagnostic.recognition.found import FoundFile
from geotools.errors import some
from geotools.secrecy import DEFAULT_THRESHOLD
from geotools.sources.reading import count_of

_UNITS = {"ops": "ménages", "rpls": "logements"}


def links(choice: Selection) -> tuple[str, ...]:
    """Return a sentence for each mismatch of codes between the chosen files."""
    return (*_residences(choice), *_communes(choice), *_zones(choice))


def _residences(choice: Selection) -> Iterator[str]:
    dwellings = choice.sources.get("logements")
    known = None if dwellings is None else dwellings.codes.get(choice.scale)
    if dwellings is None:
        return
    for section, found in choice.sources.items():
        year = section.rpartition("_")[2]
        own = choice.sources.get(f"logements_{year}") if year.isdigit() else dwellings
        held = known if own is None else own.codes.get(choice.scale)
        asked = found.codes.get("residence")
        if asked is None or found.format == "rpls":
            continue
        told = dwellings.name if own is None else own.name
        if held is None or not len(held):
            yield (
                f"« {found.name} » nomme {count_of(len(asked))} résidences, mais « {told} » ne "
                "porte pas le code des résidences des bailleurs (CODSEGPATRIM) : elles ne peuvent "
                "pas y être retrouvées. Demandez le fichier RPLS détaillé."
            )
            continue
        lost = asked[~asked.index.str.rpartition(":").get_level_values(2).isin(held.index)]
        if len(lost):
            yield (
                f"« {found.name} » : {_count(lost, asked, found)} nomment une résidence absente de "
                f"« {told} » ({count_of(len(lost))} codes sur {count_of(len(asked))}). "
                + _what_then(found)
            )


def _what_then(found: FoundFile) -> str:
    if found.format != "ops":
        return "Ces lignes n’entrent pas dans ce qui demande la position."
    if "commune" in found.codes:
        return "Ces ménages compteront dans leur commune, et dans aucun quartier."
    return "Sans commune dans ce fichier, ces ménages ne compteront nulle part : ajoutez-la."


def _count(lost: pd.Series, asked: pd.Series, found: FoundFile) -> str:
    """Return how many rows are concerned; a count of households under the threshold is not told."""
    unit = _UNITS.get(found.format, "lignes")
    number, whole = int(lost.sum()), int(asked.sum())
    if found.format == "ops" and number < DEFAULT_THRESHOLD:
        return f"moins de {DEFAULT_THRESHOLD} {unit}"
    return f"{count_of(number)} {unit} sur {count_of(whole)}"


def _communes(choice: Selection) -> Iterator[str]:
    zoning = choice.zonings.get("communes")
    dwellings = choice.sources.get("logements")
    for found in choice.sources.values():
        asked = found.codes.get("commune")
        if asked is None:
            continue
        if zoning is not None:
            lost = asked[~asked.index.isin(zoning.codes["communes"].index)]
            where = f"du zonage « {zoning.name} »"
        elif dwellings is not None and found is not dwellings:
            lost = asked[~asked.index.isin(dwellings.codes["commune"].index)]
            where = f"de « {dwellings.name} »"
        else:
            continue
        if len(lost):
            verb = "est absente" if len(lost) == 1 else "sont absentes"
            plural = "commune" if len(lost) == 1 else "communes"
            yield (
                f"« {found.name} » : {count_of(len(lost))} {plural} sur {count_of(len(asked))} "
                f"{verb} {where} : {some(list(lost.index))}."
            )


def _zones(choice: Selection) -> Iterator[str]:
    for kind in ("qpv", "iris"):
        zoning = choice.zonings.get(kind)
        if zoning is None:
            continue
        known = zoning.codes[kind].index
        for found in choice.sources.values():
            asked = found.codes.get(kind)
            if asked is None:
                continue
            asked = asked[asked.index.str.fullmatch(r"QP\w{6}|QN\w{5,6}|\d\w{8}")]
            if kind == "qpv" and len(asked):  # the codes of 2015 and 2024 differ
                asked = asked[asked.index.str[:2].isin(set(known.str[:2]))]
            lost = asked[~asked.index.isin(known)]
            if len(lost):
                yield (
                    f"« {found.name} » nomme {count_of(len(lost))} {kind.upper()} sur "
                    f"{count_of(len(asked))} qui ne sont pas dans « {zoning.name} » : "
                    f"{some(list(lost.index))}. La carte les laissera sans contour."
                )
