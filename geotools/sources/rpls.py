"""RPLS: one row per social dwelling, from the open or the restricted file, 2018 to 2024.

The columns and their names through the years are in ``rpls.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geotools._compat import read_toml
from geotools.errors import InputError, some
from geotools.metres import short_name
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import source_path
from geotools.sources.categories import regroup, spread, tidy
from geotools.sources.columns import (
    Column,
    Converted,
    convert,
    place_columns,
    require_columns,
    simplify,
)
from geotools.sources.formats import OfficialFormat, register
from geotools.sources.letters import count_lost_letters, repair_letters
from geotools.sources.marks import code_text, is_sentinel
from geotools.sources.opening import Raw, open_source
from geotools.sources.plausibility import refuse_doubled
from geotools.sources.reading import (
    Notes,
    Provenance,
    Reading,
    count_of,
    join_rejects,
    reject_table,
)
from geotools.sources.rpls_positions import Positions, place_dwellings, target_system
from geotools.sources.whereabouts import tell_elsewhere

_YEAR_IN_NAME = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_YEAR_IN_COLUMN = re.compile(r"plg_(?:iris|code_commune)(20\d\d)|epci_(20\d\d)", re.IGNORECASE)
_EPSG = re.compile(r"^(urn:ogc:def:crs:)?epsg *:{0,2} *", re.IGNORECASE)
_LAMBERT_93 = frozenset({"lambert_93", "lambert93", "l93", "rgf93_lambert_93"})
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
    names: Mapping[str, str] | None = None,
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
    names : mapping of str to str, optional
        Canonical column -> its name in this file, where no alias knows it.
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

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> reading = geotools.read_rpls(tiny.folder() / "rpls2024.csv")
    >>> len(reading.frame), bool(reading.frame["position_fine"].all())
    (420, True)
    """
    path, progress, notes = source_path(path), progress or SILENT, Notes()
    target = target_system(crs)
    progress.at(0.0, "Lecture du fichier RPLS")
    known: dict[str, str] = {}
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        known.clear()
        known.update(place_columns(header, rpls_columns(), names, path.name))
        require_columns(header, rpls_columns(), known, path.name)
        always = _ALWAYS | {column.name for column in rpls_columns() if column.required}
        wanted = known.keys() if columns is None else always | set(columns)
        found.clear()
        found.update({name: own for name, own in known.items() if name in wanted})
        return list(found.values())

    raw = open_source(path, choose, notes)
    refuse_doubled(raw, path)
    progress.at(0.5, "Contrôle des colonnes")
    named = raw.frame.rename(columns={name: canonical for canonical, name in found.items()})
    raw = replace(raw, frame=named.iloc[:0])  # each column is let go once it is converted
    table, wrong = _convert(named, notes, progress.part(0.5, 0.8))
    _tell_unused(raw, known, notes)
    _check_departement(table, path, raw.lines)
    progress.at(0.8, "Positions")
    lost = wrong.get("epsg", np.zeros(len(table), dtype=bool))
    position = place_dwellings(table, raw.geometry, target, path.name, lost)
    year = _vintage(vintage, table, raw, path)
    doubtful = wrong.get("qualite_xy", np.zeros(len(table), dtype=bool))
    return _assemble(table, position, doubtful, raw, path, year, notes)


register(
    OfficialFormat(
        "rpls",
        "Logements (RPLS)",
        read_rpls,
        frozenset({"depcom", "nbpiece", "surfhab"}),
        renamed=True,
    )
)


