"""Clusters of poor households over the tiles of the whole campaign: open data, one statistic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geotools.campaign.plan import Campaign, territories_in
from geotools.progress import Progress
from geotools.sources.filosofi import read_poor_households
from geotools.sources.tile_identifier import split_identifiers
from geotools.spatial import local_moran
from geotools.territory import tile_polygons

FILE = "carreaux_grappes.parquet"
SHARE = "part_pauvres"
_CLUSTERS = ("HH", "LL", "HL", "LH")
_FEWEST = 10


def write_national_clusters(
    folder: Path, campaign: Campaign, owners: Mapping[str, str], progress: Progress
) -> str:
    """Write the tiles that are in a cluster of poor households, all territories together.

    A territory's own diagnosis compares its tiles with its own mean; here the mean is that of the
    campaign. A tile whose value INSEE imputed is left out, as in a diagnosis.

    Parameters
    ----------
    folder : Path
        Of the synthesis.
    campaign : Campaign
    owners : mapping of str to str
        Territory of each commune.
    progress : Progress

    Returns
    -------
    str
        What was found, in French; empty without tiles.
    """
    item = next((f for f in campaign.files if (f.section, f.name) == ("sources", "carreaux")), None)
    if item is None:
        return ""
    progress.at(0.0, "Grappes des carreaux")
    tiles = read_poor_households(item.path)
    if "men_pauv" not in tiles.columns:
        return "Carreaux : le fichier ne dit pas les ménages pauvres, aucune grappe n’est cherchée."
    if "lcog_geo" in tiles.columns:
        unique = pd.Series(tiles["lcog_geo"].unique(), dtype="string")
        here = unique[[bool(territories_in(str(code), owners)) for code in unique]]
        tiles = tiles[tiles["lcog_geo"].isin(here)]
    share = (tiles["men_pauv"] / tiles["men"]).where(tiles["men"] > 0).clip(upper=1.0)
    share = share.mask(tiles["impute"].fillna(False).astype(bool).to_numpy())
    if share.notna().sum() < _FEWEST:
        return "Carreaux : trop peu de valeurs propres pour chercher des grappes."
    found = local_moran(_placed(tiles, share), SHARE, weights="tiles")
    kept = pd.DataFrame(found.drop(columns="geometry"))
    kept = kept[kept["grappe"].isin(_CLUSTERS)].sort_index()
    layer = gpd.GeoDataFrame(kept, geometry=tile_polygons(kept.index).to_numpy(), crs=found.crs)
    layer.to_parquet(folder / FILE, schema_version="1.1.0", write_covering_bbox=True)
    return f"Grappes de {len(found)} carreaux, ensemble : {len(layer)} carreaux dans une grappe."


def _placed(tiles: pd.DataFrame, share: pd.Series) -> gpd.GeoDataFrame:
    """Return the tiles at their corner: neighbours are read in the identifiers."""
    parts = split_identifiers(tiles.index.to_series())
    places = shapely.points(parts["east"].astype(float), parts["north"].astype(float))
    frame = tiles[["men", "men_pauv"]].assign(**{SHARE: share})
    return gpd.GeoDataFrame(frame, geometry=places, crs=f"EPSG:{parts['epsg'].iloc[0]}")
