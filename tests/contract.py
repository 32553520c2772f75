"""Example inputs of every operation, and what « the same result » means for its three fronts.

``contract.toml`` gives one table per operation: the values of its parameters, layers and tables
being files of a folder that :func:`write_inputs` draws from the fictitious territory.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
import tomllib

from geotools.cli.files import open_layer, open_table, read_named
from geotools.datasets import fictitious_territory
from geotools.diagnostic import run_diagnostic
from geotools.operations import Operation, load_operations
from geotools.parameters import File, Files, Folder, Layer, Layers, Table, Tables, Target
from geotools.territory import tile_polygons

EXAMPLES: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("contract.toml").read_text(encoding="utf-8")
)
SERVED = frozenset({"publishdatabase"})
"""Operations that ask for a server: tests/unit/outputs/test_postgis.py runs them on one."""

COMPONENTS = ("rev_lt40", "apl", "chomeurs", "sans_emploi")


def answerable(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Return the operations that answer from files alone."""
    return tuple(operation for operation in operations if operation.id not in SERVED)


WHOLE = frozenset({"demo", "diagnostic"})
"""Operations that make a whole diagnosis: each front runs them once, in a test of its own."""


def offered_in_qgis() -> tuple[Operation, ...]:
    """Return the operations of the toolbox: a campaign starts processes of its own."""
    return tuple(operation for operation in load_operations() if operation.room != "campaign")


