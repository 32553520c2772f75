"""Filosofi tiles of the fictitious territory, 200 m, in the official layout."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geotools.datasets.geography import FictitiousGeography, Waves
from geotools.datasets.people import Population
from geotools.datasets.stock import Stock

_TILE = 200
_HIDDEN_UNDER = 11
"""INSEE imputes a tile that holds fewer than 11 households."""
# fmt: off
_IMPUTED = (
    "men_pauv", "men_1ind", "men_5ind", "men_prop", "men_fmp", "men_surf", "men_coll",
    "men_mais", "log_av45", "log_45_70", "log_70_90", "log_ap90", "log_soc",
)
# fmt: on
# fmt: off
_AGES = (
    "0_3", "4_5", "6_10", "11_17", "18_24", "25_39", "40_54", "55_64", "65_79", "80p",
)
# fmt: on
_AGE_SHARES = np.array([4.6, 2.5, 6.4, 8.6, 8.4, 19.6, 19.4, 12.6, 12.8, 5.1]) / 100


def tiles_table(
    rng: np.random.Generator, stock: Stock, geography: FictitiousGeography, population: Population
) -> pd.DataFrame:
    """Filosofi 200 m tiles in the official layout, tied to the social households of the territory.

    ``log_soc`` sums to the number of social households; tiles under 11 households carry the
    average of such tiles in their square kilometre and ``i_est_200`` = 1, as INSEE does.
    """
    private = _private_households(rng, geography)
    social = _social_households(stock, population)
    tiles = private.join(social, how="outer").fillna(
        {"private": 0, "soc": 0, "poor_soc": 0, "social_1": 0, "social_5": 0, "social_mono": 0}
    )
    tiles = tiles[(tiles["private"] + tiles["soc"]) > 0].sort_index()
    centres = _tile_centres(tiles.index)
    ease = _ease(geography, centres)
    men = (tiles["private"] + tiles["soc"]).astype(int)
    own = tiles["private"].astype(int).to_numpy()
    dense = np.clip(men / 120, 0.03, 0.95)
    frame = pd.DataFrame(index=tiles.index)
    frame["men"] = men
    frame["ind"] = np.round(men * (2.35 - 0.35 * dense))
    frame["men_pauv"] = tiles["poor_soc"] + rng.binomial(
        own, np.clip(0.12 - 0.05 * ease, 0.02, 0.4)
    )
    frame["men_1ind"] = tiles["social_1"] + rng.binomial(own, 0.24 + 0.14 * dense)
    frame["men_5ind"] = tiles["social_5"] + rng.binomial(own, 0.07)
    frame["men_prop"] = rng.binomial(own, np.clip(0.88 - 0.4 * dense, 0, 1))
    frame["men_fmp"] = tiles["social_mono"] + rng.binomial(own, 0.08)
    frame["men_coll"] = np.minimum(tiles["soc"] + rng.binomial(own, 0.75 * dense), men)
    frame["men_mais"] = men - frame["men_coll"]
    frame["men_surf"] = np.round(own * (108 - 30 * dense) + tiles["soc"] * 66)
    frame = frame.join(_periods(rng, men))
    frame["log_soc"] = tiles["soc"]
    frame["ind_snv"] = np.round(
        frame["ind"] * (22_800 + 2_600 * ease - 9_000 * tiles["soc"] / men), 1
    )
    ages = rng.multinomial(frame["ind"].astype(int), _AGE_SHARES / _AGE_SHARES.sum())
    frame = frame.join(
        pd.DataFrame(ages, index=frame.index, columns=[f"ind_{age}" for age in _AGES], dtype=float)
    )
    frame["ind_inc"] = 0.0
    return _official(frame, centres, geography)


def _private_households(rng: np.random.Generator, geography: FictitiousGeography) -> pd.DataFrame:
    """Private households by tile: dense in the middle of each district, none in the river."""
    places = pd.DataFrame(geography.settings["commune"])
    iris = geography.iris[geography.iris["TYP_IRIS"] != "A"]
    owner = geography.communes.index.get_indexer(iris["INSEE_COM"])
    reach = np.where(iris["TYP_IRIS"] == "Z", 430.0, 520.0)
    private = (places["menages"] * (1 - places["social"]) / places["iris"]).to_numpy()[owner]
    grid = _grid_over(geography.communes)
    points = _tile_centres(grid)
    inside, zone = geography.communes.sindex.query(shapely.points(points), predicate="within")
    grid, points = grid[inside], points[inside]
    texture = np.exp(Waves.draw(rng, np.array([1500.0, 600.0]), np.array([0.45, 0.35])).at(points))
    density = np.zeros(len(points))
    middles = iris[["centre_x", "centre_y"]].to_numpy()
    for middle, count, radius, commune in zip(middles, private, reach, owner, strict=True):
        distance = np.hypot(*(points - middle).T)
        core = np.exp(-((distance / radius) ** 1.3)) + 0.0012 * (distance < 3500)
        local = core * texture * (zone == commune)
        density += count * local / local.sum()
    density[shapely.distance(shapely.points(points), geography.river) < 90] = 0
    return pd.DataFrame({"private": rng.poisson(density)}, index=grid)


def _social_households(stock: Stock, population: Population) -> pd.DataFrame:
    frame = population.households
    address = stock.dwellings["address"].to_numpy()[frame["dwelling"]]
    ids = _tile_of(shapely.get_coordinates(stock.addresses.geometry))[address]
    flags = pd.DataFrame(
        {
            "soc": 1,
            "poor_soc": frame["income"] < 35,
            "social_1": frame["occupants"] == 1,
            "social_5": frame["occupants"] >= 5,
            "social_mono": frame["kind"] == "monoparentale",
        }
    ).astype(int)
    return flags.groupby(pd.Index(ids)).sum()


def _tile_of(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each Lambert-93 point the tile, numbered from its northing and easting."""
    to_grid = Transformer.from_crs("EPSG:2154", "EPSG:3035", always_xy=True)
    east, north = to_grid.transform(points[:, 0], points[:, 1])
    return np.floor(north / _TILE).astype(np.int64) * 10**6 + np.floor(east / _TILE).astype(
        np.int64
    )


