"""RPLS: one row per social dwelling, from the open or the restricted file, 2018 to 2024.

The columns and their names through the years are in ``rpls.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geotools._compat import read_toml
from geotools.errors import GeometryError, InputError, some
from geotools.progress import SILENT, Progress
from geotools.sources.categories import regroup, tidy
from geotools.sources.columns import Column, convert, match_columns, require_columns
from geotools.sources.inspection import check_crs, outside_france
from geotools.sources.letters import count_lost_letters, mend_letters
from geotools.sources.opening import Raw, open_source
from geotools.sources.reading import (
    NO_POSITION,
    OUTSIDE_FRANCE,
    Notes,
    Provenance,
    Reading,
    count_of,
    join_rejects,
    reject_table,
)

_YEAR_IN_NAME = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_YEAR_IN_COLUMN = re.compile(r"plg_(?:iris|code_commune)(20\d\d)|epci_(20\d\d)", re.IGNORECASE)
_ALWAYS = frozenset(
    {"logement", "depcom", "dep_code", "x", "y", "epsg", "qualite_xy", "millesime", "finan_code"}
)
"""Columns that identify a dwelling, place it, check its place, or that others are derived from."""

_NO_COMMUNE = "code de commune absent ou mal formé"


@cache
def rpls_table() -> Mapping[str, Any]:
    """Return ``rpls.toml``: columns, recodings, financing labels."""
    return read_toml(files("geotools.sources") / "rpls.toml")


@cache
def rpls_columns() -> tuple[Column, ...]:
    """Return the description of the RPLS columns, in the order of ``rpls.toml``."""
    described = rpls_table()["colonnes"]
    return tuple(Column.from_toml({"nom": name, **table}) for name, table in described.items())


def read_rpls(
    path: Path | str,
    *,
    vintage: int | None = None,
    crs: str = "EPSG:2154",
    columns: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read RPLS dwellings.

    Parameters
    ----------
    path : Path
        CSV (``;`` or ``,``; UTF-8, Windows-1252 or damaged), Parquet or a vector layer.
    vintage : int, optional
        Year of the file; found in its ``MILLESIME`` column, its column names or its name
        otherwise.
    crs : str
        Projected CRS of the answer. Rows of another ``EPSG`` are reprojected.
    columns : collection of str, optional
        Canonical columns to read besides those that identify and place a dwelling; all by default.
        A whole country holds in memory when only what is counted is read.
    progress : Progress, optional

    Returns
    -------
    Reading
        ``frame``: GeoDataFrame indexed by ``logement`` (the RPLS identifier, the line number when
        the open file has none), canonical columns of ``rpls.toml`` that the file has, plus
        ``finan_libelle`` and ``finan_famille``, ``position_fine`` (bool: not a random position in
        the commune), geometry Point or None. Dwellings that cannot be placed stay in ``frame``
        without geometry, so that totals by commune are right, and are listed in ``rejects``. Rows
        without a commune are only in ``rejects``.

    Raises
    ------
    InputError
        Required column absent, identifiers given twice, commune codes that contradict the
        département.
    GeometryError
        ``crs`` is geographic, coordinates swapped or outside France.

    Notes
    -----
    A four-digit commune code has lost its zero (``1004`` is 01004): an INSEE code always has five
    characters, so it is repaired and counted in the notes, unless ``DEP_CODE`` says otherwise, in
    which case the file is refused. ``plg_iris`` is completed to nine characters; a commune without
    IRIS is one IRIS ``0000``. In ``plg_qp``, ``HZ`` and ``CSZ`` mean outside any QPV, a missing
    value means undetermined.

    References
    ----------
    SDES, *Dictionnaire des variables du fichier RPLS*, open data 2018, 2019, 2020.
    """
    path, progress, notes = Path(path), progress or SILENT, Notes()
    target = _target(crs)
    progress.at(0.0, "Lecture du fichier RPLS")
    known: dict[str, str] = {}
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        known.clear()
        known.update(match_columns(header, rpls_columns()))
        require_columns(header, rpls_columns(), known, path.name)
        always = _ALWAYS | {column.name for column in rpls_columns() if column.required}
        wanted = known.keys() if columns is None else always | set(columns)
        found.clear()
        found.update({name: own for name, own in known.items() if name in wanted})
        return list(found.values())

    raw = open_source(path, choose, notes)
    progress.at(0.5, "Contrôle des colonnes")
    named = raw.frame.rename(columns={name: canonical for canonical, name in found.items()})
    raw = replace(raw, frame=named.iloc[:0])  # each column is let go once it is converted
    table, wrong = _convert(named, notes, progress.part(0.5, 0.8))
    _tell_unused(raw, known, notes)
    _check_departement(table, path, raw.lines)
    progress.at(0.8, "Positions")
    position = _positions(table, raw.geometry, target, path.name, wrong)
    return _assemble(table, position, raw, path, _vintage(vintage, table, raw, path), notes)


def _target(crs: str) -> CRS:
    target = CRS.from_user_input(crs)
    if not target.is_projected:
        raise GeometryError(
            f"Les logements demandent un SCR projeté en mètres ; « {crs} » ne l’est pas. "
            "Choisissez par exemple EPSG:2154."
        )
    return target


