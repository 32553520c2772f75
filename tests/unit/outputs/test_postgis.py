"""PostGIS in and out on a real, private server: whole or nothing, and closed to whom it must be."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geotools.datasets import fictitious_territory
from geotools.diagnostic import run_diagnostic
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.material import read_material
from geotools.diagnostic.operations import publish_database
from geotools.errors import ConfigurationError, InputError, SecrecyRefusedError
from geotools.outputs.postgis import DatabaseLayer, write_tables
from geotools.progress import SILENT
from geotools.sources.addresses import check_address, database_table, split_address
from geotools.sources.postgis import read_database
from tests.postgres import ABSENT, OWNER, PROGRAMS, private_cluster

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def server():
    pytest.importorskip("psycopg", reason="psycopg n’est pas installé")
    if not PROGRAMS:
        pytest.skip(ABSENT)
    with private_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def territory(tmp_path_factory):
    folder = tmp_path_factory.mktemp("territoire")
    fictitious_territory(folder, residences=150)
    return folder


@pytest.fixture(scope="module")
def diagnosis(territory):
    run_diagnostic(territory / "territoire.toml", territory / "resultat")
    return territory / "resultat"


def points(number, seed=1):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "code": [f"{rank:07d}" for rank in range(number)],
            "valeur": rng.integers(0, 100, number),
            "part": rng.random(number),
            "note": pd.array(
                np.where(rng.random(number) < 0.1, None, "dit, « ici » ;"), dtype=object
            ),
        }
    )
    places = shapely.points(rng.uniform(5e5, 6e5, number), rng.uniform(6.7e6, 6.8e6, number))
    return gpd.GeoDataFrame(table, geometry=places, crs=2154)


def address(server):
    return check_address(server.address)


def read(server, table, role=OWNER):
    return read_database(database_table(server.as_role(role), table, None))


def command(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "geotools", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=300,
    )


# --- Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://moi:S3cret!@serveur/base",
        "postgres://moi:S3cret!@serveur:5432/base?sslmode=require",
        "postgresql://serveur/base?user=moi&password=S3cret!",
        "PG:host=serveur dbname=base user=moi password=S3cret!",
        "PG:host=serveur password = 'S3cret!' dbname=base",
        'PG:"host=serveur sslpassword=S3cret! dbname=base"',
    ],
)
def test_a_password_in_an_address_is_refused_and_never_repeated(given, tmp_path):
    with pytest.raises(ConfigurationError, match="mot de passe") as refused:
        check_address(given)
    assert "S3cret!" not in str(refused.value)
    path = tmp_path / "territoire.toml"
    path.write_text(
        '[territoire]\nnom = "A"\nmillesime = 2024\n[sources.logements]\nformat = "rpls"\n'
        f"fichier = '''{given}'''\ntable = \"t\"\n",
        encoding="utf-8",
    )
    done = command("diagnostic", path, "--out", tmp_path / "sortie")
    assert done.returncode == 2 and "mot de passe" in done.stderr
    assert "S3cret!" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    "given",
    [
        "s3://seau/rpls.csv",
        "https://a.fr/rpls.csv",
        "/vsicurl/https://a.fr/r.gpkg",
        "/vsizip/a.zip",
    ],
)
def test_addresses_of_the_network_are_refused(given, tmp_path):
    path = tmp_path / "territoire.toml"
    path.write_text(
        '[territoire]\nnom = "A"\nmillesime = 2024\n[sources.logements]\nformat = "rpls"\n'
        f'fichier = "{given}"\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match="adresses du réseau"):
        load_configuration(path)
    done = command("check", given)
    assert done.returncode == 2
    done = command("read-zoning", "--path", given, "--output", tmp_path / "z.gpkg")
    assert done.returncode == 2


def test_an_address_and_its_table_are_told_apart():
    assert split_address("postgresql://h/b::s.t") == ("postgresql://h/b", "s.t")
    assert split_address("postgresql://[::1]/b::s.t") == ("postgresql://[::1]/b", "s.t")
    assert split_address("PG:dbname=b tables=s.t") == ("PG:dbname=b tables=s.t", None)
    assert database_table("PG:dbname=b tables=s.t", None, None).table == "s.t"
    with pytest.raises(ConfigurationError, match="l’une des deux"):
        database_table("postgresql://h/b", None, None)
    with pytest.raises(ConfigurationError, match="une lecture"):
        database_table("postgresql://h/b", None, "DROP TABLE t")


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path):
    pytest.importorskip("psycopg")
    with pytest.raises(InputError, match="connexion est impossible") as refused:
        read_database(database_table(f"PG:host={tmp_path} dbname=b user=quelquun", "t", None))
    assert "quelquun" not in str(refused.value)


# --- Reading and writing --------------------------------------------------------------------------


def test_what_is_written_is_read_back(server):
    frame = points(5_000)
    write_tables(server.address, {"essai": [DatabaseLayer("points", frame, key="code")]})
    table, geometry = read(server, "essai.points")
    given = pd.DataFrame(frame.drop(columns="geometry"))
    assert table["note"].isna().equals(given["note"].isna()) and table["note"].isna().any()
    same = {"note": ""}
    pd.testing.assert_frame_equal(table.fillna(same), given.fillna(same), check_dtype=False)
    assert geometry.crs == frame.crs
    assert shapely.equals(geometry.to_numpy(), frame.geometry.to_numpy()).all()
    indexes = server.sql("SELECT indexdef FROM pg_indexes WHERE tablename = 'points'")
    assert any("gist" in row[0] for row in indexes)


def test_a_query_cannot_write(server):
    write_tables(server.address, {"essai": [DatabaseLayer("garde", points(20))]})
    sly = "WITH x AS (DELETE FROM essai.garde RETURNING code) SELECT * FROM x"
    with pytest.raises(InputError, match="ne fait pas que lire"):
        read_database(database_table(server.address, None, sly))
    with pytest.raises(ConfigurationError, match="une seule lecture"):
        escape = "SELECT 1 AS a) AS b; COMMIT; DELETE FROM essai.garde; --"
        database_table(server.address, None, escape)
    assert server.sql("SELECT count(*) FROM essai.garde") == [(20,)]


def test_tables_that_are_there_are_kept_unless_asked(server):
    write_tables(server.address, {"essai": [DatabaseLayer("deja", points(20))]})
    with pytest.raises(InputError, match="contient déjà deja"):
        write_tables(server.address, {"essai": [DatabaseLayer("deja", points(30))]})
    assert server.sql("SELECT count(*) FROM essai.deja") == [(20,)]
    write_tables(server.address, {"essai": [DatabaseLayer("deja", points(30))]}, overwrite=True)
    assert server.sql("SELECT count(*) FROM essai.deja") == [(30,)]


def test_an_interrupted_transaction_leaves_nothing(server):
    class StoppedError(Exception):
        pass

    class Stopper(type(SILENT)):
        def show(self, fraction, label):
            if label.endswith(".second"):
                raise StoppedError

    layers = [DatabaseLayer("premier", points(100)), DatabaseLayer("second", points(100))]
    with pytest.raises(StoppedError):
        write_tables(server.address, {"coupe": layers}, progress=Stopper())
    assert server.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'coupe'") == []


def test_a_lost_connection_is_told_and_leaves_nothing(server):
    class Killer(type(SILENT)):
        def show(self, fraction, label):
            if label.endswith(".second"):
                server.sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'geotools'"
                )

    layers = [DatabaseLayer("premier", points(100)), DatabaseLayer("second", points(100))]
    with pytest.raises(InputError, match="Rien n’a été écrit"):
        write_tables(server.address, {"perdu": layers}, progress=Killer())
    assert server.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'perdu'") == []


def test_readers_see_the_old_tables_or_the_new_ones_never_a_part(server):
    def layers(number):
        return {"vivant": [DatabaseLayer("a", points(number)), DatabaseLayer("b", points(number))]}

    write_tables(server.address, layers(1_000))
    seen, over = set(), threading.Event()

    def watch():
        while not over.is_set():
            seen.update(
                server.sql(
                    "SELECT (SELECT count(*) FROM vivant.a), (SELECT count(*) FROM vivant.b)"
                )
            )

    watchers = [threading.Thread(target=watch) for _ in range(3)]
    for watcher in watchers:
        watcher.start()
    for number in (2_000, 3_000, 4_000):
        write_tables(server.address, layers(number), overwrite=True)
    over.set()
    for watcher in watchers:
        watcher.join()
    sizes = {1_000, 2_000, 3_000, 4_000}
    assert {size for pair in seen for size in pair} <= sizes
    assert 1_000 in {pair[0] for pair in seen}


def test_a_million_rows_travel(server):
    frame = points(1_000_000)
    write_tables(server.address, {"grand": [DatabaseLayer("points", frame, key="code")]})
    table, geometry = read(server, "grand.points")
    assert len(table) == 1_000_000
    assert int(table["valeur"].sum()) == int(frame["valeur"].sum())
    assert geometry.x.sum() == pytest.approx(frame.geometry.x.sum(), rel=1e-12)
    server.sql("DROP SCHEMA grand CASCADE")


def test_several_systems_in_one_column_are_refused(server):
    query = "SELECT ST_SetSRID(ST_MakePoint(i, i), 2154 + i) AS g FROM generate_series(0, 1) AS i"
    with pytest.raises(InputError, match="plusieurs systèmes"):
        read_database(database_table(server.address, None, query))


# --- A territory, and a publication ---------------------------------------------------------------


def test_a_territory_of_the_database_is_that_of_the_files(server, territory, tmp_path):
    zones = gpd.read_file(territory / "communes.gpkg")
    rpls = pd.read_csv(territory / "rpls2024.csv", sep=";", dtype=str)
    households = pd.read_csv(territory / "menages_2024.csv", sep=";", dtype=str)
    layers = [
        DatabaseLayer("communes", zones),
        DatabaseLayer("rpls2024", rpls),
        DatabaseLayer("menages", households),
    ]
    write_tables(server.address, {"habitat": layers}, overwrite=True)
    path = tmp_path / "territoire.toml"
    path.write_text(
        f"""
