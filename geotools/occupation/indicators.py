"""The indicators of the catalogue, each with its numerator and its base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geotools.catalogue import Catalogue, Indicator, load_catalogue
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.occupation.counting import check_counts

FloatArray = npt.NDArray[np.float64]

ROUNDING = 1e-9
"""Relative slack when a weighted numerator is compared with its base: sums of floats differ by
the order of their terms."""


def indicators(
    counts: pd.DataFrame,
    *,
    ids: Iterable[str] | None = None,
    catalogue: Catalogue | None = None,
    weighted: bool | None = None,
) -> pd.DataFrame:
    r"""Compute the indicators of the catalogue from counts.

    .. math:: t_i = \frac{n_i}{b_i}

    Parameters
    ----------
    counts : DataFrame
        Additive counts named as in the catalogue, indexed by unit.
    ids : iterable of str, optional
        Which ones; all that the columns allow by default.
    catalogue : Catalogue, optional
    weighted : bool, optional
        Whether counts are weighted sums rather than whole numbers; by default what
        ``counts.attrs["pondere"]`` says, and whole numbers otherwise.

    Returns
    -------
    DataFrame
        Same index: for each indicator ``<id>`` (fraction, ratio or mean; missing when the base is
        zero), ``<id>_n`` and ``<id>_base``. ``attrs["bases"]`` says which count served as base.

    Raises
    ------
    MissingColumnError
        An indicator that was asked for lacks a count.
    InputError
        A count is negative or not whole, or a numerator exceeds its base; rows are named.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> counts = pd.DataFrame(
    ...     {"menages": [30], "menages_apl_connu": [30], "menages_apl": [12]}, index=["R01"]
    ... )
    >>> geotools.indicators(counts, ids=["apl"]).loc["R01"].tolist()
    [0.4, 12.0, 30.0]
    """
    catalogue = catalogue or load_catalogue()
    weighted = bool(counts.attrs.get("pondere", False)) if weighted is None else weighted
    chosen = _chosen(counts, ids, catalogue)
    columns: dict[str, Any] = {}
    bases: dict[str, str] = {}
    for item in chosen:
        base = _column_of(counts, item.denominator, catalogue)
        for name in (item.numerator, base):
            check_counts(counts[name], weighted or catalogue.counts[name].unit != "effectif")
        numerator = counts[item.numerator].to_numpy(dtype=float, na_value=np.nan)
        denominator = counts[base].to_numpy(dtype=float, na_value=np.nan)
        if item.kind == "share":
            check_part(counts, item.numerator, base)
        columns[item.id] = np.divide(
            numerator, denominator, out=np.full(len(counts), np.nan), where=denominator > 0
        )
        columns[f"{item.id}_n"] = counts[item.numerator].to_numpy()
        columns[f"{item.id}_base"] = counts[base].to_numpy()
        bases[item.id] = base
    result = pd.DataFrame(columns, index=counts.index)
    result.attrs = {**counts.attrs, "bases": bases}
    return result


def check_part(counts: pd.DataFrame, part: str, base: str) -> None:
    """Refuse a count that exceeds the base it is a part of.

    Raises
    ------
    InputError
        The rows at fault are named by their identifier.
    """
    numerator, denominator = (
        counts[name].to_numpy(dtype=float, na_value=np.nan) for name in (part, base)
    )
    above = numerator > denominator * (1 + ROUNDING)
    if above.any():
        raise InputError(
            f"« {part} » ne peut pas dépasser sa base « {base} » ; c’est le cas de "
            f"{int(above.sum())} ligne(s) : {some(counts.index[above])}. Vérifiez que les deux "
            "colonnes viennent de la même source et de la même date."
        )


def _chosen(
    counts: pd.DataFrame, ids: Iterable[str] | None, catalogue: Catalogue
) -> list[Indicator]:
    if ids is None:
        return [
            item
            for item in catalogue.indicators.values()
            if item.kind != "median"
            and item.numerator in counts.columns
            and _find(counts, item.denominator, catalogue)
        ]
    items = [catalogue.indicator(identifier) for identifier in ids]
    for item in items:
        if item.kind == "median":
            raise InputError(
                f"« {item.id} » est une médiane : elle se calcule sur les lignes, non sur des "
                "comptes."
            )
        for name in (item.numerator, item.denominator):
            _column_of(counts, name, catalogue)
    return items


def _find(counts: pd.DataFrame, name: str, catalogue: Catalogue) -> str | None:
    """Return the column that holds a count, or the first of its fallbacks that is there."""
    candidate: str | None = name
    while candidate is not None and candidate not in counts.columns:
        candidate = catalogue.counts[candidate].fallback
    return candidate


def _column_of(counts: pd.DataFrame, name: str, catalogue: Catalogue) -> str:
    found = _find(counts, name, catalogue)
    if found is None:
        raise MissingColumnError(
            f"Le compte « {name} » ({catalogue.label(catalogue.counts[name].label)}) est absent. "
            f"Noms proches : {nearest(name, counts.columns)}."
        )
    return found
