"""Stages « auditer », « écrire »: from confidential atoms to what may leave.

Every figure of ``diffusion/`` is a function of released counts: indices, rates and clusters of the
published layers are computed from them again, never copied from the confidential ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.configuration import Configuration
from geotools.diagnostic.groups import limits_of
from geotools.diagnostic.location import TILES, Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import CLUSTER_COLUMNS, INDEX, Measured, clusters, defaults
from geotools.diagnostic.telling import composer
from geotools.occupation import indicators
from geotools.outputs import KeyFigure, LayerSpec, Proof, Publication, Style, graduated
from geotools.progress import Progress
from geotools.secrecy import (
    Grouping,
    PublishedTable,
    Release,
    SecrecyRule,
    build_tables,
    compare_versions,
    load_rule,
    protect,
    withhold_corrected,
)
from geotools.territory import tile_polygons

GROUPS = "groupes"
TERRITORY = "territoire"
PRIORITY = (TERRITORY, "communes", "qpv", GROUPS, "iris", TILES)
"""What is kept first when a cell must be withheld (secrecy: commune, QPV, then the rest)."""

READING_ORDER = (TERRITORY, GROUPS, "qpv", "communes", "iris", TILES)
"""Order of the layers and of the tables that people see: the finest map first."""


def rule_of(configuration: Configuration) -> SecrecyRule:
    """Return the rule of the profile, at the threshold asked for."""
    settings = configuration.secret
    changes = {} if settings.seuil is None else {"threshold": settings.seuil}
    return load_rule(settings.profil, **changes)


def release_of(
    located: Located,
    measured: Measured,
    grouping: Grouping,
    rule: SecrecyRule,
    progress: Progress,
    earlier: Sequence[Mapping[str, PublishedTable]] = (),
    denominators: Sequence[PublishedTable] = (),
) -> Release:
    """Withhold what must be in every zoning, given what readers received before.

    Figures that correct earlier ones by a few units are withheld too: the gap would be read.
    ``denominators`` are bases that readers are supposed to know.
    """
    atoms = measured.counts[measured.columns]
    zonings = {TERRITORY: pd.Series(TERRITORY, index=atoms.index, dtype="object")}
    zonings |= {name: codes.astype("object") for name, codes in located.zones.items()}
    zonings[GROUPS] = grouping.membership.reindex(atoms.index)
    order = [name for name in PRIORITY if name in zonings]
    order += [name for name in zonings if name not in order]
    full = build_tables(atoms, zonings, measured.bases, parts=measured.parts)
    known = [*compare_versions(facts(measured), earlier, rule).known, *denominators]
    held = withhold_corrected(full, earlier, rule, {})
    while True:
        release = protect(
            atoms,
            zonings,
            measured.bases,
            rule=rule,
            parts=measured.parts,
            priority=tuple(order),
            known=known,
            withheld=held,
            progress=progress,
        )
        wider = withhold_corrected(release.tables, earlier, rule, held)
        if wider is held:
            return release
        held = wider


def known_bases(material: Material, measured: Measured) -> list[PublishedTable]:
    """Return the bases of each residence as a reader may know them, none if they are not at risk.

    The dwellings of the RPLS tell nearly how many households there are: to suppose that they tell
    it exactly protects the more.
    """
    if measured.source != "ops" or not material.configuration.secret.bases_connues:
        return []
    bases = list(dict.fromkeys(measured.bases.values()))
    return [PublishedTable(measured.counts[bases].astype(float))]


def facts(measured: Measured) -> dict[str, PublishedTable]:
    """Return the confidential counts of atoms: they tell which earlier figures are still true."""
    atoms = measured.counts[measured.columns]
    own = pd.Series(atoms.index, atoms.index)
    return {"faits": PublishedTable(atoms, measured.bases, own, measured.parts)}


@dataclass(frozen=True)
class Context:
    """What every layer of the publication needs."""

    material: Material
    located: Located
    measured: Measured
    grouping: Grouping
    release: Release
    progress: Progress


def publication(context: Context, steps: list[tuple[str, str]], rule: SecrecyRule) -> Publication:
    """Dress the release: geometry, names, figures recomputed from released counts."""
    context = replace(context, measured=public_measures(context))
    material, measured = context.material, context.measured
    tables = context.release.tables
    order = [name for name in READING_ORDER if name in tables]
    order += [name for name in tables if name not in order]
    layers = [_layer(context, name, tables[name]) for name in order]
    if TILES in material.sources:
        layers.append(_income_tiles(context))
    configuration = material.configuration
    proof = Proof(
        territory=configuration.territoire.nom,
        vintage=str(configuration.territoire.millesime),
        sources=tuple(dict.fromkeys(_source_line(r) for r in material.readings().values())),
        base=_BASES[measured.source],
        rule=rule.describe(),
        threshold=int(rule.threshold),
        seed=configuration.grappes.graine,
        day=date.today(),
        fictitious=configuration.territoire.fictif,
    )
    catalogue = measured.catalogue.table(configuration.indicateurs.parametres)
    return Publication(
        layers=layers,
        proof=proof,
        compose=composer(configuration, catalogue),
        key_figures=_key_figures(measured, context.release),
        reference=(TERRITORY, TERRITORY),
        catalogue=catalogue,
        steps=steps,
        notes=_notes(material, measured),
    )


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


def _source_line(reading: object) -> str:
    provenance = reading.provenance  # type: ignore[attr-defined]
    vintage = "" if provenance.millesime is None else f" {provenance.millesime}"
    return f"{provenance.source}{vintage} ({provenance.licence})"


def _layer(context: Context, name: str, table: PublishedTable) -> LayerSpec:
    measured = context.measured
    figures = measured.figures(table.counts)
    frame, names = _places(context, name, table)
    frame = frame.join(figures).rename_axis("groupe" if name == GROUPS else "code")
    depends = {**dict.fromkeys(names, ()), **measured.depends()}
    aliases = {**_ALIASES, **_labels(measured)}
    units = {**dict.fromkeys(measured.published, "%"), "p_valeur": "p", "p_ajustee": "p"}
    style: str | Style = ""
    if isinstance(frame, GeoDataFrame):
        style = _style(frame, measured)
        if name == GROUPS and frame[measured.variable].notna().sum() > 9:
            frame = clusters(
                frame, measured.variable, context.material.configuration, context.progress
            )
            # One withheld figure moves every neighbour's: all released counts stand behind each.
            depends |= dict.fromkeys(CLUSTER_COLUMNS, measured.depends()[measured.variable])
    return LayerSpec(
        name=name,
        title=str(defaults()["libelles"].get(name, name.capitalize())),
        frame=frame,
        style=style,
        aliases=aliases,
        units=units,
        description=_description(name, measured),
        themes=_themes(frame, measured),
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
    if name == TILES:
        crs = context.material.configuration.territoire.crs
        shapes = tile_polygons(units.astype(str)).set_axis(units)
        return GeoDataFrame(geometry=shapes.to_crs(crs), index=units), []
    zones = context.material.zones()[name].reindex(units)
    return zones[["libelle", "geometry"]], ["libelle"]


def internal_layer(units: GeoDataFrame, measured: Measured) -> LayerSpec:
    """Dress the atoms for the confidential folder."""
    return LayerSpec(
        name="unites",
        title="Unités du diagnostic (confidentiel)",
        frame=units,
        style="precarite" if measured.weights else "lisa",
        aliases={**_ALIASES, **_labels(measured)},
        units={**dict.fromkeys(measured.published, "%"), "p_valeur": "p", "p_ajustee": "p"},
        description="Chiffres de chaque unité, sous le seuil : à ne pas diffuser.",
    )


def _income_tiles(context: Context) -> LayerSpec:
    """Return INSEE's own tiles with the share of poor households: open data, as a backdrop."""
    material = context.material
    tiles = _tiles_of_the_territory(material.frame(TILES), context.located)
    share = (tiles["men_pauv"] / tiles["men"]).where(tiles["men"] > 0).clip(upper=1.0)
    frame = tiles[["men", "men_pauv", "log_soc", "impute", "geometry"]].assign(part_pauvres=share)
    frame = clusters(
        frame, "part_pauvres", material.configuration, context.progress, weights="tiles"
    )
    frame = frame.to_crs(material.configuration.territoire.crs)
    return LayerSpec(
        name="filosofi",
        title="Ménages pauvres par carreau (Filosofi)",
        frame=frame,
        style=graduated(frame["part_pauvres"], "Part des ménages pauvres", "%"),
        aliases={
            **_ALIASES,
            "men": "Ménages fiscaux",
            "men_pauv": "Ménages pauvres",
            "log_soc": "Logements sociaux",
            "impute": "Carreau imputé par l’INSEE",
            "part_pauvres": "Part des ménages pauvres",
        },
        units={"part_pauvres": "%", "p_valeur": "p", "p_ajustee": "p"},
        description=(
            "Données ouvertes de l’INSEE, tous logements confondus ; les carreaux imputés n’ont "
            "pas de valeur propre."
        ),
        themes={"part_pauvres": "", "grappe": "lisa"},
        depends=dict.fromkeys([c for c in frame.columns if c != "geometry"], ()),
    )


