"""Chapter « le parc »: dwellings, financing, age, size, energy and density, by level. Open data."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geotools.diagnostic.chapters.presentation import open_layer, situation, stack
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study
from geotools.errors import guaranteed
from geotools.occupation import count, indicators
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

STOCK, NAMES = "parc", "residences_des_groupes"
SHARES = (
    "finan_plai",
    "finan_plus",
    "finan_pls",
    "finan_av77",
    "parc_av1977",
    "parc_ge2000",
    "typo_t1_t2",
    "typo_t3_t4",
    "typo_t5p",
    "dpe_ab",
    "dpe_fg",
)
_ZONINGS = ("communes", "qpv", "situation")


def dwelling_zones(study: Study) -> dict[str, pd.Series]:
    """Return the zone of each dwelling: by its residence, its commune by its own code."""
    rows = study.frame("logements")
    atom = guaranteed(study.located.of_dwelling)
    zones = {
        name: atom.map(codes.astype("object")).reindex(rows.index)
        for name, codes in study.located.zones.items()
        if name in {"communes", "qpv", "iris"}
    }
    if "depcom" in rows.columns:
        zones["communes"] = rows["depcom"].astype("object")
    if "qpv" in zones:
        # A dwelling without a trusted position is neither in a QPV nor outside.
        fine = study.located.atoms.get("position_fine")
        known = atom.notna() if fine is None else atom.map(fine.astype("object")).fillna(False)
        zones["situation"] = situation(zones["qpv"]).where(known.astype(bool), None)
    return zones


def stock_counts(study: Study) -> dict[str, pd.DataFrame]:
    """Return the counts of the register by level: open data, every one of them."""
    rows, zones = study.frame("logements"), dwelling_zones(study)
    catalogue = study.measured.catalogue
    whole = pd.Series(TERRITORY, index=rows.index, dtype="object")
    wanted = {TERRITORY: whole, **{name: zones[name] for name in _ZONINGS if name in zones}}
    parameters = {"date_reference": f"{study.year}-01-01"}
    return {
        name: count(rows, by, source="rpls", catalogue=catalogue, parameters=parameters)
        for name, by in wanted.items()
        if by.notna().any()
    }


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the stock by level, and the residences that each published group holds."""
    catalogue = study.measured.catalogue
    counted = stock_counts(study)
    columns = counted[TERRITORY].columns
    ids = [
        i
        for i in SHARES
        if {catalogue.indicator(i).numerator, catalogue.indicator(i).denominator} <= set(columns)
    ]
    bases = list(dict.fromkeys(catalogue.indicator(i).denominator for i in ids))
    kept = list(
        dict.fromkeys(["logements", *bases, *(catalogue.indicator(i).numerator for i in ids)])
    )
    parts = {
        name: table[kept].join(indicators(table, ids=ids, catalogue=catalogue)[ids])
        for name, table in counted.items()
    }
    frame = stack(study, parts)
    labels = {c: catalogue.label(catalogue.counts[c].label) for c in kept}
    labels |= {i: catalogue.label(catalogue.indicator(i).label) for i in ids}
    layers = [
        open_layer(
            STOCK,
            "Parc social par niveau",
            frame,
            nature="open",
            aliases={"niveau": "Niveau", "libelle": "Nom", **labels},
            description="Répertoire des logements sociaux : données ouvertes, hors secret.",
            percents=ids,
        )
    ]
    return [*layers, *_correspondence(study)]


def _correspondence(study: Study) -> list[LayerSpec]:
    """Return which residences each group holds, with their names and addresses: open data."""
    members = study.grouping.membership.dropna()
    atoms = study.located.atoms
    shown = [c for c in ("libelle", "adresse", "commune", "logements") if c in atoms.columns]
    if members.empty or study.measured.source == "census":
        return []
    frame = atoms.loc[members.index, shown].copy()
    frame.insert(0, "groupe", members.astype(str))
    named = pd.DataFrame(frame).astype("object").where(frame.notna(), "")
    named.index = pd.Index(named.index.astype(str), name="residence")
    return [
        open_layer(
            NAMES,
            "Résidences de chaque groupe",
            named.sort_values(["groupe"], kind="stable"),
            nature="open",
            aliases={
                "residence": "Résidence",
                "groupe": "Groupe",
                "libelle": "Nom",
                "adresse": "Adresse",
                "commune": "Commune",
                "logements": "Logements",
            },
            description=(
                "Quelles résidences chaque groupe réunit : noms, adresses et logements du RPLS, "
                "données ouvertes, hors secret."
            ),
        )
    ]


CHAPTER = Chapter("parc", ("logements",), tables)
