"""Build what the report's page inlines: ``geotools/outputs/vendor/`` from locked npm packages.

``python tools/build_vendor.py`` needs Node and npm. Versions and digests are locked in
``tools/vendor/package-lock.json``, so two builds give the same bytes; ``--check`` says whether the
files in the tree are those of the lock.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECIPE = Path(__file__).parent / "vendor"
TARGET = ROOT / "geotools" / "outputs" / "vendor"
GLOBAL = "Charts"


def build(folder: Path) -> None:
    """Write the bundle, its versions and its licences into a folder."""
    with tempfile.TemporaryDirectory() as work:
        place = Path(work)
        for name in ("package.json", "package-lock.json", "charts.mjs"):
            shutil.copy(RECIPE / name, place / name)
        run(["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"], place)
        # esbuild's own script only checks its binary: it is called where npm put it.
        binary = next((place / "node_modules" / "@esbuild").glob("*/bin/esbuild"))
        command = [
            str(binary),
            "charts.mjs",
            "--bundle",
            "--minify",
            "--format=iife",
            f"--global-name={GLOBAL}",
            "--target=es2020",
            "--legal-comments=none",
            "--charset=utf8",
            "--metafile=meta.json",
            "--outfile=charts.js",
        ]
        run(command, place)
        used = packages(place)
        write(folder, "charts.js", (place / "charts.js").read_text(encoding="utf-8"))
        versions = {item["name"]: item["version"] for item in used}
        write(folder, "versions.json", json.dumps(versions, indent=1) + "\n")
        write(folder, "LICENCES.txt", licences(place, used))


def run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True)


def packages(place: Path) -> list[dict[str, str]]:
    """Return the packages whose files are in the bundle, by name."""
    meta = json.loads((place / "meta.json").read_text(encoding="utf-8"))
    inputs = next(iter(meta["outputs"].values()))["inputs"]
    names = set()
    for path, share in inputs.items():
        if path.startswith("node_modules/") and share["bytesInOutput"]:
            parts = path.split("/")
            names.add("/".join(parts[1:3]) if parts[1].startswith("@") else parts[1])
    cards = [
        json.loads((place / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
        for name in sorted(names)
    ]
    return [{"name": c["name"], "version": c["version"], "license": c["license"]} for c in cards]


def licences(place: Path, used: list[dict[str, str]]) -> str:
    """Return the notice of every package of the bundle."""
    parts = []
    for item in used:
        folder = place / "node_modules" / item["name"]
        text = next(
            path.read_text(encoding="utf-8").strip()
            for path in sorted(folder.iterdir())
            if path.name.lower().startswith("licen")
        )
        parts.append(f"{item['name']} {item['version']} ({item['license']})\n\n{text}\n")
    return ("\n" + "-" * 70 + "\n\n").join(parts)


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    if "--check" not in sys.argv[1:]:
        TARGET.mkdir(exist_ok=True)
        build(TARGET)
        return 0
    with tempfile.TemporaryDirectory() as work:
        build(Path(work))
        built = sorted(Path(work).iterdir())
        changed = [p.name for p in built if p.read_bytes() != (TARGET / p.name).read_bytes()]
    for name in changed:
        print(f"{name} is not what tools/vendor/package-lock.json builds", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
