"""From dwellings to residences: estates of the landlord, buildings or address points."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geotools.errors import ConfigurationError, GeometryError, MissingColumnError

SCALES = {
    "adresse": "Adresse : les logements d’un même point",
    "immeuble": "Immeuble : bâtiment déclaré par le bailleur",
    "segment": "Segment de patrimoine du bailleur, dans la commune",
}
"""Scales of a residence and their French label."""

_KEYS = {
    "segment": ("depcom", "codsegpatrim", "libsegpatrim", "identges"),
    "immeuble": ("depcom", "codsegpatrim", "immeu", "bat", "identges"),
}
_NEEDED = {"segment": ("codsegpatrim",), "immeuble": ("immeu", "bat")}
_SAME_ESTATE = ("libsegpatrim", "identges")
_ADDRESS = ("numvoie", "indrep", "typvoie", "nomvoie")
_DECIMETRES = 10

RESIDENCE_COLUMNS = frozenset(
    {
        *(name for names in (*_KEYS.values(), *_NEEDED.values()) for name in names),
        *_SAME_ESTATE,
        *_ADDRESS,
        "plg_qp",
        "plg_iris",
    }
)
"""Columns of dwellings that residences are made of, whatever the scale."""


def residences(
    dwellings: gpd.GeoDataFrame, *, scale: str = "adresse"
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Group located dwellings into residences.

    Parameters
    ----------
    dwellings : GeoDataFrame
        As :func:`read_rpls` returns them, in a projected CRS.
    scale : {"adresse", "immeuble", "segment"}
        ``adresse``: dwellings of one point. ``immeuble``: same commune, estate, ``IMMEU`` and
        ``BAT``. ``segment``: same commune and ``CODSEGPATRIM`` (with its label and the landlord
        when the file has them). A dwelling whose code is blank joins those of its point.

    Returns
    -------
    GeoDataFrame
        Index ``residence``; ``commune`` and ``bailleur`` (most frequent), ``libelle``,
        ``logements`` (int), ``plg_qp`` and ``plg_iris`` (most frequent official codes),
        ``position_fine`` (bool: some dwelling has a position that was not drawn at random),
        ``etendue`` (metres from the point to the farthest such dwelling), geometry Point. The point
        is the *medoid*: the position of a dwelling of the residence nearest to their mean position,
        so that it falls on a real address and in a real zone; random positions (quality 33) count
        only where there is no other.
    Series
        Residence of each dwelling, missing for dwellings without position.

    Raises
    ------
    ConfigurationError
        Unknown scale.
    MissingColumnError
        The file does not hold the code of the scale.
    GeometryError
        The CRS is absent or geographic.

    Notes
    -----
    A segment is identified by its code alone, so that household files can name it. When the same
    estate (same label and landlord) lies in several communes, its largest part keeps the code and
    the others are ``commune:code``; when different estates share a code, all are. An address is
    ``commune@x@y`` in decimetres: the same from one year to the next. Ties in the most frequent
    value go to the smallest one.
    """
    _check(dwellings, scale)
    located = dwellings[dwellings.geometry.notna() & ~dwellings.geometry.is_empty]
    x, y = located.geometry.x.to_numpy(), located.geometry.y.to_numpy()
    # Both sides of a border may share a point: each commune keeps its own dwellings.
    point, _ = pd.factorize(pd.MultiIndex.from_arrays([x, y, located["depcom"]]))
    group = point if scale == "adresse" else _groups(located, scale, point)
    size = np.bincount(group)
    commune = _majority(located["depcom"], group)
    fine = located["position_fine"].to_numpy(dtype=bool)
    medoid, extent = _medoids(x, y, group, fine, len(size))
    names = _names(located, scale, commune, size, medoid)
    frame = gpd.GeoDataFrame(
        {
            "commune": commune,
            "libelle": _labels(located, scale, group),
            "logements": size,
            "position_fine": _any(fine, group),
            "etendue": np.round(extent, 1),
        },
        geometry=shapely.points(x[medoid], y[medoid]),
        crs=dwellings.crs,
        index=pd.Index(names, name="residence"),
    )
    for place, (name, column) in enumerate(
        (("bailleur", "identges"), ("plg_qp", "plg_qp"), ("plg_iris", "plg_iris"))
    ):
        if column in located.columns:
            frame.insert(2 + place, name, _majority(located[column], group))
    of_dwelling = pd.Series(names[group], index=located.index, name="residence")
    return frame.sort_index(), of_dwelling.reindex(dwellings.index)


