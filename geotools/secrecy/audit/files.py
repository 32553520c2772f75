"""Audit of files that others made: CSV, XLSX, GeoPackage, whatever marks and totals they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geotools.boundaries import reading
from geotools.errors import InputError, MissingColumnError, absent_file, is_file, nearest, some
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.certified import Certified, certified_tables
from geotools.secrecy.audit.columns import COUNT, RATIO
from geotools.secrecy.audit.findings import Finding
from geotools.secrecy.audit.received import Asked, Received, narrow_marks, read_received
from geotools.secrecy.audit.release import Audit, audit_release
from geotools.secrecy.rule import SecrecyRule, resolve_rule
from geotools.secrecy.tables import PublishedTable, digest_tables
from geotools.sources.categories import tidy
from geotools.sources.headers import header_row
from geotools.sources.layers import read_layer
from geotools.sources.reading import Notes
from geotools.sources.textfile import probe_text, read_text
from geotools.sources.workbook import Place, open_workbook, preview, read_sheet

SECONDS_PER_CELL = 5e-5
"""A hundred thousand units of three columns in fifteen seconds, on one ordinary core."""

TECHNICAL = ("layer_styles", "sqlite_", "gpkg_", "rtree_", "qgis_projects", "metadonnees")
"""Layers of a GeoPackage that hold no territory start so."""


def audit_files(
    paths: Sequence[Path],
    *,
    bases: Mapping[str, str] | None = None,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    marks: Sequence[str] = (),
    threshold: float | None = None,
    rule: SecrecyRule | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit several files together, as somebody who receives them all would.

    Parameters
    ----------
    paths : sequence of Path
        ``.csv`` (comma, semicolon or tab), ``.xlsx`` (each sheet), ``.gpkg`` (each layer) or
        ``.parquet``.
    bases : mapping, optional
        Numerator, or rate, to base.
    parts : mapping, optional
        Count to the classes that it adds up, see :class:`geotools.secrecy.PublishedTable`.
    unit : str, optional
        Column that names the unit; the first one by default.
    columns : sequence of str, optional
        Counts to audit; by default every column of numbers that is no code, rate or amount.
    marks : sequence of str
        Marks of a withheld figure, beside those of ``marks.toml``.
    threshold, rule, progress
        As for :func:`geotools.secrecy.audit_release`.

    Returns
    -------
    Audit
        Its ``reading`` says what was looked at, column by column, and what was not. Files of a
        folder that we certified are read by their certificate. Rows that are
        the sum of others, by their name or their figures, are read as sums; units that bear one
        code in several files are one place.

    Raises
    ------
    InputError
        A file cannot be read, holds no count, its totals do not add up, or a column that was named
        is no count.
    """
    frames: dict[str, pd.DataFrame] = {}
    certified: dict[str, Certified] = {}
    for path in map(Path, paths):
        own = _frames(path)
        told = {} if columns or bases else certified_tables(path)
        for name in own if told else ():
            inner = name.removeprefix(f"{path.stem} ")
            certified[name] = told.get(inner, told.get(name, Certified("notes de la diffusion")))
        frames |= own
    return audit_frames(
        frames,
        certified=certified,
        bases=bases,
        parts=parts,
        unit=unit,
        columns=columns,
        marks=marks,
        threshold=threshold,
        rule=rule,
        progress=progress,
    )


