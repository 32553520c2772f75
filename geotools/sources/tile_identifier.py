"""The identifier of an INSEE tile: its grid, its side and its south-west corner in one text.

``CRS3035RES200mN2891800E3770600``: EPSG code, side in metres, northing and easting of the corner
in that CRS (INSEE, documentation of the gridded bases; Inspire regulation (EU) 1089/2010).
"""

from __future__ import annotations

import re

import pandas as pd

PATTERN = re.compile(r"CRS(?P<epsg>\d+)RES(?P<size>\d+)mN(?P<north>-?\d+)E(?P<east>-?\d+)")

EXAMPLE = "CRS3035RES200mN2891800E3770600"
"""For messages."""


def split_identifiers(texts: pd.Series) -> pd.DataFrame:
    """Return the parts of tile identifiers.

    Parameters
    ----------
    texts : Series of str

    Returns
    -------
    DataFrame
        Indexed like ``texts``; columns ``epsg``, ``size``, ``north``, ``east`` of digits as text,
        missing where a text is not an identifier.
    """
    return texts.astype(object).str.extract(f"^{PATTERN.pattern}$")
