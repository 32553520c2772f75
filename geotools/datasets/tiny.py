"""A territory that fits on a screen: what the examples of the documentation run on.

Twelve residences stand on a lattice of 200 m in two communes; the four of the west are poor. Every
function draws from the same seed and returns a fresh frame, so an example may change what it gets.
Nothing here describes a real place, and nothing is read from a file.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries, points_from_xy

from geotools.occupation import count, indicators
from geotools.territory import tile_ids, tile_polygons

CRS = "EPSG:2154"
SEED = 2026
_ORIGIN = (652_000.0, 6_862_000.0)
_STEP = 200.0  # metres between two residences
_COLUMNS, _ROWS = 4, 3
_HOUSEHOLDS = 30  # in each residence
_POOR = (0.60, 0.80, 0.30)  # very low income, housing aid, unemployed: the west
_OTHER = (0.20, 0.40, 0.10)


def residences() -> GeoDataFrame:
    """Return twelve residences: ``R01`` to ``R12``, from west to east then north.

    Returns
    -------
    GeoDataFrame
        Index ``residence``; ``libelle``, ``commune``, ``bailleur``, ``logements``, points.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> int(tiny.residences()["logements"].sum())
    420
    """
    rank = np.arange(_COLUMNS * _ROWS)
    column, row = rank % _COLUMNS, rank // _COLUMNS
    return GeoDataFrame(
        {
            "libelle": [f"Résidence {number} (fictive)" for number in rank + 1],
            "commune": np.where(column < 2, "99001", "99002"),
            "bailleur": np.where(row == 0, "Bailleur A", "Bailleur B"),
            "logements": np.full(len(rank), _HOUSEHOLDS + 5),
        },
        index=pd.Index([f"R{number:02d}" for number in rank + 1], name="residence"),
        geometry=points_from_xy(_ORIGIN[0] + _STEP * column, _ORIGIN[1] + _STEP * row, crs=CRS),
    )


def households() -> pd.DataFrame:
    """Return thirty households for each residence, with columns of the template ``menages``.

    Returns
    -------
    DataFrame
        Index ``menage``: ``M001`` to ``M360``.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> int(tiny.households()["apl"].sum())
    179
    """
    places = residences()
    generator = np.random.default_rng(SEED)
    size = len(places) * _HOUSEHOLDS
    west = np.repeat(np.arange(len(places)) % _COLUMNS == 0, _HOUSEHOLDS)
    chance = np.where(west[:, None], _POOR, _OTHER)
    poor, aided, jobless = (generator.random((size, 3)) < chance).T
    alone = generator.random(size) < 0.4
    children = generator.integers(0, 4, size)
    adults = np.where(alone, 1, 2)
    idle = ~jobless & (generator.random(size) < 0.2)
    return pd.DataFrame(
        {
            "residence": np.repeat(places.index, _HOUSEHOLDS),
            "commune": np.repeat(places["commune"].to_numpy(), _HOUSEHOLDS),
            "date_enquete": pd.Timestamp("2024-01-01"),
            "pieces": generator.integers(1, 6, size),
            "occupants": adults + children,
            "majeurs": adults,
            "mineurs": children,
            "enfants": children,
            "majeurs_stables": adults - jobless - idle,
            "majeurs_precaires": 0,
            "majeurs_chomeurs": jobless.astype(int),
            "majeurs_sans_emploi": idle.astype(int),
            "type_menage": np.select(
                [alone & (children > 0), alone, children > 0],
                ["monoparentale", "seule", "couple_enfants"],
                "couple_sans_enfant",
            ),
            "naissance_titulaire": generator.integers(1935, 2003, size),
            "revenu_pct_plus": np.where(poor, 25.0, 70.0),
            "tranche_revenu": np.where(poor, "20_40", "60_80"),
            "revenu_fiscal": np.where(poor, 9_000.0, 24_000.0),
            "plafond": "plus",
            "apl": aided,
            "date_emmenagement": pd.Timestamp("2023-12-31")
            - pd.to_timedelta(generator.integers(0, 12 * 365, size), unit="D"),
        },
        index=pd.Index([f"M{number:03d}" for number in range(1, size + 1)], name="menage"),
    )


def units() -> GeoDataFrame:
    """Return the residences with the counts of their households and the indicators.

    Returns
    -------
    GeoDataFrame
        As :func:`residences`, with the counts (``menages``, ``menages_apl``…) and, for each
        indicator, ``<id>``, ``<id>_n`` and ``<id>_base``.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> tiny.units().loc[["R01", "R02"], "menages_tbr"].tolist()
    [21, 4]
    """
    counts = count(households(), "residence", source="ops")
    shares = indicators(counts).drop(columns=counts.columns, errors="ignore")
    return residences().join(counts).join(shares)


def communes() -> GeoDataFrame:
    """Return two communes side by side, which hold all the residences.

    Returns
    -------
    GeoDataFrame
        Index ``code``; ``libelle``, polygons.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> (tiny.communes().area / 10_000).tolist()
    [24.0, 24.0]
    """
    x, y = _ORIGIN
    height = _STEP * _ROWS
    boxes = [
        shapely.box(x - 100 + start, y - 100, x - 100 + start + 400, y - 100 + height)
        for start in (0, 400)
    ]
    return GeoDataFrame(
        {"libelle": ["Ouest (fictive)", "Est (fictive)"]},
        index=pd.Index(["99001", "99002"], name="code"),
        geometry=GeoSeries(boxes, index=["99001", "99002"], crs=CRS),
    )


def zones() -> GeoDataFrame:
    """Return two priority districts: around the poor column, and around the last residence.

    Returns
    -------
    GeoDataFrame
        Index ``code``; ``libelle``, polygons.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> tiny.zones().contains(tiny.residences().geometry["R12"]).tolist()
    [False, True]
    """
    x, y = _ORIGIN
    codes = ["QN99001M", "QN99002M"]
    return GeoDataFrame(
        {"libelle": ["Les Ormes (fictif)", "La Butte (fictif)"]},
        index=pd.Index(codes, name="code"),
        geometry=GeoSeries(
            [
                shapely.box(x - 50, y - 50, x + 50, y + 450),
                shapely.box(x + 550, y + 350, x + 650, y + 450),
            ],
            index=codes,
            crs=CRS,
        ),
    )


def tiles() -> GeoDataFrame:
    """Return the INSEE tiles of 200 m that hold a residence, with ``menages`` and ``pauvres``.

    Returns
    -------
    GeoDataFrame
        Index ``idcar_200m``; whole counts, squares in EPSG:3035.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> int(tiny.tiles()["menages"].sum())
    360
    """
    places = units()
    names = tile_ids(places.geometry.x, places.geometry.y, crs=places.crs)
    table = places[["menages", "menages_tbr"]].groupby(np.asarray(names)).sum()
    table.columns = pd.Index(["menages", "pauvres"])
    table.index.name = "idcar_200m"
    squares = tile_polygons(table.index)
    return GeoDataFrame(table, geometry=squares.to_numpy(), crs=squares.crs)


@lru_cache(maxsize=1)
def folder() -> Path:
    """Return a temporary folder of tiny files, removed when Python ends.

    Returns
    -------
    Path
        Holds ``menages.csv`` (template), ``rpls2024.csv``, ``recensement.csv``,
        ``filosofi_200m.csv``, ``residences.csv``, ``communes.gpkg``, ``tableau.csv`` (a published
        table that gives a small number away), ``territoire.toml`` and ``campagne.toml``.

    Examples
    --------
    >>> from geotools.datasets import tiny
    >>> (tiny.folder() / "tableau.csv").read_text(encoding="utf-8").splitlines()[1]
    'A;40;15'
    """
    place = Path(tempfile.mkdtemp(prefix="geotools-tiny-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    for name, table in _tables().items():
        table.to_csv(place / name, sep=";", decimal=",", index=False, encoding="utf-8")
    communes().rename_axis("insee_com").to_file(
        place / "communes.gpkg", layer="communes", driver="GPKG"
    )
    (place / "territoire.toml").write_text(_CONFIGURATION, encoding="utf-8")
    (place / "campagne.toml").write_text(_CAMPAIGN, encoding="utf-8")
    return place


_CONFIGURATION = """\
[territoire]
nom = "Petit territoire"
millesime = 2024
fictif = true

