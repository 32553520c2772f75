"""The fictitious territory, written as files in official formats: for demos, tests and training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from geotools.datasets.activity import (
    allocations_table,
    equipment_table,
    grid_table,
    moves_table,
    programme_table,
    requests_table,
)
from geotools.datasets.districts import draw_districts
from geotools.datasets.geography import FictitiousGeography, draw_geography, load_settings
from geotools.datasets.people import Population, draw_populations
from geotools.datasets.policy import (
    census_table,
    refusals_table,
    sheets_table,
    sru_table,
    thresholds_table,
)
from geotools.datasets.registers import (
    draw_qualities,
    households_table,
    residences_table,
    rpls_table,
)
from geotools.datasets.stock import Stock, draw_stock
from geotools.datasets.tiles import tiles_table
from geotools.errors import InputError
from geotools.progress import SILENT, Progress
from geotools.workshops import workshop

DEFAULT_SEED = 2026
DEFAULT_RESIDENCES = 600
_SMALLEST, _LARGEST = 150, 5000
"""Fewer residences leave estates without neighbours; more no longer fit in the town's streets."""

# fmt: off
_PARTS = (
    "contours", "parc", "menages", "geocodage", "attributions", "carreaux", "gestion",
    "demandes", "mouvements", "programme", "equipements", "grille",
    "fiches", "refus", "recensement", "rubriques",
)
# fmt: on
_CONFIGURATION_NAME = "territoire.toml"
_STAMP = "2024-01-01T00:00:00.000Z"
"""Date written into the GeoPackages, so that the same seed gives the same bytes."""

_FICTION = "Territoire fictif : toute ressemblance avec des ménages réels est impossible."
_NOTICE = """VAL-DE-BRUME : TERRITOIRE ENTIÈREMENT FICTIF

Communes, quartiers, bailleurs, logements et ménages de ce dossier sont inventés par un programme
(geotools, graine {seed}). Les codes commencent par 99, qu'aucun département ne porte. Les fichiers
suivent les formats officiels (RPLS, Filosofi, IRIS, QPV, BPE) ou les gabarits de geotools, pour
essayer l'outil, former et tester. N'en tirez aucun chiffre sur un territoire réel.

Lancer le diagnostic : geotools diagnostic territoire.toml --out resultats
"""
_CONFIGURATION = """# Territoire fictif : voir LISEZMOI.txt.
[territoire]
nom = "{name}"
millesime = 2024
crs = "EPSG:2154"
fictif = true

[sources.logements]
format = "rpls"
fichier = "rpls2024.csv"
echelle = "segment" # les ménages sont rattachés au segment de patrimoine du bailleur

[sources.menages]
format = "ops"
fichier = "menages_2024.csv"

[sources.carreaux]
format = "filosofi"
fichier = "filosofi_200m.csv"

[sources.attributions]
format = "attributions"
fichier = "attributions.csv"

[sources.programme]
format = "programme"
fichier = "programme.csv"

[sources.logements_2022]
format = "rpls"
fichier = "rpls2022.csv"
echelle = "segment"

[sources.menages_2022]
format = "ops"
fichier = "menages_2022.csv"

[sources.residences]
format = "residences"
fichier = "residences_2024.csv"

[sources.demandes]
format = "demandes"
fichier = "demandes.csv"

[sources.mouvements]
format = "mouvements"
fichier = "mouvements.csv"

[sources.refus]
format = "refus"
fichier = "refus.csv"

[sources.grille]
format = "grille"
fichier = "grille.csv"

[sources.equipements]
format = "equipements"
fichier = "bpe.csv"

[sources.parc_prive]
format = "recensement"
fichier = "recensement_2021.csv"

[sources.sru]
format = "sru"
fichier = "sru.csv"

[sources.seuils]
format = "seuils"
fichier = "seuils.csv"

[sources.suivi]
format = "suivi"
fichier = "suivi.csv"

[zonages.communes]
fichier = "communes.gpkg"

[zonages.qpv]
fichier = "qpv2024.gpkg"

# Périmètres d’avant 2024 : un bail de 2024 peut suivre une décision de 2023.
[zonages.qpv2015]
fichier = "qpv2015.gpkg"
publie = false

[zonages.iris]
fichier = "iris.gpkg"

[precarite]
reference = "territoire"
poids = {{ rev_lt40 = 2, apl = 1, chomeurs = 1, sans_emploi = 1 }}

[grappes]
poids = "knn:8"
permutations = 99999
graine = 2026
alpha = 0.05

[secret]
profil = "ops"
seuil = 11

[regroupement]
# limites : QPV, communes et IRIS, ceux qui sont déclarés
"""


