"""Chapter « les objectifs d’attribution »: by commune, landlord, year and quarter.

The tables by EPCI and by holder are those of :mod:`geotools.diagnostic.follow_up`; the others add
up the same allocations, and are protected with them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.diagnostic.chapters.local_objectives import local_tables, local_tallies
from geotools.diagnostic.chapters.presentation import name_units, open_layer
from geotools.diagnostic.chapters.study import Chapter, Study, Tally, by_cells
from geotools.diagnostic.follow_up import BY_HOLDER, LEFT_OUT, OBJECTIVES, perimeters_of
from geotools.orientations.objectives import legal_targets, missing_allocations, objective_rows
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

BY = {
    "objectifs_communes": ("commune", "Objectifs par commune"),
    "objectifs_bailleurs": ("bailleur", "Objectifs par bailleur"),
    "objectifs_trimestres": ("trimestre", "Objectifs par trimestre"),
    "objectifs_annees": ("annee", "Objectifs par année"),
}
THRESHOLDS = "seuils_quartiles"
_TOGETHER = (
    (("objectifs_communes", "objectifs_bailleurs"), (OBJECTIVES,)),
    (("objectifs_trimestres",), (OBJECTIVES, BY_HOLDER)),
    (("objectifs_annees",), (OBJECTIVES,)),
)
"""Tables protected together, with the released ones that add up the same allocations.

Every margin at once would cross too many cells to be proved in a reasonable time: landlords, which
follow communes, are read with them; quarters with holders.
"""


def _targets(study: Study) -> dict[str, tuple[str, float]]:
    return {name: (label, float(target)) for name, (label, target) in legal_targets().items()}


def _rows(study: Study) -> dict[str, pd.DataFrame]:
    thresholds = study.frame("seuils")
    parts, _, _ = objective_rows(
        study.frame("attributions"), perimeters=perimeters_of(study.material), thresholds=thresholds
    )
    return parts


def _keys(study: Study, when: pd.Series) -> dict[str, pd.Series]:
    """Return the unit of each allocation in each table, by the day of its objective."""
    rows, year = study.frame("attributions"), study.year
    now = when.dt.year.eq(year)
    blank = pd.Series(None, index=rows.index, dtype="object")

    def of(column: str) -> pd.Series:
        if column not in rows.columns:
            return blank
        return rows[column].astype("object").where(rows[column].notna(), None)

    quarter = str(year) + "-T" + ((when.dt.month - 1) // 3 + 1).astype("Int64").astype("string")
    by = "epci" if "epci" in rows.columns else None
    whole = of("epci").fillna("non renseigné") if by else pd.Series("ensemble", index=rows.index)
    years = when.dt.year.astype("Int64").astype("string").astype("object")
    return {
        "objectifs_communes": of("commune").where(now, None),
        "objectifs_bailleurs": of("bailleur").where(now, None),
        "objectifs_trimestres": quarter.astype("object").where(now, None),
        "objectifs_annees": years.where(when.notna() & (when.dt.year <= year), None),
        OBJECTIVES: whole.astype("object").where(now, None),
        BY_HOLDER: of("reservataire").fillna("non renseigné").where(now, None),
    }


def tallies(study: Study) -> list[Tally]:
    """Count the allocations of each objective by the units of every table."""
    frames, keys = [], []
    for rows in _rows(study).values():
        kept = rows[rows.drop(columns="date").any(axis=1)]
        frames.append(kept.drop(columns="date"))
        units = _keys(study, rows["date"])
        keys.append(pd.DataFrame({name: unit.reindex(kept.index) for name, unit in units.items()}))
    counts = pd.concat(frames, ignore_index=True).fillna(0).astype("int64")
    # Where nothing is left out of a rate, that is a fact about the file: told, not counted.
    counts = counts[[c for c in counts if not str(c).endswith(LEFT_OUT) or counts[c].any()]]
    listed = pd.concat(keys, ignore_index=True)
    bases = {name: f"{name}_base" for name in legal_targets()}
    found = []
    for names, beside in _TOGETHER:
        filled = [name for name in (*names, *beside) if listed[name].notna().any()]
        inside = listed[[name for name in names if name in filled]].notna().any(axis=1)
        units_of = {str(name): listed[name][inside] for name in filled}
        cells = by_cells(counts[inside], units_of, f"attributions {' '.join(names)}")
        own = {n: z for n, z in cells.tables.items() if n in names}
        also = {n: z for n, z in cells.tables.items() if n in beside}
        found.append(Tally(cells.atoms, own, bases, also=also))
    return [*(tally for tally in found if tally.tables), *local_tallies(study)]


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the rates by unit, the thresholds in force and the follow-up of sheets."""
    layers = [
        objective_layer(study, name, title, released[name], "communes" if key == "commune" else key)
        for name, (key, title) in BY.items()
        if name in released
    ]
    layers += local_tables(study, released)
    thresholds = study.frame("seuils")
    if thresholds is not None:
        layers.append(_thresholds(thresholds))
    return layers


