"""A campaign whose sources are tables of PostGIS, on a real private server."""

import json

import geopandas as gpd
import pandas as pd
import pytest

from geotools.campaign import run_campaign
from geotools.outputs.postgis import DatabaseLayer, write_tables
from tests.postgres import ABSENT, PROGRAMS, private_cluster


@pytest.fixture(scope="module")
def server(national):
    pytest.importorskip("psycopg", reason="psycopg n’est pas installé")
    if not PROGRAMS:
        pytest.skip(ABSENT)
    with private_cluster() as cluster:
        rows = pd.read_csv(national.parent / "rpls.csv", sep=";", dtype=str)
        zones = gpd.read_file(national.parent / "communes.gpkg")
        layers = [
            DatabaseLayer("rpls", rows),
            DatabaseLayer("communes", zones),
        ]
        write_tables(cluster.address, {"national": layers})
        yield cluster


def read_dwellings(out, code):
    journal = json.loads((out / "territoires" / code / "journal.json").read_text())
    return int(journal["etapes"]["logements lus"].replace("\u202f", ""))


def test_national_tables_of_a_database_are_split_and_a_changed_row_remakes_its_territory(
    national, server, tmp_path
):
    (tmp_path / "epci.csv").write_bytes((national.parent / "epci.csv").read_bytes())
    text = national.read_text()
    for name in ("rpls.csv", "communes.gpkg"):
        table = name.partition(".")[0]
        text = text.replace(
            f'fichier = "{name}"', f'fichier = "{server.address}"\ntable = "national.{table}"'
        )
    (tmp_path / "campagne.toml").write_text(text)
    out = tmp_path / "sortie"
    summary = run_campaign(tmp_path / "campagne.toml", out)
    assert (summary.made, summary.failed) == (3, 0), summary.failures
    rows = pd.read_csv(national.parent / "rpls.csv", sep=";", dtype=str)
    expected = int(rows["DEPCOM"].isin(["38001", "38002"]).sum())
    assert read_dwellings(out, "200000001") == expected
    assert not [p for p in out.rglob("*.parquet") if p.parent.parent.name != "decoupage"]
    # The order in which a server gives its rows is nobody's: only what they hold counts.
    server.sql("CREATE TABLE national.copie AS SELECT * FROM national.rpls ORDER BY random()")
    server.sql("TRUNCATE national.rpls")
    server.sql("INSERT INTO national.rpls SELECT * FROM national.copie")
    server.sql(
        'DELETE FROM national.rpls WHERE "IDENT_REP" = '
        '(SELECT min("IDENT_REP") FROM national.rpls WHERE "DEPCOM" = \'38001\')'
    )
    last = run_campaign(tmp_path / "campagne.toml", out)
    assert (last.made, last.kept) == (1, 2)
    assert read_dwellings(out, "200000001") == expected - 1


def test_a_folder_of_territories_may_read_a_database(national, server, tmp_path):
    place = tmp_path / "dossier" / "seul"
    place.mkdir(parents=True)
    (place / "territoire.toml").write_text(
        '[territoire]\nnom = "Seul"\nmillesime = 2024\n[sources.logements]\nformat = "rpls"\n'
        f'fichier = "{server.address}"\n'
        'requete = "SELECT * FROM national.rpls WHERE \\"DEPCOM\\" LIKE \'40%\'"\n'
        '[secret]\nprofil = "rpls"\n[document]\ncontenu = "essentiel"\n'
    )
    out = tmp_path / "sortie"
    summary = run_campaign(tmp_path / "dossier", out)
    assert (summary.made, summary.failed) == (1, 0), summary.failures
    again = run_campaign(tmp_path / "dossier", out)
    assert (again.made, again.kept) == (0, 1)
