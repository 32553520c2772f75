"""QGIS started once, offscreen, in the tests' own process, with the provider registered."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
os.environ["QT_QPA_PLATFORM"] = "offscreen"
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="xdg-")  # mkdtemp gives mode 0700
os.environ["QGIS_CUSTOM_CONFIG_PATH"] = tempfile.mkdtemp(prefix="qgis-profile-")
sys.path[:0] = [str(ROOT), "/usr/share/qgis/python/plugins", "/usr/share/qgis/python"]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qgis)


@pytest.fixture(scope="session")
def qgis():
    """The application, with native algorithms and our provider."""
    pytest.importorskip("qgis.core")
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    from qgis_plugin.plugin import EquilibrePlugin

    plugin = EquilibrePlugin(None)
    plugin.initProcessing()
    assert plugin.provider is not None
    application.plugin = plugin
    yield application


@pytest.fixture(scope="session")
def provider(qgis):
    return qgis.plugin.provider
