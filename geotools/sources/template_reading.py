"""Read a file laid out as one of our templates, or refuse it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geotools.errors import InputError, MissingColumnError, some
from geotools.metres import read_crs
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import source_path
from geotools.sources.examination import examine
from geotools.sources.faults import Fault
from geotools.sources.inspection import outside_france
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
from geotools.sources.templates import Template, load_template
from geotools.sources.whereabouts import tell_elsewhere

_LICENCE = "données fournies par l’utilisateur"


def read_template(
    kind: str,
    path: Path | str,
    *,
    crs: str = "EPSG:2154",
    names: Mapping[str, str] | None = None,
    progress: Progress | None = None,
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
    names : mapping of str to str, optional
        Column of the template -> its name in this file, where no alias knows it.
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
    path, progress, notes = source_path(path), progress or SILENT, Notes()
    template = load_template(kind)
    progress.at(0.0, f"Lecture : {template.label}")
    examined = examine(path, template, notes, strict=True, names=names)
    progress.at(0.7, "Contrôle des lignes")
    for fault in examined.faults:
        if not fault.blocking:
            notes.add(f"{fault.column} : {count_of(len(fault.rows))} {fault.message}.")
    blocking = [fault for fault in examined.faults if fault.blocking]
    if blocking:
        raise _refusal(blocking, path, examined.raw.lines)
    frame = examined.frame
    if template.key not in frame.columns:
        frame = frame.assign(**{template.key: examined.raw.lines.astype(str).astype(object)})
    frame = frame.set_index(template.key)
    frame, rejects = _place(frame, template, path, examined.raw.lines, crs, notes)
    provenance = Provenance(template.source, path.name, None, _LICENCE, examined.raw.sha256)
    return Reading(frame, rejects, tuple(notes.lines), provenance)


def read_ops(
    path: Path | str,
    *,
    names: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read households (OPS survey and management data) laid out as the template ``menages``.

    See :func:`read_template`; ``frame`` is indexed by ``menage``, ``residence`` joins it to
    residences. No public OPS file or column list exists: the layout is ours.

    Parameters
    ----------
    path : Path
        CSV or XLSX.
    names : mapping of str to str, optional
        Column of the template to column of the file, where they differ.
    progress : Progress, optional

    Returns
    -------
    Reading
        ``frame``, ``rejects``, ``notes``, ``provenance``.

    Raises
    ------
    InputError
        A required column is absent, or identifiers are given twice.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> reading = geotools.read_ops(tiny.folder() / "menages.csv")
    >>> len(reading.frame), len(reading.rejects)
    (360, 0)
    """
    return read_template("menages", path, names=names, progress=progress)


def _refusal(faults: list[Fault], path: Path, lines: np.ndarray) -> InputError:
    first = faults[0]
    where = f", lignes {some(lines[first.rows])}" if len(first.rows) else ""
    others = len(faults) - 1
    more = f" Autres anomalies : {others}." if others else ""
    kind = MissingColumnError if not len(first.rows) else InputError
    return kind(
        f"« {path.name} », colonne « {first.column} »{where} : {first.message}.{more} La commande "
        "« geotools check » les donne toutes."
    )


def _place(
    frame: pd.DataFrame,
    template: Template,
    path: Path,
    lines: np.ndarray,
    crs: str,
    notes: Notes,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make points of the X and Y columns; list the rows that have none."""
    empty = reject_table(np.zeros(0, int), lines, "")
    if not template.position or not set(template.position) <= set(frame.columns):
        return frame, empty
    system = read_crs(crs)
    x, y = (frame[name].to_numpy(dtype=float) for name in template.position)
    absent = np.isnan(x) | np.isnan(y)
    outside = outside_france(x, y, system, path.name)
    points = np.full(len(frame), None, dtype=object)
    placed = ~absent & ~outside
    points[placed] = shapely.points(x[placed], y[placed])
    identity: Any = frame.index.to_frame(index=False)
    rejects = join_rejects(
        [
            reject_table(np.flatnonzero(absent), lines, NO_POSITION, identity),
            reject_table(np.flatnonzero(outside), lines, OUTSIDE_FRANCE, identity),
        ]
    )
    if not placed.all():
        notes.add(f"{count_of(int((~placed).sum()))} ligne(s) sans position utilisable.")
    geometry = gpd.GeoSeries(points, index=frame.index, crs=system)
    if "commune" in frame.columns:
        tell_elsewhere(frame["commune"], geometry, notes)
    return gpd.GeoDataFrame(frame.drop(columns=list(template.position)), geometry=geometry), rejects
