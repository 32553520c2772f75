"""Real QGIS opens what was written: styles without a click, project, layouts, templates."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from geotools.outputs import LayerSpec, styles, write_geopackage, write_project
from geotools.outputs.palette import STYLES, get_style
from geotools.outputs.qgis.project import VERSION_VARIABLE, project_xml

pytestmark = [
    pytest.mark.qgis,
    pytest.mark.skipif(importlib.util.find_spec("qgis") is None, reason="PyQGIS est absent"),
]
READER = Path(__file__).with_name("qgis_reader.py")


@pytest.fixture
def seen(tmp_path, layer, units, proof, monkeypatch):
    qgis_core = pytest.importorskip("qgis.core")
    monkeypatch.setenv(VERSION_VARIABLE, qgis_core.Qgis.QGIS_VERSION.partition("-")[0])
    communes = LayerSpec(
        "communes",
        "Communes",
        units.dissolve()[["geometry"]].assign(libelle="Essai").set_axis(["99001"]),
        "communes",
    )
    names = {"menages": "Ménages"}
    table = LayerSpec("synthese", "Synthèse", layer.attributes()[["menages"]], aliases=names)
    before, after = "indice_precarite_avant", "indice_precarite_apres"
    years = layer.attributes()[["indice_precarite"]].set_axis([after], axis=1)
    years.insert(0, before, 90.0)
    aliases = {before: "Indice de précarité 2022", after: "Indice de précarité 2024"}
    trajectory = LayerSpec("trajectoire_groupes", "Trajectoire", years, aliases=aliases)
    layers = [communes, layer, table, trajectory]
    package = write_geopackage(tmp_path / "essai.gpkg", layers, metadata=proof, project="essai")
    project = write_project(tmp_path / "essai.qgz", layers, geopackage="essai.gpkg", metadata=proof)
    runtime = tmp_path / "runtime"
    runtime.mkdir(mode=0o700)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    command = [sys.executable, str(READER), str(package), str(project), str(STYLES), str(pictures)]
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"),
    }
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    line = [text for text in done.stdout.splitlines() if text.startswith("SEEN")]
    assert line, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(line[0].removeprefix("SEEN")) | {"pictures": pictures}


def test_qgis_sees_what_was_written(seen, proof):
    layer = seen["layer"]
    assert layer["rules"] == {
        "moins de 60": 0,
        "60 à 80": 1,
        "80 à 95": 0,
        "95 à 105 : proche de la référence": 2,
        "105 à 125": 1,
        "125 à 150": 0,
        "150 et plus": 0,
        "s : non diffusé": 2,
    }
    assert layer["aliases"]["apl"] == "Ménages bénéficiaires de l’APL"
    assert layer["title"] == "Groupes de résidences"
    assert "Seuil : 11 unités" in layer["abstract"]
    pixels = np.asarray(Image.open(seen["pictures"] / "groupes.png").convert("RGB"))
    found = {tuple(color) for color in pixels.reshape(-1, 3).tolist()}
    assert (0x6F, 0xA3, 0xCC) in found
    assert (0xF5, 0xF1, 0xE6) in found
    for kind in ("stored", "archive"):
        check_project(seen[kind], proof)
    for name, (done, message, renderer) in seen["styles"].items():
        assert (done, renderer) == (True, "RuleRenderer"), (name, message)
    assert {name.removesuffix(".qml").removesuffix("_points") for name in seen["styles"]} == set(
        styles()
    )
    for page, size in (("a4", [297, 210]), ("a3", [420, 297])):
        done, items, *found_size = seen["templates"][f"carte_{page}.qpt"]
        assert done
        assert {"map", "legende", "echelle", "nord", "titre", "preuve"} <= set(items)
        assert found_size == size


INDEX = "Indice de précarité (100 = territoire de référence)"
GROUPS = f"Groupes de résidences · {INDEX}"
YEARS = [f"Groupes de résidences · indice de précarité {year}" for year in (2022, 2024)]
STYLES_OF = (INDEX, "Ménages bénéficiaires de l’APL", get_style("lisa").title)


def check_reading(layer):
    """The same form, bubble and action in every style: QGIS forgets what a style leaves out."""
    assert set(layer["styles"]) == set(STYLES_OF)
    unit = layer["first"]
    assert layer["last"] == unit
    assert unit["tab_layout"]
    summary = ["code", "libelle", "grappe", "indice_precarite", "apl_pct"]
    assert unit["tabs"] == {"Synthèse": summary, "Autres chiffres": ["menages"]}
    assert set(unit["above"]) == {*summary, "menages"}
    assert unit["aliases"]["apl_pct"] == "Ménages bénéficiaires de l’APL (%)"
    assert unit["values"]["apl_pct"] == "50.0"
    assert unit["display"] == "Les Tilleuls"
    assert "Ménages bénéficiaires de l’APL : <b>50,0 %</b>" in unit["tip"]
    (address,) = unit["actions"]
    assert address.startswith("file:///") and "//" not in address.removeprefix("file:///")
    assert address.endswith("/rapport.html#etat?couche=groupes&choix=groupes/01004")


def check_project(project, proof):
    assert project["read"]
    assert project["valid"]
    assert project["crs"] == "EPSG:2154"
    assert project["title"] == proof.territory
    assert project["groups"] == {
        "0 · Atlas": ["Communes : unité de la page", "Groupes de résidences : unité de la page"],
        "1 · Repères": ["Communes"],
        "2 · Diagnostic": [GROUPS],
        "3 · Tableaux": ["Synthèse", "Trajectoire"],
        "4 · Évolution": YEARS,
        "5 · Fond de plan": ["Plan IGN (WMTS, désactivé au départ)"],
    }
    marked = project["groups"]["0 · Atlas"]
    assert project["checked"] == [*marked, "Communes", GROUPS]
    assert project["warned"] == []
    assert set(project["themes"]) == {*YEARS, *(f"{t} · Groupes de résidences" for t in STYLES_OF)}
    assert project["time"] == ["2022-01-01", "2024-12-31"]
    assert [project["layers"][name]["time"] for name in (GROUPS, *YEARS)] == [None, 2022, 2024]
    earlier = project["layers"][YEARS[0]]["first"]
    assert earlier["values"]["t_indice_precarite_avant"] == "90.0"
    assert project["layers"]["Synthèse"]["first"]["aliases"]["menages"] == "Ménages"
    check_reading(project["layers"][GROUPS])
    assert project["variables"]["equilibre_secret"] == proof.rule
    assert project["layouts"] == {
        "Carte A4": [True, 1],
        "Carte A3": [True, 1],
        "Atlas A4 · Communes": [True, 1],
        "Atlas A3 · Communes": [True, 1],
        "Atlas A4 · Groupes de résidences": [True, 6],
        "Atlas A3 · Groupes de résidences": [True, 6],
    }


def test_no_layer_is_taken_for_another_when_a_project_closes(layer, units, proof):
    """QGIS 3.22 matches the beginning of an id: it crashed when a project was opened again."""
    names = ("communes", "qpv", "objectifs", "objectifs_reservataire")
    others = [LayerSpec(name, name, units[["libelle", "geometry"]], "communes") for name in names]
    root = ET.fromstring(project_xml([layer, *others], proof, "essai.gpkg").partition("\n")[2])
    found = [item.findtext("id") for item in root.iter("maplayer")]
    assert len(found) == len(set(found)) == 9
    confused = [(a, b) for a in found for b in found if a != b and b.startswith(a)]
    assert not confused
