"""Operation: the precarity index of each unit of a layer."""

from __future__ import annotations

from typing import Annotated, cast

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools.catalogue import load_catalogue
from geotools.errors import InputError, some
from geotools.occupation import precarity as kernel
from geotools.occupation.counting import check_counts
from geotools.occupation.indicators import check_part
from geotools.occupation.intervals import DEFAULT_LEVEL, index_interval
from geotools.occupation.tools._common import LEVEL, complete_layer
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer, Pairs, check_column


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("result", style="precarite"),),
    id="precarityindex",
    command="precarity-index",
)
def add_precarity_index(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    rev_lt40: Annotated[str | None, Field(numeric=True)] = None,
    rev_lt40_base: Annotated[str | None, Field(numeric=True)] = None,
    apl: Annotated[str | None, Field(numeric=True)] = None,
    apl_base: Annotated[str | None, Field(numeric=True)] = None,
    chomeurs: Annotated[str | None, Field(numeric=True)] = None,
    chomeurs_base: Annotated[str | None, Field(numeric=True)] = None,
    sans_emploi: Annotated[str | None, Field(numeric=True)] = None,
    sans_emploi_base: Annotated[str | None, Field(numeric=True)] = None,
    *,
    reference: Annotated[
        dict[str, float] | None,
        Pairs(example="rev_lt40=0.40, apl=0.52, chomeurs=0.24, sans_emploi=0.33"),
    ] = None,
    within: Annotated[str | None, Field(of="features")] = None,
    weights: Annotated[
        dict[str, float] | None, Pairs(example="rev_lt40=2, apl=1, chomeurs=1, sans_emploi=1")
    ] = None,
    level: Annotated[float, LEVEL] = DEFAULT_LEVEL,
) -> gpd.GeoDataFrame:
    """Add the precarity index to a layer; see :func:`geotools.occupation.precarity_index`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    rev_lt40, apl, chomeurs, sans_emploi : str, optional
        Columns of counts (with a base) or of shares (without); found by name when omitted.
    rev_lt40_base, apl_base, chomeurs_base, sans_emploi_base : str, optional
        Columns of bases.
    reference : dict, optional
        Shares of the reference territory; those of the whole layer by default.
    within : str, optional
        Column of the territory that each unit is compared with, when no reference is typed.
    weights : dict, optional
        Components and weights; 2, 1, 1, 1 by default.
    level : float
        Confidence level of ``indice_bas`` and ``indice_haut``, given when counts are.

    Returns
    -------
    GeoDataFrame
        The layer with ``indice_precarite``, ``composantes``, ``indice_bas``, ``indice_haut``, and
        for each component ``<id>``, ``<id>_n``, ``<id>_base`` (what the index was computed from)
        and ``<id>_ref``.

    Raises
    ------
    InputError
        No component is found; a component has no base and no reference is given.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.operations import get_operation
    >>> (found,) = get_operation("precarityindex").run({"features": tiny.units()})
    >>> found["indice_precarite"].round(1).head(2).tolist()
    [189.3, 63.5]
    """
    chosen = weights or dict(load_catalogue().index("precarite").weights)
    given = {
        "rev_lt40": (rev_lt40, rev_lt40_base),
        "apl": (apl, apl_base),
        "chomeurs": (chomeurs, chomeurs_base),
        "sans_emploi": (sans_emploi, sans_emploi_base),
    }
    table = components_table(features, [n for n, w in chosen.items() if w > 0], given)
    if within is None or reference:
        return index_layer(features, table, chosen, reference, level=level)
    unplaced = features[within].isna()
    if unplaced.any():
        raise InputError(
            f"Le territoire de référence « {within} » est vide sur {int(unplaced.sum())} ligne(s) "
            f": {some(features.index[unplaced])}. Complétez-le, ou laissez ce champ vide."
        )
    parts = [
        index_layer(rows, table.loc[rows.index], chosen, None, level=level)
        for _, rows in features.groupby(within)
    ]
    return cast(gpd.GeoDataFrame, pd.concat(parts).loc[features.index])