def objective_layer(
    study: Study, name: str, title: str, table: PublishedTable, zoning: str
) -> LayerSpec:
    """Return the three rates of each unit, and what remains to reach the target."""
    index = pd.Index(table.counts.index.astype(str), name="code")
    counts = table.counts.set_axis(index).astype(float)
    frame = pd.DataFrame({"libelle": name_units(study, zoning, index).to_numpy()}, index=index)
    aliases: dict[str, str] = {"libelle": "Nom"}
    depends: dict[str, tuple[str, ...]] = {"libelle": ()}
    exact = legal_targets()
    for objective, (label, target) in _targets(study).items():
        part, base = counts[objective], counts[f"{objective}_base"]
        rate, due = f"taux_{objective}", f"a_faire_{objective}"
        frame[rate] = part / base.where(base > 0)
        frame[due] = [
            np.nan if pd.isna(b - n) else missing_allocations(int(n), int(b), exact[objective][1])
            for n, b in zip(part, base, strict=True)
        ]
        aliases |= {
            objective: f"{label} : obtenu",
            f"{objective}_base": f"{label} : base",
            f"{objective}{LEFT_OUT}": f"{label} : laissées de côté (lieu ou public inconnu)",
            rate: f"{label} : taux (cible {target:.0%})".replace("%)", " %)"),
            due: f"{label} : à faire",
        }
        depends |= dict.fromkeys((rate, due), (objective, f"{objective}_base"))
    return LayerSpec(
        name=name,
        title=title,
        frame=frame,
        aliases=aliases,
        units={c: "%" for c in frame.columns if c.startswith("taux_")},
        description=(
            "Les trois objectifs légaux, sur les attributions dont le lieu et le public sont "
            "connus. La loi fixe les cibles par EPCI et par réservataire : les autres détails "
            "servent au suivi."
        ),
        depends=depends,
    )


def _thresholds(table: pd.DataFrame) -> LayerSpec:
    frame = pd.DataFrame(table).drop(columns="ligne", errors="ignore")
    frame.index = pd.Index([f"{e}-{a}" for e, a in zip(frame["epci"], frame["annee"], strict=True)])
    frame.index.name = "code"
    monthly = pd.to_numeric(frame["seuil"]) / 12
    kept = frame[["epci", "annee", "seuil"]].assign(seuil_mensuel=monthly.round(0))
    kept["epci"], kept["annee"] = kept["epci"].astype(str), kept["annee"].astype(str)
    if "seuil_q2" in frame.columns:
        kept["seuil_q2"] = frame["seuil_q2"]
    return open_layer(
        THRESHOLDS,
        "Seuils des quartiles",
        kept,
        nature="declared",
        aliases={
            "epci": "EPCI",
            "annee": "Année",
            "seuil": "Premier quartile (euros par an et par UC)",
            "seuil_mensuel": "Premier quartile (euros par mois et par UC)",
            "seuil_q2": "Deuxième quartile (euros par an et par UC)",
        },
        description="Seuils des arrêtés annuels, tels qu’ils ont été donnés.",
    )


CHAPTER = Chapter("objectifs", ("attributions",), tables, tallies)
