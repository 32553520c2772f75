"""What plugins.qgis.org scans: bandit, detect-secrets and flake8-qgis find nothing in the zip.

The zip is the one that « make plugin » writes, the toolkit vendored in it. Nothing is silenced by
a comment.
"""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """The folder that a person unzips."""
    folder = tmp_path_factory.mktemp("extension")
    command = [sys.executable, str(ROOT / "tools" / "package_plugin.py"), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (archive,) = folder.glob("*.zip")
    zipfile.ZipFile(archive).extractall(folder)
    return folder / "equilibre_territorial"


def scan(folder, module, *arguments):
    pytest.importorskip(module.replace("-", "_"))
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_bandit_finds_nothing(released):
    found = json.loads(scan(released, "bandit", "-q", "-f", "json", "-r", "."))
    assert [(issue["filename"], issue["test_id"]) for issue in found["results"]] == []
    assert found["metrics"]["_totals"]["nosec"] == 0
    assert found["metrics"]["_totals"]["loc"] > 30_000


def test_detect_secrets_finds_nothing(released):
    assert json.loads(scan(released, "detect_secrets", "scan", "--all-files", "."))["results"] == {}


def test_flake8_qgis_finds_nothing(released):
    assert scan(released, "flake8", "--select", "QGS", ".") == ""


def test_no_comment_silences_a_scanner(released):
    marks = ("# nosec", "pragma: allowlist", "# noqa: QGS")
    for path in released.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not any(mark in text for mark in marks), path
