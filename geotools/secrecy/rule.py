"""The rule of secrecy as a value object, and the profiles that sources impose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, SecrecyRefusedError, nearest

DEFAULT_THRESHOLD = 11
"""USH, *Repères* n° 17: « aucune valeur ne soit inférieure à 11 unités »; 11 is publishable."""

TOLERANCE = 1e-6
"""Below this difference two counts are equal: weighted counts are sums of floats."""

_SCOPES = ("cells", "base")
_ZEROS = ("refused", "allowed")
_BOUNDED = ("small", "all")
_SIBLINGS = ("allowed", "refused")
_GUARANTEES = ("G0", "G1", "G2")


@dataclass(frozen=True)
class SecrecyRule:
    """What may be published.

    Parameters
    ----------
    threshold : float
        Smallest number of units behind a published figure.
    scope : {"cells", "base"}
        ``cells``: every count, its complement and its base reach the threshold;
        ``base``: only the base does.
    zero : {"refused", "allowed"}
        Whether a count of zero may be published although it is below the threshold.
    dominance : float
        Largest share of one unit in a published magnitude (rent, income), in ]0, 1].
    interval : float
        Smallest width of the interval that a reader may deduce for a withheld figure.
    bounded : {"small", "all"}
        Which withheld figures need that width. ``small``: those that may be below the threshold for
        all that a reader can prove; a figure provably at or above it tells nothing of fewer units,
        and hiding it better would cost whole tables. ``all``: every one.
    siblings : {"allowed", "refused"}
        Whether withheld figures may prove together that some of them are small, though none is
        bracketed: two that sum to 11. To refuse it withholds many more figures.
    guarantees : tuple of str
        What is audited among ``G0`` (each figure), ``G1`` (combinations) and ``G2`` (intervals).
        Open data needs ``G0`` only: subtracting figures that anyone can count reveals nothing.
    profile, label, provenance : str
        Name, French label and source of the rule; they travel with every output.

    Raises
    ------
    ConfigurationError
        A value is outside its domain.
    """

    threshold: float = DEFAULT_THRESHOLD
    scope: str = "cells"
    zero: str = "refused"
    dominance: float = 0.85
    interval: float = 10
    bounded: str = "small"
    siblings: str = "allowed"
    guarantees: tuple[str, ...] = _GUARANTEES
    profile: str = "ops"
    label: str = "Enquête OPS et fichiers de gestion des bailleurs"
    provenance: str = "USH, Repères n° 17 : « aucune valeur ne soit inférieure à 11 unités »"

    def __post_init__(self) -> None:
        checks = (
            (
                1 <= self.threshold < math.inf,
                "le seuil doit valoir au moins 1 et être fini",
                self.threshold,
            ),
            (self.scope in _SCOPES, f"la portée est l’une de {', '.join(_SCOPES)}", self.scope),
            (self.zero in _ZEROS, f"« zero » est l’un de {', '.join(_ZEROS)}", self.zero),
            (
                self.bounded in _BOUNDED,
                f"« bounded » est l’un de {', '.join(_BOUNDED)}",
                self.bounded,
            ),
            (
                self.siblings in _SIBLINGS,
                f"« siblings » est l’un de {', '.join(_SIBLINGS)}",
                self.siblings,
            ),
            (
                "G0" in self.guarantees and set(self.guarantees) <= set(_GUARANTEES),
                f"les garanties sont G0 et d’autres parmi {', '.join(_GUARANTEES)}",
                self.guarantees,
            ),
            (0 < self.dominance <= 1, "la dominance est une part dans ]0 ; 1]", self.dominance),
            (
                0 <= self.interval < math.inf,
                "l’intervalle est une largeur positive et finie",
                self.interval,
            ),
        )
        for holds, requirement, found in checks:
            if not holds:
                raise ConfigurationError(f"Règle de secret : {requirement} ; reçu : {found!r}.")

    def too_small(self, counts: Any) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Tell which counts may not be published; a withheld one (NaN) is never too small."""
        values = np.asarray(counts, dtype=float)
        small = values < self.threshold - TOLERANCE
        return small & (np.abs(values) > TOLERANCE) if self.zero == "allowed" else small

    def describe(self) -> str:
        """Return one French sentence for map footers, reports and metadata."""
        what = (
            "chaque effectif publié, son complément et sa base comptent"
            if self.scope == "cells"
            else "la base de chaque chiffre publié compte"
        )
        zero = "les zéros sont publiés" if self.zero == "allowed" else "les zéros sont retenus"
        which = "qui peut être sous le seuil " if self.bounded == "small" else ""
        told = {
            "G1": "aucune différence entre chiffres publiés n’est sous le seuil",
            "G2": f"une valeur retenue {which}n’est pas déductible à moins de "
            f"{self.interval:g} unités près",
        }
        parts = [f"{what} au moins {self.threshold:g} unités", zero]
        parts += [sentence for code, sentence in told.items() if code in self.guarantees]
        if len(self.guarantees) == 1:
            parts.append("données ouvertes : les différences entre chiffres ne sont pas vérifiées")
        return (
            f"Secret statistique, profil « {self.profile} » ({self.label}), "
            f"garanties {', '.join(self.guarantees)} : {' ; '.join(parts)}. "
            f"Source : {self.provenance}."
        )


