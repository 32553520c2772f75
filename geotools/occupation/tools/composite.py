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

_WEIGHTS_HELP = "Couples indicateur=poids ; vide : ceux du catalogue."
_REFERENCE = Pairs(
    "Valeurs de référence",
    "Parts du territoire de référence dans l’année de base ; vide : l’ensemble de la couche.",
    example="vac3=0.02, rotation=0.09, surocc=0.03",
)


@operation(
    group=Group.OCCUPATION,
    label="Indice de précarité étendu",
    summary=(
        "Indice de précarité complété par les impayés et les familles monoparentales nombreuses."
    ),
    help="""
    Même formule que l’indice de précarité, avec des composantes de plus : I = 100 × somme des
    poids × (part / part de référence) / somme des poids. La source propose d’ajouter les
    impayés de plus de trois mois (impayes3) et les familles monoparentales de trois enfants et
    plus (mono3p), sans donner de poids : 1 par défaut, à discuter localement.

    Les composantes sont lues dans les champs qui portent les noms du catalogue : les deux
    comptes (menages_impayes et menages), ou impayes3_n et impayes3_base, ou impayes3 (part).

    Le champ « composantes » écrit celles qui ont servi et leurs poids : affichez-les avec la
    carte.
    """,
    source="USH, Repères n° 17 (001:572)",
    limits="Les poids sont locaux : deux territoires ne se comparent qu’avec les mêmes.",
    outputs=(
        Output(
            "result",
            "Indice de précarité étendu",
            style="precarite",
            help="100 est la référence ; affichez avec la carte les composantes et leurs poids.",
        ),
    ),
    tags=("précarité", "indice", "impayés", "étendu"),
    id="extendedprecarity",
)
def extended_precarity(
    features: Annotated[
        gpd.GeoDataFrame,
        Layer("Unités", help="Résidences, groupes ou quartiers, avec les comptes du catalogue."),
    ],
    *,
    weights: Annotated[
        dict[str, float] | None,
        Pairs("Poids", _WEIGHTS_HELP, example="rev_lt40=2, apl=1, impayes3=1, mono3p=1"),
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
        As :func:`geotools.occupation.tools.precarity.precarity_index`.
    """
    chosen = weights or dict(load_catalogue().index("precarite_etendue").weights)
    table = components_table(features, [n for n, w in chosen.items() if w > 0], {})
    return index_layer(features, table, chosen, reference, level=level)


@operation(
    group=Group.OCCUPATION,
    label="Indice de fragilité du fonctionnement",
    summary="Compare vacance, rotation, sur-occupation… de chaque unité à une référence : 100.",
    help="""
    F = 100 × somme des poids × (composante / référence) / somme des poids. Par défaut : vacance
    de plus de trois mois (vac3), rotation, sur-occupation (surocc), poids 1. Ajoutez refus,
    notes qualitatives (qual_tranquillite…) ou tout indicateur du catalogue.

    Un indicateur dont la hausse est bon signe est retourné : une part devient son complément,
    une note de 1 à 4 devient 5 moins la note. Une moyenne sans complément est refusée.

    La source ne publie aucun poids : ils sont à choisir localement, et le champ « composantes »
    les affiche. Cet indice complète l’indice de précarité, qu’il ne remplace pas.
    """,
    source="USH, Repères n° 17, « créer un indice de fragilité » (001:631-637)",
    limits=(
        "Les refus et la rotation dépendent des pratiques du bailleur et du marché. Jamais "
        "un score "
        "officiel : les poids sont ceux du territoire."
    ),
    outputs=(
        Output(
            "result",
            "Indice de fragilité",
            style="fragilite",
            help="100 est la référence ; au-dessus, le fonctionnement est plus fragile.",
        ),
    ),
    tags=("fragilité", "indice", "vacance", "rotation"),
    id="fragilityindex",
)
def fragility_index(
    features: Annotated[
        gpd.GeoDataFrame,
        Layer("Unités", help="Résidences, groupes ou quartiers, avec les comptes du catalogue."),
    ],
    *,
    weights: Annotated[
        dict[str, float] | None,
        Pairs("Poids", _WEIGHTS_HELP, example="vac3=1, rotation=1, surocc=1, refus=1"),
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
