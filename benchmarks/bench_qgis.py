"""The bridge between QGIS and frames: 100 000 features each way, for every kind of layer.

Run from the environment that has QGIS's Python bindings; prints a Markdown section.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[1]
COUNT = 100_000
ROUNDS = 3


def features(count: int) -> gpd.GeoDataFrame:
    """Points with the columns of a residence layer: codes, names, counts, shares, a date."""
    rng = np.random.default_rng(2026)
    columns = {
        "residence": [f"R{i:06d}" for i in range(count)],
        "commune": rng.choice(["37261", "01004", "2A004"], count),
        "logements": rng.integers(1, 200, count),
        "menages": np.where(rng.random(count) < 0.1, np.nan, rng.integers(1, 200, count)),
        "apl": rng.random(count),
        "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 365, count), "D"),
    }
    points = gpd.points_from_xy(rng.uniform(5e5, 7e5, count), rng.uniform(6.6e6, 6.8e6, count))
    return gpd.GeoDataFrame(columns, geometry=points, crs=2154)


def timed(work: Callable[[], object]) -> float:
    """Return the median time in seconds after one unmeasured round."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def loop_read(layer: Any) -> gpd.GeoDataFrame:
    """Read as a script of QGIS does: one feature, one attribute at a time. The peer of reading."""
    names, rows = layer.fields().names(), []
    for feature in layer.getFeatures():
        row = {name: feature[name] for name in names}
        row["geometry"] = bytes(feature.geometry().asWkb())
        rows.append(row)
    table = pd.DataFrame(rows)
    shapes = shapely.from_wkb(table.pop("geometry"))
    return gpd.GeoDataFrame(table, geometry=shapes, crs=2154)


def loop_write(frame: gpd.GeoDataFrame, layer: Any) -> None:
    """Write as a script of QGIS does: one row, one attribute at a time. The peer of writing."""
    from qgis.core import QgsFeature, QgsGeometry

    names = [name for name in frame.columns if name != "geometry"]
    for _, row in frame.iterrows():
        feature = QgsFeature(layer.fields())
        for name in names:
            value = row[name]
            known = None if pd.isna(value) else value
            feature[name] = str(known) if isinstance(known, pd.Timestamp) else known
        geometry = QgsGeometry()
        geometry.fromWkb(row.geometry.wkb)
        feature.setGeometry(geometry)
        layer.dataProvider().addFeature(feature)


def layers(frame: gpd.GeoDataFrame, path: Path) -> dict[str, Any]:
    """Return the same points as each kind of layer that a technician gives, by its name."""
    from qgis.core import QgsProject, QgsVectorLayer

    opened = {
        name: QgsVectorLayer(str(path), name, "ogr")
        for name in ("GeoPackage", "filtrée", "sélection", "en édition")
    }
    opened["filtrée"].setSubsetString('"logements" < 500')
    opened["sélection"].selectAll()
    opened["en édition"].startEditing()
    QgsProject.instance().addMapLayer(opened["GeoPackage"])
    query = "?query=select * from GeoPackage"
    return {**opened, "virtuelle": QgsVectorLayer(query, "virtuelle", "virtual")}


def memory_layer(frame: gpd.GeoDataFrame) -> Any:
    """Write a frame to a layer in memory, by the bridge."""
    from qgis.core import QgsMemoryProviderUtils

    from qgis_plugin import bridge, writing

    rows = writing.rows(frame)
    crs = bridge.to_qgis_crs(frame.crs)
    layer = QgsMemoryProviderUtils.createMemoryLayer("m", rows.fields, rows.wkb_type, crs)
    rows.write(layer.dataProvider(), lambda fraction: None)
    return layer


def geopackage(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a frame to a GeoPackage as an algorithm does."""
    from qgis.core import QgsCoordinateTransformContext, QgsVectorFileWriter

    from qgis_plugin import bridge, writing

    rows = writing.rows(frame)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    sink = QgsVectorFileWriter.create(
        str(path),
        rows.fields,
        rows.wkb_type,
        bridge.to_qgis_crs(frame.crs),
        QgsCoordinateTransformContext(),
        options,
    )
    rows.write(sink, lambda fraction: None)
    del sink


def measured(frame: gpd.GeoDataFrame, folder: Path) -> list[tuple[str, float, float]]:
    """Return for each way its name, its time and that of its peer, in seconds."""
    from qgis.core import QgsMemoryProviderUtils, QgsProcessingFeatureSourceDefinition, QgsProject

    from qgis_plugin import bridge, writing
    from qgis_plugin.adapter import describe

    path = folder / "residences.gpkg"
    frame.to_file(path)
    rows = writing.rows(frame)
    empty = QgsMemoryProviderUtils.createMemoryLayer(
        "naif", rows.fields, rows.wkb_type, bridge.to_qgis_crs(frame.crs)
    )

    def naive_write() -> None:
        empty.dataProvider().truncate()
        loop_write(frame, empty)

    found = []
    given = {**layers(frame, path), "mémoire": memory_layer(frame)}
    for name, layer in given.items():
        chosen = QgsProcessingFeatureSourceDefinition(layer.id(), name == "sélection")
        reader = describe(layer, chosen if name == "sélection" else None)
        assert len(reader.read()) == len(frame), name
        peer = timed(lambda layer=layer: loop_read(layer))
        found.append((f"{name} → cadre", timed(reader.read), peer))
    peer = timed(naive_write)
    found.append(("cadre → mémoire", timed(lambda: memory_layer(frame)), peer))
    target = folder / "sortie.gpkg"
    plain = timed(lambda: frame.to_file(folder / "pair.gpkg"))
    found.append(
        ("cadre → GeoPackage (pair : pyogrio)", timed(lambda: geopackage(frame, target)), plain)
    )
    QgsProject.instance().clear()
    return found


def main() -> str:
    """Measure and return the Markdown section."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    from qgis.core import Qgis, QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(features(COUNT), Path(folder))
    lines = "\n".join(
        f"| {name} | {ours:.2f} | {peer:.2f} | {peer / ours:.1f} |" for name, ours, peer in found
    )
    version = Qgis.QGIS_VERSION.partition("-")[0]
    return (
        f"## Pont QGIS (QGIS {version}, {COUNT // 1000} 000 points, 7 champs, médiane de {ROUNDS})"
        "\n\nPair : la boucle d’un script, une entité et un attribut à la fois.\n\n"
        f"| sens | pont s | pair s | pair / pont |\n|---|---|---|---|\n{lines}\n"
    )


if __name__ == "__main__":
    print(main())
