"""The readers as operations: what a technician runs from QGIS or the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, File, Integer, Text
from geotools.progress import SILENT, Progress
from geotools.sources import (
    census,
    checking,
    filosofi,
    rpls,
    template_reading,
    templates,
    zoning,
)
from geotools.sources.reading import Reading
from geotools.sources.residences import SCALES, residences

_CRS = Text("Système de coordonnées", help="SCR projeté des coordonnées.", example="EPSG:2154")
_TABULAR = ("csv", "txt", "parquet", "xlsx")
_KINDS = templates.template_kinds()
_POINT_KINDS = {k: v for k, v in _KINDS.items() if templates.load_template(k).position}
_TABLE_KINDS = {k: v for k, v in _KINDS.items() if k not in _POINT_KINDS}
_REJECTS = Output(
    "rejects",
    "Lignes rejetées",
    kind="table",
    help="Ligne du fichier, motif du rejet, identifiant ; jamais une valeur du ménage.",
)


def _tell(reading: Reading, progress: Progress | None) -> Reading:
    for note in reading.notes:
        (progress or SILENT).say(f"{reading.provenance.fichier} : {note}")
    return reading


@operation(
    group=Group.READ,
    label="Lire le RPLS",
    summary="Lit les logements sociaux du RPLS et les réunit en résidences situées.",
    help="""
    Reconnaît le séparateur, l’encodage et les noms de colonnes des millésimes 2018 à 2024, rétablit
    les accents abîmés et les zéros perdus des codes de commune, contrôle les coordonnées.

    Un logement sans position reste dans la couche des logements, sans géométrie : les totaux par
    commune restent justes. Une résidence est un point (adresse), un bâtiment déclaré (immeuble) ou
    un segment de patrimoine du bailleur dans la commune ; sa position est celle du logement le plus
    proche du centre de ses logements.
    """,
    limits="Le fichier ouvert ne contient ni loyer, ni occupation, ni vacance, ni nom du bailleur. "
    "QUALITE_XY = 33 est une position au hasard dans la commune (position_fine = non).",
    source="SDES, RPLS ; dictionnaires des variables open data 2018, 2019, 2020.",
    outputs=(
        Output(
            "dwellings",
            "Logements",
            style="logements",
            help="Un point par logement ; noms du RPLS 2024.",
        ),
        Output(
            "residences",
            "Résidences",
            style="residences",
            help="Un point par résidence, nombre de logements.",
        ),
        _REJECTS,
    ),
    tags=("rpls", "logement social", "résidence", "lecture", "import"),
)
def read_rpls(
    path: Annotated[
        Path,
        File(
            "Fichier RPLS",
            extensions=("csv", "parquet", "gpkg"),
            help="Fichier du RPLS tel que le SDES le publie ou que vous l’avez reçu.",
        ),
    ],
    *,
    scale: Annotated[
        str,
        Choice(
            "Échelle des résidences",
            options=SCALES,
            help=(
                "Ce que devient une résidence : plus l’échelle est fine, plus les effectifs sont "
                "petits."
            ),
        ),
    ] = "adresse",
    vintage: Annotated[
        int | None,
        Integer("Millésime", help="Vide : trouvé dans le fichier.", minimum=2013, maximum=2035),
    ] = None,
    crs: Annotated[str, _CRS] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Return dwellings, residences and rejected rows of an RPLS file.

    See :func:`geotools.sources.rpls.read_rpls` and
    :func:`geotools.sources.residences.residences`.
    """
    reading = _tell(rpls.read_rpls(path, vintage=vintage, crs=crs, progress=progress), progress)
    places, membership = residences(reading.frame, scale=scale)
    dwellings = reading.frame.assign(residence=membership)
    return dwellings, places, reading.rejects


