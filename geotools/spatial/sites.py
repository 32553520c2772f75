"""What every local statistic shares: usable sites, standard scores, clusters, proof."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import InputError, some
from geotools.parameters import check_column, check_layer
from geotools.progress import Progress
from geotools.spatial.exact import ExactTails
from geotools.spatial.permutation import DEFAULT_SEED, Tails
from geotools.spatial.recipes import as_weights
from geotools.spatial.significance import ALTERNATIVES, CORRECTIONS, adjust, p_values, smallest_p
from geotools.spatial.weights import Weights, WeightsLike
from geotools.spatial.weights_io import is_weights_file
from geotools.typography import counted, short_number

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

ISOLATED = "isole"
NOT_SIGNIFICANT = "ns"
QUADRANTS = np.array(["LL", "LH", "HL", "HH"], dtype=object)
"""Indexed by 2 × (own value is high) + (neighbours' mean is high)."""

FEWEST = 3
"""Sites without which a local statistic means nothing."""

FEW = 10
"""Under this many sites the sets of neighbours are so few that a person must be told."""


@dataclass(frozen=True)
class Sites:
    """The features that take part in a statistic.

    Parameters
    ----------
    features : GeoDataFrame
        All of them, as given.
    kept : array of bool
        Those with every value present; the others are out of the graph.
    values : array of float, shape (kept, columns)
    weights : Weights
        Among the kept, rows summing to one.
    """

    features: GeoDataFrame
    kept: Mask
    values: Floats
    weights: Weights

    @cached_property
    def connected(self) -> Mask:
        """Which of the kept sites have a neighbour."""
        return self.weights.cardinalities > 0

    @classmethod
    def of(
        cls,
        features: GeoDataFrame,
        columns: list[str],
        weights: WeightsLike,
        progress: Progress,
    ) -> Sites:
        """Check the layer and its columns, drop missing values, build the weights.

        Raises
        ------
        InputError
            A value is infinite, fewer than three sites have one, or none has a neighbour.
        """
        check_layer(features, "Entités")
        for column in columns:
            check_column(features, column, "Valeur", numeric=True)
        values = features[columns].to_numpy(dtype=np.float64, na_value=np.nan)
        infinite = np.isinf(values).any(axis=1)
        if infinite.any():
            raise InputError(
                f"« {', '.join(columns)} » doit contenir des nombres finis ; valeurs infinies : "
                f"{some(features.index[infinite])}. Corrigez-les ou laissez-les vides."
            )
        kept = ~np.isnan(values).any(axis=1)
        if kept.sum() < FEWEST:
            raise InputError(
                f"« {', '.join(columns)} » n’est renseigné que pour {int(kept.sum())} entité(s) "
                f"sur {len(kept)} ; une statistique locale en demande au moins {FEWEST}. "
                "Choisissez un autre champ ou complétez celui-ci."
            )
        progress.at(0.0, "Voisinage")
        # Neighbours are drawn among the features that have a value: « knn:8 » gives eight of them.
        drawn = isinstance(weights, str) and not is_weights_file(weights)
        found = as_weights(features[kept] if drawn else features, weights)
        if not kept.all():
            progress.say(
                f"{counted(int((~kept).sum()), 'entité')} sans valeur, hors du voisinage : "
                f"{some(features.index[~kept])}."
            )
            found = found if drawn else found.among(kept)
        sites = cls(features, kept, values[kept], found.row_standardised())
        sites._check_enough(progress)
        return sites

    def _check_enough(self, progress: Progress) -> None:
        n = self.weights.n
        if not self.connected.any():
            raise InputError(
                f"Aucune des {n} entités renseignées n’a de voisin. Changez de voisinage."
            )
        progress.say(self.weights.describe())
        if n < FEW:
            progress.say(
                f"Seulement {n} entités : les tirages possibles sont trop peu nombreux pour "
                "distinguer une grappe du hasard ; lisez la carte sans les probabilités."
            )

    def spread(self, values: Floats) -> pd.Series:
        """Return a column over all features, NaN where they were not kept."""
        column = np.full(len(self.features), np.nan)
        column[self.kept] = values
        return pd.Series(column, index=self.features.index)

    def spread_labels(self, labels: npt.NDArray[np.object_]) -> pd.Series:
        """Return a text column over all features, None where they were not kept."""
        column = np.empty(len(self.features), dtype=object)  # filled with None
        column[self.kept] = labels
        return pd.Series(column, index=self.features.index, dtype=object)


def standard_scores(values: Floats) -> Floats:
    """Return (value - mean) / standard deviation (of the population), zeros when constant."""
    centred = values - values.mean()
    deviation = values.std()
    if deviation <= 1e-12 * max(float(np.abs(values).max()), np.finfo(float).tiny):
        return np.zeros_like(values)
    return np.asarray(centred / deviation)


def blank(labels: npt.NDArray[np.object_], keep: Mask) -> npt.NDArray[np.object_]:
    """Return the labels, None where they are not kept."""
    result = np.asarray(labels, dtype=object).copy()
    result[~keep] = None
    return result


def quadrants(own: Floats, lag: Floats) -> npt.NDArray[np.object_]:
    """Return HH, LH, LL or HL; zero counts as low, as in esda."""
    return np.asarray(QUADRANTS[2 * (own > 0) + (lag > 0)])


@dataclass(frozen=True)
class Test:
    """How significance is decided; the same for every local statistic."""

    permutations: int
    seed: int | None
    alpha: float
    correction: str
    alternative: str

    def columns(
        self, sites: Sites, tails: Tails | ExactTails, progress: Progress
    ) -> tuple[Floats, Floats]:
        """Return raw and adjusted p of the kept sites, NaN for isolated ones; tell the limits."""
        p = np.where(sites.connected, p_values(tails, self.alternative), np.nan)
        if isinstance(tails, ExactTails):
            progress.say(
                "Probabilités exactes, sans tirage : elles supposent des valeurs qui suivent une "
                f"loi normale ; {self._limit()}."
            )
            return p, adjust(p, self.correction)
        floor = self.floor(sites)
        tests = int(sites.connected.sum())
        progress.say(
            f"{tests} tests, {self.permutations} tirages : la plus petite probabilité possible "
            f"est {short_number(floor, 2)} "
            f"({ALTERNATIVES[self.alternative].partition(' :')[0].lower()}) ; {self._limit()}."
        )
        if self.correction == "bonferroni" and floor * tests > self.alpha:
            progress.say(
                "Avec si peu de tirages aucune entité ne peut passer la correction : augmentez "
                f"les permutations au-delà de {int(2 * tests / self.alpha)}."
            )
        return p, adjust(p, self.correction)

    def _limit(self) -> str:
        """Say the level, and how it is corrected for the number of tests."""
        level = f"seuil de {short_number(100 * self.alpha)} %"
        name = CORRECTIONS[self.correction].partition(" :")[0]
        return (
            f"{level}, sans correction"
            if self.correction == "none"
            else f"{level}, correction de {name}"
        )

    def floor(self, sites: Sites) -> float:
        """Return the smallest p that any site can reach."""
        k = sites.weights.cardinalities
        middle = int(np.median(k[k > 0]))
        return smallest_p(self.permutations, sites.weights.n, middle, self.alternative)

    def clusters(
        self, sites: Sites, adjusted: Floats, labels: npt.NDArray[np.object_]
    ) -> npt.NDArray[np.object_]:
        """Return the label where it is significant, else « ns » or « isole »."""
        found = np.array([NOT_SIGNIFICANT], dtype=object).repeat(len(labels))
        significant = np.flatnonzero(adjusted <= self.alpha)  # never where NaN
        found[significant] = labels[significant]
        found[~sites.connected] = ISOLATED
        return found

    def proof(self, sites: Sites, operation: str, **more: Any) -> dict[str, Any]:
        """Return what must travel with the figures, as plain values."""
        return {
            "operation": operation,
            "permutations": self.permutations,
            "graine": DEFAULT_SEED if self.seed is None else self.seed,
            "seuil": self.alpha,
            "correction": self.correction,
            "hypothese": self.alternative,
            "p_minimale": self.floor(sites),
            "voisinage": sites.weights.describe(),
            "entites": len(sites.features),
            "entites_sans_valeur": int((~sites.kept).sum()),
            "entites_isolees": int((~sites.connected).sum()),
            **more,
        }
