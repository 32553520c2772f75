"""The public API is one screen, and each name of it is there."""

import ast
import json
import runpy
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from importlib import import_module
from inspect import signature
from pathlib import Path

import geotools
from geotools.index import read_index

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("sources", "territory", "occupation", "spatial", "secrecy", "orientations", "outputs")
DRAWN = {"geotools/datasets/tiny.py"}
"""The tiny territory of the examples names its layers by what they hold."""
HEAVY = {"numpy", "pandas", "geopandas", "shapely", "scipy", "rich", "typer"}


def modules_after(code):
    """The modules that a fresh interpreter holds after some code."""
    shown = (
        f"import sys; sys.argv = ['geotools', '--version']; {code}; print(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_index_is_what_the_rooms_declare():
    script = runpy.run_path(str(ROOT / "tools" / "index_operations.py"))
    written = [vars(entry) for entry in read_index()]
    declared = [vars(entry) for entry in script["entries"]()]
    key = json.dumps
    assert sorted(map(key, written)) == sorted(map(key, declared)), "run « make docs »"


def test_an_operation_described_without_its_module_is_the_one_declared():
    from geotools.deferred import deferred_operations
    from geotools.operations import load_operations

    for described, declared in zip(deferred_operations(), load_operations(), strict=True):
        assert replace(described, function=declared.function) == declared
        assert (described.command, described.room) == (declared.command, declared.room)
        assert signature(described.function) == signature(declared.function)


def test_every_operation_is_a_name_of_the_package():
    listed = dir(geotools)
    for entry in read_index():
        assert entry.function in listed
        assert callable(getattr(geotools, entry.function))


def test_importing_the_package_and_asking_the_version_load_nothing_heavy():
    assert not modules_after("import geotools; dir(geotools)") & HEAVY
    assert not modules_after("import geotools.cli.entry as e; e._run()") & HEAVY


def test_the_list_of_commands_loads_no_room():
    loaded = modules_after("import geotools.cli.app as a; a.application()")
    assert not loaded & (HEAVY - {"rich", "typer"})


def test_the_help_of_a_command_loads_no_room_and_no_package():
    whole = "import geotools.cli.app as a; a.LazyGroup().build('apl-rule')"
    loaded = modules_after(whole)
    assert not loaded & (HEAVY - {"rich", "typer"})
    assert "geotools.orientations" not in loaded


def test_a_command_loads_its_own_room_only():
    found = modules_after(
        "from geotools.operations import get_operation as g; g('describetemplate')"
    )
    assert "geotools.sources" in found
    assert not {"geotools.spatial", "geotools.outputs", "geotools.orientations"} & found


def test_every_public_name_is_the_function_of_its_room():
    for name in geotools.__all__:
        assert getattr(geotools, name) is not None
    assert set(geotools._HOME) | {"__version__"} == set(geotools.__all__)
    assert geotools.precarity_index.__module__ == "geotools.occupation.precarity"


def test_a_name_that_is_not_public_is_an_attribute_error():
    assert not hasattr(geotools, "absent")


def test_no_public_name_exists_twice():
    """The public function is the operation: no second function of its name, kernel or helper."""
    homes = defaultdict(set)
    for path in sorted((ROOT / "geotools").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                homes[node.name].add(path.relative_to(ROOT).as_posix())
    rooms = [room for room in ROOMS if (ROOT / "geotools" / room).is_dir()]
    public = {entry.function for entry in read_index()} | set(geotools.__all__)
    for room in rooms:
        public |= set(import_module(f"geotools.{room}").__all__)
    twice = {name: homes[name] - DRAWN for name in public if len(homes[name] - DRAWN) > 1}
    assert not twice
