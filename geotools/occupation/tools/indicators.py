"""Operations: from household rows to counts, from counts to the indicators of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.catalogue import Catalogue
from geotools.errors import ConfigurationError, nearest
from geotools.occupation import counting
from geotools.occupation.indicators import indicators as compute
from geotools.occupation.tools._common import (
    CATALOGUE,
    by_code,
    catalogue_of,
    complete_layer,
    date_of,
    listed,
)
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Field, Layer, Number, Table, Text

THRESHOLDS = {"40": "40 % du plafond PLUS", "20": "20 % du plafond PLUS"}
ROWS = {
    "rpls": "Logements du RPLS",
    "census": "Logements du recensement (pondérés)",
    "residences": "Résidences, comptes de gestion du bailleur",
    "grille": "Grilles qualitatives, notes de 1 à 4",
    "filosofi": "Carreaux Filosofi",
}


@operation(
    group=Group.OCCUPATION,
    label="Compter les ménages par unité",
    summary="Compte les ménages d’une table OPS par résidence, commune ou autre unité.",
    help="""
    Chaque ligne est un ménage, au gabarit « menages ». L’outil rend une ligne par unité et une
    colonne par compte additif du catalogue : ménages, ménages sous 40 % des plafonds, ménages
    bénéficiaires de l’APL, majeurs au chômage… Ces comptes s’additionnent ensuite à toute
    échelle.

    Une réponse vide n’est ni oui ni non : le ménage sort du numérateur et de la base de
    l’indicateur concerné. La base de chaque indicateur figure donc parmi les comptes.

    Un compte n’est calculé que si ses colonnes existent.
    """,
    source="USH, Repères n° 17, fiches des indicateurs (001:885-960) ; catalogue.toml",
    limits=(
        "Les comptes par résidence sont confidentiels : ils se regroupent avant toute diffusion."
    ),
    outputs=(
        Output(
            "counts",
            "Comptes par unité",
            kind="table",
            help=(
                "Une ligne par unité, une colonne par compte du catalogue ; regroupez avant de "
                "diffuser."
            ),
        ),
    ),
    tags=("ménages", "OPS", "comptes", "effectifs"),
    id="counthouseholds",
)
def count_households(
    households: Annotated[pd.DataFrame, Table("Ménages", "Une ligne par ménage.")],
    unit: Annotated[
        str,
        Field(
            "Champ de l’unité",
            of="households",
            help=(
                "Champ de la résidence, du groupe, de la commune ou d’une autre unité de chaque "
                "ménage."
            ),
        ),
    ] = "residence",
    *,
    income_threshold: Annotated[
        str,
        Choice(
            "Seuil des très bas revenus",
            options=THRESHOLDS,
            help="Part du plafond PLUS sous laquelle un revenu est dit très bas.",
        ),
    ] = "40",
    room_gap: Annotated[
        float,
        Number(
            "Écart de pièces", "Sous- ou sur-occupation au-delà de cet écart.", True, 0, 5, "pièces"
        ),
    ] = 2,
    recent_years: Annotated[
        float,
        Number(
            "Emménagés récents : moins de",
            "Ancienneté du bail au-dessous de laquelle un ménage est compté comme emménagé récent.",
            True,
            0.5,
            20,
            "ans",
        ),
    ] = 3,
    arrears_months: Annotated[
        float,
        Number(
            "Impayés : plus de",
            "Durée de la dette au-dessus de laquelle un ménage est compté en impayé.",
            True,
            0,
            36,
            "mois",
        ),
    ] = 3,
    reference_date: Annotated[
        str | None,
        Text(
            "Date de référence",
            "Pour l’ancienneté, quand la table n’a pas de date d’enquête (AAAA-MM-JJ).",
            advanced=True,
            example="2024-01-01",
        ),
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Count the households of each unit; see :func:`geotools.occupation.count`.

    Parameters
    ----------
    households : DataFrame
        Household rows of the documented template.
    unit : str
        Column of the unit.
    income_threshold : {"40", "20"}
        Threshold of very low incomes, % of the PLUS ceiling.
    room_gap, recent_years, arrears_months : float
        Thresholds of the catalogue.
    reference_date : str, optional
        ISO date that stands for a missing survey date.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    DataFrame
        One row per unit, one column per count.
    """
    parameters = {
        "seuil_revenus": int(income_threshold),
        "ecart_pieces": room_gap,
        "duree_recents": recent_years,
        "mois_impayes": arrears_months,
        "date_reference": date_of(reference_date),
    }
    return counting.count(
        households,
        unit,
        source="ops",
        catalogue=catalogue_of(catalogue),
        parameters=parameters,
    )


