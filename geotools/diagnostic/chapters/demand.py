"""Chapter « la demande et l’offre »: pressure, types, quartiles, affordable offer, equipment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.diagnostic.chapters.presentation import (
    name_units,
    open_layer,
    ratio_layer,
)
from geotools.diagnostic.chapters.stock import dwelling_zones
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study, Tally, by_cells
from geotools.orientations import pressure_response, rebalance_allocations
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

PREFIX, EFFORT, OFFER, SERVICES = "demandes", "effort_partage", "offre_abordable", "equipements"
_LABELS = {
    "demandes": "Demandes actives au 31 décembre",
    "demandes_mutation": "Demandes de mutation",
    "demandes_prioritaires": "Demandes de ménages prioritaires, DALO compris",
    "demandes_q1": "Demandes du premier quartile",
    "demandes_solvables": "Demandes dont le loyer accepté couvre le loyer médian de leur type",
    "demandes_loyer": "Demandes dont le loyer accepté et le type sont connus",
    "satisfaites": "Demandes satisfaites dans l’année",
    "satisfaites_prioritaires": "Demandes satisfaites de ménages prioritaires",
}
_SHARES = {
    "part_mutation": ("demandes_mutation", "demandes", "Part des demandes de mutation"),
    "part_prioritaires": ("demandes_prioritaires", "demandes", "Part de ménages prioritaires"),
    "part_q1": ("demandes_q1", "demandes", "Part du premier quartile"),
    "part_solvables": (
        "demandes_solvables",
        "demandes_loyer",
        "Part dont le loyer accepté couvre le loyer médian",
    ),
    "part_satisfaites_prioritaires": (
        "satisfaites_prioritaires",
        "satisfaites",
        "Part de ménages prioritaires parmi les satisfaites",
    ),
}
_TITLES = {
    TERRITORY: "Demande, territoire",
    "communes": "Demande par commune",
    "types": "Demande par type de logement",
}
RENTS, _KNOWN, _COVERED = "loyers_quartiles", "loyers_connus", "loyers_couverts"
_QUARTILES = {
    1: "1er quartile",
    2: "2e quartile",
    3: "3e quartile",
    4: "4e quartile",
}
TYPES = ("T1", "T2", "T3", "T4", "T5+")


def median_rents(study: Study) -> pd.Series:
    """Return the median rent by type of today's households, whole euros; ten of them or none."""
    rows = study.frame("menages")
    if rows is None or not {"loyer", "pieces"} <= set(rows.columns):
        return pd.Series(dtype=float)
    kind = _type(rows["pieces"])
    rents = pd.to_numeric(rows["loyer"], errors="coerce")
    known = rents.notna() & kind.notna()
    grouped = rents[known].astype(float).groupby(kind[known])
    median, size = grouped.median().round(), grouped.size()
    return median[size >= study.rule.threshold]


def _type(rooms: pd.Series) -> pd.Series:
    number = pd.to_numeric(rooms, errors="coerce")
    names = pd.Series(list(TYPES), index=range(1, 6))
    return number.where(number >= 1).clip(upper=5).map(names).astype("object")


