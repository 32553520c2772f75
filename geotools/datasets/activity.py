"""What happens in the fictitious territory: allocations, requests, moves, programme, services.

Each function returns a table in the layout of the template of the same name
(``geotools/sources/templates``).
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geotools.datasets.geography import FictitiousGeography
from geotools.datasets.people import Population, units
from geotools.datasets.stock import Stock

_HOLDERS = ("etat", "commune", "action_logement", "epci", "departement", "bailleur")
_HOLDER_SHARES = (0.24, 0.17, 0.19, 0.04, 0.03, 0.33)
_QUARTILES = np.array([700.0, 930.0, 1235.0])
"""Invented monthly resources per consumption unit (€) that part the applicants in four."""
_CATEGORY_CEILING = np.array([23403.0, 31254.0, 37584.0, 45374.0, 53376.0, 60156.0])
"""PLUS ceilings 2026, other regions: used only to turn percentages into plausible euros."""

_DECLARED = 1.3
"""Resources that applicants declare, over taxable income: it leaves family benefits out."""


def _yes(flags: Any) -> NDArray[np.str_]:
    return np.where(np.asarray(flags, dtype=bool), "oui", "non")


def _text(dates: Any) -> pd.Series:
    return pd.Series(pd.DatetimeIndex(dates)).dt.strftime("%Y-%m-%d")


def _labels(
    stock: Stock, districts: gpd.GeoDataFrame, iris: gpd.GeoDataFrame
) -> NDArray[np.object_]:
    """Name of the district of each residence: its QPV, or its IRIS."""
    points = gpd.points_from_xy(stock.residences["x"], stock.residences["y"])
    names = np.full(len(points), "", dtype=object)
    point, zone = iris.sindex.query(points, predicate="within")
    names[point] = (iris["NOM_COM"] + " - " + iris["NOM_IRIS"]).to_numpy()[zone]
    point, zone = districts.sindex.query(points, predicate="within")
    names[point] = districts["lib_qp"].to_numpy()[zone]
    return names


def _entries(rng: np.random.Generator, stock: Stock, population: Population) -> pd.DataFrame:
    """Households that moved in during 2022 and 2023, and a third year drawn alike for 2024."""
    frame = population.households
    recent = frame[frame["moved_in"] >= "2022-01-01"].copy()
    again = frame.sample(n=int((recent["moved_in"] >= "2023-01-01").sum()), random_state=rng).copy()
    again["moved_in"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(
        rng.integers(0, 365, len(again)), unit="D"
    )
    entries = pd.concat([recent, again]).sort_values("moved_in", kind="stable", ignore_index=True)
    return entries[
        stock.residences["code_2024"].to_numpy()[entries["residence"]] != ""
    ].reset_index(drop=True)


def _monthly(frame: pd.DataFrame) -> NDArray[np.float64]:
    category = np.clip(frame["occupants"].to_numpy(), 1, 6) - 1
    return np.round(
        frame["income"].to_numpy() / 100 * _CATEGORY_CEILING[category] / 12 * _DECLARED, 0
    )


def allocations_table(
    rng: np.random.Generator, stock: Stock, population: Population
) -> pd.DataFrame:
    """Decisions of 2022 to 2024: those that led to a lease, and a fifth that did not."""
    signed = _entries(rng, stock, population)
    refused = signed.sample(frac=0.21, random_state=rng)
    table = pd.concat([signed.assign(lease=True), refused.assign(lease=False)], ignore_index=True)
    lag = pd.to_timedelta(rng.integers(12, 70, len(table)), unit="D")
    decision = pd.DatetimeIndex(table["moved_in"] - lag)
    table = table.assign(decision=decision).sort_values(
        "decision", kind="stable", ignore_index=True
    )
    size = len(table)
    residences = stock.residences.iloc[table["residence"]].reset_index(drop=True)
    address = stock.dwellings["address"].to_numpy()[table["dwelling"]]
    xy = shapely.get_coordinates(stock.addresses.geometry)[address]
    income, uc = _monthly(table), units(table)
    quartile = np.searchsorted(_QUARTILES, income / uc, side="right") + 1
    dalo = rng.random(size) < np.where(quartile == 1, 0.10, 0.03)
    rehoused = rng.random(size) < np.where(residences["estate"] == 0, 0.015, 0.03)
    waited = rng.gamma(1.6, 380, size).astype(int) + 20
    holder = rng.choice(_HOLDERS, size, p=_HOLDER_SHARES)
    priority = dalo | (rng.random(size) < np.where(holder == "etat", 0.42, 0.17))
    return pd.DataFrame(
        {
            "attribution": [f"A{n:05d}" for n in range(1, size + 1)],
            "date_decision": _text(table["decision"]),
            "date_bail": _text(table["moved_in"].where(table["lease"])),
            "commune": stock.addresses["commune"].to_numpy()[address],
            "residence": residences["code_2024"],
            "bailleur": residences["landlord"],
            "reservataire": holder,
            "revenu_mensuel": income,
            "unites_consommation": uc,
            "quartile": quartile,
            "relogement": np.where(rehoused, "npnru", "non"),
            "dalo": _yes(dalo),
            "prioritaire": _yes(priority),
            "mutation": _yes(rng.random(size) < 0.24),
            "x": xy[:, 0],
            "y": xy[:, 1],
            "pieces": table["rooms"],
            "loyer": table["rent"],
            "date_demande": _text(table["decision"] - pd.to_timedelta(waited, unit="D")),
        }
    )


def requests_table(
    rng: np.random.Generator,
    geography: FictitiousGeography,
    allocations: pd.DataFrame,
) -> pd.DataFrame:
    """List the requests that the leases satisfied, and those still active at the end of 2024."""
    leases = allocations[allocations["date_bail"].notna()].reset_index(drop=True)
    active = round(2.4 * len(leases))
    places = pd.DataFrame(geography.settings["commune"])
    ease = places["aisance"].to_numpy()
    wish = places["menages"].to_numpy() * np.exp(0.25 * ease)
    commune = geography.communes.index.to_numpy()[
        rng.choice(len(places), active, p=wish / wish.sum())
    ]
    rooms = rng.choice([1, 2, 3, 4, 5], active, p=[0.16, 0.31, 0.29, 0.17, 0.07])
    people = np.clip(rooms - 1 + rng.integers(0, 2, active), 1, 8)
    uc = np.round(1 + 0.4 * (people - 1), 1)
    income = np.round(rng.lognormal(np.log(930), 0.42, active) * uc)
    dalo = rng.random(active) < 0.03
    waiting = pd.DataFrame(
        {
            "date_demande": _text(
                pd.Timestamp("2024-12-31")
                - pd.to_timedelta(rng.gamma(1.3, 420, active).astype(int), unit="D")
            ),
            "date_satisfaction": None,
            "commune": commune,
            "mutation": _yes(rng.random(active) < 0.34),
            "pieces": rooms,
            "occupants": people,
            "revenu_mensuel": income,
            "unites_consommation": uc,
            "quartile": np.searchsorted(_QUARTILES, income / uc, side="right") + 1,
            "loyer_maximum": np.round(income * 0.33),
            "dalo": _yes(dalo),
            "prioritaire": _yes(dalo | (rng.random(active) < 0.16)),
        }
    )
    satisfied = leases[
        [
            *("date_demande", "date_bail", "commune", "mutation", "pieces", "revenu_mensuel"),
            *("unites_consommation", "quartile", "dalo", "prioritaire"),
        ]
    ].rename(columns={"date_bail": "date_satisfaction"})
    satisfied = satisfied.assign(
        occupants=np.maximum(np.round((satisfied["unites_consommation"] - 1) / 0.45 + 1), 1).astype(
            int
        ),
        loyer_maximum=np.round(satisfied["revenu_mensuel"] * 0.33),
    )
    table = pd.concat([satisfied, waiting], ignore_index=True)[waiting.columns]
    table = table.sort_values("date_demande", kind="stable", ignore_index=True)
    table.insert(0, "demande", [f"D{n:05d}" for n in range(1, len(table) + 1)])
    return table


def moves_table(
    rng: np.random.Generator,
    stock: Stock,
    geography: FictitiousGeography,
    districts: gpd.GeoDataFrame,
    allocations: pd.DataFrame,
) -> pd.DataFrame:
    """One move per lease (an entry, or a transfer from another residence), and the exits."""
    leases = allocations[allocations["date_bail"].notna()].reset_index(drop=True)
    labels = _labels(stock, districts, geography.iris)
    residences = stock.residences.assign(district=labels)
    residences = residences[residences["code_2024"] != ""].reset_index(drop=True)
    arrival = residences.groupby("code_2024").first().loc[leases["residence"]].reset_index()
    origin = _origins(rng, residences, arrival)
    transfer = (leases["mutation"] == "oui").to_numpy()
    entries = _moves(
        np.where(transfer, "mutation", "entree"),
        leases["date_bail"],
        origin[transfer].reindex(origin.index),
        arrival,
    ).assign(date_demande=leases["date_demande"])
    leaving = residences.iloc[
        rng.choice(len(residences), round(0.8 * len(leases)), p=_share(residences["dwellings"]))
    ].reset_index(drop=True)
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(
        rng.integers(0, 1096, len(leaving)), unit="D"
    )
    exits = _moves(
        np.full(len(leaving), "sortie"),
        _text(dates),
        leaving,
        leaving.iloc[:0].reindex(leaving.index),
    )
    table = pd.concat([entries, exits], ignore_index=True)
    table = table.sort_values("date", kind="stable", ignore_index=True)
    table.insert(0, "mouvement", [f"F{n:05d}" for n in range(1, len(table) + 1)])
    return table


def _share(weights: pd.Series) -> NDArray[np.float64]:
    return (weights / weights.sum()).to_numpy()


def _origins(
    rng: np.random.Generator, residences: pd.DataFrame, arrival: pd.DataFrame
) -> pd.DataFrame:
    """Choose where transfers come from: the nearer of two residences drawn by size."""
    drawn = rng.choice(len(residences), (2, len(arrival)), p=_share(residences["dwellings"]))
    gaps = [
        np.hypot(
            residences["x"].to_numpy()[pick] - arrival["x"].to_numpy(),
            residences["y"].to_numpy()[pick] - arrival["y"].to_numpy(),
        )
        for pick in drawn
    ]
    return residences.iloc[np.where(gaps[0] <= gaps[1], drawn[0], drawn[1])].reset_index(drop=True)


def _moves(kind: Any, date: Any, origin: pd.DataFrame, arrival: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": np.asarray(date),
            "nature": kind,
            "residence_origine": origin["code_2024"],
            "commune_origine": origin["commune"],
            "quartier_origine": origin["district"],
            "bailleur_origine": origin["landlord"],
            "residence_destination": arrival["code_2024"],
            "commune_destination": arrival["commune"],
            "quartier_destination": arrival["district"],
            "bailleur_destination": arrival["landlord"],
            "date_demande": None,
        }
    )


def programme_table(
    rng: np.random.Generator,
    geography: FictitiousGeography,
    districts: gpd.GeoDataFrame,
    count: int = 36,
) -> pd.DataFrame:
    """Planned operations, most of them outside the QPV, a fifth of them NPNRU reconstitution."""
    iris = geography.iris[geography.iris["TYP_IRIS"] != "A"]
    weight = np.where(iris["TYP_IRIS"] == "Z", 0.5, 1.0)
    drawn = iris.iloc[rng.choice(len(iris), count, p=weight / weight.sum())]
    xy = drawn[["centre_x", "centre_y"]].to_numpy() + rng.normal(0, 150, (count, 2))
    # The last three are planned inside a QPV: the overlay must raise them.
    inside = districts.geometry.iloc[[0, 1, 3]].representative_point()
    xy[-3:] = shapely.get_coordinates(inside)
    point, zone = geography.communes.sindex.query(shapely.points(xy), predicate="within")
    rebuilt = rng.random(count) < 0.2
    rebuilt[-1] = True
    total = rng.integers(6, 64, count)
    social = np.where(rebuilt, 0.5, rng.choice([0.3, 0.35, 0.2], count))
    plai = np.round(total * social).astype(int)
    pls = np.where(rebuilt, 0, np.round(total * rng.uniform(0, 0.3, count))).astype(int)
    year = rng.integers(2023, 2030, count)
    status = np.select(
        [year <= 2024, year == 2025, year <= 2027], ["livre", "chantier", "agree"], "projet"
    )
    communes = geography.communes.iloc[zone]
    landlords = pd.DataFrame(geography.settings["bailleur"])["nom"]
    return pd.DataFrame(
        {
            "operation": [f"O{n + 1:03d}" for n in point],
            "libelle": [
                f"Opération {n + 1} - {name} (fictive)"
                for n, name in zip(point, communes["NOM"], strict=True)
            ],
            "commune": communes.index,
            "bailleur": landlords.to_numpy()[rng.integers(0, len(landlords), len(point))],
            "x": np.round(xy[point, 0], 1),
            "y": np.round(xy[point, 1], 1),
            "plai": plai[point],
            "plus": (total - plai - pls)[point],
            "pls": pls[point],
            "demolitions": 0,
            "surface_plancher": total[point] * 68,
            "annee": year[point],
            "statut": status[point],
            "nature": rng.choice(["neuf", "vefa", "acquisition"], len(point), p=[0.5, 0.35, 0.15]),
            "reconstitution": _yes(rebuilt[point]),
        }
    )


def equipment_table(rng: np.random.Generator, geography: FictitiousGeography) -> pd.DataFrame:
    """Services and equipment (BPE): more in the middle of the towns, a few in each village."""
    places = pd.DataFrame(geography.settings["commune"])
    iris = geography.iris[geography.iris["TYP_IRIS"] != "A"]
    owner = geography.communes.index.get_indexer(iris["INSEE_COM"])
    homes = (places["menages"] / places["iris"]).to_numpy()[owner]
    central = np.where(iris["IRIS"].isin(["0101", "0102", "0103"]), 2.2, 1.0)
    kinds = pd.DataFrame(geography.settings["equipement"])
    expected = np.outer(kinds["pour_10000"], homes * central) / 10_000
    number = rng.poisson(expected)
    number[:, :] += (expected >= 0.8 * expected.max(axis=1, keepdims=True)) & (number == 0)
    kind, where = (axis.repeat(number.ravel()) for axis in np.indices(number.shape).reshape(2, -1))
    spread = rng.normal(0, 260, (len(kind), 2))
    xy = np.round(iris[["centre_x", "centre_y"]].to_numpy()[where] + spread, 1)
    point, zone = geography.communes.sindex.query(shapely.points(xy), predicate="within")
    codes = kinds["type"].to_numpy()[kind[point]]
    return pd.DataFrame(
        {
            "equipement": [f"E{n:05d}" for n in range(1, len(point) + 1)],
            "commune": geography.communes.index.to_numpy()[zone],
            "type": codes,
            "domaine": [code[0] for code in codes],
            "libelle": [f"{name} (fictif)" for name in kinds["libelle"].to_numpy()[kind[point]]],
            "x": xy[point, 0],
            "y": xy[point, 1],
            "annee": 2023,
        }
    )


_ITEMS = {
    "services": ("desserte", "services_publics_prives", "integration_ville"),
    "vie_sociale": ("relations_sociales", "image_quartier", "appropriation"),
    "parties_communes": ("usages_communs", "proprete", "etat_equipements"),
    "tranquillite": ("voisinage", "degradations", "securite"),
}
"""Items of the qualitative grid (001:651-680) behind each of the four marks."""


def grid_table(
    rng: np.random.Generator, stock: Stock, details: np.random.Generator
) -> pd.DataFrame:
    """Mark from 1 to 4 the estates and the larger residences, as field teams would."""
    residences = stock.residences[stock.residences["code_2024"] != ""]
    seen = residences[(residences["estate"] >= 0) | (residences["dwellings"] >= 40)]
    seen = seen.groupby("code_2024").first()
    mean = 3.2 - 0.75 * seen["z"].to_numpy()[:, None] + np.array([0.3, 0.0, -0.1, -0.2])
    marks = np.clip(np.round(mean + rng.normal(0, 0.5, mean.shape)), 1, 4).astype(int)
    table = pd.DataFrame(
        marks, columns=["services", "vie_sociale", "parties_communes", "tranquillite"]
    )
    table.insert(0, "residence", seen.index.to_numpy())
    table.insert(1, "sens", "4_favorable")
    for theme, items in _ITEMS.items():
        noise = details.integers(-1, 2, (len(table), len(items)))
        marked = np.clip(table[theme].to_numpy()[:, None] + noise, 1, 4)
        table[list(items)] = marked
    table["date"] = "2024-03-15"
    return table
