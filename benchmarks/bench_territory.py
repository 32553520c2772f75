"""Joins, streaming joins and tile identifiers against their peers, in one run.

Zones are the 614 real IRIS of Seine-Saint-Denis, and the same repeated 81 times over the plane: as
many zones and vertices as the IRIS of France. Points are drawn uniformly over them, with a seed.
Every figure comes from its own process (see ``measuring.py``). Prints a Markdown section and draws
``territory.png``.
"""

from __future__ import annotations

import os
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
from measuring import (
    Call,
    Measure,
    answer,
    draw,
    growth,
    measure,
    seconds,
    sized,
    spaced,
    table,
)
from pyproj import Transformer

from geotools.territory import ZoneIndex, join_zonings, stream_join, tile_ids, tile_polygons

HERE = Path(__file__).resolve()
IRIS = HERE.parents[2] / "shared/data/seine-saint-denis/iris2022.gpkg"
SIDE = 9
"""Copies of the département on each axis: 81 x 614 = 49 734 zones."""
SIZES = {
    "93": [sized(n) for n in (1_000, 10_000, 100_000, 1_000_000)],
    "France": [sized(n) for n in (1_000, 10_000, 100_000, 1_000_000, 5_000_000)],
}
IDENTIFIERS = sized(1_000_000)


def zoning(name: str) -> gpd.GeoDataFrame:
    local = gpd.read_file(IRIS).set_index("CODE_IRIS")[["geometry"]]
    if name == "93":
        return local
    left, bottom, right, top = local.total_bounds
    copies = [
        local.set_geometry(local.translate(i * (right - left), j * (top - bottom))).set_axis(
            local.index + f"-{i}-{j}"
        )
        for i in range(SIDE)
        for j in range(SIDE)
    ]
    return gpd.GeoDataFrame(pd.concat(copies), crs=local.crs)


def points_over(zones: gpd.GeoDataFrame, n: int) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(2026)
    left, bottom, right, top = zones.total_bounds
    spots = shapely.points(rng.uniform(left, right, n), rng.uniform(bottom, top, n))
    return gpd.GeoDataFrame({"id": np.arange(n)}, geometry=spots, crs=zones.crs)


