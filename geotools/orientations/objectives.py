"""The legal objectives of allocation (25 %, 50 %, 25 %) and local ones, with the right numerators.

Objectives, the dates from which they hold, the perimeters in force and the first-quartile
thresholds are data (``objectifs.toml``). Shares are compared as exact fractions.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import ConfigurationError, InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.allocation_facts import allocation_facts
from geotools.orientations.columns import need
from geotools.orientations.rule_files import RULES, rules
from geotools.parameters import Choice, Day, Flag, Layers, Pairs, Table, Text

_LABEL = "Attributions"
_NOT_DUE = {"cible": np.nan, "ecart": np.nan, "atteint": None,
            "manquantes": None}  # fmt: skip
"""What is said of a target that does not apply to a holder: its rate, and nothing to reach."""
_GROUPS = {
    "ensemble": "Tout le fichier",
    "commune": "Commune",
    "bailleur": "Bailleur",
    "reservataire": "Réservataire",
    "epci": "EPCI",
    "annee": "Année",
    "semestre": "Semestre",
    "trimestre": "Trimestre",
}
_PERIODS = {"annee": (12, "{}"), "semestre": (6, "{}-S{}"), "trimestre": (3, "{}-T{}")}
"""Months of each period, and how its year and rank are written."""


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="allocationobjectives"
)
def allocation_objectives(
    allocations: Annotated[pd.DataFrame, Table()],
    by: Annotated[str, Choice(options=_GROUPS)] = "ensemble",
    *,
    perimeters: Annotated[dict[str, GeoDataFrame] | None, Layers()] = None,
    thresholds: Annotated[pd.DataFrame | None, Table()] = None,
    epci: Annotated[str | None, Text(example="243700754")] = None,
    local: Annotated[
        dict[str, float] | None, Pairs(example="mutations=0.25, hors_qpv_q1=0.30")
    ] = None,
    start: Annotated[dt.date | None, Day(example="2024-01-01")] = None,
    end: Annotated[dt.date | None, Day(example="2024-12-31")] = None,
    as_of: Annotated[dt.date | None, Day(example="2024-06-30")] = None,
    overseas: Annotated[bool, Flag()] = False,
    local_rules: Annotated[Path | None, RULES] = None,
) -> pd.DataFrame:
    r"""Return one row per group and objective.

    .. math:: \text{manquantes} = \min\{k \ge 0 : (A + k)/(D + k) \ge t\}
              = \left\lceil \frac{tD - A}{1 - t} \right\rceil^+

    Parameters
    ----------
    allocations : DataFrame
        Template « attributions »: decisions, with the date of the lease when one was signed.
    by : str
        ``ensemble``, ``commune``, ``bailleur``, ``reservataire``, ``epci``, ``annee``,
        ``semestre`` or ``trimestre``. A period is that of the date that the objective
        counts: lease or decision.
    perimeters : mapping of str to GeoDataFrame, optional
        Priority districts by the names of ``objectifs.toml``; needed for rows whose ``en_qpv`` is
        empty. Positions are the geometry of the file, or its ``x`` and ``y`` in the CRS of the
        first layer.
    thresholds : DataFrame, optional
        ``epci``, ``annee``, ``seuil`` (euros a year per consumption unit); those of
        ``objectifs.toml`` by default.
    epci : str, optional
        Needed for rows without quartile, unless the file has a column ``epci``.
    local : mapping, optional
        Objective and target share: a local target beside the legal one, or an objective that the
        law does not set (``mutations``).
    start, end : date, optional
        Bounds of the period, included (dates of decision, or of lease for what counts leases).
    as_of : date, optional
        When the file was drawn: with ``start`` and ``end``, prolongs the present pace.
    overseas : bool
        Perimeters of 2024 hold from 2025 overseas.
    local_rules : Path, optional
        TOML of the layout of ``objectifs.toml``: objectives, perimeters, thresholds of yours.

    Returns
    -------
    DataFrame
        ``groupe``, ``objectif``, ``libelle``, ``nature`` (légal, local, or modifié when a
        local rule changes the target of the law), ``cible``,
        ``numerateur``, ``denominateur``, ``inconnus``, ``taux``, ``ecart`` (points of share),
        ``atteint``, ``manquantes``, ``source``, and with ``as_of``: ``denominateur_prevu``,
        ``a_faire`` (how many of the allocations still to come must go to the public),
        ``taux_a_tenir`` and ``atteignable``.

    Raises
    ------
    InputError
        A date, quartile or yes/no is wrong, no row falls in the period, or positions are needed
        and absent.
    ConfigurationError
        An objective, a perimeter or a threshold is unknown.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> leases = pd.DataFrame(
    ...     {
    ...         "attribution": ["A1", "A2", "A3", "A4"],
    ...         "date_decision": "2024-02-12",
    ...         "date_bail": "2024-03-01",
    ...         "commune": "99001",
    ...         "en_qpv": "non",
    ...         "quartile": ["1", "3", "2", "4"],
    ...     }
    ... )
    >>> found = geotools.allocation_objectives(leases).set_index("objectif")
    >>> found.loc["hors_qpv_q1", ["numerateur", "denominateur", "taux"]].tolist()
    [1.0, 4.0, 0.25]
    """
    if by not in _GROUPS:
        raise ConfigurationError(f"Détail « {by} » inconnu ; possibles : {', '.join(_GROUPS)}.")
    book = rules("objectifs", local_rules)
    facts = allocation_facts(allocations, perimeters or {}, thresholds, epci, overseas, book)
    window = _Period.read(start, end, as_of)
    rows: list[dict[str, Any]] = []
    for rule, target, nature in _wanted(local or {}, book["objectif"]):
        when = facts["bail"] if rule["base"] == "baux" else facts["decision"]
        scope = _scope(facts, rule, window, when)
        group = _group(allocations, when, by, epci)
        for name, members in facts[scope].groupby(group[scope], sort=True):
            row = _row(members, rule, target, nature, window)
            exempt = by == "reservataire" and name in rule.get("hors", ())
            rows.append({"groupe": name, **row, **(_NOT_DUE if exempt else {})})
    if not rows:
        raise InputError(
            "Aucune attribution ne tombe dans la période et le champ des objectifs. Vérifiez les "
            "dates « Début » et « Fin » et la colonne « date_decision »."
        )
    table = pd.DataFrame(rows)
    order = {name: i for i, name in enumerate(item["id"] for item in book["objectif"])}
    rank = table["objectif"].map(order)
    sorted_rows = table.assign(_r=rank).sort_values(["groupe", "_r", "nature"], kind="stable")
    return sorted_rows.drop(columns="_r").reset_index(drop=True)


def missing_allocations(numerator: int, denominator: int, target: Fraction) -> int:
    """Return the fewest further allocations, all to the public aimed at, that reach the target.

    Each adds one to the numerator and to the denominator.

    Raises
    ------
    ConfigurationError
        The target is not in [0, 1[: a full share can never be caught up.
    """
    if not 0 <= target < 1:
        raise ConfigurationError(
            f"Une cible doit être comprise entre 0 et 1 (exclu) ; reçu : {float(target):g}."
        )
    return max(0, math.ceil((target * denominator - numerator) / (1 - target)))


def legal_targets(local_rules: Path | None = None) -> dict[str, tuple[str, Fraction]]:
    """Return the label and the target share of each legal objective."""
    book = rules("objectifs", local_rules)["objectif"]
    return {i["id"]: (i["libelle"], Fraction(str(i["cible"]))) for i in book if i["legal"]}


def targets_without_state(local_rules: Path | None = None) -> tuple[str, ...]:
    """Return the objectives whose target is not due by some holders (the State)."""
    return tuple(i["id"] for i in rules("objectifs", local_rules)["objectif"] if "hors" in i)


def states(local_rules: Path | None = None) -> tuple[str, ...]:
    """Return the holders to whom a target does not apply."""
    book = rules("objectifs", local_rules)["objectif"]
    return tuple(dict.fromkeys(name for item in book for name in item.get("hors", ())))


def legal_counts(
    allocations: pd.DataFrame,
    *,
    perimeters: Mapping[str, GeoDataFrame] | None = None,
    thresholds: pd.DataFrame | None = None,
    epci: str | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    overseas: bool = False,
    local_rules: Path | None = None,
) -> pd.DataFrame:
    """Return the counts of the legal objectives by EPCI and holder, for further aggregation.

    Parameters
    ----------
    allocations, perimeters, thresholds, epci, start, end, overseas, local_rules
        See :func:`allocation_objectives`.

    Returns
    -------
    DataFrame
        Index ``epci`` (« ensemble » when the file does not say) and ``reservataire``; whole
        numbers ``<objective>``, ``<objective>_base`` (rows that enter the rate) and
        ``<objective>_laisses`` (the unknown), additive. ``attrs["inconnus"]``: rows that
        miss the place or the public of an objective that they belong to.
    """
    parts, lost, decision = objective_rows(
        allocations,
        perimeters=perimeters,
        thresholds=thresholds,
        epci=epci,
        start=start,
        end=end,
        overseas=overseas,
        local_rules=local_rules,
    )
    by = "epci" if "epci" in allocations.columns or epci else "ensemble"
    keys = [
        _group(allocations, decision, name, epci).rename(label)
        for name, label in ((by, "epci"), ("reservataire", "reservataire"))
    ]
    counts = pd.concat([rows.drop(columns="date") for rows in parts.values()], axis=1)
    counted = counts.groupby(keys, sort=True).sum()
    counted.attrs["inconnus"] = int(lost.sum())
    return counted


def objective_rows(
    allocations: pd.DataFrame,
    *,
    perimeters: Mapping[str, GeoDataFrame] | None = None,
    thresholds: pd.DataFrame | None = None,
    epci: str | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    overseas: bool = False,
    local: Mapping[str, float] | None = None,
    local_rules: Path | None = None,
) -> tuple[dict[str, pd.DataFrame], pd.Series, pd.Series]:
    """Return for each objective what every allocation is to it: confidential rows.

    Parameters
    ----------
    allocations, perimeters, thresholds, epci, start, end, overseas, local, local_rules
        See :func:`allocation_objectives`.

    Returns
    -------
    parts : dict of DataFrame
        By objective, one row for each allocation: ``<objective>_laisses`` (unknown),
        ``<objective>_base`` and ``<objective>`` (0 or 1), and ``date``, the day by which the
        objective counts it.
    lost : Series of bool
        Rows that miss the place or the public of an objective that they belong to.
    decision : Series
        Day of the decision.
    """
    book = rules("objectifs", local_rules)
    facts = allocation_facts(allocations, perimeters or {}, thresholds, epci, overseas, book)
    window = _Period.read(start, end, None)
    parts: dict[str, pd.DataFrame] = {}
    lost = pd.Series(False, index=allocations.index)
    for rule, _, _ in _wanted(local or {}, book["objectif"]):
        when = facts["bail"] if rule["base"] == "baux" else facts["decision"]
        scope = _scope(facts, rule, window, when)
        known = scope & _known(facts, rule)
        lost |= scope & ~known
        parts[rule["id"]] = pd.DataFrame(
            {
                f"{rule['id']}_laisses": (scope & ~known).astype(int),
                f"{rule['id']}_base": known.astype(int),
                rule["id"]: (known & facts[rule["numerateur"]].fillna(False)).astype(int),
                "date": when,
            }
        )
    return parts, lost, facts["decision"]


class _Period:
    """Bounds of the period and the share of it that has elapsed."""

    def __init__(
        self, start: pd.Timestamp | None, end: pd.Timestamp | None, as_of: pd.Timestamp | None
    ) -> None:
        self.start, self.end, self.as_of = start, end, as_of

    @classmethod
    def read(cls, start: dt.date | None, end: dt.date | None, as_of: dt.date | None) -> _Period:
        given = (start, end, as_of)
        first, last, now = (None if day is None else pd.Timestamp(day) for day in given)
        if first is not None and last is not None and last < first:
            raise ConfigurationError("La fin de la période précède son début.")
        if now is not None and (first is None or last is None or not first <= now <= last):
            raise ConfigurationError(
                "« Date d’arrêt » demande un début et une fin de période qui l’encadrent."
            )
        return cls(first, last, now)

    def holds(self, when: pd.Series) -> pd.Series:
        inside = when.notna()
        if self.start is not None:
            inside &= when >= self.start
        last = self.as_of or self.end
        return inside & (when <= last) if last is not None else inside

    @property
    def elapsed(self) -> Fraction | None:
        """Share of the days of the period that are behind, both bounds included."""
        if self.start is None or self.end is None or self.as_of is None:
            return None
        whole = (self.end - self.start).days + 1
        return Fraction((self.as_of - self.start).days + 1, whole)


def _wanted(
    local: Mapping[str, float], objectives: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], Fraction, str]]:
    """Objectives to follow: the legal ones, and the local targets given."""
    known = {item["id"]: item for item in objectives}
    unknown = [name for name in local if name not in known]
    if unknown:
        raise ConfigurationError(
            f"Objectif(s) local(aux) inconnu(s) : {some(unknown)}. Possibles : {', '.join(known)}."
        )
    in_law = {item["id"]: item["cible"] for item in rules("objectifs")["objectif"]}
    legal = [
        (i, Fraction(str(i["cible"])), "légal" if i["cible"] == in_law.get(i["id"]) else "modifié")
        for i in objectives
        if i["legal"]
    ]
    return legal + [(known[n], Fraction(str(v)), "local") for n, v in local.items()]


def _group(table: pd.DataFrame, when: pd.Series, by: str, epci: str | None) -> pd.Series:
    if by == "ensemble":
        return pd.Series("ensemble", index=table.index)
    if by in _PERIODS:
        months, written = _PERIODS[by]
        year, rank = when.dt.year, (when.dt.month - 1) // months + 1
        known = zip(year.fillna(0).astype(int), rank.fillna(0).astype(int), strict=True)
        names = [written.format(*pair) for pair in known]
        return pd.Series(names, index=table.index, dtype="string").mask(when.isna())
    if by == "epci" and epci and by not in table.columns:
        return pd.Series(epci, index=table.index)
    need(table, [by], _LABEL)
    return table[by].astype("string").fillna("non renseigné")


def _scope(
    facts: pd.DataFrame, rule: Mapping[str, Any], window: _Period, when: pd.Series
) -> pd.Series:
    """Rows that the objective is about: leases or decisions, in the period, where the law holds."""
    scope = window.holds(when) & (facts["decision"] >= pd.Timestamp(rule["depuis"]))
    # Rows whose place is unknown stay, to be counted as unknown.
    return scope & facts[rule["lieu"]].fillna(True).to_numpy(dtype=bool)


def _known(facts: pd.DataFrame, rule: Mapping[str, Any]) -> pd.Series:
    """Rows whose place and public are both known."""
    return facts[rule["numerateur"]].notna() & facts[rule["lieu"]].notna()


def _row(
    members: pd.DataFrame,
    rule: Mapping[str, Any],
    target: Fraction,
    nature: str,
    window: _Period,
) -> dict[str, Any]:
    known = _known(members, rule)
    reached = int(members.loc[known, rule["numerateur"]].sum())
    base = int(known.sum())
    row: dict[str, Any] = {
        "objectif": rule["id"],
        "libelle": rule["libelle"],
        "nature": nature,
        "cible": float(target),
        "numerateur": reached,
        "denominateur": base,
        "inconnus": int((~known).sum()),
        "taux": reached / base if base else np.nan,
        "ecart": reached / base - float(target) if base else np.nan,
        "atteint": reached >= target * base if base else None,
        "manquantes": missing_allocations(reached, base, target),
        "source": rule["source"],
    }
    if window.elapsed is not None:
        row |= _pace(reached, base, target, window.elapsed)
    return row


def _pace(reached: int, base: int, target: Fraction, elapsed: Fraction) -> dict[str, Any]:
    """Prolong the number of allocations at the present pace, and say what remains to be done."""
    expected = max(base, math.floor(base / elapsed + Fraction(1, 2)))
    left = expected - base
    due = max(0, math.ceil(target * expected) - reached)
    return {
        "denominateur_prevu": expected,
        "a_faire": due,
        "taux_a_tenir": due / left if left else np.nan,
        "atteignable": due <= left,
    }
