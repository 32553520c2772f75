"""Stage « grouper »: the atoms in groups that can be published, new or kept from an earlier run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyogrio

from geotools.diagnostic.location import Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import Measured
from geotools.errors import InputError, MissingColumnError, nearest
from geotools.progress import Progress
from geotools.secrecy import DEFAULT_MAX_DISTANCE_M, Grouping, SecrecyRule, build_grouping

_CODE, _GROUP = "residence", "groupe"


def limits_of(material: Material, located: Located) -> dict[str, pd.Series]:
    """Return the limits that groups never cross, one code for each atom."""
    asked = material.configuration.regroupement.limites
    names = [n for n in ("communes", "qpv") if n in located.zones] if asked is None else asked
    zones = {**located.zones}
    if "bailleur" in names:
        zones["bailleur"] = located.atoms["bailleur"].astype("string")
    return {name: zones[name] for name in names if name in zones}


def group(
    material: Material, located: Located, measured: Measured, rule: SecrecyRule, progress: Progress
) -> Grouping:
    """Group the atoms so that every published count reaches the threshold."""
    limits = limits_of(material, located)
    frame = located.atoms[["geometry"]].assign(**limits)
    placed = frame[frame.geometry.notna()]
    # A rule on bases alone asks nothing of the numerators.
    by_cell = rule.scope == "cells"
    columns = measured.columns if by_cell else list(dict.fromkeys(measured.bases.values()))
    held = measured.counts.loc[placed.index, columns]
    busy = held.gt(0).any(axis=1)
    settings = material.configuration.regroupement
    reach, before = settings.distance_max, settings.precedents
    return build_grouping(
        placed[busy],
        held[busy],
        threshold=rule.threshold,
        bases=measured.bases if by_cell else {},
        within=list(limits),
        max_distance=DEFAULT_MAX_DISTANCE_M if reach is None else reach,
        previous=None if before is None else earlier_groups(before, placed.index[busy]),
        seed=material.configuration.grappes.graine,
        progress=progress,
    )


def earlier_groups(path: Path, atoms: pd.Index) -> pd.Series:
    """Read the group of each residence from the confidential layer of an earlier run.

    Parameters
    ----------
    path : Path
        ``interne/unites.gpkg``, as it was written or after a technician edited ``groupe`` in QGIS;
        or a CSV with the columns ``residence`` and ``groupe``.
    atoms : Index
        The residences of today; those that the file does not hold have no group yet.

    Raises
    ------
    MissingColumnError
        One of the two columns is absent.
    InputError
        The file names a residence twice, or none of today's.
    """
    rows = pyogrio.read_dataframe(path, read_geometry=False)
    for column in (_CODE, _GROUP):
        if column not in rows:
            raise MissingColumnError(
                f"[regroupement] precedents : « {path.name} » n’a pas de colonne « {column} ». "
                f"Noms proches : {nearest(column, rows.columns)}."
            )
    groups = rows.set_index(rows[_CODE].astype(str))[_GROUP]
    if groups.index.has_duplicates or not groups.index.isin(atoms.astype(str)).any():
        raise InputError(
            f"[regroupement] precedents : « {path.name} » doit donner une ligne à chaque "
            "résidence du territoire. Reprenez « interne/unites.gpkg » d’un diagnostic antérieur."
        )
    return groups.reindex(atoms.astype(str)).set_axis(atoms)
