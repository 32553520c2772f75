"""Operations: auditing tables that exist, one's own or somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.errors import InputError, SecrecyRefusedError
from geotools.operations import Group, Output, Verdict, operation
from geotools.parameters import Choice, File, Files, Flag, Tables, Text
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.attack import attack
from geotools.secrecy.audit.exchange import interval_table, release_system
from geotools.secrecy.audit.files import (
    audit_files,
    audit_frames,
    looked_at,
    published_tables,
)
from geotools.secrecy.audit.jj import read_jj, write_jj
from geotools.secrecy.audit.received import Asked
from geotools.secrecy.descriptions import (
    BASES,
    MARKS,
    THRESHOLD,
    UNIT,
    parse_bases,
    parse_parts,
    split_names,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD, load_rule, profile_names


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
    for sentence in looked_at(audit.reading):
        (progress or SILENT).say(sentence)
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
    for sentence in looked_at(audit.reading):
        (progress or SILENT).say(sentence)
    if strict:
        audit.require()
    return audit.findings(), audit.reading


@operation(
    group=Group.SECRECY,
    outputs=(Output("intervals", kind="table"), Output("summary", kind="table")),
    id="auditjj",
)
def audit_jj(
    file: Annotated[Path, File(extensions=("jj", "gz", "txt"))],
    *,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the interval of each withheld cell of a linear system in JJ form.

    Returns
    -------
    DataFrame
        See :func:`geotools.secrecy.audit.exchange.interval_table`.
    DataFrame
        One row: ``cellules``, ``relations``, ``retenues``, ``exactes`` and, where true values are
        in the file, ``non_protegees``.
    """
    progress = progress or SILENT
    system = read_jj(Path(file))
    table = interval_table(system, attack(system, progress))
    summary = {
        "cellules": len(system.value),
        "relations": system.matrix.shape[0],
        "retenues": len(table),
        "exactes": int(table["exacte"].sum()),
    }
    if "protegee" in table:
        summary["non_protegees"] = int((~table["protegee"]).sum())
    progress.say(
        f"{summary['exactes']} cellule(s) se lisent exactement, sur {len(table)} retenue(s)."
    )
    return table, pd.DataFrame([summary])


@operation(
    group=Group.SECRECY,
    outputs=(Output("system", kind="file"), Output("cells", kind="table")),
    id="writejj",
)
def write_system(
    tables: Annotated[dict[str, pd.DataFrame], Tables()],
    *,
    truth: Annotated[dict[str, pd.DataFrame] | None, Tables()] = None,
    counts: Annotated[str, Text(example="menages, menages_apl")] = "",
    unit: Annotated[str, UNIT] = "",
    bases: Annotated[str, BASES] = "",
    marks: Annotated[str, MARKS] = "",
    progress: Progress | None = None,
) -> tuple[bytes, pd.DataFrame]:
    """Write the linear system of published tables in JJ form.

    Returns
    -------
    bytes
        The file; withheld values are blank unless ``truth`` is given.
    DataFrame
        What each cell of the file is.
    """
    asked = Asked(
        parse_bases(bases), parse_parts(bases), unit or None, tuple(split_names(counts)),
        tuple(split_names(marks)),
    )  # fmt: skip
    (progress or SILENT).at(0.0, "Système linéaire")
    published = published_tables(tables, asked)
    real = published_tables(truth, asked) if truth else {}
    leaves = [t.counts for name, t in real.items() if truth and name in truth]
    whole = pd.concat(leaves) if leaves else None
    if whole is not None and whole.isna().any(axis=None):
        raise InputError("Les tables complètes ont des valeurs retenues : donnez-les toutes.")
    system, cells = release_system(published, truth=whole)
    cells.insert(0, "cellule", system.names)
    return write_jj(system, confidential=whole is not None), cells


@operation(
    group=Group.SECRECY,
    outputs=(
        Output("verdict", kind="text"),
        Output("findings", kind="table"),
        Output("reading", kind="table"),
    ),
)
def audit(
    files: Annotated[list[Path], Files(extensions=("csv", "xlsx", "gpkg"), positional=True)],
    *,
    unit: Annotated[str | None, UNIT] = None,
    counts: Annotated[str, Text(example="menages, menages_apl")] = "",
    bases: Annotated[str, BASES] = "",
    marks: Annotated[str, MARKS] = "",
    profile: Annotated[str, Choice(options=profile_names())] = "ops",
    progress: Progress | None = None,
) -> tuple[Verdict, pd.DataFrame, pd.DataFrame]:
    """Audit files together and say what was looked at; the verdict's code is 3 on a finding.

    See :func:`geotools.secrecy.audit.files.audit_files`.
    """
    found = audit_files(
        files,
        bases=parse_bases(bases),
        parts=parse_parts(bases),
        unit=unit,
        columns=split_names(counts) or None,
        marks=split_names(marks),
        rule=load_rule(profile),
        progress=progress,
    )
    sentences = (*looked_at(found.reading), *found.certificates, *found.flags)
    code = 0 if found.passed else SecrecyRefusedError.exit_code
    return Verdict("\n".join(sentences), code), found.findings(), found.reading
