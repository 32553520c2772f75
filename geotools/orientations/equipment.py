"""Equipment within walking distance, and the vigilance index that may use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from scipy.spatial import cKDTree
from shapely import get_coordinates

from geotools.errors import ConfigurationError, InputError, some
from geotools.occupation import available_components, components_used
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import numbers
from geotools.parameters import Field, Fields, Layer, Number, Pairs

DETOUR = 1.3
"""Walking distance over straight distance in a town: an order of magnitude, to be set locally."""
_BLOCK = 20_000


@operation(
    group=Group.ORIENTATIONS,
    outputs=(Output("result", style="indicateur", drawn="equipements"),),
    id="equipmentaccess",
)
def equipment_access(
    places: Annotated[GeoDataFrame, Layer(projected=True)],
    equipment: Annotated[GeoDataFrame, Layer(geometry="point")],
    kind: Annotated[str, Field(of="equipment")] = "type",
    *,
    distance: Annotated[float, Number(minimum=1, maximum=20000, unit="m")] = 600.0,
    detour: Annotated[float, Number(minimum=1, maximum=3, advanced=True)] = DETOUR,
) -> GeoDataFrame:
    """Return the places with what is within walking distance.

    Parameters
    ----------
    places : GeoDataFrame
        Points, or polygons taken at their representative point; CRS in metres.
    equipment : GeoDataFrame
        Points (template « equipements »); carried to the CRS of the places.
    kind : str
        Column of the type; its first letter is the domain.
    distance : float
        Walking distance in metres, edge included.
    detour : float
        Walking over straight distance.

    Returns
    -------
    GeoDataFrame
        With ``equipements`` (int), ``equipements_types`` (int), ``equipements_<domaine>`` for each
        domain of the file, ``equipement_proche_m`` (estimated walk to the nearest, metres).

    Raises
    ------
    InputError
        The layer of equipment has no row or no type.
    GeometryError
        The CRS is not in metres.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> shops = tiny.residences().iloc[[0]].assign(type="B203")
    >>> found = geotools.equipment_access(tiny.residences(), shops, distance=300)
    >>> found["equipements"].tolist()
    [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    """
    origin = get_coordinates(places.geometry.representative_point().to_numpy())
    located = equipment[equipment.geometry.notna() & ~equipment.geometry.is_empty]
    target = get_coordinates(located.geometry.to_crs(places.crs).to_numpy())
    if len(origin) != len(places) or not len(target):
        raise InputError(
            "Chaque lieu doit avoir une géométrie, et un équipement au moins : complétez les "
            "couches ou retirez les entités sans géométrie."
        )
    kinds, names = pd.factorize(located[kind].astype(str), sort=True)
    domains, letters = pd.factorize(located[kind].astype(str).str[0], sort=True)
    tree = cKDTree(target)
    number = np.zeros(len(places), dtype=np.int64)
    variety = np.zeros(len(places), dtype=np.int64)
    by_domain = np.zeros((len(places), len(letters)), dtype=np.int64)
    for start in range(0, len(origin), _BLOCK):
        near = tree.query_ball_point(origin[start : start + _BLOCK], distance / detour)
        size = np.array([len(found) for found in near])
        place = start + np.repeat(np.arange(len(near)), size)
        found = np.concatenate([*near, []]).astype(np.int64)
        number[start : start + len(near)] = size
        pairs = np.unique(place * len(names) + kinds[found])
        variety += np.bincount(pairs // len(names), minlength=len(places))
        np.add.at(by_domain, (place, domains[found]), 1)
    nearest = tree.query(origin)[0] * detour
    return places.assign(
        equipements=number,
        equipements_types=variety,
        **{f"equipements_{str(d).lower()}": by_domain[:, i] for i, d in enumerate(letters)},
        equipement_proche_m=np.round(nearest, 1),
    )


@operation(
    group=Group.ORIENTATIONS,
    outputs=(Output("result", style="indicateur", drawn="indice_vigilance"),),
    id="vigilanceindex",
)
def vigilance_index(
    districts: Annotated[GeoDataFrame, Layer()],
    weights: Annotated[
        dict[str, float], Pairs(example="rev_lt40=2, chomeurs=1, equipements_types=1")
    ],
    *,
    favourable: Annotated[list[str] | None, Fields(of="districts")] = None,
    reference: Annotated[
        dict[str, float] | None, Pairs(example="rev_lt40=0.39, chomeurs=0.14")
    ] = None,
) -> GeoDataFrame:
    r"""Return the districts with their vigilance index and what it is made of.

    .. math:: I_i = 100\,\frac{\sum_k w_k\, r_{ik}}{\sum_k w_k},\qquad
              r_{ik} = x_{ik}/ref_k \text{ or, when favourable, } ref_k/x_{ik}

    Parameters
    ----------
    districts : GeoDataFrame
        One row per district with a column per indicator.
    weights : mapping
        Column and weight.
    favourable : list of str, optional
        Columns for which more is better; they must be positive.
    reference : mapping, optional
        Value of the reference for each column, kept fixed in time; the plain mean of the districts
        by default.

    Returns
    -------
    GeoDataFrame
        With ``indice_vigilance``, ``rang`` (1 = most vigilance), ``composantes``, ``poids``.

    Raises
    ------
    InputError
        A favourable indicator is not positive, or a reference is missing or zero.

    Notes
    -----
    A component unknown for a district leaves the sum and its weight there: ``composantes`` tells.
    Ratios have no unit, so shares, counts and notes may be mixed.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> districts = tiny.zones().assign(rev_lt40=[0.6, 0.2], chomeurs=[0.3, 0.1])
    >>> found = geotools.vigilance_index(districts, {"rev_lt40": 2, "chomeurs": 1})
    >>> found["indice_vigilance"].round(1).tolist(), found["rang"].tolist()
    ([150.0, 50.0], [1, 2])
    """
    better = set(favourable or [])
    unknown = [name for name in better if name not in weights]
    if unknown:
        raise ConfigurationError(
            f"Indicateur(s) favorable(s) sans poids : {some(unknown)}. Ajoutez-les aux indicateurs."
        )
    values = pd.DataFrame(
        {name: numbers(districts, name, "Quartiers") for name in weights}, index=districts.index
    )
    base = {name: _base(values[name], name, reference) for name in weights}
    ratios = pd.DataFrame(index=districts.index)
    for name in weights:
        if name in better:
            wrong = values[name] <= 0
            if wrong.any():
                raise InputError(
                    f"« {name} » est favorable : il doit être positif partout ; quartier(s) à "
                    f"revoir : {some(districts.index[wrong])}."
                )
            ratios[name] = base[name] / values[name]
        else:
            ratios[name] = values[name] / base[name]
    weight = pd.Series(available_components(ratios, weights))
    used = ratios[list(weight.index)]
    total = (used * weight).sum(axis=1)
    share = (used.notna() * weight).sum(axis=1)
    index = 100 * total / share.where(share > 0)
    listed = ", ".join(
        f"{n}={w:g}{' (favorable)' if n in better else ''}" for n, w in weights.items()
    )
    result = districts.assign(
        indice_vigilance=index,
        rang=index.rank(ascending=False, method="min").astype("Int64"),
        composantes=components_used(ratios, weights),
        poids=listed,
    )
    result.attrs["reference"] = base
    return result


def _base(values: pd.Series, name: str, reference: Mapping[str, float] | None) -> float:
    base = float(values.mean()) if reference is None else reference.get(name, np.nan)
    if not base > 0:
        raise InputError(
            f"La référence de « {name} » doit être connue et positive. Donnez-la, ou retirez cet "
            "indicateur."
        )
    return float(base)
