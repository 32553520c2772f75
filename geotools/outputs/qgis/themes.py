"""What a project offers beside its first look: map themes, two vintages in time, a base map.

A theme is what QGIS lists under the eye of the layers panel: which layers are seen, each with
which of its styles. The base map is off: nothing is asked of the network before a person turns it
on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from geotools.outputs.layers import LayerSpec
from geotools.outputs.markup import Element

BASE_MAP = "equilibre_plan_ign_fin"
"""Identifier of the base map."""

BASE_MAP_TITLE = "Plan IGN (WMTS, désactivé au départ)"
_ASKED = (
    "SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&TILEMATRIXSET=PM&FORMAT=image/png&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
BASE_MAP_SOURCE = "type=xyz&zmin=0&zmax=19&url=https://data.geopf.fr/wmts?" + _ASKED.replace(
    "=", "%3D"
).replace("&", "%26")
"""Tiles of the IGN's open WMTS, asked one by one: its list of layers is not read on opening."""

_INDEX = "indice_precarite"
_TRAJECTORY = "trajectoire_"
_PREFIX = "t_"
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Vintage(LayerSpec):
    """A layer that shows one year of the index, read in the table of trajectories.

    Parameters
    ----------
    year : int
    table : LayerSpec, optional
        The table of trajectories of the same units.
    """

    year: int = 0
    table: LayerSpec | None = None


def vintages(layers: Sequence[LayerSpec]) -> list[Vintage]:
    """Return the layers of the index before and after, for each layer that has a trajectory."""
    by_name = {layer.name: layer for layer in layers}
    found = []
    for layer in layers:
        table = by_name.get(_TRAJECTORY + layer.name)
        style = layer.default_style()
        if table is None or style is None or style.field != _INDEX:
            continue
        for end in ("_avant", "_apres"):
            column = _INDEX + end
            year = _YEAR.search(table.alias(column))
            if column not in table.columns or year is None:
                continue
            frame = layer.located()[[layer.located().geometry.name]].copy()
            frame[_PREFIX + column] = table.frame[column].reindex(frame.index)
            shown = replace(style.on(_PREFIX + column), label_field="")
            title = f"{layer.title} · indice de précarité {year[0]}"
            found.append(
                Vintage(
                    layer.name,
                    title,
                    frame,
                    shown,
                    {_PREFIX + column: table.alias(column)},
                    year=int(year[0]),
                    table=table,
                )
            )
    return found


def add_vintage(item: Element, layer: Vintage, table: str) -> None:
    """Have a layer read its year in a table of the project, and be drawn in that year alone."""
    joins = item.add("vectorjoins")
    key = layer.table.key if layer.table is not None else "code"
    joins.add(
        "join",
        targetFieldName=layer.key,
        joinLayerId=table,
        joinFieldName=key,
        memoryCache="1",
        hasCustomPrefix="1",
        customPrefix=_PREFIX,
    )
    time = item.add("temporal", enabled="1", mode="0", limitMode="0", accumulate="0")
    _range(time.add("fixedRange"), layer.year, layer.year)


def add_time(root: Element, layers: Sequence[Vintage]) -> None:
    """Set the temporal controller on the years of the project, one year a step."""
    years = [layer.year for layer in layers]
    settings = root.add(
        "ProjectTimeSettings",
        timeStep="1",
        timeStepUnit="years",
        frameRate="1",
        cumulativeTemporalRange="0",
    )
    _range(settings.add("TemporalRange"), min(years), max(years))


def _range(parent: Element, first: int, last: int) -> None:
    parent.add("start").text = f"{first}-01-01T00:00:00Z"
    parent.add("end").text = f"{last}-12-31T23:59:59Z"


def add_base_map(holder: Element, group: Element) -> None:
    """Add the base map to the layers of a project and, off, to a group of its tree."""
    group.add(
        "layer-tree-layer",
        id=BASE_MAP,
        name=BASE_MAP_TITLE,
        source=BASE_MAP_SOURCE,
        providerKey="wms",
        checked="Qt::Unchecked",
        expanded="0",
    )
    item = holder.add("maplayer", type="raster")
    item.add("id").text = BASE_MAP
    item.add("datasource").text = BASE_MAP_SOURCE
    item.add("layername").text = BASE_MAP_TITLE
    system = item.add("srs").add("spatialrefsys")
    system.add("srsid").text = "1"
    system.add("authid").text = "EPSG:3857"
    item.add("provider").text = "wms"
    item.add("resourceMetadata").add("rights").text = "© IGN, Géoplateforme"


@dataclass(frozen=True)
class Look:
    """A layer and the style that it wears in a theme."""

    layer: str
    style: str


def add_themes(root: Element, themes: dict[str, list[Look]]) -> None:
    """Add map themes: name to what is seen, from the top."""
    presets = root.add("visibility-presets")
    for name, looks in themes.items():
        preset = presets.add("visibility-preset", {"name": name, "has-expanded-info": "0"})
        for look in looks:
            preset.add("layer", id=look.layer, style=look.style, visible="1", expanded="1")
