"""Operations: auditing tables that exist, one's own or somebody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.errors import InputError, SecrecyRefusedError
from geotools.operations import Group, Output, Verdict, operation
from geotools.parameters import Choice, File, Files, Flag, Tables
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
from geotools.secrecy.audit.release import Audit
from geotools.secrecy.descriptions import (
    BASES,
    COUNTS,
    MARKS,
    NO_SHARE,
    THRESHOLD,
    UNIT,
)
from geotools.secrecy.rule import DEFAULT_THRESHOLD, load_rule, profile_names
from geotools.values import parts_of


@operation(
    group=Group.SECRECY, outputs=(Output("findings", kind="table"), Output("reading", kind="table"))
)
def audit_tables(
    tables: Annotated[dict[str, pd.DataFrame], Tables()],
    *,
    counts: Annotated[Sequence[str] | None, COUNTS] = None,
    unit: Annotated[str | None, UNIT] = None,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    marks: Annotated[Sequence[str] | None, MARKS] = None,
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Audit tables together; see :func:`geotools.secrecy.audit.files.audit_frames`.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        One row per unit, named by a column; tables share the units that bear the same name.
    counts : sequence of str, optional
        Columns to audit; every column of counts by default.
    unit : str, optional
        Column of the units; the first column of codes by default.
    bases : mapping of str to str
        Numerator -> base.
    marks : sequence of str, optional
        Texts that stand for a withheld figure, besides the usual ones.
    threshold : int
        Smallest count that may be published.
    strict : bool
        Refuse at the first finding.
    progress : Progress, optional

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

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> counts = pd.DataFrame(
    ...     {"quartier": ["A", "B"], "menages": [40, 30], "menages_apl": [15, 4]}
    ... )
    >>> findings, reading = geotools.audit_tables(
    ...     {"quartiers": counts}, bases={"menages_apl": "menages"}
    ... )
    >>> findings[["garantie", "unite", "colonne"]].values.tolist()
    [['G0', 'B', 'menages_apl'], ['G1', 'B', 'menages_apl']]
    """
    audit = audit_frames(
        tables,
        bases=bases,
        parts=parts_of(bases),
        unit=unit,
        marks=marks or (),
        columns=counts,
        threshold=threshold,
        progress=progress,
    )
    return _answer(audit, strict, progress)


