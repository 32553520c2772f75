"""Operations: following residences and households from one vintage to another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.catalogue import load_catalogue
from geotools.errors import ConfigurationError, InputError, some
from geotools.occupation import matching
from geotools.occupation import trajectory as kernel
from geotools.occupation.counting import count
from geotools.occupation.indicators import indicators
from geotools.occupation.intervals import DEFAULT_LEVEL
from geotools.occupation.tools._common import (
    CATALOGUE,
    LEVEL,
    by_code,
    catalogue_of,
    complete_layer,
)
from geotools.occupation.tools.matching import CODE_AFTER, CODE_BEFORE, DISTANCE
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Integer, Layer, Names, Pairs, Table, Tables, Text


@operation(group=Group.OCCUPATION, outputs=(Output("result", style="tendance"),), id="trajectory")
def trajectory(
    before: Annotated[gpd.GeoDataFrame, Layer(projected=True)],
    after: Annotated[gpd.GeoDataFrame, Layer(projected=True)],
    before_code: Annotated[str | None, CODE_BEFORE] = None,
    after_code: Annotated[str | None, CODE_AFTER] = None,
    *,
    ids: Annotated[Sequence[str] | None, Names(example="rev_lt40, apl")] = None,
    max_distance: Annotated[float, DISTANCE] = matching.DEFAULT_DISTANCE,
    level: Annotated[float, LEVEL] = DEFAULT_LEVEL,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> gpd.GeoDataFrame:
    """Add the change of each share; see :func:`geotools.occupation.change`.

    Parameters
    ----------
    before, after : GeoDataFrame
        Residences with ``logements`` and counts of the catalogue.
    before_code, after_code : str, optional
        Columns of the identifiers; the index by default.
    ids : sequence of str, optional
        Indicators.
    max_distance, level : float
    catalogue : Path, optional

    Returns
    -------
    GeoDataFrame
        The residences of the later vintage with ``lien``, ``statut`` and the change of their link.

    Raises
    ------
    MissingColumnError
        An indicator that was asked for lacks a count.
    InputError
        A count is negative, or a numerator exceeds its base.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> before, after = tiny.units(), tiny.units()
    >>> after.loc["R01", "menages_apl"] += 2
    >>> found = geotools.trajectory(before, after, ids=["apl"])
    >>> found.loc["R01", ["apl_avant", "apl_apres"]].astype(float).round(3).tolist()
    [0.867, 0.933]
    """
    chosen = catalogue_of(catalogue)
    first = by_code(before, before_code, "Résidences avant")
    last = by_code(after, after_code, "Résidences après")
    found = matching.match_residences(first, last, max_distance=max_distance)
    counts = [c for c in chosen.counts if c in first.columns and c in last.columns]
    earlier, later = kernel.follow(pd.DataFrame(first[counts]), pd.DataFrame(last[counts]), found)
    table = kernel.change(earlier, later, ids=ids, level=level, catalogue=chosen)
    if table.empty:
        raise InputError(
            "Aucun indicateur ne peut être suivi : les deux couches doivent porter les "
            "mêmes comptes "
            "du catalogue, par exemple « menages » et « menages_apl »."
        )
    told = table.reindex(found.after.to_numpy()).set_axis(after.index)
    told.insert(0, "statut", found.links["statut"].reindex(found.after.to_numpy()).to_numpy())
    told.insert(0, "lien", found.after.to_numpy())
    return complete_layer(after, told)


@operation(group=Group.OCCUPATION, outputs=(Output("table", kind="table"),), id="moversprofile")
def movers_profile(
    before: Annotated[pd.DataFrame, Table()],
    after: Annotated[pd.DataFrame, Table()],
    *,
    household: Annotated[str, Field(of="after")] = "menage",
    residence: Annotated[str, Field(of="after")] = "residence",
    unit: Annotated[str, Field(of="after")] = "residence",
    ids: Annotated[Sequence[str], Names(example="rev_lt40, apl")] = (
        "rev_lt40",
        "apl",
        "chomeurs",
        "sans_emploi",
        "mono",
        "seules",
    ),
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Describe stayers, entrants and leavers; see :func:`geotools.occupation.movers`.

    Parameters
    ----------
    before, after : DataFrame
        Household rows of two vintages.
    household, residence, unit : str
        Columns of the household's identifier, its residence, and the unit of the result.
    ids : sequence of str, optional
        Indicators.
    catalogue : Path, optional

    Returns
    -------
    DataFrame
        Indexed by unit and ``population`` (``reste``, ``mute``, ``entrant``, ``sorti``).

    Raises
    ------
    MissingColumnError
        An indicator that was asked for lacks a count.
    InputError
        A count is negative, or a numerator exceeds its base.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> before = tiny.households()
    >>> after = before.drop(index="M001").reset_index()
    >>> found = geotools.movers_profile(
    ...     before.reset_index(), after, unit="commune", ids=["apl"]
    ... )
    >>> found["apl_base"].to_dict()
    {('99001', 'reste'): 179, ('99001', 'sorti'): 1, ('99002', 'reste'): 180}
    """
    chosen = catalogue_of(catalogue)
    first, last = (
        rows if rows.index.name == household else rows.set_index(household, drop=False)
        for rows in (before, after)
    )
    left, came = kernel.movers(first, last, residence=residence)
    groups = {
        "reste": last[came == "reste"],
        "mute": last[came == "mute"],
        "entrant": last[came == "entrant"],
        "sorti": first[left == "sorti"],
    }
    tables = {
        name: indicators(
            count(rows.reset_index(drop=True), unit, source="ops", catalogue=chosen),
            ids=ids,
            catalogue=chosen,
        )
        for name, rows in groups.items()
        if len(rows)
    }
    return pd.concat(tables, names=["population"]).swaplevel().sort_index()


@operation(group=Group.OCCUPATION, outputs=(Output("table", kind="table"),), id="indextrajectory")
def index_trajectory(
    vintages: Annotated[dict[str, pd.DataFrame], Tables()],
    code: Annotated[str | None, Text(example="residence")] = None,
    *,
    base_year: Annotated[int | None, Integer(minimum=1900, maximum=2100)] = None,
    weights: Annotated[
        dict[str, float] | None, Pairs(example="rev_lt40=2, apl=1, chomeurs=1, sans_emploi=1")
    ] = None,
) -> pd.DataFrame:
    """Follow the precarity index; see :func:`geotools.occupation.precarity_trajectory`.

    Parameters
    ----------
    vintages : dict of DataFrame
        Counts of the catalogue, named by year.
    code : str, optional
        Column of the unit in each table.
    base_year : int, optional
    weights : dict, optional

    Returns
    -------
    DataFrame
        One row per unit, one column ``indice_<year>`` per vintage.

    Raises
    ------
    MissingColumnError
        None of the components is among the columns.
    InputError
        A reference value is missing or zero.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> counts = geotools.count(tiny.households(), "residence", source="ops")
    >>> found = geotools.index_trajectory({"2022": counts, "2024": counts})
    >>> bool((found["indice_2022"] == found["indice_2024"]).all())
    True
    """
    wrong = [name for name in vintages if not name.isdigit()]
    if wrong:
        raise ConfigurationError(
            f"Chaque millésime doit porter le nom d’une année, par exemple 2014 ; reçu : "
            f"{some(wrong)}."
        )
    tables = {int(year): by_code(table, code, year) for year, table in vintages.items()}
    result = kernel.precarity_trajectory(
        tables,
        base_year=base_year,
        weights=weights or dict(load_catalogue().index("precarite").weights),
    )
    return result.rename(columns=lambda year: f"indice_{year}")
