"""Chapter « le bilan de l’année »: decided, obtained, left to do; and who is missing.

Objectives are recomputed from released counts; sheets are given by the authority; the coverage sets
the households that were counted beside the dwellings of the open register.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.diagnostic.chapters.presentation import open_layer, stack
from geotools.diagnostic.chapters.stock import stock_counts
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study
from geotools.orientations.objectives import legal_targets, missing_allocations
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

OBJECTIVES, FOLLOW, COVERAGE = "bilan_objectifs", "suivi_fiches", "couverture"
LANDLORDS = "collecte_bailleurs"
_PARTIAL = 0.7
"""Under this share of dwellings with a household, the collection of a landlord is partial."""


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the balance of objectives and sheets, and the coverage of the collection."""
    layers = []
    if "objectifs_annees" in released:
        layers.append(_objectives(study, released["objectifs_annees"]))
    if "suivi" in study.material.sources:
        layers.append(_sheets(study))
    if {"logements", "menages"} <= set(study.material.sources):
        layers += _coverage(study, released)
        layers += _landlords(study)
    return layers


def _objectives(study: Study, table: PublishedTable) -> LayerSpec:
    """Put each objective's year beside the year before."""
    years = table.counts.set_axis(table.counts.index.astype(str)).astype(float)
    now, before = str(study.year), str(study.year - 1)
    rows = []
    for name, (label, target) in legal_targets().items():
        part, base = _of_year(years, now, name)
        past, past_base = _of_year(years, before, name)
        unknown = np.isnan(part) or np.isnan(base)
        rate, past_rate = _rate(part, base), _rate(past, past_base)
        rows.append(
            {
                "code": name,
                "objectif": label,
                "cible": float(target),
                "obtenu_annee": part,
                "base_annee": base,
                "taux_annee": rate,
                "obtenu_precedente": past,
                "base_precedente": past_base,
                "taux_precedente": past_rate,
                "reste": np.nan if unknown else missing_allocations(int(part), int(base), target),
                "evolution": rate - past_rate,
            }
        )
    frame = pd.DataFrame(rows).set_index("code")
    return open_layer(
        OBJECTIVES,
        "Bilan des objectifs",
        frame,
        nature="released",
        aliases={
            "objectif": "Objectif",
            "cible": "Décidé : taux",
            "obtenu_annee": f"Obtenu en {now}",
            "base_annee": f"Base {now}",
            "taux_annee": f"Taux {now}",
            "obtenu_precedente": f"Obtenu en {before}",
            "base_precedente": f"Base {before}",
            "taux_precedente": f"Taux {before}",
            "reste": "Reste à faire",
            "evolution": "Évolution du taux",
        },
        percents=["cible", "taux_annee", "taux_precedente", "evolution"],
        description=(
            "Ce qui est décidé, obtenu et qui reste, à côté de l’année précédente. « Reste » : "
            "attributions de plus, toutes au public visé, qui auraient atteint la cible."
        ),
    )


def _of_year(years: pd.DataFrame, year: str, name: str) -> tuple[float, float]:
    """Return an objective's count and base in a year, not a number where it is not released."""
    found = years.reindex([year])[[name, f"{name}_base"]].to_numpy(dtype=float)[0]
    return float(found[0]), float(found[1])


def _rate(part: float, base: float) -> float:
    return part / base if base > 0 else np.nan


def _sheets(study: Study) -> LayerSpec:
    rows = pd.DataFrame(study.frame("suivi"))
    rows = rows.assign(annee=pd.to_numeric(rows["annee"]).astype(int))
    for column in ("valeur", "cible"):
        given = rows[column] if column in rows.columns else pd.Series(np.nan, index=rows.index)
        rows[column] = pd.to_numeric(given, errors="coerce").astype(float)
    keys = ["fiche", "indicateur"]
    last, before = (rows[rows["annee"] == y].set_index(keys) for y in (study.year, study.year - 1))
    index = last.index.union(before.index, sort=False)
    last, before = last.reindex(index), before.reindex(index)
    frame = pd.DataFrame(
        {
            "decide": last["cible"].to_numpy(),
            "obtenu": last["valeur"].to_numpy(),
            "reste": (last["cible"] - last["valeur"]).clip(lower=0).to_numpy(),
            "obtenu_precedente": before["valeur"].to_numpy(),
        }
    )
    frame.insert(0, "fiche", [key[0] for key in index])
    frame.insert(1, "indicateur", [key[1] for key in index])
    frame["etat"] = np.where(frame["obtenu"].isna(), "non collecté", "collecté")
    frame.index = pd.Index([f"F{n:03d}" for n in range(1, len(frame) + 1)], name="code")
    return open_layer(
        FOLLOW,
        "Suivi des fiches",
        frame,
        nature="declared",
        aliases={
            "fiche": "Fiche",
            "indicateur": "Indicateur",
            "decide": f"Décidé pour {study.year}",
            "obtenu": f"Obtenu en {study.year}",
            "reste": "Reste à faire",
            "obtenu_precedente": f"Obtenu en {study.year - 1}",
            "etat": "Collecte",
        },
        description="Indicateurs des fiches d’orientation, tels que la collectivité les donne.",
    )