[territoire]
nom = "Base"
millesime = 2024
[sources.logements]
format = "rpls"
fichier = "{server.address}"
table = "habitat.rpls2024"
echelle = "segment"
[sources.menages]
format = "ops"
fichier = "{server.address}"
requete = "SELECT * FROM habitat.menages WHERE commune <> '99001'"
[zonages.communes]
fichier = "{server.address}"
table = "habitat.communes"
""",
        encoding="utf-8",
    )
    material = read_material(load_configuration(path), SILENT)
    assert len(material.frame("logements")) == len(rpls)
    assert len(material.frame("menages")) == int((households["commune"] != "99001").sum())
    assert set(material.zones()["communes"].index) == set(zones["INSEE_COM"])
    done = command("diagnostic", path, "--out", tmp_path / "resultat")
    assert done.returncode == 0, done.stderr
    written = "".join(
        p.read_text(encoding="utf-8", errors="ignore")
        for p in (tmp_path / "resultat" / "diffusion").rglob("*")
        if p.suffix in {".json", ".html", ".csv", ".txt"}
    )
    assert f"user={OWNER}" not in written and str(server.folder) not in written


def test_a_diagnosis_is_published_for_its_readers_and_internal_tables_are_closed(server, diagnosis):
    said = publish_database(
        diagnosis, server.address, schema="public_2024", internal="interne_2024", reader="lecteur"
    )
    assert "en une transaction" in said
    import pyogrio

    file = next((diagnosis / "diffusion").glob("*.gpkg"))
    groups = pyogrio.read_dataframe(file, layer="groupes")
    table, geometry = read(server, "public_2024.groupes", role="lecteur")
    assert len(table) == len(groups) and geometry.crs == groups.crs
    for column in table.columns.intersection(groups.columns):
        pd.testing.assert_series_equal(
            table[column].astype(object).where(table[column].notna(), None),
            groups[column].astype(object).where(groups[column].notna(), None),
            check_dtype=False,
        )
    styles = server.sql(
        "SELECT f_table_name FROM layer_styles WHERE f_table_schema = 'public_2024'", "lecteur"
    )
    assert ("groupes",) in styles
    comments = "SELECT obj_description('public_2024.groupes'::regclass)"
    assert server.sql(comments)[0][0]
    with pytest.raises(InputError, match="droits"):
        read(server, "interne_2024.unites", role="lecteur")
    assert len(read(server, "interne_2024.unites")[0])


def test_a_private_schema_that_a_reader_can_open_is_refused(server, diagnosis):
    server.sql("CREATE SCHEMA ouvert; GRANT USAGE ON SCHEMA ouvert TO lecteur")
    with pytest.raises(InputError, match="peut ouvrir le schéma interne"):
        publish_database(
            diagnosis, server.address, schema="p2", internal="ouvert", reader="lecteur"
        )
    assert server.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'p2'") == []
    with pytest.raises(InputError, match="n’existe pas dans la base"):
        publish_database(diagnosis, server.address, schema="p2", reader="personne")


def test_a_changed_release_is_not_published(server, diagnosis, tmp_path):
    import shutil

    copy = tmp_path / "resultat"
    shutil.copytree(diagnosis, copy)
    next((copy / "diffusion").rglob("*.csv")).write_text("autre", encoding="utf-8")
    with pytest.raises(SecrecyRefusedError, match="certificat"):
        publish_database(copy, server.address, schema="p3")
    assert server.sql("SELECT 1 FROM pg_namespace WHERE nspname = 'p3'") == []


def test_commands_read_and_write_tables(server, territory, tmp_path):
    zones = gpd.read_file(territory / "communes.gpkg")
    write_tables(server.address, {"cli": [DatabaseLayer("communes", zones)]}, overwrite=True)
    frame = points(50)
    write_tables(server.address, {"cli": [DatabaseLayer("points", frame)]}, overwrite=True)
    done = command(
        "join-zonings",
        "--residences",
        f"{server.address}::cli.points",
        "--zonings",
        f"communes={server.address}::cli.communes",
        "--output",
        f"{server.address}::cli.situes",
    )
    assert done.returncode == 0, done.stderr
    table, geometry = read(server, "cli.situes")
    assert len(table) == 50 and "communes_code" in table and geometry is not None
    assert OWNER not in done.stderr + done.stdout


def test_the_command_publishes_as_the_function(server, diagnosis):
    done = command(
        "publish-database", diagnosis, "--address", server.address, "--schema", "par_commande"
    )
    assert done.returncode == 0, done.stderr
    assert "schéma « par_commande »" in done.stdout
    assert len(read(server, "par_commande.groupes")[0])
    again = command(
        "publish-database", diagnosis, "--address", server.address, "--schema", "par_commande"
    )
    assert again.returncode == 2 and "contient déjà" in again.stderr
