"""Comparing a unit: with the level above it, with another part of the stock, with its weight.

A figure means little alone: the guide always reads it against the upper level (001:423-425).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from geotools.catalogue import Catalogue, load_catalogue
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.occupation.counting import aggregate, check_counts, counts_of
from geotools.occupation.indicators import indicators


def compare(
    units: pd.DataFrame,
    reference: pd.DataFrame | pd.Series | Mapping[str, float],
    *,
    ids: Iterable[str],
    parent: pd.Series | None = None,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    """Set indicators beside their reference: gap, ratio and rank.

    Parameters
    ----------
    units : DataFrame
        Indicators, one column per id, indexed by unit.
    reference : DataFrame, Series or mapping
        Values of the level above: one for all units, or a DataFrame indexed by parent.
    ids : iterable of str
        Indicators to compare.
    parent : Series, optional
        Parent of each unit, required with a DataFrame.
    catalogue : Catalogue, optional
        Gives the polarity, hence the direction of the rank.

    Returns
    -------
    DataFrame
        For each id: ``<id>`` the unit's value, ``<id>_ref``, ``<id>_ecart`` = value − reference (a
        fraction: 0.05 is 5 points), ``<id>_rapport`` = value / reference, ``<id>_rang`` among the
        units of the same parent, 1 for the most fragile (the highest, or the lowest where more
        means less fragile); equal values share the best rank.
    """
    catalogue = catalogue or load_catalogue()
    wanted = list(ids)
    _require(units, wanted)
    against = _reference(units, reference, wanted, parent)
    groups = pd.Series(0, index=units.index) if parent is None else parent.reindex(units.index)
    columns: dict[str, pd.Series] = {}
    for name in wanted:
        value, beside = units[name].astype(float), against[name].astype(float)
        item = catalogue.indicators.get(name)
        ascending = item is not None and item.polarity == "-"
        columns[name] = value
        columns[f"{name}_ref"] = beside
        columns[f"{name}_ecart"] = value - beside
        columns[f"{name}_rapport"] = value / beside.where(beside != 0)
        columns[f"{name}_rang"] = (
            value.groupby(groups).rank(method="min", ascending=ascending).astype("Int64")
        )
    return pd.DataFrame(columns, index=units.index)


def compare_to_parent(
    counts: pd.DataFrame,
    parent: pd.Series,
    *,
    ids: Iterable[str] | None = None,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    """Compare each unit with the sum of the units of its parent, from counts.

    Parameters
    ----------
    counts : DataFrame
        Additive counts by unit.
    parent : Series
        Parent of each unit (commune of a residence, EPCI of a commune).
    ids : iterable of str, optional
        Indicators; all that the counts allow by default.
    catalogue : Catalogue, optional

    Returns
    -------
    DataFrame
        As :func:`compare`, with ``<id>_n``, ``<id>_base`` and ``<id>_ref_base``: no gap without
        its two bases.
    """
    additive = counts_of(counts, catalogue or load_catalogue())
    own = indicators(additive, ids=ids, catalogue=catalogue)
    names = list(own.attrs["bases"])
    above = indicators(aggregate(additive, parent), ids=names, catalogue=catalogue)
    result = compare(own, above, ids=names, parent=parent, catalogue=catalogue)
    for name in names:
        result[f"{name}_n"] = own[f"{name}_n"]
        result[f"{name}_base"] = own[f"{name}_base"]
        result[f"{name}_ref_base"] = above[f"{name}_base"].reindex(parent).to_numpy()
    return result


def specialisation(
    values: pd.Series | pd.DataFrame,
    stock: pd.Series,
    *,
    within: pd.Series | None = None,
) -> pd.DataFrame:
    r"""Return the specialisation of each unit: its weight in a trait over its weight in the stock.

    .. math:: S_i = \frac{n_i / \sum_j n_j}{s_i / \sum_j s_j}

    Parameters
    ----------
    values : Series or DataFrame
        Counts of one or several traits: households of the stock, or allocations of the year.
    stock : Series
        Dwellings (or households) of each unit.
    within : Series, optional
        Territory whose total is 100 % (EPCI of each commune); all units together by default.

    Returns
    -------
    DataFrame
        For each trait ``<name>_specialisation`` (1: as much as its share of the stock; 1.5: half
        as much again), ``<name>_poids`` the unit's share of the trait, and ``poids_parc``. Missing
        where the unit has no dwelling or the trait does not exist in the territory.

    Notes
    -----
    ARHlm Basse-Normandie, USH, Repères n° 17, 001:542-544. 120 of the 400 households with a trait
    in 1 000 of 5 000 dwellings: 0.30 / 0.20 = 1.5.
    """
    traits = values.to_frame() if isinstance(values, pd.Series) else values
    for column in (stock, *(traits[name] for name in traits.columns)):
        check_counts(column, weighted=True)
    key = pd.Series(0, index=stock.index) if within is None else within.reindex(stock.index)
    weight = _part_of_total(stock, key)
    columns = {}
    for name in traits.columns:
        part = _part_of_total(traits[name], key)
        columns[f"{name}_specialisation"] = part / weight.where(weight > 0)
        columns[f"{name}_poids"] = part
    columns["poids_parc"] = weight
    return pd.DataFrame(columns, index=stock.index)


def compare_tenures(
    counts: pd.DataFrame,
    *,
    ids: Sequence[str],
    social: str = "hlm",
    catalogue: Catalogue | None = None,
    weighted: bool | None = None,
) -> pd.DataFrame:
    """Set the social stock beside the private stock of the same unit.

    Parameters
    ----------
    counts : DataFrame
        Additive counts indexed by (unit, tenure): the census counted by IRIS and tenure, or a
        Filocom extract.
    ids : sequence of str
        Indicators to compare.
    social : str
        The tenure that is the social stock.
    catalogue : Catalogue, optional
    weighted : bool, optional
        As for :func:`geotools.occupation.indicators`.

    Returns
    -------
    DataFrame
        Indexed by unit: for each id and tenure ``<id>_<tenure>`` and ``<id>_<tenure>_base``, then
        ``<id>_<tenure>_ecart`` = social stock − this tenure. Missing where a tenure is absent.

    Notes
    -----
    USH, Repères n° 17, 001:427-430: in mixed districts, qualify the occupation of both stocks.
    """
    if counts.index.nlevels != 2:
        raise InputError(
            "La comparaison des parcs demande des comptes indexés par unité et par statut "
            f"d’occupation ; l’index a {counts.index.nlevels} niveau(x)."
        )
    tenures = list(counts.index.get_level_values(1).unique())
    if social not in tenures:
        raise InputError(
            f"Le statut « {social} » n’apparaît pas parmi les statuts d’occupation trouvés : "
            f"{some(tenures)}."
        )
    figures = indicators(counts, ids=ids, catalogue=catalogue, weighted=weighted)
    wide = figures.unstack()
    columns: dict[str, pd.Series] = {}
    for name in ids:
        for tenure in [social, *(t for t in tenures if t != social)]:
            columns[f"{name}_{tenure}"] = wide[(name, tenure)]
            columns[f"{name}_{tenure}_base"] = wide[(f"{name}_base", tenure)]
            if tenure != social:
                columns[f"{name}_{tenure}_ecart"] = wide[(name, social)] - wide[(name, tenure)]
    return pd.DataFrame(columns, index=wide.index)


# --- Internals ----------------------------------------------------------------------------------


def _part_of_total(values: pd.Series, key: pd.Series) -> pd.Series:
    total = values.astype(float).groupby(key).transform("sum")
    return values / total.where(total > 0)


def _require(units: pd.DataFrame, names: Sequence[str]) -> None:
    for name in names:
        if name not in units.columns:
            raise MissingColumnError(
                f"L’indicateur « {name} » n’est pas dans la table. "
                f"Noms proches : {nearest(name, units.columns)}."
            )


def _reference(
    units: pd.DataFrame,
    reference: pd.DataFrame | pd.Series | Mapping[str, float],
    names: Sequence[str],
    parent: pd.Series | None,
) -> pd.DataFrame:
    if not isinstance(reference, pd.DataFrame):
        given = dict(reference)
        absent = [name for name in names if name not in given]
        if absent:
            raise InputError(f"La référence ne donne pas de valeur pour : {some(absent)}.")
        return pd.DataFrame({name: np.full(len(units), given[name]) for name in names}, units.index)
    _require(reference, names)
    if parent is None:
        raise InputError("Une référence par territoire demande le territoire de chaque unité.")
    above = parent.reindex(units.index)
    unknown = above.dropna()[~above.dropna().isin(reference.index)]
    if len(unknown):
        raise InputError(
            f"La référence n’a pas de ligne pour le territoire de {len(unknown)} unité(s) : "
            f"{some(unknown.unique())}."
        )
    return reference[list(names)].reindex(above).set_axis(units.index)
