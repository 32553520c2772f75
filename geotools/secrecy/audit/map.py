"""The map of what an audit found: the places that breaches are about."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from geopandas import GeoDataFrame

from geotools.secrecy.audit.release import Audit


def breach_places(
    audit: Audit, features: GeoDataFrame, zonings: Mapping[str, pd.Series] | None = None
) -> GeoDataFrame:
    """Return the features that breaches are about, one row per breach and feature.

    Parameters
    ----------
    audit : Audit
    features : GeoDataFrame
        Atoms, indexed by their identifier.
    zonings : mapping of Series, optional
        Atom to unit: a figure below the threshold is shown on all the atoms of its unit.

    Returns
    -------
    GeoDataFrame
        ``garantie``, ``constat`` and the feature's geometry; empty when the audit passed.
    """
    rows = []
    for finding in audit.breaches:
        first = finding.figures[0]
        atoms = list(finding.atoms)
        if finding.guarantee == "G0" and zonings and first.table in zonings:
            units = zonings[first.table].astype(str)
            atoms = units.index[units == first.unit].astype(str).tolist()
        rows += [(atom, finding.guarantee, finding.sentence) for atom in atoms]
    table = pd.DataFrame(rows, columns=["atome", "garantie", "constat"]).set_index("atome")
    geometry = features.geometry.set_axis(features.index.astype(str))
    table = table[table.index.isin(geometry.index)]
    return GeoDataFrame(table, geometry=geometry.reindex(table.index).array, crs=features.crs)
