"""What the publication adds when the territory declares allocations or a housing programme.

The objectives are counts of households, hence part of the audited release. The programme is open
planning data: it is laid over the zonings and over the clusters of the published groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.material import Material
from geotools.orientations import programme_overlay
from geotools.orientations.objectives import legal_counts, legal_targets, missing_allocations
from geotools.outputs import LayerSpec
from geotools.progress import Progress
from geotools.secrecy import Release, SecrecyRule, digest_tables, protect

ALLOCATIONS, PROGRAMME = "attributions", "programme"
OBJECTIVES, BY_HOLDER = "objectifs", "objectifs_reservataire"
_TITLES = {OBJECTIVES: "Objectifs d’attribution", BY_HOLDER: "Objectifs par réservataire"}
_QPV_2024 = 2024
"""First year of the present districts (decree of 28 December 2023)."""


def objectives_release(material: Material, rule: SecrecyRule, progress: Progress) -> Release | None:
    """Return the audited counts of the legal objectives in the year of the territory.

    By EPCI (the whole file when it does not say which), and by holder of the reservation.

    Parameters
    ----------
    material : Material
        With the source ``attributions``; None is returned without it.
    rule : SecrecyRule
    progress : Progress
    """
    rows = material.frame(ALLOCATIONS)
    if rows is None:
        return None
    year = material.configuration.territoire.millesime
    counted = legal_counts(
        rows, perimeters=_perimeters(material), start=f"{year}-01-01", end=f"{year}-12-31"
    )
    atoms = counted.reset_index(drop=True)
    keys = counted.index.to_frame(index=False).astype("object")
    release = protect(
        atoms,
        {OBJECTIVES: keys["epci"], BY_HOLDER: keys["reservataire"]},
        {name: f"{name}_base" for name in legal_targets()},
        rule=rule,
        priority=(OBJECTIVES, BY_HOLDER),
        progress=progress,
    )
    note = (
        f"Objectifs d’attribution : {counted.attrs['inconnus']} attribution(s) de {year} dont le "
        "lieu ou le public est inconnu n’entrent pas dans l’un des taux au moins. Un bail signé "
        "sur une décision de l’année précédente demande le périmètre de cette année-là."
    )
    return replace(release, notes=(*release.notes, note))


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
    """Dress the tables of objectives and the programme, whichever the territory declares."""
    layers = []
    if objectives is not None:
        layers += [_objectives(name, objectives) for name in (OBJECTIVES, BY_HOLDER)]
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
            "atteindraient la cible."
        )
    if PROGRAMME in names:
        notes.append(
            "Programmation : une alerte renvoie à une règle, citée dans la table des règles ; "
            "elle appelle un examen. Une règle sans sa donnée y est dite non vérifiée."
        )
    return notes


def _perimeters(material: Material) -> dict[str, GeoDataFrame]:
    """Name the declared districts as the dated perimeters of the objectives do."""
    zones = material.zones()
    dated = {"qpv2015", "qpv2024", "zus", "qva"}
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
        frame[rate] = part / base.where(base > 0)
        frame[due] = [
            np.nan if pd.isna(b - n) else missing_allocations(int(n), int(b), target)
            for n, b in zip(part, base, strict=True)
        ]
        aliases |= {
            objective: f"{label} : obtenu",
            f"{objective}_base": f"{label} : base",
            rate: f"{label} : taux (cible {float(target):.0%})".replace("%)", " %)"),
            due: f"{label} : à faire",
        }
        depends |= dict.fromkeys((rate, due), (objective, f"{objective}_base"))
    return LayerSpec(
        name=name,
        title=_TITLES[name],
        frame=frame,
        aliases=aliases,
        units={column: "%" for column in frame.columns if column.startswith("taux_")},
        description="Les trois objectifs légaux dans l’année du diagnostic.",
        depends=depends,
    )


_SHOWN = ("libelle", "commune", "bailleur", "plai", "plus", "pls", "demolitions", "annee", "statut")


def _programme(material: Material, groups: LayerSpec | None, progress: Progress) -> list[LayerSpec]:
    rows = material.frame(PROGRAMME)
    zonings = dict(material.zones())
    if groups is not None and "grappe" in groups.frame.columns:
        clusters = groups.frame[groups.frame["grappe"] == "HH"]
        if len(clusters):
            zonings["grappes"] = clusters[["geometry"]]
    located = rows[rows.geometry.notna()]
    operations, sectors, checked = programme_overlay(located, zonings, progress=progress)
    codes = [f"{name}_code" for name in zonings if f"{name}_code" in operations.columns]
    added = ["reconstitution", "logements", "part_plai", *codes, "alerte", "alertes", "motifs"]
    columns = [c for c in (*_SHOWN, *added) if c in operations.columns]
    # Blank would read as withheld in the published tables.
    operations[codes] = operations[codes].astype("string").fillna("hors zone")
    named = sectors["secteur"].astype(str) + " · " + sectors["annee"].astype(str)
    frames = {
        PROGRAMME: operations[[*columns, operations.geometry.name]],
        "programme_secteurs": sectors.set_axis(pd.Index(named, name="secteur_annee")),
        "programme_regles": checked.set_index("regle"),
    }
    return [
        LayerSpec(
            name=name,
            title=_PROGRAMME_TITLES[name],
            frame=frame,
            style="programme" if name == PROGRAMME else "",
            aliases=_ALIASES,
            units={"part_plai": "%"},
            description="Données de planification, sans secret.",
            depends=dict.fromkeys([c for c in frame.columns if c != "geometry"], ()),
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
