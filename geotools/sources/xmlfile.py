"""XML layers (KML, GPX, GML): refused when they declare entities, which are never expanded."""

from __future__ import annotations

import re
from pathlib import Path

from geotools.errors import InputError

_PROLOG = 1 << 16
_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def refuse_entities(path: Path) -> None:
    """Refuse an XML file that declares entities: they would be expanded, or fetched.

    Raises
    ------
    InputError
        It has a DTD or entities, or only points at other files (VRT).
    """
    if not _starts_as_xml(path):
        return
    with path.open("rb") as stream:
        start = stream.read(_PROLOG).replace(b"\0", b"")  # UTF-16 as well
    if _ENTITIES.search(start):
        raise InputError(
            f"« {path.name} » déclare un DTD ou des entités XML : il est refusé sans être "
            "développé. Exportez la couche en GeoPackage."
        )
    if b"<OGRVRTDataSource" in start or b"<VRTDataset" in start:
        raise InputError(
            f"« {path.name} » est un fichier VRT : il renvoie à d’autres fichiers. Donnez ces "
            "fichiers eux-mêmes, ou exportez la couche en GeoPackage."
        )


def _starts_as_xml(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:1] == b"<"
