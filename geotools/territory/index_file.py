"""Zone indexes on disk: built once for a national zoning, reused by every later session."""

from __future__ import annotations

import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geotools._compat import HAS_NUMBA
from geotools.atomic import atomic_file
from geotools.errors import InputError
from geotools.territory.zone_index import ZoneIndex
from geotools.territory.zones import Zones

FORMAT = 1
"""Raised whenever the arrays change meaning; an index of another format is refused."""


def save_index(index: ZoneIndex, path: Path | str) -> None:
    """Write an index, cells included, to one ``.npz`` file, whole or not at all.

    Parameters
    ----------
    index : ZoneIndex
    path : path
        Replaced when it exists.
    """
    index.build_cells()
    zones, cells = index.zones, index.cells
    shapes = [b"" if shape is None else shape for shape in shapely.to_wkb(zones.polygons)]
    arrays: dict[str, Any] = {
        "format": np.int64(FORMAT),
        "crs": np.array(zones.crs.to_wkt()),
        "codes": zones.codes.to_numpy(dtype=str),
        "order": zones.order,
        "notes": np.array(zones.notes, dtype=str),
        "wkb": np.frombuffer(b"".join(shapes), np.uint8),
        "wkb_lengths": np.array([len(shape) for shape in shapes], np.int64),
    }
    if cells is not None:
        arrays |= {f"cells_{f.name}": np.asarray(getattr(cells, f.name)) for f in fields(cells)}
    # Through a stream: given a name, numpy would add its own extension.
    with atomic_file(path, overwrite=True) as temporary, temporary.open("wb") as stream:
        np.savez(stream, **arrays)


def load_index(path: Path | str) -> ZoneIndex:
    """Read an index written by :func:`save_index`.

    Parameters
    ----------
    path : path

    Returns
    -------
    ZoneIndex
        Giving the answers of the one that was saved; without numba the cells are left aside.

    Raises
    ------
    InputError
        The file is absent, is not an index, or is of another format.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    except FileNotFoundError:
        raise InputError(f"L’index « {path} » n’existe pas. Créez-le à partir du zonage.") from None
    except (ValueError, EOFError, zipfile.BadZipFile):
        arrays = {}
    if int(arrays.get("format", 0)) != FORMAT:
        raise InputError(
            f"« {path} » n’est pas un index de zonage lisible par cette version. Recréez-le à "
            "partir du zonage."
        )
    ends = np.cumsum(arrays["wkb_lengths"])
    buffer = arrays["wkb"].tobytes()
    shapes = [
        buffer[end - length : end] or None
        for end, length in zip(ends, arrays["wkb_lengths"], strict=True)
    ]
    zones = Zones(
        pd.Index(arrays["codes"].astype(object), dtype=str),
        shapely.from_wkb(np.array(shapes, dtype=object)),
        arrays["order"],
        CRS.from_wkt(str(arrays["crs"])),
        tuple(arrays["notes"].tolist()),
    )
    return ZoneIndex(zones, _cells(arrays))


def _cells(arrays: dict[str, Any]) -> Any:
    if not HAS_NUMBA or "cells_head" not in arrays:
        return None
    from geotools.territory.cells import CellGrid

    found = {f.name: arrays[f"cells_{f.name}"] for f in fields(CellGrid)}
    x0, y0, cell, columns, rows = found["layout"]
    found["layout"] = (float(x0), float(y0), float(cell), int(columns), int(rows))
    return CellGrid(**found)