@dataclass(frozen=True)
class Fiction:
    """What the generator drew, before any file: the truth that tests compare readings with."""

    geography: FictitiousGeography
    stock: Stock
    populations: dict[int, Population]
    districts: gpd.GeoDataFrame
    former_districts: gpd.GeoDataFrame
    tables: dict[str, pd.DataFrame]


def draw_fiction(
    *,
    seed: int = DEFAULT_SEED,
    residences: int = DEFAULT_RESIDENCES,
    progress: Progress | None = None,
) -> Fiction:
    """Draw the whole territory in memory; same seed, same territory.

    Parameters
    ----------
    seed : int
        Seed of the generator.
    residences : int
        About how many residences (150 to 5000); dwellings follow in proportion, 22 for each.
    progress : Progress, optional

    Raises
    ------
    InputError
        The number of residences is out of bounds.
    """
    if not _SMALLEST <= residences <= _LARGEST:
        raise InputError(
            f"Le territoire fictif compte de {_SMALLEST} à {_LARGEST} résidences ; "
            f"demandé : {residences}. Choisissez un nombre dans ces bornes."
        )
    progress = progress or SILENT
    # One independent generator for each part: a change in one does not move the others.
    if not 0 <= seed < 2**32:
        raise InputError(f"La graine doit être comprise entre 0 et {2**32 - 1} ; reçu : {seed}.")
    children = np.random.SeedSequence(seed).spawn(len(_PARTS))
    rng = {part: np.random.default_rng(child) for part, child in zip(_PARTS, children, strict=True)}
    progress.at(0.0, "communes et IRIS")
    geography = draw_geography(rng["contours"], load_settings())
    progress.at(0.1, "parc social")
    stock = draw_stock(rng["parc"], geography, residences)
    recent, former = draw_districts(stock, geography)
    progress.at(0.2, "ménages")
    populations = draw_populations(rng["menages"], stock, geography.settings)
    progress.at(0.4, "registres et carreaux")
    quality = draw_qualities(rng["geocodage"], stock, geography)
    late = populations[2024]
    rpls = rpls_table(stock, geography, quality, recent, 2024)
    allocations = allocations_table(rng["attributions"], stock, late)
    residences_2024 = residences_table(rng["gestion"], stock, late, rpls)
    tables = {
        "rpls2022": rpls_table(stock, geography, quality, former, 2022),
        "rpls2024": rpls,
        **{f"menages_{y}": households_table(p, stock, y) for y, p in populations.items()},
        "filosofi_200m": tiles_table(rng["carreaux"], stock, geography, late),
        "residences_2024": residences_2024,
        "attributions": allocations,
        "demandes": requests_table(rng["demandes"], geography, allocations),
        "mouvements": moves_table(rng["mouvements"], stock, geography, recent, allocations),
        "programme": programme_table(rng["programme"], geography, recent),
        "bpe": equipment_table(rng["equipements"], geography),
        "grille": grid_table(rng["grille"], stock, rng["rubriques"]),
        "refus": refusals_table(rng["refus"], residences_2024),
        "sru": sru_table(geography, rpls),
        "seuils": thresholds_table(geography),
        "suivi": sheets_table(rng["fiches"]),
        "recensement_2021": census_table(rng["recensement"], geography, rpls),
    }
    return Fiction(geography, stock, populations, recent, former, tables)


