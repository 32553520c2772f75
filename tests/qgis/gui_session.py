"""Run by test_gui.py inside the desktop of QGIS: what a person sees, as pictures and as JSON.

The folder of the pictures and the project are in the environment: QGIS keeps its own arguments.
"""

import json
import os
import time
import traceback
from pathlib import Path

from processing.gui.AlgorithmDialog import AlgorithmDialog
from qgis.core import QgsApplication, QgsLayoutItemMap, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QTreeView
from qgis.utils import iface, plugins

PICTURES = Path(os.environ["EQUILIBRE_SHOTS"])
PROJECT = os.environ["EQUILIBRE_PROJECT"]
seen = {}


def settle(rounds=20):
    for _ in range(rounds):
        QApplication.processEvents()


def shoot(widget, name):
    settle()
    widget.grab().save(str(PICTURES / f"{name}.png"))


def wait_for_maps(layout, most=10.0, quiet=0.7):
    """Let the maps of a layout be drawn: they are in threads of their own."""
    drawn = []
    for item in layout.items():
        if isinstance(item, QgsLayoutItemMap):
            item.previewRefreshed.connect(lambda: drawn.append(time.monotonic()))
    end = time.monotonic() + most
    while time.monotonic() < end and not (drawn and time.monotonic() - drawn[-1] > quiet):
        settle(1)
        time.sleep(0.02)


def look_at_form():
    plugin = plugins["equilibre_territorial"]
    plugin._action.trigger()
    plugin._panel.folder.folder.setFilePath(str(Path(PROJECT).parents[2]))
    settle()
    tree = plugin._panel.folder.covered
    seen["form"] = {
        "visible": plugin._panel.isVisible(),
        "covered": [tree.topLevelItem(rank).text(0) for rank in range(tree.topLevelItemCount())],
        "verdict": plugin._panel.folder.verdict.text(),
    }
    shoot(plugin._panel, "formulaire")


def look_at_toolbox():
    toolbox = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    toolbox.show()
    settle()
    view = toolbox.findChild(QTreeView)
    model = view.model()
    tops = [model.index(row, 0) for row in range(model.rowCount())]
    (ours,) = [index for index in tops if "territorial" in str(model.data(index))]
    view.expand(ours)
    view.scrollTo(ours, QTreeView.ScrollHint.PositionAtTop)
    groups = [model.index(row, 0, ours) for row in range(model.rowCount(ours))]
    seen["groups"] = [str(model.data(group)) for group in groups]
    shoot(toolbox, "boite_a_outils")


def look_at_dialog():
    registry = QgsApplication.processingRegistry()
    dialog = AlgorithmDialog(registry.createAlgorithmById("equilibre:localmoran"), False)
    dialog.show()
    settle()
    seen["dialog"] = type(dialog.mainWidget().wrappers["WEIGHTS"]).__name__
    shoot(dialog, "dialogue")
    dialog.close()


def look_at_project():
    seen["read"] = iface.addProject(PROJECT)
    settle(200)
    seen["layers"] = len(QgsProject.instance().mapLayers())
    seen["themes"] = len(QgsProject.instance().mapThemeCollection().mapThemes())
    iface.mapCanvas().waitWhileRendering()
    shoot(iface.mainWindow(), "projet")
    layer = QgsProject.instance().mapLayersByName(os.environ["EQUILIBRE_LAYER"])[0]
    form = iface.getFeatureForm(layer, next(layer.getFeatures()))
    form.show()
    shoot(form, "fiche")
    form.close()


def look_at_layouts():
    seen["layouts"] = []
    for layout in QgsProject.instance().layoutManager().printLayouts():
        designer = iface.openLayoutDesigner(layout)
        settle()
        if layout.atlas().enabled():
            layout.atlas().beginRender()
            layout.atlas().first()
        designer.view().zoomFull()
        wait_for_maps(layout)
        shoot(designer.window(), layout.name().replace(" ", "_"))
        seen["layouts"].append(layout.name())
        designer.close()


def session():
    try:
        for step in (
            look_at_form,
            look_at_toolbox,
            look_at_dialog,
            look_at_project,
            look_at_layouts,
        ):
            step()
    except Exception:
        seen["error"] = traceback.format_exc()
    (PICTURES / "vu.json").write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
    os._exit(0)  # nothing to save, and no dialog that asks


QTimer.singleShot(1_000, session)