def audit_frames(
    frames: Mapping[str, pd.DataFrame],
    *,
    certified: Mapping[str, Certified] | None = None,
    bases: Mapping[str, str] | None = None,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    marks: Sequence[str] = (),
    threshold: float | None = None,
    rule: SecrecyRule | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit tables as they stand in files: see :func:`audit_files` for the parameters.

    ``certified`` is what a certificate says of some of them.
    """
    rule = resolve_rule(rule, threshold)
    asked = Asked(bases or {}, parts or {}, unit, tuple(columns or ()), tuple(marks))
    frames = {name: with_named_rows(frame) for name, frame in frames.items()}
    _check_asked(frames, asked)
    progress = progress or SILENT
    _tell_estimate(frames, progress)
    read = []
    for rank, (name, frame) in enumerate(frames.items()):
        progress.at(0.1 * rank / len(frames), f"Lecture : {name}")
        read.append(_received(name, frame, asked, (certified or {}).get(name)))
    tables = {name: table for one in read for name, table in one.tables.items()}
    reading = pd.concat([one.reading for one in read], ignore_index=True)
    if not tables and certified and all(name in certified for name in frames):
        return Audit((), rule, digest_tables({}), (), reading=reading)
    if not tables:
        raise InputError(
            "Aucun effectif à vérifier dans ces fichiers. Nommez les colonnes à auditer, et "
            f"vérifiez qu’elles contiennent des nombres. {unread(reading)}"
        )
    audit = audit_release(tables, rule=rule, progress=progress.part(0.1, 1.0))
    told = [finding for one in read for finding in narrow_marks(one, rule)]
    breaches = (*told, *(_with_source(breach, read) for breach in audit.breaches))
    flags = (*(flag for one in read for flag in one.flags), *audit.flags)
    return replace(audit, breaches=breaches, flags=flags, reading=reading)


def with_named_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose units are in its first column, where its index names them.

    Parameters
    ----------
    frame : DataFrame

    Examples
    --------
    >>> indexed = pd.DataFrame({"menages": [40]}, index=pd.Index(["A"], name="unite"))
    >>> with_named_rows(indexed).columns.tolist()
    ['unite', 'menages']
    """
    index = frame.index
    texts = index.nlevels == 1 and not pd.api.types.is_numeric_dtype(index.dtype)
    if index.nlevels == 1 and index.name is None and not texts:
        return frame
    taken = {str(name) for name in frame.columns}
    names = [str(name) if name is not None else "unite" for name in index.names]
    free = [name if name not in taken else f"{name}_index" for name in names]
    return frame.rename_axis(free if index.nlevels > 1 else free[0]).reset_index()


def _received(
    name: str, frame: pd.DataFrame, asked: Asked, certified: Certified | None
) -> Received:
    """Read a table, as its certificate describes it when it has one."""
    if certified is None:
        return read_received(name, frame, asked)
    named = [str(c) for c in frame.columns if str(c) in certified.counts]
    counts = tuple(c for c in named if frame[c].replace("", np.nan).notna().any())
    if not counts:
        why = f"selon le certificat : {certified.status}"
        row = (name, str(frame.columns[0]), "non vérifiée", 0, 0, why)
        names = ["table", "colonne", "lecture", "chiffres", "retenus", "remarque"]
        return Received({}, pd.DataFrame([row], columns=names))
    bases = {n: b for n, b in certified.bases.items() if n in counts and b in counts}
    unit = str(frame.columns[0])
    read = read_received(name, frame, Asked(bases, {}, unit, counts, asked.marks))
    # The geography is not in the file: « ensemble » of two tables may be two sets of places.
    own = {n: replace(table, atoms=_apart(name, table)) for n, table in read.tables.items()}
    return replace(read, tables=own)


def _apart(name: str, table: PublishedTable) -> pd.Series:
    """Return the places of a table, which are those of no other one."""
    units = table.counts.index
    atoms = pd.Series(units, index=units) if table.atoms is None else table.atoms
    return atoms.set_axis([f"{name} : {atom}" for atom in atoms.index])


def _tell_estimate(frames: Mapping[str, pd.DataFrame], progress: Progress) -> None:
    """Say how long the audit may take, before it does."""
    cells = sum(frame.size for frame in frames.values())
    seconds = cells * SECONDS_PER_CELL
    if seconds > 5:
        rows = sum(len(frame) for frame in frames.values())
        progress.say(
            f"Audit de {rows} ligne(s) : de l’ordre de {seconds:.0f} s, davantage si des totaux "
            "lient beaucoup de valeurs retenues. Il peut être interrompu."
        )


def _with_source(breach: Finding, read: Sequence[Received]) -> Finding:
    """Say of a figure that a rate gives that it is read so."""
    first = breach.figures[0]
    for one in read:
        remark = one.deduced.get((first.table, first.unit, first.column))
        if remark and breach.guarantee == "G0":
            return replace(breach, sentence=f"{breach.sentence} {remark}")
    return breach


def published_tables(frames: Mapping[str, pd.DataFrame], asked: Asked) -> dict[str, PublishedTable]:
    """Return what files publish, as the audit reads it.

    Raises
    ------
    InputError
        As for :func:`audit_files`.
    """
    frames = {name: with_named_rows(frame) for name, frame in frames.items()}
    _check_asked(frames, asked)
    read = [read_received(name, frame, asked) for name, frame in frames.items()]
    return {name: table for one in read for name, table in one.tables.items()}


def read_published(path: Path, asked: Asked) -> dict[str, PublishedTable]:
    """Return the tables of a file that somebody else published.

    Raises
    ------
    InputError
        As for :func:`audit_files`.
    """
    return published_tables(_frames(path), asked)


def unread(reading: pd.DataFrame) -> str:
    """Return in one French sentence the columns that were not looked at, empty if none."""
    left = reading[reading["lecture"] == "non vérifiée"]
    if left.empty:
        return ""
    described = zip(left["colonne"], left["remarque"], strict=True)
    named = [f"« {name} » ({why})" for name, why in described]
    return f"Non vérifié : {some(named)}."


def looked_at(reading: pd.DataFrame) -> list[str]:
    """Return what was looked at as French sentences, one per table and one for what was not."""
    sentences = []
    for table, own in reading.groupby("table", sort=False):
        counted = own[own["lecture"].isin([COUNT, RATIO])]
        figures, hidden = int(counted["chiffres"].sum()), int(counted["retenus"].sum())
        described = zip(counted["colonne"], counted["lecture"], counted["remarque"], strict=True)
        named = [f"« {name} » ({' ; '.join(filter(None, how))})" for name, *how in described]
        told = " ; ".join(named) if named else "aucun effectif"
        sentences.append(f"Lu dans {table} : {told}. {figures} chiffre(s), {hidden} retenu(s).")
        if left := unread(own):
            sentences.append(f"{table} : {left[0].lower()}{left[1:]}")
    return sentences


def _check_asked(frames: Mapping[str, pd.DataFrame], asked: Asked) -> None:
    """Refuse a name that no file holds: what it was to check would be passed over in silence."""
    present = list(dict.fromkeys(str(c) for frame in frames.values() for c in frame.columns))
    listed = [*asked.columns, *(c for pair in asked.bases.items() for c in pair)]
    absent = [name for name in listed if name not in present]
    if absent:
        raise MissingColumnError(
            f"La colonne « {absent[0]} » n’est dans aucun des fichiers à auditer. "
            f"Noms proches : {nearest(absent[0], present)}."
        )
    if asked.unit is not None and asked.unit not in present:
        raise MissingColumnError(
            f"La colonne d’unité « {asked.unit} » est absente des fichiers à auditer. "
            f"Noms proches : {nearest(asked.unit, present)}."
        )


def _frames(path: Path) -> dict[str, pd.DataFrame]:
    if not is_file(path):
        raise InputError(absent_file(path))
    with reading(path):
        tables = {name: frame for name, frame in _read(path).items() if len(frame.columns)}
    if not tables:
        raise InputError(f"« {path.name} » ne contient aucune table. Exportez-la à nouveau.")
    return tables


def _read(path: Path) -> dict[str, pd.DataFrame]:
    suffix = path.suffix.lower()
    if suffix in (".csv", ".txt", ".tsv"):
        return {path.stem: _csv(path)}
    if suffix == ".xlsx":
        return _workbook(path)
    if suffix == ".gpkg":
        import pyogrio

        layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
        return {
            f"{path.stem} {layer}": pyogrio.read_dataframe(path, layer=layer, read_geometry=False)
            for layer in layers
            if not layer.startswith(TECHNICAL)
        }
    if suffix == ".parquet":
        table = read_layer(path)
        if isinstance(table, gpd.GeoDataFrame):
            table = pd.DataFrame(table.drop(columns=table.geometry.name))
        return {path.stem: table}
    raise InputError(
        f"« {path.name} » : l’audit lit les fichiers CSV, XLSX, GPKG et Parquet. Exportez la table "
        "ainsi."
    )


def _csv(path: Path) -> pd.DataFrame:
    found = probe_text(path)
    found = replace(found, header=_every_column(found.header, found.preview))
    return _texts(read_text(found, found.header, Notes()))


def _workbook(path: Path) -> dict[str, pd.DataFrame]:
    """Read every sheet, those that are not shown included: they are sent with the others."""
    tables = {}
    with open_workbook(path) as book:
        for sheet in (one.title for one in book.worksheets):
            rows = preview(book, sheet)
            if len(rows) < 2:
                continue
            place = Place(sheet, header_row(rows))
            header = _every_column(rows[place.row], rows)
            frame = read_sheet(book, path, place, header, list(header), Notes())
            if len(frame):
                tables[f"{path.stem} {sheet}"] = _texts(frame)
    return tables


def _every_column(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Name the columns that have no name: a figure without a title is a figure."""
    width = max([len(header), *(len(row) for row in rows)])
    padded = [*header, *[""] * (width - len(header))]
    names = [name or f"colonne {i + 1} (sans nom)" for i, name in enumerate(padded)]
    twice = pd.Series(names).duplicated()
    return tuple(f"{n} ({i + 1})" if twice[i] else n for i, n in enumerate(names))


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of stripped texts, nothing interpreted; a blank cell is an empty text."""
    texts = frame.apply(lambda column: tidy(column).astype(object))
    return texts.where(texts.notna(), "").astype(str).reset_index(drop=True)
