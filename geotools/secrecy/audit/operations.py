"""Operations: auditing tables that exist, one's own or somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.operations import Group, Output, operation
from geotools.parameters import File, Flag, Tables, Text
from geotools.progress import Progress
from geotools.secrecy.audit.files import audit_files, audit_frames
from geotools.secrecy.descriptions import (
    BASES,
    MARKS,
    THRESHOLD,
    UNIT,
    parse_bases,
    parse_parts,
    split_names,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD


@operation(
    group=Group.SECRECY, outputs=(Output("findings", kind="table"), Output("reading", kind="table"))
)
def audit_tables(
    tables: Annotated[dict[str, pd.DataFrame], Tables()],
    *,
    counts: Annotated[str, Text(example="menages, menages_apl")] = "",
    unit: Annotated[str, UNIT] = "",
    bases: Annotated[str, BASES] = "",
    marks: Annotated[str, MARKS] = "",
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Audit tables together; see :func:`geotools.secrecy.audit.files.audit_frames`.

    Returns
    -------
    DataFrame
        ``garantie``, ``table``, ``unite``, ``colonne``, ``constat``; empty when the audit passed.
    DataFrame
        How each column was read, see :class:`geotools.secrecy.Audit`.

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set: nothing downstream may be written.
    """
    audit = audit_frames(
        tables,
        bases=parse_bases(bases),
        parts=parse_parts(bases),
        unit=unit or None,
        marks=split_names(marks),
        columns=split_names(counts) or None,
        threshold=threshold,
        progress=progress,
    )
    if strict:
        audit.require()
    return audit.findings(), audit.reading


@operation(
    group=Group.SECRECY,
    outputs=(Output("findings", kind="table"), Output("reading", kind="table")),
    id="auditfiles",
)
def audit_file(
    file: Annotated[Path, File(extensions=("csv", "xlsx", "gpkg"))],
    *,
    bases: Annotated[str, BASES] = "",
    marks: Annotated[str, MARKS] = "",
    unit: Annotated[str, UNIT] = "",
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Audit one file; see :func:`geotools.secrecy.audit.files.audit_files`.

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set.
    """
    audit = audit_files(
        [Path(file)],
        bases=parse_bases(bases),
        parts=parse_parts(bases),
        unit=unit or None,
        marks=split_names(marks),
        threshold=threshold,
        progress=progress,
    )
    if strict:
        audit.require()
    return audit.findings(), audit.reading
