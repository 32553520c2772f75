"""Operations: the extended precarity index and the fragility index, with their weights shown."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.catalogue import load_catalogue
from geotools.occupation.fragility import fragile_side
from geotools.occupation.intervals import DEFAULT_LEVEL
from geotools.occupation.tools._common import LEVEL
from geotools.occupation.tools.precarity import components_table, index_layer, layer_reference
from geotools.operations import Group, Output, operation
from geotools.parameters import Layer, Pairs

_REFERENCE = Pairs(example="vac3=0.02, rotation=0.09, surocc=0.03")


@operation(
    group=Group.OCCUPATION, outputs=(Output("result", style="precarite"),), id="extendedprecarity"
)
def extended_precarity(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    *,
    weights: Annotated[
        dict[str, float] | None, Pairs(example="rev_lt40=2, apl=1, impayes3=1, mono3p=1")
    ] = None,
    reference: Annotated[dict[str, float] | None, _REFERENCE] = None,
    level: Annotated[float, LEVEL] = DEFAULT_LEVEL,
) -> gpd.GeoDataFrame:
    """Add the extended precarity index; see :func:`geotools.occupation.composite_index`.

    Parameters
    ----------
    features : GeoDataFrame
        Units, with counts or shares under the catalogue's names.
    weights : dict, optional
        Components and weights; the catalogue's ``precarite_etendue`` by default.
    reference : dict, optional
        Reference shares; those of the whole layer by default.
    level : float
        Confidence level of the interval.

    Returns
    -------
    GeoDataFrame
        As :func:`geotools.occupation.tools.precarity.add_precarity_index`.

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
    >>> found = geotools.extended_precarity(tiny.units())
    >>> found["indice_precarite"].round(1).head(2).tolist()
    [181.3, 64.7]
    """
    chosen = weights or dict(load_catalogue().index("precarite_etendue").weights)
    table = components_table(features, [n for n, w in chosen.items() if w > 0], {})
    return index_layer(features, table, chosen, reference, level=level)


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("result", style="fragilite"),),
    id="fragilityindex",
    command="fragility-index",
)
def add_fragility_index(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    *,
    weights: Annotated[
        dict[str, float] | None, Pairs(example="vac3=1, rotation=1, surocc=1, refus=1")
    ] = None,
    reference: Annotated[dict[str, float] | None, _REFERENCE] = None,
    level: Annotated[float, LEVEL] = DEFAULT_LEVEL,
) -> gpd.GeoDataFrame:
    """Add the fragility index; see :func:`geotools.occupation.fragility_index`.

    Parameters
    ----------
    features : GeoDataFrame
        Units, with counts or values under the catalogue's names.
    weights : dict, optional
        Components and weights; the catalogue's ``fragilite`` by default.
    reference : dict, optional
        Reference values, as fractions or grades; those of the whole layer by default.
    level : float
        Confidence level of the interval.

    Returns
    -------
    GeoDataFrame
        The layer with ``indice_fragilite``, ``composantes`` and, for each component, its value on
        the side that means fragile, its counts and its reference.

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
    >>> units = tiny.units().assign(vac3=[0.1, *[0.02] * 11])
    >>> found = geotools.add_fragility_index(
    ...     units, weights={"vac3": 1}, reference={"vac3": 0.05}
    ... )
    >>> found["indice_fragilite"].round(1).head(2).tolist()
    [200.0, 40.0]
    """
    chosen = weights or dict(load_catalogue().index("fragilite").weights)
    names = [name for name, weight in chosen.items() if weight > 0]
    table = components_table(features, names, {})
    values = dict(reference) if reference else layer_reference(table, names)
    present = [name for name in names if name in table.columns]
    beside = pd.DataFrame({name: [values.get(name)] for name in present}, dtype=float)
    fragile = fragile_side(table, present)
    turned = [name for name in present if not fragile[name].equals(table[name].astype(float))]
    table = (
        table.assign(**fragile)
        .drop(columns=[f"{name}_n" for name in turned], errors="ignore")
        .drop(columns=[f"{name}_base" for name in turned], errors="ignore")
    )
    side = fragile_side(beside, present)
    against = {name: float(side[name].iloc[0]) for name in present}
    return index_layer(features, table, chosen, against, level=level, name="indice_fragilite")
