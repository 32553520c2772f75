"""The gate: a public folder is checked again, with all that was sent before, then registered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from geotools.clock import now
from geotools.diagnostic.pipeline import INTERNAL, PUBLIC, STORED
from geotools.errors import InputError, SecrecyRefusedError, absent_file, is_file, some
from geotools.outputs import check_certificate
from geotools.outputs.certificate import MARKER
from geotools.progress import SILENT, Progress
from geotools.secrecy import (
    LedgerChangedError,
    append_release,
    audit_release,
    compare_versions,
    earlier_releases,
    ledger_state,
    stored_release,
)
from geotools.workshops import sweep_around


def publish_folder(
    folder: Path, ledger: Path, *, day: date | None = None, progress: Progress | None = None
) -> str:
    """Verify the public folder of a diagnosis and add it to the ledger of releases.

    Three things are asked: every file is the one that was certified, the certificate is about the
    tables that were audited, and these tables still pass when they are read together with every
    release of the ledger about the same vintage. Figures that correct those of an earlier release
    are compared with them: a correction of fewer units than the threshold reveals these units. What
    others published is unknown to the ledger, and residences that bear other identifiers are other
    places to it. If another release is registered meanwhile, the audit is made again with it.

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
    sweep_around([folder, ledger])
    if ledger.exists() and not is_file(ledger):
        raise InputError(absent_file(ledger, "Le registre"))
    public = folder / PUBLIC
    tables, rule, denominators = stored_release(folder / INTERNAL / STORED)
    changed = check_certificate(public)
    if len(changed):
        told = [f"{name} ({what})" for name, what in changed.to_numpy().tolist()]
        raise SecrecyRefusedError(
            f"La diffusion est refusée : {len(changed)} fichier(s) ne sont pas ceux du "
            f"certificat : {some(told)}. Relancez le diagnostic sans y toucher."
        )
    digest, territory, vintage = _certified(public / MARKER)
    step = progress or SILENT
    while True:
        state = ledger_state(ledger)
        versions = compare_versions(tables, earlier_releases(ledger, vintage), rule)
        versions.require()
        known = [*versions.known, *denominators]
        audit = audit_release(tables, rule=rule, known=known, progress=step)
        audit.require(digest)
        try:
            return append_release(
                ledger,
                territory,
                tables,
                audit,
                day=day or now().date(),
                vintage=vintage,
                after=state,
                pause=lambda: step.at(1.0, "Attente du registre"),
            )
        except LedgerChangedError:
            step.say("Une autre diffusion vient d’être inscrite : l’audit est refait avec elle.")


def _certified(path: Path) -> tuple[str, str, str]:
    """Return the fingerprint of the tables, the territory and the vintage of a certificate."""
    try:
        certificate = json.loads(path.read_text(encoding="utf-8"))
        proof = certificate["preuve"]
        told = (certificate["empreinte_des_tableaux"], proof["Territoire"], proof["Millésime"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"« {path.name} » n’est pas le certificat d’un diagnostic. Relancez le diagnostic."
        ) from error
    return tuple(map(str, told))  # type: ignore[return-value]
