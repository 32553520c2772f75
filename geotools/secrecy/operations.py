"""Operations: grouping residences; auditing, then protecting a release over several zonings."""

from __future__ import annotations

from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Fields, Flag, Integer, Layer, Number, Text
from geotools.progress import Progress
from geotools.secrecy.audit.map import breach_places
from geotools.secrecy.audit.release import audit_release
from geotools.secrecy.descriptions import BASES, THRESHOLD, parse_bases, parse_parts
from geotools.secrecy.grouping.groups import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    Grouping,
    build_grouping,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD, load_rule
from geotools.secrecy.suppression.release import build_tables, protect


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
    qui tiennent encore sont gardés tels quels. Un groupe sous le seuil ou en morceaux est complété
    par les résidences que ses voisins peuvent céder, sinon réparti entre eux ; chaque résidence qui
    change de groupe porte le motif. Cochez « Refuser » pour être arrêté au lieu d’être réparé.
    """,
    source="USH, Repères n° 17 : regroupements d’immeubles d’au moins 11 unités par indicateur",
    limits="Un groupe valable ne suffit pas à publier : auditez ensemble tout ce qui est diffusé.",
    outputs=(
        Output(
            "groups",
            "Groupes",
            style="groupes",
            help="Un polygone par groupe, avec ses effectifs ; tous atteignent le seuil.",
        ),
        Output(
            "membership",
            "Groupe de chaque résidence",
            kind="table",
            help="Le groupe de chaque résidence, ou le motif qui l’en écarte ; reste interne.",
        ),
    ),
    tags=("secret", "regroupement", "max-p", "seuil", "11"),
)
def group_residences(
    features: Annotated[
        GeoDataFrame,
        Layer(
            "Résidences ou quartiers",
            projected=True,
            help="Points ou polygones, en mètres, avec leurs effectifs.",
        ),
    ],
    counts: Annotated[
        list[str],
        Fields(
            "Effectifs à protéger",
            of="features",
            numeric=True,
            help=(
                "Champs d’effectifs qui devront tous atteindre le seuil dans chaque groupe, ainsi"
                " que leur complément."
            ),
        ),
    ],
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
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    max_distance: Annotated[
        float,
        Number(
            "Distance maximale entre voisins",
            minimum=1,
            unit="m",
            help="Deux résidences plus éloignées que cela ne sont jamais voisines.",
        ),
    ] = DEFAULT_MAX_DISTANCE_M,
    homogeneity: Annotated[
        str | None,
        Field(
            "Variable à rendre homogène",
            of="features",
            numeric=True,
            help=(
                "Champ dont les valeurs doivent se ressembler dans un groupe, à nombre de "
                "groupes égal."
            ),
        ),
    ] = None,
    previous: Annotated[
        str | None,
        Field("Groupes précédents", of="features", help="Champ des codes à garder si possible."),
    ] = None,
    strict: Annotated[
        bool,
        Flag(
            "Refuser des groupes précédents qui ne tiennent plus",
            help="Nomme les groupes à corriger et s’arrête, au lieu de les réparer.",
        ),
    ] = False,
    effort: Annotated[
        int,
        Integer(
            "Effort de recherche",
            minimum=0,
            maximum=1000,
            advanced=True,
            unit="pas par résidence",
            help=(
                "Plus il est grand, plus la recherche est longue et le résultat proche du meilleur."
            ),
        ),
    ] = DEFAULT_EFFORT,
    seed: Annotated[
        int,
        Integer(
            "Graine",
            minimum=0,
            advanced=True,
            help="Nombre qui fixe le hasard : le même donne le même résultat.",
        ),
    ] = 0,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame]:
    """Group features of a layer; see :func:`geotools.secrecy.grouping.groups.build_grouping`.

    Returns
    -------
    groups : GeoDataFrame
        One feature per group.
    membership : DataFrame
        Index of the features; ``groupe`` (NA without group) and ``motif`` (why it has none, or
        why it is not in its previous one any more); ``groupe_avant`` when previous groups were
        given.

    Raises
    ------
    SecrecyRefusedError
        Previous groups do not hold and ``strict`` is set.
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
        strict=strict,
        effort=effort,
        seed=seed,
        progress=progress,
    )
    table = result.membership.to_frame()
    table["motif"] = result.ungrouped["motif"].reindex(table.index)
    if previous is not None:
        table["motif"] = table["motif"].fillna(_why_moved(result))
        table["groupe_avant"] = features[previous].astype("object")
    return result.groups, table


def _why_moved(result: Grouping) -> pd.Series:
    """Say of each residence that changed group which group did not hold, and what it lacked."""
    broken, moves = result.broken["motif"], result.changes
    failed = moves["avant"].where(moves["avant"].isin(broken.index), moves["apres"])
    why = "Le groupe " + failed.astype(str) + " ne tenait plus. " + failed.map(broken).astype(str)
    other = "Elle n’avait pas de groupe, ou rejoint ceux qui n’en avaient plus."
    told = why.where(failed.isin(broken.index), other).astype("object")
    return told.reindex(result.membership.index)


