"""INSEE Filosofi tiles: both capitalisations, overseas grids, polygons rebuilt from identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geotools._compat import read_toml
from geotools.boundaries import cut
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.operations import Group, Output, operation
from geotools.parameters import File
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import source_path
from geotools.sources.categories import plain, spread, tidy
from geotools.sources.columns import Column, convert
from geotools.sources.formats import OfficialFormat, register
from geotools.sources.marks import is_sentinel, is_withheld, number, without_sentinels
from geotools.sources.opening import Raw, open_source
from geotools.sources.places import extents, inside
from geotools.sources.reading import Notes, Provenance, Reading, count_of
from geotools.sources.tile_identifier import EXAMPLE, split_identifiers

_YEAR = re.compile(r"(?<!\d)(201[5-9]|202\d)(?!\d)")


@cache
def filosofi_table() -> Mapping[str, Any]:
    """Return ``filosofi.toml``: required columns, texts and aliases."""
    return read_toml(files("geotools.sources") / "filosofi.toml")


@operation(group=Group.READ, outputs=(Output("tiles", style="carreaux"),))
def read_filosofi(
    path: Annotated[Path | str, File(extensions=("csv", "gpkg", "parquet"))],
    *,
    progress: Progress | None = None,
) -> Reading:
    """Read INSEE Filosofi tiles (200 m or 1 km).

    Parameters
    ----------
    path : Path
        CSV, Parquet or a vector layer, vintages 2015 to 2021.
    progress : Progress, optional

    Returns
    -------
    Reading
        ``frame``: GeoDataFrame indexed by ``idcar_200m``; INSEE names in lower case (float
        counts, which INSEE publishes with decimals in imputed tiles), ``impute`` (bool, whatever
        the vintage calls the flag; nullable ``boolean`` where it is blank, unreadable or not in
        the file at all: unknown, not no), geometry: squares rebuilt from the identifiers, in
        the CRS that the identifiers name.

    Raises
    ------
    InputError
        Identifier malformed, duplicated or of several grids; column absent; negative count.

    Notes
    -----
    ``CRS3035RES200mN{y}E{x}`` is the south-west corner in EPSG:3035; Martinique uses EPSG:5490
    and La Réunion EPSG:2975. ``lcog_geo`` may hold several commune codes end to end: a tile can
    lie in several communes.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> reading = geotools.read_filosofi(tiny.folder() / "filosofi_200m.csv")
    >>> float(reading.frame["men_pauv"].sum()), float(reading.frame.area.iloc[0])
    (108.0, 40000.0)
    """
    path, progress, notes, table = source_path(path), progress or SILENT, Notes(), filosofi_table()
    progress.at(0.0, "Lecture des carreaux")
    raw, frame, flags = _load(path, notes)
    progress.at(0.5, "Contrôle des carreaux")
    key = "idcar_200m" if "idcar_200m" in frame.columns else "idcar_1km"
    polygons = _polygons(frame[key], path, raw.lines)
    _check_places(polygons, path, raw.lines)
    _check_counts(frame, path, raw.lines)
    imputed = _imputed(flags, notes)
    tiles = gpd.GeoDataFrame(frame.assign(impute=imputed.array), geometry=polygons)
    years = _YEAR.findall(path.stem)
    vintage = int(years[-1]) if years else None
    provenance = Provenance(table["source"], path.name, vintage, table["licence"], raw.sha256)
    rejects = pd.DataFrame({"ligne": pd.Series(dtype=int), "motif": pd.Series(dtype=object)})
    return Reading(tiles.set_index(key), rejects, tuple(notes.lines), provenance)


def read_poor_households(path: Path) -> pd.DataFrame:
    """Read households and poor households of the tiles of a whole country, and nothing more.

    Parameters
    ----------
    path : Path

    Returns
    -------
    DataFrame
        Indexed by the identifier: ``ind``, ``men``, ``men_pauv``, ``impute``, and ``lcog_geo``
        where it is.

    Raises
    ------
    InputError
        As :func:`read_filosofi`.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.sources.filosofi import read_poor_households
    >>> float(read_poor_households(tiny.folder() / "filosofi_200m.csv")["men_pauv"].sum())
    108.0
    """
    raw, frame, flags = _load(path, Notes(), {*filosofi_table()["requis"], "men_pauv", "lcog_geo"})
    key = "idcar_200m" if "idcar_200m" in frame.columns else "idcar_1km"
    _check_identifiers(frame[key], path, raw.lines)
    _check_counts(frame, path, raw.lines)
    return frame.assign(impute=flags).set_index(key)


def _load(
    path: Path, notes: Notes, wanted: set[str] | None = None
) -> tuple[Raw, pd.DataFrame, pd.Series]:
    """Return the rows as written, the columns as numbers or texts, and the imputation flag."""
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        found.clear()
        matched = _match(header, path.name)
        key = "idcar_200m" if "idcar_200m" in matched else "idcar_1km"
        kept = {key, *filosofi_table()["imputation"][key], *(wanted or matched)}
        found.update({name: own for name, own in matched.items() if name in kept})
        return list(found.values())

    raw = open_source(path, choose, notes)
    flags = _flags(raw.frame, found)
    values = {name: _column(name, raw.frame[own], notes) for name, own in found.items()}
    return raw, pd.DataFrame(values), flags


register(
    OfficialFormat(
        "filosofi",
        "Carreaux Filosofi (INSEE)",
        read_filosofi,
        frozenset({"men", "ind", "men_pauv"}),
    )
)


def _match(header: tuple[str, ...], file: str) -> dict[str, str]:
    """Return canonical name -> name in the file."""
    lowered = {name.lower(): name for name in header if name}
    found = {}
    for canonical, aliases in filosofi_table()["alias"].items():
        present = next((alias for alias in aliases if alias in lowered), None)
        if present is not None:
            found[canonical] = lowered.pop(present)
    found.update({name: original for name, original in lowered.items() if name != "geometry"})
    if not {"idcar_200m", "idcar_1km"} & set(found):
        raise MissingColumnError(
            f"« {file} » n’a pas d’identifiant de carreau (IDCAR_200M). "
            f"Noms proches : {nearest('idcar_200m', header)}."
        )
    absent = [name for name in filosofi_table()["requis"] if name not in found]
    if absent:
        raise MissingColumnError(
            f"« {file} » : il manque la colonne « {absent[0]} ». "
            f"Noms proches : {nearest(absent[0], header)}."
        )
    return found


def _flags(raw: pd.DataFrame, found: Mapping[str, str]) -> pd.Series:
    """Return the imputation flag of each tile as nullable yes or no; all unknown without one."""
    key = "idcar_200m" if "idcar_200m" in found else "idcar_1km"
    names = (name for name in filosofi_table()["imputation"][key] if name in found)
    name = next(names, None)
    if name is None:
        return pd.Series(pd.NA, index=raw.index, dtype="boolean")
    text = plain(tidy(raw[found[name]]))
    known = text.where(text.str.fullmatch(_FLAG).fillna(False).astype(bool))
    return convert(known, Column(name, type="oui_non")).values.astype("boolean")


def _imputed(flags: pd.Series, notes: Notes) -> pd.Series:
    """Say how many tiles are imputed, and of how many it is not known."""
    imputed, unknown = int(flags.sum()), int(flags.isna().sum())
    if imputed:
        notes.add(
            f"{count_of(imputed)} carreau(x) imputé(s) par l’INSEE sur {count_of(len(flags))} : "
            "valeurs approchées pour raison de secret."
        )
    if unknown:
        notes.add(
            f"Imputation inconnue pour {count_of(unknown)} carreau(x) sur {count_of(len(flags))} : "
            "le fichier ne le dit pas (colonne I_EST_200 attendue)."
        )
    return flags if unknown else flags.astype(bool)


_MOSTLY = 0.5
_FLAG = re.compile(r"[01](?:[.,]0*)?|oui|non|true|false|vrai|faux", re.IGNORECASE)
_LARGEST_COUNT = 1e6  # the fullest kilometre of France holds some 50 000 people


def _column(name: str, raw: pd.Series, notes: Notes) -> pd.Series:
    """Return a column as numbers; marks of secrecy in it are missing, and counted."""
    if name in filosofi_table()["texte"]:
        return plain(tidy(raw))
    if pd.api.types.is_numeric_dtype(raw.dtype) and not pd.api.types.is_bool_dtype(raw.dtype):
        values = raw.astype(float)
        settled = without_sentinels(values)
        lost = int(settled.isna().sum() - values.isna().sum())
        if lost:
            notes.add(f"{name} : {count_of(lost)} valeur(s) de remplissage, lue(s) absente(s).")
        return settled
    column = tidy(raw)
    texts = [str(text) for text in column.cat.categories]
    numbers = np.array([np.nan if is_sentinel(t) else number(t) for t in texts], dtype=float)
    out = pd.Series(spread(column, numbers, np.nan), index=raw.index, name=raw.name)
    words = [t for t, v in zip(texts, numbers, strict=True) if np.isnan(v)]
    lost = int(column.isin(words).sum())
    known = name in filosofi_table()["requis"] or all(is_withheld(text) for text in words)
    if lost and not known and out.notna().sum() < _MOSTLY * column.notna().sum():
        return plain(column)  # a column of words that INSEE does not publish
    if lost:
        shown = ", ".join(f"« {cut(text, 20)} »" for text in words[:5])
        notes.add(f"{name} : {count_of(lost)} cellule(s) {shown} lue(s) comme absente(s).")
    return out


def _polygons(identifiers: pd.Series, path: Path, lines: np.ndarray) -> gpd.GeoSeries:
    """Build the squares that the identifiers name."""
    parts = _check_identifiers(identifiers, path, lines)
    crs, size = parts[["epsg", "size"]].iloc[0]
    x, y = (parts[name].astype(np.int64).to_numpy() for name in ("east", "north"))
    side = int(size)
    return gpd.GeoSeries(shapely.box(x, y, x + side, y + side), crs=f"EPSG:{crs}")


def _check_identifiers(identifiers: pd.Series, path: Path, lines: np.ndarray) -> pd.DataFrame:
    """Return the parts of the identifiers, all of one grid and each there once, or refuse."""
    parts = split_identifiers(identifiers)
    bad = parts["east"].isna().to_numpy()
    if bad.any():
        raise InputError(
            f"« {path.name} » : identifiant de carreau mal formé aux lignes "
            f"{some(lines[bad])} ; la forme attendue est "
            f"{EXAMPLE}."
        )
    twice = identifiers.duplicated(keep=False).to_numpy()
    if twice.any():
        raise InputError(
            f"« {path.name} » : identifiant de carreau en double aux lignes "
            f"{some(lines[twice])}. Supprimez les doublons."
        )
    grids = parts[["epsg", "size"]].drop_duplicates()
    if len(grids) > 1:
        names = [f"EPSG:{crs} à {size} m" for crs, size in grids.to_numpy()]
        raise InputError(
            f"« {path.name} » mêle plusieurs grilles ({some(names)}). Gardez un fichier par grille."
        )
    return parts


def _check_places(polygons: gpd.GeoSeries, path: Path, lines: np.ndarray) -> None:
    """Refuse identifiers that name no place of France: digits were lost."""
    known = extents().get(polygons.crs.to_epsg() or 0)
    corners = polygons.bounds
    x, y = corners["minx"].to_numpy(), corners["miny"].to_numpy()
    away = np.zeros(len(x), dtype=bool) if known is None else ~inside(x, y, known[1])
    if away.any():
        raise InputError(
            f"« {path.name} » : {int(away.sum())} identifiant(s) de carreau sur {len(x)} désignent "
            f"un lieu hors de France (lignes {some(lines[away])}). Reprenez le fichier de l’INSEE."
        )


def _check_counts(frame: pd.DataFrame, path: Path, lines: np.ndarray) -> None:
    for name in filosofi_table()["requis"]:
        if frame[name].isna().all():
            raise InputError(
                f"« {path.name} » : la colonne « {name} » ne porte aucun nombre sur "
                f"{count_of(len(frame))} carreau(x). Reprenez le fichier de l’INSEE."
            )
        beyond = frame[name].to_numpy(dtype=float) > _LARGEST_COUNT
        if beyond.any():
            raise InputError(
                f"« {path.name} » : la colonne « {name} » dépasse {_LARGEST_COUNT:.0f} aux lignes "
                f"{some(lines[beyond])}, ce qu’aucun carreau ne contient. Reprenez le fichier de "
                "l’INSEE."
            )
    counts = frame.select_dtypes("number")
    negative = np.asarray(counts.to_numpy(dtype=float) < 0)
    if negative.any():
        name = counts.columns[int(np.flatnonzero(negative.any(axis=0))[0])]
        rows = np.flatnonzero(negative.any(axis=1))
        raise InputError(
            f"« {path.name} » : la colonne « {name} » est négative aux lignes "
            f"{some(lines[rows])}. Reprenez le fichier de l’INSEE."
        )
    if {"men_pauv", "men"} <= set(counts.columns):
        above = (frame["men_pauv"] > frame["men"] + 1e-6).to_numpy()
        if above.any():
            raise InputError(
                f"« {path.name} » : plus de ménages pauvres que de ménages aux lignes "
                f"{some(lines[above])}. Reprenez le fichier "
                "de l’INSEE."
            )
