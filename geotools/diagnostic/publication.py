"""Stages « auditer », « écrire »: from confidential atoms to what may leave.

Every figure of ``diffusion/`` is a function of released counts: indices, rates and clusters of the
published layers are computed from them again, never copied from the confidential ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd
from geopandas import GeoDataFrame

from geotools.clock import now
from geotools.diagnostic.follow_up import PROGRAMME
from geotools.diagnostic.groups import limits_of
from geotools.diagnostic.income_tiles import income_layer, income_origin, income_tiles
from geotools.diagnostic.location import TILES, Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import CLUSTER_COLUMNS, INDEX, Measured, clusters, defaults
from geotools.diagnostic.origins import origin_of, source_line
from geotools.diagnostic.paper import grounds_of
from geotools.diagnostic.protection import GROUPS, TERRITORY, Zonings, known_bases
from geotools.diagnostic.telling import (
    cluster_heading,
    cluster_note,
    composer,
    named,
    quoted,
    weighed,
)
from geotools.diagnostic.wording import Words
from geotools.occupation import indicators
from geotools.outputs import KeyFigure, LayerSpec, Proof, Publication, Style, graduated
from geotools.outputs.formatting import COUNT, agreed
from geotools.outputs.palette import get_style
from geotools.progress import Progress
from geotools.secrecy import (
    QUALITY,
    Grouping,
    PublishedTable,
    Release,
    SecrecyRule,
    joined_polygons,
)
from geotools.territory import tile_polygons

READING_ORDER = (TERRITORY, GROUPS, "qpv", "communes", "iris", TILES)
"""Order of the layers and of the tables that people see: the finest map first."""


@dataclass(frozen=True)
class Context:
    """What every layer of the publication needs."""

    material: Material
    located: Located
    measured: Measured
    grouping: Grouping
    release: Release
    progress: Progress
    zonings: Zonings = field(default_factory=lambda: Zonings({}))


def publication(context: Context, steps: list[tuple[str, str]], rule: SecrecyRule) -> Publication:
    """Style the release: geometry, names, figures recomputed from released counts."""
    context = replace(context, measured=public_measures(context))
    material, measured = context.material, context.measured
    tables = context.release.tables
    order = [name for name in READING_ORDER if name in tables]
    order += [name for name in tables if name not in order]
    layers = [_layer(context, name, tables[name]) for name in order]
    if TILES in material.sources:
        settings, tiles = material.configuration.grappes, material.frame(TILES)
        weighed = income_tiles(tiles, context.located, settings, context.progress)
        styled = income_layer(weighed, material.configuration.territoire.crs, _ALIASES)
        layers.append(replace(styled, origin=income_origin(material)))
    configuration = material.configuration
    proof = Proof(
        territory=configuration.territoire.nom,
        vintage=str(configuration.territoire.millesime),
        sources=tuple(dict.fromkeys(source_line(r) for r in material.readings().values())),
        base=_BASES[measured.source],
        rule=rule.describe(),
        threshold=int(rule.threshold),
        seed=configuration.grappes.graine,
        day=now().date(),
        fictitious=configuration.territoire.fictif,
        bases_only=rule.scope == "base",
        open_data=TILES in material.sources or PROGRAMME in material.sources,
    )
    catalogue = measured.catalogue.table(configuration.indicateurs.parametres)
    return Publication(
        layers=layers,
        proof=proof,
        compose=composer(configuration, catalogue, _words(measured)),
        background=grounds_of(configuration),
        key_figures=_key_figures(measured, context.release),
        reference=(TERRITORY, TERRITORY),
        catalogue=catalogue,
        steps=steps,
        notes=[*_notes(material, measured), *_composed_notes(context)],
    )


def _words(measured: Measured) -> Words:
    """Return what the document speaks of: the groups' parts, and the variable of the clusters."""
    if measured.variable == INDEX:
        return Words(measured.source)
    label = measured.catalogue.label(measured.catalogue.indicator(measured.variable).label)
    return Words(measured.source, measured.variable, label)


def public_measures(context: Context) -> Measured:
    """Return the measures with a reference that a reader already has.

    An index shown beside its shares gives its reference away: unless the user declared one, it is
    that of the released totals of the territory, and a component whose total is withheld is left
    out of the index.
    """
    measured = context.measured
    if isinstance(context.material.configuration.precarite.reference, Mapping):
        return measured
    totals = context.release.tables[TERRITORY].counts
    shares = indicators(totals, ids=measured.published, catalogue=measured.catalogue).iloc[0]
    known = {name: w for name, w in measured.weights.items() if not pd.isna(shares[name])}
    return replace(measured, reference=shares[list(measured.published)], weights=known)


_BASES = {
    "ops": "ménages locataires du parc social enquêtés (OPS)",
    "census": "résidences principales HLM (recensement, effectifs pondérés)",
    "rpls": "logements locatifs sociaux (RPLS)",
}


_MAIN = {
    "ops": ("menages", "logements"),
    "census": ("recensement",),
    "rpls": ("logements",),
}
"""Readings behind the figures of the layers: the main source, and what places it."""


