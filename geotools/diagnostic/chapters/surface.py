"""What released groups say together: do neighbours resemble each other, and a smoothed surface.

Everything follows from released counts: a group that is withheld weighs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.chapters.presentation import open_layer
from geotools.diagnostic.chapters.study import Study
from geotools.diagnostic.measures import INDEX, clusters
from geotools.errors import InputError
from geotools.outputs import LayerSpec, graduated
from geotools.outputs.formatting import PERCENT, format_value
from geotools.progress import SILENT
from geotools.secrecy import PublishedTable
from geotools.spatial import global_moran, smooth

ALIKE, MOVERS, SURFACE = "moran_indicateurs", "grappes_emmenages", "surface_lissee"
_GROUPS = "groupes"
_LEAST = 10  # groups with a value: under that, resemblance is not tested
_PERMUTATIONS = 9_999
_CELL, _BANDWIDTH = 250.0, 1_000.0  # metres
_RECENT = "er_part"


def resemblance(study: Study) -> list[LayerSpec]:
    """Return global Moran's I of each published indicator, and the clusters of recent movers."""
    layer = study.groups
    if layer is None or not isinstance(layer.frame, GeoDataFrame):
        return []
    wanted = [*([INDEX] if study.measured.weights else []), *study.measured.published]
    frame = layer.frame
    rows = {}
    for name in (n for n in wanted if n in frame.columns):
        known = GeoDataFrame(frame[frame[name].notna() & frame.geometry.notna()])
        if len(known) < _LEAST or known[name].nunique() < 2:
            continue
        found, _ = global_moran(
            known,
            name,
            weights=study.material.configuration.grappes.poids,
            permutations=_PERMUTATIONS,
            seed=study.material.configuration.grappes.graine,
            progress=SILENT,
        )
        row = found.iloc[0]
        rows[name] = {
            "indicateur": layer.alias(name),
            "groupes": len(known),
            "moran_i": float(row["moran_i"]),
            "p_valeur": float(row["p_permutations"]),
        }
    if not rows:
        return []
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("code")
    return [_alike(table), *_movers(study, layer)]


def _alike(table: pd.DataFrame) -> LayerSpec:
    return open_layer(
        ALIKE,
        "Ressemblance entre groupes voisins",
        table,
        nature="released",
        aliases={
            "indicateur": "Indicateur",
            "groupes": "Groupes à valeur publiée",
            "moran_i": "I de Moran",
            "p_valeur": "p-valeur",
        },
        units={"p_valeur": "p"},
        description=(
            "I de Moran : proche de 1, des groupes voisins se ressemblent ; proche de 0, leur "
            "place ne dit rien de leur valeur. p-valeur par "
            f"{format_value(_PERMUTATIONS)} permutations des valeurs entre les groupes."
        ),
    )


def _movers(study: Study, layer: LayerSpec) -> list[LayerSpec]:
    """Return the groups where recent movers are, with their neighbours, many or few."""
    frame = layer.frame
    if _RECENT not in frame.columns or study.measured.variable == _RECENT:
        return []
    known = GeoDataFrame(frame[frame[_RECENT].notna() & frame.geometry.notna()])
    if len(known) < _LEAST or known[_RECENT].nunique() < 2:
        return []
    shown = [c for c in ("residences", "communes", "qpv", _RECENT) if c in known.columns]
    found = clusters(known[[*shown, "geometry"]], _RECENT, study.material.configuration, SILENT)
    kept = found[found["grappe"].isin(_HELD)]
    if kept.empty:
        return []
    table = pd.DataFrame(kept[[*shown, "p_ajustee"]]).assign(grappe=kept["grappe"].map(_HELD))
    return [
        open_layer(
            MOVERS,
            "Grappes des emménagés récents",
            table.rename_axis(layer.key),
            nature="released",
            aliases={**{c: layer.alias(c) for c in shown}, "p_ajustee": "p-valeur corrigée"}
            | {"grappe": "Grappe", layer.key: layer.alias(layer.key)},
            percents=[_RECENT],
            units={"p_ajustee": "p"},
            description=(
                "Groupes de résidences où la part d’emménagés récents est élevée comme chez leurs "
                "voisins, ou faible comme chez eux (indice local de Moran, mêmes réglages que les "
                "autres grappes)."
            ),
        )
    ]


_HELD = {"HH": "valeur haute, voisinage haut", "LL": "valeur basse, voisinage bas"}


def surface(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the first published share smoothed on a grid, joined by bands."""
    layer, measured = study.groups, study.measured
    if layer is None or not isinstance(layer.frame, GeoDataFrame) or _GROUPS not in released:
        return []
    item = measured.catalogue.indicator(measured.published[0])
    pair = [item.numerator, item.denominator]
    counts = released[_GROUPS].counts[pair].dropna().astype(float)
    counts.index = counts.index.astype(str)
    places = layer.frame.geometry.dropna()
    inside = counts.index.intersection(places.index.astype(str))
    if len(inside) < _LEAST:
        return []
    points = places.set_axis(places.index.astype(str)).loc[inside].representative_point()
    try:
        cells = smooth(
            gpd.GeoDataFrame(counts.loc[inside], geometry=points, crs=layer.frame.crs),
            item.numerator,
            base=item.denominator,
            cell=_CELL,
            bandwidth=_BANDWIDTH,
            minimum=int(study.rule.threshold),
        )
    except InputError:  # a CRS in degrees, a territory too wide for the grid
        return []
    shown = cells[cells["part"].notna()]
    if shown.empty:
        return []
    return [_banded(GeoDataFrame(shown), measured.catalogue.label(item.label))]


def _banded(cells: GeoDataFrame, label: str) -> LayerSpec:
    title = f"{label} : part lissée"
    ramp = graduated(cells["part"], title, PERCENT)
    classes = pd.Series(ramp.classify(pd.DataFrame(cells[["part"]])), index=cells.index)
    joined = cells[["geometry"]].assign(band=classes.to_numpy()).dissolve("band")
    names = [ramp.classes[number].label for number in joined.index]
    frame = GeoDataFrame(
        {"part_lissee": names, "km2": (joined.area / 1e6).round(2).to_numpy()},
        geometry=joined.geometry.to_numpy(),
        crs=cells.crs,
        index=pd.Index([f"B{number + 1}" for number in joined.index], name="code"),
    )
    bands = [replace(item, value=item.label, outline="none") for item in ramp.classes]
    style = replace(ramp, kind="category", field="part_lissee", classes=tuple(bands), unit="")
    layer = open_layer(
        SURFACE,
        "Surface lissée",
        frame,
        nature="released",
        aliases={"part_lissee": title, "km2": "Surface (km²)"},
        description=(
            f"Part lissée à {_BANDWIDTH:.0f} m autour de chaque carreau de {_CELL:.0f} m, d’après "
            "les seuls groupes publiés ; les carreaux loin de tout groupe restent vides. Elle "
            "montre une tendance, pas la valeur d’une adresse."
        ),
    )
    return replace(layer, style=style)
