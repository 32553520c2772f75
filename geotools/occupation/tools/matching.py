"""Operations: which residence, which perimeter of another vintage is the same one."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.occupation import matching
from geotools.occupation.tools._common import by_code, complete_layer
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer, Number

DISTANCE = Number(
    "Distance du même lieu", "Au-delà, un autre identifiant est un autre lieu.", False, 0, 1000, "m"
)
CODE_BEFORE = Field(
    "Identifiant (avant)",
    of="before",
    help="Champ qui nomme chaque résidence une seule fois ; sans lui, c’est le rang de la ligne.",
)
CODE_AFTER = Field(
    "Identifiant (après)",
    of="after",
    help="Le même identifiant dans le millésime récent ; sans lui, c’est le rang de la ligne.",
)


@operation(
    group=Group.OCCUPATION,
    label="Rapprocher les résidences de deux millésimes",
    summary=(
        "Dit quelles résidences sont les mêmes, renommées, fusionnées, scindées, disparues, neuves."
    ),
    help="""
    Les résidences sont rapprochées par identifiant, puis par lieu : un identifiant disparu
    rejoint la résidence la plus proche de l’autre millésime, dans la distance donnée, si elle
    est nouvelle ou si elle a assez grandi pour l’avoir absorbée (la moitié au moins de ses
    logements). De même en sens inverse pour les identifiants nouveaux.

    Chaque lien porte un statut : identique, renommee, remplacee (même lieu, taille très
    différente), fusionnee, scindee, recomposee, disparue, nouvelle ; et les logements avant et
    après.
    """,
    source="USH, Repères n° 17, trajectoires (001:424-425) ; règle de rapprochement : la nôtre",
    limits=(
        "Une démolition-reconstruction au même lieu et de même taille passe pour un "
        "changement de nom : "
        "vérifiez les statuts « renommee »."
    ),
    outputs=(
        Output(
            "result",
            "Résidences d’après, avec leur lien",
            style="millesimes",
            help="Le statut dit ce que chaque résidence est devenue depuis l’autre millésime.",
        ),
        Output(
            "links",
            "Liens entre millésimes",
            kind="table",
            help=(
                "Une ligne par lien ; une résidence disparue n’a pas d’après, une nouvelle pas "
                "d’avant."
            ),
        ),
    ),
    tags=("trajectoire", "millésime", "fusion", "démolition"),
    id="matchresidences",
)
def match_residences(
    before: Annotated[
        gpd.GeoDataFrame,
        Layer("Résidences avant", projected=True, help="Résidences du millésime ancien."),
    ],
    after: Annotated[
        gpd.GeoDataFrame,
        Layer(
            "Résidences après",
            projected=True,
            help="Résidences du millésime récent ; ce sont elles que le résultat dessine.",
        ),
    ],
    before_code: Annotated[str | None, CODE_BEFORE] = None,
    after_code: Annotated[str | None, CODE_AFTER] = None,
    *,
    max_distance: Annotated[float, DISTANCE] = matching.DEFAULT_DISTANCE,
    dwellings: Annotated[
        str, Field("Nombre de logements", "Dans les deux couches.", of="after", numeric=True)
    ] = "logements",
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
    label="Relier deux géographies de quartiers (QPV 2015 et 2024)",
    summary="Dit ce que deux zonages ont en commun, en logements et en surface.",
    help="""
    Une ligne par couple de périmètres qui partagent de la surface ou des logements, et une
    ligne par périmètre sans correspondant. part_ancien : logements communs / logements de
    l’ancien périmètre ; part_nouveau : de même pour le nouveau.

    Les codes des deux géographies ne se correspondent pas (QP… en 2015, QN… en 2024) : seule la
    géométrie relie. Suivez un quartier dans le temps quand la moitié au moins des logements de
    chacun est commune ; en dessous, deux chiffres décrivent deux territoires.
    """,
    source="ANCT, QPV 2015 et QPV 2024 ; règle de lecture : la nôtre",
    limits=(
        "Les logements sont comptés à leur point : près d’une limite, quelques-uns tombent du "
        "mauvais côté."
    ),
    outputs=(
        Output(
            "pairs",
            "Correspondances",
            kind="table",
            help=(
                "Une ligne par couple de périmètres, avec la part des logements de chacun qui est "
                "commune."
            ),
        ),
    ),
    tags=("QPV", "2015", "2024", "correspondance"),
    id="linkzonings",
)
def link_zonings(
    old: Annotated[
        gpd.GeoDataFrame,
        Layer(
            "Ancien zonage",
            geometry="polygon",
            projected=True,
            help="Périmètres de l’ancienne géographie, par exemple les QPV 2015.",
        ),
    ],
    new: Annotated[
        gpd.GeoDataFrame,
        Layer(
            "Nouveau zonage",
            geometry="polygon",
            projected=True,
            help="Périmètres de la nouvelle géographie, par exemple les QPV 2024.",
        ),
    ],
    dwellings: Annotated[
        gpd.GeoDataFrame,
        Layer(
            "Logements ou résidences",
            geometry="point",
            projected=True,
            help=(
                "Points qui pèsent les recouvrements, dans le même système de coordonnées que"
                " les périmètres."
            ),
        ),
    ],
    old_code: Annotated[
        str | None,
        Field(
            "Code (ancien)",
            of="old",
            help=(
                "Champ qui nomme chaque ancien périmètre une seule fois ; sans lui, c’est le rang"
                " de la ligne."
            ),
        ),
    ] = None,
    new_code: Annotated[
        str | None,
        Field(
            "Code (nouveau)",
            of="new",
            help=(
                "Champ qui nomme chaque nouveau périmètre une seule fois ; sans lui, c’est le "
                "rang de la ligne."
            ),
        ),
    ] = None,
    count_field: Annotated[
        str | None,
        Field("Nombre de logements par point", "Vide : 1.", of="dwellings", numeric=True),
    ] = None,
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
    """
    return matching.link_zonings(
        by_code(old, old_code, "Ancien zonage"),
        by_code(new, new_code, "Nouveau zonage"),
        dwellings,
        count=count_field,
    )
