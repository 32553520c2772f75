"""The synthesis of a campaign: published figures side by side, ranks among similar territories.

Only what each territory published after its own audit is read; territories share no household, so
that putting their figures side by side tells nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geotools.atomic import atomic_folder
from geotools.campaign.job import DONE
from geotools.campaign.manifest import Entry
from geotools.campaign.plan import Campaign, territory_of
from geotools.campaign.tiles import write_national_clusters
from geotools.catalogue import load_catalogue
from geotools.clock import now
from geotools.diagnostic.pipeline import PUBLIC
from geotools.occupation import indicators, precarity_index
from geotools.outputs import LayerSpec, Proof, write_csv, write_geopackage, write_workbook
from geotools.outputs.map_page import MapSpec
from geotools.outputs.maps import write_map
from geotools.outputs.palette import Style, graduated
from geotools.progress import Progress

MARKER = "synthese.gpkg"
LAYER = "territoires"
CLASSES = ("petit parc", "parc moyen", "grand parc", "très grand parc")
FEW = 8
"""Under this many territories, they are all compared together."""

_SILENT = "Aucun total publié : diagnostic de données ouvertes seules. Il n’est pas comparé."
_INDEX = "indice_precarite"
_CRS = "EPSG:2154"
_OUTLINES = ("communes", "iris", "groupes")
_SIMPLER = 25.0
"""Metres by which an outline may be simplified: a national map does not show them."""


def write_synthesis(
    out: Path,
    campaign: Campaign,
    entries: Sequence[Entry],
    folder: Path,
    progress: Progress,
) -> None:
    """Write ``synthese/``: map, table, ranks and failures.

    Parameters
    ----------
    out : Path
    campaign : Campaign
    entries : sequence of Entry
        How each territory ended.
    folder : Path
        Holds one result for each territory that was made.
    progress : Progress
    """
    progress.at(0.0, "Synthèse")
    made = [entry for entry in entries if entry.state == DONE]
    published = read_published(made, folder)
    silent = [e for e in made if published is None or e.code not in published.index]
    failed = pd.DataFrame(
        [(e.code, e.name, e.state, e.sentence) for e in entries if e.state != DONE]
        + [(e.code, e.name, e.state, _SILENT) for e in silent],
        columns=["code", "territoire", "etat", "motif"],
    ).set_index("code")
    proof = Proof(
        territory=campaign.name,
        vintage=str(campaign.vintage or "celui de chaque territoire"),
        sources=("Diagnostics publiés des territoires de la campagne",),
        base=f"{len(made)} territoire(s) sur {len(entries)}",
        rule="Chiffres publiés par chaque territoire après l’audit de sa diffusion.",
        day=now().date(),
    )
    failures = LayerSpec(
        "echecs",
        "Territoires non comparés",
        failed,
        aliases={"code": "Code", "territoire": "Territoire", "etat": "État", "motif": "Motif"},
        description="Chaque territoire sans diagnostic ou sans total publié, et pourquoi.",
    )
    with atomic_folder(out / "synthese", overwrite=True, marker=MARKER) as target:
        layers = [failures]
        if published is not None:
            spec = _spec(compared(published))
            layers.insert(0, spec)
            style = spec.default_style()
            if style is not None:
                write_map(target / "carte.pdf", MapSpec(spec, style, proof))
        owners = territory_of(campaign.territories)
        told = write_national_clusters(target, campaign, owners, progress.part(0.5, 1.0))
        if told:
            progress.say(told)
        write_geopackage(target / MARKER, layers, metadata=proof)
        write_workbook(target / "synthese.xlsx", layers, metadata=proof)
        for layer in layers:
            write_csv(target / f"{layer.name}.csv", layer)


def read_published(made: Sequence[Entry], folder: Path) -> gpd.GeoDataFrame | None:
    """Return the published row of each territory that has one, by code; None without any."""
    rows = []
    for entry in made:
        path = folder / entry.code / PUBLIC / "diagnostic.gpkg"
        layers = set(pyogrio.list_layers(path)[:, 0])
        if "territoire" not in layers:
            continue
        row = pd.DataFrame(pyogrio.read_dataframe(path, layer="territoire", read_geometry=False))
        shape = _outline(path, [name for name in _OUTLINES if name in layers])
        rows.append(row.assign(code=entry.code, libelle=entry.name, geometry=shape))
    if not rows:
        return None
    table = gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), geometry="geometry", crs=_CRS)
    return table.set_index("code").sort_index()


def _outline(path: Path, layers: Sequence[str]) -> Any:
    """Return the surface that a territory published figures on, in the CRS of the synthesis."""
    for layer in layers:
        zones = pyogrio.read_dataframe(path, layer=layer, columns=[])
        shapes = zones.geometry.dropna().to_crs(_CRS)
        if len(shapes):
            return shapes.union_all().simplify(_SIMPLER)
    return None


def compared(published: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add shares of the same base everywhere, an index on all territories, classes and ranks.

    The index of a territory's own diagnosis is 100 for itself: here 100 is the whole campaign, from
    the sums of the published counts.

    Parameters
    ----------
    published : GeoDataFrame
        Published counts by territory.

    Returns
    -------
    GeoDataFrame
        With ``<indicateur>`` (share), ``indice_precarite``, ``classe`` and ``rang_<indicateur>``
        among the territories of the class, 1 for the highest.
    """
    catalogue = load_catalogue()
    counted = [name for name in catalogue.counts if name in published.columns]
    counts = published[counted].apply(pd.to_numeric, errors="coerce").astype(float)
    known = [
        item.id
        for item in catalogue.indicators.values()
        if item.numerator in counts and item.denominator in counts
    ]
    shares = indicators(counts, ids=known, catalogue=catalogue)[known]
    whole = indicators(counts.sum(min_count=1).to_frame("tout").T, ids=known, catalogue=catalogue)
    reference = pd.Series(whole.iloc[0])
    weights = {k: v for k, v in catalogue.index("precarite").weights.items() if k in known}
    result = published[["libelle", published.geometry.name]].join(counts)
    if weights:
        shares.insert(0, _INDEX, precarity_index(shares, reference, weights=weights))
    result = result.join(shares)
    size = counts[counted[0]] if counted else pd.Series(0.0, index=published.index)
    result["classe"] = _classes(size)
    groups = result.groupby("classe")
    for name in shares.columns:
        result[f"rang_{name}"] = groups[name].rank(ascending=False, method="min").astype("Int64")
    return gpd.GeoDataFrame(result)


