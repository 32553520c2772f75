"""Our documented file layouts: one TOML of ``templates/`` each, one engine for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, InputError, MissingColumnError, nearest, some
from geotools.progress import SILENT, Progress
from geotools.sources.columns import Column, convert, match_columns, require_columns
from geotools.sources.inspection import outside_france
from geotools.sources.opening import Raw, open_source
from geotools.sources.reading import (
    Notes,
    Provenance,
    Reading,
    count_of,
    join_rejects,
    line_numbers,
    reject_table,
)
from geotools.sources.rules import Rule, broken_rules
from geotools.sources.textfile import plain

_FOLDER = "templates"
_NO_POSITION = "position absente : X ou Y n’est pas renseigné"
_OUTSIDE = "position hors de France dans le système de coordonnées déclaré"
_LICENCE = "données fournies par l’utilisateur"


@dataclass(frozen=True)
class Band:
    """A banded column that is filled from a number, or from a year of birth and a date."""

    column: str
    source: str
    bounds: tuple[float, ...]
    age_at: str | None = None


@dataclass(frozen=True)
class Template:
    """A file layout that a person fills in or exports.

    Parameters
    ----------
    name, label, summary, source : str
    key : str
        Column that identifies the rows.
    key_optional : bool
        The line number stands for the key when the column is absent.
    confidential : bool
        Rows describe households or residences: they never leave ``interne/``.
    position : tuple of str
        Names of the X and Y columns, empty for a table.
    columns : tuple of Column
    bands : tuple of Band
    rules : tuple of Rule
    example : str
        Fictitious rows, as CSV with a header.
    """

    name: str
    label: str
    summary: str
    source: str
    key: str
    key_optional: bool
    confidential: bool
    position: tuple[str, ...]
    columns: tuple[Column, ...]
    bands: tuple[Band, ...]
    rules: tuple[Rule, ...]
    example: str

    def column(self, name: str) -> Column:
        """Return the description of one column."""
        return next(column for column in self.columns if column.name == name)


@cache
def template_kinds() -> Mapping[str, str]:
    """Return the name of each template and its French label."""
    folder = files("geotools.sources") / _FOLDER
    names = sorted(
        f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith("toml")
    )
    return {name: load_template(name).label for name in names}


@cache
def load_template(kind: str) -> Template:
    """Return one template.

    Raises
    ------
    ConfigurationError
        There is none of that name.
    """
    source = files("geotools.sources") / _FOLDER / f"{kind}.toml"
    if not source.is_file():
        raise ConfigurationError(
            f"Le modèle « {kind} » n’existe pas. Noms proches : {nearest(kind, template_kinds())}."
        )
    table = read_toml(source)
    return Template(
        name=table["nom"],
        label=table["libelle"],
        summary=table["resume"],
        source=table["source"],
        key=table["cle"],
        key_optional=table.get("cle_facultative", False),
        confidential=table["confidentiel"],
        position=tuple(table.get("position", ())),
        columns=tuple(Column.from_toml(column) for column in table["colonne"]),
        bands=tuple(
            Band(b["colonne"], b["depuis"], tuple(b["bornes"]), b.get("age_a"))
            for b in table.get("tranche", ())
        ),
        rules=tuple(Rule.from_toml(rule) for rule in table.get("regle", ())),
        example=table["exemple"]["csv"].strip() + "\n",
    )


def blank_template(kind: str) -> str:
    """Return the header of a template as CSV (``;``), every column in its documented order."""
    return ";".join(column.name for column in load_template(kind).columns) + "\n"


def example_template(kind: str) -> str:
    """Return a template filled with a few fictitious rows, as CSV (``;``)."""
    return load_template(kind).example


def describe_template(kind: str) -> pd.DataFrame:
    """Return the documentation of a template, one row per column, in French."""
    template = load_template(kind)
    return pd.DataFrame(
        {
            "colonne": [c.name for c in template.columns],
            "libelle": [c.label for c in template.columns],
            "type": [c.type for c in template.columns],
            "requis": ["oui" if c.required else "non" for c in template.columns],
            "valeurs": [
                " ; ".join(f"{k} = {v}" for k, v in c.values.items()) for c in template.columns
            ],
            "unite": [c.unit for c in template.columns],
            "noms_acceptes": [", ".join(c.aliases) for c in template.columns],
            "note": [c.note for c in template.columns],
        }
    )


# --- Faults --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """Something wrong with a column, on some rows (0-based positions; none: the whole file)."""

    column: str
    message: str
    rows: np.ndarray
    blocking: bool = True


@dataclass(frozen=True)
class Examined:
    """A file brought to the types of its template, with everything found wrong on the way."""

    template: Template
    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    raw: Raw


def examine(path: Path, template: Template, notes: Notes, *, strict: bool) -> Examined:
    """Read a file against a template and gather every fault.

    Parameters
    ----------
    path : Path
    template : Template
    notes : Notes
    strict : bool
        Refuse at once a file that lacks a required column; otherwise it is one more fault.

    Raises
    ------
    MissingColumnError
        ``strict``, or no column of the template is there at all.
    """
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        found.update(match_columns(header, template.columns))
        if strict or not found:
            require_columns(header, template.columns, found, path.name)
        return list(found.values())

    raw = open_source(path, choose, notes)
    faults = [
        Fault(c.name, f"la colonne « {c.name} » ({c.label}) est absente", np.zeros(0, int))
        for c in template.columns
        if c.required and c.name not in found
    ]
    unused = [name for name in raw.header if name and name not in set(found.values())]
    if unused:
        notes.add(f"{len(unused)} colonne(s) hors du modèle, non lue(s) : {some(unused)}.")
    values: dict[str, pd.Series] = {}
    for column in template.columns:
        if column.name in found:
            values[column.name], more = _read_column(
                raw.frame[found[column.name]], column, template
            )
            faults += more
    frame = pd.DataFrame(values)
    faults += _key_faults(frame, template)
    for rule, rows in broken_rules(frame, template.rules):
        faults.append(Fault(rule.columns[0], rule.message(), rows))
    return Examined(template, _fill_bands(frame, template), tuple(faults), raw)


def _read_column(
    raw: pd.Series, column: Column, template: Template
) -> tuple[pd.Series, list[Fault]]:
    converted = convert(raw, column)
    faults = []
    if converted.wrong.any():
        faults.append(Fault(column.name, _expected(column), np.flatnonzero(converted.wrong)))
    if converted.repaired.any():
        message = "code sans son zéro initial, rétabli à la lecture"
        faults.append(
            Fault(column.name, message, np.flatnonzero(converted.repaired), blocking=False)
        )
    placing = column.name in template.position  # a missing position is a reject, not a fault
    if column.required and not placing:
        blank = converted.values.isna().to_numpy() & ~converted.wrong
        if blank.any():
            faults.append(Fault(column.name, "valeur requise, cellule vide", np.flatnonzero(blank)))
    return converted.values, faults


_EXPECTATIONS = {
    "entier": "un nombre entier",
    "nombre": "un nombre",
    "coordonnee": "une coordonnée en mètres",
    "annee": "une année sur quatre chiffres",
    "date": "une date AAAA-MM-JJ ou JJ/MM/AAAA",
    "oui_non": "oui ou non",
    "commune": "un code INSEE de cinq caractères, en texte",
    "code": "un code de la forme prévue",
}


def _expected(column: Column) -> str:
    if column.type == "choix":
        return f"attendu : l’une des valeurs {', '.join(column.values)}"
    bounds = []
    if column.minimum is not None:
        bounds.append(f"au moins {column.minimum:g}")
    if column.maximum is not None:
        bounds.append(f"au plus {column.maximum:g}")
    limits = f" ({', '.join(bounds)})" if bounds else ""
    return f"attendu : {_EXPECTATIONS.get(column.type, 'un texte')}{limits}"


def _key_faults(frame: pd.DataFrame, template: Template) -> list[Fault]:
    if template.key not in frame.columns:
        return []
    key = frame[template.key]
    faults = []
    if key.isna().any():
        message = "identifiant vide"
        rows = np.flatnonzero(key.isna())
        if not template.column(template.key).required:
            faults.append(Fault(template.key, message, rows))
    twice = (key.duplicated(keep=False) & key.notna()).to_numpy()
    if twice.any():
        faults.append(Fault(template.key, "identifiant en double", np.flatnonzero(twice)))
    return faults


def _fill_bands(frame: pd.DataFrame, template: Template) -> pd.DataFrame:
    """Fill the banded columns from their number where they are blank.

    An age is a difference of years: the age reached in the year of the survey.
    """
    for band in template.bands:
        if band.source not in frame.columns:
            continue
        if band.age_at is not None and band.age_at not in frame.columns:
            continue
        labels = list(template.column(band.column).values)
        number = frame[band.source].astype(float)
        if band.age_at is not None:
            number = frame[band.age_at].dt.year - number
        rank = np.searchsorted(np.array(band.bounds), number.to_numpy(), side="right")
        names = pd.Series(np.array(labels, dtype=object)[rank], index=frame.index)
        filled = names.where(number.notna(), None)
        if band.column in frame.columns:
            given = frame[band.column]
            filled = given.astype(object).where(given.notna(), filled)
        frame = frame.assign(**{band.column: plain(filled.astype("category"))})
    return frame


# --- Reading -------------------------------------------------------------------------------------


def read_template(
    kind: str, path: Path | str, *, crs: str = "EPSG:2154", progress: Progress | None = None
) -> Reading:
    """Read a file laid out as one of our templates, or refuse it.

    Parameters
    ----------
    kind : str
        One of :func:`template_kinds`.
    path : Path
        CSV, XLSX or Parquet; columns under their name or an accepted alias.
    crs : str
        CRS of the X and Y columns, when the template has some.
    progress : Progress, optional

    Returns
    -------
    Reading
        ``frame`` indexed by the key of the template (GeoDataFrame of points when it has
        positions), columns in their types; banded columns filled from the number when they were
        blank. Rows without position stay in ``frame`` and are listed in ``rejects``.

    Raises
    ------
    InputError
        The first fault, with the rows that have it and how many other faults there are;
        :func:`geotools.sources.check_file` lists them all.
    """
    path, progress, notes = Path(path), progress or SILENT, Notes()
    template = load_template(kind)
    progress.at(0.0, f"Lecture : {template.label}")
    examined = examine(path, template, notes, strict=True)
    progress.at(0.7, "Contrôle des lignes")
    for fault in examined.faults:
        if not fault.blocking:
            notes.add(f"{fault.column} : {count_of(len(fault.rows))} {fault.message}.")
    blocking = [fault for fault in examined.faults if fault.blocking]
    if blocking:
        raise _refusal(blocking, path)
    frame = examined.frame
    if template.key not in frame.columns:
        frame = frame.assign(
            **{template.key: line_numbers(np.arange(len(frame)), path).astype(str).astype(object)}
        )
    frame = frame.set_index(template.key)
    frame, rejects = _place(frame, template, path, crs, notes)
    provenance = Provenance(template.source, path.name, None, _LICENCE, examined.raw.sha256)
    return Reading(frame, rejects, tuple(notes.lines), provenance)


def read_ops(path: Path | str, *, progress: Progress | None = None) -> Reading:
    """Read households (OPS survey and management data) laid out as the template ``menages``.

    See :func:`read_template`; ``frame`` is indexed by ``menage``, ``residence`` joins it to
    residences. No public OPS file or column list exists: the layout is ours.
    """
    return read_template("menages", path, progress=progress)


def _refusal(faults: list[Fault], path: Path) -> InputError:
    first = faults[0]
    where = f", lignes {some(line_numbers(first.rows, path))}" if len(first.rows) else ""
    others = len(faults) - 1
    more = f" Autres anomalies : {others}." if others else ""
    kind = MissingColumnError if not len(first.rows) else InputError
    return kind(
        f"« {path.name} », colonne « {first.column} »{where} : {first.message}.{more} La commande "
        "« geotools check » les donne toutes."
    )


def _place(
    frame: pd.DataFrame, template: Template, path: Path, crs: str, notes: Notes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make points of the X and Y columns; list the rows that have none."""
    empty = reject_table(np.zeros(0, int), path, "")
    if not template.position or not set(template.position) <= set(frame.columns):
        return frame, empty
    system = CRS.from_user_input(crs)
    x, y = (frame[name].to_numpy(dtype=float) for name in template.position)
    absent = np.isnan(x) | np.isnan(y)
    outside = outside_france(x, y, system, path.name)
    points = np.full(len(frame), None, dtype=object)
    placed = ~absent & ~outside
    points[placed] = shapely.points(x[placed], y[placed])
    identity: Any = frame.index.to_frame(index=False)
    rejects = join_rejects(
        [
            reject_table(np.flatnonzero(absent), path, _NO_POSITION, identity),
            reject_table(np.flatnonzero(outside), path, _OUTSIDE, identity),
        ]
    )
    if not placed.all():
        notes.add(f"{count_of(int((~placed).sum()))} ligne(s) sans position utilisable.")
    geometry = gpd.GeoSeries(points, index=frame.index, crs=system)
    return gpd.GeoDataFrame(frame.drop(columns=list(template.position)), geometry=geometry), rejects
