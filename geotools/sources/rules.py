"""What the columns of one row must respect together, declared in ``[[regle]]`` of a template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geotools.errors import ConfigurationError, nearest

_ROUNDING = 1e-9
_SHAPES = {
    "somme_au_plus": ("parties", "total"),
    "somme_egale": ("parties", "total"),
    "ensemble": ("colonnes",),
    "ordre": ("avant", "apres"),
    "implique": ("si", "alors"),
    "une_des_colonnes": ("colonnes",),
}


@dataclass(frozen=True)
class Rule:
    """One rule between columns.

    Parameters
    ----------
    shape : str
        ``somme_au_plus``: the parts add up to at most the total. ``somme_egale``: to exactly the
        total. ``ensemble``: all filled in or none. ``ordre``: a date does not come after another.
        ``implique``: yes in the first column demands yes in the second. ``une_des_colonnes``: the
        file holds at least one of the columns.
    columns : tuple of str
        Parts and total, or the columns concerned, in the order of the TOML.
    why : str
        Reason, told to the person.
    """

    shape: str
    columns: tuple[str, ...]
    why: str = ""

    @classmethod
    def from_toml(cls, table: Mapping[str, Any]) -> Rule:
        """Build from a ``[[regle]]`` table.

        Raises
        ------
        ConfigurationError
            The shape is unknown.
        """
        shape = table["forme"]
        if shape not in _SHAPES:
            raise ConfigurationError(
                f"Règle « {shape} » inconnue. Noms proches : {nearest(shape, _SHAPES)}."
            )
        columns: list[str] = []
        for key in _SHAPES[shape]:
            value = table[key]
            columns += [value] if isinstance(value, str) else value
        return cls(shape, tuple(columns), table.get("pourquoi", ""))

    def message(self) -> str:
        """Return what the rows do not respect, in French."""
        first, last = self.columns[0], self.columns[-1]
        parts = " + ".join(self.columns[:-1])
        return {
            "somme_au_plus": f"{parts} dépasse {last}",
            "somme_egale": f"{parts} diffère de {last}",
            "ensemble": f"{', '.join(self.columns)} se remplissent ensemble",
            "ordre": f"{first} vient après {last}",
            "implique": f"{first} vaut oui alors que {last} vaut non",
            "une_des_colonnes": f"il faut au moins une colonne parmi {', '.join(self.columns)} : "
            f"{self.why}",
        }[self.shape]

    def broken(self, frame: pd.DataFrame) -> np.ndarray | None:
        """Return the positions of the rows that break the rule, None when it is kept.

        An empty array means that the file as a whole breaks it. A blank cell breaks nothing, save
        in ``ensemble``.
        """
        if self.shape == "une_des_colonnes":
            return None if set(self.columns) & set(frame.columns) else np.zeros(0, dtype=int)
        present = [name for name in self.columns if name in frame.columns]
        if not present or (self.shape != "ensemble" and len(present) < len(self.columns)):
            return None
        rows = np.flatnonzero(_TESTS[self.shape](frame, self.columns))
        return rows if len(rows) else None


def broken_rules(frame: pd.DataFrame, rules: Iterable[Rule]) -> Iterator[tuple[Rule, np.ndarray]]:
    """Yield the rules that a table breaks and the positions of the rows that break them."""
    for rule in rules:
        rows = rule.broken(frame)
        if rows is not None:
            yield rule, rows


def _excess(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    """Return sum of parts minus total; NaN where a cell is blank."""
    values = [frame[name].to_numpy(dtype=float, na_value=np.nan) for name in columns]
    return np.asarray(np.sum(values[:-1], axis=0) - values[-1])


def _over(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    return np.asarray(_excess(frame, columns) > _ROUNDING)


def _unequal(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    return np.asarray(np.abs(_excess(frame, columns)) > _ROUNDING)


def _partial(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    filled = np.column_stack(
        [
            frame[name].notna() if name in frame.columns else np.zeros(len(frame), dtype=bool)
            for name in columns
        ]
    )
    return np.asarray(filled.any(axis=1) & ~filled.all(axis=1))


def _disordered(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    return np.asarray(frame[columns[0]] > frame[columns[1]])


def _contradicted(frame: pd.DataFrame, columns: tuple[str, ...]) -> np.ndarray:
    first, second = (frame[name].astype("boolean") for name in columns)
    return np.asarray(first.fillna(False) & ~second.fillna(True), dtype=bool)


_TESTS = {
    "somme_au_plus": _over,
    "somme_egale": _unequal,
    "ensemble": _partial,
    "ordre": _disordered,
    "implique": _contradicted,
}
