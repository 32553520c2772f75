"""Make the plugin's zip, the same bytes for the same sources, and the intranet's plugins.xml.

The zip holds one folder, ``equilibre_territorial``: the plugin, its card, its models and the
toolkit in ``vendor/``. No binary goes in: QGIS's own Python brings numpy, scipy, pandas, shapely,
pyproj, geopandas and pyogrio.
"""

from __future__ import annotations

import argparse
import configparser
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "equilibre_territorial"
FOLDERS = (
    (ROOT / "qgis_plugin", ""),
    (ROOT / "processing_models", "processing_models"),
    (ROOT / "geotools", "vendor/geotools"),
)
FILES = (
    (ROOT / "metadata.txt", "metadata.txt"),
    (ROOT / "LICENSE", "LICENSE"),
    *((ROOT / "docs" / f"{name}.md", f"aide/{name}.md") for name in ("guide", "methodes", "qgis")),
)
ELSEWHERE = "campaign"
"""Room of the toolkit left to the command line: it starts processes, which QGIS is not."""

INDEX = f"{PACKAGE}/vendor/geotools/index.json"
BINARIES = {".so", ".pyd", ".dll", ".dylib", ".exe", ".pyc"}
LARGEST = 25_000_000  # bytes: the limit of plugins.qgis.org
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold: none of ours goes in


def card() -> dict[str, str]:
    """Read metadata.txt."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / "metadata.txt", encoding="utf-8")
    return dict(parser["general"])


def members() -> Iterator[tuple[str, bytes]]:
    """Yield the name in the zip and the content of every file, ordered by name."""
    found = {f"{PACKAGE}/{name}": path for path, name in FILES}
    for folder, inside in FOLDERS:
        for path in folder.rglob("*"):
            inner = path.relative_to(folder)
            hidden = any(part.startswith((".", "__pycache__")) for part in inner.parts)
            hidden = hidden or (folder.name == "geotools" and inner.parts[0] == ELSEWHERE)
            if path.is_file() and not path.is_symlink() and not hidden:
                found[Path(PACKAGE, inside, inner).as_posix()] = path
    for name in sorted(found):
        if found[name].suffix.lower() in BINARIES:
            if found[name].suffix == ".pyc":
                continue
            raise SystemExit(f"Un binaire n’a pas sa place dans l’extension : {found[name]}")
        content = found[name].read_bytes()
        yield name, _without_elsewhere(content) if name == INDEX else content


def _without_elsewhere(index: bytes) -> bytes:
    entries = json.loads(index)
    kept = [item for item in entries if f".{ELSEWHERE}." not in item["module"]]
    return json.dumps(kept, ensure_ascii=False).encode()


def check_versions(version: str) -> None:
    """Refuse a card that announces another version than the toolkit's."""
    scope: dict[str, str] = {}
    exec((ROOT / "geotools" / "_version.py").read_text(encoding="utf-8"), scope)
    if scope["__version__"] != version:
        raise SystemExit(
            f"metadata.txt annonce {version} et geotools {scope['__version__']} : accordez-les."
        )


def write_zip(target: Path) -> None:
    """Write the zip: fixed dates, fixed rights, files in order."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target.name} pèse {target.stat().st_size} octets, plus que {LARGEST}.")


def write_repository(target: Path, zip_name: str, url: str) -> None:
    """Write plugins.xml: the repository that an intranet serves beside the zip."""
    facts = card()
    plugins = ET.Element("plugins")
    plugin = ET.SubElement(plugins, "pyqgis_plugin", name=facts["name"], version=facts["version"])
    fields = {
        "description": facts["description"],
        "about": facts["about"],
        "version": facts["version"],
        "trusted": "True",
        "qgis_minimum_version": facts["qgisMinimumVersion"],
        "qgis_maximum_version": facts["qgisMaximumVersion"],
        "homepage": facts.get("homepage", ""),
        "file_name": zip_name,
        "icon": facts["icon"],
        "author_name": facts["author"],
        "download_url": f"{url.rstrip('/')}/{zip_name}",
        "experimental": facts["experimental"],
        "deprecated": facts["deprecated"],
        "tags": facts["tags"],
        "server": facts["server"],
    }
    for name, value in fields.items():
        ET.SubElement(plugin, name).text = value
    ET.indent(plugins)
    ET.ElementTree(plugins).write(target, encoding="utf-8", xml_declaration=True)


def main(arguments: list[str] | None = None) -> Path:
    """Write the zip and plugins.xml; return the zip's path."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="dossier où écrire")
    parser.add_argument(
        "--url", default="https://intranet.example/qgis", help="adresse du dossier publié"
    )
    options = parser.parse_args(arguments)
    version = card()["version"]
    check_versions(version)
    options.out.mkdir(parents=True, exist_ok=True)
    target = options.out / f"{PACKAGE}-{version}.zip"
    write_zip(target)
    write_repository(options.out / "plugins.xml", target.name, options.url)
    print(f"{target} : {target.stat().st_size / 1e6:.2f} Mo")
    return target


if __name__ == "__main__":
    main(sys.argv[1:])
