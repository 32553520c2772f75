"""Smoothed surfaces: what is around a place, without the accident of where limits pass."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Integer, Layer, Number, check_column, check_layer
from geotools.progress import SILENT, Progress
from geotools.spatial.kernel import Floats, Lattice
from geotools.spatial.quantiles import weighted_quantiles

DEFAULT_CELL = 200.0
DEFAULT_BANDWIDTH = 1000.0
DEFAULT_MINIMUM = 11  # 001:486: no published value under 11 units

_ONE_UNIT = "__unite__"  # the column of ones of points that stand for themselves

_FEATURES = Layer(geometry="point", projected=True)
_CELL = Number(minimum=1.0, unit="m")
_BANDWIDTH = Number(minimum=1.0, unit="m")
_TERRITORY = Layer(geometry="polygon")
_MINIMUM = Integer(minimum=0)


@operation(group=Group.SPATIAL, outputs=(Output("result", style="carreaux", drawn="part"),))
def smooth(
    features: Annotated[GeoDataFrame, _FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    base: Annotated[str | None, Field(numeric=True)] = None,
    cell: Annotated[float, _CELL] = DEFAULT_CELL,
    bandwidth: Annotated[float, _BANDWIDTH] = DEFAULT_BANDWIDTH,
    territory: Annotated[GeoDataFrame | None, _TERRITORY] = None,
    minimum: Annotated[int, _MINIMUM] = DEFAULT_MINIMUM,
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Smooth counts, or the ratio of two counts, onto square cells.

    Parameters
    ----------
    features : GeoDataFrame of n points
        Projected CRS (metres). Rows with a missing count or place are left out and said.
    value : str
        Counts, not negative.
    base : str, optional
        Denominators. Without it the counts are their own base.
    cell, bandwidth : float
        Metres.
    territory : GeoDataFrame, optional
        Polygons; points outside are left out and said. By default the cells within
        ``ceil(bandwidth / cell / 2) - 1`` cells of a point, as in btb.
    minimum : int
        Cells whose effective base is smaller are masked.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        One square per cell that receives something, index in the manner of INSEE's
        identifiers: ``effectif`` (smoothed count), ``base`` and ``part`` when there is a base,
        ``base_effective``, ``masque`` (bool). Masked figures are empty.

    Raises
    ------
    InputError
        Negative counts, a numerator above its denominator, no usable point, too many cells.

    Notes
    -----
    .. math::

        \hat x_c = \sum_i x_i \frac{K(d_{ic})}{\sum_{c'} K(d_{ic'})}
        \qquad \sum_c \hat x_c = \sum_i x_i

    where c' runs over the cells of the territory: the edge correction. The effective base is
    Kish's, :math:`(\sum_i w_{ic} b_i)^2 / \sum_i w_{ic}^2 b_i`: ten units next door and
    a thousand at the rim of the kernel count for little more than ten. By Cauchy and Schwarz it
    never exceeds :math:`\sum_i b_i` over the points that weigh: a cell that is shown rests on at
    least ``minimum`` real units.

    References
    ----------
    Brunsdon, Fotheringham and Charlton (2002); INSEE, R package btb (``btb_smooth``).

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.smooth(
    ...     tiny.units(), "menages_tbr", base="menages", cell=200, bandwidth=500
    ... )
    >>> round(float(found["effectif"].sum()), 6), int(tiny.units()["menages_tbr"].sum())
    (108.0, 108)
    """
    report = progress or SILENT
    xy, counts, lattice = _prepared(features, value, base, cell, bandwidth, territory, report)
    size = lattice.domain.size
    received = np.zeros(len(xy))
    for points, _, weights in lattice.spread(xy, report.part(0.0, 0.5)):
        received[points] += weights
    sums = np.zeros((counts.shape[1], size))
    squares = np.zeros(size)
    for points, cells, weights in lattice.spread(xy, report.part(0.5, 1.0)):
        share = weights / received[points]
        for column, total in zip(counts.T, sums, strict=True):
            total += np.bincount(cells, share * column[points], size)
        squares += np.bincount(cells, share**2 * counts[points, -1], size)
    reached = np.flatnonzero(squares > 0)
    effective = sums[-1, reached] ** 2 / squares[reached]
    table = {"effectif": sums[0, reached]}
    if base is not None:
        table |= {"base": sums[1, reached], "part": sums[0, reached] / sums[1, reached]}
    return _masked(lattice, reached, table, effective, minimum, features, report)


