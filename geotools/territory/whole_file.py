"""A file appears under its name once it is complete, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geotools.errors import InputError


@contextmanager
def whole_file(path: Path | str, *, overwrite: bool) -> Iterator[Path]:
    """Yield a path in a hidden sibling folder; it becomes ``path`` if the block ends well.

    Raises
    ------
    InputError
        ``path`` exists and must not be replaced.
    """
    target = Path(path)
    if target.exists() and not overwrite:
        raise InputError(
            f"Le fichier « {target} » existe déjà et n’a pas été modifié. Choisissez un autre nom "
            "ou autorisez le remplacement."
        )
    folder = Path(tempfile.mkdtemp(prefix=".equilibre-", dir=target.parent))
    try:
        yield folder / target.name
        (folder / target.name).replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
