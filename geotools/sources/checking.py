"""Everything that is wrong with a file, said at once: the engine of ``geotools check``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd

from geotools.errors import ConfigurationError, InputError
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, File, Renaming
from geotools.sources import census, filosofi, rpls  # noqa: F401 - they make their formats known
from geotools.sources.columns import match_columns, simplify
from geotools.sources.examination import examine
from geotools.sources.faults import Fault
from geotools.sources.formats import OFFICIAL
from geotools.sources.inspection import inspect_source
from geotools.sources.reading import Notes
from geotools.sources.templates import Template, load_template, template_kinds

TABULAR = ("csv", "txt", "parquet", "xlsx")
"""Ends of the names of tables that are read."""

CHECK_COLUMNS = ("gravite", "colonne", "nombre", "lignes", "message")
_ERROR, _WARNING = "erreur", "avertissement"
_SHOWN_ROWS = 20
_RESEMBLANCE = 0.5


def check_kinds() -> dict[str, str]:
    """Return what can be checked and its French label: our templates and official files."""
    return {**template_kinds(), **{kind: known.label for kind, known in OFFICIAL.items()}}


KINDS = Choice(options=check_kinds())
NAMES = Renaming(example="residence = Code programme ; apl = Bénéf APL", longest=5_000)


@operation(group=Group.READ, outputs=(Output("faults", kind="table"),))
def check_file(
    path: Annotated[Path | str, File(extensions=TABULAR)],
    kind: Annotated[str | None, KINDS] = None,
    columns: Annotated[Mapping[str, str] | None, NAMES] = None,
) -> pd.DataFrame:
    r"""List everything that does not fit the template in a file.

    Parameters
    ----------
    path : Path
        CSV, XLSX or Parquet.
    kind : str, optional
        One of :func:`check_kinds`; guessed from the header otherwise.
    columns : mapping of str to str, optional
        Expected column -> its name in this file, where no alias knows it.

    Returns
    -------
    DataFrame
        Empty when the file is right; otherwise ``gravite`` (``erreur``: reading refuses the file;
        ``avertissement``: repaired on reading), ``colonne``, ``nombre`` of rows, ``lignes`` (the
        first twenty, as a spreadsheet numbers them), ``message``. No value of a cell is shown.

    Raises
    ------
    InputError
        The file is missing or unreadable, or no template resembles it.
    ConfigurationError
        ``columns`` names a column that is not expected.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> path = tiny.folder() / "fautif.csv"
    >>> size = path.write_text("menage;residence;apl\nM1;R01;peut-être\n", encoding="utf-8")
    >>> found = geotools.check_file(path, kind="menages")
    >>> found.loc[found["colonne"] == "apl", "gravite"].tolist()
    ['erreur']
    """
    path = Path(path)
    kind = kind or guess_kind(path, columns)
    if kind in OFFICIAL:
        return _check_official(path, kind, columns)
    notes = Notes()
    examined = examine(path, load_template(kind), notes, strict=False, names=columns)
    rows = [_row(fault, examined.raw.lines) for fault in examined.faults]
    rows += [_remark(_WARNING, note) for note in notes.lines]
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def _check_official(path: Path, kind: str, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Read an official file; a refusal, the rejected rows and what was repaired become lines."""
    if names and not OFFICIAL[kind].renamed:
        raise ConfigurationError(
            f"« {path.name} » : les colonnes d’un fichier de l’INSEE ({OFFICIAL[kind].label}) ne "
            "se déclarent pas. Gardez les noms du producteur."
        )
    own = {"names": names} if names else {}
    try:
        reading = OFFICIAL[kind].reader(path, **own)
    except InputError as refusal:
        return pd.DataFrame([_remark(_ERROR, str(refusal))], columns=list(CHECK_COLUMNS))
    rows = [
        _line(_WARNING, "", group["ligne"].to_numpy(), str(reason))
        for reason, group in reading.rejects.groupby("motif", sort=False)
    ]
    rows += [_remark(_WARNING, note) for note in reading.notes]
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


def guess_kind(
    path: Path,
    own: Mapping[str, str] | None = None,
    *,
    header: tuple[str, ...] | None = None,
) -> str:
    """Return the template or official format whose columns the header resembles most.

    ``own`` gives the expected name of the columns that no alias knows; ``header`` the names of
    the file when they were already read.

    Raises
    ------
    InputError
        No template has its key and half of its required columns in the header.
    """
    given = {simplify(name): expected for expected, name in (own or {}).items()}
    read = inspect_source(path).columns if header is None else header
    header = tuple(given.get(simplify(n), n) for n in read)
    names = {simplify(name) for name in header}
    for kind, known in OFFICIAL.items():
        if known.signature <= names:
            return kind
    scores = {name: header_score(load_template(name), header) for name in template_kinds()}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _RESEMBLANCE:
        raise InputError(
            f"« {path.name} » ne ressemble à aucun modèle ({', '.join(check_kinds())}). "
            "Indiquez lequel suivre."
        )
    return best


def header_score(template: Template, header: tuple[str, ...]) -> float:
    """Return the share of required columns found, then that of the header that is known."""
    found = match_columns(header, template.columns)
    required = [c.name for c in template.columns if c.required]
    known = sum(name in found for name in required) / len(required)
    has_key = template.key in found or template.key_optional
    return (known if has_key else known / 2) + len(found) / (10 * max(len(header), 1))


def _row(fault: Fault, lines: np.ndarray) -> dict[str, object]:
    severity = _ERROR if fault.blocking else _WARNING
    return _line(severity, fault.column, lines[np.sort(fault.rows)], fault.message)


def _remark(severity: str, message: str) -> dict[str, object]:
    return _line(severity, "", np.zeros(0, dtype=int), message)


def _line(severity: str, column: str, lines: np.ndarray, message: str) -> dict[str, object]:
    more = " …" if len(lines) > _SHOWN_ROWS else ""
    shown = ", ".join(str(line) for line in lines[:_SHOWN_ROWS]) + more
    return dict(zip(CHECK_COLUMNS, (severity, column, len(lines), shown, message), strict=True))