def landlord_coverage(study: Study) -> pd.DataFrame:
    """Return the dwellings that each landlord declares and its households: confidential."""
    homes, people = study.frame("residences"), study.frame("menages")
    if homes is None or "bailleur" not in homes.columns or "bailleur" not in people.columns:
        return pd.DataFrame()
    declared = pd.to_numeric(homes["logements"]).groupby(homes["bailleur"].astype(str)).sum()
    met = people.groupby(people["bailleur"].astype(str)).size()
    table = pd.DataFrame({"logements": declared, "menages": met}).fillna(0).rename_axis("bailleur")
    return table.assign(
        couverture=table["menages"] / table["logements"].where(table["logements"] > 0)
    )


def _landlords(study: Study) -> list[LayerSpec]:
    """Say which landlords gave their households: a state, never a count."""
    table = landlord_coverage(study)
    table = table[table["logements"] >= study.rule.threshold] if len(table) else table
    if table.empty:
        return []
    share = table["couverture"]
    state = np.select([table["menages"] == 0, share < _PARTIAL], ["absent", "partiel"], "collecté")
    frame = pd.DataFrame(
        {"logements": table["logements"].astype(int), "collecte": state},
        index=pd.Index(table.index.astype(str), name="code"),
    )
    return [
        open_layer(
            LANDLORDS,
            "Collecte par bailleur",
            frame,
            nature="state",
            aliases={"logements": "Logements déclarés", "collecte": "Collecte des ménages"},
            description=(
                f"« partiel » : moins de {_PARTIAL:.0%} des logements déclarés ont un ménage "
                "enquêté. Un bailleur absent laisse ses quartiers moins bien connus : voir les "
                "bornes de la couverture par commune."
            ).replace("%", " %"),
        )
    ]


def internal(study: Study) -> dict[str, pd.DataFrame]:
    """Return the coverage of each landlord, with its numbers: confidential."""
    if not {"residences", "menages"} <= set(study.material.sources):
        return {}
    return {"couverture_bailleurs": landlord_coverage(study).reset_index()}


def _register(study: Study, zoning: str) -> pd.Series:
    """Return every dwelling of the register by unit, those without any household included."""
    counted = {
        name: table["logements"].astype(float) for name, table in stock_counts(study).items()
    }
    composed = study.zonings.composed.get(zoning)
    own = counted.get(zoning, pd.Series(dtype=float))
    if composed is None:
        return own
    return pd.Series(
        {unit: own.reindex(list(held)).sum() for unit, held in composed.zones.items()}, dtype=float
    )


def _coverage(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Set households beside dwellings, and bound each rate by what was not collected."""
    parts = {}
    measured = study.measured
    name = "rev_lt40" if "rev_lt40" in measured.published else measured.published[0]
    item = measured.catalogue.indicator(name)
    for zoning in (TERRITORY, "communes"):
        if zoning not in released:
            continue
        counts = released[zoning].counts.astype(float)
        homes = _register(study, zoning).reindex(counts.index)
        part, base = counts[item.numerator], counts[item.denominator]
        absent = (homes - base).clip(lower=0)
        total = base + absent
        parts[zoning] = pd.DataFrame(
            {
                "logements": homes,
                "menages": base,
                "couverture": base / homes.where(homes > 0),
                "taux": part / base,
                "taux_bas": part / total,
                "taux_haut": (part + absent) / total,
            }
        )
    if not parts:
        return []
    label = measured.catalogue.label(item.label)
    return [
        open_layer(
            COVERAGE,
            "Couverture de la collecte",
            stack(study, parts),
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Nom",
                "logements": "Logements (RPLS)",
                "menages": "Ménages dont l’information est connue",
                "couverture": "Couverture",
                "taux": label,
                "taux_bas": f"{label} : au plus bas",
                "taux_haut": f"{label} : au plus haut",
            },
            percents=["couverture", "taux", "taux_bas", "taux_haut"],
            description=(
                "Ménages connus rapportés aux logements du répertoire, vacants compris. Les bornes "
                "supposent tous les logements manquants hors du public, puis tous dedans : elles "
                "disent ce que l’absence de données pourrait changer, au pire."
            ),
        )
    ]


CHAPTER = Chapter("bilan", (), tables, internal=internal)
