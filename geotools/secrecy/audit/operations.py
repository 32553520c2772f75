"""Operations: auditing tables that exist, one's own or somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.operations import Group, Output, operation
from geotools.parameters import File, Flag, Tables, Text
from geotools.progress import Progress
from geotools.secrecy.audit.files import audit_files, audit_frames
from geotools.secrecy.descriptions import BASES, THRESHOLD, UNIT, parse_bases, parse_parts
from geotools.secrecy.rule import DEFAULT_THRESHOLD


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
    outputs=(
        Output(
            "findings",
            "Constats",
            kind="table",
            help="Une ligne par chiffre à retenir et ce qui le révèle ; vide : rien ne se déduit.",
        ),
    ),
    tags=("secret", "audit", "différenciation", "11"),
)
def audit_tables(
    tables: Annotated[
        dict[str, pd.DataFrame],
        Tables(
            "Tables à diffuser", help="Toutes les tables que le même destinataire lira, ensemble."
        ),
    ],
    *,
    counts: Annotated[
        str,
        Text(
            "Effectifs",
            help="Colonnes à vérifier ; vide : toutes celles de nombres entiers.",
            example="menages, menages_apl",
        ),
    ] = "",
    unit: Annotated[str, UNIT] = "",
    bases: Annotated[str, BASES] = "",
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[
        bool, Flag("Arrêter au refus", help="Au moindre constat, la chaîne s’arrête.")
    ] = False,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Audit tables together; see :func:`geotools.secrecy.audit.files.audit_frames`.

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
        parts=parse_parts(bases),
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
    limits=(
        "Le fichier est audité seul : ce qui est déjà diffusé sur les mêmes lieux n’est pas "
        "connu ici."
    ),
    outputs=(
        Output(
            "findings",
            "Constats",
            kind="table",
            help="Une ligne par chiffre à retenir et ce qui le révèle ; vide : rien ne se déduit.",
        ),
    ),
    tags=("secret", "audit", "contrôle", "tableur"),
    id="auditfiles",
)
def audit_file(
    file: Annotated[
        Path,
        File(
            "Fichier à vérifier",
            extensions=("csv", "xlsx", "gpkg"),
            help="Fichier CSV, XLSX ou GeoPackage, tel qu’il serait diffusé.",
        ),
    ],
    *,
    bases: Annotated[str, BASES] = "",
    unit: Annotated[str, UNIT] = "",
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[
        bool, Flag("Arrêter au refus", help="Au moindre constat, la chaîne s’arrête.")
    ] = False,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Audit one file; see :func:`geotools.secrecy.audit.files.audit_files`.

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set.
    """
    audit = audit_files(
        [Path(file)],
        bases=parse_bases(bases),
        parts=parse_parts(bases),
        unit=unit or None,
        threshold=threshold,
        progress=progress,
    )
    if strict:
        audit.require()
    return audit.findings()