[sources.logements]
format = "rpls"
fichier = "rpls2024.csv"

[zonages.communes]
fichier = "communes.gpkg"

[secret]
profil = "rpls"
"""

_CAMPAIGN = """\
[campagne]
nom = "Deux petits territoires"
millesime = 2024
territoires = "epci.csv"

[sources.logements]
format = "rpls"
fichier = "rpls2024.csv"

[zonages.communes]
fichier = "communes.gpkg"

[grappes]
poids = "knn:4"

[secret]
profil = "rpls"
"""


def _tables() -> dict[str, pd.DataFrame]:
    people = households().reset_index().drop(columns=["tranche_revenu", "revenu_fiscal"])
    people["apl"] = people["apl"].map({True: "oui", False: "non"})
    places = residences()
    list_of_places = places.drop(columns="geometry").reset_index()
    squares = tiles()
    return {
        "menages.csv": people,
        "residences.csv": list_of_places.assign(
            x=places.geometry.x.to_numpy(), y=places.geometry.y.to_numpy()
        ),
        "rpls2024.csv": _register(places),
        "recensement.csv": _census(),
        "filosofi_200m.csv": pd.DataFrame(
            {
                "idcar_200m": squares.index,
                "ind": squares["menages"].to_numpy() * 2.0,
                "men": squares["menages"].to_numpy(),
                "men_pauv": squares["pauvres"].to_numpy(),
                "i_est_200": 0,
                "lcog_geo": "99001",
            }
        ),
        "epci.csv": pd.DataFrame(
            {
                "CODGEO": ["99001", "99002"],
                "EPCI": ["990000001", "990000002"],
                "LIBEPCI": ["Ouest", "Est"],
            }
        ),
        "tableau.csv": pd.DataFrame(
            {
                "quartier": ["A", "B", "ensemble"],
                "menages": [40, 30, 70],
                "menages_apl": [15, 4, 19],
            }
        ),
    }


def _register(places: GeoDataFrame) -> pd.DataFrame:
    """Return the dwellings of the residences, laid out as the open register (RPLS)."""
    rows = places.loc[places.index.repeat(places["logements"])]
    return pd.DataFrame(
        {
            "DEPCOM": rows["commune"].to_numpy(),
            "LIBCOM": np.where(rows["commune"] == "99001", "Ouest (fictive)", "Est (fictive)"),
            "CODSEGPATRIM": rows.index,
            "NBPIECE": 3,
            "SURFHAB": 62,
            "CONSTRUCT": 1974,
            "FINAN": 13,
            "X": rows.geometry.x.to_numpy(),
            "Y": rows.geometry.y.to_numpy(),
            "EPSG": 2154,
            "QUALITE_XY": 11,
            "MILLESIME": 2024,
        }
    )


def _census() -> pd.DataFrame:
    """Return four rows of a census detail file."""
    return pd.DataFrame(
        {
            "COMMUNE": ["99001", "99001", "99002", "99002"],
            "ARM": "ZZZZZ",
            "IRIS": ["990010101", "990010101", "990020101", "ZZZZZZZZZ"],
            "IPONDL": ["2,5", "3,5", "3", "4"],
            "CATL": "1",
            "HLML": ["1", "2", "1", "2"],
            "STOCD": ["21", "10", "21", "10"],
        }
    )
