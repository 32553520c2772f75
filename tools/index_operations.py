"""Write ``geotools/index.json``, the list of the operations, from what every module declares."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from geotools.deferred import written, written_argument
from geotools.index import IndexEntry
from geotools.operations import registered

PACKAGE = Path(__file__).resolve().parents[1] / "geotools"
TARGET = PACKAGE / "index.json"
ROOMS = (
    "campaign",
    "diagnostic",
    "sources",
    "territory",
    "occupation",
    "spatial",
    "secrecy",
    "orientations",
    "outputs",
)


def declaring_modules() -> list[str]:
    """Return the modules that declare an operation, room by room."""
    found = []
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if "\n@operation(" in path.read_text(encoding="utf-8"):
                parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
                found.append(".".join(parts))
    return found


def entries() -> list[IndexEntry]:
    """Import every module that declares operations and describe them, group by group."""
    for room in ROOMS[1:]:
        import_module(f"geotools.{room}")
    for module in declaring_modules():
        import_module(module)
    return [
        IndexEntry(
            item.id,
            item.command,
            item.function.__name__,
            item.function.__module__,
            item.group.value,
            item.summary,
            list(item.requires),
            [written_argument(argument) for argument in item.parameters],
            [written(output) for output in item.results],
        )
        for item in registered()
    ]


def content() -> str:
    """Return the list as it is written."""
    lines = (json.dumps(asdict(entry), ensure_ascii=False) for entry in entries())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    TARGET.write_text(content(), encoding="utf-8", newline="\n")
    print(f"{TARGET.name} : {len(entries())} opérations")
