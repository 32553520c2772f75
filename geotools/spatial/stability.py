"""How firm a cluster is: the same class whatever the neighbourhood, the zoning and the seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from scipy.spatial import cKDTree

from geotools.errors import InputError
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Fields, Integer, Number, Text
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.moran import local_moran
from geotools.spatial.permutation import DEFAULT_SEED
from geotools.spatial.recipes import DEFAULT_RECIPE, check_recipe, in_true_metres
from geotools.spatial.sites import NOT_SIGNIFICANT

CLASSES = ("HH", "LL", "HL", "LH")
FAMILIES = ("voisinages", "zonages", "regroupements")
_LEAST_ZONES = 10


@operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
def cluster_stability(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[str, Field(of="features", numeric=True)],
    *,
    population: Annotated[str | None, shared.POPULATION] = None,
    neighbourhoods: Annotated[str, Text(example="knn:4; knn:8; knn:12")] = "knn:4; knn:8; knn:12",
    zonings: Annotated[Sequence[str] | None, Fields(of="features")] = None,
    regroupings: Annotated[int, Integer(minimum=0, maximum=99)] = 10,
    size: Annotated[int, Integer(minimum=2, maximum=1_000, advanced=True)] = 4,
    seeds: Annotated[int, Integer(minimum=1, maximum=99, advanced=True)] = 3,
    firmness: Annotated[float, Number(minimum=0.5, maximum=1)] = 0.8,
    permutations: Annotated[int, shared.PERMUTATIONS] = 9_999,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Run the local Moran under many choices and keep the clusters that most of them find.

    Parameters
    ----------
    features : GeoDataFrame
        The finest units that there are.
    value : str
        Count of events when ``population`` is given, else a value whose mean has a meaning.
    population : str, optional
        Units at risk.
    neighbourhoods : str
        Recipes of weights, separated by semicolons: each with each seed.
    zonings : sequence of str, optional
        Columns that give the zone of each feature (IRIS, tile): the value is brought to the zones.
    regroupings : int
        Random regroupings of the features around centres drawn among them.
    size : int
        Features in a random group, on average.
    seeds : int
        Seeds of the draws, from ``seed`` on.
    firmness : float
        Share of the runs that must give the class of a feature.
    permutations, seed, alpha, correction, progress
        As in :func:`~geotools.spatial.moran.local_moran`.

    Returns
    -------
    GeoDataFrame
        With ``grappe`` (HH, LL, HL or LH where firm, else ``ns``), ``stabilite`` (share of the runs
        that give the likeliest of these classes), ``classe`` (that class), ``passages``, and the
        share in each family of runs: ``part_voisinages``, ``part_zonages``,
        ``part_regroupements`` (empty for a family that was not run).

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`, or a zoning has fewer than ten zones.

    Notes
    -----
    .. math:: s_i = \max_{c} \frac{1}{R} \sum_{r=1}^{R} 1[\text{class}_r(i) = c]

    A run over zones gives each feature the class of its zone. A zoning or a regrouping is weighed
    by ``knn:8``, or by the first recipe of the neighbourhoods that measures between points.

    References
    ----------
    Openshaw S. (1984), The Modifiable Areal Unit Problem, CATMOG 38.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.cluster_stability(
    ...     tiny.units(), "rev_lt40", neighbourhoods="distance:200; distance:300",
    ...     regroupings=0, permutations=999, correction="none",
    ... )
    >>> found.loc["R05", ["classe", "grappe"]].tolist(), float(found.loc["R05", "stabilite"])
    (['HH', 'ns'], 0.5)
    """
    report = progress or SILENT
    recipes = [recipe.strip() for recipe in neighbourhoods.split(";") if recipe.strip()]
    if not recipes:
        raise InputError("Donnez au moins un voisinage, par exemple « knn:8 ».")
    for recipe in recipes:
        check_recipe(recipe)
    first = DEFAULT_SEED if seed is None else seed
    numbers = range(first, first + seeds)
    between = next((r for r in recipes if r.startswith(("knn", "distance"))), DEFAULT_RECIPE)
    works: list[tuple[str, str, int, pd.Series | None]] = [
        ("voisinages", recipe, number, None) for recipe in recipes for number in numbers
    ]
    divisions = _regrouped(features, value, zonings or (), regroupings, size, first)
    works += [(family, between, first, codes) for family, codes in divisions]
    found: dict[str, list[pd.Series]] = {family: [] for family in FAMILIES}
    for rank, (family, recipe, number, codes) in enumerate(works):
        report.at(rank / len(works), "Passages")
        units = features if codes is None else _zones(features, value, population, codes)
        run = local_moran(
            units, value, weights=_fitting(recipe, units, codes is not None), seed=number,
            population=population, permutations=permutations, alpha=alpha, correction=correction,
        )["grappe"]  # fmt: skip
        found[family].append((run if codes is None else codes.map(run)).astype(object))
    report.say(
        f"{len(works)} passages : "
        + ", ".join(f"{len(found[family])} par {family}" for family in FAMILIES)
        + f". Une grappe est gardée si {firmness:.0%} d’entre eux la donnent."
    )
    result = features.assign(**_votes(found, features.index, firmness))
    result.attrs["preuve"] = {
        "operation": "clusterstability",
        "valeur": value,
        "population": population,
        "voisinages": recipes,
        "zonages": list(zonings or ()),
        "regroupements": regroupings,
        "graines": [numbers[0], numbers[-1]],
        "permutations": permutations,
        "seuil": alpha,
        "correction": correction,
        "fermete": firmness,
    }
    return result