def components_table(
    features: pd.DataFrame,
    names: list[str],
    given: dict[str, tuple[str | None, str | None]],
) -> pd.DataFrame:
    """Find each component: ``<id>`` the share, and ``<id>_n``, ``<id>_base`` when counts are there.

    Raises
    ------
    InputError
        A numerator exceeds its base, a count is negative; rows are named.
    """
    columns: dict[str, pd.Series] = {}
    for name in names:
        number, base = given.get(name, (None, None))
        if number is None:
            number, base = _found(features, name)
        if number is None:
            continue
        for column in filter(None, (number, base)):
            check_column(features, column, name, numeric=True)
        if base is None:
            columns[name] = features[number].astype("Float64").astype(float)
            continue
        for column in (number, base):
            check_counts(features[column], weighted=True)
        check_part(features, number, base)
        numerator, denominator = (features[c].astype(float) for c in (number, base))
        columns[name] = (numerator / denominator.where(denominator > 0)).rename(name)
        columns[f"{name}_n"], columns[f"{name}_base"] = features[number], features[base]
    return pd.DataFrame(columns, index=features.index)


def _found(features: pd.DataFrame, name: str) -> tuple[str | None, str | None]:
    """Find a component under the names of the catalogue: counts, ``_n`` and ``_base``, or share."""
    catalogue = load_catalogue()
    item = catalogue.indicators.get(name)
    pairs = [(f"{name}_n", f"{name}_base")]
    if item is not None:
        fallback = catalogue.counts[item.denominator].fallback if item.denominator else None
        pairs += [(item.numerator, base) for base in (item.denominator, fallback) if base]
    for number, base in pairs:
        if number in features.columns and base in features.columns:
            return number, base
    return (name if name in features.columns else None), None


def layer_reference(table: pd.DataFrame, names: list[str]) -> dict[str, float]:
    """Return the shares of the whole layer: sum of the counts over sum of the bases.

    Raises
    ------
    InputError
        A component is a share without a base: it cannot be put together.
    """
    present = [name for name in names if name in table.columns]
    lacking = [name for name in present if f"{name}_base" not in table.columns]
    if lacking:
        raise InputError(
            f"Sans base, la référence ne peut pas être calculée pour {some(lacking)} : des parts "
            "ne s’additionnent pas. Donnez le champ de base, ou écrivez les valeurs de référence."
        )
    totals = {}
    for name in present:
        both = table[[f"{name}_n", f"{name}_base"]].dropna().astype(float)
        base = both.iloc[:, 1].sum()
        totals[name] = float(both.iloc[:, 0].sum() / base) if base > 0 else np.nan
    return totals


def index_layer(
    features: gpd.GeoDataFrame,
    table: pd.DataFrame,
    weights: dict[str, float],
    reference: dict[str, float] | None,
    *,
    level: float,
    name: str = "indice_precarite",
) -> gpd.GeoDataFrame:
    """Complete a layer with an index, its interval, its components and what they come from."""
    kernel.available_components(table, weights)
    values = dict(reference) if reference else layer_reference(table, list(weights))
    index = kernel.composite_index(table, values, weights=weights, name=name)
    told = pd.DataFrame(
        {
            name: index,
            "composantes": kernel.components_used(table, weights),
            **_bounds(table, values, weights, level),
        }
    )
    for component, value in index.attrs["reference"].items():
        table[f"{component}_ref"] = value
    completed = complete_layer(features, pd.concat([told, table], axis=1))
    completed.attrs = dict(index.attrs)
    return completed


def _bounds(
    table: pd.DataFrame, reference: dict[str, float], weights: dict[str, float], level: float
) -> dict[str, pd.Series]:
    """Return the interval of the index, when every component has its counts."""
    used = kernel.available_components(table, weights)
    if not all(f"{component}_base" in table.columns for component in used):
        return {}
    interval = index_interval(table, reference, weights=used, level=level)
    return {"indice_bas": interval["bas"], "indice_haut": interval["haut"]}
