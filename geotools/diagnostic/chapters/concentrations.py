"""Chapter « les concentrations »: clusters by QPV and commune, separation at several scales.

Everything follows from released counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geotools.diagnostic.chapters.presentation import LEVELS, open_layer, stack
from geotools.diagnostic.chapters.study import Chapter, Study
from geotools.diagnostic.chapters.surface import resemblance, surface
from geotools.diagnostic.measures import INDEX
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable
from geotools.spatial.segregation import dissimilarity, entropy_index, isolation

CLUSTERS, SCALES = "grappes_zones", "separation_echelles"
_NAMES = {
    "HH": "grappe_haute",
    "LL": "grappe_basse",
    "HL": "haute_isolee",
    "LH": "basse_isolee",
    "ns": "sans_grappe",
}


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return how many groups of each cluster every place holds, and indices by scale."""
    if study.measured.source == "rpls":
        return _clusters(study)
    found = [*_clusters(study), _scales(study, released), *resemblance(study)]
    return [*found, *surface(study, released)]


def _clusters(study: Study) -> list[LayerSpec]:
    if study.groups is None or "grappe" not in study.groups.frame.columns:
        return []
    frame = study.groups.frame
    parts = {}
    for zoning in ("qpv", "communes"):
        if zoning not in frame.columns:
            continue
        known = frame[frame["grappe"].notna()].assign(place=_places_of_groups(study, frame, zoning))
        known = known[known["place"].notna()]
        table = pd.crosstab(known["place"].astype(str), known["grappe"].astype(str))
        table = table.reindex(columns=list(_NAMES), fill_value=0).rename(columns=_NAMES)
        table.columns.name = None
        table.insert(0, "groupes", table.sum(axis=1))
        parts[zoning] = table
    if not parts:
        return []
    variable = study.measured.variable
    label = (
        "Indice de précarité"
        if variable == INDEX
        else study.measured.catalogue.label(study.measured.catalogue.indicator(variable).label)
    )
    settings = study.material.configuration.grappes
    return [
        open_layer(
            CLUSTERS,
            "Grappes par QPV et commune",
            stack(study, parts),
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Nom",
                "groupes": "Groupes de résidences à valeur publiée",
                "grappe_haute": "Valeur haute, voisinage haut",
                "grappe_basse": "Valeur basse, voisinage bas",
                "haute_isolee": "Valeur haute, voisinage bas",
                "basse_isolee": "Valeur basse, voisinage haut",
                "sans_grappe": "Hors grappe",
            },
            description=(
                f"Variable : {label}. Voisinage : {settings.poids}. Une grappe décrit un lieu, "
                "jamais les personnes qui y vivent."
            ),
        )
    ]


def _places_of_groups(study: Study, groups: pd.DataFrame, zoning: str) -> pd.Series:
    """Return the published unit that holds each group: a group that straddles two is in one."""
    if zoning not in study.zonings.composed:
        return groups[zoning].astype("object")
    units = pd.DataFrame({"unit": study.units[zoning], "group": study.units["groupes"]}).dropna()
    return units.drop_duplicates("group").set_index("group")["unit"].astype("object")


def _scales(study: Study, released: Mapping[str, PublishedTable]) -> LayerSpec:
    """Return the separation of each trait between communes, IRIS and groups."""
    measured = study.measured
    rows = []
    for zoning in ("communes", "iris", "groupes"):
        table = released.get(zoning)
        if table is None:
            continue
        for name in measured.published:
            item = measured.catalogue.indicator(name)
            counts = table.counts[[item.numerator, item.denominator]].dropna()
            if len(counts) < 2 or not counts[item.numerator].sum():
                continue
            part, base = (counts[c].to_numpy(float) for c in (item.numerator, item.denominator))
            rows.append(
                {
                    "code": f"{zoning}-{name}",
                    "niveau": LEVELS[zoning],
                    "indicateur": measured.catalogue.label(item.label),
                    "unites": len(counts),
                    "unites_retenues": len(table.counts) - len(counts),
                    "dissimilarite": dissimilarity(part, base),
                    "isolement": isolation(part, base),
                    "entropie": entropy_index(part, base),
                }
            )
    columns = ["code", "niveau", "indicateur", "unites", "unites_retenues"]
    columns += ["dissimilarite", "isolement", "entropie"]
    return open_layer(
        SCALES,
        "Mixité à plusieurs échelles",
        pd.DataFrame(rows, columns=columns).set_index("code"),
        nature="released",
        aliases={
            "niveau": "Échelle",
            "indicateur": "Indicateur",
            "unites": "Unités",
            "unites_retenues": "Unités retenues par le secret, non comptées",
            "dissimilarite": "Dissimilarité",
            "isolement": "Isolement",
            "entropie": "Entropie (Theil)",
        },
        percents=["dissimilarite", "isolement"],
        description=(
            "Dissimilarité : part des ménages concernés à déplacer pour une répartition égale. "
            "Plus l’échelle est fine, plus l’indice monte : on compare à échelle constante."
        ),
    )


CHAPTER = Chapter("concentrations", (), tables)
