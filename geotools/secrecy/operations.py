"""What the toolbox and the command line offer about secrecy."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import ConfigurationError
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Fields, Integer, Layer, Number, Text
from geotools.progress import Progress
from geotools.secrecy.grouping import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    build_grouping,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD


def parse_bases(text: str) -> dict[str, str]:
    """Read ``numérateur=base`` pairs separated by commas or semicolons.

    Raises
    ------
    ConfigurationError
        When a pair is not of that form.
    """
    pairs: dict[str, str] = {}
    for item in text.replace(";", ",").split(","):
        if not item.strip():
            continue
        numerator, equals, base = (part.strip() for part in item.partition("="))
        if not (numerator and equals and base):
            raise ConfigurationError(
                "« Bases » attend des couples numérateur=base séparés par des virgules, par "
                f"exemple « menages_apl=menages » ; reçu : « {item.strip()} »."
            )
        pairs[numerator] = base
    return pairs


@operation(
    group=Group.SECRECY,
    label="Regrouper les résidences pour respecter le secret",
    summary="Forme le plus grand nombre de groupes voisins dont chaque effectif atteint le seuil.",
    help="""
    Regroupe des résidences proches (points) ou des quartiers contigus (polygones) pour que, dans
    chaque groupe, chaque effectif compté, sa base et son complément (base − effectif) atteignent le
    seuil. Les limites choisies (commune, QPV, bailleur…) ne sont jamais franchies. À nombre de
    groupes égal, l’opération préfère des groupes homogènes pour la variable choisie, puis compacts.
    Les résidences qui ne peuvent rejoindre aucun groupe restent sans groupe et le motif est donné.
    Avec le champ des groupes précédents (ceux de l’an passé, ou retouchés à la main), les groupes
    encore valables sont gardés et seul change ce qui le doit.
    """,
    source="USH, Repères n° 17 : regroupements d’immeubles d’au moins 11 unités par indicateur",
    limits="Un groupe valable ne suffit pas à publier : auditez ensemble tout ce qui est diffusé.",
    outputs=(
        Output("groups", "Groupes", style="groupes"),
        Output("membership", "Groupe de chaque résidence", kind="table"),
    ),
    tags=("secret", "regroupement", "max-p", "seuil", "11"),
)
def group_residences(
    features: Annotated[GeoDataFrame, Layer("Résidences ou quartiers", projected=True)],
    counts: Annotated[list[str], Fields("Effectifs à protéger", of="features", numeric=True)],
    *,
    bases: Annotated[
        str,
        Text(
            "Bases",
            help="Base de chaque numérateur : son complément sera protégé aussi.",
            example="menages_apl=menages, chomeurs=actifs",
        ),
    ] = "",
    within: Annotated[
        list[str] | None,
        Fields("Limites à ne pas franchir", of="features", help="Commune, QPV, bailleur…"),
    ] = None,
    threshold: Annotated[int, Integer("Seuil", minimum=1, unit="unités")] = DEFAULT_THRESHOLD,
    max_distance: Annotated[
        float, Number("Distance maximale entre voisins", minimum=1, unit="m")
    ] = DEFAULT_MAX_DISTANCE_M,
    homogeneity: Annotated[
        str | None, Field("Variable à rendre homogène", of="features", numeric=True)
    ] = None,
    previous: Annotated[
        str | None,
        Field("Groupes précédents", of="features", help="Champ des codes à garder si possible."),
    ] = None,
    effort: Annotated[
        int,
        Integer(
            "Effort de recherche", minimum=0, maximum=1000, advanced=True, unit="pas par résidence"
        ),
    ] = DEFAULT_EFFORT,
    seed: Annotated[int, Integer("Graine", minimum=0, advanced=True)] = 0,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame]:
    """Group features of a layer; see :func:`geotools.secrecy.grouping.build_grouping`.

    Returns
    -------
    groups : GeoDataFrame
        One feature per group.
    membership : DataFrame
        Index of the features; ``groupe`` (NA without group) and ``motif``; ``groupe_avant`` when
        previous groups were given.
    """
    result = build_grouping(
        features,
        counts,
        threshold=threshold,
        bases=parse_bases(bases),
        within=tuple(within or ()),
        max_distance=max_distance,
        homogeneity=homogeneity,
        previous=None if previous is None else features[previous],
        effort=effort,
        seed=seed,
        progress=progress,
    )
    table = result.membership.to_frame()
    table["motif"] = result.ungrouped["motif"].reindex(table.index)
    if previous is not None:
        table["groupe_avant"] = features[previous].astype("object")
    return result.groups, table
