"""Operations: which residence, which perimeter of another vintage is the same one."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.occupation import matching
from geotools.occupation.tools._common import by_code, complete_layer
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer, Number

DISTANCE = Number(minimum=0, maximum=1000, unit="m")
CODE_BEFORE = Field(of="before")
CODE_AFTER = Field(of="after")


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("result", style="millesimes"), Output("links", kind="table")),
    id="matchresidences",
    command="match-residences",
)
def match_layers(
    before: Annotated[gpd.GeoDataFrame, Layer(projected=True)],
    after: Annotated[gpd.GeoDataFrame, Layer(projected=True)],
    before_code: Annotated[str | None, CODE_BEFORE] = None,
    after_code: Annotated[str | None, CODE_AFTER] = None,
    *,
    max_distance: Annotated[float, DISTANCE] = matching.DEFAULT_DISTANCE,
    dwellings: Annotated[str, Field(of="after", numeric=True)] = "logements",
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Match residences; see :func:`geotools.occupation.match_residences`.

    Parameters
    ----------
    before, after : GeoDataFrame
        Residences of the two vintages.
    before_code, after_code : str, optional
        Columns of the identifiers; the index by default.
    max_distance : float
        Metres.
    dwellings : str
        Column of the number of dwellings.

    Returns
    -------
    result : GeoDataFrame
        The residences of the later vintage with ``lien`` and ``statut``.
    links : DataFrame
        One row per link, vanished residences included, with ``residences_avant`` and
        ``residences_apres``.

    Raises
    ------
    GeometryError
        The layers are not in a projected CRS.
    InputError
        Identifiers are not unique, or the number of dwellings is absent.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> before = tiny.residences()
    >>> after = before.drop(index="R12")
    >>> result, links = geotools.match_layers(before, after)
    >>> links["statut"].value_counts().to_dict()
    {'identique': 11, 'disparue': 1}
    """
    first = by_code(before, before_code, "Résidences avant")
    last = by_code(after, after_code, "Résidences après")
    found = matching.match_residences(first, last, max_distance=max_distance, dwellings=dwellings)
    links = found.links.copy()
    for side, members in (("avant", found.before), ("apres", found.after)):
        names = pd.Series(members.index.astype(str), index=members.to_numpy())
        links[f"residences_{side}"] = names.groupby(level=0).agg(", ".join)
    told = pd.DataFrame({"lien": found.after.to_numpy()}, index=after.index)
    told["statut"] = found.links["statut"].reindex(told["lien"]).to_numpy()
    return complete_layer(after, told), links


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("pairs", kind="table"),),
    id="linkzonings",
    command="link-zonings",
)
def link_layers(
    old: Annotated[gpd.GeoDataFrame, Layer(geometry="polygon", projected=True)],
    new: Annotated[gpd.GeoDataFrame, Layer(geometry="polygon", projected=True)],
    dwellings: Annotated[gpd.GeoDataFrame, Layer(geometry="point", projected=True)],
    old_code: Annotated[str | None, Field(of="old")] = None,
    new_code: Annotated[str | None, Field(of="new")] = None,
    count_field: Annotated[str | None, Field(of="dwellings", numeric=True)] = None,
) -> pd.DataFrame:
    """Link two geographies; see :func:`geotools.occupation.link_zonings`.

    Parameters
    ----------
    old, new : GeoDataFrame
        Polygons.
    dwellings : GeoDataFrame
        Points.
    old_code, new_code : str, optional
        Columns of the codes; the index by default.
    count_field : str, optional
        Column of the dwellings of each point.

    Returns
    -------
    DataFrame
        One row per pair.

    Raises
    ------
    GeometryError
        The layers are not in a projected CRS.
    InputError
        Codes are not unique.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.link_layers(
    ...     tiny.zones(), tiny.communes(), tiny.residences(), count_field="logements"
    ... )
    >>> found.loc[0, ["ancien", "nouveau"]].tolist(), float(found.loc[0, "part_nouveau"])
    (['QN99001M', '99001'], 0.5)
    """
    return matching.link_zonings(
        by_code(old, old_code, "Ancien zonage"),
        by_code(new, new_code, "Nouveau zonage"),
        dwellings,
        count=count_field,
    )
