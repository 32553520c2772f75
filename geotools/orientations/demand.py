"""Demand: how many applicants for an allocation, and what they ask for beside what exists."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import numpy as np
import pandas as pd

from geotools.errors import InputError
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import dates, flags, need, numbers
from geotools.orientations.stock import STOCK, Floats, rent_of, rooms_of, weights_of
from geotools.parameters import Choice, Day, Table

_REQUESTS, _ALLOCATIONS = "Demandes", "Attributions"
_MONTH = 30.4375
_BY = {
    "commune": "Commune",
    "quartier": "Quartier",
    "residence": "Résidence",
    "pieces": "Nombre de pièces",
    "quartile": "Quartile de ressources",
}


@operation(group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="demandpressure")
def demand_pressure(
    requests: Annotated[pd.DataFrame, Table()],
    allocations: Annotated[pd.DataFrame, Table()],
    by: Annotated[str, Choice(options=_BY)] = "commune",
    *,
    as_of: Annotated[date | None, Day(example="2024-12-31")] = None,
) -> pd.DataFrame:
    """Return by unit the active requests, the leases of the year and their ratio.

    Parameters
    ----------
    requests, allocations : DataFrame
        Templates « demandes » and « attributions »; both must hold the column of ``by``.
    by : {"commune", "quartier", "residence", "pieces", "quartile"}
    as_of : date, optional
        Date of observation; the latest date of lease by default.

    Returns
    -------
    DataFrame
        ``unite``, ``demandes_actives``, ``attributions``, ``pression`` (missing without
        allocation), ``part_mutation``, ``part_prioritaire``, ``delai_median_mois``; a last row
        « ensemble ».

    Raises
    ------
    InputError
        A column is absent, or a date is wrong.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> requests = pd.DataFrame(
    ...     {
    ...         "demande": ["D1", "D2", "D3"],
    ...         "date_demande": ["2023-05-02", "2022-01-10", "2024-01-15"],
    ...         "commune": "99001",
    ...     }
    ... )
    >>> leases = pd.DataFrame(
    ...     {
    ...         "attribution": ["A1"],
    ...         "date_decision": ["2024-02-12"],
    ...         "date_bail": ["2024-03-01"],
    ...         "commune": ["99001"],
    ...     }
    ... )
    >>> from datetime import date
    >>> found = geotools.demand_pressure(requests, leases, as_of=date(2024, 12, 31))
    >>> found.loc[
    ...     found["unite"] == "99001", ["demandes_actives", "attributions", "pression"]
    ... ].values.tolist()
    [[3.0, 1.0, 3.0]]
    """
    need(requests, [by], _REQUESTS)
    need(allocations, [by], _ALLOCATIONS)
    asked, met = (
        dates(requests, "date_demande", _REQUESTS),
        dates(requests, "date_satisfaction", _REQUESTS)
        if "date_satisfaction" in requests.columns
        else pd.Series(pd.NaT, index=requests.index),
    )
    lease = dates(allocations, "date_bail", _ALLOCATIONS)
    now = _observed(as_of, lease)
    year = now - pd.DateOffset(years=1)
    waiting = (asked <= now) & ~(met <= now)
    satisfied = (met > year) & (met <= now)
    rows = pd.DataFrame(
        {
            "demandes_actives": waiting.astype(int),
            "mutation": flags(requests, "mutation", _REQUESTS).where(waiting).astype("Float64"),
            "prioritaire": flags(requests, "prioritaire", _REQUESTS)
            .where(waiting)
            .astype("Float64"),
            "delai": ((met - asked).dt.days / _MONTH).where(satisfied),
        }
    )
    signed = ((lease > year) & (lease <= now)).astype(int)
    parts = [
        _pressure_rows(rows, requests[by], signed, allocations[by]),
        _pressure_rows(rows, _all(requests), signed, _all(allocations)),
    ]
    return pd.concat(parts, ignore_index=True)


def _observed(as_of: date | None, lease: pd.Series) -> pd.Timestamp:
    if as_of is not None:
        return pd.Timestamp(as_of)
    if lease.isna().all():
        raise InputError("« Attributions » : aucune date de bail ; donnez la date d’observation.")
    return pd.Timestamp(lease.max())


def _all(table: pd.DataFrame) -> pd.Series:
    return pd.Series("ensemble", index=table.index)


def _pressure_rows(
    rows: pd.DataFrame, unit: pd.Series, signed: pd.Series, signed_unit: pd.Series
) -> pd.DataFrame:
    grouped = rows.groupby(_unit(unit))
    table = pd.DataFrame(
        {
            "demandes_actives": grouped["demandes_actives"].sum(),
            "attributions": signed.groupby(_unit(signed_unit)).sum(),
            "part_mutation": grouped["mutation"].mean(),
            "part_prioritaire": grouped["prioritaire"].mean(),
            "delai_median_mois": grouped["delai"].median(),
        }
    )
    table[["demandes_actives", "attributions"]] = (
        table[["demandes_actives", "attributions"]].fillna(0).astype(int)
    )
    given = table["attributions"].where(table["attributions"] > 0)
    table.insert(2, "pression", table["demandes_actives"] / given)
    return table.rename_axis("unite").reset_index()


def _unit(values: pd.Series) -> pd.Series:
    text = values.astype("string").str.replace(r"\.0$", "", regex=True)
    return text.mask(text == "").fillna("non renseigné")


@operation(group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="typemismatch")
def type_mismatch(
    requests: Annotated[pd.DataFrame, Table()],
    stock: Annotated[pd.DataFrame, Table()],
) -> pd.DataFrame:
    """Return by number of rooms the shares in requests and in stock, their gap, and rents.

    Parameters
    ----------
    requests : DataFrame
        Template « demandes »; satisfied requests are left out.
    stock : DataFrame
        One row per dwelling or per group: ``pieces``, optional ``logements`` (1), ``loyer``,
        ``charges`` (euros a month).

    Returns
    -------
    DataFrame
        ``type`` (T1 to T5+), ``demandes``, ``part_demandes``, ``logements``, ``part_logements``,
        ``ecart``, ``loyer_median`` and ``part_solvable`` (missing when rents are).

    Raises
    ------
    InputError
        A column is absent, or nothing is left to compare.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> requests = pd.DataFrame(
    ...     {"demande": ["D1", "D2"], "date_demande": "2023-05-02", "pieces": [2, 3]}
    ... )
    >>> found = geotools.type_mismatch(
    ...     requests, pd.DataFrame({"pieces": [2, 3], "logements": [25, 75]})
    ... )
    >>> found.set_index("type").loc[["T2", "T3"], "ecart"].tolist()
    [0.25, -0.25]
    """
    active = requests
    if "date_satisfaction" in requests.columns:
        active = requests[dates(requests, "date_satisfaction", _REQUESTS).isna()]
    wanted, held = rooms_of(active, _REQUESTS), rooms_of(stock, STOCK)
    number = weights_of(stock)
    rent = rent_of(stock)
    rows = []
    for rooms in range(1, 6):
        asked, homes = wanted == rooms, held == rooms
        median = _weighted_median(rent[homes], number[homes])
        able = np.nan
        if "loyer_maximum" in active.columns and np.isfinite(median):
            limit = numbers(active, "loyer_maximum", _REQUESTS)[asked]
            known = np.isfinite(limit)
            able = float((limit[known] >= median).mean()) if known.any() else np.nan
        rows.append(
            {
                "type": f"T{rooms}" if rooms < 5 else "T5+",
                "demandes": int(asked.sum()),
                "logements": int(number[homes].sum()),
                "loyer_median": median,
                "part_solvable": able,
            }
        )
    table = pd.DataFrame(rows)
    for name in ("demandes", "logements"):
        total = table[name].sum()
        table[f"part_{name}"] = table[name] / total if total else np.nan
    table["ecart"] = table["part_demandes"] - table["part_logements"]
    first = ["type", "demandes", "part_demandes", "logements", "part_logements", "ecart"]
    return table[[*first, "loyer_median", "part_solvable"]]


def _weighted_median(values: Floats, weight: Floats) -> float:
    """Return the median; between two values when half of the weight is exactly below."""
    known = np.isfinite(values) & (weight > 0)
    if not known.any():
        return float("nan")
    order = np.argsort(values[known], kind="stable")
    total = np.cumsum(weight[known][order])
    ranked, half = values[known][order], total[-1] / 2
    low = int(np.searchsorted(total, half))
    high = min(low + 1, len(ranked) - 1) if total[low] == half else low
    return float((ranked[low] + ranked[high]) / 2)
