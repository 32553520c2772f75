"""What would break under another QGIS: read in the sources, tried on the classes of this one.

PyQt6 (QGIS 4) has no enumeration member outside its enumeration, no ``exec_`` and no
``QVariant.Type``; ``qgis.PyQt`` gives whichever PyQt this QGIS was built with.
"""

import ast
import configparser
import importlib
import importlib.util
import subprocess
import sys
from enum import Enum, EnumMeta
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

PLUGIN = Path(__file__).resolve().parents[2] / "qgis_plugin"
SOURCES = sorted(path for path in PLUGIN.rglob("*.py") if "vendor" not in path.parts)
GUARDED = PLUGIN / "_qgis_compat.py"  # the one place where versions are told apart


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """The names that a module imports from QGIS, with what they are here."""
    found = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis"):
            module = importlib.import_module(node.module)
            found |= {a.asname or a.name: getattr(module, a.name) for a in node.names}
    return found


def members(path):
    """Every dotted name whose first part comes from QGIS: line, text, owner, what it is."""
    known = imported(path)
    for node in ast.walk(tree(path)):
        parts, inner = [], node
        while isinstance(inner, ast.Attribute):
            parts.insert(0, inner.attr)
            inner = inner.value
        if parts and isinstance(inner, ast.Name) and inner.id in known:
            owner, value = None, known[inner.id]
            for part in parts:
                owner, value = value, getattr(value, part)
            yield node.lineno, ".".join([inner.id, *parts]), owner, value


def is_enumeration(kind):
    return isinstance(kind, EnumMeta) or type(kind).__name__ == "enumtype"  # Python’s, sip’s


def qt_names(path):
    """Every name of Qt that a module uses, as « QtWidgets.QScrollArea.Shape.NoFrame »."""
    homes = {
        alias.asname or alias.name: node.module.rpartition(".")[2]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt.")
        for alias in node.names
    }
    used = {f"{home}.{name}" for name, home in homes.items()}
    dotted = (text for _, text, _, _ in members(path))
    return used | {f"{homes[t.split('.')[0]]}.{t}" for t in dotted if t.split(".")[0] in homes}


LOOK = """
import functools, importlib, sys
binding, *names = sys.argv[1:]
for name in names:
    module, *parts = name.split(".")
    try:
        functools.reduce(getattr, parts, importlib.import_module(f"{binding}.{module}"))
    except (AttributeError, ImportError):
        print(name)
"""


@pytest.mark.parametrize("binding", ["PyQt5", "PyQt6"])
def test_every_name_of_qt_is_in_both_bindings(qgis, binding):
    if importlib.util.find_spec(binding) is None:
        pytest.skip(f"{binding} n’est pas installé")
    names = set().union(*(qt_names(path) for path in SOURCES if path != GUARDED))
    assert "QtWidgets.QScrollArea.Shape.NoFrame" in names and len(names) > 40
    done = subprocess.run(
        [sys.executable, "-c", LOOK, binding, *sorted(names)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("path", SOURCES, ids=[path.stem for path in SOURCES])
def test_no_module_asks_for_one_pyqt(path):
    modules = [
        name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + [alias.name for alias in node.names]
    ]
    assert not [name for name in modules if name.startswith(("PyQt", "PySide", "sip"))]


@pytest.mark.parametrize("path", SOURCES, ids=[path.stem for path in SOURCES])
def test_nothing_that_pyqt6_dropped_is_called(path):
    attributes = [node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)]
    assert not {"exec_", "print_"} & set(attributes)
    if path != GUARDED:
        names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        assert "QVariant" not in names | set(attributes)


@pytest.mark.parametrize("path", [p for p in SOURCES if p != GUARDED], ids=lambda path: path.stem)
def test_members_are_reached_through_their_enumeration(qgis, path):
    bare = [
        f"{path.name}:{line} {text}"
        for line, text, owner, value in members(path)
        if is_enumeration(type(value)) and not (is_enumeration(owner) or isinstance(owner, Enum))
    ]
    assert bare == []


def test_the_guard_names_what_this_version_has(qgis):
    from qgis_plugin import _qgis_compat as compat

    numbers = [compat.ADVANCED, compat.NO_THREADING, compat.NO_GEOMETRY, compat.FAST_INSERT]
    assert all(compat.number(flag) > 0 for flag in numbers)
    field = compat.make_field("n", compat.LONG, "Effectif")
    assert (compat.field_type(field), field.alias()) == (compat.LONG, "Effectif")


def test_a_python_that_is_too_old_is_told_before_anything_is_loaded():
    from qgis_plugin import environment

    assert environment.too_old_python() == ""
    said = environment.too_old_python((3, 9))
    assert "demande Python 3.10 ou plus ; ce QGIS porte Python 3.9" in said and "3.40" in said


def test_the_card_admits_every_version_that_is_tried():
    card = configparser.ConfigParser(interpolation=None)
    card.read(PLUGIN / "metadata.txt", encoding="utf-8")
    general = card["general"]
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.22", "4.99")
    assert general.getboolean("supportsQt6")
