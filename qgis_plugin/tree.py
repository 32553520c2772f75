"""Where result layers go in the layer tree: one group for each stage of the work, in its order."""

from __future__ import annotations

from qgis.core import QgsLayerTreeGroup, QgsMapLayer, QgsProject


def ordered_group(root: QgsLayerTreeGroup, name: str, known: list[str]) -> QgsLayerTreeGroup:
    """Return the group of a stage at the top of the tree, made in its place when it is absent.

    Parameters
    ----------
    root : QgsLayerTreeGroup
    name : str
        One of ``known``.
    known : list of str
        Every stage, in the order of the work: results of the last stages are read first, so a
        later stage stands above an earlier one.
    """
    existing = root.findGroup(name)
    if existing is not None:
        return existing
    later = set(known[known.index(name) + 1 :])
    children = [child.name() for child in root.children()]
    above = [position for position, child in enumerate(children) if child in later]
    return root.insertGroup(above[-1] + 1 if above else 0, name)


def file_away(layer: QgsMapLayer, project: QgsProject, name: str, known: list[str]) -> None:
    """Move a layer that QGIS put at the root into the group of its stage; leave any other."""
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None or node.parent() != root:
        return  # not loaded yet, or the person chose a group in the options of Processing
    group = ordered_group(root, name, known)
    group.insertChildNode(0, node.clone())
    root.removeChildNode(node)
