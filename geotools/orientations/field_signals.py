"""Two readings of one residence: the APL rule of Tours and the marks of the field teams."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import counts, need, numbers, percent
from geotools.orientations.rule_files import rules
from geotools.parameters import Choice, Field, Layer, Number, Table

_RESIDENCES = "Résidences"
_DEROGATION = rules("typologies")["derogation_apl"]


@operation(
    group=Group.ORIENTATIONS,
    outputs=(Output("result", style="indicateur", drawn="part_apl"),),
    id="aplrule",
)
def apl_rule(
    residences: Annotated[GeoDataFrame, Layer()],
    beneficiaries: Annotated[str, Field(of="residences", numeric=True)] = "apl_n",
    households: Annotated[str, Field(of="residences", numeric=True)] = "apl_base",
    *,
    threshold: Annotated[float, Number(minimum=0.0, maximum=1.0)] = _DEROGATION["seuil"],
) -> GeoDataFrame:
    """Return the residences with ``part_apl`` and ``derogation`` (strictly above the threshold).

    Parameters
    ----------
    residences : GeoDataFrame
    beneficiaries, households : str
        Counts of households.
    threshold : float
        Share that must be exceeded; taken to the ten-thousandth, so that counts are compared as
        whole numbers.

    Returns
    -------
    GeoDataFrame
        With ``part_apl`` (NaN without household), ``derogation`` (boolean), ``motifs``.

    Raises
    ------
    InputError
        A count is missing, negative, or there are more beneficiaries than households.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = geotools.apl_rule(tiny.units(), "menages_apl", "menages", threshold=0.65)
    >>> units.index[units["derogation"]].tolist()
    ['R01', 'R05', 'R09']
    """
    above = counts(residences, beneficiaries, _RESIDENCES)
    total = counts(residences, households, _RESIDENCES)
    wrong = above > total
    if wrong.any():
        raise InputError(
            f"« {beneficiaries} » ne peut pas dépasser « {households} » ; résidence(s) à "
            f"corriger : {some(residences.index[wrong])}."
        )
    # Compared by cross product: 65 of 100 must not pass because 0.65 has no exact binary form.
    reached = above * 10_000 > total * round(threshold * 10_000)
    share = np.divide(above, total, out=np.full(len(total), np.nan), where=total > 0)
    said = [
        f"{a:.0f} bénéficiaires sur {t:.0f} ménages, plus de {percent(threshold, 0)}" if r else ""
        for a, t, r in zip(above, total, reached, strict=True)
    ]
    return residences.assign(
        part_apl=share,
        derogation=reached,
        motifs=pd.Series(said, index=residences.index, dtype="string"),
    )


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="qualitativegrid"
)
def qualitative_grid(
    grid: Annotated[pd.DataFrame, Table()],
    *,
    polarity: Annotated[str, Choice(choices=("colonne", "4_favorable", "1_favorable"))] = "colonne",
) -> pd.DataFrame:
    """Return the grid with every mark read as 4 = favourable.

    Parameters
    ----------
    grid : DataFrame
        Template « grille »: marks 1 to 4, one column per dimension.
    polarity : {"colonne", "4_favorable", "1_favorable"}
        Meaning of the marks; that of the column ``sens`` by default.

    Returns
    -------
    DataFrame
        The grid with marks turned, ``sens`` = ``4_favorable``, ``note`` (mean of the known marks),
        ``notes_connues`` and ``point_faible``.

    Raises
    ------
    InputError
        The meaning is not declared, or a mark is not a whole number from 1 to 4.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> grid = pd.DataFrame(
    ...     {
    ...         "residence": ["R01"],
    ...         "sens": ["1_favorable"],
    ...         "services": [1],
    ...         "tranquillite": [3],
    ...     }
    ... )
    >>> geotools.qualitative_grid(grid)[
    ...     ["services", "tranquillite", "note", "point_faible"]
    ... ].values.tolist()
    [[4, 2, 3.0, 'tranquillite']]
    """
    dimensions = [d for d in rules("typologies")["grille"]["dimensions"] if d in grid.columns]
    if not dimensions:
        need(grid, rules("typologies")["grille"]["dimensions"], "Grille")
    marks = pd.DataFrame({d: numbers(grid, d, "Grille") for d in dimensions}, index=grid.index)
    wrong = (marks.notna() & ~marks.isin([1, 2, 3, 4])).any(axis=1)
    if wrong.any():
        raise InputError(
            "« Grille » : les notes vont de 1 à 4, sans décimale ; ligne(s) à corriger : "
            f"{some(grid.index[wrong])}."
        )
    reverse = _reversed(grid, polarity)
    turned = marks.where(~reverse, 5 - marks)
    known = turned.notna().sum(axis=1)
    some_known = turned[known > 0]
    weakest = some_known.fillna(np.inf).idxmin(axis=1).reindex(grid.index)
    return grid.assign(
        **{d: turned[d].astype("Int64") for d in dimensions},
        sens="4_favorable",
        note=turned.mean(axis=1),
        notes_connues=known,
        point_faible=weakest.astype("string"),
    )


def _reversed(grid: pd.DataFrame, polarity: str) -> pd.Series:
    if polarity != "colonne":
        return pd.Series(polarity == "1_favorable", index=grid.index)
    need(grid, ["sens"], "Grille")
    unknown = ~grid["sens"].isin(["4_favorable", "1_favorable"])
    if unknown.any():
        raise InputError(
            "« Grille » : le sens des notes doit être « 4_favorable » ou « 1_favorable » ; "
            f"ligne(s) à corriger : {some(grid.index[unknown])}."
        )
    return grid["sens"] == "1_favorable"