def _of(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return a column that a file may lack: nothing is known of it then."""
    if column in rows.columns:
        return rows[column]
    return pd.Series(None, index=rows.index, dtype="object")


def _yes(rows: pd.DataFrame, column: str) -> pd.Series:
    """Return which rows say yes; an unknown value is neither a yes nor a no, and counts in none."""
    if column not in rows.columns:
        return pd.Series(False, index=rows.index)
    return rows[column].astype("boolean").fillna(False).astype(bool)


def tallies(study: Study) -> list[Tally]:
    """Count the requests waiting at the end of the year and those satisfied within it."""
    rows = study.frame("demandes")
    end = pd.Timestamp(f"{study.year}-12-31")
    asked, met = (pd.to_datetime(_of(rows, c)) for c in ("date_demande", "date_satisfaction"))
    active = (asked <= end) & ~(met <= end)
    done = met.dt.year.eq(study.year)
    priority = _yes(rows, "prioritaire") | _yes(rows, "dalo")
    kind = _type(_of(rows, "pieces"))
    quartile = pd.to_numeric(_of(rows, "quartile"), errors="coerce").astype(float)
    rent = kind.map(median_rents(study)).astype(float)
    limit = pd.to_numeric(_of(rows, "loyer_maximum"), errors="coerce").astype(float)
    known = active & rent.notna() & limit.notna()
    counts = pd.DataFrame(
        {
            "demandes": active,
            "demandes_mutation": active & _yes(rows, "mutation"),
            "demandes_prioritaires": active & priority,
            "demandes_q1": active & quartile.eq(1),
            "demandes_loyer": known,
            "demandes_solvables": known & (limit >= rent),
            "satisfaites": done,
            "satisfaites_prioritaires": done & priority,
        }
    ).astype("int64")
    units = {
        f"{PREFIX}_{TERRITORY}": pd.Series(TERRITORY, index=rows.index, dtype="object"),
        f"{PREFIX}_communes": rows["commune"].astype("object"),
        f"{PREFIX}_types": kind,
    }
    cells = by_cells(counts, units, "demandes")
    bases = {part: whole for part, whole, _ in _SHARES.values()}
    rents = _rents(study, quartile, known, counts["demandes_solvables"].eq(1))
    return [Tally(cells.atoms, cells.tables, bases), *rents]


def _rents(study: Study, quartile: pd.Series, known: pd.Series, covered: pd.Series) -> list[Tally]:
    """Count by quartile the requests whose accepted rent is known, and covers the usual one.

    They are fewer than those of the whole demand, which has the same two counts: where what is
    missing would be under the threshold, it could be told by difference, and nothing is counted.
    """
    placed = quartile.isin(list(_QUARTILES))
    counts = pd.DataFrame({_KNOWN: known & placed, _COVERED: covered & placed}).astype("int64")
    left = (known & ~placed, covered & ~placed, known & ~covered & ~placed)
    if any(0 < int(rows.sum()) < study.rule.threshold for rows in left):
        return []
    cells = by_cells(counts, {RENTS: quartile.where(placed).map(_QUARTILES)}, "loyers")
    return [Tally(cells.atoms, cells.tables, {_COVERED: _KNOWN})]


def _rent_layer(study: Study, table: PublishedTable) -> LayerSpec:
    return ratio_layer(
        study,
        RENTS,
        "Loyers et ressources par quartile",
        table,
        "quartiles",
        shares={"part_couverte": (_COVERED, _KNOWN, "Part dont le loyer accepté suffit")},
        labels={
            _KNOWN: "Demandes dont le loyer accepté, le type et le quartile sont connus",
            _COVERED: "dont le loyer accepté couvre le loyer médian de ce type",
        },
        description=(
            "Demandes en attente : le loyer que le demandeur accepte, à côté du loyer médian des "
            "locataires pour le même type de logement, par quartile de ressources."
        ),
    )


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the demand by unit, the shared effort of communes, the affordable offer, services."""
    layers = []
    shares = {
        **_SHARES,
        "pression": ("demandes", "satisfaites", "Pression : demandes pour une satisfaite"),
    }
    for zoning, title in _TITLES.items():
        name = f"{PREFIX}_{zoning}"
        if name in released:
            layers.append(
                ratio_layer(
                    study,
                    name,
                    title,
                    released[name],
                    zoning,
                    shares=shares,
                    labels=_LABELS,
                    ratios=("pression",),
                    description=(
                        "Demandes en attente au 31 décembre et satisfaites dans l’année, par "
                        "commune demandée en premier choix."
                    ),
                )
            )
    if RENTS in released:
        layers.append(_rent_layer(study, released[RENTS]))
    layers += _effort(study, released)
    if "logements" in study.material.sources:
        layers.append(_offer(study))
    if "equipements" in study.material.sources:
        layers.append(_services(study))
    return layers


def _effort(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return pressure, response and the shared effort by commune (Lille, 001:992-1031).

    Communes with a withheld count are put together in one line, from the totals.
    """
    if f"{PREFIX}_communes" not in released:
        return []
    counts = released[f"{PREFIX}_communes"].counts.astype(float)
    whole = released[f"{PREFIX}_{TERRITORY}"].counts.iloc[0]
    names = ["demandes_prioritaires", "satisfaites", "satisfaites_prioritaires"]
    known = counts[names].dropna()
    table = known.copy()
    table.insert(0, "libelle", name_units(study, "communes", known.index).to_numpy())
    rest = whole[names] - known.sum()
    if len(known) < len(counts) and rest.notna().all() and (rest >= study.rule.threshold).all():
        table.loc["autres"] = ["Autres communes réunies", *rest]
    if len(table) < 2:
        return []
    marked = pressure_response(
        table.rename(
            columns={
                "satisfaites": "offre_liberee",
                "satisfaites_prioritaires": "attributions_prioritaires",
            }
        )
    )
    total = int(marked["attributions_prioritaires"].sum())
    shared = rebalance_allocations(marked, total, "attributions_prioritaires")
    added = [c for c in shared.columns if c not in marked.columns]
    frame = shared[[*marked.columns, *added]]
    frame.index = pd.Index(frame.index.astype(str), name="code")
    return [
        open_layer(
            EFFORT,
            "Pression, réponse, effort",
            frame,
            nature="released",
            aliases={
                "libelle": "Nom",
                "demandes_prioritaires": _LABELS["demandes_prioritaires"],
                "offre_liberee": "Attributions de l’année",
                "attributions_prioritaires": "Attributions à des ménages prioritaires",
                "pression": "Note de pression (part du territoire, sur 100)",
                "reponse": "Note de réponse (part du territoire, sur 100)",
                "ecart": "Écart : réponse − pression",
                **{c: _EFFORT_LABELS.get(c, c) for c in added},
            },
            percents=[c for c in added if c.startswith("part_")],
            description=(
                "D’après l’accord de la métropole de Lille : un écart négatif appelle un effort "
                "plus grand. La clé de répartition est la nôtre ; le total est gardé exactement. "
                "Calculé sur les effectifs publiés."
            ),
        )
    ]


_EFFORT_LABELS = {
    "part_actuelle": "Part actuelle",
    "objectif": "Attributions proposées",
    "part_objectif": "Part proposée",
    "evolution": "Proposées − actuelles",
}


def _offer(study: Study) -> LayerSpec:
    """Return by commune the low-rent dwellings outside QPV: what could be mobilised (TOM)."""
    rows, zones = study.frame("logements"), dwelling_zones(study)
    outside = (
        zones["situation"].eq("hors_qpv")
        if "situation" in zones
        else pd.Series(True, index=rows.index)
    )
    low = rows["finan_code"].isin(["10", "11", "50", "51", "52", "53", "54", "55", "99"])
    known = rows["finan_code"].notna()
    small = pd.to_numeric(rows["nbpiece"], errors="coerce").le(2)
    counts = pd.DataFrame(
        {
            "logements": 1,
            "hors_qpv": outside,
            "financement_connu_hors_qpv": outside & known,
            "abordables_hors_qpv": outside & low,
            "abordables_petits_hors_qpv": outside & low & small,
        }
    ).astype("int64")
    by = counts.groupby(zones["communes"]).sum() if "communes" in zones else counts.iloc[:0]
    by.loc[TERRITORY] = counts.sum()
    frame = by.assign(part_abordable=by["abordables_hors_qpv"] / by["hors_qpv"].replace(0, np.nan))
    names = name_units(study, "communes", frame.index)
    names.loc[TERRITORY] = study.material.configuration.territoire.nom
    frame.insert(0, "libelle", names.to_numpy())
    frame.index = pd.Index(frame.index.astype(str), name="code")
    return open_layer(
        OFFER,
        "Offre abordable hors QPV",
        frame,
        nature="open",
        aliases={
            "libelle": "Nom",
            "logements": "Logements sociaux",
            "hors_qpv": "Hors QPV",
            "financement_connu_hors_qpv": "Hors QPV, financement connu",
            "abordables_hors_qpv": "Hors QPV, PLAI ou financés avant 1977",
            "abordables_petits_hors_qpv": "dont T1 et T2",
            "part_abordable": "Part abordable du parc hors QPV",
        },
        percents=["part_abordable"],
        description=(
            "Logements PLAI ou de financement antérieur à 1977 situés hors QPV (RPLS ouvert). Le "
            "financement borne le loyer sans le donner : le loyer réel est à vérifier."
        ),
    )


def _services(study: Study) -> LayerSpec:
    """Return the equipment of each commune and QPV, and its number for 1 000 social dwellings."""
    places = study.frame("equipements")
    zones = study.material.zones()
    homes = dwelling_zones(study) if "logements" in study.material.sources else {}
    frames = []
    for zoning in ("communes", "qpv"):
        if zoning not in zones:
            continue
        point, zone = zones[zoning].sindex.query(places.geometry, predicate="intersects")
        domain = places["domaine"].astype(str).to_numpy()[point]
        code = zones[zoning].index.to_numpy()[zone]
        table = pd.crosstab(pd.Series(code, name="code"), pd.Series(domain))
        table = table.reindex(zones[zoning].index, fill_value=0)
        table.columns = [f"domaine_{c.lower()}" for c in table.columns]
        table.insert(0, "total", table.sum(axis=1))
        if zoning in homes:
            number = homes[zoning].value_counts().reindex(table.index)
            table["pour_1000"] = 1000 * table["total"] / number
        table.insert(0, "libelle", name_units(study, zoning, table.index).to_numpy())
        table.insert(0, "niveau", {"communes": "Commune", "qpv": "QPV"}[zoning])
        frames.append(table)
    frame = pd.concat(frames).fillna({"total": 0})
    kinds = [c for c in frame.columns if c.startswith("domaine_")]
    frame[kinds] = frame[kinds].fillna(0).astype(int)
    frame.index = pd.Index(frame.index.astype(str), name="code")
    return open_layer(
        SERVICES,
        "Équipements par commune et QPV",
        frame,
        nature="open",
        aliases={
            "niveau": "Niveau",
            "libelle": "Nom",
            "total": "Équipements",
            "pour_1000": "Équipements pour 1 000 logements sociaux",
            **{c: _DOMAINS.get(c[-1].upper(), c) for c in kinds},
        },
        description="Base permanente des équipements : données ouvertes, hors secret.",
    )


_DOMAINS = {
    "A": "Services aux particuliers",
    "B": "Commerces",
    "C": "Enseignement",
    "D": "Santé et action sociale",
    "E": "Transports",
    "F": "Sports, loisirs, culture",
    "G": "Tourisme",
}

CHAPTER = Chapter("demande", ("demandes",), tables, tallies)
