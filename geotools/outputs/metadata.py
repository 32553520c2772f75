"""Layer metadata in the form that QGIS shows under Properties, Metadata."""

from __future__ import annotations

from geotools.outputs.formatting import WITHHELD_LEGEND
from geotools.outputs.layers import LayerSpec
from geotools.outputs.markup import Element
from geotools.outputs.proof import Proof


def layer_metadata(layer: LayerSpec, proof: Proof) -> Element:
    """Return a QGIS metadata document (``qmd``): title, abstract, rights, language, history."""
    root = Element("qgis", version="3.22.0")
    root.add("identifier").text = layer.name
    root.add("language").text = "FRE"
    root.add("type").text = "dataset"
    root.add("title").text = layer.title
    root.add("abstract").text = abstract(layer, proof)
    for source in proof.sources:
        root.add("rights").text = source
    root.add("history").text = f"Équilibre territorial {proof.version}"
    return root


def abstract(layer: LayerSpec, proof: Proof) -> str:
    """Return what the layer is and the whole proof, as lines of text."""
    lines = [layer.description, *(f"{label} : {value}" for label, value in proof.items())]
    return "\n".join([line for line in lines if line] + [WITHHELD_LEGEND])
