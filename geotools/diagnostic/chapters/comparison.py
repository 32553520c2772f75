"""Chapter « par rapport à quoi »: each unit beside every level above; QPV, outside, private stock.

Nothing new is counted of households: figures follow from counts that were released. The census is
open data.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.diagnostic.chapters.presentation import (
    INSIDE,
    OUTSIDE,
    name_units,
    open_layer,
    stack,
)
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study
from geotools.diagnostic.measures import INDEX
from geotools.occupation import count, indicators
from geotools.occupation.comparison import compare_tenures
from geotools.occupation.intervals import index_interval, wilson
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

INTERVALS = "indices"
ABOVE, INSIDE_OUT, WEIGHT, PRIVATE = (
    "comparaison",
    "qpv_hors_qpv",
    "specialisation",
    "parc_social_prive",
)
_CENSUS_IDS = ("sans_emploi", "chomeurs", "er_part", "seules", "surocc")


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the comparison with every level above, QPV against outside, the specialisation."""
    layers: list[LayerSpec] = []
    # The open register alone tells of dwellings, which the chapter of the stock compares.
    if study.measured.source != "rpls" and TERRITORY in released:
        layers += [_above(study, released), *_inside_out(study, released)]
        layers += _specialisation(study, released)
        layers += _intervals(study, released)
    if {"parc_prive", "recensement"} & set(study.material.sources):
        layers += _private(study)
    return layers