def shared_inputs(factory: Any) -> Path:
    """Return a copy of the inputs for one test room; they are drawn once for all the processes."""
    common = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    made = common / "exemples-modele"
    with (common / "exemples.verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.is_dir():
            write_inputs(common / "exemples-en-cours").rename(made)
    return Path(shutil.copytree(made, factory.mktemp("exemples"), dirs_exist_ok=True))


def write_inputs(folder: Path) -> Path:
    """Draw a small fictitious territory and derive the layers that the examples name."""
    fictitious_territory(folder, residences=150)
    residences = _residences(folder)
    residences.to_file(folder / "residences.gpkg")
    households = _table(folder / "menages_2024.csv")
    pyogrio.write_dataframe(households, folder / "menages.gpkg")
    pyogrio.write_dataframe(_table(folder / "rpls2024.csv"), folder / "logements.gpkg")
    for name in ("attributions", "demandes", "mouvements", "programme", "grille", "bpe"):
        table = _table(folder / f"{name}.csv")
        pyogrio.write_dataframe(table, folder / f"{name}.gpkg")
        if {"x", "y"} <= set(table.columns):
            points = gpd.points_from_xy(table["x"], table["y"], crs=2154)
            gpd.GeoDataFrame(table, geometry=points).to_file(folder / f"{name}_points.gpkg")
    _communes(residences, _table(folder / "demandes.csv"), folder / "communes_demande.gpkg")
    _census(folder / "recensement.csv")
    _flows(folder)
    _iris(folder, residences).to_file(folder / "iris_mesures.gpkg")
    _tiles(folder)
    _stock(folder, households)
    _published(residences, folder)
    _certificate(folder / "publication")
    run_diagnostic(folder / "territoire.toml", folder / "resultat")
    _campaign(folder)
    _bare(folder, folder / "dossier")
    return folder


def _campaign(folder: Path) -> None:
    """Write a campaign of one territory, of open tiles alone."""
    place = folder / "dossiers" / "seul"
    place.mkdir(parents=True)
    (place / "territoire.toml").write_text(
        '[territoire]\nnom = "Seul"\nmillesime = 2024\n'
        '[sources.carreaux]\nformat = "filosofi"\nfichier = "../../filosofi_200m.csv"\n'
        '[zonages.qpv]\nfichier = "../../qpv2024.gpkg"\n[grappes]\npermutations = 99\n',
        encoding="utf-8",
    )
    (folder / "campagne.toml").write_text(
        '[campagne]\nnom = "Un territoire"\ndossier = "dossiers"\n', encoding="utf-8"
    )


def _bare(source: Path, folder: Path) -> None:
    """Copy files of the territory without the description that reads them."""
    folder.mkdir(exist_ok=True)
    for name in ("rpls2024.csv", "menages_2024.csv", "communes.gpkg", "qpv2024.gpkg"):
        shutil.copy(source / name, folder / name)


def _certificate(folder: Path) -> None:
    """Write a certificate whose one file has gone."""
    folder.mkdir(exist_ok=True)
    statement = {"fichiers": [{"nom": "rapport.html", "octets": 1, "sha256": "0" * 64}]}
    (folder / "certificat.json").write_text(json.dumps(statement), encoding="utf-8")


def _table(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, sep=";", dtype=str)
    table.columns = table.columns.str.lower()
    return table.apply(lambda column: column if _is_code(column) else _number(column))


def _is_code(column: pd.Series) -> bool:
    named = str(column.name).endswith("_code") or column.name in {"locat", "patrimoine", "origine"}
    return named or bool(column.dropna().str.match(r"0\d|99\d{3}").any())


def _number(column: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(column, errors="coerce")
    return numbers if numbers.notna().sum() == column.notna().sum() else column


def _residences(folder: Path) -> gpd.GeoDataFrame:
    """Residences with counts of households in plain columns, and the four shares."""
    table = _table(folder / "residences_2024.csv").set_index("residence", drop=False)
    rows = _table(folder / "menages_2024.csv")
    adults = rows[["majeurs", "majeurs_chomeurs", "majeurs_sans_emploi"]]
    counted = pd.DataFrame(
        {
            "residence": rows["residence"],
            "menages": 1,
            "menages_lt40": (rows["revenu_pct_plus"] < 40).astype(int),
            "menages_apl": (rows["apl"] == "oui").astype(int),
            **adults,
        }
    )
    table = table.join(counted.groupby("residence").sum(), how="inner")
    # The names of the catalogue, which models and forms look for.
    table["menages_tbr"], table["menages_plus"] = table["menages_lt40"], table["menages"]
    table["menages_apl_connu"] = table["menages"]
    table["rev_lt40"] = table["menages_lt40"] / table["menages"]
    table["apl"] = table["menages_apl"] / table["menages"]
    table["chomeurs"] = table["majeurs_chomeurs"] / table["majeurs"]
    table["sans_emploi"] = table["majeurs_sans_emploi"] / table["majeurs"]
    table["vac3"] = table["vacants_3mois"] / table["logements"]
    table["rotation"] = table["departs"] / table["logements"]
    table["impayes3"] = table["impayes_3mois"] / table["logements"]
    table["er_lt40"] = table["rev_lt40"].clip(upper=0.9) + 0.05
    table["precarite"] = 100 * sum(table[c] / table[c].mean() for c in COMPONENTS) / 4
    points = gpd.points_from_xy(table["x"], table["y"], crs=2154)
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=points)


def _communes(residences: gpd.GeoDataFrame, requests: pd.DataFrame, path: Path) -> None:
    """Demand, offer and allocations by commune."""
    table = residences.groupby("commune")[["logements", "departs", "attributions"]].sum()
    table["demandes_prioritaires"] = requests.groupby("commune").size()
    table = table.fillna({"demandes_prioritaires": 0}).astype(int).reset_index()
    table["attributions_prioritaires"] = table["attributions"] // 3
    table["pression"] = table["demandes_prioritaires"] / table["demandes_prioritaires"].sum()
    table["reponse"] = table["attributions"] / table["attributions"].sum()
    pyogrio.write_dataframe(table, path)


def _census(path: Path) -> None:
    """A census detail file of twelve dwellings in INSEE's layout."""
    rows = pd.DataFrame(
        {
            "COMMUNE": "99001",
            "ARM": "ZZZZZ",
            "IRIS": ["990010101", "990010102", "ZZZZZZZZZ"] * 4,
            "IPONDL": np.linspace(0.9, 3.2, 12).round(4),
            "CATL": ["1", "1", "1", "2"] * 3,
            "HLML": ["1", "2", "2", "Y"] * 3,
            "STOCD": ["22", "10", "21", "00"] * 3,
        }
    )
    rows.to_csv(path, sep=";", index=False)


def _flows(folder: Path) -> None:
    """Moves between districts and communes, as the operation counts them."""
    moves = _table(folder / "mouvements.csv")
    counted = moves.groupby(["commune_origine", "commune_destination"]).size()
    flows = counted.rename("menages").reset_index()
    flows.columns = ["origine", "destination", "menages"]
    pyogrio.write_dataframe(flows, folder / "flux.gpkg")


def _iris(folder: Path, residences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """IRIS with the sums of what their residences count."""
    iris = gpd.read_file(folder / "iris.gpkg")
    joined = residences.sjoin(iris[["CODE_IRIS", "geometry"]], predicate="within")
    sums = joined.groupby("CODE_IRIS")[["menages", "menages_apl", "menages_lt40"]].sum()
    iris = iris.merge(sums, left_on="CODE_IRIS", right_index=True, how="left")
    columns = ["menages", "menages_apl", "menages_lt40"]
    iris[columns] = iris[columns].fillna(0).astype(int)
    iris["apl"] = iris["menages_apl"] / iris["menages"].clip(lower=1)
    iris["concerne"] = (iris["apl"] > iris["apl"].median()).astype(int)
    return iris


def _tiles(folder: Path) -> None:
    tiles = pd.read_csv(folder / "filosofi_200m.csv", dtype={"lcog_geo": str})
    pyogrio.write_dataframe(tiles, folder / "carreaux.gpkg")
    squares = tile_polygons(tiles["idcar_200m"]).to_numpy()
    surface = gpd.GeoDataFrame(tiles[["idcar_200m", "men"]], geometry=squares, crs=3035)
    surface.to_file(folder / "carreaux_polygones.gpkg")


def _published(residences: gpd.GeoDataFrame, folder: Path) -> None:
    """Counts by commune as somebody would circulate them, in two layouts."""
    table = residences.groupby("commune")[["menages", "menages_apl"]].sum().reset_index()
    table = table.rename(columns={"commune": "code"})
    table.to_csv(folder / "publie.csv", sep=";", index=False)
    pyogrio.write_dataframe(table, folder / "publie.gpkg")
    lines = ["0", "3", "0 - 1 u 0 99 0 0 0", "1 - 1 u 0 4 0 0 0", "2 11 1 s 11 11 0 0 0"]
    system = "\n".join([*lines, "1", "0 3 : 0 (1) 1 (1) 2 (-1)", ""])
    (folder / "systeme.jj").write_text(system, encoding="ascii")


def _stock(folder: Path, households: pd.DataFrame) -> None:
    """Dwellings let, with their rent and whether their residence is in a priority district."""
    rpls = _table(folder / "rpls2024.csv")
    inside = set(rpls.loc[rpls["qpv_code"].astype(str) == "1", "codsegpatrim"])
    stock = households[["commune", "pieces", "loyer", "charges"]].assign(
        en_qpv=households["residence"].isin(inside).map({True: "oui", False: "non"})
    )
    pyogrio.write_dataframe(stock, folder / "parc.gpkg")


# --- Values of an example, for each front -------------------------------------------------------


def example(operation: Operation) -> dict[str, Any]:
    """Return the values of an operation's example; a missing one fails the test."""
    assert operation.id in EXAMPLES, f"tests/contract.toml n’a pas d’exemple pour {operation.id}"
    return EXAMPLES[operation.id]


def python_values(operation: Operation, folder: Path) -> dict[str, Any]:
    """Return what a person passes to the function."""
    values = dict(example(operation))
    for argument in operation.arguments:
        if argument.name not in values:
            continue
        value, kind = values[argument.name], argument.kind
        if isinstance(kind, Layer):
            values[argument.name] = open_layer(str(folder / value))
        elif isinstance(kind, Table):
            values[argument.name] = open_table(str(folder / value))
        elif isinstance(kind, Layers | Tables):
            specs = [f"{name}={folder / path}" for name, path in value.items()]
            values[argument.name] = read_named(specs, spatial=isinstance(kind, Layers))
        elif isinstance(kind, File | Folder | Target):
            values[argument.name] = folder / value
        elif isinstance(kind, Files):
            values[argument.name] = [folder / path for path in value]
        else:
            values[argument.name] = kind.accept(value)
    return values


def clear_target(operation: Operation, folder: Path) -> None:
    """Remove what another front made: an operation that cannot overwrite resumes there."""
    names = {argument.name for argument in operation.arguments}
    for argument in operation.arguments:
        if isinstance(argument.kind, Target) and "overwrite" not in names:
            shutil.rmtree(folder / example(operation)[argument.name], ignore_errors=True)


def command_line(operation: Operation, folder: Path) -> list[str]:
    """Return what a person types after the name of the command."""
    clear_target(operation, folder)
    typed: list[str] = []
    values = example(operation)
    for argument in operation.arguments:
        if argument.name not in values:
            continue
        flag, value, kind = (
            "--" + argument.name.replace("_", "-"),
            values[argument.name],
            argument.kind,
        )
        named = [] if kind.positional else [flag]
        if isinstance(kind, Layer | Table | File | Folder | Target):
            typed += [*named, str(folder / value)]
        elif isinstance(kind, Files):
            typed += [part for path in value for part in (*named, str(folder / path))]
        elif isinstance(kind, Layers | Tables):
            typed += [
                part for name, path in value.items() for part in (flag, f"{name}={folder / path}")
            ]
        elif isinstance(value, bool):
            typed.append(flag if value else flag.replace("--", "--no-", 1))
        else:
            typed += [*named, as_text(kind, value)]
    return typed


def as_text(kind: Any, value: Any) -> str:
    """Return a value as it is typed."""
    if isinstance(value, list):
        return ",".join(value)
    return str(kind.write(kind.accept(value)))


# --- The same result ----------------------------------------------------------------------------


def assert_same(found: Any, expected: Any) -> None:
    """Refuse any difference in values, order, geometry or coordinate system."""
    if isinstance(expected, pd.Series):
        expected = expected.to_frame()
    if not isinstance(expected, pd.DataFrame):
        assert found == (expected if isinstance(expected, bytes) else str(expected).encode())
        return
    named = [n for n in expected.index.names if n is not None and n not in expected.columns]
    expected = expected.reset_index() if named else expected
    assert len(found) == len(expected)
    for column in expected.columns:
        if isinstance(expected, gpd.GeoDataFrame) and column == expected.geometry.name:
            assert found.crs == expected.crs
            left, right = (shapely.normalize(f.geometry.to_numpy()) for f in (found, expected))
            nowhere = _is_nowhere(left)
            np.testing.assert_array_equal(nowhere, _is_nowhere(right), err_msg=column)
            assert (shapely.equals(left, right) | nowhere).all()
        else:
            _assert_same_column(found[str(column)], expected[column], str(column))


def assert_same_words(found: str, expected: Any) -> None:
    """Refuse any difference but the fingerprint of a line, which is chained to those before."""
    said = [re.sub(r"ligne [0-9a-f]{16}", "ligne", text).strip() for text in (found, str(expected))]
    assert said[0] == said[1]


def _is_nowhere(geometries: np.ndarray) -> np.ndarray:
    # QGIS writes an absent geometry of a GeoPackage as an empty one
    return shapely.is_missing(geometries) | shapely.is_empty(geometries)


def _assert_same_column(found: pd.Series, expected: pd.Series, name: str) -> None:
    np.testing.assert_array_equal(found.isna(), expected.isna(), err_msg=name)
    present = expected.notna().to_numpy()
    left, right = found[present].to_numpy(), expected[present].to_numpy()
    if pd.api.types.is_numeric_dtype(expected) and not pd.api.types.is_bool_dtype(expected):
        np.testing.assert_allclose(
            left.astype(float), right.astype(float), rtol=1e-12, err_msg=name
        )
    elif pd.api.types.is_datetime64_any_dtype(expected):
        assert list(pd.to_datetime(left)) == list(pd.to_datetime(right)), name
    else:
        assert [_plain(value) for value in left] == [_plain(value) for value in right], name


def _plain(value: Any) -> str:
    return str(bool(value)) if isinstance(value, bool | np.bool_) else str(value)
