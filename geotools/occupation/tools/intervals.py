"""Operation: how sure a share is, and its smoothed value."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.occupation import intervals as kernel
from geotools.occupation.counting import check_counts
from geotools.occupation.indicators import check_part
from geotools.occupation.tools._common import LEVEL, complete_layer
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer


@operation(
    group=Group.OCCUPATION,
    label="Intervalle d’une part et lissage",
    summary="Encadre une part (Wilson) et la lisse vers la moyenne quand la base est petite.",
    help="""
    Intervalle de Wilson : l’ensemble des parts que l’effectif observé ne contredit pas, au
    niveau choisi. Il reste dans [0, 1] et dit vrai sur les petites bases : 3 ménages sur 12,
    c’est de 9 % à 53 %.

    Lissage bayésien empirique : chaque part est tirée vers la moyenne de la couche, d’autant
    plus que sa base est petite et que les unités se ressemblent. « poids_propre » dit quelle
    part de la valeur lissée vient de l’unité. À garder pour la carte ; la valeur à citer reste
    l’effectif et sa base.
    """,
    source="Wilson (1927), JASA 22 ; Marshall (1991), Applied Statistics 40",
    limits=(
        "L’intervalle ne couvre que le hasard, non les réponses manquantes. Des comptes pondérés "
        "(recensement) demandent leur effectif réel : sinon l’intervalle est trop court."
    ),
    outputs=(
        Output(
            "result",
            "Parts encadrées",
            style="indicateur",
            help="La carte montre la part lissée ; la valeur à citer est l’effectif et sa base.",
        ),
    ),
    tags=("intervalle", "confiance", "Wilson", "lissage", "petits effectifs"),
    id="rateinterval",
)
def rate_interval(
    features: Annotated[
        gpd.GeoDataFrame, Layer("Unités", help="Unités avec leur effectif et leur base.")
    ],
    numerator: Annotated[
        str,
        Field(
            "Effectif",
            of="features",
            numeric=True,
            help="Nombre d’unités qui ont le caractère, jamais supérieur à la base.",
        ),
    ],
    base: Annotated[
        str,
        Field(
            "Base",
            of="features",
            numeric=True,
            help="Nombre d’unités parmi lesquelles l’effectif est compté.",
        ),
    ],
    *,
    level: Annotated[float, LEVEL] = kernel.DEFAULT_LEVEL,
) -> gpd.GeoDataFrame:
    """Add a share, its interval and its smoothed value; see :func:`geotools.occupation.wilson`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    numerator, base : str
        Columns of counts.
    level : float
        Confidence level.

    Returns
    -------
    GeoDataFrame
        The layer with ``valeur``, ``valeur_bas``, ``valeur_haut``, ``valeur_lissee``,
        ``poids_propre`` (fractions).
    """
    for column in (numerator, base):
        check_counts(features[column], weighted=True)
    check_part(features, numerator, base)
    bounds = kernel.wilson(features[numerator], features[base], level=level)
    smoothed = kernel.empirical_bayes(features[numerator], features[base])
    n, b = features[numerator].astype(float), features[base].astype(float)
    table = pd.DataFrame(
        {
            "valeur": n / b.where(b > 0),
            "valeur_bas": bounds["bas"],
            "valeur_haut": bounds["haut"],
            "valeur_lissee": smoothed["lissee"],
            "poids_propre": smoothed["poids_propre"],
        }
    )
    return complete_layer(features, table)
