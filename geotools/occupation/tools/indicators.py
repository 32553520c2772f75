"""Operations: from household rows to counts, from counts to the indicators of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.catalogue import Catalogue
from geotools.errors import ConfigurationError, nearest
from geotools.occupation import counting
from geotools.occupation.indicators import indicators as compute
from geotools.occupation.tools._common import (
    CATALOGUE,
    by_code,
    catalogue_of,
    complete_layer,
)
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Day, Field, Flag, Layer, Names, Number, Table, Text

THRESHOLDS = {40: "40 % du plafond PLUS", 20: "20 % du plafond PLUS"}
ROWS = {
    "rpls": "Logements du RPLS",
    "census": "Logements du recensement (pondérés)",
    "residences": "Résidences, comptes de gestion du bailleur",
    "grille": "Grilles qualitatives, notes de 1 à 4",
    "filosofi": "Carreaux Filosofi",
}


@operation(group=Group.OCCUPATION, outputs=(Output("counts", kind="table"),), id="counthouseholds")
def count_households(
    households: Annotated[pd.DataFrame, Table()],
    unit: Annotated[str, Field(of="households")] = "residence",
    *,
    income_threshold: Annotated[int, Choice(options=THRESHOLDS)] = 40,
    room_gap: Annotated[float, Number(advanced=True, minimum=0, maximum=5, unit="pièces")] = 2,
    recent_years: Annotated[float, Number(advanced=True, minimum=0.5, maximum=20, unit="ans")] = 3,
    arrears_months: Annotated[float, Number(advanced=True, minimum=0, maximum=36, unit="mois")] = 3,
    reference_date: Annotated[date | None, Day(advanced=True, example="2024-01-01")] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Count the households of each unit; see :func:`geotools.occupation.count`.

    Parameters
    ----------
    households : DataFrame
        Household rows of the documented template.
    unit : str
        Column of the unit.
    income_threshold : {40, 20}
        Threshold of very low incomes, % of the PLUS ceiling.
    room_gap, recent_years, arrears_months : float
        Thresholds of the catalogue.
    reference_date : date, optional
        Day that stands for a missing survey date.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    DataFrame
        One row per unit, one column per count.

    Raises
    ------
    InputError
        No count can be computed from these columns, or a number to add up is negative.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.count_households(tiny.households(), "commune")
    >>> found[["menages", "menages_tbr"]].values.tolist()
    [[180, 77], [180, 31]]
    """
    parameters = {
        "seuil_revenus": income_threshold,
        "ecart_pieces": room_gap,
        "duree_recents": recent_years,
        "mois_impayes": arrears_months,
        "date_reference": reference_date,
    }
    return counting.count(
        households,
        unit,
        source="ops",
        catalogue=catalogue_of(catalogue),
        parameters=parameters,
    )


