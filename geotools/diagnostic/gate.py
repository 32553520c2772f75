"""The gate: a public folder is checked again, with all that was sent before, then registered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from geotools.diagnostic.pipeline import INTERNAL, PUBLIC, STORED
from geotools.errors import SecrecyRefusedError, some
from geotools.outputs import check_certificate
from geotools.outputs.certificate import MARKER
from geotools.progress import Progress
from geotools.secrecy import (
    append_release,
    audit_release,
    compare_versions,
    earlier_releases,
    stored_release,
)


def publish_folder(
    folder: Path, ledger: Path, *, day: date | None = None, progress: Progress | None = None
) -> str:
    """Verify the public folder of a diagnosis and add it to the ledger of releases.

    Three things are asked: every file is the one that was certified, the certificate is about the
    tables that were audited, and these tables still pass when they are read together with every
    release of the ledger about the same vintage. Figures that correct those of an earlier release
    are compared with them: a correction of fewer units than the threshold reveals these units. What
    others published is unknown to the ledger, and residences that bear other identifiers are other
    places to it.

    Parameters
    ----------
    folder : Path
        What ``geotools diagnostic`` wrote: ``interne/`` and ``diffusion/``.
    ledger : Path
        Made when absent; one line is added to it when the folder passes.
    day : date, optional
        Day of the release, today by default.
    progress : Progress, optional

    Returns
    -------
    str
        Fingerprint of the line added.

    Raises
    ------
    SecrecyRefusedError
        A file was changed, the certificate is about other tables, a correction reveals a few
        units, or the audit fails.
    InputError
        The folder is not complete, or the ledger was altered.
    """
    public = folder / PUBLIC
    tables, rule, denominators = stored_release(folder / INTERNAL / STORED)
    changed = check_certificate(public)
    if len(changed):
        told = [f"{name} ({what})" for name, what in changed.to_numpy().tolist()]
        raise SecrecyRefusedError(
            f"La diffusion est refusée : {len(changed)} fichier(s) ne sont pas ceux du "
            f"certificat : {some(told)}. Relancez le diagnostic sans y toucher."
        )
    certificate = json.loads((public / MARKER).read_text(encoding="utf-8"))
    proof = certificate["preuve"]
    versions = compare_versions(tables, earlier_releases(ledger, proof["Millésime"]), rule)
    versions.require()
    known = [*versions.known, *denominators]
    audit = audit_release(tables, rule=rule, known=known, progress=progress)
    audit.require(certificate["empreinte_des_tableaux"])
    return append_release(
        ledger,
        proof["Territoire"],
        tables,
        audit,
        day=day or date.today(),
        vintage=proof["Millésime"],
    )
