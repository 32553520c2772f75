"""INSEE Filosofi tiles: both capitalisations, overseas grids, polygons rebuilt from identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geotools._compat import read_toml
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.progress import SILENT, Progress
from geotools.sources.categories import plain, tidy
from geotools.sources.columns import Column, convert
from geotools.sources.opening import open_source
from geotools.sources.reading import Notes, Provenance, Reading, count_of
from geotools.sources.tile_identifier import EXAMPLE, split_identifiers

_YEAR = re.compile(r"(?<!\d)(201[5-9]|202\d)(?!\d)")


@cache
def filosofi_table() -> Mapping[str, Any]:
    """Return ``filosofi.toml``: required columns, texts and aliases."""
    return read_toml(files("geotools.sources") / "filosofi.toml")


def read_filosofi(path: Path | str, *, progress: Progress | None = None) -> Reading:
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
        counts, which INSEE publishes with decimals in imputed tiles), ``impute`` (bool:
        ``i_est_200`` or ``i_est_1km`` is 1), geometry: squares rebuilt from the identifiers, in
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
    """
    path, progress, notes, table = Path(path), progress or SILENT, Notes(), filosofi_table()
    progress.at(0.0, "Lecture des carreaux")
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        found.clear()
        found.update(_match(header, path.name))
        return list(found.values())

    raw = open_source(path, choose, notes)
    progress.at(0.5, "Contrôle des carreaux")
    values = {name: _column(name, raw.frame[original]) for name, original in found.items()}
    frame = pd.DataFrame(values)
    key = "idcar_200m" if "idcar_200m" in frame.columns else "idcar_1km"
    polygons = _polygons(frame[key], path, raw.lines)
    _check_counts(frame, path, raw.lines)
    flag = "i_est_200" if key == "idcar_200m" else "i_est_1km"
    imputed = frame[flag] == 1 if flag in frame.columns else pd.Series(False, index=frame.index)
    if imputed.any():
        notes.add(
            f"{count_of(int(imputed.sum()))} carreau(x) imputé(s) par l’INSEE sur "
            f"{count_of(len(frame))} : valeurs approchées pour raison de secret."
        )
    tiles = gpd.GeoDataFrame(frame.assign(impute=imputed.to_numpy(dtype=bool)), geometry=polygons)
    years = _YEAR.findall(path.stem)
    vintage = int(years[-1]) if years else None
    provenance = Provenance(table["source"], path.name, vintage, table["licence"], raw.sha256)
    rejects = pd.DataFrame({"ligne": pd.Series(dtype=int), "motif": pd.Series(dtype=object)})
    return Reading(tiles.set_index(key), rejects, tuple(notes.lines), provenance)


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


def _column(name: str, raw: pd.Series) -> pd.Series:
    if name in filosofi_table()["texte"]:
        return plain(tidy(raw))
    if pd.api.types.is_numeric_dtype(raw.dtype):
        return raw.astype(float)
    converted = convert(raw, Column(name, type="nombre"))
    return plain(tidy(raw)) if converted.wrong.any() else converted.values.astype(float)


def _polygons(identifiers: pd.Series, path: Path, lines: np.ndarray) -> gpd.GeoSeries:
    """Build the squares that the identifiers name."""
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
    crs, size = grids.to_numpy()[0]
    x, y = (parts[name].astype(np.int64).to_numpy() for name in ("east", "north"))
    side = int(size)
    return gpd.GeoSeries(shapely.box(x, y, x + side, y + side), crs=f"EPSG:{crs}")


def _check_counts(frame: pd.DataFrame, path: Path, lines: np.ndarray) -> None:
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
