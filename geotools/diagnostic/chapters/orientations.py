"""Chapter « classes et orientations »: Valophis, Pau, the four classes, the sheets of sectors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.chapters.presentation import LEVELS, open_layer, ratio_layer, stack
from geotools.diagnostic.chapters.stock import stock_counts
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study, Tally, zones_of
from geotools.diagnostic.measures import INDEX
from geotools.occupation import indicators
from geotools.occupation.households import household_fragility, load_household_rule
from geotools.orientations import orientation_classes, stock_flow_quadrant
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

CLASSES, QUADRANT, SHEETS, SCORES = "classes", "stock_flux", "fiches_secteurs", "valophis"
_ZONINGS = (TERRITORY, "communes", "qpv")
_WORK = ("vac3", "rotation", "impayes3", "mutation")


def tallies(study: Study) -> list[Tally]:
    """Count households by the number of criteria of fragility that they meet (Valophis)."""
    attached = study.located.of_household
    if attached is None or study.measured.source != "ops":
        return []
    scores = household_fragility(study.frame("menages"), catalogue=study.measured.catalogue)
    highest = int(load_household_rule().highest)
    counts = pd.DataFrame({"menages_notes": 1}, index=scores.index)
    for score in range(highest + 1):
        counts[f"fragiles_{score}"] = scores["fragilite_menage"].eq(score).astype("int64")
    atoms = counts.groupby(attached.atoms).sum()
    atoms = atoms.reindex(study.measured.counts.index).fillna(0).astype("int64")
    tables = {f"{SCORES}_{n}": z for n, z in zones_of(study, atoms.index).items()}
    names = [f"fragiles_{score}" for score in range(highest + 1)]
    parts = {**{n: (n,) for n in names}, "menages_notes": tuple(names)}
    return [Tally(atoms, tables, dict.fromkeys(names, "menages_notes"), parts)]


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the scores, the quadrant of stock and flow, the classes and the sheets."""
    layers = [
        _scores(study, released[f"{SCORES}_{zoning}"], zoning)
        for zoning in _ZONINGS
        if f"{SCORES}_{zoning}" in released
    ]
    layers += _quadrant(study, released)
    classes = _classes(study, released)
    layers += classes
    if classes:
        layers += _sheets(study, released, classes[0].frame)
    return layers


def _scores(study: Study, table: PublishedTable, zoning: str) -> LayerSpec:
    names = [c for c in table.counts.columns if c.startswith("fragiles_")]
    told = {
        "fragiles_0": "Aucun critère",
        "fragiles_1": "Un critère",
        "fragiles_2": "Deux critères",
        "fragiles_3": "Trois critères et plus",
    }
    return ratio_layer(
        study,
        f"{SCORES}_{zoning}",
        f"Fragilité des ménages, {LEVELS[zoning]}",
        table,
        zoning,
        shares={f"part_{n}": (n, "menages_notes", f"Part : {told[n].lower()}") for n in names},
        labels={"menages_notes": "Ménages", **told},
        description=(
            "Ménages selon le nombre de critères de fragilité qu’ils réunissent (Valophis). Un "
            "critère inconnu ne compte pas : le total est un minimum. Il décrit un parc, il ne "
            "sert jamais à écarter un candidat."
        ),
    )


