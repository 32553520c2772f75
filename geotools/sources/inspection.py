"""What a file holds, told before anything is loaded, and the refusals that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyogrio
from pyproj import CRS

from geotools._compat import installed, require
from geotools.boundaries import cut, reading
from geotools.errors import (
    ConfigurationError,
    GeometryError,
    InputError,
    absent_file,
    is_file,
    nearest,
    some,
)
from geotools.metres import read_crs
from geotools.names import is_technical_table
from geotools.sources.addresses import refuse_remote
from geotools.sources.geoparquet import ParquetGeometry, parquet_geometry
from geotools.sources.places import SHARE, extents, guess_places, inside
from geotools.sources.textfile import probe_text
from geotools.sources.workbook import candidates, open_workbook
from geotools.sources.xmlfile import refuse_entities

_ADVICE = "Exportez-le à nouveau (GeoPackage, Parquet ou CSV)."
TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})


@dataclass(frozen=True)
class Inspection:
    """Schema of one layer of a file.

    Parameters
    ----------
    path : Path
    layer : str or None
        The layer that was inspected; None in a file without layers (CSV, Parquet, XLSX).
    layers : tuple of str
        Every layer of the file.
    columns : mapping of str to str
        Name of each column and its type, as the format writes it.
    geometry : str or None
        ``Point``, ``MultiPolygon``…, None for a table.
    crs : str or None
        ``EPSG:2154`` form when it has a code, None when the file does not declare one.
    count : int or None
        Number of rows, None when only reading everything would tell.
    """

    path: Path
    layer: str | None
    layers: tuple[str, ...]
    columns: Mapping[str, str]
    geometry: str | None
    crs: str | None
    count: int | None


def inspect_source(path: Path | str, layer: str | None = None) -> Inspection:
    """Look at a file without loading it: layers, columns, CRS and number of rows.

    Spatial files are opened by fiona when it is installed, by pyogrio otherwise.

    Parameters
    ----------
    path : Path
        CSV, XLSX, Parquet, or any vector format of GDAL.
    layer : str, optional
        Required when the file holds several layers.

    Raises
    ------
    InputError
        The file is missing or unreadable, the layer is unknown or to be chosen.
    """
    path = Path(path)
    check_exists(path)
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES:
        header = probe_text(path).header
        return _table(path, dict.fromkeys(header, "str"), None)
    if suffix == ".parquet":
        return _inspect_parquet(path)
    if suffix == ".xlsx":
        return _inspect_workbook(path, layer)
    with reading(path, _ADVICE):
        refuse_entities(path)
        layers = tuple(
            name
            for name in map(str, pyogrio.list_layers(path)[:, 0])
            if not is_technical_table(name)
        )
        chosen = _choose(path, layers, layer)
        read = _by_fiona if installed("fiona") else _by_pyogrio
        return read(path, chosen, layers)


def check_exists(path: Path) -> None:
    """Refuse a path where there is no file, with the nearest names of its folder.

    Raises
    ------
    InputError
    """
    refuse_remote(path)
    if not is_file(path):
        raise InputError(absent_file(path))


def check_crs(crs: object, label: str, *, declared: object = None, projected: bool = False) -> CRS:
    """Return the CRS of a layer, or refuse it: absent, not the one declared, geographic.

    Parameters
    ----------
    crs : anything pyproj reads, or None
    label : str
        How the layer is called in the message.
    declared : optional
        The CRS that the person says the file is in.
    projected : bool
        Metres are needed.

    Raises
    ------
    GeometryError
    """
    found = known_crs(crs)
    if found is None:
        if declared is None:
            raise GeometryError(
                f"« {label} » n’a pas de système de coordonnées (SCR). Déclarez-le dans le "
                "fichier, par exemple EPSG:2154 (Lambert-93)."
            )
        return read_crs(declared)
    if declared is not None and not found.equals(read_crs(declared), True):
        raise GeometryError(
            f"« {label} » est en {found.to_string()} alors que "
            f"{read_crs(declared).to_string()} est déclaré. Corrigez la déclaration "
            "ou reprojetez la couche."
        )
    if projected and not found.is_projected:
        raise GeometryError(
            f"Les distances exigent un SCR projeté en mètres ; « {label} » est en "
            f"{found.to_string()}. Reprojetez la couche, par exemple en EPSG:2154."
        )
    return found


def known_crs(crs: object) -> CRS | None:
    """Read a CRS; GeoPackage's « Undefined SRS » and an engineering CRS count as absent."""
    if crs is None or crs == "":
        return None
    read = read_crs(crs)
    placed = read.is_projected or read.is_geographic or read.is_compound
    return read if placed and not read.name.lower().startswith("undefined") else None


