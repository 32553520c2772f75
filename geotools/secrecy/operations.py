"""What the toolbox and the command line offer about secrecy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import ConfigurationError
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Fields, File, Flag, Integer, Layer, Number, Tables, Text
from geotools.progress import Progress
from geotools.secrecy.audit import audit_release
from geotools.secrecy.audit_files import audit_files, audit_frames
from geotools.secrecy.audit_map import breach_places
from geotools.secrecy.grouping import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    Grouping,
    build_grouping,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD, load_rule
from geotools.secrecy.suppression import build_tables, protect


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
    qui tiennent encore sont gardés tels quels. Un groupe sous le seuil ou en morceaux est complété
    par les résidences que ses voisins peuvent céder, sinon réparti entre eux ; chaque résidence qui
    change de groupe porte le motif. Cochez « Refuser » pour être arrêté au lieu d’être réparé.
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
    broken, told = result.broken["motif"], {}
    for residence, move in result.changes.iterrows():
        failed = move["avant"] if move["avant"] in broken.index else move["apres"]
        told[residence] = (
            f"Le groupe {failed} ne tenait plus. {broken[failed]}"
            if failed in broken.index
            else "Elle n’avait pas de groupe, ou rejoint ceux qui n’en avaient plus."
        )
    return pd.Series(told, dtype="object").reindex(result.membership.index)


@operation(
    group=Group.SECRECY,
    label="Auditer des fichiers avant diffusion",
    summary="Vérifie qu’aucun effectif sous le seuil ne se lit ni ne se déduit de tables réunies.",
    help="""
    Lit ensemble des tables déjà faites, par vous ou par d’autres, comme leur destinataire.
    G0 : chaque effectif, sa base et son complément atteignent le seuil. G1 : aucune somme ou
    différence de chiffres publiés (totaux compris) n’isole un effectif plus petit. G2 : aucune
    valeur retenue n’est encadrée de trop près. La première colonne nomme l’unité ; les lignes
    « Total » ou « Ensemble » sont lues comme des sommes. Le tableau est vide si tout est vérifié.
    """,
    source="USH, Repères n° 17 ; garantie G0 à G2 du projet",
    limits="Deux zonages sans géographie commune sont supposés ne partager aucun lieu.",
    outputs=(Output("findings", "Constats", kind="table"),),
    tags=("secret", "audit", "différenciation", "11"),
)
def audit_tables(
    tables: Annotated[dict[str, pd.DataFrame], Tables("Tables à diffuser")],
    *,
    counts: Annotated[
        str,
        Text(
            "Effectifs",
            help="Colonnes à vérifier ; vide : toutes celles de nombres entiers.",
            example="menages, menages_apl",
        ),
    ] = "",
    unit: Annotated[str, Text("Champ de l’unité", example="code")] = "",
    bases: Annotated[str, Text("Bases", example="menages_apl=menages")] = "",
    threshold: Annotated[int, Integer("Seuil", minimum=1, unit="unités")] = DEFAULT_THRESHOLD,
    strict: Annotated[
        bool, Flag("Arrêter au refus", help="Au moindre constat, la chaîne s’arrête.")
    ] = False,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Audit tables together; see :func:`geotools.secrecy.audit_files.audit_frames`.

    Returns
    -------
    DataFrame
        ``garantie``, ``table``, ``unite``, ``colonne``, ``constat``; empty when the audit passed.

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set: nothing downstream may be written.
    """
    columns = [name.strip() for name in counts.replace(";", ",").split(",") if name.strip()]
    audit = audit_frames(
        tables,
        bases=parse_bases(bases),
        unit=unit or None,
        columns=columns or None,
        threshold=threshold,
        progress=progress,
    )
    if strict:
        audit.require()
    return audit.findings()


@operation(
    group=Group.SECRECY,
    label="Auditer un fichier reçu",
    summary="Lit un fichier CSV, XLSX ou GPKG et nomme les chiffres contraires au secret.",
    help="""
    Même audit que « Auditer des fichiers avant diffusion », sur un fichier dont chaque feuille ou
    couche est une table. Les marques usuelles de valeur retenue (s, nd, ***, vide) sont reconnues.
    Des constats sont un résultat, non une erreur : cochez « Arrêter au refus » pour qu’ils arrêtent
    la chaîne (code 3 en ligne de commande, comme « geotools audit »).
    """,
    source="USH, Repères n° 17 ; garantie G0 à G2 du projet",
    outputs=(Output("findings", "Constats", kind="table"),),
    tags=("secret", "audit", "contrôle", "tableur"),
    id="auditfiles",
)
def audit_file(
    file: Annotated[Path, File("Fichier à vérifier", extensions=("csv", "xlsx", "gpkg"))],
    *,
    bases: Annotated[str, Text("Bases", example="menages_apl=menages")] = "",
    unit: Annotated[str, Text("Champ de l’unité", example="code")] = "",
    threshold: Annotated[int, Integer("Seuil", minimum=1, unit="unités")] = DEFAULT_THRESHOLD,
    strict: Annotated[
        bool, Flag("Arrêter au refus", help="Au moindre constat, la chaîne s’arrête.")
    ] = False,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Audit one file; see :func:`geotools.secrecy.audit_files.audit_files`.

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set.
    """
    audit = audit_files(
        [Path(file)],
        bases=parse_bases(bases),
        unit=unit or None,
        threshold=threshold,
        progress=progress,
    )
    if strict:
        audit.require()
    return audit.findings()


@operation(
    group=Group.SECRECY,
    label="Auditer ce qui sera diffusé sur plusieurs zonages",
    summary="Somme les résidences par zonage et nomme ce qui se déduirait de la diffusion.",
    help="""
    Chaque champ choisi est un zonage (commune, IRIS, QPV, carreau, groupe). L’opération calcule les
    tables que lirait un destinataire, puis vérifie G0, G1 et G2 sur tous les zonages à la fois.
    """,
    source="USH, Repères n° 17 ; garantie G0 à G2 du projet",
    outputs=(
        Output("places", "Lieux des constats", style="constats"),
        Output("findings", "Constats", kind="table"),
    ),
    tags=("secret", "audit", "différenciation"),
    id="auditrelease",
)
def audit_zonings(
    features: Annotated[GeoDataFrame, Layer("Résidences")],
    counts: Annotated[list[str], Fields("Effectifs publiés", of="features", numeric=True)],
    zonings: Annotated[list[str], Fields("Champs de zonage", of="features")],
    *,
    bases: Annotated[str, Text("Bases", example="menages_apl=menages")] = "",
    threshold: Annotated[int, Integer("Seuil", minimum=1, unit="unités")] = DEFAULT_THRESHOLD,
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
    tables = build_tables(pd.DataFrame(features[counts]), zoned, parse_bases(bases))
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
    outputs=(
        Output("tables", "Chiffres publiables", kind="table"),
        Output("price", "Prix du secret", kind="table"),
    ),
    tags=("secret", "masquage", "suppression"),
    id="protect",
)
def protect_zonings(
    features: Annotated[GeoDataFrame, Layer("Résidences")],
    counts: Annotated[list[str], Fields("Effectifs à publier", of="features", numeric=True)],
    zonings: Annotated[list[str], Fields("Champs de zonage, par priorité", of="features")],
    *,
    bases: Annotated[str, Text("Bases", example="menages_apl=menages")] = "",
    threshold: Annotated[int, Integer("Seuil", minimum=1, unit="unités")] = DEFAULT_THRESHOLD,
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
