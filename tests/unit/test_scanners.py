"""What plugins.qgis.org scans: bandit, detect-secrets and flake8-qgis find nothing in the plugin.

Nothing is silenced by a comment. The toolkit writes XML with the standard library, which bandit
reports at the import (B405) and where its own text is read again (B314); a campaign starts
processes (B404, B603). These four alone are known there, by file; anything else is a fault.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {
    "geotools/campaign/isolation.py": {"B404", "B603"},
    "geotools/outputs/metadata.py": {"B405"},
    "geotools/outputs/qgis/layout.py": {"B405"},
    "geotools/outputs/qgis/layout_items.py": {"B405", "B314"},
    "geotools/outputs/qgis/project.py": {"B405", "B314"},
    "geotools/outputs/qgis/qml.py": {"B405"},
}
"""What bandit says of the toolkit, and no more."""


def scan(module, *arguments):
    pytest.importorskip(module.replace("-", "_"))
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_bandit_finds_nothing_in_the_plugin_and_nothing_new_in_the_toolkit():
    found = json.loads(scan("bandit", "-q", "-f", "json", "-r", "qgis_plugin", "geotools"))
    told = {}
    for issue in found["results"]:
        told.setdefault(issue["filename"].removeprefix("./"), set()).add(issue["test_id"])
    assert {name: ids - KNOWN.get(name, set()) for name, ids in told.items()} == {
        name: set() for name in told
    }
    assert found["metrics"]["_totals"]["nosec"] == 0


def test_detect_secrets_finds_nothing():
    report = scan("detect_secrets", "scan", "qgis_plugin", "geotools", "metadata.txt")
    assert json.loads(report)["results"] == {}


def test_flake8_qgis_finds_nothing():
    assert scan("flake8", "--select", "QGS1,QGS3,QGS4", "qgis_plugin") == ""


def test_no_comment_silences_a_scanner():
    marks = ("# nosec", "pragma: allowlist", "# noqa: QGS")
    for folder in ("qgis_plugin", "geotools"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert not any(mark in text for mark in marks), path
