"""Counts of rows by unit, and their sums over zones, tiles or groups.

Rows (households, dwellings) become additive counts once; everything after works on counts, which
can be summed over any grouping of units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geotools.catalogue import Catalogue, Count, load_catalogue
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.expressions import Columns, Expression
from geotools.parameters import kind_of_column

FloatArray = npt.NDArray[np.float64]


def count(
    rows: pd.DataFrame,
    by: str | pd.Series,
    *,
    source: str,
    catalogue: Catalogue | None = None,
    parameters: Mapping[str, Any] | None = None,
    weight: str | None = None,
) -> pd.DataFrame:
    """Count the rows of each unit: one column for each count that their columns allow.

    Parameters
    ----------
    rows : DataFrame
        One row per household (``source="ops"``), dwelling (``"rpls"``, ``"census"``), residence
        (``"residences"``) or grid (``"grille"``), with the canonical columns.
    by : str or Series
        The unit of each row: a column, or a Series aligned on the rows. Rows without a unit are
        not counted.
    source : str
        Which expressions of the catalogue apply.
    catalogue : Catalogue, optional
    parameters : mapping, optional
        Thresholds that replace the catalogue's defaults (``{"seuil_revenus": 20}``).
    weight : str, optional
        Column of weights; the source's own by default (``poids`` for the census).

    Returns
    -------
    DataFrame
        Indexed by unit (sorted), whole numbers, or floats when weighted or spread. ``attrs`` hold
        ``source``, ``pondere`` (not whole), ``parametres`` and ``sans_unite`` (rows left out).

    Raises
    ------
    InputError
        No count can be computed, a number to add up is negative or not whole, a weight is not a
        positive number.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> counts = geotools.count(tiny.households(), "residence", source="ops")
    >>> counts.loc[["R01", "R02"], ["menages", "menages_apl"]].values.tolist()
    [[30, 26], [30, 10]]
    """
    catalogue = catalogue or load_catalogue()
    values = catalogue.values(parameters)
    weight = weight or catalogue.source(source).weight
    codes, units = _units(rows, by)
    weights = _weights(rows, weight)
    table = _columns(rows, catalogue, source, values)
    whole = weights is None and not catalogue.source(source).fractional
    counted = {
        item.id: _count_one(item, table, rows, source, codes, len(units), weights, whole)
        for item in catalogue.counts.values()
        if _computable(item, table, rows, source)
    }
    if not counted:
        needed = sorted({c for e in _expressions(catalogue, source) for c in e.columns})
        raise MissingColumnError(
            f"Aucun compte de la source « {source} » ne peut être calculé : la table n’a aucune "
            f"des colonnes attendues ({some(needed)}). Colonnes trouvées : {some(rows.columns)}."
        )
    result = pd.DataFrame(counted, index=units)
    result.attrs = {
        "source": source,
        "pondere": not whole,
        "parametres": {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in values.items()
            if value is not None
        },
        "sans_unite": int((codes < 0).sum()),
    }
    return result


def medians(
    rows: pd.DataFrame,
    by: str | pd.Series,
    *,
    source: str,
    catalogue: Catalogue | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Compute the medians of the catalogue, which counts cannot give.

    Parameters
    ----------
    rows, by, source, catalogue, parameters
        As for :func:`count`.

    Returns
    -------
    DataFrame
        Indexed by unit: ``<id>`` and ``<id>_base``, the number of rows behind it.
    """
    catalogue = catalogue or load_catalogue()
    codes, units = _units(rows, by)
    table = _columns(rows, catalogue, source, catalogue.values(parameters))
    columns: dict[str, Any] = {}
    for item in catalogue.indicators.values():
        if item.kind != "median" or source not in item.value:
            continue
        if not all(table.can(e) for e in (*item.value[source], *item.among.get(source, ()))):
            continue
        value = _numbers(table.first_known(item.value[source]))
        kept = np.isfinite(value) & (codes >= 0)
        if source in item.among:
            kept &= _numbers(table.first_known(item.among[source])) == 1
        grouped = pd.Series(value[kept]).groupby(codes[kept])
        columns[item.id] = grouped.median().reindex(range(len(units))).to_numpy()
        columns[f"{item.id}_base"] = np.bincount(codes[kept], minlength=len(units))
    return pd.DataFrame(columns, index=units)


def aggregate(counts: pd.DataFrame, membership: pd.Series) -> pd.DataFrame:
    """Add counts up over the zones, tiles or groups that hold the units.

    Parameters
    ----------
    counts : DataFrame
        Additive counts, indexed by unit.
    membership : Series
        Indexed by unit: the zone of each; a unit without a zone is left out.

    Returns
    -------
    DataFrame
        Indexed by zone (sorted); a count unknown in one unit is unknown in its zone.

    Raises
    ------
    InputError
        A unit of ``counts`` is not in ``membership``, or appears there twice; a column is not a
        count.
    """
    if membership.index.has_duplicates:
        twice = membership.index[membership.index.duplicated()].unique()
        raise InputError(
            f"Chaque unité ne peut appartenir qu’à une zone ; en double : {some(twice)}."
        )
    absent = counts.index.difference(membership.index)
    if len(absent):
        raise InputError(
            f"L’appartenance de {len(absent)} unité(s) n’est pas donnée : {some(absent)}. "
            "Donnez une valeur vide pour celles qui ne sont dans aucune zone."
        )
    for name in counts.columns:
        check_counts(counts[name], weighted=True)
    codes, zones = _factorize(membership.reindex(counts.index))
    inside = codes >= 0
    sums = {
        name: _bincount(codes[inside], column.to_numpy(dtype=float)[inside], len(zones), column)
        for name, column in counts.items()
    }
    result = pd.DataFrame(sums, index=zones)
    result.attrs = dict(counts.attrs)
    return result