def _tiles_of_the_territory(tiles: GeoDataFrame, located: Located) -> GeoDataFrame:
    """Keep the tiles of the communes where there are atoms; a tile may be in several."""
    communes = located.atoms["commune"].dropna().unique()
    inside = tiles["lcog_geo"].astype("string").str.contains("|".join(communes), na=False)
    return tiles[inside] if inside.any() else tiles


_ALIASES = {
    "libelle": "Nom",
    "residences": "Résidences groupées",
    "communes": "Commune",
    "qpv": "QPV",
    "bailleur": "Bailleur",
    INDEX: "Indice de précarité (100 = territoire)",
    "moran_i": "Moran local I",
    "p_valeur": "p-valeur",
    "p_ajustee": "p-valeur ajustée",
    "quadrant": "Quadrant",
    "grappe": "Grappe",
}


def _labels(measured: Measured) -> dict[str, str]:
    catalogue = measured.catalogue
    labels = {name: catalogue.label(catalogue.indicator(name).label) for name in measured.published}
    labels |= {name: catalogue.label(catalogue.counts[name].label) for name in measured.columns}
    return labels


def _style(frame: GeoDataFrame, measured: Measured) -> str | Style:
    """Return the default style: the index where there is one, else classes of what is shown."""
    if measured.weights:
        return "precarite"
    shown = frame[measured.variable]
    if not shown.notna().any():
        return ""
    return graduated(shown, _labels(measured)[measured.variable], "%")


