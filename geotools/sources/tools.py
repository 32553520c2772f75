"""The readers as operations: what a technician runs from QGIS or the command line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.operations import Group, Output, Verdict, operation
from geotools.parameters import Choice, File, Flag, Integer
from geotools.progress import SILENT, Progress
from geotools.sources import rpls, template_reading, templates
from geotools.sources.checking import KINDS, NAMES, TABULAR, check_file
from geotools.sources.reading import PROJECTED, REJECTS, Reading
from geotools.sources.residences import SCALES, residences

_KINDS = templates.template_kinds()
_POINT_KINDS = {k: v for k, v in _KINDS.items() if templates.load_template(k).position}
_TABLE_KINDS = {k: v for k, v in _KINDS.items() if k not in _POINT_KINDS}


def _tell(reading: Reading, progress: Progress | None) -> Reading:
    for note in reading.notes:
        (progress or SILENT).say(f"{reading.provenance.fichier} : {note}")
    return reading


@operation(
    group=Group.READ,
    outputs=(
        Output("dwellings", style="logements"),
        Output("residences", style="residences"),
        REJECTS,
    ),
    id="readrpls",
    command="read-rpls",
)
def locate_rpls(
    path: Annotated[Path, File(extensions=("csv", "parquet", "gpkg"))],
    *,
    scale: Annotated[str, Choice(options=SCALES)] = "adresse",
    vintage: Annotated[int | None, Integer(minimum=2013, maximum=2035)] = None,
    crs: Annotated[str, PROJECTED] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Return dwellings, residences and rejected rows of an RPLS file.

    See :func:`geotools.sources.rpls.read_rpls` and
    :func:`geotools.sources.residences.residences`.

    Parameters
    ----------
    path : Path
        CSV, Parquet or a vector layer, as SDES delivers it.
    scale : str
        What a residence is: ``adresse``, ``immeuble`` or ``segment``.
    vintage : int, optional
        Year of the file, when it does not say it.
    crs : str
        Projected CRS of the answer.
    progress : Progress, optional

    Returns
    -------
    dwellings : GeoDataFrame
        One row per dwelling.
    residences : GeoDataFrame
        One row per residence, with ``logements``.
    rejects : DataFrame
        ``ligne``, ``motif`` and identifiers of the rows left out.

    Raises
    ------
    InputError
        A required column is absent, or identifiers are given twice.
    GeometryError
        ``crs`` is geographic, or positions are outside France.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.operations import get_operation
    >>> dwellings, residences, rejects = get_operation("readrpls").run(
    ...     {"path": tiny.folder() / "rpls2024.csv"}
    ... )
    >>> len(dwellings), len(residences), len(rejects)
    (420, 12, 0)
    """
    reading = _tell(rpls.read_rpls(path, vintage=vintage, crs=crs, progress=progress), progress)
    places, membership = residences(reading.frame, scale=scale)
    dwellings = reading.frame.assign(residence=membership)
    return dwellings, places, reading.rejects


