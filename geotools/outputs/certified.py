"""From residences to a release that may leave: groups, totals, audit and certificate in one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import pandas as pd
from geopandas import GeoDataFrame

from geotools.operations import Group, Output, operation
from geotools.outputs.certificate import certificate_page, state
from geotools.outputs.proof import Proof
from geotools.parameters import Fields, Integer, Layer, Text
from geotools.progress import SILENT, Progress
from geotools.secrecy import audit_release, load_rule, protect
from geotools.secrecy.descriptions import BASES, NO_SHARE
from geotools.secrecy.grouping.groups import DEFAULT_MAX_DISTANCE_M, build_grouping
from geotools.secrecy.rule import DEFAULT_THRESHOLD
from geotools.values import parts_of

GROUPS, WHOLE = "groupe", "ensemble"
_UNKNOWN = "non précisé"


@operation(
    group=Group.SECRECY,
    outputs=(
        Output("groups", style="groupes"),
        Output("totals", kind="table"),
        Output("certificate", kind="file"),
        Output("membership", kind="table"),
    ),
    id="certifiedrelease",
)
def certified_release(
    features: Annotated[GeoDataFrame, Layer(geometry="point", projected=True)],
    counts: Annotated[list[str], Fields(of="features", numeric=True)],
    *,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    within: Annotated[list[str] | None, Fields(of="features")] = None,
    threshold: Annotated[
        int, Integer(minimum=DEFAULT_THRESHOLD, unit="unités")
    ] = DEFAULT_THRESHOLD,
    title: Annotated[str, Text(example="Val-de-Brume")] = "Groupes de résidences",
    source: Annotated[str, Text(example="Enquête OPS 2024")] = _UNKNOWN,
    vintage: Annotated[str, Text(example="2024")] = _UNKNOWN,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame, bytes, pd.DataFrame]:
    """Return what may leave, the certificate, and the confidential membership.

    Parameters
    ----------
    features : GeoDataFrame
        Residences with their counts.
    counts : list of str
        Columns to publish.
    bases : mapping of str to str
        Numerator -> base.
    within : list of str, optional
        Columns that no group crosses; their totals are published with the groups.
    threshold : int
    title, source, vintage : str
        Written on the certificate.
    progress : Progress, optional

    Returns
    -------
    groups : GeoDataFrame
        One row per group, withheld counts NA.
    totals : DataFrame
        ``unite``, ``zonage`` and the counts: one row per unit of each limit, and the whole.
    certificate : bytes
        An HTML page.
    membership : DataFrame
        ``groupe`` of each residence, NA without group: confidential.

    Raises
    ------
    SecrecyRefusedError
        What is left still does not pass the audit.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> groups, totals, certificate, membership = geotools.certified_release(
    ...     tiny.units(), ["menages", "menages_tbr"], bases={"menages_tbr": "menages"}
    ... )
    >>> (
    ...     int(groups["menages_tbr"].min()) >= 11,
    ...     membership["groupe"].nunique() == len(groups),
    ... )
    (True, True)
    >>> int(groups["menages"].sum())
    360
    """
    step, limits = progress or SILENT, list(within or ())
    rule = load_rule(threshold=threshold)
    grouping = build_grouping(
        features,
        counts,
        threshold=threshold,
        bases=bases,
        within=tuple(limits),
        max_distance=DEFAULT_MAX_DISTANCE_M,
        progress=step.part(0.0, 0.5, "Regroupement"),
    )
    whole = pd.Series(WHOLE, index=features.index)
    zonings = {GROUPS: grouping.membership, **{n: features[n] for n in limits}, WHOLE: whole}
    release = protect(
        pd.DataFrame(features[counts]),
        zonings,
        bases,
        rule=rule,
        parts=parts_of(bases),
        priority=list(zonings),
        progress=step.part(0.5, 0.9, "Protection"),
    )
    step.at(0.9, "Audit")
    audit = audit_release(release.tables, rule=rule)
    audit.require(release.digest)
    proof = Proof(
        territory=title,
        vintage=vintage,
        sources=(source,),
        base=", ".join(counts),
        rule=rule.describe(),
        threshold=threshold,
    )
    page = certificate_page(state(audit, proof=proof, rule=rule, tables=release.tables))
    groups = grouping.groups.drop(columns=counts)
    shown = release.tables[GROUPS].counts.reindex(groups.index)
    for position, column in enumerate(counts, start=1):
        groups.insert(position, column, shown[column])
    totals = [
        release.tables[name].counts.rename_axis("unite").reset_index().assign(zonage=name)
        for name in zonings
        if name != GROUPS
    ]
    table = pd.concat(totals, ignore_index=True)[["unite", "zonage", *counts]]
    return groups, table, page.encode(), grouping.membership.to_frame()
