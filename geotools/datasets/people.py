"""The fictitious households: one in each occupied dwelling, poorer where precarity is high.

Calibrated on the national survey (38.9 % under 40 % of the ceiling, 52 % with APL, 19.8 % single
parents: domain references of Repères n° 17), never on real people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.datasets.stock import Stock

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]

KINDS = ("seule", "couple_sans_enfant", "couple_enfants", "monoparentale", "autre")
_INCOME_BANDS = np.array([20, 40, 60, 80, 90, 100, 110, 130])
_BAND_NAMES = np.array(
    ["0_20", "20_40", "40_60", "60_80", "80_90", "90_100", "100_110", "110_130", "130_plus"]
)
_CEILING = {"10": "plai", "14": "pls"}


@dataclass(frozen=True)
class Population:
    """Households at a date: one row per occupied dwelling (``dwelling``: its position)."""

    households: pd.DataFrame
    date: pd.Timestamp


def draw_populations(
    rng: np.random.Generator, stock: Stock, settings: Mapping[str, Any]
) -> dict[int, Population]:
    """Draw the households of 2022 and of 2024; those who stayed are the same rows in both."""
    after = pd.Timestamp("2024-01-01")
    before = pd.Timestamp("2022-01-01")
    late = _draw(rng, stock, settings, after, drift=0.06)
    early = _draw(rng, stock, settings, before, drift=0.0)
    stayed = late[late["moved_in"] < before]
    left = early[~early["dwelling"].isin(stayed["dwelling"])]
    early = pd.concat([stayed, left]).sort_values("dwelling", ignore_index=True)
    early["kept"] = early["dwelling"].isin(stayed["dwelling"])
    identifiers = np.char.add(
        "M", np.char.zfill((late["dwelling"] + 1).astype(str).to_numpy(str), 6)
    )
    late["id"] = identifiers
    early["id"] = np.where(
        early["kept"],
        np.char.add("M", np.char.zfill((early["dwelling"] + 1).astype(str).to_numpy(str), 6)),
        np.char.add("P", np.char.zfill((early["dwelling"] + 1).astype(str).to_numpy(str), 6)),
    )
    stands = {
        year: stock.residences[f"code_{year}"].to_numpy()[stock.dwellings["residence"]] != ""
        for year in (2022, 2024)
    }
    return {
        2022: Population(early[stands[2022][early["dwelling"]]].reset_index(drop=True), before),
        2024: Population(late[stands[2024][late["dwelling"]]].reset_index(drop=True), after),
    }


def _draw(
    rng: np.random.Generator,
    stock: Stock,
    settings: Mapping[str, Any],
    date: pd.Timestamp,
    drift: float,
) -> pd.DataFrame:
    """Draw one household per dwelling, then empty a share of the dwellings."""
    dwellings = stock.dwellings
    z = stock.residences["z"].to_numpy()[dwellings["residence"]]
    vacant = rng.random(len(dwellings)) < 0.025 + 0.022 * np.clip(z, 0, 3)
    rows = np.flatnonzero(~vacant)
    homes = dwellings.iloc[rows]
    z = z[rows]
    moved_in = _move_in(rng, z, homes, date)
    recent = (date - moved_in).days.to_numpy() < 3 * 365
    # Entrants are poorer than those in place, and more so in the poorest estates.
    z_household = z + drift + np.where(recent, 0.25 + 0.15 * np.clip(z, 0, None), 0.0)
    frame = pd.DataFrame(
        {"dwelling": rows, "moved_in": moved_in, "rooms": homes["rooms"].to_numpy()}
    )
    frame["residence"] = homes["residence"].to_numpy()
    frame["finance"] = homes["finance"].to_numpy()
    frame["kind"] = _kinds(rng, homes["rooms"].to_numpy(), z, settings)
    frame["born"] = _births(rng, frame["kind"].to_numpy(), moved_in, date)
    frame = frame.assign(**_members(rng, frame, date))
    frame = frame.assign(**_work(rng, frame, z_household, date))
    frame = frame.assign(**_money(rng, frame, z_household, homes))
    leavers = rng.random(len(frame)) < np.clip(0.05 + 0.035 * z, 0.02, 0.25)
    frame["transfer"] = leavers
    waiting = rng.integers(20, 1600, len(frame))
    asked = date - pd.to_timedelta(waiting, unit="D")
    frame["transfer_date"] = asked.where(leavers & (asked > moved_in + pd.Timedelta(days=90)))
    return frame


def _move_in(
    rng: np.random.Generator, z: Numbers, homes: pd.DataFrame, date: pd.Timestamp
) -> pd.DatetimeIndex:
    """Length of stay, exponential with a long tail; never before the building."""
    mean = 4200 - 500 * np.clip(z, -1, 2)
    days = rng.exponential(mean) * rng.choice([0.7, 2.0], len(z), p=[0.75, 0.25])
    oldest = (date.year - homes["year"].to_numpy()) * 365 - 30
    days = np.where(days > oldest, rng.random(len(z)) * np.maximum(oldest, 1), days)
    return pd.DatetimeIndex(date - pd.to_timedelta(np.maximum(days.astype(int), 1), unit="D"))


def _kinds(
    rng: np.random.Generator, rooms: Integers, z: Numbers, settings: Mapping[str, Any]
) -> NDArray[np.str_]:
    table = np.array([settings["composition"][kind] for kind in KINDS], dtype=float)
    weights = table[:, np.clip(rooms, 1, 5) - 1].T.copy()
    weights[:, 3] *= np.exp(0.18 * z)
    limits = np.cumsum(weights, axis=1)
    draw = rng.random(len(rooms)) * limits[:, -1]
    return np.array(KINDS)[(draw[:, None] > limits).sum(axis=1)]


def _births(
    rng: np.random.Generator, kind: NDArray[np.str_], moved_in: pd.DatetimeIndex, date: pd.Timestamp
) -> Integers:
    """Year of birth of the lease holder: parents are 25 to 60, others 20 to 95."""
    parent = np.isin(kind, ["couple_enfants", "monoparentale"])
    age = np.where(parent, rng.normal(41, 8.5, len(kind)), rng.gamma(7.0, 8.0, len(kind)))
    youngest = 18 + (date - moved_in).days.to_numpy() / 365.25
    youngest = np.where(parent, np.minimum(youngest, 55), youngest)
    age = np.clip(np.maximum(age, youngest + 1), 19, 98)
    return date.year - age.astype(int)


def _members(
    rng: np.random.Generator, frame: pd.DataFrame, date: pd.Timestamp
) -> dict[str, Integers]:
    """Adults, minors and ages that agree with each other and with the kind of household."""
    size = len(frame)
    kind = frame["kind"].to_numpy()
    age = date.year - frame["born"].to_numpy()
    couple = np.isin(kind, ["couple_sans_enfant", "couple_enfants"])
    family = np.isin(kind, ["couple_enfants", "monoparentale"])
    children = np.where(
        family, 1 + rng.binomial(5, np.clip(0.02 + 0.05 * frame["rooms"], 0, 0.3)), 0
    )
    minors = rng.binomial(children, np.where(age < 50, 0.85, 0.25))
    grown = children - minors
    others = np.where(kind == "autre", 1 + rng.binomial(2, 0.3, size), 0)
    adults = 1 + couple + grown + others
    teens = rng.binomial(grown, 0.35)
    young = rng.binomial(grown - teens, 0.7)
    partner_age = age + np.round(rng.normal(-2, 3, size)).astype(int)
    elders = {
        limit: (age >= limit).astype(int) + (couple & (partner_age >= limit)) for limit in (60, 65)
    }
    holder_young = (age < 25).astype(int) + (couple & (partner_age < 25))
    return {
        "adults": adults,
        "minors": minors,
        "children": children,
        "occupants": adults + minors,
        "under_20": minors + teens,
        "under_25": minors + teens + young + holder_young,
        "over_60": elders[60],
        "over_65": elders[65],
    }


def _work(
    rng: np.random.Generator, frame: pd.DataFrame, z: Numbers, date: pd.Timestamp
) -> dict[str, Any]:
    """Adults by activity: stable, precarious, unemployed, without employment."""
    adults = frame["adults"].to_numpy()
    retired = np.minimum(frame["over_60"].to_numpy(), adults)
    active = adults - retired
    away = rng.binomial(active, _logistic(-1.45 + 0.25 * z))
    jobless = rng.binomial(active - away, _logistic(-1.62 + 0.42 * z))
    precarious = rng.binomial(active - away - jobless, _logistic(-1.35 + 0.22 * z))
    stable = active - away - jobless - precarious
    aged = (date.year - frame["born"].to_numpy()) >= 62
    draw = rng.random(len(frame))
    resource = np.select(
        [aged, stable + precarious > 0, jobless > 0, draw < 0.55, draw < 0.75],
        ["retraites", "salaires", "chomage", "rsa", "aah"],
        "autres",
    )
    return {
        "stable": stable,
        "precarious": precarious,
        "jobless": jobless,
        "away": away + retired,
        "resource": resource,
    }


def _money(
    rng: np.random.Generator, frame: pd.DataFrame, z: Numbers, homes: pd.DataFrame
) -> dict[str, Any]:
    """Income as a share of the PLUS ceiling, APL, rent, charges and arrears."""
    workers = (frame["stable"] + 0.5 * frame["precarious"]).to_numpy() / frame["adults"].to_numpy()
    ceiling = frame["finance"].map(_CEILING).fillna("plus").to_numpy()
    level = 3.72 - 0.27 * z + 0.62 * workers + 0.22 * (frame["resource"] == "retraites")
    level += np.select([ceiling == "plai", ceiling == "pls"], [-0.28, 0.34], 0.0)
    income = np.round(np.clip(np.exp(level + rng.normal(0, 0.46, len(frame))), 3, 240), 1)
    family = np.isin(frame["kind"], ["couple_enfants", "monoparentale"])
    housing_aid = rng.random(len(frame)) < _logistic((49 - income) / 10 + 0.5 * family)
    rate = np.select([ceiling == "plai", ceiling == "pls"], [5.6, 8.9], 6.3)
    old = (homes["year"] < 1980).to_numpy()
    rent = homes["surface"].to_numpy() * (rate - 0.8 * old + rng.normal(0, 0.25, len(frame)))
    late = rng.random(len(frame)) < _logistic(-3.1 + (45 - income) / 40)
    return {
        "ceiling": ceiling,
        "income": income,
        "band": _BAND_NAMES[np.searchsorted(_INCOME_BANDS, income, side="right")],
        "aid": housing_aid,
        "rent": np.round(rent, 2),
        "charges": np.round(homes["surface"].to_numpy() * rng.normal(2.1, 0.3, len(frame)), 2),
        "arrears": np.where(late, np.round(rng.exponential(4.0, len(frame)) + 0.1, 1), 0.0),
    }


def _logistic(value: Any) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.asarray(value, dtype=float))))


def units(frame: pd.DataFrame) -> Numbers:
    """Consumption units: 1, then 0.5 from the age of 14 and 0.3 under (OECD modified scale).

    Minors are taken as half under 14, since the survey gives no finer age.
    """
    others = frame["adults"].to_numpy() - 1
    return np.round(1 + 0.5 * others + 0.4 * frame["minors"].to_numpy(), 1)
