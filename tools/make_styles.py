"""Write the QML files and the print layouts of geotools/outputs/styles (run after a change)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from geotools.outputs.palette import styles
from geotools.outputs.qgis.layout import PAGES, template_path, template_text
from geotools.outputs.qgis.qml import style_path, style_qml


def documents() -> Iterator[tuple[Path, str]]:
    for name, style in styles().items():
        for geometry in style.geometries:
            yield style_path(name, geometry), style_qml(style, geometry=geometry)
    for page in PAGES:
        yield template_path(page), template_text(page)


def main() -> None:
    for path, text in documents():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