@operation(
    group=Group.SECRECY,
    outputs=(Output("findings", kind="table"), Output("reading", kind="table")),
    id="auditfiles",
)
def audit_file(
    file: Annotated[Path, File(extensions=("csv", "xlsx", "gpkg", "parquet"))],
    *,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    marks: Annotated[Sequence[str] | None, MARKS] = None,
    unit: Annotated[str | None, UNIT] = None,
    threshold: Annotated[int, THRESHOLD] = DEFAULT_THRESHOLD,
    strict: Annotated[bool, Flag()] = False,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Audit one file; see :func:`geotools.secrecy.audit.files.audit_files`.

    Parameters
    ----------
    file : Path
        CSV, XLSX or GeoPackage.
    bases : mapping of str to str
        Numerator -> base.
    marks : sequence of str, optional
        Texts that stand for a withheld figure, besides the usual ones.
    unit : str, optional
        Column of the units; the first column of codes by default.
    threshold : int
        Smallest count that may be published.
    strict : bool
        Refuse at the first finding.
    progress : Progress, optional

    Returns
    -------
    findings : DataFrame
        ``garantie``, ``table``, ``unite``, ``colonne``, ``constat``; empty when the audit passed.
    reading : DataFrame
        How each column was read.

    Raises
    ------
    SecrecyRefusedError
        There are findings and ``strict`` is set.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> findings, reading = geotools.audit_file(
    ...     tiny.folder() / "tableau.csv", bases={"menages_apl": "menages"}
    ... )
    >>> findings.iloc[0][["unite", "colonne"]].tolist()
    ['B', 'menages_apl']
    """
    audit = audit_files(
        [Path(file)],
        bases=bases,
        parts=parts_of(bases),
        unit=unit,
        marks=marks or (),
        threshold=threshold,
        progress=progress,
    )
    return _answer(audit, strict, progress)


def _answer(
    audit: Audit, strict: bool, progress: Progress | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Say what was looked at, refuse what was found when asked to, hand both tables over."""
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

    Parameters
    ----------
    file : Path
        A file in JJ form, compressed or not.
    progress : Progress, optional

    Returns
    -------
    DataFrame
        See :func:`geotools.secrecy.audit.exchange.interval_table`.
    DataFrame
        One row: ``cellules``, ``relations``, ``retenues``, ``exactes`` and, where true values are
        in the file, ``non_protegees``.

    Raises
    ------
    InputError
        The file is not in JJ form.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> from geotools.datasets import tiny
    >>> published = pd.DataFrame(
    ...     {"quartier": ["ensemble", "A", "B"], "menages": [60, 52, None]}
    ... )
    >>> system, cells = geotools.write_system({"quartiers": published})
    >>> path = tiny.folder() / "systeme.jj"
    >>> size = path.write_bytes(system)
    >>> cells, summary = geotools.audit_jj(path)
    >>> summary["retenues"].tolist()
    [2]
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
    counts: Annotated[Sequence[str] | None, COUNTS] = None,
    unit: Annotated[str | None, UNIT] = None,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    marks: Annotated[Sequence[str] | None, MARKS] = None,
    progress: Progress | None = None,
) -> tuple[bytes, pd.DataFrame]:
    """Write the linear system of published tables in JJ form.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        What is published, withheld figures blank.
    truth : mapping of str to DataFrame, optional
        The same tables whole: the system then holds true values, and is confidential.
    counts : sequence of str, optional
        Columns to write; every column of counts by default.
    unit : str, optional
        Column of the units; the first column of codes by default.
    bases : mapping of str to str
        Numerator -> base.
    marks : sequence of str, optional
        Texts that stand for a withheld figure, besides the usual ones.
    progress : Progress, optional

    Returns
    -------
    bytes
        The file; withheld values are blank unless ``truth`` is given.
    DataFrame
        What each cell of the file is.

    Raises
    ------
    InputError
        There is no count to write, or published totals contradict each other.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> published = pd.DataFrame(
    ...     {"quartier": ["ensemble", "A", "B"], "menages": [60, 52, None]}
    ... )
    >>> content, cells = geotools.write_system({"quartiers": published})
    >>> len(cells)
    5
    """
    asked = Asked(bases, parts_of(bases), unit, tuple(counts or ()), tuple(marks or ()))
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
    files: Annotated[
        list[Path], Files(extensions=("csv", "xlsx", "gpkg", "parquet"), positional=True)
    ],
    *,
    unit: Annotated[str | None, UNIT] = None,
    counts: Annotated[Sequence[str] | None, COUNTS] = None,
    bases: Annotated[Mapping[str, str], BASES] = NO_SHARE,
    marks: Annotated[Sequence[str] | None, MARKS] = None,
    profile: Annotated[str, Choice(options=profile_names())] = "ops",
    progress: Progress | None = None,
) -> tuple[Verdict, pd.DataFrame, pd.DataFrame]:
    """Audit files together and say what was looked at; the verdict's code is 3 on a finding.

    See :func:`geotools.secrecy.audit.files.audit_files`.

    Parameters
    ----------
    files : list of Path
        CSV, XLSX or GeoPackage; every sheet and layer is read.
    unit : str, optional
        Column of the units; the first column of codes by default.
    counts : sequence of str, optional
        Columns to audit; every column of counts by default.
    bases : mapping of str to str
        Numerator -> base.
    marks : sequence of str, optional
        Texts that stand for a withheld figure, besides the usual ones.
    profile : str
        Rule of secrecy: ``ops``, ``fiscal``, ``rpls``…
    progress : Progress, optional

    Returns
    -------
    verdict : Verdict
        What was looked at and found, in French; its code is 0, or 3 on a finding.
    findings : DataFrame
        ``garantie``, ``table``, ``unite``, ``colonne``, ``constat``.
    reading : DataFrame
        How each column was read, and why it was not when it was not.

    Raises
    ------
    InputError
        A file cannot be read, or no column holds counts.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> verdict, findings, reading = geotools.audit(
    ...     [tiny.folder() / "tableau.csv"], bases={"menages_apl": "menages"}
    ... )
    >>> verdict.code
    3
    >>> findings["garantie"].tolist()
    ['G0', 'G1']
    """
    found = audit_files(
        files,
        bases=bases,
        parts=parts_of(bases),
        unit=unit,
        columns=counts,
        marks=marks or (),
        rule=load_rule(profile),
        progress=progress,
    )
    sentences = (*looked_at(found.reading), *found.certificates, *found.flags)
    code = 0 if found.passed else SecrecyRefusedError.exit_code
    return Verdict("\n".join(sentences), code), found.findings(), found.reading
