"""Files and folders, those that are read and those that are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from geotools.errors import (
    InputError,
    absent_file,
    is_file,
    some,
)
from geotools.parameters.kind import Parameter


@dataclass(frozen=True)
class File(Parameter):
    """A file (``Path``); ``extensions`` without dots; a ``new`` one need not exist yet."""

    extensions: tuple[str, ...] = ()
    new: bool = False

    metavar: ClassVar[str] = "FICHIER"

    def read(self, typed: Any) -> Any:
        """Read a path."""
        return Path(typed)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a path where there is no file."""
        if not isinstance(value, str | Path):
            raise InputError(f"« {self.label} » doit être un chemin de fichier.")
        path = Path(value)
        if not self.new and not is_file(path):
            raise InputError(f"« {self.label} » : {absent_file(path, 'le fichier')}")
        if self.new and self.extensions and path.suffix.lstrip(".").lower() not in self.extensions:
            accepted = some(f".{name}" for name in self.extensions)
            raise InputError(
                f"« {self.label} » : « {path} » n’a pas l’extension attendue ({accepted})."
            )


@dataclass(frozen=True)
class Files(Parameter):
    """Several files, read together (``list[Path]``)."""

    extensions: tuple[str, ...] = ()

    metavar: ClassVar[str] = "FICHIERS…"
    several: ClassVar[bool] = True

    def read(self, typed: Any) -> Any:
        """Read paths."""
        return [Path(path) for path in typed]

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Check each file as :class:`File` does."""
        if isinstance(value, str | Path) or not value:
            raise InputError(f"« {self.label} » demande au moins un fichier.")
        for path in value:
            File(self.label).check(name, path, values)


@dataclass(frozen=True)
class Folder(Parameter):
    """A folder that exists (``Path``)."""

    metavar: ClassVar[str] = "DOSSIER"

    def read(self, typed: Any) -> Any:
        """Read a path."""
        return Path(typed)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a path where there is no folder."""
        if not isinstance(value, str | Path):
            raise InputError(f"« {self.label} » doit être un chemin de dossier.")
        path = Path(value)
        if is_file(path):
            raise InputError(f"« {self.label} » : « {path} » est un fichier, pas un dossier.")
        if not path.is_dir():
            raise InputError(f"« {self.label} » : {absent_file(path, 'le dossier')}")


@dataclass(frozen=True)
class Target(Parameter):
    """A folder that the operation makes, whole or not at all (``Path``).

    ``layers`` says which of its files hold what a map shows: ``"diffusion/*.gpkg"``.
    """

    layers: str = ""

    metavar: ClassVar[str] = "DOSSIER"

    def read(self, typed: Any) -> Any:
        """Read a path."""
        return Path(typed)