def _votes(found: dict[str, list[pd.Series]], index: pd.Index, firmness: float) -> dict[str, Any]:
    """Return the columns that tell which class each feature gets, and from how many runs."""
    runs = [run for family in FAMILIES for run in found[family]]
    votes = pd.DataFrame({c: sum((run == c).astype(float) for run in runs) for c in CLASSES})
    valued = runs[0].notna()
    shares = (votes / len(runs)).where(valued, axis=0)
    best, share = shares.fillna(0.0).idxmax(axis=1), shares.max(axis=1)
    best = best.where(share > 0, NOT_SIGNIFICANT).astype(object)
    columns = {
        "grappe": best.where(share >= firmness, NOT_SIGNIFICANT).where(valued, None),
        "classe": best.where(valued, None),
        "stabilite": share,
        "passages": pd.Series(len(runs), index=index),
    }
    for family in FAMILIES:
        same = pd.DataFrame(dict(enumerate(run == best for run in found[family])), index=index)
        columns[f"part_{family}"] = same.mean(axis=1).where(valued & (share > 0))
    return columns


def _fitting(recipe: str, units: GeoDataFrame, zoned: bool) -> str:
    """Return a recipe that a few zones can follow."""
    kind, _, k = recipe.partition(":")
    if zoned and kind == "knn":
        return f"knn:{min(int(float(k)), len(units) - 1)}"
    return recipe


def _regrouped(
    features: GeoDataFrame,
    value: str,
    zonings: Sequence[str],
    regroupings: int,
    size: int,
    seed: int,
) -> Iterator[tuple[str, pd.Series]]:
    """Yield the zone of each feature that has a value, in each zoning and random regrouping."""
    valued = features[value].notna() & ~features.geometry.is_empty & features.geometry.notna()
    for name in zonings:
        codes = features[name].where(valued).astype("string")
        if codes.nunique() < _LEAST_ZONES:
            raise InputError(
                f"Le zonage « {name} » a {codes.nunique()} zone(s) occupée(s) : il en faut au "
                f"moins {_LEAST_ZONES} pour y chercher des grappes. Ôtez-le de la liste."
            )
        yield "zonages", codes
    count = int(valued.sum()) // size
    if not regroupings or count < _LEAST_ZONES:
        return
    chosen = features.index[valued]
    xy = _places(features.loc[chosen])
    for number in range(regroupings):
        draw = np.random.default_rng([seed, number])
        centres = xy[draw.choice(len(xy), count, replace=False)]
        nearest = cKDTree(centres).query(xy)[1]
        codes = pd.Series(nearest.astype(str), index=chosen, dtype="string")
        yield "regroupements", codes.reindex(features.index)


def _places(features: GeoDataFrame) -> np.ndarray:
    shapes = in_true_metres(features, "Entités").geometry.array
    return shapely.get_coordinates(shapely.centroid(np.asarray(shapes)))


def _zones(
    features: GeoDataFrame, value: str, population: str | None, codes: pd.Series
) -> GeoDataFrame:
    """Return the zones at the middle of their features, with the sums, or the mean of the value."""
    kept = codes.notna()
    metric = in_true_metres(GeoDataFrame(features[kept]), "Entités")
    xy = pd.DataFrame(_places(metric), columns=["x", "y"], index=metric.index)
    groups = codes[kept]
    middle = xy.groupby(groups).mean()
    columns = [value] if population is None else [value, population]
    figures = features.loc[kept, columns].groupby(groups)
    table = figures.mean() if population is None else figures.sum(min_count=1)
    places = shapely.points(middle["x"], middle["y"])
    return GeoDataFrame(table, geometry=places, crs=metric.crs)
