"""Draw the result of the main operations, on the files of the demo, in ``docs/images/operations``.

``make images`` runs it after the demo. The reference of the operations shows the pictures that are
there. Everything drawn is fictitious.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import geopandas as gpd

import geotools
from geotools.operations import get_operation
from geotools.outputs.layers import LayerSpec
from geotools.outputs.maps import MapSpec, draw_map
from geotools.outputs.palette import Style, get_style, graduated, recognise_style
from geotools.outputs.proof import Proof

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images" / "operations"
DPI = 75  # a page is 870 pixels wide


def units(data: Path) -> gpd.GeoDataFrame:
    """Return the residences of the demo with their counts and indicators."""
    read = get_operation("readrpls").run({"path": data / "rpls2024.csv", "scale": "segment"})
    counts = geotools.count(
        geotools.read_ops(data / "menages_2024.csv").frame, "residence", source="ops"
    )
    places = read[1].set_index("residence") if "residence" in read[1].columns else read[1]
    shares = geotools.indicators(counts)
    counts = counts.drop(columns=shares.columns, errors="ignore")
    found = places.join(counts, how="inner", rsuffix="_menages").join(shares, rsuffix="_part")
    return found[~found.geometry.isna() & ~found.geometry.is_empty]


def results(data: Path) -> dict[str, tuple[gpd.GeoDataFrame, str | None]]:
    """Return what each operation gives, and the column that is drawn (None: its own style)."""
    places = units(data)
    qpv = geotools.read_zoning(data / "qpv2024.gpkg", "qpv").frame
    communes = geotools.read_zoning(data / "communes.gpkg", "communes").frame
    shops = geotools.read_points(data / "bpe.csv", kind="equipements")[0]
    index = first("precarityindex", features=places)
    smoothed = first("smooth", features=places, value="menages_tbr", base="menages")
    return {
        "precarityindex": (index, None),
        "localmoran": (first("localmoran", features=index, value="indice_precarite"), None),
        "getisord": (first("getisord", features=index, value="indice_precarite"), None),
        "localgeary": (first("localgeary", features=index, value="indice_precarite"), None),
        "smooth": (smoothed[~smoothed["masque"]], "part"),
        "countintiles": (
            first("countintiles", features=places, size="1000", weight="menages"),
            "menages",
        ),
        "nearestzone": (first("nearestzone", residences=places, zones=qpv), None),
        "equipmentaccess": (
            first("equipmentaccess", places=places, equipment=shops),
            "equipements",
        ),
        "orientationclasses": (first("orientationclasses", residences=index), None),
        "groupresidences": (
            first("groupresidences", features=places, counts=["menages", "menages_tbr"]),
            None,
        ),
        "readzoning": (communes, None),
    }


def first(identifier: str, **values: Any) -> gpd.GeoDataFrame:
    """Return the first result of an operation."""
    return get_operation(identifier).run(values)[0]


def style_of(frame: gpd.GeoDataFrame, column: str | None, name: str | None) -> Style:
    """Return the style of a result: its own, or classes of a column."""
    if column is not None:
        known = recognise_style(frame[[column]])
        return known if known is not None else graduated(frame[column], column)
    return get_style(name) if name else get_style("iris")


def draw(identifier: str, frame: gpd.GeoDataFrame, column: str | None) -> None:
    """Write the picture of one result."""
    item = get_operation(identifier)
    layer = LayerSpec("carte", item.label, frame)
    style = layer.checked(style_of(frame, column, item.outputs[0].style))
    proof = Proof(
        territory="Val-de-Brume (territoire fictif)",
        vintage="2024",
        sources=("Fichiers fictifs de la démonstration.",),
        base="parc social du territoire fictif",
        rule="Territoire inventé : aucun secret à protéger.",
        fictitious=True,
    )
    spec = MapSpec(layer=layer, style=style, proof=proof, title=item.label)
    TARGET.mkdir(parents=True, exist_ok=True)
    draw_map(spec).savefig(TARGET / f"{item.id}.png", dpi=DPI, metadata={"Software": None})


def main() -> None:
    """Draw every picture from the folder of a demo."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "demo"
    if not (folder / "donnees").is_dir():
        sys.exit(f"« {folder} » n’est pas une démonstration : lancez d’abord « make demo ».")
    for identifier, (frame, column) in results(folder / "donnees").items():
        draw(identifier, frame, column)
        print(f"{identifier}.png : {len(frame)} entités")


if __name__ == "__main__":
    main()
