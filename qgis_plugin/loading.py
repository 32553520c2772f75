"""Put the layers of a run in the project: styled, named, in a group, in reading order."""

from __future__ import annotations

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
)

from .tree import keep


def load_results(
    context: QgsProcessingContext, feedback: QgsProcessingFeedback, group_name: str
) -> list[QgsMapLayer]:
    """Load what a run asked to load; the group of an earlier run keeps its layers below."""
    project = QgsProject.instance()
    root = project.layerTreeRoot()
    group = root.findGroup(group_name) or root.insertGroup(0, group_name)
    loaded: list[QgsMapLayer] = []
    details_of = context.layersToLoadOnCompletion()
    for identifier, details in sorted(details_of.items(), key=lambda item: item[1].name):
        layer = QgsProcessingUtils.mapLayerFromString(identifier, context)
        if layer is None:
            continue
        layer.setName(details.name)
        if details.postProcessor() is not None:
            details.postProcessor().postProcessLayer(layer, context, feedback)
        layer = context.takeResultLayer(layer.id()) or layer
        group.insertLayer(len(loaded), keep(project, layer))
        loaded.append(layer)
    return loaded
