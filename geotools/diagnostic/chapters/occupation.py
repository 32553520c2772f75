"""Chapter « l’occupation »: the whole catalogue by commune and QPV, and who moved in lately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geotools.catalogue import Catalogue
from geotools.diagnostic.chapters.presentation import LEVELS, count_layer
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study, Tally, zones_of
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

PREFIX = "occupation"
_ZONINGS = (TERRITORY, "communes", "qpv")


def deepening(study: Study) -> list[str]:
    """Return the shares that households allow and that the main release does not publish."""
    measured = study.measured
    catalogue, present = measured.catalogue, set(measured.counts.columns)
    told = _classes(catalogue, measured.columns)
    return [
        item.id
        for item in catalogue.indicators.values()
        if item.kind == "share"
        and measured.source in item.sources
        and item.id not in measured.published
        and {item.numerator, item.denominator} <= present
        # What follows from released classes is computed from them, not counted again.
        and not _classes(catalogue, [item.numerator]) & told
    ]


def _classes(catalogue: Catalogue, counts: Iterable[str]) -> set[str]:
    return {part for own in catalogue.parts(counts).values() for part in own}


def tallies(study: Study) -> list[Tally]:
    """Count households by the deepening indicators; the socle is in the main release."""
    measured, ids = study.measured, deepening(study)
    if measured.source != "ops" or not ids:
        return []
    catalogue = measured.catalogue
    chosen = [catalogue.indicator(i) for i in ids]
    bases = {item.numerator: item.denominator for item in chosen}
    columns = list(dict.fromkeys([*bases.values(), *bases]))
    atoms = measured.counts[columns]
    zones = zones_of(study, atoms.index)
    tables = {f"{PREFIX}_{name}": zones[name] for name in _ZONINGS if name in zones}
    return [Tally(atoms, tables, bases, measured.parts_of(columns), linked=True)]


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return one table for each level: released counts and their shares."""
    ids = deepening(study)
    return [
        count_layer(
            study,
            f"{PREFIX}_{zoning}",
            f"Occupation par {LEVELS[zoning]}",
            released[f"{PREFIX}_{zoning}"],
            zoning,
            ids=ids,
            catalogue=study.measured.catalogue,
            description=(
                "Indicateurs d’approfondissement (Repères n° 17, temps 2) et profil des "
                "emménagés récents."
            ),
        )
        for zoning in _ZONINGS
        if f"{PREFIX}_{zoning}" in released
    ]


CHAPTER = Chapter("occupation", ("logements", "menages"), tables, tallies)