def _classes(size: pd.Series) -> pd.Series:
    """Share territories out by quartiles of their size."""
    if len(size) < FEW or size.nunique() < FEW:
        return pd.Series("ensemble", index=size.index)
    edges = np.quantile(size.dropna(), [0.25, 0.5, 0.75])
    rank = np.searchsorted(edges, size.fillna(0.0), side="left")
    return pd.Series(np.array(CLASSES, dtype=object)[rank], index=size.index)


def _spec(frame: gpd.GeoDataFrame) -> LayerSpec:
    catalogue = load_catalogue()
    labels = {"libelle": "Territoire", "classe": "Territoires semblables (taille du parc)"}
    labels |= {_INDEX: "Indice de précarité (100 = tous les territoires)"}
    shares = [name for name in catalogue.indicators if name in frame.columns]
    labels |= {name: catalogue.label(catalogue.indicator(name).label) for name in shares}
    labels |= {n: catalogue.label(c.label) for n, c in catalogue.counts.items() if n in frame}
    labels |= {
        f"rang_{name}": f"Rang : {labels[name]}"
        for name in [_INDEX, *shares]
        if f"rang_{name}" in frame
    }
    return LayerSpec(
        LAYER,
        "Territoires comparés",
        frame,
        style=_style(frame, shares, labels),
        aliases=labels,
        units=dict.fromkeys(shares, "%"),
        description=(
            "Un territoire par ligne. Les rangs comparent des territoires dont le parc a une "
            "taille voisine ; le premier a la valeur la plus haute."
        ),
        depends=dict.fromkeys(frame.columns, ()),
    )


def _style(
    frame: gpd.GeoDataFrame, shares: Sequence[str], labels: Mapping[str, str]
) -> str | Style:
    """Return the map of the index, of the first share where there is none."""
    if _INDEX in frame.columns:
        return "precarite"
    drawn = next((name for name in shares if frame[name].notna().any()), None)
    return graduated(frame[drawn], labels[drawn], "%") if drawn else ""