def check_counts(column: pd.Series, weighted: bool = False) -> None:
    """Refuse counts that are not numbers, negative, or not whole unless they are weighted.

    Raises
    ------
    InputError
        The rows at fault are named by their identifier.
    """
    if not pd.api.types.is_numeric_dtype(column.dtype):
        raise InputError(
            f"Le compte « {column.name} » doit être numérique ; il contient "
            f"{kind_of_column(column)}."
        )
    values = column.to_numpy(dtype=float, na_value=np.nan)
    known = np.isfinite(values)
    bad = known & (values < 0)
    what = "positif ou nul"
    if not bad.any() and not weighted:
        bad = known & (values != np.floor(values))
        what = "un nombre entier (effectif non pondéré)"
    if bad.any():
        raise InputError(
            f"Le compte « {column.name} » doit être {what} ; ce n’est pas le cas de "
            f"{int(bad.sum())} ligne(s) : {some(column.index[bad])}. Corrigez la table source."
        )


def counts_of(table: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the columns of a table or layer that are counts of the catalogue."""
    kept = pd.DataFrame({name: table[name] for name in catalogue.counts if name in table.columns})
    kept.attrs = dict(table.attrs)
    return kept.set_axis(table.index) if len(kept.columns) else pd.DataFrame(index=table.index)


def definitions_of(catalogue: Catalogue, source: str) -> dict[str, tuple[Expression, ...]]:
    """Return the derived columns that the catalogue declares for a source."""
    return {
        item.id: item.expressions[source]
        for item in catalogue.definitions.values()
        if source in item.expressions
    }


# --- Internals ----------------------------------------------------------------------------------


def _factorize(units: pd.Series) -> tuple[npt.NDArray[np.intp], pd.Index]:
    codes, found = pd.factorize(units, sort=True)
    return codes, pd.Index(found, name=units.name)


def _units(rows: pd.DataFrame, by: str | pd.Series) -> tuple[npt.NDArray[np.intp], pd.Index]:
    if isinstance(by, str):
        if by not in rows.columns:
            raise MissingColumnError(
                f"Le champ de l’unité « {by} » est absent. "
                f"Noms proches : {nearest(by, rows.columns)}."
            )
        by = rows[by]
    elif not by.index.equals(rows.index):
        by = by.reindex(rows.index)
    return _factorize(by)


def _weights(rows: pd.DataFrame, weight: str | None) -> FloatArray | None:
    if weight is None:
        return None
    if weight not in rows.columns:
        raise MissingColumnError(
            f"La colonne de poids « {weight} » est absente. "
            f"Noms proches : {nearest(weight, rows.columns)}."
        )
    values = pd.to_numeric(rows[weight], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = ~(values >= 0)
    if bad.any():
        raise InputError(
            f"Le poids « {weight} » doit être un nombre positif ; ce n’est pas le cas de "
            f"{int(bad.sum())} ligne(s) : {some(rows.index[bad])}."
        )
    return values


def _columns(
    rows: pd.DataFrame, catalogue: Catalogue, source: str, values: Mapping[str, Any]
) -> Columns:
    return Columns(rows, definitions_of(catalogue, source), values)


def _expressions(catalogue: Catalogue, source: str) -> Iterable[Expression]:
    for count_ in catalogue.counts.values():
        yield from count_.expressions.get(source, ())
    for definition in catalogue.definitions.values():
        yield from definition.expressions.get(source, ())


def _computable(item: Count, table: Columns, rows: pd.DataFrame, source: str) -> bool:
    if source in item.distinct:
        return all(column in rows.columns for column in item.distinct[source])
    return any(table.can(expression) for expression in item.expressions.get(source, ()))


def _count_one(
    item: Count,
    table: Columns,
    rows: pd.DataFrame,
    source: str,
    codes: npt.NDArray[np.intp],
    units: int,
    weights: FloatArray | None,
    whole: bool,
) -> Any:
    if source in item.distinct:
        return _distinct(rows, item.distinct[source], codes, units)
    values = _numbers(table.first_known(item.expressions[source]))
    if item.unit == "effectif":
        check_counts(pd.Series(values, index=rows.index, name=item.id), weighted=not whole)
    kept = (codes >= 0) & np.isfinite(values)
    amounts = values[kept] if weights is None else values[kept] * weights[kept]
    total = np.bincount(codes[kept], weights=amounts, minlength=units)
    return np.rint(total).astype(np.int64) if whole and item.unit == "effectif" else total


def _distinct(
    rows: pd.DataFrame, columns: tuple[str, ...], codes: npt.NDArray[np.intp], units: int
) -> npt.NDArray[np.int64]:
    keys = rows[list(columns)].assign(_unit=codes)[codes >= 0]
    firsts = keys.drop_duplicates()["_unit"].to_numpy()
    return np.bincount(firsts, minlength=units).astype(np.int64)


def _numbers(values: Any) -> FloatArray:
    if isinstance(values, pd.Categorical):
        raise InputError(
            "Un compte du catalogue rend un texte au lieu d’un nombre ou d’un oui/non. "
            "Comparez la colonne à une valeur, ou lisez-la avec nombre(…)."
        )
    return np.asarray(values.to_numpy(dtype=float, na_value=np.nan))


def _bincount(
    codes: npt.NDArray[np.intp], values: FloatArray, zones: int, column: pd.Series
) -> npt.NDArray[Any]:
    total = np.bincount(codes, weights=values, minlength=zones)
    whole = pd.api.types.is_integer_dtype(column.dtype) and not np.isnan(total).any()
    return np.rint(total).astype(np.int64) if whole else total
