"""Stock against flow: whether those who move in are more fragile than those who live there."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import InputError
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import decimal, numbers
from geotools.orientations.rule_files import rules
from geotools.parameters import Field, Integer, Layer, Number

_RESIDENCES = "Résidences"


@operation(
    group=Group.ORIENTATIONS,
    outputs=(Output("result", style="stock_flux"),),
    id="stockflowquadrant",
)
def stock_flow_quadrant(
    residences: Annotated[GeoDataFrame, Layer()],
    stock: Annotated[str, Field(of="residences", numeric=True)] = "rev_lt40",
    flow: Annotated[str, Field(of="residences", numeric=True)] = "er_lt40",
    *,
    stock_reference: Annotated[float | None, Number()] = None,
    flow_reference: Annotated[float | None, Number()] = None,
    tolerance: Annotated[float, Number(minimum=0.0, advanced=True)] = 0.0,
    minimum_base: Annotated[int, Integer(minimum=0, unit="ménages", advanced=True)] = 11,
) -> GeoDataFrame:
    """Return the residences with their two gaps and their quadrant.

    Parameters
    ----------
    residences : GeoDataFrame
        With the two figures and, when present, their bases (``<champ>_base``).
    stock, flow : str
        The same indicator among all occupants and among those who moved in recently.
    stock_reference, flow_reference : float, optional
        Values of the reference territory; the mean weighted by the bases by default.
    tolerance : float
        A gap no larger than this, in the unit of the figures, is no gap.
    minimum_base : int
        Under this base of the flow no quadrant is given.

    Returns
    -------
    GeoDataFrame
        With ``ecart_stock``, ``ecart_flux``, ``quadrant``, ``quadrant_libelle``, ``motifs``.

    Raises
    ------
    InputError
        A figure is not a number, or no reference can be computed.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = (
    ...     tiny.units()
    ...     .iloc[:2]
    ...     .assign(rev_lt40=[0.7, 0.1], er_lt40=[0.2, 0.2], er_lt40_base=20)
    ... )
    >>> found = geotools.stock_flow_quadrant(units, stock_reference=0.3, flow_reference=0.3)
    >>> found["quadrant"].tolist()
    ['fragile_reequilibre', 'preserve_stable']
    """
    labels = rules("typologies")["pau"]["libelles"]
    values = {name: numbers(residences, name, _RESIDENCES) for name in (stock, flow)}
    wanted = {stock: stock_reference, flow: flow_reference}
    reference = {
        name: _reference(residences, name, values[name]) if given is None else float(given)
        for name, given in wanted.items()
    }
    gap_stock = values[stock] - reference[stock]
    gap_flow = values[flow] - reference[flow]
    base = f"{flow}_base"
    enough = (
        numbers(residences, base, _RESIDENCES) >= minimum_base
        if base in residences.columns
        else np.full(len(residences), True)
    )
    known = enough & np.isfinite(gap_stock) & np.isfinite(gap_flow)
    near = (np.abs(gap_stock) <= tolerance) & (np.abs(gap_flow) <= tolerance)
    quadrant = np.select(
        [
            ~known,
            near,
            (gap_stock > 0) & (gap_flow > 0),
            gap_stock > 0,
            gap_flow > 0,
        ],
        ["indetermine", "proche", "fragile_fragilise", "fragile_reequilibre", "preserve_fragilise"],
        "preserve_stable",
    )
    said = [
        f"occupants {decimal(a, 2)} contre {decimal(reference[stock], 2)} ; "
        f"emménagés récents {decimal(b, 2)} contre {decimal(reference[flow], 2)}"
        if ok
        else ""
        for a, b, ok in zip(values[stock], values[flow], known, strict=True)
    ]
    code = pd.Series(quadrant, index=residences.index, dtype="string")
    result = residences.assign(
        ecart_stock=gap_stock,
        ecart_flux=gap_flow,
        quadrant=code,
        quadrant_libelle=code.map(labels).astype("string"),
        motifs=pd.Series(said, index=residences.index, dtype="string"),
    )
    result.attrs["reference"] = reference
    return result


def _reference(
    table: pd.DataFrame, column: str, values: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> float:
    """Mean of the territory, weighted by the base of the figure when it is known."""
    base = f"{column}_base"
    weight = numbers(table, base, _RESIDENCES) if base in table.columns else np.ones(len(table))
    used = np.isfinite(values) & (weight > 0)
    if not used.any():
        raise InputError(
            f"« {column} » n’a aucune valeur connue : la référence ne peut pas être calculée. "
            "Donnez-la ou choisissez un autre champ."
        )
    return float(np.average(values[used], weights=weight[used]))
