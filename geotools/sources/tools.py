"""The readers as operations: what a technician runs from QGIS or the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.operations import Group, Output, Verdict, operation
from geotools.parameters import Choice, File, Flag, Integer, Text
from geotools.progress import SILENT, Progress
from geotools.sources import (
    census,
    checking,
    filosofi,
    rpls,
    template_reading,
    templates,
    zoning,
)
from geotools.sources.columns import parse_column_names
from geotools.sources.reading import Reading
from geotools.sources.residences import SCALES, residences

_CRS = Text(example="EPSG:2154")
_NAMES = Text(example="residence = Code programme ; apl = Bénéf APL", longest=5_000)
_TABULAR = ("csv", "txt", "parquet", "xlsx")
_KINDS = templates.template_kinds()
_POINT_KINDS = {k: v for k, v in _KINDS.items() if templates.load_template(k).position}
_TABLE_KINDS = {k: v for k, v in _KINDS.items() if k not in _POINT_KINDS}
_REJECTS = Output("rejects", kind="table")


def _tell(reading: Reading, progress: Progress | None) -> Reading:
    for note in reading.notes:
        (progress or SILENT).say(f"{reading.provenance.fichier} : {note}")
    return reading


@operation(
    group=Group.READ,
    outputs=(
        Output("dwellings", style="logements"),
        Output("residences", style="residences"),
        _REJECTS,
    ),
)
def read_rpls(
    path: Annotated[Path, File(extensions=("csv", "parquet", "gpkg"))],
    *,
    scale: Annotated[str, Choice(options=SCALES)] = "adresse",
    vintage: Annotated[int | None, Integer(minimum=2013, maximum=2035)] = None,
    crs: Annotated[str, _CRS] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Return dwellings, residences and rejected rows of an RPLS file.

    See :func:`geotools.sources.rpls.read_rpls` and
    :func:`geotools.sources.residences.residences`.
    """
    reading = _tell(rpls.read_rpls(path, vintage=vintage, crs=crs, progress=progress), progress)
    places, membership = residences(reading.frame, scale=scale)
    dwellings = reading.frame.assign(residence=membership)
    return dwellings, places, reading.rejects


@operation(group=Group.READ, outputs=(Output("zones", style="zonage"), _REJECTS))
def read_zoning(
    path: Annotated[Path, File(extensions=("gpkg", "geojson", "shp"))],
    *,
    kind: Annotated[str, Choice(options=zoning.zoning_kinds())] = "qpv",
    layer: Annotated[str | None, Text()] = None,
    code: Annotated[str | None, Text()] = None,
    label: Annotated[str | None, Text()] = None,
    crs: Annotated[str, _CRS] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the zones and the rejected rows; see :func:`geotools.sources.zoning.read_zoning`."""
    reading = zoning.read_zoning(
        path,
        kind,
        layer=layer or None,
        code=code or None,
        label=label or None,
        crs=crs,
        progress=progress,
    )
    return _tell(reading, progress).frame, reading.rejects


@operation(group=Group.READ, outputs=(Output("tiles", style="carreaux"),))
def read_filosofi(
    path: Annotated[Path, File(extensions=("csv", "gpkg", "parquet"))],
    *,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the tiles; see :func:`geotools.sources.filosofi.read_filosofi`."""
    return _tell(filosofi.read_filosofi(path, progress=progress), progress).frame


@operation(group=Group.READ, outputs=(Output("dwellings", kind="table"), _REJECTS))
def read_census(
    path: Annotated[Path, File(extensions=("parquet", "csv"))],
    *,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the dwellings and rejects; see :func:`geotools.sources.census.read_census`."""
    reading = _tell(census.read_census(path, progress=progress), progress)
    return reading.frame, reading.rejects


@operation(group=Group.READ, outputs=(Output("rows", kind="table"), _REJECTS))
def read_table(
    path: Annotated[Path, File(extensions=_TABULAR)],
    *,
    kind: Annotated[str, Choice(options=_TABLE_KINDS)] = "menages",
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows and rejects; see :func:`geotools.sources.template_reading.read_template`."""
    reading = _tell(template_reading.read_template(kind, path, progress=progress), progress)
    return reading.frame, reading.rejects


@operation(group=Group.READ, outputs=(Output("points"), _REJECTS))
def read_points(
    path: Annotated[Path, File(extensions=_TABULAR)],
    *,
    kind: Annotated[str, Choice(options=_POINT_KINDS)] = "residences",
    crs: Annotated[str, _CRS] = "EPSG:2154",
    progress: Progress | None = None,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the points and rejects; see :mod:`geotools.sources.template_reading`."""
    reading = _tell(
        template_reading.read_template(kind, path, crs=crs, progress=progress), progress
    )
    frame = reading.frame
    if not isinstance(frame, gpd.GeoDataFrame):
        frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, index=frame.index, crs=crs))
    # The position stays readable as two numbers: a table made from this layer has no other.
    position = {"x": frame.geometry.x, "y": frame.geometry.y}
    return frame.assign(**position), reading.rejects


@operation(group=Group.READ, outputs=(Output("faults", kind="table"),))
def check_file(
    path: Annotated[Path, File(extensions=_TABULAR)],
    *,
    kind: Annotated[str | None, Choice(options=checking.check_kinds())] = None,
    columns: Annotated[str | None, _NAMES] = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the faults; see :func:`geotools.sources.checking.check_file`."""
    (progress or SILENT).at(0.0, "Contrôle du fichier")
    return checking.check_file(path, kind, parse_column_names(columns or ""))


@operation(group=Group.READ, outputs=(Output("columns", kind="table"),))
def describe_template(
    kind: Annotated[str, Choice(options=_KINDS)] = "menages",
) -> pd.DataFrame:
    """Return the columns; see :func:`geotools.sources.templates.describe_template`."""
    return templates.describe_template(kind).set_index("colonne")


@operation(group=Group.READ, outputs=(Output("verdict", kind="text"),))
def check(
    file: Annotated[Path, File(extensions=_TABULAR, positional=True)],
    *,
    kind: Annotated[str | None, Choice(options=checking.check_kinds())] = None,
    columns: Annotated[str | None, _NAMES] = None,
) -> Verdict:
    """Say the faults of a file in words; the verdict's code is 2 when there is an error.

    See :func:`geotools.sources.checking.check_file`.
    """
    faults = checking.check_file(file, kind, parse_column_names(columns or ""))
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
    """
    if kind is None:
        return "\n".join(f"{name} : {label}" for name, label in _KINDS.items())
    return templates.example_template(kind) if example else templates.blank_template(kind)