def ours(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Call:
    return lambda: join_zonings(points, {"iris": zones})


def ours_kept(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Call:
    index = ZoneIndex.build(zones)
    index.build_cells()
    return lambda: join_zonings(points, {"iris": index})


def index_alone(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Call:
    return lambda: ZoneIndex.build(zones).build_cells(len(points))


def geopandas_join(predicate: str) -> Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Call]:
    return lambda points, zones: lambda: gpd.sjoin(points, zones, predicate=predicate)


def kept_join(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Call:
    """The question of ``join_zonings``: edges belong to the zone, no point is lost."""
    return lambda: gpd.sjoin(points, zones, how="left", predicate="intersects")


def duckdb_join(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Call:
    """Prepare tables of geometries: only the join is timed."""
    import duckdb
    from duckdb_extensions import import_extension

    import_extension("spatial")
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


def sedona_join(points: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Call:
    import sedonadb

    context = sedonadb.connect()
    context.create_data_frame(points).to_view("p")
    context.create_data_frame(zones.rename_axis("code").reset_index()).to_view("z")
    query = "SELECT p.id, z.code FROM p JOIN z ON ST_Intersects(z.geometry, p.geometry)"
    return lambda: pyarrow.table(context.sql(query))


OURS, WITHIN = "geotools", "geopandas within"
JOINS: dict[str, Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], Call]] = {
    OURS: ours,
    "geotools, index kept": ours_kept,
    "geotools, index alone": index_alone,
    WITHIN: geopandas_join("within"),
    "geopandas intersects": geopandas_join("intersects"),
    "geopandas intersects, every point kept": kept_join,
    "DuckDB": duckdb_join,
    "sedonadb": sedona_join,
}


def joins() -> str:
    """Measure the join of every peer at several n; draw the curves over France."""
    rows = []
    for name, sizes in SIZES.items():
        found: dict[str, dict[int, Measure]] = {}
        for case in JOINS:
            measured = {n: measure(str(HERE), case, name, str(n)) for n in sizes}
            found[case] = {n: m for n, m in measured.items() if m}
        warm = {case: {n: m["warm"] for n, m in at.items()} for case, at in found.items()}
        for case, at in found.items():
            for n, m in at.items():
                mine = warm[OURS].get(n)
                peer = not case.startswith(OURS)
                ratio = f"{m['warm'] / mine:.2f}" if peer and mine else ""
                figures = [seconds(m["first"]), seconds(m["warm"]), ratio, f"{m['memory']:.0f}"]
                rows.append([f"{name}: {case}", spaced(n), *figures, growth(warm[case])])
    draw(warm, HERE.with_name("territory.png"), "Points to 49 734 zones")
    header = ["IRIS: join", "points", "first call s", "warm s", "peer / geotools, warm"]
    return table([*header, "peak MB above data", "growth"], rows)


def identifiers_of(crs: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2026)
    degrees = rng.uniform(-4, 8, IDENTIFIERS), rng.uniform(43, 50.5, IDENTIFIERS)
    return Transformer.from_crs(4326, crs, always_xy=True).transform(*degrees)


def through_proj(crs: int) -> Call:
    x, y = identifiers_of(crs)
    return lambda: tile_ids(x, y, crs=crs)


def squares_join(crs: int) -> Call:
    """Coordinates to points, to the CRS of the grid, to the squares: what a join has to do."""
    x, y = identifiers_of(crs)
    squares = gpd.GeoDataFrame(geometry=tile_polygons(pd.Index(tile_ids(x, y, crs=crs)).unique()))

    def work() -> object:
        moved = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=crs).to_crs(3035)
        return gpd.sjoin(moved, squares, predicate="within")

    return work


TILES: dict[str, Callable[[int], Call]] = {
    "tile ids through PROJ": through_proj,
    "sjoin with the squares": squares_join,
}


def identifiers() -> str:
    """Measure tile identifiers from Lambert-93 and from degrees."""
    rows = []
    for crs in (2154, 4326):
        found = {case: measure(str(HERE), case, str(crs)) for case in TILES}
        reference = found["sjoin with the squares"]
        for case, m in found.items():
            if m and reference:
                ratio = f"{reference['warm'] / m['warm']:.1f}"
                figures = [seconds(m["first"]), seconds(m["warm"]), ratio, f"{m['memory']:.0f}"]
                rows.append([f"EPSG:{crs}: {case}", *figures])
    header = [f"{spaced(IDENTIFIERS)} points", "first call s", "warm s", "sjoin / this, warm"]
    return table([*header, "peak MB above data"], rows)


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


def files(zones: gpd.GeoDataFrame, n: int) -> str:
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
    return table([f"{spaced(n)} points, file to file", "s", "ratio to geotools"], rows)


def streaming(n: int) -> Call:
    """Write a file of points, and stream it to the zones of the département."""
    folder = tempfile.mkdtemp()
    source = Path(folder) / "points.parquet"
    points_over(zoning("93"), n).to_parquet(source)
    zones = zoning("93")
    return lambda: stream_join(source, {"iris": zones}, f"{source}.out.parquet", overwrite=True)


def streams() -> str:
    """Memory of a streaming join as the file grows."""
    rows = []
    for n in (sized(n) for n in (100_000, 1_000_000, 4_000_000)):
        m = measure(str(HERE), STREAM, str(n))
        if m:
            figures = [seconds(m["first"]), seconds(m["warm"]), f"{m['memory']:.0f}"]
            rows.append([spaced(n), *figures, f"{m['total']:.0f}"])
    header = ["points streamed, Parquet to Parquet", "first call s", "warm s"]
    return table([*header, "peak MB above data", "peak MB of the process"], rows)


STREAM = "stream"


def main() -> str:
    """Measure and return the Markdown section."""
    parts = [
        "## Territory: joins and tiles",
        "The 614 IRIS of Seine-Saint-Denis (67 k vertices), and 81 copies of them (49 734 zones, "
        "5.4 M vertices). Points exist as geometries before the clock starts, and as tables for "
        "DuckDB and sedonadb. geotools checks the polygons, builds its index and adds the columns "
        "within the time, and its first call loads numba; the peers check nothing. “index kept” "
        "is a `ZoneIndex` built once (`save_index`, `load_index`), “index alone” what building "
        "it takes for that many points.",
        joins(),
        "![time against n](territory.png)",
        "At 10 000 points `sjoin` is ahead: it checks nothing, and answers on invalid polygons "
        "without a word. Half of the time of geotools goes to the validity of the zones whose "
        "envelope holds a point, a third to finding them (profile over 49 734 zones). With the "
        "index kept, geotools is ahead.",
        files(zoning("93"), sized(1_000_000)),
        streams(),
        identifiers(),
    ]
    return "\n\n".join(parts) + "\n"


def prepared(case: str, *given: str) -> Call:
    """Return the call of a worker's case."""
    if case in TILES:
        return TILES[case](int(given[0]))
    if case == STREAM:
        return streaming(int(given[0]))
    zones = zoning(given[0])
    return JOINS[case](points_over(zones, int(given[1])), zones)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        answer(lambda: prepared(*sys.argv[2:]), once=True)
    else:
        print(main())
