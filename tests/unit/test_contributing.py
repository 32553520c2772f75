"""An operation is its function, its card and its tests: the places to touch are counted."""

import re
import subprocess
from pathlib import Path

import pytest

from geotools.operations import load_operations
from geotools.sources.formats import OFFICIAL

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "contribuer.md").read_text(encoding="utf-8")
WRITTEN_ALONE = {"geotools/index.json"}
"""What « make docs » writes."""


def sources():
    listed = subprocess.run(
        ["git", "ls-files", "geotools", "qgis_plugin", "tools", "tests"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("les fichiers suivis ne sont connus que dans un dépôt git")
    names = [name for name in listed.stdout.split() if name.endswith((".py", ".toml", ".json"))]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


def test_the_example_of_the_page_is_written_where_the_page_says_and_nowhere_else():
    places = set(re.findall(r"^\| `([^`]+)` \|", PAGE, re.M))
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = {
        name
        for name, text in sources().items()
        if re.search(r"\b(apl_rule|aplrule)\b", text) or name.endswith("/aplrule.toml")
    }
    assert found - WRITTEN_ALONE - {own} == places
    assert len(places) == 5


def test_no_front_names_an_operation():
    """The command line knows none; the plugin names those of its panel, nothing more."""
    front = {name: text for name, text in sources().items() if name.startswith("geotools/cli/")}
    assert front
    for item in load_operations():
        for name, text in front.items():
            assert f'"{item.id}"' not in text and f'"{item.command}"' not in text, name


def test_the_short_list_of_the_demo_is_part_of_the_whole_one():
    root = Path(__file__).resolve().parents[2]
    pins = [
        {line for line in (root / name).read_text(encoding="utf-8").splitlines() if "==" in line}
        for name in ("requirements-demo.lock", "requirements.lock")
    ]
    assert pins[0] < pins[1]
    assert {line.partition("==")[0].lower() for line in pins[0]} >= {"geopandas", "matplotlib"}


def test_a_producer_s_format_is_named_in_the_module_of_its_reader_alone():
    room = {name: text for name, text in sources().items() if name.startswith("geotools/sources/")}
    for known in OFFICIAL.values():
        named = {
            name for name, text in room.items() if re.search(rf'^ +"{known.id}",$', text, re.M)
        }
        assert named == {known.reader.__module__.replace(".", "/") + ".py"}, known.id
