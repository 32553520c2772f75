"""Workshops: hidden folders where a result is made, and what is done of those that were left.

A workshop is readable by its owner alone and is locked as long as its process lives. One that a
killed process left holds confidential rows: the next start removes it, after putting back a
result that had been moved aside.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from geotools.locks import take_file

PREFIX = ".equilibre-"
OLD = "old"
"""Where a replaced folder waits, for the time of a renaming."""

_LOCK = ".verrou"
_DAY = 86_400
_MINUTE = 60


@contextmanager
def workshop(parent: Path, target: str = "") -> Iterator[Path]:
    """Yield a new private folder of ``parent``, removed at the end whatever happens.

    Parameters
    ----------
    parent : Path
        Made when absent, and removed again if the work fails.
    target : str
        Name that the result will bear in ``parent``: where what was moved aside is put back.
    """
    made = _make(parent)
    try:
        sweep(parent)
        folder, lock = _open(parent, target)
        try:
            yield folder
        finally:
            if lock is not None:
                os.close(lock)
            shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        for item in made:
            with suppress(OSError):
                item.rmdir()
        raise


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a private temporary folder of the system, swept like the others if it is left."""
    with workshop(Path(tempfile.gettempdir())) as folder:
        yield folder


def _make(parent: Path) -> list[Path]:
    """Make a folder and return those that were absent, the deepest first."""
    made = [item for item in (parent, *parent.parents) if not item.exists()]
    parent.mkdir(parents=True, exist_ok=True)
    return made


def _open(parent: Path, target: str) -> tuple[Path, int | None]:
    """Make a workshop and lock it; None as the lock where the file system has none."""
    note = {"pid": os.getpid(), "machine": platform.node(), "cible": target}
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        try:
            lock = take_file(folder / _LOCK)
        except FileNotFoundError:  # swept before it was locked
            continue
        except OSError:
            (folder / _LOCK).write_text(json.dumps(note), encoding="utf-8")
            return folder, None
        if lock is not None:
            os.write(lock, json.dumps(note).encode())
            return folder, lock


def sweep(parent: Path) -> None:
    """Remove the workshops that dead processes left in a folder, and put back what they moved."""
    try:
        left = [Path(item.path) for item in os.scandir(parent) if item.name.startswith(PREFIX)]
    except OSError:
        return
    for folder in left:
        with suppress(OSError):
            if not folder.is_symlink() and folder.is_dir():
                _sweep(folder)


def sweep_around(paths: Iterable[str | Path]) -> None:
    """Sweep the folders that hold these paths, and the folders that they are."""
    folders = set()
    for item in paths:
        path = Path(item)
        with suppress(OSError, ValueError):
            folders |= {place.resolve() for place in (path, path.parent) if place.is_dir()}
    for folder in sorted(folders):
        sweep(folder)


def _sweep(folder: Path) -> None:
    if not (folder / _LOCK).is_file():
        # Either just made, or left by a version that had no locks.
        age = time.time() - folder.stat().st_mtime
        if age > _DAY or (age > _MINUTE and not any(folder.iterdir())):
            shutil.rmtree(folder, ignore_errors=True)
        return
    note = _note(folder)
    try:
        lock = take_file(folder / _LOCK)
    except OSError:
        lock = None
        if note.get("machine") != platform.node() or _alive(note.get("pid")):
            return
    else:
        if lock is None:
            return
    _put_back(folder, str(note.get("cible") or ""))
    if lock is not None:
        os.close(lock)
    shutil.rmtree(folder, ignore_errors=True)


def _put_back(folder: Path, target: str) -> None:
    """Give its name again to a result that was moved aside and never replaced."""
    if not target or Path(target).name != target:
        return
    place = folder.parent / target
    if (folder / OLD).exists() and not place.exists():
        (folder / OLD).rename(place)


def _note(folder: Path) -> dict[str, Any]:
    try:
        note = json.loads((folder / _LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _alive(pid: object) -> bool:
    """Tell whether a process of this machine still runs; only asked where there are no locks."""
    if sys.platform == "win32" or not isinstance(pid, int) or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
