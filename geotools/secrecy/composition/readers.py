"""Who reads: what else than the published figures a reader knows, and what it lets him deduce.

``public`` has the published figures. ``rpls`` also knows how many households (at most its
dwellings) each residence holds. ``bailleur`` also knows the households of its own residences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.secrecy.rule import TOLERANCE, SecrecyRule
from geotools.secrecy.tables import PublishedTable

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

READERS = {
    "public": "Les chiffres publiés",
    "rpls": "Les chiffres publiés et l’effectif de base de chaque résidence",
    "bailleur": "Les chiffres publiés et les ménages de ses propres résidences",
}
"""What each reader knows."""


@dataclass(frozen=True)
class Knowledge:
    """What readers know of each residence.

    Parameters
    ----------
    counts : DataFrame
        Confidential counts by residence, bases included.
    bases : mapping
        Numerator to base.
    rule : SecrecyRule
    holder : Series, optional
        Landlord of each residence.
    """

    counts: pd.DataFrame
    bases: Mapping[str, str]
    rule: SecrecyRule
    holder: pd.Series | None = None

    @property
    def quantities(self) -> list[str]:
        """Return the published counts and complements that are looked at."""
        return [*self.bases, *(f"hors {name}" for name in self.bases)]

    def exposed(self, labels: Ints, reader: str) -> Bools:
        """Tell which figures of which units let a reader bracket less than the threshold.

        Parameters
        ----------
        labels : array of int
            Unit of each residence from 0, -1 for none.
        reader : str
            ``rpls`` or ``bailleur``.

        Returns
        -------
        array of bool (units × quantities)
        """
        return self._bracketed(labels) if reader == "rpls" else self._subtracted(labels)

    def _values(self) -> NDArray[np.float64]:
        own = self.counts[list(self.bases)].to_numpy(dtype=float)
        base = self.counts[list(self.bases.values())].to_numpy(dtype=float)
        return np.hstack([own, base - own])

    def _bracketed(self, labels: Ints) -> Bools:
        """Look for residences that hold nearly all of a small figure.

        Let a unit count c and let some of its residences hold r units of the base. The others hold
        between c − r and c: a bracket no wider than r, under the threshold when c − r is.
        """
        sums = _sums(labels, self._values())
        widest = int(np.ceil(self.rule.interval)) - 1
        found = np.zeros(sums.shape, dtype=bool)
        names = list(self.bases)
        for base in dict.fromkeys(self.bases.values()):
            held = self.counts[base].to_numpy(dtype=float)
            reach = _attainable(labels, held, len(sums), widest)
            total = _sums(labels, held[:, None])[:, 0]
            for rank, name in enumerate(names):
                if self.bases[name] != base:
                    continue
                for column in (rank, rank + len(names)):
                    low = np.maximum(sums[:, column] - self.rule.threshold + 1, 1)
                    found[:, column] = [
                        any(mask >> r & 1 for r in range(int(first), widest + 1) if r < whole)
                        for mask, first, whole in zip(reach, low, total, strict=True)
                    ]
        return found & (sums > TOLERANCE)

    def _subtracted(self, labels: Ints) -> Bools:
        """Look for what is left of a figure once a landlord has taken his own households away."""
        values = self._values()
        sums = _sums(labels, values)
        found = np.zeros(sums.shape, dtype=bool)
        if self.holder is None:
            return found
        code = pd.factorize(self.holder)[0].astype(np.int64)
        inside = (labels >= 0) & (code >= 0)
        pairs, place = np.unique(
            np.column_stack([labels[inside], code[inside]]), axis=0, return_inverse=True
        )
        own = np.zeros((len(pairs), values.shape[1]))
        np.add.at(own, place.ravel(), values[inside])
        rest = sums[pairs[:, 0]] - own
        small = (rest > TOLERANCE) & (rest < self.rule.threshold - TOLERANCE)
        np.logical_or.at(found, pairs[:, 0], small)
        return found

    def table(self, tables: Mapping[str, PublishedTable], reader: str) -> pd.DataFrame:
        """Return the published figures that a reader may use, one row each; confidential.

        Returns
        -------
        DataFrame
            ``lecteur``, ``zonage``, ``unite``, ``effectif``.
        """
        frames = []
        for name, table in tables.items():
            if table.atoms is None or not set(self.bases) <= set(table.counts.columns):
                continue
            units = table.counts.index
            labels = units.get_indexer(pd.Index(table.atoms.reindex(self.counts.index))).astype(
                np.int64
            )
            full = np.zeros((len(units), len(self.quantities)), dtype=bool)
            found = self.exposed(labels, reader)
            full[: len(found)] = found
            shown = table.counts[list(self.bases)].notna().to_numpy()
            unit, column = np.nonzero(full & np.hstack([shown, shown]))
            frames.append(
                pd.DataFrame(
                    {
                        "lecteur": reader,
                        "zonage": name,
                        "unite": units[unit],
                        "effectif": np.array(self.quantities, dtype=object)[column],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _sums(labels: Ints, values: NDArray[np.float64]) -> NDArray[np.float64]:
    total = np.zeros((int(labels.max(initial=-1)) + 1, values.shape[1]))
    np.add.at(total, labels[labels >= 0], values[labels >= 0])
    return total


def _attainable(labels: Ints, held: NDArray[np.float64], units: int, widest: int) -> list[int]:
    """Return for each unit the totals that some of its residences make, as the bits of a number."""
    most = (1 << (widest + 1)) - 1
    reach = [1] * units
    small = np.flatnonzero((labels >= 0) & (held > 0) & (held <= widest))
    for unit, size in zip(labels[small].tolist(), np.ceil(held[small]).astype(int), strict=True):
        reach[unit] |= (reach[unit] << int(size)) & most
    return reach


def reader_sentences(
    rule: SecrecyRule, asked: str, exposures: Mapping[str, int], figures: int
) -> tuple[str, ...]:
    """Say for each reader what was proved, or how many figures stay exposed to him.

    Parameters
    ----------
    rule : SecrecyRule
    asked : str
        Reader that groups were made to resist.
    exposures : mapping
        Reader to the number of published figures that he may use.
    figures : int
        Published figures that were looked at.
    """
    told = [
        f"Lecteur « public » ({READERS['public'].lower()}) : démontré, pour chaque somme et chaque "
        "différence de chiffres publiés."
    ]
    for reader, count in exposures.items():
        what = (
            f"un ensemble de résidences est encadré sous {rule.threshold:g} à moins de "
            f"{rule.interval:g} unités près"
            if reader == "rpls"
            else f"ce qui reste après avoir ôté les siens est de 1 à {rule.threshold - 1:g} unités"
        )
        state = (
            "démontré" if not count else f"{count} des {figures} effectifs et compléments exposés"
        )
        note = "" if reader == asked or not count else " (protection non demandée)"
        told.append(
            f"Lecteur « {reader} » ({READERS[reader].lower()}) : {state}{note} ; exposé : {what}."
        )
    return tuple(told)
