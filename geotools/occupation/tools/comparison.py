"""Operations: a unit against the level above, the social against the private stock, weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.errors import InputError
from geotools.occupation import comparison as kernel
from geotools.occupation.counting import count, counts_of
from geotools.occupation.tools._common import CATALOGUE, catalogue_of, complete_layer, listed
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer, Table, Text

TENURES = {"10": "proprietaire", "22": "hlm", "21": "prive", "23": "prive"}
"""STOCD of the census (INSEE): 10 owner, 21 private tenant of an unfurnished dwelling, 22 HLM
tenant, 23 tenant of a furnished dwelling; 30 (housed free) is left out."""


@operation(
    group=Group.OCCUPATION,
    label="Comparer au niveau supérieur",
    summary="Écart, rapport et rang de chaque unité face à son territoire d’appartenance.",
    help="""
    Pour chaque indicateur : la valeur de l’unité, celle du niveau au-dessus (<id>_ref, somme
    des effectifs / somme des bases de ses unités), l’écart en fraction (<id>_ecart : 0,05 vaut
    5 points), le rapport et le rang (1 : la plus fragile ; pour un indicateur dont la hausse
    est bon signe, la valeur la plus basse). Les bases des deux figurent à côté.

    Les comptes sont lus dans les champs qui portent les noms du catalogue.
    """,
    source="USH, Repères n° 17 : « référence le niveau territorial supérieur » (001:423-425)",
    limits=(
        "Un écart sur une petite base peut n’être que du hasard : voyez « Intervalle d’une part »."
    ),
    outputs=(
        Output(
            "result",
            "Comparaison",
            style="indicateur",
            help=(
                "Lisez l’écart avec les deux bases : positif, l’unité dépasse le niveau supérieur."
            ),
        ),
    ),
    tags=("comparaison", "écart", "rang", "EPCI"),
    id="comparelevels",
)
def compare_levels(
    features: Annotated[
        gpd.GeoDataFrame,
        Layer(
            "Unités",
            help="Unités avec leurs effectifs, dans les champs qui portent les noms du catalogue.",
        ),
    ],
    parent: Annotated[
        str | None,
        Field("Territoire d’appartenance", "Vide : toute la couche.", of="features"),
    ] = None,
    *,
    ids: Annotated[
        str | None, Text("Indicateurs voulus", "Vide : tous.", example="rev_lt40, apl")
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> gpd.GeoDataFrame:
    """Add gaps with the level above; see :func:`geotools.occupation.compare_to_parent`.

    Parameters
    ----------
    features : GeoDataFrame
        Units with counts.
    parent : str, optional
        Column of the level above; the whole layer by default.
    ids : str, optional
        Comma-separated indicator ids.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    GeoDataFrame
        The layer with the comparison of each indicator; ``valeur`` copies the first one.
    """
    above = pd.Series("ensemble", index=features.index) if parent is None else features[parent]
    table = kernel.compare_to_parent(
        features, above, ids=listed(ids), catalogue=catalogue_of(catalogue)
    )
    if table.empty:
        raise InputError(
            "Aucun indicateur ne peut être comparé : aucun champ ne porte le nom d’un compte du "
            "catalogue, par exemple « menages » et « menages_apl »."
        )
    table.insert(0, "valeur", table.iloc[:, 0])
    return complete_layer(features, table)


@operation(
    group=Group.OCCUPATION,
    label="Spécialisation (pondération Basse-Normandie)",
    summary="Poids d’un territoire dans un public, rapporté à son poids dans le parc.",
    help="""
    S = (part du territoire dans le total des ménages du public) / (part du territoire dans le
    total du parc). 1 : à proportion du parc ; 1,5 : moitié plus que sa part. Exemple de la
    source : 120 des 400 ménages concernés dans 1 000 des 5 000 logements donnent 0,30 / 0,20 =
    1,5.

    Se calcule pour l’occupation (ménages en place) comme pour les attributions de l’année :
    comparez les deux pour voir si le déséquilibre se creuse. Territoires : EPCI, communes, QPV
    et hors QPV.
    """,
    source="ARHlm de Basse-Normandie ; USH, Repères n° 17 (001:542-544)",
    limits="Sur un petit parc, quelques ménages font varier l’indice de beaucoup.",
    outputs=(
        Output(
            "result",
            "Spécialisation",
            style="specialisation",
            help=(
                "1 : à proportion du parc ; au-dessus, le territoire accueille plus que sa part, "
                "au-dessous, moins."
            ),
        ),
    ),
    tags=("spécialisation", "déséquilibre", "attributions", "Basse-Normandie"),
)
def specialisation(
    features: Annotated[
        gpd.GeoDataFrame,
        Layer("Territoires", help="Territoires à comparer entre eux, avec leurs deux effectifs."),
    ],
    value: Annotated[
        str,
        Field(
            "Ménages du public, ou attributions",
            of="features",
            numeric=True,
            help="Effectif du public étudié, en place ou reçu dans l’année.",
        ),
    ],
    stock: Annotated[
        str,
        Field(
            "Parc : logements ou ménages",
            of="features",
            numeric=True,
            help="Effectif auquel le rapporter, dans la même unité pour tous les territoires.",
        ),
    ],
    within: Annotated[
        str | None, Field("Territoire de référence", "Vide : toute la couche.", of="features")
    ] = None,
) -> gpd.GeoDataFrame:
    """Add the specialisation of each unit; see :func:`geotools.occupation.specialisation`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    value, stock : str
        Columns of the trait's count and of the stock.
    within : str, optional
        Column of the territory whose total is 100 %; the whole layer by default.

    Returns
    -------
    GeoDataFrame
        The layer with ``specialisation``, ``poids_public``, ``poids_parc``.
    """
    table = kernel.specialisation(
        features[value].rename("x"),
        features[stock],
        within=None if within is None else features[within],
    )
    names = {"x_specialisation": "specialisation", "x_poids": "poids_public"}
    return complete_layer(features, table.rename(columns=names))


@operation(
    group=Group.OCCUPATION,
    label="Comparer parc social et parc privé",
    summary="Met l’occupation du parc social en regard du parc privé de chaque IRIS (recensement).",
    help="""
    Chaque logement du recensement est rangé selon le statut d’occupation : locataire HLM,
    locataire du privé, propriétaire. Pour chaque unité et chaque indicateur : la part dans
    chaque parc, sa base pondérée, et l’écart du parc social avec chacun des autres.

    Un extrait Filocom déjà compté par IRIS et par statut se compare de même : lisez-le avec le
    modèle « filocom », donnez « statut » comme champ du statut et, comme indicateurs, rev_lt40,
    rev_40_80, rev_ge80. Un effectif vide (secret) laisse la comparaison vide.
    """,
    source="USH, Repères n° 17 : parc social et parc privé (001:427-430) ; INSEE, recensement",
    limits=(
        "Le recensement ne porte ni revenus ni APL. Les IRIS masqués (communes de moins de 10 000 "
        "habitants) ne se comparent qu’à la commune. Les logés gratuitement sont écartés."
    ),
    outputs=(
        Output(
            "table",
            "Parc social et parc privé",
            kind="table",
            help=(
                "Une ligne par unité et par indicateur ; un écart positif dit que le parc social en"
                " a plus."
            ),
        ),
    ),
    tags=("parc privé", "recensement", "Filocom", "IRIS"),
    id="compareprivate",
)
def compare_private(
    dwellings: Annotated[
        pd.DataFrame,
        Table(
            "Logements du recensement, ou comptes par statut",
            help=(
                "Logements lus par « Lire le recensement », ou comptes déjà faits par unité et "
                "par statut."
            ),
        ),
    ],
    unit: Annotated[
        str,
        Field(
            "Champ de l’unité",
            of="dwellings",
            help="Champ de l’IRIS ou de la commune de chaque ligne.",
        ),
    ] = "iris",
    *,
    tenure: Annotated[
        str | None,
        Field(
            "Champ du statut d’occupation",
            "Pour une table de comptes ; vide : logements du recensement (stocd).",
            of="dwellings",
        ),
    ] = None,
    social: Annotated[
        str,
        Text(
            "Valeur du parc social",
            advanced=True,
            help="Ce qui désigne le parc social dans le champ du statut.",
        ),
    ] = "hlm",
    ids: Annotated[
        str | None,
        Text(
            "Indicateurs",
            example="seules, surocc",
            help=(
                "Identifiants du catalogue, séparés par des virgules ; la commande « "
                "catalogue » les liste."
            ),
        ),
    ] = "seules, age_65p, chomeurs, er_part, sousocc, surocc",
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Compare the stocks of each unit; see :func:`geotools.occupation.compare_tenures`.

    Parameters
    ----------
    dwellings : DataFrame
        Census dwellings, or counts with one row per unit and tenure.
    unit : str
        Column of the unit.
    tenure : str, optional
        Column of the tenure, for a table of counts; a unit with a missing count has no figure.
    social : str
        Value of the social stock.
    ids : str
        Comma-separated indicator ids.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    DataFrame
        One row per unit.
    """
    chosen = catalogue_of(catalogue)
    if tenure is not None:
        counted, keys = counts_of(dwellings, chosen), [dwellings[unit], dwellings[tenure]]
        withheld = counted.isna().groupby(keys).any()
        counts = counted.groupby(keys).sum().mask(withheld)  # no sum of what is not all known
    else:
        counts = _census_by_tenure(dwellings, unit)
    return kernel.compare_tenures(
        counts, ids=listed(ids) or [], social=social, catalogue=chosen, weighted=True
    )


def _census_by_tenure(dwellings: pd.DataFrame, unit: str) -> pd.DataFrame:
    if "stocd" not in dwellings.columns:
        raise InputError(
            "La table n’a pas le statut d’occupation « stocd » du recensement. Donnez le fichier "
            "détail des logements, ou indiquez le champ du statut d’une table de comptes."
        )
    tenure = dwellings["stocd"].astype("string").str.replace(".0", "", regex=False).map(TENURES)
    parts = {
        name: count(rows, unit, source="census")
        for name, rows in dwellings.groupby(tenure.to_numpy(dtype=object))
    }
    return pd.concat(parts, names=["statut"]).swaplevel()
