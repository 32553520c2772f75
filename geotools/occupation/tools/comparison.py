"""Operations: a unit against the level above, the social against the private stock, weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.errors import InputError
from geotools.occupation import comparison as kernel
from geotools.occupation.counting import count, counts_of
from geotools.occupation.tools._common import CATALOGUE, catalogue_of, complete_layer
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer, Names, Table, Text

TENURES = {"10": "proprietaire", "21": "prive", "22": "prive", "23": "prive"}
"""STOCD of the census (INSEE): 10 owner, 21 and 22 tenants of a dwelling let empty, 23 furnished.

What is HLM is read in HLML, let empty or furnished, as everywhere: one definition. A table without
HLML has STOCD 22 only, the HLM let empty.
"""


@operation(
    group=Group.OCCUPATION, outputs=(Output("result", style="indicateur"),), id="comparelevels"
)
def compare_levels(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    parent: Annotated[str | None, Field(of="features")] = None,
    *,
    ids: Annotated[Sequence[str] | None, Names(example="rev_lt40, apl")] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> gpd.GeoDataFrame:
    """Add gaps with the level above; see :func:`geotools.occupation.compare_to_parent`.

    Parameters
    ----------
    features : GeoDataFrame
        Units with counts.
    parent : str, optional
        Column of the level above; the whole layer by default.
    ids : sequence of str, optional
        Indicators; all by default.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    GeoDataFrame
        The layer with the comparison of each indicator; ``valeur`` copies the first one.

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
    >>> found = geotools.compare_levels(tiny.units(), ids=["apl"])
    >>> found.loc["R01", ["apl", "apl_ref", "apl_ecart"]].astype(float).round(3).tolist()
    [0.867, 0.497, 0.369]
    """
    above = pd.Series("ensemble", index=features.index) if parent is None else features[parent]
    table = kernel.compare_to_parent(features, above, ids=ids, catalogue=catalogue_of(catalogue))
    if table.empty:
        raise InputError(
            "Aucun indicateur ne peut être comparé : aucun champ ne porte le nom d’un compte du "
            "catalogue, par exemple « menages » et « menages_apl »."
        )
    table.insert(0, "valeur", table.iloc[:, 0])
    return complete_layer(features, table)


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("result", style="specialisation"),),
    id="specialisation",
    command="specialisation",
)
def add_specialisation(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    value: Annotated[str, Field(of="features", numeric=True)],
    stock: Annotated[str, Field(of="features", numeric=True)],
    within: Annotated[str | None, Field(of="features")] = None,
) -> gpd.GeoDataFrame:
    """Add the specialisation of each unit; see :func:`geotools.occupation.specialisation`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    value, stock : str
        Columns of the trait's count and of the stock.
    within : str, optional
        Column of the territory whose total is 100 %; the whole layer by default.

    Returns
    -------
    GeoDataFrame
        The layer with ``specialisation``, ``poids_public``, ``poids_parc``.

    Raises
    ------
    InputError
        A count is missing or negative, or the stock of a territory is empty.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.add_specialisation(tiny.units(), "menages_tbr", "menages")
    >>> found["specialisation"].round(2).head(2).tolist()
    [2.33, 0.44]
    """
    table = kernel.specialisation(
        features[value].rename("x"),
        features[stock],
        within=None if within is None else features[within],
    )
    names = {"x_specialisation": "specialisation", "x_poids": "poids_public"}
    return complete_layer(features, table.rename(columns=names))


@operation(group=Group.OCCUPATION, outputs=(Output("table", kind="table"),), id="compareprivate")
def compare_private(
    dwellings: Annotated[pd.DataFrame, Table()],
    unit: Annotated[str, Field(of="dwellings")] = "iris",
    *,
    tenure: Annotated[str | None, Field(of="dwellings")] = None,
    social: Annotated[str, Text(advanced=True)] = "hlm",
    ids: Annotated[Sequence[str], Names(example="seules, surocc")] = (
        "seules",
        "age_65p",
        "chomeurs",
        "er_part",
        "sousocc",
        "surocc",
    ),
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Compare the stocks of each unit; see :func:`geotools.occupation.compare_tenures`.

    Parameters
    ----------
    dwellings : DataFrame
        Census dwellings, or counts with one row per unit and tenure.
    unit : str
        Column of the unit.
    tenure : str, optional
        Column of the tenure, for a table of counts; a unit with a missing count has no figure.
    social : str
        Value of the social stock.
    ids : sequence of str
        Indicators.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    DataFrame
        One row per unit.

    Raises
    ------
    MissingColumnError
        An indicator that was asked for lacks a count.
    InputError
        A count is negative, or a numerator exceeds its base.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> stocks = pd.DataFrame(
    ...     {
    ...         "iris": "990010101",
    ...         "parc": ["hlm", "prive"],
    ...         "logements_pieces": [100, 200],
    ...         "logements_surocc": [12, 8],
    ...     }
    ... )
    >>> found = geotools.compare_private(stocks, tenure="parc", ids=["surocc"])
    >>> found["surocc_prive_ecart"].round(2).tolist()
    [0.08]
    """
    chosen = catalogue_of(catalogue)
    if tenure is not None:
        counted, keys = counts_of(dwellings, chosen), [dwellings[unit], dwellings[tenure]]
        withheld = counted.isna().groupby(keys).any()
        counts = counted.groupby(keys).sum().mask(withheld)  # no sum of what is not all known
    else:
        counts = census_by_tenure(dwellings, unit)
    return kernel.compare_tenures(
        counts, ids=list(ids), social=social, catalogue=chosen, weighted=True
    )


def census_by_tenure(dwellings: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Count the dwellings of each unit by tenure: social, private tenants, owners.

    Parameters
    ----------
    dwellings : DataFrame
        As :func:`geotools.read_census` returns them.
    unit : str
        Column of the unit.

    Raises
    ------
    InputError
        The tenure is absent.
    """
    if "stocd" not in dwellings.columns:
        raise InputError(
            "La table n’a pas le statut d’occupation « stocd » du recensement. Donnez le fichier "
            "détail des logements, ou indiquez le champ du statut d’une table de comptes."
        )
    tenure = dwellings["stocd"].astype("string").str.replace(".0", "", regex=False).map(TENURES)
    social = _hlm(dwellings)
    # What is not known to be HLM or not is in neither stock.
    tenure = tenure.mask(social.fillna(False).astype(bool), "hlm").mask(social.isna())
    parts = {
        name: count(rows, unit, source="census")
        for name, rows in dwellings.groupby(tenure.to_numpy(dtype=object))
    }
    return pd.concat(parts, names=["statut"]).swaplevel()


def _hlm(dwellings: pd.DataFrame) -> pd.Series:
    """Tell which dwellings are HLM, where it is known: the reader's field, HLML, or STOCD."""
    if "hlm" in dwellings.columns:
        return dwellings["hlm"].astype("boolean")
    if "hlml" in dwellings.columns:
        code = dwellings["hlml"].astype("string").str.replace(".0", "", regex=False)
        return code.eq("1").astype("boolean")
    code = dwellings["stocd"].astype("string").str.replace(".0", "", regex=False)
    return code.eq("22").astype("boolean")
