"""Operations on household rows: income bands from ceilings, household fragility."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.catalogue import load_catalogue
from geotools.errors import ConfigurationError, MissingColumnError, some
from geotools.occupation import ceilings, intervals
from geotools.occupation import households as kernel
from geotools.occupation.counting import count
from geotools.occupation.indicators import indicators
from geotools.occupation.intervals import DEFAULT_LEVEL
from geotools.occupation.tools._common import LEVEL, date_of
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Field, File, Integer, Number, Pairs, Table, Text
from geotools.progress import Progress

ZONES = dict(ceilings.load_ceilings().zones)


@operation(
    group=Group.OCCUPATION,
    label="Tranches de revenus (plafonds PLUS)",
    summary="Rapporte le revenu fiscal de chaque ménage au plafond PLUS de sa catégorie.",
    help="""
    revenu_pct_plus = 100 × revenu fiscal de référence (année N-2) / plafond PLUS de la
    catégorie, de la zone et de la date. La tranche contient sa borne basse : 40 % juste est
    dans « 40_60 ».

    La catégorie n’est pas le nombre d’occupants : une personne seule avec n personnes à charge
    est en catégorie n + 2, un jeune couple en catégorie 3, un handicap fait monter d’une
    catégorie. Donnez le champ de la catégorie si vous l’avez ; sinon elle est calculée avec les
    occupants et les enfants à charge, sans voir ni jeunes couples ni handicaps.

    Les plafonds sont datés dans plafonds.toml ; ajoutez une année avec votre propre fichier.
    """,
    source="Arrêté du 29 juillet 1987 modifié, annexe (plafonds PLUS) ; valeurs 2026",
    limits=(
        "Valeurs 2026 relevées dans une source secondaire : à vérifier au Journal "
        "officiel. Le revenu "
        "est celui de l’année N-2."
    ),
    outputs=(
        Output(
            "households",
            "Ménages avec leur tranche",
            kind="table",
            help="Les mêmes ménages, avec le plafond, le pourcentage et la tranche ; confidentiel.",
        ),
    ),
    tags=("plafonds", "PLUS", "revenus", "tranches"),
    id="incomebands",
)
def income_bands(
    households: Annotated[
        pd.DataFrame, Table("Ménages", help="Ménages au modèle « menages », un par ligne.")
    ],
    income: Annotated[
        str,
        Field(
            "Revenu fiscal de référence",
            of="households",
            numeric=True,
            help="Revenu fiscal de référence du ménage, en euros, année N-2.",
        ),
    ] = "revenu_fiscal",
    category: Annotated[
        str | None,
        Field("Catégorie de ménage", "Vide : calculée.", of="households", numeric=True),
    ] = None,
    *,
    zone: Annotated[
        str,
        Choice(
            "Zone",
            options=ZONES,
            help="Zone des plafonds PLUS de la commune : le plafond en dépend.",
        ),
    ] = "regions",
    day: Annotated[
        str, Text("Date des plafonds", "AAAA-MM-JJ.", example="2026-01-01")
    ] = "2026-01-01",
    ceilings_file: Annotated[
        Path | None,
        File(
            "Plafonds complémentaires",
            advanced=True,
            extensions=("toml",),
            help=(
                "Fichier TOML de la forme de plafonds.toml, pour une année que l’extension ne"
                " porte pas."
            ),
        ),
    ] = None,
) -> pd.DataFrame:
    """Add ceiling, percentage and band; see :func:`geotools.occupation.income_share`.

    Parameters
    ----------
    households : DataFrame
        Household rows.
    income : str
        Column of the income, euros a year.
    category : str, optional
        Column of the category; computed from ``occupants`` and ``enfants`` by default.
    zone : str
    day : str
        ISO date.
    ceilings_file : Path, optional
        More ceilings.

    Returns
    -------
    DataFrame
        The rows with ``categorie_plus``, ``plafond_plus``, ``revenu_pct_plus``, ``tranche_revenu``.
    """
    on: date | None = date_of(day)
    if on is None:
        raise ConfigurationError("La date des plafonds est requise, par exemple 2026-01-01.")
    if category is None:
        absent = [name for name in ("occupants", "enfants") if name not in households.columns]
        if absent:
            raise ConfigurationError(
                "Sans champ de catégorie, elle se calcule avec « occupants » et « enfants » ; "
                f"absent(s) : {', '.join(absent)}."
            )
        kinds = ceilings.household_category(households["occupants"], households["enfants"])
    else:
        kinds = households[category].rename("categorie_plus")
    book = ceilings.load_ceilings(ceilings_file)
    table = ceilings.income_share(households[income], kinds, zone=zone, day=on, book=book)
    table.insert(0, "categorie_plus", kinds)
    return households.drop(columns=[c for c in table if c in households]).join(table)


@operation(
    group=Group.OCCUPATION,
    label="Fragilité des ménages (Valophis)",
    summary="Note chaque ménage de 0 à 3 selon le nombre de critères de fragilité qu’il cumule.",
    help="""
    Six critères : titulaire très âgé ; famille monoparentale de deux enfants et plus ; famille
    très nombreuse ; très bas revenu ; impayés de plus de trois mois ; sur-occupation. Note =
    nombre de critères, plafonné à 3.

    La source nomme les critères sans publier tous leurs seuils : les nôtres (75 ans, 5 enfants,
    20 % du plafond PLUS) sont des paramètres, et la règle entière est un fichier TOML que vous
    pouvez remplacer.

    Un critère qu’on ne peut pas lire ne compte pas ; « criteres_inconnus » dit combien : la
    note est alors un minimum. La seconde sortie compte les ménages par note et par critère dans
    chaque unité.
    """,
    source="Valophis ; USH, Repères n° 17 (001:711-721)",
    limits=(
        "Donnée individuelle et confidentielle : seuls les comptes regroupés se diffusent. La note "
        "éclaire une résidence, elle ne justifie jamais le refus d’un ménage."
    ),
    outputs=(
        Output(
            "households",
            "Ménages notés (confidentiel)",
            kind="table",
            help="Une note de 0 à 3 par ménage, et les critères remplis ; à ne jamais diffuser.",
        ),
        Output(
            "counts",
            "Ménages par note et par unité",
            kind="table",
            help="Une ligne par unité ; regroupez avant de diffuser.",
        ),
    ),
    tags=("Valophis", "fragilité", "ménages", "cumul"),
    id="householdfragility",
)
def household_fragility(
    households: Annotated[
        pd.DataFrame, Table("Ménages", help="Ménages au modèle « menages », un par ligne.")
    ],
    unit: Annotated[
        str,
        Field(
            "Champ de l’unité",
            of="households",
            help="Champ par lequel les notes sont comptées : résidence, groupe, commune.",
        ),
    ] = "residence",
    *,
    very_old: Annotated[
        int,
        Integer(
            "Personne très âgée, à partir de",
            "Âge du titulaire du bail l’année de l’enquête.",
            False,
            60,
            110,
            "ans",
        ),
    ] = 75,
    very_large: Annotated[
        int,
        Integer(
            "Famille très nombreuse, à partir de",
            "Nombre d’enfants à charge à partir duquel la famille est dite très nombreuse.",
            False,
            3,
            12,
        ),
    ] = 5,
    very_low_income: Annotated[
        float,
        Number(
            "Très bas revenu, moins de",
            "Revenu rapporté au plafond PLUS de la catégorie du ménage.",
            False,
            0,
            100,
            "% du plafond PLUS",
        ),
    ] = 20,
    room_gap: Annotated[
        float,
        Number(
            "Sur-occupation : occupants − pièces >",
            "Le logement est dit sur-occupé quand cet écart est dépassé.",
            True,
            0,
            5,
        ),
    ] = 2,
    rule: Annotated[
        Path | None, File("Règle locale", "Fichier TOML.", advanced=True, extensions=("toml",))
    ] = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score households and count them; see :func:`geotools.occupation.household_fragility`.

    Parameters
    ----------
    households : DataFrame
        Household rows of the documented template.
    unit : str
        Column of the unit.
    very_old, very_large, very_low_income, room_gap : number
        Thresholds.
    rule : Path, optional
        Local rule.

    Returns
    -------
    households : DataFrame
        The criteria, their number, the score and the number of unknown criteria of each household.
    counts : DataFrame
        Households of each score and criterion by unit.
    """
    scores = kernel.household_fragility(
        households,
        rule=kernel.load_household_rule(rule),
        parameters={
            "age_tres_age": very_old,
            "enfants_tres_nombreuse": very_large,
            "revenu_tres_bas": very_low_income,
            "ecart_pieces": room_gap,
        },
    )
    counts = kernel.count_fragility(scores, households[unit])
    scores.insert(0, unit, households[unit])
    return scores, counts


