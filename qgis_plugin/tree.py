"""Where result layers go in the layer tree: one group for each stage of the work, in its order."""

from __future__ import annotations

from qgis.core import QgsLayerTreeGroup, QgsMapLayer, QgsProcessingException, QgsProject


def keep(project: QgsProject, layer: QgsMapLayer) -> QgsMapLayer:
    """Add a layer to a project, out of the tree; one that QGIS refuses is named."""
    kept = project.addMapLayer(layer, False)
    if kept is None:
        raise QgsProcessingException(f"« {layer.name()} » n’a pas pu être ajoutée au projet.")
    return kept


def file_away(layer: QgsMapLayer, project: QgsProject, name: str, known: list[str]) -> None:
    """Put a result in the group of its stage, the last stages above: they are read first.

    A layer that is not in the tree yet, or that a setting of Processing or the panel put in a
    group of their own, stays where it is.

    Parameters
    ----------
    layer : QgsMapLayer
    project : QgsProject
    name : str
        The stage, one of ``known``.
    known : list of str
        Every stage, in the order of the work.
    """
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None:
        return
    if node.parent() == root:  # before 3.32 QGIS puts every result at the root
        group = root.findGroup(name) or root.insertGroup(0, name)
        group.insertChildNode(0, node.clone())
        root.removeChildNode(node)
    _sort(root, known)


def _sort(root: QgsLayerTreeGroup, known: list[str]) -> None:
    """Put the groups of the stages in order, in the places that they hold together."""
    children = root.children()
    places = [place for place, child in enumerate(children) if child.name() in known]
    groups = [children[place] for place in places]
    wanted = sorted(groups, key=lambda group: known.index(group.name()), reverse=True)
    if [group.name() for group in groups] == [group.name() for group in wanted]:
        return
    copies = [group.clone() for group in wanted]
    for group in groups:
        root.removeChildNode(group)
    for place, copy in zip(places, copies, strict=True):
        root.insertChildNode(place, copy)