def _convert(
    named: pd.DataFrame, notes: Notes, progress: Progress
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Mend labels, bring each column, taken out of ``named``, to its type; say what is wrong."""
    columns = [c for c in rpls_columns() if c.name in named.columns]
    values: dict[str, pd.Series] = {}
    wrong: dict[str, np.ndarray] = {}
    mended = lost = 0
    for rank, column in enumerate(columns):
        progress.at(rank / len(columns), column.name)
        raw = named.pop(column.name)
        if column.type == "texte":
            raw, changed = mend_letters(tidy(raw))
            mended, lost = mended + changed, lost + count_lost_letters(raw)
        if column.name in rpls_table()["recodage"]:
            raw = _recode(tidy(raw), rpls_table()["recodage"][column.name])
        converted = convert(raw, column)
        values[column.name], wrong[column.name] = converted.values, converted.wrong
        _tell(column, converted.wrong, converted.repaired, notes)
    if mended:
        notes.add(f"{count_of(mended)} libellé(s) aux accents abîmés ont été rétablis.")
    if lost:
        notes.add(f"{count_of(lost)} libellé(s) gardent une lettre perdue, écrite « ? ».")
    return pd.DataFrame(values), wrong


def _recode(raw: pd.Series, recoding: Mapping[str, str]) -> pd.Series:
    return regroup(raw, [recoding.get(text, text) for text in raw.cat.categories])


def _tell(column: Column, wrong: np.ndarray, repaired: np.ndarray, notes: Notes) -> None:
    name = column.name.upper()
    if repaired.any():
        notes.add(
            f"{name} : {count_of(int(repaired.sum()))} code(s) sans leur zéro initial, rétabli."
        )
    if wrong.any() and column.name != "depcom":
        notes.add(
            f"{name} : {count_of(int(wrong.sum()))} valeur(s) illisible(s), laissée(s) vides."
        )


def _tell_unused(raw: Raw, known: Mapping[str, str], notes: Notes) -> None:
    unused = [name for name in raw.header if name and name not in set(known.values())]
    if unused:
        notes.add(f"{len(unused)} colonne(s) inconnue(s) du RPLS, non lue(s) : {some(unused)}.")


def _check_departement(table: pd.DataFrame, path: Path, lines: np.ndarray) -> None:
    if "dep_code" not in table.columns:
        return
    commune, departement = table["depcom"], table["dep_code"]
    start = commune.str.slice(0, 2).where(
        ~commune.str.startswith("97", na=False), commune.str.slice(0, 3)
    )
    clash = (commune.notna() & departement.notna() & (start != departement)).to_numpy()
    if clash.any():
        first = int(np.flatnonzero(clash)[0])
        raise InputError(
            f"« {path.name} » : le code de commune ne commence pas par celui du département aux "
            f"lignes {some(lines[clash])} (par exemple {commune.iloc[first]} et "
            f"{departement.iloc[first]}). Corrigez l’une des deux colonnes."
        )


@dataclass(frozen=True)
class _Positions:
    x: np.ndarray
    y: np.ndarray
    outside: np.ndarray
    crs: CRS


def _positions(
    table: pd.DataFrame,
    geometry: gpd.GeoSeries | None,
    target: CRS,
    label: str,
    wrong: Mapping[str, np.ndarray],
) -> _Positions:
    """Return coordinates in the target CRS, each row read in the CRS that it declares."""
    if {"x", "y"} <= set(table.columns):
        x, y = (table[name].to_numpy(dtype=float) for name in ("x", "y"))
        nowhere = (x == 0) & (y == 0)
        x, y = np.where(nowhere, np.nan, x), np.where(nowhere, np.nan, y)
        own = table["epsg"] if "epsg" in table.columns else pd.Series(None, index=table.index)
    elif geometry is not None:
        check_crs(geometry.crs, label)
        points = geometry.to_crs(target)
        x, y = points.x.to_numpy(), points.y.to_numpy()
        own = pd.Series(None, index=table.index)
    else:
        raise InputError(
            f"« {label} » n’a ni colonnes X et Y, ni géométrie : les logements ne peuvent pas être "
            "situés. Prenez le fichier géolocalisé du RPLS."
        )
    x, y = x.copy(), y.copy()
    outside = np.zeros(len(x), dtype=bool)
    codes, uniques = pd.factorize(own)
    for code in range(-1, len(uniques)):
        rows = np.flatnonzero((codes == code) & ~np.isnan(x) & ~np.isnan(y))
        if not len(rows):
            continue
        source = target if code < 0 else _row_crs(uniques[code], label)
        outside[rows] = outside_france(x[rows], y[rows], source, label)
        if not source.equals(target, True):
            change = Transformer.from_crs(source, target, always_xy=True)
            x[rows], y[rows] = change.transform(x[rows], y[rows])
    return _Positions(x, y, outside, target)


def _row_crs(code: str, label: str) -> CRS:
    try:
        return CRS.from_epsg(int(code))
    except (CRSError, ValueError):
        raise GeometryError(
            f"« {label} » : la colonne EPSG contient « {code} », qui n’est pas un code EPSG. "
            "Corrigez-la, par exemple 2154 en métropole."
        ) from None


def _assemble(
    table: pd.DataFrame, at: _Positions, raw: Raw, path: Path, vintage: int | None, notes: Notes
) -> Reading:
    table = _complete_codes(table)
    placed = ~(np.isnan(at.x) | np.isnan(at.y)) & ~at.outside
    valid = table["depcom"].notna().to_numpy()
    identifiers = _identifiers(table, path, raw.lines)
    identity = pd.DataFrame({"logement": identifiers, "commune": table["depcom"]})
    unknown = np.isnan(at.x) | np.isnan(at.y)
    rejects = join_rejects(
        [
            reject_table(np.flatnonzero(~valid), raw.lines, _NO_COMMUNE, identity),
            reject_table(np.flatnonzero(valid & unknown), raw.lines, NO_POSITION, identity),
            reject_table(
                np.flatnonzero(valid & ~unknown & at.outside), raw.lines, OUTSIDE_FRANCE, identity
            ),
        ]
    )
    points = np.full(len(table), None, dtype=object)
    points[placed] = shapely.points(at.x[placed], at.y[placed])
    coarse = _coarse(table)
    frame = gpd.GeoDataFrame(
        table.drop(columns=["x", "y", "epsg", "logement"], errors="ignore"),
        geometry=gpd.GeoSeries(points, crs=at.crs, index=table.index),
    )
    frame.insert(frame.shape[1] - 1, "position_fine", placed & ~coarse)
    frame = frame.set_index(pd.Index(identifiers, name="logement"))
    frame = frame if valid.all() else frame[valid]
    _tell_positions(frame, valid, placed, coarse, notes)
    source, licence = rpls_table()["source"], rpls_table()["licence"]
    provenance = Provenance(source, path.name, vintage, licence, raw.sha256)
    return Reading(frame, rejects, tuple(notes.lines), provenance)


def _coarse(table: pd.DataFrame) -> np.ndarray:
    if "qualite_xy" not in table.columns:
        return np.zeros(len(table), dtype=bool)
    return np.asarray(table["qualite_xy"].isin(rpls_table()["positions_aleatoires"]))


def _tell_positions(
    frame: gpd.GeoDataFrame, valid: np.ndarray, placed: np.ndarray, coarse: np.ndarray, notes: Notes
) -> None:
    if not valid.all():
        notes.add(f"{count_of(int((~valid).sum()))} ligne(s) sans code de commune, écartée(s).")
    lost = int((valid & ~placed).sum())
    if lost:
        notes.add(
            f"{count_of(lost)} logement(s) sur {count_of(len(frame))} sans position utilisable : "
            "gardés pour les totaux par commune, absents des cartes."
        )
    rough = int((valid & placed & coarse).sum())
    if rough:
        notes.add(
            f"{count_of(rough)} logement(s) placé(s) au hasard dans leur commune "
            "(QUALITE_XY = 33) : à écarter des jointures fines."
        )


def _complete_codes(table: pd.DataFrame) -> pd.DataFrame:
    """Complete the IRIS code and the label of the financing."""
    table = table.copy()
    if "plg_iris" in table.columns:
        iris = table["plg_iris"].where(
            table["plg_iris"] != rpls_table()["commune_sans_zonage"], "0000"
        )
        table["plg_iris"] = iris.where(iris.str.len() != 4, table["depcom"] + iris)
    if "finan_code" in table.columns:
        labels = rpls_table()["financement"]
        for name, key in (("finan_libelle", "libelle"), ("finan_famille", "famille")):
            table[name] = table["finan_code"].map({c: entry[key] for c, entry in labels.items()})
    return table


def _identifiers(table: pd.DataFrame, path: Path, lines: np.ndarray) -> np.ndarray:
    """Return the identifier of each dwelling: its own, or its line number in the open file."""
    if "logement" not in table.columns or table["logement"].isna().all():
        width = max(7, len(str(lines[-1])))
        numbers = pd.Series(lines).astype("str")
        return np.asarray(numbers.str.zfill(width).to_numpy(dtype=object))
    own = table["logement"]
    faulty = own.isna() | own.duplicated(keep=False)
    if faulty.any():
        raise InputError(
            f"« {path.name} » : l’identifiant du logement doit être rempli et unique ; il ne l’est "
            f"pas aux lignes {some(lines[faulty.to_numpy()])}. Supprimez les doublons."
        )
    return own.to_numpy(dtype=object)


def _vintage(asked: int | None, table: pd.DataFrame, raw: Raw, path: Path) -> int | None:
    if asked is not None:
        return asked
    if "millesime" in table.columns and table["millesime"].nunique() == 1:
        return int(table["millesime"].dropna().iloc[0])
    for text, pattern in ((path.stem, _YEAR_IN_NAME), (" ".join(raw.header), _YEAR_IN_COLUMN)):
        years = [int(next(filter(None, match.groups()))) for match in pattern.finditer(text)]
        if years:
            return max(years)
    return None