def _themes(frame: pd.DataFrame, measured: Measured) -> dict[str, str]:
    if not isinstance(frame, GeoDataFrame):
        return {}
    themes = {name: "" for name in measured.published if frame[name].notna().any()}
    return {**themes, "grappe": "lisa"} if "grappe" in frame.columns else themes


def _description(name: str, measured: Measured) -> str:
    parts = {
        GROUPS: "Résidences voisines réunies pour que chaque effectif atteigne le seuil.",
        TILES: "Carreaux INSEE de 200 m : ménages du parc social observé.",
        TERRITORY: "Ensemble du territoire : la référence de l’indice.",
    }
    first = parts.get(name, "Total des résidences situées dans chaque zone.")
    used = ", ".join(f"{key} × {weight:g}" for key, weight in measured.weights.items())
    return f"{first} Composantes de l’indice : {used}." if used else first


def _key_figures(measured: Measured, release: Release) -> list[KeyFigure]:
    if TERRITORY not in release.tables:
        return []
    labels = _labels(measured)
    bases = list(dict.fromkeys(measured.bases.values()))
    shown = [bases[0], *measured.published]
    return [KeyFigure(labels[name], TERRITORY, TERRITORY, name) for name in shown[:6]]


def _notes(material: Material, measured: Measured) -> list[str]:
    notes = []
    if known_bases(material, measured):
        notes.append(
            "Secret : on suppose un lecteur qui connaît l’effectif de base de chaque résidence "
            "(ménages, majeurs). Le RPLS ouvert en compte les logements."
        )
    if measured.weights:
        absent = [
            n for n in measured.catalogue.index("precarite").weights if n not in measured.weights
        ]
        told = f" Composantes absentes de la source : {', '.join(absent)}." if absent else ""
        notes.append(
            "Indice de précarité : somme pondérée des rapports entre la part de l’unité et celle "
            f"du territoire ; 100 = le territoire.{told}"
        )
    settings = material.configuration.grappes
    notes.append(
        f"Grappes : Moran local, voisinage {settings.poids}, {settings.permutations} "
        f"permutations, graine {settings.graine}, seuil {settings.alpha:g} après correction "
        f"{settings.correction}. Une grappe dit qu’une valeur et son voisinage se ressemblent plus "
        "que par hasard ; elle ne dit pas pourquoi. Elle est calculée sur les chiffres publiés."
    )
    return notes
