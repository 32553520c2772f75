"""Joins, streaming joins and tile identifiers against their peers, in one run.

Zones are the 614 real IRIS of Seine-Saint-Denis, and the same repeated 81 times over the plane: as
many zones and vertices as the IRIS of France. Points are drawn uniformly over them, with a seed.
Prints a Markdown section.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import shapely
from pyproj import Transformer

from geotools.territory import ZoneIndex, join_zonings, stream_join, tile_ids, tile_polygons, tiles

IRIS = Path(__file__).resolve().parents[2] / "shared/data/seine-saint-denis/iris2022.gpkg"
SIDE = 9
"""Copies of the département on each axis: 81 x 614 = 49 734 zones."""
Work = Callable[[], object]


def interleaved(works: dict[str, Work], rounds: int) -> dict[str, float]:
    """Return the median seconds of each work; rounds alternate, so a slow moment hits them all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" if value < 1 else f"{value:.2f}"


def zonings() -> dict[str, gpd.GeoDataFrame]:
    local = gpd.read_file(IRIS).set_index("CODE_IRIS")[["geometry"]]
    left, bottom, right, top = local.total_bounds
    copies = [
        local.set_geometry(local.translate(i * (right - left), j * (top - bottom))).set_axis(
            local.index + f"-{i}-{j}"
        )
        for i in range(SIDE)
        for j in range(SIDE)
    ]
    return {"93": local, "France": gpd.GeoDataFrame(pd.concat(copies), crs=local.crs)}