def _layer(context: Context, name: str, table: PublishedTable) -> LayerSpec:
    material, measured = context.material, context.measured
    figures = measured.figures(table.counts)
    frame, names = _places(context, name, table)
    frame = frame.join(figures).rename_axis("groupe" if name == GROUPS else "code")
    depends = {**dict.fromkeys(names, ()), **measured.depends()}
    aliases = {**_ALIASES, **_labels(measured)}
    units = units_of(measured)
    style: str | Style = ""
    if isinstance(frame, GeoDataFrame):
        style = _style(frame, measured)
        placed = GeoDataFrame(frame[frame.geometry.notna()])
        if name == GROUPS and placed[measured.variable].notna().sum() > 9:
            found = clusters(
                placed, measured.variable, context.material.configuration, context.progress
            )
            frame = GeoDataFrame(frame.join(found[list(CLUSTER_COLUMNS)]))
            # One withheld figure moves every neighbour's: all released counts stand behind each.
            depends |= dict.fromkeys(CLUSTER_COLUMNS, measured.depends()[measured.variable])
    return LayerSpec(
        name=name,
        title=str(defaults()["libelles"].get(name, name.capitalize())),
        frame=frame,
        style=style,
        aliases=aliases,
        units=units,
        description=_description(name, context),
        themes=_themes(frame, measured),
        headings=_headings(context),
        origin=origin_of(material, _BASES[measured.source], _MAIN[measured.source], [name]),
        depends=depends,
    )


def _places(
    context: Context, name: str, table: PublishedTable
) -> tuple[GeoDataFrame | pd.DataFrame, list[str]]:
    """Return the geometry and the open names of the units of a table."""
    units = table.counts.index
    if name == TERRITORY:
        label = context.material.configuration.territoire.nom
        return pd.DataFrame({"libelle": label}, index=units), ["libelle"]
    if name == GROUPS:
        groups = context.grouping.groups.reindex(units)
        limits = [c for c in limits_of(context.material, context.located) if c in groups.columns]
        frame = groups[["residences", *limits, "geometry"]]
        return frame, ["residences", *limits]
    composed = context.zonings.composed.get(name)
    zones = _tiles(context) if name == TILES else context.material.zones()[name]
    if composed is None:
        columns = ["geometry"] if name == TILES else ["libelle", "geometry"]
        return zones.reindex(units)[columns], columns[:-1]
    drawn = joined_polygons(zones, composed.zones).reindex(units)
    if name == TILES:
        drawn["libelle"] = [_tiles_label(len(composed.zones[unit])) for unit in units]
    drawn.insert(1, QUALITY, composed.quality.reindex(units))
    return drawn, ["libelle", QUALITY]


def _tiles(context: Context) -> GeoDataFrame:
    """Return the 200 m tiles that hold an atom."""
    ids = pd.Index(sorted(context.located.zones[TILES].dropna().astype(str).unique()))
    shapes = tile_polygons(ids.to_series()).to_crs(context.material.configuration.territoire.crs)
    return GeoDataFrame({"libelle": ids}, geometry=shapes.to_numpy(), index=ids, crs=shapes.crs)


def _tiles_label(count: int) -> str:
    return "1 carreau" if count == 1 else f"{count} carreaux réunis"


def internal_layer(units: GeoDataFrame, measured: Measured) -> LayerSpec:
    """Style the atoms for the confidential folder."""
    return LayerSpec(
        name="unites",
        title="Unités du diagnostic (confidentiel)",
        frame=units,
        style="precarite" if measured.weights else "lisa",
        aliases={**_ALIASES, **_labels(measured)},
        units=units_of(measured),
        description="Chiffres de chaque unité, sous le seuil : à ne pas diffuser.",
    )


_ALIASES = {
    "libelle": "Nom",
    "residences": "Résidences groupées",
    "communes": "Commune",
    "qpv": "QPV",
    "bailleur": "Bailleur",
    "iris": "IRIS",
    QUALITY: "Ménages placés dans une zone voisine",
    INDEX: "Indice de précarité (100 = territoire)",
    "moran_i": "Moran local I",
    "p_valeur": "p-valeur",
    "p_ajustee": "p-valeur ajustée",
    "quadrant": "Quadrant",
    "grappe": "Grappe",
}


def units_of(measured: Measured) -> dict[str, str]:
    """Return the unit of each column: counts are shown whole, also the weighted ones."""
    shares, counts = dict.fromkeys(measured.published, "%"), dict.fromkeys(measured.columns, COUNT)
    return {**counts, **shares, "p_valeur": "p", "p_ajustee": "p"}


def _labels(measured: Measured) -> dict[str, str]:
    catalogue = measured.catalogue
    labels = {name: catalogue.label(catalogue.indicator(name).label) for name in measured.published}
    labels |= {name: catalogue.label(catalogue.counts[name].label) for name in measured.columns}
    return {**labels, INDEX: measured.index_label}


