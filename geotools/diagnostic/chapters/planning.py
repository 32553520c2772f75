"""Chapter « le programme de l’habitat »: SRU, minimum PLAI, effect on segregation. Open data."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.diagnostic.chapters.presentation import name_units, open_layer
from geotools.diagnostic.chapters.study import Chapter, Study
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable
from geotools.spatial.segregation import dissimilarity

COMMUNES, EFFECT = "programme_communes", "programme_effet"
_KINDS = ("plai", "plus", "pls")
_CANCELLED = "abandonne"


def live_operations(study: Study) -> pd.DataFrame:
    """Return the operations that are not abandoned, with their number of dwellings."""
    rows = pd.DataFrame(study.frame("programme"))
    if "statut" in rows.columns:
        rows = rows[rows["statut"].astype("string").fillna("") != _CANCELLED]
    kinds = {kind: pd.to_numeric(rows[kind], errors="coerce").fillna(0) for kind in _KINDS}
    lost = rows["demolitions"] if "demolitions" in rows.columns else pd.Series(0, index=rows.index)
    return rows.assign(
        **kinds, logements=sum(kinds.values()), demolitions=pd.to_numeric(lost).fillna(0)
    )


def communes_of(study: Study) -> pd.DataFrame:
    """Return each commune's stock and duty before and after the programme."""
    sru = study.frame("sru")
    base = pd.DataFrame(sru.reset_index() if "commune" not in sru.columns else sru)
    base = base.assign(commune=base["commune"].astype(str)).set_index("commune")
    built = live_operations(study)
    sums = built.groupby(built["commune"].astype(str))[[*_KINDS, "logements", "demolitions"]].sum()
    sums = sums.reindex(base.index, fill_value=0)
    social = base["logements_sociaux"].astype(float)
    homes = base["residences_principales"].astype(float)
    change = sums["logements"] - sums["demolitions"]
    given = base.reindex(columns=["taux_cible", "part_plai_minimum"])
    target, minimum = (pd.to_numeric(given[c], errors="coerce").astype(float) for c in given)
    share = sums["plai"] / sums["logements"].where(sums["logements"] > 0)
    after = (social + change) / (homes + change)
    table = pd.DataFrame(
        {
            "residences_principales": homes,
            "logements_sociaux": social,
            "taux": social / homes.where(homes > 0),
            "taux_cible": target,
            "manquants": np.ceil((target * homes - social).clip(lower=0)),
            "programme": sums["logements"],
            "plai": sums["plai"],
            "part_plai": share,
            "part_plai_minimum": minimum,
            "plai_a_ajouter": np.ceil((minimum * sums["logements"] - sums["plai"]).clip(lower=0)),
            "taux_apres": after,
        }
    )
    table["carencee"] = _told(base.get("carencee"), table.index)
    table["minimum_plai"] = np.select(
        [share.isna() | minimum.isna(), share + 1e-9 >= minimum],
        ["sans objet", "atteint"],
        "non atteint",
    )
    table["au_dela_de_50"] = np.where(table["taux"] > 0.5, "oui", "non")
    return table


def _told(values: pd.Series | None, index: pd.Index) -> pd.Series:
    if values is None:
        return pd.Series("inconnu", index=index)
    known = values.astype("boolean").astype("object")
    return known.map({True: "oui", False: "non"}).fillna("inconnu").set_axis(index)


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the duty of each commune and what the programme does to the spread of the stock."""
    table = communes_of(study)
    frame = table.copy()
    frame.insert(0, "libelle", name_units(study, "communes", frame.index).to_numpy())
    frame.index = pd.Index(frame.index.astype(str), name="code")
    return [
        open_layer(
            COMMUNES,
            "Communes, loi SRU et PLAI",
            frame,
            nature="declared",
            aliases=_ALIASES,
            percents=["taux", "taux_cible", "part_plai", "part_plai_minimum", "taux_apres"],
            description=(
                "Inventaire SRU déclaré et programme : taux avant et après, logements manquants, "
                "part minimale de PLAI. Données de planification, hors secret."
            ),
        ),
        _effect(table, live_operations(study)),
    ]


_ALIASES = {
    "libelle": "Nom",
    "residences_principales": "Résidences principales",
    "logements_sociaux": "Logements sociaux",
    "taux": "Taux de logements sociaux",
    "taux_cible": "Taux à atteindre",
    "manquants": "Logements manquants",
    "programme": "Logements programmés",
    "plai": "dont PLAI",
    "part_plai": "Part de PLAI programmée",
    "part_plai_minimum": "Part minimale de PLAI",
    "plai_a_ajouter": "PLAI à ajouter",
    "taux_apres": "Taux après le programme",
    "carencee": "Commune carencée",
    "minimum_plai": "Minimum de PLAI",
    "au_dela_de_50": "Déjà plus de 50 % de logements sociaux",
}


def _effect(table: pd.DataFrame, built: pd.DataFrame) -> LayerSpec:
    """Return the dissimilarity of the social stock between communes, before and after."""
    change = (
        built.assign(change=built["logements"] - built["demolitions"])
        .groupby(built["commune"].astype(str))["change"]
        .sum()
        .reindex(table.index, fill_value=0)
    )
    social, homes = table["logements_sociaux"], table["residences_principales"]
    rows = {
        "avant": dissimilarity(social.to_numpy(), homes.to_numpy()),
        "apres": dissimilarity((social + change).to_numpy(), (homes + change).to_numpy()),
    }
    frame = pd.DataFrame(
        {
            "moment": ["Avant le programme", "Après le programme"],
            "dissimilarite": list(rows.values()),
            "logements_sociaux": [social.sum(), (social + change).sum()],
        },
        index=pd.Index(list(rows), name="code"),
    )
    return open_layer(
        EFFECT,
        "Effet du programme",
        frame,
        nature="declared",
        aliases={
            "moment": "Moment",
            "dissimilarite": "Dissimilarité entre communes",
            "logements_sociaux": "Logements sociaux",
        },
        percents=["dissimilarite"],
        description=(
            "Part du parc social qu’il faudrait déplacer pour que chaque commune en ait la même "
            "part : une baisse dit que le programme rapproche les communes."
        ),
    )


CHAPTER = Chapter("programme", ("programme", "sru"), tables)