@operation(
    group=Group.OCCUPATION,
    label="Compter les logements par unité",
    summary="Compte les logements du RPLS, du recensement ou de la gestion par unité.",
    help="""
    Comme « Compter les ménages », pour les autres sources : logements du RPLS (ouvert ou
    restreint), logements du recensement (sommes pondérées), résidences (comptes de gestion),
    grilles qualitatives. Une colonne par compte du catalogue que les champs permettent.

    Les médianes du catalogue (loyer médian d’un T3) sont ajoutées avec leur base.
    """,
    source="USH, Repères n° 17 (001:930-960) ; dictionnaires RPLS et INSEE ; catalogue.toml",
    limits="Les comptes pondérés du recensement ne sont pas des nombres entiers.",
    outputs=(
        Output(
            "counts",
            "Comptes par unité",
            kind="table",
            help="Une ligne par unité, une colonne par compte du catalogue.",
        ),
    ),
    tags=("logements", "RPLS", "recensement", "comptes"),
    id="countdwellings",
)
def count_dwellings(
    dwellings: Annotated[
        pd.DataFrame,
        Table(
            "Logements ou résidences",
            help="Logements, résidences, grilles ou carreaux, une ligne chacun.",
        ),
    ],
    unit: Annotated[
        str,
        Field(
            "Champ de l’unité",
            of="dwellings",
            help="Champ de la résidence, de la commune ou d’une autre unité de chaque ligne.",
        ),
    ],
    *,
    source: Annotated[
        str,
        Choice(
            "Nature des lignes",
            options=ROWS,
            help="Dit quels comptes du catalogue les champs permettent.",
        ),
    ] = "rpls",
    room_gap: Annotated[
        float,
        Number(
            "Écart de pièces", "Sous- ou sur-occupation au-delà de cet écart.", True, 0, 5, "pièces"
        ),
    ] = 2,
    vacancy_months: Annotated[
        float, Number("Vacance : plus de", "RPLS restreint.", True, 0, 36, "mois")
    ] = 3,
    reference_date: Annotated[
        str | None,
        Text(
            "Date de référence",
            "Pour la durée de vacance ; RPLS : 1er janvier du millésime (AAAA-MM-JJ).",
            advanced=True,
            example="2024-01-01",
        ),
    ] = None,
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Count the dwellings of each unit; see :func:`geotools.occupation.count`.

    Parameters
    ----------
    dwellings : DataFrame
        Rows with the canonical columns of their source.
    unit : str
        Column of the unit.
    source : {"rpls", "census", "residences", "grille", "filosofi"}
        What the rows are.
    room_gap, vacancy_months : float
        Thresholds of the catalogue.
    reference_date : str, optional
        ISO date at which vacancy is measured.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    DataFrame
        One row per unit: counts, then medians with their bases.
    """
    chosen = catalogue_of(catalogue)
    parameters = {
        "ecart_pieces": room_gap,
        "mois_vacance": vacancy_months,
        "date_reference": date_of(reference_date),
    }
    counts = counting.count(dwellings, unit, source=source, catalogue=chosen, parameters=parameters)
    medians = counting.medians(
        dwellings, unit, source=source, catalogue=chosen, parameters=parameters
    )
    return counts.join(medians)


@operation(
    group=Group.OCCUPATION,
    label="Indicateurs du catalogue",
    summary="Calcule les indicateurs d’occupation et de parc à partir de comptes.",
    help="""
    Indicateur = numérateur / base, tous deux des comptes du catalogue. Les comptes sont des
    champs de la couche, ou ceux d’une table jointe par identifiant (sortie de « Compter les
    ménages »).

    Chaque indicateur est rendu avec son numérateur (<id>_n) et sa base (<id>_base) : une part
    sur une petite base se lit avec prudence. Une base nulle donne une valeur vide, jamais 0 %.

    Sont refusés, lignes nommées : un numérateur supérieur à sa base, un compte négatif ou non
    entier (sauf comptes pondérés).
    """,
    source="USH, Repères n° 17, fiches des indicateurs (001:885-960) ; catalogue.toml",
    limits=(
        "Comparez toujours une unité au niveau au-dessus d’elle, et préférez la tendance à l’état."
    ),
    outputs=(
        Output(
            "result",
            "Indicateurs",
            style="indicateur",
            help="La couleur suit l’indicateur montré ; lisez toujours sa base à côté.",
        ),
    ),
    tags=("indicateurs", "taux", "occupation", "catalogue"),
)
def indicators(
    features: Annotated[
        gpd.GeoDataFrame,
        Layer(
            "Unités",
            help="Unités à décrire, avec leurs comptes ou l’identifiant qui les joint à la table.",
        ),
    ],
    counts: Annotated[
        pd.DataFrame | None,
        Table("Table de comptes", "À défaut, les comptes sont des champs de la couche."),
    ] = None,
    *,
    code: Annotated[
        str | None, Field("Identifiant dans la couche", "Requis avec une table.", of="features")
    ] = None,
    table_code: Annotated[
        str | None,
        Field(
            "Identifiant dans la table",
            of="counts",
            help="Champ de la table qui répète l’identifiant des unités.",
        ),
    ] = None,
    ids: Annotated[
        str | None,
        Text(
            "Indicateurs voulus",
            "Identifiants du catalogue séparés par des virgules ; vide : tous ceux possibles.",
            example="rev_lt40, apl, mono",
        ),
    ] = None,
    mapped: Annotated[
        str | None,
        Text(
            "Indicateur à cartographier",
            "Recopié dans le champ « valeur », que le style colore ; vide : le premier calculé.",
            example="apl",
        ),
    ] = None,
    weighted: Annotated[
        str,
        Choice(
            "Nature des comptes",
            options={"no": "Effectifs entiers", "yes": "Comptes pondérés (recensement)"},
            help=(
                "Les comptes pondérés du recensement ne sont pas entiers : dites-le pour "
                "qu’ils soient admis."
            ),
        ),
    ] = "no",
    catalogue: Annotated[Path | None, CATALOGUE] = None,
) -> gpd.GeoDataFrame:
    """Add the indicators of the catalogue to a layer; see :func:`geotools.occupation.indicators`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    counts : DataFrame, optional
        Counts joined by ``code`` and ``table_code`` (its index when not named).
    code, table_code : str, optional
        Identifiers.
    ids : str, optional
        Comma-separated indicator ids.
    mapped : str, optional
        Indicator copied into ``valeur``, which the style colours.
    weighted : {"no", "yes"}
        Whether counts may be fractional.
    catalogue : Path, optional
        User catalogue.

    Returns
    -------
    GeoDataFrame
        The layer with ``valeur``, then ``<id>``, ``<id>_n``, ``<id>_base`` for each indicator.
    """
    chosen = catalogue_of(catalogue)
    table: pd.DataFrame = (
        features if counts is None else _joined(features, counts, code, table_code)
    )
    computed = compute(table, ids=listed(ids), catalogue=chosen, weighted=weighted == "yes" or None)
    if computed.empty:
        raise ConfigurationError(
            "Aucun indicateur ne peut être calculé : aucun champ ne porte le nom d’un compte du "
            f"catalogue, par exemple {_examples(chosen)}. Renommez les champs, ou joignez "
            f"la sortie "
            "de « Compter les ménages »."
        )
    shown = mapped or next(iter(computed.attrs["bases"]))
    if shown not in computed.columns:
        raise ConfigurationError(
            f"L’indicateur à cartographier « {shown} » n’a pas été calculé. "
            f"Noms proches : {nearest(shown, computed.attrs['bases'])}."
        )
    computed.insert(0, "valeur", computed[shown])
    return complete_layer(features, computed.set_axis(features.index))


def _joined(
    features: gpd.GeoDataFrame, counts: pd.DataFrame, code: str | None, table_code: str | None
) -> pd.DataFrame:
    if code is None:
        raise ConfigurationError(
            "Une table de comptes se joint par identifiant : indiquez « Identifiant dans "
            "la couche »."
        )
    table = by_code(counts, table_code, "Table de comptes")
    table = table.set_axis(table.index.astype("str"))
    joined = table.reindex(by_code(features, code, "Unités").index)
    joined.attrs = dict(counts.attrs)
    return joined


def _examples(catalogue: Catalogue) -> str:
    return ", ".join(f"« {name} »" for name in list(catalogue.counts)[:4])
