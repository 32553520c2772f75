"""Stage « localiser »: the atoms of the diagnosis and the zone of each zoning that holds them.

Atoms are the smallest units whose figures are known: residences where there are dwellings with a
position, IRIS where there is the census. What has no sure position is an atom of its commune: it
counts at every level that its codes know.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.attachment import UNLOCATED, Attachment, attach_households
from geotools.diagnostic.material import Material
from geotools.errors import InputError
from geotools.progress import Progress
from geotools.sources import own_codes, residences
from geotools.territory import join_zonings, nearest_zone, tile_ids

TILES = "carreaux"
"""Name of the zoning that is computed from positions, not read from a layer."""

COMMUNES, IRIS = "communes", "iris"


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
    of_household : Attachment, optional
        Household to its atom, where there are households.
    unlocated : Series
        Commune to the atom of what it holds without a sure position (no geometry). Dwellings drawn
        at random in their commune are there: their point says nothing of a QPV, an IRIS or a group.
    dwellings : Series
        Dwellings of each atom, with a position or not; empty when the source is the census.
    """

    atoms: GeoDataFrame
    zones: dict[str, pd.Series] = field(default_factory=dict)
    of_dwelling: pd.Series | None = None
    counts: dict[str, int] = field(default_factory=dict)
    of_household: Attachment | None = None
    unlocated: pd.Series = field(default_factory=lambda: pd.Series(dtype="object"))
    dwellings: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))


def locate(material: Material, progress: Progress) -> Located:
    """Find the atoms and the zone of each zoning that holds them."""
    if "recensement" in material.sources:
        return _census_atoms(material)
    located = _residence_atoms(material)
    progress.at(0.2, "Jointure aux zonages")
    zonings = material.zones()
    placed = located.atoms[located.atoms.geometry.notna()]
    joined = join_zonings(placed, zonings, progress=progress.part(0.2, 0.7))
    everywhere = located.atoms.index
    for name in zonings:
        codes = joined[f"{name}_code"].astype("string").reindex(everywhere)
        located.zones[name] = _by_their_codes(name, codes, located, zonings[name])
        known = located.zones[name].reindex(placed.index).notna()
        located.counts[f"résidences dans un zonage « {name} »"] = int(known.sum())
    if "qpv" in zonings:
        progress.at(0.7, "Distance aux QPV")
        near = nearest_zone(joined, zonings["qpv"])
        joined = near.rename(columns={"distance": "qpv_distance", "frange": "qpv_frange"})
    progress.at(0.9, "Carreaux de 200 m")
    ids = tile_ids(joined.geometry.x.to_numpy(), joined.geometry.y.to_numpy(), crs=joined.crs)
    tiles = pd.Series(ids, index=joined.index, dtype="string")
    located.zones[TILES] = tiles.reindex(everywhere)
    added = joined.columns.difference(located.atoms.columns, sort=False)
    located.atoms = GeoDataFrame(located.atoms.join(joined[added]))
    return located


def _by_their_codes(
    name: str, codes: pd.Series, located: Located, zones: GeoDataFrame
) -> pd.Series:
    """Return the zone of each atom: the one that its commune's code says, else that of its point.

    A commune that is not divided is one IRIS, « 0000 »: its code is enough too.
    """
    commune = located.atoms["commune"].astype("string")
    if name == COMMUNES:
        return commune.where(commune.isin(zones.index), codes)
    if name == IRIS:
        whole = commune + "0000"
        return codes.fillna(whole.where(whole.isin(zones.index)))
    return codes


def _residence_atoms(material: Material) -> Located:
    rows = material.frame("logements")
    scale = material.configuration.sources["logements"].echelle
    places, of_dwelling = residences(rows, scale=scale)
    if places.empty:
        raise InputError(
            f"Aucune résidence n’a pu être située à l’échelle « {scale} » : "
            f"{len(rows)} logements lus, aucun avec une position. Vérifiez X, Y et le SCR."
        )
    commune = rows["depcom"].astype("object")
    code = own_codes(rows, scale)
    of_dwelling = of_dwelling.astype("object")
    keys = _keys(commune, code, of_dwelling)
    # A dwelling without a position is where the others of its residence are.
    of_dwelling = of_dwelling.fillna((commune + ":" + code).map(keys))
    sure = places[places["position_fine"].astype(bool)]
    of_dwelling = of_dwelling.where(of_dwelling.isin(sure.index), commune + UNLOCATED)
    keys = _keys(commune, code, of_dwelling)
    households = material.frame("menages")
    attached = None
    if households is not None:
        known = pd.Index(commune.unique())
        attached = attach_households(households, keys, sure["commune"], known)
    atoms = _with_unlocated(sure, of_dwelling, attached)
    random = of_dwelling.str.endswith(UNLOCATED) & rows.geometry.notna()
    counts = {
        "logements lus": len(rows),
        "logements localisés": int(rows.geometry.notna().sum()),
        "logements dans une résidence": int(of_dwelling.isin(sure.index).sum()),
        "logements comptés dans leur commune seule": int((~of_dwelling.isin(sure.index)).sum()),
        "dont placés au hasard dans leur commune": int(random.sum()),
        "résidences": len(sure),
    }
    nowhere = atoms.index[atoms.index.str.endswith(UNLOCATED)]
    return Located(
        atoms,
        of_dwelling=of_dwelling,
        counts=counts,
        of_household=attached,
        unlocated=pd.Series(nowhere, index=atoms.loc[nowhere, "commune"], dtype="object"),
        dwellings=atoms["logements"],
    )


