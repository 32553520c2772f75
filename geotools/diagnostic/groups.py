"""Stage « grouper »: the atoms in groups that can be published, new or kept from an earlier run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.location import Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import Measured
from geotools.errors import ConfigurationError, InputError, MissingColumnError, nearest, some
from geotools.progress import Progress
from geotools.secrecy import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    Derived,
    Exposed,
    Grouping,
    Knowledge,
    Limits,
    SecrecyRule,
    derived_counts,
    hierarchical_grouping,
)
from geotools.sources import read_plain_table
from geotools.sources.reading import Notes

ACROSS = " + "
"""Between the codes of a limit that a group lies across."""

QPV, BY_HOLDER = "qpv", "bailleur"

DEFAULT_LIMITS = (QPV, "communes", "iris")
"""Limits of the groups when none is asked for, the one kept the longest first."""

_CODE, _GROUP = "residence", "groupe"


def limits_of(material: Material, located: Located) -> dict[str, pd.Series]:
    """Return the limits of the groups, one code for each atom, the one kept the longest first."""
    settings = material.configuration.regroupement
    asked = DEFAULT_LIMITS if settings.limites is None else settings.limites
    names = dict.fromkeys([*hard_limits(material), *asked])
    if material.configuration.secret.lecteur == BY_HOLDER:
        names[BY_HOLDER] = None
    zones = {**located.zones}
    if BY_HOLDER in names:
        holder = holders(material, located)
        if holder is None:
            raise ConfigurationError(
                "[regroupement] limites : « bailleur » demande le bailleur des résidences, absent "
                "des fichiers de logements et de ménages. Retirez cette limite."
            )
        zones[BY_HOLDER] = holder.astype("string")
    return {name: zones[name] for name in names if name in zones}


def holders(material: Material, located: Located) -> pd.Series | None:
    """Return the landlord of each atom: the register's, else that of most of its households."""
    if BY_HOLDER in located.atoms.columns:
        return located.atoms[BY_HOLDER].astype("object")
    households, attached = material.frame("menages"), located.of_household
    if households is None or attached is None or BY_HOLDER not in households.columns:
        return None
    pairs = pd.DataFrame({"atome": attached.atoms, "bailleur": households[BY_HOLDER]}).dropna()
    often = pairs.value_counts(sort=False).reset_index(name="n")
    often = often.sort_values("n", ascending=False, kind="stable").drop_duplicates("atome")
    return often.set_index("atome")["bailleur"].reindex(located.atoms.index).astype("object")


def hard_limits(material: Material) -> tuple[str, ...]:
    """Return the limits that no group crosses: QPV, landlords, and what the user names."""
    configuration = material.configuration
    asked = configuration.regroupement.limites or ()
    own = configuration.regroupement.infranchissables
    never = [QPV] if QPV in configuration.zonages else []
    if configuration.secret.methode == "retrait":
        never = list(DEFAULT_LIMITS) if configuration.regroupement.limites is None else list(asked)
    return tuple(dict.fromkeys([*never, *own, *(n for n in asked if n == BY_HOLDER)]))


def group(
    material: Material,
    located: Located,
    measured: Measured,
    rule: SecrecyRule,
    progress: Progress,
    effort: int = DEFAULT_EFFORT,
) -> Grouping:
    """Group the atoms so that every published count reaches the threshold.

    Raises
    ------
    InputError
        No group can be made: the counts that lack are named.
    """
    limits = limits_of(material, located)
    frame, drawn = _placed(material, located, limits)
    held = measured.counts.loc[frame.index, measured.columns]
    busy = held.gt(0).any(axis=1)
    before = material.configuration.regroupement.precedents
    knowledge = knowledge_of(material, located, measured, rule)
    known = replace(knowledge, counts=knowledge.counts.loc[frame.index[busy]])
    if known.holder is not None:
        known = replace(known, holder=known.holder.loc[frame.index[busy]])
    found = [
        hierarchical_grouping(
            frame[busy],
            held[busy],
            asked_counts(measured, rule),
            threshold=threshold,
            limits=way,
            exposed=_resisting(known, material.configuration.secret.lecteur),
            drawn=drawn[busy],
            previous=None if before is None else earlier_groups(before, frame.index[busy]),
            effort=effort,
            seed=material.configuration.grappes.graine,
            progress=progress,
        )
        for way, threshold in _attempts(material, limits, rule)
    ]
    result = max(found, key=_whole)
    if result.groups.empty:
        raise InputError(_no_group(held, asked_counts(measured, rule), rule, limits))
    return result


def _whole(grouping: Grouping) -> int:
    """Return how many groups lie inside every zone: the more, the nearer the zonings."""
    groups = grouping.groups
    zones = groups[[name for name in DEFAULT_LIMITS if name in groups.columns]]
    across = zones.apply(lambda codes: codes.astype("string").str.contains(ACROSS, regex=False))
    return int((~across.fillna(False).astype(bool).any(axis=1)).sum())