@operation(
    group=Group.SECRECY,
    label="Auditer ce qui sera diffusé sur plusieurs zonages",
    summary="Somme les résidences par zonage et nomme ce qui se déduirait de la diffusion.",
    help="""
    Chaque champ choisi est un zonage (commune, IRIS, QPV, carreau, groupe). L’opération calcule les
    tables que lirait un destinataire, puis vérifie G0, G1 et G2 sur tous les zonages à la fois.
    """,
    source="USH, Repères n° 17 ; garantie G0 à G2 du projet",
    limits=(
        "L’audit ne connaît que les zonages choisis : ajoutez ceux déjà diffusés sur ces "
        "résidences."
    ),
    outputs=(
        Output(
            "places",
            "Lieux des constats",
            style="constats",
            help="Les résidences des chiffres en cause : c’est là que la diffusion en dit trop.",
        ),
        Output(
            "findings",
            "Constats",
            kind="table",
            help="Une ligne par chiffre à retenir et ce qui le révèle ; vide : rien ne se déduit.",
        ),
    ),
    tags=("secret", "audit", "différenciation"),
    id="auditrelease",
)
def audit_zonings(
    features: Annotated[
        GeoDataFrame,
        Layer("Résidences", help="Résidences avec leurs effectifs et le code de chaque zonage."),
    ],
    counts: Annotated[
        list[str],
        Fields(
            "Effectifs publiés",
            of="features",
            numeric=True,
            help="Effectifs qui seraient publiés sur chaque zonage.",
        ),
    ],
    zonings: Annotated[
        list[str],
        Fields(
            "Champs de zonage",
            of="features",
            help=(
                "Champs dont chaque valeur est une zone publiée ; une valeur vide n’est dans "
                "aucune zone."
            ),
        ),
    ],
    *,
    bases: Annotated[str, BASES] = "",
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[
        bool, Flag("Arrêter au refus", help="Au moindre constat, la chaîne s’arrête.")
    ] = False,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame]:
    """Audit the tables of several zonings.

    Returns
    -------
    places : GeoDataFrame
        The residences that breaches are about: ``garantie``, ``constat``.
    findings : DataFrame

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set.
    """
    zoned = {name: features[name] for name in zonings}
    tables = build_tables(
        pd.DataFrame(features[counts]), zoned, parse_bases(bases), parts=parse_parts(bases)
    )
    audit = audit_release(tables, threshold=threshold, progress=progress)
    if strict:
        audit.require()
    return breach_places(audit, features, zoned), audit.findings()


@operation(
    group=Group.SECRECY,
    label="Protéger une diffusion sur plusieurs zonages",
    summary="Retient le moins de chiffres possible pour que l’audit du secret soit satisfait.",
    help="""
    Somme les résidences par zonage, retient les chiffres sous le seuil, puis les chiffres les moins
    coûteux qui rompent chaque recoupement, et recommence jusqu’à ce que l’audit n’en trouve plus.
    Les premiers zonages choisis sont gardés entiers le plus longtemps. Une valeur retenue est vide,
    quelle qu’en soit la raison.
    """,
    source="USH, Repères n° 17 ; garantie G0 à G2 du projet",
    limits=(
        "Ces chiffres sont protégés ensemble : une autre diffusion sur les mêmes lieux est à "
        "auditer avec."
    ),
    outputs=(
        Output(
            "tables",
            "Chiffres publiables",
            kind="table",
            help="Les chiffres publiables de chaque zonage ; une case vide est retenue.",
        ),
        Output(
            "price",
            "Prix du secret",
            kind="table",
            help="Ce que le secret coûte : cases retenues par zonage et par effectif.",
        ),
    ),
    tags=("secret", "masquage", "suppression"),
    id="protect",
)
def protect_zonings(
    features: Annotated[
        GeoDataFrame,
        Layer("Résidences", help="Résidences avec leurs effectifs et le code de chaque zonage."),
    ],
    counts: Annotated[
        list[str],
        Fields(
            "Effectifs à publier",
            of="features",
            numeric=True,
            help="Effectifs à publier sur chaque zonage.",
        ),
    ],
    zonings: Annotated[
        list[str],
        Fields(
            "Champs de zonage, par priorité",
            of="features",
            help="Le premier champ est celui dont on veut garder le plus de chiffres.",
        ),
    ],
    *,
    bases: Annotated[str, BASES] = "",
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Protect the tables of several zonings; see :func:`geotools.secrecy.protect`.

    Returns
    -------
    tables : DataFrame
        One row per unit: ``zonage``, ``unite`` and the counts, withheld ones empty.
    price : DataFrame

    Raises
    ------
    SecrecyRefusedError
        What is left still does not pass the audit.
    """
    zoned = {name: features[name] for name in zonings}
    release = protect(
        pd.DataFrame(features[counts]),
        zoned,
        parse_bases(bases),
        parts=parse_parts(bases),
        rule=load_rule(threshold=threshold),
        priority=zonings,
        progress=progress,
    )
    audit_release(release.tables, rule=release.rule).require(release.digest)
    frames = [
        table.counts.rename_axis("unite").reset_index().assign(zonage=name)
        for name, table in release.tables.items()
    ]
    return pd.concat(frames, ignore_index=True)[["zonage", "unite", *counts]], release.price
