"""Operation: the catalogue of indicators, or the record of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.occupation.tools._common import CATALOGUE, catalogue_of
from geotools.operations import Group, Output, operation
from geotools.parameters import Text


@operation(
    group=Group.OCCUPATION,
    outputs=(Output("result", kind="table", shown=True),),
    id="catalogue",
    command="catalogue",
)
def show_catalogue(
    indicator: Annotated[str | None, Text(example="rev_lt40", positional=True)] = None,
    *,
    extra: Annotated[Path | None, CATALOGUE] = None,
) -> pd.DataFrame:
    """Return the list of the indicators, or everything that is known of one.

    See :class:`geotools.catalogue.Catalogue`.

    Parameters
    ----------
    indicator : str, optional
        Identifier of one; the whole list by default.
    extra : Path, optional
        TOML of local indicators.

    Returns
    -------
    DataFrame
        One row per indicator, or one row per thing that is known of it.

    Raises
    ------
    ConfigurationError
        There is no such indicator; near names are given.

    Examples
    --------
    >>> import geotools
    >>> catalogue = geotools.show_catalogue()
    >>> "rev_lt40" in catalogue["id"].tolist(), len(catalogue) > 50
    (True, True)
    """
    known = catalogue_of(extra)
    if indicator is None:
        return known.summary().reset_index()
    item = known.indicator(indicator)
    record = known.table().loc[[item.id]].T.reset_index()
    return record.set_axis(["rubrique", "contenu"], axis=1).astype("str")
