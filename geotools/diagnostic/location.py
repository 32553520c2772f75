"""Stage « localiser »: the atoms of the diagnosis and the zone of each zoning that holds them.

Atoms are the smallest units whose figures are known: residences where there are dwellings with a
position, IRIS where there is the census.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.material import Material
from geotools.errors import InputError
from geotools.progress import Progress
from geotools.sources import residences
from geotools.territory import join_zonings, nearest_zone, tile_ids

TILES = "carreaux"
"""Name of the zoning that is computed from positions, not read from a layer."""


@dataclass
class Located:
    """The atoms, where they are, and what could not be located.

    Parameters
    ----------
    atoms : GeoDataFrame
        Residences (points) or IRIS (polygons), indexed by their identifier.
    zones : dict of str to Series
        For each zoning, atom to code; NA outside every zone.
    of_dwelling : Series, optional
        Dwelling to its atom; NA when it has no position.
    counts : dict of str to int
        What the summary tells.
    """

    atoms: GeoDataFrame
    zones: dict[str, pd.Series] = field(default_factory=dict)
    of_dwelling: pd.Series | None = None
    counts: dict[str, int] = field(default_factory=dict)


def locate(material: Material, progress: Progress) -> Located:
    """Find the atoms and the zone of each zoning that holds them."""
    if "recensement" in material.sources:
        return _census_atoms(material)
    located = _residence_atoms(material)
    progress.at(0.2, "Jointure aux zonages")
    zonings = material.zones()
    joined = join_zonings(located.atoms, zonings, progress=progress.part(0.2, 0.7))
    fine = located.atoms.get("position_fine", pd.Series(True, index=joined.index)).astype(bool)
    for name in zonings:
        codes = joined[f"{name}_code"].astype("string")
        # A position drawn at random in its commune says nothing of a QPV or an IRIS.
        located.zones[name] = codes if name == "communes" else codes.where(fine)
        located.counts[f"résidences dans un zonage « {name} »"] = int(codes.notna().sum())
    located.atoms = joined
    if "qpv" in zonings:
        progress.at(0.7, "Distance aux QPV")
        near = nearest_zone(joined, zonings["qpv"])
        located.atoms = near.rename(columns={"distance": "qpv_distance", "frange": "qpv_frange"})
    progress.at(0.9, "Carreaux de 200 m")
    points = joined.geometry
    ids = tile_ids(points.x.to_numpy(), points.y.to_numpy(), crs=joined.crs)
    known = np.isfinite(points.x.to_numpy())
    located.zones[TILES] = pd.Series(ids, index=joined.index, dtype="string").where(known & fine)
    return located


def _residence_atoms(material: Material) -> Located:
    dwellings = material.frame("logements")
    scale = material.configuration.sources["logements"].echelle
    atoms, of_dwelling = residences(dwellings, scale=scale)
    counts = {
        "logements lus": len(dwellings),
        "logements localisés": int(dwellings.geometry.notna().sum()),
        "logements dans une résidence": int(of_dwelling.notna().sum()),
        "résidences": len(atoms),
    }
    if atoms.empty:
        raise InputError(
            f"Aucune résidence n’a pu être située à l’échelle « {scale} » : "
            f"{len(dwellings)} logements lus, aucun avec une position. Vérifiez X, Y et le SCR."
        )
    return Located(atoms, of_dwelling=of_dwelling, counts=counts)


def _census_atoms(material: Material) -> Located:
    rows = material.frame("recensement")
    iris = material.zones()["iris"]
    # INSEE masks the IRIS of communes that are not divided: each of them is one IRIS, « 0000 ».
    whole = rows["commune"].astype("string") + "0000"
    place = rows["iris"].astype("string").fillna(whole.where(whole.isin(iris.index)))
    known = place.isin(iris.index)
    counts = {
        "logements recensés lus": len(rows),
        "logements recensés dans un IRIS du territoire": int(known.sum()),
        "dont communes non découpées en IRIS": int((known & rows["iris"].isna()).sum()),
        "logements recensés dont l’IRIS est masqué par l’INSEE": int(place.isna().sum()),
        "logements recensés dans un IRIS absent du zonage": int((~known & place.notna()).sum()),
        "IRIS": len(iris),
    }
    located = Located(iris.copy(), of_dwelling=place.where(known), counts=counts)
    located.zones["iris"] = pd.Series(iris.index, index=iris.index, dtype="string")
    located.zones["communes"] = iris.index.to_series().str[:5].astype("string")
    return located
