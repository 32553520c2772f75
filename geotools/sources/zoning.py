"""Polygon zonings (QPV, IRIS, communes, any other): codes, repaired shapes, one CRS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from geotools._compat import read_toml
from geotools.errors import (
    ConfigurationError,
    GeometryError,
    InputError,
    MissingColumnError,
    nearest,
    some,
)
from geotools.metres import read_crs
from geotools.operations import Group, Output, operation
from geotools.parameters import Choice, File, Text
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import source_path
from geotools.sources.categories import plain, tidy
from geotools.sources.columns import simplify
from geotools.sources.inspection import check_crs, outside_france
from geotools.sources.letters import repair_letters
from geotools.sources.opening import open_source
from geotools.sources.reading import (
    PROJECTED,
    REJECTS,
    Notes,
    Provenance,
    Reading,
    count_of,
    reject_table,
)
from geotools.sources.whereabouts import tell_elsewhere

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_NO_SHAPE = "géométrie absente ou vide"
_NO_CODE = "code absent"
_FLAT = "polygone aplati, sans surface"


@cache
def zoning_table() -> Mapping[str, Any]:
    """Return ``zoning.toml``: fields of each official zoning and the tolerance of repairs."""
    return read_toml(files("geotools.sources") / "zoning.toml")


def zoning_kinds() -> dict[str, str]:
    """Return each kind of zoning and its French name."""
    return {key: t["nom"] for key, t in zoning_table().items() if isinstance(t, dict)}


@operation(group=Group.READ, outputs=(Output("zones", style="zonage"), REJECTS))
def read_zoning(
    path: Annotated[Path | str, File(extensions=("gpkg", "geojson", "shp"))],
    kind: Annotated[str, Choice(options=zoning_kinds())] = "qpv",
    *,
    layer: Annotated[str | None, Text()] = None,
    code: Annotated[str | None, Text()] = None,
    label: Annotated[str | None, Text()] = None,
    crs: Annotated[str, PROJECTED] = "EPSG:2154",
    progress: Progress | None = None,
) -> Reading:
    """Read a polygon zoning.

    Parameters
    ----------
    path : Path
        Any vector format (GeoPackage, GeoJSON, shapefile, GeoParquet).
    kind : {"iris", "qpv", "communes", "autre"}
        Which official names of fields to look for.
    layer : str, optional
        Layer, when the file holds several.
    code, label : str, optional
        Fields, when they do not have an official name.
    crs : str
        Projected CRS of the answer.
    progress : Progress, optional

    Returns
    -------
    Reading
        ``frame``: GeoDataFrame indexed by ``code`` (text); ``libelle``, ``commune`` when known,
        geometry Polygon or MultiPolygon, valid. Rows without shape or code are in ``rejects``.

    Raises
    ------
    MissingColumnError
        No field holds the code.
    InputError
        Codes that do not have the form of the kind, or repeated with different labels.
    GeometryError
        CRS absent, not polygons, outside France, or a repair that changes the area.

    Notes
    -----
    Invalid polygons are repaired (``make_valid``, the polygons of the result are kept), counted
    and told. A repair is refused when the area changes by more than ``tolerance_surface`` (1 %)
    and more than ``tolerance_m2``: the area before is that of the rings as they were drawn, or what
    they enclose where a ring crosses itself (a bow tie is two triangles). A polygon without area
    is rejected.
    Several rows with one code and one label are the parts of one zone and are dissolved.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> reading = geotools.read_zoning(tiny.folder() / "communes.gpkg", "communes")
    >>> reading.frame.index.tolist()
    ['99001', '99002']
    """
    path, progress, notes = source_path(path), progress or SILENT, Notes()
    table = _kind(kind)
    target = read_crs(crs)
    progress.at(0.0, f"Lecture du zonage {table['nom']}")
    raw = open_source(path, lambda header: header, notes, layer)
    if raw.geometry is None:
        raise GeometryError(
            f"« {path.name} » n’a pas de géométrie : un zonage est une couche de polygones."
        )
    check_crs(raw.geometry.crs, path.name)
    _check_polygons(raw.geometry, path.name)
    fields = _fields(raw.header, table, code, label, path.name, raw.frame)
    columns = {name: _text(raw.frame[field], notes) for name, field in fields.items()}
    frame = gpd.GeoDataFrame(columns, geometry=raw.geometry.to_numpy(), crs=raw.geometry.crs)
    frame["code"] = _checked_codes(frame["code"], table, path, notes)
    named = "code" if kind != "autre" else "commune"
    if named in frame.columns:
        tell_elsewhere(frame[named], frame.geometry, notes, "zone(s)")
    progress.at(0.4, "Réparation des polygones")
    shapeless = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    flat = _flat(frame.geometry.to_numpy()) & ~shapeless
    nameless = frame["code"].isna().to_numpy() & ~shapeless & ~flat
    rejects = pd.concat(
        [
            reject_table(np.flatnonzero(shapeless), raw.lines, _NO_SHAPE, frame[["code"]]),
            reject_table(np.flatnonzero(flat), raw.lines, _FLAT, frame[["code"]]),
            reject_table(np.flatnonzero(nameless), raw.lines, _NO_CODE, frame[["code"]]),
        ],
        ignore_index=True,
    )
    rejected = shapeless | flat | nameless
    if rejected.all():
        raise InputError(
            f"« {path.name} » : aucune des {len(frame)} entités n’a à la fois un code et un "
            f"polygone ({int(shapeless.sum())} sans géométrie, {int(flat.sum())} sans surface, "
            f"{int(nameless.sum())} sans code)."
        )
    if flat.any():
        notes.add(f"{int(flat.sum())} polygone(s) aplati(s), sans surface : mis de côté.")
    for lost, why in ((shapeless, "sans géométrie"), (nameless, "sans code")):
        if lost.any():
            notes.add(f"{count_of(int(lost.sum()))} zone(s) {why} : mise(s) de côté.")
    frame = _repair(frame[~rejected], target, path.name, notes)
    centre = frame.geometry.centroid
    outside_france(centre.x.to_numpy(), centre.y.to_numpy(), target, path.name)
    progress.at(0.8, "Codes répétés")
    frame = _merge_parts(frame, path.name, notes)
    tell_overlaps(frame, notes)
    years = _YEAR.findall(path.stem)
    vintage = int(years[-1]) if years else None
    provenance = Provenance(table["source"], path.name, vintage, table["licence"], raw.sha256)
    return Reading(frame.set_index("code"), rejects, tuple(notes.lines), provenance)


def recognise_code(frame: pd.DataFrame) -> str:
    """Return the column that holds the code of the zones of an arbitrary layer.

    A column with an official name and unique, well-formed values wins; then any column of unique
    texts that look like an IRIS, QPV or commune code; then the first column of unique texts.

    Raises
    ------
    MissingColumnError
        No column identifies the rows.
    """
    shapes = set(frame.columns[frame.dtypes.astype(str) == "geometry"])
    by_name = {simplify(name): str(name) for name in frame.columns if name not in shapes}
    candidates: list[tuple[str, str | None]] = []
    official = [zoning_table()[kind] for kind in ("iris", "qpv", "communes", "autre")]
    for table in official:
        candidates += [(by_name[n], table["motif"]) for n in table["code"] if n in by_name]
    for table in official[:3]:
        candidates += [(name, table["motif"]) for name in by_name.values()]
    candidates += [(name, None) for name in by_name.values() if _is_text(frame[name])]
    for name, pattern in candidates:
        if _identifies(frame[name], pattern):
            return name
    raise MissingColumnError(
        "Aucun champ de la couche ne porte un code unique pour chaque zone. Champs présents : "
        f"{some(list(by_name.values()))}. Indiquez celui qui sert de code, ou ajoutez-en un."
    )


def _is_text(column: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(column.dtype) or column.dtype == object


def _identifies(column: pd.Series, pattern: str | None) -> bool:
    if column.isna().any() or column.duplicated().any() or not len(column):
        return False
    texts = column.astype("str")
    return pattern is None or bool(texts.str.fullmatch(pattern).all())


def _kind(kind: str) -> Mapping[str, Any]:
    kinds = zoning_kinds()
    if kind not in kinds:
        raise ConfigurationError(
            f"Le zonage « {kind} » n’est pas connu ; valeurs possibles : {', '.join(kinds)}."
        )
    return zoning_table()[kind]


def _check_polygons(geometry: gpd.GeoSeries, label: str) -> None:
    kinds = geometry.geom_type.dropna()
    wrong = kinds[~kinds.isin({"Polygon", "MultiPolygon", "GeometryCollection"})]
    if len(wrong):
        raise GeometryError(
            f"« {label} » doit contenir des polygones ; trouvé : {some(wrong.unique())} sur "
            f"{len(wrong)} entité(s)."
        )


def _fields(
    header: tuple[str, ...],
    table: Mapping[str, Any],
    code: str | None,
    label: str | None,
    file: str,
    frame: pd.DataFrame,
) -> dict[str, str]:
    """Return ``code``, ``libelle`` and ``commune`` -> field of the file."""
    present = {simplify(name): name for name in reversed(header)}
    fields: dict[str, str] = {}
    for role, asked in (("code", code), ("libelle", label), ("commune", None)):
        if asked is not None and asked not in header:
            raise MissingColumnError(
                f"« {file} » : le champ « {asked} » est absent. "
                f"Noms proches : {nearest(asked, header)}."
            )
        known = [] if role == "code" and table is zoning_table()["autre"] else table[role]
        named = asked or next((present[n] for n in known if n in present), None)
        if named is not None and named not in fields.values():
            fields[role] = named
    if "code" not in fields and table is zoning_table()["autre"]:
        fields["code"] = recognise_code(frame)
    if "code" not in fields:
        raise MissingColumnError(
            f"« {file} » : aucun champ n’est connu comme code de {table['nom']} (attendu : "
            f"{some(table['code'])}). Champs présents : {some(header, 12)}. Indiquez lequel."
        )
    return fields


def _text(column: pd.Series, notes: Notes) -> pd.Series:
    mended, changed = repair_letters(tidy(column))
    if changed:
        notes.add(f"{count_of(changed)} libellé(s) aux accents abîmés ont été rétablis.")
    return plain(mended)


def _checked_codes(codes: pd.Series, table: Mapping[str, Any], path: Path, notes: Notes) -> Any:
    """Give back the zero that codes of fixed width lost; refuse what has not the right form."""
    width = table.get("largeur", 0)
    short = (
        codes.str.fullmatch(rf"\d{{{width - 1}}}").fillna(False) if width else codes.isna() & False
    )
    if short.any():
        codes = codes.where(~short.astype(bool), "0" + codes)
        notes.add(f"{count_of(int(short.sum()))} code(s) sans leur zéro initial, rétabli.")
    wrong = codes.notna() & ~codes.str.fullmatch(table["motif"]).fillna(False).astype(bool)
    if wrong.any():
        raise InputError(
            f"« {path.name} » : {int(wrong.sum())} code(s) n’ont pas la forme d’un code de "
            f"{table['nom']}, par exemple « {codes[wrong].iloc[0]} ». Vérifiez le champ du code."
        )
    return codes


def _repair(frame: gpd.GeoDataFrame, target: CRS, file: str, notes: Notes) -> gpd.GeoDataFrame:
    """Reproject, having repaired what is invalid as drawn or becomes so in the target CRS."""
    drawn = frame.to_crs(target).geometry.to_numpy()
    invalid = ~(shapely.is_valid(frame.geometry.to_numpy()) & shapely.is_valid(drawn))
    if not invalid.any():
        return frame.to_crs(target)
    mended = _polygons_of(shapely.make_valid(frame.geometry.to_numpy()[invalid]))
    moved = gpd.GeoSeries(mended, crs=frame.crs).to_crs(target).to_numpy()
    mended = _polygons_of(shapely.make_valid(moved))
    after, signed = shapely.area(mended), np.abs(shapely.area(drawn[invalid]))
    enclosed = np.array([_enclosed(shape) for shape in drawn[invalid]])
    nearer = np.abs(after - signed) <= np.abs(after - enclosed)
    before = np.where(nearer, signed, enclosed)
    change = np.abs(after - before)
    tolerance = zoning_table()["tolerance_surface"]
    refused = change > np.maximum(tolerance * before, zoning_table()["tolerance_m2"])
    if refused.any():
        codes = frame["code"].to_numpy()[invalid][refused]
        raise GeometryError(
            f"« {file} » : réparer les polygones {some(codes)} changerait leur surface de plus de "
            f"{100 * tolerance:g} %. Corrigez-les dans QGIS (« Réparer les géométries », puis "
            "contrôle visuel)."
        )
    drawn[invalid] = mended
    worst = f"{change.max():.0f} m²".replace(".", ",")
    notes.add(
        f"{count_of(int(invalid.sum()))} polygone(s) invalide(s) réparé(s) sur "
        f"{count_of(len(frame))} ; leur surface change de {worst} au plus."
    )
    return frame.set_geometry(gpd.GeoSeries(drawn, index=frame.index, crs=target))


def _flat(shapes: np.ndarray) -> np.ndarray:
    """Tell which polygons have no surface, even once they are repaired."""
    flat = np.zeros(len(shapes), dtype=bool)
    suspects = np.flatnonzero(~shapely.is_missing(shapes) & (shapely.area(shapes) == 0))
    for position in suspects:
        flat[position] = shapely.area(shapely.make_valid(shapes[position])) == 0
    return flat


def _enclosed(shape: Any) -> float:
    """Return the surface that the rings of a polygon enclose, whichever way they turn."""
    total = 0.0
    for part in shapely.get_parts([shape]):
        if shapely.get_type_id(part) != shapely.GeometryType.POLYGON:
            continue
        rings = [shapely.get_exterior_ring(part), *part.interiors]
        areas = [shapely.area(shapely.polygonize([shapely.node(ring)])) for ring in rings]
        total += float(areas[0] - sum(areas[1:]))
    return total


_WHOLE = 0.95


def tell_overlaps(frame: gpd.GeoDataFrame, notes: Notes) -> None:
    """Say how many zones lie almost wholly in another: a dwelling there belongs to both."""
    shapes = frame.geometry.to_numpy()
    inner, outer = shapely.STRtree(shapes).query(shapely.point_on_surface(shapes), "within")
    inner, outer = inner[inner != outer], outer[inner != outer]
    shared = shapely.area(shapely.intersection(shapes[inner], shapes[outer]))
    whole = shared > _WHOLE * shapely.area(shapes[inner])
    if whole.any():
        codes = frame["code"].to_numpy()
        pairs = zip(codes[inner[whole]], codes[outer[whole]], strict=True)
        notes.add(
            f"{count_of(int(whole.sum()))} zone(s) presque entièrement dans une autre "
            f"({some([f'{a} dans {b}' for a, b in pairs], 3)}) : un logement ne compte que dans "
            "l’une d’elles. Vérifiez le fichier."
        )


def _polygons_of(shapes: np.ndarray) -> np.ndarray:
    """Keep the polygons of each shape: a repair may leave lines and points behind."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    nested, inner = shapely.get_parts(parts, return_index=True)
    polygon = shapely.get_type_id(nested) == shapely.GeometryType.POLYGON
    collected = shapely.multipolygons(nested[polygon], indices=owner[inner][polygon])
    single = shapely.get_num_geometries(collected) == 1
    collected[single] = shapely.get_geometry(collected[single], 0)
    return np.asarray(collected)


def _merge_parts(frame: gpd.GeoDataFrame, file: str, notes: Notes) -> gpd.GeoDataFrame:
    """Dissolve rows of one code; refuse one code under two labels."""
    repeated = frame["code"].duplicated(keep=False)
    if not repeated.any():
        return frame.reset_index(drop=True)
    if "libelle" in frame.columns:
        labels = frame[repeated].groupby("code")["libelle"].nunique()
        clash = labels.index[labels > 1]
        if len(clash):
            raise InputError(
                f"« {file} » : le code {some(clash)} désigne plusieurs zones de noms différents. "
                "Donnez un code unique à chacune."
            )
    codes = int(frame.loc[repeated, "code"].nunique())
    notes.add(
        f"{count_of(int(repeated.sum()))} polygones de {count_of(codes)} code(s) répété(s) ont été "
        "réunis en une zone par code."
    )
    return frame.dissolve("code", sort=False, as_index=False)
