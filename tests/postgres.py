"""A private PostgreSQL with PostGIS: a cluster in a temporary folder, reached by a socket there.

PostgreSQL refuses to run as root, so root lends it the user ``nobody``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSIONS = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
PROGRAMS = [Path("/usr/lib/postgresql", path.parts[-3], "bin") for path in sorted(VERSIONS)]
ABSENT = "PostGIS n’est pas installé (Debian : postgresql-postgis)"
OWNER = "equilibre"


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL cluster in a folder that also holds its socket."""

    folder: Path

    @property
    def address(self):
        """Where it is, as a person writes it: no password."""
        return f"PG:host={self.folder} dbname=postgres user={OWNER}"

    def as_role(self, role):
        return f"PG:host={self.folder} dbname=postgres user={role}"

    def run(self, program, *arguments):
        """Run one of PostgreSQL's programs, never as root."""
        nobody = pwd.getpwnam("nobody")
        rights = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        subprocess.run(
            [PROGRAMS[-1] / program, *arguments],
            **(rights if os.geteuid() == 0 else {}),
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
            timeout=120,
        )

    def sql(self, query, role=OWNER):
        """Run a query as a role; return its rows when it has some."""
        import psycopg

        where = f"host={self.folder} dbname=postgres user={role}"
        with psycopg.connect(where) as connection:
            found = connection.execute(query)
            return found.fetchall() if found.description else []


@contextmanager
def private_cluster():
    """Start a cluster with PostGIS and a role that only reads; stop it and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="postgis-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    cluster = Cluster(folder)
    try:
        cluster.run("initdb", "-D", "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "-N")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        cluster.run("pg_ctl", "-D", "data", "-w", "-l", "journal", "-o", options, "start")
        try:
            # by psql: QGIS's Python may have no driver, and QGIS would keep a connection
            for order in ("CREATE EXTENSION postgis", "CREATE ROLE lecteur LOGIN"):
                where = ("-h", str(folder), "-U", OWNER, "-d", "postgres")
                cluster.run("psql", *where, "-c", order)
            yield cluster
        finally:
            cluster.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
