"""The fictitious social stock: residences, their addresses, their dwellings.

Large estates are laid out as blocks on a turned grid; other residences follow the streets of
their district, parallel lines of a direction that varies over the town. Each dwelling belongs to
an address (a street number), each address to a residence.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geotools.datasets.geography import CRS, FictitiousGeography, Points, Waves

_FULL_SIZE = 600
"""Number of residences for which ``fictif.toml`` gives the sizes."""
_RIVER_BANK = 130.0
_BLOCK = np.array([124.0, 104.0])
"""Step in metres of the blocks of an estate, along and across."""
_STREET_STEP = 92.0
_MEAN_SIZE = {"centre": 19.0, "couronne": 13.0, "bourg": 6.0}
_HOUSES = {"centre": 0.07, "couronne": 0.30, "bourg": 0.60}
"""Share of the residences that are rows of houses, by kind of commune."""


@dataclass(frozen=True)
class Stock:
    """Residences, addresses and dwellings of both vintages (index: position).

    ``residences`` carries ``code_2022`` and ``code_2024`` (empty when it did not stand), the
    latent precarity ``z`` and the estate (-1 outside); ``addresses`` are points.
    """

    residences: pd.DataFrame
    addresses: gpd.GeoDataFrame
    dwellings: pd.DataFrame


def draw_stock(rng: np.random.Generator, geography: FictitiousGeography, residences: int) -> Stock:
    """Draw the whole stock for about that number of residences."""
    scale = residences / _FULL_SIZE
    estates = _estates(rng, geography, scale)
    table = pd.concat(
        [estates, _scattered(rng, geography, estates, residences - len(estates), scale)],
        ignore_index=True,
    )
    table = _owners_and_codes(rng, geography, _history(rng, table))
    table["z"] = _precarity(rng, geography, table)
    addresses = _addresses(rng, geography, table)
    return Stock(table, addresses, _dwellings(rng, table, addresses))


def _estates(
    rng: np.random.Generator, geography: FictitiousGeography, scale: float
) -> pd.DataFrame:
    origin = np.array(geography.settings["territoire"]["centre"])
    lines = shapely.union_all(geography.communes.boundary.to_numpy())
    parts = []
    for number, estate in enumerate(geography.settings["ensemble"]):
        count = max(6, round(estate["residences"] * scale))
        wanted = shapely.Point(origin + 1000 * np.array(estate["position"]))
        on_border = geography.junctions.distance(lines) < 1
        corners = geography.junctions[on_border == estate.get("a_cheval", False)]
        middle = shapely.get_coordinates(corners[[corners.distance(wanted).idxmin()]])[0]
        side = int(np.ceil(np.sqrt(count * 2.2)))
        grid = np.stack(np.meshgrid(*[np.arange(side) - (side - 1) / 2] * 2), -1).reshape(-1, 2)
        stretch = np.array([1.0, 1.25]) + rng.normal(0, 0.1, 2)
        order = np.hypot(*(grid * stretch).T) * rng.uniform(0.75, 1.3, len(grid))
        blocks = grid[np.argsort(order, kind="stable")[:count]] * _BLOCK
        angle = np.radians(estate["angle"])
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        size = rng.gamma(4.0, 1.0, count)
        share = size / size.sum() * estate["logements"] * scale
        tower = rng.random(count) < 0.22
        position = middle + (blocks + rng.normal(0, 5, blocks.shape)) @ turn
        parts.append(
            pd.DataFrame(
                {
                    "x": position[:, 0],
                    "y": position[:, 1],
                    "angle": angle + np.where(rng.random(count) < 0.35, np.pi / 2, 0.0),
                    "dwellings": np.maximum(np.round(share), 8).astype(int),
                    "per_address": np.where(tower, 60.0, rng.uniform(8, 16, count)),
                    "year": rng.integers(estate["annees"][0], estate["annees"][1] + 1, count),
                    "houses": False,
                    "estate": number,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _scattered(
    rng: np.random.Generator,
    geography: FictitiousGeography,
    estates: pd.DataFrame,
    count: int,
    scale: float,
) -> pd.DataFrame:
    """Residences outside the estates: number and size follow each commune's share of social."""
    places = pd.DataFrame(geography.settings["commune"])
    kind = np.where(
        places["iris"] >= 20, "centre", np.where(places["iris"] > 1, "couronne", "bourg")
    )
    inside = _zone_of(geography.communes, estates[["x", "y"]].to_numpy())
    built = np.bincount(inside, weights=estates["dwellings"], minlength=len(places))
    target = (places["menages"] * places["social"]).to_numpy() * scale
    target = np.maximum(target - built, 12 * scale)
    number = target / pd.Series(kind).map(_MEAN_SIZE).to_numpy()
    number = np.maximum(np.round(number / number.sum() * count), 1).astype(int)
    owner = np.repeat(np.arange(len(places)), number)
    size = rng.lognormal(0.0, 0.75, len(owner))
    size *= (target / np.bincount(owner, weights=size))[owner]
    houses = rng.random(len(owner)) < pd.Series(kind).map(_HOUSES).to_numpy()[owner]
    year = _years(rng, len(owner))
    return _on_streets(rng, geography, owner, estates).assign(
        dwellings=np.clip(np.round(size), 2, np.where(houses, 28, 160)).astype(int),
        per_address=np.where(houses, 1.0, rng.uniform(6, 24, len(owner))),
        year=np.where(houses, np.maximum(year, 1975), year),
        houses=houses,
        estate=-1,
    )