def _keys(commune: pd.Series, code: pd.Series, of_dwelling: pd.Series) -> pd.Series:
    """Return the atom of each ``commune:code``; a code that several atoms bear says nothing."""
    pairs = pd.DataFrame({"key": commune + ":" + code, "atom": of_dwelling}).dropna()
    pairs = pairs.drop_duplicates()
    pairs = pairs[~pairs["key"].duplicated(keep=False)]
    return pairs.set_index("key")["atom"].astype("object")


def _with_unlocated(
    sure: GeoDataFrame, of_dwelling: pd.Series, attached: Attachment | None
) -> GeoDataFrame:
    """Add one atom without geometry for each commune that holds something of no sure position."""
    held = [of_dwelling, *([] if attached is None else [attached.atoms])]
    names = pd.concat(held).dropna().astype("string").unique()
    names = sorted(name for name in names if name.endswith(UNLOCATED))
    columns = {
        "commune": [name.removesuffix(UNLOCATED) for name in names],
        "libelle": ["Logements sans position sûre"] * len(names),
        "position_fine": [False] * len(names),
        "geometry": [None] * len(names),
    }
    index = pd.Index(names, dtype="object")
    added = GeoDataFrame(columns, geometry="geometry", crs=sure.crs, index=index)
    atoms = pd.concat([sure, added.reindex(columns=sure.columns)]) if names else sure.copy()
    dwellings = of_dwelling.value_counts().reindex(atoms.index).fillna(0).astype("int64")
    return GeoDataFrame(atoms.assign(logements=dwellings)).rename_axis(sure.index.name)


def _census_atoms(material: Material) -> Located:
    rows = material.frame("recensement")
    zones = material.zones()
    iris = zones[IRIS]
    # INSEE masks the IRIS of communes that are not divided: each of them is one IRIS, « 0000 ».
    commune = rows["commune"].astype("string")
    whole = commune + "0000"
    place = rows["iris"].astype("string").fillna(whole.where(whole.isin(iris.index)))
    known = place.isin(iris.index)
    of_territory = zones[COMMUNES].index if COMMUNES in zones else iris.index.str[:5].unique()
    apart = ~known & commune.isin(of_territory)
    counts = {
        "logements recensés lus": len(rows),
        "logements recensés dans un IRIS du territoire": int(known.sum()),
        "dont communes non découpées en IRIS": int((known & rows["iris"].isna()).sum()),
        "logements recensés comptés dans leur commune seule": int(apart.sum()),
        "logements recensés dont l’IRIS est masqué par l’INSEE": int(place.isna().sum()),
        "logements recensés dans un IRIS absent du zonage": int((~known & place.notna()).sum()),
        "IRIS": len(iris),
    }
    held = place.where(known, (commune + UNLOCATED).where(apart)).astype("object")
    names = sorted(held[apart].unique())
    where = pd.Series([name.removesuffix(UNLOCATED) for name in names], index=names, dtype="string")
    columns = {"libelle": ["Logements dont l’IRIS n’est pas connu"] * len(names)}
    if "commune" in iris.columns:
        columns["commune"] = where.tolist()
    added = GeoDataFrame(
        {**columns, "geometry": [None] * len(names)}, geometry="geometry", crs=iris.crs, index=names
    )
    atoms = pd.concat([iris, added.reindex(columns=iris.columns)]) if names else iris.copy()
    located = Located(
        GeoDataFrame(atoms).rename_axis(iris.index.name),
        of_dwelling=held,
        counts=counts,
        unlocated=pd.Series(names, index=where, dtype="object"),
    )
    of_iris = pd.Series(iris.index, index=iris.index, dtype="string")
    located.zones[IRIS] = of_iris.reindex(located.atoms.index)
    if COMMUNES in zones:
        codes = pd.concat([of_iris.str[:5], where])
        located.zones[COMMUNES] = codes.reindex(located.atoms.index)
    return located