@operation(group=Group.OCCUPATION, outputs=(Output("counts", kind="table"),), id="countdwellings")
def count_dwellings(
    dwellings: Annotated[pd.DataFrame, Table()],
    unit: Annotated[str, Field(of="dwellings")],
    *,
    source: Annotated[str, Choice(options=ROWS)] = "rpls",
    room_gap: Annotated[float, Number(advanced=True, minimum=0, maximum=5, unit="pièces")] = 2,
    vacancy_months: Annotated[float, Number(advanced=True, minimum=0, maximum=36, unit="mois")] = 3,
    reference_date: Annotated[date | None, Day(advanced=True, example="2024-01-01")] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Count the dwellings of each unit; see :func:`geotools.occupation.count`.

    Parameters
    ----------
    dwellings : DataFrame
        Rows with the canonical columns of their source.
    unit : str
        Column of the unit.
    source : {"rpls", "census", "residences", "grille", "filosofi"}
        What the rows are.
    room_gap, vacancy_months : float
        Thresholds of the catalogue.
    reference_date : date, optional
        Day at which vacancy is measured.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    DataFrame
        One row per unit: counts, then medians with their bases.

    Raises
    ------
    InputError
        No count can be computed from these columns, or a number to add up is negative.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> dwellings = geotools.read_rpls(tiny.folder() / "rpls2024.csv").frame
    >>> geotools.count_dwellings(dwellings, "depcom")["logements"].tolist()
    [210, 210]
    """
    chosen = catalogue_of(catalogue)
    parameters = {
        "ecart_pieces": room_gap,
        "mois_vacance": vacancy_months,
        "date_reference": reference_date,
    }
    counts = counting.count(dwellings, unit, source=source, catalogue=chosen, parameters=parameters)
    medians = counting.medians(
        dwellings, unit, source=source, catalogue=chosen, parameters=parameters
    )
    return counts.join(medians)


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("result", style="indicateur"),),
    id="indicators",
    command="indicators",
)
def add_indicators(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    counts: Annotated[pd.DataFrame | None, Table()] = None,
    *,
    code: Annotated[str | None, Field(of="features")] = None,
    table_code: Annotated[str | None, Field(of="counts")] = None,
    ids: Annotated[Sequence[str] | None, Names(example="rev_lt40, apl, mono")] = None,
    mapped: Annotated[str | None, Text(example="apl")] = None,
    weighted: Annotated[bool, Flag()] = False,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> gpd.GeoDataFrame:
    """Add the indicators of the catalogue to a layer; see :func:`geotools.occupation.indicators`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    counts : DataFrame, optional
        Counts joined by ``code`` and ``table_code`` (its index when not named).
    code, table_code : str, optional
        Identifiers.
    ids : sequence of str, optional
        Indicators; all that the counts allow by default.
    mapped : str, optional
        Indicator copied into ``valeur``, which the style colours.
    weighted : bool
        Whether counts may be fractional.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    GeoDataFrame
        The layer with ``valeur``, then ``<id>``, ``<id>_n``, ``<id>_base`` for each indicator.

    Raises
    ------
    MissingColumnError
        An indicator that was asked for lacks a count.
    InputError
        A count is negative, or a numerator exceeds its base.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.operations import get_operation
    >>> (found,) = get_operation("indicators").run({"features": tiny.units(), "ids": "apl"})
    >>> found["valeur"].round(3).head(2).tolist()
    [0.867, 0.333]
    """
    chosen = catalogue_of(catalogue)
    table: pd.DataFrame = (
        features if counts is None else _joined(features, counts, code, table_code)
    )
    computed = compute(table, ids=ids, catalogue=chosen, weighted=weighted or None)
    if computed.empty:
        raise ConfigurationError(
            "Aucun indicateur ne peut être calculé : aucun champ ne porte le nom d’un compte du "
            f"catalogue, par exemple {_examples(chosen)}. Renommez les champs, ou joignez "
            f"la sortie "
            "de « Compter les ménages »."
        )
    shown = mapped or next(iter(computed.attrs["bases"]))
    if shown not in computed.columns:
        raise ConfigurationError(
            f"L’indicateur à cartographier « {shown} » n’a pas été calculé. "
            f"Noms proches : {nearest(shown, computed.attrs['bases'])}."
        )
    computed.insert(0, "valeur", computed[shown])
    return complete_layer(features, computed.set_axis(features.index))


def _joined(
    features: gpd.GeoDataFrame, counts: pd.DataFrame, code: str | None, table_code: str | None
) -> pd.DataFrame:
    if code is None:
        raise ConfigurationError(
            "Une table de comptes se joint par identifiant : indiquez « Identifiant dans "
            "la couche »."
        )
    table = by_code(counts, table_code, "Table de comptes")
    table = table.set_axis(table.index.astype("str"))
    joined = table.reindex(by_code(features, code, "Unités").index)
    joined.attrs = dict(counts.attrs)
    return joined


def _examples(catalogue: Catalogue) -> str:
    return ", ".join(f"« {name} »" for name in list(catalogue.counts)[:4])