def points_over(zones: gpd.GeoDataFrame, n: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(2026)
    left, bottom, right, top = zones.total_bounds
    spots = shapely.points(rng.uniform(left, right, n), rng.uniform(bottom, top, n))
    return gpd.GeoDataFrame({"id": np.arange(n)}, geometry=spots, crs=zones.crs)


def duckdb_join(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Work | None:
    """Prepare tables of geometries; only the join is timed. None without the spatial extension."""
    try:
        import duckdb
        from duckdb_extensions import import_extension

        import_extension("spatial")
    except ImportError:
        return None
    database = duckdb.connect()
    database.load_extension("spatial")
    spots = pd.DataFrame({"id": points["id"], "x": points.geometry.x, "y": points.geometry.y})
    shapes = pd.DataFrame({"code": zones.index.astype(str), "w": zones.geometry.to_wkb()})
    database.register("spots", spots)
    database.register("shapes", shapes)
    database.execute("CREATE TABLE p AS SELECT id, ST_Point(x, y) AS g FROM spots")
    database.execute("CREATE TABLE z AS SELECT code, ST_GeomFromWKB(w::BLOB) AS g FROM shapes")
    query = "SELECT p.id, z.code FROM p JOIN z ON ST_Intersects(z.g, p.g)"
    return lambda: database.execute(query).to_arrow_table()


def sedona_join(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Work | None:
    try:
        import sedonadb
    except ImportError:
        return None
    context = sedonadb.connect()
    context.create_data_frame(points).to_view("p")
    context.create_data_frame(zones.rename_axis("code").reset_index()).to_view("z")
    query = "SELECT p.id, z.code FROM p JOIN z ON ST_Intersects(z.geometry, p.geometry)"
    return lambda: pyarrow.table(context.sql(query))


def joins(zones: dict[str, gpd.GeoDataFrame]) -> str:
    """Time the join with every peer at several n."""
    rows = []
    plan = [("93", 10_000, 5), ("93", 100_000, 3), ("93", 1_000_000, 3)]
    plan += [("France", 10_000, 3), ("France", 1_000_000, 2), ("France", 5_000_000, 1)]
    for name, n, rounds in plan:
        layer, points = zones[name], points_over(zones[name], n)
        index = ZoneIndex.build(layer)
        join_zonings(points, {"iris": index})  # compiled kernels are loaded, as for any second call
        index.build_cells()
        works: dict[str, Work | None] = {
            "ours": lambda p=points, z=layer: join_zonings(p, {"iris": z}),
            "ours, index kept": lambda p=points, i=index: join_zonings(p, {"iris": i}),
            "geopandas within": lambda p=points, z=layer: gpd.sjoin(p, z, predicate="within"),
            "geopandas intersects": lambda p=points, z=layer: gpd.sjoin(
                p, z, predicate="intersects"
            ),
            "DuckDB": duckdb_join(points, layer),
            "sedonadb": sedona_join(points, layer),
        }
        times = interleaved({k: w for k, w in works.items() if w is not None}, rounds)
        best = min(v for k, v in times.items() if not k.startswith("ours"))
        sjoin = times["geopandas intersects"] / times["ours"]
        rows.append(
            [f"{name} ({len(layer)})", f"{n:,}".replace(",", " ")]
            + [seconds(times.get(k)) for k in works]
            + [f"{sjoin:.1f}", f"{best / times['ours']:.1f}"]
        )
        print(rows[-1], flush=True)
    header = ["IRIS", "points", *works, "sjoin intersects / ours", "best peer / ours"]
    return table(header, rows)


def qgis_join(points: Path, zones: Path, out: Path) -> bool:
    """Run QGIS's own algorithm in its own process, as a technician's batch would."""
    command = ["qgis_process.bin", "run", "native:joinattributesbylocation", "--"]
    command += [f"INPUT={points}", f"JOIN={zones}", "PREDICATE=0", "METHOD=0", f"OUTPUT={out}"]
    with tempfile.TemporaryDirectory() as runtime:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": runtime}
        environment.pop("PYTHONPATH", None)
        try:
            done = subprocess.run(command, env=environment, capture_output=True, check=False)
        except FileNotFoundError:
            return False
    return done.returncode == 0 and out.is_file()


def geopandas_files(points: Path, zones: Path, out: Path) -> None:
    layer = gpd.read_file(zones)[["CODE_IRIS", "geometry"]]
    joined = gpd.sjoin(gpd.read_file(points), layer, predicate="within", how="left")
    joined.drop(columns="index_right").to_file(out)


def files(zones: gpd.GeoDataFrame, n: int = 1_000_000) -> str:
    """Time the join from GeoPackage to GeoPackage."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, layer = folder / "points.gpkg", folder / "zones.gpkg"
        points_over(zones, n).to_file(source)
        zones.rename_axis("CODE_IRIS").reset_index().to_file(layer)
        stream_join(source, {"iris": zones}, folder / "warm.gpkg")

        def ours(out: Path) -> None:
            read = gpd.read_file(layer).set_index("CODE_IRIS")
            stream_join(source, {"iris": read}, out, overwrite=True)

        times: dict[str, float | None] = {}
        works: dict[str, Callable[[], object]] = {
            "ours, to GeoPackage": lambda: ours(folder / "a.gpkg"),
            "ours, to Parquet": lambda: ours(folder / "a.parquet"),
            "geopandas": lambda: geopandas_files(source, layer, folder / "b.gpkg"),
            "QGIS native": lambda: qgis_join(source, layer, folder / "c.gpkg"),
        }
        for label, work in works.items():
            start = time.perf_counter()
            failed = work() is False
            times[label] = None if failed else time.perf_counter() - start
        reference = times["ours, to GeoPackage"] or 1.0
        rows = [
            [label, seconds(t), "-" if t is None else f"{t / reference:.1f}"]
            for label, t in times.items()
        ]
    return table([f"{n:,} points, file to file".replace(",", " "), "s", "ratio to ours"], rows)


def streaming_memory(zones: gpd.GeoDataFrame) -> str:
    """Peak memory of a streaming join, in its own process, as the file grows."""
    program = (
        "import re, sys, pathlib, geopandas as gpd; from geotools.territory import stream_join;"
        "z = gpd.read_file(sys.argv[2]).set_index('CODE_IRIS');"
        "stream_join(sys.argv[1], {'iris': z}, sys.argv[1] + '.out.parquet');"
        # Not getrusage: its peak includes that of the parent before exec.
        "status = pathlib.Path('/proc/self/status').read_text();"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) / 1024)"
    )
    rows = []
    with tempfile.TemporaryDirectory() as name:
        layer = Path(name) / "zones.gpkg"
        zones.rename_axis("CODE_IRIS").reset_index().to_file(layer)
        for n in (100_000, 1_000_000, 4_000_000):
            source = Path(name) / f"{n}.parquet"
            points_over(zones, n).to_parquet(source)
            done = subprocess.run(
                [sys.executable, "-c", program, str(source), str(layer)],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            )
            rows.append([f"{n:,}".replace(",", " "), f"{float(done.stdout):.0f}"])
    return table(["points streamed (process, cold)", "peak MB"], rows)


def identifiers(n: int = 1_000_000) -> str:
    """Time tile identifiers from Lambert-93 and from degrees."""
    rng = np.random.default_rng(2026)
    degrees = rng.uniform(-4, 8, n), rng.uniform(43, 50.5, n)
    rows = []
    for crs in (2154, 4326):
        x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(*degrees)
        expected = tile_ids(x, y, crs=crs)
        squares = gpd.GeoDataFrame(geometry=tile_polygons(pd.Index(expected).unique()))

        def by_proj(x: np.ndarray = x, y: np.ndarray = y, crs: int = crs) -> object:
            tiles.HAS_NUMBA, before = False, tiles.HAS_NUMBA
            try:
                return tile_ids(x, y, crs=crs)
            finally:
                tiles.HAS_NUMBA = before

        def by_join(
            x: np.ndarray = x,
            y: np.ndarray = y,
            crs: int = crs,
            squares: gpd.GeoDataFrame = squares,
        ) -> object:
            moved = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=crs).to_crs(3035)
            return gpd.sjoin(moved, squares, predicate="within")

        times = interleaved(
            {
                "ours": lambda x=x, y=y, crs=crs: tile_ids(x, y, crs=crs),
                "ours, PROJ": by_proj,
            },
            5,
        )
        times |= interleaved({"sjoin": by_join}, 1)
        assert (np.asarray(by_proj()) == np.asarray(expected)).all()
        rows.append(
            [f"EPSG:{crs}"]
            + [seconds(times[k]) for k in ("ours", "ours, PROJ", "sjoin")]
            + [f"{times['sjoin'] / times[k]:.0f}" for k in ("ours", "ours, PROJ")]
        )
    header = [
        f"{n:,} points from".replace(",", " "),
        "closed form",
        "through PROJ",
        "sjoin with the squares",
    ]
    return table([*header, "sjoin / closed form", "sjoin / PROJ"], rows)


def cold() -> str:
    """Time the first join of a process, compiled kernels on disk."""
    program = (
        "import time, geopandas as gpd, numpy as np, shapely;"
        "z = gpd.read_file({iris!r}).set_index('CODE_IRIS'); b = z.total_bounds;"
        "r = np.random.default_rng(0);"
        "p = gpd.GeoDataFrame(geometry=shapely.points(r.uniform(b[0], b[2], {n}),"
        " r.uniform(b[1], b[3], {n})), crs=z.crs); t = time.perf_counter();"
        "{work}; print(time.perf_counter() - t)"
    )
    works = {
        "ours": "from geotools.territory import join_zonings; join_zonings(p, {'iris': z})",
        "geopandas intersects": "gpd.sjoin(p, z, predicate='intersects')",
    }
    rows = []
    for n in (10_000, 1_000_000):
        found = []
        for work in works.values():
            code = program.format(iris=str(IRIS), n=n, work=work)
            environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
            runs = [
                subprocess.run(
                    [sys.executable, "-c", code],
                    capture_output=True,
                    text=True,
                    check=True,
                    env=environment,
                )
                for _ in range(3)
            ]
            found.append(statistics.median(float(run.stdout) for run in runs))
        rows.append([f"{n:,}".replace(",", " "), *(seconds(t) for t in found)])
    return table(["first join of a process, 93 (import of the room included)", *works], rows)


def main() -> str:
    """Measure and return the Markdown section."""
    zones = zonings()
    index_time = interleaved({"France": lambda: ZoneIndex.build(zones["France"]).build_cells()}, 2)
    parts = [
        "## Territory: joins and tiles",
        "Seconds. The 614 IRIS of Seine-Saint-Denis (67 k vertices), and 81 copies of them "
        "(49 734 zones, 5.4 M vertices). Points exist as geometries before the clock starts, "
        "for everybody; “ours” checks the polygons and builds its index within the time.",
        joins(zones),
        f"Checking and indexing the 49 734 zones takes {index_time['France']:.1f} s; the index can "
        "be saved and read back (`save_index`, `load_index`).",
        cold(),
        files(zones["93"]),
        streaming_memory(zones["93"]),
        identifiers(),
    ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(main())
