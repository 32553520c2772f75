"""What a refused diagnosis leaves: the findings and what to give up; confidential."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from geotools.atomic import atomic_folder, make_private
from geotools.errors import SecrecyRefusedError
from geotools.outputs import LayerSpec, write_csv
from geotools.secrecy import Audit, Release

README = (
    "Données confidentielles : la publication a été refusée par l’audit du secret. Ne les diffusez "
    "pas.\nsecret_constats.csv dit ce qui se déduit ; secret_a_retenir.csv, les chiffres à retenir "
    "(retirez l’indicateur ou le zonage, ou agrandissez les unités) ; secret_retenu.csv, ce qui "
    "l’était déjà.\n"
)


@contextmanager
def refusable_folder(path: Path, *, overwrite: bool, marker: str) -> Iterator[Path]:
    """Yield the folder of a diagnosis; when the audit refuses it, its evidence is kept in place.

    Parameters
    ----------
    path : Path
    overwrite : bool
    marker : str
        See :func:`geotools.atomic.atomic_folder`.

    Raises
    ------
    SecrecyRefusedError
        As raised inside, once the folder is in its place: it then holds no public folder.
    """
    refusal: SecrecyRefusedError | None = None
    with atomic_folder(path, overwrite=overwrite, marker=marker) as folder:
        try:
            yield folder
        except SecrecyRefusedError as error:
            if not (folder / marker).is_file():
                raise
            refusal = error
    if refusal is not None:
        raise refusal


def write_refusal(folder: Path, audit: Audit, release: Release) -> None:
    """Write the confidential evidence of a refusal.

    Parameters
    ----------
    folder : Path
        ``interne/``; made here.
    audit : Audit
        With its breaches.
    release : Release
        What was to leave.
    """
    folder.mkdir(0o700, parents=True)
    (folder / "LISEZMOI.txt").write_text(README, encoding="utf-8")
    tables = {
        "secret_constats": audit.findings(),
        "secret_a_retenir": to_give_up(audit),
        "secret_retenu": release.withheld,
    }
    for name, table in tables.items():
        told = table.reset_index(drop=True).astype(object).where(table.notna().to_numpy(), "")
        write_csv(folder / f"{name}.csv", LayerSpec(name, name, told))
    make_private(folder)


def to_give_up(audit: Audit) -> pd.DataFrame:
    """Return the published figures that the findings are read in, the most often named first.

    Parameters
    ----------
    audit : Audit
    """
    named = [
        (figure.table, str(figure.unit), figure.column)
        for breach in audit.breaches
        for figure in dict.fromkeys((*breach.figures, *breach.binding))
    ]
    columns = ["table", "unite", "colonne"]
    counted = pd.DataFrame(named, columns=columns).value_counts(sort=False).reset_index()
    return counted.rename(columns={"count": "constats"}).sort_values(
        ["constats", *columns], ascending=[False, True, True, True], ignore_index=True
    )
