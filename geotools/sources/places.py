"""Which coordinate system numbers look like: French extents in every system that is met here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import numpy as np

from geotools._compat import read_toml

SHARE = 0.5
"""More than half of the positions decide for the file."""

Box = tuple[float, float, float, float]


@cache
def _table() -> Mapping[str, Any]:
    return read_toml(files("geotools.sources") / "france.toml")


@cache
def extents() -> Mapping[int, tuple[str, Box]]:
    """Return where French coordinates may fall, by EPSG code: name and bounds."""
    listed = _table()["emprises"] | _table()["equivalents"]
    known = {int(code): (e["nom"], tuple(e["emprise"])) for code, e in listed.items()}
    cones = _cones(_table()["conique_conforme"], band=False)
    return MappingProxyType(known | {code: (name, box) for code, name, box in cones})


def recognised() -> tuple[int, ...]:
    """Return the systems that are proposed without their extent being checked."""
    return tuple(int(code) for code in _table()["reconnus"])


@cache
def _signatures() -> tuple[tuple[int, str, Box], ...]:
    """Return the bounds by which a system is recognised."""
    known = _table()["emprises"] | _table()["reconnus"]
    listed = [(int(code), e["nom"], tuple(e["emprise"])) for code, e in known.items()]
    return (*listed, *_cones(_table()["conique_conforme"], band=True))


def _cones(table: Mapping[str, Any], *, band: bool) -> list[tuple[int, str, Box]]:
    """Return the nine conformal conic zones: the band of each, or France as each draws it."""
    found = []
    for rank, zone in enumerate(range(table["premiere_zone"], table["derniere_zone"] + 1)):
        centre = table["y_central"] + rank * table["pas"]
        half = table["demi_bande"]
        south, north = (-half, half) if band else (at - zone for at in table["latitudes"])
        low, high = (centre + degrees * table["metres_par_degre"] for degrees in (south, north))
        name = table["nom"].format(zone=zone)
        box = (table["x"][0], low, table["x"][1], high)
        found.append((table["premier_code"] + rank, name, box))
    return found


def inside(x: np.ndarray, y: np.ndarray, box: Box) -> np.ndarray:
    """Tell which positions fall within bounds."""
    return np.asarray((x >= box[0]) & (y >= box[1]) & (x <= box[2]) & (y <= box[3]))


def guess_places(x: np.ndarray, y: np.ndarray) -> list[str]:
    """Return the systems that most of the positions look like, « EPSG:3946 (métropole (CC46)) ».

    Positions in degrees are told as EPSG:4326; an unknown place gives an empty list.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    if not len(x):
        return []
    if (np.abs(x) <= 180).all() and (np.abs(y) <= 90).all():
        return ["EPSG:4326 (degrés)"]
    return [
        f"EPSG:{code} ({name})"
        for code, name, box in _signatures()
        if inside(x, y, box).mean() > SHARE
    ]
