"""A fictitious France: national files in official formats, for measuring campaigns.

A dozen territories are drawn by the generator, then laid side by side over the metropolitan extent,
each time with codes of its own: what a campaign meets is the size and the form of the national
files, not their geography.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer

from geotools._compat import require
from geotools.datasets.territory import draw_fiction
from geotools.errors import InputError
from geotools.progress import SILENT, Progress
from geotools.sources.tile_identifier import split_identifiers
from geotools.territory import tile_ids
from geotools.workshops import workshop

CONFIGURATION = "campagne.toml"
_MOST = 1296
_SIDE, _STEP = 36, 32_000.0
"""Territories in a row, and metres from one to the next: 22 km each, with a margin."""

_ORIGIN = (30_000.0, 6_040_000.0)
_QPV_EACH = 1609 / 1250
_TILES_EACH = 2_300_000 // 1250
_DEPARTMENTS = [f"{n:02d}" for n in range(1, 96) if n != 20]
_SIZES = (150, 150, 150, 155, 160, 165, 170, 180, 200, 230, 290, 430)
"""Residences of the territories that are drawn: few large ones, as among EPCIs."""

_CONFIGURATION = """[campagne]
nom = "France fictive"
millesime = 2024
territoires = "epci.csv"

[sources.logements]
format = "rpls"
fichier = "rpls2024.parquet"
echelle = "segment"
{households}
[sources.carreaux]
format = "filosofi"
fichier = "filosofi_200m.parquet"

[zonages.communes]
fichier = "communes.gpkg"

[zonages.qpv]
fichier = "qpv2024.gpkg"

[zonages.iris]
fichier = "iris.gpkg"