def _years(rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Draw years of construction: the crest of the sixties, then a steady flow to 2021."""
    start = np.array([1928, 1950, 1965, 1978, 1990, 2003, 2013])
    length = np.array([20, 15, 13, 12, 13, 10, 9])
    era = rng.choice(7, count, p=[0.05, 0.10, 0.16, 0.18, 0.19, 0.19, 0.13])
    return start[era] + (rng.random(count) * length[era]).astype(int)


def _on_streets(
    rng: np.random.Generator,
    geography: FictitiousGeography,
    owner: NDArray[np.int64],
    estates: pd.DataFrame,
) -> pd.DataFrame:
    """Put residences on the streets of the districts, off the river and off the estates."""
    iris = geography.iris
    commune = iris["INSEE_COM"].map({c: i for i, c in enumerate(geography.communes.index)})
    dwelt = (iris["TYP_IRIS"] != "A").to_numpy()
    tries = 40
    keys = rng.random((len(owner), len(iris)))
    keys[(commune.to_numpy()[None, :] != owner[:, None]) | ~dwelt[None, :]] = -1
    district = np.repeat(np.argmax(keys, axis=1), tries)
    centres = iris[["centre_x", "centre_y"]].to_numpy()[district]
    spread = np.where(iris["TYP_IRIS"].to_numpy() == "Z", 230.0, 360.0)[district]
    offset = rng.normal(0, 1, (len(district), 2)) * spread[:, None]
    angle = _street_angles(rng, geography)[district]
    across, along = np.column_stack([-np.sin(angle), np.cos(angle)]), _direction(angle)
    street = np.round((offset * across).sum(1) / _STREET_STEP)
    kerb = street * _STREET_STEP + np.where(rng.random(len(street)) < 0.5, -11.0, 11.0)
    points = centres + across * kerb[:, None] + along * (offset * along).sum(1)[:, None]
    shape = shapely.points(points)
    fits = (
        (_zone_of(geography.communes, points) == np.repeat(owner, tries))
        & (shapely.distance(shape, geography.river) > _RIVER_BANK)
        & (shapely.distance(shape, _ground(estates)) > 40)
    )
    kept = np.argmax(fits.reshape(-1, tries), axis=1) + np.arange(len(owner)) * tries
    return pd.DataFrame(
        {
            "x": points[kept, 0],
            "y": points[kept, 1],
            "angle": angle[kept],
            "street": district[kept] * 1000 + street[kept].astype(int) + 500,
        }
    )


def _street_angles(rng: np.random.Generator, geography: FictitiousGeography) -> Points:
    """Direction of the streets of each IRIS, which varies slowly over the town."""
    field = Waves.draw(rng, np.array([6000.0]), np.array([0.7]))
    return field.at(geography.iris[["centre_x", "centre_y"]].to_numpy())


def _direction(angle: Points) -> Points:
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _ground(estates: pd.DataFrame) -> shapely.Geometry:
    return shapely.union_all(shapely.buffer(shapely.points(estates[["x", "y"]].to_numpy()), 60))


def _zone_of(zones: gpd.GeoDataFrame, points: Points) -> NDArray[np.int64]:
    """Position of the zone that holds each point, -1 outside."""
    found = np.full(len(points), -1)
    point, zone = zones.sindex.query(shapely.points(points), predicate="within")
    found[point] = zone
    return found


def _history(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Choose which residences are new in 2024, gone since 2022, merged or split."""
    table = table.copy()
    table["fate"] = ""
    table["twin"] = -1
    free = table.index[(table["estate"] == -1) & ~table["houses"]].to_numpy()
    new = rng.choice(free, min(12, len(free)), replace=False)
    table.loc[new, "fate"] = "neuf"
    table.loc[new, "year"] = rng.integers(2022, 2024, len(new))
    big = table.index[(table["estate"] == 0) & (table["dwellings"] < 60)].to_numpy()
    table.loc[rng.choice(big, min(3, len(big)), replace=False), "fate"] = "demoli"
    for estate, fate in (
        (0, "fusion"),
        (1, "fusion"),
        (2, "fusion"),
        (0, "scission"),
        (3, "scission"),
    ):
        left = table.index[(table["estate"] == estate) & (table["fate"] == "")].to_numpy()
        first = rng.choice(left)
        gap = np.hypot(
            *(table.loc[left, ["x", "y"]] - table.loc[first, ["x", "y"]]).to_numpy(float).T
        )
        second = left[np.argsort(gap)[1]]
        table.loc[[first, second], "fate"] = fate
        table.loc[second, "twin"] = first
    return table


def _owners_and_codes(
    rng: np.random.Generator, geography: FictitiousGeography, table: pd.DataFrame
) -> pd.DataFrame:
    landlords = pd.DataFrame(geography.settings["bailleur"])
    owner = rng.choice(len(landlords), len(table), p=landlords["part"])
    twins = table.index[table["twin"] >= 0]
    owner[twins] = owner[table.loc[twins, "twin"]]
    numbers = np.char.zfill((np.arange(len(table)) + 1).astype(str), 4)
    code = landlords["sigle"].to_numpy(dtype=object)[owner] + numbers.astype(object)
    code_2022, code_2024 = code.astype(object), code.astype(object)
    code_2022[table["fate"] == "neuf"] = ""
    code_2024[table["fate"] == "demoli"] = ""
    for fate, codes in (("fusion", code_2024), ("scission", code_2022)):
        rows = table.index[(table["twin"] >= 0) & (table["fate"] == fate)]
        codes[rows] = code[table.loc[rows, "twin"]]
    names = np.array(geography.settings["noms"]["residences"], dtype=object)
    streets = pd.Series(geography.settings["noms"]["voies"]).str.title()
    title = names[rng.integers(0, len(names), len(table))]
    label = title + " " + streets.to_numpy(dtype=object)[rng.integers(0, len(streets), len(table))]
    return table.assign(
        landlord=landlords["nom"].to_numpy()[owner],
        code_2022=code_2022,
        code_2024=code_2024,
        label=pd.Series(label).str.replace(
            r"\b(Du|De|Des|La)\b", lambda m: m[0].lower(), regex=True
        ),
        commune=geography.communes.index[
            _zone_of(geography.communes, table[["x", "y"]].to_numpy())
        ],
    )


def _precarity(
    rng: np.random.Generator, geography: FictitiousGeography, table: pd.DataFrame
) -> Points:
    """Latent precarity: wealth of the commune, estate, a smooth field, age, and chance.

    Two residences of the well-off commune are made precarious and three of the large estate
    well-off: the spatial outliers (HL and LH) that a local Moran must find.
    """
    ease = pd.DataFrame(geography.settings["commune"])["aisance"].to_numpy()
    estates = np.array([e["precarite"] for e in geography.settings["ensemble"]] + [0.0])
    position = geography.communes.index.get_indexer(table["commune"])
    field = Waves.draw(rng, np.array([5200.0, 2400.0]), np.array([0.28, 0.22]))
    recent = (table["year"] >= 2005).to_numpy()
    z = (
        field.at(table[["x", "y"]].to_numpy())
        - 0.55 * ease[position]
        + estates[table["estate"].to_numpy()]
        - 0.30 * recent
        + rng.normal(0, 0.28, len(table))
    )
    wealthy = table["commune"] == geography.communes.index[int(np.argmax(ease))]
    low = table[wealthy & ~table["houses"] & (table["fate"] == "")]
    high = table[(table["estate"] == 0) & (table["fate"] == "")]
    z[low["dwellings"].nlargest(2).index] = 2.2
    centre = high[["x", "y"]].mean()
    core = np.hypot(high["x"] - centre["x"], high["y"] - centre["y"]).nsmallest(3).index
    z[core] = -1.5
    return z


def _addresses(
    rng: np.random.Generator, geography: FictitiousGeography, table: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Line up the addresses of each residence, ten to a row, and share out its dwellings."""
    wanted = np.round((table["dwellings"] / table["per_address"]).to_numpy()).astype(int)
    count = np.maximum(wanted, 1)
    residence = np.repeat(np.arange(len(table)), count)
    rank = np.arange(len(residence)) - np.repeat(np.cumsum(count) - count, count)
    step = np.where(table["houses"], 12.0, 16.0)[residence]
    row, column = rank // 10, rank % 10
    length = np.minimum(count[residence] - row * 10, 10)
    along = (column - (length - 1) / 2) * step + rng.normal(0, 0.6, len(rank))
    across = row * 27.0 + rng.normal(0, 0.8, len(rank))
    angle = table["angle"].to_numpy()[residence]
    middle = table[["x", "y"]].to_numpy()[residence]
    position = middle + _direction(angle) * along[:, None]
    position += np.column_stack([-np.sin(angle), np.cos(angle)]) * across[:, None]
    position = np.round(position, 1)
    size = table["dwellings"].to_numpy()[residence]
    parts = count[residence]
    street = table["street"].fillna(-1).to_numpy()[residence]
    own = 10**6 + table["estate"].to_numpy()[residence] * 100 + residence % 7
    street = np.where(street < 0, own, street).astype(np.int64)
    names = geography.settings["noms"]
    return gpd.GeoDataFrame(
        {
            "residence": residence,
            "dwellings": size // parts + (rank < size % parts),
            "number": (np.abs(position @ np.array([0.09, 0.11])).astype(int) % 190) + 1 + 2 * rank,
            "street_kind": np.array(names["types_voie"])[street * 7 % len(names["types_voie"])],
            "street": np.array(names["voies"])[street * 13 % len(names["voies"])],
            "iris": geography.iris.index[_zone_of(geography.iris, position)],
            "commune": geography.iris["INSEE_COM"].to_numpy()[_zone_of(geography.iris, position)],
        },
        geometry=gpd.points_from_xy(*position.T),
        crs=CRS,
    )


def _dwellings(
    rng: np.random.Generator, table: pd.DataFrame, addresses: gpd.GeoDataFrame
) -> pd.DataFrame:
    address = np.repeat(np.arange(len(addresses)), addresses["dwellings"])
    residence = addresses["residence"].to_numpy()[address]
    size = len(address)
    rank = np.arange(size) - np.searchsorted(address, address)
    houses = table["houses"].to_numpy()[residence]
    year = table["year"].to_numpy()[residence]
    flat = rng.choice(6, size, p=[0.07, 0.20, 0.35, 0.28, 0.08, 0.02]) + 1
    rooms = np.where(houses, rng.choice([3, 4, 5], size, p=[0.25, 0.5, 0.25]), flat)
    surface = rng.normal(13 + 16.2 * rooms + (year < 1955) * -4, 4.5)
    draw = rng.random(size)
    modern = np.select([draw < 0.24, draw < 0.84], ["10", "13"], "14")
    finance = np.select(
        [year < 1951, year < 1977, year < 2000],
        ["50", np.where(draw < 0.8, "52", "51"), "12"],
        modern,
    )
    energy = 4.3 - (year - 1960) / 17 + rng.normal(0, 0.8, size)
    return pd.DataFrame(
        {
            "address": address,
            "residence": residence,
            "rooms": rooms,
            "surface": np.maximum(np.round(surface), 14).astype(int),
            "floor": np.where(houses, 0, rank // 2),
            "year": year,
            "houses": houses,
            "finance": finance,
            "energy": np.array(list("ABCDEFG"))[np.clip(np.round(energy), 0, 6).astype(int)],
            "accessible": np.where(year >= 2006, "1", np.where(draw < 0.7, "3", "2")),
        }
    )