def _intervals(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the index of every unit with its interval: few households make it wide."""
    measured = study.measured
    if not measured.weights or measured.source == "census":
        return []
    whole = released[TERRITORY].counts.astype(float)
    shares = indicators(whole, ids=list(measured.weights), catalogue=measured.catalogue)
    reference = shares.iloc[0][list(measured.weights)].astype(float)
    given = study.material.configuration.precarite.reference
    if not isinstance(given, str):
        reference.update(pd.Series(given, dtype=float))
    if reference.isna().any() or (reference <= 0).any():
        return []
    parts = {}
    for zoning in (TERRITORY, "communes", "qpv", "groupes"):
        if zoning not in released:
            continue
        counts = released[zoning].counts.astype(float)
        chosen = {n: measured.catalogue.indicator(n) for n in measured.weights}
        pairs = pd.DataFrame(
            {f"{n}_n": counts[i.numerator] for n, i in chosen.items()}
            | {f"{n}_base": counts[i.denominator] for n, i in chosen.items()}
        )
        bounds = index_interval(pairs, reference.astype(float), weights=dict(measured.weights))
        complete = pairs.notna().all(axis=1)
        parts[zoning] = bounds[["indice", "bas", "haut"]].where(complete)
    return [
        open_layer(
            INTERVALS,
            "Indice et intervalle",
            stack(study, parts),
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Nom",
                "indice": "Indice de précarité (100 = territoire)",
                "bas": "Borne basse (95 %)",
                "haut": "Borne haute (95 %)",
            },
            description=(
                "Indice et intervalle de confiance à 95 %, sur les effectifs publiés : deux "
                "intervalles qui se recouvrent largement ne se départagent pas."
            ),
        )
    ]


def _figures(study: Study, table: PublishedTable) -> pd.DataFrame:
    return study.measured.figures(table.counts)


def _above(study: Study, released: Mapping[str, PublishedTable]) -> LayerSpec:
    """Put beside each group, QPV, IRIS and commune the values of its commune and of the whole."""
    measured = study.measured
    names = [*([INDEX] if measured.weights else []), *measured.published]
    whole = _figures(study, released[TERRITORY]).iloc[0]
    communes = _figures(study, released["communes"]) if "communes" in released else None
    qpv = _figures(study, released["qpv"]) if "qpv" in released else None
    parts = {}
    for zoning in ("communes", "qpv", "iris", "groupes"):
        if zoning not in released:
            continue
        own = _figures(study, released[zoning])
        table = {}
        commune = _commune_of(study, zoning, own.index)
        for name in names:
            table[name] = own[name]
            if zoning == "groupes" and qpv is not None:
                district = _qpv_of(study, own.index)
                table[f"{name}_qpv"] = district.map(qpv[name]).astype(float)
            if communes is not None and zoning != "communes":
                table[f"{name}_commune"] = commune.map(communes[name]).astype(float)
            table[f"{name}_territoire"] = pd.Series(whole[name], index=own.index)
            table[f"{name}_ecart"] = own[name] - whole[name]
        parts[zoning] = pd.DataFrame(table)
    frame = stack(study, parts)
    aliases = {"niveau": "Niveau", "libelle": "Nom"}
    for name in names:
        label = _label(study, name)
        aliases |= {
            name: label,
            f"{name}_qpv": f"{label} : son QPV",
            f"{name}_commune": f"{label} : sa commune",
            f"{name}_territoire": f"{label} : le territoire",
            f"{name}_ecart": f"{label} : écart au territoire",
        }
    shares = [c for c in frame.columns if c in aliases and not c.startswith(INDEX)]
    return open_layer(
        ABOVE,
        "Chaque unité et les niveaux au-dessus",
        frame,
        nature="released",
        aliases=aliases,
        percents=[c for c in shares if c not in {"niveau", "libelle"}],
        description=(
            "Valeur de chaque unité, de son QPV, de sa commune et du territoire, calculées sur les "
            "effectifs publiés. Une valeur retenue par le secret reste vide."
        ),
    )


def _label(study: Study, name: str) -> str:
    catalogue = study.measured.catalogue
    if name == INDEX:
        return "Indice de précarité (100 = territoire)"
    return catalogue.label(catalogue.indicator(name).label)


def _commune_of(study: Study, zoning: str, units: pd.Index) -> pd.Series:
    """Return the commune that holds most atoms of each unit."""
    if zoning == "communes":
        return units.to_series()
    if "communes" not in study.units:
        return pd.Series(pd.NA, index=units, dtype="object")
    codes = _units_of(study, zoning)
    return _mode(codes, study.units["communes"]).reindex(units)


def _qpv_of(study: Study, units: pd.Index) -> pd.Series:
    return _mode(_units_of(study, "groupes"), study.units["qpv"]).reindex(units)


def _units_of(study: Study, zoning: str) -> pd.Series:
    if zoning == "groupes":
        return study.grouping.membership
    return study.units[zoning]


def _mode(units: pd.Series, values: pd.Series) -> pd.Series:
    """Return the most frequent value of each unit."""
    pairs = pd.DataFrame({"unit": units, "value": values.reindex(units.index)}).dropna()
    sizes = pairs.astype(str).groupby(["unit", "value"]).size().rename("n").reset_index()
    ordered = sizes.sort_values(["unit", "n", "value"], ascending=[True, False, True])
    return ordered.drop_duplicates("unit").set_index("unit")["value"]


def _inside_out(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Set the QPV together beside the rest of the territory, with an interval on each share."""
    if "qpv" not in released:
        return []
    measured = study.measured
    total = released[TERRITORY].counts.iloc[0]
    # A sum over districts is known when none of its terms is withheld.
    inside = released["qpv"].counts.sum(axis=0, skipna=False)
    counts = pd.DataFrame({INSIDE: inside, OUTSIDE: total - inside}).T
    figures = measured.figures(counts)
    rows = []
    for name in measured.published:
        item = measured.catalogue.indicator(name)
        interval = wilson(counts[item.numerator], counts[item.denominator])
        share = figures[name].astype(float).to_dict()
        low, high = interval["bas"].to_dict(), interval["haut"].to_dict()
        base = counts[item.denominator].to_dict()
        rows.append(
            {
                "indicateur": _label(study, name),
                "en_qpv": share[INSIDE],
                "en_qpv_bas": low[INSIDE],
                "en_qpv_haut": high[INSIDE],
                "hors_qpv": share[OUTSIDE],
                "hors_qpv_bas": low[OUTSIDE],
                "hors_qpv_haut": high[OUTSIDE],
                "ecart": share[INSIDE] - share[OUTSIDE],
                "base_en_qpv": base[INSIDE],
                "base_hors_qpv": base[OUTSIDE],
            }
        )
    frame = pd.DataFrame(rows, index=pd.Index(measured.published, name="code"))
    shares = [c for c in frame.columns if not c.startswith("base") and c != "indicateur"]
    aliases = {
        "indicateur": "Indicateur",
        "en_qpv": "Dans les QPV",
        "en_qpv_bas": "QPV : borne basse (95 %)",
        "en_qpv_haut": "QPV : borne haute (95 %)",
        "hors_qpv": "Hors QPV",
        "hors_qpv_bas": "Hors QPV : borne basse (95 %)",
        "hors_qpv_haut": "Hors QPV : borne haute (95 %)",
        "ecart": "Écart (points)",
        "base_en_qpv": "Base, QPV",
        "base_hors_qpv": "Base, hors QPV",
    }
    return [
        open_layer(
            INSIDE_OUT,
            "QPV et hors QPV",
            frame,
            nature="released",
            aliases=aliases,
            percents=shares,
            description="Somme des effectifs publiés des QPV, et reste du territoire.",
        )
    ]


def _specialisation(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Share of each trait in the territory's total over its share of the stock (001:542-544)."""
    if "logements" not in study.material.sources:
        return []
    parts: dict[str, pd.DataFrame] = {}
    for zoning in ("communes", "qpv"):
        if zoning not in released:
            continue
        counts = released[zoning].counts
        homes = study.dwellings(zoning).reindex(counts.index)
        total = released[TERRITORY].counts.iloc[0]
        whole = study.dwellings(TERRITORY).iloc[0]
        shares = {}
        for name in study.measured.published:
            trait = study.measured.catalogue.indicator(name).numerator
            shares[name] = (counts[trait] / total[trait]) / (homes / whole)
        parts[zoning] = pd.DataFrame({"logements": homes, **shares})
    if not parts:
        return []
    labels = {n: _label(study, n) for n in study.measured.published}
    return [
        open_layer(
            WEIGHT,
            "Indice de spécialisation",
            stack(study, parts),
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Nom",
                "logements": "Logements sociaux (RPLS)",
                **labels,
            },
            description=(
                "Poids du territoire dans le total du caractère, rapporté à son poids dans le "
                "parc : 1 = à proportion, 1,5 = moitié plus que sa part (ARHlm de Basse-Normandie)."
            ),
        )
    ]


def _private(study: Study) -> list[LayerSpec]:
    """Social against private stock by IRIS, on the census or Filocom."""
    source = "parc_prive" if "parc_prive" in study.material.sources else "recensement"
    rows = study.frame(source)
    catalogue = study.measured.catalogue
    if "stocd" not in rows.columns:
        return []
    # What is not known to be HLM or not is neither.
    known = rows["hlm"].notna() & rows["iris"].notna()
    lived = rows[
        (rows["residence_principale"].astype("boolean").fillna(False) & known).astype(bool)
    ]
    tenure = pd.Series(
        np.select(
            [lived["hlm"].astype(bool), lived["stocd"].isin(["10"])],
            ["hlm", "proprietaires"],
            "locataires_prives",
        ),
        index=lived.index,
    )
    key = lived["iris"].astype(str) + "|" + tenure
    year = study.material.sources[source].provenance.millesime or study.year
    counts = count(
        lived,
        key,
        source="census",
        catalogue=catalogue,
        parameters={"date_reference": f"{year}-01-01"},
    )
    pairs = counts.index.to_series().str.split("|", expand=True)
    counts.index = pd.MultiIndex.from_frame(pairs, names=["iris", "statut"])
    ids = [
        i
        for i in _CENSUS_IDS
        if {catalogue.indicator(i).numerator, catalogue.indicator(i).denominator}
        <= set(counts.columns)
    ]
    wide = compare_tenures(counts, ids=ids, catalogue=catalogue, weighted=True)
    homes = counts["menages"].unstack().fillna(0).round()
    homes.columns = [f"menages_{c}" for c in homes.columns]
    shown = [c for c in wide.columns if not c.endswith("_base")]
    for shown_rate in shown:
        # A rate of a handful of dwellings is noise: it is not shown.
        few = wide[f"{shown_rate.removesuffix('_ecart')}_base"].lt(study.rule.threshold)
        if shown_rate.endswith("_ecart"):
            item = next(i for i in ids if shown_rate.startswith(f"{i}_"))
            few |= wide[f"{item}_hlm_base"].lt(study.rule.threshold)
        wide[shown_rate] = wide[shown_rate].where(~few)
    frame = homes.join(wide[shown])
    frame.insert(0, "libelle", name_units(study, "iris", frame.index).to_numpy())
    frame.index.name = "code"
    names = {
        "hlm": "HLM",
        "proprietaires": "propriétaires occupants",
        "locataires_prives": "locataires du privé",
    }
    aliases = {"libelle": "Nom", **{f"menages_{k}": f"Ménages : {v}" for k, v in names.items()}}
    for i in ids:
        for k, v in names.items():
            aliases[f"{i}_{k}"] = f"{catalogue.label(catalogue.indicator(i).label)} : {v}"
            aliases[f"{i}_{k}_ecart"] = (
                f"{catalogue.label(catalogue.indicator(i).label)} : HLM − {v}"
            )
    return [
        open_layer(
            PRIVATE,
            "Parc social et parc privé",
            frame,
            nature="open",
            aliases=aliases,
            percents=shown,
            description=(
                "Recensement, résidences principales par statut et par IRIS : données ouvertes, "
                "pondérées et arrondies, hors secret."
            ),
        )
    ]


CHAPTER = Chapter("comparaisons", (), tables)
