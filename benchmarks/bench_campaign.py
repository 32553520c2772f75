"""Campaigns over a fictitious France: workers, flatness, memory, the national clusters of tiles.

``BENCH_TERRITORIES`` (40 by default, some six minutes on a quiet machine of two cores) is the size
of the campaign; 1250 is the whole country.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from measuring import answer, measure, seconds, sized, spaced, table

from geotools.datasets.france import fictitious_france

ROOT = Path(__file__).resolve().parents[1]
TERRITORIES = int(os.environ.get("BENCH_TERRITORIES", "40"))
COUNTRY, TILES = 1250, 2_300_000
WORKERS = (1, 2, 4)
GOAL = "30 min on 2 cores, 4 GB in all"


def group_memory(group: int) -> float:
    """Memory in MB of the processes of a session, pages that they share counted once."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                lines = (entry / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, IndexError, ValueError):
            continue  # it ended meanwhile
    return total / 1024


def run(source: Path, out: Path, *options: str) -> dict[str, float]:
    """Run the command in a cold process; seconds, CPU seconds and peak memory of all of it."""
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "geotools", "campagne", str(source), "--out", str(out), *options],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], group_memory(process.pid))
            time.sleep(0.5)

    watcher = threading.Thread(target=watch)
    watcher.start()
    told = process.communicate()[0]
    watcher.join()
    if process.returncode:
        raise RuntimeError(told)
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    made = len(list((out / "territoires").glob("*/journal.json")))
    return {
        "seconds": time.perf_counter() - start, "cpu": cpu, "memory": peak[0], "made": float(made)
    }  # fmt: skip


def part_of(source: Path, folder: Path, count: int) -> Path:
    """Return a campaign over the first territories only, from the same national files."""
    rows = list(csv.reader((source.parent / "epci.csv").open(encoding="utf-8"), delimiter=";"))
    kept = set(sorted({row[1] for row in rows[1:]})[:count])
    made = folder / f"part{count}"
    made.mkdir()
    for path in source.parent.iterdir():
        if path.name != "epci.csv":
            os.link(path, made / path.name)
    with (made / "epci.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [rows[0], *(row for row in rows[1:] if row[1] in kept)]
        )
    return made / source.name


def towns() -> np.ndarray:
    """Return rows and columns of occupied tiles: discs around towns, dense inside."""
    rng, side = np.random.default_rng(1), 4_000
    occupied = np.zeros((side, side), dtype=bool)
    radius = np.minimum(rng.pareto(1.6, 12_000) * 3 + 3, 60).astype(int)
    for x, y, r in zip(*rng.integers(61, side - 61, (2, 12_000)), radius, strict=True):
        u, v = np.ogrid[-r : r + 1, -r : r + 1]
        disc = (u * u + v * v <= r * r) & (rng.random((2 * r + 1, 2 * r + 1)) < 0.85)
        occupied[x - r : x + r + 1, y - r : y + r + 1] |= disc
    return np.argwhere(occupied)[: sized(TILES)]


def worker(case: str) -> None:
    import geopandas as gpd

    from geotools.spatial import build_weights, local_moran

    cells = towns()
    names = [f"CRS3035RES200mN{2_000_000 + 200 * r}E{3_000_000 + 200 * c}" for r, c in cells]
    value = np.random.default_rng(2).random(len(cells)) + 0.3 * np.sin(cells[:, 0] / 200)
    tiles = gpd.GeoDataFrame(
        {"v": value}, index=names, geometry=gpd.points_from_xy(*cells.T * 200.0), crs=3035
    )
    weights = build_weights(tiles, "tiles")
    if case == "weights":
        answer(lambda: lambda: build_weights(tiles, "tiles"))
    else:
        answer(lambda: lambda: local_moran(tiles, "v", weights=weights))


def main() -> str:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        start = time.perf_counter()
        source = fictitious_france(folder / "france", territories=TERRITORIES)
        made = time.perf_counter() - start
        found: dict[str, dict[str, float]] = {}
        for workers in WORKERS:
            out = folder / f"w{workers}"
            found[f"{workers}"] = run(source, out, "--workers", str(workers))
            print(workers, found[f"{workers}"], flush=True)
            shutil.rmtree(out)
        flat = {}
        for count in (max(TERRITORIES // 4, 1), max(TERRITORIES // 2, 1)):
            flat[count] = run(part_of(source, folder, count), folder / f"n{count}")
            print("territories", count, flat[count], flush=True)
        again = run(source, folder / "w1again")
        kept = run(source, folder / "w1again")
        whole = run(part_of(source, folder, 3), folder / "complete", "--contents", "complet")
        small = run(part_of(source, folder, 4), folder / "essential")
    flat[TERRITORIES] = again
    clusters = {case: measure(__file__, case) for case in ("weights", "clusters")}
    return text(found, flat, kept, whole, small, clusters, made)


def text(found, flat, kept, whole, small, clusters, made) -> str:
    each = found["1"]["seconds"] / TERRITORIES
    two = found["2"]["seconds"] / TERRITORIES
    rows = [
        [
            workers, f"{m['seconds']:.0f}", f"{m['seconds'] / TERRITORIES:.2f}",
            f"{m['cpu'] / TERRITORIES:.2f}", f"{found['1']['seconds'] / m['seconds']:.2f}",
            f"{m['memory']:.0f}",
        ]
        for workers, m in found.items()
    ]  # fmt: skip
    growth = [
        [spaced(n), f"{m['seconds']:.0f}", f"{m['seconds'] / n:.2f}", f"{m['memory']:.0f}"]
        for n, m in flat.items()
    ]
    model = [
        [spaced(cores), f"{COUNTRY * found['1']['cpu'] / TERRITORIES / cores / 60:.1f}"]
        for cores in (2, 16, 128, 1_000)
    ]
    tiles = [
        [
            name,
            seconds(m and m["first"]),
            seconds(m and m["warm"]),
            f"{m['total']:.0f}" if m else "-",
        ]
        for name, m in clusters.items()
        if m
    ]
    return "\n\n".join(
        [
            "## Campaigns over a fictitious France",
            f"{TERRITORIES} territories (generated in {made:.0f} s), households, RPLS, tiles, "
            "communes, IRIS and QPV; each territory audited, its essential written. Cold process, "
            "files in, files out; memory of all processes together, shared pages counted once. "
            f"Goal: {GOAL}. The whole country at this pace: {COUNTRY * two / 60:.0f} min with 2 "
            f"workers, {COUNTRY * each / 60:.0f} min with one.",
            table(
                ["workers", "s", "s a territory", "CPU s a territory", "speed-up", "peak MB"], rows
            ),
            "Flatness, one worker, same national files:",
            table(["territories", "s", "s a territory", "peak MB"], growth),
            f"Run again with nothing changed: {kept['seconds']:.0f} s. Complete documents: "
            f"{whole['seconds'] / 3:.1f} s a territory on 3, the essential "
            f"{small['seconds'] / 4:.1f} s on 4, start included.",
            "Model on paper, from the CPU seconds of one worker and no cost of distribution "
            "(minutes for 1 250 territories; above 1 000 cores one territory is the floor):",
            table(["cores", "min"], model),
            f"National clusters over {spaced(sized(TILES))} tiles, 99 999 draws (goal: 5 s):",
            table(["", "first s", "warm s", "process MB"], tiles),
        ]
    )


if __name__ == "__main__" and "--worker" in sys.argv:
    worker(sys.argv[sys.argv.index("--worker") + 1])