[secret]
profil = "{profile}"
"""
_HOUSEHOLDS = """
[sources.menages]
format = "ops"
fichier = "menages_2024.parquet"
"""


@dataclass(frozen=True)
class _Place:
    """Where a copy goes, and the codes that it bears."""

    number: int
    shift: tuple[float, float]
    communes: dict[str, str]

    @property
    def epci(self) -> str:
        return f"2{self.number:08d}"

    @property
    def department(self) -> str:
        return next(iter(self.communes.values()))[:2]


def fictitious_france(
    folder: Path | str,
    *,
    territories: int = 1250,
    seed: int = 2026,
    households: bool = True,
    progress: Progress | None = None,
) -> Path:
    """Write national files of fictitious territories and the ``campagne.toml`` that reads them.

    RPLS, households and tiles (Parquet, columns of the official files), communes, IRIS and QPV
    (GeoPackage), EPCI of each commune (CSV).

    Parameters
    ----------
    folder : path
        Created when absent.
    territories : int
        1 to 1 296; 1 250 give some 5.4 M dwellings, 2.3 M tiles, 17 500 communes, 75 000 IRIS.
    seed : int
    households : bool
        Write the households too; without them the campaign is about open data.
    progress : Progress, optional

    Returns
    -------
    Path
        ``campagne.toml``.

    Raises
    ------
    InputError
        The number of territories is out of bounds, or the folder holds a campaign already.
    """
    if not 1 <= territories <= _MOST:
        raise InputError(
            f"La France fictive compte de 1 à {_MOST} territoires ; demandé : {territories}."
        )
    folder, progress = Path(folder), progress or SILENT
    if (folder / CONFIGURATION).exists():
        raise InputError(f"Le dossier « {folder} » contient déjà « {CONFIGURATION} ».")
    drawn = [
        draw_fiction(seed=seed + rank, residences=size, progress=progress.part(0.0, 0.2))
        for rank, size in enumerate(_SIZES[: max(1, min(len(_SIZES), territories))])
    ]
    with workshop(folder) as draft:
        made = draft / "donnees"
        made.mkdir()
        _write(drawn, made, territories, households, progress.part(0.2, 1.0))
        for path in sorted(made.iterdir()):
            path.replace(folder / path.name)
    return folder / CONFIGURATION


def _write(drawn: list[Any], folder: Path, n: int, households: bool, progress: Progress) -> None:
    require("pyarrow", "La France fictive")
    import pyarrow as pa
    import pyarrow.parquet as pq

    layers: dict[str, list[gpd.GeoDataFrame]] = {"communes": [], "iris": [], "qpv2024": []}
    owners = []
    tables = ["rpls2024", "filosofi_200m", *(["menages_2024"] if households else [])]
    centres = [_tile_centres(fiction.tables["filosofi_200m"]) for fiction in drawn]
    with ExitStack() as stack:
        writers: dict[str, Any] = {}
        for number in range(n):
            progress.at(number / n, "France fictive")
            fiction = drawn[number % len(drawn)]
            place = _place(number, fiction)
            owners += [
                (code, place.epci, f"Territoire {number:04d}") for code in place.communes.values()
            ]
            districts = _districts(fiction, place)
            for name in tables:
                table = _recoded(name, fiction, place, districts, centres[number % len(drawn)])
                arrow = pa.Table.from_pandas(table.astype("string"), preserve_index=False)
                if name not in writers:
                    path = folder / f"{name}.parquet"
                    writers[name] = stack.enter_context(pq.ParquetWriter(path, arrow.schema))
                writers[name].write_table(arrow)
            for name, layer in _layers(fiction, place, districts).items():
                layers[name].append(layer)
    for name, parts in layers.items():
        whole = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=2154)
        whole.to_file(folder / f"{name}.gpkg", layer=name)
    table = pd.DataFrame(owners, columns=["CODGEO", "EPCI", "LIBEPCI"])
    table.to_csv(folder / "epci.csv", sep=";", index=False)
    profile, section = ("ops", _HOUSEHOLDS) if households else ("rpls", "")
    text = _CONFIGURATION.format(households=section, profile=profile)
    (folder / CONFIGURATION).write_text(text, encoding="utf-8")


def _place(number: int, fiction: Any) -> _Place:
    row, column = divmod(number, _SIDE)
    bounds = fiction.geography.communes.total_bounds
    shift = (_ORIGIN[0] + column * _STEP - bounds[0], _ORIGIN[1] + row * _STEP - bounds[1])
    department = _DEPARTMENTS[number % len(_DEPARTMENTS)]
    first = number // len(_DEPARTMENTS) * len(fiction.geography.communes)
    codes = fiction.geography.communes["INSEE_COM"]
    return _Place(
        number,
        shift,
        {old: f"{department}{first + rank + 1:03d}" for rank, old in enumerate(codes)},
    )


def _districts(fiction: Any, place: _Place) -> dict[str, str]:
    """Return the new codes of the districts that this copy keeps: 1 609 over 1 250 copies."""
    kept = int((place.number + 1) * _QPV_EACH) - int(place.number * _QPV_EACH)
    rank = place.number // len(_DEPARTMENTS) * 2
    return {
        old: f"QN0{place.department}{rank + k + 1:02d}N"
        for k, old in enumerate(fiction.districts["code_qp"].iloc[:kept])
    }


def _recoded(
    name: str, fiction: Any, place: _Place, districts: dict[str, str], centres: Any
) -> pd.DataFrame:
    table = fiction.tables[name].copy()
    if name == "filosofi_200m":
        return _tiles(table, place, centres)
    column = "DEPCOM" if name == "rpls2024" else "commune"
    table[column] = table[column].map(place.communes)
    if name == "menages_2024":
        return table
    table["DEP_CODE"], table["EPCI_CODE"] = place.department, place.epci
    table["CODEPOSTAL"] = table[column]
    iris = table["PLG_IRIS2024_CODE"].astype(str)
    table["PLG_IRIS2024_CODE"] = (iris.str[:5].map(place.communes) + iris.str[5:]).fillna("")
    table["PLG_QP24"] = table["PLG_QP24"].map(districts).fillna("")
    table["QPV_CODE"] = np.where(table["PLG_QP24"] == "", "0", "1")
    for axis, shift in zip(("X", "Y"), place.shift, strict=True):
        table[axis] = pd.to_numeric(table[axis], errors="coerce") + shift
    return table


def _tile_centres(table: pd.DataFrame) -> tuple[Any, Any]:
    """Return the centres of the tiles in Lambert-93."""
    parsed = split_identifiers(table["idcar_200m"].astype(str))
    carry = Transformer.from_crs(3035, 2154, always_xy=True)
    half = parsed["size"].to_numpy(dtype=float) / 2
    return carry.transform(
        parsed["east"].to_numpy(dtype=float) + half, parsed["north"].to_numpy(dtype=float) + half
    )


def _tiles(table: pd.DataFrame, place: _Place, centres: tuple[Any, Any]) -> pd.DataFrame:
    x, y = (axis + shift for axis, shift in zip(centres, place.shift, strict=True))
    table["idcar_200m"] = np.asarray(tile_ids(x, y, crs=2154), dtype=object)
    for name in ("idcar_1km", "idcar_nat"):
        table[name] = np.asarray(tile_ids(x, y, crs=2154, size=1000), dtype=object)
    table["lcog_geo"] = (
        table["lcog_geo"]
        .astype(str)
        .map(
            lambda codes: "".join(place.communes[codes[i : i + 5]] for i in range(0, len(codes), 5))
        )
    )
    # The grid is not turned as Lambert-93 is: two tiles may fall in one. The most peopled are kept,
    # in the order of the file: a whole country has no more.
    unique = table.drop_duplicates("idcar_200m")
    people = pd.to_numeric(unique["ind"], errors="coerce").rank(ascending=False, method="first")
    return unique[people <= _TILES_EACH]


def _layers(fiction: Any, place: _Place, districts: dict[str, str]) -> dict[str, gpd.GeoDataFrame]:
    communes = fiction.geography.communes[["NOM", "INSEE_COM", "geometry"]].copy()
    communes["INSEE_COM"] = communes["INSEE_COM"].map(place.communes)
    iris = fiction.geography.iris[["INSEE_COM", "NOM_IRIS", "TYP_IRIS", "geometry"]].copy()
    old = fiction.geography.iris.index.astype(str)
    iris["INSEE_COM"] = iris["INSEE_COM"].map(place.communes)
    iris["CODE_IRIS"] = iris["INSEE_COM"] + old.str[5:]
    qpv = fiction.districts[fiction.districts["code_qp"].isin(list(districts))].copy()
    qpv["code_qp"] = qpv["code_qp"].map(districts)
    qpv["insee_com"] = [
        ", ".join(place.communes[code.strip()] for code in text.split(","))
        for text in qpv["insee_com"]
    ]
    qpv["insee_dep"] = place.department
    found = {
        "communes": communes,
        "iris": iris,
        "qpv2024": qpv[["code_qp", "lib_qp", "insee_com", "insee_dep", "geometry"]],
    }
    for layer in found.values():
        layer["geometry"] = layer.geometry.translate(*place.shift)
    return found
