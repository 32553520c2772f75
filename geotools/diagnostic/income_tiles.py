"""INSEE's own tiles with the share of poor households: open data, as a backdrop."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.configuration import Clusters
from geotools.diagnostic.location import TILES, Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import CLUSTER_COLUMNS
from geotools.diagnostic.origins import OPEN_TILES, origin_of
from geotools.diagnostic.telling import cluster_heading
from geotools.outputs import LayerSpec, Origin, graduated
from geotools.outputs.proof import UNDECLARED
from geotools.progress import Progress
from geotools.spatial import local_moran
from geotools.typography import counted

SHARE = "part_pauvres"
IMPUTED = "impute"
INCOME_BASE = "ménages fiscaux (Filosofi), tous logements confondus"

_WEIGHTS = "tiles"
_FEWEST = 10
"""Under this many tiles of their own value, no cluster is told from chance."""


def income_tiles(
    tiles: GeoDataFrame, located: Located, settings: Clusters, progress: Progress
) -> GeoDataFrame:
    """Return the tiles of the territory with the share of poor households and its clusters.

    Where INSEE imputed the value of a tile, that of a wider area stands in it: neighbours are alike
    by construction. Such tiles are drawn but are out of the clusters, unless ``[grappes]
    carreaux_imputes`` asks for them.

    Parameters
    ----------
    tiles : GeoDataFrame
        As :func:`geotools.sources.read_filosofi` returns them.
    located : Located
    settings : Clusters
    progress : Progress
    """
    kept = _of_the_territory(tiles, located)
    share = (kept["men_pauv"] / kept["men"]).where(kept["men"] > 0).clip(upper=1.0)
    columns = [c for c in ("men", "men_pauv", "log_soc", IMPUTED, "geometry") if c in kept.columns]
    frame = GeoDataFrame(kept[columns].assign(**{SHARE: share}))
    imputed = imputed_tiles(frame)
    out = pd.Series(False, index=frame.index) if settings.carreaux_imputes else imputed
    if out.any():
        progress.say(
            f"Filosofi : {counted(int(out.sum()), 'carreau', 'carreaux')} à la valeur imputée par "
            f"l’INSEE sur {len(frame)}, hors des grappes."
        )
    valued = frame.assign(**{SHARE: share.mask(out)})
    if valued[SHARE].notna().sum() < _FEWEST:
        progress.say("Filosofi : trop peu de carreaux à valeur propre pour chercher des grappes.")
        return frame
    found = local_moran(
        valued,
        SHARE,
        weights=_WEIGHTS,
        permutations=settings.permutations,
        seed=settings.graine,
        alpha=settings.alpha,
        correction=settings.correction,
        progress=progress,
    )
    return GeoDataFrame(frame.join(found[list(CLUSTER_COLUMNS)]))


def imputed_tiles(tiles: pd.DataFrame) -> pd.Series:
    """Tell which tiles have a value that INSEE imputed; those of which it is unknown are not told.

    Parameters
    ----------
    tiles : DataFrame
    """
    if IMPUTED not in tiles.columns:
        return pd.Series(False, index=tiles.index)
    return tiles[IMPUTED].astype("boolean").fillna(False).astype(bool)


def income_layer(frame: GeoDataFrame, crs: str, aliases: Mapping[str, str]) -> LayerSpec:
    """Style the tiles: they are open data, out of the audit, and say so.

    Parameters
    ----------
    frame : GeoDataFrame
        What :func:`income_tiles` returns.
    crs : str
        That of the publication.
    aliases : mapping of str to str
        Column to French label.
    """
    frame = frame.to_crs(crs)
    imputed = imputed_tiles(frame)
    unknown = IMPUTED not in frame.columns or bool(frame[IMPUTED].isna().any())
    themes = {SHARE: "", **({"grappe": "lisa"} if "grappe" in frame.columns else {})}
    return LayerSpec(
        name="filosofi",
        title="Ménages pauvres par carreau (Filosofi)",
        frame=frame,
        style=graduated(frame[SHARE], "Part des ménages pauvres", "%"),
        aliases={
            **aliases,
            "men": "Ménages fiscaux",
            "men_pauv": "Ménages pauvres",
            "log_soc": "Logements sociaux",
            IMPUTED: "Carreau imputé par l’INSEE",
            SHARE: "Part des ménages pauvres",
        },
        units={SHARE: "%", "p_valeur": "p", "p_ajustee": "p"},
        description=_description(frame, imputed, unknown),
        themes=themes,
        headings={"grappe": cluster_heading("Part des ménages pauvres", _WEIGHTS)},
        depends=dict.fromkeys([c for c in frame.columns if c != "geometry"], ()),
    )


def income_origin(material: Material) -> Origin | None:
    """Return what the tiles rest on: INSEE's file, and no audit.

    Parameters
    ----------
    material : Material
    """
    return origin_of(material, INCOME_BASE, [TILES], open_rule=OPEN_TILES, unknown=UNDECLARED)


def _description(frame: GeoDataFrame, imputed: pd.Series, unknown: bool) -> str:
    told = (
        "Données ouvertes de l’INSEE, tous logements confondus, diffusées par l’INSEE sous ses "
        "propres règles : elles ne passent pas par l’audit de ce diagnostic. "
        f"{int(imputed.sum())} carreau(x) sur {len(frame)} ont une valeur imputée par l’INSEE"
    )
    if unknown:
        return f"{told} ; le fichier ne le dit pas pour tous."
    if "grappe" not in frame.columns:
        return f"{told} ; aucune grappe n’est cherchée."
    inside = bool((imputed & frame["grappe"].notna()).any())
    return f"{told}, {'comptée' if inside else 'laissée hors des'} {'dans les ' * inside}grappes."


def _of_the_territory(tiles: GeoDataFrame, located: Located) -> GeoDataFrame:
    """Keep the tiles of the communes where there are atoms; a tile may be in several."""
    if "commune" not in located.atoms.columns or "lcog_geo" not in tiles.columns:
        return tiles
    communes = located.atoms["commune"].dropna().astype(str).unique()
    inside = tiles["lcog_geo"].astype("string").str.contains("|".join(communes), na=False)
    return tiles[inside] if len(communes) and inside.any() else tiles
