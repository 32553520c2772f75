"""Recognise one file, or each layer of it, and read it to know what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geotools.boundaries import library_sentence, system_sentence
from geotools.diagnostic.recognition.found import FoundFile
from geotools.diagnostic.recognition.zones import zoning_kind
from geotools.errors import ConfigurationError, GeometryError, InputError
from geotools.sources import (
    SCALES,
    Inspection,
    Reading,
    check_file,
    check_kinds,
    inspect_source,
    own_codes,
    read_census,
    read_filosofi,
    read_layer,
    read_rpls,
    read_template,
    read_zoning,
    zoning_kinds,
)
from geotools.sources.checking import guess_kind, header_score
from geotools.sources.columns import match_columns
from geotools.sources.encodings import NAMES
from geotools.sources.formats import OFFICIAL
from geotools.sources.inspection import TEXT_SUFFIXES
from geotools.sources.proposals import Proposals, propose_columns
from geotools.sources.rpls import rpls_columns
from geotools.sources.templates import load_template, template_kinds
from geotools.sources.textfile import probe_text

SYSTEMS = ("EPSG:2154", "EPSG:5490", "EPSG:2972", "EPSG:2975", "EPSG:4471")
"""Systems in metres of mainland France and of the overseas départements, tried in that order."""

READABLE = frozenset(
    {*TEXT_SUFFIXES, ".xlsx", ".parquet", ".gpkg", ".geojson", ".shp", ".fgb", ".gml", ".json"}
)
"""Ends of the names of files that are looked at."""

_POLYGONS = frozenset({"Polygon", "MultiPolygon", "Polygon Z", "MultiPolygon Z", "CurvePolygon"})
_YEAR = re.compile(r"(?<!\d)(?:19[6-9]\d|20[0-4]\d)(?!\d)")
_FORMATS = {"menages": "ops"}
_RESEMBLANCE, _REQUIRED = 0.5, 0.6
_DATES = {
    "ops": "date_enquete",
    "attributions": "date_decision",
    "mouvements": "date",
    "refus": "date",
    "grille": "date",
    "seuils": "annee",
    "suivi": "annee",
    "equipements": "annee",
}
"""Column that tells the year of a file, the latest one: a file of flows holds several."""


def recognise_file(path: Path, systems: tuple[str, ...] = SYSTEMS) -> list[FoundFile]:
    """Return what a file holds, layer by layer; one that cannot be read says why."""
    try:
        return list(_layers(path, systems))
    except InputError as refusal:
        return [FoundFile(path, faults=(str(refusal),))]
    except Exception as error:
        told = system_sentence(error, path) or library_sentence(error)
        reason = told or f"« {path.name} » ne se lit pas ({type(error).__name__})."
        return [FoundFile(path, faults=(reason,))]


def _layers(path: Path, systems: tuple[str, ...]) -> Iterator[FoundFile]:
    try:
        inspected = inspect_source(path)
    except ConfigurationError:  # several layers
        for name in _layer_names(path):
            yield _recognised(inspect_source(path, name), systems, name)
        return
    yield _recognised(inspected, systems, None)


def _layer_names(path: Path) -> list[str]:
    import pyogrio

    from geotools.names import is_technical_table

    named = map(str, pyogrio.list_layers(path)[:, 0])
    return [name for name in named if not is_technical_table(name)]


def _recognised(inspected: Inspection, systems: tuple[str, ...], layer: str | None) -> FoundFile:
    path, header = inspected.path, tuple(inspected.columns)
    found = FoundFile(
        path, layer, rows=inspected.count, crs=inspected.crs, encoding=_encoding(path)
    )
    own, kind = Proposals({}, {}), _official(path, header)
    if inspected.geometry in _POLYGONS and kind not in OFFICIAL:
        return _zoning(found, systems)
    if not kind:
        kind, own = _by_names(header)
    if not kind:
        return found
    label = check_kinds()[kind]
    found = replace(found, format=_FORMATS.get(kind, kind), label=label)
    if layer is not None:
        return _refused(found, f"« {path.name} » contient plusieurs couches : exportez celle-ci.")
    return _table(found, kind, own, systems)


def _official(path: Path, header: tuple[str, ...]) -> str:
    """Return the format whose own columns or aliases the header bears, empty for none."""
    try:
        kind = guess_kind(path, header=header)
    except InputError:
        return ""
    return kind if kind in OFFICIAL or _required_share(kind, header) == 1 else ""


def _required_share(kind: str, header: tuple[str, ...]) -> float:
    required = [column for column in load_template(kind).columns if column.required]
    return len(match_columns(header, required)) / len(required)


def _by_names(header: tuple[str, ...]) -> tuple[str, Proposals]:
    """Return the template that near names make the likeliest, and the columns to declare."""
    best, chosen, proposed = _RESEMBLANCE, "", Proposals({}, {})
    for kind in template_kinds():
        template = load_template(kind)
        near = propose_columns(header, template.columns)
        own = {**near.possible, **near.likely}
        renamed = tuple({v: k for k, v in own.items()}.get(name, name) for name in header)
        score = header_score(template, renamed)
        if score > best and _required_share(kind, renamed) >= _REQUIRED:
            best, chosen, proposed = score, kind, near
    return chosen, proposed


def _table(found: FoundFile, kind: str, near: Proposals, systems: tuple[str, ...]) -> FoundFile:
    """Read a table under the proposed names that its values allow."""
    header = tuple(inspect_source(found.path).columns)
    if kind in template_kinds():
        near = (
            near
            if near.likely or near.possible
            else propose_columns(header, load_template(kind).columns)
        )
    elif kind == "rpls":
        near = propose_columns(header, rpls_columns())
    found = _with_proposals(found, kind, near)
    names = dict(found.columns) or None
    refusal = ""
    for system in _tried(kind, systems):
        try:
            return _told(found, _read(kind, found.path, system, names), system)
        except GeometryError as error:  # another system of France may fit
            refusal = refusal or str(error)
        except InputError as error:
            return _refused(found, str(error))
    return _refused(found, refusal)


def _with_proposals(found: FoundFile, kind: str, near: Proposals) -> FoundFile:
    """Keep the near names whose values have the type of the column; mention the others."""
    required: set[str] = set()
    if kind in template_kinds():
        required = {column.name for column in load_template(kind).columns if column.required}
    kept = {**{k: v for k, v in near.possible.items() if k in required}, **near.likely}
    doubtful = {k: v for k, v in near.possible.items() if k not in required}
    if not kept:
        return replace(found, doubtful=doubtful)
    faults = check_file(found.path, kind, kept)
    wrong = set(faults.loc[faults["gravite"] == "erreur", "colonne"])
    doubtful |= {k: v for k, v in kept.items() if k in wrong}
    return replace(
        found, columns={k: v for k, v in kept.items() if k not in wrong}, doubtful=doubtful
    )


def _tried(kind: str, systems: tuple[str, ...]) -> tuple[str, ...]:
    placed = kind == "rpls" or (kind in template_kinds() and load_template(kind).position)
    return systems if placed else systems[:1]


def _read(kind: str, path: Path, system: str, names: Mapping[str, str] | None) -> Reading:
    if kind == "rpls":
        return read_rpls(path, crs=system, names=names)
    if kind == "recensement":
        return read_census(path)
    if kind == "filosofi":
        return read_filosofi(path)
    return read_template(kind, path, crs=system, names=names)


def _told(found: FoundFile, reading: Reading, system: str) -> FoundFile:
    frame = reading.frame
    crs = getattr(frame, "crs", None)
    year = reading.provenance.millesime or _year_of(found, frame)
    return replace(
        found,
        vintage=year,
        rows=len(frame),
        crs=None if crs is None else crs.to_string(),
        notes=reading.notes,
        codes=_codes(found.format, frame),
    )


def _year_of(found: FoundFile, frame: pd.DataFrame) -> int | None:
    """Return the latest year of the dates of a file, else the one that its name bears."""
    column = _DATES.get(found.format, "")
    if column in frame.columns and frame[column].notna().any():
        last: Any = frame[column].max()
        return int(getattr(last, "year", last))
    years = _YEAR.findall(found.path.stem)
    return int(years[-1]) if years else None


def _codes(kind: str, frame: pd.DataFrame) -> dict[str, pd.Series]:
    if kind == "filosofi":  # a tile may lie in several communes
        return {}
    held = {
        name: frame[column]
        for name, column in (
            ("commune", "depcom" if kind == "rpls" else "commune"),
            ("iris", "plg_iris" if kind == "rpls" else "iris"),
            ("qpv", "plg_qp" if kind == "rpls" else "qpv"),
            ("residence", "residence"),
        )
        if column in frame.columns
    }
    if frame.index.name in {"residence", "commune"}:
        held[str(frame.index.name)] = frame.index.to_series()
    if kind == "rpls":
        held |= {scale: own_codes(frame, scale) for scale in SCALES if scale != "adresse"}
    return {name: column.dropna().astype("str").value_counts() for name, column in held.items()}


# --- Zonings --------------------------------------------------------------------------------------


def _zoning(found: FoundFile, systems: tuple[str, ...]) -> FoundFile:
    frame = pd.DataFrame(read_layer(found.path, found.layer).drop(columns="geometry"))
    kind, fields = zoning_kind(frame, found.path.stem)
    found = replace(found, format=kind, label=f"Zonage : {zoning_kinds()[kind]}", fields=fields)
    refusal = ""
    for system in systems:
        try:
            reading = read_zoning(
                found.path, kind, layer=found.layer, crs=system, code=fields.get("code")
            )
        except GeometryError as error:
            refusal = refusal or str(error)
        except InputError as error:
            return _refused(found, str(error))
        else:
            zones = reading.frame
            codes = {kind: zones.index.to_series().astype("str").value_counts()}
            vintage = reading.provenance.millesime
            if kind == "qpv":
                vintage = 2024 if zones.index.str.startswith("QN").mean() > 0.5 else 2015
            return replace(
                found, rows=len(zones), vintage=vintage, notes=reading.notes, codes=codes
            )
    return _refused(found, refusal)


def _refused(found: FoundFile, reason: str) -> FoundFile:
    return replace(found, faults=(reason,))


def _encoding(path: Path) -> str | None:
    if path.suffix.lower() not in TEXT_SUFFIXES:
        return None
    read = probe_text(path)
    named = NAMES.get(read.encoding, read.encoding)
    separator = {"\t": "tabulation"}.get(read.separator, read.separator)
    return f"{named} « {separator} »"
