"""Data flows one way: a room imports only from the foundation and from rooms before it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "geotools"
EARLIER = {
    "sources": set(),
    "territory": {"sources"},
    "occupation": {"sources", "territory"},
    "spatial": {"sources", "territory", "occupation"},
    "secrecy": {"sources", "territory", "occupation"},
    "orientations": {"sources", "territory", "occupation", "spatial", "secrecy"},
    "outputs": {"sources", "territory", "occupation", "spatial", "secrecy", "orientations"},
    "datasets": {"sources", "territory", "occupation"},
}
ROOMS = {*EARLIER, "diagnostic", "campaign", "cli"}


def imported(path: Path) -> set[str]:
    """Names of the rooms and packages that a module imports, wherever the statement stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def rooms_of(names: set[str]) -> set[str]:
    parts = (name.split(".") for name in names)
    return {p[1] for p in parts if p[0] == "geotools" and len(p) > 1 and p[1] in ROOMS}


@pytest.mark.parametrize("room", EARLIER)
def test_a_room_imports_only_from_earlier_rooms(room):
    files = list((PACKAGE / room).rglob("*.py"))
    assert files
    for path in files:
        assert rooms_of(imported(path)) <= EARLIER[room] | {room}, path


def test_the_foundation_imports_no_room():
    for path in (*PACKAGE.glob("*.py"), *PACKAGE.glob("parameters/*.py")):
        if path.stem not in {"cli", "__main__", "__init__"}:
            assert not rooms_of(imported(path)), path


def test_qgis_is_never_imported_by_the_toolkit():
    for path in PACKAGE.rglob("*.py"):
        assert not {n for n in imported(path) if n.split(".")[0] in {"qgis", "PyQt5", "PyQt6"}}, (
            path
        )


def test_the_audit_imports_nothing_of_the_enforcement():
    audits = list((PACKAGE / "secrecy" / "audit").glob("*.py"))
    assert audits
    for path in audits:
        names = imported(path)
        assert not {n for n in names if "suppression" in n or "grouping" in n}, path
