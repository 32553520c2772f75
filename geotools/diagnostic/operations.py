"""Operations about a finished diagnosis: its publication."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from geotools.diagnostic.gate import publish_folder
from geotools.operations import Group, Output, operation
from geotools.parameters import File, Folder
from geotools.progress import Progress


@operation(group=Group.WHOLE, outputs=(Output("registered", kind="text"),))
def publish(
    folder: Annotated[Path, Folder(positional=True)],
    ledger: Annotated[Path, File(extensions=("jsonl",), new=True)],
    *,
    progress: Progress | None = None,
) -> str:
    """Verify the public folder of a diagnosis and register it.

    See :func:`geotools.diagnostic.gate.publish_folder`.

    Raises
    ------
    SecrecyRefusedError
        The folder is not what was audited, or tells too much with what was released before.
    """
    fingerprint = publish_folder(folder, ledger, progress=progress)
    return f"Diffusion vérifiée et inscrite au registre {ledger.name}, ligne {fingerprint[:16]}…"
