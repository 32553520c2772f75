"""Chapter « le fonctionnement »: vacancy, turnover, arrears, refusals, field marks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geotools.diagnostic.chapters.presentation import LEVELS, count_layer, ratio_layer
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study, Tally, by_cells
from geotools.occupation import count, indicators
from geotools.occupation.fragility import fragility_index
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

PREFIX, MARKS, REFUSALS = "fonctionnement", "grille", "refus"
_IDS = ("vac3", "rotation", "rotation_mutation", "mutation", "impayes3", "refus")
_ZONINGS = (TERRITORY, "communes", "qpv")
ITEMS = {
    "desserte": "Desserte du quartier",
    "services_publics_prives": "Services publics et privés",
    "integration_ville": "Intégration à la ville",
    "relations_sociales": "Relations sociales, vie associative",
    "image_quartier": "Image du quartier",
    "usages_communs": "Usages des parties communes",
    "proprete": "Propreté",
    "etat_equipements": "État des équipements",
    "appropriation": "Appropriation des espaces",
    "voisinage": "Troubles de voisinage",
    "degradations": "Dégradations, incivilités",
    "securite": "Sécurité",
}
"""Items of the qualitative grid (001:651-680)."""

_REASONS = {
    "localisation": "Localisation, quartier",
    "environnement": "Environnement, tranquillité",
    "logement": "Taille, étage, état",
    "loyer": "Loyer ou charges",
    "delai": "Délai, situation changée",
    "autre": "Autre motif",
}


def atoms_of(study: Study, codes: pd.Series, communes: pd.Series | None) -> pd.Series:
    """Return the atom of the diagnosis that bears each residence code, by commune where known."""
    atoms = study.located.atoms
    own = atoms.index.to_series().astype(str)
    bare = own.str.split(":").str[-1]
    place = atoms["commune"].astype(str)
    keyed = pd.Series(own.to_numpy(), index=place + ":" + bare)
    alone = pd.Series(own.to_numpy(), index=bare.to_numpy())
    keyed, alone = (s[~s.index.duplicated(keep=False)] for s in (keyed, alone))
    found = codes.astype(str).map(alone)
    if communes is not None:
        found = (communes.astype(str) + ":" + codes.astype(str)).map(keyed).fillna(found)
    return found


def _zones(study: Study, atoms: pd.Series, communes: pd.Series | None) -> dict[str, pd.Series]:
    """Return the units of rows that stand for residences; the commune is their own where given."""
    zones = {TERRITORY: pd.Series(TERRITORY, index=atoms.index, dtype="object")}
    for name, units in study.units.items():
        if name in _ZONINGS:
            zones[name] = atoms.map(units.astype("object"))
    if communes is not None and "communes" in zones and not study.is_composed:
        zones["communes"] = communes.astype("object").fillna(zones["communes"])
    return {name: units.where(units.notna(), None) for name, units in zones.items()}


def tallies(study: Study) -> list[Tally]:
    """Count what landlords manage, what field teams marked and what applicants refused."""
    found = [_management(study)] if "residences" in study.material.sources else []
    if "grille" in study.material.sources:
        found += _marks(study)
    if "refus" in study.material.sources:
        found.append(_refusals(study))
    return found


def _management(study: Study) -> Tally:
    rows = study.frame("residences")
    rows = rows.assign(residence=rows.index.astype(str)) if "residence" not in rows else rows
    catalogue = study.measured.catalogue
    counted = count(
        pd.DataFrame(rows), rows["residence"].astype(str), source="residences", catalogue=catalogue
    )
    communes = pd.Series(rows["commune"].to_numpy(), index=rows["residence"].astype(str))
    chosen = [catalogue.indicator(i) for i in _ids(study, counted)]
    bases = {item.numerator: item.denominator for item in chosen}
    columns = list(dict.fromkeys([*bases.values(), *bases]))
    # Turnover and refusals may exceed their base in one residence: such a base is no ceiling.
    bounded = {n: b for n, b in bases.items() if (counted[n] <= counted[b]).all()}
    located = atoms_of(study, counted.index.to_series(), communes.reindex(counted.index))
    zones = _zones(study, located, communes.reindex(counted.index))
    own = [f"gestion:{code}" for code in counted.index]
    tables = {f"{PREFIX}_{n}": z.set_axis(own) for n, z in zones.items() if z.notna().any()}
    return Tally(counted[columns].astype("int64").set_axis(own), tables, bounded)


def _ids(study: Study, counted: pd.DataFrame) -> list[str]:
    catalogue = study.measured.catalogue
    present = set(counted.columns)
    chosen = {i: catalogue.indicator(i) for i in _IDS}
    return [i for i, item in chosen.items() if {item.numerator, item.denominator} <= present]


def _marks(study: Study) -> list[Tally]:
    """Count the residences that field teams marked, and those in difficulty (1 or 2 of 4)."""
    rows = study.frame("grille")
    items = [name for name in ITEMS if name in rows.columns]
    if not items:
        return []
    code = pd.Series(rows.index.astype(str), index=rows.index)
    good = rows["sens"].astype(str).eq("4_favorable")
    counts = pd.DataFrame(index=rows.index)
    for name in items:
        mark = pd.to_numeric(rows[name], errors="coerce").astype(float)
        mark = mark.where(good, 5 - mark)
        counts[f"notes_{name}"] = mark.notna().astype("int64")
        counts[f"difficiles_{name}"] = mark.le(2).astype("int64")
    zones = _zones(study, atoms_of(study, code, None), None)
    own = [f"grille:{c}" for c in code]
    tables = {f"{MARKS}_{n}": z.set_axis(own) for n, z in zones.items() if n != "communes"}
    bases = {f"difficiles_{name}": f"notes_{name}" for name in items}
    return [Tally(counts.set_axis(own), tables, bases)]


def _refusals(study: Study) -> Tally:
    rows = study.frame("refus")
    dummies = {f"motif_{m}": rows["motif"].astype(str).eq(m).astype("int64") for m in _REASONS}
    counts = pd.DataFrame({"refus_motives": 1, **dummies}, index=rows.index)
    communes = rows["commune"] if "commune" in rows.columns else None
    zones = _zones(study, atoms_of(study, rows["residence"], communes), communes)
    units = {f"{REFUSALS}_{n}": z for n, z in zones.items()}
    cells = by_cells(counts, units, "refus")
    classes = {name: (name,) for name in dummies}
    parts = {**classes, "refus_motives": tuple(classes)}
    return Tally(cells.atoms, cells.tables, dict.fromkeys(dummies, "refus_motives"), parts)


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return how residences work by level, the field marks and the reasons of refusals."""
    layers = []
    for zoning in _ZONINGS:
        if f"{PREFIX}_{zoning}" in released:
            layers.append(_working(study, released, zoning))
        if f"{REFUSALS}_{zoning}" in released:
            layers.append(_reasons(study, released[f"{REFUSALS}_{zoning}"], zoning))
        if f"{MARKS}_{zoning}" in released:
            layers.append(_marked(study, released[f"{MARKS}_{zoning}"], zoning))
    return layers


