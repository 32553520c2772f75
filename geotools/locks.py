"""Locks between processes, freed by the system when the process that holds one dies.

``fcntl.flock`` on POSIX, ``msvcrt.locking`` on Windows: nothing to expire, nothing to guess from a
process number, which another machine on the same share would not know.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from geotools.errors import InputError

_PAUSE = 0.1
_FAR = 1 << 30  # the byte that Windows locks: beyond what the file holds, which stays readable


def take(descriptor: int) -> bool:
    """Lock an open file if nobody does.

    Raises
    ------
    OSError
        The file system has no locks.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def take_file(path: Path) -> int | None:
    """Open a lock file, made when absent, and lock it; None when another process holds it.

    Raises
    ------
    OSError
        The file cannot be made, or the file system has no locks.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if take(descriptor) and _is_still(descriptor, path):
            return descriptor
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _is_still(descriptor: int, path: Path) -> bool:
    """Tell whether the open file is the one of that name: who freed it removed the name too."""
    if sys.platform == "win32":  # an open file cannot be removed there
        return True
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    return os.fstat(descriptor).st_ino == named.st_ino


@contextmanager
def exclusive(path: Path, *, pause: Callable[[], None] | None = None) -> Iterator[None]:
    """Wait until no other process works on a file, then keep the others out.

    Parameters
    ----------
    path : Path
        What is protected; the lock is a hidden sibling, removed at the end.
    pause : callable, optional
        Called while waiting; it may raise to give up.

    Raises
    ------
    InputError
        The folder cannot be written, or its file system has no locks.
    """
    lock = path.with_name(f".{path.name}.verrou")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        while (descriptor := take_file(lock)) is None:
            if pause is not None:
                pause()
            time.sleep(_PAUSE)
    except OSError as error:
        raise InputError(
            f"« {path.name} » ne peut pas être verrouillé dans son dossier (accès refusé, disque "
            "plein ou partage sans verrous) : deux diffusions simultanées pourraient s’ignorer. "
            "Placez-le dans un dossier où vous pouvez écrire."
        ) from error
    try:
        yield
    finally:
        if sys.platform == "win32":
            os.close(descriptor)
            _remove(lock)
        else:
            _remove(lock)
            os.close(descriptor)


def _remove(lock: Path) -> None:
    try:
        lock.unlink()
    except OSError:  # another process already waits on it (Windows), or took the folder away
        return
