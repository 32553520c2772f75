"""QGIS opens at once: plugin, toolbox and panel import no package before a first run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

ROOT = Path(__file__).resolve().parents[2]
OPEN = """
import sys
from qgis.core import QgsApplication
application = QgsApplication([], True)
application.initQgis()
from processing.core.Processing import Processing
Processing.initialize()
before = set(sys.modules)  # Debian's own Processing imports numpy from QGIS 3.40 on
from qgis_plugin import classFactory
plugin = classFactory(None)
plugin.initProcessing()
from qgis_plugin.panel import DiagnosisPanel
panel = DiagnosisPanel()
offered = plugin.provider.algorithms()
moran = application.processingRegistry().createAlgorithmById("equilibre:localmoran")
print(len(offered), len(moran.parameterDefinitions()), all(a.shortHelpString() for a in offered))
print(*set(sys.modules) - before)
sys.stdout.flush()
import os; os._exit(0)
"""
HEAVY = {"numpy", "pandas", "geopandas", "scipy", "shapely", "pyproj", "pyogrio"}


def test_opening_the_plugin_and_its_panel_imports_no_package(qgis, provider):
    path = os.pathsep.join([str(ROOT), *(p for p in sys.path if "qgis" in p)])
    done = subprocess.run(
        [sys.executable, "-c", OPEN],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    *_, said, modules = done.stdout.splitlines()
    defined = len(provider.algorithm("localmoran").parameterDefinitions())
    assert said == f"{len(provider.algorithms())} {defined} True"
    assert defined > 8
    assert not HEAVY & set(modules.split())
