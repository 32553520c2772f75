"""A name says one thing: no two public classes of the house share theirs."""

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEING_JOINED = {"Chapter"}
"""A chapter of the study and a chapter of the document: the second is made from the first."""


def test_no_two_classes_share_a_name():
    names = Counter(
        node.name
        for room in ("geotools", "qgis_plugin")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, number in names.items() if number > 1} <= BEING_JOINED