def _working(study: Study, released: Mapping[str, PublishedTable], zoning: str) -> LayerSpec:
    name, catalogue = f"{PREFIX}_{zoning}", study.measured.catalogue
    table = released[name]
    ids = _ids(study, table.counts)
    layer = count_layer(
        study,
        name,
        f"Fonctionnement : {LEVELS[zoning]}".replace(" :", ","),
        table,
        zoning,
        ids=ids,
        catalogue=catalogue,
        description="Vacance, rotation, mutations, impayés et refus, d’après la gestion locative.",
    )
    weights: dict[str, float] = {
        i: 1.0 for i in ("vac3", "rotation", "mutation", "impayes3") if i in ids
    }
    whole = released[f"{PREFIX}_{TERRITORY}"].counts
    reference = indicators(whole, ids=list(weights), catalogue=catalogue).iloc[0]
    values = layer.frame[list(weights)]
    if not weights or reference[list(weights)].isna().any():
        return layer
    index = fragility_index(values, reference[list(weights)], weights=weights, catalogue=catalogue)
    frame = layer.frame.copy()
    frame.insert(1, "indice_fragilite", index.where(values.notna().all(axis=1)))
    used = tuple(dict.fromkeys(c for i in weights for c in layer.depends[i]))
    told = "Indice de fragilité du fonctionnement (100 = territoire)"
    return LayerSpec(
        name=layer.name,
        title=layer.title,
        frame=frame,
        aliases={**layer.aliases, "indice_fragilite": told},
        units=layer.units,
        description=(
            f"{layer.description} Indice de fragilité : moyenne, à poids égaux, des rapports au "
            "territoire de la vacance, de la rotation, des demandes de mutation et des impayés ; "
            "aucun poids n’est publié, ceux-ci sont à choisir localement."
        ),
        depends={**layer.depends, "indice_fragilite": used},
    )


