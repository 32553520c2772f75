"""Where the fictitious territory is: communes and IRIS, with borders that fit each other exactly.

IRIS are the Voronoi cells of scattered centres, their edges bent by a smooth displacement of the
plane; communes are unions of IRIS. A border is computed once and shared by its two sides, as in
the official layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from geotools._compat import read_toml

CRS = "EPSG:2154"
Points = NDArray[np.float64]

_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_STEP = 45.0
"""Distance in metres between two vertices of a border."""
_STEEPEST = 0.8
"""Largest slope of the displacement: under 1, it is one-to-one."""


@dataclass(frozen=True)
class Waves:
    """A smooth random field: a sum of plane waves, the same at a point whoever asks."""

    directions: Points
    phases: Points
    amplitudes: Points

    @classmethod
    def draw(
        cls, rng: np.random.Generator, lengths: Points, amplitudes: Points, per_length: int = 5
    ) -> Waves:
        """Draw waves of the given lengths (metres) and amplitudes, in random directions."""
        size = len(lengths) * per_length
        angles = rng.uniform(0, 2 * np.pi, size)
        number = 2 * np.pi / np.repeat(lengths, per_length)
        return cls(
            np.column_stack([np.cos(angles) * number, np.sin(angles) * number]),
            rng.uniform(0, 2 * np.pi, size),
            np.repeat(amplitudes, per_length) * np.sqrt(2 / per_length),
        )

    def at(self, points: Points) -> Points:
        """Value of the field at each point; its standard deviation is about the amplitudes'."""
        return np.sin(points @ self.directions.T + self.phases) @ self.amplitudes

    def slope(self, points: Points) -> Points:
        """Gradient of the field at each point."""
        waves = np.cos(points @ self.directions.T + self.phases) * self.amplitudes
        return waves @ self.directions


@dataclass(frozen=True)
class FictitiousGeography:
    """Communes and IRIS (index: code), the centre of each IRIS, and the river."""

    communes: gpd.GeoDataFrame
    iris: gpd.GeoDataFrame
    junctions: gpd.GeoSeries
    river: shapely.LineString
    settings: Mapping[str, Any]


def load_settings() -> dict[str, Any]:
    """Read what was invented once for all: names, sizes and places (``fictif.toml``)."""
    return read_toml(files("geotools.datasets") / "fictif.toml")


def draw_geography(rng: np.random.Generator, settings: Mapping[str, Any]) -> FictitiousGeography:
    """Draw communes and IRIS that share their borders exactly."""
    origin = np.array(settings["territoire"]["centre"])
    places = pd.DataFrame(settings["commune"])
    centres = origin + 1000 * np.array(places["position"].tolist())
    seeds, owner = _iris_centres(rng, places, centres)
    bent = _displacement(rng, origin)
    ring = _surroundings(rng, origin)
    diagram = Voronoi(np.vstack([seeds, ring]))
    cells = _cells(diagram, len(seeds), bent)
    iris = _iris_table(places, owner, cells, bent(seeds), settings)
    return FictitiousGeography(
        _commune_table(places, iris, settings),
        iris,
        gpd.GeoSeries(shapely.points(bent(_vertices(diagram, len(seeds)))), crs=CRS),
        _river(origin, bent),
        settings,
    )


def commune_codes(count: int) -> list[str]:
    """Codes that no real commune bears: département 99."""
    return [f"99{number:03d}" for number in range(1, count + 1)]


def _iris_centres(
    rng: np.random.Generator, places: pd.DataFrame, centres: Points
) -> tuple[Points, NDArray[np.int64]]:
    """Spread the IRIS of each commune as sunflower seeds, closer in the middle of the town."""
    count = places["iris"].to_numpy()
    owner = np.repeat(np.arange(len(places)), count)
    rank = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    reach = 1000 * places["rayon"].to_numpy()[owner]
    radius = reach * ((rank + 0.35) / count[owner]) ** 0.62 * (count[owner] > 1)
    angle = rank * _GOLDEN_ANGLE + rng.uniform(0, 2 * np.pi, len(places))[owner]
    spread = rng.normal(0, 0.10, (len(owner), 2)) * (reach / np.sqrt(count[owner]))[:, None]
    return (
        centres[owner] + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None] + spread,
        owner,
    )


