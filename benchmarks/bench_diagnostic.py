"""The main job from a cold process, files in, files out: seconds and peak memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT / "tests" / "real"
CASES = {
    "demo (fictitious)": (["demo"], "60 s"),
    "Tours (census 2019)": (["diagnostic", str(REAL / "tours" / "territoire.toml")], "15 s, 1 GB"),
    "Bondy (RPLS 2020)": (["diagnostic", str(REAL / "bondy" / "territoire.toml")], "15 s, 1 GB"),
    "Seine-Saint-Denis (RPLS 2020, 231 016 dwellings)": (
        ["diagnostic", str(REAL / "seine-saint-denis" / "territoire.toml")],
        "60 s",
    ),
}


COPIES = {"4": "60 s", "24": "10 min, 8 GB"}
"""Copies of Seine-Saint-Denis, 30 km apart, and the goal: four départements, all of France."""

DESCRIPTION = """
[territoire]
nom = "Copies de la Seine-Saint-Denis"
millesime = 2020
[sources.logements]
format = "rpls"
fichier = "rpls2020.parquet"
millesime = 2020
[zonages.iris]
fichier = "iris.gpkg"
[grappes]
graine = 2020
[secret]
profil = "rpls"
"""


def copies(count: int, folder: Path) -> Path:
    """Write a territory made of copies of the dwellings and IRIS of Seine-Saint-Denis.

    Each copy has communes, districts and IRIS of its own, under another number of département.
    """
    source = REAL.parents[2] / "shared" / "data" / "seine-saint-denis"
    dwellings = pd.read_parquet(source / "rpls2020.parquet")
    zones = gpd.read_file(source / "iris2022.gpkg")
    rows, polygons = [], []
    for copy in range(count):
        number = f"{copy + 10:02d}"
        right, up = (copy % 6 - 3) * 30_000, -(copy // 6) * 30_000
        rows.append(
            dwellings.assign(
                X=dwellings["X"] + right,
                Y=dwellings["Y"] + up,
                DEPCOM=number + dwellings["DEPCOM"].str[2:],
                DEP=copy + 10,
                PLG_QP=dwellings["PLG_QP"].str.replace("QP093", f"QP0{number}"),
            )
        )
        moved = zones.assign(
            CODE_IRIS=number + zones["CODE_IRIS"].str[2:],
            INSEE_COM=number + zones["INSEE_COM"].str[2:],
        )
        polygons.append(moved.set_geometry(zones.translate(right, up)))
    pd.concat(rows, ignore_index=True).to_parquet(folder / "rpls2020.parquet")
    pd.concat(polygons, ignore_index=True).to_file(folder / "iris.gpkg")
    path = folder / "territoire.toml"
    path.write_text(DESCRIPTION, encoding="utf-8")
    return path


def measure(arguments: list[str]) -> tuple[float, float, int]:
    """Return seconds, peak memory of the process in MB, and its exit code."""
    folder = Path(tempfile.mkdtemp())
    command = [sys.executable, "-m", "geotools", *arguments, "--out", str(folder / "out")]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    shutil.rmtree(folder)
    return seconds, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def main() -> str:
    rows = ["| territory | median s of 3 | peak MB | goal |", "|---|---|---|---|"]
    for name, (arguments, goal) in CASES.items():
        runs = sorted(measure(arguments) for _ in range(3))
        if any(code for _, _, code in runs):
            rows.append(f"| {name} | failed (exit {[code for _, _, code in runs]}) | | {goal} |")
            continue
        rows.append(
            f"| {name} | {runs[1][0]:.1f} | {max(memory for _, memory, _ in runs):.0f} | {goal} |"
        )
    for count, goal in COPIES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = copies(int(count), Path(folder))
            seconds, memory, code = measure(["diagnostic", str(path)])
        dwellings = f"{231_016 * int(count):,}".replace(",", " ")
        name = f"Seine-Saint-Denis × {count} ({dwellings} dwellings), one run"
        told = f"{seconds:.1f} | {memory:.0f}" if code == 0 else f"failed (exit {code}) |"
        rows.append(f"| {name} | {told} | {goal} |")
    return "## The main job, cold process, files in, files out\n\n" + "\n".join(rows)


if __name__ == "__main__":
    print(main())
