"""The readers as operations: what a technician runs from QGIS or the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd

from geotools.operations import Group, Output, Verdict, operation
from geotools.parameters import Choice, Crs, File, Flag, Integer, Text
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

_CRS = Crs(example="EPSG:2154")
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
    """Return the zones and the rejected rows; see :func:`geotools.sources.zoning.read_zoning`.

    Parameters
    ----------
    path : Path
        Any vector format.
    kind : str
        ``iris``, ``qpv``, ``communes`` or ``autre``.
    layer : str, optional
        Layer, when the file holds several.
    code, label : str, optional
        Fields, when they do not have an official name.
    crs : str
        Projected CRS of the answer.
    progress : Progress, optional

    Returns
    -------
    zones : GeoDataFrame
        Indexed by code, valid polygons.
    rejects : DataFrame
        Rows without shape or code.

    Raises
    ------
    MissingColumnError
        No field holds the code.
    GeometryError
        The CRS is absent, or the shapes are not polygons.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.operations import get_operation
    >>> zones, rejects = get_operation("readzoning").run(
    ...     {"path": tiny.folder() / "communes.gpkg", "kind": "communes"}
    ... )
    >>> zones.index.tolist()
    ['99001', '99002']
    """
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
    """Return the tiles; see :func:`geotools.sources.filosofi.read_filosofi`.

    Parameters
    ----------
    path : Path
        CSV, Parquet or a vector layer.
    progress : Progress, optional

    Returns
    -------
    GeoDataFrame
        Indexed by ``idcar_200m``, squares rebuilt from the identifiers.

    Raises
    ------
    InputError
        An identifier is malformed or repeated, or a column is absent.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.operations import get_operation
    >>> (tiles,) = get_operation("readfilosofi").run(
    ...     {"path": tiny.folder() / "filosofi_200m.csv"}
    ... )
    >>> float(tiles["men"].sum())
    360.0
    """
    return _tell(filosofi.read_filosofi(path, progress=progress), progress).frame


@operation(group=Group.READ, outputs=(Output("dwellings", kind="table"), _REJECTS))
def read_census(
    path: Annotated[Path, File(extensions=("parquet", "csv"))],
    *,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the dwellings and rejects; see :func:`geotools.sources.census.read_census`.

    Parameters
    ----------
    path : Path
        Parquet or CSV, INSEE names.
    progress : Progress, optional

    Returns
    -------
    dwellings : DataFrame
        One row per dwelling, with its weight ``poids``.
    rejects : DataFrame
        Rows without a positive weight.

    Raises
    ------
    InputError
        A column is absent.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> from geotools.operations import get_operation
    >>> dwellings, rejects = get_operation("readcensus").run(
    ...     {"path": tiny.folder() / "recensement.csv"}
    ... )
    >>> float(dwellings["poids"].sum())
    13.0
    """
    reading = _tell(census.read_census(path, progress=progress), progress)
    return reading.frame, reading.rejects


@operation(group=Group.READ, outputs=(Output("rows", kind="table"), _REJECTS))
def read_table(
    path: Annotated[Path, File(extensions=_TABULAR)],
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


@operation(group=Group.READ, outputs=(Output("points"), _REJECTS))
def read_points(
    path: Annotated[Path, File(extensions=_TABULAR)],
    *,
    kind: Annotated[str, Choice(options=_POINT_KINDS)] = "residences",
    crs: Annotated[str, _CRS] = "EPSG:2154",
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


@operation(group=Group.READ, outputs=(Output("faults", kind="table"),))
def check_file(
    path: Annotated[Path, File(extensions=_TABULAR)],
    *,
    kind: Annotated[str | None, Choice(options=checking.check_kinds())] = None,
    columns: Annotated[str | None, _NAMES] = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    r"""Return the faults; see :func:`geotools.sources.checking.check_file`.

    Parameters
    ----------
    path : Path
        CSV, XLSX or another table.
    kind : str, optional
        Template or official format; recognised by the columns by default.
    columns : str, optional
        ``nom attendu = nom du fichier`` pairs, separated by semicolons.
    progress : Progress, optional

    Returns
    -------
    DataFrame
        ``gravite`` (``erreur``, ``avertissement``), ``colonne`` and what is wrong; never the
        value of a household.

    Raises
    ------
    InputError
        The file cannot be read at all, or its kind is not recognised.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> path = tiny.folder() / "fautif.csv"
    >>> size = path.write_text("menage;residence;apl\nM1;R01;peut-être\n", encoding="utf-8")
    >>> found = geotools.check_file(path, kind="menages")
    >>> found.loc[found["colonne"] == "apl", "gravite"].tolist()
    ['erreur']
    """
    (progress or SILENT).at(0.0, "Contrôle du fichier")
    return checking.check_file(path, kind, parse_column_names(columns or ""))


@operation(group=Group.READ, outputs=(Output("columns", kind="table"),))
def describe_template(
    kind: Annotated[str, Choice(options=_KINDS)] = "menages",
) -> pd.DataFrame:
    """Return the columns; see :func:`geotools.sources.templates.describe_template`.

    Parameters
    ----------
    kind : str
        Name of the template.

    Returns
    -------
    DataFrame
        Indexed by column: ``libelle``, ``type``, ``requis``, ``valeurs``, ``unite``,
        ``noms_acceptes``, ``note``.

    Raises
    ------
    ConfigurationError
        There is no such template; near names are given.

    Examples
    --------
    >>> import geotools
    >>> columns = geotools.describe_template("menages")
    >>> columns.loc[["menage", "apl"], "type"].tolist()
    ['identifiant', 'oui_non']
    """
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

    Parameters
    ----------
    file : Path
        CSV, XLSX or another table.
    kind : str, optional
        Template or official format; recognised by the columns by default.
    columns : str, optional
        ``nom attendu = nom du fichier`` pairs, separated by semicolons.

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
