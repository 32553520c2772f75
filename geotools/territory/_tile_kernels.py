"""Compiled tile identifiers: their corners (see :mod:`geotools.territory.laea`) and their text.

:mod:`geotools.territory._labels` has the numpy twin of the latter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ZERO = ord("0")


@njit(cache=True, nogil=True)
def _write_number(data: NDArray[np.uint8], end: int, number: int) -> int:
    """Write a non-negative number that ends before ``end``; return where it starts."""
    value = np.uint64(number)
    while True:
        end -= 1
        rest = value // np.uint64(10)
        data[end] = _ZERO + np.uint8(value - rest * np.uint64(10))
        value = rest
        if value == 0:
            return end


@njit(cache=True, nogil=True)
def fill_labels(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    head: NDArray[np.uint8],
    middle: NDArray[np.uint8],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> None:
    """Write each row from its end: the second number, the middle, the first number, the head."""
    for i in range(len(first)):
        start, k = offsets[i], offsets[i + 1]
        if start == k:
            continue
        k = _write_number(data, k, second[i]) - len(middle)
        for j in range(len(middle)):
            data[k + j] = middle[j]
        _write_number(data, k, first[i])
        for j in range(len(head)):
            data[start + j] = head[j]


@njit(cache=True, nogil=True)
def _project(
    x: float, y: float, from_cone: bool, conic: Floats, series: Floats, azimuthal: Floats
) -> Any:
    """Project one point; the auxiliary latitude of a cone is conformal, of degrees geodetic."""
    if from_cone:
        dx, dy = x - conic[0], conic[2] - (y - conic[1])
        t = np.exp((np.log(dx * dx + dy * dy) - conic[5]) * conic[3])
        below = 1.0 / (1.0 + t * t)
        sine, cosine = (1.0 - t * t) * below, 2.0 * t * below
        turn = np.arctan2(dx, dy) * conic[4] + conic[6] - azimuthal[2]
    else:
        latitude = np.radians(y)
        sine, cosine = np.sin(latitude), np.cos(latitude)
        turn = np.radians(x) - azimuthal[2]
    # Clenshaw's sum of the sine series, then a rotation by that small angle.
    double = 2.0 * (cosine - sine) * (cosine + sine)
    first, second = 0.0, 0.0
    for k in range(len(series) - 1, -1, -1):
        first, second = series[k] + double * first - second, first
    step = 2.0 * sine * cosine * first
    step_sine = step * (1.0 - step * step / 6.0)
    step_cosine = 1.0 - step * step / 2.0 * (1.0 - step * step / 12.0)
    sine, cosine = sine * step_cosine + cosine * step_sine, cosine * step_cosine - sine * step_sine
    along, across = cosine * np.cos(turn), cosine * np.sin(turn)
    stretch = np.sqrt(2.0 / (1.0 + azimuthal[3] * sine + azimuthal[4] * along))
    east = azimuthal[0] + azimuthal[5] * stretch * across
    north = azimuthal[1] + azimuthal[6] * stretch * (azimuthal[4] * sine - azimuthal[3] * along)
    return east, north


@njit(cache=True, nogil=True)
def project_all(
    x: Floats, y: Floats, from_cone: bool, conic: Floats, series: Floats, azimuthal: Floats
) -> Any:
    """Return eastings and northings."""
    east, north = np.empty(len(x)), np.empty(len(x))
    for i in range(len(x)):
        east[i], north[i] = _project(x[i], y[i], from_cone, conic, series, azimuthal)
    return east, north


@njit(cache=True, nogil=True)
def corners(
    x: Floats,
    y: Floats,
    from_cone: bool,
    conic: Floats,
    series: Floats,
    azimuthal: Floats,
    size: int,
    guard: float,
    north: NDArray[np.int64],
    east: NDArray[np.int64],
    near: NDArray[np.bool_],
) -> None:
    """Write the south-west corner of each point's cell, and whether an edge is within the guard."""
    for i in range(len(x)):
        e, n = _project(x[i], y[i], from_cone, conic, series, azimuthal)
        row, column = np.floor(n / size), np.floor(e / size)
        up, right = n - row * size, e - column * size
        # Not "within the guard", so that NaN goes to PROJ too.
        near[i] = not (guard < up < size - guard and guard < right < size - guard)
        north[i], east[i] = 0, 0
        if not near[i]:
            north[i], east[i] = np.int64(row) * size, np.int64(column) * size
