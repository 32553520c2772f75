"""One table as it was received: what it publishes, what it withholds, and how it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.errors import InputError, some
from geotools.secrecy.audit.columns import (
    COUNT,
    OTHER,
    RATIO,
    ReceivedColumn,
    describe_columns,
    read_columns,
)
from geotools.secrecy.audit.figures import BETWEEN
from geotools.secrecy.audit.findings import Figure, Finding
from geotools.secrecy.audit.rates import Deduced, deduce_counts
from geotools.secrecy.audit.totals import Total, find_totals, rank_names
from geotools.secrecy.rule import TOLERANCE, SecrecyRule
from geotools.secrecy.tables import Bounds, PublishedTable

Strings = NDArray[np.object_]


@dataclass(frozen=True)
class Asked:
    """What the person who audits says of the files.

    Parameters
    ----------
    bases, parts : mapping
        See :func:`geotools.secrecy.audit.files.audit_files`.
    unit : str or None
    columns : tuple of str
    marks : tuple of str
    """

    bases: Mapping[str, str]
    parts: Mapping[str, tuple[str, ...]]
    unit: str | None
    columns: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def named(self) -> set[str]:
        """Columns that have to be read."""
        inside = {c for parts in self.parts.values() for c in parts}
        return {*self.columns, *self.bases, *self.bases.values(), *self.parts, *inside}


@dataclass(frozen=True)
class Received:
    """A table of a file.

    Parameters
    ----------
    tables : dict
        What it publishes: its units, then the rows that add them up.
    reading : DataFrame
        How each column was read.
    deduced : dict
        Table, unit and column of the counts that a rate gives, and the sentence that says so.
    flags : tuple of str
    """

    tables: dict[str, PublishedTable]
    reading: pd.DataFrame
    deduced: dict[tuple[str, str, str], str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def read_received(name: str, frame: pd.DataFrame, asked: Asked) -> Received:
    """Read a table of a file.

    Parameters
    ----------
    name : str
    frame : DataFrame
        As it stands in the file.
    asked : Asked

    Raises
    ------
    InputError
        A count is negative, a unit is there twice, a total is none, or a column that was named is
        no count.
    """
    frame = frame.set_axis([str(c) for c in frame.columns], axis=1)
    named = asked.unit is not None and asked.unit in frame.columns
    key = str(asked.unit) if named else str(frame.columns[0])
    codes = frame[key].map(_code).to_numpy(dtype=object)
    rest = frame.drop(columns=key).reset_index(drop=True)
    columns = read_columns(name, rest, asked=asked.named, bases=asked.bases, marks=asked.marks)
    columns = [_chosen(column, asked) for column in columns]
    counted = [c for c in columns if c.role == COUNT]
    _refuse_negative(name, codes, counted)
    values = pd.DataFrame({c.name: c.cells.value for c in counted}, index=rest.index)
    steps = {c.name: c.cells.step for c in counted}
    deduced = deduce_counts(values, steps, [c for c in columns if c.role == RATIO], asked.bases)
    columns = [_remarked(column, deduced) for column in columns]
    totals: list[Total] = []
    if counted:
        names = [(code, *texts) for code, texts in zip(codes, _texts(rest, columns), strict=True)]
        precision = np.array([steps[str(c)] for c in values])
        totals = find_totals(name, codes.tolist(), rank_names(names), values.to_numpy(), precision)
    reading = describe_columns(name, key, columns, [codes[t.row] for t in totals])
    if not counted:
        return Received({}, reading)
    counts, bounds, filled = _with_bounds(values, counted, deduced)
    related = {**deduced.bases, **asked.bases}
    model = PublishedTable(
        counts.iloc[:0],
        {n: b for n, b in related.items() if n in counts and b in counts},
        None,
        {n: p for n, p in asked.parts.items() if n in counts},
        any(step < 1.0 for step in steps.values()),
    )
    tables = _split(name, codes, (counts, bounds), totals, model)
    told = {
        (name, str(codes[i]), column): f"Il se lit du taux et de sa base : {deduced.told[column]}."
        for i, column in filled
    }
    return Received(tables, reading, told, tuple(_doubts(name, codes, values, totals)))


def _refuse_negative(name: str, codes: Strings, counted: Sequence[ReceivedColumn]) -> None:
    for column in counted:
        below = codes[column.cells.value < 0]
        if len(below):
            raise InputError(
                f"{name} : « {column.name} » est négatif pour {some(below)}. Un effectif vaut zéro "
                "ou plus : corrigez-le, ou nommez les colonnes à auditer si ce n’en est pas un."
            )


def _remarked(column: ReceivedColumn, deduced: Deduced) -> ReceivedColumn:
    """Say what a rate was taken for; without a base it is not checked."""
    remark = deduced.remarks.get(column.name, "")
    told = replace(column, why=" ; ".join(text for text in (column.why, remark) if text))
    lost = column.role == RATIO and column.name not in deduced.used
    return replace(told, role=OTHER) if lost else told


def _code(value: object) -> str:
    return (
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    )


def _chosen(column: ReceivedColumn, asked: Asked) -> ReceivedColumn:
    """Leave out the counts that were not named, when some were."""
    if not asked.columns or column.name in asked.named or column.role == OTHER:
        return column
    return replace(column, role=OTHER, why="non demandée")


def _texts(frame: pd.DataFrame, columns: Iterable[ReceivedColumn]) -> list[tuple[str, ...]]:
    """Return the texts of each row, where a total may be named."""
    named = [c.name for c in columns if c.role == OTHER and c.why == "texte"][:3]
    return (
        list(frame[named].astype(str).itertuples(index=False, name=None))
        if named
        else [()] * len(frame)
    )


def _with_bounds(
    values: pd.DataFrame, counted: Sequence[ReceivedColumn], deduced: Deduced
) -> tuple[pd.DataFrame, Bounds | None, list[tuple[int, str]]]:
    """Return the counts, what is said of those withheld, and those that a rate gives exactly."""
    counts = values.copy()
    for column in deduced.low.columns.difference(counts.columns, sort=False):
        counts[column] = np.nan
    low = pd.DataFrame(-np.inf, index=counts.index, columns=counts.columns)
    high, told = -low, pd.DataFrame(False, index=counts.index, columns=counts.columns)
    for own in counted:
        between = own.cells.kind == BETWEEN
        low[own.name] = np.where(between, own.cells.low, -np.inf)
        high[own.name] = np.where(between, own.cells.high, np.inf)
        told[own.name] = between
    filled: list[tuple[int, str]] = []
    for column in deduced.low.columns:
        least = np.fmax(low[column].to_numpy(), deduced.low[column].to_numpy())
        most = np.fmin(high[column].to_numpy(), deduced.high[column].to_numpy())
        sound = (least <= most) & np.isfinite(deduced.high[column]).to_numpy()
        told[column] &= ~sound
        low[column] = np.where(sound, least, low[column])
        high[column] = np.where(sound, most, high[column])
        exact = sound & (most - least <= TOLERANCE) & counts[column].isna().to_numpy()
        counts[column] = counts[column].where(~exact, np.round(least, 6))
        filled += [(int(i), str(column)) for i in np.flatnonzero(exact)]
    said = np.isfinite(low.to_numpy()) | np.isfinite(high.to_numpy())
    return counts, Bounds(low, high, told) if said.any() else None, filled


def _split(
    name: str,
    codes: Strings,
    read: tuple[pd.DataFrame, Bounds | None],
    totals: Sequence[Total],
    model: PublishedTable,
) -> dict[str, PublishedTable]:
    """Return the table of the units and, by level, those of the rows that add them up."""
    counts, bounds = read
    leaves = np.ones(len(codes), dtype=bool)
    leaves[[t.row for t in totals]] = False
    units = pd.Index(codes[leaves])
    if units.has_duplicates:
        raise InputError(
            f"{name} : unités en double : {some(units[units.duplicated()].unique())}. "
            "Gardez une ligne par unité."
        )
    own = pd.Series(units, index=units)
    kept = counts[leaves].set_axis(units, axis=0)
    tables = {name: replace(model, counts=kept, atoms=own, bounds=_of_rows(bounds, leaves, units))}
    inside = {t.row: t.members for t in totals}
    for rank, level in enumerate(_levels(totals, inside)):
        tables[f"{name} (ligne de total {rank + 1})"] = _totals(codes, read, level, units, model)
    return tables


def _of_rows(bounds: Bounds | None, rows: NDArray[np.bool_], units: pd.Index) -> Bounds | None:
    if bounds is None:
        return None
    frames = (
        frame[rows].set_axis(units, axis=0) for frame in (bounds.low, bounds.high, bounds.told)
    )
    return Bounds(*frames)


def _levels(
    totals: Sequence[Total], inside: Mapping[int, NDArray[np.int64]]
) -> list[list[tuple[Total, NDArray[np.int64]]]]:
    """Share totals out in levels within which none overlap, each with the units that it holds."""
    levels: list[tuple[set[int], list[tuple[Total, NDArray[np.int64]]]]] = []
    for total in sorted(totals, key=lambda t: (len(t.members), t.row)):
        members = _leaves(total.row, inside)
        own = set(members.tolist())
        home = next((level for level in levels if not own & level[0]), None)
        if home is None:
            home = (set(), [])
            levels.append(home)
        home[0].update(own)
        home[1].append((total, members))
    return [level for _, level in levels]


def _leaves(row: int, inside: Mapping[int, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the units that a total adds up, those of the totals inside it included."""
    found: set[int] = set()
    left, met = list(inside[row].tolist()), {row}
    while left:
        member = left.pop()
        if member in inside and member not in met:
            met.add(member)
            left += inside[member].tolist()
        elif member not in inside:
            found.add(member)
    return np.array(sorted(found), dtype=np.int64)