def _quadrant(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Cross occupants with those who moved in lately, by commune and QPV (Pau, 001:699-707)."""
    catalogue = study.measured.catalogue
    parts = {}
    for zoning in ("communes", "qpv"):
        main, deep = released.get(zoning), released.get(f"occupation_{zoning}")
        whole = released.get(f"occupation_{TERRITORY}")
        if main is None or deep is None or whole is None:
            continue
        flow = deep if "recents_tbr" in deep.counts.columns else main
        base = whole if "recents_tbr" in whole.counts.columns else released[TERRITORY]
        if "recents_tbr" not in flow.counts.columns or "rev_lt40" not in study.measured.published:
            continue
        stock_of = indicators(main.counts, ids=["rev_lt40"], catalogue=catalogue)
        flow_of = indicators(flow.counts, ids=["er_lt40"], catalogue=catalogue)
        table = stock_of[["rev_lt40"]].join(flow_of[["er_lt40", "er_lt40_base"]])
        frame = GeoDataFrame(table, geometry=[None] * len(table))
        reference = [
            float(indicators(t.counts, ids=[i], catalogue=catalogue)[i].iloc[0])
            for t, i in ((released[TERRITORY], "rev_lt40"), (base, "er_lt40"))
        ]
        if not np.isfinite(reference).all():
            continue
        crossed = stock_flow_quadrant(
            frame, stock_reference=reference[0], flow_reference=reference[1]
        )
        shown = ["rev_lt40", "er_lt40", "ecart_stock", "ecart_flux", "quadrant_libelle"]
        parts[zoning] = pd.DataFrame(crossed[shown])
    if not parts:
        return []
    return [
        open_layer(
            QUADRANT,
            "Occupants et emménagés récents",
            stack(study, parts),
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Nom",
                "rev_lt40": catalogue.label(catalogue.indicator("rev_lt40").label),
                "er_lt40": catalogue.label(catalogue.indicator("er_lt40").label),
                "ecart_stock": "Écart des occupants au territoire",
                "ecart_flux": "Écart des emménagés récents au territoire",
                "quadrant_libelle": "Situation",
            },
            percents=["rev_lt40", "er_lt40", "ecart_stock", "ecart_flux"],
            description=(
                "Croisement des occupants et des emménagés récents (exemple de Pau ; les libellés "
                "sont les nôtres), sur les effectifs publiés."
            ),
        )
    ]


def _classes(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Give one of the four classes to each group, QPV and commune whose index is published."""
    measured = study.measured
    if not measured.weights:
        return []
    parts, ids = {}, ["classe_libelle", "motifs", "attribution", "qualification"]
    ids += ["cadre_de_vie", "accompagnement"]
    for zoning in ("qpv", "communes", "groupes"):
        if zoning not in released:
            continue
        figures = measured.figures(released[zoning].counts)[[INDEX]]
        figures = figures.join(_previous(study, released, zoning, figures.index))
        figures = figures.join(_work(study, released, zoning, figures.index))
        frame = GeoDataFrame(figures, geometry=[None] * len(figures))
        kept = frame[frame[INDEX].notna()]
        if kept.empty:
            continue
        previous = f"{INDEX}_avant" if f"{INDEX}_avant" in kept.columns else None
        classed = orientation_classes(kept, INDEX, previous=previous)
        parts[zoning] = pd.DataFrame(classed[[INDEX, *ids]])
    if not parts:
        return []
    frame = stack(study, parts)
    frame[ids] = frame[ids].astype("object").where(frame[ids].notna(), "")
    return [
        open_layer(
            CLASSES,
            "Classes et orientations",
            frame,
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Nom",
                INDEX: "Indice de précarité (100 = territoire)",
                "classe_libelle": "Classe",
                "motifs": "Pourquoi",
                "attribution": "Orientations d’attribution",
                "qualification": "Qualification résidentielle",
                "cadre_de_vie": "Gestion et cadre de vie",
                "accompagnement": "Accompagnement social",
            },
            description=(
                "Quatre classes des Repères n° 17 et leurs orientations. Les seuils sont les "
                "nôtres et se règlent. Pour les groupes de résidences, les signes de "
                "dysfonctionnement ne sont pas publiables : ils se lisent par QPV et par commune."
            ),
        )
    ]


def _previous(
    study: Study, released: Mapping[str, PublishedTable], zoning: str, units: pd.Index
) -> pd.DataFrame:
    """Return the index of the earlier vintage on today's base."""
    past = released.get(f"trajectoire_{zoning}")
    if past is None or not set(study.measured.columns) <= set(past.counts.columns):
        return pd.DataFrame(index=units)
    figures = study.measured.figures(past.counts)[INDEX]
    return pd.DataFrame({f"{INDEX}_avant": figures.reindex(units).astype(float)})