def own_codes(dwellings: pd.DataFrame, scale: str) -> pd.Series:
    """Return the code that the landlord gives to the residence of each dwelling.

    Parameters
    ----------
    dwellings : DataFrame
        As :func:`read_rpls` returns them.
    scale : {"adresse", "immeuble", "segment"}

    Returns
    -------
    Series
        Missing where there is none, everywhere at the scale of addresses. A code is that of one
        residence within a commune only: an estate can straddle several.
    """
    if not any(name in dwellings.columns for name in _NEEDED.get(scale, ())):
        return pd.Series(None, index=dwellings.index, dtype="object")
    return _own_code(dwellings, scale)


def _check(dwellings: gpd.GeoDataFrame, scale: str) -> None:
    if scale not in SCALES:
        raise ConfigurationError(
            f"L’échelle « {scale} » n’existe pas ; échelles possibles : {', '.join(SCALES)}."
        )
    if dwellings.crs is None or not dwellings.crs.is_projected:
        raise GeometryError(
            "Les résidences demandent des logements dans un SCR projeté en mètres, par exemple "
            "EPSG:2154."
        )
    needed = _NEEDED.get(scale, ())
    if needed and not any(n in dwellings.columns and dwellings[n].notna().any() for n in needed):
        wanted = " ni ".join(f"« {name} »" for name in needed)
        raise MissingColumnError(
            f"L’échelle « {scale} » demande une colonne remplie : ni {wanted} ne l’est. Choisissez "
            "l’échelle « adresse »."
        )


def _groups(located: gpd.GeoDataFrame, scale: str, point: np.ndarray) -> np.ndarray:
    """Return a number for each group of equal keys; without key, dwellings of a point."""
    keys = [located[name] for name in _KEYS[scale] if name in located.columns]
    codes = np.column_stack([pd.factorize(key)[0] for key in keys])
    needed = [located[name] for name in _NEEDED[scale] if name in located.columns]
    keyed = np.logical_or.reduce([column.notna().to_numpy() for column in needed])
    codes[~keyed] = -1
    fallback = np.where(keyed, -1, point)
    arrays = [*codes.T, fallback]
    return np.asarray(pd.factorize(pd.MultiIndex.from_arrays(arrays))[0])


def _majority(column: pd.Series, group: np.ndarray) -> np.ndarray:
    """Return the most frequent value of each group, the smallest on a tie, None when all blank."""
    codes, uniques = pd.factorize(column, sort=True)
    known = codes >= 0
    width = max(len(uniques), 1)
    pairs, counts = np.unique(
        group[known].astype(np.int64) * width + codes[known], return_counts=True
    )
    owner, value = pairs // width, pairs % width
    order = np.lexsort((value, -counts, owner))
    first = order[np.unique(owner[order], return_index=True)[1]]
    out = np.full(int(group.max(initial=-1)) + 1, None, dtype=object)
    out[owner[first]] = np.asarray(uniques, dtype=object)[value[first]]
    return out


def _any(flags: np.ndarray, group: np.ndarray) -> np.ndarray:
    return np.bincount(group, weights=flags) > 0


