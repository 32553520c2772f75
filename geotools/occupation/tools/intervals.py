"""Operation: how sure a share is, and its smoothed value."""

from __future__ import annotations

from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.occupation import intervals as kernel
from geotools.occupation.counting import check_counts
from geotools.occupation.indicators import check_part
from geotools.occupation.tools._common import LEVEL, complete_layer
from geotools.operations import Group, Output, operation
from geotools.parameters import Field, Layer


@operation(
    group=Group.OCCUPATION, outputs=(Output("result", style="indicateur"),), id="rateinterval"
)
def rate_interval(
    features: Annotated[gpd.GeoDataFrame, Layer()],
    numerator: Annotated[str, Field(of="features", numeric=True)],
    base: Annotated[str, Field(of="features", numeric=True)],
    *,
    level: Annotated[float, LEVEL] = kernel.DEFAULT_LEVEL,
) -> gpd.GeoDataFrame:
    """Add a share, its interval and its smoothed value; see :func:`geotools.occupation.wilson`.

    Parameters
    ----------
    features : GeoDataFrame
        Units.
    numerator, base : str
        Columns of counts.
    level : float
        Confidence level.

    Returns
    -------
    GeoDataFrame
        The layer with ``valeur``, ``valeur_bas``, ``valeur_haut``, ``valeur_lissee``,
        ``poids_propre`` (fractions).

    Raises
    ------
    InputError
        A count is negative, or a numerator exceeds its base.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> found = geotools.rate_interval(tiny.units(), "menages_apl", "menages")
    >>> found.loc["R01", ["valeur_bas", "valeur", "valeur_haut"]].astype(float).round(
    ...     3
    ... ).tolist()
    [0.703, 0.867, 0.947]
    """
    for column in (numerator, base):
        check_counts(features[column], weighted=True)
    check_part(features, numerator, base)
    bounds = kernel.wilson(features[numerator], features[base], level=level)
    smoothed = kernel.empirical_bayes(features[numerator], features[base])
    n, b = features[numerator].astype(float), features[base].astype(float)
    table = pd.DataFrame(
        {
            "valeur": n / b.where(b > 0),
            "valeur_bas": bounds["bas"],
            "valeur_haut": bounds["haut"],
            "valeur_lissee": smoothed["lissee"],
            "poids_propre": smoothed["poids_propre"],
        }
    )
    return complete_layer(features, table)
