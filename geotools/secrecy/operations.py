"""Operations: grouping residences; auditing, then protecting a release over several zonings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.parameters import Bases, Field, Fields, Flag, Integer, Layer, Number
from geotools.progress import Progress
from geotools.secrecy.audit.map import breach_places
from geotools.secrecy.audit.release import audit_release
from geotools.secrecy.descriptions import BASES, NO_SHARE, THRESHOLD
from geotools.secrecy.grouping.groups import (
    DEFAULT_EFFORT,
    DEFAULT_MAX_DISTANCE_M,
    Grouping,
    build_grouping,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD, load_rule
from geotools.secrecy.suppression.release import build_tables, protect
from geotools.values import parts_of


@operation(
    group=Group.SECRECY,
    outputs=(Output("groups", style="groupes"), Output("membership", kind="table")),
)
def group_residences(
    features: Annotated[GeoDataFrame, Layer(projected=True)],
    counts: Annotated[list[str], Fields(of="features", numeric=True)],
    *,
    bases: Annotated[
        Mapping[str, str], Bases(example="menages_apl=menages, chomeurs=actifs")
    ] = NO_SHARE,
    within: Annotated[list[str] | None, Fields(of="features")] = None,
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    max_distance: Annotated[float, Number(minimum=1, unit="m")] = DEFAULT_MAX_DISTANCE_M,
    homogeneity: Annotated[str | None, Field(of="features", numeric=True)] = None,
    previous: Annotated[str | None, Field(of="features")] = None,
    strict: Annotated[bool, Flag()] = False,
    effort: Annotated[
        int, Integer(minimum=0, maximum=1000, advanced=True, unit="pas par résidence")
    ] = DEFAULT_EFFORT,
    seed: Annotated[int, Integer(minimum=0, advanced=True)] = 0,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame]:
    """Group features of a layer; see :func:`geotools.secrecy.grouping.groups.build_grouping`.

    Parameters
    ----------
    features : GeoDataFrame
        Points or polygons in a projected CRS, unique index.
    counts : list of str
        Columns of counts to publish.
    threshold : float
        Smallest count that may be published.
    bases : mapping of str to str
        Numerator -> base: the complement must reach the threshold too.
    within : sequence of str
        Columns that no group crosses.
    max_distance : float, optional
        Longest link between two residences of a group, in metres.
    homogeneity : str, optional
        Column whose values should be alike in a group.
    previous : str, optional
        Column of the groups of an earlier vintage: those that still hold are kept.
    strict : bool
        Refuse when a residence is left without group.
    effort : int
        How long better groups are sought.
    seed : int
    progress : Progress, optional

    Returns
    -------
    groups : GeoDataFrame
        One feature per group.
    membership : DataFrame
        Index of the features; ``groupe`` (NA without group) and ``motif`` (why it has none, or
        why it is not in its previous one any more); ``groupe_avant`` when previous groups were
        given.

    Raises
    ------
    SecrecyRefusedError
        Previous groups do not hold and ``strict`` is set.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> groups, membership = geotools.group_residences(
    ...     tiny.units(), ["menages", "menages_tbr"]
    ... )
    >>> int(groups["menages_tbr"].min()) >= 11, int(groups["menages"].sum())
    (True, 360)
    """
    result = build_grouping(
        features,
        counts,
        threshold=threshold,
        bases=bases,
        within=tuple(within or ()),
        max_distance=max_distance,
        homogeneity=homogeneity,
        previous=None if previous is None else features[previous],
        strict=strict,
        effort=effort,
        seed=seed,
        progress=progress,
    )
    table = result.membership.to_frame()
    table["motif"] = result.ungrouped["motif"].reindex(table.index)
    if previous is not None:
        table["motif"] = table["motif"].fillna(_why_moved(result))
        table["groupe_avant"] = features[previous].astype("object")
    return result.groups, table


def _why_moved(result: Grouping) -> pd.Series:
    """Say of each residence that changed group which group did not hold, and what it lacked."""
    broken, moves = result.broken["motif"], result.changes
    failed = moves["avant"].where(moves["avant"].isin(broken.index), moves["apres"])
    why = "Le groupe " + failed.astype(str) + " ne tenait plus. " + failed.map(broken).astype(str)
    other = "Elle n’avait pas de groupe, ou rejoint ceux qui n’en avaient plus."
    told = why.where(failed.isin(broken.index), other).astype("object")
    return told.reindex(result.membership.index)


@operation(
    group=Group.SECRECY,
    outputs=(Output("places", style="constats"), Output("findings", kind="table")),
    id="auditrelease",
)
def audit_zonings(
    features: Annotated[GeoDataFrame, Layer()],
    counts: Annotated[list[str], Fields(of="features", numeric=True)],
    zonings: Annotated[list[str], Fields(of="features")],
    *,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame]:
    """Audit the tables of several zonings.

    Parameters
    ----------
    features : GeoDataFrame
        Residences with their counts.
    counts : list of str
        Columns of counts that are summed by zone.
    zonings : list of str
        Columns that hold the code of a zone.
    bases : mapping of str to str
        Numerator -> base.
    threshold : int
        Smallest count that may be published.
    strict : bool
        Refuse at the first finding.
    progress : Progress, optional

    Returns
    -------
    places : GeoDataFrame
        The residences that breaches are about: ``garantie``, ``constat``.
    findings : DataFrame

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units()
    >>> places, findings = geotools.audit_zonings(
    ...     units, ["menages", "menages_tbr"], ["commune"], bases={"menages_tbr": "menages"}
    ... )
    >>> len(findings)
    0
    """
    zoned = {name: features[name] for name in zonings}
    tables = build_tables(pd.DataFrame(features[counts]), zoned, bases, parts=parts_of(bases))
    audit = audit_release(tables, threshold=threshold, progress=progress)
    if strict:
        audit.require()
    return breach_places(audit, features, zoned), audit.findings()


@operation(
    group=Group.SECRECY,
    outputs=(Output("tables", kind="table"), Output("price", kind="table")),
    id="protect",
)
def protect_zonings(
    features: Annotated[GeoDataFrame, Layer()],
    counts: Annotated[list[str], Fields(of="features", numeric=True)],
    zonings: Annotated[list[str], Fields(of="features")],
    *,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Protect the tables of several zonings; see :func:`geotools.secrecy.protect`.

    Parameters
    ----------
    features : GeoDataFrame
        Residences with their counts.
    counts : list of str
        Columns of counts to publish.
    zonings : list of str
        Columns that hold the code of a zone.
    bases : mapping of str to str
        Numerator -> base.
    threshold : int
        Smallest count that may be published.
    progress : Progress, optional

    Returns
    -------
    tables : DataFrame
        One row per unit: ``zonage``, ``unite`` and the counts, withheld ones empty.
    price : DataFrame

    Raises
    ------
    SecrecyRefusedError
        What is left still does not pass the audit.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> tables, price = geotools.protect_zonings(
    ...     tiny.units(),
    ...     ["menages", "menages_tbr"],
    ...     ["commune"],
    ...     bases={"menages_tbr": "menages"},
    ... )
    >>> tables[["unite", "menages", "menages_tbr"]].values.tolist()
    [['99001', 180.0, 77.0], ['99002', 180.0, 31.0]]
    """
    zoned = {name: features[name] for name in zonings}
    release = protect(
        pd.DataFrame(features[counts]),
        zoned,
        bases,
        parts=parts_of(bases),
        rule=load_rule(threshold=threshold),
        priority=zonings,
        progress=progress,
    )
    audit_release(release.tables, rule=release.rule).require(release.digest)
    frames = [
        table.counts.rename_axis("unite").reset_index().assign(zonage=name)
        for name, table in release.tables.items()
    ]
    return pd.concat(frames, ignore_index=True)[["zonage", "unite", *counts]], release.price