def _medoids(
    x: np.ndarray, y: np.ndarray, group: np.ndarray, fine: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the row of the medoid of each group and its distance to the farthest dwelling.

    Positions drawn at random in the commune count only where a group has no other.
    """
    anchor = fine | ~_any(fine, group)[group]
    size = np.bincount(group, weights=anchor, minlength=count)
    mean_x, mean_y = (
        np.bincount(group, weights=v * anchor, minlength=count) / size for v in (x, y)
    )
    off = np.hypot(x - mean_x[group], y - mean_y[group])
    order = np.lexsort((y, x, np.round(off, 3), ~anchor, group))
    medoid = order[np.unique(group[order], return_index=True)[1]]
    distance = np.where(anchor, np.hypot(x - x[medoid][group], y - y[medoid][group]), 0.0)
    extent = np.zeros(count)
    np.maximum.at(extent, group, distance)
    return medoid, extent


def _names(
    located: gpd.GeoDataFrame,
    scale: str,
    commune: np.ndarray,
    size: np.ndarray,
    medoid: np.ndarray,
) -> np.ndarray:
    where = pd.Series(commune, dtype=object)
    points = located.geometry.iloc[medoid]
    place = pd.DataFrame({"x": points.x.to_numpy(), "y": points.y.to_numpy()})
    metres = (place * _DECIMETRES).round().astype(np.int64).astype("str")
    names = where + "@" + metres["x"] + "@" + metres["y"]
    if scale != "adresse":
        estate = located.iloc[medoid].reset_index(drop=True)
        own = _own_code(estate, scale)
        plain = own.isna() | ~own.duplicated(keep=False) | _main_parts(estate, own, where, size)
        names = own.where(plain, where + ":" + own).where(own.notna(), names)
    return _distinct(names.to_numpy(dtype=object))


def _main_parts(
    estate: pd.DataFrame, code: pd.Series, commune: pd.Series, size: np.ndarray
) -> pd.Series:
    """Tell which groups are the largest part of one estate that lies in several communes."""
    table = pd.DataFrame({"code": code, "commune": commune, "size": -size})
    ordered = table[code.notna()].sort_values(["size", "commune"], kind="stable")
    first = ~ordered["code"].duplicated()
    main = first.reindex(table.index, fill_value=False).astype(bool)
    for name in _SAME_ESTATE:
        if name in estate.columns:
            main &= estate[name].groupby(code).transform("nunique").fillna(2) <= 1
    return main & (table.groupby("code")["commune"].transform("nunique") > 1)


def _own_code(located: gpd.GeoDataFrame, scale: str) -> pd.Series:
    parts = [located[n].astype(object) for n in _NEEDED[scale] if n in located.columns]
    code = parts[0]
    for part in parts[1:]:
        code = (code + "-" + part).where(
            code.notna() & part.notna(), code.where(code.notna(), part)
        )
    return code


def _distinct(names: np.ndarray) -> np.ndarray:
    """Tell apart the names that are given twice: ``a``, ``a#2``."""
    rank = pd.Series(names).groupby(names, sort=False).cumcount().to_numpy() + 1
    return np.where(rank > 1, names + "#" + rank.astype("str").astype(object), names)


def _labels(located: gpd.GeoDataFrame, scale: str, group: np.ndarray) -> np.ndarray:
    """Return the label of each group: of the segment, or its most frequent address."""
    address = _address(located)
    if scale == "segment" and "libsegpatrim" in located.columns:
        labels: Any = located["libsegpatrim"].where(located["codsegpatrim"].notna(), address)
        return _majority(labels.fillna(address), group)
    return _majority(address, group)


def _address(located: gpd.GeoDataFrame) -> pd.Series:
    parts = [located[name] for name in _ADDRESS if name in located.columns]
    codes = pd.MultiIndex.from_arrays([pd.factorize(part)[0] for part in parts]) if parts else None
    if codes is None:
        return pd.Series(None, index=located.index, dtype=object)
    group, _ = pd.factorize(codes)
    first = np.unique(group, return_index=True)[1]
    texts = [part.iloc[first].fillna("").astype(object) for part in parts]
    written = pd.Series(texts[0].to_numpy(dtype=object))
    for text in texts[1:]:
        written = written + " " + text.to_numpy(dtype=object)
    written = written.str.replace(r"\s+", " ", regex=True).str.strip().replace("", None)
    return pd.Series(written.to_numpy(dtype=object)[group], index=located.index)
