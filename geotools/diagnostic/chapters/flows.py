"""Entries, departures and transfers of each year, for the chapter of trajectories.

Only the whole territory is counted: by place, departures are told by how residences work, and the
same events counted from two files would tell what one of them withholds.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geotools.diagnostic.chapters.presentation import ratio_layer
from geotools.diagnostic.chapters.study import Study, Tally, by_cells
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

SOURCE, YEARS = "mouvements", "flux_annees"
_NATURES = {
    "flux_entrees": ("entree", "Entrées dans le parc social"),
    "flux_mutations": ("mutation", "Mutations dans le parc social"),
    "flux_sorties": ("sortie", "Sorties du parc social"),
}
_ARRIVALS = "flux_emmenagements"


def flow_tallies(study: Study) -> list[Tally]:
    """Count the moves of each year by nature, up to the year of the diagnosis."""
    if SOURCE not in study.material.sources:
        return []
    rows = study.frame(SOURCE)
    nature, when = rows["nature"].astype(str), pd.to_datetime(rows["date"])
    counts = pd.DataFrame(
        {name: nature.eq(value).astype("int64") for name, (value, _) in _NATURES.items()}
    )
    counts[_ARRIVALS] = counts["flux_entrees"] + counts["flux_mutations"]
    year = when.dt.year.astype("Int64").astype("string").astype("object")
    told = year.where(when.notna() & (when.dt.year <= study.year), None)
    cells = by_cells(counts, {YEARS: told}, "mouvements")
    parts: dict[str, tuple[str, ...]] = {name: (name,) for name in _NATURES}
    parts[_ARRIVALS] = ("flux_entrees", "flux_mutations")
    return [Tally(cells.atoms, cells.tables, {"flux_mutations": _ARRIVALS}, parts)]


def flow_tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the moves of each year, and the share of transfers among those who moved in."""
    if YEARS not in released:
        return []
    share = ("flux_mutations", _ARRIVALS, "Part des mutations parmi les emménagements")
    return [
        ratio_layer(
            study,
            YEARS,
            "Entrées, mutations et sorties par année",
            released[YEARS],
            "annees",
            shares={"part_mutations": share},
            labels={name: label for name, (_, label) in _NATURES.items()}
            | {_ARRIVALS: "Emménagements : entrées et mutations"},
            description="Mouvements du parc social d’une année à l’autre, sur tout le territoire.",
        )
    ]
