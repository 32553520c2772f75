"""Run by test_qgis.py in a process of its own: what real QGIS sees in the files, as JSON.

Usage: python qgis_reader.py GEOPACKAGE PROJECT STYLES_FOLDER PICTURES_FOLDER
"""

import json
import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLayoutExporter,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtXml import QDomDocument


def layer_seen(uri, picture):
    layer = QgsVectorLayer(uri, "x", "ogr")
    rules = layer.renderer().rootRule().children()
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(300, 200))
    settings.setExtent(layer.extent())
    settings.setDestinationCrs(layer.crs())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(picture))
    fields = range(layer.fields().count())
    return {
        "rules": {
            rule.label(): sum(1 for _ in layer.getFeatures(rule.filterExpression() or "TRUE"))
            for rule in rules
        },
        "aliases": {layer.fields().at(i).name(): layer.attributeDisplayName(i) for i in fields},
        "title": layer.metadata().title(),
        "abstract": layer.metadata().abstract(),
    }


def range_of(held):
    found = held.temporalRange() if hasattr(held, "temporalRange") else held.fixedTemporalRange()
    return found.begin().date(), found.end().date()


def vector_layers(project):
    return [item for item in project.mapLayers().values() if isinstance(item, QgsVectorLayer)]


def reading_seen(layer):
    """What a layer says of a unit, in its first style and still in its last one."""
    manager = layer.styleManager()
    styles = manager.styles()
    seen = {"styles": styles, "first": unit_seen(layer), "time": None}
    if layer.temporalProperties().isActive():
        seen["time"] = layer.temporalProperties().fixedTemporalRange().begin().date().year()
    current = manager.currentStyle()
    manager.setCurrentStyle(styles[-1])
    seen["last"] = unit_seen(layer)
    manager.setCurrentStyle(current)
    return seen


def unit_seen(layer):
    form, feature = layer.editFormConfig(), next(layer.getFeatures())
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.setFeature(feature)
    fields = layer.fields()
    actions = list(layer.actions().actions())
    return {
        "tabs": {
            tab.name(): [child.name() for child in tab.children()]
            for tab in form.invisibleRootContainer().children()
        },
        "tab_layout": int(form.layout()) == 1,
        "above": [f.name() for i, f in enumerate(fields) if form.labelOnTop(i)],
        "aliases": {field.name(): layer.attributeDisplayName(i) for i, field in enumerate(fields)},
        "values": {field.name(): str(feature[field.name()]) for field in fields},
        "tip": QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context),
        "display": QgsExpression(layer.displayExpression()).evaluate(context),
        "actions": [QgsExpression.replaceExpressionText(a.command(), context) for a in actions],
        "dressed": layer.renderer().type() if layer.renderer() else "",
    }


def project_seen(uri, pictures):
    project = QgsProject.instance()
    project.clear()
    warned = []
    project.oldProjectVersionWarning.connect(warned.append)
    read = project.read(uri)
    project.oldProjectVersionWarning.disconnect(warned.append)
    root = project.layerTreeRoot()
    seen = {
        "read": read,
        "crs": project.crs().authid(),
        "title": project.title(),
        "groups": {
            group.name(): [node.name() for node in group.findLayers()] for group in root.children()
        },
        "checked": [node.name() for node in root.findLayers() if node.isVisible()],
        "valid": all(layer.isValid() for layer in project.mapLayers().values()),
        "variables": project.customVariables(),
        "layouts": {},
        "warned": warned,
        "themes": project.mapThemeCollection().mapThemes(),
        "time": [moment.toString("yyyy-MM-dd") for moment in range_of(project.timeSettings())],
        "layers": {item.name(): reading_seen(item) for item in vector_layers(project)},
    }
    for layout in project.layoutManager().layouts():
        path = pictures / f"{layout.name().replace(' ', '_')}.pdf"
        settings = QgsLayoutExporter.PdfExportSettings()
        if layout.atlas().enabled():
            result, _ = QgsLayoutExporter.exportToPdf(layout.atlas(), str(path), settings)
            pages = layout.atlas().count()
        else:
            result = QgsLayoutExporter(layout).exportToPdf(str(path), settings)
            pages = 1
        seen["layouts"][layout.name()] = [result == QgsLayoutExporter.Success, pages]
    return seen


def style_seen(path):
    text = path.read_text(encoding="utf-8")
    symbol = text.partition('<symbol name="0" type="')[2].partition('"')[0]
    kind = {"marker": "Point", "line": "LineString"}.get(symbol, "Polygon")
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:2154&field=x:double", "x", "memory")
    message, done = layer.loadNamedStyle(str(path))
    return [done, message, layer.renderer().type()]


def template_seen(path):
    document = QDomDocument()
    document.setContent(path.read_text(encoding="utf-8"))
    layout = QgsPrintLayout(QgsProject.instance())
    items, done = layout.loadFromTemplate(document, QgsReadWriteContext())
    size = layout.pageCollection().page(0).pageSize()
    return [done, sorted(item.id() for item in items), size.width(), size.height()]


def main():
    package, archive, styles, pictures = sys.argv[1:]
    application = QgsApplication([], False)
    application.initQgis()
    pictures = Path(pictures)
    seen = {
        "layer": layer_seen(f"{package}|layername=groupes", pictures / "groupes.png"),
        "stored": project_seen(f"geopackage:{package}?projectName=essai", pictures),
        "archive": project_seen(archive, pictures),
        "styles": {path.name: style_seen(path) for path in sorted(Path(styles).glob("*.qml"))},
        "templates": {
            path.name: template_seen(path) for path in sorted(Path(styles).glob("*.qpt"))
        },
    }
    print("SEEN" + json.dumps(seen))
    QgsProject.instance().clear()
    application.exitQgis()


if __name__ == "__main__":
    main()