def _convert(
    named: pd.DataFrame, notes: Notes, progress: Progress
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Repair labels, bring each column, taken out of ``named``, to its type; say what is wrong."""
    columns = [c for c in rpls_columns() if c.name in named.columns]
    values: dict[str, pd.Series] = {}
    wrong: dict[str, np.ndarray] = {}
    repaired = lost = 0
    for rank, column in enumerate(columns):
        progress.at(rank / len(columns), column.name)
        raw = named.pop(column.name)
        if column.type == "texte":
            raw, changed = repair_letters(tidy(raw))
            repaired, lost = repaired + changed, lost + count_lost_letters(raw)
        if column.name in rpls_table()["recodage"]:
            raw = _recode(tidy(raw), rpls_table()["recodage"][column.name])
        if column.name == "epsg":
            texts = tidy(raw)
            raw = regroup(texts, [_system_code(str(text)) for text in texts.cat.categories])
        converted = convert(raw, column)
        values[column.name], wrong[column.name] = converted.values, converted.wrong
        if column.name == "epsg":  # a system that is lost is not one that is left blank
            wrong["epsg"] |= _sentinels(raw)
        _tell(column, converted, notes)
    if repaired:
        notes.add(f"{count_of(repaired)} libellé(s) aux accents abîmés ont été rétablis.")
    if lost:
        notes.add(f"{count_of(lost)} libellé(s) gardent une lettre perdue, écrite « ? ».")
    return pd.DataFrame(values), wrong


def _recode(raw: pd.Series, recoding: Mapping[str, str]) -> pd.Series:
    codes = [code_text(text) or text for text in raw.cat.categories]
    return regroup(raw, [recoding.get(text, text) for text in codes])


def _system_code(text: str) -> str:
    """Return the digits of a code of EPSG, however it is written."""
    bare = _EPSG.sub("", text.strip())
    return "2154" if simplify(bare) in _LAMBERT_93 else bare


def _sentinels(raw: pd.Series) -> np.ndarray:
    column = tidy(raw)
    marks = [is_sentinel(str(text)) for text in column.cat.categories]
    return spread(column, np.array(marks, dtype=bool), False)


def _tell(column: Column, converted: Converted, notes: Notes) -> None:
    name, wrong, repaired = column.name.upper(), converted.wrong, converted.repaired
    if repaired.any():
        notes.add(
            f"{name} : {count_of(int(repaired.sum()))} code(s) sans leur zéro initial, rétabli."
        )
    if converted.sentinels:
        notes.add(
            f"{name} : {count_of(converted.sentinels)} valeur(s) de remplissage (−2147483648 ou "
            "semblable), lue(s) comme absente(s)."
        )
    if wrong.any() and column.name != "depcom":
        shown = f" ({', '.join(converted.unknown)})" if converted.unknown else ""
        notes.add(
            f"{name} : {count_of(int(wrong.sum()))} valeur(s) illisible(s){shown}, laissée(s) "
            "vides."
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


def _assemble(
    table: pd.DataFrame,
    at: Positions,
    doubtful: np.ndarray,
    raw: Raw,
    path: Path,
    vintage: int | None,
    notes: Notes,
) -> Reading:
    table = _complete_codes(table)
    placed = at.reason == ""
    valid = table["depcom"].notna().to_numpy()
    if not valid.any():
        raise InputError(
            f"« {path.name} » : aucune des {count_of(len(table))} lignes n’a de code de commune "
            "lisible (colonne DEPCOM, cinq caractères). Vérifiez cette colonne."
        )
    identifiers = _identifiers(table, path, raw.lines)
    identity = pd.DataFrame({"logement": identifiers, "commune": table["depcom"]})
    rejects = join_rejects(
        [reject_table(np.flatnonzero(~valid), raw.lines, _NO_COMMUNE, identity)]
        + [
            reject_table(np.flatnonzero(valid & (at.reason == why)), raw.lines, why, identity)
            for why in pd.unique(at.reason[at.reason != ""])
        ]
    )
    points = np.full(len(table), None, dtype=object)
    points[placed] = shapely.points(at.x[placed], at.y[placed])
    table = _with_quality(table)
    coarse = _coarse(table) | doubtful
    frame = gpd.GeoDataFrame(
        table.drop(columns=["x", "y", "epsg", "logement"], errors="ignore"),
        geometry=gpd.GeoSeries(points, crs=at.crs, index=table.index),
    )
    frame.insert(frame.shape[1] - 1, "position_fine", placed & ~coarse)
    frame = frame.set_index(pd.Index(identifiers, name="logement"))
    frame = frame if valid.all() else frame[valid]
    _tell_positions(frame, valid, placed, coarse, notes)
    _tell_one_place(frame, notes)
    declared = f"colonne EPSG, sinon {short_name(at.crs)}" if "epsg" in table.columns else ""
    tell_elsewhere(frame["depcom"], frame.geometry, notes, declared=declared)
    _tell_quality(table, placed & ~doubtful, notes)
    source, licence = rpls_table()["source"], rpls_table()["licence"]
    provenance = Provenance(source, path.name, vintage, licence, raw.sha256)
    return Reading(frame, rejects, tuple(notes.lines), provenance)


def _with_quality(table: pd.DataFrame) -> pd.DataFrame:
    """Compose QUALITE_XY of the qualities of the street and of the number where it is absent."""
    parts = {"qualite_voie", "qualite_numero"}
    if "qualite_xy" in table.columns or not parts <= set(table.columns):
        return table
    return table.assign(qualite_xy=table["qualite_voie"] + table["qualite_numero"])


_MANY = 20


def _tell_one_place(frame: gpd.GeoDataFrame, notes: Notes) -> None:
    """Say that every dwelling stands at one point: a file placed at a town hall, or by default."""
    located = frame.geometry[frame.geometry.notna()]
    if len(located) < _MANY:
        return
    x, y = located.x.to_numpy(), located.y.to_numpy()
    if (x == x[0]).all() and (y == y[0]).all():
        notes.add(
            f"Les {count_of(len(located))} logements situés sont tous au même point : leurs "
            "positions ne sont sans doute pas les vraies."
        )


def _tell_quality(table: pd.DataFrame, placed: np.ndarray, notes: Notes) -> None:
    if "qualite_xy" not in table.columns:
        notes.add("QUALITE_XY absente : la qualité des positions n’est pas connue.")
        return
    blank = int((placed & table["qualite_xy"].isna().to_numpy()).sum())
    if blank:
        notes.add(
            f"QUALITE_XY vide pour {count_of(blank)} logement(s) situé(s) : leur position est "
            "tenue pour bonne sans être confirmée."
        )


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
        short = iris.str.fullmatch(r"\d{1,3}|\d{8}").fillna(False).astype(bool)
        if short.any():  # zeros lost in a spreadsheet: 102 is 0102, 10040101 is 010040101
            width = np.where(iris.str.len() == 8, 9, 4)
            padded = [t.zfill(w) if s else t for t, w, s in zip(iris, width, short, strict=True)]
            iris = pd.Series(padded, index=iris.index, dtype=iris.dtype)
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