@operation(
    group=Group.OCCUPATION,
    label="Intervalle de l’indice par rééchantillonnage",
    summary="Encadre l’indice de précarité de chaque unité en rééchantillonnant ses ménages.",
    help="""
    Les ménages de chaque unité sont tirés au sort avec remise, l’indice recalculé à chaque
    tirage, et l’intervalle pris entre les quantiles. Contrairement à la méthode delta, qui ne
    connaît que des comptes, celle-ci voit que les fragilités vont ensemble chez un même ménage
    : son intervalle est plus juste, en général plus large.

    Référence : la table entière, ou les valeurs écrites. La même graine donne le même
    intervalle.
    """,
    source="Efron et Tibshirani (1993) ; indice : USH, Repères n° 17 (001:546-570)",
    limits="Sous une dizaine de ménages, l’intervalle est trop court : regroupez l’unité.",
    outputs=(
        Output(
            "table",
            "Indice et intervalle",
            kind="table",
            help=(
                "Une ligne par unité : l’indice et les bornes entre lesquelles le hasard le laisse."
            ),
        ),
    ),
    tags=("indice", "intervalle", "bootstrap", "incertitude"),
    id="bootstrapindex",
)
def bootstrap_index(
    households: Annotated[
        pd.DataFrame, Table("Ménages", help="Ménages au modèle « menages », un par ligne.")
    ],
    unit: Annotated[
        str,
        Field(
            "Champ de l’unité",
            of="households",
            help="Champ de la résidence, du groupe ou du quartier de chaque ménage.",
        ),
    ] = "residence",
    *,
    weights: Annotated[
        dict[str, float] | None,
        Pairs("Poids", "Vide : 2, 1, 1, 1.", example="rev_lt40=2, apl=1, chomeurs=1"),
    ] = None,
    reference: Annotated[
        dict[str, float] | None,
        Pairs("Valeurs de référence", "Vide : la table entière.", example="rev_lt40=0.4, apl=0.5"),
    ] = None,
    replications: Annotated[
        int,
        Integer(
            "Tirages",
            "Nombre de rééchantillonnages : 999 suffisent à un intervalle à 95 %.",
            True,
            99,
            99_999,
        ),
    ] = 999,
    level: Annotated[float, LEVEL] = DEFAULT_LEVEL,
    seed: Annotated[
        int,
        Integer(
            "Graine",
            "Nombre qui fixe le hasard : le même donne le même résultat.",
            True,
            0,
            2**31 - 1,
        ),
    ] = 0,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Bound the precarity index; see :func:`geotools.occupation.bootstrap_index`.

    Parameters
    ----------
    households : DataFrame
        Household rows of the documented template.
    unit : str
        Column of the unit.
    weights, reference : dict, optional
        As for the precarity index.
    replications, seed : int
    level : float
    progress : Progress, optional

    Returns
    -------
    DataFrame
        Indexed by unit: ``menages``, ``indice_precarite``, ``indice_bas``, ``indice_haut``.
    """
    chosen = weights or dict(load_catalogue().index("precarite").weights)
    one_by_one = count(households, pd.Series(households.index, households.index), source="ops")
    rows = indicators(one_by_one).reindex(households.index)
    components = [name for name in chosen if name in rows.columns]
    if not components:
        raise MissingColumnError(
            f"Aucune composante de l’indice ({some(chosen)}) ne peut être calculée sur ces "
            f"ménages. "
            "Donnez la table au gabarit « menages »."
        )
    totals = {name: (rows[f"{name}_n"].sum(), rows[f"{name}_base"].sum()) for name in components}
    against = reference or {name: n / b if b else math.nan for name, (n, b) in totals.items()}
    table = intervals.bootstrap_index(
        rows,
        households[unit],
        against,
        weights={name: chosen[name] for name in components},
        replications=replications,
        level=level,
        seed=seed,
        progress=progress,
    )
    table = table.set_axis(["indice_precarite", "indice_bas", "indice_haut"], axis=1)
    table.insert(0, "menages", households.groupby(unit).size())
    return table
