"""A file held against its template: its columns in their types, and everything wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geotools.errors import some
from geotools.sources.categories import plain
from geotools.sources.columns import Column, convert, place_columns, require_columns
from geotools.sources.faults import Fault
from geotools.sources.opening import Raw, open_source
from geotools.sources.plausibility import implausible, refuse_doubled, without_totals
from geotools.sources.reading import Notes
from geotools.sources.rules import broken_rules
from geotools.sources.templates import Template


@dataclass(frozen=True)
class Examined:
    """A file brought to the types of its template, with everything found wrong on the way."""

    template: Template
    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    raw: Raw


def examine(
    path: Path,
    template: Template,
    notes: Notes,
    *,
    strict: bool,
    names: Mapping[str, str] | None = None,
) -> Examined:
    """Read a file against a template and gather every fault.

    Parameters
    ----------
    path : Path
    template : Template
    notes : Notes
    strict : bool
        Refuse at once a file that lacks a required column; otherwise it is one more fault.
    names : mapping of str to str, optional
        Column of the template -> its name in this file, where no alias knows it.

    Raises
    ------
    MissingColumnError
        ``strict``, or no column of the template is there at all.
    """
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        found.clear()
        found.update(place_columns(header, template.columns, names, path.name))
        if strict or not found:
            require_columns(header, template.columns, found, path.name)
        return list(found.values())

    raw = without_totals(open_source(path, choose, notes), found, template, notes)
    refuse_doubled(raw, path)
    faults = [
        Fault(c.name, f"la colonne « {c.name} » ({c.label}) est absente", np.zeros(0, int))
        for c in template.columns
        if c.required and c.name not in found
    ]
    unused = [name for name in raw.header if name and name not in set(found.values())]
    if unused:
        notes.add(f"{len(unused)} colonne(s) hors du modèle, non lue(s) : {some(unused)}.")
    values: dict[str, pd.Series] = {}
    for column in template.columns:
        if column.name in found:
            values[column.name], more = _read_column(
                raw.frame[found[column.name]], column, template
            )
            faults += more
    frame = pd.DataFrame(values)
    faults += _key_faults(frame, template)
    faults += _identity_faults(frame, template)
    faults += implausible(frame, template)
    for rule, rows in broken_rules(frame, template.rules):
        faults.append(Fault(rule.columns[0], rule.message(), rows))
    return Examined(template, _fill_bands(frame, template), tuple(faults), raw)


def _read_column(
    raw: pd.Series, column: Column, template: Template
) -> tuple[pd.Series, list[Fault]]:
    converted = convert(raw, column)
    faults = []
    if converted.wrong.any():
        faults.append(Fault(column.name, _expected(column), np.flatnonzero(converted.wrong)))
    if converted.repaired.any():
        message = "code sans son zéro initial, rétabli à la lecture"
        faults.append(
            Fault(column.name, message, np.flatnonzero(converted.repaired), blocking=False)
        )
    if converted.marks:
        message = f"valeur(s) absente(s) ou retenue(s) ({', '.join(converted.marks)}), lue(s) vides"
        faults.append(Fault(column.name, message, np.flatnonzero(converted.absent), blocking=False))
    placing = column.name in template.position  # a missing position is a reject, not a fault
    if column.required and not placing:
        blank = converted.values.isna().to_numpy() & ~converted.wrong
        if blank.any():
            faults.append(Fault(column.name, "valeur requise, cellule vide", np.flatnonzero(blank)))
    return converted.values, faults


_EXPECTATIONS = {
    "entier": "un nombre entier",
    "nombre": "un nombre",
    "coordonnee": "une coordonnée en mètres",
    "annee": "une année sur quatre chiffres",
    "date": "une date AAAA-MM-JJ ou JJ/MM/AAAA",
    "oui_non": "oui ou non",
    "commune": "un code INSEE de cinq caractères, en texte",
    "code": "un code de la forme prévue",
}


def _expected(column: Column) -> str:
    if column.type == "choix":
        return f"attendu : l’une des valeurs {', '.join(column.values)}"
    bounds = []
    if column.minimum is not None:
        bounds.append(f"au moins {column.minimum:g}")
    if column.maximum is not None:
        bounds.append(f"au plus {column.maximum:g}")
    limits = f" ({', '.join(bounds)})" if bounds else ""
    return f"attendu : {_EXPECTATIONS.get(column.type, 'un texte')}{limits}"


def _key_faults(frame: pd.DataFrame, template: Template) -> list[Fault]:
    if template.key not in frame.columns:
        return []
    key = frame[template.key]
    faults = []
    if key.isna().any():
        message = "identifiant vide"
        rows = np.flatnonzero(key.isna())
        if not template.column(template.key).required:
            faults.append(Fault(template.key, message, rows))
    twice = (key.duplicated(keep=False) & key.notna()).to_numpy()
    if twice.any():
        faults.append(Fault(template.key, "identifiant en double", np.flatnonzero(twice)))
    return faults


def _identity_faults(frame: pd.DataFrame, template: Template) -> list[Fault]:
    """Rows that say twice what one row may say, whatever their key."""
    held = [name for name in template.identity if name in frame.columns]
    if not held or held != list(template.identity):
        return []
    told = frame[held]
    twice = (told.duplicated(keep=False) & told.notna().all(axis=1)).to_numpy()
    if not twice.any():
        return []
    labels = ", ".join(template.column(name).label.lower() for name in held)
    return [Fault(held[0], f"plusieurs lignes pour les mêmes {labels}", np.flatnonzero(twice))]


def _fill_bands(frame: pd.DataFrame, template: Template) -> pd.DataFrame:
    """Fill the banded columns from their number where they are blank.

    An age is a difference of years: the age reached in the year of the survey.
    """
    for band in template.bands:
        if band.source not in frame.columns:
            continue
        if band.age_at is not None and band.age_at not in frame.columns:
            continue
        labels = list(template.column(band.column).values)
        number = frame[band.source].astype(float)
        if band.age_at is not None:
            number = frame[band.age_at].dt.year - number
        rank = np.searchsorted(np.array(band.bounds), number.to_numpy(), side="right")
        names = pd.Series(np.array(labels, dtype=object)[rank], index=frame.index)
        filled = names.where(number.notna(), None)
        if band.column in frame.columns:
            given = frame[band.column]
            filled = given.astype(object).where(given.notna(), filled)
        frame = frame.assign(**{band.column: plain(filled.astype("category"))})
    return frame
