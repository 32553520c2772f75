"""Change from one vintage to another: its size, its significance, and who moved.

"As much as the situation at one moment, it is its evolution that matters" (001:425).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr

from geotools.catalogue import Catalogue, load_catalogue
from geotools.errors import InputError, some
from geotools.occupation.counting import aggregate, counts_of
from geotools.occupation.indicators import indicators
from geotools.occupation.intervals import DEFAULT_LEVEL, index_interval, wilson
from geotools.occupation.matching import Matching
from geotools.occupation.precarity import precarity_index


def follow(
    before: pd.DataFrame, after: pd.DataFrame, matching: Matching
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put the counts of two vintages on the same units: the links of a matching.

    Parameters
    ----------
    before, after : DataFrame
        Additive counts by residence of each vintage.
    matching : Matching
        From :func:`geotools.occupation.match_residences`.

    Returns
    -------
    before, after : DataFrame
        Counts by link, for links that exist in both vintages; merged and split residences are
        added up on the side where they are several.
    """
    first = aggregate(before, matching.before)
    last = aggregate(after, matching.after)
    both = first.index.intersection(last.index)
    return first.loc[both], last.loc[both]


def change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    ids: Iterable[str] | None = None,
    level: float = DEFAULT_LEVEL,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    r"""Return how shares changed between two vintages, and whether chance alone explains it.

    .. math::

        z = \frac{\hat p_2 - \hat p_1}{\sqrt{\hat p (1 - \hat p)(1/b_1 + 1/b_2)}}, \qquad
        \hat p = \frac{n_1 + n_2}{b_1 + b_2}

    Parameters
    ----------
    before, after : DataFrame
        Counts of the same units; units of only one vintage are left out.
    ids : iterable of str, optional
        Indicators that are shares; all that both tables allow by default.
    level : float
        Confidence level of the interval and of the verdict.
    catalogue : Catalogue, optional

    Returns
    -------
    DataFrame
        For each id: ``<id>_avant``, ``<id>_apres``, ``<id>_avant_base``, ``<id>_apres_base``,
        ``<id>_evolution`` (fraction: 0.05 is 5 points), ``<id>_bas``, ``<id>_haut``,
        ``<id>_p_valeur`` and ``<id>_sens``: ``hausse``, ``baisse``, ``stable`` (chance would
        explain it), missing when a base is.

    Notes
    -----
    Interval: Newcombe (1998), *Statistics in Medicine* 17, 873-890, method 10 (from Wilson's). Most
    households are the same in both vintages, so the two are not independent and the test is
    prudent: a real change may be called stable, rarely the reverse.
    """
    catalogue = catalogue or load_catalogue()
    units = before.index.intersection(after.index)
    if not len(units):
        raise InputError(
            "Les deux millésimes n’ont aucune unité commune. Vérifiez les identifiants, ou "
            "rapprochez d’abord les résidences."
        )
    first = indicators(before.loc[units], ids=ids, catalogue=catalogue)
    names = [n for n in first.attrs["bases"] if catalogue.indicators[n].kind == "share"]
    last = indicators(after.loc[units], ids=ids, catalogue=catalogue)
    columns: dict[str, pd.Series] = {}
    for name in names:
        if name not in last.columns:
            continue
        part = _change_of(first, last, name, level)
        columns.update({f"{name}_{key}": values for key, values in part.items()})
    return pd.DataFrame(columns, index=units)


def index_change(
    before: pd.DataFrame,
    after: pd.DataFrame,
    reference: pd.Series | Mapping[str, float],
    *,
    weights: Mapping[str, float] | None = None,
    level: float = DEFAULT_LEVEL,
) -> pd.DataFrame:
    """Return how the precarity index changed against a reference kept fixed in the base year.

    Parameters
    ----------
    before, after : DataFrame
        ``<id>_n`` and ``<id>_base`` of each component for the same units.
    reference : Series or mapping
        Shares of the reference territory in the base year ("indice 100 de 2014", 001:551).
    weights : mapping, optional
        Components and weights; 2, 1, 1, 1 by default.
    level : float

    Returns
    -------
    DataFrame
        ``indice_avant``, ``indice_apres``, ``evolution``, ``bas``, ``haut``, ``p_valeur``,
        ``sens`` as in :func:`change`.
    """
    chosen = weights or load_catalogue().index("precarite").weights
    units = before.index.intersection(after.index)
    first, last = (
        index_interval(t.loc[units], reference, weights=chosen, level=level)
        for t in (before, after)
    )
    gap = last["indice"] - first["indice"]
    error = (first["erreur_type"] ** 2 + last["erreur_type"] ** 2) ** 0.5
    half = (first["haut"] - first["indice"]) / first["erreur_type"] * error
    p_value = _p_value(gap / error.where(error > 0))
    return pd.DataFrame(
        {
            "indice_avant": first["indice"],
            "indice_apres": last["indice"],
            "evolution": gap,
            "bas": gap - half,
            "haut": gap + half,
            "p_valeur": p_value,
            "sens": _verdict(gap, p_value, level),
        },
        index=units,
    )


