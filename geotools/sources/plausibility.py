"""Whether what was read can be true: rows that say two things, years to come, files put twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from geotools.errors import InputError
from geotools.sources.categories import tidy
from geotools.sources.columns import simplify
from geotools.sources.faults import Fault
from geotools.sources.opening import Raw
from geotools.sources.reading import Notes, count_of
from geotools.sources.templates import Template

_TOTAL = re.compile(r"(sous_)?(total|totaux|ensemble)(_.*)?|somme|total_general")
_FEW = 4
_REPEATS = (2, 3, 4)


def without_totals(raw: Raw, found: Mapping[str, str], template: Template, notes: Notes) -> Raw:
    """Leave out the rows of totals: a TOTAL is never a residence nor a household.

    A row is one when its key, or its commune where the key is blank, is a word of total.
    """
    key = found.get(template.key)
    if key is None:
        return raw
    total = _is_total(raw.frame[key])
    if "commune" in found:
        blank = tidy(raw.frame[key]).isna().to_numpy()
        total |= blank & _is_total(raw.frame[found["commune"]])
    if not total.any():
        return raw
    if total.all():
        raise InputError("Le fichier ne contient que des lignes de total.")
    notes.add(f"{count_of(int(total.sum()))} ligne(s) de total, laissée(s) de côté.")
    geometry = None if raw.geometry is None else raw.geometry[~total].reset_index(drop=True)
    frame = raw.frame[~total].reset_index(drop=True)
    return replace(raw, frame=frame, geometry=geometry, lines=raw.lines[~total])


def _is_total(column: pd.Series) -> np.ndarray:
    texts = tidy(column)
    words = [bool(_TOTAL.fullmatch(simplify(text))) for text in texts.cat.categories]
    return np.append(np.array(words, dtype=bool), False)[texts.cat.codes.to_numpy()]


def refuse_doubled(raw: Raw, path: Path) -> None:
    """Refuse a file that was put end to end with itself.

    Raises
    ------
    InputError
        Its second half (third, quarter) repeats the first, row for row.
    """
    count = len(raw.frame)
    if count < _FEW or not raw.frame.shape[1]:
        return
    for times in _REPEATS:
        part, rest = divmod(count, times)
        if not rest and part > 1 and _repeats(raw.frame, times, part):
            raise InputError(
                f"« {path.name} » contient {times} fois les mêmes {count_of(part)} lignes, mises "
                "bout à bout. Gardez-les une fois."
            )


def _repeats(frame: pd.DataFrame, times: int, part: int) -> bool:
    """Tell whether rows come again in the same order; a column that differs ends the search."""
    varied = False
    for _, column in frame.items():
        codes = pd.factorize(column)[0]
        if not (codes.reshape(times, part) == codes[:part]).all():
            return False
        varied |= len(np.unique(codes[:part])) > 1
    return varied


def implausible(frame: pd.DataFrame, template: Template) -> list[Fault]:
    """Return what the rows of a file cannot say together; warnings, save what counts twice."""
    return [
        *_twin_keys(frame, template),
        *_future(frame, template),
        *_contradicted_bands(frame, template),
    ]


def _twin_keys(frame: pd.DataFrame, template: Template) -> list[Fault]:
    """Keys that differ by their capitals or spaces alone are one household, counted twice."""
    if template.key not in frame.columns:
        return []
    key = frame[template.key].astype(object)
    reduced = key.where(key.isna(), key.astype(str).str.replace(r"\s", "", regex=True).str.lower())
    twin = reduced.duplicated(keep=False) & ~key.duplicated(keep=False) & key.notna()
    if not twin.any():
        return []
    message = "identifiants qui ne diffèrent que par la casse ou des espaces"
    return [Fault(template.key, message, np.flatnonzero(twin))]


def _dated(frame: pd.DataFrame) -> bool:
    return bool(frame.select_dtypes("datetime").notna().any().sum() > 1)


def _future(frame: pd.DataFrame, template: Template) -> list[Fault]:
    """Surveys and signatures of a day to come."""
    tomorrow = pd.Timestamp.today().normalize() + pd.Timedelta(days=1)
    faults = []
    limited = {r.columns[0] for r in template.rules if r.shape == "ordre"} if _dated(frame) else {}
    for column in template.columns:
        if column.name in limited:  # it may not come after another date, which is looked at
            continue
        if column.type == "date" and column.name in frame.columns and not column.future:
            late = (frame[column.name] >= tomorrow).to_numpy()
            if late.any():
                rows = np.flatnonzero(late)
                message = "date(s) à venir : l’année a sans doute été mal saisie"
                faults.append(Fault(column.name, message, rows, blocking=False))
    return faults


def _contradicted_bands(frame: pd.DataFrame, template: Template) -> list[Fault]:
    """Bands that are not that of the number given beside them."""
    faults = []
    for band in template.bands:
        needed = {band.column, band.source} | ({band.age_at} if band.age_at else set())
        if not needed <= set(frame.columns):
            continue
        number = frame[band.source].astype(float)
        if band.age_at is not None:
            number = frame[band.age_at].dt.year - number
        labels = np.array(list(template.column(band.column).values), dtype=object)
        rank = np.searchsorted(np.array(band.bounds), number.to_numpy(), side="right")
        given = frame[band.column]
        wrong = (given.notna() & number.notna()).to_numpy() & (
            given.to_numpy(dtype=object) != labels[rank]
        )
        if wrong.any():
            message = f"tranche(s) qui contredisent « {band.source} » ; la tranche est gardée"
            faults.append(Fault(band.column, message, np.flatnonzero(wrong), blocking=False))
    return faults
