"""What the publication adds when the territory declares allocations or a housing programme.

The objectives are counts of households, hence part of the audited release. The programme is open
planning data: it is laid over the zonings and over the clusters of the published groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.material import Material
from geotools.diagnostic.origins import OPEN_PROGRAMME, origin_of
from geotools.orientations import programme_overlay
from geotools.orientations.objectives import (
    legal_counts,
    legal_targets,
    missing_allocations,
    states,
    targets_without_state,
)
from geotools.outputs import LayerSpec
from geotools.progress import Progress
from geotools.secrecy import (
    PublishedTable,
    Release,
    SecrecyRule,
    digest_tables,
    protect_after,
)
from geotools.sources.templates import load_template
from geotools.typography import without_lines

ALLOCATIONS, PROGRAMME = "attributions", "programme"
OBJECTIVES, BY_HOLDER = "objectifs", "objectifs_reservataire"
WITHOUT_STATE = "objectifs_hors_etat"
_TITLES = {
    OBJECTIVES: "Objectifs d’attribution",
    WITHOUT_STATE: "Objectifs d’attribution, hors réservations de l’État",
    BY_HOLDER: "Objectifs par réservataire",
}
LEFT_OUT = "_laisses"
"""End of the column that counts what an objective leaves out: unknown place or public."""

_YEARLY = "Les trois objectifs légaux dans l’année du diagnostic. "
_DESCRIPTIONS = {
    OBJECTIVES: _YEARLY + "Toutes les attributions, celles de l’État comprises : la cible des "
    "ménages prioritaires ne s’y applique pas telle quelle, lisez la table hors État.",
    WITHOUT_STATE: _YEARLY + "Sans les réservations de l’État, auquel la cible des ménages "
    "prioritaires ne s’applique pas.",
    BY_HOLDER: _YEARLY + "La cible des ménages prioritaires ne s’applique pas à l’État.",
}
_QPV_2024 = 2024
"""First year of the present districts (decree of 28 December 2023)."""


def objectives_counts(material: Material) -> pd.DataFrame | None:
    """Return the counts of the legal objectives in the year of the territory: confidential.

    Indexed by EPCI (« ensemble » when the file does not say) and holder of the reservation; None
    when no allocations are declared. ``<objective>_base`` counts what has a known place and public,
    hence enters the rate; ``<objective>_laisses`` what is left out of it.

    Parameters
    ----------
    material : Material
    """
    rows = material.frame(ALLOCATIONS)
    if rows is None:
        return None
    year = material.configuration.territoire.millesime
    counted = legal_counts(
        rows, perimeters=perimeters_of(material), start=date(year, 1, 1), end=date(year, 12, 31)
    )
    # Where nothing is left out of a rate, that is a fact about the file: told, not counted.
    left_out = [c for c in counted.columns if c.endswith(LEFT_OUT) and not counted[c].any()]
    counted = counted.drop(columns=left_out)
    keys = counted.index.to_frame(index=False).astype("object")
    names = keys["epci"].astype(str) + " · " + keys["reservataire"].astype(str)
    counted.index = pd.MultiIndex.from_arrays(
        [names, keys["epci"], keys["reservataire"]], names=["atome", "epci", "reservataire"]
    )
    return counted


def objectives_facts(counted: pd.DataFrame | None) -> dict[str, PublishedTable]:
    """Return what the ledger compares earlier objectives with: confidential.

    Parameters
    ----------
    counted : DataFrame, optional
        What :func:`objectives_counts` returns.
    """
    if counted is None:
        return {}
    atoms = counted.reset_index(["epci", "reservataire"], drop=True)
    own = pd.Series(atoms.index, atoms.index)
    return {"faits_objectifs": PublishedTable(atoms, _objective_bases(), own)}


def objectives_release(
    counted: pd.DataFrame | None,
    rule: SecrecyRule,
    progress: Progress,
    earlier: Sequence[Mapping[str, PublishedTable]] = (),
) -> Release | None:
    """Return the protected counts of the legal objectives, given what readers received before.

    By EPCI, by EPCI without what the State reserves (the target is not the State's), and by holder
    of the reservation.

    Parameters
    ----------
    counted : DataFrame, optional
        What :func:`objectives_counts` returns; None gives None.
    rule : SecrecyRule
    progress : Progress
    earlier : sequence of mapping of PublishedTable
        Releases of the ledger about the same vintage.
    """
    if counted is None:
        return None
    atoms = counted.reset_index(["epci", "reservataire"], drop=True)
    epci, holder = (
        pd.Series(counted.index.get_level_values(name), index=atoms.index, dtype="object")
        for name in ("epci", "reservataire")
    )
    zonings = {
        OBJECTIVES: epci,
        WITHOUT_STATE: epci.where(~holder.isin(states())),
        BY_HOLDER: holder,
    }
    zonings = {name: units for name, units in zonings.items() if units.notna().any()}
    bases = _objective_bases()
    return protect_after(
        earlier,
        objectives_facts(counted),
        atoms,
        zonings,
        bases,
        rule=rule,
        priority=tuple(zonings),
        progress=progress,
    )


def _objective_bases() -> dict[str, str]:
    """Return numerators to bases; what is left out of a rate is a count of its own."""
    return {name: f"{name}_base" for name in legal_targets()}


def together(release: Release, other: Release | None) -> Release:
    """Return two releases as the one that is audited and published."""
    if other is None:
        return release
    tables = {**release.tables, **other.tables}
    return replace(
        release,
        tables=tables,
        withheld=pd.concat([release.withheld, other.withheld], ignore_index=True),
        price=pd.concat([release.price, other.price]),
        digest=digest_tables(tables),
        notes=(*release.notes, *other.notes),
    )


def follow_up_layers(
    material: Material, objectives: Release | None, groups: LayerSpec | None, progress: Progress
) -> list[LayerSpec]:
    """Style the tables of objectives and the programme, whichever the territory declares."""
    layers = []
    if objectives is not None:
        origin = origin_of(material, "attributions de l’année", [ALLOCATIONS])
        made = [_objectives(name, objectives) for name in objectives.tables]
        layers += [replace(layer, origin=origin) for layer in made]
    if PROGRAMME in material.sources:
        layers += _programme(material, groups, progress)
    return layers


def follow_up_notes(layers: Sequence[LayerSpec]) -> list[str]:
    """Say what the added layers rest on."""
    names = {layer.name for layer in layers}
    notes = []
    if OBJECTIVES in names:
        notes.append(
            "Objectifs d’attribution : article L. 441-1 du CCH. Les taux sont calculés sur les "
            "effectifs publiés. « À faire » : attributions de plus, toutes au public visé, qui "
            "atteindraient la cible. Les attributions dont le lieu ou le public est inconnu "
            "n’entrent pas dans le taux : leur nombre est à côté de lui. Un bail signé sur une "
            "décision de l’année précédente demande le périmètre de cette année-là : déclarez "
            "[zonages.qpv2015] pour les décisions d’avant 2024."
        )
    if PROGRAMME in names:
        notes.append(
            "Programmation : une alerte renvoie à une règle, citée dans la table des règles ; "
            "elle appelle un examen. Une règle sans sa donnée y est dite non vérifiée."
        )
    return notes


def perimeters_of(material: Material) -> dict[str, GeoDataFrame]:
    """Name the declared districts as the dated perimeters of the objectives do."""
    zones = material.zones()
    dated = {"qpv2015", "qpv2024", "zus", "qva"}
    zones |= material.perimeters()
    found: dict[str, GeoDataFrame] = {name: zones[name] for name in zones if name in dated}
    present = "qpv2024" if material.configuration.territoire.millesime >= _QPV_2024 else "qpv2015"
    return found if "qpv" not in zones else {present: zones["qpv"], **found}


def _objectives(name: str, release: Release) -> LayerSpec:
    """Return the rates recomputed from the released counts, and what remains to be done."""
    counts = release.tables[name].counts
    frame = pd.DataFrame(index=counts.index)
    aliases: dict[str, str] = {}
    depends: dict[str, tuple[str, ...]] = {}
    for objective, (label, target) in legal_targets().items():
        part, base = counts[objective], counts[f"{objective}_base"]
        rate, due = f"taux_{objective}", f"a_faire_{objective}"
        out = objective + LEFT_OUT
        if out not in counts.columns:
            frame[out] = "aucun"
            depends[out] = ()
        frame[rate] = part / base.where(base > 0)
        frame[due] = [
            np.nan
            if pd.isna(b - n) or not _target_holds(objective, name, str(unit))
            else missing_allocations(int(n), int(b), target)
            for unit, n, b in zip(counts.index, part, base, strict=True)
        ]
        aliases |= {
            objective: f"{label} : obtenu",
            f"{objective}_base": f"{label} : base du taux",
            out: f"{label} : laissés hors du taux (lieu ou public inconnu)",
            rate: f"{label} : taux (cible {float(target):.0%})".replace("%)", " %)"),
            due: f"{label} : à faire",
        }
        depends |= dict.fromkeys((rate, due), (objective, f"{objective}_base"))
    if name == BY_HOLDER:
        frame.insert(0, "libelle", [_holders().get(str(u), str(u)) for u in frame.index])
        aliases["libelle"], depends["libelle"] = "Réservataire", ()
    return LayerSpec(
        name=name,
        title=_TITLES[name],
        frame=frame,
        aliases=aliases,
        units={column: "%" for column in frame.columns if column.startswith("taux_")},
        description=_DESCRIPTIONS[name],
        depends=depends,
    )


@cache
def _holders() -> dict[str, str]:
    """Return how each holder of reservations is called, by its code in the file."""
    columns = {column.name: column for column in load_template(ALLOCATIONS).columns}
    return dict(columns["reservataire"].values)


def _target_holds(objective: str, table: str, unit: str) -> bool:
    """Tell whether the target is due: that of priority households is not the State's.

    The total of all holders mixes the State with the others, so it has a rate and no target.
    """
    if objective not in targets_without_state():
        return True
    return table == WITHOUT_STATE or (table == BY_HOLDER and unit not in states())


_SHOWN = ("libelle", "commune", "bailleur", "plai", "plus", "pls", "demolitions", "annee", "statut")


def _programme(material: Material, groups: LayerSpec | None, progress: Progress) -> list[LayerSpec]:
    rows = material.frame(PROGRAMME)
    zonings = dict(material.zones())
    if groups is not None and "grappe" in groups.frame.columns:
        clusters = groups.frame[groups.frame["grappe"] == "HH"]
        if len(clusters):
            zonings["grappes"] = clusters[["geometry"]]
    located = rows[rows.geometry.notna()]
    sru = material.frame("sru")
    communes = sru.reset_index() if sru is not None and "commune" not in sru.columns else sru
    operations, sectors, checked = programme_overlay(
        located, zonings, communes=communes, progress=progress
    )
    codes = [f"{name}_code" for name in zonings if f"{name}_code" in operations.columns]
    added = ["reconstitution", "logements", "part_plai", *codes, "alerte", "alertes", "motifs"]
    columns = [c for c in (*_SHOWN, *added) if c in operations.columns]
    # Blank would read as withheld in the published tables.
    operations[codes] = operations[codes].astype("string").fillna("hors zone")
    named = sectors["secteur"].astype(str) + " · " + sectors["annee"].astype(str)
    operations["motifs"] = operations["motifs"].map(without_lines, na_action="ignore")
    checked["source"] = checked["source"].map(without_lines, na_action="ignore")
    frames = {
        PROGRAMME: operations[[*columns, operations.geometry.name]],
        "programme_secteurs": sectors.set_axis(pd.Index(named, name="secteur_annee")),
        "programme_regles": checked.set_index("regle"),
    }
    origin = origin_of(
        material, "opérations et logements programmés", [PROGRAMME], open_rule=OPEN_PROGRAMME
    )
    return [
        LayerSpec(
            name=name,
            title=_PROGRAMME_TITLES[name],
            frame=frame,
            style="programme" if name == PROGRAMME else "",
            aliases=_ALIASES,
            units={"part_plai": "%"},
            description="Données de planification, sans secret.",
            origin=origin,
            depends=dict.fromkeys([c for c in frame.columns if c != "geometry"], ()),
            nature="declared",
        )
        for name, frame in frames.items()
    ]


_PROGRAMME_TITLES = {
    PROGRAMME: "Opérations programmées",
    "programme_secteurs": "Programme par commune et par année",
    "programme_regles": "Règles confrontées au programme",
}

_ALIASES = {
    "libelle": "Nom",
    "communes_code": "Commune (zonage)",
    "qpv_code": "QPV",
    "iris_code": "IRIS",
    "grappes_code": "Grappe de précarité",
    "commune": "Commune",
    "bailleur": "Bailleur",
    "plai": "PLAI",
    "plus": "PLUS",
    "pls": "PLS",
    "demolitions": "Démolitions",
    "annee": "Année de livraison",
    "statut": "Avancement",
    "reconstitution": "Reconstitution",
    "logements": "Logements",
    "part_plai": "Part de PLAI",
    "alerte": "Alerte",
    "alertes": "Règles",
    "motifs": "Motifs",
    "secteur": "Commune",
    "operations": "Opérations",
    "niveau": "Niveau",
    "verifiee": "Vérifiée",
    "constat": "Constat",
    "source": "Source",
}