def _work(
    study: Study, released: Mapping[str, PublishedTable], zoning: str, units: pd.Index
) -> pd.DataFrame:
    """Return the indicators of how residences work, where the unit's are published."""
    table = released.get(f"fonctionnement_{zoning}")
    if table is None:
        return pd.DataFrame(index=units)
    catalogue = study.measured.catalogue
    present = set(table.counts.columns)
    chosen = {i: catalogue.indicator(i) for i in _WORK}
    ids = [i for i, item in chosen.items() if {item.numerator, item.denominator} <= present]
    return indicators(table.counts, ids=ids, catalogue=catalogue)[ids].reindex(units)


def _sheets(
    study: Study, released: Mapping[str, PublishedTable], classes: pd.DataFrame
) -> list[LayerSpec]:
    """Fill the four columns of the Poitiers sheet (001:979-980) for each QPV and commune."""
    stock = stock_counts(study) if "logements" in study.material.sources else {}
    rows = classes[classes["niveau"].isin([LEVELS["qpv"], LEVELS["communes"]])]
    told = []
    for code, row in rows.iterrows():
        zoning = "qpv" if row["niveau"] == LEVELS["qpv"] else "communes"
        told.append(
            {
                "niveau": row["niveau"],
                "libelle": row["libelle"],
                "diagnostic": " ".join(
                    _diagnosis(study, released, stock, zoning, str(code), float(row[INDEX]))
                ),
                "orientations": row["attribution"],
                "conditions": " ".join(
                    [row["qualification"], row["cadre_de_vie"], row["accompagnement"]]
                ).strip(),
            }
        )
    if not told:
        return []
    frame = pd.DataFrame(told, index=pd.Index(rows.index.astype(str), name="code"))
    return [
        open_layer(
            SHEETS,
            "Fiches de secteur",
            frame,
            nature="released",
            aliases={
                "niveau": "Niveau",
                "libelle": "Secteur",
                "diagnostic": "Diagnostic partagé",
                "orientations": "Orientations qualitatives d’attribution",
                "conditions": "Conditions de réussite",
            },
            description=(
                "Fiche de Grand Poitiers, remplie par les chiffres publiés et par les "
                "orientations de la classe : une base à discuter, pas une décision."
            ),
        )
    ]


def _diagnosis(
    study: Study,
    released: Mapping[str, PublishedTable],
    stock: Mapping[str, pd.DataFrame],
    zoning: str,
    code: str,
    index: float,
) -> list[str]:
    """Return the sentences of the first column; a withheld figure has none."""
    catalogue = study.measured.catalogue
    said = []
    homes = stock.get(zoning)
    if homes is not None and code in homes.index.astype(str):
        own = homes.set_axis(homes.index.astype(str)).loc[code].astype(float).to_dict()
        total = float(stock[TERRITORY]["logements"].iloc[0])
        said.append(
            f"{_whole(own['logements'])} logements sociaux, "
            f"{_percent(own['logements'] / total)} du parc du territoire."
        )
        for part, base, label in (
            ("logements_t1_t2", "logements_typo", "de T1-T2"),
            ("logements_t5p", "logements_typo", "de T5 et plus"),
        ):
            if own.get(base, 0) > 0:
                said.append(f"{_percent(own[part] / own[base])} {label}.")
    for name, ids in (
        (zoning, ("er_part", "rev_lt40")),
        (f"occupation_{zoning}", ("er_lt40",)),
        (f"fonctionnement_{zoning}", ("vac3", "mutation")),
    ):
        table = released.get(name)
        if table is None:
            continue
        counts = table.counts.set_axis(table.counts.index.astype(str))
        for i in ids:
            item = catalogue.indicator(i)
            pair = [item.numerator, item.denominator]
            if code in counts.index and set(pair) <= set(counts.columns):
                value = counts.loc[[code], pair[0]] / counts.loc[[code], pair[1]]
                if value.notna().all():
                    said.append(
                        f"{catalogue.label(item.label)} : {_percent(float(value.iloc[0]))}."
                    )
    said.append(f"Indice de précarité : {index:.0f} (100 pour le territoire).")
    return said


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %".replace(".", ",")


def _whole(value: float) -> str:
    return f"{int(value):,}".replace(",", "\u202f")


CHAPTER = Chapter("orientations", ("logements", "menages"), tables, tallies)