def _corner(tiles: pd.Index | NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    number = np.asarray(tiles, dtype=np.int64)
    return number // 10**6 * _TILE, number % 10**6 * _TILE


def _tile_centres(tiles: pd.Index | NDArray[np.int64]) -> NDArray[np.float64]:
    north, east = _corner(tiles)
    to_map = Transformer.from_crs("EPSG:3035", "EPSG:2154", always_xy=True)
    return np.column_stack(to_map.transform(east + _TILE / 2, north + _TILE / 2))


def _grid_over(zones: gpd.GeoDataFrame) -> NDArray[np.int64]:
    west, south, east, north = zones.to_crs(3035).total_bounds // _TILE
    columns = np.arange(int(west), int(east) + 1)
    rows = np.arange(int(south), int(north) + 1)
    return (rows[:, None] * 10**6 + columns[None, :]).ravel()


def _ease(geography: FictitiousGeography, points: NDArray[np.float64]) -> NDArray[np.float64]:
    level = pd.DataFrame(geography.settings["commune"])["aisance"].to_numpy()
    nearest = geography.communes.sindex.nearest(shapely.points(points), return_all=False)[1]
    return level[nearest]


def _periods(rng: np.random.Generator, men: pd.Series) -> pd.DataFrame:
    shares = rng.dirichlet([1.2, 1.6, 1.8, 1.6], len(men))
    parts = rng.multinomial(men.to_numpy(), shares)
    table = pd.DataFrame(parts, index=men.index, dtype=float)
    table.columns = pd.Index(["log_av45", "log_45_70", "log_70_90", "log_ap90"])
    table["log_inc"] = 0.0
    return table


def _official(
    frame: pd.DataFrame, centres: NDArray[np.float64], geography: FictitiousGeography
) -> pd.DataFrame:
    """Name tiles as INSEE does, spread the small ones, and put the columns in their order."""
    north, east = _corner(frame.index)
    km = [
        f"CRS3035RES1000mN{n}E{e}"
        for n, e in zip(north // 1000 * 1000, east // 1000 * 1000, strict=True)
    ]
    imputed = (frame["men"] < _HIDDEN_UNDER).to_numpy()
    for column in _IMPUTED:
        total = frame[column].where(imputed).groupby(km).transform("sum")
        weight = frame["men"].where(imputed).groupby(km).transform("sum")
        frame[column] = np.where(imputed, np.round(frame["men"] * total / weight, 3), frame[column])
    nearest = geography.communes.sindex.nearest(shapely.points(centres), return_all=False)[1]
    frame.insert(
        0, "idcar_200m", [f"CRS3035RES200mN{n}E{e}" for n, e in zip(north, east, strict=True)]
    )
    frame.insert(1, "idcar_1km", km)
    frame.insert(2, "idcar_nat", np.where(imputed, km, frame["idcar_200m"]))
    frame.insert(3, "i_est_200", imputed.astype(int))
    frame.insert(4, "i_est_1km", 0)
    frame.insert(5, "lcog_geo", geography.communes.index.to_numpy()[nearest])
    return frame[list(_ORDER)].reset_index(drop=True)


# fmt: off
_ORDER = (
    "idcar_200m", "idcar_1km", "idcar_nat", "i_est_200", "i_est_1km", "lcog_geo", "ind",
    "men", "men_pauv", "men_1ind", "men_5ind", "men_prop", "men_fmp", "ind_snv", "men_surf",
    "men_coll", "men_mais", "log_av45", "log_45_70", "log_70_90", "log_ap90", "log_inc",
    "log_soc", "ind_0_3", "ind_4_5", "ind_6_10", "ind_11_17", "ind_18_24", "ind_25_39",
    "ind_40_54", "ind_55_64", "ind_65_79", "ind_80p", "ind_inc",
)
# fmt: on
"""Columns of the official CSV of Filosofi 2019, in its order."""
