"""The fragility index of the way a residence works, with weights that its users choose and see."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geotools.catalogue import Catalogue, Indicator, load_catalogue
from geotools.errors import ConfigurationError
from geotools.occupation.precarity import composite_index

BEST_GRADE = 4
"""Grids are scored 1 to 4 (USH, Repères n° 17, 001:675-679); the catalogue turns them so that 4 is
the best."""


def fragility_index(
    values: pd.DataFrame,
    reference: pd.Series | Mapping[str, float],
    *,
    weights: Mapping[str, float] | None = None,
    catalogue: Catalogue | None = None,
) -> pd.Series:
    r"""Return the fragility index of each unit, 100 for the reference territory.

    .. math:: F_i = 100 \; \frac{\sum_k w_k \, f_{ik} / f_k^{ref}}{\sum_k w_k}

    with :math:`f` the component read on its fragile side (:func:`fragile_side`).

    Parameters
    ----------
    values : DataFrame
        Indicators of the catalogue, as fractions or grades, one column per component.
    reference : Series or mapping
        The same for the reference territory, in the base year.
    weights : mapping, optional
        Components and weights; the catalogue's ``fragilite`` by default (vacancy, rotation,
        over-occupation, 1 each).
    catalogue : Catalogue, optional

    Returns
    -------
    Series
        Named ``indice_fragilite``; ``attrs`` as :func:`geotools.occupation.precarity_index`.

    Raises
    ------
    ConfigurationError
        A component has no side that means fragile.

    Notes
    -----
    USH, Repères n° 17, 001:631-637, which publishes no weights: they are local, and travel with
    the index. It completes the precarity index, and is not comparable from one territory to
    another unless the weights are the same.
    """
    catalogue = catalogue or load_catalogue()
    chosen = weights or catalogue.index("fragilite").weights
    names = [name for name, weight in chosen.items() if weight > 0]
    beside = pd.DataFrame(
        {name: [float(value)] for name, value in dict(reference).items() if name in names}
    )
    return composite_index(
        fragile_side(values, names, catalogue),
        fragile_side(beside, names, catalogue).iloc[0],
        weights=chosen,
        name="indice_fragilite",
    )


def fragile_side(
    values: pd.DataFrame, names: list[str], catalogue: Catalogue | None = None
) -> pd.DataFrame:
    """Return components so that more means more fragile.

    A share whose increase is a good sign (polarity ``-``) becomes its complement, a grade of 1 to
    4 becomes 5 − grade; the others stay as they are.

    Raises
    ------
    ConfigurationError
        A component of polarity ``-`` is neither a share nor a grade: it has no complement.
    """
    known = (catalogue or load_catalogue()).indicators
    return pd.DataFrame(
        {
            name: _turned(values[name].astype(float), known.get(name))
            for name in names
            if name in values.columns
        },
        index=values.index,
    )


def _turned(values: pd.Series, item: Indicator | None) -> pd.Series:
    if item is None or item.polarity != "-":
        return values
    if item.kind == "share":
        return 1 - values
    if item.unit.startswith("note"):
        return BEST_GRADE + 1 - values
    raise ConfigurationError(
        f"« {item.id} » ne peut pas entrer dans un indice de fragilité : plus il est élevé, moins "
        "l’unité est fragile, et il n’a pas de complément. Retirez-le des poids."
    )