def knowledge_of(
    material: Material, located: Located, measured: Measured, rule: SecrecyRule
) -> Knowledge:
    """Return what readers may know of each residence: its bases, and whose it is."""
    holder = holders(material, located)
    return Knowledge(
        measured.counts[measured.columns],
        measured.bases,
        rule,
        None if holder is None else holder.reindex(measured.counts.index),
    )


def _resisting(known: Knowledge, reader: str) -> Exposed | None:
    """Return the test of groups that a reader would see through, None for the public."""
    if reader == "public":
        return None
    return lambda labels: np.asarray(known.exposed(labels, reader).any(axis=1))


def _attempts(
    material: Material, limits: dict[str, pd.Series], rule: SecrecyRule
) -> list[tuple[Limits, float]]:
    """Return the limits and thresholds to try: the one that gives most groups is kept.

    Against a reader of the register, groups are either merged where one is exposed, or all made
    large enough; against a landlord, merged, or made of one landlord first where the limit is
    given.
    """
    settings, secret = material.configuration.regroupement, material.configuration.secret
    reach = DEFAULT_MAX_DISTANCE_M if settings.distance_max is None else settings.distance_max
    hard = hard_limits(material)
    way = Limits(
        tuple(name for name in limits if name != BY_HOLDER or name in hard),
        tuple(name for name in limits if name in hard),
        reach,
        stretch=secret.methode != "retrait",
    )
    attempts = [(way, rule.threshold)]
    if secret.lecteur == "rpls":
        attempts.append((way, rule.threshold + rule.interval - 1))
    if secret.lecteur == BY_HOLDER and BY_HOLDER in limits:
        others = [name for name in way.ordered if name not in {*way.hard, BY_HOLDER}]
        for place in range(len(others) + 1):
            ordered = (*others[:place], BY_HOLDER, *others[place:])
            attempts.append((replace(way, ordered=ordered), rule.threshold))
    return attempts


def asked_counts(measured: Measured, rule: SecrecyRule) -> list[Derived]:
    """Return what every group must hold enough of; a rule on bases asks nothing of numerators."""
    if rule.scope == "cells":
        return derived_counts(measured.columns, measured.bases, measured.parts)
    return derived_counts(list(dict.fromkeys(measured.bases.values())), {})


def _no_group(
    held: pd.DataFrame, asked: list[Derived], rule: SecrecyRule, limits: dict[str, pd.Series]
) -> str:
    """Say why no group can be made, without telling a count."""
    low = [item.name for item in asked if item.values(held).sum() < rule.threshold]
    if low:
        return (
            f"Aucun groupe n’atteint {rule.threshold:g} unités : sur tout le territoire, "
            f"{some(low)} en compte(nt) moins. Retirez ces indicateurs de [indicateurs] publies."
        )
    return (
        f"Aucun groupe n’atteint {rule.threshold:g} unités pour chaque effectif à l’intérieur des "
        f"limites {some(list(limits))}. Retirez une limite de [regroupement], ou publiez moins "
        "d’indicateurs."
    )


def _placed(
    material: Material, located: Located, limits: dict[str, pd.Series]
) -> tuple[GeoDataFrame, pd.Series]:
    """Return every atom with a position, and whether it is its own.

    What has no sure position stands where its commune has most dwellings outside the QPV, in no
    IRIS: it makes a group of its commune, or joins one.
    """
    atoms = located.atoms
    drawn = atoms.geometry.notna()
    frame = GeoDataFrame(atoms[["geometry"]].assign(**limits), crs=atoms.crs)
    if drawn.all():
        return frame, drawn
    commune = atoms["commune"].astype("object")
    inside = located.zones[QPV].notna() if QPV in located.zones else pd.Series(False, atoms.index)
    size = atoms.get("logements", pd.Series(1, atoms.index))
    order = pd.DataFrame({"commune": commune, "qpv": inside, "taille": size})[drawn]
    order = order.sort_values(["qpv", "taille"], ascending=[True, False], kind="stable")
    main = order.drop_duplicates("commune").reset_index(names="atome").set_index("commune")
    anchors = commune[~drawn].map(main["atome"])
    known = anchors.notna()
    frame.loc[anchors.index[known], "geometry"] = atoms.geometry.loc[anchors[known]].to_numpy()
    left = anchors.index[~known]
    if len(left) and "communes" in material.zonings:
        shapes = material.zones()["communes"].representative_point()
        frame.loc[left, "geometry"] = shapes.reindex(commune[left]).to_numpy()
    placed = frame.geometry.notna()
    return frame[placed], drawn[placed]


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
    rows = read_plain_table(path, Notes())
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
