"""Following residences and perimeters from one vintage to another.

Identifiers change, residences are merged, split, demolished and built: links are made by identifier
first, then by place, and what a link is made of is told. Perimeters are only linked by geometry.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geotools.errors import GeometryError, InputError, MissingColumnError, some
from geotools.parameters import check_column, check_layer

DEFAULT_DISTANCE = 50.0
"""Metres within which another identifier is taken for the same place: the width of a building
plot, below the distance between neighbouring residences in most stocks; a parameter."""

SIZE_TOLERANCE = 0.5
"""A residence absorbs another only if its dwellings grew by at least this part of the other's; a
new name stands for an old one only if sizes are within this factor. Ours."""

STATUS = {
    "identique": "Même identifiant",
    "renommee": "Même lieu, autre identifiant",
    "remplacee": "Même lieu, autre identifiant et taille très différente",
    "fusionnee": "Plusieurs résidences réunies en une",
    "scindee": "Une résidence devenue plusieurs",
    "recomposee": "Plusieurs résidences redécoupées en plusieurs",
    "disparue": "Démolie, vendue ou sortie du parc",
    "nouvelle": "Nouvelle",
}


@dataclass(frozen=True)
class Matching:
    """Which residences of two vintages are the same.

    Parameters
    ----------
    before, after : Series
        Residence of each vintage → name of its link.
    links : DataFrame
        Indexed by link: ``statut`` (a key of :data:`STATUS`), ``avant`` and ``apres`` (numbers of
        residences), ``logements_avant``, ``logements_apres``, ``distance`` (largest, metres).
    """

    before: pd.Series
    after: pd.Series
    links: pd.DataFrame

    def __repr__(self) -> str:
        told = ", ".join(f"{n} {s}" for s, n in self.links["statut"].value_counts().items())
        return f"Matching({len(self.before)} → {len(self.after)} : {told})"


def match_residences(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    max_distance: float = DEFAULT_DISTANCE,
    dwellings: str = "logements",
) -> Matching:
    """Match the residences of two vintages by identifier, then by place.

    Parameters
    ----------
    before, after : GeoDataFrame
        Residences indexed by identifier, points or polygons in the same projected CRS.
    max_distance : float
        Metres between two places taken as the same.
    dwellings : str
        Column of the number of dwellings.

    Returns
    -------
    Matching

    Raises
    ------
    GeometryError
        The CRS differ or are not projected.
    MissingColumnError
        The number of dwellings is absent.
    InputError
        An identifier appears twice.

    Notes
    -----
    A residence whose identifier vanished joins the nearest residence of the other vintage within
    the distance, whose identifier is new; or one that kept its identifier and grew enough to have
    absorbed it. The same backwards for new identifiers. What is linked together is one link.
    """
    for layer, label in ((before, "Résidences avant"), (after, "Résidences après")):
        check_layer(layer, label, projected=True)
        _check_residences(layer, label, dwellings)
    if before.crs != after.crs:
        raise GeometryError(
            f"Les deux millésimes doivent être dans le même SCR ; reçu {before.crs.to_string()} et "
            f"{after.crs.to_string()}. Reprojetez l’un des deux."
        )
    edges = _edges(before, after, max_distance, dwellings)
    return _matching(before, after, edges, dwellings)


def link_zonings(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    dwellings: gpd.GeoDataFrame,
    *,
    count: str | None = None,
) -> pd.DataFrame:
    """Link two geographies of the same kind (QPV 2015 and 2024) by what they have in common.

    Parameters
    ----------
    old, new : GeoDataFrame
        Polygons indexed by code, same projected CRS.
    dwellings : GeoDataFrame
        Points of dwellings or residences, same CRS.
    count : str, optional
        Column with the number of dwellings of each point; 1 each by default.

    Returns
    -------
    DataFrame
        One row per pair with dwellings or surface in common, and one per perimeter without any:
        ``ancien``, ``nouveau``, ``logements_ancien``, ``logements_nouveau``, ``logements_communs``,
        ``part_ancien`` and ``part_nouveau`` (dwellings in common / dwellings of each),
        ``surface_ancien`` (surface in common / surface of the old one), ``surface_nouveau``.

    Notes
    -----
    Codes of the two geographies are never chained: QP + 6 digits in 2015, QN in 2024, and a
    perimeter may have moved, been split or left the policy. A pair with half of the dwellings of
    each in common may be followed in time; below that, the two figures describe two territories.
    """
    for layer, label in ((old, "Ancien zonage"), (new, "Nouveau zonage")):
        check_layer(layer, label, geometry="polygon", projected=True)
        if layer.crs != dwellings.crs:
            raise GeometryError(
                f"« {label} » et les logements doivent être dans le même SCR ; reçu "
                f"{layer.crs.to_string()} et {dwellings.crs}. Reprojetez l’un des deux."
            )
    weight = np.ones(len(dwellings)) if count is None else dwellings[count].to_numpy(dtype=float)
    inside_old = _inside(dwellings, old, "ancien")
    inside_new = _inside(dwellings, new, "nouveau")
    totals_old, totals_new = (
        pd.Series([weight[rows].sum() for rows in inside], index=inside.index, dtype=float)
        for inside in (inside_old, inside_new)
    )
    pairs = _surface_pairs(old, new)
    pairs["logements_communs"] = [
        weight[np.intersect1d(inside_old[a], inside_new[b])].sum()
        for a, b in zip(pairs["ancien"], pairs["nouveau"], strict=True)
    ]
    alone_old = old.index.difference(pairs["ancien"])
    alone_new = new.index.difference(pairs["nouveau"])
    pairs = pd.concat(
        [pairs, pd.DataFrame({"ancien": alone_old}), pd.DataFrame({"nouveau": alone_new})],
        ignore_index=True,
    )
    pairs["logements_communs"] = pairs["logements_communs"].fillna(0.0)
    pairs["logements_ancien"] = pairs["ancien"].map(totals_old)
    pairs["logements_nouveau"] = pairs["nouveau"].map(totals_new)
    for side in ("ancien", "nouveau"):
        total = pairs[f"logements_{side}"]
        pairs[f"part_{side}"] = pairs["logements_communs"] / total.where(total > 0)
    pairs = pairs.sort_values(
        ["ancien", "logements_communs"], ascending=[True, False], na_position="last"
    )
    return pairs.reset_index(drop=True)[
        [
            "ancien",
            "nouveau",
            "logements_ancien",
            "logements_nouveau",
            "logements_communs",
            "part_ancien",
            "part_nouveau",
            "surface_ancien",
            "surface_nouveau",
        ]
    ]


# --- Internals ----------------------------------------------------------------------------------


def _check_residences(layer: gpd.GeoDataFrame, label: str, dwellings: str) -> None:
    if dwellings not in layer.columns:
        raise MissingColumnError(
            f"« {label} » : le nombre de logements « {dwellings} » est absent. Il sert à "
            "distinguer une fusion d’une démolition."
        )
    if layer.index.has_duplicates:
        twice = layer.index[layer.index.duplicated()].unique()
        raise InputError(f"« {label} » : identifiants en double : {some(twice)}.")


def _edges(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, max_distance: float, dwellings: str
) -> pd.DataFrame:
    """Return pairs of positions (before, after) that are the same residence, and their distance."""
    for frame in (before, after):
        check_column(frame, dwellings, "Logements", numeric=True)
    here, there = _points(before), _points(after)
    same = before.index.intersection(after.index, sort=False)
    kept = pd.DataFrame(
        {"avant": before.index.get_indexer(same), "apres": after.index.get_indexer(same)}
    )
    size_before, size_after = (
        frame[dwellings].to_numpy(dtype=float, na_value=np.nan) for frame in (before, after)
    )
    gone = np.setdiff1d(np.arange(len(before)), kept["avant"])
    came = np.setdiff1d(np.arange(len(after)), kept["apres"])
    growth = pd.Series(
        size_after[kept["apres"]] - size_before[kept["avant"]], index=kept["apres"].to_numpy()
    )
    shrink = pd.Series(-growth.to_numpy(), index=kept["avant"].to_numpy())
    absorbed = _nearest(here, there, gone, max_distance, growth, size_before)
    released = _nearest(there, here, came, max_distance, shrink, size_after)
    edges = pd.concat(
        [
            kept,
            absorbed.rename(columns={"de": "avant", "vers": "apres"}),
            released.rename(columns={"de": "apres", "vers": "avant"}),
        ]
    ).drop_duplicates()
    gap = here[edges["avant"]] - there[edges["apres"]]
    return edges.assign(distance=np.hypot(gap[:, 0], gap[:, 1])).reset_index(drop=True)


def _nearest(
    source: npt.NDArray[np.float64],
    target: npt.NDArray[np.float64],
    loose: npt.NDArray[np.intp],
    max_distance: float,
    room: pd.Series,
    size: npt.NDArray[np.float64],
) -> pd.DataFrame:
    """Link each loose residence to the nearest of the other vintage that can hold it.

    ``room`` says how many dwellings those that kept their identifier gained; the others are free.
    """
    located = loose[np.isfinite(source[loose]).all(axis=1)]
    usable = np.flatnonzero(np.isfinite(target).all(axis=1))
    if not len(located) or not len(usable):
        return pd.DataFrame({"de": [], "vers": []}, dtype="int64")
    found = cKDTree(target[usable]).query_ball_point(source[located], max_distance)
    lengths = np.array([len(f) for f in found])
    pairs = pd.DataFrame(
        {
            "de": np.repeat(located, lengths),
            "vers": usable[np.concatenate([np.asarray(f, dtype=np.intp) for f in found])],
        }
    ).astype("int64")
    gained = pairs["vers"].map(room).to_numpy(dtype=float)  # missing: not an old identifier
    holds = np.isnan(gained) | (gained >= SIZE_TOLERANCE * size[pairs["de"]])
    gap = source[pairs["de"]] - target[pairs["vers"]]
    pairs = pairs.assign(distance=np.hypot(gap[:, 0], gap[:, 1]))[holds]
    return pairs.sort_values(["distance", "vers"]).drop_duplicates("de")[["de", "vers"]]


def _matching(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, edges: pd.DataFrame, dwellings: str
) -> Matching:
    n, m = len(before), len(after)
    graph = coo_matrix(
        (np.ones(len(edges)), (edges["avant"], n + edges["apres"])), shape=(n + m, n + m)
    )
    _, component = connected_components(graph, directed=False)
    # A link bears the first of its new identifiers, else its old one; an identifier is in one link.
    names = np.array([*after.index.astype(str), *before.index.astype(str)], dtype=object)
    label = pd.Series(names).groupby(np.roll(component, m)).first()
    link_before = pd.Series(label.loc[component[:n]].to_numpy(), before.index, name="lien")
    link_after = pd.Series(label.loc[component[n:]].to_numpy(), after.index, name="lien")
    link = label.loc[component[edges["avant"]]].to_numpy()
    same = before.index.to_numpy()[edges["avant"]] == after.index.to_numpy()[edges["apres"]]
    links = pd.DataFrame(
        {
            "avant": link_before.value_counts(),
            "apres": link_after.value_counts(),
            "logements_avant": before[dwellings].groupby(link_before).sum(),
            "logements_apres": after[dwellings].groupby(link_after).sum(),
            "distance": edges["distance"].groupby(link).max(),
        },
        index=pd.Index(sorted(label), name="lien"),
    )
    numbers = ["avant", "apres", "logements_avant", "logements_apres"]
    links[numbers] = links[numbers].fillna(0).astype("int64")
    links.insert(0, "statut", _status(links, pd.Series(same).groupby(link).any()))
    return Matching(link_before, link_after, links)


def _status(links: pd.DataFrame, same: pd.Series) -> npt.NDArray[np.object_]:
    ratio = links["logements_apres"] / links["logements_avant"].where(links["logements_avant"] > 0)
    alike = ratio.between(SIZE_TOLERANCE, 1 / SIZE_TOLERANCE)
    kept = same.reindex(links.index, fill_value=False).to_numpy(dtype=bool)
    old, new = links["avant"], links["apres"]
    return np.select(
        [
            new == 0,
            old == 0,
            (old == 1) & (new == 1) & kept,
            (old == 1) & (new == 1) & alike,
            (old == 1) & (new == 1),
            new == 1,
            old == 1,
        ],
        ["disparue", "nouvelle", "identique", "renommee", "remplacee", "fusionnee", "scindee"],
        default="recomposee",
    )


def _points(layer: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    centre = layer.geometry.representative_point()
    return np.column_stack([centre.x.to_numpy(dtype=float), centre.y.to_numpy(dtype=float)])


def _inside(dwellings: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, name: str) -> pd.Series:
    """Return for each zone the positions of the dwellings that it holds."""
    point, zone = zones.sindex.query(dwellings.geometry, predicate="intersects")
    order = np.argsort(zone, kind="stable")
    bounds = np.searchsorted(zone[order], np.arange(len(zones) + 1))
    rows = [point[order[bounds[i] : bounds[i + 1]]] for i in range(len(zones))]
    return pd.Series(rows, index=zones.index, name=name, dtype=object)


def _surface_pairs(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    left, right = new.sindex.query(old.geometry, predicate="intersects")
    old_area, new_area = old.area.to_numpy(), new.area.to_numpy()
    common = shapely.area(
        shapely.intersection(old.geometry.to_numpy()[left], new.geometry.to_numpy()[right])
    )
    pairs = pd.DataFrame(
        {
            "ancien": old.index.to_numpy()[left],
            "nouveau": new.index.to_numpy()[right],
            "surface_ancien": common / old_area[left],
            "surface_nouveau": common / new_area[right],
        }
    )
    return pairs[common > 0].reset_index(drop=True)
