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
from geotools.occupation.tools._common import LEVEL
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, Day, Field, File, Integer, Number, Pairs, Table
from geotools.progress import Progress

ZONES = dict(ceilings.load_ceilings().zones)


@operation(group=Group.OCCUPATION, outputs=(Output("households", kind="table"),), id="incomebands")
def income_bands(
    households: Annotated[pd.DataFrame, Table()],
    income: Annotated[str, Field(of="households", numeric=True)] = "revenu_fiscal",
    category: Annotated[str | None, Field(of="households", numeric=True)] = None,
    *,
    zone: Annotated[str, Choice(options=ZONES)] = "regions",
    day: Annotated[date, Day(example="2026-01-01")] = date(2026, 1, 1),
    ceilings_file: Annotated[Path | None, File(advanced=True, extensions=("toml",))] = None,
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
    day : date
        Day of the ceilings.
    ceilings_file : Path, optional
        More ceilings.

    Returns
    -------
    DataFrame
        The rows with ``categorie_plus``, ``plafond_plus``, ``revenu_pct_plus``, ``tranche_revenu``.

    Raises
    ------
    InputError
        The incomes are not numbers, or no ceilings are known for the day and the zone.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.income_bands(tiny.households().head(2))
    >>> found["categorie_plus"].tolist(), found["revenu_pct_plus"].round(1).tolist()
    ([3, 2], [23.9, 28.8])
    """
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
    table = ceilings.income_share(households[income], kinds, zone=zone, day=day, book=book)
    table.insert(0, "categorie_plus", kinds)
    return households.drop(columns=[c for c in table if c in households]).join(table)


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("households", kind="table"), Output("counts", kind="table")),
    id="householdfragility",
    command="household-fragility",
)
def score_households(
    households: Annotated[pd.DataFrame, Table()],
    unit: Annotated[str, Field(of="households")] = "residence",
    *,
    very_old: Annotated[int, Integer(minimum=60, maximum=110, unit="ans")] = 75,
    very_large: Annotated[int, Integer(minimum=3, maximum=12)] = 5,
    very_low_income: Annotated[
        float, Number(minimum=0, maximum=100, unit="% du plafond PLUS")
    ] = 20,
    room_gap: Annotated[float, Number(advanced=True, minimum=0, maximum=5)] = 2,
    rule: Annotated[Path | None, File(advanced=True, extensions=("toml",))] = None,
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

    Raises
    ------
    InputError
        No criterion can be computed, or the local rule cannot be read.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> rows, counts = geotools.score_households(tiny.households())
    >>> rows["fragilite_menage"].value_counts().sort_index().to_dict()
    {0: 197, 1: 137, 2: 26}
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
    outputs=(Output("table", kind="table"),),
    id="bootstrapindex",
    command="bootstrap-index",
)
def bound_precarity(
    households: Annotated[pd.DataFrame, Table()],
    unit: Annotated[str, Field(of="households")] = "residence",
    *,
    weights: Annotated[
        dict[str, float] | None, Pairs(example="rev_lt40=2, apl=1, chomeurs=1")
    ] = None,
    reference: Annotated[dict[str, float] | None, Pairs(example="rev_lt40=0.4, apl=0.5")] = None,
    replications: Annotated[int, Integer(advanced=True, minimum=99, maximum=99999)] = 999,
    level: Annotated[float, LEVEL] = DEFAULT_LEVEL,
    seed: Annotated[int, Integer(advanced=True, minimum=0, maximum=2**31 - 1)] = 0,
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

    Raises
    ------
    InputError
        A reference value is missing or zero, or no count can be computed.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.bound_precarity(tiny.households(), replications=199)
    >>> row = found.loc["R01"]
    >>> bool(row["indice_bas"] < row["indice_precarite"] < row["indice_haut"])
    True
    >>> round(float(row["indice_precarite"]), 1)
    189.3
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