@operation(group=Group.SPATIAL, outputs=(Output("result", style="carreaux", drawn="mediane"),))
def smooth_quantiles(
    features: Annotated[GeoDataFrame, _FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    base: Annotated[str | None, Field(numeric=True)] = None,
    low: Annotated[float, Number(minimum=0.0, maximum=1.0)] = 0.25,
    high: Annotated[float, Number(minimum=0.0, maximum=1.0)] = 0.75,
    cell: Annotated[float, _CELL] = DEFAULT_CELL,
    bandwidth: Annotated[float, _BANDWIDTH] = DEFAULT_BANDWIDTH,
    territory: Annotated[GeoDataFrame | None, _TERRITORY] = None,
    minimum: Annotated[int, _MINIMUM] = DEFAULT_MINIMUM,
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Return the weighted median and two other quantiles of a value around each cell.

    Parameters
    ----------
    features, cell, bandwidth, territory, minimum, progress
        As in :func:`smooth`.
    value : str
        Any number (rent, income, surface).
    base : str, optional
        How many units a point stands for; 1 by default.
    low, high : float
        In [0, 1].

    Returns
    -------
    GeoDataFrame
        ``quantile_bas``, ``mediane``, ``quantile_haut``, ``base_effective``, ``masque``.

    Raises
    ------
    InputError
        As in :func:`smooth`.

    Notes
    -----
    .. math::

        \hat q_c = \min \left\{ v : \sum_{x_i \le v} K(d_{ic})\, b_i \ge
        q \sum_i K(d_{ic})\, b_i \right\}

    the value of a unit, never an interpolation. No edge correction is due: weights are compared
    within one cell, and a factor common to all of them changes nothing.

    References
    ----------
    Brunsdon, Fotheringham and Charlton (2002), Computers, Environment and Urban Systems 26;
    INSEE, R package btb (``btb_smooth`` with quantiles).

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units().assign(loyer=[300.0, 400.0, 500.0] * 4)
    >>> found = geotools.smooth_quantiles(
    ...     units, "loyer", base="menages", cell=200, bandwidth=800
    ... )
    >>> sorted(set(found["mediane"].dropna()))
    [400.0, 500.0]
    """
    report = progress or SILENT
    units_column = base or _ONE_UNIT
    one = features if base else features.assign(**{_ONE_UNIT: 1})
    xy, counts, lattice = _prepared(
        one, value, units_column, cell, bandwidth, territory, report, ordered=False
    )
    values, units = counts.T
    parts = [
        (points, cells, weights * units[points])
        for points, cells, weights in lattice.spread(xy, report.part(0.0, 0.6))
    ]
    points = np.concatenate([part[0] for part in parts])
    cells = np.concatenate([part[1] for part in parts])
    weights = np.concatenate([part[2] for part in parts])
    reached, found = weighted_quantiles(cells, values[points], weights, (low, 0.5, high))
    size = lattice.domain.size
    total = np.bincount(cells, weights, size)[reached]
    square = np.bincount(cells, weights**2 / units[points], size)[reached]
    table = dict(zip(("quantile_bas", "mediane", "quantile_haut"), found, strict=True))
    return _masked(lattice, reached, table, total**2 / square, minimum, features, report)


def _prepared(
    features: GeoDataFrame,
    value: str,
    base: str | None,
    cell: float,
    bandwidth: float,
    territory: GeoDataFrame | None,
    progress: Progress,
    *,
    ordered: bool = True,
) -> tuple[Floats, Floats, Lattice]:
    """Return coordinates, counts (last column: the base) and cells of the usable points."""
    check_layer(features, "Points à lisser", geometry="point", projected=True)
    columns = [value] if base is None else [value, base]
    for column in columns:
        check_column(features, column, "Effectif", numeric=True)
    if territory is not None:
        check_layer(territory, "Territoire", geometry="polygon")
        territory = territory.to_crs(features.crs)
    counts = features[columns].to_numpy(dtype=np.float64, na_value=np.nan)
    place = features.geometry
    usable = ~(np.isnan(counts).any(axis=1) | place.isna() | place.is_empty).to_numpy()
    centre = place.centroid  # of a multipoint of one point
    xy = np.column_stack([centre.x, centre.y])
    outside = np.zeros(len(features), dtype=bool)
    if territory is not None:
        zone = shapely.union_all(territory.geometry.to_numpy())
        shapely.prepare(zone)
        outside = usable & ~np.asarray(shapely.intersects_xy(zone, xy))
    usable &= ~outside & (counts[:, -1] > 0)
    missing = int((~usable & ~outside).sum())
    if missing or outside.any():
        progress.say(
            f"{missing} point(s) sans position, sans valeur ou sans base, et {int(outside.sum())} "
            "hors du territoire, laissés de côté."
        )
    if not usable.any():
        raise InputError(
            "Aucun point ne peut être lissé : il faut une position, un effectif et une base "
            "positive. Vérifiez les champs et le territoire."
        )
    wrong = usable & ((counts < 0).any(axis=1) | (counts[:, 0] > counts[:, -1]))
    if ordered and wrong.any():
        raise InputError(
            "Les effectifs doivent être positifs et le numérateur ne pas dépasser la base ; à "
            f"corriger : {some(features.index[wrong])}."
        )
    used = xy[usable]
    return used, counts[usable], Lattice.around(used, cell, bandwidth, territory)


def _masked(
    lattice: Lattice,
    cells: np.ndarray[tuple[int], np.dtype[np.int64]],
    table: dict[str, Floats],
    effective: Floats,
    minimum: int,
    features: GeoDataFrame,
    progress: Progress,
) -> GeoDataFrame:
    # A base of exactly the minimum passes; the tolerance absorbs the rounding of the sums.
    hidden = effective < minimum - 1e-9
    shown = {name: np.where(hidden, np.nan, column) for name, column in table.items()}
    shown |= {"base_effective": np.where(hidden, np.nan, effective), "masque": hidden}
    epsg = features.crs.to_epsg()
    progress.say(
        f"{len(cells)} carreaux de {lattice.cell:g} m, rayon {lattice.bandwidth:g} m ; "
        f"{int(hidden.sum())} masqué(s) sous {minimum} unités."
    )
    result = gpd.GeoDataFrame(
        shown,
        geometry=lattice.squares(cells),
        index=pd.Index(lattice.names(cells, epsg), name="carreau"),
        crs=features.crs,
    )
    result.attrs["preuve"] = {
        "carreau": lattice.cell,
        "rayon": lattice.bandwidth,
        "base_minimale": minimum,
        "carreaux_masques": int(hidden.sum()),
    }
    return result