def fictitious_territory(
    folder: Path | str,
    *,
    seed: int = DEFAULT_SEED,
    residences: int = DEFAULT_RESIDENCES,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write the fictitious territory « Val-de-Brume » into a folder, in official formats.

    Communes, IRIS and QPV (GeoPackage, EPSG:2154), RPLS 2022 and 2024 (CSV, open-data layout),
    households of both years, residences, allocations, requests, moves, planned operations,
    services, refusals, follow-up of sheets and field marks (CSV, templates of
    :mod:`geotools.sources`), census and Filosofi 200 m tiles (CSV),
    ``territoire.toml`` and a notice. Same seed, same bytes.

    Parameters
    ----------
    folder : path
        Created when absent.
    seed : int
        Seed of the generator.
    residences : int
        About how many residences; 600 give some 13 000 dwellings.
    overwrite : bool
        Replace files of the same names.
    progress : Progress, optional

    Returns
    -------
    Path
        ``territoire.toml``, ready for ``geotools diagnostic``.

    Raises
    ------
    InputError
        A file of that name exists and ``overwrite`` is false, or the number is out of bounds.
    """
    folder = Path(folder)
    progress = progress or SILENT
    if not overwrite and (folder / _CONFIGURATION_NAME).exists():
        raise InputError(
            f"Le dossier « {folder} » contient déjà « {_CONFIGURATION_NAME} ». Choisissez un autre "
            "dossier, ou demandez le remplacement (overwrite)."
        )
    fiction = draw_fiction(seed=seed, residences=residences, progress=progress.part(0.0, 0.6))
    folder.mkdir(parents=True, exist_ok=True)
    # Everything is written beside, then moved: a run that stops leaves no half-written territory.
    with workshop(folder) as draft:
        made = draft / "donnees"
        made.mkdir()
        _write(fiction, made, seed, progress.part(0.6, 1.0))
        for path in sorted(made.iterdir()):
            path.replace(folder / path.name)
    return folder / _CONFIGURATION_NAME


def _write(fiction: Fiction, folder: Path, seed: int, progress: Progress) -> None:
    progress.at(0.0, "écriture")
    for name, table in fiction.tables.items():
        _write_table(folder / f"{name}.csv", table)
    progress.at(0.6, "couches")
    for name, layer in _layers(fiction).items():
        _write_layer(folder / f"{name}.gpkg", name, layer)
    title = fiction.geography.settings["territoire"]["nom"]
    (folder / "LISEZMOI.txt").write_bytes(_NOTICE.format(seed=seed).encode())
    (folder / _CONFIGURATION_NAME).write_bytes(_CONFIGURATION.format(name=title).encode())
    progress.at(1.0, "territoire fictif écrit")


def _layers(fiction: Fiction) -> dict[str, gpd.GeoDataFrame]:
    """Layers with the field names of IGN, INSEE and ANCT."""
    iris = fiction.geography.iris.drop(columns=["centre_x", "centre_y"])
    iris.insert(3, "CODE_IRIS", iris.index)
    return {
        "communes": fiction.geography.communes,
        "iris": iris,
        "qpv2024": fiction.districts,
        "qpv2015": fiction.former_districts,
    }


def _write_table(path: Path, table: pd.DataFrame) -> None:
    """Write as the producer does: RPLS and templates with « ; », Filosofi with « , »."""
    separator = "," if path.stem.startswith("filosofi") else ";"
    table.to_csv(path, sep=separator, index=False, encoding="utf-8", lineterminator="\n")


def _write_layer(path: Path, name: str, layer: gpd.GeoDataFrame) -> None:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        pyogrio.write_dataframe(
            layer.reset_index(drop=True),
            path,
            layer=name,
            layer_options={"DESCRIPTION": _FICTION},
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