def precarity_trajectory(
    vintages: Mapping[int, pd.DataFrame],
    *,
    base_year: int | None = None,
    reference: pd.Series | Mapping[str, float] | None = None,
    weights: Mapping[str, float] | None = None,
    catalogue: Catalogue | None = None,
) -> pd.DataFrame:
    """Return the precarity index of each unit in each vintage, 100 = the base year's territory.

    Parameters
    ----------
    vintages : mapping of year to DataFrame
        Counts of the catalogue by unit, one table per vintage.
    base_year : int, optional
        Vintage whose territory is 100; the first by default.
    reference : Series or mapping, optional
        Shares that are 100; those of all the units of the base year together by default.
    weights : mapping, optional
    catalogue : Catalogue, optional

    Returns
    -------
    DataFrame
        Indexed by unit, one column per year (sorted); missing where a unit is not in a vintage.
        ``attrs["reference"]`` holds the shares kept fixed.
    """
    catalogue = catalogue or load_catalogue()
    chosen = dict(weights or catalogue.index("precarite").weights)
    years = sorted(vintages)
    base = years[0] if base_year is None else base_year
    if base not in vintages:
        raise InputError(
            f"L’année de base {base} n’est pas parmi les millésimes donnés : {some(years)}."
        )
    if reference is None:
        whole = pd.Series("ensemble", index=vintages[base].index)
        total = indicators(
            aggregate(counts_of(vintages[base], catalogue), whole), catalogue=catalogue
        )
        reference = {name: float(total[name].iloc[0]) for name in chosen if name in total}
    columns = {
        year: precarity_index(
            indicators(vintages[year], catalogue=catalogue), reference, weights=chosen
        )
        for year in years
    }
    result = pd.DataFrame(columns)
    result.attrs = {"reference": dict(reference), "annee_base": base, "poids": chosen}
    return result


def movers(
    before: pd.DataFrame, after: pd.DataFrame, *, residence: str = "residence"
) -> tuple[pd.Series, pd.Series]:
    """Tell who stayed, moved inside the stock, left or came, by household identifier.

    Parameters
    ----------
    before, after : DataFrame
        Household rows of two vintages, indexed by household, with the residence (or the link of a
        matching, so that a merged residence makes nobody move).
    residence : str
        Column of the residence.

    Returns
    -------
    before : Series
        ``reste``, ``mute`` (moved inside the stock) or ``sorti``.
    after : Series
        ``reste``, ``mute`` or ``entrant``. Select rows with them, then count as usual.

    Raises
    ------
    InputError
        A household appears twice in a vintage.
    """
    for rows, label in ((before, "avant"), (after, "après")):
        if rows.index.has_duplicates:
            twice = int(rows.index.duplicated().sum())
            raise InputError(
                f"Un ménage ne peut figurer qu’une fois par millésime ; {twice} identifiant(s) en "
                f"double dans la table « {label} »."
            )
    first, last = before[residence], after[residence]
    return (
        _moved(first, last.reindex(first.index), first.index.isin(last.index), "sorti"),
        _moved(last, first.reindex(last.index), last.index.isin(first.index), "entrant"),
    )


# --- Internals ----------------------------------------------------------------------------------


def _moved(
    own: pd.Series, other: pd.Series, present: np.ndarray[tuple[int], np.dtype[np.bool_]], out: str
) -> pd.Series:
    stayed = (own == other).fillna(False).to_numpy(dtype=bool)
    told = np.where(~present, out, np.where(stayed, "reste", "mute"))
    return pd.Series(told, index=own.index, name="mouvement")


def _change_of(
    first: pd.DataFrame, last: pd.DataFrame, name: str, level: float
) -> dict[str, pd.Series]:
    columns = [f"{name}_n", f"{name}_base"]
    n1, b1 = (first[c].astype(float) for c in columns)
    n2, b2 = (last[c].astype(float) for c in columns)
    p1, p2 = first[name], last[name]
    w1, w2 = wilson(n1, b1, level=level), wilson(n2, b2, level=level)
    gap = p2 - p1
    pooled = (n1 + n2) / (b1 + b2).where((b1 > 0) & (b2 > 0))
    error = (pooled * (1 - pooled) * (1 / b1.where(b1 > 0) + 1 / b2.where(b2 > 0))) ** 0.5
    p_value = _p_value(gap / error.where(error > 0)).mask((error == 0) & gap.notna(), 1.0)
    return {
        "avant": p1,
        "apres": p2,
        "avant_base": first[f"{name}_base"],
        "apres_base": last[f"{name}_base"],
        "evolution": gap,
        "bas": gap - np.hypot(p2 - w2["bas"], w1["haut"] - p1),
        "haut": gap + np.hypot(w2["haut"] - p2, p1 - w1["bas"]),
        "p_valeur": p_value,
        "sens": _verdict(gap, p_value, level),
    }


def _p_value(z: pd.Series) -> pd.Series:
    return pd.Series(2 * ndtr(-np.abs(z.to_numpy(dtype=float))), index=z.index)


def _verdict(gap: pd.Series, p_value: pd.Series, level: float) -> pd.Series:
    told = np.select(
        [p_value >= 1 - level, gap > 0, gap < 0], ["stable", "hausse", "baisse"], default=""
    )
    return pd.Series(told, index=gap.index).where(p_value.notna(), None)
