"""The fictitious tables of local policy: SRU, thresholds, sheets' follow-up, refusals, census."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.datasets.geography import FictitiousGeography

_QUARTILES = {2022: (8400, 11_160), 2023: (8400, 11_160), 2024: (8400, 11_160)}
"""Yearly income per consumption unit: first and second quartiles of the applicants."""

_REASONS = ("localisation", "environnement", "logement", "loyer", "delai", "autre")
_REASON_SHARES = (0.24, 0.22, 0.26, 0.12, 0.10, 0.06)

_SHEETS = (
    ("Adapter les attributions", "Exonération de surloyers (euros)", "realisation", 21_000),
    ("Adapter les attributions", "Entrants dépassant les plafonds HLM", "realisation", 40),
    ("Adapter les attributions", "Logements vacants financés", "realisation", 30),
    ("Adapter les attributions", "Logements réservés remis à disposition", "realisation", 60),
    ("Améliorer les mutations", "Demandes de mutation interne satisfaites", "realisation", 150),
    ("Améliorer les mutations", "Ménages en auto-réhabilitation accompagnée", "realisation", 25),
    ("Améliorer les mutations", "Logements vacants remis à disposition", "realisation", 45),
    ("Améliorer les mutations", "Partenariats entre bailleurs après une demande", "effet", 20),
    ("Améliorer les mutations", "Échanges d’informations entre bailleurs", "effet", 12),
)
"""Indicators of the sheets of Tour(s)plus (000:63-66, 003:57-65), with an invented target."""

_CENSUS_STEP = 20
"""Private dwellings that one census row stands for."""


def sru_table(geography: FictitiousGeography, rpls: pd.DataFrame) -> pd.DataFrame:
    """Social stock of each commune against its main residences, and what it owes."""
    places = pd.DataFrame(geography.settings["commune"])
    codes = geography.communes.index
    social = rpls.groupby("DEPCOM").size().reindex(codes).fillna(0).astype(int).to_numpy()
    homes = np.maximum(places["menages"].to_numpy(), social + 1)
    rate = social / homes
    concerned = homes >= 1500
    return pd.DataFrame(
        {
            "commune": codes,
            "residences_principales": homes,
            "logements_sociaux": social,
            "taux_cible": np.where(concerned, "0.20", ""),
            "carencee": np.where(concerned & (rate < 0.13), "oui", "non"),
            "part_plai_minimum": np.where(rate < 0.20, "0.40", "0.30"),
        }
    )


def thresholds_table(geography: FictitiousGeography) -> pd.DataFrame:
    """First and second quartiles of the applicants, by year."""
    epci = geography.settings["territoire"]["epci"]
    rows = [(epci, year, first, second) for year, (first, second) in _QUARTILES.items()]
    return pd.DataFrame(rows, columns=["epci", "annee", "seuil", "seuil_q2"])


def sheets_table(rng: np.random.Generator) -> pd.DataFrame:
    """List what each sheet decided and obtained in 2023 and 2024; one value was not collected."""
    rows = []
    for year, progress in ((2023, 0.62), (2024, 0.85)):
        for sheet, name, kind, target in _SHEETS:
            value = round(target * progress * rng.uniform(0.75, 1.25))
            rows.append((sheet, name, kind, year, value, target))
    table = pd.DataFrame(
        rows, columns=["fiche", "indicateur", "nature", "annee", "valeur", "cible"]
    )
    table["valeur"] = table["valeur"].astype("object")
    table.loc[len(table) - 1, "valeur"] = ""
    return table


def refusals_table(rng: np.random.Generator, residences: pd.DataFrame) -> pd.DataFrame:
    """One row for each refusal that the residences count, with its reason."""
    named = residences.loc[residences.index.repeat(residences["refus"])]
    days = np.sort(rng.integers(0, 365, len(named)))
    reasons = rng.choice(_REASONS, len(named), p=_REASON_SHARES)
    return pd.DataFrame(
        {
            "refus": [f"R{n:05d}" for n in range(1, len(named) + 1)],
            "date": (pd.Timestamp("2023-01-01") + pd.to_timedelta(days, unit="D")).strftime(
                "%Y-%m-%d"
            ),
            "residence": named["residence"].to_numpy(),
            "commune": named["commune"].to_numpy(),
            "motif": reasons,
        }
    )


def census_table(
    rng: np.random.Generator, geography: FictitiousGeography, rpls: pd.DataFrame
) -> pd.DataFrame:
    """Census detail file: social dwellings and private ones, each row standing for some."""
    iris = geography.iris
    places = pd.DataFrame(geography.settings["commune"], index=geography.communes.index)
    owner = iris["INSEE_COM"]
    live = iris["TYP_IRIS"] != "A"
    share = 1 / owner[live].map(owner[live].value_counts())
    homes = (owner[live].map(places["menages"]) * share).round().astype(int)
    known = rpls["PLG_IRIS2024_CODE"].replace("", pd.NA).dropna()
    social = known.groupby(known).size().reindex(homes.index).fillna(0).astype(int)
    private = (homes - social).clip(lower=60)
    ease = owner[live].map(places["aisance"]).astype(float)
    rented = 1 / (1 + np.exp(0.4 + 0.5 * ease))
    parts = [
        _tenure_rows(rng, homes.index, social, "22", ease - 1.0),
        _tenure_rows(rng, homes.index, (private * rented).astype(int), "21", ease - 0.2),
        _tenure_rows(rng, homes.index, (private * (1 - rented)).astype(int), "10", ease + 0.5),
    ]
    table = pd.concat(parts, ignore_index=True)
    table.insert(0, "COMMUNE", table["IRIS"].map(owner))
    return table


def _tenure_rows(
    rng: np.random.Generator, iris: pd.Index, homes: pd.Series, tenure: str, ease: pd.Series
) -> pd.DataFrame:
    rows = (homes / _CENSUS_STEP).round().clip(lower=0).astype(int).to_numpy()
    where = np.repeat(np.arange(len(iris)), rows)
    size = len(where)
    weight = np.round(homes.to_numpy()[where] / np.maximum(rows[where], 1), 4)
    people = 1 + rng.binomial(4, 0.28, size)
    minors = np.where(people > 1, rng.binomial(people - 1, 0.4), 0)
    adults = people - minors
    active = rng.binomial(adults, 0.62)
    at_work = rng.binomial(active, _chance(0.80 + 0.06 * ease.to_numpy()[where]))
    stay = rng.gamma(1.4, 7.5, size).astype(int)
    head = np.where(active > 0, np.where(at_work > 0, "11", "12"), "21")
    return pd.DataFrame(
        {
            "IRIS": iris.to_numpy()[where],
            "CATL": "1",
            "HLML": "1" if tenure == "22" else "2",
            "STOCD": tenure,
            "IPONDL": weight,
            "ANEM": stay,
            "AEMM": 2021 - stay,
            "NBPI": [f"{n:02d}" for n in np.clip(people + rng.integers(0, 3, size), 1, 8)],
            "INPER": people,
            "INP17M": minors,
            "INPAM": active,
            "INPOM": at_work,
            "INP24M": minors,
            "INP60M": rng.binomial(adults, 0.25),
            "INP65M": 0,
            "TACTM": head,
            "EMPLM": np.where(head == "11", "16", "ZZ"),
            "AGEMEN8": rng.choice(["25", "40", "55", "65", "80"], size),
        }
    )


def _chance(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(values, 0.02, 0.98)
