"""Whole or not at all: a file or a folder appears under its name only once it is complete.

The work happens in a hidden sibling (same file system, so that the last step is a rename). Whatever
stops the work, an error, a cancel or Ctrl+C, the sibling is removed and what existed stays; what
a killed process leaves is dealt with at the next start (:mod:`geotools.workshops`).
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from geotools.errors import ConfigurationError, InputError, shown, some
from geotools.workshops import OLD, PREFIX, workshop

_NO_REPLACE, _EXCHANGE = 1, 2  # flags of renameat2(2)
_AT_FDCWD = -100
_placed: list[Path] = []
_confidential: ContextVar[bool] = ContextVar("confidential", default=False)


def placed() -> tuple[Path, ...]:
    """Return what this process has put in place so far: an interruption does not undo it."""
    return tuple(_placed)


@contextmanager
def confidential_files(confidential: bool = True) -> Iterator[None]:
    """Leave to their owner alone the files that are made in the block, whatever writes them.

    Parameters
    ----------
    confidential : bool
        Whether they are; nothing changes otherwise.
    """
    before = _confidential.set(confidential or _confidential.get())
    try:
        yield
    finally:
        _confidential.reset(before)


@contextmanager
def atomic_file(
    path: str | Path, *, overwrite: bool = False, private: bool = False
) -> Iterator[Path]:
    """Yield a temporary path that becomes ``path`` when the block ends without an error.

    Parameters
    ----------
    path : path
        The file to make; its parent folders are created.
    overwrite : bool
        Whether an existing file may be replaced.
    private : bool
        Whether its owner alone may read it; so it is inside :func:`confidential_files`.

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
    with _told(path):
        _check_file(path, overwrite)
    with _workshop_of(path) as folder:
        temporary = folder / path.name
        yield temporary
        with _told(path, placing=True):
            _check_file(path, overwrite)
            if private or _confidential.get():
                temporary.chmod(0o600)
            _place_file(temporary, path, overwrite)
    _note(path)


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
    with _told(path):
        _check_folder(path, overwrite, marker)
    with _workshop_of(path) as folder:
        temporary = folder / "new"
        temporary.mkdir()
        yield temporary
        with _told(path, placing=True):
            _check_folder(path, overwrite, marker)
            _place_folder(temporary, path, folder / OLD)
    _note(path)


@contextmanager
def _workshop_of(path: Path) -> Iterator[Path]:
    """Yield the workshop of a result; only what its making needs is told of, not the work."""
    made = workshop(path.parent, path.name)
    with _told(path):
        folder = made.__enter__()
    try:
        yield folder
    except BaseException as error:
        made.__exit__(type(error), error, error.__traceback__)
        raise
    made.__exit__(None, None, None)


def make_private(folder: Path) -> None:
    """Leave a folder and everything in it to its owner alone, whatever the umask is."""
    for item in (folder, *folder.rglob("*")):
        item.chmod(0o700 if item.is_dir() else 0o600)


def _note(path: Path) -> None:
    if not any(part.startswith(PREFIX) for part in path.parts):
        _placed.append(path)


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
def _told(path: Path, *, placing: bool = False) -> Iterator[None]:
    """Say in French why the system lets nothing be written there.

    Windows lets nobody rename or replace what another program holds open: at the last step
    (``placing``) a refusal means that, the folder being one where the work could be done.
    """
    if "\0" in str(path):
        raise InputError(f"« {shown(path, 200)} » ne peut pas être écrit : caractère nul.")
    try:
        yield
    except OSError as error:
        where = shown(path, 200)
        reason = _REASONS.get(error.errno or 0, "le système refuse cet emplacement")
        if isinstance(error, PermissionError) and placing:
            reason = (
                "il est ouvert dans un autre logiciel (QGIS, tableur) ou protégé. Fermez-le, puis "
                "relancez ; l’ancien n’a pas été modifié"
            )
        raise InputError(f"« {where} » ne peut pas être écrit : {reason}.") from error


_REASONS = {
    errno.EACCES: "vous n’avez pas le droit d’écrire dans ce dossier. Choisissez-en un autre",
    errno.EPERM: "vous n’avez pas le droit d’écrire dans ce dossier. Choisissez-en un autre",
    errno.EROFS: "ce disque est en lecture seule. Choisissez un autre dossier",
    errno.ENOSPC: "le disque est plein. Libérez de la place ou choisissez un autre disque",
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place",
    errno.ENAMETOOLONG: "ce chemin est trop long. Choisissez un nom plus court",
    errno.ENOTDIR: "un fichier se trouve là où il faudrait un dossier. Choisissez un autre dossier",
    errno.EEXIST: "un fichier se trouve là où il faudrait un dossier. Choisissez un autre dossier",
    errno.ELOOP: "ce chemin passe par un lien qui tourne en rond. Choisissez un autre dossier",
}


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


def _place_file(new: Path, path: Path, overwrite: bool) -> None:
    """Give a file its name in one step; one that appeared meanwhile is not replaced."""
    if overwrite:
        new.replace(path)
    elif not _renamed(new, path, _NO_REPLACE):
        _check_file(path, overwrite)
        new.replace(path)


def _place_folder(new: Path, path: Path, old: Path) -> None:
    """Give a folder its name, in one step where the system can exchange two.

    Elsewhere what existed is moved aside first, and comes back if the second renaming fails, or at
    the next start if the process is killed between the two.
    """
    if not path.exists():
        new.replace(path)
        return
    if _renamed(new, path, _EXCHANGE):
        return
    path.replace(old)
    try:
        new.replace(path)
    except BaseException:
        old.replace(path)
        raise


def _renamed(source: Path, target: Path, flag: int) -> bool:
    """Rename with a flag of ``renameat2``; False where the system or the disk has none."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if not rename(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), flag):
        return True
    code = ctypes.get_errno()
    if code in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
        return False
    if code == errno.EEXIST:
        _check_file(target, overwrite=False)
    raise OSError(code, os.strerror(code), str(target))
