"""The plugin as ``qgis_process`` finds it: an empty profile, another process, Debian's Python."""

import json
import os
import shutil
import site
import subprocess
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[2]
BINARY = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
PLUGIN = "equilibre_territorial"

pytestmark = pytest.mark.skipif(BINARY is None, reason="qgis_process n’est pas installé")


@pytest.fixture(scope="module")
def qgis_process(tmp_path_factory):
    """Return a function that runs qgis_process in a profile that holds only our plugin."""
    profile = tmp_path_factory.mktemp("profil")
    plugins = profile / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / PLUGIN).symlink_to(ROOT / "qgis_plugin")
    runtime = tmp_path_factory.mktemp("xdg")
    runtime.chmod(0o700)
    environment = os.environ | {
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": site.getsitepackages()[0],
    }

    def call(*arguments, code=0):
        done = subprocess.run(
            [BINARY, *arguments], env=environment, capture_output=True, text=True, timeout=180
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    call("plugins", "enable", PLUGIN)
    return call


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """A 12 × 12 grid with a block of high values in one corner."""
    rng = np.random.default_rng(3)
    x, y = np.meshgrid(np.arange(12), np.arange(12))
    values = rng.normal(size=144) + 6.0 * ((x < 4) & (y < 4)).ravel()
    squares = shapely.box(x.ravel() * 200, y.ravel() * 200, x.ravel() * 200 + 200, y.ravel() * 200 + 200)
    path = tmp_path_factory.mktemp("grille") / "grille.gpkg"
    gpd.GeoDataFrame({"valeur": values}, geometry=squares, crs=2154).to_file(path)
    return path


def test_the_provider_is_listed_with_its_french_name(qgis_process):
    listed = json.loads(qgis_process("--json", "list"))["providers"]["equilibre"]
    assert listed["name"] == "Équilibre territorial"
    assert "localmoran" in {key.rpartition(":")[2] for key in listed["algorithms"]}


def test_local_moran_runs_and_equals_the_python_function(qgis_process, grid, tmp_path):
    from geotools.spatial import local_moran

    target = tmp_path / "grappes.gpkg"
    qgis_process(
        "run", "equilibre:localmoran", f"--INPUT={grid}", "--VALUE=valeur", "--WEIGHTS=queen",
        "--PERMUTATIONS=999", f"--OUTPUT={target}",
    )
    expected = local_moran(gpd.read_file(grid), "valeur", weights="queen", permutations=999)
    found = gpd.read_file(target)
    assert found["grappe"].tolist() == expected["grappe"].tolist()
    np.testing.assert_allclose(found["moran_i"], expected["moran_i"], rtol=1e-12)
    np.testing.assert_allclose(found["p_valeur"], expected["p_valeur"], rtol=1e-12)
    assert (found["grappe"] == "HH").sum() >= 9


def test_a_bad_value_is_refused_in_french_without_traceback(qgis_process, grid, tmp_path):
    target = tmp_path / "rien.gpkg"
    done = qgis_process(
        "run", "equilibre:localmoran", f"--INPUT={grid}", "--VALUE=valuer", f"--OUTPUT={target}",
        code=1,
    )
    assert "Traceback" not in done
    assert not target.exists()