def _style(frame: GeoDataFrame, measured: Measured) -> str | Style:
    """Return the default style: the index where there is one, else classes of what is shown."""
    if measured.weights:
        return replace(get_style("precarite"), title=measured.index_label)
    shown = frame[measured.variable]
    if not shown.notna().any():
        return ""
    return graduated(shown, _labels(measured)[measured.variable], "%")


def _themes(frame: pd.DataFrame, measured: Measured) -> dict[str, str]:
    if not isinstance(frame, GeoDataFrame):
        return {}
    themes = {name: "" for name in measured.published if frame[name].notna().any()}
    special = {"grappe": "lisa", QUALITY: "qualite"}
    return themes | {name: style for name, style in special.items() if name in frame.columns}


def _headings(context: Context) -> dict[str, str]:
    """Return the heading of the clusters: which variable, against which neighbours."""
    measured, settings = context.measured, context.material.configuration.grappes
    return {"grappe": cluster_heading(_labels(measured)[measured.variable], settings.poids)}


def _description(name: str, context: Context) -> str:
    measured = context.measured
    parts = {
        GROUPS: "Résidences voisines réunies pour que chaque effectif atteigne le seuil.",
        TILES: "Carreaux INSEE de 200 m : ménages du parc social observé.",
        TERRITORY: "Ensemble du territoire : la référence de l’indice.",
    }
    first = parts.get(name, "Total des résidences situées dans chaque zone.")
    if name in context.zonings.composed:
        first = _COMPOSED.get(name, _COMPOSED[""])
    used = ", ".join(weighed(measured))
    return f"{first} L’indice réunit : {used}." if used else first


_COMPOSED = {
    TILES: (
        "Carreaux INSEE de 200 m, réunis là où un groupe de résidences en occupe plusieurs. "
        "« qualite » dit la part des ménages placés dans une zone voisine."
    ),
    "": (
        "Zones composées de groupes entiers de résidences ; celles qui n’en ont pas assez sont "
        "réunies à une voisine. « qualite » dit la part des ménages placés dans une zone voisine."
    ),
}
"""How to read zonings made of whole groups."""


def _key_figures(measured: Measured, release: Release) -> list[KeyFigure]:
    if TERRITORY not in release.tables:
        return []
    labels = _labels(measured)
    bases = list(dict.fromkeys(measured.bases.values()))
    shown = [bases[0], *measured.published]
    return [KeyFigure(labels[name], TERRITORY, TERRITORY, name) for name in shown[:6]]


def _composed_notes(context: Context) -> list[str]:
    """Say which zones are joined, which are in none, and which have no group at all."""
    notes = []
    for name, zoning in context.zonings.composed.items():
        title = str(defaults()["libelles"].get(name, name.capitalize()))
        joined = sum(len(own) > 1 for own in zoning.zones.values())
        classes = zoning.quality.value_counts()
        told = ", ".join(f"{count} « {label} »" for label, count in classes.items())
        absent, number = len(zoning.absent), len(zoning.zones)
        lost = agreed(
            absent,
            " Une zone n’a aucun groupe et n’est pas montrée.",
            " {n} zones n’ont aucun groupe et ne sont pas montrées.",
        )
        several = agreed(
            joined,
            ", dont une qui réunit plusieurs zones",
            ", dont {n} qui réunissent plusieurs zones",
        )
        made = agreed(
            number, "une unité faite de groupes entiers", "{n} unités faites de groupes entiers"
        )
        notes.append(
            f"{title} : {made}{several} ; ménages placés dans une zone voisine : {told}.{lost}"
        )
    notes += filter(
        None,
        [
            agreed(
                len(context.grouping.ungrouped),
                "Une résidence ne peut rejoindre aucun groupe sans franchir une limite : elle "
                "n’est comptée dans aucun chiffre publié.",
                "{n} résidences ne peuvent rejoindre aucun groupe sans franchir une limite : "
                "elles ne sont comptées dans aucun chiffre publié.",
            )
        ],
    )
    return notes


def _notes(material: Material, measured: Measured) -> list[str]:
    notes = []
    if known_bases(material, measured):
        notes.append(
            "Secret : on suppose un lecteur qui connaît l’effectif de base de chaque résidence "
            "(ménages, majeurs). Le RPLS ouvert en compte les logements."
        )
    notes += [
        f"Secret : la différence entre {named(measured, outer)} et {named(measured, inner)} n’est "
        f"pas protégée, car elle ne dit que ce que disent des données ouvertes ({reason})."
        for (outer, inner), reason in measured.relations.open.items()
    ]
    if measured.weights:
        absent = [
            n for n in measured.catalogue.index("precarite").weights if n not in measured.weights
        ]
        names = [quoted(measured, name) for name in absent]
        told = f" Composantes absentes de la source : {', '.join(names)}." if absent else ""
        notes.append(
            "Indice de précarité : somme pondérée des rapports entre la part de l’unité et celle "
            f"du territoire ; 100 = le territoire. Il réunit : {', '.join(weighed(measured))}."
            f"{told}"
        )
    notes.append(cluster_note(material.configuration.grappes))
    return notes