def outside_france(x: np.ndarray, y: np.ndarray, crs: CRS, label: str) -> np.ndarray:
    """Return which positions fall outside the French extent of a projected CRS.

    A CRS that is not listed in ``france.toml`` is not checked here.

    Raises
    ------
    GeometryError
        Most positions are outside: X and Y are swapped, or the CRS is another one.
    """
    known = extents().get(crs.to_epsg() or 0)
    placed = ~(np.isnan(x) | np.isnan(y))
    if known is None or not placed.any():
        return np.zeros(len(x), dtype=bool)
    name, box = known
    outside = placed & ~inside(x, y, box)
    if outside.sum() <= SHARE * placed.sum():
        return outside
    if inside(y, x, box)[placed].mean() > SHARE:
        raise GeometryError(
            f"« {label} » : X et Y semblent inversés ({int(outside.sum())} positions sur "
            f"{int(placed.sum())}). Échangez les deux colonnes."
        )
    looks = guess_places(x[placed], y[placed])
    guess = (
        f" Elles ressemblent à {some(looks)} : lisez-les dans ce système."
        if looks
        else (" Vérifiez le système de coordonnées et les colonnes X et Y.")
    )
    raise GeometryError(
        f"« {label} » : {int(outside.sum())} positions sur {int(placed.sum())} tombent hors de "
        f"{name} en {crs.to_string()}.{guess}"
    )


# --- Formats --------------------------------------------------------------------------------------


def _table(path: Path, columns: dict[str, str], count: int | None) -> Inspection:
    return Inspection(path, None, (), MappingProxyType(columns), None, None, count)


def _inspect_parquet(path: Path) -> Inspection:
    parquet = require("pyarrow.parquet", "La lecture d’un fichier Parquet")
    with reading(path, _ADVICE), parquet.ParquetFile(path) as opened:
        schema, count = opened.schema_arrow, opened.metadata.num_rows
        names = [str(name) for name in schema.names]
        twice = sorted({name for name in names if names.count(name) > 1})
        nested = [n for n, kind in zip(names, schema.types, strict=True) if kind.num_fields]
        if twice:
            raise InputError(
                f"« {path.name} » : la colonne « {cut(twice[0])} » y figure plusieurs fois. "
                "Renommez ou supprimez l’une d’elles."
            )
        columns = {n: str(kind) for n, kind in zip(names, schema.types, strict=True)}
        base = _table(path, {n: k for n, k in columns.items() if n not in nested}, count)
        try:
            geometry = parquet_geometry(opened)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise InputError(
                f"« {path.name} » : ses métadonnées GeoParquet ne décrivent pas sa colonne de "
                "géométrie. Exportez la couche à nouveau depuis QGIS."
            ) from None
    return base if geometry is None else _geoparquet(base, geometry)


def _geoparquet(base: Inspection, geometry: ParquetGeometry) -> Inspection:
    crs = None if geometry.crs is None else geometry.crs.to_string()
    kind = geometry.kinds[0] if geometry.kinds else "Unknown"  # none listed is unknown
    names = {k: v for k, v in base.columns.items() if k != geometry.column}
    return Inspection(base.path, None, (), MappingProxyType(names), kind, crs, base.count)


def _inspect_workbook(path: Path, sheet: str | None) -> Inspection:
    """Look at the sheet whose header is the widest, or at the one that is named."""
    with open_workbook(path) as book:
        headers = [header for _, header in candidates(book, path, sheet)]
    header = max(headers, key=lambda row: sum(map(bool, row)), default=())
    return _table(path, {name: "cell" for name in header if name}, None)


def _choose(path: Path, layers: tuple[str, ...], layer: str | None) -> str:
    if layer is None and len(layers) == 1:
        return layers[0]
    if not layers:
        raise InputError(f"« {path.name} » ne contient aucune couche. Exportez-la à nouveau.")
    if layer is None:
        raise ConfigurationError(
            f"« {path.name} » contient {len(layers)} couches : {some(layers)}. Dites laquelle lire."
        )
    if layer not in layers:
        raise ConfigurationError(
            f"« {path.name} » n’a pas de couche « {layer} ». Noms proches : "
            f"{nearest(layer, layers)}."
        )
    return layer


def _by_fiona(path: Path, layer: str, layers: tuple[str, ...]) -> Inspection:
    fiona = require("fiona", "L’inspection du fichier")
    with fiona.open(path, layer=layer) as source:
        crs = known_crs(source.crs_wkt)
        columns = dict(source.schema["properties"])
        geometry = source.schema["geometry"]
        count = len(source)
    kind = None if geometry == "None" else geometry
    name = None if crs is None else crs.to_string()
    return Inspection(path, layer, layers, MappingProxyType(columns), kind, name, count)


def _by_pyogrio(path: Path, layer: str, layers: tuple[str, ...]) -> Inspection:
    info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    columns = dict(zip(info["fields"], info["dtypes"], strict=True))
    crs = known_crs(info["crs"])
    name, kind = None if crs is None else crs.to_string(), info["geometry_type"]
    return Inspection(path, layer, layers, MappingProxyType(columns), kind, name, info["features"])
