"""Operations before and after a diagnosis: the start from a folder, and the publication."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd

from geotools.atomic import atomic_file
from geotools.diagnostic.gate import publish_folder
from geotools.diagnostic.recognition import draft_configuration, recognise_folder, report
from geotools.errors import InputError, SecrecyRefusedError, some
from geotools.operations import Group, Output, operation
from geotools.outputs import check_certificate
from geotools.outputs.postgis import publish_schema
from geotools.parameters import File, Flag, Folder, Text
from geotools.progress import Progress

CONFIGURATION = "territoire.toml"


@operation(group=Group.WHOLE, outputs=(Output("registered", kind="text"),))
def publish(
    folder: Annotated[Path, Folder(positional=True)],
    ledger: Annotated[Path, File(extensions=("jsonl",), new=True)],
    *,
    progress: Progress | None = None,
) -> str:
    """Verify the public folder of a diagnosis and register it.

    See :func:`geotools.diagnostic.gate.publish_folder`.

    Parameters
    ----------
    folder : Path
        Result of a diagnosis: its ``diffusion/`` is verified and registered.
    ledger : Path
        Register of the releases (JSON lines), made when absent.
    progress : Progress, optional

    Returns
    -------
    str
        What was verified, in French.

    Raises
    ------
    SecrecyRefusedError
        The folder is not what was audited, or tells too much with what was released before.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> out, ledger = tiny.folder() / "diagnostic", tiny.folder() / "registre.jsonl"
    >>> summary = geotools.run_diagnostic(
    ...     tiny.folder() / "territoire.toml", out, overwrite=True
    ... )
    >>> said = geotools.publish(out, ledger)
    >>> ledger.is_file()
    True
    >>> "Petit territoire" in ledger.read_text(encoding="utf-8")
    True
    """
    fingerprint = publish_folder(folder, ledger, progress=progress)
    return f"Diffusion vérifiée et inscrite au registre {ledger.name}, ligne {fingerprint[:16]}…"


@operation(
    group=Group.WHOLE,
    outputs=(Output("files", kind="table", shown=True), Output("report", kind="text")),
    id="nouveau",
    command="nouveau",
)
def start_from_folder(
    folder: Annotated[Path, Folder(positional=True)],
    name: Annotated[str | None, Text(longest=150)] = None,
    configuration: Annotated[Path | None, File(extensions=("toml",), new=True)] = None,
    overwrite: Annotated[bool, Flag()] = False,
    *,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, str]:
    """Recognise the files of a folder and write the ``territoire.toml`` that reads them.

    See :func:`geotools.diagnostic.recognition.recognise_folder`, which writes nothing.

    Parameters
    ----------
    folder : Path
        Where the files are, as their producers deliver them.
    name : str, optional
        Name of the territory; that of the folder by default.
    configuration : Path, optional
        File to write; ``territoire.toml`` in the folder by default.
    overwrite : bool
        Replace a configuration that stands there.
    progress : Progress, optional

    Returns
    -------
    table : DataFrame
        One row per file or layer.
    said : str
        What was found, the mismatches, and what each missing file would add.

    Raises
    ------
    InputError
        No file holds dwellings or tiles, or ``territoire.toml`` stands there and ``overwrite`` is
        false: nothing is written.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> written = tiny.folder() / "nouveau.toml"
    >>> table, said = geotools.start_from_folder(
    ...     tiny.folder(), configuration=written, overwrite=True
    ... )
    >>> "rpls2024.csv" in table["fichier"].tolist(), written.is_file()
    (True, True)
    """
    target = configuration or folder / CONFIGURATION
    if target.suffix.lower() != ".toml":
        raise InputError(f"« {target.name} » doit porter l’extension .toml.")
    if target.exists() and not overwrite:
        raise InputError(
            f"« {target} » existe déjà et n’est pas remplacé. Déplacez-le, choisissez un autre nom "
            "(--configuration), ou demandez son remplacement (--overwrite)."
        )
    found = recognise_folder(folder, progress=progress)
    text = draft_configuration(found, name=name or "", target=target)
    with atomic_file(target, overwrite=overwrite) as file:
        file.write_text(text, encoding="utf-8", newline="\n")
    following = f"Écrit : {target}. Relisez-le, puis : geotools diagnostic {target} --out resultats"
    return found.table(), f"{report(found)}\n{following}"


@operation(group=Group.WHOLE, outputs=(Output("written", kind="text"),), requires=("psycopg",))
def publish_database(
    folder: Annotated[Path, Folder(positional=True)],
    address: Annotated[str, Text(example="postgresql://serveur/habitat")],
    schema: Annotated[str, Text(longest=50)] = "habitat",
    internal: Annotated[str | None, Text(longest=50)] = None,
    reader: Annotated[str | None, Text(longest=63)] = None,
    overwrite: Annotated[bool, Flag()] = False,
    *,
    progress: Progress | None = None,
) -> str:
    """Copy a diagnosis into PostGIS in one transaction: what was audited, apart from the rest.

    See :func:`geotools.outputs.postgis.publish_schema`.

    Parameters
    ----------
    folder : Path
        Result of a diagnosis.
    address : str
        ``postgresql://serveur/base`` or ``PG:service=…``.
    schema : str
        Where what was audited goes.
    internal : str, optional
        Where what is confidential goes; it is not copied by default.
    reader : str, optional
        Role that may read the public schema.
    overwrite : bool
        Replace the tables of an earlier copy.
    progress : Progress, optional

    Returns
    -------
    str
        What was written, in French.

    Raises
    ------
    SecrecyRefusedError
        A public file is not the one that was certified.
    InputError
        The server refuses, or tables of these names are there: nothing is written.

    Examples
    --------
    A folder that was not audited is refused before any server is asked:

    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> from geotools.errors import InputError
    >>> try:
    ...     said = geotools.publish_database(tiny.folder(), "postgresql://serveur/habitat")
    ... except InputError as refused:
    ...     print("ne contient pas de certificat" in str(refused))
    True
    """
    changed = check_certificate(folder / "diffusion")
    if len(changed):
        told = [f"{name} ({what})" for name, what in changed.to_numpy().tolist()]
        raise SecrecyRefusedError(
            f"La diffusion est refusée : {len(changed)} fichiers ne sont pas ceux du certificat : "
            f"{some(told)}. Relancez le diagnostic sans y toucher."
        )
    return publish_schema(
        folder,
        address,
        schema=schema,
        internal=internal or None,
        reader=reader or None,
        overwrite=overwrite,
        progress=progress,
    )
