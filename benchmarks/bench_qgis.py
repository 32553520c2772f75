"""The bridge between QGIS and frames: 100 000 features each way, both ways of reading.

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

import geopandas as gpd
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
COUNT = 100_000
ROUNDS = 5


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


def main() -> str:
    """Measure and return the Markdown section."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    from qgis.core import Qgis, QgsApplication, QgsMemoryProviderUtils, QgsVectorLayer

    application = QgsApplication([], False)
    application.initQgis()
    from dataclasses import replace

    from qgis_plugin import bridge, writing
    from qgis_plugin.adapter import describe

    frame = features(COUNT)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "residences.gpkg"
        frame.to_file(path)
        layer = QgsVectorLayer(str(path), "residences", "ogr")
        direct = describe(layer, None)
        walked = replace(direct, direct=None)

        def to_memory() -> QgsVectorLayer:
            rows = writing.rows(frame)
            memory = QgsMemoryProviderUtils.createMemoryLayer(
                "m", rows.fields, rows.wkb_type, bridge.to_qgis_crs(frame.crs)
            )
            rows.write(memory.dataProvider(), lambda fraction: None)
            return memory

        memory = describe(to_memory(), None)
        lines = {
            "GeoPackage non modifié → cadre (lecture directe)": timed(direct.read),
            "GeoPackage filtré ou modifié → cadre (par QGIS)": timed(walked.read),
            "couche en mémoire → cadre (par QGIS)": timed(memory.read),
            "cadre → couche en mémoire": timed(to_memory),
            "pair : pyogrio seul, même fichier": timed(lambda: gpd.read_file(path)),
        }
        del layer, memory
    rows = "\n".join(f"| {name} | {seconds:.2f} |" for name, seconds in lines.items())
    return (
        f"## Pont QGIS (QGIS {Qgis.QGIS_VERSION.partition('-')[0]}, {COUNT:,} points, "
        f"7 champs, médiane de {ROUNDS})\n\n| sens | s |\n|---|---|\n{rows}\n"
    ).replace(",000", " 000")


if __name__ == "__main__":
    print(main())
