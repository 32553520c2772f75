"""Two columns at once: occupants against recent movers' surroundings, one year against another."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.parameters import Field
from geotools.progress import SILENT, Progress
from geotools.spatial import descriptions as shared
from geotools.spatial.moran import moran_columns, moran_tails
from geotools.spatial.permutation import DEFAULT_PERMUTATIONS, DEFAULT_SEED
from geotools.spatial.recipes import DEFAULT_RECIPE
from geotools.spatial.sites import Sites, Test, standard_scores
from geotools.spatial.weights import WeightsLike


@operation(
    group=Group.SPATIAL,
    label="Grappes croisées (Moran local bivarié)",
    summary="Repère où une grandeur va avec une autre, mesurée chez les voisines.",
    help="""Croise la valeur de chaque entité avec une autre grandeur moyennée chez ses voisines
    : les occupants en place et les emménagés récents autour, ou deux années. I_i = (n − 1) ·
    x_i · Σ_j w_ij y_j / Σ_j x_j², x et y en écarts types. La probabilité vient de tirages où
    les voisines sont prises au hasard parmi les autres entités ; la valeur de l’entité reste en
    place. Quadrant : première lettre, l’entité ; seconde, ses voisines.""",
    source="Anselin L., Syabri I., Smirnov O. (2002), Visualizing multivariate spatial correlation "
    "with dynamically linked windows, CSISS, université de Californie.",
    limits="Ne mesure pas le lien entre les deux grandeurs au même endroit : deux grandeurs sans "
    "lien sur place peuvent aller ensemble entre voisines. Lisez aussi leur corrélation.",
    outputs=(
        Output(
            "result",
            "Grappes croisées",
            style="lisa",
            help=(
                "Première lettre, l’entité ; seconde, ses voisines pour l’autre grandeur ; gris : "
                "rien que le hasard n’explique."
            ),
        ),
    ),
    tags=("moran", "lisa", "bivarié", "emménagés récents", "deux années"),
)
def bivariate_moran(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    value: Annotated[
        str,
        Field(
            "Champ de l’entité",
            of="features",
            numeric=True,
            help="Grandeur lue sur l’entité elle-même.",
        ),
    ],
    neighbour_value: Annotated[
        str,
        Field(
            "Champ des voisines",
            of="features",
            numeric=True,
            help="Grandeur moyennée chez les voisines.",
        ),
    ],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, shared.PERMUTATIONS] = DEFAULT_PERMUTATIONS,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    alternative: Annotated[str, shared.ALTERNATIVE] = "two-sided",
    progress: Progress | None = None,
) -> GeoDataFrame:
    r"""Add the bivariate local Moran: a site's value against its neighbours' other value.

    .. math:: I_i = \frac{(n - 1)\, x_i \sum_j w_{ij} y_j}{\sum_j x_j^2}

    Parameters
    ----------
    features, weights, permutations, seed, alpha, correction, alternative, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    value, neighbour_value : str
        Columns of :math:`x` (the site) and :math:`y` (its neighbours); rows that miss one of
        them leave the graph.

    Returns
    -------
    GeoDataFrame
        The columns of :func:`~geotools.spatial.moran.local_moran`.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.

    References
    ----------
    Anselin, Syabri and Smirnov (2002), "Visualizing multivariate spatial correlation with
    dynamically linked windows". Equal to ``esda.Moran_Local_BV``.
    """
    report = progress or SILENT
    test = Test(permutations, seed, alpha, correction, alternative)
    sites = Sites.of(features, [value, neighbour_value], weights, report)
    own, around = (standard_scores(column) for column in sites.values.T)
    tails = moran_tails(sites, own, around, test, report.part(0.3, 1.0))
    p, adjusted = test.columns(sites, tails, report)
    proof = test.proof(sites, "bivariatemoran", valeur=value, valeur_voisine=neighbour_value)
    return moran_columns(sites, test, own, around, sites.weights.lag(around), p, adjusted, proof)


@operation(
    group=Group.SPATIAL,
    label="Grappes d’évolution (Moran local différentiel)",
    summary="Repère où une grandeur a évolué ensemble entre deux dates.",
    help="""Moran local de l’évolution (après − avant) : les grappes HH montent ensemble plus
    que le territoire, les LL moins que lui ; HL et LH vont contre leurs voisines. Le niveau de
    départ, commun aux deux dates, ne joue pas.""",
    source="Anselin L. (2019), Differential Moran’s I, documentation de GeoDa ; Anselin (1995).",
    limits="Deux millésimes doivent mesurer la même chose sur les mêmes entités : une rupture de "
    "série se lirait comme une grappe. Pour des taux, les petites bases bougent plus par hasard.",
    outputs=(
        Output(
            "result",
            "Grappes d’évolution",
            style="lisa",
            help=(
                "Rouge : montent ensemble plus que le territoire ; bleu : moins que lui ; gris : "
                "rien que le hasard n’explique."
            ),
        ),
    ),
    tags=("moran", "lisa", "évolution", "trajectoire", "différentiel"),
)
def differential_moran(
    features: Annotated[GeoDataFrame, shared.FEATURES],
    before: Annotated[
        str,
        Field("Champ à la première date", of="features", numeric=True, help="Grandeur au départ."),
    ],
    after: Annotated[
        str,
        Field(
            "Champ à la seconde date",
            of="features",
            numeric=True,
            help="La même grandeur à l’arrivée, mesurée de la même façon.",
        ),
    ],
    *,
    weights: Annotated[WeightsLike, shared.WEIGHTS] = DEFAULT_RECIPE,
    permutations: Annotated[int, shared.PERMUTATIONS] = DEFAULT_PERMUTATIONS,
    seed: Annotated[int | None, shared.SEED] = DEFAULT_SEED,
    alpha: Annotated[float, shared.ALPHA] = 0.05,
    correction: Annotated[str, shared.CORRECTION] = "fdr_bh",
    alternative: Annotated[str, shared.ALTERNATIVE] = "two-sided",
    progress: Progress | None = None,
) -> GeoDataFrame:
    """Add the local Moran of ``after - before``.

    Parameters
    ----------
    features, weights, permutations, seed, alpha, correction, alternative, progress
        As in :func:`~geotools.spatial.moran.local_moran`.
    before, after : str
        Columns of the same measure at two dates; rows that miss one of them leave the graph.

    Returns
    -------
    GeoDataFrame
        The columns of :func:`~geotools.spatial.moran.local_moran`.

    Raises
    ------
    InputError
        As in :func:`~geotools.spatial.moran.local_moran`.
    """
    report = progress or SILENT
    test = Test(permutations, seed, alpha, correction, alternative)
    sites = Sites.of(features, [before, after], weights, report)
    change = standard_scores(np.asarray(sites.values[:, 1] - sites.values[:, 0]))
    tails = moran_tails(sites, change, change, test, report.part(0.3, 1.0))
    p, adjusted = test.columns(sites, tails, report)
    proof = test.proof(sites, "differentialmoran", avant=before, apres=after)
    return moran_columns(sites, test, change, change, sites.weights.lag(change), p, adjusted, proof)