@operation(group=Group.READ, outputs=(Output("rows", kind="table"), REJECTS))
def read_table(
    path: Annotated[Path, File(extensions=TABULAR)],
    *,
    kind: Annotated[str, Choice(options=_TABLE_KINDS)] = "menages",
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows and rejects; see :func:`geotools.sources.template_reading.read_template`.

    Parameters
    ----------
    path : Path
        CSV, XLSX or another table.
    kind : str
        Name of the template.
    progress : Progress, optional

    Returns
    -------
    rows : DataFrame
        Canonical columns of the template.
    rejects : DataFrame
        ``ligne``, ``motif`` and identifiers of the rows left out.

    Raises
    ------
    InputError
        A required column is absent, or identifiers are given twice.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> rows, rejects = geotools.read_table(tiny.folder() / "menages.csv", kind="menages")
    >>> int(rows["apl"].sum())
    179
    """
    reading = _tell(template_reading.read_template(kind, path, progress=progress), progress)
    return reading.frame, reading.rejects


@operation(group=Group.READ, outputs=(Output("points"), REJECTS))
def read_points(
    path: Annotated[Path, File(extensions=TABULAR)],
    *,
    kind: Annotated[str, Choice(options=_POINT_KINDS)] = "residences",
    crs: Annotated[str, PROJECTED] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the points and rejects; see :mod:`geotools.sources.template_reading`.

    Parameters
    ----------
    path : Path
        CSV, XLSX or another table.
    kind : str
        Name of the template.
    crs : str
        CRS of ``x`` and ``y``.
    progress : Progress, optional

    Returns
    -------
    points : GeoDataFrame
        Canonical columns, points.
    rejects : DataFrame
        ``ligne``, ``motif`` and identifiers of the rows left out.

    Raises
    ------
    InputError
        A required column is absent.
    GeometryError
        Positions are outside the territory of the CRS.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> points, rejects = geotools.read_points(
    ...     tiny.folder() / "residences.csv", kind="residences"
    ... )
    >>> int(points["logements"].sum()), len(rejects)
    (420, 0)
    """
    reading = _tell(
        template_reading.read_template(kind, path, crs=crs, progress=progress), progress
    )
    frame = reading.frame
    if not isinstance(frame, gpd.GeoDataFrame):
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, index=frame.index, crs=crs))
    # The position stays readable as two numbers: a table made from this layer has no other.
    position = {"x": frame.geometry.x, "y": frame.geometry.y}
    return frame.assign(**position), reading.rejects


@operation(group=Group.READ, outputs=(Output("verdict", kind="text"),))
def check(
    file: Annotated[Path, File(extensions=TABULAR, positional=True)],
    *,
    kind: Annotated[str | None, KINDS] = None,
    columns: Annotated[Mapping[str, str] | None, NAMES] = None,
) -> Verdict:
    """Say the faults of a file in words; the verdict's code is 2 when there is an error.

    See :func:`geotools.sources.checking.check_file`.

    Parameters
    ----------
    file : Path
        CSV, XLSX or another table.
    kind : str, optional
        Template or official format; recognised by the columns by default.
    columns : mapping of str to str, optional
        Expected column -> its name in this file, where no alias knows it.

    Returns
    -------
    Verdict
        One line per fault: column, rows numbered as in a spreadsheet, what is expected.

    Raises
    ------
    InputError
        The file cannot be read at all, or its kind is not recognised.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> verdict = geotools.check(tiny.folder() / "menages.csv", kind="menages")
    >>> verdict.code
    0
    """
    faults = check_file(file, kind, columns)
    said = []
    for fault in faults.to_dict("records"):
        lines = f"lignes {fault['lignes']}" if fault["lignes"] else ""
        parts = (fault["gravite"], fault["colonne"], lines, fault["message"])
        said.append(" · ".join(part for part in parts if part))
    errors = int((faults["gravite"] == "erreur").sum())
    said.append(f"{errors} erreur(s), {len(faults) - errors} avertissement(s).")
    # what a warning is about is repaired on reading: the file can be used
    return Verdict("\n".join(said), 2 if errors else 0)


@operation(group=Group.READ, outputs=(Output("template", kind="text"),))
def template(
    kind: Annotated[str | None, Choice(options=_KINDS, positional=True)] = None,
    *,
    example: Annotated[bool, Flag()] = False,
) -> str:
    """Return the file that a template expects, blank or with rows of an example.

    Without a name, the list of the templates.

    Parameters
    ----------
    kind : str, optional
        Name of the template; the list of the templates by default.
    example : bool
        With rows of an example.

    Returns
    -------
    str
        CSV text, separated by semicolons.

    Raises
    ------
    ConfigurationError
        There is no such template; near names are given.

    Examples
    --------
    >>> import geotools
    >>> geotools.template("grille").splitlines()[0][:30]
    'residence;sens;services;vie_so'
    """
    if kind is None:
        return "\n".join(f"{name} : {label}" for name, label in _KINDS.items())
    return templates.example_template(kind) if example else templates.blank_template(kind)
