"""QGIS started once, offscreen, in the tests' own process, with the provider registered."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tests import contract

ROOT = Path(__file__).resolve().parents[2]
os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _folder(prefix):
    """A folder for this run alone (mode 0700), removed when Python ends, after QGIS."""
    path = tempfile.mkdtemp(prefix=prefix)
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = _folder("xdg-")
os.environ["QGIS_CUSTOM_CONFIG_PATH"] = _folder("qgis-profile-")
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


@pytest.fixture(scope="session")
def inputs(tmp_path_factory):
    """The files of the examples, and beside them the whole diagnosis of their territory."""
    return contract.shared_inputs(tmp_path_factory)