def _reasons(study: Study, table: PublishedTable, zoning: str) -> LayerSpec:
    shares = {
        f"part_{m}": (f"motif_{m}", "refus_motives", f"Part : {label.lower()}")
        for m, label in _REASONS.items()
    }
    labels = {"refus_motives": "Refus", **{f"motif_{m}": label for m, label in _REASONS.items()}}
    return ratio_layer(
        study,
        f"{REFUSALS}_{zoning}",
        f"Motifs de refus, {LEVELS[zoning]}",
        table,
        zoning,
        shares=shares,
        labels=labels,
        description=(
            "Refus des demandeurs et leurs motifs. Les pratiques d’attribution diffèrent : les "
            "taux ne se comparent pas d’un bailleur à l’autre."
        ),
    )


def _marked(study: Study, table: PublishedTable, zoning: str) -> LayerSpec:
    items = [n for n in ITEMS if f"notes_{n}" in table.counts.columns]
    shares = {
        f"part_{n}": (f"difficiles_{n}", f"notes_{n}", f"{ITEMS[n]} : part en difficulté")
        for n in items
    }
    labels = {f"notes_{n}": f"{ITEMS[n]} : résidences notées" for n in items}
    labels |= {f"difficiles_{n}": f"{ITEMS[n]} : notées 1 ou 2 sur 4" for n in items}
    return ratio_layer(
        study,
        f"{MARKS}_{zoning}",
        f"Grille qualitative, {LEVELS[zoning]}",
        table,
        zoning,
        shares=shares,
        labels=labels,
        description=(
            "Résidences notées par les équipes de terrain, et part de celles notées 1 ou 2 "
            "(4 est la meilleure note, grilles de sens contraire retournées)."
        ),
    )


def internal(study: Study) -> dict[str, pd.DataFrame]:
    """Return the marks and counts of every residence, for landlords: confidential."""
    rows = study.frame("residences")
    if rows is None:
        return {}
    table = pd.DataFrame(rows.drop(columns=rows.geometry.name)).rename_axis("residence")
    table = table.reset_index() if "residence" not in table.columns else table
    table = table.drop(columns=["x", "y"], errors="ignore")
    code = pd.Series(table["residence"].astype(str).to_numpy(), index=table.index)
    atom = atoms_of(study, code, table["commune"])
    counts = study.measured.counts
    figures = study.measured.figures(counts)
    joined = table.assign(
        groupe=atom.map(study.grouping.membership.astype("object")),
        **{c: atom.map(figures[c]) for c in figures.columns},
    )
    return {"portraits_residences": joined}


CHAPTER = Chapter("fonctionnement", ("logements", "residences"), tables, tallies, internal)
