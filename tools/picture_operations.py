"""Draw what operations give, in ``docs/images/operations``: every result that is a layer.

The main ones are drawn on the files of the demo, the others on the example that ``tests/contract``
runs them with. ``make images`` runs it after the demo. The reference of the operations shows the
pictures that are there. Everything drawn is fictitious.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
from PIL import Image

import geotools
from geotools.errors import GeotoolsError
from geotools.operations import Output, get_operation, load_operations
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


def examples(done: set[str]) -> Iterator[tuple[str, gpd.GeoDataFrame, str | None]]:
    """Yield the layer of each other operation on its example, and the column that is drawn."""
    sys.path.insert(0, str(ROOT))
    from tests.contract import SERVED, WHOLE, example, python_values, write_inputs

    with tempfile.TemporaryDirectory() as place:
        folder = write_inputs(Path(place))
        for item in load_operations():
            named = {output.name for output in item.outputs if output.kind == "layer"}
            if not named or item.id in done | SERVED | WHOLE or item.room == "campaign":
                continue
            values = python_values(item, folder)
            try:
                found = item.results_of(item.function(**values))
            except GeotoolsError as error:
                print(f"{item.id} : {error}")
                continue
            known = {str(value) for value in example(item).values()}
            for output, frame in zip(item.outputs, found, strict=True):
                if output.name in named and isinstance(frame, gpd.GeoDataFrame) and len(frame):
                    yield item.id, frame, drawn(frame, output, known)
                    break


def drawn(frame: gpd.GeoDataFrame, output: Output, known: set[str]) -> str | None:
    """Return the column to draw: that of the operation's style, the one it names, or a new one."""
    if output.style and get_style(output.style).field in frame.columns:
        return None
    if output.drawn in frame.columns:
        return output.drawn
    numbers = frame.select_dtypes("number").columns
    varied = [name for name in numbers if frame[name].nunique() > 2]
    made = [name for name in varied if name not in known]
    return (made or varied or [None])[-1]


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
    page = BytesIO()
    draw_map(spec).savefig(page, dpi=DPI, metadata={"Software": None})
    few = Image.open(page).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    few.save(TARGET / f"{item.id}.png", optimize=True)


def main() -> None:
    """Draw every picture from the folder of a demo."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "demo"
    if not (folder / "donnees").is_dir():
        sys.exit(f"« {folder} » n’est pas une démonstration : lancez d’abord « make demo ».")
    main_ones = results(folder / "donnees")
    every = [(name, frame, column) for name, (frame, column) in main_ones.items()]
    done = {get_operation(name).id for name in main_ones}
    for identifier, frame, column in (*every, *examples(done)):
        try:
            draw(identifier, frame[~frame.geometry.is_empty & frame.geometry.notna()], column)
        except (GeotoolsError, ValueError) as error:
            print(f"{identifier} : {error}")
            continue
        print(f"{identifier}.png : {len(frame)} entités")


if __name__ == "__main__":
    main()
