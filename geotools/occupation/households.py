"""The fragility of a household: how many of six criteria it meets, from 0 to 3 (Valophis)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geotools._compat import read_toml
from geotools.boundaries import cut, read_own_toml
from geotools.catalogue import Catalogue, CatalogueParameter, load_catalogue
from geotools.errors import ConfigurationError, MissingColumnError, nearest, some
from geotools.expressions import Columns, Expression
from geotools.occupation.counting import definitions_of


@dataclass(frozen=True)
class Criterion:
    """One criterion: its label, and the expressions that tell whether a household meets it."""

    id: str
    label: str
    expressions: tuple[Expression, ...]


@dataclass(frozen=True)
class HouseholdRule:
    """The criteria, their thresholds, and where the score stops."""

    criteria: tuple[Criterion, ...]
    parameters: Mapping[str, CatalogueParameter]
    highest: int
    source: str


@lru_cache(maxsize=4)
def load_household_rule(extra: Path | None = None) -> HouseholdRule:
    """Return the rule of the package, its criteria and thresholds replaced by those of a file.

    Raises
    ------
    ConfigurationError
        The file cannot be read, or holds an unknown section.
    """
    raw = read_toml(files("geotools.occupation") / "fragilite_menage.toml")
    if extra is not None:
        own = read_own_toml(Path(extra), f"La règle « {cut(extra)} » ne se lit pas")
        unknown = [key for key in own if key not in raw]
        if unknown:
            raise ConfigurationError(
                f"La règle « {extra.name} » contient une section inconnue « {unknown[0]} ». "
                f"Noms proches : {nearest(unknown[0], raw)}."
            )
        raw = {**raw, **own, "parameter": {**raw["parameter"], **own.get("parameter", {})}}
    return HouseholdRule(
        criteria=tuple(
            Criterion(name, table["label"], tuple(map(Expression, table["expressions"])))
            for name, table in raw["critere"].items()
        ),
        parameters={n: CatalogueParameter(id=n, **t) for n, t in raw["parameter"].items()},
        highest=raw["score_maximal"],
        source=raw["source"],
    )


def household_fragility(
    households: pd.DataFrame,
    *,
    rule: HouseholdRule | None = None,
    parameters: Mapping[str, Any] | None = None,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    r"""Score each household from 0 to 3 by the number of criteria that it meets.

    .. math:: s_i = \min\Big(3, \sum_k [\text{criterion } k \text{ met by } i]\Big)

    Parameters
    ----------
    households : DataFrame
        Household rows of the documented template.
    rule : HouseholdRule, optional
        Criteria and thresholds; those of ``fragilite_menage.toml`` by default.
    parameters : mapping, optional
        Thresholds that replace the defaults of the rule or of the catalogue.
    catalogue : Catalogue, optional

    Returns
    -------
    DataFrame
        Same index: one nullable boolean per criterion, ``criteres`` the number met,
        ``fragilite_menage`` the score, ``criteres_inconnus`` how many could not be told. A
        criterion that cannot be told does not count as met: the score is then a lower bound.

    Raises
    ------
    MissingColumnError
        No criterion can be read from the columns.

    Notes
    -----
    Valophis, USH, Repères n° 17, 001:711-721: very old; single parent with two children or more;
    very large family; very low income; arrears over 3 months; over-occupied. The thresholds that
    the source does not give are ours and are declared in the rule. A score serves to look at a
    residence, never to refuse a household.
    """
    rule = rule or load_household_rule()
    catalogue = catalogue or load_catalogue()
    values = _values(rule, catalogue, parameters or {})
    table = Columns(households, definitions_of(catalogue, "ops"), values)
    met: dict[str, Any] = {}
    for criterion in rule.criteria:
        if any(table.can(expression) for expression in criterion.expressions):
            met[criterion.id] = table.first_known(criterion.expressions)
    if not met:
        needed = sorted({c for k in rule.criteria for e in k.expressions for c in e.columns})
        raise MissingColumnError(
            "Aucun critère de fragilité du ménage ne peut être lu : la table n’a aucune des "
            f"colonnes attendues ({some(needed)}). Colonnes trouvées : {some(households.columns)}."
        )
    result = pd.DataFrame(met, index=households.index)
    number = result.fillna(False).astype(bool).sum(axis=1)
    absent = len(rule.criteria) - len(met)
    result["criteres"] = number.astype("int64")
    result["fragilite_menage"] = np.minimum(number, rule.highest).astype("int64")
    result["criteres_inconnus"] = (result[list(met)].isna().sum(axis=1) + absent).astype("int64")
    result.attrs = {
        "criteres": {k.id: k.label.format_map(values) for k in rule.criteria},
        "source": rule.source,
    }
    return result


def count_fragility(scores: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Count the households of each score and each criterion by unit.

    Parameters
    ----------
    scores : DataFrame
        What :func:`household_fragility` returned.
    by : Series
        Unit of each household, aligned.

    Returns
    -------
    DataFrame
        Indexed by unit: ``menages``, ``fragiles_0`` … ``fragiles_3`` (the last one: three criteria
        and more), and one count per criterion ``critere_<id>``. Additive.
    """
    unit = by.reindex(scores.index)
    flags = {"menages": pd.Series(1, index=scores.index)}
    for score in range(int(load_household_rule().highest) + 1):
        flags[f"fragiles_{score}"] = scores["fragilite_menage"].eq(score).astype("int64")
    for name in scores.columns:
        if scores[name].dtype == "boolean":
            flags[f"critere_{name}"] = scores[name].fillna(False).astype("int64")
    return pd.DataFrame(flags).groupby(unit, sort=True).sum()


def _values(rule: HouseholdRule, catalogue: Catalogue, given: Mapping[str, Any]) -> dict[str, Any]:
    own = {name: parameter.default for name, parameter in rule.parameters.items()}
    for name, value in given.items():
        if name in rule.parameters:
            own[name] = rule.parameters[name].check(value)
    rest = {name: value for name, value in given.items() if name not in rule.parameters}
    return {**catalogue.values(rest), **own}
