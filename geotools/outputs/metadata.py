"""Layer metadata in the form that QGIS shows under Properties, Metadata."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from geotools.outputs.formatting import WITHHELD_LEGEND
from geotools.outputs.layers import LayerSpec
from geotools.outputs.proof import Proof


def layer_metadata(layer: LayerSpec, proof: Proof) -> str:
    """Return a QGIS metadata document (``qmd``): title, abstract, rights, language, history.

    Parameters
    ----------
    layer : LayerSpec
    proof : Proof

    Returns
    -------
    str
        XML text.
    """
    root = ET.Element("qgis", version="3.22.0")
    ET.SubElement(root, "identifier").text = layer.name
    ET.SubElement(root, "language").text = "FRE"
    ET.SubElement(root, "type").text = "dataset"
    ET.SubElement(root, "title").text = layer.title
    ET.SubElement(root, "abstract").text = abstract(layer, proof)
    for source in proof.sources:
        ET.SubElement(root, "rights").text = source
    ET.SubElement(root, "history").text = f"Équilibre territorial {proof.version}"
    return ET.tostring(root, encoding="unicode")


def abstract(layer: LayerSpec, proof: Proof) -> str:
    """Return what the layer is and the whole proof, as lines of text."""
    lines = [layer.description, *(f"{label} : {value}" for label, value in proof.items())]
    return "\n".join([line for line in lines if line] + [WITHHELD_LEGEND])