def _displacement(rng: np.random.Generator, origin: Points) -> Callable[[Points], Points]:
    """Draw a smooth displacement, weak enough nowhere to fold the plane onto itself."""
    lengths, amplitudes = np.array([3600.0, 1150.0, 380.0]), np.array([190.0, 60.0, 17.0])
    fields = [Waves.draw(rng, lengths, amplitudes) for _ in range(2)]
    ticks = np.arange(-15_000, 15_001, 150.0)
    grid = origin + np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)
    slope = np.hypot(*[np.hypot(*field.slope(grid).T) for field in fields])
    strength = min(1.0, _STEEPEST / float(slope.max()))

    def bent(points: Points) -> Points:
        moved = np.column_stack([field.at(points) for field in fields])
        return np.round(points + strength * moved, 1)

    return bent


def _surroundings(rng: np.random.Generator, origin: Points) -> Points:
    """Centres of the neighbouring communes, which close the outer border."""
    angle = np.arange(24) / 24 * 2 * np.pi + rng.normal(0, 0.05, 24)
    radius = rng.uniform(12_300, 13_900, 24)
    near = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    return origin + np.vstack([near, 2.2 * near])


def _cells(diagram: Voronoi, count: int, bent: Callable[[Points], Points]) -> list[shapely.Polygon]:
    """Bend every ridge once, close the cells, and return them in the order of the centres."""
    ridges = np.array([r for r in diagram.ridge_vertices if -1 not in r])
    straight = shapely.linestrings(diagram.vertices[ridges])
    lines = []
    for line in shapely.segmentize(straight, _STEP):
        points = shapely.get_coordinates(line)
        lines.append(shapely.LineString(bent(points)))
    faces = np.array(shapely.polygonize(lines).geoms)
    tree = shapely.STRtree(faces)
    inside = tree.query(shapely.points(bent(diagram.points[:count])), predicate="within")
    return [faces[i] for i in inside[1][np.argsort(inside[0])]]


def _vertices(diagram: Voronoi, count: int) -> Points:
    """Return the corners where three IRIS of the territory meet."""
    regions = [set(diagram.regions[diagram.point_region[i]]) - {-1} for i in range(count)]
    touching = np.bincount(np.concatenate([list(r) for r in regions]))
    return diagram.vertices[np.flatnonzero(touching >= 3)]


def _iris_table(
    places: pd.DataFrame,
    owner: NDArray[np.int64],
    cells: list[shapely.Polygon],
    centres: Points,
    settings: Mapping[str, Any],
) -> gpd.GeoDataFrame:
    count = places["iris"].to_numpy()[owner]
    rank = np.arange(len(owner)) - np.searchsorted(owner, owner) + 1
    number = np.where(count == 1, 0, 100 + rank)
    communes = np.array(commune_codes(len(places)))[owner]
    names = np.array(settings["noms"]["quartiers"])[(rank - 1) % 24]
    labels = np.where(count == 1, places["nom"].to_numpy()[owner], names)
    # The last IRIS of the port is its industrial estate: an IRIS of activity, as INSEE names them.
    activity = (owner == 1) & (rank == count)
    return gpd.GeoDataFrame(
        {
            "INSEE_COM": communes,
            "NOM_COM": places["nom"].to_numpy()[owner],
            "IRIS": [f"{n:04d}" for n in number],
            "NOM_IRIS": np.where(activity, "Zone portuaire", labels),
            "TYP_IRIS": np.where(count == 1, "Z", np.where(activity, "A", "H")),
            "centre_x": centres[:, 0],
            "centre_y": centres[:, 1],
        },
        index=pd.Index([f"{c}{n:04d}" for c, n in zip(communes, number, strict=True)], name="code"),
        geometry=cells,
        crs=CRS,
    )


def _commune_table(
    places: pd.DataFrame, iris: gpd.GeoDataFrame, settings: Mapping[str, Any]
) -> gpd.GeoDataFrame:
    merged = iris[["INSEE_COM", "geometry"]].dissolve("INSEE_COM")
    codes = commune_codes(len(places))
    return gpd.GeoDataFrame(
        {
            "NOM": places["nom"].to_numpy(),
            "INSEE_COM": codes,
            "POPULATION": np.round(places["menages"].to_numpy() * 2.15).astype(int),
            "INSEE_DEP": settings["territoire"]["departement"],
            "INSEE_REG": settings["territoire"]["region"],
            "SIREN_EPCI": settings["territoire"]["epci"],
        },
        index=pd.Index(codes, name="code"),
        geometry=merged.geometry.reindex(codes).to_numpy(),
        crs=CRS,
    )


def _river(origin: Points, bent: Callable[[Points], Points]) -> shapely.LineString:
    """Draw the river that crosses the town from north-east to west."""
    x = np.linspace(-14_000, 14_000, 400)
    y = -650 + 850 * np.sin(x / 2900 + 0.6) + 0.10 * x
    return shapely.LineString(bent(origin + np.column_stack([x, y])))