def _totals(
    codes: Strings,
    read: tuple[pd.DataFrame, Bounds | None],
    level: Sequence[tuple[Total, NDArray[np.int64]]],
    units: pd.Index,
    model: PublishedTable,
) -> PublishedTable:
    """Return the table of totals that do not overlap; rounded ones are known within it."""
    counts, bounds = read
    rows = [total.row for total, _ in level]
    twice = pd.Series(codes[rows]).duplicated().to_numpy()
    names = pd.Index([f"{codes[r]} ({k})" if twice[k] else codes[r] for k, r in enumerate(rows)])
    shown = counts.iloc[rows].set_axis(names, axis=0)
    home = pd.Series(pd.NA, index=units, dtype=object)
    for code, (_, members) in zip(names, level, strict=True):
        home[pd.Index(codes[members])] = code
    said = None
    if bounds is not None:
        frames = (bounds.low, bounds.high, bounds.told)
        said = Bounds(*(frame.iloc[rows].set_axis(names, axis=0) for frame in frames))
    rounding = np.array([total.rounding for total, _ in level])[:, None]
    if rounding.any():
        loose = (rounding > 0) & shown.notna().to_numpy()
        before = said or Bounds(shown * 0 - np.inf, shown * 0 + np.inf, shown.isna() & False)
        said = Bounds(
            before.low.mask(loose, shown - rounding),
            before.high.mask(loose, shown + rounding),
            before.told | loose,
        )
        shown = shown.mask(loose)
    return replace(model, counts=shown, atoms=home, bounds=said)


