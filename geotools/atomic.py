"""Whole or not at all: a file or a folder appears under its name only once it is complete.

The work happens in a hidden sibling (same file system, so that the last step is a rename). Whatever
stops the work, an error, a cancel or Ctrl+C, the sibling is removed and what existed stays.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geotools.errors import ConfigurationError, InputError, some

_PREFIX = ".equilibre-"


@contextmanager
def atomic_file(path: str | Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a temporary path that becomes ``path`` when the block ends without an error.

    Parameters
    ----------
    path : path
        The file to make; its parent folders are created.
    overwrite : bool
        Whether an existing file may be replaced.

    Yields
    ------
    Path
        Where to write; same folder and same extension as ``path``, not existing yet.

    Raises
    ------
    InputError
        ``path`` exists and ``overwrite`` is false, is a folder, or is held by another program.
    """
    path = Path(path)
    _check_file(path, overwrite)
    path.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=path.parent))
    try:
        temporary = workshop / path.name
        yield temporary
        _check_file(path, overwrite)
        with _told_when_in_use(path):
            temporary.replace(path)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


@contextmanager
def atomic_folder(
    path: str | Path, *, overwrite: bool = False, marker: str | None = None
) -> Iterator[Path]:
    """Yield a temporary folder that becomes ``path`` when the block ends without an error.

    Parameters
    ----------
    path : path
        The folder to make. An empty existing folder counts as absent.
    overwrite : bool
        Whether an existing folder may be replaced, with everything in it.
    marker : str, optional
        Name of a file that an earlier run left in the folder. A folder that holds other files and
        not this one is never replaced: it belongs to somebody else.

    Yields
    ------
    Path
        Where to write.

    Raises
    ------
    InputError
        ``path`` holds files and may not be replaced, or another program holds one of them.
    """
    path = Path(path)
    _check_folder(path, overwrite, marker)
    path.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=path.parent))
    try:
        temporary = workshop / "new"
        temporary.mkdir()
        yield temporary
        _check_folder(path, overwrite, marker)
        with _told_when_in_use(path):
            _replace_folder(temporary, path, workshop / "old")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def within(folder: Path, *parts: str) -> Path:
    """Return a path of a folder, checked to lie inside it whatever the names are.

    Raises
    ------
    ConfigurationError
        A name leads elsewhere (« .. », an absolute path, a link).
    """
    path = folder.joinpath(*parts)
    if folder.resolve() not in path.resolve().parents:
        raise ConfigurationError(
            f"« {'/'.join(parts)} » sort du dossier de résultat. Choisissez un autre nom."
        )
    return path


@contextmanager
def _told_when_in_use(path: Path) -> Iterator[None]:
    """Say in French that Windows lets nobody replace what another program holds open."""
    try:
        yield
    except PermissionError as error:
        raise InputError(
            f"« {path} » ne peut pas être remplacé : il est ouvert dans un autre logiciel (QGIS, "
            "tableur) ou protégé. Fermez-le, puis relancez ; l’ancien n’a pas été modifié."
        ) from error


def _check_file(path: Path, overwrite: bool) -> None:
    if path.is_dir():
        raise InputError(f"« {path} » est un dossier : indiquez un nom de fichier.")
    if path.exists() and not overwrite:
        raise InputError(
            f"Le fichier « {path} » existe déjà et n’a pas été modifié. Choisissez un autre nom ou "
            "autorisez le remplacement (--overwrite)."
        )


def _check_folder(path: Path, overwrite: bool, marker: str | None) -> None:
    if path.exists() and not path.is_dir():
        raise InputError(f"« {path} » est un fichier : indiquez un nom de dossier.")
    held = sorted(item.name for item in path.iterdir()) if path.is_dir() else []
    if not held:
        return
    if not overwrite:
        raise InputError(
            f"Le dossier « {path} » contient déjà {some(held, 3)} et n’a pas été modifié. "
            "Choisissez un autre dossier ou autorisez le remplacement (--overwrite)."
        )
    if marker is not None and marker not in held:
        raise InputError(
            f"Le dossier « {path} » contient des fichiers qui ne viennent pas d’une publication "
            f"précédente ({some(held, 3)} ; « {marker} » est absent) : il n’est pas remplacé. "
            "Choisissez un dossier vide."
        )


def _replace_folder(new: Path, path: Path, old: Path) -> None:
    """Swap two folders by renaming; what existed comes back if the second rename fails."""
    if not path.exists():
        new.replace(path)
        return
    path.replace(old)
    try:
        new.replace(path)
    except OSError:
        old.replace(path)
        raise
