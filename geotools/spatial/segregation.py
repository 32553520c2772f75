"""Segregation: how unevenly a group lives over a territory, and at which scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from scipy.special import xlogy

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Integer, Numbers, check_column, check_layer
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.neighbours import neighbourhood_shares
from geotools.spatial.sites import Floats

DEFAULT_SIZES = (100, 200, 400, 800, 1600, 3200, 6400)
DEFAULT_UNITS = 10
"""Below it a district has too few units for an index between units to mean anything; a choice of
this project, that the operation lets one change."""
WHOLE = "Ensemble de la couche"


def dissimilarity(group: npt.ArrayLike, population: npt.ArrayLike) -> float:
    r"""Return the share of the group that would have to move to live like the others.

    .. math:: D = \frac12 \sum_i \left| \frac{x_i}{X} - \frac{t_i - x_i}{T - X} \right|

    Parameters
    ----------
    group, population : array of float, shape (n,)
        :math:`x_i` and :math:`t_i`; :math:`0 \le x_i \le t_i`.

    References
    ----------
    Duncan O. D., Duncan B. (1955), American Sociological Review 20, 210-217.
    """
    x, t = _checked(group, population)
    return 0.5 * float(np.abs(x / x.sum() - (t - x) / (t - x).sum()).sum())


def isolation(group: npt.ArrayLike, population: npt.ArrayLike) -> float:
    r"""Return the mean share of the group around one of its members.

    .. math:: {}_xP^*_x = \sum_i \frac{x_i}{X} \frac{x_i}{t_i}

    References
    ----------
    Bell W. (1954); Lieberson S. (1981).
    """
    x, t = _checked(group, population)
    return float((x / x.sum() * np.divide(x, t, out=np.zeros_like(x), where=t > 0)).sum())


def entropy_index(group: npt.ArrayLike, population: npt.ArrayLike) -> float:
    r"""Return Theil's information theory index H, 0 (even) to 1 (complete separation).

    .. math:: H = \sum_i \frac{t_i (E - E_i)}{E\,T} \qquad
        E_i = -p_i \ln p_i - (1 - p_i) \ln (1 - p_i)

    References
    ----------
    Theil H., Finizza A. (1971), Journal of Mathematical Sociology 1, 187-193.
    """
    x, t = _checked(group, population)
    local = _entropy(np.divide(x, t, out=np.zeros_like(x), where=t > 0))
    overall = float(_entropy(np.array([x.sum() / t.sum()]))[0])
    return float((t * (overall - local)).sum() / (overall * t.sum()))


def gini(group: npt.ArrayLike, population: npt.ArrayLike) -> float:
    r"""Return the Gini index of segregation: twice the area above the segregation curve.

    .. math:: G = \frac{\sum_i \sum_j t_i t_j |p_i - p_j|}{2\,T^2 P (1 - P)}
    """
    x, t = _checked(group, population)
    order = np.argsort(np.divide(x, t, out=np.zeros_like(x), where=t > 0), kind="stable")
    mine = np.concatenate([[0.0], np.cumsum(x[order]) / x.sum()])
    others = np.concatenate([[0.0], np.cumsum((t - x)[order]) / (t - x).sum()])
    return float(1 - (np.diff(others) * (mine[1:] + mine[:-1])).sum())


def _entropy(share: Floats) -> Floats:
    inside = np.clip(share, 0.0, 1.0)
    return np.asarray(-xlogy(inside, inside) - xlogy(1 - inside, 1 - inside))


def _checked(group: npt.ArrayLike, population: npt.ArrayLike) -> tuple[Floats, Floats]:
    x, t = (np.asarray(a, dtype=np.float64) for a in (group, population))
    if not ((x >= 0) & (x <= t)).all() or not 0 < x.sum() < t.sum():
        raise InputError(
            "La ségrégation demande, dans chaque unité, un groupe positif ou nul et au plus égal à "
            "la population, et un groupe qui n’est ni vide ni toute la population ; "
            f"{int((~((x >= 0) & (x <= t))).sum())} unité(s) à corriger."
        )
    return x, t


@operation(
    group=Group.SPATIAL, outputs=(Output("indices", kind="table"), Output("profile", kind="table"))
)
def segregation(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    group: Annotated[str, Field(of="features", numeric=True)],
    population: Annotated[str, Field(of="features", numeric=True)],
    *,
    sizes: Annotated[Sequence[float], Numbers(example="100, 1000")] = DEFAULT_SIZES,
    by: Annotated[str | None, Field(of="features")] = None,
    minimum: Annotated[int, Integer(advanced=True, minimum=2, unit="unités")] = DEFAULT_UNITS,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    r"""Return segregation indices between units and their profile over neighbourhood sizes.

    Parameters
    ----------
    features : GeoDataFrame
        Projected CRS; centroids stand for polygons. Rows that miss a count, a place or
        population are left out and said.
    group, population : str
        Columns of counts.
    sizes : sequence of float
        Populations of the neighbourhoods.
    by : str, optional
        Column of the district; units without one count for the whole layer only.
    minimum : int
        Units that a district needs.
    progress : Progress, optional

    Returns
    -------
    indices : DataFrame, index ``indice``
        ``valeur`` for ``dissimilarite``, ``isolement``, ``entropie``, ``gini``,
        ``part_groupe``; ``unites`` used. With ``by``, the same rows for each district after those
        of the whole layer, with ``secteur`` (the whole layer: ``Ensemble de la couche``) and
        ``remarque``, which says why the values of a district are missing.
    profile : DataFrame, index ``taille``
        ``isolement`` :math:`\sum_i \frac{x_i}{X} \tilde p_i`, ``entropie``
        :math:`\sum_i t_i (E - \tilde E_i) / (E\,T)` and ``dissimilarite``
        :math:`\sum_i t_i |\tilde p_i - P| / (2 T P (1 - P))` of the shares
        :math:`\tilde p_i` among the k nearest units (Reardon and O'Sullivan 2004); sizes above
        the population are left out.

    Raises
    ------
    InputError
        Counts that are negative or above the population, or a group that is empty or everyone.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> indices, profile = geotools.segregation(tiny.units(), "menages_tbr", "menages")
    >>> round(float(indices.loc["dissimilarite", "valeur"]), 3)
    0.397
    """
    report = progress or SILENT
    wanted = sorted({int(size) for size in sizes})
    usable = _usable(features, group, population, report)
    x, t = usable[[group, population]].to_numpy(dtype=np.float64).T
    table = _indices(x, t)
    if by is not None:
        table = _with_districts(table, x, t, usable[by], minimum, report)
    return table, _profile(usable.geometry, x, t, wanted, report)


def _indices(x: Floats, t: Floats) -> pd.DataFrame:
    """Return the indices between units: ``valeur`` and ``unites`` by ``indice``."""
    values = {
        "dissimilarite": dissimilarity(x, t),
        "isolement": isolation(x, t),
        "entropie": entropy_index(x, t),
        "gini": gini(x, t),
        "part_groupe": float(x.sum() / t.sum()),
    }
    return pd.DataFrame({"valeur": values}).rename_axis("indice").assign(unites=len(x))


def _with_districts(
    whole: pd.DataFrame,
    x: Floats,
    t: Floats,
    districts: pd.Series,
    minimum: int,
    progress: Progress,
) -> pd.DataFrame:
    """Return the indices of the whole layer, then those of each district in order of name."""
    names = districts.astype("string").str.strip()
    names = names.mask(names == "")
    if names.isna().any():
        progress.say(
            f"{int(names.isna().sum())} unité(s) sans secteur : comptées dans l’ensemble seulement."
        )
    parts = [whole.assign(secteur=WHOLE, remarque="")]
    for name, rows in names.groupby(names, sort=True).indices.items():
        mine, everyone = x[rows], t[rows]
        remark = _remark(mine, everyone, minimum)
        if remark:
            values = whole.assign(valeur=np.nan, unites=len(rows))
        else:
            values = _indices(mine, everyone)
        parts.append(values.assign(secteur=str(name), remarque=remark))
    return pd.concat(parts)[["secteur", "valeur", "unites", "remarque"]]


def _remark(x: Floats, t: Floats, minimum: int) -> str:
    """Say why a district has no index; empty when it has."""
    if len(x) < minimum:
        return f"Trop peu d’unités : {len(x)}, il en faut {minimum}."
    if x.sum() == 0:
        return "Aucun membre du groupe dans ce secteur."
    if x.sum() >= t.sum():
        return "Toute la population du secteur est du groupe."
    return ""


def _profile(
    places: GeoSeries, x: Floats, t: Floats, wanted: list[int], report: Progress
) -> pd.DataFrame:
    """Return the indices of the neighbourhoods of each size that the population fills."""
    centre = places.centroid
    xy = np.column_stack([centre.x, centre.y])
    shares = neighbourhood_shares(xy, x, t, wanted, progress=report)
    kept = ~np.isnan(shares).any(axis=0)
    if not kept.all():
        report.say(
            f"Tailles au-delà de la population ({t.sum():g}), laissées de côté : "
            f"{some(np.array(wanted)[~kept])}."
        )
    overall, near = float(x.sum() / t.sum()), shares[:, kept]
    whole = float(_entropy(np.array([overall]))[0])
    weight = t / t.sum()
    return pd.DataFrame(
        {
            "isolement": (x / x.sum()) @ near,
            "entropie": weight @ (whole - _entropy(near)) / whole,
            "dissimilarite": weight @ np.abs(near - overall) / (2 * overall * (1 - overall)),
        },
        index=pd.Index(np.array(wanted)[kept], name="taille"),
    )


def _usable(
    features: GeoDataFrame, group: str, population: str, progress: Progress
) -> GeoDataFrame:
    """Return the units that have both counts, some population and a place."""
    check_layer(features, "Entités", projected=True)
    for column in (group, population):
        check_column(features, column, "Effectif", numeric=True)
    counts = features[[group, population]].to_numpy(dtype=np.float64, na_value=np.nan)
    place = features.geometry
    empty = np.isnan(counts).any(axis=1) | (place.isna() | place.is_empty).to_numpy()
    empty |= counts[:, 1] == 0
    if empty.any():
        progress.say(f"{int(empty.sum())} unité(s) sans population ou sans lieu, écartées.")
    _checked(*counts[~empty].T)
    return features[~empty]