def _doubts(name: str, codes: Strings, values: pd.DataFrame, totals: Sequence[Total]) -> list[str]:
    """Name the row that may be a total, when withheld figures keep arithmetic from telling."""
    if totals or len(codes) < 3 or not values.isna().any(axis=None):
        return []
    numbers = values.to_numpy()
    for row in (0, len(codes) - 1):
        others = np.nansum(np.delete(numbers, row, axis=0), axis=0)
        if not np.isnan(numbers[row]).any() and (numbers[row] >= others).all() and others.any():
            return [
                f"{name} : la ligne « {codes[row]} » dépasse la somme des autres ; si c’est leur "
                "total, nommez-la « Total » et relancez l’audit."
            ]
    return []


def narrow_marks(received: Received, rule: SecrecyRule) -> list[Finding]:
    """Return the marks that say more than the rule: « <5 » where the threshold is eleven.

    Parameters
    ----------
    received : Received
    rule : SecrecyRule
    """
    findings = []
    for name, table in received.tables.items():
        if table.bounds is None or "G2" not in rule.guarantees:
            continue
        low, high = table.bounds.low.to_numpy(), table.bounds.high.to_numpy()
        usual = (low <= 1) & (high >= rule.threshold - 1)
        narrow = (high < rule.threshold) | (high - low < rule.interval)
        wrong = table.bounds.told.to_numpy() & table.counts.isna().to_numpy() & narrow
        wrong &= ~usual & (low < rule.threshold)
        for i, j in zip(*np.nonzero(wrong), strict=True):
            unit, column = str(table.counts.index[i]), str(table.counts.columns[j])
            findings.append(
                Finding(
                    "G2",
                    (Figure(name, unit, column),),
                    f"{name} {unit} : la marque de « {column} » dit elle-même que l’effectif est "
                    f"dans [{low[i, j]:g} ; {high[i, j]:g}] : trop étroit "
                    f"(seuil {rule.threshold:g}). Employez une marque qui ne dit rien.",
                    (unit,),
                    float(high[i, j] - low[i, j]),
                )
            )
    return findings
