"""The desktop itself, on a screen that nobody sees: form, toolbox, dialog, project, layouts."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from PIL import Image

from geotools.operations import Group

pytest.importorskip("qgis.core")
pytestmark = pytest.mark.skipif(
    not (shutil.which("qgis") and shutil.which("xvfb-run")), reason="ni QGIS de bureau ni Xvfb"
)

ROOT = Path(__file__).resolve().parents[2]
SESSION = Path(__file__).with_name("gui_session.py")
SETTINGS = """\
[PythonPlugins]
equilibre_territorial=true
processing=true
[qgis]
askToSaveProjectChanges=false
checkVersion=false
showTips=false
[locale]
overrideFlag=true
userLocale=fr
"""


@pytest.fixture(scope="module")
def seen(inputs, tmp_path_factory):
    """What the session saw; its pictures are kept where EQUILIBRE_SHOTS says."""
    folder = tmp_path_factory.mktemp("bureau")
    profile = folder / "profiles" / "default"
    (profile / "python" / "plugins").mkdir(parents=True)
    (profile / "python" / "plugins" / "equilibre_territorial").symlink_to(ROOT / "qgis_plugin")
    (profile / "QGIS").mkdir()
    (profile / "QGIS" / "QGIS3.ini").write_text(SETTINGS, encoding="utf-8")
    pictures = Path(os.environ.get("EQUILIBRE_SHOTS", folder / "images"))
    pictures.mkdir(parents=True, exist_ok=True)
    runtime = folder / "xdg"
    runtime.mkdir(mode=0o700)
    command = ["qgis", "--nologo", "--noversioncheck", "--profiles-path", str(folder)]
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_RUNTIME_DIR": str(runtime),
        "EQUILIBRE_SHOTS": str(pictures),
        "EQUILIBRE_PROJECT": str(inputs / "resultat" / "diffusion" / "diagnostic.qgz"),
        "EQUILIBRE_LAYER": "Communes · Indice de précarité (100 = territoire)",
        "PYTHONPATH": str(Path(gpd.__file__).parents[1]),
    }
    environment.pop("QGIS_CUSTOM_CONFIG_PATH", None)
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", *command, "--code", str(SESSION)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = pictures / "vu.json"
    assert said.is_file(), done.stdout[-2_000:] + done.stderr[-4_000:]
    found = json.loads(said.read_text(encoding="utf-8"))
    assert "error" not in found, found["error"]
    return found | {"pictures": pictures}


def test_the_panel_tells_what_the_folder_holds(seen):
    assert seen["form"]["visible"]
    assert "Logements (RPLS)" in seen["form"]["covered"]
    assert "sources reconnues" in seen["form"]["verdict"]


def test_the_toolbox_and_the_dialog_are_those_of_a_person(seen):
    assert seen["groups"] == [group.value for group in Group]
    assert seen["dialog"] == "NeighbourhoodWrapper"


def test_the_project_opens_with_every_layout(seen):
    assert seen["read"] and seen["layers"] > 40 and seen["themes"] > 10
    assert {"Carte A4", "Carte A3"} < set(seen["layouts"])
    assert len(seen["layouts"]) >= 8


def test_no_picture_is_blank(seen):
    pictures = sorted(seen["pictures"].glob("*.png"))
    assert len(pictures) == 5 + len(seen["layouts"])
    for picture in pictures:
        pixels = np.asarray(Image.open(picture).convert("RGB")).reshape(-1, 3)
        assert len(np.unique(pixels, axis=0)) > 12, picture.name