@cache
def _profiles() -> Mapping[str, SecrecyRule]:
    table = read_toml(files("geotools.secrecy") / "profiles.toml")
    return {
        name: SecrecyRule(
            threshold=entry["seuil"],
            scope=entry["portee"],
            zero=entry["zero"],
            dominance=entry["dominance"],
            interval=entry["intervalle"],
            bounded=entry["encadrement"],
            siblings=entry.get("fratries", "allowed"),
            guarantees=tuple(entry["garanties"]),
            profile=name,
            label=entry["libelle"],
            provenance=entry["provenance"],
        )
        for name, entry in table.items()
    }


def profile_names() -> dict[str, str]:
    """Return the profiles of ``profiles.toml``: name to French label."""
    return {name: rule.label for name, rule in _profiles().items()}


def load_rule(profile: str = "ops", **changes: Any) -> SecrecyRule:
    """Return the rule of a profile, with some fields changed on demand.

    Parameters
    ----------
    profile : str
        A name of ``profiles.toml``.
    **changes
        Fields of :class:`SecrecyRule` to replace, for instance ``threshold=20``.

    Raises
    ------
    ConfigurationError
        The profile does not exist (the nearest names are given), or the threshold asked for is
        below its own: a profile is only ever made stricter.
    """
    known = _profiles()
    if profile not in known:
        raise ConfigurationError(
            f"Le profil de secret « {profile} » n’existe pas. "
            f"Noms proches : {nearest(profile, known)}."
        )
    own = known[profile]
    asked = changes.get("threshold", own.threshold)
    if not asked >= own.threshold:
        raise ConfigurationError(
            f"Le seuil du profil « {profile} » est de {own.threshold:g} unités ; il ne peut être "
            f"que relevé. Demandé : {asked:g}. Donnez {own.threshold:g} ou plus, ou rien."
        )
    return SecrecyRule(**{**own.__dict__, **changes}) if changes else own


def resolve_rule(rule: SecrecyRule | None, threshold: float | None) -> SecrecyRule:
    """Return the rule given, or the default one at the threshold given.

    A threshold below the profile's is for study alone (published examples, proofs): the rule that
    it makes bears no profile, and :func:`require_publishable` refuses it.

    Raises
    ------
    ConfigurationError
        Both are given and they differ: one of them would be ignored.
    """
    if rule is not None:
        if threshold is not None and threshold != rule.threshold:
            raise ConfigurationError(
                f"Deux seuils sont donnés : {threshold:g}, et {rule.threshold:g} dans la règle. "
                "Donnez l’un ou l’autre."
            )
        return rule
    if threshold is None or threshold >= DEFAULT_THRESHOLD:
        return load_rule() if threshold is None else load_rule(threshold=threshold)
    return SecrecyRule(threshold=threshold, profile="étude", label="seuil d’étude, non publiable")


def require_publishable(rule: SecrecyRule) -> None:
    """Refuse a rule that is looser than the profile whose name it bears.

    Raises
    ------
    SecrecyRefusedError
        No profile has this name, or a field is looser than the profile's.
    """
    own = _profiles().get(rule.profile)
    looser = (
        "aucun profil ne porte ce nom"
        if own is None
        else f"son seuil est {rule.threshold:g} au lieu de {own.threshold:g}"
        if rule.threshold < own.threshold
        else "elle demande moins que le profil"
        if (
            _SCOPES.index(rule.scope) > _SCOPES.index(own.scope)
            or _ZEROS.index(rule.zero) > _ZEROS.index(own.zero)
            or _BOUNDED.index(rule.bounded) < _BOUNDED.index(own.bounded)
            or rule.dominance > own.dominance
            or rule.interval < own.interval
            or not set(own.guarantees) <= set(rule.guarantees)
        )
        else ""
    )
    if looser:
        raise SecrecyRefusedError(
            f"La règle de secret « {rule.profile} » ne permet pas de publier : {looser}. Reprenez "
            "un profil, dont le seuil ne peut être que relevé."
        )


def complements(
    counts: pd.DataFrame, bases: Mapping[str, str], *, missing_is_error: bool = True
) -> pd.DataFrame:
    """Return base − numerator for each pair whose two columns are present.

    Raises
    ------
    ConfigurationError
        A pair names an absent column and ``missing_is_error``.
    """
    absent = {c for pair in bases.items() for c in pair if c not in counts.columns}
    if absent and missing_is_error:
        name = sorted(absent)[0]
        raise ConfigurationError(
            f"La base déclarée utilise la colonne « {name} », absente de la table. "
            f"Noms proches : {nearest(name, counts.columns)}."
        )
    present = {n: b for n, b in bases.items() if n not in absent and b not in absent}
    return pd.DataFrame({n: counts[b] - counts[n] for n, b in present.items()}, index=counts.index)
