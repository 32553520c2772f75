"""On what QGIS's Windows installer brings and nothing else, the diagnosis gives the same figures.

The interpreter of the run refuses every other package, as one where they were never installed.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import importlib.abc, sys
from pathlib import Path
allowed = {"numpy", "scipy", "pandas", "shapely", "pyproj", "geopandas", "pyogrio", "geotools",
           "dateutil", "pytz", "tzdata", "six", "certifi", "packaging", *sys.stdlib_module_names}
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in allowed or top.startswith("_"):
            return None
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
from geotools.operations import get_operation
from geotools.progress import Progress
class Said(Progress):
    def say(self, text):
        print(text)
values = {"configuration": Path(sys.argv[1]), "out": Path(sys.argv[2])}
get_operation("diagnostic").run(values, Said())
foreign = {"openpyxl", "xlsxwriter", "docx", "highspy", "jinja2", "esda", "numba", "matplotlib"}
assert not foreign & set(sys.modules)
"""


@pytest.fixture(scope="module")
def floor(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("socle") / "resultat"
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(inputs / "territoire.toml"), str(out)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return out, done.stdout


def test_every_table_is_the_same_to_the_byte(floor, inputs):
    tables = sorted((inputs / "resultat" / "diffusion" / "tableaux").glob("*.csv"))
    assert len(tables) > 10
    for table in tables:
        made = floor[0] / "diffusion" / "tableaux" / table.name
        assert made.read_bytes() == table.read_bytes(), table.name


def test_the_certificate_can_be_read_and_the_folder_verified(floor):
    from geotools.outputs import check_certificate

    page = (floor[0] / "diffusion" / "certificat.html").read_text(encoding="utf-8")
    assert "<dt>resultat</dt><dd>conforme</dd>" in page
    assert check_certificate(floor[0] / "diffusion").empty


@pytest.mark.parametrize("package", ["xlsxwriter", "jinja2", "docx", "matplotlib"])
def test_what_cannot_be_written_is_said_with_the_package_that_lacks(floor, package):
    lines = [line for line in floor[1].splitlines() if "n’est pas écrit" in line]
    assert any(package in line for line in lines), lines