@operation(
    group=Group.READ,
    label="Lire un zonage",
    summary="Lit des QPV, des IRIS, des communes ou tout autre zonage, polygones réparés.",
    help="""
    Reconnaît les champs de code et de libellé des producteurs (QPV 2015 et 2024, IRIS, communes),
    vérifie la forme des codes, répare les polygones invalides et dit combien, réunit les polygones
    d’un même code, reprojette. Une réparation qui changerait la surface de plus de 1 % est refusée.
    """,
    limits="Les QPV 2015 et 2024 ne se rapprochent jamais par leur code, mais par leur géométrie.",
    source="ANCT (QPV), INSEE et IGN (IRIS, communes).",
    outputs=(
        Output(
            "zones",
            "Zonage",
            style="zonage",
            help="Un polygone par code, valide ; contrôlez d’un coup d’œil que rien ne manque.",
        ),
        _REJECTS,
    ),
    tags=("qpv", "iris", "commune", "zonage", "lecture"),
)
def read_zoning(
    path: Annotated[
        Path,
        File(
            "Fichier du zonage",
            extensions=("gpkg", "geojson", "shp"),
            help="GeoPackage, Shapefile ou GeoJSON du producteur, avec son système de coordonnées.",
        ),
    ],
    *,
    kind: Annotated[
        str,
        Choice(
            "Nature du zonage",
            options=zoning.zoning_kinds(),
            help=(
                "Dit quels champs de code et de libellé chercher et quelle forme de code attendre."
            ),
        ),
    ] = "qpv",
    layer: Annotated[str | None, Text("Couche", help="Si le fichier en a plusieurs.")] = None,
    code: Annotated[str | None, Text("Champ du code", help="Vide : reconnu.")] = None,
    label: Annotated[str | None, Text("Champ du libellé", help="Vide : reconnu.")] = None,
    crs: Annotated[str, _CRS] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the zones and the rejected rows; see :func:`geotools.sources.zoning.read_zoning`."""
    reading = zoning.read_zoning(
        path,
        kind,
        layer=layer or None,
        code=code or None,
        label=label or None,
        crs=crs,
        progress=progress,
    )
    return _tell(reading, progress).frame, reading.rejects


@operation(
    group=Group.READ,
    label="Lire les carreaux Filosofi",
    summary="Lit les carreaux de l’INSEE et reconstruit leurs carrés d’après leurs identifiants.",
    help="""
    Accepte les millésimes 2015 à 2021, les noms en majuscules ou en minuscules, les grilles de
    métropole, de Martinique et de La Réunion. L’identifiant CRS3035RES200mN…E… donne le coin
    sud-ouest du carreau. Le champ « impute » signale les carreaux dont l’INSEE a approché les
    valeurs.
    """,
    limits="Un carreau imputé (moins de onze ménages) ne décrit pas ses habitants réels.",
    source="INSEE, données carroyées Filosofi.",
    outputs=(
        Output(
            "tiles",
            "Carreaux Filosofi",
            style="carreaux",
            help=(
                "Un carré par carreau ; ceux où « impute » est vrai portent des valeurs approchées,"
                " ne les commentez pas un à un."
            ),
        ),
    ),
    tags=("filosofi", "carreau", "insee", "revenus", "lecture"),
)
def read_filosofi(
    path: Annotated[
        Path,
        File(
            "Fichier Filosofi",
            extensions=("csv", "gpkg", "parquet"),
            help="Fichier des carreaux de 200 m ou de 1 km, tel que l’INSEE le publie.",
        ),
    ],
    *,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the tiles; see :func:`geotools.sources.filosofi.read_filosofi`."""
    return _tell(filosofi.read_filosofi(path, progress=progress), progress).frame


@operation(
    group=Group.READ,
    label="Lire le recensement (logements)",
    summary="Lit le fichier détail « logement » du recensement : parcs social et privé, pondérés.",
    help="""
    Une ligne par logement enquêté, avec son poids IPONDL : un effectif est une somme de poids. Le
    champ « hlm » vaut oui pour une résidence principale HLM louée vide.
    """,
    limits="L’IRIS est masqué par l’INSEE dans les communes de moins de 10 000 habitants.",
    source="INSEE, recensement de la population, fichiers détail.",
    outputs=(
        Output(
            "dwellings",
            "Logements du recensement",
            kind="table",
            help="Une ligne par logement enquêté ; sommez « poids », ne comptez pas les lignes.",
        ),
        _REJECTS,
    ),
    tags=("recensement", "insee", "hlm", "parc privé", "lecture"),
)
def read_census(
    path: Annotated[
        Path,
        File(
            "Fichier détail",
            extensions=("parquet", "csv"),
            help="Fichier « logement » du recensement, pour votre région ou la France entière.",
        ),
    ],
    *,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the dwellings and rejects; see :func:`geotools.sources.census.read_census`."""
    reading = _tell(census.read_census(path, progress=progress), progress)
    return reading.frame, reading.rejects


@operation(
    group=Group.READ,
    label="Lire un tableau de nos modèles",
    summary="Lit les ménages (OPS), les demandes, la grille qualitative ou les mouvements.",
    help="""
    Contrôle tout le fichier contre le modèle documenté : colonnes, types, valeurs, identifiants
    uniques, sommes, ordre des dates. Les tranches de revenus et d’âge vides sont calculées quand le
    nombre est donné. Un fichier fautif est refusé ; « Contrôler un fichier » donne toutes les
    anomalies.
    """,
    limits="Données confidentielles : le résultat ne quitte pas le dossier interne.",
    source="Modèles du projet ; aucune liste de colonnes OPS n’est publiée.",
    outputs=(
        Output(
            "rows",
            "Lignes lues",
            kind="table",
            help="Une ligne par ligne admise du fichier, sous les noms du modèle.",
        ),
        _REJECTS,
    ),
    tags=("ops", "ménages", "demandes", "modèle", "lecture"),
)
def read_table(
    path: Annotated[
        Path,
        File(
            "Fichier",
            extensions=_TABULAR,
            help=(
                "Fichier rempli selon le modèle choisi, ou exporté de votre logiciel sous des "
                "noms reconnus."
            ),
        ),
    ],
    *,
    kind: Annotated[
        str,
        Choice(
            "Modèle",
            options=_TABLE_KINDS,
            help=(
                "Modèle contre lequel le fichier est contrôlé ; « Décrire un modèle de fichier » "
                "en donne les colonnes."
            ),
        ),
    ] = "menages",
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows and rejects; see :func:`geotools.sources.template_reading.read_template`."""
    reading = _tell(template_reading.read_template(kind, path, progress=progress), progress)
    return reading.frame, reading.rejects


@operation(
    group=Group.READ,
    label="Lire des points de nos modèles",
    summary="Lit les résidences, les attributions, le programme (PLH) ou les équipements (BPE).",
    help="""
    Comme « Lire un tableau de nos modèles », pour les fichiers qui portent une position : colonnes
    x et y en mètres, dans le système de coordonnées indiqué. Une ligne sans position est gardée
    sans géométrie et listée parmi les lignes rejetées.
    """,
    limits="Les coordonnées hors de France ou inversées sont refusées.",
    source="Modèles du projet ; BPE de l’INSEE.",
    outputs=(
        Output(
            "points",
            "Points lus",
            help="Un point par ligne admise du fichier, sous les noms du modèle.",
        ),
        _REJECTS,
    ),
    tags=("résidences", "attributions", "plh", "bpe", "équipements", "modèle", "lecture"),
)
def read_points(
    path: Annotated[
        Path,
        File(
            "Fichier",
            extensions=_TABULAR,
            help="Fichier rempli selon le modèle choisi, avec les colonnes x et y.",
        ),
    ],
    *,
    kind: Annotated[
        str,
        Choice(
            "Modèle",
            options=_POINT_KINDS,
            help=(
                "Modèle contre lequel le fichier est contrôlé ; « Décrire un modèle de fichier » "
                "en donne les colonnes."
            ),
        ),
    ] = "residences",
    crs: Annotated[str, _CRS] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the points and rejects; see :mod:`geotools.sources.template_reading`."""
    reading = _tell(
        template_reading.read_template(kind, path, crs=crs, progress=progress), progress
    )
    frame = reading.frame
    if not isinstance(frame, gpd.GeoDataFrame):
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, index=frame.index, crs=crs))
    return frame, reading.rejects


@operation(
    group=Group.READ,
    label="Contrôler un fichier",
    summary="Dit d’un seul coup tout ce qui ne va pas dans un fichier.",
    help="""
    Lit le fichier contre l’un de nos modèles (ménages, résidences, attributions…) ou comme fichier
    officiel (RPLS, recensement, Filosofi) et rend une ligne par anomalie : gravité, colonne, nombre
    de lignes, numéros des lignes, message. Une erreur empêche la lecture ; un avertissement est
    réparé ou mis de côté. Aucune valeur de ménage n’est montrée.
    """,
    limits="Un fichier sans anomalie n’est pas forcément exact : seule sa cohérence est contrôlée.",
    source="Modèles du projet ; dictionnaires des producteurs.",
    outputs=(
        Output(
            "faults",
            "Anomalies",
            kind="table",
            help="Une ligne par anomalie ; la table est vide quand le fichier est bon.",
        ),
    ),
    tags=("contrôle", "qualité", "modèle", "anomalie"),
)
def check_file(
    path: Annotated[
        Path,
        File(
            "Fichier à contrôler",
            extensions=_TABULAR,
            help="Fichier tel que vous comptez le lire ; il n’est pas modifié.",
        ),
    ],
    *,
    kind: Annotated[
        str | None, Choice("Modèle", help="Vide : reconnu.", options=checking.check_kinds())
    ] = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the faults; see :func:`geotools.sources.checking.check_file`."""
    (progress or SILENT).at(0.0, "Contrôle du fichier")
    return checking.check_file(path, kind)


@operation(
    group=Group.READ,
    label="Décrire un modèle de fichier",
    summary="Donne les colonnes d’un modèle : nom, type, valeurs possibles, noms acceptés.",
    help="""
    Documentation d’un modèle de fichier à remplir ou à exporter de votre logiciel : une ligne par
    colonne, avec ce qu’elle doit contenir et les autres noms sous lesquels elle est reconnue.
    """,
    source="Modèles du projet (geotools/sources/templates).",
    limits=(
        "Les modèles sont les nôtres : une colonne que votre logiciel nomme autrement est à "
        "renommer."
    ),
    outputs=(
        Output(
            "columns",
            "Colonnes du modèle",
            kind="table",
            help="Une ligne par colonne du modèle, dans l’ordre où l’écrire.",
        ),
    ),
    tags=("modèle", "gabarit", "documentation"),
)
def describe_template(
    kind: Annotated[
        str, Choice("Modèle", options=_KINDS, help="Modèle dont vous voulez les colonnes.")
    ] = "menages",
) -> pd.DataFrame:
    """Return the columns; see :func:`geotools.sources.templates.describe_template`."""
    return templates.describe_template(kind).set_index("colonne")
